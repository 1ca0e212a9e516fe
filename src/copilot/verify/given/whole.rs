//! Words that give all of an order's money back without naming how much: `we refund your order in full`.

use std::sync::LazyLock;

use regex::Regex;

use super::{COMES_BACK, OFF, RETURNED, TO_SPEND, compiled, is_given};
use crate::copilot::verify::literal::amount;
use crate::copilot::verify::sentence::{self, Part, Sentence, pieces};

/// All of it.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"in full|fully|full|whole|entire|entirely|completely|everything|all of (?:it|your|the)|(?:your|the|her|his|their) money";
    let german = r"voll|volle\w*|vollständig\w*|ganz|ganze\w*|gesamt\w*|komplett\w*";
    let others = r"intégral\w*|totalité|en entier|total|totale|totalmente|íntegr\w*|integral\w*|complet[oa]?s?|por completo|inter[oa]|interamente|volledig\w*|helemaal";
    compiled(&format!(r"\b(?:{english}|{german}|{others})\b|全額"))
});

/// The order itself, as what is paid back: `refund order #1134`, `erstatte die Bestellung`.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:order|purchase|bestellung|einkauf|commande|pedido|ordine|bestelling|encomenda)\b|#\d|ご注文|注文",
    )
});

/// What may as well be said of goods: `back`, `zurück`, `devolvemos`.
static OF_GOODS_TOO: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:back|devol\w*|devuel\w*|zurück(?:ge|zu)?(?:\z|nehm\w*|nomm\w*|send\w*|sandt\w*|schick\w*))$",
    )
});

/// Money.
static MONEY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:money|amount|sum|price|betrag|geld|kaufpreis|importe|dinero|valor|dinheiro|prezzo|somma|bedrag|argent|somme|montant)\b",
    )
});

/// Words before `refund` that make it a thing: `the refund`, `a full refund`.
static THING: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:an?|the|your|her|his|their|this|that|any|no|full|complete|whole|entire|total|of|for|about|with|die|der|eine|einer|ihre|volle|vollen|le|la|un|una|il|el|du|de|het|een|o|os)$",
    )
});

/// Whoever has that thing done, or has it: `you get a full refund`.
static HAS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:giv\w*|gave|get|gets|receiv\w*|offer\w*|issu\w*|process\w*|mak\w*|arrang\w*|send\w*|approv\w*|have|initiat\w*|grant\w*|promis\w*|do|trigger\w*|book\w*|erhalt\w*|bekomm\w*|veranlass\w*|gewähr\w*|biet\w*|recev\w*|recib\w*|ricev\w*|krijg\w*|ontvang\w*)\b",
    )
});

/// That it is not done, wherever in a clause that is said.
static NO: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"not|never|cannot|can't|don't|won't|isn't|unable|impossible|unless|partial\w*|part|no (?:full )?(?:refund|money)";
    let others = r"nicht|kein\w*|teil\w*|pas|niet|geen|non (?:\p{L}+ )?(?:rimbors\w*|è)|não|no (?:le |les |te )?reembols\w*";
    compiled(&format!(r"\b(?:{english}|{others})\b"))
});

/// What denies nothing: `no later than Friday`.
static NOT_LATER: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:no|not) later than\b|\bnicht später als\b|\bspätestens\b"));

/// Goods that are to come back first: what is refunded then is what the shop's own rule gives.
static ONCE_RETURNED: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:once|when|as soon as|after|if|upon)\b.*\b(?:returns?|returned|have it back|it is back|they are back|back with us|back here|send it|sent it|we(?: have|'ve)? receiv\w*|receipt|arriv\w* (?:here|with us|at our))\b";
    let german = r"\b(?:sobald|wenn|nach|nachdem)\b.*\b(?:rücksend\w*|retoure\w*|zurückgeschickt|zurücksenden|zurückschicken|zurückgesandt|wieder da|eingegangen|eingetroffen|rückgabe)\b";
    let others = r"\b(?:dès que|quand|après|cuando|después|quando|dopo|zodra|als|depois)\b.*\b(?:retour\w*|devoluci\w*|devuel\w*|reso|restitu\w*|devolu\w*|recib\w*|reçu\w*|ricev\w*|ontvang\w*)\b";
    compiled(&format!("(?:{english})|(?:{german})|(?:{others})"))
});

/// Whether words give an order's money back whole, and name no amount: how much that is, the order tells.
pub fn gives_whole_back(text: &str) -> bool {
    let sentences = text.lines().flat_map(pieces).map(str::trim).filter(|piece| !piece.is_empty());
    sentences
        .flat_map(|piece| sentence::split(&[Part::Literal(piece.to_owned())]))
        .any(|sentence| gives_whole(&sentence))
}

