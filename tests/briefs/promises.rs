//! What policy lets a draft promise, and what it does not.

use deskhand::copilot::candidates::Terms;
use deskhand::copilot::facts::{Facts, Scope};
use deskhand::copilot::verify::{Voice, unallowed_promises, verify};
use deskhand::domain::crm::{Message, MessageFrom};
use deskhand::domain::customer::ConsentState;
use deskhand::domain::{Currency, Mark, Promise, PromiseRule, Purpose, Returns, Role};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use rstest::rstest;
use serde_json::json;

use crate::conversation::{ada, listen_under, reasons, suggestion, terms};
use crate::profile_support::{days_ago, now};

fn rule(promise: Promise) -> PromiseRule {
    PromiseRule { promise, up_to: None, percent_up_to: None, currency: None, within_days: None, role: None }
}

/// Up to 50 USD back within 30 days, any replacement within 14, a delivery within 5 days from today.
fn policy() -> Vec<PromiseRule> {
    vec![
        PromiseRule {
            up_to: Some(50.into()),
            currency: Some(Currency::new("USD").unwrap()),
            within_days: Some(30),
            ..rule(Promise::Refund)
        },
        PromiseRule { percent_up_to: Some(10.into()), ..rule(Promise::StoreCredit) },
        PromiseRule { within_days: Some(14), ..rule(Promise::Replacement) },
        PromiseRule { within_days: Some(5), ..rule(Promise::DeliveryDate) },
    ]
}

/// Order 1042 came to 129.00 USD six days ago and is on its way, order 1001 to 80.00 USD and arrived 80 days ago.
fn verdict(text: &str, evidence: &[&str], voice: Voice, promises: &[PromiseRule]) -> Result<String, String> {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let scope = Scope { purpose: Purpose::Support, question: None };
    let facts = Facts::of(&profile, scope, now(), &TimeZone::UTC).allowing(promises);
    let evidence: Vec<_> = evidence.iter().map(|id| id.parse().unwrap()).collect();
    verify(text, &evidence, &facts, voice, &|text| Ok(text.to_owned())).map(|verified| verified.text)
}

const DRAFT: Voice = Voice::Draft { granted: None };

#[rstest]
#[case::within("We will refund you 50.00 USD for order #1042.", &["order:1042"])]
#[case::other_spelling("You will get a refund of $49.99.", &["order:1042"])]
#[case::of_the_order_named("We will refund you 20 USD for order #1042.", &["order:1042", "order:1001"])]
#[case::ready("We are happy to refund 20 USD of order #1042.", &["order:1042"])]
#[case::passive("20.00 USD of order #1042 will be refunded to you.", &["order:1042"])]
#[case::credit("You get store credit of 12.90 USD for order #1042.", &["order:1042"])]
#[case::again("We will replace order #1042.", &["order:1042"])]
#[case::again_by_slot("We will send you a replacement for order {order:1042.number}.", &["order:1042"])]
#[case::to_the_card("We will refund 20 USD of order #1042 to your credit card.", &["order:1042"])]
#[case::in_days("Your order #1042 will arrive within 5 days.", &["order:1042"])]
#[case::in_business_days("Your order #1042 will be delivered within three business days.", &["order:1042"])]
#[case::tomorrow("Your order #1042 will arrive tomorrow.", &["order:1042"])]
fn a_promise_within_its_bounds_stands(#[case] text: &str, #[case] evidence: &[&str]) {
    let stands = verdict(text, evidence, DRAFT, &policy());
    assert!(stands.is_ok(), "{text}: {stands:?}");
    assert!(verdict(text, evidence, DRAFT, &[]).is_err(), "{text}: without a policy");
    assert!(verdict(text, evidence, Voice::Statement, &policy()).is_err(), "{text}: as a fact");
}

