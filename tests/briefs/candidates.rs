//! Candidates: which there are and why, what a model can change of one, and how decisions hold.

use deskhand::copilot::candidates::{self, Candidate, Decision, Standing, Tally, Terms, Verdict};
use deskhand::copilot::conversation::{Answered, Conversation};
use deskhand::copilot::facts::{Facts, Scope};
use deskhand::copilot::situation::Situation;
use deskhand::domain::action::ActionKind;
use deskhand::domain::agenda::Way;
use deskhand::domain::basis::Basis;
use deskhand::domain::commerce::ShipmentStatus;

use deskhand::domain::crm::{Activity, ActivityKind, Deal, DealOutcome, Message, MessageFrom};
use deskhand::domain::customer::ConsentState;
use deskhand::domain::quiet::Quiet;
use deskhand::domain::score::{Churn, Tier};
use deskhand::domain::{Currency, EvidenceId, Money, Profile, Purpose};
use jiff::tz::TimeZone;
use rstest::rstest;
use serde_json::{Value, json};

use crate::conversation::{ada, listen, reasons, restore, suggestion, terms};
use crate::profile_support::{days_ago, hubspot, now};

fn with_situation<T>(profile: &Profile, purpose: Purpose, work: impl FnOnce(&Situation<'_>) -> T) -> T {
    let facts = Facts::of(profile, Scope { purpose, question: None }, now(), &TimeZone::UTC);
    work(&Situation::of(profile, &facts, purpose))
}

fn of(profile: &Profile, purpose: Purpose, terms: &Terms) -> Vec<Candidate> {
    with_situation(profile, purpose, |situation| candidates::all(situation, terms))
}

fn ids(candidates: &[Candidate]) -> Vec<&str> {
    let open = candidates.iter().filter(|candidate| candidate.standing.is_open());
    open.map(|candidate| candidate.id.as_str()).collect()
}

fn one<'a>(candidates: &'a [Candidate], id: &str) -> &'a Candidate {
    let found = candidates.iter().find(|candidate| candidate.id == id);
    found.unwrap_or_else(|| panic!("no {id} among {:?}", ids(candidates)))
}

/// A decision about a candidate, made two days ago.
fn decided(profile: &Profile, candidate: &Candidate, verdict: Verdict) -> Decision {
    let words = candidate.words.as_ref();
    Decision {
        candidate: Some(candidate.id.clone()),
        action: candidate.action,
        case: candidate.case.clone(),
        title: words.map(|words| words.title.clone()).unwrap_or_default(),
        reason: candidate.why.clone(),
        at: days_ago(2),
        verdict,
        basis: Basis::of(profile, candidate.about.iter().chain(&candidate.evidence)),
    }
}

fn dismissed(reason: &str) -> Verdict {
    Verdict::Dismissed(reason.to_owned())
}

fn after(decisions: Vec<Decision>) -> Terms {
    Terms { decisions, ..terms() }
}

#[test]
fn candidates_come_from_what_is_open_and_allowed() {
    let waits = ada("Where is it?", ConsentState::Subscribed);
    let list = of(&waits, Purpose::Support, &terms());
    assert_eq!(
        ids(&list),
        [
            "reply-77",
            "task-behind-the-reply-77",
            "note-on-the-case-77",
            "next-check",
            "task",
            "note",
            "raise-the-priority-77",
        ],
    );
    let reply = one(&list, "reply-77");
    assert_eq!((reply.channel.as_deref(), reply.timing.as_deref()), (Some("email"), Some("now")));
    assert_eq!(reply.evidence[0], EvidenceId::new("case", "77"));
    assert!(reply.why.contains("{case:77."), "facts enter as slots: {}", reply.why);
    assert_eq!(
        reply.expected,
        "the customer knows where they stand, and the case can be settled; no history yet"
    );
    let content = ada("", ConsentState::Subscribed);
    let list = of(&content, Purpose::Sales, &terms());
    let discount = one(&list, "discount");
    let bounds = discount.offer.expect("a discount offers something");
    assert_eq!(bounds.in_words(), "up to 10 %; up to 50 % with the yes of a manager");
    assert_eq!(discount.channel.as_deref(), Some("email"));
}

