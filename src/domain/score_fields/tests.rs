use super::*;
use proptest::prelude::*;

const CONTACT: &str = "hubspot/contact/512001";

fn contact() -> OnContact {
    OnContact::new(CONTACT.parse().unwrap())
}

fn values(given: &[(ScoreField, &str)]) -> Values {
    Values(given.iter().map(|(field, value)| (*field, (*value).to_owned())).collect())
}

#[test]
fn a_field_is_written_over_what_was_written_and_over_nothing_else() {
    use ScoreField::{Risk, ScoredAt, Tier, Value};
    for (field, written, sending, now, proposed, wanted) in [
        (Tier, None, None, "", "gold", Step::Write),
        (Tier, None, None, "gold", "gold", Step::Leave),
        (Tier, None, None, "silver", "gold", Step::Conflict),
        (Tier, Some("gold"), None, "gold", "silver", Step::Write),
        (Tier, Some("gold"), None, "bronze", "silver", Step::Conflict),
        // Whoever empties it has changed it.
        (Tier, Some("gold"), None, "", "silver", Step::Conflict),
        (Tier, Some("gold"), None, "bronze", "", Step::Leave),
        (Tier, Some("gold"), None, "gold", "", Step::Write),
        // The program was killed before it heard whether that arrived.
        (Tier, Some("gold"), Some("silver"), "silver", "bronze", Step::Write),
        (Tier, Some("gold"), Some("silver"), "gold", "bronze", Step::Write),
        (Tier, None, Some("silver"), "silver", "bronze", Step::Write),
        (Value, Some("120.50"), None, "120.5", "130", Step::Write),
        (Value, None, None, "120.50", "120.5", Step::Leave),
        // A hundredth is the passing of days.
        (Value, Some("120.50"), None, "120.50", "121.60", Step::Leave),
        (Value, Some("120.50"), None, "120.50", "122.00", Step::Write),
        (Value, Some("0"), None, "0", "0.01", Step::Write),
        (Risk, Some("0.40"), None, "0.40", "0.41", Step::Leave),
        (Risk, Some("0.40"), None, "0.40", "0.42", Step::Write),
        (Risk, None, None, "0.40", "0.41", Step::Conflict),
        (ScoredAt, Some("2026-11-26T09:00:00Z"), None, "1795683600000", "2026-11-26T09:00:01Z", Step::Write),
    ] {
        let mut known = contact();
        written.into_iter().for_each(|value| known.written.set(field, value));
        sending.into_iter().for_each(|value| known.sending.set(field, value));
        assert_eq!(
            step(&known, &Seal::default(), field, now, proposed),
            wanted,
            "{field:?} {written:?} {sending:?} {now} {proposed}"
        );
    }
}

#[test]
fn a_tier_of_a_person_keeps_its_words_and_a_date_comes_with_a_change() {
    use ScoreField::{Reasoning, Risk, ScoredAt, Tier};
    let proposed =
        values(&[(Tier, "gold"), (Reasoning, "because"), (Risk, "0.4"), (ScoredAt, "2026-11-26T09:00:00Z")]);
    let plan = Plan::of(&mut contact(), &values(&[(Tier, "bronze")]), &proposed);
    assert_eq!(plan.conflicts, values(&[(Tier, "gold")]));
    assert_eq!(plan.write, values(&[(Risk, "0.4"), (ScoredAt, "2026-11-26T09:00:00Z")]));
    let as_it_is = values(&[(Tier, "gold"), (Reasoning, "because"), (Risk, "0.40")]);
    assert_eq!(Plan::of(&mut contact(), &as_it_is, &proposed), Plan::default());
}

#[test]
fn a_held_tier_takes_its_words_along_and_leaves_the_rest() {
    use ScoreField::{Reasoning, Risk, ScoredAt, Tier};
    let mut known = contact();
    known.written = values(&[(Tier, "gold"), (Reasoning, "was"), (Risk, "0.4")]);
    let now = known.written.clone();
    let proposed =
        values(&[(Tier, "silver"), (Reasoning, "is"), (Risk, "0.5"), (ScoredAt, "2026-11-26T09:00:00Z")]);
    let mut plan = Plan::of(&mut known, &now, &proposed);
    assert_eq!(plan.tier_change(&now), Some(("gold", "silver")));
    plan.hold_tier();
    assert_eq!(plan.held, values(&[(Tier, "silver"), (Reasoning, "is")]));
    assert_eq!(plan.write, values(&[(Risk, "0.5"), (ScoredAt, "2026-11-26T09:00:00Z")]));
    assert_eq!(plan.tier_change(&now), None);
}

