//! Keys, pastes and the mouse: to the overlay, else to the screen.

use std::mem::Discriminant;

use crossterm::event::{
    Event, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::layout::Size;

use super::act::{act, act_times, enter, help_layers, leave, send_and_leave, travel};
use super::{draft_changed, with_app};
use crate::desk::api::{DeskError, FailureKind, Private, Request};
use crate::domain::casework::CaseDeed;
use crate::tui::cx::{Go, ScreenId};
use crate::tui::keymap::{Action, Key, Layer, Resolved};
use crate::tui::model::{Model, Stage};
use crate::tui::msg::Effect;
use crate::tui::naming::Heard;
use crate::tui::overlay::{
    AfterCall, Changed, Chosen, Compose, Drops, Help, Kind, Overlay, Palette, SCRATCH, Take, Work,
};
use crate::tui::screens::{Audit, Awaited, Casework, Screen};
use crate::tui::welcome::Welcome;
use crate::tui::widgets::Hit;

/// Rows that one turn of the wheel moves.
const WHEEL: isize = 3;
/// How often a motion is done at most.
const MOST_TIMES: usize = 9_999;

pub(super) fn terminal(model: &mut Model, event: Event) {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            let before = stands(model);
            model.out.toasts.iter_mut().for_each(|toast| toast.is_old = true);
            pressed(model, key);
            if stands(model) != before {
                model.out.toasts.retain(|toast| !toast.is_old);
            }
        }
        Event::Paste(text) => pasted(model, &text),
        Event::Mouse(mouse) => moused(model, mouse),
        Event::Resize(width, height) => model.size = Size { width, height },
        _ => {}
    }
}

/// What stands there: which screen, which of its parts is looked at, and what lies above it. What was said of another is old.
fn stands(model: &Model) -> (ScreenId, Vec<Layer>, Option<Discriminant<Overlay>>) {
    (model.place().id, model.place().screen.layers(), model.overlay.as_ref().map(std::mem::discriminant))
}

fn pasted(model: &mut Model, text: &str) {
    model.pressed.clear();
    model.naming = None;
    if model.overlay.is_none()
        && let Some(awaited) = casework(model).and_then(|work| work.awaits())
    {
        if awaited == Awaited::Choices {
            model.ahead.push(Event::Paste(text.to_owned()));
        }
        return;
    }
    match &mut model.overlay {
        Some(overlay) => {
            if overlay.pasted(text) {
                draft_changed(model);
            }
        }
        None => model.with_screen(|screen, cx| screen.pasted(text, cx)),
    }
}

fn pressed(model: &mut Model, event: KeyEvent) {
    model.welcome.iter_mut().for_each(Welcome::pressed);
    let key = Key::of(event);
    if goes_on_naming(model, key) {
        return;
    }
    if model.overlay.is_some() {
        return pressed_above(model, event);
    }
    if is_held(model, event) {
        return;
    }
    if matches!(model.stage, Stage::Failed(_)) && key.is_enter() {
        model.stage = Stage::Opening;
        return model.out.effects.push(Effect::Open);
    }
    if model.pressed.is_empty() && model.place().screen.is_typing(key) {
        return model.with_screen(|screen, cx| screen.typed(event, cx));
    }
    model.pressed.push(key);
    match model.keymap.resolve(&model.layers(), &model.pressed) {
        Resolved::Action(action) => {
            model.pressed.clear();
            match model.count.take() {
                // What was begun is left, not the screen.
                Some(_) if action == Action::Back => {}
                Some(count) => act_times(model, action, count),
                None => act(model, action),
            }
        }
        Resolved::Pending => {}
        Resolved::Nothing => {
            let alone = model.pressed.len() == 1;
            model.pressed.clear();
            let before = model.count.take();
            // In the search a figure is what is looked for.
            let takes_text = model.layers().contains(&Layer::SearchField);
            if alone
                && !takes_text
                && let Some(digit) = key.typed().and_then(|typed| typed.to_digit(10))
            {
                return count(model, before, digit as usize);
            }
            if alone {
                model.with_screen(|screen, cx| screen.typed(event, cx));
            }
        }
    }
}

