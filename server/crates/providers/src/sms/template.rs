//! The body of a webhook: what an administrator wrote, with `{to}` and `{text}` put in. The template
//! is taken apart once, as JSON or as a form, and only values are filled: whatever a text holds, it
//! stays one value.

use crate::ProviderError;
use crate::http::setup;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::form_urlencoded;

/// How a webhook's body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    Json,
    Form,
}

pub(super) enum Template {
    Json(Value),
    Form(Vec<(String, String)>),
}

struct Slots<'a> {
    to: &'a str,
    text: &'a str,
}

impl Template {
    /// JSON: `{"to": "{to}", "message": {"body": "{text}"}}`. Form: `recipient={to}&message={text}`.
    pub(super) fn parse(kind: BodyKind, text: &str) -> Result<Self, ProviderError> {
        let template = match kind {
            BodyKind::Json => {
                Self::Json(serde_json::from_str(text).map_err(|_| setup("the body for the SMS gateway is not JSON"))?)
            }
            BodyKind::Form => Self::Form(form_urlencoded::parse(text.trim().as_bytes()).into_owned().collect()),
        };
        let nothing = template.render("", "");
        for (name, filled) in [("{to}", template.render("1", "")), ("{text}", template.render("", "1"))] {
            if filled == nothing {
                return Err(ProviderError::Setup(format!(
                    "the body for the SMS gateway has no value with {name} in it"
                )));
            }
        }
        Ok(template)
    }

    pub(super) fn content_type(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Form(_) => "application/x-www-form-urlencoded",
        }
    }

    pub(super) fn render(&self, to: &str, text: &str) -> String {
        let slots = Slots { to, text };
        match self {
            Self::Json(value) => slots.fill_json(value).to_string(),
            Self::Form(pairs) => {
                let filled = pairs.iter().map(|(name, value)| (name, slots.fill(value)));
                form_urlencoded::Serializer::new(String::new()).extend_pairs(filled).finish()
            }
        }
    }
}

impl Slots<'_> {
    fn fill_json(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.fill(text)),
            Value::Array(all) => all.iter().map(|value| self.fill_json(value)).collect(),
            Value::Object(all) => all.iter().map(|(name, value)| (name.clone(), self.fill_json(value))).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// Once from left to right: a slot that a text brings along stays text.
    fn fill(&self, template: &str) -> String {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let slot = [("to}", self.to), ("text}", self.text)]
                .into_iter()
                .find_map(|(name, value)| Some((value, after.strip_prefix(name)?)));
            let (value, further) = slot.unwrap_or(("{", after));
            filled.push_str(value);
            rest = further;
        }
        filled + rest
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const NASTY: &str = "a\"b\\c\n{to}{text}&x=1+2%20=ü\u{1f600}</script>\u{0}";

    #[test]
    fn json_stays_json() {
        let template =
            r#"{"to":["{to}"],"from":"{sender}","m":{"body":"Hi: {text} {to}"},"{text}":1,"n":1.5,"z":null}"#;
        let body = Template::parse(BodyKind::Json, template).unwrap().render("+4930123456", NASTY);
        let read: Value = serde_json::from_str(&body).unwrap();
        let wanted = serde_json::json!({
            "to": ["+4930123456"],
            "from": "{sender}",
            "m": { "body": format!("Hi: {NASTY} +4930123456") },
            "{text}": 1,
            "n": 1.5,
            "z": null,
        });
        assert_eq!(read, wanted);
    }

    #[test]
    fn forms_stay_forms() {
        let template = Template::parse(BodyKind::Form, "recipient={to}&message=Hi%3A+{text}&key={&empty=\n").unwrap();
        let body = template.render("+4930123456", NASTY);
        let read: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        let wanted = [("recipient", "+4930123456"), ("message", &format!("Hi: {NASTY}")), ("key", "{"), ("empty", "")];
        assert_eq!(read, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert!(body.starts_with("recipient=%2B4930123456&message=Hi%3A+"), "{body}");
    }

    #[test]
    fn templates_that_cannot_work() {
        let said = |kind, text| Template::parse(kind, text).err().unwrap().to_string();
        assert!(said(BodyKind::Json, "{to} {text}").contains("not JSON"));
        assert!(said(BodyKind::Json, r#"{"to":"{to}"}"#).contains("{text}"));
        assert!(said(BodyKind::Json, r#"{"{to}":"{text}"}"#).contains("{to}"), "a slot in a name");
        assert!(said(BodyKind::Form, "to={ to }&text={text}").contains("{to}"));
        assert!(said(BodyKind::Form, "").contains("{to}"));
    }
}
