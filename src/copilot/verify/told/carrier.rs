//! A carrier that is said to have the parcel, where the store names another.

use std::sync::LazyLock;

use regex::Regex;

use super::{aside, called, compiled, orders};
use crate::copilot::facts::{Fact, SlotValue};
use crate::copilot::tone;
use crate::copilot::verify::View;
use crate::copilot::verify::sentence::Sentence;

/// Carriers by what they are called, each line one house.
const HOUSES: [&str; 24] = [
    "dhl|deutsche post",
    "ups|united parcel service",
    "fedex|fed ex|federal express|tnt",
    "usps|u\\.?s\\.? postal service",
    "gls",
    "dpd|dpd local",
    "hermes|evri",
    "royal mail|parcelforce",
    "postnl|post nl",
    "bpost",
    "la poste|colissimo",
    "chronopost",
    "mondial relay|inpost",
    "correos express|correos",
    "seur",
    "poste italiane|sda",
    "bartolini|brt",
    "canada post|postes canada",
    "purolator",
    "australia post|auspost",
    "swiss post|schweizer(?:ischen?)? post",
    "postnord",
    "ontrac|lasership",
    "yodel",
];

/// The posts among them, which hand over to each other abroad.
static POST: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:(?:b|aus)?post|post(?:nl|nord|es|al)|poste|usps|royal mail|parcelforce|colissimo|correos|sda)\b",
    )
});

static NAMES: LazyLock<Regex> = LazyLock::new(|| {
    let houses: Vec<String> =
        HOUSES.iter().enumerate().map(|(at, names)| format!("(?P<h{at}>{names})")).collect();
    compiled(&format!(r"\b(?:{})\b", houses.join("|")))
});

/// Parcels that one carrier takes and another brings.
const SHARED: &[&str] =
    &["ecommerce", "e-commerce", "surepost", "smartpost", "mail innovations", "global mail", "asendia"];

/// The parcel, as a clause speaks of it.
static PARCEL: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"orders?|parcels?|packages?|shipments?|it|they|them|tracking|carrier|delivery|went out";
    let german = r"bestellung|paket|päckchen|sendung\w*|lieferung|ware|es|sie|versandt|verschickt|zustellung|paketdienst|versanddienst\w*";
    let romance = r"commande|colis|paquet|livraison|transporteur|elle|il|suivi|pedido|paquete|envío|entrega|transportista|seguimiento|ordine|pacco|spedizione|corriere|pacote|encomenda|transportadora";
    let dutch = r"bestelling|pakket\w*|zending|bezorging|vervoerder|het";
    compiled(&format!(r"\b(?:{english}|{german}|{romance}|{dutch})\b"))
});

/// Right before the carrier's name: it has or had the parcel, or was asked for it.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"with|by|via|through|(?:handed|given|passed)(?: \w+){0,3} to|(?:asked|ask|asking|called|calling|contacted|contacting|with|from|at|told|chased)|carrier is|carrier was|on (?:the|their)";
    let german = r"mit|per|über|von|durch|bei|an|(?:frage|gefragt|fragen|habe|haben)|(?:dienst|paketdienst|versanddienst\w*) ist";
    let romance = r"par|avec|via|chez|à|auprès de|transporteur est|por|con|a|vía|de|transportista es|tramite|da|corriere è|pela|pelo|com";
    let dutch = r"met|via|door|bij|aan|vervoerder is";
    compiled(&format!(
        r"\b(?:{english}|{german}|{romance}|{dutch})(?: (?:the|our|your|carrier|den?|dem|der|unser\w*|le|la|el|il|a|o|transporteur|transportista|corriere|versanddienst\w*|paketdienst))* $"
    ))
});

/// Right behind it: it does something with the parcel, or the parcel is called by it.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"'?s?(?: express| ground| website| site| page)? ?(?:has|have|is|was|will|tells?|told|says?|said|shows?|delivered|delivers|tried|attempted|lost|scanned|reports?|confirms?|confirmed|picked|collected|expects|lists|left|brought|holds|still|writes|wrote|tracking|parcel|shipment|package|website)\b";
    let german = r"(?: hat| ist| sagt| meldet| schreibt| zeigt| bringt| liefert| wird| stellt|-(?:sendung|paket|tracking|sendungs))";
    let romance = r" (?:a|est|dit|indique|signale|livre|livrera|confirme|ha|tiene|dice|indica|informa|entregó|entregará|è|tem|diz)\b";
    let dutch = r" (?:heeft|is|zegt|meldt|bezorgt)\b";
    compiled(&format!("^(?:{english}|{german}|{romance}|{dutch})"))
});

