//! A person's own words about the time to send goods back and about when they came: held against rule and orders.

use deskhand::copilot::facts::Facts;
use deskhand::copilot::verify::{contradicted, unallowed_promises};
use deskhand::domain::Returns;
use deskhand::domain::commerce::{OrderStatus, Shipment, ShipmentStatus};
use deskhand::domain::customer::ConsentState;
use jiff::{Timestamp, tz::TimeZone};
use rstest::rstest;

use crate::conversation::ada;

/// What is objected to on 24 Nov in words about an order that left on 16 Nov and arrived on 20 Nov; the rule gives 30 days,
/// until 20 Dec.
fn objections(text: &str) -> Vec<String> {
    objections_on("2026-11-24T12:00:00Z", text)
}

fn objections_on(now: &str, text: &str) -> Vec<String> {
    let mut profile = ada("May I send the jacket back?", ConsentState::Subscribed);
    let order = profile.orders.iter_mut().find(|order| order.number == "#1042").expect("the order");
    order.status = OrderStatus::Fulfilled;
    order.shipments = vec![Shipment {
        status: ShipmentStatus::Delivered,
        shipped_at: Some(at("2026-11-16T12:00:00Z")),
        delivered_at: Some(at("2026-11-20T12:00:00Z")),
        ..order.shipments[0].clone()
    }];
    let returns = Returns { days: 30, text: None, final_sale: Vec::new(), zone: None };
    let facts = Facts::all(&profile, text, at(now), &TimeZone::UTC).returning(&profile, Some(&returns));
    let evidence = ["order:1042", "case:77"].map(|id| id.parse().unwrap());
    let promises = unallowed_promises(text, &evidence, &facts).into_iter();
    promises.chain(contradicted(text, &evidence, &facts)).map(|one| one.why).collect()
}

fn at(moment: &str) -> Timestamp {
    moment.parse().expect("a moment")
}

#[rstest]
#[case("You may return the mats within 60 days of the delivery.")]
#[case("Please send the boots back within 45 days of the delivery.")]
#[case("Send the boots back within 45 days of the delivery and we take care of the rest.")]
#[case("You can return them within 60 days.")]
#[case("You can return them within two months.")]
#[case("You can return them within 14 days of the delivery.")]
#[case("You may send it back, within 60 days of the delivery.")]
#[case("You have 60 days to send it back.")]
#[case("Unused goods can be returned for up to 90 days after you received them.")]
#[case("We have a 60-day return policy.")]
#[case("We take it back within 60 days.")]
#[case("It may come back within 8 weeks.")]
#[case("Sie können die Matten innerhalb von 60 Tagen zurückschicken.")]
#[case("Sie haben 60 Tage Zeit, um sie zurückzusenden.")]
#[case("Schicken Sie die Matten binnen 45 Tagen nach der Lieferung zurück.")]
#[case("Es gilt ein 60-tägiges Rückgaberecht.")]
#[case("Vous pouvez renvoyer les tapis sous 60 jours.")]
#[case("Vous pouvez les retourner dans les 60 jours suivant la livraison.")]
#[case("Puede devolver las esterillas dentro de 60 días.")]
#[case("Tiene 60 días para devolverlo.")]
#[case("Può restituire i tappetini entro 60 giorni.")]
#[case("U kunt de matten binnen 60 dagen terugsturen.")]
#[case("You may send the boots back until 31 Dec 2026.")]
#[case("Please send it back by January 15.")]
#[case("You can return it until next year.")]
#[case("Sie können es bis 31.12.2026 zurückschicken.")]
#[case("Vous pouvez le renvoyer jusqu'au 31 décembre 2026.")]
#[case("Puede devolverlo hasta el 31 de diciembre de 2026.")]
#[case("I can tell you that you may return it within 60 days.")]
#[case("You can return it with the enclosed label within 60 days.")]
#[case("Please send it back with our label within 60 days.")]
#[case("I will send you the label, you may return it within 60 days of the delivery.")]
#[case("You can exchange it for a size in stock within 60 days.")]
#[case("Exchanges for what is in stock are possible within 60 days.")]
#[case("Vous avez un délai de retour de 60 jours, vous pouvez renvoyer la veste sous 60 jours.")]
fn another_time_to_send_goods_back_is_objected_to(#[case] text: &str) {
    assert_eq!(objections(text).len(), 1, "{text}: {:?}", objections(text));
}

#[rstest]
#[case("They were delivered on 25 Nov 2026.")]
#[case("Your order was delivered on 19 Nov.")]
#[case("Your order #1042 arrived on November 18, 2026.")]
#[case("It was delivered yesterday.")]
#[case("You received it on 21 Nov.")]
#[case("On 21 Nov, it was delivered.")]
#[case("UPS delivered it on 21 Nov.")]
#[case("The carrier says that it was delivered on 21 Nov.")]
#[case("It was shipped on 15 Nov and delivered on 20 Nov.")]
#[case("Your order left us on 17 Nov.")]
#[case("We shipped it on 18 Nov.")]
#[case("Ihre Bestellung wurde am 21.11.2026 zugestellt.")]
#[case("Ihre Bestellung ist am 21. November geliefert worden.")]
#[case("Wir haben Ihre Bestellung am 18. November verschickt.")]
#[case("Votre commande a été livrée le 21 novembre.")]
#[case("Votre commande a été expédiée le 18 novembre.")]
#[case("Su pedido fue entregado el 21 de noviembre.")]
#[case("Su pedido llegó el 21 de noviembre.")]
#[case("Il suo ordine è stato consegnato il 21 novembre.")]
#[case("Uw bestelling is op 21 november bezorgd.")]
#[case("Yesterday, it was delivered.")]
#[case("UPS confirmed that on 21 Nov it was delivered.")]
#[case("UPS told me today that your parcel was delivered on 21 Nov.")]
#[case("I checked today, it was delivered on 21 Nov.")]
#[case("It was delivered today.")]
fn another_day_of_delivery_or_shipping_is_objected_to(#[case] text: &str) {
    assert_eq!(objections(text).len(), 1, "{text}: {:?}", objections(text));
}