#[rstest]
#[case::more("We will refund you 50.01 USD for order #1042.", &["order:1042"], "more than policy")]
#[case::second_amount("We will refund you 20 USD, then another 90 USD.", &["order:1042"], "more than policy")]
#[case::by_slot("We will refund you {order:1042.total}.", &["order:1042"], "more than policy")]
#[case::all_of_it("We will refund order #1042.", &["order:1042"], "more than policy")]
#[case::in_full("You will get a full refund of 20 USD, no, all of it, for free.", &["order:1042"], "no policy")]
#[case::too_late("We will refund you 20 USD for order #1001.", &["order:1001"], "later than policy")]
#[case::no_order("We will refund you 20 USD.", &["case:77"], "which order")]
#[case::two_orders("We will refund you 20 USD.", &["order:1042", "order:1001"], "which order")]
#[case::other_currency("We will refund you 20 EUR for order #1042.", &["order:1042"], "another currency")]
#[case::nothing("We will refund you 0 USD for order #1042.", &["order:1042"], "left of the order")]
#[case::more_credit("You get store credit of 13.00 USD for order #1042.", &["order:1042"], "more than policy")]
#[case::more_than_the_order("You get a voucher of 500 USD for order #1042.", &["order:1042"], "left of the order")]
#[case::old("We will replace order #1001.", &["order:1001"], "later than policy")]
#[case::other_promise("You get free shipping on order #1042.", &["order:1042"], "no policy")]
#[case::two_promises("We will refund you 20 USD and give you free shipping for order #1042.", &["order:1042"], "no policy")]
#[case::for_ever("We will refund you 20 USD for order #1042 and for all orders.", &["order:1042"], "no policy")]
#[case::guaranteed("We will refund you 20 USD for order #1042, guaranteed.", &["order:1042"], "no policy")]
#[case::next_month("Your order #1042 will arrive next month.", &["order:1042"], "later than policy")]
#[case::in_weeks("Your order #1042 will arrive within two weeks.", &["order:1042"], "later than policy")]
#[case::in_many_days("Your order #1042 will arrive within 5 business days.", &["order:1042"], "later than policy")]
#[case::some_day("Your order #1042 will arrive soon.", &["order:1042"], "names no day")]
#[case::as_confirmed("Your order #1042 will arrive soon as the confirmation says.", &["order:1042"], "names no day")]
#[case::discount("You get 10 % off your next order.", &["order:1042"], "discount")]
fn what_goes_beyond_is_refused(#[case] text: &str, #[case] evidence: &[&str], #[case] why: &str) {
    let refused = verdict(text, evidence, DRAFT, &policy()).expect_err(text);
    assert!(refused.contains(why), "{text}: {refused}");
}

#[rstest]
#[case::state("We will refund you 20 USD for order #1042, which was delivered.", "delivered")]
#[case::amount_before("Order #1042 came to 40.00 USD; we will refund you 20 USD.", "amount")]
fn an_allowed_promise_hides_no_lie_beside_it(#[case] text: &str, #[case] why: &str) {
    let refused = verdict(text, &["order:1042"], DRAFT, &policy()).expect_err(text);
    assert!(refused.contains(why), "{text}: {refused}");
}

#[test]
fn a_draft_keeps_the_promise_that_policy_allows_and_loses_the_others() {
    let profile = ada("Where is it?", ConsentState::Subscribed);
    let body = "Hello {customer:name.first_name},\n\nWe will refund you 20.00 USD for order {order:1042.number}. \
                You get free shipping, too.";
    let answer = suggestion(&json!({ "body": body }));
    let allowed = Terms { promises: policy(), ..terms() };
    let answered = listen_under(&allowed, &profile, Purpose::Support, &answer);
    let [proposal] = answered.proposals.as_slice() else { panic!("{:?}", reasons(&answered)) };
    assert_eq!(proposal.body, "Hello Ada,\n\nWe will refund you 20.00 USD for order #1042.");
    assert!(proposal.unsupported.len() == 1 && proposal.unsupported[0].mark == Mark::TakenOut);
    assert!(listen_under(&terms(), &profile, Purpose::Support, &answer).proposals.is_empty());
}

#[test]
fn a_rule_is_for_whoever_may_do_as_much() {
    let of_managers = PromiseRule { role: Some(Role::Manager), ..rule(Promise::Refund) };
    let may = [Role::Support, Role::Sales, Role::Manager, Role::Admin].map(|role| of_managers.is_for(role));
    assert_eq!(may, [false, false, true, true]);
    assert!(rule(Promise::Refund).is_for(Role::Support));
}

#[test]
fn a_rule_is_told_to_a_model_in_words() {
    let words: Vec<String> = policy().iter().map(PromiseRule::in_words).collect();
    assert_eq!(
        words,
        [
            "refund: up to 50 USD, within 30 days of the delivery or the order, naming the one order that it is for",
            "store_credit: up to 10 % of the order's total, naming the one order that it is for",
            "replacement: within 14 days of the delivery or the order, naming the one order that it is for",
            "delivery_date: at most 5 days from today, naming the day",
        ]
    );
}

