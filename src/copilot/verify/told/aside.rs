//! What else arrives and leaves than goods, and what is no statement of ours.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::compiled;
use crate::copilot::tone;
use crate::copilot::verify::sentence::Sentence;

/// What else arrives and leaves, or arrives at the shop.
const ANOTHER: &[&str] = &[
    "message",
    "messages",
    "mail",
    "email",
    "e-mail",
    "letter",
    "return",
    "returns",
    "refund",
    "payment",
    "money",
    "invoice",
    "label",
    "replacement",
    "exchange",
    "new one",
    "photo",
    "photos",
    "picture",
    "pictures",
    "request",
    "question",
    "complaint",
    "reply",
    "answer",
    "reminder",
    "note",
    "notice",
    "confirmation",
    "reached us",
    "back",
    "with us",
    "at our",
    "to us",
    "nachricht",
    "brief",
    "rücksendung",
    "retoure",
    "erstattung",
    "zahlung",
    "geld",
    "rechnung",
    "ersatz",
    "ersatzlieferung",
    "foto",
    "fotos",
    "anfrage",
    "antwort",
    "bestätigung",
    "bei uns",
    "an uns",
    "zu uns",
    "hat uns erreicht",
    "zurück",
    "courriel",
    "lettre",
    "retour",
    "remboursement",
    "paiement",
    "facture",
    "étiquette",
    "remplacement",
    "photos",
    "demande",
    "réponse",
    "chez nous",
    "mensaje",
    "correo",
    "devolución",
    "reembolso",
    "pago",
    "factura",
    "etiqueta",
    "reemplazo",
    "respuesta",
    "messaggio",
    "reso",
    "rimborso",
    "pagamento",
    "fattura",
    "etichetta",
    "risposta",
    "bericht",
    "retourzending",
    "terugbetaling",
    "betaling",
    "factuur",
    "antwoord",
    "bij ons",
    "terug",
    "first attempt",
    "sort",
    "hub",
    "depot",
    "customs",
    "help",
    "answers",
    "idea",
    "offer",
    "voucher",
    "discount",
    "news",
    "newsletter",
    "stock",
    "batch",
    "call",
    "data",
    "details",
    "form",
    "review",
    "list",
    "catalogue",
    "document",
    "documents",
    "link",
    "code",
    "password",
    "amount",
    "transfer",
    "wunsch",
    "hilfe",
    "idee",
    "angebot",
    "gutschein",
    "rabatt",
    "lieferant",
    "etikett",
    "betrag",
    "überweisung",
    "anruf",
    "unterlagen",
    "dokument",
    "liste",
    "link",
    "bewertung",
    "reklamation",
    "beschwerde",
    "hinweis",
    "e-mails",
    "mails",
    "nachrichten",
    "e-mails",
    "colis de retour",
    "idée",
    "offre",
    "remise",
    "appel",
    "liste",
    "document",
    "aide",
    "stock",
    "argent",
    "montant",
    "virement",
    "réclamation",
    "ayuda",
    "oferta",
    "descuento",
    "llamada",
    "lista",
    "documento",
    "dinero",
    "importe",
    "transferencia",
    "reclamación",
    "consulta",
    "pregunta",
    "mensajes",
    "aiuto",
    "offerta",
    "sconto",
    "chiamata",
    "documento",
    "denaro",
    "importo",
    "bonifico",
    "domanda",
    "richiesta",
    "hulp",
    "aanbod",
    "korting",
    "vraag",
    "bedrag",
    "klacht",
    "foto's",
    "mensagem",
    "resposta",
    "fatura",
    "dinheiro",
    "pergunta",
    "devolução",
    "fotografia",
];

