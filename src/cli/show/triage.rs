//! A case's labels for people.

use super::Page;
use super::brief::{checks, sentences, why_not_llm};
use crate::domain::triage::{Mood, Triage, Urgency, labelled_in_words};
use crate::phrasing::Moment;

/// One case: its labels on a line, what it asks for, who says so.
pub fn triage(page: &mut Page, triage: &Triage, moment: &Moment) {
    let labels = &triage.labels;
    let mut words = vec![labels.category.in_words().to_owned()];
    words.extend((labels.mood != Mood::Neutral).then(|| labels.mood.in_words().to_owned()));
    words.extend(
        (labels.urgency != Urgency::Normal).then(|| format!("{} urgency", labels.urgency.in_words())),
    );
    words.extend(labels.language_in_words().map(|language| format!("written in {language}")));
    let by = labelled_in_words(&triage.engine);
    page.heading(triage.case.as_str(), &format!("{} · {by}", words.join(" · ")));
    why_not_llm(page, triage.why_not_llm.as_deref());
    sentences(page, triage.summary.as_slice());
    checks(page, &triage.verification, &triage.privacy, &triage.usage, moment);
}
