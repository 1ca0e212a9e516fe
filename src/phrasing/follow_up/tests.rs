use jiff::civil::DateTime;
use rstest::rstest;

use super::*;
use crate::phrasing::Locale;

/// A Tuesday, a quarter past nine.
const NOW: DateTime = jiff::civil::datetime(2026, 11, 24, 9, 15, 0, 0);

fn read(text: &str) -> FollowsUp {
    follow_up(text, &Seen { now: NOW, month_first: false })
}

/// The day, the hour where there is one, and the words: `2026-11-26 10:00 “Thursday at 10”`.
fn when(text: &str) -> String {
    match read(text) {
        FollowsUp::On(jotted) => {
            let at = jotted.at.map(|at| format!(" {:02}:{:02}", at.hour(), at.minute())).unwrap_or_default();
            format!("{}{at} “{}”", jotted.on, jotted.words)
        }
        FollowsUp::NotOn(words) => format!("not: {words}"),
        FollowsUp::NoSuchDay(words) => format!("no such day: {words}"),
        FollowsUp::FromNoDay(words) => format!("from no day: {words}"),
        FollowsUp::Unsaid => "–".to_owned(),
    }
}

#[rstest]
#[case("Liked the tent. Call back on Thursday.", "2026-11-26 “Thursday”", "Call back on Thursday")]
#[case("Wants a quote next week, 12 % off", "2026-11-30 “next week”", "Wants a quote next week, 12 % off")]
#[case("send sizes in 3 days", "2026-11-27 “in 3 days”", "send sizes in 3 days")]
#[case(
    "Ordered on Monday. Send the catalogue in two weeks",
    "2026-12-08 “in two weeks”",
    "Send the catalogue in two weeks"
)]
#[case("She was called today. Ring again tomorrow", "2026-11-25 “tomorrow”", "Ring again tomorrow")]
#[case("Am Donnerstag zurückrufen", "2026-11-26 “Donnerstag”", "Am Donnerstag zurückrufen")]
#[case("Rückruf am 3.12. vereinbart", "2026-12-03 “3.12”", "Rückruf am 3.12. vereinbart")]
#[case("Rückruf am 3.12. Mag das Zelt.", "2026-12-03 “3.12”", "Rückruf am 3.12")]
#[case("Am 7. Januar anrufen. Mag Blau.", "2027-01-07 “7. Januar”", "Am 7. Januar anrufen")]
#[case("Wants size 4. Call Friday. Likes blue.", "2026-11-27 “Friday”", "Call Friday")]
#[case("Call Friday at 10! She likes blue.", "2026-11-27 10:00 “Friday at 10”", "Call Friday at 10")]
#[case("Can we talk? Ring on Monday. Send 3 maps.", "2026-11-30 “Monday”", "Ring on Monday")]
#[case("Send her the size table. By Friday.", "2026-11-27 “Friday”", "Send her the size table By Friday")]
#[case("Busy now\nCall back Thursday\nHas two kids", "2026-11-26 “Thursday”", "Call back Thursday")]
fn the_sentence_that_names_the_day_is_the_task(#[case] text: &str, #[case] on: &str, #[case] what: &str) {
    assert_eq!(when(text), on);
    let FollowsUp::On(jotted) = read(text) else { panic!("a day is named") };
    assert_eq!(jotted.what, what);
}

