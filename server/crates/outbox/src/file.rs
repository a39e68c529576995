//! Mail as files, for machines without a mail server. They hold codes: owner only.

use crate::{Mail, SendError, message};
use lettre::message::Mailbox;
use std::io::ErrorKind;
use std::path::Path;
use tokio::fs;
use tokio::io::AsyncWriteExt as _;

pub(crate) fn sender() -> Result<Mailbox, SendError> {
    "Latchkey <latchkey@localhost.localdomain>"
        .parse()
        .map_err(|_| SendError::Setup("The sender is not an address.".into()))
}

/// `000001.eml`, `000002.eml`, …: the next free number, also with several programs on one folder.
pub(crate) async fn send(folder: &Path, mail: &Mail) -> Result<(), SendError> {
    let (_, bytes) = message::compose(mail, &sender()?)?;
    fs::create_dir_all(folder).await.map_err(fault)?;
    let mut number = 1 + count(folder).await?;
    loop {
        match create(&folder.join(format!("{number:06}.eml"))).await {
            Ok(mut file) => {
                file.write_all(&bytes).await.map_err(fault)?;
                return file.flush().await.map_err(fault);
            }
            Err(taken) if taken.kind() == ErrorKind::AlreadyExists => number += 1,
            Err(other) => return Err(fault(other)),
        }
    }
}

pub(crate) async fn check(folder: &Path) -> Result<(), SendError> {
    fs::create_dir_all(folder).await.map_err(fault)?;
    let probe = folder.join(".latchkey-can-write");
    let _ = fs::remove_file(&probe).await;
    create(&probe).await.map_err(fault)?;
    fs::remove_file(&probe).await.map_err(fault)
}

async fn create(path: &Path) -> std::io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    options.open(path).await
}

async fn count(folder: &Path) -> Result<u64, SendError> {
    let mut entries = fs::read_dir(folder).await.map_err(fault)?;
    let mut count = 0;
    while entries.next_entry().await.map_err(fault)?.is_some() {
        count += 1;
    }
    Ok(count)
}

/// A full disk passes; a folder that may not be written to does not.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn fault(error: std::io::Error) -> SendError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::Interrupted => {
            SendError::Temporary("The disk of the mail folder is full.".into())
        }
        kind => SendError::Setup(format!("The mail folder cannot be written to: {kind}.")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn mail(text: &str) -> Mail {
        Mail { to: "anna@example.com".into(), subject: "Code".into(), text: text.into(), html: "<p>x</p>".into() }
    }

    #[tokio::test]
    async fn numbered_and_for_the_owner_only() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/b");
        check(&folder).await.unwrap();
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "nothing left over");
        for n in 1..=3 {
            send(&folder, &mail(&format!("text {n}"))).await.unwrap();
        }
        // the first is read and deleted: the others stay
        std::fs::remove_file(folder.join("000001.eml")).unwrap();
        send(&folder, &mail("text 4")).await.unwrap();
        let last = folder.join("000004.eml");
        assert!(std::fs::read_to_string(&last).unwrap().contains("text 4"));
        assert_eq!(std::fs::metadata(&last).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[tokio::test]
    async fn a_folder_that_is_none() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        std::fs::write(&file, "x").unwrap();
        assert!(matches!(check(&file).await, Err(SendError::Setup(_))));
        assert!(matches!(send(&file, &mail("x")).await, Err(SendError::Setup(_))));
    }
}
