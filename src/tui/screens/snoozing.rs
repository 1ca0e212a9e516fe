//! The key that puts cases to sleep, and wakes those that sleep.

use jiff::tz::TimeZone;

use super::casework::Casework;
use crate::domain::casework::{CaseAt, CaseDeed};
use crate::domain::queue::QueueRow;
use crate::domain::snooze::{ParcelMark, Snooze};
use crate::phrasing::{Moment, wakes_in_words};
use crate::tui::cx::{Cx, Go};
use crate::tui::overlay::{Overlay, SleepMind as Mind, Snooze as Line, Take};

/// What is done with the key: cases that all sleep are woken, others are asked about until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asleep {
    /// All of them sleep.
    All,
    /// At least one is awake.
    NotAll,
}

impl Casework {
    /// Puts cases to sleep, or wakes them. `zone`: where the store's days end. `mind`: what speaks against it.
    pub fn snooze(
        &mut self,
        cases: Vec<CaseAt>,
        asleep: Asleep,
        zone: Option<&str>,
        mind: Mind,
        cx: &mut Cx<'_>,
    ) {
        if cases.is_empty() {
            return cx.refuse("there is no case to work on");
        }
        self.name(cases);
        if asleep == Asleep::All {
            return self.take(Take::Deed(CaseDeed::Wake), cx);
        }
        let zone = zone.and_then(|name| TimeZone::get(name).ok());
        let zone = zone.unwrap_or_else(|| cx.moment.zone.clone());
        let line = Line::new(self.title("sleeps until when?"), mind, zone);
        cx.go(Go::Over(Box::new(Overlay::Snooze(Box::new(line)))));
    }
}

/// What speaks against putting cases to sleep.
pub fn minded(rows: &[&QueueRow], moment: &Moment) -> Mind {
    Mind { sleep: waiting(rows, moment), scan: no_scan(rows) }
}

/// Of one, why no scan of its parcel is to come; of several, of how many.
fn no_scan(rows: &[&QueueRow]) -> Option<String> {
    let why = |row: &&QueueRow| {
        row.case.standing.as_ref().and_then(|standing| ParcelMark::why_no_scan(standing.parcel.as_ref()))
    };
    match rows {
        [row] => why(row).map(str::to_owned),
        _ => {
            let still = rows.iter().filter_map(why).count();
            (still > 0).then(|| format!("of {still} of these no scan is to come"))
        }
    }
}

/// Of one, what waits; of several, how many of them wait.
fn waiting(rows: &[&QueueRow], moment: &Moment) -> Option<String> {
    let waits = |row: &&&QueueRow| row.case.customer_waits();
    let [row] = rows else {
        let waiting = rows.iter().filter(waits).count();
        return (waiting > 0).then(|| format!("of {waiting} of these the customer waits for an answer"));
    };
    let unsent =
        row.case.to_send.as_ref().map(|answer| format!("the answer by {} is still to be sent", answer.by));
    let unanswered =
        row.case.waiting_since.map(|since| format!("the customer wrote {} and waits", moment.ago(since)));
    let needed = row.case.standing.as_ref().and_then(|standing| standing.needed_by.as_ref());
    let needed = needed.map(|needed| moment.locale.worded(&needed.in_words()));
    let words: Vec<String> = unsent.or(unanswered).into_iter().chain(needed).collect();
    (!words.is_empty()).then(|| words.join(" · "))
}

/// Until when and by whom, for whoever looks at a case that sleeps.
pub fn sleeps(snooze: &Snooze, moment: &Moment) -> String {
    format!("☾ asleep, wakes {} · {}", wakes_in_words(&snooze.rule, moment), snooze.by)
}
