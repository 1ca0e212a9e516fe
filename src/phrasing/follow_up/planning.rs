//! What reps plan by, seen from days on which it is easily read wrongly; and what the task is called then.

use jiff::civil::Date;
use rstest::rstest;

use super::*;
use crate::phrasing::Locale;

fn seen(today: &str) -> Seen {
    Seen { now: today.parse::<Date>().unwrap().at(9, 15, 0, 0), month_first: false }
}

fn moment(today: &str) -> Moment {
    let now = seen(today).now.to_zoned_datetime(TimeZone::UTC).unwrap().timestamp();
    Moment { now, zone: TimeZone::UTC, locale: Locale::default(), exact: false }
}

/// The pad and the field of a day read the same.
#[rstest]
// A Thursday, a Friday, a Sunday, a Monday.
#[case("2026-11-26", "next friday", "2026-12-04")]
#[case("2026-11-27", "next friday", "2026-12-04")]
#[case("2026-11-29", "next friday", "2026-12-04")]
#[case("2026-11-30", "next friday", "2026-12-11")]
#[case("2026-11-26", "coming friday", "2026-11-27")]
#[case("2026-11-26", "friday", "2026-11-27")]
#[case("2026-11-26", "next thursday", "2026-12-03")]
#[case("2026-11-26", "nächsten Freitag", "2026-12-04")]
#[case("2026-11-26", "kommenden Freitag", "2026-11-27")]
#[case("2026-11-26", "vendredi prochain", "2026-12-04")]
#[case("2026-11-26", "viernes que viene", "2026-11-27")]
// Ends of months and years.
#[case("2026-11-26", "end of November", "2026-11-30")]
#[case("2026-11-30", "end of November", "2026-11-30")]
#[case("2026-12-01", "end of November", "2027-11-30")]
#[case("2026-12-31", "end of january", "2027-01-31")]
#[case("2026-11-26", "end of February 2028", "2028-02-29")]
#[case("2026-11-26", "mid January", "2027-01-15")]
#[case("2026-11-26", "mid-January", "2027-01-15")]
#[case("2026-01-16", "mid January", "2027-01-15")]
#[case("2026-01-15", "mid January", "2026-01-15")]
#[case("2026-11-26", "early December", "2026-12-01")]
#[case("2026-11-26", "late December", "2026-12-31")]
#[case("2026-11-26", "Ende November", "2026-11-30")]
#[case("2026-11-26", "Mitte Januar", "2027-01-15")]
#[case("2026-11-26", "fin décembre", "2026-12-31")]
#[case("2026-11-26", "finales de enero", "2027-01-31")]
#[case("2026-11-26", "in two weeks", "2026-12-10")]
#[case("2026-12-24", "in two weeks", "2027-01-07")]
#[case("2026-12-31", "tomorrow", "2027-01-01")]
#[case("2026-12-31", "next week", "2027-01-04")]
#[case("2026-11-30", "end of the month", "2026-11-30")]
#[case("2026-11-26", "in March", "2027-03-01")]
// Seasons.
#[case("2026-11-26", "in spring", "2027-03-01")]
#[case("2026-11-26", "in the spring", "2027-03-01")]
#[case("2026-11-26", "next spring", "2027-03-01")]
#[case("2026-11-26", "end of winter", "2027-02-28")]
#[case("2026-11-26", "early summer", "2027-06-01")]
#[case("2026-11-26", "im Frühjahr", "2027-03-01")]
#[case("2026-11-26", "im nächsten Sommer", "2027-06-01")]
#[case("2026-11-26", "au printemps", "2027-03-01")]
#[case("2026-11-26", "el próximo verano", "2027-06-01")]
#[case("2027-01-10", "end of winter", "2027-02-28")]
// Holidays.
#[case("2026-11-26", "after Christmas", "2026-12-27")]
#[case("2026-12-26", "after Christmas", "2026-12-27")]
#[case("2026-12-27", "after Christmas", "2027-12-27")]
#[case("2026-11-26", "before Christmas", "2026-12-23")]
#[case("2026-11-26", "nach Weihnachten", "2026-12-27")]
#[case("2026-11-26", "après Noël", "2026-12-27")]
#[case("2026-11-26", "after the holidays", "2027-01-02")]
#[case("2026-11-26", "after New Year", "2027-01-02")]
#[case("2026-11-26", "in the new year", "2027-01-02")]
#[case("2026-11-26", "after Easter", "2027-03-30")]
#[case("2026-11-26", "vor Ostern", "2027-03-25")]
#[case("2026-11-02", "after Thanksgiving", "2026-11-27")]
#[case("2026-11-26", "on Black Friday", "2026-11-27")]
#[case("2026-11-27", "on Black Friday", "2026-11-27")]
#[case("2026-11-27", "after Black Friday", "2026-11-28")]
#[case("2026-11-28", "before Black Friday", "2027-11-25")]
#[case("2026-11-27", "by Cyber Monday", "2026-11-30")]
fn what_reps_plan_by_is_read_alike(#[case] today: &str, #[case] said: &str, #[case] on: &str) {
    let FollowsUp::On(jotted) = follow_up(&format!("Call back {said}"), &seen(today)) else {
        panic!("{said} names a day")
    };
    assert_eq!(jotted.on.to_string(), on, "jotted down");
    let due = due_typed(said, &moment(today)).unwrap();
    assert_eq!(due.to_zoned_datetime(TimeZone::UTC).date().to_string(), on, "typed");
}