#[rstest]
// English.
#[case("Call Friday at 10", "2026-11-27 10:00 “Friday at 10”")]
#[case("call back tomorrow at 2pm", "2026-11-25 14:00 “tomorrow at 2pm”")]
#[case("call tomorrow at 2:30 p.m.", "2026-11-25 14:30 “tomorrow at 2:30 p.m”")]
#[case("call on Friday at noon", "2026-11-27 12:00 “Friday at noon”")]
#[case("Ring her at 10:30 on Monday", "2026-11-30 10:30 “10:30 on Monday”")]
#[case("call Thursday 9:15", "2026-11-26 09:15 “Thursday 9:15”")]
#[case("call Friday at 3", "2026-11-27 15:00 “Friday at 3”")]
#[case("call Friday at 12 am", "2026-11-27 00:00 “Friday at 12 am”")]
#[case("call tomorrow morning", "2026-11-25 09:00 “tomorrow morning”")]
#[case("call Friday afternoon", "2026-11-27 14:00 “Friday afternoon”")]
#[case("call Monday between 10 and 12", "2026-11-30 10:00 “Monday between 10 and 12”")]
#[case("call Monday 10-11am", "2026-11-30 10:00 “Monday 10-11am”")]
#[case("call on Monday between 2 and 4 pm", "2026-11-30 14:00 “Monday between 2 and 4 pm”")]
#[case("call back at 4pm", "2026-11-24 16:00 “4pm”")]
#[case("call back at 9", "2026-11-25 09:00 “9”")]
#[case("call in 2 hours", "2026-11-24 11:15 “in 2 hours”")]
#[case("call in half an hour", "2026-11-24 09:45 “in half an hour”")]
#[case("send 3 maps on Friday", "2026-11-27 “Friday”")]
// German.
#[case("Freitag um 10 Uhr anrufen", "2026-11-27 10:00 “Freitag um 10 Uhr”")]
#[case("Montag 10-12 Uhr anrufen", "2026-11-30 10:00 “Montag 10-12 Uhr”")]
#[case("Zwischen 10 und 12 Uhr am Montag anrufen", "2026-11-30 10:00 “Zwischen 10 und 12 Uhr am Montag”")]
#[case("Am Dienstagvormittag zurückrufen", "2026-12-01 09:00 “Dienstagvormittag”")]
#[case("Freitagmorgen anrufen", "2026-11-27 09:00 “Freitagmorgen”")]
#[case("Bis Mittwochmittag melden", "2026-11-25 12:00 “Mittwochmittag”")]
#[case("am Montagnachmittag anrufen", "2026-11-30 14:00 “Montagnachmittag”")]
#[case("morgen um 14:30 anrufen", "2026-11-25 14:30 “morgen um 14:30”")]
#[case("am Freitag gegen 9 Uhr 45 melden", "2026-11-27 09:45 “Freitag gegen 9 Uhr 45”")]
#[case("um 10 am Freitag anrufen", "2026-11-27 10:00 “10 am Freitag”")]
#[case("am Donnerstag mittags anrufen", "2026-11-26 12:00 “Donnerstag mittags”")]
#[case("Freitag um 15.30 Uhr anrufen", "2026-11-27 15:30 “Freitag um 15.30 Uhr”")]
// French, Spanish, Italian, Dutch, Portuguese.
#[case("rappeler vendredi à 10h30", "2026-11-27 10:30 “vendredi à 10h30”")]
#[case("rappeler demain vers 14 h", "2026-11-25 14:00 “demain vers 14 h”")]
#[case("rappeler lundi à midi", "2026-11-30 12:00 “lundi à midi”")]
#[case("llamar el viernes a las 10", "2026-11-27 10:00 “viernes a las 10”")]
#[case("llamar mañana a las 4 de la tarde", "2026-11-25 16:00 “mañana a las 4”")]
#[case("richiamare venerdì alle 10:30", "2026-11-27 10:30 “venerdì alle 10:30”")]
#[case("terugbellen vrijdag om 10 uur", "2026-11-27 10:00 “vrijdag om 10 uur”")]
#[case("ligar na sexta às 10h", "2026-11-27 10:00 “sexta às 10h”")]
fn an_hour_that_is_named_is_read(#[case] text: &str, #[case] at: &str) {
    assert_eq!(when(text), at);
}

