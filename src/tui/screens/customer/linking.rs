//! Which records are this customer: a look-alike is linked after both were seen side by side, a record is taken away with
//! a reason, a link is taken back with one key.

use super::{Customer, Pane, facts};
use crate::desk::api::{Answer, Candidate, DeskError, LookupAnswer, Request, Who};
use crate::domain::customer::PossibleMatch;
use crate::domain::record::RecordRef;
use crate::tui::cx::{Cx, Go};
use crate::tui::overlay::{Choice, Chooser, Linking, Overlay, Question, Take, WhatIf, WhyOne};

impl Customer {
    /// The look-alike that is chosen among the facts, else the only one, else one of several; where nobody is one, whoever
    /// bears the same name.
    pub(super) fn link(&mut self, cx: &mut Cx<'_>) {
        let Some(profile) = &self.profile else { return };
        let row = self.lists[usize::from(Pane::Facts.number())].selected();
        let chosen = facts::match_at(profile, row).filter(|_| self.focus == Pane::Facts);
        match (chosen, profile.possible_matches.as_slice()) {
            (Some(one), _) | (None, [one]) => {
                if let Ok(record) = one.reference().parse() {
                    self.rehearse_link(record, cx);
                }
            }
            (None, []) => {
                let request = Request::Namesakes { who: self.whom() };
                let asked = cx.ask("looking for others of this name", request);
                self.work.look_for_namesakes(asked);
            }
            (None, several) => {
                let choices = several.iter().filter_map(choice).collect();
                let chooser = Chooser::by_letter("Who is this customer too?", choices);
                cx.go(Go::Over(Box::new(Overlay::Chooser(Box::new(chooser)))));
            }
        }
    }

    /// Others of the customer's name have come: the only one is looked at, one of several is chosen.
    pub(super) fn offer_namesakes(&self, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        let candidates = match result {
            Ok(Answer::Lookup(LookupAnswer::Many { candidates })) => candidates,
            Ok(_) => Vec::new(),
            Err(error) => return cx.failed(&error),
        };
        let choices: Vec<Choice> = candidates.into_iter().filter_map(namesake).collect();
        match choices.as_slice() {
            [] => cx.refuse(
                "nobody looks like this customer or bears their name; `deskhand link` links any record by its name",
            ),
            [Choice { take: Take::Link(record), .. }] => self.rehearse_link(record.clone(), cx),
            _ => {
                let chooser = Chooser::by_letter("Who is this customer too?", choices);
                cx.go(Go::Over(Box::new(Overlay::Chooser(Box::new(chooser)))));
            }
        }
    }

    /// Both side by side, before anything is linked.
    pub(super) fn rehearse_link(&self, record: RecordRef, cx: &mut Cx<'_>) {
        if let Some(customer) = self.id() {
            cx.go(Go::Over(Box::new(Overlay::Linking(Box::new(Linking::new(customer, record))))));
        }
    }

    /// It was looked at and is them.
    pub(in crate::tui) fn link_now(&mut self, record: RecordRef, cx: &mut Cx<'_>) {
        let who = self.whom();
        cx.ask("linking", Request::Link { who, record, reason: None });
    }

    /// Why the records are one person.
    pub(super) fn why_one(&self, cx: &mut Cx<'_>) {
        match self.id().filter(|_| self.profile.is_some()) {
            Some(customer) => cx.go(Go::Over(Box::new(Overlay::WhyOne(Box::new(WhyOne::new(customer)))))),
            None => cx.refuse("the customer is still being looked up"),
        }
    }

    pub(super) fn what_if(&self, cx: &mut Cx<'_>) {
        match self.id().filter(|_| self.profile.is_some()) {
            Some(customer) => cx.go(Go::Over(Box::new(Overlay::WhatIf(Box::new(WhatIf::new(customer)))))),
            None => cx.refuse("the customer is still being looked up"),
        }
    }

    pub(super) fn unlink(&mut self, cx: &mut Cx<'_>) {
        let (Some(profile), Some(id)) = (&self.profile, self.id()) else { return };
        let row = self.lists[usize::from(Pane::Facts.number())].selected();
        match (self.focus, facts::identity_at(profile, row)) {
            (Pane::Facts, Some(identity)) => {
                if let Ok(record) = identity.reference().parse() {
                    let request = Request::Unlink { who: Who::Customer(id), record, reason: None };
                    let words = format!(
                        "{} is not this customer? Its orders and cases leave the totals; nothing changes at the vendor.",
                        identity.reference()
                    );
                    cx.go(Go::Over(Box::new(Overlay::Question(Question::new(
                        words,
                        "unlinking",
                        vec![request],
                    )))));
                }
            }
            // Which one, is chosen there.
            _ => self.why_one(cx),
        }
    }
}

fn namesake(one: Candidate) -> Option<Choice> {
    Some(Choice {
        take: Take::Link(one.reference.parse().ok()?),
        words: one.name.unwrap_or_else(|| "(no name)".to_owned()),
        below: [Some(one.why), one.email].into_iter().flatten().collect::<Vec<_>>().join(" · "),
        beside: one.reference,
    })
}

fn choice(one: &PossibleMatch) -> Option<Choice> {
    Some(Choice {
        words: one.name.clone().unwrap_or_else(|| "(no name)".to_owned()),
        beside: one.reference(),
        below: one.why.clone(),
        take: Take::Link(one.reference().parse().ok()?),
    })
}