fn gives_whole(sentence: &Sentence) -> bool {
    let lower = &sentence.lower;
    if lower.trim_end().ends_with('?') || ONCE_RETURNED.is_match(lower) {
        return false;
    }
    let comes_back: Vec<_> = COMES_BACK.find_iter(lower).map(|found| found.range()).collect();
    RETURNED
        .find_iter(lower)
        .filter(|found| comes_back.iter().all(|range| !range.contains(&found.start())))
        .any(|found| {
            let (clause, before) =
                (sentence.clause_at(found.start()), sentence.before(found.start()).trim_end());
            let is_thing = THING.is_match(before);
            let has_it =
                || HAS.is_match(before) || before.split_whitespace().all(|word| THING.is_match(word));
            // `the refund for order #1134` names one that is known; a full one is given.
            let of_goods = OF_GOODS_TOO.is_match(found.as_str());
            let is_money = !of_goods || MONEY.is_match(clause);
            let is_whole =
                is_money && (WHOLE.is_match(clause) || !is_thing && !of_goods && ORDER.is_match(clause));
            // An amount beside it says how much.
            let is_counted = amount::written(clause).any(|written| !is_besides(&clause[written.range.end..]));
            let is_denied = NO.is_match(&NOT_LATER.replace_all(clause, ""));
            is_whole
                && !is_counted
                && !is_denied
                && is_given(sentence, found.start())
                && (!is_thing || has_it())
        })
}

/// Whether an amount before these words is of something besides: `a 5 USD voucher`.
fn is_besides(behind: &str) -> bool {
    let next: Vec<&str> = behind.split_whitespace().take(2).collect();
    let next = next.join(" ");
    TO_SPEND.is_match(&next) || OFF.is_match(&next)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("We refund order #1135 in full today.")]
    #[case("Hi Simone,\nwe refund you the full amount of order #1134 today.\nBest, Sam")]
    #[case("Refund order #1134 in full")]
    #[case("Refund order #1134")]
    #[case("I'll refund your order.")]
    #[case("You get a full refund today.")]
    #[case("We will give you a full refund.")]
    #[case("Full refund for order #1134")]
    #[case("You get all of your money back.")]
    #[case("Reimburse the whole purchase")]
    #[case("If it does not turn up by Friday, we refund you in full.")]
    #[case("When you receive this, we refund order #1135 in full.")]
    #[case("If it does not turn up by Friday, you get all of your money back.")]
    #[case("Wenn es bis Freitag nicht da ist, bekommen Sie den vollen Kaufpreis zurück.")]
    #[case("We refund you in full, no need to return it.")]
    #[case("We refund order #1134 in full no later than Friday.")]
    #[case("Reembolsamos o valor total no seu cartão.")]
    #[case("Ne rimborsiamo l'intero importo.")]
    #[case("We refund order #1134 in full, and you get a 5 USD voucher.")]
    #[case("We refund order #1134 in full and add a 5 USD voucher.")]
    #[case("Wir erstatten Ihnen den vollen Betrag.")]
    #[case("Wir erstatten die Bestellung #1144 komplett.")]
    #[case("Bestellung #1144 erstatten")]
    #[case("Nous vous remboursons intégralement votre commande.")]
    #[case("Le reembolsamos el importe íntegro.")]
    #[case("Vi rimborsiamo l'intero importo.")]
    #[case("Terugbetaling van het volledige bedrag")]
    #[case("Le devolvemos el importe completo.")]
    #[case("Sie bekommen den vollen Kaufpreis zurück.")]
    fn what_gives_all_of_it_back(#[case] text: &str) {
        assert!(gives_whole_back(text), "{text}");
    }

    #[rstest]
    #[case("Once your return has arrived, we refund the full amount.")]
    #[case("As soon as we have it back you get a full refund.")]
    #[case("Sobald Ihre Rücksendung eingegangen ist, erstatten wir den vollen Betrag.")]
    #[case("She wants a full refund")]
    #[case("Would you like a full refund or a new one?")]
    #[case("A full refund is not possible.")]
    #[case("We cannot refund your order.")]
    #[case("We refund part of your order.")]
    #[case("She was refunded in full on 3 March")]
    #[case("Call her about the full refund")]
    #[case("Call her back about the order")]
    #[case("I will get back to you about your order in full detail.")]
    #[case("The refund for order #1134 is on its way.")]
    #[case("Refund 50 USD of order #1134")]
    #[case("We send your parcel back to you.")]
    #[case("Welcome back! Your order is on its way.")]
    #[case("Your order is back in stock.")]
    #[case("Your order is back with us.")]
    #[case("Wir nehmen die ganze Bestellung zurück.")]
    #[case("Schicken Sie die Bestellung komplett zurück.")]
    fn what_gives_nothing_or_says_how_much(#[case] text: &str) {
        assert!(!gives_whole_back(text), "{text}");
    }
}
