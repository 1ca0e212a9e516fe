//! Hours of the day as people write them: `at 10`, `um 10 Uhr`, `10:30`, `2pm`, `14h30`, `at noon`.

use jiff::civil::Time;

use super::tokens::Token;
use super::vocabulary::AT;

/// Bare figures up to here are hours of the afternoon: nobody calls at three in the night.
const AFTERNOON: i8 = 6;
/// How far behind an hour the part of the day is looked for that it belongs to.
const REACH: usize = 4;

/// The first hour that is named among words, where it begins and how many of them name it.
pub(super) fn hour(tokens: &[Token<'_>]) -> Option<(Time, usize, usize)> {
    (0..tokens.len()).find_map(|at| {
        let (time, length) = hour_at(&tokens[at..], at.checked_sub(1).map(|before| &tokens[before]))?;
        Some((time, at, length))
    })
}

fn hour_at(tokens: &[Token<'_>], before: Option<&Token<'_>>) -> Option<(Time, usize)> {
    let word = tokens.first()?.word.as_str();
    match word {
        "noon" | "midday" | "mittag" | "mittags" | "midi" | "mediodia" | "mezzogiorno" | "meio-dia" => {
            return Time::new(12, 0, 0, 0).ok().map(|time| (time, 1));
        }
        _ if !word.starts_with(|c: char| c.is_ascii_digit()) => return part_of_day(tokens, before),
        _ => {}
    }
    let next = tokens.get(1).filter(|_| !tokens[0].ends_clause).map(|next| next.word.as_str());
    let is_led = before.is_some_and(|before| AT.contains(&before.word.as_str()) && !before.ends_clause);
    let (clock, half) = with_half(word, next);
    let (clock, sign) = with_sign(clock, next);
    let (hour, minute, is_clock) = figures(clock, is_led || sign > 0 || half.is_some())?;
    let is_named = is_clock || sign > 0 || half.is_some() || word.contains('h');
    if !is_named && !is_led {
        return None;
    }
    let length = 1 + usize::from(half.is_some_and(|(_, apart)| apart)) + usize::from(sign == 2);
    let half = half.map(|(is_afternoon, _)| is_afternoon);
    let is_late = half.or_else(|| afternoon(&tokens[length.min(tokens.len())..]));
    // `10 Uhr 30`
    let (minute, length) = match tokens.get(length).filter(|_| sign == 2 && minute == 0) {
        Some(behind)
            if behind.word.len() == 2 && behind.word.parse::<i8>().is_ok_and(|minute| minute < 60) =>
        {
            (behind.word.parse().ok()?, length + 1)
        }
        _ => (minute, length),
    };
    let hour = match is_late {
        Some(_) if half.is_some() && !(1..=12).contains(&hour) => return None,
        Some(true) if hour < 12 => hour + 12,
        Some(false) if hour == 12 => 0,
        None if (1..=AFTERNOON).contains(&hour) && !clock.starts_with('0') => hour + 12,
        _ => hour,
    };
    Time::new(hour, minute, 0, 0).ok().map(|time| (time, length))
}

/// What stands before `am` or `pm`, whether that is the afternoon, and whether it stands apart.
fn with_half<'w>(word: &'w str, next: Option<&str>) -> (&'w str, Option<(bool, bool)>) {
    for (name, is_afternoon) in [("am", false), ("pm", true), ("a.m", false), ("p.m", true)] {
        if let Some(clock) = word.strip_suffix(name) {
            return (clock, Some((is_afternoon, false)));
        }
        // `10 am Freitag` is no morning.
        if next == Some(name) && !(name == "am" && word.len() > 5) {
            return (word, Some((is_afternoon, true)));
        }
    }
    (word, None)
}

/// What stands before `h`, `Uhr` and the like: 1 where that is written together, 2 where it stands apart.
fn with_sign<'w>(clock: &'w str, next: Option<&str>) -> (&'w str, u8) {
    for name in ["uhr", "h", "hs", "hrs"] {
        if let Some(clock) = clock.strip_suffix(name) {
            return (clock, 1);
        }
    }
    let signs = ["uhr", "h", "o'clock", "heures", "heure", "uur", "horas", "hs"];
    (clock, if next.is_some_and(|next| signs.contains(&next)) { 2 } else { 0 })
}

/// Hour and minute, and whether they are written as a clock shows them.
fn figures(clock: &str, is_hour: bool) -> Option<(i8, i8, bool)> {
    let split = clock.split_once(':').or_else(|| clock.split_once('h'));
    let split = split.or_else(|| clock.split_once('.').filter(|_| is_hour));
    let (hour, minute) = match split {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        Some(_) => return None,
        None => (clock, 0),
    };
    if hour.len() > 2 {
        return None;
    }
    let hour: i8 = hour.parse().ok().filter(|hour| (0..24).contains(hour))?;
    Some((hour, minute, split.is_some()))
}

/// Whether an hour belongs to the afternoon or evening, or to the morning: `a las 4 de la tarde`.
fn afternoon(behind: &[Token<'_>]) -> Option<bool> {
    behind.iter().take(REACH).find_map(|token| match token.word.as_str() {
        "afternoon" | "evening" | "nachmittag" | "nachmittags" | "abends" | "apres-midi" | "soir"
        | "tarde" | "noche" | "pomeriggio" | "sera" | "middags" | "avonds" | "noite" => Some(true),
        "morning" | "vormittags" | "morgens" | "matin" | "madrugada" | "mattina" | "manha" => Some(false),
        _ => None,
    })
}

/// A part of the day begins when people work in it: `tomorrow morning` at nine, `Friday afternoon` at two.
fn part_of_day(tokens: &[Token<'_>], before: Option<&Token<'_>>) -> Option<(Time, usize)> {
    let behind = before.map(|before| before.word.as_str());
    let hour = match tokens.first()?.word.as_str() {
        "morning" | "morgens" | "fruh" | "vormittag" | "vormittags" | "matin" | "mattina" | "ochtend" => 9,
        // `amanhã de manhã`, `el lunes por la mañana`
        "manha" if behind == Some("de") => 9,
        "manana" if behind == Some("la") => 9,
        "afternoon" | "nachmittag" | "nachmittags" | "apres-midi" | "pomeriggio" => 14,
        "tarde" if matches!(behind, Some("la" | "a")) => 14,
        "evening" | "abend" | "abends" | "soir" | "avond" => 18,
        _ => return None,
    };
    Time::new(hour, 0, 0, 0).ok().map(|time| (time, 1))
}
