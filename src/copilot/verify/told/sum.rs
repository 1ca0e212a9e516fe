//! What an order came to or was paid with, where it is another amount than the order's.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::{aside, called, compiled, orders};
use crate::copilot::facts::{Fact, SlotValue};
use crate::copilot::tone;
use crate::copilot::verify::View;
use crate::copilot::verify::literal::amount::{self, Written};
use crate::copilot::verify::number::Precision;
use crate::copilot::verify::sentence::Sentence;
use crate::domain::Money;

/// A clause in which the amount, as `¤`, is what the order came to or what was paid.
static TOLD: LazyLock<Regex> = LazyLock::new(|| {
    let about = r"(?:about |around |roughly |exactly |just |only |a total of |the amount of )*";
    let order = r"(?:your|the|this|that) (?:\w+ )?(?:order|purchase|bill|invoice)(?: (?:no\.? |number |nr\.? )?#?[\w-]+)?|order #?[\w-]+|it";
    let english = format!(
        r"\byou(?:'ve| have| had)?(?: already| just| really| only)* paid(?: us)? {about}¤|\byou(?:'ve| have)? (?:were|been) charged {about}¤|\bwe(?:'ve| have)? charged(?: you| your \w+){{0,2}} {about}¤|\b(?:your|the) payment(?: for (?:your|the|this) order)? (?:of|over|was|is) {about}¤|\bwe(?:'ve| have)? received ¤ from you|¤ (?:was|were|has been|have been) (?:charged|debited)\b|\b(?:your|the|its|order|grand) (?:order |grand |invoice )?total(?: (?:amount|sum|price))?(?: (?:of|for|on) (?:your|the|this) (?:order|purchase|invoice)(?: #?[\w-]+)?)? ?(?:is|was|came to|comes to|of|:|amounts to|amounted to) {about}¤|\b(?:order|invoice|purchase) (?:amount|value|sum|price) ?(?:is|was|of|:|came to|comes to) {about}¤|\b(?:{order}) (?:came to|comes to|cost you|amounts to|amounted to|totals|totall?ed) {about}¤|\b(?:your|the|this) (?:order|purchase)(?: #[\w-]+)? (?:cost|costs|was|is|of|over|for) {about}¤|\border #[\w-]+ (?:cost|costs|was|is|of|over|for) {about}¤"
    );
    let german = r"\b(?:sie|du|ihr) (?:haben|hast|habt)(?: \p{L}+){0,4} ¤(?: \p{L}+){0,3} (?:be|ge)zahlt\b|\b(?:haben|hast) (?:sie|du)(?: \p{L}+){0,4} ¤(?: \p{L}+){0,3} (?:be|ge)zahlt\b|\bsie zahlten (?:\p{L}+ )?¤|\b(?:gesamt(?:betrag|summe|preis)|bestell(?:summe|wert|betrag)|rechnungs(?:betrag|summe)|kaufpreis)(?: (?:ihrer|der|dieser|deiner|für) \p{L}+(?: #[\w-]+)?)? ?(?:ist|war|beträgt|betrug|lag bei|liegt bei|beläuft sich auf|belief sich auf|von|:) (?:\p{L}+ )?¤|\b(?:ihre|deine|die) bestellung(?: #[\w-]+)? (?:über|zu|für|von|im wert von|kostete|beläuft sich auf|belief sich auf|betrug|kam auf) (?:\p{L}+ )?¤|\b(?:ihre|deine|die) bestellung(?: #[\w-]+)? hat (?:\p{L}+ )?¤ gekostet\b|\b(?:ihnen|dir) wurden? (?:\p{L}+ )?¤ (?:berechnet|abgebucht|belastet)\b|\bwir haben (?:ihnen |dir )?¤ (?:abgebucht|berechnet)\b|\b(?:ihre|deine) zahlung (?:über|von|in höhe von) ¤";
    let french = r"\bvous avez (?:bien |déjà |seulement )*(?:payé|réglé|versé) ¤|\bvotre (?:paiement|règlement) de ¤|\b(?:le |votre )?(?:montant )?total(?: de (?:votre|la|cette) (?:commande|facture)(?: #[\w-]+)?)? ?(?:est|était|est de|était de|s'élève à|s'élevait à|de|:) ¤|\b(?:votre|la) commande(?: #[\w-]+)? (?:de|d'un montant de|a coûté|coûtait|s'élève à|s'élevait à|était de|est de|pour) ¤|¤ (?:vous )?(?:a|ont) été (?:débitée?s?|facturée?s?|prélevée?s?)|\bnous (?:vous )?avons (?:débité|prélevé|facturé) ¤";
    let spanish = r"\b(?:usted )?(?:ha |has )?(?:pagó|pagado|pagaste|abonó) ¤|\bsu pago de ¤|\b(?:el |su )?(?:importe )?total(?: de (?:su|la|este) (?:pedido|compra|factura)| del pedido)?(?: #[\w-]+)? ?(?:es|era|fue|es de|era de|fue de|asciende a|ascendió a|ascendía a|de|:) ¤|\b(?:su|el) pedido(?: #[\w-]+)? (?:de|costó|por|por un importe de|asciende a|ascendió a|fue de|es de) ¤|\b(?:le|te) (?:cobramos|hemos cobrado) ¤|\bse (?:le|te) (?:cobraron|cobró|cargaron|cargó) ¤";
    let italian = r"\b(?:lei )?ha (?:già )?pagato ¤|\b(?:il |l')?(?:importo )?totale(?: del (?:suo )?ordine)?(?: #[\w-]+)? ?(?:è|era|è stato|è di|era di|ammonta a|ammontava a|di|:)(?: di)? ¤|\b(?:il suo|il|l') ?ordine(?: #[\w-]+)? (?:di|da|è costato|per) ¤|\bil suo pagamento di ¤";
    let dutch = r"\b(?:u|je) (?:heeft|hebt)(?: \p{L}+){0,2} ¤ betaald\b|\b(?:u|je) betaalde ¤|\b(?:het )?totaal(?:bedrag)?(?: van (?:uw|je|de) bestelling)?(?: #[\w-]+)? ?(?:is|was|bedraagt|bedroeg|van|:) ¤|\b(?:uw|je) (?:bestelling|betaling)(?: #[\w-]+)? van ¤";
    let portuguese = r"\b(?:você )?pagou ¤|\b(?:o )?(?:valor )?total(?: do (?:seu )?pedido| da (?:sua )?encomenda)? ?(?:é|foi|era|de|:)(?: de)? ¤|\bo seu pedido de ¤";
    compiled(&format!("{english}|{german}|{french}|{spanish}|{italian}|{dutch}|{portuguese}"))
});