#[rstest]
#[case::unsubscribed("", ConsentState::Unsubscribed)]
#[case::never_asked("", ConsentState::NotSubscribed)]
#[case::angry("This is unacceptable!", ConsentState::Subscribed)]
fn who_may_not_be_advertised_to_has_no_candidate_that_sells(
    #[case] message: &str,
    #[case] consent: ConsentState,
) {
    for purpose in [Purpose::Support, Purpose::Sales] {
        let list = of(&ada(message, consent), purpose, &terms());
        let sells = |c: &&Candidate| c.action.is_marketing() || c.offer.is_some();
        assert_eq!(list.iter().filter(sells).count(), 0, "{:?}", ids(&list));
        assert!(ids(&list).contains(&"note") && ids(&list).contains(&"task"));
    }
}

#[test]
fn a_model_settles_the_words_and_the_candidate_settles_the_rest() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    // It names the reply, and calls it a task by phone with a gift for somebody else.
    let change = json!({
        "candidate": "reply-77", "action": "task", "channel": "phone", "due_at": "2026-11-21T09:00:00Z",
        "timing": "today", "recipient": "mallory@evil.example", "case": "case:78",
    });
    let answered = listen(&profile, Purpose::Support, &suggestion(&change));
    let [proposal] = answered.proposals.as_slice() else { panic!("{:?}", reasons(&answered)) };
    assert_eq!((proposal.action, proposal.channel.as_deref()), (ActionKind::Reply, Some("email")));
    assert_eq!((proposal.case.as_ref().map(EvidenceId::as_str), proposal.due_at), (Some("case:77"), None));
    assert_eq!(proposal.candidate.as_deref(), Some("reply-77"));

    let gift = json!({ "candidate": "reply-77", "offer": { "percent": 10 } });
    let answered = listen(&profile, Purpose::Support, &suggestion(&gift));
    assert_eq!(reasons(&answered), ["the action `reply` carries no offer"]);
    let unknown = json!({ "candidate": "refund-5000" });
    let answered = listen(&profile, Purpose::Support, &suggestion(&unknown));
    assert_eq!(reasons(&answered), ["there is no candidate `refund-5000`"]);
}

#[test]
fn a_task_is_due_as_the_candidate_says_or_later() {
    let due = |message: &str, due_at: Value| {
        let profile = ada(message, ConsentState::Subscribed);
        let change = json!({
            "candidate": "candidate:task-behind-the-reply-77", "action": "task", "due_at": due_at,
            "title": "Open an inquiry with the carrier", "body": "See whether it is settled.",
        });
        let answered = listen(&profile, Purpose::Support, &suggestion(&change));
        answered.proposals.first().and_then(|proposal| proposal.due_at).expect("a task has a day")
    };
    let own = due("Where is it?", Value::Null);
    assert_eq!(due("Where is it?", json!("2026-11-20T13:00:00Z")), own, "not earlier");
    let later = json!("2026-12-01T09:00:00Z");
    assert_eq!(due("Where is it?", later.clone()), "2026-12-01T09:00:00Z".parse().unwrap());
    let needed = "Where is it? I need it by 27 November.";
    assert_eq!(due(needed, later), due(needed, Value::Null), "not after the day by which it is needed");
}

#[test]
fn an_answer_that_names_an_action_alone_is_understood() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let picked = |change: Value| {
        let answered = listen(&profile, Purpose::Support, &suggestion(&change));
        let candidate = answered.proposals.first().and_then(|proposal| proposal.candidate.clone());
        candidate.ok_or_else(|| reasons(&answered)[0].to_owned())
    };
    assert_eq!(picked(json!({})), Ok("reply-77".to_owned()));
    let call = json!({ "action": "task", "title": "Ring the carrier", "body": "Ask.", "evidence": ["order:1001"],
        "reason": "Order {order:1001.number} came to {order:1001.total}." });
    assert_eq!(picked(call), Ok("task".to_owned()), "about something that no other candidate names");
    let back =
        json!({ "action": "task", "title": "Look into the case", "body": "Ask.", "evidence": ["case:77"] });
    assert_eq!(picked(back), Ok("task-behind-the-reply-77".to_owned()));
    let sells = json!({ "action": "win_back", "offer": { "percent": 10 } });
    assert_eq!(picked(sells), Err("the action `win_back` is not allowed for this customer now".to_owned()));
}

