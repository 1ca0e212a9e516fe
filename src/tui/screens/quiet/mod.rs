//! Customers of high value who are going quiet, with the most at stake first, as a worklist; each opens with what there is
//! to win them back by.

mod rows;

use super::customer::{Stop, Trail};
use super::worklist::{Kind, Worklist};
use crate::desk::api::{DeskError, FailureKind, Who};
use crate::domain::quiet::{QuietRow, View};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;

/// The screen.
pub type Quiet = Worklist<GoingQuiet>;

/// Those who are going quiet.
#[derive(Default)]
pub struct GoingQuiet;

/// Where a row leads.
fn stop(row: &QuietRow) -> Stop {
    let name = row.name.clone().unwrap_or_else(|| row.customer_id.to_string());
    Stop::person(Who::Customer(row.customer_id), row.record.clone(), name)
}

impl Kind for GoingQuiet {
    const LAYER: Layer = Layer::Quiet;

    /// Nobody has customers of their own here.
    fn is_mine(_view: View) -> bool {
        false
    }

    /// It takes a model. The sandbox's history is read at its first start.
    fn remedy(error: &DeskError, model: &Model) -> Option<String> {
        if error.kind != FailureKind::NotFound {
            return None;
        }
        let shown = |action| model.keymap.shown(action);
        let is_demo = model.who.as_ref().is_some_and(|who| who.demo);
        let first = match is_demo {
            true => String::new(),
            false => format!(
                "{} then {} reads the store's history; after that ",
                shown(Action::GoSources),
                shown(Action::Sync)
            ),
        };
        let (scores, fit, here) = (shown(Action::GoScores), shown(Action::FitScores), shown(Action::GoQuiet));
        Some(format!("{first}{scores} then {fit} fits a model on it, and {here} lists them"))
    }

    fn open(list: &Quiet, cx: &mut Cx<'_>) {
        match list.chosen() {
            Some(row) => {
                let trail = Trail::of(list.shown().map(stop), &row.record);
                trail.into_iter().for_each(|trail| cx.go(Go::On(trail)));
            }
            None => cx.refuse("there is nobody to open"),
        }
    }

    fn act(list: &mut Quiet, action: Action, cx: &mut Cx<'_>) -> bool {
        match (action, list.chosen()) {
            (Action::Copy, Some(row)) => cx.copy("the customer's id", row.customer_id.to_string()),
            (Action::Copy, None) => cx.refuse("there is nothing to copy here"),
            _ => return false,
        }
        true
    }
}
