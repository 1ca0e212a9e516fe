//! What a message does: to the overlay, else to the screen, else to the app. Waits for nothing, reads no clock.

mod act;
mod input;
mod look;
mod own_words;
mod rejections;
mod undo;
mod withdrawn;

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::cx::{Cx, Go, ScreenId};
use super::gauge::Gauge;
use super::keymap::Action;
use super::model::{DraftName, Model, ScoresAtCrm, Stage};
use super::msg::{Effect, Msg};
use super::overlay::{AfterCall, CallSheet, Drops, Kind, Overlay, Work};
use super::screens::Screen;
use super::welcome::Welcome;
use crate::desk::api::{Answer, DeskError, Notice, Private, Request, WhoAmI};
use crate::domain::CustomerId;
use crate::domain::action::{Role, Write};
use crate::domain::casework::Consent;
use crate::domain::outbox::{Entry, EntryState};
use crate::phrasing::whose_yes;
use act::{leave, travel};
pub use undo::{behind, behind_words, can_take_back, next_in_countdown};

/// What is asked once somebody has begun here, so that the first start says nothing more.
const BEGUN: &str = "keeping that you have begun";

/// What asks for itself and not for a screen: the overlay and the app.
const APP: ScreenId = ScreenId(0);
/// Entries of the outbox that are read at the start.
const ENTRIES_AT_START: usize = 100;

/// Changes the model by a message that came at `now`; what is to be done outside comes back.
pub fn update(model: &mut Model, now: Timestamp, msg: Msg) -> Vec<Effect> {
    model.moment.now = now;
    model.out.toasts.retain(|toast| toast.until > now);
    match msg {
        Msg::Terminal(event) => input::terminal(model, event),
        Msg::Opened(Ok(who)) => opened(model, *who),
        Msg::Opened(Err(error)) => model.stage = Stage::Failed(error),
        Msg::Answered { request, result } => answered(model, request, result),
        Msg::Noticed(notice) => noticed(model, &notice),
        Msg::OwnEditor(text) => own_editor(model, text),
        Msg::Browsed(url) => with_app(model, |cx| cx.tell(format!("opened in the browser: {}", url.0))),
        Msg::NotBrowsed(url) => {
            with_app(model, |cx| {
                cx.refuse("no browser could be started; the address is sent to the clipboard")
            });
            model.out.effects.push(Effect::Copy { what: "the address".to_owned(), text: url });
        }
        Msg::Exported(Ok(path)) => {
            with_app(model, |cx| cx.good(format!("written to {}", path.display())));
        }
        Msg::Exported(Err(why)) => with_app(model, |cx| cx.refuse(why)),
        Msg::Copied(what) => with_app(model, |cx| cx.copied(&what)),
        Msg::Woken => model.with_screen(|screen, cx| screen.woken(cx)),
        Msg::Terminated => leave(model),
    }
    travel_all(model);
    if !model.ahead.is_empty() {
        input::type_ahead(model);
        travel_all(model);
    }
    end_welcome(model);
    keep_drafts(model);
    undo::note_asked(model);
    undo::tell_taken_back(model);
    undo::catch_up(model);
    travel_all(model);
    if model.wants_to_leave && !model.leaving && !model.is_storing() {
        model.wants_to_leave = false;
        act::quit(model);
    }
    if matches!(model.stage, Stage::Failed(_)) {
        // Nobody answers: nothing is asked, and nothing turns as if somebody did.
        model.out.in_flight.clear();
        model.out.effects.retain(|effect| !matches!(effect, Effect::Ask { .. }));
        model.decided.give_up();
        model.undo_wanted = 0;
    }
    rejections::note_own(model);
    withdrawn::note_own(model);
    note_waiting(model);
    std::mem::take(&mut model.out.effects)
}

fn travel_all(model: &mut Model) {
    while !model.out.go.is_empty() {
        for go in std::mem::take(&mut model.out.go) {
            travel(model, go);
        }
    }
}

/// The lines of the very first start never come back.
fn end_welcome(model: &mut Model) {
    if model.welcome.is_some_and(|welcome| welcome.is_over(model.places.len())) {
        model.welcome = None;
        with_app(model, |cx| cx.ask(BEGUN, Request::Welcomed));
    }
}