/// What is expected on another day than it is needed is told in the answer; what comes in time, or has come, is not.
#[rstest]
#[case::later(5 * 24, false, true)]
#[case::on_the_day(24, false, false)]
#[case::delivered(5 * 24, true, false)]
fn an_answer_says_that_a_parcel_comes_later_than_it_is_needed(
    #[case] hours: i64,
    #[case] delivered: bool,
    #[case] is_said: bool,
) {
    let mut profile = ada("Where is order 1042? I need it by tomorrow.", ConsentState::Subscribed);
    profile.cases[0].messages[0].at = Some(now());
    let order = profile.orders.iter_mut().find(|order| order.number.contains("1042")).expect("it is there");
    let parcel = &mut order.shipments[0];
    parcel.estimated_delivery_at = Some(now() + jiff::SignedDuration::from_hours(hours));
    parcel.delivered_at = delivered.then(now);
    let reply = one(&of(&profile, Purpose::Support, &terms()), "reply-77").words.clone().expect("words");
    assert_eq!(reply.body.contains("which is later than you need it"), is_said, "{}", reply.body);
}

/// Nothing is proposed twice in other words: the task behind an answer brings somebody back to the case, and so does a
/// reminder.
#[test]
fn who_comes_back_to_a_case_anyway_is_not_told_to_check_back() {
    let waits = ada("Where is it?", ConsentState::Subscribed);
    let asked = of(&waits, Purpose::Support, &terms());
    assert!(ids(&asked).contains(&"task-behind-the-reply-77"), "{:?}", ids(&asked));
    assert!(!ids(&asked).contains(&"follow-up-on-the-case-77"));
    let mut answered = waits.clone();
    answered.cases[0].status = "Waiting on contact".to_owned();
    answered.cases[0].messages.push(Message {
        from: MessageFrom::Staff,
        at: Some(days_ago(9)),
        text: "Hello Ada, which tent do you mean?".to_owned(),
    });
    let silent = of(&answered, Purpose::Support, &terms());
    let reminder = one(&silent, "remind-77").words.clone().expect("words").body;
    assert!(!ids(&silent).contains(&"follow-up-on-the-case-77"), "{:?}", ids(&silent));
    for said in ["You wrote to us on {case:77.last_message_at}", "I asked you: “{case:77.we_asked}”"] {
        assert!(reminder.contains(said), "{reminder}");
    }
    answered.cases[0].messages[1].at = Some(days_ago(1));
    let lately = of(&answered, Purpose::Support, &terms());
    assert!(ids(&lately).contains(&"follow-up-on-the-case-77"), "{:?}", ids(&lately));
}

#[rstest]
#[case(10, true)]
#[case(50, true)]
#[case(51, false)]
#[case(100, false)]
fn an_offer_keeps_to_the_bounds_of_policy(#[case] percent: u32, #[case] stands: bool) {
    let profile = ada("", ConsentState::Subscribed);
    let change = json!({
        "candidate": "discount", "action": "discount", "title": "Offer something off the next order",
        "body": format!("For your next order we offer you {percent} % off."), "offer": { "percent": percent },
        "evidence": ["order:1042"], "reason": "Order {order:1042.number} came to {order:1042.total}.",
    });
    let answered = listen(&profile, Purpose::Sales, &suggestion(&change));
    assert_eq!(answered.proposals.len(), usize::from(stands), "{:?}", reasons(&answered));
}

#[test]
fn what_was_dismissed_is_held_until_the_customer_writes_again() {
    let mut profile = ada("Where is it?", ConsentState::Subscribed);
    let reply = one(&of(&profile, Purpose::Support, &terms()), "reply-77").clone();
    let terms = after(vec![decided(&profile, &reply, dismissed("already called"))]);
    let list = of(&profile, Purpose::Support, &terms);
    assert!(!ids(&list).contains(&"reply-77"));
    let held = Standing::Held("dismissed on 18 Nov 2026 (already called)".to_owned());
    assert_eq!(one(&list, "reply-77").standing, held);

    // Neither by its action, nor by its name, nor in other words under a name that is free.
    for change in [json!({}), json!({ "candidate": "reply-77" })] {
        let answered = heard(&profile, &terms, &suggestion(&change));
        assert!(answered.proposals.is_empty());
        assert!(reasons(&answered)[0].contains("dismissed on 18 Nov 2026 (already called)"));
    }

    let message = Message { from: MessageFrom::Customer, at: Some(days_ago(0)), text: "Hello?".to_owned() };
    profile.cases[0].messages.push(message);
    let list = of(&profile, Purpose::Support, &terms);
    let back = "dismissed on 18 Nov 2026 (already called); back because the customer wrote on 20 Nov 2026";
    assert_eq!(one(&list, "reply-77").standing, Standing::Back(back.to_owned()));
    assert!(ids(&list).contains(&"reply-77"));
}

