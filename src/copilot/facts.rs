//! Facts: a profile cut into pieces that can be pointed at, each with typed values that sentences name by slots.
//!
//! Only the kinds of fact that a purpose declares are made, so that nothing else can reach a model. Derived
//! values (sums, counts, spans of time) are computed here and offered as values of their own, so that a
//! sentence never has to calculate. Pure: the time and the store's zone come in.

mod build;
mod claim;
mod parcel;
mod value;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use build::{Associate, is_unkept};
pub(super) use build::{PEOPLE, has_arrived, one_line, quote};
pub use claim::Claim;
pub use parcel::{Parcel, Trouble, parcel_of};
pub use value::{SlotValue, day, days_between, percent, write_date, write_days};

pub use crate::domain::FactKind;
use crate::domain::account::Account;
use crate::domain::evidence::Evidence;
use crate::domain::{EvidenceId, Money, Profile, PromiseRule, Purpose, Returns, Worded};
use crate::phrasing::{Locale, cut, harmless};

/// Characters of a fact that is shown as evidence.
const LONGEST_EVIDENCE: usize = 240;
/// Characters of what is written about a deal that a slot stands for.
const LONGEST_ABOUT: usize = 160;

/// A line of an order or cart, so that a price or a number of pieces is held against its own product.
#[derive(Clone, PartialEq)]
pub struct Line {
    /// The product's title.
    pub title: String,
    /// How many.
    pub quantity: u32,
    /// For one.
    pub price: Option<Money>,
}

/// One fact.
#[derive(Clone, PartialEq)]
pub struct Fact {
    /// What points at it.
    pub evidence: EvidenceId,
    /// What it is about.
    pub kind: FactKind,
    /// One line; what strangers wrote stands in it as marked quotations. Prompts have it in the neutral way.
    pub text: Worded,
    /// Values that sentences can name: `{order:1001.total}` is `total` of `order:1001`.
    pub fields: BTreeMap<&'static str, SlotValue>,
    /// Further values that a sentence may state but no slot names: prices of single items, dates of messages.
    pub also: Vec<(&'static str, SlotValue)>,
    /// Names and titles, by the shop's own records.
    pub names: Vec<String>,
    /// The lines of an order or cart.
    pub lines: Vec<Line>,
    /// What strangers wrote: their words, not the shop's knowledge.
    pub said: Vec<String>,
    /// What colleagues wrote: in a case to the customer, in a note or call about them.
    pub staff: Vec<String>,
    /// What is known to hold or not to hold of it.
    pub claims: BTreeMap<Claim, bool>,
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fact({})", self.evidence)
    }
}

impl Fact {
    /// A fact with nothing in it yet.
    pub(super) fn new(evidence: EvidenceId, kind: FactKind) -> Self {
        Self {
            evidence,
            kind,
            text: Worded::default(),
            fields: BTreeMap::new(),
            also: Vec::new(),
            names: Vec::new(),
            lines: Vec::new(),
            said: Vec::new(),
            staff: Vec::new(),
            claims: BTreeMap::new(),
        }
    }

    pub(super) fn field(&mut self, name: &'static str, value: SlotValue) {
        self.fields.insert(name, value);
    }

    /// A field, where there is a value.
    pub(super) fn maybe(&mut self, name: &'static str, value: Option<SlotValue>) {
        if let Some(value) = value {
            self.fields.insert(name, value);
        }
    }

    /// Whether the shop wrote there what a slot quotes.
    pub fn wrote(&self, quoted: &SlotValue) -> bool {
        let SlotValue::Text(said) = quoted else { return false };
        let said = said.trim_end_matches(['…', '.']);
        self.staff.iter().any(|letter| one_line(letter, usize::MAX).contains(said))
    }

    pub(super) fn claim(&mut self, claim: Claim, holds: bool) {
        self.claims.insert(claim, holds);
    }