/// One task for two things is due with the first of them; the other stands in its words.
#[rstest]
#[case("Send an offer on Dec 3, ring him in two weeks", "2026-12-03", "in two weeks")]
#[case("Ring him in two weeks, send an offer on Dec 3", "2026-12-03", "in two weeks")]
#[case("Call her on Monday and send the list by Friday", "2026-11-27", "on Monday")]
#[case("Call her on Friday and send the list by Monday", "2026-11-27", "by Monday")]
fn of_two_days_in_a_sentence_the_first_is_the_tasks(
    #[case] text: &str,
    #[case] on: &str,
    #[case] left_out: &str,
) {
    let FollowsUp::On(jotted) = follow_up(text, &seen("2026-11-26")) else { panic!("a day is named") };
    assert_eq!(jotted.on.to_string(), on);
    assert_eq!(jotted.left_out.len(), 1);
    assert!(left_out.contains(&jotted.left_out[0].0), "{}", jotted.left_out[0].0);
}

#[rstest]
#[case("Bought it for Christmas")]
#[case("Likes the Christmas tents")]
#[case("Missed the Black Friday offers")]
#[case("Ordered in March")]
#[case("Bought the spring jacket in the summer sale")]
#[case("Interested in winter jackets")]
#[case("Asks about the late summer sale")]
#[case("Check sizes in winter jackets")]
#[case("Was there at the end of the talk")]
fn what_is_only_spoken_of_is_no_day_to_follow_up(#[case] text: &str) {
    assert_eq!(follow_up(text, &seen("2026-11-26")), FollowsUp::Unsaid);
}

