//! `u`: takes back what was decided last in this app, whatever is chosen now.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{own_words, with_app};
use crate::desk::api::{Answer, DeskError, EntryOrSuggestion, Request};
use crate::desk::decided::{Decision, Outcome};
use crate::domain::answer::SaidSent;
use crate::domain::ids::EntryId;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::{has_it_in_words, has_left_words, have_left_words, noun};
use crate::tui::cx::Tone;
use crate::tui::keymap::Action;
use crate::tui::model::{Model, TakenBack};
use crate::tui::msg::Effect;
use crate::tui::overlay::Overlay;
use crate::tui::screens::Screen;
use crate::tui::screens::entries::{ask_first, take_back};

/// What is asked now may decide something; all that one message asks is one go.
pub(super) fn note_asked(model: &mut Model) {
    let asked = model.out.effects.iter().filter_map(|effect| match effect {
        Effect::Ask { request, what } => Some((*request, what)),
        _ => None,
    });
    let mut go = None;
    for (number, request) in asked {
        model.decided.asked(*go.get_or_insert(number), number, request);
    }
}

/// An answer has come: something was decided or taken back.
pub(super) fn heard(model: &mut Model, number: u64, result: &Result<Answer, DeskError>) {
    let Some(outcome) = model.decided.answered(number, result) else { return };
    if outcome == Outcome::TakenBack {
        // What was said of it does not hold any more.
        model.out.toasts.retain(|toast| toast.tone != Tone::Good);
        if let Ok(answer) = result {
            own_words::taken_back(model, answer);
        }
        model.taken_back.count += 1;
    }
    if let (Outcome::TakenBack, Ok(Answer::Entry(entry))) = (outcome, result)
        && let EntryState::AwaitingApproval { .. } = entry.state
    {
        let words = format!("taken back, it waits for a yes again: {}", model.called(entry));
        with_app(model, |cx| cx.good(words));
        model.with_screen(|screen, cx| {
            if let Screen::Approvals(approvals) = screen {
                approvals.came_back(entry, cx);
            }
        });
    }
    if outcome == Outcome::Nothing {
        // What was to be taken back came to nothing; what was decided before it was not meant.
        model.undo_wanted = 0;
    }
    if let (Outcome::Decided, Ok(Answer::Entry(entry))) = (outcome, result)
        && let EntryState::Rejected { .. } = entry.state
    {
        let words =
            format!("no: {} · {} takes it back", model.called(entry), model.keymap.shown(Action::Undo));
        with_app(model, |cx| cx.good(words));
    }
}

/// What was taken back in one go is told in one line, once all of it is: how many, and of what.
pub(super) fn tell_taken_back(model: &mut Model) {
    if model.decided.is_busy() || model.taken_back.count == 0 {
        return;
    }
    let TakenBack { what, first, count } = std::mem::take(&mut model.taken_back);
    if count > 1 {
        let first = first.map_or_else(String::new, |title| format!(" · {}", titled(&title, count - 1)));
        let words = format!("taken back: {}{first}", how_many(count, what.unwrap_or("decision")));
        model.out.toasts.retain(|toast| toast.tone != Tone::Good);
        with_app(model, |cx| cx.good(words));
    }
    tell_next(model);
}

/// What is taken back by the same key once more, and how much stands behind that.
fn tell_next(model: &mut Model) {
    let again = format!("{} again takes back ", model.keymap.shown(Action::Undo));
    model.out.toasts.retain(|toast| !toast.text.starts_with(&again));
    let Some(next) = still_there(model).next() else { return };
    let words = format!("{again}{}{}", named(model, &next), behind_words(behind(model)));
    with_app(model, |cx| cx.tell(words));
}

/// What can still be taken back, each go by itself, the last one first.
fn still_there(model: &Model) -> impl Iterator<Item = Vec<Decision>> + '_ {
    let goes = model.decided.goes().into_iter();
    goes.map(|go| go.into_iter().filter(|one| is_there(model, one)).collect::<Vec<_>>())
        .filter(|go| !go.is_empty())
}

/// Whether there is anything to take back.
pub fn can_take_back(model: &Model) -> bool {
    let is_open = |entry: &Entry| entry.can_be_put_back() && !is_taken_back(model, entry);
    still_there(model).next().is_some() || model.unsent().next().is_some() || model.outbox.iter().any(is_open)
}

