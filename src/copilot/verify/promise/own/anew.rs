//! Goods that are given anew, whatever they are called: `a new headlamp`, `another strap`, `the poles again`.

use std::sync::LazyLock;

use regex::Regex;

use super::paper::is_paper;
use super::{TURNS_OVER, compiled};

/// A new thing or another, with the words that name it. What is new of the customer's own is what they have bought.
static ANOTHER: LazyLock<Regex> = LazyLock::new(|| {
    let own = "your|our|my|their|his|her|ihre?[nmrs]?|deine?[nmrs]?|unsere?[nmrs]?|votre|vos|notre|nos|su|sus|tus?|nuestr[oa]s?|suo|sua|suoi|nostr[oaie]|uw|jouw|onze|of|as|like";
    let english = "new|another|a second|a fresh|a spare|one more";
    let german = "neue[nmrs]?|noch eine?[nmrs]?|weitere[nmrs]?|andere[nmrs]?|(?:eine|einen|ein) zweite[nrs]?";
    let romance = "nouve(?:au|l|lle|aux|lles)|autres?|nuev[oa]s?|otr[oa]s?|nuov[oaie]|altr[oaie]";
    let dutch = "nieuwe?|nog een|andere?";
    let what = r"(?P<what>[\p{L}-]+(?: [\p{L}-]+){0,2})";
    let before = format!(r"(?:\b(?P<own>{own}) )?\b(?:{english}|{german}|{romance}|{dutch}) {what}");
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

/// We send once more, in one word.
static RESENDS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"\b(?:we|i)(?:'(?:re|m|ll))?(?: \w+){0,2} (?:resend|re-send|reship|re-ship)\w*|\b(?:nous|je|on) (?:vous )?(?:l[ae]s? )?(?:renvoi\w*|renvoyons|renver\w+|réexpédi\w*)|\b(?:le|les|te|os|se l[oa]s?) reenvi\w*|\b(?:le|la|ti|vi|gliel[oaie]) (?:rispedi|reinvi)\w*",
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

/// Whether a clause in lower case gives goods anew.
pub fn gives(clause: &str) -> bool {
    if RESENDS.is_match(clause) {
        return !is_paper(clause);
    }
    // What somebody has is not handed over.
    let moved = clause.replace("you have", "you ----");
    let moves = TURNS_OVER.is_match(&moved) || POSTS.is_match(&moved);
    let sends_again = || AGAIN.is_match(clause) && SENDS.is_match(clause) && !is_paper(clause);
    moves && (names_another(clause) || sends_again())
}

fn names_another(clause: &str) -> bool {
    ANOTHER.captures_iter(clause).filter(|found| found.name("own").is_none()).any(|found| {
        let Some(what) = found.name("what").or_else(|| found.name("thing")) else { return false };
        let name: Vec<&str> = what.as_str().split(' ').take_while(|word| !ENDS.contains(word)).collect();
        name.first().is_some_and(|first| !OF_NEWS.contains(first)) && !is_paper(&name.join(" "))
    })
}
