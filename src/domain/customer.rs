//! What is known of a person: normal forms of e-mail and phone, identities, conflicts, consent.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::background::Background;
use super::ids::{CustomerId, Source};

/// An e-mail address in the form that is compared: trimmed, lower case.
///
/// Letter case never tells two addresses apart here; dots and `+tags` do, since at most providers they
/// are different mailboxes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// Reads an address; nothing where the text cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches("mailto:");
        let (local, domain) = text.rsplit_once('@')?;
        let plausible = !local.is_empty()
            && domain.contains('.')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
            && text.len() <= 254
            && !text
                .chars()
                .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'));
        plausible.then(|| Self(text.to_lowercase()))
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(..)")
    }
}

/// A telephone number in E.164: `+` and at most 15 digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Phone(String);

impl Phone {
    /// Reads a number in any common writing.
    ///
    /// `home` is the calling code (`1`, `49`) assumed where the number names none. Nothing where the text
    /// holds anything but digits and the usual separators, or too few or too many digits.
    pub fn parse(text: &str, home: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches("tel:");
        // An extension is not part of the number.
        let text = ["ext", "x", "#"].iter().fold(text, |t, mark| {
            t.to_ascii_lowercase().find(mark).filter(|at| *at > 6).map_or(t, |at| &t[..at])
        });
        let is_separator = |c: char| {
            c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}' | '\u{a0}')
        };
        let mut digits = String::new();
        for (at, c) in text.chars().enumerate() {
            match c.to_digit(10) {
                Some(d) => digits.push(char::from_digit(d, 10)?),
                None if c == '+' && digits.is_empty() && at <= 1 => {}
                None if is_separator(c) => {}
                None => return None,
            }
        }
        let international = text.contains('+');
        let full = if international {
            // "+44 (0)20 …": the trunk zero in brackets is not dialled from abroad.
            if text.contains("(0)") { digits.replacen('0', "", 1) } else { digits }
        } else if let Some(rest) = digits.strip_prefix("00") {
            rest.to_owned()
        } else if home == "1" {
            match digits.len() {
                10 => format!("1{digits}"),
                11 if digits.starts_with('1') => digits,
                _ => return None,
            }
        } else if let Some(national) = digits.strip_prefix('0') {
            format!("{home}{national}")
        } else {
            format!("{home}{digits}")
        };
        (8..=15).contains(&full.len()).then(|| Self(format!("+{full}")))
    }

    /// The E.164 form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(..)")
    }
}

/// A postal address as the vendor wrote it.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Address {
    /// Street, house number and what else stands above the city, line by line.
    pub lines: Vec<String>,
    /// City or town.
    pub city: Option<String>,
    /// State, province or county.
    pub region: Option<String>,
    /// ZIP or postal code.
    pub postal_code: Option<String>,
    /// ISO 3166 two-letter code where the vendor gives one, else the country's name.
    pub country: Option<String>,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(..)")
    }
}

impl Address {
    /// Town, region and country, as far as they are known: where somebody is, not where they live.
    pub fn place(&self) -> Option<String> {
        let parts: Vec<&str> =
            [&self.city, &self.region, &self.country].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// One line, for screens: what is known, comma-separated.
    pub fn one_line(&self) -> String {
        let parts = self
            .lines
            .iter()
            .chain(&self.city)
            .chain(&self.region)
            .chain(&self.postal_code)
            .chain(&self.country);
        parts.filter(|p| !p.trim().is_empty()).cloned().collect::<Vec<_>>().join(", ")
    }
}

/// Whether a person agreed to be written to for marketing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// Agreed; the only state in which marketing may be sent.
    Subscribed,
    /// Agreed but has not confirmed yet.
    Pending,
    /// Never asked or never answered.
    NotSubscribed,
    /// Withdrew it.
    Unsubscribed,
}

/// Consent by channel. Absent: the vendor does not say, which is not a yes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Consent {
    /// Marketing by e-mail.
    pub email: Option<ConsentState>,
    /// Marketing by text message.
    pub sms: Option<ConsentState>,
}

/// How the person first came to the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Acquisition {
    /// `search`, `email`, `direct`, `social` …, as the vendor names it, lower case.
    pub channel: Option<String>,
    /// First visit, first order or creation of the record, whichever is earliest known.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub first_seen_at: Option<Timestamp>,
}

/// Web behaviour where the vendor tracks it; what a lead without orders is judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WebActivity {
    /// Pages seen in all.
    pub page_views: Option<u32>,
    /// Visits in all.
    pub visits: Option<u32>,
    /// Time of the last visit.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub last_seen_at: Option<Timestamp>,
}

/// The customer of a profile: the identities' facts brought together.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Customer {
    /// Local id; says nothing about the person.
    pub id: CustomerId,
    /// Display name; where sources disagree the store's, and `conflicts` has both.
    pub name: Option<String>,
    /// Normal forms; the first is the main one.
    pub emails: Vec<Email>,
    /// E.164; the first is the main one.
    pub phones: Vec<Phone>,
    /// BCP 47 tag such as `en-US`.
    pub locale: Option<String>,
    /// IANA name such as `Europe/Berlin`.
    pub time_zone: Option<String>,
    /// The default address.
    pub address: Option<Address>,
    /// Company the person works for or is.
    pub company: Option<String>,
    /// Tags of all sources, sorted.
    pub tags: Vec<String>,
    /// How they came.
    pub acquisition: Acquisition,
    /// What they agreed to; the strictest source wins.
    pub consent: Consent,
    /// Web behaviour where tracked.
    pub web: WebActivity,
    /// Where they come from, as the CRM tells it.
    #[serde(default)]
    pub background: Background,
    /// Free text that staff keeps on the record.
    pub note: Option<String>,
    /// Ways of reaching them that a colleague has ruled out here.
    #[serde(default)]
    pub ruled_out: Vec<RuledOut>,
}

