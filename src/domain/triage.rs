//! Triage: what a case is about, how its writer feels, how pressing it is.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::brief::{Privacy, Sentence, Usage, Verification};
use super::crm::{Case, MessageFrom};
use super::evidence::EvidenceId;
use super::ids::CustomerId;
use super::record::RecordRef;
use super::words::words;

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Where is it, when does it come.
    OrderStatus,
    /// Something is to go back, money is to come back.
    ReturnRefund,
    /// An order is to be changed or called off.
    CancelChange,
    /// A charge, an invoice, a way to pay.
    Payment,
    /// What a product is or does, whether it is in stock.
    ProductQuestion,
    /// Lost, late, damaged, the wrong thing.
    DeliveryProblem,
    /// Log-in, address, personal data, newsletter.
    Account,
    /// Displeasure with no request that the others name.
    Complaint,
    /// Thanks.
    Praise,
    /// Anything else.
    Other,
}

/// How the writer feels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Mood {
    Angry,
    Worried,
    Neutral,
    Happy,
}

/// How soon somebody should look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Urgency {
    Low,
    Normal,
    High,
}

words! { Category:
    OrderStatus = "order_status", "order status";
    ReturnRefund = "return_refund", "return or refund";
    CancelChange = "cancel_change", "cancel or change";
    Payment = "payment", "payment";
    ProductQuestion = "product_question", "product question";
    DeliveryProblem = "delivery_problem", "delivery problem";
    Account = "account", "account";
    Complaint = "complaint", "complaint";
    Praise = "praise", "praise";
    Other = "other", "other";
}

words! { Mood:
    Angry = "angry", "angry";
    Worried = "worried", "worried";
    Neutral = "neutral", "neutral";
    Happy = "happy", "happy";
}

words! { Urgency:
    Low = "low", "low";
    Normal = "normal", "normal";
    High = "high", "high";
}

/// The labels of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Labels {
    /// What it is about.
    pub category: Category,
    /// How the writer feels.
    pub mood: Mood,
    /// How soon.
    pub urgency: Urgency,
    /// Language of the writer's words: ISO 639-1 (`de`), nothing where they are too few to tell.
    pub language: Option<String>,
}

/// A language by its code of two letters (ISO 639-1): `de`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Language([u8; 2]);

/// A text that is no language's code.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a language is named by its code of two letters, such as `de`")]
pub struct BadLanguage;

impl Language {
    /// Those that people write in most, to choose from; any other code is as good.
    pub const USUAL: &[(&str, &str)] = &[
        ("en", "English"),
        ("de", "German"),
        ("fr", "French"),
        ("es", "Spanish"),
        ("it", "Italian"),
        ("nl", "Dutch"),
        ("pt", "Portuguese"),
        ("da", "Danish"),
        ("sv", "Swedish"),
        ("pl", "Polish"),
        ("ja", "Japanese"),
        ("ar", "Arabic"),
    ];

    /// The code.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl std::str::FromStr for Language {
    type Err = BadLanguage;

    fn from_str(text: &str) -> Result<Self, BadLanguage> {
        match text.trim().to_ascii_lowercase().as_bytes() {
            [a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Ok(Self([*a, *b])),
            _ => Err(BadLanguage),
        }
    }
}

impl TryFrom<String> for Language {
    type Error = BadLanguage;

    fn try_from(text: String) -> Result<Self, BadLanguage> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> String {
        language.as_str().to_owned()
    }
}

/// What a person puts right of the labels; absent: as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelChange {
    /// What it is about.
    pub category: Option<Category>,
    /// How the writer feels.
    pub mood: Option<Mood>,
    /// How soon.
    pub urgency: Option<Urgency>,
    /// In which language.
    #[serde(default)]
    pub language: Option<Language>,
}

