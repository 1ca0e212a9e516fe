//! Goods that are given anew, whatever they are called: `a new headlamp`, `another strap`, `the poles again`.

use std::sync::LazyLock;

use regex::Regex;

use super::paper::is_paper;
use super::{TURNS_OVER, compiled};

/// A new thing or another, with the words that name it. What is new of the customer's own is what they have bought.
static ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    // It is to, with or in another that the same thing goes.
    let beside =
        "to|with|from|into?|by|at|am|im|an|mit|beim?|zu[mr]?|à|aux?|vers|par|chez|con|aan|met|naar|bij|via";
    let article =
        "(?:the|einem|einen|einer|eines|eine|ein|dem|den|der|die|das|une?|l[ae]s?|el|los|una|een|de|het)";
    let own = "your|our|my|their|his|her|ihre?[nmrs]?|deine?[nmrs]?|unsere?[nmrs]?|votre|vos|notre|nos|su|sus|tus?|nuestr[oa]s?|suo|sua|suoi|nostr[oaie]|uw|jouw|onze|of|as|like";
    let english = "new|another|a second|a fresh|a spare|one more";
    let german = "neue[nmrs]?|noch eine?[nmrs]?|weitere[nmrs]?|andere[nmrs]?|(?:eine|einen|ein) zweite[nrs]?";
    let romance = "nouve(?:au|l|lle|aux|lles)|autres?|nuev[oa]s?|otr[oa]s?|nuov[oaie]|altr[oaie]";
    let dutch = "nieuwe?|nog een|andere?";
    let what = r"(?P<what>[\p{L}-]+(?: [\p{L}-]+){0,2})";
    let before = format!(
        r"(?:\b(?P<own>{own}|(?:{beside})(?: {article})?) )?\b(?:{english}|{german}|{romance}|{dutch}) {what}"
    );
    let behind = r"\b(?:une?|deux|des|una|uno|unos|unas|dos) (?P<thing>[\p{L}-]+) (?:neu(?:f|fs|ve|ves)|nuev[oa]s?|nuov[oaie])\b";
    compiled(&format!("{before}|{behind}"))
});

/// The same once more.
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:again|once more|a second time|noch ?(?:ein)?mals?|erneut|wieder|de nouveau|à nouveau|encore une fois|de nuevo|otra vez|nuevamente|di nuovo|nuovamente|opnieuw|nogmaals|nog eens)\b",
    )
});

/// It goes out.
static SENDS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:sen(?:d|t)\w*|ship\w*|post(?:s|ed|ing)?|mail(?:s|ed|ing)|dispatch\w*|deliver\w*|(?:schick|liefer|verschick|versend|versandt|envo|expédi|envi|enví|mand|invi|sped|stuur|sturen|verzend|zend|lever)\w*)\b",
    )
});

/// With these a shop speaks of all its goods, and a carrier of a second try, unless it is said what goes out.
static SENDS_AT_ALL: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:ship(?:s|ping)?|dispatch(?:es|ing)?|deliver\w*|liefer\w*|verschick(?:en?)?|versenden?|lever\w*|verzenden?)$",
    )
});

/// What goods go in: another of these is no more goods.
static AROUND_GOODS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:parcels?|box(?:es)?|cartons?|pakete?s?|päckchen|kartons?|colis|paquetes?|cajas?|pacc(?:o|hi)|pakket(?:ten|je|jes)?|do(?:os|zen))$",
    )
});

/// What comes to the shop itself.
const STOCK: &[&str] = &["stock", "batch", "charge", "stocks", "lote", "lotto", "voorraad", "partij"];

/// Made or packed for this one time.
static NEW: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"\b(?:new|fresh|neue[nmrs]?|nouve\w+|nuev[oa]s?|nuov[oaie]|nieuwe?)\b"));

/// Somebody, and no goods.
static PEOPLE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:colleagues?|managers?|people|agents?|supervisors?|departments?|kolleg\w*|mitarbeiter\w*|ansprechpartner\w*|abteilung|stelle|collègues?|équipe|compañer\w+|collegh?[aei]\w*|medewerkers?|afdeling)$",
    )
});

