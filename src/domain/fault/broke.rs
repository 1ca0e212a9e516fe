//! Whether something broke, as a customer writes of it: who has broken nothing, or is torn between two sizes, writes of no
//! such thing.

use std::sync::LazyLock;

use regex::Regex;

use super::{compiled, theirs};
use crate::domain::crm::Case;

/// Words of people to whom something broke.
pub const BROKE: &[&str] = &[
    "broke",
    "broken",
    "snapped",
    "warranty",
    "defect",
    "defective",
    "ripped",
    "torn",
    "leaks",
    // German
    "kaputt",
    "kaputte",
    "kaputten",
    "kaputter",
    "kaputtes",
    "kaputtgegangen",
    "defekt",
    "defekte",
    "defekten",
    "defekter",
    "defektes",
    "gerissen",
    "eingerissen",
    "zerrissen",
    "gebrochen",
    "zerbrochen",
    "undicht",
    "garantie",
    "garantiefall",
    "gewährleistung",
    // French
    "cassé",
    "cassée",
    "cassés",
    "cassées",
    "déchiré",
    "déchirée",
    "déchirés",
    "déchirées",
    "défectueux",
    "défectueuse",
    "défectueuses",
    // Spanish
    "roto",
    "rota",
    "rotos",
    "rotas",
    "rompió",
    "rompieron",
    "averiado",
    "averiada",
    "defectuoso",
    "defectuosa",
    "rasgado",
    "rasgada",
    "garantía",
    // Italian
    "rotto",
    "rotta",
    "rotti",
    "rotte",
    "strappato",
    "strappata",
    "difettoso",
    "difettosa",
    "garanzia",
    // Dutch
    "kapot",
    "kapotte",
    "gescheurd",
    // Portuguese
    "quebrado",
    "quebrada",
    "quebrou",
    "defeituoso",
    "defeituosa",
    "garantia",
];

/// Nothing did: `nothing is broken`, `it isn't worn, ripped or torn`.
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    let broke = BROKE.join("|");
    let no = r"(?:not|nothing|never|none|neither|nor|no|without|\w+n't)";
    let lead = r"(?: (?:is|are|was|were|be|been|has|have|had|got|gotten|seems?|looks?|appears?|to be|at all|really|actually|yet|even|visibly|visible|an?|any|anything|find|found|see|(?:about|on|with|of|in|inside) (?:it|them|this|that|these|those|(?:my )?order #?\w+|(?:the|my) [\w-]+)))*";
    let state =
        format!("(?:damaged|used|worn|washed|opened|stained|scratched|dirty|faulty|wrong|missing|{broke})");
    let english =
        format!(r"\b{no}{lead}(?: {state}(?:,|,? n?or))* (?:{broke})\b(?:(?:, {state})*,? n?or {state}\b)?");
    // In these the state stands right behind what denies it, or behind the thing.
    let none = r"(?:nicht|nichts|kein\w*|ohne|weder|nie|niemals|rien|pas|jamais|sans|aucun\w*|ni|no|nada|nunca|sin|ningun\w*|ningún|non|niente|mai|senza|nessun\w*|niet|niets|geen|nooit|zonder|não|nunca|sem|nenhum\w*)";
    let is = r"(?: (?:ist|sind|war|waren|daran|davon|dran|wirklich|etwa|irgendwo|an \w+|am|der|die|das|den|dem|einen?|n'est|n'était|de|du|tout|vraiment|d'article|está|están|estaba|estaban|es|hay|se ha|ha|algún|ningún|un|una|è|sono|era|di|is|zijn|was|er|echt|foi|estava|\w+ (?:noch|ni|né|nem)))*";
    // An "and" joins states alone: behind any other word it begins what is so (`schließt nicht mehr und ist kaputt`).
    let of_others = r"schmutzig|beschädigt|benutzt|gebraucht|getragen|gewaschen|fleckig|zerkratzt|sale|abîmée?s?|endommagée?s?|utilisée?s?|portée?s?|tachée?s?|rayée?s?|suci[oa]s?|dañad[oa]s?|usad[oa]s?|manchad[oa]s?|sporc[oaih]+|danneggiat[oaie]|usat[oaie]|macchiat[oaie]|vuil|beschadigd|gebruikt|gedragen|suj[oa]s?|danificad[oa]s?";
    let and = r"(?:und|oder|et|ou|y|o|e|en|of)";
    compiled(&format!(r"{english}|\b{none}{is}(?: (?:{of_others}|{broke})(?:,| {and}))* (?:{broke})\b"))
});