/// What goes another way than the parcel, and what is said of carriers in general.
const ASIDE: &[&str] = &[
    "return",
    "returns",
    "label",
    "replacement",
    "exchange",
    "next time",
    "future",
    "instead",
    "prefer",
    "rather",
    "shop",
    "store",
    "point",
    "branch",
    "drop",
    "bring",
    "we ship",
    "we work",
    "works with",
    "our parcels",
    "usually",
    "normally",
    "always",
    "could",
    "would",
    "should",
    "can",
    "may",
    "might",
    "if",
    "whether",
    "once",
    "another",
    "other",
    "new",
    "changed",
    "since",
    "also",
    "island",
    "country",
    "either",
    "or",
    "than",
    "you wrote",
    "you write",
    "you say",
    "you said",
    "rücksendung",
    "retoure",
    "etikett",
    "ersatz",
    "umtausch",
    "nächstes mal",
    "künftig",
    "stattdessen",
    "lieber",
    "filiale",
    "shop",
    "paketshop",
    "packstation",
    "wir versenden",
    "wir verschicken",
    "wir liefern",
    "üblicherweise",
    "immer",
    "können",
    "könnte",
    "würde",
    "wenn",
    "ob",
    "oder",
    "falls",
    "neue",
    "andere",
    "anderen",
    "auch",
    "sie schreiben",
    "retour",
    "étiquette",
    "remplacement",
    "échange",
    "prochaine",
    "plutôt",
    "point relais",
    "relais",
    "nous expédions",
    "toujours",
    "pourrait",
    "pouvons",
    "peut",
    "si",
    "ou",
    "autre",
    "nouveau",
    "nouvelle",
    "aussi",
    "vous écrivez",
    "devolución",
    "etiqueta",
    "reemplazo",
    "cambio",
    "próxima",
    "prefiere",
    "tienda",
    "oficina",
    "enviamos con",
    "trabajamos",
    "siempre",
    "podría",
    "podemos",
    "puede",
    "otro",
    "otra",
    "nuevo",
    "nueva",
    "también",
    "usted escribe",
    "reso",
    "etichetta",
    "sostituzione",
    "negozio",
    "possiamo",
    "può",
    "preferisce",
    "se vuole",
    "altro",
    "nuovo",
    "retourzending",
    "vervanging",
    "liever",
    "winkel",
    "kunnen",
    "kan",
    "als",
    "ander",
    "nieuwe",
    "ook",
];

/// Refuses another carrier than the parcel's.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let lower = &sentence.lower;
    for found in named(sentence) {
        let (at, end, house) = found;
        let clause = sentence.clause_at(at);
        let at_hand = orders(sentence, at, view);
        let Some(order) = at_hand.first().filter(|_| at_hand.iter().all(is_known)) else {
            continue;
        };
        let theirs: Vec<usize> =
            at_hand.iter().flat_map(|order| carrier(order)).flat_map(houses_in).collect();
        let is_post = |name: &str| POST.is_match(&name.to_lowercase());
        let hands_over =
            is_post(&lower[at..end]) && at_hand.iter().flat_map(|order| carrier(order)).any(is_post);
        // Where the right one is named as well, one hands over to the other.
        let is_told = theirs.contains(&house) || named(sentence).any(|(_, _, other)| theirs.contains(&other));
        let tells = BEFORE.is_match(&lower[..at]) || BEHIND.is_match(&lower[end..]) || is_called(lower, at);
        if tells
            && !is_told
            && !hands_over
            && PARCEL.is_match(clause)
            && !is_denied(sentence, at, end)
            && !aside::is_general(clause)
            && !tone::contains_any(&aside::without_the_month(clause), ASIDE)
            && !view.staff().any(|text| houses_in(text).contains(&house))
        {
            let theirs = carrier(order).unwrap_or_default();
            return Err(format!("the parcel of order {} is with {theirs}", called(order)));
        }
    }
    Ok(())
}

/// Whether what is said of a carrier at a place is said not to be so: `DHL does not deliver there`; what its tracking does not show
/// is none.
fn is_denied(sentence: &Sentence, at: usize, end: usize) -> bool {
    let (clause, place) = sentence.clause_around(at);
    let behind: Vec<&str> = clause[place + (end - at)..].split_whitespace().take(3).collect();
    let shows = behind.iter().any(|word| matches!(*word, "shows" | "tracking"));
    aside::is_denied(sentence.before(at)) || (!shows && aside::is_denied(&behind.join(" ")))
}

/// `Your GLS parcel`, `the carrier is DHL`.
fn is_called(lower: &str, at: usize) -> bool {
    static CALLED: LazyLock<Regex> =
        LazyLock::new(|| compiled(r"\b(?:your|the|ihr|das|ihre|die|uw|het)(?: \p{L}+)? $"));
    CALLED.is_match(&lower[..at])
}

/// The carriers that a sentence names: where, up to where, and of which house. `Ups and downs` are none.
fn named(sentence: &Sentence) -> impl Iterator<Item = (usize, usize, usize)> {
    NAMES.captures_iter(&sentence.lower).filter_map(|found| {
        let whole = found.get(0)?;
        let house = (0..HOUSES.len()).find(|at| found.name(&format!("h{at}")).is_some())?;
        let is_name = sentence.text[whole.range()].starts_with(char::is_uppercase);
        let is_ups = whole.as_str() != "ups" || sentence.text[whole.range()] == *"UPS";
        (is_name && is_ups).then_some((whole.start(), whole.end(), house))
    })
}

fn houses_in(text: &str) -> Vec<usize> {
    let lower = text.to_lowercase();
    let found = NAMES.captures_iter(&lower);
    found.filter_map(|found| (0..HOUSES.len()).find(|at| found.name(&format!("h{at}")).is_some())).collect()
}

fn carrier(order: &Fact) -> Option<&str> {
    match order.fields.get("carrier") {
        Some(SlotValue::Text(carrier)) => Some(carrier),
        _ => None,
    }
}

/// Whether it is known who carries an order: one parcel with a carrier that is known and brings it itself.
fn is_known(order: &&Fact) -> bool {
    let Some(carrier) = carrier(order) else { return false };
    !order.fields.contains_key("parcels")
        && !houses_in(carrier).is_empty()
        && !tone::contains_any(carrier, SHARED)
}
