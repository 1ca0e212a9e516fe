//! Where a text would lead: to the shop or to the customer, never to an address, a number or a person that merely
//! stands in a text which somebody wrote.

use std::collections::BTreeSet;

use crate::copilot::proposal::Proposal;
use crate::copilot::situation::Situation;
use crate::domain::Profile;
use crate::domain::action::ActionKind;
use crate::gateway::{Kind, Known, Masker};

/// Digits at the end of a phone number that are the same in every way of writing it.
const TELLING_DIGITS: usize = 8;
/// Endings of names of files, which are no addresses.
const FILES: &[&str] = &["jpg", "jpeg", "png", "gif", "pdf", "csv", "txt", "zip", "mov", "mp4"];
/// Words that a letter opens with.
const GREETINGS: &[&str] = &[
    "hello",
    "hi",
    "hey",
    "dear",
    "hallo",
    "guten tag",
    "liebe",
    "lieber",
    "bonjour",
    "hola",
    "ciao",
    "hej",
    "olá",
];
/// What may follow them and names nobody.
const ANYBODY: &[&str] = &[
    "there",
    "all",
    "everyone",
    "everybody",
    "team",
    "customer",
    "sir",
    "madam",
    "mr",
    "mrs",
    "ms",
    "mx",
    "dr",
    "and",
    "again",
    "from",
    "valued",
];

/// # Errors
/// What in the proposal leads elsewhere, in words.
pub(super) fn refuse(proposal: &Proposal, situation: &Situation<'_>) -> Result<(), String> {
    for text in [&proposal.title, &proposal.body] {
        refuse_text(text, proposal.action, situation)?;
    }
    Ok(())
}

/// # Errors
/// What in a text leads elsewhere, in words.
pub(super) fn refuse_text(text: &str, action: ActionKind, situation: &Situation<'_>) -> Result<(), String> {
    refuse_addresses(text, situation.profile)?;
    refuse_values(text, action, situation)?;
    text.lines().try_for_each(|line| refuse_greeting(line, situation))
}

/// A link or mail address is the shop's own or the customer's own.
///
/// # Errors
/// One is not.
pub fn refuse_addresses(text: &str, profile: &Profile) -> Result<(), String> {
    let links = profile.orders.iter().flat_map(|order| {
        order.url.iter().chain(order.shipments.iter().filter_map(|shipment| shipment.url.as_ref()))
    });
    let links: Vec<&String> =
        links.chain(profile.carts.iter().filter_map(|cart| cart.url.as_ref())).collect();
    let is_own = |word: &str| {
        let is_mail = profile.customer.emails.iter().any(|email| email.as_str() == word.to_lowercase());
        is_mail || links.iter().any(|link| link.as_str() == word)
    };
    // Written so that no machine should see it, an address is one all the same; browsers take other dots, too.
    let plain = text.replace(['。', '．', '｡', '․'], ".").replace("[.]", ".").replace("(.)", ".");
    let plain = plain.replace(" dot ", ".").replace("[dot]", ".").replace("(dot)", ".");
    let words = plain
        .split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '"' | ',' | '“' | '”'));
    for word in words.map(|word| word.trim_end_matches(['.', '!', '?', ';', ':'])) {
        let lower = word.to_lowercase();
        let is_mail =
            lower.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if (lower.contains("://") || is_mail || is_host(word)) && !is_own(word) {
            return Err("it has an address that is neither the shop's nor the customer's".to_owned());
        }
    }
    Ok(())
}

/// Whether a word reads as the name of a machine on the web, with or without a path: `www.example.com`,
/// `example.com/pay`.
fn is_host(word: &str) -> bool {
    let host = word.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let Some(last) = labels.last().filter(|_| labels.len() > 1) else { return false };
    let is_label = |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    // `the tent.Please` is a missing space.
    let one_case = last.chars().all(char::is_lowercase) || last.chars().all(char::is_uppercase);
    let is_ending = last.chars().count() >= 2 && last.chars().all(char::is_alphabetic) && one_case;
    let is_file = labels.len() == 2 && FILES.contains(&&*last.to_lowercase());
    labels.iter().all(is_label) && is_ending && !is_file && labels[0].chars().count() >= 2
}

/// Addresses, numbers of phones, accounts and cards are the customer's own; a reply names no third person.
fn refuse_values(text: &str, action: ActionKind, situation: &Situation<'_>) -> Result<(), String> {
    let customer = &situation.profile.customer;
    let spans = Masker::new(&Known::default()).mask(text).spans;
    for span in spans {
        let value: String = text.chars().skip(span.start).take(span.end - span.start).collect();
        let is_own = match span.kind {
            Kind::Email => customer.emails.iter().any(|email| email.as_str() == value.to_lowercase()),
            Kind::Phone => customer.phones.iter().any(|phone| telling(phone.as_str()) == telling(&value)),
            Kind::Iban | Kind::CreditCard => false,
            Kind::Person if action == ActionKind::Reply => is_known(&value, situation),
            _ => true,
        };
        if !is_own {
            let what = match span.kind {
                Kind::Person => "names a person who is not the customer",
                Kind::Phone => "has a phone number that is not the customer's",
                Kind::Email => "has an address that is neither the shop's nor the customer's",
                _ => "has the number of an account or card",
            };
            return Err(format!("it {what}"));
        }
    }
    Ok(())
}

/// Whom a line greets is the customer.
fn refuse_greeting(line: &str, situation: &Situation<'_>) -> Result<(), String> {
    let first = line.trim_start();
    let lower = first.to_lowercase();
    let Some(greeting) = GREETINGS.iter().find(|word| opens_with(&lower, word)) else { return Ok(()) };
    let greeted = first.get(greeting.len()..).unwrap_or_default();
    let greeted = greeted.split([',', '!', '.', ':', ';', '\u{2013}', '\u{2014}']).next().unwrap_or_default();
    // A letter's first sentence may follow without a comma; whom it greets is in capitals.
    let named = greeted.split_whitespace().take_while(|word| {
        word.chars().next().is_some_and(char::is_uppercase) || ANYBODY.contains(&&*word.to_lowercase())
    });
    let named: Vec<&str> = named.filter(|word| !ANYBODY.contains(&&*word.to_lowercase())).collect();
    if named.is_empty() || is_known(&named.join(" "), situation) {
        Ok(())
    } else {
        Err("it greets somebody who is not the customer".to_owned())
    }
}

fn opens_with(lower: &str, greeting: &str) -> bool {
    lower.strip_prefix(greeting).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether all words of a name stand in the customer's own record or in what the shop's records name.
fn is_known(name: &str, situation: &Situation<'_>) -> bool {
    let names = situation.facts.iter().flat_map(|fact| fact.names.iter().map(String::as_str));
    let own = situation.profile.customer.name.iter().map(String::as_str);
    let known: BTreeSet<String> = own.chain(names).flat_map(words).collect();
    words(name).all(|word| known.contains(&word))
}

fn words(name: &str) -> impl Iterator<Item = String> + '_ {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

/// The last digits.
fn telling(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(TELLING_DIGITS)..].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_from_sentences_numbers_and_files() {
        for word in ["evil.example", "www.evil.com/pay", "EVIL.EXAMPLE", "a-b.co.uk", "pay.evil.io:8080"] {
            assert!(is_host(word), "{word}");
        }
        for word in
            ["tent.Please", "12.50", "e.g", "a.m", "photo.jpg", "U.S", "order", "1.2.3", "...", "#1042.1"]
        {
            assert!(!is_host(word), "{word}");
        }
    }
}