/// What says which goods go out.
static GOODS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:the|them|it|this|these|those|your|yours|both|all|everything|order|die|den|das|es|sie|ihn|ihr|ihre|ihren|dein|deine|deinen|diese|diesen|dieses|alles|beide|beides|de|het|hem|ze|deze|dit|uw|alle)$",
    )
});

/// Before these they are the words of a day or a place.
const WHERE_OR_WHEN: &[&str] = &[
    "from", "on", "in", "by", "until", "at", "to", "as", "of", "ab", "an", "bis", "für", "op", "vanaf",
    "naar",
];

/// We send once more, in one word.
static RESENDS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:we|i)(?:'(?:re|m|ll))?(?: \w+){0,2} (?:resend|re-send|reship|re-ship)\w*|\b(?:nous|je|on) (?:vous )?(?:l[ae]s? )?(?:renvoi\w*|renvoyons|renver\w+|réexpédi\w*)(?P<refers> (?:à|vers|aux?)\b)?|\b(?:le|les|te|os|se l[oa]s?) reenvi\w*|\b(?:le|la|ti|vi|gliel[oaie]) (?:rispedi|reinvi)\w*",
    )
});

/// Somebody hands goods over or gets them, in the words of those who post parcels.
static POSTS: LazyLock<Regex> = LazyLock::new(|| {
    let english = r"\b(?:we|i)(?:'(?:ll|re|m))?(?: \w+){0,2} (?:put|post|mail|dispatch|bring|include|pack|swap)\w*\b|\b(?:will be|is|are)(?: being)?(?: \w+)? (?:sent|posted|shipped|mailed|dispatched|delivered)\b|\b(?:goes|go|going) (?:out|in the (?:post|mail)|to you)\b|\bin the (?:post|mail)\b|\bleaves? (?:us|our|the|here|today|tomorrow|on)\b|^\W*(?:sending|posting|shipping|putting)\b";
    let german = r"\b(?:ist|sind) (?:\w+ ){0,3}?unterwegs\b|\b(?:geht|gehen) (?:\w+ ){0,4}?(?:raus|hinaus|zur post|in (?:die|den) (?:post|versand))\b|\b(?:wird|werden) (?:\w+ ){0,5}?(?:zu)?(?:verschickt|versandt|versendet|geschickt|gesendet|gesandt)\b|\b(?:wir|ich) (?:\w+ ){0,3}?(?:verschick|versend|liefer|bring|pack|leg|tausch)\w*|\b(?:verschick|versend|liefer|bring|pack|leg|tausch)\w* (?:wir|ich)\b";
    let french = r"\b(?:est|sont) en (?:route|chemin)\b|\bpart(?:ent|ira|iront)? (?:aujourd|demain|ce|lundi|mardi|mercredi|jeudi|vendredi|samedi)|\bser(?:a|ont) (?:\w+ )?(?:envoy|expédi)\w*|\b(?:on (?:vous )?|j'|vous )(?:envo|expédi)\w*";
    let spanish = r"\b(?:está|están|va|van) (?:\w+ )?(?:en|de) camino\b|\bsalen? (?:hoy|mañana|el)\b|\bserán? enviad\w+|\b(?:enviamos|enviaremos|enviaré|mandamos|mandaremos|mandaré)\b|\b(?:le|les|te|os) (?:mand)\w*";
    let italian = r"\b(?:le|la|ti|vi|gli) (?:invi|mand|sped)\w*|\b(?:inviamo|invieremo|spediamo|spediremo|mandiamo)\b|\b(?:è|sono) (?:in (?:viaggio|arrivo)|per strada)\b|\bsar(?:à|anno) (?:inviat|spedit)\w*|\briceverà\b";
    let dutch = r"\b(?:is|zijn|komt) (?:\w+ )?onderweg\b|\b(?:wij|we|ik) (?:\w+ ){0,2}?(?:verzend|zend)\w*|\b(?:stuur|sturen|verzend|verzenden) (?:wij|we|ik)\b|\bword(?:t|en) (?:\w+ ){0,3}?(?:verzonden|verstuurd|opgestuurd)\b|\bgaa(?:t|n) (?:\w+ ){0,3}?(?:op de (?:post|bus)|de deur uit)\b";
    compiled(&format!("{english}|{german}|{french}|{spanish}|{italian}|{dutch}"))
});

