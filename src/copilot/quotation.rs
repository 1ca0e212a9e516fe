//! What stands in quotation marks is somebody else's: a text without it.

/// The marks around a quotation.
pub struct Marks {
    begin: &'static [char],
    end: &'static [char],
}

/// Those of a fact, around what strangers wrote: `facts::quote` leaves none of them within.
pub const OF_FACTS: Marks = Marks { begin: &['«'], end: &['»'] };
/// Those of people. The mark that ends a German quotation begins an English one.
pub const OF_PEOPLE: Marks = Marks { begin: &['“', '„', '«'], end: &['“', '”', '»'] };

/// A text without what it quotes, and without the marks themselves. One that is not ended reaches to the end.
pub fn without_quotations(text: &str, marks: &Marks) -> String {
    let mut own = String::new();
    let mut is_quoted = false;
    for letter in text.chars() {
        if !is_quoted && marks.begin.contains(&letter) {
            is_quoted = true;
        } else if marks.end.contains(&letter) {
            is_quoted = false;
        } else if !is_quoted {
            own.push(letter);
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::german("Sie schrieb „ich warte“ und rief an", "Sie schrieb  und rief an")]
    #[case::english("You wrote “I wait”, and called", "You wrote , and called")]
    #[case::french("Vous dites «demain» et moi lundi", "Vous dites  et moi lundi")]
    #[case::not_ended("You wrote “I wait", "You wrote ")]
    #[case::not_begun("I wait” you wrote", "I wait you wrote")]
    #[case::within("You wrote “she said «no” to us", "You wrote  to us")]
    fn what_people_quote_is_left_out(#[case] text: &str, #[case] own: &str) {
        assert_eq!(without_quotations(text, &OF_PEOPLE), own);
    }

    #[rstest]
    #[case("case 7, subject «Where is it?»: open", "case 7, subject : open")]
    #[case("she wrote: «we said “soon” ‹twice›»; unanswered", "she wrote: ; unanswered")]
    #[case("a rug “Sol”, 80 cm", "a rug “Sol”, 80 cm")]
    fn what_a_fact_quotes_is_left_out(#[case] text: &str, #[case] own: &str) {
        assert_eq!(without_quotations(text, &OF_FACTS), own);
    }
}
