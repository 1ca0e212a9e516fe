//! A proposal: a suggestion before it has an id, an effect and a verdict of policy.

use crate::copilot::triage::language_of;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::copilot::draft::{self, Admit};
use crate::copilot::facts::Facts;
use crate::copilot::verify::{Restore, Voice, verify, verify_for};
use crate::domain::action::{ActionKind, Offer};
use crate::domain::crm::Priority;
use crate::domain::{EvidenceId, Unsupported};
use crate::phrasing::Locale;

/// The hour at which a task is due, where it is done.
const DUE_HOUR: i8 = 17;

/// What stands above the message that a task holds.
const MESSAGE_FOLLOWS: &str = "Draft of the message:";

/// When something is due, in business days from today (Monday to Friday where it is done).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due(pub u8);

impl Due {
    /// The time: at five in the afternoon of that day, at the office. Due today after five means the next business day, unless
    /// it is not five yet at the store.
    pub fn at(self, now: Timestamp, office: &TimeZone, store: &TimeZone) -> Timestamp {
        if let Some(today) = self.today(now, office, store) {
            return today;
        }
        let mut left = self.0.max(1);
        let mut date = now.to_zoned_datetime(office.clone()).date();
        while left > 0 {
            let Ok(next) = date.checked_add(1.day()) else { break };
            date = next;
            left -= u8::from(is_business_day(date));
        }
        five(date, office).unwrap_or(now)
    }

    /// The time of what is due today, while today's work is not over.
    fn today(self, now: Timestamp, office: &TimeZone, store: &TimeZone) -> Option<Timestamp> {
        let date = |at: Timestamp| at.to_zoned_datetime(office.clone()).date();
        let today = date(now);
        let is_ahead = |at: &Timestamp| *at > now && date(*at) == today;
        let mut ends = [office, store].into_iter().filter_map(|zone| five(today, zone));
        ends.find(is_ahead).filter(|_| self.0 == 0 && is_business_day(today))
    }

    /// `today`, `next business day`, `within 3 business days`; what is due today after five is due the next business day.
    pub fn in_words(self, now: Timestamp, office: &TimeZone, store: &TimeZone) -> String {
        match self.0 {
            0 if self.today(now, office, store).is_some() => "today".to_owned(),
            0 | 1 => "next business day".to_owned(),
            days => format!("within {days} business days"),
        }
    }
}

/// The last time at which a task is due that has to be done before something begins: at five in the afternoon of a business day.
pub fn due_before(begins: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let mut date = begins.to_zoned_datetime(zone.clone()).date();
    loop {
        let last = five(date, zone)?;
        if last < begins && is_business_day(date) {
            return Some(last);
        }
        date = date.checked_sub(1.day()).ok()?;
    }
}

fn five(date: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(date.at(DUE_HOUR, 0, 0, 0).to_zoned_datetime(zone.clone()).ok()?.timestamp())
}

fn is_business_day(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// What becomes of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseChange {
    /// How pressing it becomes.
    pub priority: Option<Priority>,
}

/// A proposed action with its draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The candidate that it words.
    pub candidate: Option<String>,
    /// What kind.
    pub action: ActionKind,
    /// One line.
    pub title: String,
    /// The draft.
    pub body: String,
    /// What the draft says, or would have said, and nothing bears out.
    pub unsupported: Vec<Unsupported>,
    /// `email`, `phone`, `case` …
    pub channel: Option<String>,
    /// What is offered.
    pub offer: Option<Offer>,
    /// When, in words.
    pub timing: Option<String>,
    /// When a task is due.
    pub due_at: Option<Timestamp>,
    /// Why; empty where nothing that a model gave as its reason stood the check.
    pub reason: String,
    /// What it rests on.
    pub evidence: Vec<EvidenceId>,
    /// 0 to 1.
    pub confidence: f64,
    /// The case it belongs to.
    pub case: Option<EvidenceId>,
    /// For a change of a case.
    pub change: CaseChange,
}