/// Right behind the amount: it is a part, or a difference.
static IN_PART: LazyLock<Regex> = LazyLock::new(|| {
    let whole = r"(?:(?:your|the|this|that|all|whole|entire|last|ihre|die|diese|das|votre|la|cette|le|su|el|este|esta|il|suo|uw|de|o|seu) ){0,3}(?:order|purchase|it\b|them\b|everything|bestellung|ganze|alles|commande|tout|pedido|compra|todo|ordine|tutto|bestelling|alles|encomenda)";
    compiled(&format!(
        r"^ ?(?:less|more|cheaper|off|too much|too little|extra|each|per|apiece|weniger|mehr|zu viel|günstiger|de moins|de plus|de trop|menos|más|de más|meno|più|minder|meer|te veel|pro |je |pièce|cada|l'un)|^ (?:for|für|pour|por|per|voor) (?P<for>{whole})?"
    ))
});

/// Of what other amounts such a clause can be, and what makes it none.
const ASIDE: &[&str] = &[
    "shipping",
    "delivery",
    "postage",
    "express",
    "customs",
    "duty",
    "duties",
    "tax",
    "taxes",
    "vat",
    "fee",
    "fees",
    "deposit",
    "surcharge",
    "gift",
    "voucher",
    "credit",
    "refund",
    "refunded",
    "return",
    "returned",
    "discount",
    "cart",
    "basket",
    "quote",
    "offer",
    "deal",
    "points",
    "new",
    "next",
    "another",
    "replacement",
    "orders",
    "all your",
    "so far",
    "in all",
    "spent",
    "minimum",
    "at least",
    "over the years",
    "add",
    "added",
    "without",
    "instead",
    "items",
    "versand",
    "versandkosten",
    "lieferkosten",
    "porto",
    "zoll",
    "steuer",
    "mwst",
    "gebühr",
    "gebühren",
    "anzahlung",
    "gutschein",
    "erstattung",
    "erstattet",
    "rückerstattung",
    "rabatt",
    "warenkorb",
    "angebot",
    "neue",
    "neuen",
    "neuer",
    "ersatz",
    "bestellungen",
    "bisher",
    "insgesamt",
    "mindestens",
    "ohne",
    "livraison",
    "port",
    "douane",
    "taxe",
    "taxes",
    "tva",
    "frais",
    "acompte",
    "bon",
    "remboursement",
    "remboursé",
    "remise",
    "panier",
    "devis",
    "offre",
    "nouveau",
    "nouvelle",
    "remplacement",
    "commandes",
    "sans",
    "au moins",
    "envío",
    "gastos",
    "aduana",
    "impuesto",
    "impuestos",
    "iva",
    "tasa",
    "depósito",
    "vale",
    "reembolso",
    "reembolsado",
    "descuento",
    "carrito",
    "presupuesto",
    "oferta",
    "nuevo",
    "nueva",
    "reemplazo",
    "pedidos",
    "sin",
    "al menos",
    "mínimo",
    "spedizione",
    "dogana",
    "tasse",
    "buono",
    "rimborso",
    "sconto",
    "carrello",
    "preventivo",
    "offerta",
    "nuovo",
    "sostituzione",
    "ordini",
    "senza",
    "verzending",
    "verzendkosten",
    "douane",
    "btw",
    "tegoedbon",
    "terugbetaling",
    "korting",
    "winkelwagen",
    "offerte",
    "nieuwe",
    "bestellingen",
    "zonder",
];

