//! How single values are read: texts, numbers, words of a list, durations, addresses, paths.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use reqwest::Url;
use rust_decimal::Decimal;
use toml::de::DeValue;

use super::reader::{Complaint, Context, Parse, Raw, nearest};
use super::secrecy::looks_like_a_secret;
use crate::domain::{Currency, Money};
use crate::phrasing::Locale;

/// The address of somebody's server, without the path of a single call and without a slash at its end.
///
/// It replaces scheme, host and whatever stands before the vendor's own path, and may have a path itself.
/// Always https, or http on loopback; never with a user name, a password, a query or a fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl BaseUrl {
    /// The address, without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// A value as the file would write it, for `config check`; references to secrets without arguments of commands.
pub(super) fn shown(raw: &Raw<'_>) -> String {
    match raw {
        Raw::Variable(text) => format!("{text:?}"),
        Raw::Toml(value) => shown_toml(value),
    }
}

fn shown_toml(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(members) => {
            let members: Vec<_> = members.iter().map(|member| shown_toml(member.get_ref())).collect();
            format!("[{}]", members.join(", "))
        }
        DeValue::Table(table) => {
            let members: Vec<_> =
                table.iter().map(|(key, value)| shown_member(key.get_ref(), value.get_ref())).collect();
            format!("{{ {} }}", members.join(", "))
        }
    }
}

fn shown_member(key: &str, value: &DeValue<'_>) -> String {
    match (key, value) {
        ("command", DeValue::Array(words)) if words.len() > 1 => {
            format!(
                "command = [{}, …]",
                words.first().map_or_else(String::new, |word| shown_toml(word.get_ref()))
            )
        }
        _ => format!("{key} = {}", shown_toml(value)),
    }
}

fn wrong_kind(raw: &Raw<'_>, wanted: &str) -> Complaint {
    format!("must be {wanted}, not {}", raw.kind()).into()
}

/// Any text that is not empty.
pub(super) fn text(raw: &Raw<'_>, _: &Context<'_>) -> Result<String, Complaint> {
    match raw.as_text().map(str::trim) {
        Some("") => Err("is empty".into()),
        Some(text) => Ok(text.to_owned()),
        None => Err(wrong_kind(raw, "a text")),
    }
}

/// `true` or `false`.
pub(super) fn flag(raw: &Raw<'_>, _: &Context<'_>) -> Result<bool, Complaint> {
    match raw {
        Raw::Toml(DeValue::Boolean(flag)) => Ok(*flag),
        Raw::Variable(text) => text.parse().map_err(|_| wrong_kind(raw, "true or false")),
        Raw::Toml(_) => Err(wrong_kind(raw, "true or false")),
    }
}

/// A whole number between `least` and `most`, both included.
pub(super) fn number(least: u64, most: u64) -> impl Parse<u64> {
    move |raw: &Raw<'_>, _: &Context<'_>| {
        let wanted = format!("a whole number from {least} to {most}");
        let read = match raw {
            Raw::Toml(DeValue::Integer(number)) => i128::from_str_radix(number.as_str(), number.radix()).ok(),
            Raw::Variable(text) => text.replace('_', "").parse().ok(),
            Raw::Toml(_) => return Err(wrong_kind(raw, &wanted)),
        };
        let read = read.and_then(|number| u64::try_from(number).ok());
        read.filter(|number| (least..=most).contains(number))
            .ok_or_else(|| format!("must be {wanted}").into())
    }
}

/// A decimal exactly as written: the number's own text, never by way of a binary fraction.
pub(super) fn amount(raw: &Raw<'_>, _: &Context<'_>) -> Result<Decimal, Complaint> {
    let complaint =
        || Complaint::hinting("must be a number that is not negative", "for example 100 or \"99.50\"");
    let text = match raw {
        Raw::Toml(DeValue::Integer(number)) if number.radix() == 10 => number.as_str(),
        Raw::Toml(DeValue::Float(number)) => number.as_str(),
        _ => raw.as_text().ok_or_else(complaint)?,
    };
    let amount: Decimal = text.replace('_', "").parse().map_err(|_| complaint())?;
    if amount.is_sign_negative() { Err(complaint()) } else { Ok(amount) }
}

/// An amount with its currency: `20.00 USD`.
pub(super) fn money(raw: &Raw<'_>, _: &Context<'_>) -> Result<Money, Complaint> {
    let complaint = || Complaint::hinting("must be an amount with its currency", "for example \"20.00 USD\"");
    let text = raw.as_text().ok_or_else(complaint)?;
    let (amount, currency) = text.trim().split_once(' ').ok_or_else(complaint)?;
    let amount: Decimal = amount.replace('_', "").parse().map_err(|_| complaint())?;
    let currency = Currency::new(currency).map_err(|_| complaint())?;
    if amount.is_sign_negative() { Err(complaint()) } else { Ok(Money::new(amount, currency)) }
}

/// The code of a currency.
pub(super) fn currency(raw: &Raw<'_>, _: &Context<'_>) -> Result<Currency, Complaint> {
    let complaint = || Complaint::hinting("must be the code of a currency", "for example \"USD\"");
    Currency::new(raw.as_text().ok_or_else(complaint)?).map_err(|_| complaint())
}

/// The tag of a language and country: `de-DE`.
pub(super) fn locale(raw: &Raw<'_>, _: &Context<'_>) -> Result<Locale, Complaint> {
    let text = raw.as_text().ok_or_else(|| wrong_kind(raw, "a text"))?;
    Locale::named(text)
        .map_err(|error| Complaint::hinting(error.to_string(), "for example \"de-DE\" or \"en-GB\""))
}

