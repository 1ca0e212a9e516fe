//! Masking line by line, as `deskhand mask` does it.

use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::known::Known;
use super::mask::Masker;

/// A line of `--jsonl` input.
#[derive(Deserialize)]
struct Input {
    id: serde_json::Value,
    text: String,
    known: Option<Known>,
}

/// A line of `--jsonl` output.
#[derive(Serialize)]
struct Output<'a> {
    id: &'a serde_json::Value,
    masked: &'a str,
    spans: Vec<OutputSpan>,
}

#[derive(Serialize)]
struct OutputSpan {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: Kind,
}

/// Masks `input` line by line onto `output`.
///
/// Plain: each line is a text; placeholders are stable through the whole input; what is no UTF-8 is replaced, never
/// dropped. With `jsonl`: each line is `{"id","text","known"}`, a request of its own, and becomes
/// `{"id","masked","spans"}`; a line that can't be read is named on `complaints` and left out.
/// True if every line could be read.
///
/// # Errors
/// Those of reading and writing.
pub fn mask_stream(
    mut input: impl BufRead,
    mut output: impl Write,
    mut complaints: impl Write,
    jsonl: bool,
) -> io::Result<bool> {
    let mut all_good = true;
    let mut line = Vec::new();
    let mut through = Masker::new(&Known::default());
    for number in 1u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if jsonl {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            if let Err(why) = mask_record(&line, &mut output)? {
                writeln!(complaints, "line {number}: {why}")?;
                all_good = false;
            }
        } else {
            let ended = line.last() == Some(&b'\n');
            let text = &line[..line.len() - usize::from(ended)];
            output.write_all(through.mask(&String::from_utf8_lossy(text)).text.as_bytes())?;
            if ended {
                output.write_all(b"\n")?;
            }
        }
    }
    output.flush()?;
    Ok(all_good)
}

/// One record; the inner error says why it could not be read, without repeating it.
fn mask_record(line: &[u8], output: &mut impl Write) -> io::Result<Result<(), String>> {
    let record: Input = match serde_json::from_slice(line) {
        Ok(record) => record,
        Err(error) => return Ok(Err(reason(&error))),
    };
    let mut masker = Masker::new(&record.known.unwrap_or_default());
    let masked = masker.mask(&record.text);
    let spans =
        masked.spans.iter().map(|s| OutputSpan { start: s.start, end: s.end, kind: s.kind }).collect();
    serde_json::to_writer(&mut *output, &Output { id: &record.id, masked: &masked.text, spans })?;
    output.write_all(b"\n")?;
    Ok(Ok(()))
}

/// Why a line is no record. The parser's own words may repeat the text; its place and category do not.
fn reason(error: &serde_json::Error) -> String {
    use serde_json::error::Category;
    let what = match error.classify() {
        Category::Data => "no record of the form {\"id\",\"text\",\"known\"}",
        Category::Eof => "the line ends too early",
        Category::Syntax | Category::Io => "no valid JSON",
    };
    format!("{what} (column {})", error.column())
}
