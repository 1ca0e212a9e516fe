//! What an answer asks its customer for, in the languages that customers write most. Word lists, sentence by sentence.

use std::sync::LazyLock;

use regex::Regex;

use super::about::{Found, order_of};
use super::crm::Case;
use super::profile::Profile;
use super::told::Told;

/// Something that customers are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Asked {
    Photo,
    Address,
    OrderNumber,
    Size,
    Plans,
    Budget,
}

/// Each with its words.
const ASKED: &[(Asked, &str)] = &[
    (
        Asked::Photo,
        r"photos?|photographs?|pictures?|pics?|fotos?|bild(?:er)?|imagen|imágenes|fotografías?|immagin[ei]|fotografi[ae]|afbeelding(?:en)?|imagem|imagens",
    ),
    (
        Asked::Address,
        r"addresse?s?|(?:liefer|versand)?anschrift|(?:liefer|versand)?adressen?|dirección|direcciones|indirizz[oi]|(?:bezorg|aflever)?adres|endereços?|morada",
    ),
    (
        Asked::OrderNumber,
        r"order numbers?|number of (?:your|the) order|bestellnummer|auftragsnummer|numéro de (?:votre |la )?commande|número de(?:l| su| tu)? pedido|numero d(?:ell)?['’ ]?\s?ordine|bestelnummer|ordernummer|número (?:da|de|do) (?:sua |seu )?(?:encomenda|pedido)",
    ),
    (
        Asked::Size,
        r"which size|what size|the size (?:that )?you|size do you|(?:welche|ihre|die gewünschte) größe|quelle (?:taille|pointure)|(?:votre|la) (?:taille|pointure)|qué talla|su talla|che taglia|quale taglia|welke maat|(?:uw|de) maat|que tamanho|qual (?:é )?o tamanho",
    ),
    (
        Asked::Plans,
        r"what (?:do )?you plan|your plans|what you (?:need|want|use) it for|wofür sie|pour quel usage|para qué (?:lo|la)|per cosa|waarvoor|para que (?:vai|o|a)",
    ),
    (Asked::Budget, r"budgets?|presupuesto|orçamento"),
];

/// Words of a request.
const REQUESTS: &str = r"please|could you|can you|would you|may i ask|send (?:us|me)|tell (?:us|me)|let (?:us|me) know|\
    attach|helps?|bitte|könnten sie|können sie|schicken sie|senden sie|teilen sie|nennen sie|hilft|helfen|\
    pourriez|pouvez|envoyez|merci de|veuillez|indiquez|dites|podría|puede|envíe|envíenos|díganos|indique|por favor|\
    potrebbe|può|invii|inviarci|ci mandi|ci dica|per favore|kunt u|zou u|wilt u|stuur|alstublieft|graag|\
    poderia|pode|envie|indique-nos|diga-nos";

static KINDS: LazyLock<Vec<(Asked, Regex)>> =
    LazyLock::new(|| ASKED.iter().map(|(asked, words)| (*asked, whole(words))).collect());
static REQUEST: LazyLock<Regex> = LazyLock::new(|| whole(REQUESTS));
/// Who asks for none does not ask for one.
static REFUSAL: LazyLock<Regex> = LazyLock::new(|| {
    whole(
        "no|not|don't|never|without|keine?n?|nicht|ohne|pas|aucune?|sans|ninguna?|sin|non|nessuna?|senza|geen|niet|zonder|não|nenhuma?|sem",
    )
});

fn whole(words: &str) -> Regex {
    Regex::new(&format!(r"\b(?:{words})\b")).expect("constant pattern; every test compiles it")
}

/// What a text asks for.
pub fn asked_for(text: &str) -> Vec<Asked> {
    let lower = text.to_lowercase();
    let sentences: Vec<&str> = lower.split_inclusive(['.', '!', '?', '\n']).collect();
    let asks = |sentence: &&&str| {
        (sentence.trim_end().ends_with('?') || REQUEST.is_match(sentence)) && !REFUSAL.is_match(sentence)
    };
    let asking: Vec<&&str> = sentences.iter().filter(asks).collect();
    let is_asked = |kind: &Regex| asking.iter().any(|sentence| kind.is_match(sentence));
    KINDS.iter().filter(|(_, kind)| is_asked(kind)).map(|(asked, _)| *asked).collect()
}

/// What a text asks for although the case has it, in words.
pub fn asked_again(text: &str, profile: &Profile, case: &Case) -> Vec<&'static str> {
    let told = Told::of(case);
    let about = order_of(profile, case);
    let items = about.as_ref().map_or(&[][..], |(order, _)| &order.items);
    let known = |asked: &Asked| match asked {
        Asked::Photo => told.photo.then_some("a photo"),
        Asked::Address => told.address.then_some("the address"),
        Asked::OrderNumber => {
            about.as_ref().is_some_and(|(_, found)| *found == Found::Number).then_some("the order's number")
        }
        Asked::Size => told.wanted_size(items).map(|_| "the size"),
        Asked::Plans => told.plans.then_some("their plans"),
        Asked::Budget => told.budget.as_ref().map(|_| "their budget"),
    };
    asked_for(text).iter().filter_map(known).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Could you send us a photo of the item and of its label?", &[Asked::Photo])]
    #[case("A photo of the damage helps us.", &[Asked::Photo])]
    #[case("Könnten Sie uns ein Foto schicken?", &[Asked::Photo])]
    #[case("Pourriez-vous nous envoyer une photo ?", &[Asked::Photo])]
    #[case("¿Podría enviarnos una foto?", &[Asked::Photo])]
    #[case("Potrebbe inviarci una foto?", &[Asked::Photo])]
    #[case("Kunt u ons een foto sturen?", &[Asked::Photo])]
    #[case("Poderia enviar-nos uma foto?", &[Asked::Photo])]
    #[case("Please send me the new address and your order number.", &[Asked::Address, Asked::OrderNumber])]
    #[case("Bitte teilen Sie uns Ihre Bestellnummer mit.", &[Asked::OrderNumber])]
    #[case("Which size do you need?", &[Asked::Size])]
    #[case("If you tell me what you plan to use it for, I can be more precise.", &[Asked::Plans])]
    fn what_is_asked_for_is_heard(#[case] text: &str, #[case] asked: &[Asked]) {
        assert_eq!(asked_for(text), asked);
    }

    #[rstest]
    #[case("Thank you for the photo.")]
    #[case("I am passing the new address on and will confirm it as soon as it is changed.")]
    #[case("Please send us no card numbers and no more personal data than the address itself.")]
    #[case("Your order #1042 is on its way.")]
    #[case("Ich gebe die neue Adresse weiter.")]
    #[case("Could you look once more with the neighbours?")]
    fn what_is_only_spoken_of_is_not(#[case] text: &str) {
        assert_eq!(asked_for(text), []);
    }
}