/// People are torn and broke, too, promises are broken, photos snapped; a warranty has papers, and asked about is none.
static OTHERWISE: LazyLock<Regex> = LazyLock::new(|| {
    let people = r"\btorn (?:between|about|over|as to|whether)\b|\b(?:i|we)(?:'m|'re| am| are| was| were| feel| felt)(?: \w+)? (?:torn|broke|ripped off)\b|\bripped (?:me|us) off\b|\bsnapped (?:(?:a|an|some|the|two|three|my|these) )?(?:few |quick |couple of )?(?:photos?|pictures?|pics?)\b|\bsnapped at (?:me|us|you)\b|\b(?:hin|her)[- ]?(?:und[- ]her[- ]?)?gerissen\b";
    let word = r"(?:promise|word|rules?|silence|record|versprechen|wort|zusage|promesse|parole|promesa|palabra|promessa|parola|belofte|woord)";
    let promises = format!(
        r"\bbroke (?:\w+ )?{word}\b|\bbroken {word}s?\b|\b{word}(?: (?:has|have|was|were|been|is|a été|est|ha sido|fue))* (?:broken|gebrochen|rompue?|rota|roto)\b|\b(?:roto|rompió) (?:su|la|una) {word}\b"
    );
    let papers = r"\b(?:warranty (?:cards?|certificates?|booklets?|documents?|papers?|slips?|terms|conditions|registration|information|statement|policy|number)|(?:carte|bon|certificat|livret) de(?: la)? garantie|(?:tarjeta|certificado|hoja|condiciones) de(?: la)? garantía|(?:certificato|scheda|tagliando) di garanzia|(?:cartão|certificado) de garantia)\b";
    let thing = r"(?:gift cards?|warranty cards?|vouchers?|codes?|links?|web ?sites?|web ?pages?|pages?|apps?|checkout|form|login|tracking|gutschein\w*|geschenkkarte|garantiekarte|garantieschein|webseite|seite|formular|carte cadeau|lien|site|page|formulaire|tarjeta(?: de regalo)?|enlace|web|página|formulario|sito|pagina|cadeaubon)";
    let none_of_goods = format!(
        r"\b{thing}(?: [\w#'’-]+){{0,3}}? (?:is|are|was|were|seems?|looks?|appears?|came|ist|sind|war|est|était|está|estaba|è|é)(?: \w+){{0,2}} (?:broken|torn|ripped|defective|defect|kaputt|defekt|cassée?|déchirée?|rot[oa]|averiad[oa]|rott[oa]|kapot|quebrad[oa])\b|\b(?:broken|kaputte[rn]?|defekte[rn]?) {thing}\b"
    );
    let asked = r"\bhow long\b[^.?!]*\bwarranty\b|\bwhat(?:'s| is) (?:the|your) warranty\b|\bwie lange\b[^.?!]*\bgarantie\b|\bcombien de temps\b[^.?!]*\bgarantie\b|\bquelle est la durée\b[^.?!]*\bgarantie\b|\bcuánto\b[^.?!]*\bgarantía\b|\bquanto\b[^.?!]*\bgaranzia\b|\bhoe lang\b[^.?!]*\bgarantie\b|\bgarantie,? dass\b|\bgarantie que\b|\bgarantía (?:de )?que\b|\bgaranzia che\b|\bgarantie,? dat\b|\bgarantia (?:de )?que\b|\bwarranty that\b";
    compiled(&format!("{people}|{promises}|{none_of_goods}|{papers}|{asked}"))
});

/// Whether somebody writes that something broke.
pub fn broke(text: &str) -> bool {
    let lower = text.to_lowercase().replace('’', "'");
    let left = DENIED.replace_all(&lower, " ");
    let left = OTHERWISE.replace_all(&left, " ");
    left.split(|c: char| !c.is_alphanumeric()).any(|word| BROKE.contains(&word))
}

