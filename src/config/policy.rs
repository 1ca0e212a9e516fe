//! `[policy]`: what may be done, by whom, and how long it can be taken back.

use std::time::Duration;

use rust_decimal::Decimal;
use schemars::JsonSchema;

use super::me::ROLES;
use super::reader::{Complaint, Context, Raw, Section};
use super::returns;
use super::schema::{Amount, OneOrMore};
use super::sla;
use super::values::{self, amount, currency, number, unknown_word, word};
use crate::domain::sla::{Hours, Sla, SlaRule};
use crate::domain::{ActionKind, ApprovalRule, Phase, Promise, PromiseRule, Returns, Role};

/// How long an accepted action can be taken back before it leaves.
pub const DEFAULT_UNDO_WINDOW: Duration = Duration::from_secs(5);

/// What may be done, by whom, and how long it can be taken back.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Policy {
    /// How far deskhand may go by itself.
    #[schemars(default = "default_phase")]
    pub phase: Phase,
    /// How long an accepted action can be taken back before it leaves, in seconds; 0 is allowed.
    #[schemars(rename = "undo_seconds", with = "u64", range(max = 3600), default = "default_undo")]
    pub undo_window: Duration,
    /// What needs a person's yes; the first rule that matches decides.
    #[schemars(with = "Vec<RuleNotation>", default = "Vec::<ApprovalRule>::new")]
    pub approvals: Vec<ApprovalRule>,
    /// Until when cases are answered and solved; the first rule that matches decides.
    #[schemars(with = "Vec<sla::SlaNotation>", default = "Vec::<ApprovalRule>::new")]
    pub sla: Vec<SlaRule>,
    /// When somebody is there: time passes for those targets within these hours alone.
    #[schemars(with = "Option<sla::HoursNotation>")]
    pub hours: Option<Hours>,
    /// Until when goods may come back. Without it a return is a question for a colleague.
    #[schemars(with = "Option<returns::ReturnsNotation>")]
    pub returns: Option<Returns>,
    /// What drafts may promise to customers; without any, nothing. One that allows a promise is enough.
    #[schemars(with = "Vec<PromiseNotation>", default = "Vec::<PromiseRule>::new")]
    pub promises: Vec<PromiseRule>,
}

/// How a promise is written in the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "PromiseRule")]
#[expect(dead_code, reason = "describes the notation, is never built")]
struct PromiseNotation {
    /// What may be promised.
    promise: Promise,
    /// At most so much, in the order's currency: of a refund or credit what is promised, of a replacement what the order
    /// came to.
    up_to: Option<Amount>,
    /// At most this part of what the order came to, in percent.
    percent_up_to: Option<Amount>,
    /// Only for orders in this currency.
    currency: Option<String>,
    /// Only so many days after the delivery, or the order where it has not arrived; for a delivery date, at most so many
    /// days from today.
    within_days: Option<u32>,
    /// Only by somebody who may do at least what this role may: support, sales, manager, admin.
    role: Option<Role>,
}

/// How a rule is written in the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "ApprovalRule")]
#[expect(dead_code, reason = "describes the notation, is never built")]
struct RuleNotation {
    /// All of it must hold for the rule to match.
    when: WhenNotation,
    /// Who has to say yes: support, sales, manager, admin; `none` lets the action through.
    role: String,
}

/// When a rule matches.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "When")]
#[expect(dead_code, reason = "describes the notation, is never built")]
struct WhenNotation {
    /// The action is one of these; a single one may stand without brackets.
    action: Option<OneOrMore>,
    /// More than this is given away, in percent.
    percent_over: Option<Amount>,
    /// More than this amount is at stake, whatever the currency.
    amount_over: Option<Amount>,
}

const PHASES: [(&str, Phase); 3] =
    [("observe", Phase::Observe), ("suggest", Phase::Suggest), ("automate", Phase::Automate)];

/// Whose yes a rule asks for; `none` lets the action through.
pub(super) const APPROVERS: [(&str, Option<Role>); 5] = [
    ("support", Some(Role::Support)),
    ("sales", Some(Role::Sales)),
    ("manager", Some(Role::Manager)),
    ("admin", Some(Role::Admin)),
    ("none", None),
];

/// The actions that a rule can name.
const ACTIONS: [ActionKind; 12] = [
    ActionKind::Note,
    ActionKind::Task,
    ActionKind::Reply,
    ActionKind::CaseUpdate,
    ActionKind::Fields,
    ActionKind::Discount,
    ActionKind::Opportunity,
    ActionKind::AudienceAdd,
    ActionKind::AudienceRemove,
    ActionKind::WinBack,
    ActionKind::Collection,
    ActionKind::Tag,
];