/// What says that it is not so, or not yet.
const NOT: &[&str] = &[
    "not", "never", "nicht", "kein", "keine", "pas", "no", "non", "niet", "geen", "não", "isn't", "wasn't",
    "weren't", "hasn't", "haven't", "didn't", "still", "noch", "encore", "aún", "todavía", "ancora", "nog",
    "ainda", "nothing", "nobody", "none", "neither", "without", "don't", "doesn't", "keinen", "keiner",
    "nichts", "nie", "niemand", "rien", "jamais", "personne", "sans", "nada", "nunca", "nadie", "sin",
    "niente", "nessuno", "niets", "nooit",
];

/// What is still to come, asked, or another's word.
const OPEN: &[&str] = &[
    "whether",
    "if",
    "once",
    "when",
    "will",
    "would",
    "should",
    "could",
    "may",
    "might",
    "to be",
    "expected",
    "due",
    "planned",
    "estimated",
    "you say",
    "you write",
    "you wrote",
    "you said",
    "you told",
    "you mention",
    "you mentioned",
    "according",
    "claims",
    "asked",
    "ob",
    "wenn",
    "wird",
    "werden",
    "soll",
    "sollte",
    "voraussichtlich",
    "schreiben",
    "laut",
    "si",
    "sera",
    "seront",
    "devrait",
    "prévu",
    "prévue",
    "écrivez",
    "dites",
    "será",
    "serán",
    "debería",
    "previsto",
    "prevista",
    "dice",
    "escribe",
    "sarà",
    "dovrebbe",
    "verifico se",
    "controllo se",
    "chiedo se",
    "pergunto se",
    "zal",
    "wordt",
    "zou",
    "after",
    "until",
    "before",
    "as soon as",
    "unless",
    "in case",
    "ready",
    "can",
    "cannot",
    "can't",
    "want",
    "wish",
    "usually",
    "normally",
    "always",
    "each",
    "every",
    "any",
    "all orders",
    "you ask",
    "you asked",
    "sobald",
    "bevor",
    "nachdem",
    "falls",
    "könnte",
    "würde",
    "kann",
    "können",
    "möchten",
    "üblicherweise",
    "normalerweise",
    "dès que",
    "avant",
    "après",
    "quand",
    "lorsque",
    "peut",
    "pourrait",
    "souhaitez",
    "normalement",
    "en cuanto",
    "cuando",
    "antes",
    "después",
    "puede",
    "podría",
    "desea",
    "normalmente",
    "quando",
    "appena",
    "prima",
    "dopo",
    "può",
    "potrebbe",
    "zodra",
    "wanneer",
    "voordat",
    "nadat",
    "kan",
    "kunt",
    "als",
    "assim que",
    "pode",
    "depois",
    "wann",
    "hätte",
    "hätten",
    "s'il",
    "s'ils",
    "aura",
    "auront",
    "sollten",
    "haya",
    "hayan",
    "esté",
    "aurait",
    "auraient",
    "sia",
];

/// Orders that are nobody's in particular, and what we get or lay aside ourselves.
static ELSE: LazyLock<Regex> = LazyLock::new(|| {
    let received = r"\b(?:we|i)(?:'ve| have)?(?: \w+)? received\b|\breceived by us\b|\b(?:we|i)(?:'ve| have)? (?:got|gone)\b";
    let other = r"\b(?:our|the|a) new\b|\b(?:unsere|die|eine?) neuen? |\b(?:notre|nos|l[ae]s?|une?) nouve|\b(?:nuestr[oa]s?|el|l[ao]s?|una?) nuev|\bnuevos? modelos?\b|\b(?:to|zu|in|vers|a|al|naar) (?:our|the|unser\w*|das|notre|nuestr[oa]|(?:il )?nostro|ons) (?:warehouse|lager|entrepôt|almacén|magazzino|magazijn)\b|\b(?:i am|i'm|ich bin|bin ich|je suis|estoy|ik ben)\b";
    let german = r"\b(?:wir|ich) (?:haben|habe)\b.*\b(?:erhalten|bekommen)\b|\b(?:haben|habe) (?:wir|ich)\b.*\b(?:erhalten|bekommen)\b";
    let romance = r"\b(?:nous avons|j'ai)(?: \w+)? reçu|\b(?:hemos|he) recibido\b|\brecibimos\b|\babbiamo ricevuto\b|\b(?:hebben|heb)\b.*\bontvangen\b|\brecebemos\b";
    let seasons = r"^\W*(?:(?:the|der|l'|le|la|el|il|de|o) ?)?(?:winter|summer|spring|autumn|season|frühling|sommer|herbst|hiver|printemps|été|automne|invierno|primavera|verano|otoño|inverno|estate|autunno|zomer|herfst|lente) (?:has|is|ist|est|ha|è|chegou)\b";
    compiled(&format!("{received}|{other}|{german}|{romance}|{seasons}"))
});