#[test]
fn what_is_kept_or_put_off_is_asked_again_when_its_time_is_over() {
    let now: Timestamp = "2026-11-26T09:00:00Z".parse().unwrap();
    let review = TierReview {
        customer: CustomerId::new(uuid::Uuid::nil()),
        before: "gold".to_owned(),
        after: "silver".to_owned(),
        reasoning: "fewer orders".to_owned(),
        case: HoldingCase {
            record: "hubspot/case/77".parse().unwrap(),
            subject: "Strap".to_owned(),
            status: "New".to_owned(),
            open: true,
            opened_at: Some(now),
        },
        since: now,
        state: ReviewState::Waiting,
    };
    let kept = review.decided(ReviewWord::Keep, "rep", now);
    let days = |days: i64| now + SignedDuration::from_hours(24 * days);
    assert!(!kept.is_asked(days(29)) && kept.is_asked(days(31)));
    assert_eq!(TierReview::renewed(review.clone(), Some(&kept), days(3)).state, kept.state);
    assert_eq!(TierReview::renewed(review.clone(), Some(&kept), days(31)).state, ReviewState::Waiting);
    let other = TierReview { after: "bronze".to_owned(), ..review.clone() };
    assert_eq!(TierReview::renewed(other, Some(&kept), days(3)).state, ReviewState::Waiting);
    let yes = review.decided(ReviewWord::Write, "rep", now);
    assert!(yes.is_allowed("gold", "silver") && !yes.is_allowed("gold", "bronze") && !yes.is_asked(now));
}

/// Writes to a contact as the desk does, from a machine that knows what `known` says.
fn written_by(known: &mut OnContact, there: &mut Values, proposed: &Values) -> Plan {
    let plan = Plan::of(known, there, proposed);
    let seal = known.seal(there, &plan.write).text();
    known.begin(&plan.write);
    there.0.extend(plan.write.0.clone());
    there.set(ScoreField::Seal, seal);
    known.arrived(&plan.write);
    plan
}

#[test]
fn another_machine_goes_on_with_what_a_machine_wrote_and_leaves_what_a_person_did() {
    use ScoreField::{Risk, Tier, Value};
    let (mut here, mut elsewhere, mut there) = (contact(), contact(), Values::default());
    let first = values(&[(Tier, "gold"), (Value, "120.50"), (Risk, "0.40")]);
    written_by(&mut here, &mut there, &first);
    // Somebody puts a tier of their own, and the vendor spells the rest its own way.
    there.set(Tier, "bronze");
    there.set(Value, "120.5");
    let second = values(&[(Tier, "silver"), (Value, "150.00"), (Risk, "0.60")]);
    let plan = written_by(&mut elsewhere, &mut there, &second);
    assert_eq!(plan.write, values(&[(Value, "150.00"), (Risk, "0.60")]));
    assert_eq!(plan.conflicts, values(&[(Tier, "silver")]));
    // And back: what was written elsewhere is ours, the person's stays theirs, also where it is emptied.
    there.set(Tier, "");
    let third = values(&[(Tier, "silver"), (Value, "200.00"), (Risk, "0.60")]);
    let plan = written_by(&mut here, &mut there, &third);
    assert_eq!((plan.write, plan.conflicts), (values(&[(Value, "200.00")]), values(&[(Tier, "silver")])));
    let plan = written_by(&mut contact(), &mut there, &third);
    assert_eq!(plan.conflicts, values(&[(Tier, "silver")]), "a third machine sees it too");
    // Back to what one machine wrote before the other did: a person has done that.
    there.set(Value, "150.00");
    let plan = written_by(&mut elsewhere, &mut there, &third);
    assert_eq!(plan.conflicts, values(&[(Value, "200.00"), (Tier, "silver")]));
}

#[test]
fn what_was_written_before_there_were_seals_is_sealed_and_then_known_elsewhere() {
    use ScoreField::Tier;
    let (mut here, mut there) = (contact(), values(&[(Tier, "gold")]));
    here.written = there.clone();
    let same = there.clone();
    assert_eq!(
        Plan::of(&mut contact(), &there, &values(&[(Tier, "silver")])).conflicts,
        values(&[(Tier, "silver")])
    );
    assert_eq!(written_by(&mut here, &mut there, &same), Plan::default());
    let plan = Plan::of(&mut contact(), &there, &values(&[(Tier, "silver")]));
    assert_eq!(plan.write, values(&[(Tier, "silver")]));
    assert_eq!(here.seal(&there, &Values::default()), Seal::beside(&there), "once is enough");
}

