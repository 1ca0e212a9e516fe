//! An order that is said to have left or to have arrived, in whatever words, and has not.

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::day::{ARRIVED, LEFT};
use super::{aside, called, compiled, orders};
use crate::copilot::facts::{Claim, Fact};
use crate::copilot::verify::View;
use crate::copilot::verify::sentence::Sentence;

/// What has left, in the words that stand by themselves for no such thing.
static GONE: LazyLock<Regex> = LazyLock::new(|| {
    let it = r"(?:it|they|everything|(?:order|parcel|package|shipment|boots|goods)(?: #?[\w-]+)?)";
    let them = r"(?:it|them|everything|both|order #?\w+|(?:your|the) (?:[\w-]+ ){0,2}?(?:order|parcel|package|shipment|goods|items?))";
    let now = r"(?: already| just| now| also| both| all)*";
    let post = r"(?:the |our |your |a )?(?:carrier|courier|driver|post(?: office)?|ups|usps|dhl|fedex|gls|dpd|royal mail|hermes|evri)";
    let english = format!(
        r"\bleft (?:us|our|the (?:warehouse|building|house|depot|shop|premises))\b|\b{it}(?: has| have|'s)?{now} (?:left|gone out|went out|gone off)(?: (?:already|today|yesterday|this|on|last|for|with)\b|\W*$)|\b(?:we|i|they|our warehouse|the warehouse|our colleagues)(?:'ve| have| has)?{now} (?:sent|shipped|dispatched|posted|mailed)(?: off| out)? {them}|\b{it} (?:was|were|has been|have been|is|are){now} (?:sent|mailed|posted)\b|\b(?:handed|given|passed)(?: over)?(?: {them})? (?:over )?to {post}\b|\b(?:picked up|collected)(?: \w+)? by {post}\b|\b(?:is|are){now} with {post}\b|\b(?:is|are){now} in the (?:post|mail)\b|\b(?:order|parcel|package|shipment)(?: #?[\w-]+)? (?:is|are){now} (?:under ?way|travell?ing|headed|heading)\b"
    );
    let goods = r"(?:bestellung|paket|päckchen|ware|sendung|lieferung)";
    let german = format!(
        r"\b(?:hat|haben)\b.*\b(?:uns|unser\w*|das) ?(?:lager|haus|versand\w*)?\b.*\bverlassen\b|\b(?:ist|sind)(?: \p{{L}}+){{0,3}} (?:raus|rausgegangen|hinausgegangen|unterwegs|auf dem weg)\b|\b{goods}\b.*\b(?:abgeschickt|losgeschickt|geschickt|abgesendet|gesendet|versandt|versendet|verschickt|übergeben|abgeholt|aufgegeben)\b|\b(?:ging|gingen)(?: \p{{L}}+){{0,4}} (?:raus|hinaus)\b|\ban (?:ups|dhl|dpd|gls|hermes|fedex|den (?:versanddienst\w*|paketdienst|spediteur|kurier)) übergeben\b|\bsie unterwegs zu ihnen\b"
    );
    let french = r"\bquitté (?:nos?|notre|l'|les?)|\b(?:est|sont)(?: déjà| bien)* partie?s?\b|\b(?:a|ont)(?: déjà| bien)* été(?: \p{L}+)? (?:envoyée?s?|expédiée?s?|postée?s?|remise?s? (?:au|à)|confiée?s? (?:au|à))|\b(?:avons|l'avons|ai)(?: \p{L}+)? (?:envoyée?s?|expédiée?s?|postée?s?)(?: (?:votre|la|le|l')|\W*$)|\b(?:est|sont)(?: déjà| bien)* (?:expédiée?s?|en (?:route|chemin))\b";
    let spanish = r"\b(?:ha|han)(?: ya)? salido\b|\bsalió\b|\b(?:ha|han)(?: ya)? sido (?:\p{L}+ )?(?:enviad|despachad|expedid)\p{L}+|\bfue(?:ron)? (?:enviad|despachad|expedid)\p{L}+|\b(?:hemos|he)(?: ya)? (?:enviado|despachado|mandado) (?:su|el|tu|la)\b|\b(?:enviamos|despachamos|mandamos)(?: \p{L}+)? (?:su|el|tu) (?:pedido|paquete)|\b(?:está|va)(?: ya)? (?:en|de) camino\b";
    let italian = r"\b(?:è|sono)(?: già)? (?:partit|uscit)[oaie]\b|\blasciato (?:il|la|i) (?:nostr[oa] )?(?:magazzino|sede)\b|\b(?:è|sono)(?: già)? stat[oaie] (?:spedit|inviat|affidat)[oaie]\b|\babbiamo(?: già)? (?:spedito|inviato) (?:il|la|l')|\b(?:è|sono)(?: già)? in viaggio\b";
    let dutch = r"\b(?:heeft|hebben)\b.*\b(?:ons|het) (?:magazijn|pand)(?: al)? verlaten\b|\b(?:is|zijn)\b.*\b(?:verzonden|verstuurd|opgestuurd|onderweg|de deur uit)\b|\b(?:hebben|heb)\b.*\b(?:bestelling|pakket)\b.*\b(?:verzonden|verstuurd|opgestuurd)\b";
    let portuguese = r"\b(?:já )?saiu d[oae]\b|\bfoi(?: já)? (?:enviad|despachad|expedid)[oa]\b|\benvi[aá]mos (?:o seu|a sua) (?:pedido|encomenda)\b|\bestá(?: já)? a caminho\b";
    compiled(&format!("{english}|{german}|{french}|{spanish}|{italian}|{dutch}|{portuguese}"))
});

