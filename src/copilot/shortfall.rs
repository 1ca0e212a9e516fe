//! What an answer lacks that the customer waits for: their language, what of their demands it does not speak of, what they
//! say they sent; and what it asks for although it is there.

use super::triage::language_of;
use crate::domain::Profile;
use crate::domain::asked::asked_again;
use crate::domain::attached;
use crate::domain::brief::WRITTEN_IN;
use crate::domain::crm::{Case, MessageFrom};
use crate::domain::triage::Language;

/// Something that customers ask for: what it is, the words by which it is asked for, and those of an answer that speaks of
/// it. All in lower case.
struct Demand {
    what: &'static str,
    asked: &'static [&'static str],
    answered: &'static [&'static str],
}

/// Who speaks of it asks for it, or answers.
const MONEY_BACK: &[&str] =
    &["money back", "refund", "reimburse", "geld zurück", "erstatt", "rembours", "reembols", "返金"];

const DEMANDS: &[Demand] = &[
    Demand { what: "their money back", asked: MONEY_BACK, answered: MONEY_BACK },
    Demand {
        what: "a new one sent",
        asked: &["send a new", "send me a new", "send another", "replacement", "resend", "ersatz"],
        answered: &["new one", "another one", "replacement", "resend", "exchange", "ersatz"],
    },
    Demand {
        what: "express delivery",
        asked: &["by express", "express delivery", "express shipping", "overnight"],
        answered: &["express", "overnight"],
    },
    Demand {
        what: "to cancel",
        asked: &["cancel", "stornier", "annuler", "cancelar", "キャンセル"],
        answered: &["cancel", "stornier", "annul", "キャンセル"],
    },
    Demand {
        what: "a discount or compensation",
        asked: &["discount", "compensation", "voucher", "coupon", "goodwill", "gutschein", "rabatt"],
        answered: &["discount", "compensat", "voucher", "coupon", "goodwill", "% off", "gutschein", "rabatt"],
    },
    Demand {
        what: "a call back",
        asked: &["call me", "phone me", "ring me", "give me a call", "rufen sie mich", "rückruf"],
        answered: &["call you", "phone you", "ring you", "give you a call", "rufe sie", "rückruf"],
    },
    Demand {
        what: "an invoice",
        asked: &["invoice", "receipt", "rechnung", "facture", "factura", "領収書"],
        answered: &["invoice", "receipt", "rechnung", "facture", "factura", "領収書"],
    },
    Demand {
        what: "somebody above",
        asked: &["your manager", "a manager", "a supervisor", "vorgesetzt"],
        answered: &["manager", "supervisor", "vorgesetzt"],
    },
];

/// Words by which something is asked for once more.
const ONCE_MORE: &[&str] = &[
    "once more",
    "again",
    "resend",
    "erneut",
    "noch einmal",
    "nochmal",
    "à nouveau",
    "de nouveau",
    "encore une fois",
    "otra vez",
    "de nuevo",
    "di nuovo",
    "nuovamente",
    "opnieuw",
    "nogmaals",
    "novamente",
    "de novo",
    "outra vez",
];

/// Who wrote an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// The program's own rules, which have one language.
    Playbook,
    /// A language model.
    Model,
    /// A person, beforehand.
    Macro,
    /// A person, now.
    Rep,
}

/// How many of the customer's demands in a case an answer does not speak of.
pub fn demands_left(draft: &str, case: &Case) -> usize {
    left(draft, case).len()
}

/// What an answer to a case lacks, each in words.
pub fn shortfalls(draft: &str, profile: &Profile, case: &Case, writer: Writer) -> Vec<String> {
    let mut lacks = unanswered(draft, case, profile.customer.locale.as_deref(), writer);
    let again = asked_again(draft, profile, case);
    if !again.is_empty() {
        lacks.push(format!("asks for what is there already: {}", again.join(", ")));
    }
    lacks
}

/// The language that the customer of a case writes; by their locale where their words are too few.
pub fn language_of_customer(case: &Case, locale: Option<&str>) -> Option<String> {
    let of_locale = || locale?.get(..2).map(str::to_lowercase);
    language_of(&open_words(case)).or_else(of_locale)
}

/// Whether an answer is in another language than its customer's.
pub fn is_foreign(draft: &str, case: &Case, locale: Option<&str>) -> bool {
    language_of_customer(case, locale).zip(language_of(draft)).is_some_and(|(theirs, ours)| theirs != ours)
}