#[rstest]
// English.
#[case("follow up next Tuesday", "2026-12-01 “next Tuesday”")]
#[case("Ring on 2026-12-01", "2026-12-01 “2026-12-01”")]
#[case("decide by 3.1", "2027-01-03 “3.1”")]
#[case("call on 7 January", "2027-01-07 “7 January”")]
#[case("call on January 7th", "2027-01-07 “January 7th”")]
#[case("call on the 7th of January", "2027-01-07 “7th of January”")]
#[case("call on 7 Jan 2028", "2028-01-07 “7 Jan 2028”")]
#[case("call on Friday, 4 December", "2026-12-04 “Friday, 4 December”")]
#[case("call on the 7th", "2026-12-07 “7th”")]
#[case("call on 1/12", "2026-12-01 “1/12”")]
#[case("call on 12/25", "2026-12-25 “12/25”")]
#[case("call on 1/12/27", "2027-12-01 “1/12/27”")]
#[case("call at the end of next week", "2026-12-04 “end of next week”")]
#[case("call at the end of the week", "2026-11-27 “end of the week”")]
#[case("quote by the end of the month", "2026-11-30 “end of the month”")]
#[case("call mid next week", "2026-12-02 “mid next week”")]
#[case("call the week after next", "2026-12-07 “the week after next”")]
#[case("call next month", "2026-12-01 “next month”")]
#[case("call Monday week", "2026-12-07 “Monday week”")]
#[case("call a week on Monday", "2026-12-07 “a week on Monday”")]
#[case("call two weeks from Monday", "2026-12-14 “two weeks from Monday”")]
#[case("call Friday in two weeks", "2026-12-11 “Friday in two weeks”")]
#[case("call Tuesday in a week", "2026-12-01 “Tuesday in a week”")]
#[case("call today in a week", "2026-12-01 “today in a week”")]
#[case("call tomorrow, in a week it is too late", "2026-11-25 “tomorrow”")]
#[case("call on Wednesday next week", "2026-12-02 “Wednesday next week”")]
#[case("call next week on Wednesday", "2026-12-02 “next week on Wednesday”")]
#[case("call in a month", "2026-12-24 “in a month”")]
#[case("call in a couple of weeks", "2026-12-08 “in a couple of weeks”")]
#[case("call in a fortnight", "2026-12-08 “in a fortnight”")]
#[case("call two weeks from now", "2026-12-08 “two weeks from now”")]
#[case("call in 4 working days", "2026-11-30 “in 4 working days”")]
#[case("call the day after tomorrow", "2026-11-26 “day after tomorrow”")]
#[case("send it before Friday", "2026-11-26 “before Friday”")]
#[case("call after Friday", "2026-11-28 “after Friday”")]
#[case("call on Thu", "2026-11-26 “Thu”")]
#[case("call on mon", "2026-11-30 “mon”")]
// German.
#[case("Nächste Woche Angebot schicken", "2026-11-30 “Nächste Woche”")]
#[case("in drei Tagen melden", "2026-11-27 “in drei Tagen”")]
#[case("Ende nächster Woche anrufen", "2026-12-04 “Ende nächster Woche”")]
#[case("Montag in einer Woche anrufen", "2026-12-07 “Montag in einer Woche”")]
#[case("nächste Woche Mittwoch anrufen", "2026-12-02 “nächste Woche Mittwoch”")]
#[case("übernächste Woche anrufen", "2026-12-07 “übernächste Woche”")]
#[case("Heute in einer Woche anrufen", "2026-12-01 “Heute in einer Woche”")]
#[case("Montag in acht Tagen anrufen", "2026-12-07 “Montag in acht Tagen”")]
#[case("Freitag in zwei Wochen anrufen", "2026-12-11 “Freitag in zwei Wochen”")]
#[case("in KW 50 anrufen", "2026-12-07 “KW 50”")]
#[case("in KW2 anrufen", "2027-01-11 “KW2”")]
#[case("Im neuen Jahr anrufen", "2027-01-02 “neuen Jahr”")]
#[case("am 7. Januar anrufen", "2027-01-07 “7. Januar”")]
#[case("am 15.12. anrufen", "2026-12-15 “15.12”")]
#[case("am 15.12.26 anrufen", "2026-12-15 “15.12.26”")]
#[case("am 7. anrufen", "2026-12-07 “7”")]
#[case("am Fr anrufen", "2026-11-27 “Fr”")]
#[case("übermorgen anrufen", "2026-11-26 “übermorgen”")]
#[case("in zwei Wochen anrufen", "2026-12-08 “in zwei Wochen”")]
#[case("nächsten Monat anrufen", "2026-12-01 “nächsten Monat”")]
// French.
#[case("rappeler lundi prochain", "2026-11-30 “lundi prochain”")]
#[case("rappeler la semaine prochaine", "2026-11-30 “la semaine prochaine”")]
#[case("rappeler à la fin de la semaine prochaine", "2026-12-04 “fin de la semaine prochaine”")]
#[case("rappeler le 7 janvier", "2027-01-07 “7 janvier”")]
#[case("rappeler le 1er décembre", "2026-12-01 “1er décembre”")]
#[case("rappeler dans deux semaines", "2026-12-08 “dans deux semaines”")]
#[case("rappeler après-demain", "2026-11-26 “après-demain”")]
#[case("rappeler le mois prochain", "2026-12-01 “le mois prochain”")]
// Spanish.
#[case("llamar mañana", "2026-11-25 “mañana”")]
#[case("llamar pasado mañana", "2026-11-26 “pasado mañana”")]
#[case("llamar la semana que viene", "2026-11-30 “la semana que viene”")]
#[case("llamar el próximo lunes", "2026-11-30 “próximo lunes”")]
#[case("llamar el 7 de enero", "2027-01-07 “7 de enero”")]
#[case("llamar dentro de dos semanas", "2026-12-08 “dentro de dos semanas”")]
#[case("llamar a finales de la próxima semana", "2026-12-04 “finales de la próxima semana”")]
// Italian.
#[case("richiamare domani", "2026-11-25 “domani”")]
#[case("richiamare lunedì prossimo", "2026-11-30 “lunedì prossimo”")]
#[case("richiamare tra due settimane", "2026-12-08 “tra due settimane”")]
#[case("richiamare il 7 gennaio", "2027-01-07 “7 gennaio”")]
#[case("richiamare la settimana prossima", "2026-11-30 “la settimana prossima”")]
// Dutch.
#[case("morgen terugbellen", "2026-11-25 “morgen”")]
#[case("terugbellen over twee weken", "2026-12-08 “over twee weken”")]
#[case("terugbellen op 7 januari", "2027-01-07 “7 januari”")]
#[case("volgende week bellen", "2026-11-30 “volgende week”")]
#[case("eind volgende week bellen", "2026-12-04 “eind volgende week”")]
// Portuguese.
#[case("ligar amanhã", "2026-11-25 “amanhã”")]
#[case("ligar depois de amanhã", "2026-11-26 “depois de amanhã”")]
#[case("ligar na próxima semana", "2026-11-30 “próxima semana”")]
#[case("ligar no dia 7 de janeiro", "2027-01-07 “7 de janeiro”")]
#[case("ligar daqui a duas semanas", "2026-12-08 “daqui a duas semanas”")]
#[case("ligar segunda-feira", "2026-11-30 “segunda-feira”")]
fn a_day_that_is_named_is_read(#[case] text: &str, #[case] on: &str) {
    assert_eq!(when(text), on);
}

