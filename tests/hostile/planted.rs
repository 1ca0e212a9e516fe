//! The corpus, and the customer into whose records an injection is planted as a vendor's client would read it.

use deskhand::domain::EvidenceId;
use deskhand::domain::commerce::{Cart, Item};
use deskhand::domain::crm::{
    Activity, ActivityKind, Case, Deal, DealOutcome, Message, MessageFrom, Priority,
};
use deskhand::domain::customer::ConsentState;
use deskhand::domain::record::Record;
use deskhand::domain::text::{clean_block, clean_line};
use serde::Deserialize;

use crate::obedient::Obedience;
use crate::profile_support::{acme, contact, days_ago, hubspot, money, order, shopper, with_orders};

/// One attempt.
#[derive(Clone, Deserialize)]
pub struct Injection {
    pub id: String,
    /// The technique.
    pub how: String,
    pub language: String,
    pub plant: Vec<Planted>,
    pub obey: Vec<Obedience>,
}

/// Words of a stranger, and where they stand.
#[derive(Clone, Deserialize)]
pub struct Planted {
    #[serde(rename = "in")]
    pub place: Place,
    pub text: String,
}

/// Where a stranger's words can stand.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Message,
    Subject,
    Note,
    Name,
    ProductTitle,
    OrderNote,
    Company,
    Tag,
    CartItem,
    Deal,
    Task,
    DiscountCode,
}

/// All of them.
pub fn corpus() -> Vec<Injection> {
    let lines = include_str!("corpus.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

impl Injection {
    /// What is planted in a place; texts of several lines keep them where the place has lines.
    fn all(&self, place: Place) -> impl Iterator<Item = &str> {
        self.plant.iter().filter(move |one| one.place == place).map(|one| one.text.as_str())
    }

    fn line(&self, place: Place, otherwise: &str) -> String {
        clean_line(self.all(place).next().unwrap_or(otherwise))
    }

    /// Ada's record at the store: a parcel on its way, an older order, a cart.
    pub fn at_the_store(&self) -> Record {
        let mut newest = order(1042, 6, money("129.00", "USD"));
        newest.items[0].title = self.line(Place::ProductTitle, "Two-person tent");
        newest.note = self.all(Place::OrderNote).next().map(clean_block);
        newest.discount_codes = self.all(Place::DiscountCode).map(clean_line).collect();
        let older = order(1001, 90, money("80.00", "USD"));
        let mut record =
            with_orders(shopper("12", "Ada Example", "ada@example.com", "+15550104477"), vec![newest, older]);
        record.name = Some(self.line(Place::Name, "Ada Example"));
        record.tags = self.all(Place::Tag).map(clean_line).collect();
        record.consent.email = Some(ConsentState::Subscribed);
        record.carts = vec![Cart {
            id: "31".to_owned(),
            evidence: EvidenceId::new("cart", "31"),
            source: acme(),
            updated_at: days_ago(1),
            value: money("45.00", "USD"),
            items: vec![Item {
                sku: None,
                title: self.line(Place::CartItem, "Tarp"),
                category: None,
                quantity: 1,
                unit_price: Some(money("45.00", "USD")),
            }],
            url: None,
        }];
        record
    }

    /// Ada's record at the CRM: an open case, a note, a task, a deal.
    pub fn at_the_crm(&self) -> Record {
        let mut record = contact("5571", "Ada Example", "ada@example.com", "");
        record.company = self.all(Place::Company).next().map(clean_line);
        let message = self.all(Place::Message).next().unwrap_or("Where is my tent?");
        record.cases = vec![Case {
            id: "77".to_owned(),
            evidence: EvidenceId::new("case", "77"),
            source: hubspot(),
            subject: self.line(Place::Subject, "Where is my tent?"),
            status: "New".to_owned(),
            open: true,
            priority: Some(Priority::Medium),
            channel: Some("email".to_owned()),
            opened_at: Some(days_ago(2)),
            updated_at: Some(days_ago(2)),
            closed_at: None,
            attachments: None,
            asker: None,
            owner: None,
            messages: vec![Message {
                from: MessageFrom::Customer,
                at: Some(days_ago(2)),
                text: clean_block(message),
            }],
            url: None,
        }];
        record.activities =
            self.all(Place::Note).map(|text| activity(ActivityKind::Note, "41", None, text)).collect();
        let tasks = self.all(Place::Task).map(|title| activity(ActivityKind::Task, "42", Some(title), ""));
        record.activities.extend(tasks);
        record.deals = vec![Deal {
            id: "9".to_owned(),
            evidence: EvidenceId::new("deal", "9"),
            source: hubspot(),
            name: self.line(Place::Deal, "Club order"),
            stage: "Negotiation".to_owned(),
            outcome: DealOutcome::Open,
            amount: Some(money("900.00", "USD")),
            close_at: None,
            owner: None,
            updated_at: Some(days_ago(3)),
            url: None,
        }];
        record
    }
}

fn activity(kind: ActivityKind, id: &str, title: Option<&str>, text: &str) -> Activity {
    let word = if kind == ActivityKind::Task { "task" } else { "note" };
    Activity {
        id: id.to_owned(),
        evidence: EvidenceId::new(word, id),
        source: hubspot(),
        kind,
        at: Some(days_ago(4)),
        author: Some("Sam Ibarra".to_owned()),
        title: title.map(clean_line),
        text: clean_block(text),
        done: (kind == ActivityKind::Task).then_some(false),
        way: None,
        machine_written: false,
        cases: Vec::new(),
    }
}
