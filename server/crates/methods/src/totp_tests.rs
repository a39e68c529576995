//! RFC 6238 vectors, drift, replay, and the QR code read back as a phone reads it.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use latchkey_testkit::TestEntropy;

/// RFC 6238 appendix B: the ASCII seed "12345678901234567890".
fn rfc_seed() -> Secret {
    Secret::new(totp_rs::Secret::from(*b"12345678901234567890").to_base32())
}
fn code_at(seed: &Secret, seconds: i64) -> String {
    code(&builder(seed).unwrap().build().unwrap(), seconds / STEP_SECS)
}
const NOW: Timestamp = Timestamp::from_secs(1_700_000_010);

#[test]
fn vectors_of_rfc_6238() {
    // the last six of the appendix's eight digits
    for (seconds, eight) in [
        (59, "94287082"),
        (1_111_111_109, "07081804"),
        (1_111_111_111, "14050471"),
        (1_234_567_890, "89005924"),
        (2_000_000_000, "69279037"),
        (20_000_000_000, "65353130"),
    ] {
        let now = Timestamp::from_secs(seconds);
        assert_eq!(check(&rfc_seed(), &eight[2..], now, 0), Check::Right { step: seconds / 30 }, "{seconds}");
        assert_eq!(check(&rfc_seed(), eight, now, 0), Check::Wrong, "eight digits are not six");
    }
}

#[test]
fn one_step_on_each_side_and_no_more() {
    let seed = rfc_seed();
    let at = |offset: i64| code_at(&seed, NOW.secs() + offset);
    let step = NOW.secs() / 30;
    assert_eq!(check(&seed, &at(0), NOW, 0), Check::Right { step });
    assert_eq!(check(&seed, &at(-30), NOW, 0), Check::Right { step: step - 1 });
    assert_eq!(check(&seed, &at(30), NOW, 0), Check::Right { step: step + 1 });
    assert_eq!(check(&seed, &at(-60), NOW, 0), Check::ClockOff { minutes: -1 });
    assert_eq!(check(&seed, &at(60), NOW, 0), Check::ClockOff { minutes: 1 });
    assert_eq!(check(&seed, &at(-90), NOW, 0), Check::ClockOff { minutes: -2 });
    assert_eq!(check(&seed, &at(-600), NOW, 0), Check::ClockOff { minutes: -10 });
    assert_eq!(check(&seed, &at(600), NOW, 0), Check::ClockOff { minutes: 10 });
    assert_eq!(check(&seed, &at(-630), NOW, 0), Check::Wrong);
    assert_eq!(check(&seed, &at(630), NOW, 0), Check::Wrong);
}

#[test]
fn the_whole_window_second_by_second() {
    let seed = rfc_seed();
    let step = 56_666_667;
    let typed = code_at(&seed, step * 30);
    for second in -200..230 {
        let right = matches!(check(&seed, &typed, Timestamp::from_secs(step * 30 + second), 0), Check::Right { .. });
        assert_eq!(right, (-30..60).contains(&second), "{second}");
    }
}

#[test]
fn once_only() {
    let seed = rfc_seed();
    let typed = code_at(&seed, NOW.secs());
    let step = NOW.secs() / 30;
    assert_eq!(check(&seed, &typed, NOW, step - 1), Check::Right { step });
    assert_eq!(check(&seed, &typed, NOW, step), Check::Replayed);
    // a later one was used: the earlier must not work any more
    assert_eq!(check(&seed, &typed, NOW, step + 1), Check::Replayed);
    assert_eq!(check(&seed, &typed, NOW.plus_secs(30), step), Check::Replayed);
}

#[test]
fn a_drifted_code_is_never_accepted_whatever_was_used_before() {
    let seed = rfc_seed();
    for offset in (-20..=20_i64).filter(|offset| offset.abs() > 1) {
        let typed = code_at(&seed, NOW.secs() + offset * 30);
        for last in [0, NOW.secs() / 30 - 40, NOW.secs() / 30 + 40] {
            assert!(!matches!(check(&seed, &typed, NOW, last), Check::Right { .. }), "{offset} {last}");
        }
    }
}

/// Two steps of one window with the same six digits: the newer is taken, so that the same digits
/// are not good a second time.
#[test]
fn equal_digits_in_one_window() {
    let seed = rfc_seed();
    let totp = builder(&seed).unwrap().build().unwrap();
    let step = 50_424_280;
    assert_eq!(code(&totp, step), code(&totp, step + 1), "found by search");
    let typed = code(&totp, step);
    let now = Timestamp::from_secs(step * 30);
    assert_eq!(check(&seed, &typed, now, 0), Check::Right { step: step + 1 });
    assert_eq!(check(&seed, &typed, now, step + 1), Check::Replayed);
}

