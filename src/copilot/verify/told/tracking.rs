//! A tracking number that is given for a parcel which has another.

use std::sync::LazyLock;

use regex::Regex;

use super::{called, compiled, orders};
use crate::copilot::facts::{Fact, SlotValue};
use crate::copilot::tone;
use crate::copilot::verify::View;
use crate::copilot::verify::sentence::Sentence;

/// What may be one: letters and digits, in groups or not.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:1z(?: ?[0-9a-z]{2,6}){3,8}|[a-z]{2} ?\d{3}(?: ?\d{3}){2} ?[a-z]{2}|\d{4}(?: \d{2,4}){2,6}|[0-9a-z]{8,40})\b",
    )
});

/// What a parcel is followed by.
static TRACKS: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"track\w*|(?:parcel|shipment|shipping|consignment|waybill)(?: number| no\.?)|follow (?:it|them|(?:the|your) (?:parcel|order|package|shipment))";
    let german = r"sendungs\w+|paketnummer|trackingnummer|verfolgen";
    let romance = r"suivi|suivre|numéro de colis|seguimiento|seguir|rastre\w+|número de envío|tracciamento|tracciare|numero di spedizione|rastreio|rastreamento";
    let dutch = r"volgen|zendingsnummer|volgnummer|pakketnummer|traceer\w*";
    compiled(&format!(r"\b(?:{english}|{german}|{romance}|{dutch})\b"))
});

/// A parcel that is called by its number.
static PARCEL: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:parcel|package|shipment|paket|sendung|päckchen|colis|paquet|paquete|envío|pacco|spedizione|pakket|zending|encomenda)(?: (?:number|no\.?|nr\.?|with|mit|nummer|der nummer|the number|numéro|n°|número|numero|met))* $",
    )
});

/// Before a number of something else.
static OF_ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"invoice|order|customer|case|claim|ticket|reference|article|item|phone|call|under|rma|account|voucher|code|serial|batch|iban|vat|on|since|from|of|at|(?:call|phone|ring) \w+";
    let german = r"rechnung\w*|bestell\w*|kunden\w*|fall\w*|vorgang\w*|telefon\w*|hotline|konto\w*|gutschein\w*|artikel\w*|referenz\w*|unter|vom|am|seit";
    let romance = r"facture|commande|client|dossier|téléphone|référence|réclamation|compte|bon|au|al|factura|pedido|cliente|caso|teléfono|referencia|cuenta|fattura|ordine|riferimento|telefono|reclamo";
    let dutch = r"factuur\w*|klant\w*|telefoon\w*|referentie\w*|bestel\w*";
    compiled(&format!(
        r"\b(?:{english}|{german}|{romance}|{dutch})(?: (?:number|no|nummer|nr|numéro|n°|número|numero|de|di))?\W*$"
    ))
});

/// Parcels that go another way.
const ASIDE: &[&str] = &[
    "return",
    "returns",
    "label",
    "replacement",
    "exchange",
    "new",
    "second",
    "other",
    "another",
    "e.g.",
    "for example",
    "like this",
    "looks like",
    "rücksendung",
    "retoure",
    "etikett",
    "ersatz",
    "ersatzlieferung",
    "neue",
    "neues",
    "zweite",
    "andere",
    "retour",
    "étiquette",
    "remplacement",
    "nouveau",
    "nouvelle",
    "autre",
    "deuxième",
    "devolución",
    "etiqueta",
    "reemplazo",
    "nuevo",
    "nueva",
    "otro",
    "otra",
    "segundo",
    "reso",
    "etichetta",
    "sostituzione",
    "nuovo",
    "altro",
    "retourzending",
    "vervanging",
    "nieuwe",
    "you wrote",
    "you say",
    "you gave",
    "not",
    "nicht",
    "pas",
    "no",
];

/// Refuses a tracking number that the parcel does not have.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let lower = &sentence.lower;
    let link = |at: usize| {
        let word = lower[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        word.contains("://") || word.contains("www.") || word.contains('@')
    };
    for found in TOKEN.find_iter(lower) {
        let (at, number) = (found.start(), bare(found.as_str()));
        let (clause, place) = sentence.clause_around(at);
        let before = sentence.before(at);
        // `Tracking: 1Z…` has its name in the clause before.
        let sits_behind = || TRACKS.find_iter(&lower[..at]).last().is_some_and(|name| at - name.end() < 12);
        let is_given = TRACKS.is_match(clause) || sits_behind() || PARCEL.is_match(before);
        let is_of_another = OF_ANOTHER.is_match(&clause[..place]) && !sits_behind();
        if number.chars().filter(char::is_ascii_digit).count() < 8
            || !is_given
            || is_of_another
            || link(at)
            || lower[..at].ends_with(['#', '+'])
            || tone::contains_any(clause, ASIDE)
        {
            continue;
        }
        let at_hand = orders(sentence, at, view);
        let known: Vec<String> = at_hand.iter().filter_map(|order| tracking(order)).map(bare).collect();
        let is_theirs = |theirs: &String| theirs.contains(&number) || number.contains(theirs);
        let is_written = || {
            let texts = view.said().chain(view.staff()).chain(view.known_names());
            texts.map(bare).any(|text| text.contains(&number))
        };
        if let Some(order) = at_hand.first()
            && known.len() == at_hand.len()
            && !known.iter().any(is_theirs)
            && !is_written()
        {
            let theirs = tracking(order).unwrap_or_default();
            return Err(format!("the tracking number of order {} is {theirs}", called(order)));
        }
    }
    Ok(())
}

/// Letters and digits alone, in lower case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The number of an order's one parcel.
fn tracking(order: &Fact) -> Option<&str> {
    match order.fields.get("tracking") {
        Some(SlotValue::Text(number)) if !order.fields.contains_key("parcels") => Some(number),
        _ => None,
    }
}