#[rstest]
#[case("call back tomorrow", "call back", "")]
#[case("Liked the tent. Call back on Thursday.", "Call back", "Liked the tent.")]
#[case("Tomorrow call her about the tents", "Call her about the tents", "")]
#[case("Am Donnerstag zurückrufen", "Zurückrufen", "")]
#[case("Call her Friday at 10 about tents", "Call her 27 Nov 2026 about tents", "")]
#[case("Wants a quote next week, 12 % off", "Wants a quote, 12 % off", "")]
#[case("Send her the size table. By Friday.", "Send her the size table", "")]
#[case("Friday at 10", "Follow up", "")]
#[case(
    "Call back on Monday about the order of 4 November.",
    "Call back on 30 Nov 2026 about the order of 4 November",
    ""
)]
#[case(
    "Nice talk about the course. Do not call before Wednesday.",
    "Not before 2 Dec 2026",
    "Nice talk about the course."
)]
#[case("Send it by Friday noon, she decides next week.", "Send it, she decides next week", "")]
#[case("Ring at 10:30 on Monday", "Ring", "")]
#[case(
    "Send the offer by the end of November. She likes blue.\nTwo kids",
    "Send the offer",
    "She likes blue.\nTwo kids"
)]
#[case("Send the list in two weeks", "Send the list", "")]
#[case("Check in on Friday", "Check in", "")]
#[case("Don't call before Friday about the tents", "Not before 27 Nov 2026 about the tents", "")]
#[case(
    "Call back tomorrow at 14:30 and send the sizes on Thursday.",
    "Call back 27 Nov 2026 and send the sizes on 3 Dec 2026",
    ""
)]
fn a_title_is_true_the_day_after(#[case] text: &str, #[case] title: &str, #[case] rest: &str) {
    let moment = moment("2026-11-26");
    let FollowsUp::On(jotted) = follow_up(text, &Seen::by(&moment)) else { panic!("a day is named") };
    assert_eq!((jotted.title(&moment).as_str(), jotted.rest.as_str()), (title, rest));
}

/// A Thursday.
#[rstest]
#[case("Her trip is on Friday, wants a lighter pack", "Her trip is on Friday, wants a lighter pack", "")]
#[case("Was ill last Thursday, is back on Monday", "Was ill last Thursday, is back on Monday", "")]
#[case("Ist am Montag wieder da", "Ist am Montag wieder da", "")]
#[case("Her trip is tomorrow", "Her trip is 27 Nov 2026", "")]
#[case("Her trip is on Friday. Send her the list.", "Send her the list", "Her trip is on Friday.")]
#[case("Call her on Monday. Her trip is on Friday.", "Call her", "Her trip is on Friday.")]
#[case("She is away, call on Monday", "She is away, call", "")]
#[case(
    "He is on holiday until 7 December, call after that",
    "He is on holiday until 7 Dec 2026, call after that",
    ""
)]
#[case(
    "Kunde ist bis 15.12. im Urlaub, danach anrufen",
    "Kunde ist bis 15. Dez. 2026 im Urlaub, danach anrufen",
    ""
)]
#[case("Rückruf am 3.12. vereinbart", "Rückruf am 3. Dez. 2026 vereinbart", "")]
#[case("Rufe ihn um 16 Uhr an", "Rufe ihn an", "")]
#[case("Call her at 4pm about the tents", "Call her about the tents", "")]
#[case("Call at 4pm", "Call", "")]
#[case("Ping on Black Friday", "Ping", "")]
#[case(
    "Meeting on 4 December at 10:30, send agenda the day before",
    "Meeting on 4 December at 10:30, send agenda",
    ""
)]
#[case("Tom is out until 7 December, call him", "Tom is out until 7 Dec 2026, call him", "")]
fn what_is_told_of_a_day_keeps_it(#[case] text: &str, #[case] title: &str, #[case] rest: &str) {
    let moment = moment("2026-11-26");
    let FollowsUp::On(jotted) = follow_up(text, &Seen::by(&moment)) else { panic!("a day is named") };
    assert_eq!((jotted.title(&moment).as_str(), jotted.rest.as_str()), (title, rest));
}