/// How many goes stand behind the one that is taken back next.
pub fn behind(model: &Model) -> usize {
    still_there(model).skip(1).count()
}

/// The same in words, behind what is taken back next; nothing where nothing does.
pub fn behind_words(behind: usize) -> String {
    if behind == 0 { String::new() } else { format!(", {behind} more behind it") }
}

/// What was decided in one go, as a person calls it.
fn named(model: &Model, go: &[Decision]) -> String {
    let is_meant = |entry: &&Entry| go.iter().any(|decision| is_about(decision, entry));
    let entries: Vec<&Entry> = model.outbox.iter().filter(is_meant).collect();
    if let Some(entry) = entries.first() {
        let title = format!(
            "“{}”",
            together(model, &entries).unwrap_or_else(|| titled(&model.called(entry), entries.len() - 1))
        );
        return match &entry.state {
            EntryState::Rejected { .. } => format!("the no to {title}"),
            _ if entry.approved_by.is_some() => format!("the yes to {title}"),
            _ => title,
        };
    }
    let about = go.first().and_then(|decision| model.decided.about(decision));
    let behind = |before: &str| about.map_or_else(String::new, |about| format!("{before}{about}"));
    let one = match go.first() {
        Some(Decision::Label(case)) => format!("the label of case {}{}", case.id, behind(" · ")),
        Some(Decision::Sent(case)) => format!("that the answer to case {}{} is sent", case.id, behind(" · ")),
        Some(Decision::Dismissal(_)) => match about {
            Some(title) => format!("the no to the suggestion “{title}”"),
            None => "the suggestion that was turned down".to_owned(),
        },
        Some(Decision::Link { record, .. }) => format!("the link of {record}{}", behind(" to ")),
        Some(Decision::Unlink { record, .. }) => format!("the unlinking of {record}{}", behind(" from ")),
        Some(Decision::Entry(_) | Decision::Group(_)) | None => "what was decided before".to_owned(),
    };
    titled(&one, go.len().saturating_sub(1))
}

/// What a decision is called where several are counted: all of one kind, or none in particular.
fn kind_of(decisions: &[Decision]) -> Option<&'static str> {
    let word = |decision: &Decision| match decision {
        Decision::Entry(_) | Decision::Group(_) => "entry",
        Decision::Label(_) => "label",
        Decision::Sent(_) => "answer said to be sent",
        Decision::Dismissal(_) => "suggestion",
        Decision::Link { .. } | Decision::Unlink { .. } => "link",
    };
    let first = decisions.first().map(word)?;
    decisions.iter().all(|decision| word(decision) == first).then_some(first)
}

/// Of how many entries of the outbox what was taken back is told, and what the first is called.
pub(super) fn taken_back_words(model: &Model, entries: &[Entry]) -> String {
    let first = entries.first().map_or_else(String::new, |entry| model.called(entry));
    let title = titled(&first, entries.len().saturating_sub(1));
    format!("taken back: {} · {title}", how_many(entries.len(), "entry"))
}

fn how_many(count: usize, what: &str) -> String {
    match (count, what) {
        (1, _) => format!("1 {what}"),
        (_, "entry") => format!("{count} entries"),
        (_, "answer said to be sent") => format!("{count} answers said to be sent"),
        _ => format!("{count} {what}s"),
    }
}

/// Somebody has said of what is to be taken back that it was sent: a yes to the question beside which that was asked goes
/// through despite it.
pub(super) fn said_sent(model: &mut Model, number: u64, said: &[SaidSent]) {
    let me = model.who.as_ref().map(|who| who.email.clone());
    let Some(Overlay::Question(question)) = &mut model.overlay else { return };
    if question.asked != Some(number) {
        return;
    }
    for one in said {
        question.words.push_str(&format!(" But {}.", has_it_in_words(one, me.as_deref(), &model.moment)));
    }
    if !said.is_empty() {
        question.requests =
            std::mem::take(&mut question.requests).into_iter().map(Request::undoing_despite).collect();
    }
}