/// What a person may not promise in their own words about order 1042 and its case; `expected`: when its parcel is.
fn own_words(text: &str, expected: Option<Timestamp>, promises: &[PromiseRule]) -> Vec<String> {
    let mut profile = ada("Where is it?", ConsentState::Subscribed);
    let parcel = profile.orders.iter_mut().find(|order| order.number == "#1042").expect("the order");
    parcel.shipments[0].estimated_delivery_at = expected;
    let facts = Facts::all(&profile, text, now(), &TimeZone::UTC).allowing(promises);
    let evidence = ["order:1042", "case:77"].map(|id| id.parse().unwrap());
    unallowed_promises(text, &evidence, &facts).into_iter().map(|one| one.text).collect()
}

/// To say that a promise was not kept is no promise; what nobody wrote, or what is said anew, is one.
#[rstest]
#[case(
    "I am sorry: on 18 Nov we wrote “we will refund you tomorrow”, and you have heard nothing since.",
    true
)]
#[case("We confirm: “We will refund you tomorrow”.", false)]
#[case("I am sorry: we wrote “we will refund you by Friday”.", false)]
#[case("We wrote “we will refund you tomorrow” and we will refund you today.", false)]
fn a_promise_that_is_quoted_as_not_kept_is_none(#[case] text: &str, #[case] may_be_said: bool) {
    let mut profile = ada("Where is it?", ConsentState::Subscribed);
    let written = "Hello Ada, thank you. We will refund you tomorrow. Sam".to_owned();
    let answer = Message { from: MessageFrom::Staff, at: Some(days_ago(3)), text: written };
    profile.cases[0].messages.push(answer);
    let facts = Facts::all(&profile, text, now(), &TimeZone::UTC);
    let evidence = ["order:1042", "case:77"].map(|id| id.parse().unwrap());
    let refused = unallowed_promises(text, &evidence, &facts);
    assert_eq!(refused.is_empty(), may_be_said, "{refused:?}");
}

#[rstest]
#[case("You will have it by Friday.")]
#[case("We send you a new one free of charge.")]
#[case("Your money is back in your account by Monday.")]
#[case("It reaches you tomorrow.")]
#[case("Sie bekommen Ihr Geld zurück.")]
#[case("We refund you 500 EUR today.")]
#[case("You get your money back.")]
#[case("I am sending a replacement tomorrow.")]
#[case("You are refunded on Monday.")]
#[case("We give you a discount.")]
#[case("Wir schicken Ihnen morgen Ersatz.")]
#[case("You have a voucher of 20 USD from us.")]
#[case("We refund you the whole amount.")]
#[case("I am refunding you 50 USD.")]
#[case("I'm crediting your account with 50 USD.")]
#[case("We’re sending you a replacement.")]
#[case("I credit 50 USD to your account.")]
#[case("We pay you the money back.")]
#[case("So you get your money back.")]
#[case("Wir erstatten Ihnen den Betrag.")]
#[case("Gern erstatte ich Ihnen die 50 EUR.")]
#[case("Ich schreibe Ihnen 50 EUR gut.")]
#[case("Der Betrag wird Ihnen gutgeschrieben.")]
#[case("Ihr Geld bekommen Sie zurück.")]
#[case("Nous vous remboursons la commande.")]
#[case("Je vous crédite 20 EUR.")]
#[case("Le reembolsamos el importe.")]
#[case("Le devolvemos el dinero.")]
#[case("Te abonamos 20 EUR.")]
fn a_promise_without_the_words_of_one_is_one(#[case] text: &str) {
    assert_eq!(own_words(text, None, &[]), [text]);
    assert_eq!(own_words(&format!("Hello Ada. {text} Regards"), None, &[]), [text]);
}