#[rstest]
// The rule and the days as they are.
#[case("You may return the mats within 30 days of the delivery.")]
#[case("Please send it back within thirty days of the delivery.")]
#[case("You can return it within a month of the delivery.")]
#[case("We have a 30-day return policy.")]
#[case("You have 26 days left to send it back.")]
#[case("Please send it back within the next 14 days.")]
#[case("You may send the boots back until 20 Dec 2026.")]
#[case("Please send it back by Friday.")]
#[case("You may send it back until December.")]
#[case("Sie können die Matten innerhalb von 30 Tagen zurückschicken.")]
#[case("Vous pouvez renvoyer les tapis sous 30 jours.")]
#[case("Puede devolver las esterillas dentro de 30 días.")]
#[case("Sie können es bis zum 20.12.2026 zurückschicken.")]
#[case("They were delivered on 20 Nov 2026.")]
#[case("It was shipped on 16 Nov and delivered on 20 Nov.")]
#[case("It arrived on Friday.")]
#[case("It was delivered last week.")]
#[case("Ihre Bestellung wurde am 20.11.2026 zugestellt.")]
#[case("Votre commande a été livrée le 20 novembre.")]
#[case("Su pedido fue entregado el 20 de noviembre.")]
// Other spans and days.
#[case("I come back to you within 45 days.")]
#[case("I'll get back to you within 2 days about the return.")]
#[case("The warranty lets you send broken boots back within 2 years.")]
#[case("We answer within 60 minutes.")]
#[case("It takes up to 40 days for the return to reach us.")]
#[case("You ordered it 60 days ago, and it may come back until 20 Dec.")]
#[case("You can't return it after 60 days.")]
#[case("Is it true that you want to return it within 60 days?")]
#[case("I am asking whether you may return it within 60 days.")]
#[case("I will write to you by 31 Dec about the return.")]
#[case("You get the return label by 31 Dec.")]
#[case("I am away until 4 Jan 2027.")]
#[case("The order of 18 Nov was delivered on 20 Nov.")]
#[case("Your order of 18 Nov was delivered.")]
#[case("You ordered it on 18 Nov and it was delivered on 20 Nov.")]
#[case("You write that it was delivered on 21 Nov.")]
#[case("Was it delivered on 21 Nov?")]
#[case("Your message arrived on 21 Nov.")]
#[case("Your return reached us on 23 Nov.")]
#[case("Thank you for your message of 23 Nov.")]
#[case("It was delivered by 21 Nov.")]
#[case("Ihre Nachricht vom 21. November ist angekommen.")]
#[case("Ihre Rücksendung ist am 21. November bei uns eingetroffen.")]
#[case("I spoke with UPS on 23 Nov.")]
#[case("Wir schauen uns das innerhalb von 60 Minuten an.")]
#[case("Bitte senden Sie uns ein Foto bis 31. Dezember.")]
#[case("The jacket returns to stock in 6 weeks.")]
#[case("La veste sera de retour en stock dans six semaines.")]
#[case("La veste sera de retour dans six semaines.")]
#[case("The size for the exchange is in stock again in six weeks.")]
#[case("Für den Umtausch ist Größe M in sechs Wochen wieder auf Lager.")]
#[case("I checked today, it was delivered.")]
#[case("UPS told me today that your parcel was delivered.")]
#[case("UPS confirmed on 23 Nov that your parcel was delivered.")]
#[case("I called UPS on 23 Nov, it was delivered.")]
#[case("As I see today, it was delivered.")]
#[case("Today I see that it was delivered.")]
#[case("I checked with UPS today and it was delivered.")]
#[case("I checked today, it was delivered on 20 Nov.")]
#[case("UPS hat heute bestätigt, dass Ihr Paket zugestellt wurde.")]
#[case("UPS m'a dit aujourd'hui que votre colis a été livré.")]
fn what_is_so_and_what_speaks_of_something_else_goes(#[case] text: &str) {
    assert_eq!(objections(text), [] as [&str; 0], "{text}");
}

/// With one day left to send it back.
#[rstest]
#[case("I will send you the return label within two days.", 0)]
#[case("I'll let you know about the exchange in two days.", 0)]
#[case("Within two days I send you the label so that you can send it back.", 0)]
#[case("You can send it back within two days.", 1)]
#[case("Please return it with the label within two days.", 1)]
#[case("You have two days to exchange it.", 1)]
fn what_we_do_may_take_longer_than_is_left_to_send_it_back(#[case] text: &str, #[case] count: usize) {
    let found = objections_on("2026-12-19T12:00:00Z", text);
    assert_eq!(found.len(), count, "{text}: {found:?}");
}

#[test]
fn goods_that_are_in_stock_again_are_none_that_are_sent_back() {
    let found = objections("The blue jacket will come back in stock in six weeks.");
    assert!(!found.iter().any(|why| why.contains("rule gives")), "{found:?}");
}