/// What the customer sent us.
static THEIRS: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\byou(?:'ve| have| had)?(?: \w+)? (?:sent|shipped|mailed|posted)\b";
    let german = r"\b(?:sie|du) uns\b|\b(?:sie|du) (?:haben|hast) uns\b|\b(?:haben|hast) (?:sie|du) uns\b|\b(?:wurden?|ist|sind) uns\b";
    let french = r"\bvous (?:nous |m')?(?:l'|les )?avez(?: \p{L}+)? (?:envoy|expédi|transm|retourn|renvoy)";
    let others = r"\b(?:nos|me) (?:ha|han|envió|mandó|enviou)\b|\b(?:ci|mi) ha\b|\bu (?:ons|mij)\b|\b(?:ons|mij) (?:heeft|hebt)\b";
    compiled(&format!("{english}|{german}|{french}|{others}"))
});

/// The month, which reads like `may`.
static MAY: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"\b(?:\d{1,2}(?:st|nd|rd|th)?(?: of)?|in|since|of|last) may\b|\bmay \d{1,2}(?:st|nd|rd|th)?\b")
});

/// Orders in general.
static GENERAL: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^\W*(?:all |our |alle |unsere |toutes |nos |les |todos |nuestros |los |tutti |gli |i |alle )*(?:orders|deliveries|parcels|goods|bestellungen|lieferungen|pakete|commandes|colis|livraisons|pedidos|paquetes|entregas|ordini|consegne|bestellingen|leveringen|encomendas) ",
    )
});

/// Words that make a whole sentence one of what may be: `Once it is packed and has left us, …`.
static IF: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^\W*(?:once|when|if|as soon as|after|before|until|should|sobald|wenn|falls|nachdem|bevor|sollte|dès que|quand|lorsque|si|après|avant|en cuanto|cuando|antes|después|quando|se|appena|dopo|zodra|als|wanneer|assim que)\b",
    )
});

/// Whether a clause speaks of all orders, and not of one.
pub fn is_general(clause: &str) -> bool {
    GENERAL.is_match(clause)
}

/// Whether a clause speaks of something else that comes and goes: a message, money, what we get.
pub fn is_of_another(clause: &str) -> bool {
    tone::contains_any(clause, ANOTHER)
        || ELSE.is_match(clause)
        || THEIRS.is_match(clause)
        || is_general(clause)
}

/// Whether a clause states nothing of what has been.
pub fn is_soft(clause: &str) -> bool {
    is_open(clause) || is_denied(clause)
}

/// Whether a clause says that something is not so, or not yet.
pub fn is_denied(clause: &str) -> bool {
    tone::contains_any(clause, NOT)
}

/// Whether a clause speaks of what is to come or may be, or of what somebody else says.
pub fn is_open(clause: &str) -> bool {
    tone::contains_any(&without_the_month(clause), OPEN)
}

/// A clause without the month that reads like `may`.
pub fn without_the_month(clause: &str) -> Cow<'_, str> {
    MAY.replace_all(clause, " ")
}

/// Whether a clause of a sentence hangs on another of which nobody knows whether it comes true.
pub fn hangs_on_another(sentence: &Sentence, number: usize) -> bool {
    number <= 1 && IF.is_match(&sentence.lower)
}
