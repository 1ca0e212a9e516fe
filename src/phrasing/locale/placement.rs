//! Where a language puts a currency's code and the sign for percent: CLDR 48's patterns for both, which the library does not
//! offer yet.

use icu_locale_core::LanguageIdentifier;

/// Languages that put a currency's code before the number.
const CODE_BEFORE: &[&str] = &[
    "af", "am", "as", "cy", "fa", "fil", "ga", "gd", "gu", "ha", "hi", "id", "ig", "ja", "jv", "kn", "ko",
    "lo", "ml", "mn", "mr", "ms", "ne", "nl", "or", "pa", "ps", "pt", "sd", "si", "so", "sw", "ta", "te",
    "th", "tr", "ur", "yo", "yue", "zh", "zu",
];
/// Countries that put it before the number where their language does not.
const CODE_BEFORE_IN: &[(&str, &[&str])] = &[("de", &["AT", "CH", "LI"]), ("it", &["CH"])];
/// Countries that put it behind the number where the rest of their language does not.
const CODE_BEHIND_IN: &[(&str, &[&str])] =
    &[("pt", &["AO", "CH", "CV", "GQ", "GW", "LU", "MO", "MZ", "PT", "ST", "TL"])];
/// Countries that write Spanish as Spain does; all others put the code before the number and the percent sign close.
const AS_IN_SPAIN: &[&str] = &["EA", "ES", "GQ", "IC", "PH"];

/// Languages that leave a gap before the sign for percent.
const GAP_BEFORE_PERCENT: &[&str] = &[
    "be", "br", "ca", "cs", "da", "de", "es", "fi", "fr", "gl", "hr", "lt", "mk", "nb", "nn", "no", "ro",
    "ru", "sk", "sl", "sv", "tk",
];
/// Countries that leave none where their language does.
const NO_GAP_IN: &[(&str, &[&str])] = &[("de", &["CH", "LI"]), ("fr", &["CH"])];

/// Where code and sign stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placement {
    code_first: bool,
    percent: Percent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Percent {
    /// `42%`
    Close,
    /// `42 %`
    Apart,
    /// `%42`
    First,
    /// `% 42`
    FirstApart,
}

impl Placement {
    pub(super) fn of(tag: &LanguageIdentifier) -> Self {
        let language = tag.language.as_str();
        let country = tag.region.as_ref().map_or("", |region| region.as_str());
        let listed = |list: &[(&str, &[&str])]| {
            list.iter().any(|(of, countries)| *of == language && countries.contains(&country))
        };
        let is_american_spanish = language == "es" && !country.is_empty() && !AS_IN_SPAIN.contains(&country);
        let code_first = is_american_spanish
            || listed(CODE_BEFORE_IN)
            || (CODE_BEFORE.contains(&language) && !listed(CODE_BEHIND_IN));
        let percent = match language {
            "tr" => Percent::First,
            "eu" => Percent::FirstApart,
            _ if is_american_spanish || listed(NO_GAP_IN) => Percent::Close,
            _ if GAP_BEFORE_PERCENT.contains(&language) => Percent::Apart,
            _ => Percent::Close,
        };
        Self { code_first, percent }
    }

    /// English keeps the code behind the number, as the house's own way has it. The gap is a plain space: whoever copies
    /// the amount gets one that every form takes, and lines are never broken there.
    pub(super) fn money(self, number: &str, code: &str) -> String {
        if self.code_first { format!("{code} {number}") } else { format!("{number} {code}") }
    }

    pub(super) fn percent(self, number: &str) -> String {
        match self.percent {
            Percent::Close => format!("{number}%"),
            Percent::Apart => format!("{number} %"),
            Percent::First => format!("%{number}"),
            Percent::FirstApart => format!("% {number}"),
        }
    }
}
