//! Preparing a call with the customer's company, or about one of their deals.

use super::Customer;
use crate::desk::api::{Meant, Who};
use crate::domain::account::AccountKind;
use crate::domain::crm::{Deal, DealOutcome};
use crate::domain::record::RecordRef;
use crate::tui::cx::{Cx, Go};
use crate::tui::overlay::{CallSheet, Choice, Chooser, Overlay, Take};

impl Customer {
    /// The company is the CRM's to name; where it names several, one is chosen then.
    pub(super) fn call_company(&self, cx: &mut Cx<'_>) {
        if let Some(customer) = self.id() {
            self.call_account(Meant::Of { kind: AccountKind::Company, who: Who::Customer(customer) }, cx);
        }
    }

    /// The only deal, else the only open one, else one of several.
    pub(super) fn call_deal(&self, cx: &mut Cx<'_>) {
        let Some(profile) = &self.profile else { return };
        let open: Vec<&Deal> =
            profile.deals.iter().filter(|deal| deal.outcome == DealOutcome::Open).collect();
        match (open.as_slice(), profile.deals.as_slice()) {
            ([], []) => cx.refuse("the CRM has no deal with this customer"),
            ([only], _) => self.call_account(Meant::Record(record(only)), cx),
            ([], [only]) => self.call_account(Meant::Record(record(only)), cx),
            _ => {
                let choices = profile.deals.iter().map(choice).collect();
                let chooser = Chooser::by_letter("A call about which deal?", choices);
                cx.go(Go::Over(Box::new(Overlay::Chooser(Box::new(chooser)))));
            }
        }
    }

    pub(super) fn call_account(&self, meant: Meant, cx: &mut Cx<'_>) {
        if let Some(customer) = self.id() {
            let sheet = CallSheet::of_account(customer, meant);
            cx.go(Go::Over(Box::new(Overlay::CallSheet(Box::new(sheet)))));
        }
    }
}

fn record(deal: &Deal) -> RecordRef {
    RecordRef {
        source: deal.source.clone(),
        kind: AccountKind::Deal.as_str().to_owned(),
        id: deal.id.clone(),
    }
}

fn choice(deal: &Deal) -> Choice {
    Choice {
        words: deal.name.clone(),
        beside: deal.stage.clone(),
        below: String::new(),
        take: Take::Account(record(deal)),
    }
}
