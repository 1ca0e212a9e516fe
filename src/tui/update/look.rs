//! The look of the app, changed while it runs.

use super::with_app;
use crate::tui::model::Model;
use crate::tui::overlay::{Choice, Chooser, Overlay, Take};
use crate::tui::theme::{self, NAMES};

/// Offers the looks that there are.
pub(super) fn choose(model: &mut Model) {
    let now = model.theme.name;
    let choice = |name: &&str| Choice {
        words: (*name).to_owned(),
        beside: match *name {
            name if name == now => "as it is".to_owned(),
            "auto" => "by the terminal".to_owned(),
            _ => String::new(),
        },
        below: String::new(),
        take: Take::Theme((*name).to_owned()),
    };
    let chooser = Chooser::by_letter("Which look?", NAMES.iter().map(choice).collect());
    let stands = NAMES.iter().position(|name| *name == now);
    model.overlay = Some(Overlay::Chooser(Box::new(chooser.beginning_at(stands))));
}

/// Takes one, and says what keeps it.
pub(super) fn take(model: &mut Model, name: &str) {
    let Ok(theme) = theme::named(name, model.abilities) else { return };
    let shown = theme.name;
    model.theme = theme;
    let keeps = format!("`theme = \"{name}\"` under `[tui]` in the configuration keeps it");
    let words = match (name, model.abilities.no_colour) {
        ("auto", _) => format!("the look is {shown}, by the terminal · {keeps}"),
        (name, _) if name == shown => format!("the look is {shown} · {keeps}"),
        (_, true) => format!("the look stays {shown}: the terminal asks for no colour · {keeps} elsewhere"),
        (_, false) => format!("the look is {shown}: the terminal has sixteen colours · {keeps} elsewhere"),
    };
    with_app(model, |cx| cx.good(words));
}