/// A letter that goes on the name of what the letter before it has chosen is no key of its own, and is said to be none.
fn goes_on_naming(model: &mut Model, key: Key) -> bool {
    let Some(mut naming) = model.naming.take() else { return false };
    // Another list has come: its letters are its own.
    let is_letter_above = match (&model.overlay, key.typed()) {
        (Some(Overlay::Chooser(chooser)), Some(letter)) => chooser.has_letter(letter),
        _ => false,
    };
    if is_letter_above && naming.is_fresh() {
        return false;
    }
    // What stands above asks for a yes: its key is an answer first.
    if is_yes_above(model, key) {
        model.naming = naming.heard(key).map(|_| naming);
        return false;
    }
    match naming.heard(key) {
        None => return false,
        Some(Heard::End) => return true,
        Some(Heard::Rest) => {
            let words = format!("“{}” is chosen already: the rest of its name does nothing", naming.chosen());
            with_app(model, |cx| cx.tell(words));
        }
        Some(Heard::Another(name)) => {
            let undo = model.keymap.shown(Action::Undo);
            let words = format!(
                "“{}” was chosen by its letter, not “{name}”: {undo} takes it back, then choose again",
                naming.chosen()
            );
            with_app(model, |cx| cx.refuse(words));
        }
    }
    model.naming = Some(naming);
    true
}

fn is_yes_above(model: &Model, key: Key) -> bool {
    let Some(overlay) = model.overlay.as_ref().filter(|above| !above.is_typing()) else { return false };
    model.keymap.resolve(&[overlay.layer()], &[key]) == Resolved::Action(Action::Yes)
}

/// A key while something lies above the screen: what is there does, or the text that is written there. A sequence is one as
/// everywhere; where it means nothing here, neither of its keys does anything.
fn pressed_above(model: &mut Model, event: KeyEvent) {
    let Some(overlay) = &mut model.overlay else { return };
    let key = Key::of(event);
    let is_text = overlay.is_typing() && key.typed().is_some();
    model.pressed.push(key);
    let own =
        if is_text { Resolved::Nothing } else { model.keymap.resolve(&[overlay.layer()], &model.pressed) };
    let elsewhere = match own {
        Resolved::Nothing if overlay.takes_sequences() => {
            model.keymap.resolve(&[Layer::Anywhere], &model.pressed)
        }
        _ => Resolved::Nothing,
    };
    if own == Resolved::Pending || elsewhere == Resolved::Pending {
        return;
    }
    let is_sequence = std::mem::take(&mut model.pressed).len() > 1;
    match (own, elsewhere) {
        (Resolved::Action(action), _) => act_above(model, action),
        // From the page for a call, sequences lead away as they do from a screen.
        (_, Resolved::Action(action)) if is_sequence => {
            if matches!(overlay, Overlay::CallSheet(_)) {
                act_by_name(model, action);
            }
        }
        _ if is_sequence => {}
        _ => type_above(model, event),
    }
}

fn type_above(model: &mut Model, event: KeyEvent) {
    let Some(overlay) = &mut model.overlay else { return };
    if overlay.typed(event) {
        let decided = if let Overlay::Chooser(chooser) = overlay { chooser.decided() } else { None };
        if decided.is_some() {
            act_above(model, Action::Open);
            model.naming = decided;
        } else {
            draft_changed(model);
        }
    }
}

/// Keys typed while something is on its way that will stand above the screen are not the screen's: they wait for it, or
/// are let go where it is a question that nobody has seen yet. Only what leads away is done at once.
fn is_held(model: &mut Model, event: KeyEvent) -> bool {
    let Some(awaited) = casework(model).and_then(|work| work.awaits()) else { return false };
    match model.keymap.resolve(&[Layer::Anywhere], &[Key::of(event)]) {
        Resolved::Action(Action::Quit) if event.modifiers.contains(KeyModifiers::CONTROL) => return false,
        Resolved::Action(Action::Back) => {
            model.ahead.clear();
            model.with_screen(|screen, cx| screen.casework().into_iter().for_each(|work| work.give_up(cx)));
        }
        _ if awaited == Awaited::Choices => model.ahead.push(Event::Key(event)),
        _ => {}
    }
    true
}

