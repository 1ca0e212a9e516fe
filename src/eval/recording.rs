//! Answers that were recorded: lines of JSON, the first of which says what they are.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The form of the file, named in its first line.
const SCHEMA: &str = "deskhand.recording/1";

const BUILT_IN: [&str; 2] = [
    include_str!("../../fixtures/eval/recorded/sandbox.jsonl"),
    include_str!("../../fixtures/eval/recorded/careless.jsonl"),
];

/// A recorded set.
#[derive(Clone, Debug)]
pub struct Recording {
    /// What it is.
    pub heading: Heading,
    /// The answers, in the order in which they were given.
    pub answers: Vec<Recorded>,
}

/// What a set is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    schema: String,
    /// The contestant's name in the table.
    pub name: String,
    /// Whose answers these are, and how they came about.
    pub about: String,
    /// Somebody has marked each lie, so that what is not marked is true.
    #[serde(default)]
    pub judged: bool,
}

/// One answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// Whom it is about.
    pub query: String,
    /// What was asked: `brief support`, `brief sales`, `triage`, `ask QUESTION`. A task with several answers (look-ups,
    /// several cases) has several lines.
    pub task: String,
    /// The answer with its slots and placeholders: JSON as it was meant, or a text as it came.
    pub answer: Value,
    /// Tokens of prompt and answer, where the server counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<(u64, u64)>,
    /// The sentences, and the titles of suggestions, that are not true or must not be said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lies: Vec<String>,
}

/// A line that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is no recorded answer: {why}")]
pub struct BadRecording {
    line: usize,
    why: String,
}

/// The sets that come with the program.
///
/// # Errors
/// One is broken.
pub fn built_in() -> Result<Vec<Recording>, BadRecording> {
    BUILT_IN.iter().map(|text| Recording::read(text)).collect()
}

impl Recording {
    /// An empty set.
    pub fn new(name: String, about: String) -> Self {
        let heading = Heading { schema: SCHEMA.to_owned(), name, about, judged: false };
        Self { heading, answers: Vec::new() }
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// [`BadRecording`] names the first line that is none.
    pub fn read(text: &str) -> Result<Self, BadRecording> {
        let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let bad = |at: usize, why: String| BadRecording { line: at + 1, why };
        let (_, first) = lines.next().ok_or_else(|| bad(0, "the file is empty".to_owned()))?;
        let heading: Heading = serde_json::from_str(first).map_err(|error| bad(0, error.to_string()))?;
        if heading.schema != SCHEMA {
            return Err(bad(0, format!("its schema is not `{SCHEMA}`")));
        }
        let answer = |(at, line)| serde_json::from_str(line).map_err(|error| bad(at, error.to_string()));
        Ok(Self { heading, answers: lines.map(answer).collect::<Result<_, _>>()? })
    }

    /// The file's text.
    ///
    /// # Errors
    /// Never in practice: everything in it is JSON already.
    pub fn write(&self) -> Result<String, serde_json::Error> {
        let mut text = serde_json::to_string(&self.heading)? + "\n";
        for answer in &self.answers {
            text += &(serde_json::to_string(answer)? + "\n");
        }
        Ok(text)
    }

    /// The answers to a task, in their order.
    pub(super) fn to<'a>(&'a self, query: &'a str, task: &'a str) -> impl Iterator<Item = &'a Recorded> {
        self.answers.iter().filter(move |answer| answer.query == query && answer.task == task)
    }
}

impl Recorded {
    /// The answer as a model would have written it.
    pub fn text(&self) -> String {
        match &self.answer {
            Value::String(text) => text.clone(),
            json => json.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_program_can_be_read_and_says_what_it_is() {
        for recording in built_in().expect("they can be read") {
            assert!(recording.answers.len() > 20, "{}", recording.heading.name);
            assert!(recording.heading.about.len() > 40, "{}", recording.heading.name);
            let again = Recording::read(&recording.write().expect("JSON")).expect("as it was written");
            assert_eq!(again.answers, recording.answers);
        }
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let heading = r#"{"schema":"deskhand.recording/1","name":"a","about":"b"}"#;
        let error = Recording::read(&format!("{heading}\n\n{{}}")).expect_err("no answer");
        assert!(error.to_string().starts_with("line 3 "), "{error}");
        assert!(Recording::read(r#"{"schema":"other/1","name":"a","about":"b"}"#).is_err());
    }
}
