//! What lies above a screen: editor, reasons, questions, palette, help, leaving. One at a time.

mod after_call;
mod call_sheet;
mod chooser;
mod compose;
mod handover;
mod help;
mod linking;
mod palette;
mod question;
mod quitting;
mod reasons;
mod snooze;
mod summary;
mod what_if;
mod why_one;
mod work;

use std::borrow::Cow;

use crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::keymap::{Action, Layer};
use super::model::Model;
use super::widgets::Canvas;
use crate::desk::api::WhoAmI;
use crate::domain::ids::SuggestionId;
use crate::domain::outbox::Entry;

pub use after_call::{AfterCall, Changed};
pub use call_sheet::{CallSheet, Turn};
pub use chooser::{Choice, Chooser, LabelPart, Take};
pub use compose::{Compose, Kind, SCRATCH};
pub use handover::Handover;
pub use help::Help;
pub use linking::Linking;
pub use palette::{Chosen, Palette};
pub use question::Question;
pub use quitting::Quitting;
pub use reasons::{Reasons, What};
pub use snooze::{Mind as SleepMind, Snooze};
pub use summary::Summary;
pub use what_if::WhatIf;
pub use why_one::WhyOne;
pub use work::{Drops, Work};

/// Something above the screen.
#[derive(Clone)]
pub enum Overlay {
    /// Writing something.
    Compose(Box<Compose>),
    /// Why something is turned down.
    Reasons(Reasons),
    /// What to know before a call.
    CallSheet(Box<CallSheet>),
    /// What comes of a call.
    AfterCall(Box<AfterCall>),
    /// To whom a lead is handed.
    Handover(Handover),
    /// One of several, by a letter or by typing.
    Chooser(Box<Chooser>),
    /// Until when cases are to sleep.
    Snooze(Box<Snooze>),
    /// What a thread comes to.
    Summary(Box<Summary>),
    /// What an order would change.
    WhatIf(Box<WhatIf>),
    /// What will happen to cases, or what has happened to one.
    Work(Box<Work>),
    /// Before a record is linked.
    Linking(Box<Linking>),
    /// Why records are one person.
    WhyOne(Box<WhyOne>),
    /// Yes or no.
    Question(Question),
    /// Every action by its name.
    Palette(Palette),
    /// All keys.
    Help(Help),
    /// Leaving while something has not left yet.
    Quitting(Quitting),
}

impl Overlay {
    /// Why a suggestion is turned down.
    pub fn dismissal(suggestion: SuggestionId, channel: Option<String>) -> Self {
        Self::Reasons(Reasons::new(What::Dismiss(suggestion, channel)))
    }

    /// Why an entry is not let through.
    pub fn rejection(entry: &Entry) -> Self {
        Self::Reasons(Reasons::new(What::Reject(entry.id)).about(&entry.title))
    }

    /// Which keys hold.
    pub fn layer(&self) -> Layer {
        match self {
            Self::Compose(compose) => compose.layer(),
            Self::Reasons(reasons) => reasons.layer(),
            Self::CallSheet(sheet) => sheet.layer(),
            Self::AfterCall(after) if after.is_typing() => Layer::Line,
            Self::AfterCall(_) => Layer::AfterCall,
            Self::Handover(handover) => handover.layer(),
            Self::Chooser(_) => Layer::Chooser,
            Self::Snooze(_) | Self::WhatIf(_) => Layer::Line,
            Self::Summary(_) => Layer::Summary,
            Self::Work(_) => Layer::Work,
            Self::Linking(_) => Layer::Linking,
            Self::WhyOne(why) => why.layer(),
            Self::Question(_) => Layer::Question,
            Self::Palette(_) => Layer::Palette,
            Self::Help(_) => Layer::Help,
            Self::Quitting(_) => Layer::Quitting,
        }
    }