fn casework(model: &mut Model) -> Option<&mut Casework> {
    model.places.last_mut()?.screen.casework()
}

/// What was typed ahead goes to what has come, key by key, as far as that takes keys at all.
pub(super) fn type_ahead(model: &mut Model) {
    if casework(model).is_some_and(|work| work.awaits().is_some()) || is_reading_a_draft(model) {
        return;
    }
    for event in std::mem::take(&mut model.ahead) {
        match event {
            // What a letter has chosen takes the rest of its name, and nothing else.
            Event::Key(key) if model.overlay.is_none() => {
                if !goes_on_naming(model, Key::of(key)) {
                    return;
                }
            }
            _ if model.overlay.is_none() => return,
            event => terminal(model, event),
        }
    }
}

/// An editor begins with what was written before; nothing goes into it until that has come.
fn is_reading_a_draft(model: &Model) -> bool {
    matches!(&model.overlay, Some(Overlay::Compose(compose)) if compose.fetching.is_some())
}

/// A figure of a count; none begins with a zero.
fn count(model: &mut Model, before: Option<usize>, digit: usize) {
    let count = before.unwrap_or(0) * 10 + digit;
    model.count = (count > 0).then_some(count.min(MOST_TIMES));
}

fn moused(model: &mut Model, mouse: MouseEvent) {
    let hit = model.hits.borrow().at(mouse.column, mouse.row);
    let Some(hit) = hit else { return };
    if !matches!(mouse.kind, MouseEventKind::Moved) {
        model.naming = None;
    }
    match mouse.kind {
        MouseEventKind::Down(MouseButton::Left) => clicked(model, hit),
        MouseEventKind::ScrollDown => scrolled(model, hit, WHEEL),
        MouseEventKind::ScrollUp => scrolled(model, hit, -WHEEL),
        _ => {}
    }
}

fn clicked(model: &mut Model, hit: Hit) {
    match (hit, model.overlay.is_some()) {
        (Hit::Press(action), true) => act_above(model, action),
        (Hit::Press(action), false) => act(model, action),
        (Hit::Row { row, .. }, true) => {
            if let (Some(overlay), Ok(row)) = (&mut model.overlay, u8::try_from(row)) {
                overlay.moved(Action::Pick(row));
                act_above(model, Action::Open);
            }
        }
        (_, true) => {}
        (hit, false) => model.with_screen(|screen, cx| screen.clicked(hit, cx)),
    }
}

fn scrolled(model: &mut Model, hit: Hit, by: isize) {
    match &mut model.overlay {
        Some(overlay) => {
            let action = if by > 0 { Action::Down } else { Action::Up };
            for _ in 0..by.unsigned_abs() {
                overlay.moved(action);
            }
        }
        None => {
            if let Hit::Row { list, .. } | Hit::List(list) = hit {
                model.with_screen(|screen, _| screen.scrolled(list, by));
            }
        }
    }
}

