//! The sheet that every message is written on: text and HTML grow together, row by row. Tables and
//! inline styles, because mail programs drop style sheets; dark colours in the head for those that
//! keep it. Colours are those of the design's tokens.

use super::{Branding, plain};
use crate::Mail;
use std::fmt::Write as _;

const FONT: &str = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const BODY: &str = "font-size:16px;line-height:25px;overflow-wrap:anywhere;";
const PRACTICE: &str = "Practice mode. Nothing here touches a real directory, mailbox or phone.";

const HEAD: &str = "<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<meta name=\"supported-color-schemes\" content=\"light dark\">
<style>
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (max-width: 620px) { .pad { padding-left: 24px !important; padding-right: 24px !important; } }
  @media (prefers-color-scheme: dark) {
    .wall { background: #101514 !important; }
    .leaf { background: #181e1d !important; border-color: #2d3634 !important; }
    .ink { color: #eaeeeb !important; }
    .ink2 { color: #bcc5c1 !important; }
    .ink3 { color: #9ba5a1 !important; }
    .rule { border-color: #2d3634 !important; }
    .plate { background: #0b0f0e !important; }
    .act { background: #74c6cb !important; }
    .act a { color: #05262a !important; }
    .link { color: #83ced2 !important; }
    .brass { background: #33290f !important; color: #e4b868 !important; border-color: #cf9f4b !important; }
  }
</style>";

pub(super) fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
        out
    })
}

/// Who a row is meant for.
#[derive(Clone, Copy)]
pub(super) enum Ink {
    First,
    Second,
    Third,
}
impl Ink {
    const fn class(self) -> (&'static str, &'static str) {
        match self {
            Self::First => ("ink", "#18211f"),
            Self::Second => ("ink2", "#454f4c"),
            Self::Third => ("ink3", "#5c6562"),
        }
    }
}

pub(super) struct Leaf {
    organisation: String,
    practice: bool,
    title: String,
    /// What lists of messages show beside the subject. Never a code: lists are seen by others.
    preview: String,
    rows: String,
    text: String,
    /// The row before was a heading: the next stands close to it.
    headed: bool,
}

impl Leaf {
    pub(super) fn new(branding: &Branding<'_>, title: &str, preview: &str) -> Self {
        let mut leaf = Self {
            organisation: branding.organisation(),
            practice: branding.practice,
            title: plain(title, 200),
            preview: plain(preview, 200),
            rows: String::new(),
            text: String::new(),
            headed: false,
        };
        if leaf.practice {
            leaf.text_block(&format!("[{PRACTICE}]"));
        }
        let title = leaf.title.clone();
        leaf.text_block(&title);
        leaf
    }

    fn text_block(&mut self, block: &str) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
        }
        self.text.push_str(block);
    }

    fn row(&mut self, class: &str, style: &str, inner: &str) {
        let gap = if class.is_empty() { "" } else { " " };
        let _ = writeln!(self.rows, "<tr><td class=\"pad{gap}{class}\" style=\"{style}\">{inner}</td></tr>");
    }

    pub(super) fn paragraph(&mut self, ink: Ink, text: &str) {
        self.rich_paragraph(ink, text, &escape(text).replace('\n', "<br>"));
    }

    /// `html` must say what `text` says and be escaped.
    pub(super) fn rich_paragraph(&mut self, ink: Ink, text: &str, html: &str) {
        self.text_block(text);
        let (class, colour) = ink.class();
        let size = if matches!(ink, Ink::Third) { "font-size:14px;line-height:21px;" } else { BODY };
        let top = if std::mem::take(&mut self.headed) { 6 } else { 16 };
        self.row(class, &format!("padding:{top}px 40px 0;{FONT}{size}color:{colour};"), html);
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.text_block(text);
        let inner = format!(
            "<h2 class=\"ink\" style=\"margin:0;{FONT}font-size:18px;line-height:25px;font-weight:700;color:#18211f;\">{}</h2>",
            escape(text)
        );
        self.row("", "padding:28px 40px 0;", &inner);
        self.headed = true;
    }

    /// `url` as `Branding` made it.
    pub(super) fn button(&mut self, label: &str, url: &str) {
        self.text_block(&format!("{label}:\n{url}"));
        let inner = format!(
            "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td class=\"act\" align=\"center\" \
             bgcolor=\"#0d5660\" style=\"background:#0d5660;border-radius:9px;\"><a href=\"{}\" style=\"display:inline-block;\
             padding:14px 24px;{FONT}font-size:17px;line-height:22px;font-weight:600;color:#ffffff;text-decoration:none;\">{}</a>\
             </td></tr></table>",
            escape(url),
            escape(label)
        );
        self.row("", "padding:28px 40px 12px;", &inner);
    }

    /// A code, large, on a plate of its own.
    pub(super) fn code(&mut self, code: &str) {
        let code = plain(code, 64);
        self.text_block(&format!("    {code}"));
        let inner = format!(
            "<table role=\"presentation\" class=\"plate\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" bgcolor=\"#f5f3ed\" \
             style=\"background:#f5f3ed;border-radius:9px;\"><tr><td class=\"ink\" dir=\"ltr\" style=\"padding:12px 20px;\
             font-family:Consolas,Menlo,monospace;font-size:22px;line-height:28px;letter-spacing:3px;font-weight:700;color:#18211f;\">\
             {}</td></tr></table>",
            escape(&code)
        );
        self.row("", "padding:16px 40px 0;", &inner);
    }

    pub(super) fn facts(&mut self, facts: &[(&str, String)]) {
        let last = facts.len().saturating_sub(1);
        let mut inner = String::from(
            "<table role=\"presentation\" class=\"plate\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" \
             bgcolor=\"#f5f3ed\" style=\"background:#f5f3ed;border-radius:9px;\">",
        );
        let mut block = String::new();
        for (nth, (what, fact)) in facts.iter().enumerate() {
            let fact = plain(fact, 300);
            let (top, bottom) = (if nth == 0 { 16 } else { 4 }, if nth == last { 16 } else { 4 });
            let small = "font-size:15px;line-height:22px;";
            let _ = write!(
                inner,
                "<tr><td class=\"ink3\" width=\"84\" valign=\"top\" style=\"padding:{top}px 0 {bottom}px 20px;{FONT}{small}color:#5c6562;\">\
                 {}</td><td class=\"ink\" valign=\"top\" style=\"padding:{top}px 20px {bottom}px 12px;{FONT}{small}color:#18211f;\">{}</td></tr>",
                escape(what),
                escape(&fact)
            );
            let _ = write!(block, "{}{what}: {fact}", if nth == 0 { "" } else { "\n" });
        }
        inner.push_str("</table>");
        self.text_block(&block);
        self.row("", "padding:20px 40px 0;", &inner);
    }

    /// The small print below the line, and the end.
    pub(super) fn close(mut self, foot: &str, to: &str, subject: &str) -> Mail {
        let _ = write!(self.text, "\n\n-- \n{foot}\n");
        let band = if self.practice {
            format!(
                "<tr><td class=\"pad brass\" bgcolor=\"#f8eed8\" style=\"padding:12px 40px;background:#f8eed8;border-bottom:2px dashed \
                 #c4923a;border-radius:16px 16px 0 0;{FONT}font-size:14px;line-height:21px;color:#7d5610;\">{PRACTICE}</td></tr>\n"
            )
        } else {
            String::new()
        };
        let html = format!(
            "<!doctype html>
<html lang=\"en\">
<head>
{HEAD}
<title>{title}</title>
</head>
<body class=\"wall\" style=\"margin:0;padding:0;background:#f5f3ed;\">
<div role=\"main\">
<div style=\"display:none;max-height:0;overflow:hidden;\">{preview}</div>
<table role=\"presentation\" class=\"wall\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" bgcolor=\"#f5f3ed\" style=\"background:#f5f3ed;\"><tr><td align=\"center\" style=\"padding:32px 12px;\">
<table role=\"presentation\" class=\"leaf\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" bgcolor=\"#ffffff\" style=\"width:100%;max-width:600px;background:#ffffff;border:1px solid #dcd7cb;border-radius:16px;\">
{band}<tr><td class=\"pad ink\" style=\"padding:28px 40px 0;{FONT}font-size:16px;line-height:24px;font-weight:600;color:#18211f;\">{organisation}</td></tr>
<tr><td class=\"pad\" style=\"padding:28px 40px 0;\"><h1 class=\"ink\" style=\"margin:0;{FONT}font-size:26px;line-height:32px;letter-spacing:-.5px;font-weight:700;color:#18211f;\">{title}</h1></td></tr>
{rows}<tr><td class=\"pad\" style=\"padding:28px 40px 32px;\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\"><tr><td class=\"rule ink3\" style=\"border-top:1px solid #dcd7cb;padding-top:20px;{FONT}font-size:14px;line-height:21px;color:#5c6562;\">{foot}</td></tr></table></td></tr>
</table></td></tr></table>
</div>
</body>
</html>
",
            title = escape(&self.title),
            preview = escape(&self.preview),
            organisation = escape(&self.organisation),
            rows = self.rows,
            foot = escape(foot),
        );
        Mail { to: to.to_owned(), subject: crate::message::one_line(subject), text: self.text, html }
    }
}