impl Proposal {
    /// A bare proposal of a kind.
    pub fn new(action: ActionKind, evidence: Vec<EvidenceId>) -> Self {
        Self {
            candidate: None,
            action,
            title: String::new(),
            body: String::new(),
            unsupported: Vec::new(),
            channel: None,
            offer: None,
            timing: None,
            due_at: None,
            reason: String::new(),
            evidence,
            confidence: 0.5,
            case: None,
            change: CaseChange::default(),
        }
    }

    /// Whether it needs consent to marketing: what is sold or offered rather than served.
    pub fn is_marketing(&self) -> bool {
        self.action.is_marketing() || self.offer.as_ref().is_some_and(Offer::is_discount)
    }

    /// Whether the draft is for the customer's eyes: what is sent, and a task that holds the message to be sent.
    fn speaks_to_customer(&self) -> bool {
        let is_message = || ["Hello", MESSAGE_FOLLOWS].iter().any(|opening| self.body.starts_with(opening));
        match self.action {
            ActionKind::Reply | ActionKind::WinBack | ActionKind::Discount | ActionKind::Collection => true,
            ActionKind::Task | ActionKind::Opportunity => is_message(),
            _ => false,
        }
    }

    /// Fills title, body, reason and offer in and checks each.
    ///
    /// # Errors
    /// Which part failed and why.
    pub fn checked(mut self, facts: &Facts) -> Result<Self, String> {
        self.cite_what_it_quotes(facts);
        let restore: Restore<'_> = &|text| Ok(text.to_owned());
        let check = |part: &str, text: &str, voice: Voice, reader: &Locale| {
            let verified = verify_for(reader, text, &self.evidence, facts, voice, restore);
            verified.map(|verified| verified.text).map_err(|why| format!("{part}: {why}"))
        };
        let title = check("title", &self.title, self.voice(), &facts.reader)?;
        let body = check("body", &self.body, self.voice(), &self.reader(facts))?;
        let reason = check("reason", &self.reason, Voice::Rule, &facts.reader)?;
        (self.title, self.body, self.reason) = (title, body, reason);
        Ok(self)
    }

    /// The same of a model, with placeholders, which `restore` puts back. Of its draft stays what can be shown, with what
    /// nothing bears out marked; `admit` says whether a sentence may be in it at all.
    ///
    /// # Errors
    /// Which part failed and why.
    pub fn checked_with(
        mut self,
        facts: &Facts,
        restore: Restore<'_>,
        admit: Admit<'_>,
    ) -> Result<Self, String> {
        self.cite_what_it_quotes(facts);
        let title = verify(&self.title, &self.evidence, facts, self.voice(), restore);
        let title = title.map_err(|why| format!("title: {why}"))?.text;
        let checked = draft::checked(
            &self.body,
            &self.reader(facts),
            &self.evidence,
            facts,
            self.voice(),
            restore,
            admit,
        );
        let checked = checked.map_err(|why| format!("body: {why}"))?;
        let check =
            |text: &str| verify(text, &self.evidence, facts, Voice::Statement, restore).map(|v| v.text);
        self.reason = check(&self.reason).unwrap_or_else(|_| {
            // A model argues where it should state: what it states stays, and the evidence speaks for itself.
            self.reason.split_inclusive(". ").filter_map(|s| check(s).ok()).collect()
        });
        self.title = title;
        (self.body, self.unsupported) = (checked.text, checked.unsupported);
        Ok(self)
    }

    fn cite_what_it_quotes(&mut self, facts: &Facts) {
        let quoted = facts.quoted_from(&[&self.title, &self.body, &self.reason], &self.evidence);
        self.evidence.extend(quoted);
    }

    /// What its title and draft are written in.
    fn voice(&self) -> Voice {
        Voice::Draft { granted: self.offer.as_ref().and_then(|offer| offer.percent) }
    }

