//! Text messages.

use super::*;

/// The bytes of one text message: seven bits a character (3GPP TS 23.038).
const ONE_TEXT: usize = 160;

#[test]
fn texts_fit_into_one_message_and_begin_with_the_code() {
    let long = format!("https://{}.example.com", "reset-".repeat(18).trim_end_matches('-'));
    let longer = format!("https://{}.example.com", "reset.".repeat(40).trim_end_matches('.'));
    for organisation in
        ["", "Northwind Hospital", "Škoda Łódź", "北風", "€{}[]~^|\\", &"Ö".repeat(300), "a\nb\r\n@evil.example #1"]
    {
        for origin in [ORIGIN, "http://127.0.0.1:8080", "http://[::1]:8080", &long, &longer] {
            let branding = Branding { organisation, origin, ..branding() };
            for (locale, says) in [(EN, "We never ask for it."), (Locale::De, "Wir fragen nie danach.")] {
                for text in [sms_code(&branding, locale, "604118"), sms_confirm(&branding, locale, "604118")] {
                    assert!(text.starts_with("604118 "), "{text}");
                    assert!(text.contains(says), "{text}");
                    assert!(gsm::septets(&text).is_some_and(|septets| septets <= ONE_TEXT), "{text}");
                    assert!(text.lines().filter(|line| line.starts_with('@')).count() <= 1, "{text}");
                    assert!(!text.contains('\r'), "{text:?}");
                }
            }
        }
    }
}

/// https://wicg.github.io/sms-one-time-codes/: the last line binds the code to our host.
#[test]
fn texts_are_bound_to_our_host() {
    assert_eq!(
        sms_code(&branding(), EN, "604118"),
        "604118 is your Northwind Hospital code. We never ask for it.\n\n@reset.northwind.example #604118"
    );
    assert_eq!(
        sms_confirm(&branding(), EN, "604118"),
        "604118 confirms this number for Northwind Hospital. We never ask for it.\n\n@reset.northwind.example #604118"
    );
    let last = |origin: &'static str| {
        let text = sms_code(&Branding { origin, ..branding() }, EN, "604118");
        text.lines().last().map(str::to_owned).unwrap_or_default()
    };
    assert_eq!(last("https://reset.northwind.example:8443/"), "@reset.northwind.example #604118");
    assert_eq!(last("http://127.0.0.1:8080"), "@127.0.0.1 #604118");
    assert_eq!(last("https://[2001:db8::1]"), "604118 is your Northwind Hospital code. We never ask for it.");
    // nothing that is handed in can put another host there
    let evil = Branding { organisation: "x\n@evil.example #604118", ..branding() };
    assert!(sms_code(&evil, EN, "604118").ends_with("\n\n@reset.northwind.example #604118"));
    assert!(!sms_code(&evil, EN, "604118").contains("\n@evil"));
}