#[rstest]
#[case("Ruf ihn am Montag um 9 Uhr an", "en", "Ruf ihn am 30. Nov. 2026 an")]
#[case("Ruf ihn am Montag um 9 Uhr an", "de", "Ruf ihn am 30. Nov. 2026 an")]
#[case("Call her Friday about tents", "de", "Call her 27 Nov 2026 about tents")]
#[case("rappeler vendredi pour la tente", "en", "rappeler 27 nov. 2026 pour la tente")]
#[case("Nicht vor Montag anrufen", "en", "Nicht vor 30. Nov. 2026 anrufen")]
#[case("Nicht vor 7.12. anrufen", "en", "Nicht vor 7. Dez. 2026 anrufen")]
#[case("vor Montag nicht anrufen", "en", "Nicht vor 30. Nov. 2026 anrufen")]
#[case("Not before Monday, wants to think", "de", "Not before 30 Nov 2026, wants to think")]
fn a_date_in_a_title_is_in_the_language_of_its_words(
    #[case] text: &str,
    #[case] reader: &str,
    #[case] title: &str,
) {
    let moment = Moment { locale: Locale::named(reader).unwrap(), ..moment("2026-11-26") };
    let FollowsUp::On(jotted) = follow_up(text, &Seen::by(&moment)) else { panic!("a day is named") };
    assert_eq!(jotted.title(&moment), title);
}

#[test]
fn a_task_without_a_name_is_called_by_the_first_sentence() {
    let (title, rest) = untitled("Busy. Wants it in blue.\nHas two kids");
    assert_eq!((title.as_str(), rest.as_str()), ("Follow up: Busy. Wants it in blue.", "Has two kids"));
    let long = "Likes the new tent and the shells that came last week. Wants it in blue.\nHas two kids";
    let (title, rest) = untitled(long);
    assert_eq!(title, "Follow up: Likes the new tent and the shells that came last week");
    assert_eq!(rest, "Wants it in blue.\nHas two kids");
}

/// Whoever is away until a day is there on the first working day after it.
#[rstest]
#[case("He is on holiday until 7 December, call after that", "2026-12-08")]
#[case("Kunde ist bis 15.12. im Urlaub, danach anrufen", "2026-12-16")]
#[case("Kundin bis 11.12. verreist. Danach anrufen.", "2026-12-14")]
#[case("Out of office until Friday 4 December, call then", "2026-12-07")]
#[case("En congé jusqu'au 15 décembre, rappeler ensuite", "2026-12-16")]
#[case("Está de vacaciones hasta el 15 de diciembre, llamar después", "2026-12-16")]
#[case("È in ferie fino al 15 dicembre, richiamare dopo", "2026-12-16")]
#[case("Is met vakantie tot 15 december, daarna bellen", "2026-12-16")]
#[case("Está de férias até 15 de dezembro, ligar depois", "2026-12-16")]
#[case("She is away until next week, call then", "2026-11-30")]
#[case("Away until Thursday, call on Friday at 9", "2026-11-27")]
#[case("Call her about the holiday until 7 December", "2026-12-07")]
#[case("He is away until Monday, call then", "2026-11-30")]
#[case("She's out until next Thursday, call then", "2026-12-03")]
#[case("Kundin ist bis Freitag verreist, danach anrufen", "2026-11-27")]
#[case("Kunde ist bis Sonntag im Urlaub, dann anrufen", "2026-11-30")]
#[case("On leave until 7 December, call after that", "2026-12-08")]
#[case("Auf Reisen bis 15.12., danach anrufen", "2026-12-16")]
fn whoever_is_away_until_a_day_is_called_after_it(#[case] text: &str, #[case] on: &str) {
    let FollowsUp::On(jotted) = follow_up(text, &seen("2026-11-24")) else { panic!("a day is named") };
    assert_eq!(jotted.on.to_string(), on);
}

/// What is said of goods says of nobody that they are away, and rules no day out.
#[rstest]
#[case("The jacket is out of stock until 7 December, call her then", "2026-12-07")]
#[case("The tent is sold out until 7 December, call her then", "2026-12-07")]
#[case("Leave it until Friday", "2026-11-27")]
#[case("Paket ist noch bis Freitag unterwegs, dann nachfragen", "2026-11-27")]
#[case("Lieferung ist bis 15.12. unterwegs, dann anrufen", "2026-12-15")]
#[case("O produto está fora até 15 de dezembro, ligar depois", "2026-12-15")]
fn goods_are_nobody_who_is_away(#[case] text: &str, #[case] on: &str) {
    let FollowsUp::On(jotted) = follow_up(text, &seen("2026-11-24")) else { panic!("a day is named") };
    assert_eq!((jotted.on.to_string().as_str(), jotted.is_earliest), (on, false));
}

