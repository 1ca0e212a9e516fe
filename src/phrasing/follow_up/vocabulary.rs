//! The words of days and hours in the languages that reps jot down in, a file a language. All are in lower case and without
//! accents.

mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pt;

use jiff::civil::Weekday;

pub(super) use nl::DUTCH;

/// Words, one after the other or one for the other.
type Phrase = &'static [&'static str];
/// Something, and what it is called.
type Named<T> = (T, Phrase);

/// What a language has words for, and for each of these the words of all languages in one list. The order in which languages
/// come means nothing.
macro_rules! vocabulary {
    ($($(#[$doc:meta])* $all:ident, $words:ident: $one:ty;)*) => {
        /// The words of a language. A word may stand in several.
        struct Words {
            $($words: &'static [$one],)*
        }

        impl Words {
            /// None at all; a language names those that it has.
            const NONE: Self = Self { $($words: &[],)* };
        }

        $($(#[$doc])*
        pub(super) const $all: &[$one] = &{
            const LISTS: [&[$one]; 7] = [
                en::WORDS.$words,
                de::WORDS.$words,
                fr::WORDS.$words,
                es::WORDS.$words,
                it::WORDS.$words,
                nl::WORDS.$words,
                pt::WORDS.$words,
            ];
            joined::<_, { length(&LISTS) }>(&LISTS)
        };)*
    };
}

const fn length<T>(lists: &[&[T]]) -> usize {
    let (mut length, mut at) = (0, 0);
    while at < lists.len() {
        length += lists[at].len();
        at += 1;
    }
    length
}

/// Lists of which not all are empty, one behind the other.
const fn joined<T: Copy, const LENGTH: usize>(lists: &[&[T]]) -> [T; LENGTH] {
    let mut list = 0;
    while lists[list].is_empty() {
        list += 1;
    }
    let mut all = [lists[list][0]; LENGTH];
    let mut end = 0;
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            all[end] = lists[list][at];
            at += 1;
            end += 1;
        }
        list += 1;
    }
    all
}

vocabulary! {
    /// Names of the days of a week.
    WEEKDAYS, weekdays: Named<Weekday>;
    /// Short names that are words of their own too: they are days behind one of these words alone.
    SHORT, short: (Weekday, Phrase, Phrase);
    /// Full names, and short ones that are no other word beside a figure; from 1 to 12.
    MONTHS, months: Named<i8>;
    /// Seasons, with the month that each begins with.
    SEASONS, seasons: Named<i8>;
    /// Numbers in words.
    NUMBERS, numbers: Named<i64>;
    /// What is counted of time.
    UNITS, units: Named<Unit>;
    /// Parts of a week, a month or a year.
    EDGES, edges: Named<Edge>;
    /// Days that people plan by without naming a date.
    HOLIDAYS, holidays: (Holiday, &'static [Phrase]);
    /// Articles that a holiday may have.
    ARTICLES, articles: &'static str;
    /// Words for the one that comes, before what they speak of.
    NEXT, next: &'static str;
    /// Those of them that mean the nearest of its name: `coming Friday` on a Thursday is tomorrow, `next Friday` is not.
    COMING, coming: &'static str;
    /// The same behind it.
    NEXT_BEHIND, next_behind: Phrase;
    /// The week or month that is running: `this week`.
    THIS, this: &'static str;
    /// Words that stand before a day and change nothing about which it is.
    FILLERS, fillers: &'static str;
    /// Words behind which figures are a date: `by 3.1`, `le 1/12`.
    DATE_LEADS, date_leads: &'static str;
    /// Verbs of calling: what is to be done in them goes before whatever else is.
    CALLS, calls: &'static str;
    /// What somebody is told to do, at the beginning of what is said, or with what is parted from it further behind: `ruf ihn an`,
    /// `schick ihr die Liste zu`. Those that mean something without it say so by an empty one.
    PARTED, parted: (Phrase, Phrase, bool);
    /// What may stand before it.
    BEFORE_AN_ORDER, before_an_order: &'static str;
    /// What says that somebody is away; words that are said of goods as well (`out`, `leave`, `unterwegs`) only in company.
    AWAY, away: &'static str;
    /// Goods and their way: a clause with one of these says of nobody that they are away.
    GOODS, goods: &'static str;
    /// Words before the last day of that.
    AWAY_UNTIL, away_until: &'static str;
    /// What comes about by itself, whoever tells of it: `her parcel comes on Tuesday`.
    HAPPENS, happens: &'static str;
    /// What somebody else does, by its form or its meaning: `she pays on Tuesday`, `will decide by Friday`.
    THEIRS, theirs: &'static str;
    /// Others of whom a clause may tell.
    WHO, who: &'static str;
    /// Ourselves; what stands behind them is ours, whoever is named before: `she wants us to call`.
    WE, we: &'static str;
    /// Verbs of wishing: what is wished for is ours to do, unless it is something that they do themselves (`wants to order`).
    WANTS, wants: &'static str;
    /// Verbs between somebody else and what they do: `she will call`, `Kundin möchte anrufen`.
    MODAL_OF_ANOTHER, modal_of_another: &'static str;
    /// What people wish for that others do for them: `wants to be called`, `möchte ein Angebot haben`.
    GIVEN, given: &'static str;
    /// That nothing is to be done, in words.
    NOTHING, nothing: Phrase;
    /// Verbs and words that say that something is still to be done.
    TO_DO, to_do: &'static str;
    /// What two say who will speak to each other, the last word last: `wir hören uns Freitag`, `on se parle lundi`.
    MUTUAL, mutual: Phrase;
    /// Who has said what is to be done: a day right beside such a word is the day of saying it, where another one follows.
    HAS_SAID, has_said: &'static str;
    /// Words before the day of what was said, where no verb stands before it.
    BY_THEN, by_then: &'static str;
    /// Behind days that are counted from another one, back from it: `the day before`, `einen Tag vorher`.
    EARLIER, earlier: &'static str;
    /// The same, on from it.
    LATER, later: &'static str;
    /// Words that say so where no verb says otherwise: `quote on Friday`, but `sent the quote on Friday`.
    TO_DO_ELSE, to_do_else: &'static str;
    /// Behind one of these a verb that tells what has been done says what is to be: `muss angerufen werden`, `to be called`.
    MODAL, modal: &'static str;
    /// Words before the day by which something is to be done, even where its verb tells of the past: `delivered by Friday`.
    BY, by: &'static str;
    /// Words right before a day that is over.
    OVER, over: &'static str;
    /// Words right behind such a day.
    OVER_BEHIND, over_behind: &'static str;
    /// What has been done on the day that stands beside it.
    DONE, done: &'static str;
    /// The same where it is written with its accent: `llamé`, but `llame el lunes`.
    DONE_BY_ACCENT, done_by_accent: &'static str;
    /// Words that say that something is not to be.
    NOT, not: &'static str;
    /// Words that say the same of a day that stands beside them: `busy on Monday`, `Friday is impossible`.
    UNFIT, unfit: &'static str;
    /// Those of them that, said of goods, rule out no day: `Paket ist bis Freitag unterwegs`.
    ON_ITS_WAY, on_its_way: &'static str;
    /// Words that take such a word back: `not later than`, `don't forget`.
    NOT_NOT, not_not: &'static str;
    /// Behind these a word that says no reaches no further.
    BUT, but: &'static str;
    /// Behind these it reaches to a day that follows at once, and to nothing else.
    AND, and: &'static str;
    /// What may stand between a day and the word that says no to it: `Friday is not possible`.
    TAKEN_TO_BE, taken_to_be: &'static str;
    /// Words that say of something that it is.
    IS, is: &'static str;
    /// Words before a day that mean the last one before it, and the first one after it.
    BEFORE, before: &'static str;
    /// The same of the day behind it.
    AFTER, after: &'static str;
    /// Behind a word that says no these name the first day that may be: `not until Monday`, like `not before Monday`.
    UNTIL, until: &'static str;
    /// Words before an hour, and before nothing else that a figure counts.
    AT, at: &'static str;
    /// Words before an hour, or before how many of something.
    AROUND, around: &'static str;
    /// What may stand behind an hour that one of those leads: `after 10 on Friday`, `ab 10 erreichbar`.
    BEHIND_HOUR, behind_hour: &'static str;
    /// What a figure counts that is no hour: `at 10 euro`.
    COUNTED, counted: &'static str;
    /// Parts of an hour before it, in minutes: `half past nine`, `halb zehn`.
    FRACTIONS_BEFORE, fractions_before: (Phrase, i32);
    /// Parts of an hour behind it, in minutes: `dix heures et quart`.
    FRACTIONS_BEHIND, fractions_behind: (Phrase, i32);
}

/// The weekday whose short name a word is, in capitals: with a full stop behind it that is what it means.
pub(super) fn abbreviated(said: &str) -> Option<Weekday> {
    let word = said.to_lowercase();
    let is_one = said.starts_with(char::is_uppercase) && said.len() <= "Thurs".len();
    let short = || SHORT.iter().find(|(_, names, _)| names.contains(&word.as_str())).map(|(day, ..)| *day);
    if is_one { short().or_else(|| called(WEEKDAYS, &word)) } else { None }
}

/// The weekday that a word names behind another.
pub(super) fn weekday(word: &str, behind: Option<&str>) -> Option<Weekday> {
    called(WEEKDAYS, word).or_else(|| {
        let fits = |(_, names, leads): &&(Weekday, &[&str], &[&str])| {
            names.contains(&word) && behind.is_some_and(|behind| leads.contains(&behind))
        };
        SHORT.iter().find(fits).map(|(day, ..)| *day)
    })
}

/// A month by its name: 1 to 12.
pub(super) fn month(word: &str) -> Option<i8> {
    called(MONTHS, word)
}

/// The month that a season begins with.
pub(super) fn season_begins(word: &str) -> Option<i8> {
    called(SEASONS, word)
}

/// A number as a figure or a word.
pub(super) fn number(word: &str) -> Option<i64> {
    word.parse().ok().or_else(|| called(NUMBERS, word))
}

/// What a word is the name of.
fn called<T: Copy>(named: &[Named<T>], word: &str) -> Option<T> {
    named.iter().find(|(_, names)| names.contains(&word)).map(|(one, _)| *one)
}

/// What is counted of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Minute,
    Hour,
    WorkingDay,
    Day,
    Week,
    Fortnight,
    Month,
    Year,
}

/// What a word counts.
pub(super) fn unit(word: &str) -> Option<Unit> {
    called(UNITS, word)
}

/// A part of a week, a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edge {
    Begin,
    Middle,
    End,
}

/// The part that a word names.
pub(super) fn edge(word: &str) -> Option<Edge> {
    called(EDGES, word)
}

/// Days that people plan by without naming a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holiday {
    Christmas,
    NewYear,
    /// From the one to the other.
    Holidays,
    Thanksgiving,
    BlackFriday,
    CyberMonday,
    Easter,
}

