//! What becomes of cases, for people: each with its write, or why there is none.

use super::{Page, cell};
use crate::cli::output::Meaning;
use crate::domain::casework::{CaseOutcome, Casework, Meanwhile, WorkedCase};
use crate::domain::crm::MessageFrom;
use crate::phrasing::{Moment, policy_in_words, unsent_in_words};

/// All of them.
pub fn cases(page: &mut Page, done: &Casework, moment: &Moment) {
    for case in &done.cases {
        match &case.outcome {
            CaseOutcome::Written { effect, text, unallowed, lacks, asks } => {
                head(page, case, "✓", Meaning::Good);
                page.meaning("   → ", effect, Meaning::Faint);
                if let Some(text) = text {
                    text.lines().for_each(|line| page.paragraph("   | ", line));
                }
                for one in unallowed {
                    page.meaning("   ⚠ ", &format!("“{}”: {}", one.text, one.why), Meaning::Warning);
                }
                for one in lacks {
                    page.meaning("   ⚠ ", one, Meaning::Warning);
                }
                if let Some(why) = asks {
                    let words = format!("waits for a yes: {}", policy_in_words(why, &moment.locale));
                    page.meaning("   ⚠ ", &words, Meaning::Warning);
                }
            }
            CaseOutcome::LeftOut { why } => {
                head(page, case, "-", Meaning::Faint);
                page.paragraph("   left out: ", why);
            }
            CaseOutcome::Changed(meanwhile) => {
                head(page, case, "!", Meaning::Warning);
                changed(page, meanwhile, moment);
            }
        }
    }
}

fn head(page: &mut Page, case: &WorkedCase, mark: &'static str, meaning: Meaning) {
    let name = case.name.clone().unwrap_or_default();
    page.rows(
        0,
        &[vec![
            cell(mark).meaning(meaning),
            cell(case.record.id.clone()).meaning(Meaning::Heading),
            cell(name),
            cell(case.subject.clone()),
        ]],
    );
}

fn changed(page: &mut Page, meanwhile: &Meanwhile, moment: &Moment) {
    if let Some(answer) = &meanwhile.answer {
        page.paragraph("   ", &unsent_in_words(answer, None, moment));
        answer.text.lines().for_each(|line| page.paragraph("   | ", line));
    }
    meanwhile.reopens.iter().for_each(|words| page.paragraph("   ", words));
    if meanwhile.is_as_seen() {
        return;
    }
    let who = match meanwhile.message.as_ref().map(|message| message.from) {
        Some(MessageFrom::Customer) => "the customer wrote",
        Some(MessageFrom::Staff) => "a colleague answered",
        Some(MessageFrom::Unknown) => "somebody wrote",
        None => "somebody changed it",
    };
    let at =
        meanwhile.message.as_ref().and_then(|message| message.at).unwrap_or(meanwhile.at).min(moment.now);
    page.paragraph("   ", &format!("{who} {} ({})", moment.ago(at), moment.exactly(at)));
    if let Some(message) = &meanwhile.message {
        message.text.lines().for_each(|line| page.paragraph("   | ", line));
    }
    meanwhile.differences.iter().for_each(|one| page.paragraph("   ± ", one));
}