    /// What a key does above the screen as it stands, where that is not what it does else.
    pub fn hint(&self, action: Action, who: Option<&WhoAmI>) -> Option<Cow<'static, str>> {
        let fixed = match (self, action) {
            (Self::AfterCall(after), action) => after.hint(action),
            (Self::Work(work), action) => work.hint(action),
            (Self::Compose(compose), Action::Save) => return Some(compose.does(who)),
            (Self::Chooser(chooser), Action::PageDown) if chooser.has_texts() => Some("read on"),
            (Self::Snooze(_), Action::Save) => Some("put to sleep"),
            (Self::WhatIf(_), Action::Save) => Some("suppose it"),
            (Self::Handover(_), Action::Save) => Some("hand on"),
            (Self::Reasons(reasons), Action::Save) => Some(reasons.does()),
            (Self::WhyOne(_), Action::Save) => Some("unlink"),
            _ => None,
        };
        fixed.map(Cow::Borrowed)
    }

    /// Whether letters are text here.
    pub fn is_typing(&self) -> bool {
        match self {
            Self::Compose(_)
            | Self::Palette(_)
            | Self::Chooser(_)
            | Self::Handover(_)
            | Self::Snooze(_)
            | Self::WhatIf(_) => true,
            Self::Reasons(reasons) => reasons.is_typing(),
            Self::WhyOne(why) => why.is_typing(),
            Self::AfterCall(after) => after.is_typing(),
            Self::Work(_)
            | Self::Linking(_)
            | Self::Summary(_)
            | Self::CallSheet(_)
            | Self::Question(_)
            | Self::Help(_)
            | Self::Quitting(_) => false,
        }
    }

    /// Whether a sequence of keys can be pressed here: where a letter may be text, it is that alone.
    pub fn takes_sequences(&self) -> bool {
        !self.is_typing() && !matches!(self, Self::Reasons(_))
    }

    /// Takes a key that is text; says whether something was changed.
    pub fn typed(&mut self, key: KeyEvent) -> bool {
        match self {
            Self::Compose(compose) => compose.typed(key),
            Self::Palette(palette) => palette.typed(key),
            Self::Reasons(reasons) => reasons.typed(key),
            Self::Handover(handover) => handover.typed(key),
            Self::Chooser(chooser) => chooser.typed(key),
            Self::WhyOne(why) => why.typed(key),
            Self::Snooze(snooze) => snooze.typed(key),
            Self::WhatIf(what_if) => what_if.typed(key),
            Self::AfterCall(after) => after.typed(key),
            _ => false,
        }
    }

    /// Takes a pasted text; says whether something was changed. A paste is never keys.
    pub fn pasted(&mut self, text: &str) -> bool {
        match self {
            Self::Compose(compose) => compose.pasted(text),
            Self::Palette(palette) => palette.pasted(text),
            Self::Reasons(reasons) => reasons.pasted(text),
            Self::Handover(handover) => handover.pasted(text),
            Self::Chooser(chooser) => chooser.pasted(text),
            Self::WhyOne(why) => why.pasted(text),
            Self::Snooze(snooze) => snooze.pasted(text),
            Self::WhatIf(what_if) => what_if.pasted(text),
            Self::AfterCall(after) => after.pasted(text),
            _ => false,
        }
    }

    /// Moves in lists and texts; false where it is nothing for this.
    pub fn moved(&mut self, action: Action) -> bool {
        match self {
            Self::Compose(compose) => compose.moved(action),
            Self::Palette(palette) => palette.moved(action),
            Self::Reasons(reasons) => reasons.moved(action),
            Self::Handover(handover) => handover.moved(action),
            Self::Chooser(chooser) => chooser.moved(action),
            Self::Work(work) => work.moved(action),
            Self::Help(help) => help.moved(action),
            Self::Summary(summary) => summary.moved(action),
            Self::CallSheet(sheet) => sheet.moved(action),
            Self::WhyOne(why) => why.moved(action),
            Self::AfterCall(_)
            | Self::Snooze(_)
            | Self::WhatIf(_)
            | Self::Linking(_)
            | Self::Question(_)
            | Self::Quitting(_) => false,
        }
    }

    /// Draws it.
    pub fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, model: &Model) {
        match self {
            Self::Compose(compose) => compose.view(canvas, area),
            Self::Reasons(reasons) => reasons.view(canvas, area),
            Self::CallSheet(sheet) => sheet.view(canvas, area, model.jotted.contains(&sheet.customer)),
            Self::Summary(summary) => summary.view(canvas, area),
            Self::AfterCall(after) => after.view(canvas, area),
            Self::Handover(handover) => handover.view(canvas, area),
            Self::Chooser(chooser) => chooser.view(canvas, area),
            Self::Snooze(snooze) => snooze.view(canvas, area),
            Self::WhatIf(what_if) => what_if.view(canvas, area),
            Self::Work(work) => work.view(canvas, area),
            Self::Linking(linking) => linking.view(canvas, area),
            Self::WhyOne(why) => why.view(canvas, area),
            Self::Question(question) => question.view(canvas, area),
            Self::Palette(palette) => palette.view(canvas, area, model),
            Self::Help(help) => help.view(canvas, area, model),
            Self::Quitting(quitting) => quitting.view(canvas, area, model),
        }
    }
}