    /// All values, the named ones first.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &SlotValue)> {
        self.fields.iter().map(|(name, value)| (*name, value)).chain(self.also.iter().map(|(n, v)| (*n, v)))
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Decides which kinds of fact are made.
    pub purpose: Purpose,
    /// A rep's question: orders that it names are included, however old.
    pub question: Option<&'a str>,
}

/// The facts of one profile for one purpose.
#[derive(Clone)]
pub struct Facts {
    list: Vec<Fact>,
    /// Whose they are: no others are kept. Nothing: they are for this place alone, and nothing is left out.
    pub purpose: Option<Purpose>,
    /// Now.
    pub now: Timestamp,
    /// The store's zone, else the customer's: days end in it.
    pub zone: TimeZone,
    /// The zone of whoever does the work: what is due is due in its hours.
    pub office: TimeZone,
    /// What a draft about them may promise.
    pub promises: Vec<PromiseRule>,
    /// Until when goods may come back.
    pub returns: Option<Returns>,
    /// How values are written where the rep reads them. Prompts are written in one neutral way, whoever reads.
    pub reader: Locale,
    /// How they are written for the customer, where their language is known.
    customer: Option<Locale>,
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

impl Facts {
    /// Cuts a profile into the facts that a purpose declares.
    pub fn of(profile: &Profile, scope: Scope<'_>, now: Timestamp, zone: &TimeZone) -> Self {
        let mut list = build::all(profile, scope, now, zone);
        list.retain(|fact| scope.purpose.facts().contains(&fact.kind));
        let (reader, customer) = (Locale::default(), locale_of(profile));
        Self {
            list,
            purpose: Some(scope.purpose),
            now,
            zone: zone.clone(),
            office: zone.clone(),
            reader,
            customer,
            promises: Vec::new(),
            returns: None,
        }
    }

    /// The same, worked on in another zone than the store's; `office` is its IANA name.
    #[must_use]
    pub fn worked_in(self, office: Option<&str>) -> Self {
        match office.and_then(|name| TimeZone::get(name).ok()) {
            Some(office) => Self { office, ..self },
            None => self,
        }
    }

    /// The same, where policy lets drafts promise something.
    #[must_use]
    pub fn allowing(self, promises: &[PromiseRule]) -> Self {
        Self { promises: promises.to_vec(), ..self }
    }

    /// The same, where the shop says until when goods may come back.
    #[must_use]
    pub fn returning(mut self, profile: &Profile, returns: Option<&Returns>) -> Self {
        if let Some(returns) = returns {
            build::returns(&mut self, profile, returns);
            self.returns = Some(returns.clone());
        }
        self
    }

    /// The same, where an order may come back whatever the rule says.
    #[must_use]
    pub fn excepting(mut self, order: &EvidenceId) -> Self {
        if let Some(fact) = self.get_mut(order) {
            fact.fields
                .retain(|name, _| !matches!(*name, "return_ended" | "return_days_over" | "final_sale"));
        }
        self
    }

    /// The same with what the customer of a case wrote last and by when they need it, and with what was promised and nobody
    /// has come back to, in the words of the thread; and with all that is still to be done. For the page
    /// for a call and what the playbook answers, of this place alone: no model's.
    #[must_use]
    pub fn hearing(mut self, profile: &Profile) -> Self {
        let to_do = profile.activities.iter().filter(|one| one.done == Some(false));
        self.add_records(profile, to_do.map(|task| &task.evidence));
        for case in profile.open_cases() {
            for (name, value) in build::heard(profile, case, self.now, &self.zone) {
                self.note(&case.evidence, name, value);
            }
        }
        self
    }

