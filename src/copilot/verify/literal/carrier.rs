//! Carriers: one that is named of an order carried that order.

use super::View;
use crate::copilot::facts::{FactKind, SlotValue};
use crate::copilot::quotation::{OF_FACTS, without_quotations};
use crate::copilot::tone;
use crate::copilot::verify::sentence::Sentence;

/// Each carrier of the cited orders, wherever the sentence names it.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let carrier = |(name, value): (&str, &SlotValue)| match value {
        SlotValue::Text(text) if name == "carrier" => Some(text.to_lowercase()),
        _ => None,
    };
    let mut carriers: Vec<String> = view.values().filter_map(carrier).collect();
    carriers.sort();
    carriers.dedup();
    let places: Vec<(usize, &String)> = carriers
        .iter()
        .flat_map(|carrier| tone::places(&sentence.lower, carrier).map(move |at| (at, carrier)))
        .collect();
    let several = places.iter().any(|(_, carrier)| *carrier != places[0].1);
    for (at, carrier) in places {
        let named = view.scopes.get(sentence.clause_number(at)).map_or(&[][..], Vec::as_slice);
        let orders = || named.iter().filter(|fact| fact.kind == FactKind::Order);
        let carried =
            |text: &str| tone::contains_phrase(&without_quotations(text, &OF_FACTS).to_lowercase(), carrier);
        // `#1030 and #1042 went with DHL and UPS` does not say which with which.
        let is_told = if several && orders().count() > 1 {
            orders().any(|fact| carried(fact.text.as_str()))
        } else {
            orders().all(|fact| carried(fact.text.as_str()))
        };
        if !is_told && !view.is_repeated(carrier, sentence) {
            return Err(format!("`{carrier}` did not carry what it says"));
        }
    }
    Ok(())
}