/// A way of reaching a customer that a colleague has ruled out here. The vendors know nothing of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuledOut {
    /// `phone`, `email`, `sms`.
    pub channel: String,
    /// Who said so, where that was kept.
    pub by: Option<String>,
    /// When.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
    /// It holds before this.
    #[schemars(with = "super::Rfc3339")]
    pub until: Timestamp,
}

impl fmt::Debug for RuledOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RuledOut({} until {})", self.channel, self.until)
    }
}

/// A channel as people call it.
pub fn channel_in_words(channel: &str) -> &str {
    match channel {
        "email" => "e-mail",
        "sms" => "text message",
        other => other,
    }
}

impl Customer {
    /// The tag of a lead who is kept warm and not called now.
    pub const IN_NURTURE: &str = "lead:nurture";
    /// The tag of a lead who will not buy.
    pub const DISQUALIFIED: &str = "lead:disqualified";

    /// Whether it was decided that they are not called as a lead: in nurture, or disqualified.
    pub fn is_put_off(&self) -> bool {
        self.tags.iter().any(|tag| tag == Self::IN_NURTURE || tag == Self::DISQUALIFIED)
    }

    /// A colleague's word against a channel, where there is one.
    pub fn ruled_out(&self, channel: &str) -> Option<&RuledOut> {
        self.ruled_out.iter().find(|one| one.channel == channel)
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Customer").field("id", &self.id).finish_non_exhaustive()
    }
}

/// By which fact a record was linked to the customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MatchedBy {
    /// The record that the query itself named.
    Query,
    /// The same normalised e-mail.
    Email,
    /// The same E.164 phone.
    Phone,
    /// An order that belongs to both.
    Order,
    /// A person said so.
    Link,
}

impl MatchedBy {
    /// The rule in words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Query => "you asked for it",
            Self::Email => "same e-mail",
            Self::Phone => "same phone",
            Self::Order => "same order",
            Self::Link => "a person linked it",
        }
    }
}

/// A record in one vendor that belongs to the customer.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Identity {
    /// Which vendor account.
    pub source: Source,
    /// `customer`, `guest`, `contact`, `lead`.
    pub kind: String,
    /// The vendor's id; for a guest the normalised e-mail.
    pub id: String,
    /// Where a browser shows the record.
    pub url: Option<String>,
    /// Why it belongs here.
    pub matched_by: MatchedBy,
}

impl Identity {
    /// What the command line and links name it by: `hubspot/contact/5571`.
    pub fn reference(&self) -> String {
        format!("{}/{}/{}", self.source, self.kind, self.id)
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A guest's id is an e-mail address.
        let id = if self.kind == "guest" { ".." } else { self.id.as_str() };
        write!(f, "{}/{}/{id} by {:?}", self.source, self.kind, self.matched_by)
    }
}

/// A record that merely looks alike; a person decides.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PossibleMatch {
    /// Which vendor account.
    pub source: Source,
    /// `customer`, `guest`, `contact`, `lead`.
    pub kind: String,
    /// The vendor's id.
    pub id: String,
    /// Its name there.
    pub name: Option<String>,
    /// Its main e-mail there, to tell namesakes apart.
    pub email: Option<String>,
    /// What looks alike, in words.
    pub why: String,
}

impl PossibleMatch {
    /// What the command line names it by: `hubspot/contact/5571`.
    pub fn reference(&self) -> String {
        format!("{}/{}/{}", self.source, self.kind, self.id)
    }
}

impl fmt::Debug for PossibleMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PossibleMatch({}/{})", self.source, self.kind)
    }
}

/// One source's word in a disagreement.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConflictValue {
    /// What this source says.
    pub value: String,
    /// Who says it.
    pub source: Source,
    /// When the record was last changed there.
    #[schemars(with = "Option<super::Rfc3339>")]
    pub as_of: Option<Timestamp>,
}

impl fmt::Debug for ConflictValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConflictValue({})", self.source)
    }
}

/// Sources that disagree about one field; shown, never averaged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Conflict {
    /// Path in the profile: `customer.name`.
    pub field: String,
    /// What each says.
    pub values: Vec<ConflictValue>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_compare_without_case_and_refuse_what_is_none() {
        assert_eq!(Email::parse(" Ada@Example.COM "), Email::parse("ada@example.com"));
        assert_ne!(Email::parse("a.da@example.com"), Email::parse("ada@example.com"));
        for bad in ["", "ada", "ada@", "@example.com", "ada@localhost", "a b@example.com", "a@b.c,d@e.f"] {
            assert_eq!(Email::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_phone_written_three_ways_is_one() {
        let want = Phone::parse("+15550104477", "1");
        assert!(want.is_some());
        for text in [
            "(555) 010-4477",
            "555.010.4477",
            "1 555 010 4477",
            "001 555 010 4477",
            "tel:+1-555-010-4477",
            "555-010-4477 ext 12",
        ] {
            assert_eq!(Phone::parse(text, "1"), want, "{text}");
        }
        assert_eq!(Phone::parse("030 901820", "49"), Phone::parse("+49 (0)30 901820", "1"));
    }

    #[test]
    fn what_is_no_phone_is_refused() {
        for bad in ["", "1042", "#1042", "call me", "12345678901234567", "555-010-447a"] {
            assert_eq!(Phone::parse(bad, "1"), None, "{bad}");
        }
    }
}
