//! What the app itself does: go somewhere and back, take back, leave.

use super::undo::undo;
use super::{look, with_app};
use crate::desk::api::Request;
use crate::domain::CustomerId;
use crate::domain::outbox::{Entry, EntryState};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::{Model, Stage};
use crate::tui::msg::Effect;
use crate::tui::overlay::{Compose, Help, Overlay, Palette, Quitting, SCRATCH};
use crate::tui::screens::{Approvals, Audit, Outbox, Scores, Screen, Sources, TierReviews};

/// An action where nothing lies above the screen: the screen's, else the app's.
pub(super) fn act(model: &mut Model, action: Action) {
    // The outbox has a line of its own for each; elsewhere it is what was decided last, whatever is chosen.
    let decides_itself = match &model.place().screen {
        Screen::Outbox(_) => true,
        Screen::TierReviews(reviews) => {
            reviews.has_decided() || reviews.has_resting(model.me()) && model.unsent().next().is_none()
        }
        _ => false,
    };
    if action == Action::Undo && !decides_itself {
        return undo(model);
    }
    // What counts down says that this key takes it back.
    if action == Action::TakeScoresBack && model.unsent().next().is_some() {
        return undo(model);
    }
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
        Action::GoLeads => travel(model, Go::Leads),
        Action::GoQueue => travel(model, Go::Queue),
        Action::GoCalls => enter(model, Screen::calls()),
        Action::GoOutbox => enter(model, Screen::Outbox(Outbox::default())),
        Action::GoApprovals => enter(model, Screen::Approvals(Approvals::default())),
        Action::GoActivity => enter(model, Screen::Activity(Box::default())),
        Action::GoAudit => enter(model, Screen::Audit(Audit::default())),
        Action::GoWires => enter(model, Screen::wires(None)),
        Action::GoSources => enter(model, Screen::Sources(Sources::default())),
        Action::GoTierReviews => enter(model, Screen::TierReviews(TierReviews::default())),
        Action::GoScoreFields => enter(model, Screen::ScoreFields(Box::default())),
        Action::GoQuiet => enter(model, Screen::quiet()),
        Action::GoScores => enter(model, Screen::Scores(Scores::default())),
        Action::ExactTimes => {
            model.moment.exact = !model.moment.exact;
            let words = if model.moment.exact { "times are exact" } else { "times are said as ages" };
            with_app(model, |cx| cx.tell(words));
        }
        Action::Theme => look::choose(model),
        Action::Browse => with_app(model, |cx| cx.refuse("nothing here has a page at a vendor")),
        Action::CopyField => match model.place().screen.fields(model.me()).chooser() {
            Some(chooser) => model.overlay = Some(chooser),
            None => with_app(model, |cx| cx.refuse("there is nothing to copy here")),
        },
        Action::Suspend => model.out.effects.push(Effect::Suspend),
        _ => {}
    }
}

/// Layers for help and palette: those of the screen, and the whole app's even where a field takes the letters.
pub(super) fn help_layers(model: &Model) -> Vec<Layer> {
    let mut layers = model.place().screen.layers();
    if !layers.contains(&Layer::Anywhere) {
        layers.push(Layer::Anywhere);
    }
    layers
}

/// A motion so many times; with a count, the end of a list is the row of that number.
pub(super) fn act_times(model: &mut Model, action: Action, count: usize) {
    let (action, times) = match action {
        Action::First | Action::Last => {
            act(model, Action::First);
            (Action::Down, count - 1)
        }
        Action::Down | Action::Up | Action::PageDown | Action::PageUp => (action, count),
        other => (other, 1),
    };
    for _ in 0..times {
        act(model, action);
    }
}