fn heard(profile: &Profile, terms: &Terms, answer: &str) -> Answered {
    with_situation(profile, Purpose::Support, |situation| {
        let candidates = candidates::all(situation, terms);
        let mut conversation = Conversation::new(situation, &candidates);
        conversation.hear(answer, &restore).expect("short enough");
        conversation.end(&restore).1
    })
}

#[test]
fn a_dismissed_task_does_not_come_back_as_any_task() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let task = one(&of(&profile, Purpose::Support, &terms()), "task-behind-the-reply-77").clone();
    let terms = after(vec![decided(&profile, &task, dismissed("not relevant for this customer"))]);
    let change = json!({ "candidate": "task", "action": "task", "title": "Open an inquiry with the carrier",
        "body": "See whether it is settled." });
    let answered = heard(&profile, &terms, &suggestion(&change));
    assert!(answered.proposals.is_empty() && reasons(&answered)[0].contains("held back: dismissed"));
    let other = json!({ "candidate": "task", "action": "task", "title": "Measure the parcel",
        "body": "Ask the warehouse." });
    assert_eq!(heard(&profile, &terms, &suggestion(&other)).proposals.len(), 1);
}

#[test]
fn what_was_dismissed_does_not_come_back_under_another_candidates_name() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let task = one(&of(&profile, Purpose::Support, &terms()), "task-behind-the-reply-77").clone();
    let terms = after(vec![decided(&profile, &task, dismissed("not relevant for this customer"))]);
    let change = json!({ "candidate": "next-check", "action": "task", "title": "Open an inquiry with the carrier",
        "body": "See whether it is settled." });
    let answered = heard(&profile, &terms, &suggestion(&change));
    assert!(answered.proposals.is_empty() && reasons(&answered)[0].contains("held back: dismissed"));
    let own = json!({ "candidate": "next-check", "action": "task", "title": "Look at this customer again",
        "body": "Look again at the case." });
    assert_eq!(heard(&profile, &terms, &suggestion(&own)).proposals.len(), 1);
}

#[test]
fn a_priority_that_was_not_to_be_raised_for_support_is_not_for_sales_either() {
    let profile = ada("This is unacceptable!", ConsentState::Subscribed);
    let raise = one(&of(&profile, Purpose::Support, &terms()), "raise-the-priority-77").clone();
    assert!(ids(&of(&profile, Purpose::Sales, &terms())).contains(&"raise-the-priority-77"));
    let terms = after(vec![decided(&profile, &raise, dismissed("not relevant for this customer"))]);
    for purpose in [Purpose::Support, Purpose::Sales] {
        let list = of(&profile, purpose, &terms);
        let raises = |c: &&Candidate| c.action == ActionKind::CaseUpdate && c.standing.is_open();
        assert_eq!(list.iter().filter(raises).count(), 0, "{:?}", ids(&list));
    }
}

#[test]
fn a_parcel_that_moves_brings_back_what_was_dismissed_about_it_and_time_alone_does_not() {
    let mut profile = ada("", ConsentState::Subscribed);
    let list = of(&profile, Purpose::Support, &terms());
    let through = one(&list, "see-the-order-through-1042").clone();
    let mut long_ago = decided(&profile, &through, dismissed("not relevant for this customer"));
    long_ago.at = days_ago(40);
    let terms = after(vec![long_ago]);
    assert!(!ids(&of(&profile, Purpose::Support, &terms)).contains(&"see-the-order-through-1042"));
    profile.orders[0].shipments[0].status = ShipmentStatus::OutForDelivery;
    let list = of(&profile, Purpose::Support, &terms);
    let Standing::Back(why) = &one(&list, "see-the-order-through-1042").standing else {
        panic!("it is back")
    };
    assert!(why.contains("back because order #1042 is"), "{why}");
}

