//! Every page of the tier is held to the same rules.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use super::*;
use latchkey_contract::{Locale, MethodKind};

fn everything() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for locale in Locale::ALL {
        for practice in [false, true] {
            let site = Site { practice, locale: *locale, ..samples::site("/a/") };
            all.extend(samples::documents(&site).into_iter().map(|(name, html)| (name.to_owned(), html)));
        }
    }
    all
}

/// The tags of a document, each without its angle brackets.
fn tags(html: &str) -> Vec<&str> {
    html.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

#[test]
fn nothing_inline_and_no_marker_of_hydration() {
    for (name, html) in everything() {
        assert!(html.starts_with("<!doctype html><html "), "{name}");
        assert!(!html.contains(" style=") && !html.contains("<style"), "{name}");
        assert!(!html.contains("<!--") && !html.contains("<!>") && !html.contains("data-hk"), "{name}");
        for tag in tags(&html) {
            assert!(!tag.split_whitespace().any(|part| part.starts_with("on") && part.contains('=')), "{name}: {tag}");
            assert!(!tag.starts_with("script") || attribute(tag, "src").is_some(), "{name}: {tag}");
        }
        let wants_script =
            (name.starts_with("password") && !name.starts_with("password-busy")) || name == "code-passkey";
        assert_eq!(html.contains("<script"), wants_script, "{name}");
    }
}

#[test]
fn one_heading_one_title_one_primary_action() {
    for (name, html) in everything() {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<title").count(), 1, "{name}");
        assert!(html.matches("button primary").count() <= 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
    }
}

#[test]
fn every_field_has_a_label_and_what_describes_it_is_there() {
    for (name, html) in everything() {
        let tags = tags(&html);
        for input in tags.iter().filter(|tag| tag.starts_with("input")) {
            if attribute(input, "type") == Some("hidden") || input.contains(" hidden") {
                continue;
            }
            let id = attribute(input, "id").unwrap_or_else(|| panic!("{name}: {input}"));
            assert!(html.contains(&format!("for=\"{id}\"")), "{name}: no label for {id}");
            for by in attribute(input, "aria-describedby").unwrap_or_default().split_whitespace() {
                assert!(html.contains(&format!("id=\"{by}\"")), "{name}: {by} is missing");
            }
        }
        let mut ids: Vec<&str> = tags.iter().filter_map(|tag| attribute(tag, "id")).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}: an id twice");
    }
}

#[test]
fn every_form_posts_and_carries_the_version() {
    for (name, html) in everything() {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            assert!(form.contains("method=\"post\""), "{name}: {form}");
            let free = ["/recover\"", "/recover/leave\"", "/recover/return\""]
                .iter()
                .any(|action| form.contains(&format!("action=\"{action}")));
            assert!(free || form.contains("name=\"version\""), "{name}: {form}");
        }
    }
}

#[test]
fn the_help_desk_is_always_there() {
    for (name, html) in everything() {
        assert!(html.contains("tel:+4655504477"), "{name}");
    }
}

#[test]
fn faults_are_in_the_title_and_titles_differ() {
    let site = samples::site("/a/");
    let mut seen = std::collections::BTreeMap::new();
    for (name, page) in samples::pages() {
        let title = title(&site, &page);
        if ["name-empty", "code-totp-clock", "password-short", "password-young", "stopped-expired"].contains(&name) {
            assert!(title.starts_with("Error: "), "{name}: {title}");
        }
        if !name.contains('-') {
            assert!(seen.insert(title.clone(), name).is_none(), "{name}: {title} is there twice");
        }
    }
}

#[test]
fn what_was_typed_is_escaped() {
    let site = samples::site("/a/");
    let typed = "\"><script>alert(1)</script><!>".to_owned();
    let html = render(&site, &RecoverPage::Name { unlock: false, typed: typed.clone(), problem: Some(Problem::Empty) });
    assert!(!html.contains("<script") && html.contains("value=\"&quot;&gt;&lt;script&gt;"), "{html}");
    let page = RecoverPage::Methods {
        version: 1,
        who: typed,
        nth: 1,
        required: 2,
        methods: MethodKind::ALL.to_vec(),
        unavailable: Vec::new(),
        proved: Vec::new(),
        problem: None,
    };
    assert!(!render(&site, &page).contains("<script"));
}

#[test]
fn practice_mode_is_marked_everywhere() {
    for (name, page) in samples::pages() {
        let site = Site { practice: true, ..samples::site("/a/") };
        assert!(render(&site, &page).contains("Practice mode."), "{name}");
    }
}

#[test]
fn a_page_says_its_language_and_leads_to_itself_in_the_others() {
    for locale in Locale::ALL {
        let site = Site { locale: *locale, ..samples::site("/a/") };
        for (name, html) in samples::documents(&site) {
            let tag = tags(&html)[1];
            assert_eq!(attribute(tag, "lang"), Some(locale.code()), "{name}");
            assert_eq!(attribute(tag, "dir"), Some(locale.dir()), "{name}");
            for other in Locale::ALL {
                let link = format!(" lang=\"{0}\" hreflang=\"{0}\">{1}<", other.code(), other.name());
                assert_eq!(html.contains(&link), other != locale, "{name}");
            }
        }
    }
    let to = |page: &RecoverPage| {
        let html = render(&samples::site(""), page);
        let rest = html.split("/language?to=de&amp;back=").nth(1).unwrap().to_owned();
        rest.split('"').next().unwrap().to_owned()
    };
    let name = |unlock| RecoverPage::Name { unlock, typed: String::new(), problem: None };
    assert_eq!(to(&name(false)), "%2Frecover");
    assert_eq!(to(&name(true)), "%2Frecover%3Funlock%3D1");
    assert_eq!(to(&RecoverPage::Stopped { why: Problem::Expired }), "%2Frecover%2Fstopped");
}

#[test]
fn pages_stay_small() {
    for (name, html) in everything() {
        let most = if html.contains(" dir=\"rtl\"") { 14_000 } else { 9_500 };
        assert!(html.len() < most, "{name}: {} bytes", html.len());
    }
}

#[test]
fn a_request_to_a_colleague_that_is_over_shows_no_number_and_leads_to_a_new_one() {
    let all = samples::documents(&samples::site("/a/"));
    let page = |name: &str| all.iter().find(|(of, _)| *of == name).expect("a sample").1.clone();
    for name in ["code-vouch-refused", "code-vouch-over"] {
        let html = page(name);
        assert!(html.contains("Get a new number") && html.contains("action=\"/recover/send-again\""), "{name}");
        assert!(!html.contains("readout") && !html.contains("has typed it"), "{name}");
    }
    assert!(page("code-vouch-over").contains("That number was good for ten minutes"));
    assert!(page("code-vouch-waits").contains("readout"));
}
