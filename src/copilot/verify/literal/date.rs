//! Days: each must be one that a cited fact holds, of the kind that the clause speaks of.

use super::label::{self, DATE_LABELS};
use super::{Rest, View};
use crate::copilot::facts::{SlotValue, day};
use crate::copilot::tone;
use crate::copilot::verify::sentence::Sentence;
use crate::copilot::verify::words::speech;
use crate::copilot::verify::{Voice, dates, promise};

/// Words of what is to come.
const AHEAD: &[&str] =
    &["is expected", "is due", "are due", "closes", "arrives", "comes", "will", "are expected", "expects"];

/// Each day of a sentence.
pub fn check(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let today = view.facts.today();
    for found in dates::find(&rest.lower.clone(), today) {
        let literal = &sentence.text[found.range.clone()];
        let plans = matches!(view.voice, Voice::Draft { .. }) && found.relative;
        let by = speech::speaker_at(sentence, found.range.start, view);
        let is_told = speech::is_told_at(sentence, found.range.start, view);
        // `Is expected on Friday` means the one to come.
        let (clause, _) = sentence.clause_around(found.range.start);
        let is_ahead = found.relative && tone::contains_any(clause, AHEAD);
        let fields: Vec<&str> = view
            .near(sentence, found.range.start)
            .filter_map(|(name, value)| match value {
                SlotValue::Date(at) if is_ahead && day(*at, &view.facts.zone) < today => None,
                SlotValue::Date(at) if found.meant.covers(day(*at, &view.facts.zone)) => {
                    let of_message = matches!(
                        name,
                        "message_at"
                            | "last_message_at"
                            | "first_message_at"
                            | "waiting_since"
                            | "opened_at"
                            | "updated_at"
                    );
                    (speech::may_date(by, name) && !(is_told && of_message)).then_some(name)
                }
                _ => None,
            })
            .collect();
        // `Today` is also the day on which a brief is read.
        let is_now = found.relative
            && matches!(
                &sentence.lower[found.range.clone()],
                "today" | "this week" | "this month" | "this year"
            );
        if fields.is_empty()
            && !plans
            && !is_now
            && !view.is_repeated(literal, sentence)
            && !stands_as_date(literal, view)
            && !promise::is_promised(sentence, found.range.start, view)
        {
            return Err(format!("the date `{literal}` does not stand in the evidence"));
        }
        if !fields.is_empty() && !plans && !view.is_repeated(literal, sentence) {
            label::check_any(DATE_LABELS, sentence, found.range.start, &fields)
                .map_err(|label| format!("`{literal}` is not {label}"))?;
        }
        rest.blank(found.range);
    }
    Ok(())
}

/// Staff's own messages and the titles of the shop's records count as the shop's knowledge.
pub(super) fn stands_as_date(literal: &str, view: &View<'_>) -> bool {
    let literal = literal.to_lowercase();
    view.known_names().chain(view.staff()).any(|name| tone::contains_phrase(&name.to_lowercase(), &literal))
}