#[rstest]
#[case("I am sending you a new headlamp today.")]
#[case("I'll put another pair in the post.")]
#[case("Sending you a second headlamp.")]
#[case("You get new poles.")]
#[case("A new strap is on its way to you by express.")]
#[case("A new strap goes out today with the invoice.")]
#[case("We are sending the poles again today.")]
#[case("We'll ship them once more.")]
#[case("I am resending the poles.")]
#[case("Ich schicke Ihnen heute eine neue Stirnlampe.")]
#[case("Ein neuer Riemen ist unterwegs.")]
#[case("Wir schicken Ihnen die Stangen noch einmal.")]
#[case("Eine weitere Lampe geht heute in die Post.")]
#[case("Nous vous envoyons une nouvelle lampe.")]
#[case("Je vous envoie une lampe neuve.")]
#[case("Nous vous renvoyons les bâtons.")]
#[case("Le enviamos otra linterna.")]
#[case("Una correa nueva está en camino.")]
#[case("Le inviamo una nuova lampada.")]
#[case("We sturen u een nieuwe lamp.")]
#[case("Een nieuwe band is onderweg.")]
#[case("I have put 50 dollars on your account.")]
#[case("I added 20 EUR to your balance.")]
#[case("Ich habe 50 Euro auf Ihr Kundenkonto gebucht.")]
#[case("J'ai mis 20 EUR sur votre compte.")]
#[case("Das Zelt kommt am Montag an.")]
#[case("Die Jacke trifft am Dienstag ein.")]
#[case("Le sac arrive lundi.")]
#[case("La tienda llega el lunes.")]
#[case("De tent komt maandag aan.")]
#[case("La tenda arriva lunedì.")]
#[case("You get the tent on Monday.")]
#[case("I am sending you a new parcel today.")]
#[case("I am sending you another box of pegs.")]
#[case("We ship the poles to you again.")]
#[case("Wir liefern Ihnen die Lampe erneut.")]
#[case("Die Lampe werden wir erneut liefern.")]
#[case("The poles are shipped again today.")]
fn goods_and_money_that_are_given_are_promised_in_whatever_words(#[case] text: &str) {
    assert_eq!(own_words(text, None, &[]), [text]);
}

#[rstest]
#[case("I am sending you the invoice.")]
#[case("I am sending you the invoice again.")]
#[case("I am sending you a new message.")]
#[case("We will send you a new return label today.")]
#[case("You have a new message.")]
#[case("I see you have a new tent.")]
#[case("Your parcel is on its way.")]
#[case("Your new tent is on its way.")]
#[case("The new headlamp will be back in stock.")]
#[case("I sent you a new headlamp.")]
#[case("You get an answer by Monday.")]
#[case("I will write to you again.")]
#[case("We give the carrier another day.")]
#[case("Shall I send you a new headlamp?")]
#[case("We cannot send the poles again.")]
#[case("Ich schicke Ihnen die neue Rechnung.")]
#[case("Ich schicke Ihnen noch einmal das Retourenetikett.")]
#[case("Wir kommen am Montag auf Sie zurück.")]
#[case("Wir melden uns am Montag wegen der Erstattung.")]
#[case("Das Zelt ist am Montag bei Ihnen angekommen.")]
#[case("Das Zelt kam am Montag an.")]
#[case("Die Antwort kommt am Montag.")]
#[case("Le colis est arrivé lundi.")]
#[case("El paquete llegó el lunes.")]
#[case("De tent is maandag bezorgd.")]
#[case("Nous vous donnons des nouvelles lundi.")]
#[case("Le enviamos una nueva factura.")]
#[case("Nous vous envoyons une nouvelle facture.")]
#[case("We sturen u een nieuwe factuur.")]
#[case("You put 50 dollars on the table.")]
#[case("20 EUR were put on your account on 3 March.")]
#[case("The rest will be sent in a second parcel.")]
#[case("You will get another parcel with the rest on Monday.")]
#[case("I will give this to another colleague.")]
#[case("Ich gebe das an einen anderen Kollegen weiter.")]
#[case("Ik geef het door aan een andere collega.")]
#[case("A new batch is on its way to our warehouse.")]
#[case("We will send it with another carrier.")]
#[case("We are sending it to another pickup point.")]
#[case("Ich schicke Ihnen weitere Hinweise.")]
#[case("Wir geben Ihnen einen neuen Zwischenstand.")]
#[case("Sie erhalten in Kürze weitere Auskunft.")]
#[case("Le enviaremos nueva información mañana.")]
#[case("Le invieremo nuove informazioni domani.")]
#[case("Wij sturen u nieuwe informatie.")]
#[case("Je vous donne d'autres précisions demain.")]
#[case("Je vous renvoie à nos conditions.")]
#[case("Nous vous renvoyons vers notre page d'aide.")]
fn paper_news_and_what_is_the_customers_already_are_no_promise(#[case] text: &str) {
    assert_eq!(own_words(text, None, &[]), [] as [&str; 0], "{text}");
}