/// Refuses an amount that the order at hand does not have.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    for written in amount::written(&sentence.lower) {
        let at = written.range.start;
        let (start, end) = sentence.clauses()[sentence.clause_number(at)];
        if written.range.end > end {
            continue;
        }
        let (before, behind) = (&sentence.lower[start..at], &sentence.lower[written.range.end..end]);
        let clause = format!("{before}¤{behind}");
        let is_part = IN_PART.captures(behind).is_some_and(|found| found.name("for").is_none());
        if !TOLD.is_match(&clause) || is_part || aside::is_soft(&clause) || tone::contains_any(&clause, ASIDE)
        {
            continue;
        }
        let at_hand = orders(sentence, at, view);
        let Some(order) = at_hand.first() else { continue };
        let precision = Precision::before(before);
        if !at_hand.iter().any(|order| has(order, &written, precision)) && !is_of_all(&at_hand, &written) {
            let Some(total) = order.fields.get("total") else { continue };
            let total = total.write_for(&view.facts.reader, &view.facts.zone);
            return Err(format!("order {} came to {total}", called(order)));
        }
    }
    Ok(())
}

/// Whether an order has an amount: its total, what is left of it, what was taken off or went back, what a line costs.
fn has(order: &Fact, written: &Written<'_>, precision: Precision) -> bool {
    let values = order.values().filter_map(|(_, value)| match value {
        SlotValue::Money(money) => Some(*money),
        _ => None,
    });
    let lines = order.lines.iter().filter_map(|line| Some((line.price?, line.quantity)));
    let times = |(price, quantity): (Money, u32)| {
        let all = price.amount * Decimal::from(quantity);
        [price, Money::new(all, price.currency)]
    };
    let of_lines: Vec<Money> = lines.flat_map(times).collect();
    let mut known: Vec<Money> = values.chain(of_lines.iter().copied()).collect();
    known.extend(sum(of_lines.iter().skip(1).step_by(2)));
    let field = |name: &str| match order.fields.get(name) {
        Some(SlotValue::Money(money)) => Some(*money),
        _ => None,
    };
    known.extend(field("total").zip(field("discount")).and_then(|(total, off)| total.checked_add(off).ok()));
    known.iter().any(|money| fits(written, *money, precision))
}

/// Whether it is what the orders come to together.
fn is_of_all(orders: &[&Fact], written: &Written<'_>) -> bool {
    let totals: Vec<Money> = orders
        .iter()
        .filter_map(|order| match order.fields.get("total") {
            Some(SlotValue::Money(money)) => Some(*money),
            _ => None,
        })
        .collect();
    sum(totals.iter()).is_some_and(|sum| fits(written, sum, Precision::Exact))
}

fn sum<'a>(mut parts: impl Iterator<Item = &'a Money>) -> Option<Money> {
    let first = *parts.next()?;
    parts.try_fold(first, |sum, part| sum.checked_add(*part).ok())
}

/// Cents that nobody names are no other amount.
fn fits(written: &Written<'_>, money: Money, precision: Precision) -> bool {
    let is_near = |said: Decimal| said.fract().is_zero() && (said - money.amount).abs() < Decimal::ONE;
    written
        .readings_in(money.currency)
        .into_iter()
        .any(|said| precision.fits(said, money.amount) || is_near(said))
}
