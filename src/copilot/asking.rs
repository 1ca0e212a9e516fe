//! The questions to ask in a call, worded by a model: each read, held against the facts it cites, and put in the place of
//! a built-in one; where one falls, the built-in one stays. Pure.

use serde_json::Value;

use super::conversation::{cut, evidence, line, refuse_addresses};
use super::facts::{FactKind, Facts};
use super::playbook::sells_nothing;
use super::situation::Situation;
use super::tone;
use super::verify::{Restore, Verified, verify_question};
use crate::domain::brief::{Dropped, Sentence, Verification};
use crate::domain::{EvidenceId, Profile, Purpose};

/// Places where the answer may begin that are tried.
const MOST_TRIES: usize = 50;
/// Questions of one page.
const MOST_QUESTIONS: usize = 3;

/// Words by which one asks how somebody likes what they have.
const LIKING: &[&str] = &[
    "do you like",
    "did you like",
    "do you love",
    "enjoy",
    "happy with",
    "satisfied with",
    "get on with",
    "getting on with",
    "works for you",
    "work for you",
    "suit you",
    "suits you",
];

/// Words by which a question is after another order.
const SELLING: &[&str] =
    &["next order", "order again", "order next", "buy again", "buy next", "next purchase"];

/// Words by which a question takes for granted that nothing was ordered.
const NOT_ORDERED: &[&str] = &[
    "a first order",
    "your first order",
    "a first purchase",
    "your first purchase",
    "not ordered",
    "never ordered",
    "not bought",
    "never bought",
    "no order",
];

/// What a model's answer came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Worded {
    /// Each in its place; nothing where it was struck, or there was none.
    pub questions: Vec<Option<Sentence>>,
    /// What the check found.
    pub verification: Verification,
}

impl Worded {
    /// Whether any question stood the check.
    pub fn is_any(&self) -> bool {
        self.questions.iter().any(Option::is_some)
    }
}

/// Reads a model's answer.
///
/// # Errors
/// It is not in the form that was asked for, in words.
pub fn read(answer: &str, profile: &Profile, facts: &Facts, restore: Restore<'_>) -> Result<Worded, String> {
    let asked = questions(answer).ok_or("the model's answer holds nothing in the form that was asked for")?;
    let mut worded = Worded { questions: Vec::new(), verification: Verification::default() };
    for element in &asked {
        let text = line(element["text"].as_str().unwrap_or_default());
        let is_known = |text: &str| worded.questions.iter().flatten().any(|earlier| earlier.text == text);
        let outcome = match checked(&text, element, profile, facts, restore) {
            _ if worded.questions.len() >= MOST_QUESTIONS => Err("there were enough questions".to_owned()),
            Ok((verified, _)) if is_known(&verified.text) => Err("it asks again what was asked".to_owned()),
            outcome => outcome,
        };
        let verification = &mut worded.verification;
        verification.sentences += 1;
        let question = match outcome {
            Ok((verified, evidence)) => {
                verification.kept += 1;
                verification.unchecked += u32::from(!verified.checked);
                Some(Sentence { text: verified.text, evidence })
            }
            Err(why) => {
                verification.dropped.push(Dropped { text: cut(&text), why });
                None
            }
        };
        if worded.questions.len() < MOST_QUESTIONS {
            worded.questions.push(question);
        }
    }
    Ok(worded)
}

fn checked(
    text: &str,
    element: &Value,
    profile: &Profile,
    facts: &Facts,
    restore: Restore<'_>,
) -> Result<(Verified, Vec<EvidenceId>), String> {
    let mut cited = evidence(element)?;
    cited.extend(facts.quoted_from(&[text], &cited));
    let verified = verify_question(text, &cited, facts, restore)?;
    refuse_untimely(&verified.text, &cited, profile, facts)?;
    // What a slot quotes says whose words they are.
    refuse_addresses(&restore(text)?, profile)?;
    Ok((Verified { text: line(&verified.text), ..verified }, cited))
}

/// Refuses to ask how they like what an open case is about, anything but their case where they ask to be erased, after
/// another order where the page advises against selling, and after a first one where nobody knows that there is none.
fn refuse_untimely(text: &str, cited: &[EvidenceId], profile: &Profile, facts: &Facts) -> Result<(), String> {
    let situation = Situation::of(profile, facts, Purpose::Sales);
    if situation.erasure().is_some_and(|case| !cited.contains(&case.evidence)) {
        return Err("they ask to have their data erased, and it is about something else".to_owned());
    }
    let mut orders = profile.orders.iter().filter(|order| cited.contains(&order.evidence));
    let is_liked = tone::contains_any(&text.to_lowercase(), LIKING);
    if is_liked && orders.any(|order| situation.is_spoken_of(order)) {
        return Err("it asks how they like what an open case is about".to_owned());
    }
    let of_product = |id: &EvidenceId| facts.get(id).is_some_and(|fact| fact.kind == FactKind::Product);
    let takes_for_new = tone::contains_any(text, NOT_ORDERED);
    let is_of_order = profile.orders.iter().any(|order| cited.contains(&order.evidence));
    if takes_for_new && !is_of_order && !situation.has_no_orders() {
        return Err("it takes for granted that nothing was ordered, which is not known".to_owned());
    }
    let is_selling = cited.iter().any(of_product) || tone::contains_any(text, SELLING);
    if is_selling && sells_nothing(&situation) {
        return Err("it sells, and nothing is to be sold in this call".to_owned());
    }
    Ok(())
}

/// The questions of the first JSON object that has some; some models write around it, or think aloud before it.
fn questions(text: &str) -> Option<Vec<Value>> {
    let said = text.rsplit_once("</think>").map_or(text, |(_, said)| said);
    said.match_indices('{').take(MOST_TRIES).find_map(|(begin, _)| {
        let value: Value = serde_json::Deserializer::from_str(&said[begin..]).into_iter().next()?.ok()?;
        value.get("questions")?.as_array().cloned()
    })
}
