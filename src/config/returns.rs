//! `[policy.returns]`: until when goods may come back, and who may allow more.

use schemars::JsonSchema;

use super::policy::APPROVERS;
use super::reader::Section;
use super::schema::OneOrMore;
use super::values::{self, number, word};
use crate::domain::{ApprovalRule, Returns, Role};

/// How the rules are written in the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Returns")]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) struct ReturnsNotation {
    /// Days after the delivery.
    days: u32,
    /// The rules as customers read them; cited beside what is decided by them.
    text: Option<String>,
    /// What does not come back: words of titles and categories.
    final_sale: Option<OneOrMore>,
    /// Who has to say yes to an exception: support, sales, manager, admin; `none` lets it through. Left out: a manager.
    exception: Option<String>,
}

/// The rules, and what an exception from them needs.
pub(super) fn read(mut section: Section<'_>) -> Option<(Returns, ApprovalRule)> {
    if !section.is_present() {
        return None;
    }
    let days = section.required("days", "30", number(1, 3650)).and_then(|days| u32::try_from(days).ok());
    let text = section.optional("text", values::text);
    let final_sale = section.optional("final_sale", values::texts).unwrap_or_default();
    let role = section.or_default("exception", Some(Role::Manager), "\"manager\"", word(&APPROVERS));
    section.refuse_the_rest();
    let final_sale = final_sale.iter().map(|word| word.to_lowercase()).collect();
    let exception =
        ApprovalRule { action: None, percent_over: None, amount_over: None, outside_policy: true, role };
    Some((Returns { days: days?, text, final_sale, zone: None }, exception))
}
