//! Layers of a text: what it says once something in it is read another way, and where that stands in the text itself.
//!
//! An address in percent-encoding, in JSON's escapes, in HTML's entities or in base64 is an address; a value that was
//! replaced by a placeholder uncovers what stood glued to it.

/// How many times a text is decoded again: JSON in a string in JSON, percent-encoding in a web address.
pub(super) const DEPTH: usize = 4;

/// A stretch of a layer and where it comes from; offsets in bytes.
struct Piece {
    /// Where it begins in the layer.
    at: usize,
    start: usize,
    end: usize,
    /// Byte for byte as in the text; otherwise the whole stands for the whole.
    plain: bool,
}

/// A text made of another one.
pub(super) struct Layer {
    pub(super) text: String,
    pieces: Vec<Piece>,
}

impl Layer {
    /// `text` with `ranges` (in order, not overlapping) replaced by what `write` appends for each.
    pub(super) fn veiled(
        text: &str,
        ranges: impl Iterator<Item = (usize, usize)>,
        mut write: impl FnMut(&mut String, usize),
    ) -> Self {
        let mut layer = Layer { text: String::with_capacity(text.len()), pieces: Vec::new() };
        let mut done = 0;
        for (number, (start, end)) in ranges.enumerate() {
            layer.push_plain(text, done, start);
            layer.push(start, end, |out| write(out, number));
            done = end;
        }
        layer.push_plain(text, done, text.len());
        layer
    }

    /// `text` with everything decoded that is encoded in it, once; `None` if nothing is.
    pub(super) fn decoded(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if !bytes.iter().any(|byte| matches!(byte, b'%' | b'\\' | b'&')) && !has_long_run(bytes) {
            return None;
        }
        let mut layer = Layer { text: String::new(), pieces: Vec::new() };
        let (mut done, mut at) = (0, 0);
        while at < bytes.len() {
            let found = match bytes[at] {
                b'%' => percent(bytes, at),
                b'\\' => escape(bytes, at),
                b'&' => entity(bytes, at),
                byte if is_base64(byte) => {
                    let end = at + bytes[at..].iter().take_while(|b| is_base64(**b)).count();
                    let padded = end + bytes[end..].iter().take(2).take_while(|b| **b == b'=').count();
                    match base64(&bytes[at..end]) {
                        Some(text) => Some((padded, text)),
                        None => {
                            at = end;
                            continue;
                        }
                    }
                }
                _ => None,
            };
            match found {
                Some((end, decoded)) => {
                    layer.push_plain(text, done, at);
                    layer.push(at, end, |out| out.push_str(&decoded));
                    (done, at) = (end, end);
                }
                None => at += 1,
            }
        }
        if done == 0 {
            return None;
        }
        layer.push_plain(text, done, text.len());
        Some(layer)
    }

    /// Where the range of the layer stands in the text that it was made of.
    pub(super) fn origin(&self, from: usize, to: usize) -> (usize, usize) {
        let piece = |at: usize| {
            let next = self.pieces.partition_point(|piece| piece.at <= at);
            &self.pieces[next - 1]
        };
        let (first, last) = (piece(from), piece(to.saturating_sub(1).max(from)));
        let start = if first.plain { first.start + (from - first.at) } else { first.start };
        let end = if last.plain { last.start + (to - last.at) } else { last.end };
        (start, end)
    }

    fn push_plain(&mut self, text: &str, start: usize, end: usize) {
        if start < end {
            self.pieces.push(Piece { at: self.text.len(), start, end, plain: true });
            self.text.push_str(&text[start..end]);
        }
    }

    fn push(&mut self, start: usize, end: usize, write: impl FnOnce(&mut String)) {
        let at = self.text.len();
        write(&mut self.text);
        if self.text.len() > at {
            self.pieces.push(Piece { at, start, end, plain: false });
        }
    }
}

/// `%c3%a9`: as many bytes as follow one another.
fn percent(bytes: &[u8], at: usize) -> Option<(usize, String)> {
    let mut decoded = Vec::new();
    let mut end = at;
    while bytes.get(end) == Some(&b'%')
        && let Some(byte) = hexadecimal(bytes, end + 1, 2)
    {
        decoded.push(byte as u8);
        end += 3;
    }
    (end > at).then(|| (end, String::from_utf8_lossy(&decoded).into_owned()))
}

