//! Text that strangers wrote, made safe to print and to prompt: hostile text is inert.

use unicode_segmentation::UnicodeSegmentation;

/// Longest text kept of one message or note, in characters; the rest is cut with a mark.
pub const LONGEST_BLOCK: usize = 20_000;
/// Longest text kept of one line such as a name or subject, in characters.
pub const LONGEST_LINE: usize = 300;
/// Combining marks kept on one character.
const MOST_MARKS: usize = 8;

/// One line: no control characters, escape sequences or direction overrides; white space runs are one space.
pub fn clean_line(text: &str) -> String {
    let cleaned = clean(text, LONGEST_LINE, |c| if c == '\n' || c == '\t' { Some(' ') } else { None });
    cleaned.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Several lines: as `clean_line`, but line breaks stay and a tab becomes spaces; at most two empty lines in a row.
pub fn clean_block(text: &str) -> String {
    let cleaned = clean(text, LONGEST_BLOCK, |c| match c {
        '\n' => Some('\n'),
        '\t' => Some(' '),
        _ => None,
    });
    let mut out = String::with_capacity(cleaned.len());
    let mut empty = 0;
    for line in cleaned.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty <= 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out.trim().to_owned()
}

/// An HTML body as plain text: tags gone, breaks and paragraphs as line breaks, common entities decoded.
pub fn from_html(html: &str) -> String {
    if !html.contains('<') && !html.contains('&') {
        return clean_block(html);
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag_and_rest = &rest[at + 1..];
        let looks_like_tag =
            tag_and_rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match tag_and_rest.find('>').filter(|_| looks_like_tag) {
            Some(end) => {
                let name: String = tag_and_rest[..end]
                    .chars()
                    .skip_while(|c| *c == '/')
                    .take_while(char::is_ascii_alphanumeric)
                    .collect::<String>()
                    .to_ascii_lowercase();
                if matches!(name.as_str(), "br" | "p" | "div" | "li" | "tr" | "h1" | "h2" | "h3") {
                    out.push('\n');
                }
                rest = &tag_and_rest[end + 1..];
                if matches!(name.as_str(), "script" | "style") && !tag_and_rest.starts_with('/') {
                    let close = format!("</{name}");
                    let end = rest.to_ascii_lowercase().find(&close).unwrap_or(rest.len());
                    rest = &rest[end..];
                }
            }
            None => {
                out.push('<');
                rest = tag_and_rest;
            }
        }
    }
    out.push_str(rest);
    clean_block(&decode_entities(&out))
}

fn decode_entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(10).position(|b| b == b';');
        let decoded = end.and_then(|end| match &rest[1..end] {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" | "#39" => Some('\''),
            "nbsp" => Some(' '),
            entity => {
                let number = entity.strip_prefix('#')?;
                let code = match number.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => number.parse().ok()?,
                };
                char::from_u32(code)
            }
        });
        match (decoded, end) {
            (Some(c), Some(end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn clean(text: &str, longest: usize, keep: impl Fn(char) -> Option<char>) -> String {
    let mut out = String::with_capacity(text.len().min(longest * 4));
    let mut length = 0;
    let text = strip_escape_sequences(text);
    for cluster in text.graphemes(true) {
        // A cluster with hundreds of marks is no writing, it is a wrecked screen.
        let mut kept = 0;
        for c in cluster.chars() {
            if c == '\r' {
                continue;
            }
            let c = match keep(c) {
                Some(c) => c,
                None if c.is_control() || is_invisible_or_override(c) => continue,
                None => c,
            };
            kept += 1;
            if kept <= MOST_MARKS {
                out.push(c);
                length += 1;
            }
        }
        if length >= longest {
            out.push('…');
            break;
        }
    }
    out
}

/// Bidirectional overrides and isolates, zero-width characters other than the joiners that emoji and several
/// scripts need, tags, private use, variation of line ends.
pub fn is_invisible_or_override(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e007f}' | '\u{f0000}'..='\u{10ffff}')
}

/// Takes whole terminal sequences out (CSI, OSC, DCS and the like), so that no rest of them stays as text.
fn strip_escape_sequences(text: &str) -> String {
    if !text.contains(['\u{1b}', '\u{9b}', '\u{9d}', '\u{90}']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let introducer = match c {
            '\u{1b}' => chars.next(),
            '\u{9b}' => Some('['),
            '\u{9d}' => Some(']'),
            '\u{90}' => Some('P'),
            _ => {
                out.push(c);
                continue;
            }
        };
        match introducer {
            Some('[') => {
                while let Some(&next) = chars.peek() {
                    if !matches!(next, '\u{20}'..='\u{3f}') {
                        if matches!(next, '\u{40}'..='\u{7e}') {
                            chars.next();
                        }
                        break;
                    }
                    chars.next();
                }
            }
            Some(']' | 'P' | 'X' | '^' | '_') => {
                // Ends with BEL or ST; an unended one swallows no more than its line.
                while let Some(&next) = chars.peek() {
                    if next == '\n' {
                        break;
                    }
                    chars.next();
                    if next == '\u{7}' || next == '\u{9c}' {
                        break;
                    }
                    if next == '\u{1b}' {
                        chars.next_if_eq(&'\\');
                        break;
                    }
                }
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_leave_nothing_behind() {
        for (raw, want) in [
            ("\u{1b}[31mred\u{1b}[0m", "red"),
            ("a\u{1b}]0;title\u{7}b", "ab"),
            ("a\u{1b}]8;;http://x\u{1b}\\link\u{1b}]8;;\u{1b}\\", "alink"),
            ("\u{9b}2Jgone", "gone"),
            ("safe\u{202e}txt.exe", "safetxt.exe"),
            ("a\u{200b}b\r\nc\td", "ab c d"),
            ("bell\u{7}\u{0}", "bell"),
        ] {
            assert_eq!(clean_line(raw), want, "{raw:?}");
        }
    }

    #[test]
    fn writing_of_the_world_stays_as_it_is() {
        for text in ["山田 太郎", "محمد", "👩‍👩‍👧 family", "Zoë Müller", "நன்றி"]
        {
            assert_eq!(clean_line(text), text);
        }
    }

    #[test]
    fn a_megabyte_is_cut_and_a_stack_of_marks_is_flattened() {
        let line = clean_line(&"😀".repeat(1_000_000));
        assert_eq!(line.chars().count(), LONGEST_LINE + 1);
        let zalgo = format!("a{}", "\u{301}".repeat(500));
        assert!(clean_line(&zalgo).chars().count() <= MOST_MARKS);
    }

    #[test]
    fn html_becomes_text() {
        for (html, want) in [
            ("<p>Called about <b>#1042</b>.</p><p>Bye</p>", "Called about #1042.\n\nBye"),
            ("a&nbsp;&amp;&nbsp;b &lt;x&gt; &#233; &#x1b;[31m", "a & b <x> é"),
            ("1 < 2 & 3 > 2", "1 < 2 & 3 > 2"),
            ("<script>alert(1)</script>hi<br>there", "hi\nthere"),
        ] {
            assert_eq!(from_html(html), want, "{html}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_control_character_survives(text in ".{0,200}") {
            let line = clean_line(&text);
            proptest::prop_assert!(!line.chars().any(char::is_control));
            let block = from_html(&text);
            proptest::prop_assert!(!block.chars().any(|c| c.is_control() && c != '\n'));
        }
    }
}