#[rstest]
#[case("Not on Friday", "not: Not on Friday")]
#[case("She can't talk on Friday", "not: can't talk on Friday")]
#[case("Friday is not possible", "not: Friday is not")]
#[case("Friday doesn’t work for him", "not: Friday doesn’t")]
#[case("Never call on Monday or Friday", "not: Never call on Monday")]
#[case("Nicht am Freitag anrufen", "not: Nicht am Freitag")]
#[case("Freitag geht nicht", "not: Freitag geht nicht")]
#[case("No llamar el viernes", "not: No llamar el viernes")]
#[case("Non chiamare venerdì", "not: Non chiamare venerdì")]
#[case("Niet op vrijdag bellen", "not: Niet op vrijdag")]
#[case("Não ligar na sexta", "not: Não ligar na sexta")]
// What is said besides holds.
#[case("Not on Friday, call on Monday", "2026-11-30 “Monday”")]
#[case("Don't call on Friday but on Monday", "2026-11-30 “Monday”")]
#[case("Call on Friday, not on Monday", "2026-11-27 “Friday”")]
#[case("Call on Friday not Monday", "2026-11-27 “Friday”")]
#[case("Friday doesn't work. Call on Monday", "2026-11-30 “Monday”")]
#[case("Is not happy with the tent and wants a call on Friday", "2026-11-27 “Friday”")]
// What is too early is said with the first day that is not.
#[case("Don't call before Friday", "2026-11-27 “Don't call before Friday”")]
#[case("Bitte nicht vor Freitag anrufen", "2026-11-27 “nicht vor Freitag”")]
#[case("Ne pas rappeler avant vendredi", "2026-11-27 “pas rappeler avant vendredi”")]
#[case("not until Thursday at 2", "2026-11-26 14:00 “not until Thursday at 2”")]
// And these say no to nothing.
#[case("Don't forget to call on Friday", "2026-11-27 “Friday”")]
#[case("Call not later than Friday", "2026-11-27 “Friday”")]
#[case("Nicht vergessen: Freitag anrufen", "2026-11-27 “Freitag”")]
#[case("Call on Friday if not delivered", "2026-11-27 “Friday”")]
fn a_day_that_is_ruled_out_is_none(#[case] text: &str, #[case] read: &str) {
    assert_eq!(when(text), read);
}

