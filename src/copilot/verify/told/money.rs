//! Money that is said to be on its way back or back, in whatever words, where no refund of the order is known.

use std::sync::LazyLock;

use regex::Regex;

use super::{aside, called, compiled, orders};
use crate::copilot::facts::Claim;
use crate::copilot::verify::View;
use crate::copilot::verify::literal::amount;
use crate::copilot::verify::sentence::Sentence;

/// Money goes back or is back; `¤` is an amount.
static BACK: LazyLock<Regex> = LazyLock::new(|| {
    let now = r"(?: already| just| now| also| today| both| all)*";
    let money = r"(?:money|amount|sum|refund|reimbursement|repayment|¤)(?: (?:of|over) ¤)?(?: for (?:your|the) (?:order|return|[\w-]+))?";
    let to_them = r"(?:back|to you\b|to your|(?:on|in|into|onto) your (?:card|account|bank))";
    let english = format!(
        r"\b(?:your |the |this |full |whole )*{money} (?:is|are|was|were|has been|have been){now} (?:on (?:its|their|the) way\b|under ?way\b|returned\b|refunded\b|reimbursed\b|(?:sent|paid|transferred|wired|credited|booked|given|put)(?: \w+)? {to_them}|back (?:on|in|with)\b|(?:on|in|with) your (?:card|account|bank)\b)|¤ (?:is|are|was|were|has been|have been){now} (?:on (?:its|their|the) way\b|returned\b|(?:sent|paid|transferred|wired|credited|booked|given|put)(?: \w+)? {to_them})|{money} (?:went|goes|has gone|have gone)(?: \w+)? (?:back|out|to you|to your)\b|¤ (?:went|has gone|have gone)(?: \w+)? (?:back|out|to you|to your)\b"
    );
    let refund = format!(
        r"\b(?:refund|reimbursement|repayment|transfer)(?: (?:of|over) ¤)? (?:is|was|has been){now} (?:done|made|started|triggered|initiated|released|executed|completed|under ?way|on its way|through|out)\b|\bi(?:'ve| have)?{now} (?:arranged|triggered|initiated|started|made|released|ordered|set up|done)(?: for)? (?:your|the|a|this)(?: full| partial)? (?:refund|reimbursement|repayment)\b"
    );
    let who = r"(?:we|i|they|accounting|finance|(?:our|the|my) (?:accounting|accounts|finance|billing|bank|colleagues?|team|bookkeeping|shop|store)(?: (?:department|team))?)";
    let deed = format!(
        r"\b{who}(?:'ve| have| has|'s)?{now} (?:(?:returned|transferred|wired|refunded|reimbursed|credited|sent|given|paid)(?: (?:you|back))* (?:(?:your|the|all|of|full|whole|entire) )*(?:money|amount|sum|¤)|paid (?:you|it|them|this|everything|(?:the|your) [\w-]+) back\b)"
    );
    let told = r"\b(?:told|asked|instructed|ordered|got|had) (?:our |the |my )?(?:accounting|accounts|finance|bank|billing|bookkeeping|accountants?|colleagues?|team)(?: (?:department|team|there|today|already))* to (?:refund|reimburse|pay|return|send|transfer|wire|credit|give)\b(?: [\w¤']+){0,4}? ?(?:(?:back|money|amount|refund|you)\b|¤)";
    let theirs = r"\byou(?:'ve| have)?(?: \w+)? (?:been|were|are) (?:\w+ )?paid back\b|\byour bank (?:\w+ )?has (?:the|your) (?:money|amount|refund|¤)";
    let german_money = r"(?:geld|betrag|summe|erstattung|rückerstattung|rückzahlung|¤)";
    let german = format!(
        r"{german_money}(?: \p{{L}}+){{0,3}} (?:ist|sind|wurden?|waren?)(?: \p{{L}}+){{0,5}} (?:unterwegs|auf dem weg|zurück|überwiesen|zurücküberwiesen|erstattet|rückerstattet|zurückerstattet|zurückgezahlt|gutgeschrieben|veranlasst|angewiesen|zurückgebucht|ausgezahlt|raus|erledigt|zurückgegangen)\b|\b(?:ist|sind) {german_money} (?:\p{{L}}+ ){{0,3}}(?:unterwegs|auf dem weg|zurück)\b|{german_money}(?: \p{{L}}+){{0,4}} (?:erstattet|zurückerstattet|zurückgezahlt|überwiesen|zurücküberwiesen|zurückgebucht|zurückgeschickt|veranlasst|angewiesen)\b|\bbuchhaltung\b.*\b(?:gebeten|angewiesen|beauftragt|gesagt)\b.*\b(?:erstatten|überweisen|zurückzuzahlen|zurückzahlen|zurückzuüberweisen|zurückzuerstatten|zurückerstatten|auszuzahlen)\b"
    );
    let french_money = r"(?:argent|montant|somme|remboursement|¤)";
    let french = format!(
        r"{french_money}(?: \p{{L}}+){{0,3}} (?:est|sont|a|ont)(?: (?:déjà|bien|été|maintenant))* (?:en route|en chemin|en cours|partie?s?|envoyée?s?|effectuée?s?|virée?s?|versée?s?|reversée?s?|remboursée?s?|restituée?s?|recréditée?s?|créditée?s?|lancée?s?)\b|\b(?:avons|ai)(?: déjà| bien)? (?:remboursé|viré|reversé|restitué|recrédité|lancé|effectué|fait)\b(?: \p{{L}}+){{0,4}} ?{french_money}|\bvous (?:avons|ai)(?: déjà| bien)? (?:remboursé|recrédité)|\bcomptabilité\b.*\b(?:de|d')\b.*\b(?:rembourser|virer|verser|restituer)\b"
    );
    let spanish_money = r"(?:dinero|importe|monto|reembolso|¤)";
    let spanish = format!(
        r"{spanish_money}(?: \p{{L}}+){{0,3}} (?:está|están|ha|han|fue|fueron)(?: (?:ya|sido))* (?:en camino|de camino|en curso|devuelt[oa]s?|enviad[oa]s?|transferid[oa]s?|abonad[oa]s?|reembolsad[oa]s?|reintegrad[oa]s?|realizad[oa]s?|hech[oa]s?|tramitad[oa]s?)\b|\b(?:hemos|he)(?: ya)? (?:devuelto|reembolsado|transferido|abonado|reintegrado|hecho|tramitado)\b(?: \p{{L}}+){{0,3}} ?{spanish_money}|\b(?:le|te) (?:hemos|he)(?: ya)? (?:reembolsado|reintegrado)|\bcontabilidad que (?:le|te) (?:devuelv|reembols|pag|transfier|abon|reintegr)"
    );
    let italian_money = r"(?:denaro|soldi|importo|somma|rimborso|¤)";
    let italian = format!(
        r"{italian_money}(?: \p{{L}}+){{0,3}} (?:è|sono)(?: (?:già|stat[oaie]))* (?:in viaggio|in arrivo|partit[oi]|inviat[oi]|restituit[oi]|rimborsat[oi]|accreditat[oi]|effettuat[oi])\b|\babbiamo(?: già)? (?:rimborsato|restituito|accreditato|riaccreditato)\b(?: \p{{L}}+){{0,3}} ?{italian_money}"
    );
    let dutch_money = r"(?:geld|bedrag|terugbetaling|¤)";
    let dutch = format!(
        r"{dutch_money}(?: \p{{L}}+){{0,3}} (?:is|zijn|werd)(?: \p{{L}}+){{0,3}} (?:onderweg|teruggestort|terugbetaald|overgemaakt|uitgevoerd|teruggeboekt)\b|{dutch_money}(?: \p{{L}}+){{0,3}} (?:teruggestort|terugbetaald|teruggeboekt)\b"
    );
    let portuguese = r"(?:dinheiro|valor|reembolso|¤)(?: \p{L}+){0,3} (?:está|foi|foram)(?: (?:já|sido))* (?:a caminho|devolvid[oa]|reembolsad[oa]|transferid[oa]|estornad[oa])\b";
    compiled(&format!(
        "{english}|{refund}|{deed}|{told}|{theirs}|{german}|{french}|{spanish}|{italian}|{dutch}|{portuguese}"
    ))
});