    /// By whose language values stand in the draft: its reader's; where it is written in another one, by that.
    fn reader(&self, facts: &Facts) -> Locale {
        if !self.speaks_to_customer() {
            return facts.reader.clone();
        }
        let theirs = facts.for_customer();
        let Some(said) = language_of(&self.body) else { return theirs.clone() };
        let mut known = [theirs, &facts.reader].into_iter();
        let spoken = known.find(|locale| locale.tag().split(['-', '_']).next() == Some(&*said));
        spoken.cloned().or_else(|| Locale::named(&said).ok()).unwrap_or_else(|| theirs.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_days_are_business_days_in_the_stores_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (now, days, want) in [
            // Friday noon in New York.
            ("2026-11-20T17:00:00Z", 0, "2026-11-20T22:00:00Z"),
            ("2026-11-20T17:00:00Z", 1, "2026-11-23T22:00:00Z"),
            ("2026-11-20T17:00:00Z", 2, "2026-11-24T22:00:00Z"),
            // Friday evening there, Saturday in UTC.
            ("2026-11-21T02:00:00Z", 0, "2026-11-23T22:00:00Z"),
            // Sunday.
            ("2026-11-22T15:00:00Z", 0, "2026-11-23T22:00:00Z"),
            ("2026-11-22T15:00:00Z", 1, "2026-11-23T22:00:00Z"),
        ] {
            let due = Due(days).at(now.parse().unwrap(), &zone, &zone);
            assert_eq!(due, want.parse::<Timestamp>().unwrap(), "{now} + {days}");
        }
    }

    #[test]
    fn today_is_over_when_it_is_five_at_the_office_and_at_the_store() {
        let zone = |name| TimeZone::get(name).unwrap();
        let (berlin, new_york) = (zone("Europe/Berlin"), zone("America/New_York"));
        for (now, office, store, want, words) in [
            ("2026-11-27T15:00:00Z", &berlin, &new_york, "2026-11-27T16:00:00Z", "today"),
            ("2026-11-27T18:45:00Z", &berlin, &new_york, "2026-11-27T22:00:00Z", "today"),
            ("2026-11-27T22:30:00Z", &berlin, &new_york, "2026-11-30T16:00:00Z", "next business day"),
            ("2026-11-27T16:30:00Z", &new_york, &berlin, "2026-11-27T22:00:00Z", "today"),
            // Five in Los Angeles is the next day in Berlin.
            (
                "2026-11-27T18:45:00Z",
                &berlin,
                &zone("America/Los_Angeles"),
                "2026-11-30T16:00:00Z",
                "next business day",
            ),
            ("2026-11-28T15:00:00Z", &berlin, &new_york, "2026-11-30T16:00:00Z", "next business day"),
        ] {
            let now: Timestamp = now.parse().unwrap();
            assert_eq!(Due(0).at(now, office, store), want.parse::<Timestamp>().unwrap(), "{now}");
            assert_eq!(Due(0).in_words(now, office, store), words, "{now}");
        }
    }

    #[test]
    fn what_serves_a_day_is_due_on_the_business_day_before_it() {
        let new_york = TimeZone::get("America/New_York").unwrap();
        for (begins, want) in [
            // Saturday in Tokyo begins on Friday morning in New York.
            ("2026-11-27T15:00:00Z", "2026-11-26T22:00:00Z"),
            // Friday in Dubai, on Thursday afternoon.
            ("2026-11-26T20:00:00Z", "2026-11-25T22:00:00Z"),
            // Saturday, Sunday, Monday in New York.
            ("2026-11-28T05:00:00Z", "2026-11-27T22:00:00Z"),
            ("2026-11-29T05:00:00Z", "2026-11-27T22:00:00Z"),
            ("2026-11-30T05:00:00Z", "2026-11-27T22:00:00Z"),
        ] {
            let last = due_before(begins.parse().unwrap(), &new_york);
            assert_eq!(last, Some(want.parse().unwrap()), "{begins}");
        }
    }
}