/// An action while something lies above the screen.
fn act_above(model: &mut Model, action: Action) {
    let Some(overlay) = &mut model.overlay else { return };
    if overlay.moved(action) {
        return;
    }
    match (overlay, action) {
        (Overlay::Palette(palette), Action::Open) => {
            let (chosen, page) = (palette.chosen(), palette.page.take());
            model.overlay = page.map(Overlay::CallSheet);
            match chosen {
                Some(Chosen::Action(action, argument)) => {
                    act_by_name(model, action);
                    argument.into_iter().for_each(|argument| give(model, argument));
                }
                Some(Chosen::AuditLine(line)) => {
                    leave_page(model);
                    enter(model, Screen::Audit(Audit::at(line)));
                }
                None => {}
            }
        }
        (Overlay::Palette(palette), Action::Back) => {
            model.overlay = palette.page.take().map(Overlay::CallSheet);
        }
        (Overlay::Help(help), Action::Back) => {
            model.overlay = help.below.take().map(|below| *below);
        }
        (Overlay::Reasons(reasons), Action::Pick(_) | Action::Open | Action::Save) => {
            let number = match action {
                Action::Pick(number) => Some(number),
                _ => None,
            };
            if let Some(request) = reasons.take(number, &model.moment) {
                model.overlay = None;
                model.with_screen(|_, cx| cx.ask("turning down", request));
            }
        }
        (Overlay::Handover(handover), Action::Pick(_) | Action::Open | Action::Save) => {
            let number = match action {
                Action::Pick(number) => Some(number),
                _ => None,
            };
            if let Some(request) = handover.take(number) {
                model.overlay = None;
                model.with_screen(|_, cx| cx.ask("handing on", request));
            }
        }
        (Overlay::Chooser(chooser), Action::Open) => {
            if let Some(take) = chooser.taken() {
                model.overlay = None;
                if let Take::Theme(name) = &take {
                    return super::look::take(model, name);
                }
                model.with_screen(|screen, cx| match take {
                    Take::Copy { what, text } => cx.copy(&what, text),
                    take => screen.take(take, cx),
                });
            }
        }
        (Overlay::Summary(summary), Action::Accept) => {
            if let Some(request) = summary.note(&model.moment) {
                model.overlay = None;
                model.with_screen(|_, cx| cx.ask("keeping the note", request));
            }
        }
        (Overlay::Snooze(snooze), Action::Save) => {
            // What is wrong with the line stands below it already.
            if let Some(take) = snooze.taken(&model.moment) {
                model.overlay = None;
                model.with_screen(|screen, cx| screen.take(take, cx));
            }
        }
        (Overlay::WhatIf(what_if), Action::Save) => {
            // What is wrong with the line stands below it already.
            if let Some(request) = what_if.request() {
                (what_if.problem, what_if.shown) = (None, None);
                let asked = with_app(model, |cx| cx.ask("supposing an order", request));
                if let Some(Overlay::WhatIf(what_if)) = &mut model.overlay {
                    what_if.asked = Some(asked);
                }
            }
        }
        (Overlay::Work(work), Action::Yes) if work.can_go() => go_on(model),
        (Overlay::Work(_), Action::Edit) => edit_words(model),
        (Overlay::Work(_), Action::Dismiss) => drop_own(model),
        (Overlay::Linking(linking), Action::Yes) if linking.rehearsal.is_some() => {
            let record = linking.record.clone();
            model.overlay = None;
            model.with_screen(|screen, cx| {
                if let Screen::Customer(customer) = screen {
                    customer.link_now(record, cx);
                }
            });
        }
        (Overlay::WhyOne(why), Action::Save) => {
            if let Some(request) = why.taken_away() {
                model.overlay = None;
                model.with_screen(|_, cx| cx.ask("unlinking", request));
            }
        }
        (Overlay::Question(_), Action::Yes) => {
            if let Some(Overlay::Question(question)) = model.overlay.take() {
                model.with_screen(|screen, cx| {
                    for request in question.requests {
                        let accepts = match &request {
                            Request::Accept { suggestion, .. } => Some(*suggestion),
                            _ => None,
                        };
                        let number = cx.ask(question.what, request);
                        match (&mut *screen, accepts) {
                            (Screen::Scores(scores), _) => scores.changes(number),
                            (Screen::Customer(customer), Some(one)) => customer.accepts(number, one),
                            _ => {}
                        }
                    }
                });
            }
        }
        (Overlay::Compose(compose), Action::Save) if compose.kind == Kind::Question => {
            let question = compose.asked();
            model.overlay = None;
            if !question.is_empty() {
                model.with_screen(|screen, cx| {
                    if let Screen::Customer(customer) = screen {
                        customer.ask(question, cx);
                    }
                });
            }
        }
        (Overlay::Compose(compose), Action::Save) if compose.kind == Kind::Scratch => {
            if compose.text().trim().is_empty() {
                let why = "nothing is jotted down yet: a note is made of what is";
                compose.problem = Some(DeskError::new(FailureKind::BadRequest, why));
                return;
            }
            let asked = compose.page().and_then(|page| page.asked);
            let after = AfterCall::of((**compose).clone(), &model.moment);
            with_app(model, |cx| cx.cancel(asked));
            travel(model, Go::Over(Box::new(Overlay::AfterCall(Box::new(after)))));
        }
        // On to the next call from the page of this one; where there is none, that is said and the page stays.
        (Overlay::CallSheet(sheet), Action::Next | Action::Previous) => {
            let (asked, here) = (sheet.asked, model.place().screen.stop());
            let page = model.overlay.take();
            act(model, action);
            if model.place().screen.stop() == here {
                model.overlay = page;
            } else {
                with_app(model, |cx| cx.cancel(asked));
            }
        }
        (Overlay::CallSheet(_), Action::Done | Action::Search) => {
            leave_page(model);
            act(model, action);
        }
        // The page stays, unless a question or another page comes of it.
        (Overlay::CallSheet(_), Action::Undo | Action::CallCompany | Action::CallDeal) => {
            let page = model.overlay.take();
            act(model, action);
            model.overlay = model.overlay.take().or(page);
        }
        (Overlay::CallSheet(_), Action::Back) => leave_page(model),
        (Overlay::CallSheet(_), Action::Refresh) => super::renew_page(model),
        (below @ (Overlay::CallSheet(_) | Overlay::AfterCall(_)), Action::Help) => {
            let help = Help::over(below.clone());
            model.overlay = Some(Overlay::Help(help));
        }
        (Overlay::CallSheet(sheet), Action::Palette) => {
            let page = sheet.clone();
            let palette = Palette::over(page, &model.keymap, &help_layers(model));
            model.overlay = Some(Overlay::Palette(palette));
        }
        (Overlay::CallSheet(sheet), Action::Scratch) => {
            let pad = Compose::beside((**sheet).clone());
            travel(model, Go::Over(Box::new(Overlay::Compose(Box::new(pad)))));
        }
        (Overlay::Compose(compose), Action::Back) if compose.is_reviewed() => {
            let after = AfterCall::of((**compose).clone(), &model.moment);
            travel(model, Go::Over(Box::new(Overlay::AfterCall(Box::new(after)))));
        }
        (Overlay::Compose(compose), Action::Back) => {
            let page = (**compose).clone().into_page();
            model.overlay = page.map(Overlay::CallSheet);
        }
        (Overlay::AfterCall(after), Action::TaskTitle) => after.change(Changed::Title),
        (Overlay::AfterCall(after), Action::TaskDue) => after.change(Changed::Due),
        (Overlay::AfterCall(after), Action::Save) => {
            let kept = after.keep(&model.moment).then(|| after.clone());
            if let Some(after) = kept {
                // What would be written is looked at again.
                travel(model, Go::Over(Box::new(Overlay::AfterCall(after))));
            }
        }
        (Overlay::AfterCall(after), Action::Back) if after.is_typing() => after.give_up(),
        (Overlay::AfterCall(after), Action::Edit) if after.pending.is_none() => {
            let pad = Compose::reviewed((**after).clone());
            travel(model, Go::Over(Box::new(Overlay::Compose(Box::new(pad)))));
        }
        (Overlay::AfterCall(after), Action::Accept) => {
            if after.pending.is_some() {
                return;
            }
            let (request, name) = (after.request(false), (after.customer, SCRATCH.to_owned()));
            let number = with_app(model, |cx| cx.ask("keeping what came of the call", request));
            model.keeping.push((number, name));
            if let Some(Overlay::AfterCall(after)) = &mut model.overlay {
                (after.pending, after.problem) = (Some(number), None);
            }
        }
        (Overlay::AfterCall(after), Action::Back) => {
            let page = (**after).clone().into_page();
            model.overlay = page.map(Overlay::CallSheet);
        }
        (Overlay::Compose(_), Action::Save) => save(model),
        (Overlay::Compose(compose), Action::OwnEditor) if compose.pending.is_none() => {
            let text = Private(compose.text());
            model.out.effects.push(Effect::OwnEditor(text));
        }
        (Overlay::Quitting(quitting), Action::Yes) if quitting.waiting.is_empty() => send_and_leave(model),
        (Overlay::Quitting(_), Action::Keep | Action::Quit) => leave(model),
        (_, Action::Back) => model.overlay = None,
        _ => {}
    }
}

