//! `[policy]`: what may be done, by whom, and how long it can be taken back.

use std::time::Duration;

use rust_decimal::Decimal;
use schemars::JsonSchema;
use toml::de::DeValue;

use super::me::{ROLES, Role};
use super::reader::{Complaint, Context, Raw, Section};
use super::schema::{Amount, OneOrMore};
use super::values::{self, number, unknown_word, word};

/// How long an accepted action can be taken back before it leaves.
pub const DEFAULT_UNDO_WINDOW: Duration = Duration::from_secs(5);

/// What may be done, by whom, and how long it can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Policy {
    /// How far deskhand may go by itself.
    #[schemars(default = "default_phase")]
    pub phase: Phase,
    /// How long an accepted action can be taken back before it leaves, in seconds; 0 is allowed.
    #[schemars(rename = "undo_seconds", with = "u64", range(max = 3600), default = "default_undo")]
    pub undo_window: Duration,
    /// What needs a person's yes; the first rule that matches decides.
    #[schemars(default = "Vec::<ApprovalRule>::new")]
    pub approvals: Vec<ApprovalRule>,
}

/// How far deskhand may go by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Phase {
    /// It reads only.
    Observe,
    /// A person accepts every action.
    Suggest,
    /// Named workflows may act by themselves.
    Automate,
}

/// A kind of action that needs somebody's yes.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ApprovalRule {
    /// All of it must hold for the rule to match.
    pub when: When,
    /// Who has to say yes.
    pub role: Role,
}

/// When an approval rule matches: all that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct When {
    /// The action is one of these; a single one may stand without brackets.
    #[schemars(with = "Option<OneOrMore>")]
    pub action: Vec<String>,
    /// The discount is higher, in percent.
    #[schemars(with = "Option<Amount>")]
    pub percent_over: Option<Decimal>,
    /// The amount is higher, in `currency` or, without one, in whichever currency it is.
    #[schemars(with = "Option<Amount>")]
    pub amount_over: Option<Decimal>,
    /// The amount's currency, ISO 4217.
    pub currency: Option<String>,
    /// The customer is of one of these tiers; a single one may stand without brackets.
    #[schemars(with = "Option<OneOrMore>")]
    pub tier: Vec<String>,
}

const PHASES: [(&str, Phase); 3] =
    [("observe", Phase::Observe), ("suggest", Phase::Suggest), ("automate", Phase::Automate)];

/// The actions of the brief's contract.
const ACTIONS: [&str; 12] = [
    "note",
    "task",
    "reply",
    "case_update",
    "fields",
    "discount",
    "opportunity",
    "audience_add",
    "audience_remove",
    "win_back",
    "collection",
    "tag",
];

const TIERS: [&str; 4] = ["platinum", "gold", "silver", "bronze"];

fn default_phase() -> Phase {
    Phase::Suggest
}

fn default_undo() -> u64 {
    DEFAULT_UNDO_WINDOW.as_secs()
}

pub(super) fn read(mut section: Section<'_>) -> Policy {
    let phase = section.or_default("phase", default_phase(), "\"suggest\"", word(&PHASES));
    let undo = section.or_default("undo_seconds", default_undo(), "5", number(0, 3600));
    let approvals = section.tables("approvals").into_iter().filter_map(read_rule).collect();
    section.refuse_the_rest();
    Policy { phase, undo_window: Duration::from_secs(undo), approvals }
}

fn read_rule(mut section: Section<'_>) -> Option<ApprovalRule> {
    if !section.has("when") {
        let hint = "add `when = { action = \"discount\", percent_over = 10 }`";
        section.complain("when", Complaint::hinting("is missing", hint));
    }
    let when = read_when(section.table("when"));
    let role = section.required("role", "\"manager\"", word(&ROLES));
    section.refuse_the_rest();
    Some(ApprovalRule { when, role: role? })
}

fn read_when(mut section: Section<'_>) -> When {
    let when = When {
        action: section
            .optional("action", |raw: &_, context: &_| known_words(raw, context, &ACTIONS))
            .unwrap_or_default(),
        percent_over: section.optional("percent_over", percent),
        amount_over: section.optional("amount_over", amount),
        currency: section.optional("currency", currency),
        tier: section
            .optional("tier", |raw: &_, context: &_| known_words(raw, context, &TIERS))
            .unwrap_or_default(),
    };
    section.refuse_the_rest();
    when
}

fn known_words(raw: &Raw<'_>, context: &Context<'_>, known: &[&str]) -> Result<Vec<String>, Complaint> {
    let words = values::texts(raw, context)?;
    match words.iter().find(|word| !known.contains(&word.as_str())) {
        Some(unknown) => Err(unknown_word(unknown, known)),
        None => Ok(words),
    }
}

/// A decimal exactly as written: the number's own text, never by way of a binary fraction.
fn amount(raw: &Raw<'_>, _: &Context<'_>) -> Result<Decimal, Complaint> {
    let complaint =
        || Complaint::hinting("must be a number that is not negative", "for example 100 or \"99.50\"");
    let text = match raw {
        Raw::Toml(DeValue::Integer(number)) if number.radix() == 10 => number.as_str(),
        Raw::Toml(DeValue::Float(number)) => number.as_str(),
        _ => raw.as_text().ok_or_else(complaint)?,
    };
    let amount: Decimal = text.replace('_', "").parse().map_err(|_| complaint())?;
    if amount.is_sign_negative() { Err(complaint()) } else { Ok(amount) }
}

fn percent(raw: &Raw<'_>, context: &Context<'_>) -> Result<Decimal, Complaint> {
    let percent = amount(raw, context)?;
    if percent > Decimal::ONE_HUNDRED {
        Err("must be a percentage from 0 to 100".into())
    } else {
        Ok(percent)
    }
}

fn currency(raw: &Raw<'_>, context: &Context<'_>) -> Result<String, Complaint> {
    let code = values::text(raw, context)?;
    match iso_currency::Currency::from_code(&code) {
        Some(_) => Ok(code),
        None => Err(Complaint::hinting("is not a currency of ISO 4217", "for example \"EUR\"")),
    }
}