#[rstest]
#[case("")]
#[case("Has ordered last Monday and is happy")]
#[case("Wants 3 tents in blue")]
#[case("in 9999999999999999999 days")]
#[case("Paid on 2026-11-01")]
#[case("Seit Montag krank")]
#[case("Ordered on 20 November")]
#[case("Called at 10:30")]
#[case("Weighs 3.5 kg")]
#[case("Wants 1/2 of the price")]
#[case("Bought 5 tents 3 days ago")]
#[case("They may 3 times a year")]
#[case("Guten Morgen gesagt")]
#[case("Compró el lunes pasado")]
#[case("3 out of 5 tents broke")]
#[case("Il a acheté 2 tentes")]
fn where_none_is_named_none_is_read(#[case] text: &str) {
    assert_eq!(read(text), FollowsUp::Unsaid, "{text}");
}

/// Notes as reps jot them down, each with what is to be read from it.
const NOTES: &str = include_str!("notes.tsv");

/// Notes of calls, each with when its task is due, and what else of it names a day for something to do.
const CALLS: &str = include_str!("calls.tsv");

#[test]
fn what_we_do_goes_before_what_is_told() {
    let left_out = |text: &str| match read(text) {
        FollowsUp::On(jotted) => {
            jotted.left_out.into_iter().map(|(words, _)| words).collect::<Vec<_>>().join("; ")
        }
        _ => String::new(),
    };
    let notes = CALLS.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let notes: Vec<(&str, &str, &str)> =
        notes.map(|one| (one[0], one[1], *one.get(2).unwrap_or(&""))).collect();
    let wrong = notes.iter().filter(|(text, on, others)| short(text) != *on || left_out(text) != *others);
    let wrong: Vec<String> = wrong
        .map(|(text, on, others)| format!("{text}: {} ({}) for {on} ({others})", short(text), left_out(text)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), notes.len(), wrong.join("\n"));
}

/// The day and the hour, with why that is not taken.
fn short(text: &str) -> String {
    match read(text) {
        FollowsUp::On(jotted) => {
            let at = jotted.at.map(|at| format!(" {:02}:{:02}", at.hour(), at.minute())).unwrap_or_default();
            let not_taken = jotted.not_taken.map(|hour| format!(", {}", hour.in_words()));
            format!("{}{at}{}", jotted.on, not_taken.unwrap_or_default())
        }
        FollowsUp::NotOn(_) => "not".to_owned(),
        FollowsUp::NoSuchDay(words) => format!("no such day: {words}"),
        FollowsUp::FromNoDay(words) => format!("from no day: {words}"),
        FollowsUp::Unsaid => "–".to_owned(),
    }
}

#[test]
fn notes_are_read_clause_by_clause() {
    let notes: Vec<(&str, &str)> = NOTES.lines().filter_map(|line| line.split_once('\t')).collect();
    let wrong = notes.iter().filter(|(text, meant)| short(text) != *meant);
    let wrong: Vec<String> =
        wrong.map(|(text, meant)| format!("{text}: {} for {meant}", short(text))).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), notes.len(), wrong.join("\n"));
}

