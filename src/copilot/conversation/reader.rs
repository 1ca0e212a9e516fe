//! Elements of a JSON answer, each as soon as it is whole, out of a text that arrives in pieces.
//!
//! An element is an object that stands in a list: a sentence or a suggestion, by whatever name the list goes. Prose
//! and fences around the JSON are passed over, and so is what a model thinks aloud. What can't be read stays behind:
//! an element that never ends is searched for those that it swallowed.

use serde_json::Value;

const THINKING: &str = "<think>";
const THOUGHT: &str = "</think>";
/// Objects that are tried when an element could not be read.
const MOST_TRIES: usize = 200;

/// Reads a text that arrives in pieces.
#[derive(Default)]
pub(super) struct Reader {
    text: String,
    at: usize,
    /// Lists and objects that are open, the outermost first; none: outside the JSON.
    open: Vec<Frame>,
    in_string: bool,
    is_escaped: bool,
    /// Where the element that is being read begins, and how many frames are open around it.
    element: Option<(usize, usize)>,
    /// Where the JSON begins, and whether an element came out of it.
    root: (usize, bool),
    /// An element could be read, or the form that they stand in.
    is_formed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Frame {
    List,
    Object,
}

/// An element, or what stands in an element's place.
pub(super) enum Element {
    /// An object.
    Whole(Value),
    /// Its text can't be read.
    Unreadable(String),
}

/// What is to be done about a character outside the JSON.
enum Start {
    Json(Frame),
    Thought,
    Prose,
    /// What follows decides.
    Later,
}

impl Reader {
    /// Bytes taken so far.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }

    /// Whether anything was in the form that was asked for, an empty list of elements included.
    pub(super) fn has_form(&self) -> bool {
        self.is_formed
            || self.element.is_some_and(|(start, _)| has_whole(&with_swallowed(&self.text[start..])))
    }

    /// Takes a piece; gives the elements that it completes.
    pub(super) fn take(&mut self, piece: &str) -> Vec<Element> {
        self.text.push_str(piece);
        let mut elements = Vec::new();
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if self.open.is_empty() {
                if !self.look_for_json(byte) {
                    break;
                }
            } else {
                self.read(byte, &mut elements);
                self.at += 1;
            }
        }
        elements
    }

    /// The text is at its end: what an element without an end has swallowed.
    pub(super) fn end(self) -> Vec<Element> {
        let Some((start, _)) = self.element else { return Vec::new() };
        with_swallowed(&self.text[start..])
    }

    /// Moves on outside the JSON; false where more of the text is needed.
    fn look_for_json(&mut self, byte: u8) -> bool {
        match self.start_at(byte) {
            Start::Json(frame) => {
                self.root = (self.at, false);
                self.open.push(frame);
                self.at += 1;
            }
            Start::Thought => match self.text[self.at..].find(THOUGHT) {
                Some(end) => self.at += end + THOUGHT.len(),
                None => return false,
            },
            Start::Prose => self.at += 1,
            Start::Later => return false,
        }
        true
    }

    fn start_at(&self, byte: u8) -> Start {
        let rest = &self.text.as_bytes()[self.at..];
        if byte == b'<' {
            let length = rest.len().min(THINKING.len());
            return match rest[..length] == THINKING.as_bytes()[..length] {
                true if length == THINKING.len() => Start::Thought,
                true => Start::Later,
                false => Start::Prose,
            };
        }
        let frame = match byte {
            b'{' => Frame::Object,
            b'[' => Frame::List,
            _ => return Start::Prose,
        };
        // A slot or a placeholder in the prose is no JSON.
        match rest[1..].iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => Start::Later,
            Some(b'"' | b'}') if frame == Frame::Object => Start::Json(frame),
            Some(b'{' | b']') if frame == Frame::List => Start::Json(frame),
            Some(_) => Start::Prose,
        }
    }

    fn read(&mut self, byte: u8, elements: &mut Vec<Element>) {
        if self.in_string {
            self.in_string = self.is_escaped || byte != b'"';
            self.is_escaped = !self.is_escaped && byte == b'\\';
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' => {
                if self.element.is_none() && self.open.last() == Some(&Frame::List) {
                    self.element = Some((self.at, self.open.len()));
                }
                self.open.push(Frame::Object);
            }
            b'[' => self.open.push(Frame::List),
            b'}' | b']' => {
                self.open.pop();
                self.close(elements);
            }
            _ => {}
        }
    }

    fn close(&mut self, elements: &mut Vec<Element>) {
        if let Some((start, depth)) = self.element
            && self.open.len() <= depth
        {
            self.element = None;
            self.root.1 = true;
            let found = with_swallowed(&self.text[start..=self.at]);
            self.is_formed |= has_whole(&found);
            elements.extend(found);
        }
        // One object a line, with no list around them.
        if self.open.is_empty() && !self.root.1 {
            let whole = parse(&self.text[self.root.0..=self.at]);
            let has_lists =
                |value: &Value| value.as_object().is_some_and(|object| object.values().any(Value::is_array));
            self.is_formed |= whole.as_ref().is_some_and(|value| is_element(value) || has_lists(value));
            elements.extend(whole.filter(is_element).map(Element::Whole));
        }
    }
}

/// The element that `text` is; where it can't be read, that, and the elements inside it.
fn with_swallowed(text: &str) -> Vec<Element> {
    if let Some(value) = parse(text) {
        return vec![Element::Whole(value)];
    }
    let mut found = vec![Element::Unreadable(text.to_owned())];
    let mut at = 1;
    for _ in 0..MOST_TRIES {
        let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|open| at + open) else { break };
        let mut values = serde_json::Deserializer::from_str(&text[open..]).into_iter::<Value>();
        at = match values.next() {
            Some(Ok(value)) if is_element(&value) => {
                found.push(Element::Whole(value));
                open + values.byte_offset()
            }
            _ => open + 1,
        };
    }
    found
}