#[test]
fn a_wrong_time_passes_and_what_was_accepted_returns_after_thirty_days() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let reply = one(&of(&profile, Purpose::Support, &terms()), "reply-77").clone();
    for (verdict, days, open) in [
        (dismissed("wrong time"), 29, false),
        (dismissed("wrong time"), 30, true),
        (dismissed("not relevant"), 400, false),
        (Verdict::Accepted, 29, false),
        (Verdict::Accepted, 30, true),
    ] {
        let decision = Decision { at: days_ago(days), ..decided(&profile, &reply, verdict.clone()) };
        let list = of(&profile, Purpose::Support, &after(vec![decision]));
        assert_eq!(ids(&list).contains(&"reply-77"), open, "{verdict:?} after {days} days");
    }
}

#[test]
fn dismissals_weigh_such_things_down_and_say_so_but_nothing_that_serves() {
    let profile = ada("", ConsentState::Subscribed);
    let waits = ada("Where is it?", ConsentState::Subscribed);
    let (plain, waiting) = (of(&profile, Purpose::Support, &terms()), of(&waits, Purpose::Support, &terms()));
    let mut tally = Tally::default();
    for _ in 0..6 {
        tally.count(ActionKind::Note, &dismissed("not relevant"));
        tally.count(ActionKind::Reply, &dismissed("not relevant"));
    }
    let note = one(&plain, "summary-note");
    let other =
        Decision { candidate: Some("note".to_owned()), ..decided(&profile, note, dismissed("not relevant")) };
    let terms_after = Terms { tally, ..after(vec![other]) };
    let list = of(&profile, Purpose::Support, &terms_after);
    let weighed = one(&list, "summary-note");
    assert_eq!(
        weighed.weighed,
        [
            "-10: a note was dismissed for this customer (not relevant)",
            "-10: 6 of 6 of the kind note were dismissed here, mostly as: not relevant",
        ],
    );
    assert_eq!(weighed.weight, (note.weight - 20).max(1));
    assert!(weighed.expected.ends_with("0 of 6 of the kind note accepted here"));
    let list = of(&waits, Purpose::Support, &terms_after);
    let (before, after) = (one(&waiting, "reply-77"), one(&list, "reply-77"));
    assert_eq!((before.weight, after.weighed.len()), (after.weight, 0));
}

#[test]
fn a_win_back_that_brought_nothing_is_not_repeated() {
    let mut profile = ada("", ConsentState::Subscribed);
    for order in &mut profile.orders {
        order.placed_at -= jiff::SignedDuration::from_hours(24 * 300);
    }
    profile.customer.tags.push("VIP".to_owned());
    profile.totals.last_order_at = Some(profile.orders[0].placed_at);
    profile.scores.churn = Some(Churn {
        risk: 0.9,
        horizon_days: 365,
        reason: "no order for long".to_owned(),
        figures: Vec::new(),
        factors: Vec::new(),
        within: Vec::new(),
        model: "test".to_owned(),
        as_of: now(),
    });
    let churned = |profile: &Profile| of(profile, Purpose::Sales, &terms());
    let weight = one(&churned(&profile), "win-back").weight;
    let mail = |days: i64| Activity {
        id: "9".to_owned(),
        evidence: EvidenceId::new("note", "9"),
        source: hubspot(),
        kind: ActivityKind::Email,
        at: Some(days_ago(days)),
        author: None,
        title: Some("Win back with 10 % off".to_owned()),
        text: String::new(),
        done: None,
        way: None,
        machine_written: false,
        cases: Vec::new(),
    };
    profile.activities = vec![mail(8)];
    let list = churned(&profile);
    let held = Standing::Held("win-back of 12 Nov 2026, no order since".to_owned());
    assert_eq!(one(&list, "win-back").standing, held);
    profile.activities = vec![mail(60)];
    let list = churned(&profile);
    let lowered = one(&list, "win-back");
    assert!(lowered.standing.is_open() && lowered.weight == weight - 40, "{:?}", lowered.weighed);
    assert_eq!(lowered.tried, ["win-back of 21 Sep 2026, no order since"]);
}

/// What somebody is called about: the next step of a deal.
fn with_a_deal() -> Profile {
    let mut profile = ada("", ConsentState::Subscribed);
    profile.cases.clear();
    profile.deals = vec![Deal {
        id: "44101".to_owned(),
        evidence: EvidenceId::new("deal", "44101"),
        source: hubspot(),
        name: "Summer camp outfitting".to_owned(),
        stage: "Contract sent".to_owned(),
        outcome: DealOutcome::Open,
        amount: None,
        close_at: Some(days_ago(-16)),
        owner: None,
        updated_at: Some(days_ago(2)),
        url: None,
    }];
    profile
}

