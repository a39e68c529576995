//! The rules that every page of the hydrated one-address tiers is held to, in tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

/// All of them.
pub(crate) fn hold(documents: &[(&'static str, String)]) {
    one_heading_and_nothing_inline(documents);
    every_field_has_a_label_and_a_form_that_posts(documents);
    links_out_of_the_application_are_not_taken_by_its_router(documents);
    no_id_twice(documents);
}

fn no_id_twice(documents: &[(&'static str, String)]) {
    for (name, html) in documents {
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}: an id twice");
    }
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

/// `script`: from behind its name.
fn is_a_file(script: &str) -> bool {
    script.split_once('>').is_some_and(|(tag, inside)| tag.contains(" src=\"/a/") && inside.starts_with("</script>"))
}

fn one_heading_and_nothing_inline(documents: &[(&'static str, String)]) {
    for (name, html) in documents {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert!(html.matches("button primary").count() <= 1, "{name}");
        assert!(!html.contains(" style=") && html.split("<script").skip(1).all(is_a_file), "{name}");
    }
}

fn every_field_has_a_label_and_a_form_that_posts(documents: &[(&'static str, String)]) {
    for (name, html) in documents {
        for input in html.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let kind = attribute(input, "type").unwrap_or_default();
            if kind == "hidden" || kind == "checkbox" || input.contains(" hidden") {
                continue;
            }
            let id = attribute(input, "id").unwrap_or_else(|| panic!("{name}: {input}"));
            assert!(html.contains(&format!("for=\"{id}\"")), "{name}: no label for {id}");
            for by in attribute(input, "aria-describedby").unwrap_or_default().split_whitespace() {
                assert!(html.contains(&format!("id=\"{by}\"")), "{name}: {by} is missing");
            }
        }
        for form in html.split("<form").skip(1).map(|rest| rest.split('>').next().unwrap()) {
            assert_eq!(attribute(form, "method"), Some("post"), "{name}: {form}");
            assert!(attribute(form, "action").is_some_and(|action| action.starts_with('/')), "{name}: {form}");
        }
    }
}

fn links_out_of_the_application_are_not_taken_by_its_router(documents: &[(&'static str, String)]) {
    for (name, html) in documents {
        for link in html.split("<a ").skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let inside = attribute(&format!(" {link}"), "href").is_some_and(|href| href.starts_with('#'));
            assert!(inside || link.contains("rel=\"external"), "{name}: {link}");
        }
    }
}
