//! What the command line says to whoever started it. The log is another thing and goes to
//! standard error through `tracing`; here nobody minds a closed pipe.

use std::fmt::Display;
use std::io::{Write as _, stderr, stdout};

pub fn line(text: impl Display) {
    let mut out = stdout().lock();
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

pub fn fault(text: impl Display) {
    let _ = writeln!(stderr().lock(), "latchkey: {text}");
}
