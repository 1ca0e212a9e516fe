//! What of somebody tells whether they will buy, as it was known on a day; each with its points by the prior.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::background::{Background, FormKind, Seniority};
use crate::domain::history::History;
use crate::domain::profile::Profile;

/// People from which on a company is small, medium-sized, large: Recommendation 2003/361/EC of the European Commission.
const SMALL: u32 = 10;
const MEDIUM: u32 = 50;
const LARGE: u32 = 250;

/// One thing that holds of somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// The CRM has a record of the company that they work for.
    Company,
    /// How large it is.
    Size(Size),
    /// Its industry.
    Industry(String),
    /// In which country they are.
    Country(String),
    /// How they came first.
    Channel(String),
    /// What their title says.
    Title(Seniority),
    /// For what the last form was that they sent.
    Form(FormKind),
    /// Their mailbox is none that anybody gets.
    OwnMail,
    /// They have ordered.
    Ordered,
    /// They had a case.
    NeededHelp,
}

/// How large a company is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Fewer than 10 people.
    Micro,
    /// Fewer than 50.
    Small,
    /// Fewer than 250.
    Medium,
    /// More.
    Large,
}

impl Size {
    fn of(employees: u32) -> Self {
        match employees {
            LARGE.. => Self::Large,
            MEDIUM.. => Self::Medium,
            SMALL.. => Self::Small,
            _ => Self::Micro,
        }
    }
}

impl Sign {
    /// Points by the prior. In which country or industry, by which way and from which mailbox a shop's buyers come is its
    /// own affair: that gets points only where deals have taught them.
    pub fn prior(&self) -> i32 {
        match self {
            Self::Company => 3,
            Self::Size(Size::Small) => 3,
            Self::Size(Size::Medium | Size::Large) => 5,
            Self::Title(Seniority::Runs) => 5,
            Self::Title(Seniority::Leads) => 3,
            Self::Form(FormKind::Enquiry) => 10,
            Self::Form(FormKind::Other) => 4,
            Self::Form(FormKind::News) => 2,
            Self::Size(Size::Micro)
            | Self::Title(Seniority::Member)
            | Self::Industry(_)
            | Self::Country(_)
            | Self::Channel(_)
            | Self::OwnMail
            | Self::Ordered
            | Self::NeededHelp => 0,
        }
    }

    /// In words, as a part of what somebody's points are made of.
    pub fn in_words(&self) -> String {
        let words = match self {
            Self::Company => "works for a known company",
            Self::Size(Size::Micro) => "fewer than 10 work there",
            Self::Size(Size::Small) => "10 to 49 work there",
            Self::Size(Size::Medium) => "50 to 249 work there",
            Self::Size(Size::Large) => "250 or more work there",
            Self::Title(Seniority::Runs) => "owns or runs it by title",
            Self::Title(Seniority::Leads) => "leads or buys by title",
            Self::Title(Seniority::Member) => "has another title",
            Self::Form(FormKind::Enquiry) => "enquired by a form",
            Self::Form(FormKind::News) => "signed up for news",
            Self::Form(FormKind::Other) => "sent a form",
            Self::OwnMail => "no free mailbox",
            Self::Ordered => "has ordered before",
            Self::NeededHelp => "had a case",
            Self::Industry(industry) => return format!("industry {industry}"),
            Self::Country(country) => return format!("in {country}"),
            Self::Channel(channel) => return format!("came by {channel}"),
        };
        words.to_owned()
    }

    /// Whether its name is the account's own, of which there may be any number.
    pub(super) fn is_named(&self) -> bool {
        matches!(self, Self::Industry(_) | Self::Country(_) | Self::Channel(_))
    }
}

/// What holds of somebody today.
pub(super) fn of_profile(profile: &Profile, now: Timestamp) -> Vec<Sign> {
    let has_ordered = profile.orders.iter().any(|order| order.counts());
    of(&profile.customer.background, has_ordered, !profile.cases.is_empty(), now)
}

/// What held of somebody at a moment: nothing that came after it.
pub(super) fn of_past(history: &History, background: &Background, at: Timestamp) -> Vec<Sign> {
    let has_ordered = history.orders.iter().any(|order| order.counts() && order.placed_at < at);
    let needed_help = history.cases.iter().any(|case| case.opened_at < at);
    of(background, has_ordered, needed_help, at)
}

fn of(background: &Background, has_ordered: bool, needed_help: bool, at: Timestamp) -> Vec<Sign> {
    let mut signs = Vec::new();
    if let Some(place) = background.workplace_by(at) {
        signs.push(Sign::Company);
        signs.extend(place.employees.map(|employees| Sign::Size(Size::of(employees))));
        signs.extend(place.industry.clone().map(Sign::Industry));
    }
    signs.extend(background.seniority.map(Sign::Title));
    signs.extend(background.forms.by(at).map(|form| Sign::Form(form.kind)));
    signs.extend(background.channel.clone().map(Sign::Channel));
    signs.extend(background.country.clone().map(Sign::Country));
    if background.mailbox == Some(crate::domain::background::Mailbox::Own) {
        signs.push(Sign::OwnMail);
    }
    if has_ordered {
        signs.push(Sign::Ordered);
    }
    if needed_help {
        signs.push(Sign::NeededHelp);
    }
    signs
}