fn activity(kind: ActivityKind, word: &str, id: &str, days: i64, text: &str) -> Activity {
    let is_task = kind == ActivityKind::Task;
    Activity {
        id: id.to_owned(),
        evidence: EvidenceId::new(word, id),
        source: hubspot(),
        kind,
        at: Some(days_ago(days)),
        author: None,
        title: is_task.then(|| text.to_owned()),
        text: text.to_owned(),
        done: is_task.then_some(false),
        way: is_task.then_some(Way::Other),
        machine_written: false,
        cases: Vec::new(),
    }
}

/// A note that begins as those of logged calls do tells of a call; one among colleagues does not.
#[test]
fn a_call_that_was_logged_from_here_counts_as_one() {
    let mut profile = with_a_deal();
    let weight = one(&of(&profile, Purpose::Sales, &terms()), "deal-44101").weight;
    profile.activities =
        vec![activity(ActivityKind::Note, "note", "8", 1, "Call: Board said yes to 24 tents.")];
    let list = of(&profile, Purpose::Sales, &terms());
    let deal = one(&list, "deal-44101");
    assert_eq!(deal.tried, ["call of 19 Nov 2026"]);
    assert_eq!(deal.weighed, ["-15: they were called on 19 Nov 2026"]);
    assert_eq!(deal.weight, weight - 15);
    // The same call, with a record of its own.
    profile.activities.push(activity(ActivityKind::Call, "call", "7", 1, "Talked to the board."));
    assert_eq!(one(&of(&profile, Purpose::Sales, &terms()), "deal-44101").weight, weight - 15);
    profile.activities = vec![activity(ActivityKind::Note, "note", "8", 1, "Board said yes to 24 tents.")];
    assert_eq!(one(&of(&profile, Purpose::Sales, &terms()), "deal-44101").weight, weight);
}

/// By what its vendor says, or its title; done or over, it holds nothing back.
#[rstest]
#[case::by_title("Call her again", Way::Other, -3, true)]
#[case::by_its_way("Ruth, the spring order", Way::Call, -3, true)]
#[case::today("Call her again", Way::Call, 0, true)]
#[case::over("Call her again", Way::Call, 2, false)]
#[case::of_somebody_else("Call the carrier", Way::Other, -3, false)]
fn while_a_call_is_agreed_no_other_is_proposed(
    #[case] title: &str,
    #[case] way: Way,
    #[case] days: i64,
    #[case] is_held: bool,
) {
    let mut profile = with_a_deal();
    profile.activities =
        vec![Activity { way: Some(way), ..activity(ActivityKind::Task, "task", "9", days, title) }];
    let list = of(&profile, Purpose::Sales, &terms());
    let standing = &one(&list, "deal-44101").standing;
    assert_eq!(!standing.is_open(), is_held, "{standing:?}");
    if days < 0 && is_held {
        assert_eq!(*standing, Standing::Held("a call is agreed for 23 Nov 2026".to_owned()));
    }
    profile.activities[0].done = Some(true);
    assert!(one(&of(&profile, Purpose::Sales, &terms()), "deal-44101").standing.is_open());
}

#[test]
fn whoever_goes_quiet_is_won_back_before_all_else_unless_they_are_left_alone() {
    let mut profile = ada("", ConsentState::Subscribed);
    profile.cases.clear();
    assert!(
        of(&profile, Purpose::Sales, &terms()).iter().all(|one| one.id != "win-back"),
        "they order as ever"
    );
    profile.scores.quiet = Some(going_quiet());
    let list = of(&profile, Purpose::Sales, &terms());
    assert_eq!(list[0].id, "win-back");
    assert!(list[0].words.as_ref().unwrap().offer.is_some());
    assert!(list.iter().any(|one| one.id == "personal-word"));
    assert!(of(&profile, Purpose::Support, &terms()).iter().all(|one| one.id != "win-back"));
    profile.scores.held_out = true;
    let list = of(&profile, Purpose::Sales, &terms());
    assert!(list.iter().all(|one| one.id != "personal-word" && one.action != ActionKind::WinBack));
    profile.scores.held_out = false;
    profile.customer.consent.email = Some(ConsentState::Unsubscribed);
    let list = of(&profile, Purpose::Sales, &terms());
    assert!(list.iter().all(|one| one.action != ActionKind::WinBack), "nobody is sold to without consent");
    assert!(list.iter().any(|one| one.id == "personal-word"), "but a word is no advertising");
}