/// They may foresee an arrival; what a policy of arrivals lets through gives no goods anew.
#[rstest]
#[case("Your parcel will be delivered again tomorrow.")]
#[case("We ship again from Monday on.")]
#[case("Wir liefern ab Montag wieder.")]
#[case("The new stock is delivered on Monday.")]
fn what_comes_as_planned_is_no_replacement(#[case] text: &str) {
    let arrivals = [PromiseRule { within_days: Some(40), ..rule(Promise::DeliveryDate) }];
    assert_eq!(own_words(text, None, &arrivals), [] as [&str; 0], "{text}");
}

/// What a person may not say of order 1042, which was refunded.
fn own_words_of_refund(text: &str, promises: &[PromiseRule]) -> Vec<String> {
    let mut profile = ada("Where is my money?", ConsentState::Subscribed);
    let order = profile.orders.iter_mut().find(|order| order.number == "#1042").expect("the order");
    order.refunded = order.total;
    let facts = Facts::all(&profile, text, now(), &TimeZone::UTC).allowing(promises);
    let evidence = ["order:1042", "case:77"].map(|id| id.parse().unwrap());
    unallowed_promises(text, &evidence, &facts).into_iter().map(|one| one.text).collect()
}

#[rstest]
#[case("The refund of 50 dollars is credited to your card.", true)]
#[case("We have refunded you, the bank adds the 50 dollars to your account within three days.", true)]
#[case("50 Euro sind Ihrem Konto gutgeschrieben.", true)]
#[case("I have put 50 dollars on your account.", false)]
#[case("I am adding another 50 dollars to your account.", false)]
fn a_refund_that_was_made_is_no_store_credit(#[case] text: &str, #[case] may_be_said: bool) {
    assert_eq!(own_words_of_refund(text, &[]).is_empty(), may_be_said, "{text}");
    assert_eq!(own_words(text, None, &[]).len(), 1, "{text}: nothing was refunded");
}

#[test]
fn money_on_a_card_is_a_refund_and_on_a_gift_card_store_credit() {
    let of = |text: &str, promise: Promise| own_words(text, None, &[rule(promise)]).is_empty();
    let card = "I have put 20 USD on your card for order #1042.";
    assert!(of(card, Promise::Refund) && !of(card, Promise::StoreCredit));
    let gift_card = "I have put 20 USD on your gift card for order #1042.";
    assert!(of(gift_card, Promise::StoreCredit) && !of(gift_card, Promise::Refund));
    let account = "I have put 20 USD on your account for order #1042.";
    assert!(of(account, Promise::StoreCredit) && !of(account, Promise::Refund));
}

/// What a person may not say about order 1001, which arrived 80 days ago, under a rule of some days.
fn own_words_of_return(text: &str, days: u32) -> Vec<String> {
    let profile = ada("May I send the jacket back?", ConsentState::Subscribed);
    let returns = Returns { days, text: None, final_sale: Vec::new(), zone: None };
    let facts = Facts::all(&profile, text, now(), &TimeZone::UTC).returning(&profile, Some(&returns));
    let evidence = ["order:1001", "case:77"].map(|id| id.parse().unwrap());
    unallowed_promises(text, &evidence, &facts).into_iter().map(|one| one.text).collect()
}

#[rstest]
#[case("Of course you may send the jacket back.", true)]
#[case("You can return it to us.", true)]
#[case("Just send it back.", true)]
#[case("We'll take it back.", true)]
#[case("Natürlich können Sie die Jacke zurückschicken.", true)]
#[case("Wir nehmen die Jacke zurück.", true)]
#[case("Vous pouvez nous renvoyer la veste.", true)]
#[case("Puede devolver la chaqueta.", true)]
#[case("Può restituire la giacca.", true)]
#[case("U mag de jas terugsturen.", true)]
#[case("Of course you may send it back until Friday.", true)]
#[case("Sie können es bis Freitag zurückschicken.", true)]
#[case("I am sending you the return label today.", true)]
#[case("You will find the label for sending it back attached.", true)]
#[case("Ich schicke Ihnen das Rücksendeetikett.", true)]
#[case("Je vous envoie l'étiquette de retour.", true)]
#[case("I'll make an exception and take order #1001 back.", true)]
#[case("I make an exception for you and take the jacket back.", true)]
#[case("Of course, just send it to us, no problem.", true)]
#[case("I can't make an exception here.", false)]
#[case("I am asking whether we can make an exception.", false)]
#[case("Please send me a photo of the label.", false)]
#[case("I can't send you a label any more.", false)]
#[case("You could send it back until yesterday.", false)]
#[case("You can't return it any more.", false)]
#[case("You may no longer send it back.", false)]
#[case("Sie können die Jacke leider nicht mehr zurückschicken.", false)]
#[case("You can send the form back by mail.", false)]
#[case("I am asking whether you may send it back.", false)]
#[case("Order #1001 could come back until September.", false)]
fn what_the_rule_no_longer_takes_is_allowed_back_by_nobody_alone(
    #[case] text: &str,
    #[case] is_marked: bool,
) {
    assert_eq!(own_words_of_return(text, 30).len(), usize::from(is_marked), "{text}");
    assert_eq!(own_words_of_return(text, 200), [] as [&str; 0], "{text}: in time");
}