/// What was chosen by its name: the page's own on the page, where one stands; whatever else leaves it.
fn act_by_name(model: &mut Model, action: Action) {
    let mut own = model.overlay.iter().flat_map(|page| model.keymap.of(&[page.layer()]).collect::<Vec<_>>());
    if own.any(|binding| binding.row.action == action) {
        return act_above(model, action);
    }
    leave_page(model);
    act(model, action);
}

/// What was typed behind an action's name goes to the line or list that the action has opened, as soon as that is there.
/// Nothing is done with it: the user sees it there first.
fn give(model: &mut Model, argument: String) {
    super::travel_all(model);
    if is_reading_a_draft(model) {
        model.ahead.push(Event::Paste(argument));
    } else {
        pasted(model, &argument);
    }
}

/// From the page for a call, for which nobody waits then.
fn leave_page(model: &mut Model) {
    if let Some(Overlay::CallSheet(sheet)) = model.overlay.take() {
        with_app(model, |cx| cx.cancel(sheet.asked));
    }
}

/// Does what was shown. A draft ends with it.
fn go_on(model: &mut Model) {
    let Some(Overlay::Work(work)) = model.overlay.take() else { return };
    let Work { request, drops, .. } = *work;
    match drops {
        Drops::Draft(name) => {
            let number = with_app(model, |cx| cx.ask("keeping what you wrote", request));
            model.keeping.push((number, name));
        }
        Drops::Nothing | Drops::Suggestion(_) => {
            model.with_screen(|_, cx| cx.ask("putting it into the outbox", request));
        }
    }
}