fn default_phase() -> Phase {
    Phase::Suggest
}

fn default_undo() -> u64 {
    DEFAULT_UNDO_WINDOW.as_secs()
}

pub(super) fn read(mut section: Section<'_>) -> Policy {
    let phase = section.or_default("phase", default_phase(), "\"suggest\"", word(&PHASES));
    let undo = section.or_default("undo_seconds", default_undo(), "5", number(0, 3600));
    let mut approvals: Vec<ApprovalRule> =
        section.tables("approvals").into_iter().flat_map(read_rule).collect();
    let returns = returns::read(section.table("returns")).map(|(returns, exception)| {
        // Before all others: what the shop's rules do not allow is no matter of how much.
        approvals.insert(0, exception);
        returns
    });
    let Sla { rules: sla, hours } = sla::read(&mut section);
    let promises = section.tables("promises").into_iter().filter_map(read_promise).collect();
    section.refuse_the_rest();
    Policy { phase, undo_window: Duration::from_secs(undo), approvals, sla, hours, returns, promises }
}

/// What a rule lets drafts promise. A bound that says nothing of its promise is a mistake of whoever wrote it.
fn read_promise(mut section: Section<'_>) -> Option<PromiseRule> {
    let promise = section.required("promise", "\"refund\"", promise);
    let up_to = section.optional("up_to", amount);
    let percent_up_to = section.optional("percent_up_to", percent);
    let currency = section.optional("currency", currency);
    let within_days =
        section.optional("within_days", number(1, 3650)).and_then(|days| u32::try_from(days).ok());
    let role = section.optional("role", word(&ROLES));
    if let Some(promise) = promise {
        let has_value = promise.is_money() || promise == Promise::Replacement;
        for (key, is_given) in [("up_to", up_to.is_some()), ("percent_up_to", percent_up_to.is_some())] {
            if is_given && !has_value {
                section.complain(key, "says nothing of this promise; leave it out");
            }
        }
        if promise == Promise::DeliveryDate && within_days.is_none() {
            let hint = "add `within_days = 5`: how many days from today a promised day may be";
            section.complain("within_days", Complaint::hinting("is missing", hint));
        }
    }
    section.refuse_the_rest();
    Some(PromiseRule { promise: promise?, up_to, percent_up_to, currency, within_days, role })
}

fn promise(raw: &Raw<'_>, context: &Context<'_>) -> Result<Promise, Complaint> {
    let text = values::text(raw, context)?;
    if text == "discount" {
        let hint = "a discount is an offer: `[[policy.approvals]]` says how much goes through";
        return Err(Complaint::hinting("\"discount\" is no promise", hint));
    }
    let found = Promise::ALL.into_iter().find(|promise| promise.as_str() == text);
    found.ok_or_else(|| unknown_word(&text, &Promise::ALL.map(Promise::as_str)))
}

/// A rule of the file; for several actions, as many rules in a row.
fn read_rule(mut section: Section<'_>) -> Vec<ApprovalRule> {
    if !section.has("when") {
        let hint = "add `when = { action = \"discount\", percent_over = 10 }`";
        section.complain("when", Complaint::hinting("is missing", hint));
    }
    let mut when = section.table("when");
    let listed = when.optional("action", actions);
    let percent_over = when.optional("percent_over", percent);
    let amount_over = when.optional("amount_over", amount);
    when.refuse_the_rest();
    let role = section.required("role", "\"manager\"", word(&APPROVERS)).flatten();
    section.refuse_the_rest();
    let rule = |action| ApprovalRule { action, percent_over, amount_over, outside_policy: false, role };
    match listed {
        Some(actions) => actions.into_iter().map(|action| rule(Some(action))).collect(),
        None => vec![rule(None)],
    }
}

fn actions(raw: &Raw<'_>, context: &Context<'_>) -> Result<Vec<ActionKind>, Complaint> {
    let known: Vec<_> = ACTIONS.iter().map(|kind| kind.as_str()).collect();
    let known_one = |word: &String| {
        let kind = ACTIONS.iter().find(|kind| kind.as_str() == word);
        kind.copied().ok_or_else(|| unknown_word(word, &known))
    };
    values::texts(raw, context)?.iter().map(known_one).collect()
}

fn percent(raw: &Raw<'_>, context: &Context<'_>) -> Result<Decimal, Complaint> {
    let percent = amount(raw, context)?;
    if percent > Decimal::ONE_HUNDRED {
        Err("must be a percentage from 0 to 100".into())
    } else {
        Ok(percent)
    }
}
