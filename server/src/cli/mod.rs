//! The command line. `--help` is meant to be read: it teaches the first steps.

mod admin;
mod audit;
mod certificate;
mod check;
mod migrate;
pub mod say;
mod secrets;
mod serve;
mod settings;

use crate::config::{Config, Flags};
use crate::stop::Stop;
use clap::{Args, Parser, Subcommand};
use latchkey_domain::roles::Role;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

const FIRST_STEPS: &str = "\
First steps:
  latchkey serve --practice   try every flow in ten minutes, with nothing else installed
  latchkey check              is the configuration right, do database and mail answer?
  latchkey serve              the real thing; prints a link for the first administrator

Configuration is looked for in ./latchkey.toml, then /etc/latchkey/latchkey.toml:
  origin = \"https://reset.example.com\"
  organisation = \"Northwind\"
  [tls]
  certificate = \"/etc/latchkey/fullchain.pem\"
  key = \"/etc/latchkey/privkey.pem\"
All settings: latchkey serve --help";

#[derive(Parser, Debug)]
#[command(name = "latchkey", version, about = "Self-service password reset: people who are locked out help themselves.", after_help = FIRST_STEPS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Start the server; stops gracefully on SIGTERM and Ctrl-C
    #[command(after_help = settings::SETTINGS)]
    Serve {
        #[command(flatten)]
        place: Place,
        /// Address and port instead of `listen`; port 0 takes a free one
        #[arg(long, value_name = "ADDRESS")]
        listen: Option<String>,
    },
    /// Bring the database up to date (`serve` does it by itself unless told otherwise)
    Migrate {
        #[command(flatten)]
        place: Place,
        /// Only say what is still to be run
        #[arg(long, conflicts_with = "down_one")]
        status: bool,
        /// Take the latest migration back. Its data is lost
        #[arg(long)]
        down_one: bool,
    },
    /// Administrators: the way in, and the way back in
    #[command(subcommand)]
    Admin(AdminCommand),
    /// The audit log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Look at everything that `serve` needs, and say what it would refuse; makes and changes
    /// nothing; ends with 1 if something is wrong
    Check {
        #[command(flatten)]
        place: Place,
    },
    /// The key that seals what is secret in the database
    #[command(subcommand)]
    Secrets(SecretsCommand),
    /// Make a new key for sealing secrets, in a file of its own (mode 600, never overwritten)
    #[command(name = "new-key")]
    NewKey { file: PathBuf },
    /// Every route of the server, as one JSON object a line
    #[command(hide = true)]
    Routes,
    /// The version
    Version,
}

#[derive(Subcommand, Debug)]
enum AdminCommand {
    /// Print a link that sets up an administrator: good once, for an hour
    Link {
        #[command(flatten)]
        place: Place,
    },
    /// The same, for an administrator of this name and nobody else
    Create {
        /// How they will be called; they choose their password themselves
        name: String,
        /// What they may do: owner, administrator, help-desk (finds people, lifts stops) or auditor (reads)
        #[arg(long, default_value = "owner", value_parser = role)]
        role: Role,
        #[command(flatten)]
        place: Place,
    },
    /// Lost password or phone, or kept out by too many tries: end their sessions, take the second
    /// factor away, forget the tries, print a link for them alone
    Reset {
        name: String,
        #[command(flatten)]
        place: Place,
    },
}

fn role(typed: &str) -> Result<Role, String> {
    Role::from_code(typed).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
        format!("there is no such role; take one of {}", known.join(", "))
    })
}

