//! Messages, notes and calls by words: how many, the newest of them quoted.

use std::fmt;

use jiff::Timestamp;

use super::words::{content_words, is_like};
use super::{Period, lookup_id};
use crate::copilot::facts::{Claim, Fact, FactKind, Facts, SlotValue, day, one_line, quote};
use crate::domain::crm::{Activity, MessageFrom};
use crate::domain::record::Coverage;
use crate::domain::worded::worded;
use crate::domain::{EvidenceId, Profile, Purpose, Worded};
use crate::phrasing::counted;

/// Texts that are quoted.
const MOST_QUOTED: usize = 5;
/// Characters of each.
const LONGEST_QUOTED: usize = 300;
/// Characters of the one that a slot stands for.
const LONGEST_SLOT: usize = 160;

/// Which messages are looked for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    /// A text fits that has one of them; without any, every text does.
    pub words: Vec<String>,
    /// Only what this side wrote.
    pub from: Option<MessageFrom>,
    /// When it was written.
    pub period: Period,
}

impl fmt::Debug for MessageFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageFilter({} words)", self.words.len())
    }
}

impl MessageFilter {
    /// `messages with “refund” or “broken” since 1 Mar 2026`.
    pub fn in_words(&self) -> Worded {
        let mut text: Worded = match self.from {
            Some(MessageFrom::Customer) => "messages of the customer".into(),
            Some(MessageFrom::Staff) => "messages and notes of ours".into(),
            _ => "messages and notes".into(),
        };
        if !self.words.is_empty() {
            let words: Vec<String> = self.words.iter().map(|word| format!("“{word}”")).collect();
            text.push(worded!(" with {}", words.join(" or ")));
        }
        if let Some(period) = self.period.in_words() {
            text.push(worded!(" {}", period));
        }
        text
    }

    fn has(&self, text: &Written<'_>, facts: &Facts) -> bool {
        let side = self.from.is_none_or(|from| text.from == from);
        let when = self.period.is_all() || text.at.is_some_and(|at| self.period.covers(at, &facts.zone));
        side && when
            && (self.words.is_empty()
                || self.has_word(text.text)
                || text.title.is_some_and(|t| self.has_word(t)))
    }

    fn has_word(&self, text: &str) -> bool {
        let words = content_words(text);
        let stands = |phrase: &String| {
            content_words(phrase).iter().all(|wanted| words.iter().any(|word| is_like(word, wanted)))
        };
        self.words.iter().any(stands)
    }
}

/// One text that somebody wrote.
struct Written<'a> {
    /// The case, note or call that it stands in.
    of: &'a EvidenceId,
    at: Option<Timestamp>,
    from: MessageFrom,
    title: Option<&'a str>,
    text: &'a str,
}

/// Everything that was written, the newest first. What customers wrote in cases is for support alone.
fn written(profile: &Profile, purpose: Option<Purpose>) -> Vec<Written<'_>> {
    let cases = profile.cases.iter().filter(|_| purpose != Some(Purpose::Sales));
    let of_cases = cases.flat_map(|case| {
        case.messages.iter().map(|message| Written {
            of: &case.evidence,
            at: message.at,
            from: message.from,
            title: Some(case.subject.as_str()),
            text: &message.text,
        })
    });
    let of_staff = profile.activities.iter().filter(|activity| !activity.machine_written).map(activity);
    let mut all: Vec<Written<'_>> = of_cases.chain(of_staff).collect();
    all.sort_by_key(|text| std::cmp::Reverse(text.at));
    all
}

fn activity(activity: &Activity) -> Written<'_> {
    // Who wrote an e-mail that was logged, nobody knows.
    let from = match activity.kind {
        crate::domain::crm::ActivityKind::Email => MessageFrom::Unknown,
        _ => MessageFrom::Staff,
    };
    Written {
        of: &activity.evidence,
        at: activity.at,
        from,
        title: activity.title.as_deref(),
        text: &activity.text,
    }
}

/// The fact of a look-up; the facts of the cases and notes that fit are added.
pub(super) fn look_up(
    profile: &Profile,
    facts: &mut Facts,
    filter: &MessageFilter,
    key: &str,
) -> (Fact, Vec<Fact>) {
    let mut fact = Fact::new(lookup_id(key), FactKind::Lookup);
    let all = written(profile, facts.purpose);
    let fitting: Vec<&Written<'_>> = all.iter().filter(|text| filter.has(text, facts)).collect();
    let is_blind = [Coverage::CASES, Coverage::NOTES].into_iter().any(|kind| profile.is_blind_to(kind));
    if is_blind && fitting.is_empty() {
        let why = if profile.crm_is_unread() { "could not be read" } else { "does not show all of them" };
        fact.text = worded!("Messages and notes are not known: the CRM {}", why);
        fact.claim(Claim::Unread, true);
        return (fact, Vec::new());
    }
    fact.field("messages", SlotValue::Count(fitting.len() as u64, "message"));
    fact.field("looked_in", SlotValue::Count(all.len() as u64, "message"));
    fact.maybe("asked", filter.period.in_words().map(SlotValue::Worded));
    let asked = filter.in_words();
    let of = counted(all.len() as u64, "text");
    fact.text = match fitting.len() {
        0 => worded!("No text fits ({}); looked in {}", asked, of),
        count => worded!("Looked for {}: {} of {} fit", asked, count, of),
    };
    if let Some(newest) = fitting.first() {
        fact.maybe("last_message_at", newest.at.map(SlotValue::Date));
        fact.field("last_message", SlotValue::Text(one_line(newest.text, LONGEST_SLOT)));
    }
    if facts.purpose == Some(Purpose::Sales) && !profile.cases.is_empty() {
        fact.text.push("; messages in cases are not looked in, so that nothing is known of them");
        fact.claim(Claim::Partial, true);
    }
    for text in fitting.iter().take(MOST_QUOTED) {
        let who = match text.from {
            MessageFrom::Customer => "customer wrote",
            MessageFrom::Staff => "staff wrote",
            MessageFrom::Unknown => "somebody wrote",
        };
        let when = text.at.map_or_else(Worded::default, |at| worded!(" on {}", day(at, &facts.zone)));
        fact.text.push(worded!(
            "; {}{} ({}): {}",
            who,
            when,
            text.of.as_str(),
            quote(text.text, LONGEST_QUOTED)
        ));
        fact.also.extend(text.at.map(|at| ("message_at", SlotValue::Date(at))));
        fact.said.push(text.text.to_owned());
    }
    facts.add_records(profile, fitting.iter().take(MOST_QUOTED).map(|text| text.of));
    (fact, Vec::new())
}
