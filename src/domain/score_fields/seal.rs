//! A check value beside the scores: by it any deskhand tells what a deskhand wrote and nobody has changed since, also on a
//! machine that has written nothing there.
//!
//! `1 v3f0a… t91bc…`: of each field its sign and a digest over the contact, the field and the value. The value is taken
//! as it means, not as it is spelt, since a CRM gives numbers, moments and text back in a form of its own.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{ScoreField, Values};
use crate::domain::record::RecordRef;

/// How it is made. Another one is not understood.
const VERSION: &str = "1";
/// Bytes of a digest that are kept: all of a seal stays well within the 255 characters of a line at any CRM.
const BYTES: usize = 5;

/// Digests of what a deskhand wrote, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seal(BTreeMap<ScoreField, String>);

impl Seal {
    /// As it stands beside the values. What is not understood is none.
    pub fn beside(values: &Values) -> Self {
        let mut words = values.get(ScoreField::Seal).split_whitespace();
        if words.next() != Some(VERSION) {
            return Self::default();
        }
        let of_field = |word: &str| {
            let field = ScoreField::VALUES.into_iter().find(|field| word.starts_with(field.sign()))?;
            let digest = &word[field.sign().len_utf8()..];
            let is_whole = digest.len() == 2 * BYTES && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_whole.then(|| (field, digest.to_ascii_lowercase()))
        };
        Self(words.filter_map(of_field).collect())
    }

    /// Whether a value is what a deskhand wrote there last; nothing where none did, as far as it is sealed.
    pub fn bears_out(&self, contact: &RecordRef, field: ScoreField, value: &str) -> Option<bool> {
        Some(*self.0.get(&field)? == digest(contact, field, value))
    }

    /// A deskhand writes a value there.
    pub fn set(&mut self, contact: &RecordRef, field: ScoreField, value: &str) {
        self.0.insert(field, digest(contact, field, value));
    }

    /// As a contact carries it; empty where there is nothing to seal.
    pub fn text(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let words = self.0.iter().map(|(field, digest)| format!("{}{digest}", field.sign()));
        std::iter::once(VERSION.to_owned()).chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// By the contact's id alone: what an account is called here may be called otherwise on another machine.
fn digest(contact: &RecordRef, field: ScoreField, value: &str) -> String {
    let mut digest = Sha256::new();
    for part in [&contact.id, field.name(), &field.meant(value)] {
        digest.update(part.len().to_le_bytes());
        digest.update(part);
    }
    digest.finalize().iter().take(BYTES).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn contact(id: &str) -> RecordRef {
        format!("hubspot/contact/{id}").parse().unwrap()
    }

    fn sealed(field: ScoreField, value: &str) -> Seal {
        let mut seal = Seal::default();
        seal.set(&contact("7"), field, value);
        let mut beside = Values::default();
        beside.set(ScoreField::Seal, format!(" {} ", seal.text()));
        assert_eq!(Seal::beside(&beside), seal);
        seal
    }

    /// Numbers, moments and text as HubSpot, Salesforce and Zoho give them back.
    #[rstest]
    #[case(ScoreField::Risk, "0.12", "0.120", true)]
    #[case(ScoreField::Risk, "0.10", ".1", true)]
    #[case(ScoreField::Risk, "0.00", "0", true)]
    #[case(ScoreField::Risk, "0.12", "0.13", false)]
    #[case(ScoreField::Value, "1200.00", "1200.0", true)]
    #[case(ScoreField::Value, "12000000.00", "1.2E7", true)]
    #[case(ScoreField::Value, "1200.00", "1,200.00", false)]
    #[case(ScoreField::Tier, "gold", "Gold", true)]
    #[case(ScoreField::Tier, "gold", "silver", false)]
    #[case(ScoreField::Tier, "gold", "", false)]
    #[case(ScoreField::Product, "", " ", true)]
    #[case(ScoreField::Reasoning, "8 orders, the last  on Monday", "8 orders, the last on Monday\r\n", true)]
    #[case(ScoreField::Product, "Caf\u{e9}", "Cafe\u{301}", true)]
    #[case(ScoreField::Product, "Tent", "tent", false)]
    #[case(ScoreField::ScoredAt, "2026-11-26T09:00:00Z", "1795683600000", true)]
    #[case(ScoreField::ScoredAt, "2026-11-26T09:00:00Z", "2026-11-26T09:00:00.000+0000", true)]
    #[case(ScoreField::ScoredAt, "2026-11-26T09:00:00Z", "2026-11-26T14:30:00+05:30", true)]
    #[case(ScoreField::ScoredAt, "2026-11-26T09:00:00Z", "2026-11-26T09:00:01Z", false)]
    fn a_value_is_known_again_however_it_is_spelt(
        #[case] field: ScoreField,
        #[case] written: &str,
        #[case] read: &str,
        #[case] is_same: bool,
    ) {
        assert_eq!(sealed(field, written).bears_out(&contact("7"), field, read), Some(is_same), "{read}");
    }

    #[test]
    fn a_seal_is_of_one_contact_and_of_what_was_written_there() {
        let seal = sealed(ScoreField::Tier, "gold");
        assert_eq!(seal.bears_out(&contact("8"), ScoreField::Tier, "gold"), Some(false));
        assert_eq!(seal.bears_out(&contact("7"), ScoreField::Risk, "0.1"), None);
    }

    #[rstest]
    #[case("")]
    #[case("2 t0123456789")]
    #[case("1 t0123")]
    #[case("1 tzzzzzzzzzz é ü123456789")]
    #[case("who changed this?")]
    fn what_is_not_understood_is_no_seal(#[case] text: &str) {
        let mut values = Values::default();
        values.set(ScoreField::Seal, text);
        assert_eq!(Seal::beside(&values), Seal::default());
    }

    #[test]
    fn it_fits_into_any_line_and_no_two_fields_share_a_sign() {
        let mut seal = Seal::default();
        ScoreField::VALUES.into_iter().for_each(|field| seal.set(&contact("7"), field, "1"));
        assert!(seal.text().len() < 100, "{}", seal.text());
        let mut beside = Values::default();
        beside.set(ScoreField::Seal, seal.text());
        assert_eq!(Seal::beside(&beside), seal);
    }
}