pub(super) fn travel(model: &mut Model, go: Go) {
    match go {
        Go::Customer(who) => enter(model, Screen::customer(who, None)),
        Go::Order(who, number) => enter(model, Screen::customer(who, Some(number))),
        Go::Case(who, case) => enter(model, Screen::case(who, case)),
        Go::Leads => enter(model, Screen::leads()),
        Go::On(trail) => enter(model, Screen::on(trail)),
        Go::OnInstead(trail) => {
            if let Some(mut gone) = model.places.pop() {
                gone.screen.left();
                model.out.give_up(gone.id);
            }
            enter(model, Screen::on(trail));
        }
        Go::Answer(trail) => {
            enter(model, Screen::on(trail));
            act(model, Action::Answer);
        }
        Go::Queue => enter(model, Screen::queue()),
        Go::Search => {
            if matches!(model.place().screen, Screen::Search(_)) {
                model.with_screen(|screen, cx| screen.act(Action::Search, cx));
            } else {
                enter(model, Screen::search());
            }
        }
        Go::Wires(customer) => enter(model, Screen::wires(customer)),
        // Somebody else is looked at by now.
        Go::Over(overlay) if matches!(&*overlay, Overlay::CallSheet(sheet) if !is_shown(model, sheet.customer)) =>
            {}
        Go::Over(overlay) => {
            let overlay = match *overlay {
                Overlay::Compose(compose) => Overlay::Compose(Box::new(with_draft(model, *compose))),
                Overlay::CallSheet(mut sheet) => {
                    let jotted =
                        Request::Drafted { customers: vec![sheet.customer], what_for: SCRATCH.to_owned() };
                    with_app(model, |cx| cx.ask("looking for drafts", jotted));
                    let request = sheet.request();
                    sheet.asked = Some(with_app(model, |cx| cx.ask("preparing the call", request)));
                    Overlay::CallSheet(sheet)
                }
                Overlay::Linking(mut linking) => {
                    let request = linking.request();
                    linking.asked = Some(with_app(model, |cx| cx.ask("reading the record", request)));
                    Overlay::Linking(linking)
                }
                Overlay::WhyOne(mut why) => {
                    let request = why.request();
                    why.asked = Some(with_app(model, |cx| cx.ask("reading the links", request)));
                    Overlay::WhyOne(why)
                }
                Overlay::Summary(mut summary) => {
                    let request = summary.request();
                    summary.asked = Some(with_app(model, |cx| cx.ask("reading the thread", request)));
                    Overlay::Summary(summary)
                }
                Overlay::AfterCall(mut after) => {
                    let request = after.request(true);
                    after.asked = Some(with_app(model, |cx| cx.ask("checking with the CRM", request)));
                    Overlay::AfterCall(after)
                }
                other => other,
            };
            model.overlay = Some(overlay);
        }
    }
}

fn is_shown(model: &Model, customer: CustomerId) -> bool {
    matches!(&model.place().screen, Screen::Customer(shown) if shown.id() == Some(customer))
}

/// A draft from before, if there is one, comes into the editor.
fn with_draft(model: &mut Model, mut compose: Compose) -> Compose {
    if let Some(what_for) = compose.draft_name() {
        let name = (compose.customer, what_for);
        match model.drafts.iter().find(|draft| draft.name == name) {
            // Not stored yet: it is known here.
            Some(draft) => compose.restore(&draft.text),
            None => {
                let (customer, what_for) = name;
                let ask =
                    |cx: &mut Cx<'_>| cx.ask("looking for a draft", Request::Draft { customer, what_for });
                compose.fetching = Some(with_app(model, ask));
            }
        }
    }
    compose
}

pub(super) fn enter(model: &mut Model, screen: Screen) {
    model.pressed.clear();
    model.count = None;
    // What was said of another screen.
    model.out.toasts.clear();
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
    let Some(mut place) = model.places.pop() else { return };
    model.out.toasts.clear();
    place.screen.left();
    model.out.give_up(place.id);
    let from = place.screen.stop();
    model.forward.push(place);
    model.with_screen(|screen, cx| {
        screen.entered(cx);
        if let Some(from) = from {
            screen.came_back(&from);
        }
    });
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

/// Leaves, once what was decided and written is stored; what has not left is asked about. A second time: at once.
pub(super) fn quit(model: &mut Model) {
    if model.is_storing() && !model.wants_to_leave {
        model.wants_to_leave = true;
        return with_app(model, |cx| cx.tell("storing what you did, then leaving"));
    }
    if model.unsent().next().is_some() {
        model.overlay = Some(Overlay::Quitting(Quitting::default()));
    } else {
        leave(model);
    }
}

pub(super) fn send_and_leave(model: &mut Model) {
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
pub(super) fn leave(model: &mut Model) {
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
