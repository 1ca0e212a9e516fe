//! How a reader's language writes amounts, numbers, shares and days: by Unicode's CLDR, with Latin digits everywhere.
//!
//! Plain `en` is the house's own way (`1,299.00 EUR`, `12 Nov 2026`); in it prompts, records and whatever no reader asked
//! otherwise for are written. A month always has its name, so that no day is mistaken for another.

mod calendar;
mod placement;

use std::fmt;
use std::sync::Arc;

use icu_decimal::options::DecimalFormatterOptions;
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_locale_core::LanguageIdentifier;
use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use unicode_width::UnicodeWidthStr;

use super::money::{money, rounded_cost};
use crate::domain::worded::FigureValue;
use crate::domain::{Money, Worded};
use calendar::Days;
use placement::Placement;

/// The house's own locale.
const HOUSE: &str = "en";

/// Columns of `28 Nov 2026`.
const WIDEST_HOUSE_DAY: usize = 11;

/// Where English is written with the month before the day.
const MONTH_FIRST: [&str; 5] = ["US", "PH", "PR", "GU", "VI"];

/// The variables that name a locale for dates and amounts, the strongest first.
const VARIABLES: [&str; 3] = ["LC_ALL", "LC_TIME", "LANG"];

/// Longer than any tag that names a language, a script, a country and a variant.
const LONGEST_TAG: usize = 40;

/// How a reader's language writes values. Cheap to clone; two are equal if their tags are.
#[derive(Clone, Default)]
pub struct Locale(Option<Arc<Rules>>);

/// What CLDR says of a language, loaded.
struct Rules {
    tag: String,
    numbers: DecimalFormatter,
    days: Days,
    widest_day: usize,
    placement: Placement,
}

/// A tag names no language whose way of writing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("names no language whose way of writing dates and amounts is known")]
pub struct UnknownLocale;

impl Locale {
    /// By its tag: `de-DE`, `pt_BR`, `ja`. `en` alone, `C` and `POSIX` are the house's own way.
    ///
    /// # Errors
    /// [`UnknownLocale`]: the tag is malformed, or CLDR has nothing of the language.
    pub fn named(tag: &str) -> Result<Self, UnknownLocale> {
        let tag = tag.trim();
        if matches!(tag, "C" | "POSIX") {
            return Ok(Self::default());
        }
        if tag.len() > LONGEST_TAG {
            return Err(UnknownLocale);
        }
        let tag = LanguageIdentifier::try_from_str(&tag.replace('_', "-")).map_err(|_| UnknownLocale)?;
        if tag.to_string() == HOUSE {
            return Ok(Self::default());
        }
        Rules::of(&tag).map(|rules| Self(Some(Arc::new(rules))))
    }

    /// The one that the environment names; the house's where it names none, or none that is known.
    pub fn of_environment(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let mut set = VARIABLES.iter().filter_map(|name| variable(name)).filter(|value| !value.is_empty());
        // `de_DE.UTF-8`, `sr_RS@latin`.
        let named = set.next().and_then(|value| {
            let tag = value.split(['.', '@']).next().unwrap_or_default();
            Self::named(tag).ok()
        });
        named.unwrap_or_default()
    }

    /// The tag: `de-DE`.
    pub fn tag(&self) -> &str {
        self.0.as_ref().map_or(HOUSE, |rules| &rules.tag)
    }

    /// Whether `1/12` is the twelfth of January. The house writes days first, as most of the world does.
    pub fn month_comes_first(&self) -> bool {
        let region = self.tag().strip_prefix("en-").map(|rest| rest.rsplit('-').next().unwrap_or_default());
        region.is_some_and(|region| MONTH_FIRST.contains(&region))
    }

    /// An amount with its currency's code, which no other currency shares: `1.299,00 EUR`, `EUR 1’299.00`.
    pub fn money(&self, amount: Money) -> String {
        match &self.0 {
            None => money(amount),
            Some(rules) => rules.placement.money(&rules.number(amount.amount), amount.currency.code()),
        }
    }

    /// What little something cost: `0,0023 USD`.
    pub fn cost(&self, cost: Money) -> String {
        let (rounded, is_less) = rounded_cost(cost);
        let written = self.money(rounded);
        if is_less { format!("under {written}") } else { written }
    }

    /// A share of one in whole percent: `42 %`.
    pub fn percent(&self, share: f64) -> String {
        self.percents(100.0 * share.clamp(0.0, 1.0), 0)
    }

    /// So many percent, with so many places behind the point: `4,2 %`.
    pub fn percents(&self, percent: f64, places: usize) -> String {
        let number = format!("{percent:.places$}");
        match &self.0 {
            None => format!("{number} %"),
            Some(rules) => rules.placement.percent(&rules.written(&number)),
        }
    }