/// A Friday, at a quarter past nine.
#[rstest]
#[case("She wants it by Friday, I call the carrier on Monday", "2026-11-27")]
#[case("Send the list by Friday", "2026-11-27")]
#[case("Liste bis Freitag schicken", "2026-11-27")]
#[case("Send the list on Friday", "2026-12-04")]
#[case("Send the list by next Friday", "2026-12-04")]
fn the_day_of_a_deadline_may_be_today(#[case] text: &str, #[case] on: &str) {
    let FollowsUp::On(jotted) = follow_up(text, &seen("2026-11-27")) else { panic!("a day is named") };
    assert_eq!(jotted.on.to_string(), on);
}

#[test]
fn a_day_that_is_typed_by_its_name_is_the_next_one() {
    let due = due_typed("friday", &moment("2026-11-27")).unwrap();
    assert_eq!(due.to_zoned_datetime(TimeZone::UTC).date().to_string(), "2026-12-04");
}

#[rstest]
#[case("Ruf ihn um 16 Uhr an")]
#[case("Rufe ihn um 16 Uhr an")]
#[case("Ich rufe sie um 16 Uhr zurück")]
#[case("Bitte ruf ihn um 16 Uhr an wegen des Zelts")]
#[case("Schick ihr um 16 Uhr die Liste zu")]
#[case("Schick die Ware um 16 Uhr los")]
#[case("Meld dich um 16 Uhr bei ihm")]
#[case("Bel hem om 16 uur terug")]
fn a_verb_in_two_parts_is_one(#[case] text: &str) {
    let FollowsUp::On(jotted) = follow_up(text, &seen("2026-11-26")) else { panic!("{text} is a task") };
    assert_eq!((jotted.on.to_string().as_str(), jotted.at), ("2026-11-26", Time::new(16, 0, 0, 0).ok()));
}

#[rstest]
#[case("Der Ruf der Marke leidet um 16 Uhr")]
#[case("Sie hat um 16 Uhr angerufen")]
#[case("Findet schicke Jacken gut, um 16 Uhr Feierabend")]
fn what_is_no_order_is_no_task(#[case] text: &str) {
    assert_eq!(follow_up(text, &seen("2026-11-26")), FollowsUp::Unsaid);
}

#[rstest]
#[case("Send sizes 12/1", Some("“12/1” is read as 12 Jan 2027"))]
#[case("Send sizes on 12/1/2027", Some("“12/1/2027” is read as 12 Jan 2027"))]
#[case("Send sizes 12/15", None)]
#[case("Send sizes 12/12", None)]
#[case("Send sizes on 1 December", None)]
#[case("Call on Tue 2 Dec", Some("2 Dec 2026 is a Wednesday, not a Tuesday"))]
#[case("Call on Tuesday, 2 December at 10", Some("2 Dec 2026 is a Wednesday, not a Tuesday"))]
#[case("Call on Wed 2 Dec", None)]
#[case("Am Montag, 1.12. anrufen", Some("1 Dec 2026 is a Tuesday, not a Monday"))]
#[case("Rückruf Di. 1.12. um 9 Uhr", None)]
#[case("Call before Wednesday 2 December", None)]
#[case("Call on Monday week", None)]
#[case("Call on 12/1 at 10", Some("“12/1” is read as 12 Jan 2027"))]
fn a_date_that_may_be_another_is_said(#[case] text: &str, #[case] remark: Option<&str>) {
    let moment = moment("2026-11-26");
    let FollowsUp::On(jotted) = follow_up(text, &Seen::by(&moment)) else { panic!("a day is named") };
    assert_eq!(jotted.remark(&moment).as_deref(), remark);
}
