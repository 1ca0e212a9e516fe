//! Money that is put on an account: `I have put 50 dollars on your account.` Told as done it is given in telling.

use std::sync::LazyLock;

use regex::Regex;

use super::super::super::literal::amount;
use super::compiled;
use crate::domain::Promise;

static PUTS: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:put|puts|putting|add(?:s|ed|ing)?|book(?:s|ed|ing)?|load(?:s|ed|ing)?|plac(?:es?|ed|ing)|credit(?:s|ed|ing)?|transfer(?:s|red|ring)?)\b.*\b(?:on|onto|to|into|in) (?:your|the|her|his|their) (?:\w+ ){0,2}?(?:account|balance|wallet|card)\b";
    let german = r"\b(?:auf|in) (?:ihr|dein|euer|das|sein)\w* \w*(?:konto|guthaben|karte)\b|\b(?:ihrem|deinem|dem) \w*(?:konto|guthaben)\b";
    let romance = r"\bsur (?:votre|ton|son|leur) (?:compte|solde|carte)\b|\b(?:en|a) (?:su|tu|la) (?:cuenta|saldo|tarjeta)\b|\bsu(?:l|lla) (?:suo|sua|tuo|tua) (?:conto|account|saldo|carta)\b";
    let dutch = r"\bop (?:uw|je|jouw|haar|zijn) \w*(?:rekening|account|saldo|tegoed|kaart)\b";
    compiled(&format!("{english}|{german}|{romance}|{dutch}"))
});

/// Verbs with which other languages put it there.
static PUTS_THERE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:put|add|book|load|plac|credit|transfer|buch|gebucht|leg|geleg|lad|gelad|überw|schreib|gutges|gutschr|setz|gesetz|zahl|eingez|pack|gepackt|mis|mets|mett|crédit|vers|ajout|port|puest|pong|pon|abon|carg|ingres|añad|acredit|mess|caric|accredit|aggiun|gezet|zet|gestort|stort|bijges)\w*",
    )
});

/// Where money goes back to whoever paid with it.
static OF_A_BANK: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:(?:kredit|bank|giro|ec-|debit)?karte|carte|tarjeta|carta|card|kaart|rekening|bankrekening|bank ?kont\w*|girokont\w*|bank account)\b",
    )
});

/// A card that holds a shop's money.
static OF_THE_SHOP: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:gift card|(?:carte|tarjeta|carta) (?:cadeau|regalo|de regalo))\b"));

/// Whether a clause in lower case puts an amount on an account.
pub fn puts(clause: &str) -> bool {
    PUTS.is_match(clause) && PUTS_THERE.is_match(clause) && amount::written(clause).next().is_some()
}

/// What such a clause gives: a bank's account gets a refund, a shop's store credit.
pub fn what_is_put(clause: &str) -> Promise {
    if OF_A_BANK.is_match(clause) && !OF_THE_SHOP.is_match(clause) {
        Promise::Refund
    } else {
        Promise::StoreCredit
    }
}
