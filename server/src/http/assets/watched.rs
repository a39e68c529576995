//! The browser's programs as `cargo leptos watch` leaves them on disk, both in one. It compiles them and the server at
//! the same time, so those of this moment cannot be inside the server yet; in a debug build that it started, the two
//! files are read anew for each request instead.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use std::path::PathBuf;
use std::sync::LazyLock;

/// Where other files have their hash.
const PREFIX: &str = "/assets/watched/";

/// `None` in release builds and in servers that cargo-leptos did not start.
pub(super) static WATCHED: LazyLock<Option<Watched>> =
    LazyLock::new(|| if cfg!(debug_assertions) { Watched::from(|name| std::env::var(name).ok()) } else { None });

pub(super) struct Watched {
    folder: PathBuf,
    name: String,
}

impl Watched {
    /// From the variables that cargo-leptos gives to the programs it starts.
    fn from(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        variable("LEPTOS_WATCH")?;
        let folder = PathBuf::from(variable("LEPTOS_SITE_ROOT")?).join(variable("LEPTOS_SITE_PKG_DIR")?);
        Some(Self { folder, name: variable("LEPTOS_OUTPUT_NAME")? })
    }

    /// Of the script and the program, for the pages.
    pub(super) fn addresses(&self) -> [String; 2] {
        ["js", "wasm"].map(|ending| format!("{PREFIX}{}.{ending}", self.name))
    }

    /// `None`: another path, or not compiled yet.
    pub(super) fn answer(&self, path: &str) -> Option<Response> {
        let [js, wasm] = self.addresses();
        // Only these two names, so that no path leads anywhere else.
        let kind = if path == js {
            "text/javascript; charset=utf-8"
        } else if path == wasm {
            "application/wasm"
        } else {
            return None;
        };
        let bytes = std::fs::read(self.folder.join(path.strip_prefix(PREFIX)?)).ok()?;
        Some(([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-store")], Body::from(bytes)).into_response())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_where_cargo_leptos_started_us_and_only_two_files() {
        let given = |left_out: &str| {
            let left_out = left_out.to_owned();
            move |name: &str| {
                let all = [
                    ("LEPTOS_WATCH", "true"),
                    ("LEPTOS_SITE_ROOT", "target/site"),
                    ("LEPTOS_SITE_PKG_DIR", "pkg"),
                    ("LEPTOS_OUTPUT_NAME", "latchkey"),
                ];
                all.into_iter().find(|(key, _)| *key == name && *key != left_out).map(|(_, value)| value.to_owned())
            }
        };
        let watched = Watched::from(given("")).unwrap();
        assert_eq!(watched.folder, PathBuf::from("target/site/pkg"));
        assert_eq!(watched.addresses(), ["/assets/watched/latchkey.js", "/assets/watched/latchkey.wasm"]);
        for name in ["LEPTOS_WATCH", "LEPTOS_SITE_ROOT", "LEPTOS_SITE_PKG_DIR", "LEPTOS_OUTPUT_NAME"] {
            assert!(Watched::from(given(name)).is_none(), "{name}");
        }
        for path in ["/assets/watched/../../Cargo.toml", "/assets/watched/", "/assets/watched/other.js", "/x"] {
            assert!(watched.answer(path).is_none(), "{path}");
        }
    }
}