/// What of that the case tells alone. `locale`: the customer's, for where their words are too few.
fn unanswered(draft: &str, case: &Case, locale: Option<&str>, writer: Writer) -> Vec<String> {
    let mut lacks = Vec::new();
    let (theirs, ours) = (language_of_customer(case, locale), language_of(draft));
    if let (Some(theirs), Some(ours)) = (theirs, ours)
        && theirs != ours
    {
        let why = match writer {
            Writer::Playbook => ": the playbook has no words for it",
            Writer::Macro => ": the macro has no text in it",
            Writer::Model | Writer::Rep => "",
        };
        lacks.push(format!("{WRITTEN_IN}{}, the customer writes {}{why}", named(&ours), named(&theirs)));
    }
    let left = left(draft, case);
    if !left.is_empty() {
        lacks.push(format!("not answered: {}", left.join(", ")));
    }
    if let Some(what) = attached::missing(case).filter(|_| !has(&draft.to_lowercase(), ONCE_MORE)) {
        lacks.push(format!(
            "{} is said to be attached and none arrived: not asked for again",
            what.in_words()
        ));
    }
    lacks
}

/// What of their demands an answer does not speak of.
fn left(draft: &str, case: &Case) -> Vec<&'static str> {
    let (asked, said) = (open_words(case).to_lowercase(), draft.to_lowercase());
    let open = DEMANDS.iter().filter(|one| has(&asked, one.asked) && !has(&said, one.answered));
    open.map(|one| one.what).collect()
}

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether the customer asks in a case for money back, in their own words.
pub fn asks_for_money_back(case: &Case) -> bool {
    let theirs = case.messages.iter().filter(|message| message.from == MessageFrom::Customer);
    theirs
        .map(|message| message.text.to_lowercase())
        .any(|text| MONEY_BACK.iter().any(|word| text.contains(word)))
}

/// What the customer has written since the shop last did.
fn open_words(case: &Case) -> String {
    let since = case.messages.iter().rposition(|message| message.from == MessageFrom::Staff);
    let open = case.messages.iter().skip(since.map_or(0, |at| at + 1));
    open.map(|message| message.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn named(code: &str) -> String {
    let known = Language::USUAL.iter().find(|(usual, _)| *usual == code);
    known.map_or_else(|| format!("`{code}`"), |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::crm::Message;
    use crate::domain::evidence::EvidenceId;
    use crate::domain::ids::Source;

    fn case(messages: &[(MessageFrom, &str)]) -> Case {
        let message =
            |(from, text): &(MessageFrom, &str)| Message { from: *from, at: None, text: (*text).to_owned() };
        Case {
            id: "77".to_owned(),
            evidence: EvidenceId::new("case", "77"),
            source: Source::crm("hubspot"),
            subject: String::new(),
            status: "New".to_owned(),
            open: true,
            priority: None,
            channel: None,
            opened_at: None,
            updated_at: None,
            closed_at: None,
            attachments: None,
            asker: None,
            owner: None,
            messages: messages.iter().map(message).collect(),
            url: None,
        }
    }

    const DRAFT: &str =
        "Hello, thank you for your message. I am asking the carrier today and will write to you.";

    #[test]
    fn a_demand_that_a_draft_does_not_speak_of_is_named() {
        let asked = case(&[
            (MessageFrom::Customer, "Please send me the invoice for my last order as soon as you can."),
            (MessageFrom::Staff, "Here it is."),
            (MessageFrom::Customer, "Thank you. But I want my money back, or send a new one by express!"),
        ]);
        let lacks = unanswered(DRAFT, &asked, None, Writer::Playbook);
        assert_eq!(lacks, ["not answered: their money back, a new one sent, express delivery"]);
        let answer = format!("{DRAFT} You get a refund, or a replacement by express.");
        assert!(unanswered(&answer, &asked, None, Writer::Playbook).is_empty());
    }

    #[test]
    fn money_back_is_asked_for_by_the_customer_and_by_its_name() {
        let asks = |from, text| asks_for_money_back(&case(&[(from, text)]));
        assert!(asks(MessageFrom::Customer, "The poles broke, so I would like a Refund, please."));
        assert!(!asks(
            MessageFrom::Customer,
            "They don't fit, I would like to return them. How does that work?"
        ));
        assert!(!asks(MessageFrom::Staff, "Would you like a refund?"));
    }

    #[test]
    fn a_draft_in_another_language_says_so() {
        let asked = case(&[(MessageFrom::Customer, "荷物がまだ届いていません。再配達をお願いできますか。")]);
        let lacks = unanswered(DRAFT, &asked, None, Writer::Playbook);
        assert_eq!(
            lacks,
            ["written in English, the customer writes Japanese: the playbook has no words for it"]
        );
        let short = case(&[(MessageFrom::Customer, "?")]);
        let lacks = unanswered(DRAFT, &short, Some("de-DE"), Writer::Model);
        assert_eq!(lacks, ["written in English, the customer writes German"]);
    }
}
