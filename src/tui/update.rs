//! What a message does: to the overlay, else to the screen, else to the app. Waits for nothing, reads no clock.

use crossterm::event::{Event, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use jiff::Timestamp;
use ratatui::layout::Size;

use super::cx::{Cx, Go, ScreenId};
use super::keymap::{Action, Key, Layer, Resolved};
use super::model::{Model, Stage};
use super::msg::{Effect, Msg};
use super::overlay::{Compose, Help, Kind, Overlay, Palette, Question, Quitting};
use super::screens::{Approvals, Audit, Outbox, Screen, Sources};
use super::widgets::Hit;
use crate::desk::api::{Answer, DeskError, EntryOrSuggestion, Notice, Private, Request, WhoAmI};
use crate::domain::outbox::{Entry, EntryState};

/// What asks for itself and not for a screen: the overlay and the app.
const APP: ScreenId = ScreenId(0);
/// Entries of the outbox that are read at the start.
const ENTRIES_AT_START: usize = 100;
/// Rows that one turn of the wheel moves.
const WHEEL: isize = 3;

/// Changes the model by a message that came at `now`; what is to be done outside comes back.
pub fn update(model: &mut Model, now: Timestamp, msg: Msg) -> Vec<Effect> {
    model.moment.now = now;
    model.out.toasts.retain(|toast| toast.until > now);
    match msg {
        Msg::Terminal(event) => terminal(model, event),
        Msg::Opened(Ok(who)) => opened(model, *who),
        Msg::Opened(Err(error)) => model.stage = Stage::Failed(error),
        Msg::Lost => {
            model.stage = Stage::Opening;
            model.out.in_flight.clear();
            with_app(model, |cx| cx.tell("the other deskhand has ended; this one takes over"));
        }
        Msg::Answered { request, result } => answered(model, request, result),
        Msg::Noticed(notice) => noticed(model, &notice),
        Msg::OwnEditor(text) => own_editor(model, text),
        Msg::Woken => {}
        Msg::Terminated => leave(model),
    }
    while !model.out.go.is_empty() {
        for go in std::mem::take(&mut model.out.go) {
            travel(model, go);
        }
    }
    keep_draft(model);
    note_waiting(model);
    std::mem::take(&mut model.out.effects)
}

fn note_waiting(model: &mut Model) {
    let waiting = !model.out.in_flight.is_empty();
    model.waiting_since = waiting.then(|| model.waiting_since.unwrap_or(model.moment.now));
}

fn with_app<T>(model: &mut Model, work: impl FnOnce(&mut Cx<'_>) -> T) -> T {
    let mut cx = Cx { moment: &model.moment, who: model.who.as_ref(), screen: APP, out: &mut model.out };
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
    model.who = Some(who);
    with_app(model, |cx| {
        cx.ask("reading the outbox", Request::Outbox { limit: ENTRIES_AT_START });
        // The sandbox is made ready as a real account would be; its customers are few and known at once.
        if is_new_demo {
            cx.ask("making the sandbox ready", Request::SetUpFields);
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
    if let Ok(answer) = &result {
        note(model, answer);
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
    if asked.screen == APP {
        answered_app(model, request, result);
    } else {
        model.with_screen_of(asked.screen, |screen, cx| screen.answered(request, result, cx));
    }
}

/// What every part of the app should know.
fn note(model: &mut Model, answer: &Answer) {
    match answer {
        Answer::Accepted(accepted) => {
            model.note_entry(&accepted.entry);
            let entry = &accepted.entry;
            let words = match (&entry.state, accepted.already) {
                (_, true) => Some("accepted before: nothing is done twice".to_owned()),
                (EntryState::AwaitingApproval { role, .. }, _) => Some(format!(
                    "waits for the yes of a {} · {} shows it",
                    role.as_str(),
                    model.keymap.shown(Action::GoApprovals)
                )),
                // The countdown says it.
                _ => None,
            };
            if let Some(words) = words {
                with_app(model, |cx| cx.tell(words));
            }
        }
        Answer::Entry(entry) => model.note_entry(entry),
        Answer::WhoAmI(who) => model.who = Some(who.clone()),
        _ => {}
    }
}

/// Answers to what the app itself or the overlay has asked.
fn answered_app(model: &mut Model, request: u64, result: Result<Answer, DeskError>) {
    if let Some(Overlay::Compose(compose)) = &mut model.overlay {
        if compose.keeping == Some(request) {
            compose.keeping = None;
            return;
        }
        if compose.pending == Some(request) {
            return composed(model, result);
        }
    }
    match result {
        Ok(Answer::Draft(Some(draft))) => {
            if let Some(Overlay::Compose(compose)) = &mut model.overlay {
                compose.restore(&draft.0);
            }
        }
        Ok(Answer::Entries(entries)) => {
            for entry in entries.iter().rev().filter(|entry| !entry.state.is_final()) {
                model.note_entry(entry);
            }
        }
        Ok(Answer::Sync(report)) => {
            for problem in report.problems {
                with_app(model, |cx| cx.refuse(problem));
            }
            with_app(model, |cx| cx.ask("reading who acts", Request::WhoAmI));
            model.with_screen(|screen, cx| screen.entered(cx));
        }
        Ok(answer) => {
            let entry = match &answer {
                Answer::Entry(entry) => Some((**entry).clone()),
                _ => None,
            };
            if let Some(entry) = entry
                && matches!(entry.state, EntryState::Undone { .. })
            {
                with_app(model, |cx| cx.good(format!("taken back, it has not left: {}", entry.title)));
            }
            model.with_screen(|screen, cx| screen.answered(request, Ok(answer), cx));
        }
        Err(error) => with_app(model, |cx| cx.failed(&error)),
    }
}

/// What was written has been kept, or could not be.
fn composed(model: &mut Model, result: Result<Answer, DeskError>) {
    let Some(Overlay::Compose(compose)) = &mut model.overlay else { return };
    compose.pending = None;
    match result {
        Err(error) => compose.problem = Some(error),
        Ok(answer) => {
            let (customer, name) = (compose.customer, compose.draft_name());
            model.overlay = None;
            if let Some(what_for) = name {
                let text = Private(String::new());
                with_app(model, |cx| {
                    cx.ask("clearing the draft", Request::SaveDraft { customer, what_for, text })
                });
            }
            model.with_screen(|screen, cx| screen.answered(0, Ok(answer), cx));
        }
    }
}

fn noticed(model: &mut Model, notice: &Notice) {
    match notice {
        Notice::Entry { entry } => entry_moved(model, entry),
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
        // Something was missed: what is shown is asked for again.
        Notice::Skipped => {
            with_app(model, |cx| cx.ask("reading the outbox", Request::Outbox { limit: ENTRIES_AT_START }));
        }
        _ => {}
    }
    let places: Vec<ScreenId> = model.places.iter().map(|place| place.id).collect();
    for id in places {
        model.with_screen_of(id, |screen, cx| screen.noticed(notice, cx));
    }
}

fn entry_moved(model: &mut Model, entry: &Entry) {
    let was_final = model.outbox.iter().any(|known| known.id == entry.id && known.state.is_final());
    model.note_entry(entry);
    let title = &entry.title;
    with_app(model, |cx| match &entry.state {
        EntryState::Done { .. } if !was_final => cx.good(format!("done: {}", entry.effect)),
        EntryState::Parked { why, .. } => cx.refuse(format!("parked, it needs you: {title}: {why}")),
        EntryState::InDoubt { why, .. } => {
            cx.refuse(format!("in doubt, deskhand will look before it does anything: {why}"))
        }
        EntryState::Waiting { why, .. } => cx.tell(format!("tried again later: {title}: {why}")),
        _ => {}
    });
}

fn own_editor(model: &mut Model, text: Result<Private, String>) {
    match (text, &mut model.overlay) {
        (Ok(text), Some(Overlay::Compose(compose))) => {
            compose.set_text(&text.0);
            compose.touched = true;
            compose.dirty = true;
        }
        (Ok(_), _) => {}
        (Err(why), _) => with_app(model, |cx| cx.refuse(why)),
    }
}

/// Sends a changed draft to be kept, one at a time, so that the last change wins.
fn keep_draft(model: &mut Model) {
    let Some(Overlay::Compose(compose)) = &mut model.overlay else { return };
    let Some(what_for) = compose.draft_name() else { return };
    if !compose.dirty || compose.keeping.is_some() || !matches!(model.stage, Stage::Open) {
        return;
    }
    compose.dirty = false;
    let (customer, text) = (compose.customer, Private(compose.draft()));
    let request =
        with_app(model, |cx| cx.ask("keeping the draft", Request::SaveDraft { customer, what_for, text }));
    if let Some(Overlay::Compose(compose)) = &mut model.overlay {
        compose.keeping = Some(request);
    }
}

// What the user does.

fn terminal(model: &mut Model, event: Event) {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => pressed(model, key),
        Event::Paste(text) => pasted(model, &text),
        Event::Mouse(mouse) => moused(model, mouse),
        Event::Resize(width, height) => model.size = Size { width, height },
        _ => {}
    }
}

fn pasted(model: &mut Model, text: &str) {
    model.pressed.clear();
    match &mut model.overlay {
        Some(overlay) => {
            let changed = overlay.pasted(text);
            if let (true, Overlay::Compose(compose)) = (changed, overlay) {
                compose.dirty = true;
            }
        }
        None => model.with_screen(|screen, cx| screen.pasted(text, cx)),
    }
}

fn pressed(model: &mut Model, event: KeyEvent) {
    let key = Key::of(event);
    let is_text = key.typed().is_some();
    if let Some(overlay) = &mut model.overlay {
        let resolved = if overlay.is_typing() && is_text {
            Resolved::Nothing
        } else {
            model.keymap.resolve(&[overlay.layer()], &[key])
        };
        match resolved {
            Resolved::Action(action) => act_above(model, action),
            Resolved::Pending | Resolved::Nothing => {
                let changed = overlay.typed(event);
                if let (true, Overlay::Compose(compose)) = (changed, overlay) {
                    compose.dirty = true;
                }
            }
        }
        return;
    }
    if model.pressed.is_empty() && model.place().screen.is_typing(key) {
        return model.with_screen(|screen, cx| screen.typed(event, cx));
    }
    model.pressed.push(key);
    match model.keymap.resolve(&model.layers(), &model.pressed) {
        Resolved::Action(action) => {
            model.pressed.clear();
            act(model, action);
        }
        Resolved::Pending => {}
        Resolved::Nothing => {
            let alone = model.pressed.len() == 1;
            model.pressed.clear();
            if alone {
                model.with_screen(|screen, cx| screen.typed(event, cx));
            }
        }
    }
}

fn moused(model: &mut Model, mouse: MouseEvent) {
    let hit = model.hits.borrow().at(mouse.column, mouse.row);
    let Some(hit) = hit else { return };
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
            let chosen = palette.chosen();
            model.overlay = None;
            if let Some(action) = chosen {
                act(model, action);
            }
        }
        (Overlay::Reasons(reasons), Action::Pick(_) | Action::Open | Action::Save) => {
            let number = match action {
                Action::Pick(number) => Some(number),
                _ => None,
            };
            if let Some(request) = reasons.take(number) {
                model.overlay = None;
                model.with_screen(|_, cx| cx.ask("turning down", request));
            }
        }
        (Overlay::Question(_), Action::Yes) => {
            if let Some(Overlay::Question(question)) = model.overlay.take() {
                model.with_screen(|_, cx| cx.ask(question.what, question.request));
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
        (Overlay::Compose(_), Action::Save) => save(model),
        (Overlay::Compose(compose), Action::OwnEditor) => {
            let text = Private(compose.draft());
            model.out.effects.push(Effect::OwnEditor(text));
        }
        (Overlay::Quitting(quitting), Action::Yes) if quitting.waiting.is_empty() => send_and_leave(model),
        (Overlay::Quitting(_), Action::Keep | Action::Quit) => leave(model),
        (_, Action::Back) => model.overlay = None,
        _ => {}
    }
}

fn save(model: &mut Model) {
    let Some(Overlay::Compose(compose)) = &mut model.overlay else { return };
    if compose.pending.is_some() {
        return;
    }
    compose.problem = None;
    match compose.request(&model.moment) {
        Err(why) => {
            compose.problem = Some(DeskError::new(crate::desk::api::FailureKind::BadRequest, why));
        }
        Ok(request) => {
            let number = with_app(model, |cx| cx.ask("keeping what you wrote", request));
            if let Some(Overlay::Compose(compose)) = &mut model.overlay {
                compose.pending = Some(number);
            }
        }
    }
}

/// An action where nothing lies above the screen: the screen's, else the app's.
fn act(model: &mut Model, action: Action) {
    if model.with_screen(|screen, cx| screen.act(action, cx)) {
        return;
    }
    match action {
        Action::Quit => quit(model),
        Action::Help => model.overlay = Some(Overlay::Help(Help::of(help_layers(model)))),
        Action::Palette => {
            model.overlay = Some(Overlay::Palette(Palette::of(&model.keymap, &help_layers(model))));
        }
        Action::Back => back(model),
        Action::Forward => forward(model),
        Action::Search | Action::GoSearch => travel(model, Go::Search),
        Action::GoOutbox => enter(model, Screen::Outbox(Outbox::default())),
        Action::GoApprovals => enter(model, Screen::Approvals(Approvals::default())),
        Action::GoAudit => enter(model, Screen::Audit(Audit::default())),
        Action::GoWires => enter(model, Screen::wires(None)),
        Action::GoSources => enter(model, Screen::Sources(Sources::default())),
        Action::Undo => undo(model),
        Action::Suspend => model.out.effects.push(Effect::Suspend),
        _ => {}
    }
}

/// Layers for help and palette: those of the screen, and the whole app's even where a field takes the letters.
fn help_layers(model: &Model) -> Vec<Layer> {
    let mut layers = model.place().screen.layers();
    if !layers.contains(&Layer::Anywhere) {
        layers.push(Layer::Anywhere);
    }
    layers
}

fn travel(model: &mut Model, go: Go) {
    match go {
        Go::Customer(who) => enter(model, Screen::customer(who)),
        Go::Search => {
            if matches!(model.place().screen, Screen::Search(_)) {
                model.with_screen(|screen, cx| screen.act(Action::Search, cx));
            } else {
                enter(model, Screen::search());
            }
        }
        Go::Wires(customer) => enter(model, Screen::wires(customer)),
        Go::Over(overlay) => {
            if let Overlay::Compose(compose) = &*overlay {
                fetch_draft(model, compose);
            }
            model.overlay = Some(*overlay);
        }
    }
}

/// A draft from before, if there is one, comes into the editor.
fn fetch_draft(model: &mut Model, compose: &Compose) {
    if let Some(what_for) = compose.draft_name() {
        let customer = compose.customer;
        with_app(model, |cx| cx.ask("looking for a draft", Request::Draft { customer, what_for }));
    }
}

fn enter(model: &mut Model, screen: Screen) {
    model.pressed.clear();
    model.enter(screen);
    if matches!(model.stage, Stage::Open) {
        model.with_screen(|screen, cx| screen.entered(cx));
    }
}

/// One screen back; what it was still reading is no longer waited for.
fn back(model: &mut Model) {
    if model.places.len() < 2 {
        return with_app(model, |cx| cx.tell("this is where you began; q leaves"));
    }
    let Some(place) = model.places.pop() else { return };
    let (gone, kept): (Vec<_>, Vec<_>) =
        std::mem::take(&mut model.out.in_flight).into_iter().partition(|asked| asked.screen == place.id);
    model.out.in_flight = kept;
    model.out.effects.extend(gone.into_iter().map(|asked| Effect::Cancel(asked.request)));
    model.forward.push(place);
    model.with_screen(|screen, cx| screen.entered(cx));
}

fn forward(model: &mut Model) {
    match model.forward.pop() {
        Some(place) => {
            model.places.push(place);
            model.with_screen(|screen, cx| screen.entered(cx));
        }
        None => with_app(model, |cx| cx.tell("there is nothing to go forward to")),
    }
}

/// Takes back what was accepted last: by not sending it where it has not left, else by a compensating write, which is
/// asked about first.
fn undo(model: &mut Model) {
    let unsent = model.unsent().next().cloned();
    if let Some(entry) = unsent {
        let what = EntryOrSuggestion::Entry(entry.id);
        with_app(model, |cx| cx.ask("taking back", Request::Undo { what }));
        return;
    }
    let done = model.outbox.iter().find(|entry| {
        matches!(entry.state, EntryState::Done { .. })
            && !matches!(entry.write, crate::domain::action::Write::Retraction(_))
    });
    match done.cloned() {
        None => with_app(model, |cx| cx.refuse("there is nothing to take back")),
        Some(entry) => {
            let words = format!(
                "“{}” has left already. Taking it back is a write of its own: it is archived at the CRM, and the audit log keeps both.",
                entry.title
            );
            let request = Request::Undo { what: EntryOrSuggestion::Entry(entry.id) };
            model.overlay = Some(Overlay::Question(Question { words, what: "taking back", request }));
        }
    }
}

fn quit(model: &mut Model) {
    if model.unsent().next().is_some() {
        model.overlay = Some(Overlay::Quitting(Quitting::default()));
    } else {
        leave(model);
    }
}

fn send_and_leave(model: &mut Model) {
    let entries: Vec<Entry> = model.unsent().cloned().collect();
    let waiting: Vec<_> = entries
        .iter()
        .map(|entry| {
            let request = Request::AwaitEntry { entry: entry.id };
            (with_app(model, |cx| cx.ask("sending", request)), entry.id)
        })
        .collect();
    if waiting.is_empty() {
        return leave(model);
    }
    model.overlay = Some(Overlay::Quitting(Quitting { waiting }));
}

/// Leaves; what has not left is said once the terminal is back.
fn leave(model: &mut Model) {
    model.kept = model.outbox.iter().filter(|entry| is_on_its_way(entry)).cloned().collect();
    model.leaving = true;
    model.out.effects.push(Effect::Leave);
}

fn is_on_its_way(entry: &Entry) -> bool {
    matches!(
        entry.state,
        EntryState::Queued { .. }
            | EntryState::Sending { .. }
            | EntryState::InDoubt { .. }
            | EntryState::Waiting { .. }
    )
}