    /// By how many percent something is more or less: `+4,2 %`.
    pub fn change(&self, percent: f64, places: usize) -> String {
        signed(percent, self.percents(percent, places))
    }

    /// A number with so many places behind the point: `1,5`.
    pub fn decimal(&self, number: f64, places: usize) -> String {
        let number = format!("{number:.places$}");
        match &self.0 {
            None => number,
            Some(rules) => rules.written(&number),
        }
    }

    /// A number with as many places as it has: `1,35`.
    pub fn number(&self, number: f64) -> String {
        let number = number.to_string();
        match &self.0 {
            None => number,
            Some(rules) => rules.written(&number),
        }
    }

    /// By how much something is more or less: `+1,5`.
    pub fn difference(&self, number: f64, places: usize) -> String {
        signed(number, self.decimal(number, places))
    }

    /// Words with figures in them.
    pub fn worded(&self, words: &Worded) -> String {
        words.written(|figure| match *figure {
            FigureValue::Money(money) => self.money(money),
            FigureValue::Percent(percent) => self.percents(percent, 0),
            FigureValue::Tenths(number) => self.decimal(number, 1),
            FigureValue::Day(day) => self.day(day),
            FigureValue::NearDay(day) => self.near_day(day),
            FigureValue::Month(day) => format!("{} {}", self.month(day, false), day.year()),
        })
    }

    /// A whole number: `1.299`; ungrouped in the house's own way.
    pub fn count(&self, count: i128) -> String {
        match &self.0 {
            None => count.to_string(),
            Some(rules) => rules.written(&count.to_string()),
        }
    }

    /// A day: `12. Nov. 2026`.
    pub fn day(&self, date: Date) -> String {
        let by_rules = self.0.as_ref().and_then(|rules| rules.days.day(date));
        by_rules.unwrap_or_else(|| date.strftime("%-d %b %Y").to_string())
    }

    /// A month's short name: `Okt`, and with its year where that is asked for: `Okt 26`.
    pub fn month(&self, date: Date, with_year: bool) -> String {
        let by_rules = self.0.as_ref().and_then(|rules| rules.days.month(date));
        let month = by_rules.unwrap_or_else(|| date.strftime("%b").to_string());
        if with_year { format!("{month} {}", date.strftime("%y")) } else { month }
    }

    /// A day of these weeks: `Sat 28 Nov` in the house's own way, else the day with its year.
    pub fn near_day(&self, date: Date) -> String {
        match &self.0 {
            None => date.strftime("%a %-d %b").to_string(),
            Some(_) => self.day(date),
        }
    }

    /// The columns that any day of a year fits into: a list of days stands straight.
    pub fn widest_day(&self) -> usize {
        self.0.as_ref().map_or(WIDEST_HOUSE_DAY, |rules| rules.widest_day)
    }

    /// Day and time: `Do., 12. Nov. 2026 um 17:00`.
    pub fn exactly(&self, at: DateTime) -> String {
        let by_rules = self.0.as_ref().and_then(|rules| rules.days.exactly(at));
        by_rules.unwrap_or_else(|| at.strftime("%a %-d %b %Y, %H:%M").to_string())
    }
}

impl fmt::Debug for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Locale({})", self.tag())
    }
}

impl PartialEq for Locale {
    fn eq(&self, other: &Self) -> bool {
        self.tag() == other.tag()
    }
}

impl Eq for Locale {}

impl Rules {
    fn of(tag: &LanguageIdentifier) -> Result<Self, UnknownLocale> {
        // Latin digits and a day of 24 hours, whatever the language's own habit.
        let locale: icu_locale_core::Locale =
            format!("{tag}-u-hc-h23-nu-latn").parse().map_err(|_| UnknownLocale)?;
        let preferences = DecimalFormatterPreferences::from(&locale);
        let numbers = DecimalFormatter::try_new(preferences, DecimalFormatterOptions::default())
            .map_err(|_| UnknownLocale)?;
        let days = Days::of(&locale).ok_or(UnknownLocale)?;
        let of_month = |month| days.day(Date::new(2026, month, 28).ok()?).map(|day| day.width());
        let widest_day = (1..=12).filter_map(of_month).max().unwrap_or(WIDEST_HOUSE_DAY);
        Ok(Self { tag: tag.to_string(), numbers, days, widest_day, placement: Placement::of(tag) })
    }

    fn number(&self, number: Decimal) -> String {
        self.written(&number.to_string())
    }

