//! What a message is about, without a language model: decisions over concepts, and a small learned model where the
//! wording is of a kind that it was learned from.

use super::concepts;
use super::model::{self, CATEGORIES, Judgement};
use crate::domain::triage::Category;

/// What the decisions weigh beside the model's probabilities where nothing of the wording is familiar.
const DECIDED: f32 = 0.9;
/// Up to this familiarity they weigh all of it, and nothing where everything is familiar.
const UNFAMILIAR: f32 = 0.6;

/// Of these the model has met a handful of messages: what the decisions say of them counts, whatever is familiar.
const SCARCE: [Category; 2] = [Category::ProductQuestion, Category::DeliveryProblem];
const SURE: f32 = 0.95;
/// Below this familiarity, and what then becomes of it.
const STRANGE: f32 = 0.35;
const DOUBTED: f32 = 0.9;
/// From this familiarity on the model is believed in all things.
const WELL_KNOWN: f32 = 0.8;

/// What an English message is about.
pub fn english(text: &str) -> Category {
    weighed(text, &model::judge(text))
}

/// The same with a model of one's own, for measuring.
pub fn weighed(text: &str, judgement: &Judgement) -> Category {
    let concepts = concepts::of(text);
    let decided = concepts::category(concepts).unwrap_or(Category::Other);
    let unfamiliar = ((1.0 - judgement.familiar) / (1.0 - UNFAMILIAR)).clamp(0.0, 1.0);
    let is_scarce = SCARCE.contains(&decided) && judgement.familiar < WELL_KNOWN;
    let weight = if is_scarce || concepts.may_be_an_opinion() { SURE } else { DECIDED * unfamiliar };
    let mut scores: [f32; CATEGORIES] = judgement.probabilities;
    // That something is of no kind is what a model says most easily of what it does not know.
    if judgement.familiar < STRANGE {
        scores[model::place(Category::Other)] *= DOUBTED;
    }
    scores[model::place(decided)] += weight;
    let best = (0..CATEGORIES).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0);
    Category::ALL[best]
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Any news on parcel 4417? It left your warehouse ten days ago.", Category::OrderStatus)]
    #[case("When can I expect the boots I bought on Monday?", Category::OrderStatus)]
    #[case("I want to send back the jacket, how do I get a label?", Category::ReturnRefund)]
    #[case("Still no refund for the stove I returned in May", Category::ReturnRefund)]
    #[case("Please cancel my order, I found it cheaper elsewhere", Category::CancelChange)]
    #[case("Could you change the delivery address to my office?", Category::CancelChange)]
    #[case(
        "Change the delivery, please. Dear team, please send the mats to my sister, my neighbour can take them in. If \
         there is a cost, charge my card.",
        Category::CancelChange
    )]
    #[case("My card was charged twice for one purchase", Category::Payment)]
    #[case("I need an invoice with our VAT number", Category::Payment)]
    #[case("Is the rope certified for climbing?", Category::ProductQuestion)]
    #[case("Does this tent fit two people and a dog?", Category::ProductQuestion)]
    #[case("The lamp came with a cracked shade", Category::DeliveryProblem)]
    #[case("I ordered gloves and got somebody else's socks", Category::DeliveryProblem)]
    #[case("I forgot my password and cannot log in", Category::Account)]
    #[case("Please delete my account", Category::Account)]
    #[case("Your service is terrible, I am very disappointed", Category::Complaint)]
    #[case("Thanks a lot, the sleeping bag is wonderful!", Category::Praise)]
    #[case("Can I talk to a human?", Category::Other)]
    fn a_plain_message_is_filed_where_a_person_would(#[case] text: &str, #[case] category: Category) {
        assert_eq!(english(text), category);
    }

    #[test]
    fn what_is_familiar_is_left_to_the_model() {
        let known = model::judge("i need help to cancel an order");
        assert!(known.familiar > 0.8, "{known:?}");
        let unknown = model::judge("quixotic zephyrs bewilder jolly gnomes");
        assert!(unknown.familiar < 0.2, "{unknown:?}");
        assert!((unknown.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }

    #[test]
    fn any_text_is_judged() {
        for text in ["", " ", "😀", "\0", &"a".repeat(100_000)] {
            english(text);
        }
    }
}
