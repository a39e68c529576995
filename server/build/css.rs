//! A style sheet without what only people read: comments, line breaks, spaces that mean nothing.
//! Kept apart from the build script so that a test can include it too. No dependency: the one
//! thing to know is where a space has a meaning (selectors, `calc()`), and there it stays.

/// Strings and everything unknown pass through as they are.
pub fn minify(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut chars = source.chars().peekable();
    let mut space = false;
    while let Some(c) = chars.next() {
        match c {
            '/' if chars.peek() == Some(&'*') => {
                chars.next();
                let mut last = ' ';
                for c in chars.by_ref() {
                    if last == '*' && c == '/' {
                        break;
                    }
                    last = c;
                }
                space = true;
            }
            c if c.is_ascii_whitespace() => space = true,
            c => {
                if space && !drops_space_after(&out) && !matches!(c, '{' | '}' | ';' | ',') {
                    out.push(' ');
                }
                space = false;
                if c == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(c);
                if c == '"' || c == '\'' {
                    string(c, &mut chars, &mut out);
                }
            }
        }
    }
    out
}

/// After these a space never means anything. (Before a colon it does: `a :hover`.)
fn drops_space_after(out: &str) -> bool {
    out.is_empty() || out.ends_with(['{', '}', ';', ',', ':'])
}

fn string(quote: char, chars: &mut std::iter::Peekable<std::str::Chars<'_>>, out: &mut String) {
    while let Some(c) = chars.next() {
        out.push(c);
        match c {
            '\\' => out.extend(chars.next()),
            c if c == quote => return,
            _ => {}
        }
    }
}