    /// A number in digits with a point; as it is where it is none.
    fn written(&self, number: &str) -> String {
        match number.parse::<fixed_decimal::Decimal>() {
            Ok(number) => without_marks(&self.numbers.format(&number).to_string()),
            Err(_) => number.to_owned(),
        }
    }
}

/// With a sign before it, whichever way it goes.
fn signed(number: f64, written: String) -> String {
    if number.is_sign_negative() { written } else { format!("+{written}") }
}

/// Without the marks of direction that CLDR puts around figures in right-to-left languages: a terminal gives them no
/// room, and what is shown there takes them out as hidden.
fn without_marks(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}')).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;

    use super::*;
    use crate::domain::Currency;
    use crate::domain::text::is_invisible_or_override;

    fn amount(amount: &str, currency: &str) -> Money {
        Money::new(amount.parse().unwrap(), Currency::new(currency).unwrap())
    }

    #[rstest]
    #[case("en", "1,299.50 EUR", "-80.00 USD", "12,000 JPY", "5 Nov 2026", "Thu 5 Nov 2026, 17:05", "42 %")]
    #[case(
        "en-US",
        "1,299.50 EUR",
        "-80.00 USD",
        "12,000 JPY",
        "Nov 5, 2026",
        "Thu, Nov 5, 2026, 17:05",
        "42%"
    )]
    #[case(
        "de-DE",
        "1.299,50 EUR",
        "-80,00 USD",
        "12.000 JPY",
        "5. Nov. 2026",
        "Do., 5. Nov. 2026 um 17:05",
        "42 %"
    )]
    #[case(
        "de-CH",
        "EUR 1'299.50",
        "USD -80.00",
        "JPY 12'000",
        "5. Nov. 2026",
        "Do., 5. Nov. 2026 um 17:05",
        "42%"
    )]
    #[case(
        "fr-FR",
        "1\u{202f}299,50 EUR",
        "-80,00 USD",
        "12\u{202f}000 JPY",
        "5 nov. 2026",
        "jeu. 5 nov. 2026, 17:05",
        "42 %"
    )]
    #[case(
        "es-ES",
        "1299,50 EUR",
        "-80,00 USD",
        "12.000 JPY",
        "5 nov 2026",
        "jue, 5 nov 2026, 17:05",
        "42 %"
    )]
    #[case(
        "es-MX",
        "EUR 1,299.50",
        "USD -80.00",
        "JPY 12,000",
        "5 nov 2026",
        "jue, 5 de nov de 2026, 17:05",
        "42%"
    )]
    #[case("it", "1299,50 EUR", "-80,00 USD", "12.000 JPY", "5 nov 2026", "gio 5 nov 2026, 17:05", "42%")]
    #[case("nl-NL", "EUR 1.299,50", "USD -80,00", "JPY 12.000", "5 nov 2026", "do 5 nov 2026, 17:05", "42%")]
    #[case(
        "pt-BR",
        "EUR 1.299,50",
        "USD -80,00",
        "JPY 12.000",
        "5 de nov. de 2026",
        "qui., 5 de nov. de 2026, 17:05",
        "42%"
    )]
    #[case(
        "pt-PT",
        "1299,50 EUR",
        "-80,00 USD",
        "12\u{a0}000 JPY",
        "5 de nov. de 2026",
        "quinta, 5 de nov. de 2026, 17:05",
        "42%"
    )]
    #[case(
        "ja-JP",
        "EUR 1,299.50",
        "USD -80.00",
        "JPY 12,000",
        "2026年11月5日",
        "2026年11月5日木 17:05",
        "42%"
    )]
    #[case(
        "sv",
        "1\u{a0}299,50 EUR",
        "−80,00 USD",
        "12\u{a0}000 JPY",
        "5 nov. 2026",
        "tors 5 nov. 2026 17:05",
        "42 %"
    )]
    #[case(
        "ar-EG",
        "1,299.50 EUR",
        "-80.00 USD",
        "12,000 JPY",
        "5 نوفمبر 2026",
        "الخميس، 5 نوفمبر 2026 في 17:05",
        "42%"
    )]
    #[case(
        "he",
        "1,299.50 EUR",
        "-80.00 USD",
        "12,000 JPY",
        "5 בנוב׳ 2026",
        "יום ה׳, 5 בנוב׳ 2026, 17:05",
        "42%"
    )]
    #[case(
        "fa",
        "EUR 1,299.50",
        "USD −80.00",
        "JPY 12,000",
        "5 نوامبر 2026",
        "پنجشنبه 5 نوامبر 2026، 17:05",
        "42%"
    )]
    #[case("tr", "EUR 1.299,50", "USD -80,00", "JPY 12.000", "5 Kas 2026", "5 Kas 2026 Per 17:05", "%42")]
    fn values_are_written_as_the_reader_writes_them(
        #[case] tag: &str,
        #[case] money: &str,
        #[case] negative: &str,
        #[case] yen: &str,
        #[case] day: &str,
        #[case] exactly: &str,
        #[case] percent: &str,
    ) {
        let locale = Locale::named(tag).unwrap();
        assert_eq!(locale.money(amount("1299.50", "EUR")), money);
        assert_eq!(locale.money(amount("-80", "USD")), negative);
        assert_eq!(locale.money(amount("12000", "JPY")), yen);
        assert_eq!(locale.day(date(2026, 11, 5)), day);
        assert_eq!(locale.exactly(date(2026, 11, 5).at(17, 5, 9, 0)), exactly);
        assert_eq!(locale.percent(0.419), percent);
    }

    #[test]
    fn nothing_that_is_written_hides_or_turns_and_every_month_has_its_name() {
        let tags = "af ar ar-EG bg bn ca cs da de de-AT el en-GB en-IN es et eu fa fi fil fr fr-CA ga gl gu he hi hr hu \
                    hy id is it ja ka kk km kn ko lo lt lv mk ml mn mr ms my nb ne nl pa pl pt pt-PT ro ru sk sl sq sr sv \
                    sw ta te th tr uk ur uz vi zh zh-HK zh-TW zu";
        for tag in tags.split(' ') {
            let locale = Locale::named(tag).unwrap();
            for month in 1..=12 {
                let day = date(2026, month, 5);
                let texts = [
                    locale.money(amount("-1234567.89", "EUR")),
                    locale.day(day),
                    locale.exactly(day.at(9, 5, 0, 0)),
                    locale.percent(1.0),
                    locale.count(-12_345),
                ];
                for text in &texts {
                    assert!(
                        !text.chars().any(|c| is_invisible_or_override(c) || c.is_control()),
                        "{tag}: {text:?}"
                    );
                    assert!(
                        text.width() > 0 && text.contains(|c: char| c.is_ascii_digit()),
                        "{tag}: {text:?}"
                    );
                }
                assert!(texts[1].width() <= locale.widest_day(), "{tag}: {}", texts[1]);
                for day in &texts[1..3] {
                    let bare: String = day.chars().filter(|c| !c.is_whitespace()).collect();
                    let numeric = [
                        format!("5.{month}"),
                        format!("5/{month}"),
                        format!("{month}/5"),
                        format!("{month:02}-05"),
                    ];
                    assert!(!numeric.iter().any(|numeric| bare.contains(numeric)), "{tag}: {day}");
                }
            }
        }
    }

    #[rstest]
    #[case("en", "en")]
    #[case("C", "en")]
    #[case("pt_BR", "pt-BR")]
    #[case("DE-de", "de-DE")]
    #[case("zh-Hant-TW", "zh-Hant-TW")]
    fn a_tag_is_read(#[case] tag: &str, #[case] read: &str) {
        assert_eq!(Locale::named(tag).map(|locale| locale.tag().to_owned()).as_deref(), Ok(read));
    }

    #[rstest]
    #[case("")]
    #[case("german")]
    #[case("xx")]
    #[case("de-DE-")]
    #[case("de DE")]
    #[case("\u{1b}[31m")]
    fn what_names_no_language_is_refused(#[case] tag: &str) {
        assert_eq!(Locale::named(tag).map(|locale| locale.tag().to_owned()), Err(UnknownLocale));
    }

    #[rstest]
    #[case(&[("LANG", "de_DE.UTF-8")], "de-DE")]
    #[case(&[("LANG", "de_DE.UTF-8"), ("LC_TIME", "fr_FR@euro")], "fr-FR")]
    #[case(&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "C.UTF-8")], "en")]
    #[case(&[("LC_ALL", ""), ("LANG", "nl_NL")], "nl-NL")]
    #[case(&[("LANG", "nonsense")], "en")]
    #[case(&[], "en")]
    fn the_environment_names_one(#[case] set: &[(&str, &str)], #[case] tag: &str) {
        let variable =
            |name: &str| set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
        assert_eq!(Locale::of_environment(&variable).tag(), tag);
    }

    #[test]
    fn what_little_it_cost_is_seen() {
        let german = Locale::named("de").unwrap();
        assert_eq!(german.cost(amount("0.00227650", "USD")), "0,0023 USD");
        assert_eq!(german.cost(amount("0.00001", "USD")), "under 0,0001 USD");
    }
}