fn note_waiting(model: &mut Model) {
    let waiting = !model.out.in_flight.is_empty();
    model.waiting_since = waiting.then(|| model.waiting_since.unwrap_or(model.moment.now));
}

fn with_app<T>(model: &mut Model, work: impl FnOnce(&mut Cx<'_>) -> T) -> T {
    let mut cx = Cx {
        moment: &model.moment,
        who: model.who.as_ref(),
        outbox: &model.outbox,
        screen: APP,
        out: &mut model.out,
    };
    work(&mut cx)
}

// What the desk says.

fn opened(model: &mut Model, who: WhoAmI) {
    model.stage = Stage::Open;
    let is_new_demo = who.demo && who.customers == 0;
    if let Some(recovered) = &who.recovered {
        let words = recovered.clone();
        with_app(model, |cx| cx.tell(words));
    }
    model.welcome = who.is_first_start.then(Welcome::default);
    model.who = Some(who);
    with_app(model, |cx| {
        cx.ask("reading the outbox", Request::Outbox { limit: ENTRIES_AT_START });
        cx.ask("reading what was said no to", Request::Rejections);
        // The sandbox is made ready as a real account would be; its customers are few and known at once.
        if is_new_demo {
            cx.ask("making the sandbox ready", Request::SetUpFields { try_only: false });
            cx.ask("reading the sandbox's customers", Request::Sync { since: None, full: false });
        }
    });
    model.with_screen(|screen, cx| screen.entered(cx));
}

fn answered(model: &mut Model, request: u64, result: Result<Answer, DeskError>) {
    let Some(at) = model.out.in_flight.iter().position(|asked| asked.request == request) else {
        // Nobody waits for it any more.
        return;
    };
    let asked = model.out.in_flight.remove(at);
    model.gauge = model.gauge.take().filter(|gauge| gauge.request != request);
    undo::heard(model, request, &result);
    match &result {
        Ok(Answer::SaidSent(said)) => undo::said_sent(model, request, said),
        Ok(answer) => note(model, answer),
        // What did not work is said, and leaving with it unseen would be silent.
        Err(_) => model.wants_to_leave = false,
    }
    if let Some(Overlay::Quitting(quitting)) = &mut model.overlay
        && quitting.waiting.iter().any(|(number, _)| *number == request)
    {
        quitting.waiting.retain(|(number, _)| *number != request);
        if quitting.waiting.is_empty() {
            leave(model);
        }
        return;
    }
    // Nobody on any screen waits for it.
    if asked.what == BEGUN && result.is_ok() {
        return;
    }
    if asked.screen == APP {
        answered_app(model, request, result);
    } else {
        model.with_screen_of(asked.screen, |screen, cx| screen.answered(request, result, cx));
        begin_with_draft(model);
    }
}

/// An answer that was begun before its draft had come begins with it, unless something was typed since.
fn begin_with_draft(model: &mut Model) {
    let Some(Overlay::Compose(mut compose)) =
        model.overlay.take_if(|open| matches!(open, Overlay::Compose(_)))
    else {
        return;
    };
    if let Kind::Answer { case, by: None } = &compose.kind
        && let Screen::Customer(customer) = &model.place().screen
        && let Some(draft) = customer.draft_for(&case.record.id)
    {
        let (text, lacks) = (draft.body.clone(), draft.grounds.lacks.clone());
        compose.begin_with(&text, &lacks);
    }
    model.overlay = Some(Overlay::Compose(compose));
}

/// What every part of the app should know.
fn note(model: &mut Model, answer: &Answer) {
    match answer {
        Answer::Accepted(accepted) => {
            model.note_entry(&accepted.entry);
            let entry = &accepted.entry;
            let words = match accepted.already {
                true => Some("accepted before: nothing is done twice".to_owned()),
                false => waits_words(model, entry),
            };
            if let Some(words) = words {
                with_app(model, |cx| cx.tell(words));
            }
        }
        Answer::Queued(queued) => {
            queued.iter().for_each(|accepted| model.note_entry(&accepted.entry));
            if let Some(words) = queued.iter().find_map(|accepted| waits_words(model, &accepted.entry)) {
                with_app(model, |cx| cx.tell(words));
            }
        }
        Answer::Entry(entry) => {
            model.note_entry(entry);
            if let EntryState::Undone { .. } = entry.state {
                let words = format!("taken back, it has not left: {}", model.called(entry));
                with_app(model, |cx| cx.good(words));
            }
        }
        Answer::Casework(done) => done.entries.iter().for_each(|entry| model.note_entry(entry)),
        Answer::TakenBack(entries) => {
            entries.iter().for_each(|entry| model.note_entry(entry));
            let words = undo::taken_back_words(model, entries);
            with_app(model, |cx| cx.good(words));
        }
        Answer::Sent(row) => {
            let case = row.case.called();
            let words = match row.case.to_send {
                None => format!("{case}: its answer is sent, you say"),
                Some(_) => format!("{case}: its answer is still to be sent"),
            };
            with_app(model, |cx| cx.good(words));
        }
        Answer::WhoAmI(who) => model.who = Some(who.clone()),
        Answer::Entries(entries) => name(model, entries.iter().map(|entry| entry.customer_id)),
        Answer::Rejections(entries) => rejections::read(model, entries),
        Answer::Activity(activity) => {
            rejections::looked_at(model, &activity.unheard);
            let of_trail = activity.trail.iter().filter_map(|record| record.customer);
            name(model, activity.outbox.iter().map(|entry| entry.customer_id).chain(of_trail));
        }
        Answer::Audit(records) => name(model, records.iter().filter_map(|record| record.customer)),
        Answer::Wires(calls) => name(model, calls.iter().map(|call| call.customer)),
        Answer::ScoresWritten(told) => {
            if !told.is_of_one && !told.is_taken_back {
                model.scores_at_crm = Some(ScoresAtCrm { is_try: told.try_only, counts: told.counts });
            }
            name(model, told.differences.iter().map(|one| one.customer_id));
        }
        Answer::TierReviews(reviews) => name(model, reviews.iter().map(|review| review.customer)),
        Answer::Names(names) => model.names.extend(names.0.iter().cloned()),
        Answer::Drafted(customers) => model.jotted.extend(customers.iter().copied()),
        _ => {}
    }
}

/// Whose yes an entry waits for; nothing where it leaves by itself: the countdown says that.
fn waits_words(model: &Model, entry: &Entry) -> Option<String> {
    let EntryState::AwaitingApproval { need, .. } = &entry.state else { return None };
    let whose = whose_yes(need.role, Role::OF_A_YES);
    Some(format!("waits for a yes: {whose} · {} shows it", model.keymap.shown(Action::GoApprovals)))
}

/// Asks what those customers are called whose names are not known yet.
fn name(model: &mut Model, customers: impl Iterator<Item = CustomerId>) {
    let unknown: BTreeSet<CustomerId> = customers.filter(|id| !model.names.contains_key(id)).collect();
    if !unknown.is_empty() {
        let customers = unknown.into_iter().collect();
        with_app(model, |cx| cx.ask("reading names", Request::Names { customers }));
    }
}

/// Answers to what the app itself or the overlay has asked.
fn answered_app(model: &mut Model, request: u64, result: Result<Answer, DeskError>) {
    if let Some(draft) = model.drafts.iter_mut().find(|draft| draft.under_way == Some(request)) {
        draft.under_way = None;
        if let Err(error) = &result {
            // It stays in the editor; the next change tries again.
            with_app(model, |cx| cx.failed(error));
        }
        return model.drafts.retain(|draft| draft.dirty || draft.under_way.is_some());
    }
    if let Some(at) = model.keeping.iter().position(|(keeping, _)| *keeping == request) {
        let (_, name) = model.keeping.remove(at);
        return composed(model, request, name, result);
    }
    if own_words::looked(model, request, &result) {
        return;
    }
    let result = match for_overlay(model, request, result) {
        Some(result) => result,
        None => return,
    };
    let is_draft = match &mut model.overlay {
        Some(Overlay::Compose(compose)) => {
            compose.fetching.take_if(|fetching| *fetching == request).is_some()
        }
        _ => false,
    };
    match result {
        Ok(Answer::Draft(draft)) => {
            if let (true, Some(draft), Some(Overlay::Compose(compose))) =
                (is_draft, draft, &mut model.overlay)
            {
                compose.restore(&draft.0);
            }
        }
        Ok(Answer::Entries(entries)) => {
            let is_known = |entry: &Entry, known: &[Entry]| known.iter().any(|other| other.id == entry.id);
            for entry in entries.iter().rev() {
                if !entry.state.is_final() || is_known(entry, &model.outbox) {
                    model.note_entry(entry);
                }
            }
        }
        Ok(Answer::Sync(report)) => {
            for problem in report.problems {
                with_app(model, |cx| cx.refuse(problem));
            }
            with_app(model, |cx| cx.ask("reading who acts", Request::WhoAmI));
            // In a shop's own app it is fitted by itself, when nobody waits.
            if model.who.as_ref().is_some_and(|who| who.demo && who.learns_by_itself) {
                with_app(model, |cx| cx.ask("learning from the sandbox's orders", Request::FitScores));
            }
        }
        Ok(Answer::Models(_)) => {
            let words = "scores are learned from the orders of the store (g m)";
            with_app(model, |cx| cx.tell(words));
        }
        // Told as news to whoever shows that customer.
        Ok(Answer::Profile(_) | Answer::Drafted(_)) => {}
        Ok(answer) => model.with_screen(|screen, cx| screen.answered(request, Ok(answer), cx)),
        Err(error) => with_app(model, |cx| cx.failed(&error)),
    }
}

/// The page for a call: by itself, beside the scratch pad, below help or palette.
fn call_page(overlay: &mut Overlay) -> Option<&mut CallSheet> {
    match overlay {
        Overlay::CallSheet(sheet) => Some(sheet),
        Overlay::Compose(compose) => compose.page(),
        Overlay::Help(help) => call_page(help.below.as_deref_mut()?),
        Overlay::Palette(palette) => palette.page.as_deref_mut(),
        _ => None,
    }
}

/// Asks for the page for a call once more, everything afresh; what stands there stays until then.
fn renew_page(model: &mut Model) {
    let Some(Overlay::CallSheet(sheet)) = &model.overlay else { return };
    let (before, again) = (sheet.asked, (**sheet).clone().again());
    with_app(model, |cx| cx.cancel(before));
    travel(model, Go::Over(Box::new(Overlay::CallSheet(Box::new(again)))));
}

/// What comes of a call: by itself, or below help.
fn after_call(overlay: &mut Overlay) -> Option<&mut AfterCall> {
    match overlay {
        Overlay::AfterCall(after) => Some(after),
        Overlay::Help(help) => after_call(help.below.as_deref_mut()?),
        _ => None,
    }
}

/// What lies above the screen has asked for it; what is for others comes back.
fn for_overlay(
    model: &mut Model,
    request: u64,
    result: Result<Answer, DeskError>,
) -> Option<Result<Answer, DeskError>> {
    let is_jotting = matches!(model.overlay, Some(Overlay::Compose(_)));
    let page = model.overlay.as_mut().and_then(call_page);
    if let Some(sheet) = page.filter(|sheet| sheet.asked == Some(request)) {
        match result {
            Ok(answer) if is_jotting => sheet.came_beside(answer),
            Ok(answer) => sheet.came(answer),
            Err(error) => match sheet.choice_among(&error.candidates) {
                Some(chooser) => model.overlay = Some(Overlay::Chooser(Box::new(chooser))),
                None => sheet.failed(error),
            },
        }
        return None;
    }
    let after = model.overlay.as_mut().and_then(after_call);
    if let Some(after) = after.filter(|after| after.asked == Some(request)) {
        match result {
            Ok(Answer::Effects(effects)) => after.effects = effects,
            Ok(_) => {}
            Err(error) => after.problem = Some(error),
        }
        return None;
    }
    match (&mut model.overlay, result) {
        (Some(Overlay::Summary(summary)), Ok(Answer::Summary(came))) if summary.asked == Some(request) => {
            summary.summary = Some(came);
        }
        (Some(Overlay::Summary(summary)), Err(error)) if summary.asked == Some(request) => {
            summary.problem = Some(error);
        }
        (Some(Overlay::Linking(linking)), Ok(Answer::LinkRehearsal(came)))
            if linking.asked == Some(request) =>
        {
            linking.rehearsal = Some(came);
        }
        (Some(Overlay::Linking(linking)), Err(error)) if linking.asked == Some(request) => {
            linking.problem = Some(error);
        }
        (Some(Overlay::WhyOne(why)), Ok(Answer::Links(came))) if why.asked == Some(request) => {
            why.graph = Some(came);
        }
        (Some(Overlay::WhatIf(what_if)), Ok(Answer::Scores(came))) if what_if.asked == Some(request) => {
            what_if.shown = Some(came);
        }
        (Some(Overlay::WhatIf(what_if)), Err(error)) if what_if.asked == Some(request) => {
            what_if.problem = Some(error);
        }
        (Some(Overlay::WhyOne(why)), Err(error)) if why.asked == Some(request) => why.problem = Some(error),
        // Left meanwhile.
        (
            _,
            Ok(
                Answer::CallSheet(_)
                | Answer::AccountSheet(_)
                | Answer::Effects(_)
                | Answer::LinkRehearsal(_)
                | Answer::Links(_)
                | Answer::Scores(_)
                | Answer::Summary(_),
            ),
        ) => {}
        (_, result) => return Some(result),
    }
    None
}

/// What comes of a call, where that is being kept by this request and still looked at.
fn call_kept(model: &mut Model, request: u64) -> Option<&mut AfterCall> {
    model.overlay.as_mut().and_then(after_call).filter(|after| after.pending == Some(request))
}

/// What was written in the editor has been kept, or could not be. The editor may have been left meanwhile.
fn composed(model: &mut Model, request: u64, name: DraftName, result: Result<Answer, DeskError>) {
    let is_open =
        matches!(&model.overlay, Some(Overlay::Compose(compose)) if compose.pending == Some(request));
    match result {
        // Somebody changed the case meanwhile: the draft stays until the rep has decided.
        Ok(Answer::Casework(done)) if done.stopped().is_some() => {
            let request = match &model.overlay {
                Some(Overlay::Compose(compose)) if is_open => compose.request(&model.moment).ok(),
                _ => None,
            };
            match request.and_then(despite) {
                Some(request) => {
                    let work = Work::new(*done, request).dropping(Drops::Draft(name), None);
                    model.overlay = Some(Overlay::Work(Box::new(work)));
                }
                None => with_app(model, |cx| {
                    cx.refuse("the case has changed meanwhile: nothing is written, your draft is kept");
                }),
            }
        }
        Ok(answer) => {
            let typed = match &model.overlay {
                Some(Overlay::Compose(compose)) if is_open => Some(compose.draft()),
                _ => None,
            };
            if is_open {
                model.overlay = None;
            } else if let Some(after) = call_kept(model, request).cloned() {
                // Back to the page that the call was made by, where it was made by one: to end its task, or on to the next.
                model.overlay = after.into_page().map(Overlay::CallSheet);
            }
            own_words::written(model, &name, typed.as_deref(), &answer);
            model.keep_draft(name, String::new());
            model.with_screen(|screen, cx| screen.answered(request, Ok(answer), cx));
        }
        Err(error) => match &mut model.overlay {
            Some(Overlay::Compose(compose)) if is_open => {
                compose.pending = None;
                compose.refused(error);
            }
            _ => match call_kept(model, request) {
                Some(after) => (after.pending, after.problem) = (None, Some(error)),
                None => with_app(model, |cx| cx.failed(&error)),
            },
        },
    }
}

/// The same request, going through although the case has changed.
fn despite(request: Request) -> Option<Request> {
    match request {
        Request::WorkCases { cases, deed, vouches, now, .. } => {
            Some(Request::WorkCases { cases, deed, consent: Consent::Despite, vouches, now })
        }
        _ => None,
    }
}

fn noticed(model: &mut Model, notice: &Notice) {
    match notice {
        Notice::Entry { entry } => {
            withdrawn::came(model, entry);
            entry_moved(model, entry);
            rejections::came(model, entry);
        }
        Notice::Directory { customers } => {
            if let Some(who) = &mut model.who {
                who.customers = *customers;
            }
        }
        Notice::Source { state } => {
            if let Some(known) = model
                .who
                .iter_mut()
                .flat_map(|who| &mut who.sources)
                .find(|known| known.source == state.source)
            {
                *known = state.clone();
            }
        }
        Notice::CallSheet { request, .. } | Notice::AccountSheet { request, .. } => {
            let page = model.overlay.as_mut().and_then(call_page);
            if let Some(page) = page.filter(|page| page.asked == Some(*request)) {
                page.stands(notice);
            }
        }
        Notice::Progress { request, .. }
            if model.out.in_flight.iter().any(|asked| asked.request == *request) =>
        {
            model.gauge = Gauge::after(model.gauge.take(), notice);
        }
        Notice::Warning { what, .. } => with_app(model, |cx| cx.tell(what.as_str())),
        Notice::Erased { customers } => {
            let is_there = |entry: &Entry| !customers.contains(&entry.customer_id);
            model.outbox.retain(is_there);
            model.rejected.retain(is_there);
        }
        // Something was missed: what is shown is asked for again.
        Notice::Skipped => {
            with_app(model, |cx| cx.ask("reading the outbox", Request::Outbox { limit: ENTRIES_AT_START }));
        }
        _ => {}
    }
    if matches!(notice, Notice::Directory { .. }) {
        // Comes often while it fills, and concerns what is typed now.
        return model.with_screen(|screen, cx| screen.noticed(notice, cx));
    }
    let places: Vec<ScreenId> = model.places.iter().map(|place| place.id).collect();
    for id in places {
        model.with_screen_of(id, |screen, cx| screen.noticed(notice, cx));
    }
}

fn entry_moved(model: &mut Model, entry: &Entry) {
    name(model, std::iter::once(entry.customer_id));
    let was_final = model.outbox.iter().any(|known| known.id == entry.id && known.state.is_final());
    model.note_entry(entry);
    let is_written = matches!(entry.state, EntryState::Done { .. }) && !was_final;
    if is_written
        && matches!(&model.overlay, Some(Overlay::CallSheet(page)) if page.customer == entry.customer_id)
    {
        renew_page(model);
    }
    let (title, effect) = (model.called(entry), model.effect(entry));
    let to_send = match entry.is_asked_by(model.me()) {
        true => format!("send it yourself, then press {}", model.keymap.shown(Action::Sent)),
        false => format!("{} is to send it to the customer", entry.accepted_by),
    };
    with_app(model, |cx| match &entry.state {
        EntryState::Done { .. } if !was_final && matches!(entry.write, Write::Reply(_)) => {
            cx.good(format!("noted: {to_send} · {effect}"));
        }
        EntryState::Done { .. } if !was_final => cx.good(format!("done: {effect}")),
        EntryState::Parked { why, .. } => cx.refuse(format!("parked, it needs you: {title}: {why}")),
        EntryState::InDoubt { why, .. } => {
            cx.refuse(format!("in doubt, deskhand will look before it does anything: {why}"))
        }
        EntryState::Waiting { why, .. } => cx.tell(format!("tried again later: {title}: {why}")),
        _ => {}
    });
}

fn own_editor(model: &mut Model, text: Result<Private, String>) {
    match text {
        Ok(text) => {
            if let Some(Overlay::Compose(compose)) = &mut model.overlay {
                compose.set_text(&text.0);
            }
            draft_changed(model);
        }
        Err(why) => with_app(model, |cx| cx.refuse(why)),
    }
}

/// The text in the editor has changed: it is kept as it stands now.
fn draft_changed(model: &mut Model) {
    if let Some(Overlay::Compose(compose)) = &model.overlay
        && let Some(name) = compose.draft_name()
    {
        // A pad that was emptied again is no draft.
        let is_empty_pad = compose.kind == Kind::Scratch && compose.text().trim().is_empty();
        let draft = if is_empty_pad { String::new() } else { compose.draft() };
        let name = (compose.customer, name);
        model.keep_draft(name, draft);
    }
}

/// Sends what has changed to be kept, one request a draft at a time, so that the last change wins. When the program
/// leaves, the last change overtakes what is under way.
fn keep_drafts(model: &mut Model) {
    if !matches!(model.stage, Stage::Open) {
        return;
    }
    for at in 0..model.drafts.len() {
        let draft = &mut model.drafts[at];
        if !draft.dirty || (draft.under_way.is_some() && !model.leaving) {
            continue;
        }
        draft.dirty = false;
        let before = draft.under_way.take();
        let ((customer, what_for), text) = (draft.name.clone(), Private(draft.text.clone()));
        let request = with_app(model, |cx| {
            cx.cancel(before);
            cx.ask("keeping the draft", Request::SaveDraft { customer, what_for, text })
        });
        model.drafts[at].under_way = Some(request);
    }
}