/// The words that a macro came to, in the editor.
fn edit_words(model: &mut Model) {
    let Some(Overlay::Work(work)) = &model.overlay else { return };
    let (Some((_, text)), Request::WorkCases { cases, deed, .. }) = (work.editable(), &work.request) else {
        return;
    };
    let by = match deed {
        CaseDeed::Macro { name, .. } => Some(name.clone()),
        _ => None,
    };
    let (case, text) = (cases[0].clone(), text.to_owned());
    let customer = match &model.place().screen {
        Screen::Customer(customer) => customer.id(),
        Screen::Queue(queue) => queue.customer_of(&case.record),
        _ => None,
    };
    match customer {
        Some(customer) => {
            let compose = Compose::answer(customer, case, by, &text);
            model.overlay = Some(Overlay::Compose(Box::new(compose)));
        }
        None => with_app(model, |cx| cx.refuse("nobody is known to stand behind this case")),
    }
}

/// Leaves for good: a draft is given up, a suggestion is turned down with a reason.
fn drop_own(model: &mut Model) {
    let Some(Overlay::Work(work)) = &model.overlay else { return };
    match work.drops.clone() {
        Drops::Nothing => {}
        Drops::Draft(name) => {
            model.overlay = None;
            model.keep_draft(name, String::new());
        }
        Drops::Suggestion(suggestion) => model.overlay = Some(Overlay::dismissal(suggestion, None)),
    }
}

fn save(model: &mut Model) {
    let Some(Overlay::Compose(compose)) = &mut model.overlay else { return };
    if compose.pending.is_some() {
        return;
    }
    compose.problem = None;
    if compose.warns() {
        return;
    }
    if compose.is_as_before() {
        let name = compose.draft_name().map(|name| (compose.customer, name));
        model.overlay = None;
        name.into_iter().for_each(|name| model.keep_draft(name, String::new()));
        return with_app(model, |cx| cx.tell("nothing changed"));
    }
    match compose.request(&model.moment) {
        Err(why) => {
            compose.problem = Some(DeskError::new(FailureKind::BadRequest, why));
        }
        Ok(request) => {
            let name = compose.draft_name().map(|name| (compose.customer, name));
            let number = with_app(model, |cx| cx.ask("keeping what you wrote", request));
            if let Some(Overlay::Compose(compose)) = &mut model.overlay {
                compose.pending = Some(number);
            }
            model.keeping.extend(name.map(|name| (number, name)));
        }
    }
}
