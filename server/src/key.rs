//! The master key: 32 random bytes as base64 in a file that only we can read, or in the
//! environment. Lost, everything sealed with it is lost; so it is made once, together with the
//! database, and never overwritten.

use crate::config::KeySource;
use crate::config::database::read_private;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use latchkey_domain::{Entropy, Secret};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

pub type MasterKey = Zeroizing<[u8; 32]>;

/// Reads the key; makes nothing.
pub fn read(source: &KeySource) -> Result<MasterKey, String> {
    match source {
        KeySource::ProofInput(text) => decode(text).map_err(|reason| format!("LATCHKEY_SECRETS__KEY: {reason}")),
        KeySource::File { path, .. } => read_file(path),
    }
}

pub fn read_file(path: &Path) -> Result<MasterKey, String> {
    let text = read_private(path, 0o077)?;
    decode(&text).map_err(|reason| format!("{}: {reason}", path.display()))
}

/// Reads the key, or makes one where that is allowed. Only for a database that is made in the same
/// breath: one that is there was sealed with another.
pub fn read_or_create(source: &KeySource, entropy: &dyn Entropy) -> Result<MasterKey, String> {
    if let KeySource::File { path, may_create: true } = source
        && !path.exists()
    {
        create(path, entropy)?;
    }
    read(source)
}

/// Keys from before a rotation, as `Keys::with_older` takes them.
pub fn older(paths: &[PathBuf]) -> Result<Vec<[u8; 32]>, String> {
    paths.iter().map(|path| read_file(path).map(|key| *key)).collect()
}

/// Where the key is, in words.
pub fn place(source: &KeySource) -> String {
    match source {
        KeySource::ProofInput(_) => "LATCHKEY_SECRETS__KEY".to_owned(),
        KeySource::File { path, .. } => path.display().to_string(),
    }
}

/// The file that should be there and is not.
pub fn missing(source: &KeySource) -> Option<&Path> {
    match source {
        KeySource::File { path, .. } if !path.exists() => Some(path),
        _ => None,
    }
}

/// Writes a new key with mode 0600. Never over an existing file.
pub fn create(path: &Path, entropy: &dyn Entropy) -> Result<(), String> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut key = Zeroizing::new([0_u8; 32]);
    entropy.fill(key.as_mut());
    let text = Zeroizing::new(BASE64.encode(key.as_ref()) + "\n");
    let file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match file.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all())) {
        Ok(()) => Ok(()),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => {
            Err(format!("{} is there already, and a key is never overwritten", path.display()))
        }
        Err(e) => Err(format!("the key file {} cannot be written: {e}", path.display())),
    }
}

fn decode(text: &Secret) -> Result<Zeroizing<[u8; 32]>, String> {
    let bytes = Zeroizing::new(BASE64.decode(text.expose().trim()).unwrap_or_default());
    let mut key = Zeroizing::new([0_u8; 32]);
    if bytes.len() != key.len() {
        return Err("this is not a key (32 bytes in base64). `latchkey new-key FILE` makes one.".to_owned());
    }
    key.copy_from_slice(&bytes);
    Ok(key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::system::SystemEntropy;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn made_once_and_private() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.key");
        let source = KeySource::File { path: path.clone(), may_create: true };
        assert!(read(&source).unwrap_err().contains("cannot be read"));
        assert_eq!(missing(&source), Some(&*path), "reading makes none");
        let first = read_or_create(&source, &SystemEntropy).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read_or_create(&source, &SystemEntropy).unwrap(), first, "read, not made again");
        assert!(create(&path, &SystemEntropy).unwrap_err().contains("never overwritten"));
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(read(&KeySource::ProofInput(Secret::new(text))).unwrap(), first);
        assert_eq!(older(std::slice::from_ref(&path)).unwrap(), [*first]);

        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let bad = read(&source).unwrap_err();
        assert!(bad.contains("mode 640") && bad.contains("chmod 600"), "{bad}");
        let named = KeySource::File { path: dir.path().join("other"), may_create: false };
        assert!(read_or_create(&named, &SystemEntropy).unwrap_err().contains("cannot be read"));
        assert!(read(&KeySource::ProofInput(Secret::new("abc"))).unwrap_err().contains("not a key"));
    }
}