impl LabelChange {
    /// What it says, in words: `payment`, `angry`.
    pub fn in_words(&self) -> String {
        let named = |language: Language| {
            let usual = Language::USUAL.iter().find(|(code, _)| *code == language.as_str());
            format!("written in {}", usual.map_or(language.as_str(), |(_, name)| name))
        };
        let language = self.language.map(named);
        let words = [
            self.category.map(Category::in_words),
            self.mood.map(Mood::in_words),
            self.urgency.map(Urgency::in_words),
            language.as_deref(),
        ];
        words.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Both; where they disagree, the later.
    #[must_use]
    pub fn then(self, later: Self) -> Self {
        Self {
            category: later.category.or(self.category),
            mood: later.mood.or(self.mood),
            urgency: later.urgency.or(self.urgency),
            language: later.language.or(self.language),
        }
    }
}

impl Labels {
    /// In which language it is written, by its English name; by its code where that is an uncommon one.
    pub fn language_in_words(&self) -> Option<&str> {
        let code = self.language.as_deref()?;
        let known = Language::USUAL.iter().find(|(known, _)| *known == code);
        Some(known.map_or(code, |(_, name)| name))
    }

    /// These with a change.
    #[must_use]
    pub fn with(self, change: LabelChange) -> Self {
        Self {
            category: change.category.unwrap_or(self.category),
            mood: change.mood.unwrap_or(self.mood),
            urgency: change.urgency.unwrap_or(self.urgency),
            language: change.language.map(String::from).or(self.language),
        }
    }
}

/// Characters of a case's opening that count.
const OPENING: usize = 400;

/// The words by which a case is filed: its subject and the beginning of what the customer wrote first.
pub fn opening(case: &Case) -> String {
    let first = case.messages.iter().find(|message| message.from != MessageFrom::Staff);
    let parts = std::iter::once(case.subject.as_str()).chain(first.map(|message| message.text.as_str()));
    parts.collect::<Vec<_>>().join("\n").chars().take(OPENING).collect()
}

/// Who labelled, for people: behind what a case is about.
pub fn labelled_in_words(labelled_by: &str) -> String {
    match labelled_by.strip_prefix(LIKE) {
        Some(case) => format!("as you put right #{case}"),
        None if labelled_by.contains('@') => format!("put right by {labelled_by}"),
        None => match labelled_by.strip_prefix("llm:") {
            Some(model) => format!("by model {model}"),
            None => format!("by {labelled_by}"),
        },
    }
}

/// How a case was labelled before a person has put it right, so that they can take that back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LabelledBefore {
    /// What stood.
    pub labels: Labels,
    /// By whom.
    pub labelled_by: String,
    /// What had been put right of it already.
    #[serde(default)]
    #[schemars(skip)]
    pub change: Option<LabelChange>,
}

/// Before the id of the case whose correction was followed.
pub const LIKE: &str = "like:";

/// What a person has put right of a case, to be remembered for others like it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Which case.
    pub case: RecordRef,
    /// Whose; forgotten with them.
    pub customer: Option<CustomerId>,
    /// Who has put it right.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// The words by which the case was filed.
    pub words: String,
    /// What is right.
    pub change: LabelChange,
}

impl fmt::Debug for Correction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Correction({:?}, {:?})", self.case, self.change)
    }
}

/// One case, labelled. Its JSON is `deskhand.triage/1`.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Triage {
    /// Whose case.
    pub customer_id: CustomerId,
    /// Which.
    pub case: EvidenceId,
    /// What it is.
    #[serde(flatten)]
    pub labels: Labels,
    /// What it asks for, in one checked sentence; nothing where none stood the check.
    pub summary: Option<Sentence>,
    /// `llm:MODEL`, `rules`, `like:CASE` after what a person has put right of a case in much the same words, or the
    /// e-mail of the person who has put this one right.
    pub engine: String,
    /// Why the rules labelled it; nothing where a model did.
    pub why_not_llm: Option<String>,
    /// What the check of the sentence found.
    pub verification: Verification,
    /// What was masked.
    pub privacy: Privacy,
    /// What it cost.
    pub usage: Usage,
    /// When it was labelled.
    #[schemars(with = "super::Rfc3339")]
    pub at: Timestamp,
}

impl fmt::Debug for Triage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Triage({}, {:?}, {})", self.case, self.labels, self.engine)
    }
}
