//! Numbers of orders and cases, tracking numbers, SKUs.

use std::sync::LazyLock;

use regex::Regex;

use super::{Rest, View, pattern};
use crate::copilot::tone;
use crate::copilot::verify::sentence::Sentence;

static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"#[\w-]*\d[\w-]*|\b(?:orders?|cases?|tickets?|bestellung|commande|pedido|fall|cas|caso)(?: no\.?| number| nr\.?)? (?:[a-z]{1,4}-?)?\d{2,}[\w-]*",
    )
});
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:[a-z]+[-_]?\d[\w-]*|\d+[-_]?[a-z][\w-]*)\b"));

/// Numbers of orders and cases, tracking numbers, SKUs.
pub fn check(sentence: &Sentence, view: &View<'_>, rest: &mut Rest) -> Result<(), String> {
    let lower = rest.lower.clone();
    for found in NUMBERED.find_iter(&lower).chain(CODE.find_iter(&lower)) {
        let mut code = found.as_str().rsplit(' ').next().unwrap_or_default();
        if found.as_str().contains('#') {
            code = code.trim_start_matches('#');
        }
        let ordinal = code.trim_start_matches(|c: char| c.is_ascii_digit());
        if code.starts_with(|c: char| c.is_ascii_digit()) && matches!(ordinal, "st" | "nd" | "rd" | "th") {
            continue;
        }
        let matches_name = |name: &str| {
            let name = name.to_lowercase();
            name.trim_start_matches('#') == code || tone::contains_phrase(&name, code)
        };
        let by_id = view
            .cited
            .iter()
            .any(|fact| fact.evidence.key().trim_start_matches('#').eq_ignore_ascii_case(code));
        if !by_id && !view.known_names().any(matches_name) && !view.is_repeated(code, sentence) {
            return Err(format!("`{}` does not stand in the evidence", &sentence.text[found.range()]));
        }
        rest.blank(found.range());
    }
    Ok(())
}
