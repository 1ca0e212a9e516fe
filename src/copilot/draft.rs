//! A model's draft, sentence by sentence: what stands its check stays; what can be read but nothing bears out stays and is
//! marked for the rep; what a draft may never hold (a promise that no policy allows, somebody else, what can't be read)
//! is taken out.

use super::conversation::cut;
use super::facts::Facts;
use super::verify::{Refused, Restore, Voice, pieces, verify_for, weigh};
use crate::domain::text::clean_block;
use crate::domain::{EvidenceId, Mark, Unsupported};
use crate::phrasing::Locale;

/// Words of a sentence that is more than a greeting.
const FEWEST_WORDS: usize = 3;

/// Says whether a sentence, readable and whole, may be in the draft at all; the error says why not.
pub type Admit<'a> = &'a (dyn Fn(&str) -> Result<(), String> + Sync);

/// A draft that can be shown.
pub struct Draft {
    /// Slots filled, placeholders restored.
    pub text: String,
    /// What in it nothing bears out, and what was taken out of it.
    pub unsupported: Vec<Unsupported>,
}

/// Checks a draft, which is filled in for a reader.
///
/// # Errors
/// Why nothing is left of it.
pub fn checked(
    body: &str,
    reader: &Locale,
    evidence: &[EvidenceId],
    facts: &Facts,
    voice: Voice,
    restore: Restore<'_>,
    admit: Admit<'_>,
) -> Result<Draft, String> {
    let whole = verify_for(reader, body, evidence, facts, voice, restore);
    let whole = whole.and_then(|verified| admit(&clean_block(&verified.text)).map(|()| verified.text));
    let why = match whole {
        Ok(text) => return Ok(Draft { text: clean_block(&text), unsupported: Vec::new() }),
        Err(why) => why,
    };
    let mut draft = Draft { text: String::new(), unsupported: Vec::new() };
    let mut stands = false;
    for piece in pieces(body) {
        let said = piece.trim();
        if said.is_empty() {
            draft.text.push_str(piece);
            continue;
        }
        let (text, why) = match weigh(reader, said, evidence, facts, voice, restore) {
            Ok(verified) => (verified.text, None),
            Err(Refused::Unsupported { text, why }) => (text, Some(why)),
            Err(Refused::Inadmissible(why)) => {
                draft.take_out(piece, why);
                continue;
            }
        };
        let text = clean_block(&text);
        if let Err(why) = admit(&text) {
            draft.take_out(piece, why);
            continue;
        }
        stands |= why.is_none() && text.split_whitespace().count() >= FEWEST_WORDS;
        draft.text.push_str(&piece.replacen(said, &text, 1));
        draft.unsupported.extend(why.map(|why| Unsupported { text, why, mark: Mark::Open }));
    }
    // What fails as a whole and in no part is not understood.
    if stands && !draft.unsupported.is_empty() {
        draft.text = clean_block(&draft.text);
        Ok(draft)
    } else {
        Err(why)
    }
}

impl Draft {
    /// Leaves a sentence out; the paragraphs stay as they were.
    fn take_out(&mut self, piece: &str, why: String) {
        let breaks = piece.chars().filter(|c| *c == '\n');
        self.text.extend(breaks);
        self.unsupported.push(Unsupported { text: cut(piece), why, mark: Mark::TakenOut });
    }
}