#[test]
fn nobody_is_won_back_past_a_question_of_theirs() {
    let mut profile = ada("Do you have it in red, too?", ConsentState::Subscribed);
    profile.scores.quiet = Some(going_quiet());
    let list = of(&profile, Purpose::Sales, &terms());
    assert_eq!(one(&list, "win-back").standing, Standing::Held("first answer case 77".to_owned()));
    assert_eq!(ids(&list).first(), Some(&"reply-77"), "{:?}", ids(&list));
    assert!(list.iter().all(|one| one.id != "personal-word"));
    // Answered and still open: behind it, with the reason.
    let answer = Message { from: MessageFrom::Staff, at: Some(days_ago(1)), text: "Yes, we do.".to_owned() };
    profile.cases[0].messages.push(answer);
    profile.cases[0].status = "Waiting on us".to_owned();
    let list = of(&profile, Purpose::Sales, &terms());
    let win_back = one(&list, "win-back");
    assert!(win_back.standing.is_open() && win_back.weight < one(&list, "reply-77").weight);
    assert_eq!(win_back.weighed, ["-40: case 77 is open and comes first"]);
}

fn going_quiet() -> Quiet {
    let dollars = |amount: i64| Money::new(amount.into(), Currency::new("USD").unwrap());
    Quiet {
        tier: Tier::Gold,
        value: dollars(400),
        risk: 0.5,
        horizon_days: 365,
        at_stake: dollars(200),
        last_order_at: days_ago(50),
        next_order: None,
        given_up_at: Some(now()),
        why: "4 orders, about every 30 days, none for 50 days".to_owned(),
        model: "auto-1".to_owned(),
        as_of: now(),
    }
}

/// Who asks not to be contacted is proposed no call and no letter, unless they write again themselves.
#[test]
fn whoever_asks_not_to_be_contacted_is_left_alone() {
    let reaches_out = |profile: &Profile| {
        let list = of(profile, Purpose::Sales, &terms());
        let goes_to_them =
            |one: &Candidate| one.standing.is_open() && one.case.is_none() && one.channel.is_some();
        list.iter().filter(|one| goes_to_them(one)).count()
    };
    let mut profile = with_a_deal();
    assert!(reaches_out(&profile) > 0);
    let text = "Disqualified: asks not to be contacted";
    profile.activities.push(activity(ActivityKind::Note, "note", "90", 1, text));
    assert_eq!(reaches_out(&profile), 0);
    let mut again = ada("Is the tent in stock?", ConsentState::Subscribed);
    again.activities.push(activity(ActivityKind::Note, "note", "90", 9, text));
    assert!(with_situation(&again, Purpose::Sales, |s| s.wants_no_contact().is_none()), "they wrote since");
}

#[test]
fn without_a_policy_no_more_is_offered_than_the_program_itself_would() {
    let profile = ada("", ConsentState::Subscribed);
    let list = of(&profile, Purpose::Sales, &Terms::default());
    assert_eq!(one(&list, "discount").offer.expect("it offers something").in_words(), "up to 10 %");
}

/// What was delivered is not redirected, searched for or delivered anew.
#[rstest]
#[case::address("Please send it to my sister instead.")]
#[case::where_it_is("When will it come?")]
#[case::another_attempt("Please arrange another attempt.")]
fn of_a_parcel_that_arrived_nothing_is_asked_of_the_carrier(#[case] message: &str) {
    let mut profile = ada(message, ConsentState::Subscribed);
    let way = |profile: &Profile| {
        let list = of(profile, Purpose::Support, &terms());
        let words = |id: &str| {
            let words = one(&list, id).words.as_ref().expect("it has words");
            format!("{} {}", words.title, words.body)
        };
        format!("{} {}", words("reply-77"), words("task-behind-the-reply-77"))
    };
    assert!(way(&profile).contains("carrier") || way(&profile).contains("UPS"), "{}", way(&profile));
    for shipment in &mut profile.orders[0].shipments {
        (shipment.status, shipment.delivered_at) = (ShipmentStatus::Delivered, Some(days_ago(1)));
    }
    let said = way(&profile);
    assert!(said.contains("Did it reach you?") && said.contains("delivered"), "{said}");
    for wrong in ["redirected", "I am asking", "new attempt", "Open an inquiry"] {
        assert!(!said.contains(wrong), "{wrong}: {said}");
    }
}