/// Who asks a colleague for it has it done.
static OUR_ASKING: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:i|we)(?:'ve| have)?(?: already| just| now| also)* asked\b"));

/// What is asked, or goes on in general.
static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:charged|debited|invoice|to us|bei uns|chez nous|eingegangen|refunds|rückerstattungen|remboursements|reembolsos|about|asks?|asking|wants?|request|anfrage|wunsch|demande|solicitud|gift|voucher|gutschein)\b",
    )
});

/// Refuses money that went back to the customer where no refund is known.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    let clauses = sentence.clauses();
    let whole = (0, sentence.lower.len());
    for (number, &(start, end)) in clauses.iter().enumerate() {
        let clause = masked(&sentence.lower, (start, end));
        // `Ich habe die Buchhaltung angewiesen, Ihnen das Geld zu überweisen` goes over a comma.
        let told = number == 0 && clauses.len() == 2;
        let says =
            if BACK.is_match(&clause) { Some(clause) } else { told.then(|| masked(&sentence.lower, whole)) };
        let Some(says) = says.filter(|says| BACK.is_match(says)) else { continue };
        // What we asked for is no less on its way.
        let plain = OUR_ASKING.replace(&says, "we told");
        if aside::is_soft(&plain) || OTHERWISE.is_match(&says) || aside::hangs_on_another(sentence, number) {
            continue;
        }
        let at_hand = orders(sentence, start, view);
        let is_refunded = at_hand.iter().any(|order| order.claims.get(&Claim::Refunded) == Some(&true));
        if let Some(order) = at_hand.first().filter(|_| !is_refunded) {
            return Err(format!("no refund of order {} is known", called(order)));
        }
    }
    Ok(())
}

/// A part of a sentence with `¤` where amounts stand.
fn masked(lower: &str, (start, end): (usize, usize)) -> String {
    let mut clause = lower[start..end].to_owned();
    let mut places: Vec<_> = amount::written(&clause).map(|written| written.range).collect();
    while let Some(range) = places.pop() {
        clause.replace_range(range, "¤");
    }
    clause
}
