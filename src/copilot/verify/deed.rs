//! What a draft says that the shop has done with goods or money: a deed that no fact tells of is none. What the writer
//! did at the desk (asked, noted, looked) is theirs to say.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Match, Regex};

use super::literal::Rest;
use super::sentence::Sentence;
use super::{View, words};
use crate::copilot::facts::Claim;
use crate::copilot::tone;

/// A deed of the shop, as done.
static DONE: LazyLock<Regex> = LazyLock::new(|| {
    let deeds = "issued|refunded|reimbursed|credited|transferred|paid|waived|replaced|exchanged|swapped|upgraded|sent|resent|shipped|dispatched|reserved|approved|granted|arranged|processed|initiated|cancelled|repaired|booked|reordered";
    let pattern = format!(
        r"\b(?:we|i)(?:'ve| have)?(?: already| now| just| also| today)* (?:{deeds})\b|\b(?:has|have|had)(?: already| now| just)? been (?:{deeds})\b|\b(?:was|were)(?: already)? (?:{deeds})\b"
    );
    Regex::new(&pattern).expect("constant pattern; every test compiles it")
});

/// What a deed with money is told with.
const MONEY: &[&str] =
    &["refund", "refunded", "reimbursed", "credited", "money", "reimbursement", "credit", "transferred"];

/// Refuses money that nothing cited tells to have gone to the customer: whoever reads it waits for it.
pub fn check_money(sentence: &Sentence, view: &View<'_>) -> Result<(), String> {
    for (found, (start, end)) in deeds(sentence) {
        let is_refunded = || {
            view.near_facts(sentence, found.start())
                .iter()
                .any(|f| f.claims.get(&Claim::Refunded) == Some(&true))
        };
        if tone::contains_any(&sentence.lower[start..end], MONEY) && !is_refunded() {
            return Err(format!("nothing it cites tells that `{}`", found.as_str()));
        }
    }
    Ok(())
}

/// Refuses a deed that the cited facts don't tell of.
pub fn check(sentence: &Sentence, rest: &Rest, held: &[Range<usize>], view: &View<'_>) -> Result<(), String> {
    for (_, clause) in deeds(sentence) {
        words::check_clause(sentence, rest, held, clause, view)?;
    }
    Ok(())
}

/// What a sentence says to be done, each with its clause.
fn deeds(sentence: &Sentence) -> impl Iterator<Item = (Match<'_>, (usize, usize))> {
    let with_clause = DONE
        .find_iter(&sentence.lower)
        .map(|found| (found, sentence.clauses()[sentence.clause_number(found.start())]));
    with_clause.filter(|(_, (start, end))| {
        let open = ["whether", "if", "once", "when", "as soon as", "not"];
        !tone::contains_any(&sentence.lower[*start..*end], &open)
            && !sentence.lower[*start..*end].trim_start().starts_with("no ")
    })
}