    /// Everything there is to know of a profile, how to reach the customer included. For this place alone: the kinds
    /// that no purpose takes are in it, and no prompt can declare those.
    pub fn all(profile: &Profile, question: &str, now: Timestamp, zone: &TimeZone) -> Self {
        let scope = Scope { purpose: Purpose::Sales, question: Some(question) };
        let list = build::all(profile, scope, now, zone);
        let (reader, customer) = (Locale::default(), locale_of(profile));
        let mut facts = Self {
            list,
            purpose: None,
            now,
            zone: zone.clone(),
            office: zone.clone(),
            reader,
            customer,
            promises: Vec::new(),
            returns: None,
        };
        facts.add_orders(profile, profile.orders.iter().map(|order| &order.evidence));
        let cases = profile.cases.iter().map(|case| &case.evidence);
        facts.add_records(profile, cases.chain(profile.activities.iter().map(|one| &one.evidence)));
        build::here(profile, zone).into_iter().for_each(|fact| facts.add(fact));
        facts
    }

    /// What there is to know of an account: `together` is what its people have, with what hangs on it itself. For this
    /// place alone.
    pub fn of_account(
        account: &Account,
        people: &[Associate<'_>],
        together: &Profile,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Self {
        let mut facts = Self::all(together, "", now, zone);
        build::account(account, people, now, zone).into_iter().for_each(|fact| facts.add(fact));
        if let Some((deal, about)) = &account.deal
            && let Some(about) = about
        {
            facts.note(&deal.evidence, "about", SlotValue::Text(one_line(about, LONGEST_ABOUT)));
        }
        facts
    }

    /// Written for a reader of this language; without it, in the house's own way.
    #[must_use]
    pub fn read_in(self, reader: &Locale) -> Self {
        Self { reader: reader.clone(), ..self }
    }

    /// How values are written for the customer: by their language, else by the rep's.
    pub fn for_customer(&self) -> &Locale {
        self.customer.as_ref().unwrap_or(&self.reader)
    }

    /// Adds a fact that the purpose takes; one of the same id is not added again.
    pub(super) fn add(&mut self, fact: Fact) {
        let is_taken = self.purpose.is_none_or(|purpose| purpose.facts().contains(&fact.kind));
        if is_taken && self.get(&fact.evidence).is_none() {
            self.list.push(fact);
        }
    }

    /// Adds a value to a fact that is there.
    pub(super) fn note(&mut self, id: &EvidenceId, field: &'static str, value: SlotValue) {
        if let Some(fact) = self.list.iter_mut().find(|fact| fact.evidence == *id) {
            fact.field(field, value);
        }
    }

    /// Adds the facts of orders, however old.
    pub(super) fn add_orders<'a>(&mut self, profile: &Profile, orders: impl Iterator<Item = &'a EvidenceId>) {
        for id in orders {
            if self.get(id).is_none()
                && let Some(fact) = build::order(profile, id, self.now, &self.zone)
            {
                self.list.push(fact);
            }
        }
    }

    /// Adds the facts of cases, notes, tasks and calls, however old.
    pub(super) fn add_records<'a>(&mut self, profile: &Profile, ids: impl Iterator<Item = &'a EvidenceId>) {
        for id in ids {
            if let Some(fact) = build::record(profile, id, self.purpose, self.now, &self.zone) {
                self.add(fact);
            }
        }
    }

    /// The fact that an id points at.
    pub fn get(&self, id: &EvidenceId) -> Option<&Fact> {
        self.list.iter().find(|fact| fact.evidence == *id)
    }

    /// What ids point at, in words that can be shown; each once.
    pub fn in_words<'a>(&self, ids: impl IntoIterator<Item = &'a EvidenceId>) -> Vec<Evidence> {
        self.told(ids, |fact| {
            let text = cut(&harmless(&self.reader.worded(&fact.text)), LONGEST_EVIDENCE);
            self.with_promise(fact, &self.with_last_word(fact, text))
        })
    }

    /// What a case says, and what its customer wrote last, where the page for a call tells it.
    fn with_last_word(&self, fact: &Fact, text: String) -> String {
        let slot = |name: &str| self.slot(&fact.evidence, name);
        match (slot("written_at"), slot("asks").or_else(|| slot("writes"))) {
            (Some(at), Some(said)) => format!("{text} · the customer wrote on {at}: “{}”", harmless(&said)),
            _ => text,
        }
    }