/// Whether the customer of a case does.
pub fn broke_in(case: &Case) -> bool {
    theirs(case).any(broke)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("I want to return order #1001. Nothing is broken, the tags are on.")]
    #[case("I was torn between two sizes, can I still return it?")]
    #[case("It isn't broken, I just do not like it.")]
    #[case("It isn’t broken or torn.")]
    #[case("The jacket is not worn, ripped or torn.")]
    #[case("Nothing about it is damaged or broken.")]
    #[case("It has never leaked and nothing snapped.")]
    #[case("There is no defect, it is too small.")]
    #[case("None of the poles are broken.")]
    #[case("Nothing of order #1001 is broken.")]
    #[case("It comes back without any defect.")]
    #[case("I'm really torn, which size runs larger?")]
    #[case("I am broke this month, may I send it back?")]
    #[case("The warranty card is missing.")]
    #[case("The warranty card was torn.")]
    #[case("The gift card is broken, the code does not work.")]
    #[case("Your website is broken.")]
    #[case("The link in your mail is broken.")]
    #[case("How long is the warranty?")]
    #[case("I had no time on my breaks.")]
    #[case("I snapped a photo of the label.")]
    #[case("You broke your promise.")]
    #[case("I feel ripped off.")]
    #[case("It is not broken, the size is wrong.")]
    #[case("Where do I find the warranty certificate?")]
    #[case("I want to return it unused and without a defect.")]
    #[case("Es ist nichts kaputt, ich möchte es nur zurückgeben.")]
    #[case("Die Jacke ist nicht kaputt.")]
    #[case("Sie ist weder gerissen noch schmutzig.")]
    #[case("Die Garantiekarte fehlt.")]
    #[case("Der Link ist kaputt.")]
    #[case("Ich bin hin und her gerissen, welche Größe passt.")]
    #[case("Sie haben Ihr Versprechen gebrochen.")]
    #[case("Wie lange gilt die Garantie?")]
    #[case("Gibt es eine Garantie, dass es bis Freitag kommt?")]
    #[case("Sie kommt ohne Defekt zurück.")]
    #[case("Der Gutschein ist defekt.")]
    #[case("Rien n'est cassé, elle est trop petite.")]
    #[case("La veste n'est pas déchirée.")]
    #[case("La carte de garantie manque.")]
    #[case("Le lien est cassé.")]
    #[case("Combien de temps dure la garantie ?")]
    #[case("Je n'ai aucune garantie que cela arrive vendredi.")]
    #[case("No está roto, solo es pequeño.")]
    #[case("Nada está roto.")]
    #[case("Falta la tarjeta de garantía.")]
    #[case("El enlace está roto.")]
    #[case("¿Cuánto dura la garantía?")]
    #[case("El partido es el sábado y lo necesito antes.")]
    #[case("Non è rotto.")]
    #[case("De jas is niet kapot.")]
    #[case("Não está quebrado.")]
    #[case("Die Jacke ist nicht schmutzig oder kaputt.")]
    #[case("Sie ist weder schmutzig noch gerissen.")]
    #[case("Elle n'est ni sale ni déchirée.")]
    #[case("La veste n'est pas abîmée ou déchirée.")]
    #[case("No está usada ni rota.")]
    #[case("De jas is niet vuil of kapot.")]
    #[case("What is the warranty period?")]
    #[case("How long is the warranty period?")]
    #[case("I snapped two photos of the label.")]
    #[case("I snapped at you, sorry.")]
    fn nothing_broke(#[case] text: &str) {
        assert!(!broke(text), "{text}");
    }

    #[rstest]
    #[case("The zip broke.")]
    #[case("The pole is broken, can I return it?")]
    #[case("Nothing is broken on the outside, but the zip snapped.")]
    #[case("No, it broke on the first day.")]
    #[case("I do not know how it broke.")]
    #[case("I can't believe it broke after two days.")]
    #[case("It does not close any more since the zip broke.")]
    #[case("Nothing works since the pump snapped.")]
    #[case("It is not only torn, it is the wrong colour.")]
    #[case("I did not use it, the seam was torn when it came.")]
    #[case("Isn't the zip broken?")]
    #[case("The jacket was torn when I opened the box.")]
    #[case("Is it under warranty?")]
    #[case("The mattress leaks.")]
    #[case("The card holder is broken.")]
    #[case("The strap ripped off on the first day.")]
    #[case("The warranty card is here, but the pump is broken.")]
    #[case("Der Reißverschluss ist kaputt.")]
    #[case("Die Naht ist gerissen.")]
    #[case("Die Pumpe ist defekt, ist das ein Garantiefall?")]
    #[case("Ich weiß nicht, wie sie kaputtgegangen ist.")]
    #[case("Ist nicht der Griff gebrochen?")]
    #[case("Eine Stange ist zerbrochen.")]
    #[case("La fermeture est cassée.")]
    #[case("La couture s'est déchirée dès le premier jour.")]
    #[case("Le matelas est défectueux.")]
    #[case("Est-ce encore sous garantie ?")]
    #[case("La cremallera está rota.")]
    #[case("Se rompió el primer día.")]
    #[case("La bomba está averiada.")]
    #[case("¿Está en garantía?")]
    #[case("La cerniera è rotta.")]
    #[case("De rits is kapot.")]
    #[case("O fecho quebrou.")]
    #[case("Der Reißverschluss schließt nicht mehr und ist kaputt.")]
    #[case("Das Zelt steht nicht richtig und ist undicht.")]
    #[case("La cremallera no funciona y está rota.")]
    #[case("De rits sluit niet goed en is kapot.")]
    #[case("O fecho não fecha e está quebrado.")]
    #[case("La fermeture ne tient pas bien et est cassée.")]
    #[case("La cerniera non si chiude e è rotta.")]
    #[case("Der Reißverschluss schließt nicht oder ist kaputt.")]
    #[case("The pole snapped at the joint.")]
    #[case("The strap snapped the first day.")]
    #[case("The strap snapped two days later.")]
    #[case("My strap snapped a few days ago.")]
    #[case("The pump stopped working and is still within the warranty period.")]
    fn something_broke(#[case] text: &str) {
        assert!(broke(text), "{text}");
    }
}
