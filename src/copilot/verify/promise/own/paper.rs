//! What is sent and is worth nothing: an invoice, a message, a label. A new one of these is no gift, and its coming no
//! delivery.

use std::sync::LazyLock;

use regex::Regex;

static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"invoices?|receipts?|messages?|e-?mails?|mails?|letters?|labels?|links?|notes?|notices?|copy|copies|photos?|pictures?|forms?|lines?|passwords?|confirmations?|answers?|repl(?:y|ies)|responses?|reminders?|numbers?|codes?|quotes?|quotations?|lists?|catalogues?|catalogs?|newsletters?|information|infos?|updates?|news|documents?|pdfs?|details?|instructions?|manuals?|questions?|inquir(?:y|ies)|enquir(?:y|ies)|requests?|versions?|dates?|address(?:es)?|apolog\w+|thanks|cases?|tickets?|appointments?|ideas?|looks?|calls?|tr(?:y|ies)|times?|chances?|days?|weeks?|months?|hours?|minutes?|ways?|slips?|statements?|tracking|regards|wishes|greetings|screenshots?|videos?|proofs?|reports?|offers?|options?";
    let german = r"\p{L}*(?:rechnung|quittung|beleg|nachricht|mail|brief|etikett|label|aufkleber|schein|link|foto|bild|formular|passwort|kennwort|bestätigung|antwort|rückmeldung|erinnerung|nummer|angebot|liste|katalog|information|dokument|anleitung|frage|anfrage|termin|datum|adresse|anschrift|bescheid|kopie|frist|grüße|unterlage|hinweis|auskunft|auskünfte|zwischenstand|zwischenstände|anruf)\p{L}*|infos?|mal|tag|tage|woche|wochen|monat|stunden?|code|zeilen?|idee|versuch";
    let romance = r"factures?|reçus?|messages?|courriels?|courriers?|lettres?|étiquettes?|liens?|réponses?|confirmations?|copies?|numéros?|mots?|formulaires?|questions?|délais?|demandes?|notifications?|adresses?|fois|jours?|semaines?|façon|manière|facturas?|recibos?|mensajes?|correos?|cartas?|etiquetas?|enlaces?|respuestas?|confirmación|copias?|números?|contraseñas?|formularios?|preguntas?|consultas?|fechas?|plazos?|direcci(?:ón|ones)|fotos?|vez|veces|día|días|semanas?|códigos?|informaci\p{L}+|detalles?|novedad(?:es)?|précisions?|renseignements?|fattur[ae]|ricevut[ae]|messagg\w+|letter[ae]|etichett[ae]|rispost[ae]|conferm[ae]|copi[ae]|numer[oi]|modul[oi]|domand[ae]|dat[ae]|indirizz[oi]|volt[ae]|giorn[oi]|settiman[ae]|codic[ei]|informazion[ei]|dettagli\w*";
    let dutch = r"factu\p{L}+|bon|bericht\p{L}*|brie(?:f|ven)|\p{L}*etiket\p{L}*|antwoord\p{L}*|bevestiging\p{L}*|kopie|\p{L}*nummers?|formulier\p{L}*|vra(?:ag|gen)|datum|adres\p{L}*|keer|informatie|dag|dagen|we(?:ek|ken)";
    let pattern = Regex::new(&format!(r"\b(?:{english}|{german}|{romance}|{dutch})\b"));
    pattern.expect("constant pattern; every test compiles it")
});

/// Before these what is named is beside the thing that is sent.
const BESIDE: &[&str] = &["with", "mit", "samt", "avec", "con", "met", "by", "per", "par", "via", "por"];

/// Whether a clause or the words that name a thing, in lower case, speak of paper, and not as what lies beside.
pub fn is_paper(words: &str) -> bool {
    let is_beside = |at: usize| words[..at].split_whitespace().rev().take(3).any(|w| BESIDE.contains(&w));
    PAPER.find_iter(words).any(|found| !is_beside(found.start()))
}