/// `\n`, `\"`, `\u00e9`: JSON's escapes, as many as follow one another.
fn escape(bytes: &[u8], at: usize) -> Option<(usize, String)> {
    let mut units: Vec<u16> = Vec::new();
    let mut end = at;
    while bytes.get(end) == Some(&b'\\') {
        match bytes.get(end + 1) {
            Some(b'n' | b'r' | b't' | b'b' | b'f') => units.push(u16::from(b'\n')),
            Some(quoted @ (b'"' | b'\\' | b'/')) => units.push(u16::from(*quoted)),
            Some(b'u') => {
                let Some(unit) = hexadecimal(bytes, end + 2, 4) else { break };
                units.push(unit);
                end += 4;
            }
            _ => break,
        }
        end += 2;
    }
    (end > at).then(|| (end, String::from_utf16_lossy(&units)))
}

/// `&#64;`, `&#x40;`, `&commat;`: HTML's entities, those that are met in addresses and names.
fn entity(bytes: &[u8], at: usize) -> Option<(usize, String)> {
    const NAMED: [(&str, char); 9] = [
        ("amp", '&'),
        ("commat", '@'),
        ("period", '.'),
        ("nbsp", ' '),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("plus", '+'),
        ("shy", '\u{ad}'),
    ];
    let length = bytes[at..].iter().take(12).position(|b| *b == b';')?;
    let name = std::str::from_utf8(&bytes[at + 1..at + length]).ok()?;
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((at + length + 1, c.to_string()))
}

fn hexadecimal(bytes: &[u8], from: usize, length: usize) -> Option<u16> {
    let digits = bytes.get(from..from + length).filter(|d| d.iter().all(u8::is_ascii_hexdigit))?;
    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

/// Letters and digits of the shortest run that is read as base64.
const SHORTEST_RUN: usize = 16;

/// Whether there is a run that could be base64. What ends a run is looked for from its far end, so that most of a text
/// is passed over.
fn has_long_run(bytes: &[u8]) -> bool {
    let mut at = 0;
    while let Some(window) = bytes.get(at..at + SHORTEST_RUN) {
        match window.iter().rposition(|byte| !is_base64(*byte)) {
            Some(end) => at += end + 1,
            None => return true,
        }
    }
    false
}

/// What a run of base64 says, if it says something readable.
fn base64(run: &[u8]) -> Option<String> {
    let mixed = run.iter().any(u8::is_ascii_uppercase) && run.iter().any(u8::is_ascii_lowercase);
    if run.len() < SHORTEST_RUN || !mixed {
        return None;
    }
    let mut decoded = Vec::with_capacity(run.len() / 4 * 3 + 2);
    for group in run.chunks(4) {
        let mut bits = 0u32;
        for byte in group {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                _ => 63,
            };
            bits = bits << 6 | u32::from(value);
        }
        bits <<= 6 * (4 - group.len());
        let whole = bits.to_be_bytes();
        decoded.extend_from_slice(&whole[1..group.len().max(1)]);
    }
    let text = String::from_utf8(decoded).ok()?;
    text.chars().all(|c| !c.is_control() || c.is_whitespace()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::percent("x=a%40b.de&y", "x=a@b.de&y")]
    #[case::percent_utf8("Zo%c3%ab", "Zoë")]
    #[case::json(r"a\u0040b\nc", "a@b\nc")]
    #[case::surrogates(r"\ud83d\ude00", "😀")]
    #[case::decimal("a&#64;b", "a@b")]
    #[case::hexadecimal("a&#x40;b", "a@b")]
    #[case::named("a&commat;b&period;de", "a@b.de")]
    #[case::base64("t=YW5uYUBleGFtcGxlLmNvbQ==.", "t=anna@example.com.")]
    #[case::base64_url("YW5uYS5sZWVAZXhhbXBsZS5jb20", "anna.lee@example.com")]
    fn what_is_encoded_is_read(#[case] text: &str, #[case] says: &str) {
        let layer = Layer::decoded(text).expect("something is encoded");
        assert_eq!(layer.text, says);
    }

    #[rstest]
    #[case("100% of it, 5 %, R&D; a\\x")]
    #[case("TheQuickBrownFox0123456789JumpsOver")]
    fn what_is_not_encoded_stays(#[case] text: &str) {
        assert!(Layer::decoded(text).is_none());
    }

    #[test]
    fn a_place_in_a_layer_is_a_place_in_the_text() {
        let text = "to a%40b.de, now";
        let layer = Layer::decoded(text).expect("something is encoded");
        let at = layer.text.find("a@b.de").expect("it is there");
        let (start, end) = layer.origin(at, at + 6);
        assert_eq!(&text[start..end], "a%40b.de");
        let veiled = Layer::veiled(text, [(3, 11)].into_iter(), |out, _| out.push_str("[EMAIL_1]"));
        assert_eq!(veiled.text, "to [EMAIL_1], now");
        let (start, end) = veiled.origin(4, 5);
        assert_eq!(&text[start..end], "a%40b.de");
    }
}