    /// What a case says, and what was promised in it and not kept, of whichever case that is told.
    fn with_promise(&self, fact: &Fact, text: &str) -> String {
        let is_written_here = |one: &&Fact| {
            let written = self.promised_in(&one.evidence).map_or(&one.evidence, |written| &written.evidence);
            one.fields.contains_key("unkept") && *written == fact.evidence
        };
        let Some(told) = self.list.iter().find(is_written_here) else { return text.to_owned() };
        let slot = |name: &str| self.slot(&told.evidence, name);
        match (slot("unkept"), slot("unkept_at"), slot("unkept_in")) {
            (Some(promise), Some(at), Some(case)) => {
                format!("{text} · on {at}, in case {case}, we wrote “{}”", harmless(&promise))
            }
            _ => text.to_owned(),
        }
    }

    /// The case in which that was written which a case's `unkept` quotes: the same one, or another of the customer's.
    pub fn promised_in(&self, case: &EvidenceId) -> Option<&Fact> {
        let text = |fact: &Fact, name: &str| match fact.fields.get(name) {
            Some(SlotValue::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let number = text(self.get(case)?, "unkept_in")?;
        let mut cases = self.list.iter().filter(|fact| fact.kind == FactKind::Case);
        cases.find(|fact| text(fact, "number").as_ref() == Some(&number))
    }

    /// The cases that texts with slots quote a promise from and that are not cited yet.
    pub fn quoted_from(&self, texts: &[&str], cited: &[EvidenceId]) -> Vec<EvidenceId> {
        let is_quoted = |id: &&EvidenceId| {
            let slot = format!("{{{id}.unkept");
            texts.iter().any(|text| text.contains(&slot))
        };
        let written = cited.iter().filter(is_quoted).filter_map(|id| self.promised_in(id));
        let mut from: Vec<EvidenceId> = written.map(|written| written.evidence.clone()).collect();
        from.retain(|id| !cited.contains(id));
        from.dedup();
        from
    }

    /// The same with nothing cut, for whoever decides by it; what colleagues wrote stands in it to its end.
    pub fn in_full<'a>(
        &self,
        profile: &Profile,
        ids: impl IntoIterator<Item = &'a EvidenceId>,
    ) -> Vec<Evidence> {
        self.told(ids, |fact| {
            let whole = build::in_full(profile, &fact.evidence, self.now, &self.zone);
            self.with_promise(fact, &harmless(&self.reader.worded(whole.as_ref().unwrap_or(&fact.text))))
        })
    }

    fn told<'a>(
        &self,
        ids: impl IntoIterator<Item = &'a EvidenceId>,
        text: impl Fn(&Fact) -> String,
    ) -> Vec<Evidence> {
        let mut words: Vec<Evidence> = Vec::new();
        for id in ids {
            if words.iter().all(|one| one.id != *id) {
                words.push(Evidence { id: id.clone(), text: self.get(id).map(&text) });
            }
        }
        words
    }

    fn get_mut(&mut self, id: &EvidenceId) -> Option<&mut Fact> {
        self.list.iter_mut().find(|fact| fact.evidence == *id)
    }

    /// All facts, most telling first.
    pub fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.list.iter()
    }

    /// Today in the store's zone.
    pub fn today(&self) -> Date {
        day(self.now, &self.zone)
    }

    /// What a slot stands for, written out for the rep.
    pub fn slot(&self, id: &EvidenceId, field: &str) -> Option<String> {
        Some(self.get(id)?.fields.get(field)?.write_for(&self.reader, &self.zone))
    }
}

/// The customer's language, as far as the program knows how it writes.
fn locale_of(profile: &Profile) -> Option<Locale> {
    Locale::named(profile.customer.locale.as_deref()?).ok()
}
