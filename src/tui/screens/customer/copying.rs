//! What of a customer can be copied: of the chosen thing first, then of whoever it is about.

use super::{Customer, Pane, brief};
use crate::domain::crm::{Asker, MessageFrom};
use crate::domain::customer::Identity;
use crate::domain::profile::Profile;
use crate::tui::screens::copying::Fields;

impl Customer {
    pub(in crate::tui::screens) fn fields(&self) -> Fields {
        let fields = match self.focus {
            Pane::Brief => self.of_brief(),
            pane => {
                let key = self.chosen_key(pane).unwrap_or_default();
                self.profile.as_ref().map(|profile| of_thing(profile, &key)).unwrap_or_default()
            }
        };
        match &self.profile {
            Some(profile) => {
                of_person(fields, profile, self.working_case().and_then(|case| case.asker.as_ref()))
            }
            None => fields,
        }
    }

    fn of_brief(&self) -> Fields {
        let row = self.lists[usize::from(Pane::Brief.number())].selected();
        let sentence = brief::sentence_at(self, row).map(|sentence| sentence.text.as_str());
        let fields = Fields::default().with("sentence", sentence);
        let Some(suggestion) = self.chosen() else { return fields };
        fields
            .with("draft", Some(suggestion.body.as_str()))
            .with("title", Some(suggestion.title.as_str()))
            .with("reason", Some(suggestion.reason.as_str()))
            .with("suggestion id", Some(suggestion.id.to_string()))
    }
}

/// Of the order, case, deal or record of this key.
fn of_thing(profile: &Profile, key: &str) -> Fields {
    let fields = Fields::default();
    if let Some(order) = profile.orders.iter().find(|order| order.evidence.as_str() == key) {
        let numbers = order.shipments.iter().filter_map(|shipment| shipment.tracking_number.as_deref());
        let links = order.shipments.iter().filter_map(|shipment| shipment.url.as_deref());
        return fields
            .with("order number", Some(order.number.as_str()))
            .with_all("tracking number", numbers)
            .with_all("tracking link", links)
            .with("link", order.url.as_deref())
            .with("order id", Some(order.id.as_str()));
    }
    if let Some(case) = profile.cases.iter().find(|case| case.evidence.as_str() == key) {
        let theirs = case.messages.iter().rev().find(|message| message.from != MessageFrom::Staff);
        return fields
            .with("case number", Some(case.id.as_str()))
            .with("subject", Some(case.subject.as_str()))
            .with("last message", theirs.map(|message| message.text.as_str()))
            .with("link", case.url.as_deref());
    }
    if let Some(deal) = profile.deals.iter().find(|deal| deal.evidence.as_str() == key) {
        return fields.with("deal", Some(deal.name.as_str())).with("link", deal.url.as_deref());
    }
    fields
}

/// How to name and reach the customer; in a case as whoever asks there.
fn of_person(fields: Fields, profile: &Profile, asker: Option<&Asker>) -> Fields {
    let customer = &profile.customer;
    let is_asker = |identity: &&Identity| {
        asker.is_some_and(|asker| asker.record.source == identity.source && asker.record.id == identity.id)
    };
    let own = profile.identities.iter().find(is_asker);
    let own = own.or_else(|| profile.crm_identity()).or_else(|| profile.identities.first());
    let email = asker.and_then(|asker| asker.email.as_ref()).or_else(|| customer.emails.first());
    let others = customer.emails.iter().filter(|other| Some(*other) != email);
    fields
        .with("e-mail", email.map(|email| email.as_str()))
        .with("phone", customer.phones.first().map(|phone| phone.as_str()))
        .with("name", customer.name.as_deref())
        .with("record id", own.map(|identity| identity.reference()))
        .with("page", own.and_then(|identity| identity.url.as_deref()))
        .with("company", customer.company.as_deref())
        .with_all("other e-mail", others.map(|email| email.as_str()))
        .with("customer id", Some(customer.id.to_string()))
}