/// One of the names that the file itself gives.
pub(super) fn one_of(known: &[&str]) -> impl Parse<String> {
    move |raw: &Raw<'_>, context: &Context<'_>| {
        let text = text(raw, context)?;
        if known.contains(&text.as_str()) { Ok(text) } else { Err(unknown_word(&text, known)) }
    }
}

/// One of a list of words.
pub(super) fn word<T: Copy>(known: &'static [(&'static str, T)]) -> impl Parse<T> {
    move |raw: &Raw<'_>, _: &Context<'_>| {
        let text = raw.as_text().ok_or_else(|| wrong_kind(raw, "a text"))?;
        let found = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        found.ok_or_else(|| unknown_word(text, &known.iter().map(|(name, _)| *name).collect::<Vec<_>>()))
    }
}

/// What to say of a word that isn't in the list.
pub(super) fn unknown_word(text: &str, known: &[&str]) -> Complaint {
    let quoted = if looks_like_a_secret(text) { "this".to_owned() } else { format!("{text:?}") };
    let list = known.join(", ");
    match nearest(text, known) {
        Some(nearest) => Complaint::hinting(
            format!("{quoted} is none of {list}"),
            format!("the nearest known one is {nearest:?}"),
        ),
        None => format!("{quoted} is none of {list}").into(),
    }
}

/// A span of time as people write it: `90s`, `15m`, `2h`, `1d`, or several (`1h 30m`).
pub(super) fn duration(raw: &Raw<'_>, _: &Context<'_>) -> Result<Duration, Complaint> {
    let complaint = || {
        Complaint::hinting(
            "must be a span of time with its unit",
            "for example \"90s\", \"15m\", \"2h\" or \"1d\"",
        )
    };
    let text = raw.as_text().ok_or_else(complaint)?;
    let span: jiff::Span = text.parse().map_err(|_| complaint())?;
    if span.is_negative() || span.get_years() != 0 || span.get_months() != 0 {
        return Err(complaint());
    }
    let length = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| complaint())?;
    Duration::try_from(length).map_err(|_| complaint())
}

/// A path; `~` and relative ones are made absolute.
pub(super) fn path(raw: &Raw<'_>, context: &Context<'_>) -> Result<PathBuf, Complaint> {
    context.absolute(&text(raw, context)?)
}

/// The address of a server: https, or http on loopback.
pub(super) fn base_url(raw: &Raw<'_>, context: &Context<'_>) -> Result<BaseUrl, Complaint> {
    let text = text(raw, context)?;
    let example = "for example \"https://api.example.com\"";
    // What was written is not repeated: a password may stand in it.
    let url = Url::parse(&text).map_err(|_| Complaint::hinting("is not an address", example))?;
    let Some(host) = url.host_str() else { return Err(Complaint::hinting("names no host", example)) };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "must hold no user name and no password; secrets go into `token`, `client_secret` or `api_key`"
                .into(),
        );
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must end with the path: no `?` and no `#`".into());
    }
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(host) => {}
        "http" => return Err(Complaint::hinting("plain http is allowed on this machine only", "use https")),
        _ => return Err(Complaint::hinting("must begin with https://", example)),
    }
    Ok(BaseUrl(url.as_str().trim_end_matches('/').to_owned()))
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// A host name with at least one dot, and nothing else: `acme.myshopify.com`.
pub(super) fn host(raw: &Raw<'_>, context: &Context<'_>) -> Result<String, Complaint> {
    let text = text(raw, context)?;
    let example = "for example \"acme.myshopify.com\"";
    if text.contains("://") || text.contains('/') {
        return Err(Complaint::hinting("must be the domain alone, without https:// and path", example));
    }
    let fits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if text.contains('.') && text.split('.').all(fits) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(Complaint::hinting("is not a whole domain", example))
    }
}

/// An e-mail address, as far as one sees without asking its server.
pub(super) fn email(raw: &Raw<'_>, context: &Context<'_>) -> Result<String, Complaint> {
    let text = text(raw, context)?;
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    match text.split_once('@') {
        Some((name, domain))
            if plain && !name.is_empty() && domain.contains('.') && !domain.contains('@') =>
        {
            Ok(text)
        }
        _ => Err(Complaint::hinting("is not an e-mail address", "for example \"rep@example.com\"")),
    }
}

/// A text or a list of texts, as a list that isn't empty.
pub(super) fn texts(raw: &Raw<'_>, _: &Context<'_>) -> Result<Vec<String>, Complaint> {
    let members = match raw {
        Raw::Variable(text) => Some(vec![text.clone()]),
        Raw::Toml(DeValue::String(text)) => Some(vec![text.to_string()]),
        Raw::Toml(DeValue::Array(members)) => {
            members.iter().map(|member| member.get_ref().as_str().map(str::to_owned)).collect()
        }
        Raw::Toml(_) => None,
    };
    let filled = members.filter(|members| !members.is_empty() && members.iter().all(|text| !text.is_empty()));
    filled.ok_or_else(|| wrong_kind(raw, "a text or a list of texts"))
}

/// A version of an API that is named by a month: `2026-10`.
pub(super) fn dated_version(raw: &Raw<'_>, context: &Context<'_>) -> Result<String, Complaint> {
    let text = text(raw, context)?;
    let digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('-') {
        Some((year, month)) if digits(year, 4) && digits(month, 2) => Ok(text),
        _ => Err(Complaint::hinting("is not a version of this API", "for example \"2026-10\"")),
    }
}

/// What to say of a kind of vendor that a later version will know.
pub(super) fn not_yet(kind: &str, instead: &str) -> Complaint {
    Complaint::hinting(format!("{kind:?} is not supported by this version yet"), format!("use {instead:?}"))
}