#[derive(Subcommand, Debug)]
enum AuditCommand {
    /// Walk the whole chain of the audit log: nothing changed, nothing missing?
    Verify {
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Subcommand, Debug)]
enum SecretsCommand {
    /// Seal everything in the database with a new key. Stop the servers before
    #[command(after_help = secrets::STEPS)]
    Rotate {
        /// The file of the new key, as `latchkey new-key FILE` makes it
        #[arg(long, value_name = "FILE")]
        new_key: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

/// Which installation.
#[derive(Args, Debug, Clone)]
struct Place {
    /// The configuration file, instead of ./latchkey.toml or /etc/latchkey/latchkey.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Practice mode: built-in directory, mailbox and phone, on this machine only
    #[arg(long)]
    practice: bool,
}

impl Place {
    fn load(&self, listen: Option<String>) -> Result<Config, Stop> {
        let flags = Flags { config: self.config.clone(), practice: self.practice, listen };
        Config::load(&flags, &environment()).map_err(|faults| Stop(faults.to_string()))
    }
}

fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Reads the arguments and does what they say. The runtime is made here, once.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    // What takes long, argon2 and the database, works on the blocking pool; the threads that serve
    // connections only hand on. With one for each core they take turns with it instead of running
    // beside it, and whoever waits for a turn waits for a whole time slice: the 99th percentile of
    // the recover page was three times as high, and its rate lower by a quarter (docs/benchmark.md).
    let serving = std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(serving)
        .max_blocking_threads(64) // more at once only wait longer
        .enable_all()
        .build();
    let done = match runtime {
        Ok(runtime) => {
            let done = runtime.block_on(dispatch(cli.command));
            // A job that hangs on a dead server does not keep us.
            runtime.shutdown_timeout(std::time::Duration::from_secs(1));
            done
        }
        Err(e) => Err(Stop(format!("the threads cannot be started: {e}"))),
    };
    match done {
        Ok(code) => code,
        Err(stop) => {
            say::fault(&stop);
            ExitCode::from(2)
        }
    }
}

async fn dispatch(command: Command) -> Result<ExitCode, Stop> {
    match command {
        Command::Serve { place, listen } => serve::run(&place.load(listen)?).await?,
        Command::Migrate { place, status, down_one } => migrate::run(&place.load(None)?, status, down_one).await?,
        Command::Admin(AdminCommand::Link { place }) => admin::link(&place.load(None)?, None, Role::Owner).await?,
        Command::Admin(AdminCommand::Create { name, role, place }) => {
            admin::link(&place.load(None)?, Some(name), role).await?
        }
        Command::Admin(AdminCommand::Reset { name, place }) => admin::reset(&place.load(None)?, name).await?,
        Command::Audit(AuditCommand::Verify { place }) => return audit::verify(&place.load(None)?).await,
        Command::Secrets(SecretsCommand::Rotate { new_key, place }) => {
            secrets::rotate(&place.load(None)?, &new_key).await?;
        }
        Command::Check { place } => return Ok(check::run(place.load(None)).await),
        Command::NewKey { file } => {
            crate::key::create(&file, &crate::system::SystemEntropy).map_err(Stop)?;
            say::line(format_args!(
                "{} is made. Keep a copy in a safe place: without it the sealed secrets cannot be read.",
                file.display()
            ));
        }
        Command::Routes => {
            for (method, path) in crate::router::routes() {
                say::line(format_args!("{}", serde_json::json!({ "method": method, "path": path })));
            }
        }
        Command::Version => say::line(format_args!("latchkey {}", env!("CARGO_PKG_VERSION"))),
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn well_formed_and_teaching() {
        Cli::command().debug_assert();
        let help = Cli::command().render_help().to_string();
        assert!(help.contains("latchkey serve --practice") && help.contains("origin ="), "{help}");
        let rotate = Cli::command().find_subcommand_mut("secrets").unwrap().render_long_help().to_string();
        assert!(rotate.contains("rotate"), "{rotate}");
        let serve = Cli::command().find_subcommand_mut("serve").unwrap().render_help().to_string();
        for (key, _) in crate::config::keys::KEYS {
            let name = key.rsplit('.').next().unwrap();
            assert!(serve.contains(name), "`serve --help` does not tell about {key}");
        }
    }
}