#[rstest]
#[case("call 2026-13-45", "no such day: 2026-13-45")]
#[case("call on 31 February", "no such day: 31 February")]
#[case("call on 31 February or on Friday", "2026-11-27 “Friday”")]
#[case("version 2.13.45 came", "–")]
// An hour beside it makes no other day of it.
#[case("Call back on the 31st of February at 3pm", "no such day: 31st of February")]
#[case("Anruf am 32.12. um 14 Uhr", "no such day: 32.12")]
#[case("Anruf am 15.13. um 14 Uhr", "no such day: 15.13")]
#[case("call on 32 December at 10", "no such day: 32 December")]
fn a_day_that_no_calendar_has_is_told(#[case] text: &str, #[case] told: &str) {
    assert_eq!(when(text), told);
}

#[rstest]
#[case("call Friday at 25:00", Some("“25:00” is no hour: 17:00 is taken"))]
#[case("call today at 8", Some("“8” is past: 17:00 is taken"))]
#[case("call Friday at 10ish", Some("the hour “10ish” is not understood: 17:00 is taken"))]
#[case("call Friday at 10", None)]
#[case("call Friday", None)]
#[case("reply within 48h, call Friday", None)]
#[case("offer it Friday at 49.90", None)]
#[case("offer it Friday at 10 %", None)]
#[case("not before Monday", Some("no hour is named: 17:00 is taken"))]
#[case("not before Monday at 10", None)]
#[case(
    "Call back tomorrow at 14:30 and send the sizes on Thursday.",
    Some("“Thursday” is left out: one task a call")
)]
#[case(
    "Call Wednesday at 25:00. Send the sizes on Thursday and the invoice next week.",
    Some("“25:00” is no hour: 17:00 is taken; “Thursday”, “next week” are left out: one task a call")
)]
#[case("Call her Friday. Paid on Monday. Call Friday at 10.", None)]
fn an_hour_that_is_not_taken_is_told(#[case] text: &str, #[case] told: Option<&str>) {
    let moment = moment("Europe/Berlin");
    let FollowsUp::On(jotted) = follow_up(text, &Seen::by(&moment)) else { panic!("a day is named") };
    assert_eq!(jotted.remark(&moment).as_deref(), told);
}

#[rstest]
#[case("Termin Mo. 10h", "2026-11-30 10:00 “Mo. 10h”")]
#[case("Rückruf Di. um 9 Uhr", "2026-12-01 09:00 “Di. um 9 Uhr”")]
#[case("Rückruf Mi. Nachmittag", "2026-11-25 14:00 “Mi. Nachmittag”")]
#[case("Rückruf Do. Mag das Zelt.", "2026-11-26 “Do”")]
#[case("anrufen Fr. 14:30", "2026-11-27 14:30 “Fr. 14:30”")]
#[case("Rückruf Sa.", "2026-11-28 “Sa”")]
#[case("Rückruf So. 11 Uhr", "2026-11-29 11:00 “So. 11 Uhr”")]
#[case("Call Mon. at 10", "2026-11-30 10:00 “Mon. at 10”")]
#[case("call Tue. 10h", "2026-12-01 10:00 “Tue. 10h”")]
#[case("Call Sat. Likes blue.", "2026-11-28 “Sat”")]
#[case("Rückruf Fr. Kern morgen", "2026-11-25 “morgen”")]
#[case("Mag es so. Ist froh", "–")]
fn a_short_name_with_its_stop_is_a_day(#[case] text: &str, #[case] read: &str) {
    assert_eq!(when(text), read);
}

#[rstest]
#[case("Rückruf heute Nachmittag", 14, "2026-11-24 17:00")]
#[case("Rückruf heute Nachmittag", 10, "2026-11-24 14:00")]
#[case("Rückruf heute Nachmittag", 18, "“Nachmittag” is past")]
#[case("call this afternoon", 14, "2026-11-24 17:00")]
#[case("call today in the evening", 19, "2026-11-24 21:00")]
fn a_part_of_today_that_has_begun_is_not_past(#[case] text: &str, #[case] hour: i8, #[case] told: &str) {
    let seen = Seen { now: NOW.date().at(hour, 8, 0, 0), month_first: false };
    let FollowsUp::On(jotted) = follow_up(text, &seen) else { panic!("a day is named") };
    let at = jotted.at.map(|at| jotted.on.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string());
    assert_eq!(at.or_else(|| jotted.not_taken.map(|hour| hour.in_words())).as_deref(), Some(told));
}

