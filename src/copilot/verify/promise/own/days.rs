//! Days that a promise names, in the languages that customers are answered in.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::super::super::dates::{self, Found};
use super::compiled;

/// Names of days, each language's in the order of the week, then today, tomorrow and the day after.
const NAMES: [(&str, &str); 9] = [
    ("montags?|lundi|lunes|lunedì|maandag|segunda-feira", "monday"),
    ("dienstags?|mardi|martes|martedì|dinsdag|terça-feira", "tuesday"),
    ("mittwochs?|mercredi|miércoles|mercoledì|woensdag|quarta-feira", "wednesday"),
    ("donnerstags?|jeudi|jueves|giovedì|donderdag|quinta-feira", "thursday"),
    ("freitags?|vendredi|viernes|venerdì|vrijdag|sexta-feira", "friday"),
    ("samstags?|sonnabend|samedi|sábado|sabato|zaterdag", "saturday"),
    ("sonntags?|dimanche|domingo|domenica|zondag", "sunday"),
    ("heute|aujourd'hui|hoy|oggi|vandaag|hoje", "today"),
    ("übermorgen|après-demain|pasado mañana|dopodomani|overmorgen", ""),
];

static DAY: LazyLock<Regex> = LazyLock::new(|| {
    let names: Vec<String> =
        NAMES.iter().enumerate().map(|(at, (names, _))| format!("(?P<d{at}>{names})")).collect();
    compiled(&format!(r"\b(?:{}|morgen|demain|mañana|domani|amanhã)\b", names.join("|")))
});

/// All days of a text in lower case; their places are of no use.
pub fn named(lower: &str, today: Date) -> Vec<Found> {
    dates::find(&in_english(lower, today), today)
}

/// A text in lower case with the names of its days in English.
pub fn in_english(lower: &str, today: Date) -> Cow<'_, str> {
    DAY.replace_all(lower, |found: &Captures<'_>| {
        let at = (0..NAMES.len()).find(|at| found.name(&format!("d{at}")).is_some());
        match at.map(|at| NAMES[at].1) {
            Some("") => today.saturating_add(2.days()).to_string(),
            Some(name) => name.to_owned(),
            None => "tomorrow".to_owned(),
        }
    })
}
