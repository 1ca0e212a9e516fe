//! What masking promises of any text.

use deskhand::gateway::{Known, Masked, Masker, mask_stream};

use crate::texts::Random;

fn strings(values: &[&str]) -> Vec<String> {
    values.iter().map(|value| (*value).to_owned()).collect()
}

fn customer() -> Known {
    Known {
        names: strings(&["Zoë Müller-Lüdenscheidt", "Will May"]),
        emails: strings(&["zoe.mueller@kestrel-outdoor.example"]),
        phones: strings(&["+44 7911 123456", "(555) 010-4477"]),
        addresses: strings(&["12 Alder Street, Flat 4, Thornbury, BS35 2AB"]),
        companies: strings(&["Kestrel Outdoor GmbH"]),
        handles: strings(&["@zoeclimbs"]),
    }
}

/// Writings of the customer's values that survive in no text, whatever stands around them.
const ALWAYS: [&str; 4] = [
    "zoe.mueller@kestrel-outdoor.example",
    "+44 7911 123456",
    "Z\u{200b}oë Mu\u{308}ller-Lüdenscheidt",
    "07911.123.456",
];

/// Holds every promise against `text`.
pub fn check(random: &mut Random, text: &str) {
    let mut masker = Masker::new(&customer());
    let masked = masker.mask(text);
    spans_are_in_order(text, &masked);
    comes_back(&masker, text, &masked);
    let left = masker.scan(masked.text.as_bytes());
    assert!(left.is_ok(), "{left:?} in {:?}", masked.text);
    stays_masked(&masked);
    pieces_come_back_as_the_whole(random, &masker, &masked.text);
    pieces_come_back_as_the_whole(random, &masker, text);
    known_values_go(random, text);
    lines_are_as_the_whole(text, &Masker::new(&Known::default()).mask(text));
    bytes_are_read(random, text);
}

fn spans_are_in_order(text: &str, masked: &Masked) {
    let length = text.chars().count();
    let mut end = 0;
    for span in &masked.spans {
        assert!(
            end <= span.start && span.start < span.end && span.end <= length,
            "{span:?} after {end} of {length}"
        );
        end = span.end;
    }
}

/// Values that stand behind one placeholder may differ in writing, so the first writing comes back for all of them.
fn comes_back(masker: &Masker, text: &str, masked: &Masked) {
    let back = masker.unmask(&masked.text).expect("every placeholder stands for a value");
    let mut rest = back.as_str();
    let characters: Vec<char> = text.chars().collect();
    let mut at = 0;
    for span in &masked.spans {
        let plain: String = characters[at..span.start].iter().collect();
        let found = rest.find(&plain).expect("what is not masked stays as it is");
        rest = &rest[found + plain.len()..];
        at = span.end;
    }
    let plain: String = characters[at..].iter().collect();
    assert!(rest.ends_with(&plain), "the end of the text is lost");
}

/// Masked text has only placeholders to mask.
fn stays_masked(masked: &Masked) {
    let again = Masker::new(&customer()).mask(&masked.text);
    Masker::new(&customer()).scan(again.text.as_bytes()).expect("masked twice passes the last scan");
}

fn pieces_come_back_as_the_whole(random: &mut Random, masker: &Masker, text: &str) {
    let whole = masker.unmask(text);
    let mut unmasker = masker.unmasker();
    let pieces = random.cut(text);
    let mut out = String::new();
    let fed = pieces.iter().try_for_each(|piece| {
        out.push_str(&unmasker.feed(piece)?);
        Ok(())
    });
    let fed = fed.and_then(|()| {
        out.push_str(&unmasker.finish()?);
        Ok(())
    });
    assert_eq!(fed.map(|()| out), whole, "in pieces {pieces:?}");
}

/// A value put between the words of the text is gone after masking.
fn known_values_go(random: &mut Random, text: &str) {
    let value = random.pick(&ALWAYS);
    let at = random.below(text.chars().count() + 1);
    let at = text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
    let with = format!("{} \n{value}\n {}", &text[..at], &text[at..]);
    let masked = Masker::new(&customer()).mask(&with);
    assert!(!masked.text.contains(value), "{value:?} is left in {:?}", masked.text);
    let left = Masker::new(&customer()).scan(masked.text.as_bytes());
    assert!(left.is_ok(), "{left:?} of {with:?} in {:?}", masked.text);
}

/// `deskhand mask --jsonl` says of a text what the library says.
fn lines_are_as_the_whole(text: &str, masked: &Masked) {
    let line = serde_json::json!({"id": 1, "text": text}).to_string();
    let mut out = Vec::new();
    assert!(mask_stream(line.as_bytes(), &mut out, Vec::new(), true).expect("memory does not fail"));
    let record: serde_json::Value = serde_json::from_slice(&out).expect("a line of JSON");
    assert_eq!(record["masked"], masked.text);
    assert_eq!(record["spans"].as_array().map(Vec::len), Some(masked.spans.len()));
}

/// Bytes that are no UTF-8 are masked as well, and nothing of them is refused.
fn bytes_are_read(random: &mut Random, text: &str) {
    let mut bytes = text.as_bytes().to_vec();
    for _ in 0..3 {
        let at = random.below(bytes.len() + 1);
        bytes.insert(at, 0x80 + random.below(0x80) as u8);
    }
    let mut out = Vec::new();
    assert!(mask_stream(&bytes[..], &mut out, Vec::new(), false).expect("memory does not fail"));
    assert!(std::str::from_utf8(&out).is_ok(), "what comes out is text");
    let _ = Masker::new(&customer()).scan(&bytes);
}
