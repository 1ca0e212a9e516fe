//! Values in the ways in which readers of several languages have them: what the program writes for one, a model may copy.

use deskhand::copilot::facts::{Facts, Scope};
use deskhand::copilot::verify::{Verified, Voice, verify};
use deskhand::domain::{EvidenceId, Money, Purpose};
use deskhand::phrasing::Locale;
use jiff::tz::TimeZone;
use rust_decimal::Decimal;

use crate::people::ada;
use crate::profile_support::now;

const TAGS: [&str; 14] = [
    "en", "en-US", "en-GB", "de-DE", "de-AT", "de-CH", "fr-FR", "fr-CA", "es-ES", "es-MX", "it-IT", "nl-NL",
    "pt-BR", "pt-PT",
];

fn checked(text: &str, evidence: &[EvidenceId], facts: &Facts, voice: Voice) -> Result<Verified, String> {
    verify(text, evidence, facts, voice, &|text| Ok(text.to_owned()))
}

#[test]
fn what_is_filled_in_for_a_reader_stands_the_check_as_a_literal() {
    let profile = ada();
    let scope = Scope { purpose: Purpose::Support, question: None };
    let totals = [EvidenceId::new("totals", "all")];
    for tag in TAGS {
        let locale = Locale::named(tag).unwrap();
        let facts = Facts::of(&profile, scope, now(), &TimeZone::UTC).read_in(&locale);
        let mut written = 0;
        for order in &profile.orders {
            let cited = [order.evidence.clone()];
            let id = &order.evidence;
            let slots =
                format!("Order {{{id}.number}} was placed on {{{id}.placed_at}} and came to {{{id}.total}}.");
            for voice in [Voice::Statement, Voice::Draft { granted: None }] {
                let Ok(filled) = checked(&slots, &cited, &facts, voice) else { continue };
                assert!(filled.text.contains(&locale.money(order.total)), "{tag}: {}", filled.text);
                let copied = checked(&filled.text, &cited, &facts, voice);
                assert!(copied.is_ok(), "{tag}: {}: {copied:?}", filled.text);
                written += 1;
                let more = Money::new(order.total.amount + Decimal::TEN, order.total.currency);
                let another = locale.money(more);
                let lie = filled.text.replace(&locale.money(order.total), &another);
                assert!(checked(&lie, &cited, &facts, voice).is_err(), "{tag}: {lie}");
            }
        }
        assert!(written >= 4, "{tag}: {written} sentences");
        let Ok(filled) =
            checked("Refunds were made on {totals:all.return_rate} of orders.", &totals, &facts, Voice::Rule)
        else {
            continue;
        };
        assert!(filled.text.contains('%'), "{tag}: {}", filled.text);
    }
}
