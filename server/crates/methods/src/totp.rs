//! Authenticator app: time-based one-time passwords (RFC 6238 over RFC 4226), SHA-1, six digits,
//! 30 seconds: the one set that every app understands. Sealing the seed and remembering the last
//! step are the store's; counting wrong ones is the flow's.

use crate::typed;
use latchkey_contract::enrol::TotpSetup;
use latchkey_domain::{Entropy, Secret, Timestamp};
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;
use subtle::{Choice, ConditionallySelectable as _, ConstantTimeEq as _, ConstantTimeGreater as _};
use totp_rs::{Builder, Totp};

/// Seconds in one step (RFC 6238 5.2).
pub const STEP_SECS: i64 = 30;
/// Steps accepted before and after the present one.
const SKEW: i64 = 1;
/// Steps looked at on each side to tell a wrong clock from a wrong code: ten minutes.
const DRIFT: i64 = 20;
/// 160 bits, as RFC 4226 section 4 (R6) recommends.
const SEED_BYTES: usize = 20;

/// A new seed in Base32 without padding (32 characters).
pub fn new_seed(entropy: &dyn Entropy) -> Secret {
    let mut bytes = [0_u8; SEED_BYTES];
    entropy.fill(&mut bytes);
    Secret::new(totp_rs::Secret::from(bytes).to_base32())
}

/// What the enrolment page shows. `issuer` is the organisation, `account` the name people sign in
/// with; both are shortened and lose the colon, which separates them in the URI
/// (<https://github.com/google/google-authenticator/wiki/Key-Uri-Format>).
/// `None` only for a seed that is not ours or an empty `account`.
pub fn setup(seed: &Secret, issuer: &str, account: &str) -> Option<TotpSetup> {
    let issuer = label(issuer, 40);
    let totp = builder(seed)?
        .with_account_name(label(account, 80))
        .with_issuer(Some(issuer).filter(|issuer| !issuer.is_empty()))
        .build()
        .ok()?;
    let uri = totp.to_url().ok()?;
    let (qr_path, qr_size) = qr(&uri)?;
    Some(TotpSetup { qr_path, qr_size, key: groups_of_four(seed.expose()), uri })
}

/// What became of a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Remember `step` in the same transaction that accepts the proof.
    Right {
        step: i64,
    },
    Wrong,
    /// The code belongs to another time within ten minutes; negative: it was right so many minutes
    /// ago (the phone is slow), positive: it will be. Never a proof. It tells that a guess was near,
    /// so say it only while enrolling, where the person holds the seed anyway, and treat it as
    /// `Wrong` elsewhere.
    ClockOff {
        minutes: i32,
    },
    /// Right, but this step or a later one was used before (RFC 6238 5.2: once only).
    Replayed,
}

/// Compares with the present step and one on each side. `last_step`: the highest step accepted so
/// far, 0 when there was none. The work does not depend on the code or on what matches.
pub fn check(seed: &Secret, typed: &str, now: Timestamp, last_step: i64) -> Check {
    let typed = typed::digits(typed);
    let Some(totp) = builder(seed).and_then(|builder| builder.build().ok()) else {
        return Check::Wrong;
    };
    let present = now.secs().div_euclid(STEP_SECS);
    let mut fresh = 0_i64;
    let mut used = Choice::from(0);
    let mut near = 0_i64;
    // From far to near and from old to new, so that the last match kept is the newest fresh step
    // (an older one would leave the same digits good for the newer) and the smallest drift.
    for distance in (0..=DRIFT).rev() {
        for offset in [-distance, distance] {
            let step = present + offset;
            let matches = typed.as_bytes().ct_eq(code(&totp, step).as_bytes());
            if distance <= SKEW {
                let is_fresh = matches & greater(step, last_step);
                fresh = i64::conditional_select(&fresh, &step.max(fresh), is_fresh);
                used |= matches & !greater(step, last_step);
            } else {
                near = i64::conditional_select(&near, &offset, matches);
            }
        }
    }
    if fresh > 0 {
        Check::Right { step: fresh }
    } else if bool::from(used) {
        Check::Replayed
    } else if near != 0 {
        let seconds = near * STEP_SECS;
        Check::ClockOff { minutes: i32::try_from((seconds + 30 * seconds.signum()) / 60).unwrap_or(0) }
    } else {
        Check::Wrong
    }
}

/// Both are below 2^63 and not negative wherever it matters.
fn greater(a: i64, b: i64) -> Choice {
    let (a, b) = (u64::try_from(a).unwrap_or(0), u64::try_from(b).unwrap_or(0));
    a.ct_gt(&b)
}

fn builder(seed: &Secret) -> Option<Builder> {
    // new() is SHA-1, six digits, 30 seconds
    Some(Builder::new().with_secret(totp_rs::Secret::try_from_base32(seed.expose()).ok()?))
}

fn code(totp: &Totp, step: i64) -> String {
    let seconds = u64::try_from(step.saturating_mul(STEP_SECS)).unwrap_or(0);
    totp.generate(seconds).to_string()
}

fn label(text: &str, most: usize) -> String {
    let text: String = text.chars().map(|c| if c == ':' || c.is_control() { ' ' } else { c }).take(most).collect();
    text.trim().to_owned()
}

fn groups_of_four(key: &str) -> String {
    key.chars().enumerate().fold(String::new(), |mut out, (nth, c)| {
        if nth > 0 && nth % 4 == 0 {
            out.push(' ');
        }
        out.push(c);
        out
    })
}

/// The dark modules as runs along each row: one path, no quiet zone. Correction level M: a phone
/// held at a screen, and a name with umlauts still fits a code that is easy to scan.
fn qr(text: &str) -> Option<(String, u32)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let size = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(size).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                write!(path, "M{x} {y}h{n}v1h-{n}z", n = run.len()).ok()?;
            }
            x += run.len();
        }
    }
    Some((path, u32::try_from(size).ok()?))
}

#[cfg(test)]
#[path = "totp_tests.rs"]
mod tests;