#[test]
fn a_sentence_without_an_end_is_read_at_once() {
    let text = "call not Friday at 10 and ".repeat(40_000);
    assert!(matches!(read(&text), FollowsUp::NotOn(_) | FollowsUp::On(_)));
}

#[test]
fn a_date_with_a_stroke_is_read_as_the_rep_writes_it() {
    let on = |month_first, text| match follow_up(text, &Seen { now: NOW, month_first }) {
        FollowsUp::On(jotted) => jotted.on.to_string(),
        _ => "–".to_owned(),
    };
    assert_eq!(on(true, "call on 1/12"), "2027-01-12");
    assert_eq!(on(false, "call on 1/12"), "2026-12-01");
    assert_eq!(on(true, "call on 25/12"), "2026-12-25", "there is no 25th month");
    assert!(Locale::named("en-US").unwrap().month_comes_first());
    assert!(
        ["en", "en-GB", "de-DE", "fr-CA"].iter().all(|tag| !Locale::named(tag).unwrap().month_comes_first())
    );
}

fn moment(zone: &str) -> Moment {
    let zone = TimeZone::get(zone).unwrap();
    let now = NOW.to_zoned_datetime(zone.clone()).unwrap().timestamp();
    Moment { now, zone, locale: Locale::default(), exact: false }
}

#[rstest]
#[case("Call Friday at 10", "2026-11-27T09:00:00Z")]
#[case("Call Friday", "2026-11-27T16:00:00Z")]
#[case("Call today at 8", "2026-11-24T16:00:00Z")]
#[case("Call today", "2026-11-24T16:00:00Z")]
fn an_hour_is_the_reps_and_one_that_is_past_is_none(#[case] text: &str, #[case] due: &str) {
    let moment = moment("Europe/Berlin");
    let FollowsUp::On(jotted) = follow_up(text, &Seen::by(&moment)) else { panic!("a day is named") };
    assert_eq!(jotted.due_at(&moment).to_string(), due);
}

#[rstest]
#[case("friday", Some("2026-11-27T16:00:00Z"))]
#[case("friday 10:00", Some("2026-11-27T09:00:00Z"))]
#[case("Friday at 2pm", Some("2026-11-27T13:00:00Z"))]
#[case("+3d", Some("2026-11-27T16:00:00Z"))]
#[case("+3d 10:30", Some("2026-11-27T09:30:00Z"))]
#[case("2026-12-01 09:00", Some("2026-12-01T08:00:00Z"))]
#[case("7 January", Some("2027-01-07T16:00:00Z"))]
#[case("3.12.", Some("2026-12-03T16:00:00Z"))]
#[case("in two weeks", Some("2026-12-08T16:00:00Z"))]
#[case("nächste Woche", Some("2026-11-30T16:00:00Z"))]
#[case("soon", None)]
#[case("", None)]
#[case("not friday", None)]
fn a_day_that_is_typed_is_due_in_the_reps_zone(#[case] typed: &str, #[case] due: Option<&str>) {
    let read = due_typed(typed, &moment("Europe/Berlin")).map(|due| due.to_string());
    assert_eq!(read.ok().as_deref(), due);
}

#[rstest]
#[case("soon", "names no day to come")]
#[case("friday 25:00", "“25:00” is no hour")]
#[case("+3d 25:00", "“25:00” is no hour")]
#[case("today 8:00", "“8:00” is past")]
#[case("30 February", "there is no “30 February”")]
#[case("2026-02-30", "there is no “2026-02-30”")]
fn what_is_typed_wrong_is_told(#[case] typed: &str, #[case] told: &str) {
    assert_eq!(due_typed(typed, &moment("Europe/Berlin")).unwrap_err().in_words(), told);
}