/// Where a name ends: what follows says how it comes, or of what it is news.
const ENDS: &[&str] = &[
    "with", "for", "to", "by", "on", "in", "at", "from", "is", "are", "will", "today", "tomorrow", "mit",
    "für", "zu", "an", "am", "per", "ist", "wird", "avec", "pour", "par", "con", "por", "para", "met",
    "voor", "est", "que",
];

/// After `nouvelles` these begin what there is news of, or when.
const OF_NEWS: &[&str] = &[
    "de", "du", "des", "sur", "the", "to", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi",
    "dès", "demain", "bientôt",
];

/// What the shop itself gets.
static TO_US: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:to|zu|in|vers|a|al|naar) (?:our|the|unser\w*|das|notre|nuestr[oa]|(?:il )?nostro|ons) (?:warehouse|lager|entrepôt|almacén|magazzino|magazijn)\b",
    )
});

/// Whether a clause in lower case gives goods anew.
pub fn gives(clause: &str) -> bool {
    if TO_US.is_match(clause) {
        return false;
    }
    // `Nous vous renvoyons à nos conditions` sends nothing.
    if RESENDS.captures_iter(clause).any(|found| found.name("refers").is_none()) {
        return !is_paper(clause);
    }
    // What somebody has is not handed over.
    let moved = clause.replace("you have", "you ----");
    let moves = TURNS_OVER.is_match(&moved) || POSTS.is_match(&moved);
    let sends_again = || goods_again(clause) && !is_paper(clause);
    moves && (names_another(clause) || sends_again())
}

fn names_another(clause: &str) -> bool {
    ANOTHER.captures_iter(clause).filter(|found| found.name("own").is_none()).any(|found| {
        let Some(what) = found.name("what").or_else(|| found.name("thing")) else { return false };
        let name: Vec<&str> = what.as_str().split(' ').take_while(|word| !ENDS.contains(word)).collect();
        let is_new = NEW.is_match(&found[0]);
        name.first().is_some_and(|first| !OF_NEWS.contains(first))
            && !is_around_goods(&name, is_new)
            && !is_paper(&name.join(" "))
    })
}

/// Whether a name is of a box, of stock or of somebody; `a box of pegs` is of the pegs, and a new box has new goods.
fn is_around_goods(name: &[&str], is_new: bool) -> bool {
    let Some(first) = name.first() else { return false };
    let is_box = AROUND_GOODS.is_match(first) && !is_new && name.get(1).is_none_or(|next| *next != "of");
    is_box || STOCK.contains(first) || name.iter().any(|word| PEOPLE.is_match(word))
}

/// Whether goods go out once more: `we ship again from Monday on` speaks of none.
fn goods_again(clause: &str) -> bool {
    let sends = || SENDS.find_iter(clause);
    AGAIN.find_iter(clause).any(|again| {
        sends().any(|verb| {
            let between = if verb.end() <= again.start() {
                &clause[verb.end()..again.start()]
            } else {
                clause.get(again.end()..verb.start()).unwrap_or_default()
            };
            // `Die Lampe werden wir erneut liefern` has the goods before both.
            let is_last = verb.as_str().ends_with('n') && again.end() < verb.start();
            let before = if is_last { &clause[..again.start()] } else { "" };
            !SENDS_AT_ALL.is_match(verb.as_str()) || names_goods(between) || names_goods(before)
        })
    })
}

fn names_goods(words: &str) -> bool {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.iter().enumerate().any(|(at, word)| {
        let is_where_or_when = at > 0 && WHERE_OR_WHEN.contains(&words[at - 1]);
        GOODS.is_match(word) && !is_where_or_when
    })
}