fn has_whole(elements: &[Element]) -> bool {
    elements.iter().any(|element| matches!(element, Element::Whole(_)))
}

fn is_element(value: &Value) -> bool {
    value.get("action").is_some()
        || super::lookup::is_one(value)
        || value.get("text").is_some_and(Value::is_string) && value.get("evidence").is_some()
}

fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&mended(text))).ok()
}

/// The same text with what models get wrong put right: line breaks within strings, a comma before a closing bracket.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut is_escaped) = (false, false);
    for (at, c) in text.char_indices() {
        if in_string {
            in_string = is_escaped || c != '"';
            is_escaped = !is_escaped && c == '\\';
            match c {
                '\n' => out.push_str("\\n"),
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
            continue;
        }
        in_string = c == '"';
        let is_last = c == ',' && text[at + 1..].trim_start().starts_with(['}', ']']);
        if !is_last {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const TWO: &str = r#"{"summary":[{"text":"a {x}","evidence":["o:1"]},{"text":"b \"]}","evidence":[]}]}"#;

    fn read(pieces: &[&str]) -> (Vec<Value>, usize) {
        let mut reader = Reader::default();
        let mut elements: Vec<Element> = pieces.iter().flat_map(|piece| reader.take(piece)).collect();
        elements.extend(reader.end());
        let unreadable = elements.iter().filter(|one| matches!(one, Element::Unreadable(_))).count();
        let whole = elements.into_iter().filter_map(|one| match one {
            Element::Whole(value) => Some(value),
            Element::Unreadable(_) => None,
        });
        (whole.collect(), unreadable)
    }

    #[rstest]
    #[case::bare(TWO, 2, 0)]
    #[case::fenced(&format!("Here it is for [PERSON_1], {{order:1.total}}:\n```json\n{TWO}\n```\nDone."), 2, 0)]
    #[case::thought(&format!("<think>maybe {{\"summary\":[{{\"text\":\"no\"}}]}}</think>{TWO}"), 2, 0)]
    #[case::nested(&format!("{{\"answer\":{TWO}}}"), 2, 0)]
    #[case::list(r#"[{"text":"a","evidence":["o:1"]}]"#, 1, 0)]
    #[case::one_a_line("{\"text\":\"a\",\"evidence\":[]}\n{\"action\":\"note\"}", 2, 0)]
    #[case::inner_lists(
        r#"{"suggestions":[{"action":"note","evidence":[{"id":"o:1"}],"offer":{"text":"x"}}]}"#,
        1,
        0
    )]
    #[case::line_break_in_a_string("{\"s\":[{\"text\":\"a\nb\",\"evidence\":[]}]}", 1, 0)]
    #[case::comma_too_many(r#"{"s":[{"text":"a","evidence":["o:1",],},]}"#, 1, 0)]
    #[case::broken_one(r#"{"s":[{"text":a b},{"text":"b","evidence":[]}]}"#, 1, 1)]
    #[case::loose_quote(
        r#"{"s":[{"text":"he said 5" long","evidence":[]},{"text":"b","evidence":[]}]}"#,
        1,
        1
    )]
    #[case::cut(r#"{"s":[{"text":"a","evidence":[]},{"text":"b"#, 1, 1)]
    #[case::prose("I can't help with that. [sic] {really}", 0, 0)]
    #[case::empty("{}", 0, 0)]
    fn elements_come_out_however_the_text_is_cut(
        #[case] text: &str,
        #[case] whole: usize,
        #[case] unreadable: usize,
    ) {
        let at_once = read(&[text]);
        assert_eq!((at_once.0.len(), at_once.1), (whole, unreadable), "{text}");
        let characters: Vec<String> = text.chars().map(String::from).collect();
        let one_by_one: Vec<&str> = characters.iter().map(String::as_str).collect();
        assert_eq!(read(&one_by_one), at_once, "{text}");
    }

    #[rstest]
    #[case::elements(TWO, true)]
    #[case::nothing_to_say(r#"{"sentences":[]}"#, true)]
    #[case::one_that_never_ends_around_another(r#"{"s":[{"text":"a" b,"x":{"text":"b","evidence":[]}"#, true)]
    #[case::empty("{}", false)]
    #[case::prose("I can't help with that.", false)]
    #[case::broken(r#"{"s":[{"text":a b}]}"#, false)]
    #[case::cut(r#"{"s":[{"text":"a"#, false)]
    fn what_has_the_form_is_told_from_what_has_not(#[case] text: &str, #[case] has_form: bool) {
        let mut reader = Reader::default();
        reader.take(text);
        assert_eq!(reader.has_form(), has_form);
    }

    #[test]
    fn an_element_comes_as_soon_as_it_is_whole() {
        let mut reader = Reader::default();
        assert_eq!(reader.take(r#"{"summary":[{"text":"a","evidence":["o:1"]"#).len(), 0);
        assert_eq!(reader.take("}").len(), 1);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

        #[test]
        fn any_text_is_read_to_its_end(pieces in proptest::collection::vec("[\\[\\]{}\",:a\\\\<é\n ]{0,9}", 0..30)) {
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let whole = pieces.concat();
            proptest::prop_assert_eq!(read(&pieces), read(&[&whole]));
        }
    }
}
