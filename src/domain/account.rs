//! Accounts: companies and deals at the CRM, with the people on them and what hangs on them themselves.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::crm::{Activity, Case, Deal};
use super::customer::{Email, Phone};
use super::evidence::EvidenceId;
use super::record::RecordRef;

/// What a label says of who decides, word by word, in the languages that accounts are kept in.
const DECIDES: &[&str] = &[
    "decision maker",
    "decision makers",
    "decisionmaker",
    "decider",
    "entscheider",
    "entscheiderin",
    "entscheidungsträger",
    "entscheidungsträgerin",
    "décideur",
    "décideuse",
    "décisionnaire",
    "decisor",
    "decisora",
    "tomador de decisiones",
    "tomadora de decisiones",
    "decisore",
    "decisionista",
    "tomador de decisão",
    "tomadora de decisão",
    "beslisser",
    "besluitvormer",
    "beslutsfattare",
    "beslutningstager",
    "beslutningstaker",
    "decydent",
];
/// Words beside those that say that it is somebody else.
const OTHERWISE: &[&str] = &[
    "not",
    "no",
    "non",
    "former",
    "ex",
    "influencer",
    "influences",
    "influence",
    "assistant",
    "kein",
    "keine",
    "nicht",
    "ehemalig",
    "pas",
    "ancien",
    "ancienne",
];

/// What kind of account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum AccountKind {
    Company,
    Deal,
}

impl AccountKind {
    /// The word, as record references have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Deal => "deal",
        }
    }

    /// Several of them.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Company => "companies",
            Self::Deal => "deals",
        }
    }
}

/// What an account is called, to choose among several.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountName {
    /// The vendor's record, of kind `company` or `deal`.
    pub record: RecordRef,
    /// Its name.
    pub name: String,
    /// What tells namesakes apart: the place of a company, the stage of a deal.
    pub beside: Option<String>,
}

impl fmt::Debug for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AccountName({:?})", self.record)
    }
}

/// A firm.
#[derive(Clone, PartialEq)]
pub struct Company {
    /// The vendor's record; nothing where the company is a word on its people's contacts and no more.
    pub record: Option<RecordRef>,
    /// What points at it: `company:98701`.
    pub evidence: EvidenceId,
    /// Its name.
    pub name: String,
    /// What it does, in lower-case words.
    pub industry: Option<String>,
    /// Town, region and country.
    pub place: Option<String>,
    /// How many work there.
    pub employees: Option<u32>,
    /// Its main line.
    pub phone: Option<Phone>,
    /// Who has it, by name.
    pub owner: Option<String>,
    /// Where a browser shows it.
    pub url: Option<String>,
}

impl fmt::Debug for Company {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Company({})", self.evidence)
    }
}

impl Company {
    /// One that the CRM has no record of, by the name that its people's contacts bear.
    pub fn by_name_alone(name: &str) -> Self {
        Self {
            record: None,
            evidence: EvidenceId::new("company", name),
            name: name.to_owned(),
            industry: None,
            place: None,
            employees: None,
            phone: None,
            owner: None,
            url: None,
        }
    }
}

/// A person at a company or on a deal.
#[derive(Clone, PartialEq)]
pub struct Member {
    /// The contact.
    pub record: RecordRef,
    /// What points at them: `person:512009`.
    pub evidence: EvidenceId,
    /// What they are called.
    pub name: Option<String>,
    /// Their job, as they or a colleague wrote it.
    pub title: Option<String>,
    /// How the CRM labels what they are to the account: `Decision maker`.
    pub roles: Vec<String>,
    /// The main one first.
    pub emails: Vec<Email>,
    /// The main one first.
    pub phones: Vec<Phone>,
}

impl Member {
    /// Whether one of their labels says that they decide.
    pub fn decides(&self) -> bool {
        self.roles.iter().any(|role| is_deciding(role))
    }
}

/// Whether a label says that who has it decides: by whole words, since who merely influences the decision does not.
pub fn is_deciding(label: &str) -> bool {
    let label = label.to_lowercase();
    let words: Vec<&str> =
        label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |phrase: &&str| {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        words.windows(phrase.len()).any(|part| part == phrase)
    };
    DECIDES.iter().any(has) && !words.iter().any(|word| OTHERWISE.contains(word))
}

impl fmt::Debug for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Member({})", self.evidence)
    }
}

/// An account with everything that hangs on it itself; what hangs on its people is in their profiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    /// The company, or that of the deal.
    pub company: Option<Company>,
    /// The deal, where the account is one, with what is written about it.
    pub deal: Option<(Deal, Option<String>)>,
    /// Who belongs to it, who decides first; of very many not all.
    pub members: Vec<Member>,
    /// How many belong to it; nothing where that could not be read.
    pub on_record: Option<u32>,
    /// Deals of a company.
    pub deals: Vec<Deal>,
    /// Cases.
    pub cases: Vec<Case>,
    /// Notes, tasks, calls and e-mails.
    pub activities: Vec<Activity>,
    /// What could not be read, in words.
    pub gaps: Vec<String>,
}

impl Account {
    /// Whether somebody may belong to it who is not among its members here.
    pub fn lacks_members(&self) -> bool {
        self.on_record.is_none_or(|count| count as usize > self.members.len())
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Decision maker", true)]
    #[case("DECISION-MAKER (budget)", true)]
    #[case("Entscheiderin", true)]
    #[case("Décideur", true)]
    #[case("Tomadora de decisiones", true)]
    #[case("Decision influencer", false)]
    #[case("Influences the decision maker", false)]
    #[case("Not a decision maker", false)]
    #[case("Decision support", false)]
    #[case("Billing contact", false)]
    #[case("", false)]
    fn who_decides_is_told_by_whole_words(#[case] label: &str, #[case] decides: bool) {
        assert_eq!(is_deciding(label), decides);
    }
}
