//! What merely looks alike, in words for the person who decides. Pure.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::customer::Email;
use crate::domain::record::Record;

/// The words of a name without letter case and accents.
pub(super) fn words(name: &str) -> BTreeSet<String> {
    words_in_order(name).into_iter().collect()
}

/// The same, as they stand.
pub(super) fn words_in_order(name: &str) -> Vec<String> {
    let folded: String = name.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether two names are the same but for accents, letter case and the order of their words.
pub fn is_same_name(a: &str, b: &str) -> bool {
    let words_of_a = words(a);
    !words_of_a.is_empty() && words_of_a == words(b)
}

/// What makes `other` look like one of `records`, in words; nothing where nothing does.
pub(super) fn why_alike<'a>(other: &Record, records: impl Iterator<Item = &'a Record>) -> Option<String> {
    let mut reasons = BTreeSet::new();
    for record in records {
        reasons.extend(reasons_between(other, record));
    }
    (!reasons.is_empty()).then(|| reasons.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(", "))
}

/// Reasons with their rank, so that the strongest stands first.
fn reasons_between(a: &Record, b: &Record) -> Vec<(u8, &'static str)> {
    let mut reasons = Vec::new();
    if a.emails.iter().any(|email| b.emails.contains(email)) {
        reasons.push((0, "same e-mail"));
    }
    if a.phones.iter().any(|phone| b.phones.contains(phone)) {
        reasons.push((1, "same phone"));
    }
    let same_name = match (&a.name, &b.name) {
        (Some(a), Some(b)) => is_same_name(a, b),
        _ => false,
    };
    if same_name {
        let same_postcode = match (postcode(a), postcode(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        };
        reasons.push(if same_postcode { (2, "same name and postal code") } else { (3, "same name") });
    }
    if a.emails.iter().any(|email| b.emails.iter().any(|other| are_similar(email, other))) {
        reasons.push((4, "similar e-mail"));
    }
    reasons
}

fn postcode(record: &Record) -> Option<String> {
    let code: String = record.address.as_ref()?.postal_code.as_ref()?.to_uppercase();
    let code: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
    (!code.is_empty()).then_some(code)
}

/// Different mailboxes that are likely one person's: the same but for dots and a `+tag`, or one slip of a key.
fn are_similar(a: &Email, b: &Email) -> bool {
    let (Some((a_local, a_domain)), Some((b_local, b_domain))) =
        (a.as_str().rsplit_once('@'), b.as_str().rsplit_once('@'))
    else {
        return false;
    };
    let bare = |local: &str| local.split('+').next().unwrap_or(local).replace('.', "");
    let same_mailbox = a_domain == b_domain && bare(a_local) == bare(b_local);
    let one_slip = a_local.len() >= 5
        && ((a_domain == b_domain && strsim::osa_distance(a_local, b_local) == 1)
            || (a_local == b_local && strsim::osa_distance(a_domain, b_domain) == 1));
    a != b && (same_mailbox || one_slip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Source;
    use rstest::rstest;

    fn record(name: &str, email: &str) -> Record {
        let mut record = Record::new(Source::crm("hubspot"), "contact", "1");
        record.name = Some(name.to_owned());
        record.emails = Email::parse(email).into_iter().collect();
        record
    }

    #[rstest]
    #[case("Ana Reis", "ana@example.com", "ANA  reís", "other@example.org", Some("same name"))]
    #[case("Reis, Ana", "ana@example.com", "Ana Reis", "other@example.org", Some("same name"))]
    #[case("Ana", "ana.reis+shop@example.com", "A.", "anareis@example.com", Some("similar e-mail"))]
    #[case("Ana", "ana.reis@example.com", "A.", "ana.riis@example.com", Some("similar e-mail"))]
    #[case("Ana", "ana.reis@example.com", "A.", "ana.reis@exmaple.com", Some("similar e-mail"))]
    #[case("Ana", "ana.reis@example.com", "A.", "ben.reis@example.com", None)]
    #[case("", "a@example.com", "", "b@example.com", None)]
    fn what_looks_alike_is_said(
        #[case] a_name: &str,
        #[case] a_email: &str,
        #[case] b_name: &str,
        #[case] b_email: &str,
        #[case] why: Option<&str>,
    ) {
        let (a, b) = (record(a_name, a_email), record(b_name, b_email));
        assert_eq!(why_alike(&a, [&b].into_iter()).as_deref(), why);
        assert_eq!(why_alike(&b, [&a].into_iter()).as_deref(), why);
    }
}