#[rstest]
#[case("We refunded 20 EUR on Monday.")]
#[case("Your refund of 20 EUR was issued on Monday.")]
#[case("We have already sent you a new one.")]
#[case("DHL delivered it to your neighbour on Friday.")]
#[case("It was shipped by UPS on Monday.")]
#[case("Would you like a refund or a replacement?")]
#[case("I am asking the warehouse about your refund.")]
#[case("I am calling the carrier today and will write to you with what they say, also if it is bad news.")]
#[case("Thank you for your message about your refund.")]
#[case("Could you tell me whether you want your money back?")]
#[case("We can't refund it before it is back with us.")]
#[case("You paid by credit card.")]
#[case("Vous avez payé par carte de crédit.")]
#[case("Wir haben Ihnen 20 EUR gutgeschrieben.")]
#[case("Ich schreibe Ihnen wieder.")]
#[case("Je vous donne des nouvelles de la commande.")]
#[case("Le enviamos un mensaje.")]
#[case("Please send me a photo of it by Friday.")]
fn what_is_told_of_the_past_asked_or_left_open_is_no_promise(#[case] text: &str) {
    assert_eq!(own_words(text, None, &[]), [] as [&str; 0], "{text}");
}

#[test]
fn the_expected_day_may_be_told_and_no_earlier_one() {
    let expected = now() + SignedDuration::from_hours(72);
    let on = |days: i64| (now() + SignedDuration::from_hours(24 * days)).to_string()[..10].to_owned();
    for told in ["You will have it by {}.", "It will arrive on {}.", "It reaches you on {}."] {
        let (right, wrong) = (told.replace("{}", &on(3)), told.replace("{}", &on(1)));
        assert_eq!(own_words(&right, Some(expected), &[]), [] as [&str; 0], "{right}");
        assert_eq!(own_words(&wrong, Some(expected), &[]), [wrong.as_str()]);
    }
    assert_eq!(own_words("It reaches you tomorrow.", Some(expected), &[]).len(), 1);
    assert_eq!(own_words("It will be delivered within 2 days.", Some(expected), &[]).len(), 1);
    assert!(own_words("It will be delivered within 3 days.", Some(expected), &[]).is_empty());
}

#[test]
fn policy_lets_own_words_promise_what_it_lets_drafts() {
    assert!(own_words("We refund you 20 USD of order #1042.", None, &policy()).is_empty());
    assert_eq!(own_words("We refund you 60 USD of order #1042.", None, &policy()).len(), 1);
    assert!(own_words("Your order #1042 reaches you tomorrow.", None, &policy()).is_empty());
    assert!(own_words("We are sending order #1042 again today.", None, &policy()).is_empty());
    assert!(own_words("I am sending you a new headlamp for order #1042.", None, &policy()).is_empty());
    assert_eq!(own_words("I have put 50 USD on your account for order #1042.", None, &policy()).len(), 1);
}

#[test]
fn a_discount_of_the_past_excuses_no_new_one() {
    let given = |text: &str| {
        let mut profile = ada("Where is it?", ConsentState::Subscribed);
        let order = profile.orders.iter_mut().find(|order| order.number == "#1042").expect("the order");
        order.discount_codes = vec!["AUTUMN".to_owned()];
        let facts = Facts::all(&profile, text, now(), &TimeZone::UTC);
        unallowed_promises(text, &["order:1042".parse().unwrap()], &facts).len()
    };
    assert_eq!(given("You get 30 % off your next order."), 1);
    assert_eq!(given("Order #1042 had a discount of 10 USD."), 0);
}