#[test]
fn what_a_person_gives_up_is_written_over_and_sealed_anew() {
    use ScoreField::Tier;
    let (mut here, mut there) = (contact(), Values::default());
    written_by(&mut here, &mut there, &values(&[(Tier, "gold")]));
    there.set(Tier, "bronze");
    let wanted = values(&[(Tier, "silver")]);
    assert_eq!(Plan::of(&mut here, &there, &wanted).conflicts, wanted);
    here.take_over(Tier, "bronze");
    assert_eq!(written_by(&mut here, &mut there, &wanted).write, wanted);
    there.set(Tier, "bronze");
    assert_eq!(Plan::of(&mut here, &there, &wanted).conflicts, wanted, "given up once, not for ever");
}

#[test]
fn a_run_is_taken_back_where_nobody_has_changed_what_it_wrote() {
    use ScoreField::{Product, Risk, Tier, Value};
    let mut known = contact();
    let before = values(&[(Tier, "gold"), (Value, "100.00"), (Product, "TENT")]);
    known.written = before.clone();
    let first = values(&[(Tier, "silver"), (Value, "50.00")]);
    known.begin_in(3, &before, &first);
    known.arrived(&first);
    // The same run, after it was interrupted.
    let mut now = before.clone();
    now.0.extend(first.0);
    let second = values(&[(Tier, "bronze"), (Risk, "0.90"), (Product, "")]);
    known.begin_in(3, &now, &second);
    known.arrived(&second);
    now.0.extend(second.0);
    now.set(Value, "50");
    assert_eq!(
        Plan::taking_back(&mut known.clone(), &now, 2),
        Plan::default(),
        "of another run nothing is known"
    );
    now.set(Risk, "0.10");
    let plan = Plan::taking_back(&mut known.clone(), &now, 3);
    assert_eq!(plan.write, before);
    assert_eq!(plan.conflicts, values(&[(Risk, "")]), "a person has changed it since");
    now.0.extend(before.0);
    assert_eq!(Plan::taking_back(&mut known, &now, 3).write, Values::default(), "it stands as it did");
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[abc]"]
}

fn known() -> impl Strategy<Value = OnContact> {
    let maybe = || proptest::option::of(value());
    (maybe(), maybe()).prop_map(|(written, sending)| {
        let mut known = contact();
        written.into_iter().for_each(|value| known.written.set(ScoreField::Product, value));
        sending.into_iter().for_each(|value| known.sending.set(ScoreField::Product, value));
        known
    })
}

proptest! {
    /// What is written over was put there by deskhand, or was nothing.
    #[test]
    fn nothing_of_anybody_elses_is_written_over(known in known(), now in value(), proposed in value()) {
        let field = ScoreField::Product;
        let own = [known.written.0.get(&field), known.sending.0.get(&field)].into_iter().flatten();
        let is_own = own.into_iter().any(|value| *value == now);
        match step(&known, &Seal::default(), field, &now, &proposed) {
            Step::Write => {
                let is_nobodys = now.is_empty() && !known.written.0.contains_key(&field);
                prop_assert!(now != proposed && (is_own || is_nobodys));
            }
            Step::Conflict => prop_assert!(now != proposed && !proposed.is_empty() && !is_own),
            Step::Leave => prop_assert!(now == proposed || proposed.is_empty()),
        }
    }

    /// Killed before, while or after it is sent, the next run ends where this one would have, and then has nothing to do.
    #[test]
    fn whenever_it_is_killed_the_next_run_ends_alike(first in value(), second in value(), arrived: bool, heard: bool) {
        let field = ScoreField::Product;
        let (mut known, mut there) = (contact(), Values::default());
        for (at, proposed) in [first, second.clone(), second].into_iter().enumerate() {
            let wanted = values(&[(field, &proposed)]);
            let plan = Plan::of(&mut known, &there, &wanted);
            prop_assert_eq!(&plan.conflicts, &Values::default());
            let is_killed = at == 0;
            known.begin(&plan.write);
            if !is_killed || arrived {
                there.0.extend(plan.write.0.clone());
            }
            if !is_killed || (arrived && heard) {
                known.arrived(&plan.write);
            }
            if !is_killed {
                prop_assert_eq!(there.get(field), &proposed);
            }
            if at == 2 {
                prop_assert_eq!(plan, Plan::default());
            }
        }
    }
}
