//! Macros: answers that are given often, with places for values of the customer, the case and the order.

mod built_in;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::crm::Priority;
pub use built_in::built_in;

/// An answer that is given often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Macro {
    /// What it is called.
    pub name: String,
    /// The answer, with placeholders: `{customer.first_name}`, `{order.number}`, `{case.number}`.
    pub text: String,
    /// The same in other languages, by their codes of two letters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub texts: BTreeMap<String, String>,
    /// The stage that the case goes to; without one, that in which it waits for the customer.
    pub status: Option<String>,
    /// How pressing the case becomes.
    pub priority: Option<Priority>,
}

impl Macro {
    /// Its text in a language, where it has one of its own.
    pub fn text_in(&self, language: &str) -> Option<&str> {
        self.texts.get(language).map(String::as_str)
    }
}

/// How a macro fits a case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MacroFit {
    /// It is about what the case is about, in the customer's language, and nothing speaks against it.
    Fits,
    /// It is about that, and leaves something open.
    Partly,
    /// It is about something else.
    #[default]
    Other,
    /// It says what is not so, in a language that is not the customer's, or cannot be filled in.
    Misfit,
}

/// One piece of a macro's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// A value: whose, and which.
    Value(&'a str, &'a str),
}

/// Values that a placeholder can name, by whose they are.
const PLACES: &[(&str, &[&str])] = &[
    (
        "customer",
        &[
            "name",
            "first_name",
            "email",
            "phone",
            "company",
            "address",
            "city",
            "country",
            "time_zone",
            "language",
            "locale",
            "tags",
            "channel",
            "first_seen",
            "known_for",
            "page_views",
            "visits",
            "last_seen",
            "days_since_visit",
            "sms",
            "since",
            "until",
        ],
    ),
    (
        "case",
        &[
            "number",
            "subject",
            "stage",
            "state",
            "priority",
            "channel",
            "owner",
            "opened_at",
            "open_for",
            "closed_at",
            "took",
            "updated_at",
            "messages",
            "messages_by_customer",
            "answers",
            "first_message_at",
            "last_message_at",
            "last_answer_at",
            "days_since_answer",
            "waiting_since",
            "waiting_for",
            "already_told",
            "missing_attachment",
            "order",
            "item",
            "wanted_size",
            "budget",
            "unkept",
            "unkept_at",
            "unkept_in",
            "asks",
            "writes",
            "we_asked",
            "needed_by",
            "needed_words",
        ],
    ),
    (
        "order",
        &[
            "number",
            "status",
            "placed_at",
            "days_since",
            "total",
            "net",
            "refunded",
            "refunded_at",
            "charged_as",
            "discount",
            "discount_codes",
            "cancelled_at",
            "cancelled_after",
            "items",
            "main_item",
            "pieces",
            "price",
            "quantity",
            "parcel",
            "parcels",
            "carrier",
            "tracking",
            "tracking_url",
            "shipped_at",
            "delivered_at",
            "part_delivered_at",
            "expected_at",
            "last_update_at",
            "days_late",
            "days_in_transit",
            "days_on_the_way",
            "days_since_delivery",
            "days_since_update",
            "days_to_deliver",
            "return_until",
            "return_ended",
            "return_days_left",
            "return_days_over",
            "refundable",
            "final_sale",
            "days",
            "unsent_for",
        ],
    ),
    (
        "totals",
        &[
            "orders",
            "net",
            "gross",
            "refunded",
            "average",
            "return_rate",
            "orders_with_refund",
            "open_cases",
            "first_order_at",
            "last_order_at",
            "days_since_last_order",
            "customer_for",
            "usual_gap",
            "mean_gap",
            "longest_gap",
            "last_order",
            "above_average_by",
            "below_average_by",
        ],
    ),
    ("me", &["name"]),
];