#[test]
fn typed_in_many_ways() {
    let now = Timestamp::from_secs(59);
    for typed in ["287082", " 287 082 ", "287-082", "２８７０８２", "287082\r\n"] {
        assert!(matches!(check(&rfc_seed(), typed, now, 0), Check::Right { .. }), "{typed:?}");
    }
    for typed in ["", "28708", "2870822", "+87082", "287082x", "0x1234", "287082\u{0}287082"] {
        assert_eq!(check(&rfc_seed(), typed, now, 0), Check::Wrong, "{typed:?}");
    }
}

#[test]
fn strange_times_and_seeds_do_not_break_it() {
    for now in [i64::MIN, -1, 0, 1, i64::MAX] {
        let answer = check(&rfc_seed(), "000000", Timestamp(now), 0);
        assert!(!matches!(answer, Check::Replayed), "{now}");
    }
    assert_eq!(check(&Secret::new("not base 32!"), "123456", NOW, 0), Check::Wrong);
    assert_eq!(check(&Secret::new(""), "123456", NOW, 0), Check::Wrong);
    assert_eq!(check(&Secret::new("AAAA"), "123456", NOW, 0), Check::Wrong, "16 bits are no seed");
}

#[test]
fn seeds_have_160_bits() {
    let seed = new_seed(&TestEntropy::Same(0xA5));
    assert_eq!(seed.expose().len(), 32);
    assert_eq!(totp_rs::Secret::try_from_base32(seed.expose()).unwrap().as_bytes(), [0xA5; 20]);
}

#[test]
fn key_uri() {
    let setup = setup(&new_seed(&TestEntropy::Same(7)), "Nordström & Söhne: IT?", "CORP\\anna+x@corp.example").unwrap();
    assert_eq!(setup.key, "A4DQ OBYH A4DQ OBYH A4DQ OBYH A4DQ OBYH");
    assert!(setup.uri.starts_with("otpauth://totp/"), "{}", setup.uri);
    assert!(setup.uri.is_ascii());
    let label = setup.uri.split('?').next().unwrap();
    assert!(!label.contains(['&', '\\', ' ', '#']), "{label}");
    // what the library reads back is what went in
    let read = Totp::from_url(&setup.uri).unwrap();
    assert_eq!(read.issuer(), Some("Nordström & Söhne  IT?"));
    assert_eq!(read.account_name(), "CORP\\anna+x@corp.example");
    assert_eq!(read.secret().as_bytes(), [7; 20]);
    assert_eq!((read.digits(), read.step()), (6, 30));
}

#[test]
fn odd_names_still_give_a_code() {
    let seed = new_seed(&TestEntropy::Same(7));
    assert!(setup(&seed, "", "anna").is_some());
    assert!(setup(&seed, "Northwind", "").is_none());
    let long = setup(&seed, &"ü".repeat(5000), &"漢".repeat(5000)).unwrap();
    assert!(long.qr_size <= 177);
    assert!(setup(&seed, "North\r\nwind", "an\0na").unwrap().uri.is_ascii());
}

/// Paints the path as a browser does and hands the picture to a QR reader.
#[test]
fn the_picture_reads_back_as_the_uri() {
    for account in ["anna.lindqvist", "jörg@nørdland.example", "ΑΒΓ", &"x".repeat(80)] {
        let setup = setup(&new_seed(&TestEntropy::Same(99)), "Northwind Hospital", account).unwrap();
        let size = setup.qr_size as usize;
        let mut dark = vec![vec![false; size]; size];
        for run in setup.qr_path.split('M').skip(1) {
            let (at, rest) = run.split_once('h').unwrap();
            let (x, y) = at.split_once(' ').unwrap();
            let (n, tail) = rest.split_once("v1h-").unwrap();
            assert_eq!(tail.strip_suffix('z'), Some(n), "a closed box");
            let (x, y, n): (usize, usize, usize) = (x.parse().unwrap(), y.parse().unwrap(), n.parse().unwrap());
            dark[y][x..x + n].fill(true);
        }
        let (scale, quiet) = (4, 4);
        let side = (size + 2 * quiet) * scale;
        let mut image = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
            let module = |at: usize| (at / scale).checked_sub(quiet).filter(|at| *at < size);
            match (module(x), module(y)) {
                (Some(x), Some(y)) if dark[y][x] => 0,
                _ => 255,
            }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].decode().unwrap().1, setup.uri);
    }
}
