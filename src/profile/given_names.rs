//! Whether two names can be one person's. Pure.
//!
//! Households and switchboards share a telephone: what tells their people apart is the given name. Two names are held
//! against each other without letter case, accents and titles; where one of them says no given name, an initial or a known
//! short form, nothing is contradicted.

use super::likeness::words_in_order;

/// Letters that a beginning of a name has at least to be its short form, and that it leaves out: `Ben` of `Benjamin`, while
/// `Dan` and `Dana` are two.
const SHORTEST: usize = 3;
const LEFT_OUT: usize = 3;
/// What makes another name of a beginning: `Paul` and `Pauline` are two.
const OTHER_NAMES: &[&str] = &["ine", "ina", "ette", "etta", "ella", "inia"];

/// Words before a name that are none.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "herr", "frau", "mme", "mlle", "monsieur", "madame", "sr",
    "sra", "sig", "signora", "dhr", "mevr",
];

/// A name, as it is spelled, with its short forms that are no beginnings of it.
const SHORT_FORMS: &[&[&str]] = &[
    &["alexander", "sasha", "xander", "sandro"],
    &["alexandra", "sasha", "sandra"],
    &["andrew", "andy", "drew"],
    &["anthony", "tony"],
    &["antonio", "toni", "tonio"],
    &["barbara", "babs"],
    &["catherine", "katherine", "kathryn", "kate", "cathy", "kathy", "katie"],
    &["charles", "charlie", "chuck"],
    &["christina", "tina"],
    &["christine", "tina"],
    &["dietrich", "dieter"],
    &["edward", "ted", "teddy", "eddie", "ned"],
    &["elisabeth", "elizabeth", "liz", "lizzie", "beth", "betty", "sissi"],
    &["francisco", "paco", "pancho"],
    &["frederick", "freddie"],
    &["friedrich", "fritz"],
    &["gerhard", "gerd"],
    &["giuseppe", "beppe", "peppe"],
    &["guillermo", "memo"],
    &["heinrich", "heinz"],
    &["henry", "harry", "hank"],
    &["ignacio", "nacho"],
    &["james", "jim", "jimmy", "jamie"],
    &["johann", "hans"],
    &["johannes", "hans", "hannes"],
    &["john", "jack", "johnny"],
    &["jose", "pepe"],
    &["josef", "sepp"],
    &["joseph", "joe"],
    &["lawrence", "larry"],
    &["luigi", "gigi"],
    &["margaret", "maggie", "meg", "peggy"],
    &["margarete", "greta", "grete", "gretchen"],
    &["martina", "tina"],
    &["mary", "molly", "polly"],
    &["matthew", "matt"],
    &["michael", "mike", "mick"],
    &["nicholas", "nick", "nico"],
    &["nikolaus", "nick", "niko", "klaus"],
    &["patricia", "pat", "trish", "tricia"],
    &["patrick", "pat", "paddy"],
    &["peter", "pete"],
    &["philip", "philipp", "phil", "pip"],
    &["rebecca", "becky", "becca"],
    &["richard", "dick", "rick", "ricky"],
    &["robert", "bob", "bobby", "bert"],
    &["sarah", "sally"],
    &["sebastian", "basti"],
    &["susan", "sue", "susie"],
    &["susanne", "susi", "sanne"],
    &["theodor", "theodore", "ted"],
    &["theresa", "therese", "terry", "tess"],
    &["thomas", "tom", "tommy"],
    &["ulrich", "uli", "ulli"],
    &["ulrike", "uli", "ulli"],
    &["victoria", "vicky", "tori"],
    &["wilhelm", "willi", "willy"],
    &["william", "bill", "billy", "will", "willy", "liam"],
];

/// Whether two names say two given names, so that one person cannot have both.
pub(super) fn contradict(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a.and_then(Name::read), b.and_then(Name::read)) else { return false };
    if is_like(a.given(), b.given()) {
        return false;
    }
    let lacks =
        |one: &Name, other: &Name| one.words.iter().all(|word| other.words.iter().any(|w| is_like(word, w)));
    // All of the one stands in the other: it says less, or in another order.
    !lacks(&a, &b) && !lacks(&b, &a)
}

/// A name without titles, the given name first.
struct Name {
    words: Vec<String>,
}

impl Name {
    fn read(text: &str) -> Option<Self> {
        // `Voss, Peter`
        let turned = text.split_once(',').map(|(family, given)| format!("{given} {family}"));
        let mut words = words_in_order(turned.as_deref().unwrap_or(text));
        words.retain(|word| !TITLES.contains(&word.as_str()));
        (!words.is_empty()).then_some(Self { words })
    }

    fn given(&self) -> &str {
        &self.words[0]
    }
}

/// The same, an initial, a beginning, or a known short form of it.
fn is_like(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let letters = short.chars().count();
    let is_beginning = long.strip_prefix(short).is_some_and(|rest| {
        let is_short_form = letters >= SHORTEST && rest.chars().count() >= LEFT_OUT;
        rest.is_empty() || letters == 1 || is_short_form && !OTHER_NAMES.contains(&rest)
    });
    is_beginning || SHORT_FORMS.iter().any(|names| names.contains(&a) && names.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("Anna Voss", "Peter Voss", true)]
    #[case("Voss, Anna", "Peter Voss", true)]
    #[case("Anna Voss", "Peter Klein", true)]
    #[case("Ruth Abernathy", "Basecamp Rentals", true)]
    #[case("Anna Voss", "Anna Klein", false)]
    #[case("Anna Voss", "ANNA  VÓSS", false)]
    #[case("A. Voss", "Anna Voss", false)]
    #[case("A. Voss", "Peter Voss", true)]
    #[case("Voss", "Peter Voss", false)]
    #[case("", "Peter Voss", false)]
    #[case("Mr. Voss", "Peter Voss", false)]
    #[case("Dr. Anna Voss", "Herr Peter Voss", true)]
    #[case("Bill Tanaka", "William Tanaka", false)]
    #[case("Ben Tanaka", "Benjamin Tanaka", false)]
    #[case("Mia Tanaka", "Tanaka Mia", false)]
    #[case("Anna Maria Voss", "Maria Voss", false)]
    #[case("Hans-Peter Voss", "Peter Voss", false)]
    #[case("Jo Voss", "Jonas Voss", true)]
    #[case("Dan Voss", "Daniel Voss", false)]
    #[case("Dan Voss", "Dana Voss", true)]
    #[case("Paul Voss", "Pauline Voss", true)]
    #[case("Alexander Voss", "Alexandra Voss", true)]
    #[case("Christian Voss", "Christopher Voss", true)]
    fn given_names_tell_people_apart(#[case] a: &str, #[case] b: &str, #[case] is_contradiction: bool) {
        assert_eq!(contradict(Some(a), Some(b)), is_contradiction);
        assert_eq!(contradict(Some(b), Some(a)), is_contradiction);
        assert!(!contradict(None, Some(b)));
    }
}