/// Whether there is such a value at all; else what there is, in words.
///
/// # Errors
/// There is none: the nearest, or whose values there are.
pub fn known(whose: &str, which: &str) -> Result<(), String> {
    let Some((_, values)) = PLACES.iter().find(|(known, _)| *known == whose) else {
        return Err(format!(
            "`{{{whose}.{which}}}` is no value that there is: begin with customer, case, order, totals or me"
        ));
    };
    if values.contains(&which) {
        return Ok(());
    }
    let scored = values.iter().map(|known| (strsim::jaro_winkler(known, which), known));
    let nearest = scored.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(score, _)| *score > 0.8);
    let instead = match nearest {
        Some((_, nearest)) => format!("write {{{whose}.{nearest}}}"),
        None => format!("there are {whose}.{}", values.join(", ")),
    };
    Err(format!("`{{{whose}.{which}}}` is no value that there is: {instead}"))
}

/// A text in braces that is no placeholder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{{{0}}}` is no placeholder: write {{customer.first_name}}, {{order.number}}, {{case.number}}")]
pub struct BadPlaceholder(pub String);

impl fmt::Display for Macro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Cuts a text at its placeholders.
///
/// # Errors
/// The first text in braces that is none.
pub fn pieces(text: &str) -> Result<Vec<Piece<'_>>, BadPlaceholder> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (inner, after) = after.split_once('}').ok_or_else(|| BadPlaceholder(beginning(after)))?;
        let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let (whose, which) = inner
            .split_once('.')
            .filter(|(whose, which)| word(whose) && word(which))
            .ok_or_else(|| BadPlaceholder(beginning(inner)))?;
        pieces.extend([Piece::Text(before), Piece::Value(whose, which)]);
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

fn beginning(text: &str) -> String {
    text.chars().take(30).collect()
}

/// The macro that is meant by what was typed: its name, or words that only one name has.
pub fn named<'a>(macros: &'a [Macro], typed: &str) -> Option<&'a Macro> {
    let typed = typed.trim().to_lowercase();
    let whole = macros.iter().find(|one| one.name.to_lowercase() == typed);
    let mut holding = macros.iter().filter(|one| one.name.to_lowercase().contains(&typed));
    whole.or_else(|| match (holding.next(), holding.next()) {
        (Some(one), None) if !typed.is_empty() => Some(one),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_placeholders() {
        assert_eq!(
            pieces("Hello {customer.first_name}, bye").unwrap(),
            [Piece::Text("Hello "), Piece::Value("customer", "first_name"), Piece::Text(", bye")]
        );
        assert_eq!(pieces("plain").unwrap(), [Piece::Text("plain")]);
        for wrong in ["{name}", "{customer.}", "{customer.Name}", "{open", "{}", "{a.b.c}"] {
            assert!(pieces(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_value_that_is_none_is_told_with_what_is() {
        assert_eq!(known("order", "tracking"), Ok(()));
        let said = |whose, which| known(whose, which).unwrap_err();
        assert_eq!(
            said("customer", "first_nam"),
            "`{customer.first_nam}` is no value that there is: write {customer.first_name}"
        );
        assert!(said("me", "zzz").ends_with("there are me.name"));
        assert!(said("shop", "name").ends_with("begin with customer, case, order, totals or me"));
    }

    #[test]
    fn the_built_in_ones_are_well_formed_and_named_apart() {
        let macros = built_in();
        for one in &macros {
            let values = |text: &str| -> Vec<String> {
                let pieces = pieces(text).expect("placeholders");
                let value = |piece: &Piece<'_>| match piece {
                    Piece::Value(whose, which) => {
                        assert_eq!(known(whose, which), Ok(()), "{one}");
                        Some(format!("{whose}.{which}"))
                    }
                    Piece::Text(_) => None,
                };
                let mut values: Vec<String> = pieces.iter().filter_map(value).collect();
                values.sort();
                values
            };
            assert_eq!(one.texts.keys().collect::<Vec<_>>(), ["de", "es", "fr", "it", "nl", "pt"]);
            for (language, text) in &one.texts {
                assert_eq!(values(text), values(&one.text), "{one} in {language}");
            }
            assert_eq!(named(&macros, &one.name), Some(one));
        }
        assert_eq!(named(&macros, "addr").map(|one| one.name.as_str()), Some("Change of address"));
        assert_eq!(named(&macros, "e"), None);
    }
}
