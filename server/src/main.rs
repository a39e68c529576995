//! `latchkey`. Everything is in the library beside it.

fn main() -> std::process::ExitCode {
    latchkey::cli::run()
}