/// What was pressed while something was still being decided.
pub(super) fn catch_up(model: &mut Model) {
    while model.undo_wanted > 0 && !model.decided.is_busy() {
        if model.overlay.is_some() {
            model.undo_wanted = 0;
            return;
        }
        model.undo_wanted -= 1;
        undo(model);
        note_asked(model);
    }
}

/// Takes back what was decided last here; where that is all taken back, what counts down, what the screen has chosen, or
/// what was written last.
pub(super) fn undo(model: &mut Model) {
    if model.decided.is_busy() {
        model.undo_wanted += 1;
        return with_app(model, |cx| cx.tell("taken back as soon as it is stored"));
    }
    loop {
        let last = model.decided.last();
        if last.is_empty() {
            return undo_older(model);
        }
        let (there, gone): (Vec<_>, Vec<_>) = last.into_iter().partition(|one| is_there(model, one));
        for decision in &gone {
            model.decided.forget(decision);
        }
        if !there.is_empty() {
            return take_all_back(model, &there);
        }
    }
}

/// Whether there is still something to take back: what was taken back or given up elsewhere is gone.
fn is_there(model: &Model, decision: &Decision) -> bool {
    let is_over = |entry: &Entry| {
        matches!(entry.state, EntryState::Undone { .. } | EntryState::Dropped { .. })
            || is_taken_back(model, entry)
    };
    let mut entries = model.outbox.iter().filter(|entry| is_about(decision, entry)).peekable();
    entries.peek().is_none() || entries.any(|entry| !is_over(entry))
}

/// What has left is asked about first, all of it in one question. What cannot be put back stays, and is named; the rest is
/// taken back all the same.
fn take_all_back(model: &mut Model, decisions: &[Decision]) {
    let (goes, stays): (Vec<_>, Vec<_>) =
        decisions.iter().cloned().partition(|decision| !stays_whole(model, decision));
    for decision in &stays {
        model.decided.forget(decision);
    }
    let meant = entries_of(model, decisions);
    let about = || Some(model.decided.about(goes.first()?)?.to_owned());
    let first = meant.first().map(|entry| model.called(entry)).or_else(about);
    let taken_back = TakenBack { what: kind_of(&goes), first, count: 0 };
    let for_good: Vec<&Entry> = meant.iter().copied().filter(|entry| stays_for_good(entry)).collect();
    let stays = for_good.first().map(|entry| {
        let title = titled(&model.called(entry), for_good.len() - 1);
        format!("“{title}” has left, and how it was before is not known: change it at the CRM")
    });
    if goes.is_empty() {
        return with_app(model, |cx| cx.refuse(stays.unwrap_or_default()));
    }
    let left: Vec<&Entry> =
        meant.iter().copied().filter(|entry| has_left(entry) && entry.can_be_put_back()).collect();
    if let Some(entry) = left.first() {
        let with_it = (meant.len() - for_good.len()).max(goes.len()) - 1;
        let words = match together(model, &left).filter(|_| with_it + 1 == left.len()) {
            Some(title) => {
                let writes: Vec<_> = left.iter().rev().map(|entry| &entry.write).collect();
                have_left_words(&title, &writes)
            }
            None => has_left_words(&titled(&model.called(entry), with_it), &entry.write),
        };
        let words = [words].into_iter().chain(stays).collect::<Vec<_>>().join(" ");
        let requests = goes.iter().map(Decision::taken_back).collect();
        let left: Vec<EntryId> = left.iter().map(|entry| entry.id).collect();
        model.taken_back = taken_back;
        return with_app(model, |cx| ask_first(words, requests, &left, cx));
    }
    model.taken_back = taken_back;
    for decision in &goes {
        let request = decision.taken_back();
        // Who is shown may be known by another id afterwards: the answer is for that page.
        if is_of_shown(model, decision) {
            model.with_screen(|_, cx| cx.ask("taking back", request));
        } else {
            with_app(model, |cx| cx.ask("taking back", request));
        }
    }
    if let Some(words) = stays {
        with_app(model, |cx| cx.tell(words));
    }
}

/// The entries that decisions are about, less those that came to nothing.
fn entries_of<'a>(model: &'a Model, decisions: &[Decision]) -> Vec<&'a Entry> {
    let is_meant = |entry: &&Entry| {
        decisions.iter().any(|decision| is_about(decision, entry))
            && !entry.state.came_to_nothing()
            && !is_taken_back(model, entry)
    };
    model.outbox.iter().filter(is_meant).collect()
}