/// The holiday that the words begin with, with its article or without, and how many of them name it.
pub(super) fn named_holiday(words: &[&str]) -> Option<(Holiday, usize)> {
    let skipped = usize::from(words.first().is_some_and(|word| ARTICLES.contains(word)));
    let named = |words: &[&str]| {
        let phrases = HOLIDAYS.iter().flat_map(|(day, phrases)| phrases.iter().map(move |one| (*day, *one)));
        let found = phrases.filter(|(_, phrase)| words.starts_with(phrase));
        found.max_by_key(|(_, phrase)| phrase.len()).map(|(day, phrase)| (day, phrase.len()))
    };
    named(words).or_else(|| named(&words[skipped..]).map(|(day, length)| (day, skipped + length)))
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    fn each_word_is_one_name<T: Copy + PartialEq + Debug>(named: &[Named<T>]) {
        for (one, names) in named {
            for name in *names {
                assert_eq!(called(named, name), Some(*one), "{name}");
            }
        }
    }

    /// Else what a word means would hang on which language comes first.
    #[test]
    fn a_word_is_the_name_of_the_same_in_all_languages() {
        each_word_is_one_name(WEEKDAYS);
        each_word_is_one_name(MONTHS);
        each_word_is_one_name(SEASONS);
        each_word_is_one_name(NUMBERS);
        each_word_is_one_name(UNITS);
        each_word_is_one_name(EDGES);
    }
}
