//! What was asked of a model and what came back.

use deskhand::domain::audit::Digest32;

use super::{ASKED, answer, maya, noah, on_both, wire};

#[tokio::test]
async fn model_calls_are_listed_for_all_and_for_one_newest_first() {
    on_both(async |repository| {
        for number in 1..=4 {
            let customer = if number == 2 { noah() } else { maya() };
            repository.put_wire(&wire(customer, number)).await.unwrap();
        }
        let all = repository.wires(None, 3).await.unwrap();
        assert_eq!(all, [wire(maya(), 4), wire(maya(), 3), wire(noah(), 2)]);
        let mayas = repository.wires(Some(maya()), 9).await.unwrap();
        assert_eq!(mayas, [wire(maya(), 4), wire(maya(), 3), wire(maya(), 1)]);
        assert_eq!(repository.wires(Some(noah()), 9).await.unwrap(), [wire(noah(), 2)]);
    })
    .await;
}

#[tokio::test]
async fn a_models_answer_is_found_by_what_was_asked_until_it_is_too_old() {
    on_both(async |repository| {
        let other = Digest32([8; 32]);
        repository.put_answer(maya(), ASKED, &answer(10), None).await.unwrap();
        assert_eq!(repository.answer(maya(), ASKED).await.unwrap(), Some(answer(10)));
        assert_eq!(repository.answer(maya(), other).await.unwrap(), None);
        assert_eq!(repository.answer(noah(), ASKED).await.unwrap(), None, "another customer's");
        let oldest = Some(answer(11).at);
        repository.put_answer(noah(), other, &answer(12), oldest).await.unwrap();
        assert_eq!(repository.answer(maya(), ASKED).await.unwrap(), Some(answer(10)), "not noah's to remove");
        repository.put_answer(maya(), other, &answer(12), oldest).await.unwrap();
        assert_eq!(repository.answer(maya(), ASKED).await.unwrap(), None);
        assert_eq!(repository.answer(maya(), other).await.unwrap(), Some(answer(12)));
    })
    .await;
}