/// What has arrived, likewise.
static HERE: LazyLock<Regex> = LazyLock::new(|| {
    let it = r"(?:it|they|everything|(?:order|parcel|package|shipment|goods)(?: #?[\w-]+)?)";
    let now = r"(?: already| just| now| all)*";
    let who =
        r"(?:ups|usps|dhl|fedex|gls|dpd|royal mail|hermes|evri|the (?:carrier|courier|driver|postman)|they)";
    let english = format!(
        r"\b{it} (?:was|were|has been|have been){now} (?:handed (?:over )?to (?:you|your|a|the) ?(?:neighbou?r|family|wife|husband|reception|\W*$)?|left (?:with|at|by|in|on) |signed for\b|dropped\b|put (?:in|at|on) )|\b{who}(?: has| have)?{now} (?:left|dropped|handed|put) (?:it|them|(?:your|the) \w+)(?: over| off)? (?:with|at|by|in|on|to) (?:you|your|a|the)\b|\b{it} (?:is|was|are|were){now} (?:in your (?:mailbox|letter ?box|garage)|at your (?:door|home)|with your neighbou?r)|\byou(?:'ve| have)?{now} (?:got|received|had) (?:it|them|everything|both|(?:your|the) (?:order|parcel|package|shipment|goods))\b|\breached you\b|\bgot to you\b"
    );
    let goods = r"(?:bestellung|paket|päckchen|ware|sendung|lieferung)";
    let german = format!(
        r"\b(?:(?:sie|du) (?:haben|hast)|(?:haben|hast) (?:sie|du))\b.*\b(?:{goods}|es)\b.*\b(?:erhalten|bekommen)\b|\b{goods}\b.*\b(?:abgegeben|abgestellt|hinterlegt|eingetroffen|ausgeliefert|ausgehändigt)\b|\bbeim nachbarn\b.*\babgegeben\b|\b{goods}\b.*\b(?:kam|liegt|ist) (?:\p{{L}}+ ){{0,3}}bei ihnen\b"
    );
    let french = r"\bvous (?:l'|les )avez(?: \p{L}+)? reçue?s?\W*$|\bvous (?:l'|les )?avez(?: \p{L}+)? reçue?s? (?:votre|la|le) (?:commande|colis|paquet)\b|\b(?:commande|colis|paquet)\b.*\b(?:a|ont)(?: \p{L}+)? été(?: \p{L}+)? (?:remise?s?|déposée?s?|distribuée?s?) (?:à|chez|dans|devant)";
    let spanish = r"\b(?:ha|han)(?: ya)? llegado\b|\b(?:recibió|ha recibido) (?:su|el|tu) (?:pedido|paquete)\b|\b(?:lo|la) (?:dejó|dejaron|entregaron|recibió)\b";
    let italian = r"\b(?:è|sono)(?: già)? arrivat[oaie]\b|\bha ricevuto (?:il|l') ?(?:suo )?(?:ordine|pacco)\b|\b(?:è|sono)(?: già)? stat[oaie] (?:consegnat|recapitat)[oaie]\b";
    let dutch = r"\b(?:is|zijn)\b.*\b(?:aangekomen|afgeleverd)\b|\bu (?:heeft|hebt)\b.*\b(?:bestelling|pakket|het)\b.*\bontvangen\b";
    let portuguese = r"\bchegou\b|\bfoi(?: já)? entregue\b|\brecebeu (?:o seu|a sua) (?:pedido|encomenda)\b";
    compiled(&format!("{english}|{german}|{french}|{spanish}|{italian}|{dutch}|{portuguese}"))
});

/// Words of the checks of days that are said of anything.
const OF_ANYTHING: [&str; 11] =
    ["you ", "reached", "haben ", "hast ", "sie ", "du ", "vous ", "recibió", "expédi", "envoy", "parti"];

/// Goods that something else belongs to: `Rabatt auf diese Bestellung`.
static ABOUT_GOODS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:auf|für|über|wegen|von|vom|mit|zu|zur|zum)(?: \p{L}+){0,2} (?:bestellung|paket|päckchen|ware|sendung|lieferung)\b",
    )
});

/// Refuses that an order has left or arrived which has not.
pub fn check(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    for (number, &(start, end)) in sentence.clauses().iter().enumerate() {
        let clause = &sentence.lower[start..end];
        if aside::is_soft(clause) || aside::is_of_another(clause) || aside::hangs_on_another(sentence, number)
        {
            continue;
        }
        let at_hand = orders(sentence, start, view);
        let none = |claim: Claim| {
            let denies = |order: &&Fact| order.claims.get(&claim) == Some(&false);
            at_hand.iter().all(denies).then(|| at_hand.first().copied()).flatten()
        };
        // What was sent or got is not always the order; of these words `GONE` and `HERE` have those that name goods.
        let names_goods = |found: Match<'_>| !OF_ANYTHING.iter().any(|word| found.as_str().starts_with(word));
        let has_left = GONE.is_match(clause) || LEFT.find_iter(clause).any(names_goods);
        let is_here = HERE.is_match(&ABOUT_GOODS.replace_all(clause, " "))
            || ARRIVED.find_iter(clause).any(names_goods);
        if has_left && let Some(order) = none(Claim::Shipped) {
            return Err(format!("order {} has not left yet", called(order)));
        }
        if is_here
            && let Some(order) = none(Claim::Delivered)
            && order.claims.get(&Claim::PartlyDelivered) != Some(&true)
        {
            return Err(format!("order {} has not arrived yet, by what the store knows", called(order)));
        }
    }
    Ok(())
}