fn is_about(decision: &Decision, entry: &Entry) -> bool {
    match decision {
        Decision::Entry(id) => entry.id == *id,
        Decision::Group(first) => entry.group == Some(*first),
        _ => false,
    }
}

/// Whether nothing of it can be taken back any more.
fn stays_whole(model: &Model, decision: &Decision) -> bool {
    let entries = entries_of(model, std::slice::from_ref(decision));
    !entries.is_empty() && entries.iter().all(|entry| stays_for_good(entry))
}

fn stays_for_good(entry: &Entry) -> bool {
    has_left(entry) && !entry.can_be_put_back()
}

fn is_of_shown(model: &Model, decision: &Decision) -> bool {
    let (Decision::Link { customer, .. } | Decision::Unlink { customer, .. }) = decision else {
        return false;
    };
    matches!(&model.place().screen, Screen::Customer(shown) if shown.id() == Some(*customer))
}

/// Those of different kinds that were decided in one go, by what they are: `Send the lead Wren to nurture: status, note and
/// task`.
fn together(model: &Model, entries: &[&Entry]) -> Option<String> {
    let [last, .., first] = entries else { return None };
    let is_one_go = first.group.is_some() && entries.iter().all(|entry| entry.group == first.group);
    let nouns: Vec<&str> = entries.iter().skip(1).rev().map(|entry| noun(&entry.write)).collect();
    let last = noun(&last.write);
    let is_apart = nouns.iter().chain([&last]).collect::<BTreeSet<_>>().len() == entries.len();
    (is_one_go && is_apart).then(|| format!("{}: {} and {last}", model.called(first), nouns.join(", ")))
}

fn titled(title: &str, with_it: usize) -> String {
    match with_it {
        0 => title.to_owned(),
        more => format!("{title} and {more} with it"),
    }
}

/// Whether a write of its own takes it back, or has.
fn is_taken_back(model: &Model, entry: &Entry) -> bool {
    model.outbox.iter().any(|other| other.compensates(entry))
}

fn has_left(entry: &Entry) -> bool {
    matches!(entry.state, EntryState::Done { .. })
}

/// What was decided before this start, or elsewhere.
fn undo_older(model: &mut Model) {
    let unsent = model.unsent().next();
    if unsent.is_none() && model.with_screen(|screen, cx| screen.act(Action::Undo, cx)) {
        return;
    }
    let unsent = model.unsent().next();
    // The newest of the rep's own, whichever page has brought it here.
    let is_own = |entry: &&Entry| model.who.as_ref().is_some_and(|who| entry.is_of(&who.email));
    let written = model.outbox.iter().filter(is_own);
    let written = written.filter(|entry| entry.can_be_put_back() && !is_taken_back(model, entry));
    let done = written.max_by_key(|entry| done_at(entry));
    let Some(entry) = unsent.or(done) else {
        let words = "there is nothing to take back; older writes are taken back in the outbox";
        return with_app(model, |cx| cx.refuse(words));
    };
    // What was accepted in one go is taken back in one.
    let members =
        model.outbox.iter().filter(|other| entry.group.is_some() && other.group == entry.group).count();
    let title = titled(&model.called(entry), members.saturating_sub(1));
    let what = entry.group.map_or(EntryOrSuggestion::Entry(entry.id), EntryOrSuggestion::Group);
    let left = unsent.is_none().then(|| entry.clone());
    with_app(model, |cx| take_back(what, &title, left.as_ref(), cx));
}

fn done_at(entry: &Entry) -> Option<Timestamp> {
    match &entry.state {
        EntryState::Done { at, .. } => Some(*at),
        _ => None,
    }
}

/// The entry that counts down and is taken back next, where it is one.
pub fn next_in_countdown(model: &Model) -> Option<&Entry> {
    match model.decided.last().last() {
        Some(Decision::Entry(id)) => model.unsent().find(|entry| entry.id == *id),
        Some(Decision::Group(first)) => model.unsent().find(|entry| entry.group == Some(*first)),
        Some(_) => None,
        None => model.unsent().next(),
    }
}
