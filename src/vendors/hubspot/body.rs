//! Texts on their way to HubSpot: plain text becomes HTML, and what is machine-written says so.

use crate::domain::ids::IdempotencyKey;

/// How every footer begins; what is read back with it is known to come from here.
const FOOTER: &str = "Written with deskhand";
/// What the footer of machine-written text says beside it.
const MACHINE: &str = "machine-generated";
/// Longest body HubSpot keeps, in characters of HTML.
pub(super) const LONGEST_BODY: usize = 65_536;

/// The HTML of a body. The footer is there where a machine wrote the text, and where nothing but the text can
/// carry the key.
pub(super) fn html(text: &str, machine_written: bool, key_in_text: bool, key: &IdempotencyKey) -> String {
    let mut html: String = text
        .replace("\r\n", "\n")
        .split("\n\n")
        .map(|paragraph| paragraph.trim_matches('\n'))
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| format!("<p>{}</p>", escaped(paragraph).replace('\n', "<br>")))
        .collect();
    if machine_written {
        html.push_str(&format!("<p>{FOOTER} · {MACHINE} · ref {}</p>", key.as_str()));
    } else if key_in_text {
        html.push_str(&format!("<p>{FOOTER} · ref {}</p>", key.as_str()));
    }
    html
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a stored body carries this key.
pub(super) fn carries(stored: &str, key: &IdempotencyKey) -> bool {
    stored.match_indices(key.as_str()).any(|(at, found)| {
        // A longer word that begins alike is another key.
        !stored[at + found.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
    })
}

/// Takes the footer off a text that was read: the text itself, and whether a machine wrote it.
pub(super) fn without_footer(text: &str) -> (String, bool) {
    let (above, last) = text.trim_end().rsplit_once('\n').unwrap_or(("", text.trim_end()));
    if last.starts_with(FOOTER) {
        (above.trim_end().to_owned(), last.contains(MACHINE))
    } else {
        (text.to_owned(), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::from_html;

    fn key() -> IdempotencyKey {
        IdempotencyKey::of("e-00000000000000000000000000000007".parse().unwrap())
    }

    #[test]
    fn a_text_comes_back_as_it_went() {
        let text = "Asked for <b>more</b> & \"soon\".\nSecond line.\n\nNew paragraph.";
        let sent = html(text, true, true, &key());
        assert!(!sent.contains("<b>"));
        assert!(carries(&sent, &key()));
        assert_eq!(without_footer(&from_html(&sent)), (text.to_owned(), true));
    }

    #[test]
    fn a_persons_note_has_a_footer_only_where_the_key_needs_one() {
        assert_eq!(html("Hello", false, false, &key()), "<p>Hello</p>");
        let marked = html("Hello", false, true, &key());
        assert!(carries(&marked, &key()));
        assert_eq!(without_footer(&from_html(&marked)), ("Hello".to_owned(), false));
        let longer = format!("{}0", key().as_str());
        assert!(!carries(&longer, &key()));
    }
}
