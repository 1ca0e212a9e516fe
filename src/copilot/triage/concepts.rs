//! What a message speaks of, in the terms of the trade, and what that is usually about.
//!
//! Concepts are found by their usual words and the beginnings of words; a list of decisions, the first that fits, says
//! what the message is about. Both are read by people and hold for messages of shops nobody has seen before, which a
//! model trained on others' messages does not. English; other languages have their own words beside. Pure.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use crate::domain::triage::Category;

/// Something that a message speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concept {
    /// Money that is to come back.
    Refund,
    /// Goods that are to go back.
    Return,
    /// Something that does not fit.
    Fit,
    /// Something is to be called off.
    Cancel,
    /// Something is to be made otherwise.
    Change,
    /// An order, or what was bought.
    Order,
    /// Money on its way.
    Transfer,
    /// Where things are sent to.
    Address,
    /// Something on its way is to go elsewhere.
    Redirect,
    /// What calling off costs.
    CancelFee,
    /// What something costs beside its price.
    Fee,
    /// How long things take to come.
    DeliveryTime,
    /// Where something is.
    Track,
    /// Coming, arriving, being sent.
    Arrive,
    /// A time is asked for.
    When,
    /// What is carried.
    Package,
    /// Broken, faulty.
    Damaged,
    /// Not there, not what it should be.
    Missing,
    /// Came otherwise than it should.
    WrongThing,
    /// Paying and what is paid with.
    Payment,
    /// More often than it should, or by nobody that is known.
    Twice,
    /// Did not work.
    Declined,
    /// The customer as the shop keeps them.
    Account,
    /// What lets them in.
    Password,
    /// Becoming a customer.
    OpenAccount,
    /// Ceasing to be one.
    CloseAccount,
    /// Who somebody is.
    Identity,
    /// Displeasure.
    Complaint,
    /// Thanks and liking.
    Praise,
    /// An opinion that is given.
    Review,
    /// What is sent to many.
    Newsletter,
    /// A person is asked for.
    Person,
    /// Hello and good-bye.
    Greeting,
    /// What a shop is not asked.
    SmallTalk,
    /// Whom and where the shop serves.
    Scope,
    /// What a product is or does.
    ProductTrait,
    /// Not moving.
    Stuck,
    /// Where the shop is seen.
    Site,
    /// A telephone that is gone.
    StolenPhone,
    /// Not done yet.
    Pending,
    /// A question about a thing: `does it …`, `what is the … of the …`.
    AsksOfAThing,
}

/// The concepts of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Concepts {
    set: u64,
    /// Words of displeasure and of liking, each as often as it stands there.
    complaints: u16,
    praises: u16,
    words: u16,
    /// There is a question mark.
    asks: bool,
}

impl Concepts {
    fn has(self, concept: Concept) -> bool {
        self.set & (1 << concept as u64) != 0
    }

    /// Whether it is long enough to be an opinion, and asks nothing. Common words are familiar in any long text.
    pub(super) fn may_be_an_opinion(self) -> bool {
        self.words >= OPINION_WORDS && !self.asks
    }

    fn add(&mut self, concept: Concept) {
        self.set |= 1 << concept as u64;
    }
}

use Concept as C;

/// Beginnings of words; with a `$` whole words.
#[rustfmt::skip]
const WORDS: &[(Concept, &[&str])] = &[
    (C::Refund, &["refund", "reimburs", "money back", "restitution", "rebate", "compensat", "my money", "cash back"]),
    (C::Return, &["return", "send back", "send it back", "sending back", "exchange it", "bring back"]),
    (C::Fit, &["different size", "another size", "wrong size", "too small", "too big", "does not fit", "doesn't fit", "swap"]),
    (C::Cancel, &["cancel", "call off", "revoke", "undo", "stop the", "abort", "reverse"]),
    (C::Change, &["chang", "modif", "edit", "correct", "amend", "add item", "add a", "add some", "add another", "remov", "delet", "swap", "switch", "replac", "alter", "adjust", "updat", "mistake", "wrong address"]),
    (C::Order, &["order", "purchase", "bought", "buy$", "item", "article", "product", "goods"]),
    (C::Transfer, &["transfer", "transaction"]),
    (C::Address, &["address", "shipping address", "delivery address"]),
    (C::Redirect, &["change the delivery", "different delivery address", "another delivery address", "redirect the parcel", "redirect my parcel"]),
    (C::CancelFee, &["penalt", "termination", "cancellation", "withdrawal fee", "withdrawal penalt", "cancelling fee"]),
    (C::Fee, &["fee$", "fees$", "penalt", "charge for", "extra cost"]),
    (C::DeliveryTime, &["delivery time", "delivery period", "delivery date", "shipping time", "shipping period", "delivery estimate", "estimated delivery"]),
    (C::Track, &["track", "any news", "any update", "left your", "where is", "where are", "where's", "status", "eta$", "whereabouts", "locat", "check on", "progress", "on its way", "on the way"]),
    (C::Arrive, &["arriv", "deliver", "come$", "get here", "receive", "ship", "mail$", "post$", "show up", "take to get", "reach me", "in the mail"]),
    (C::When, &["when", "can i expect", "expect", "how long", "how soon", "how much time", "how many days", "time frame", "expected", "estimate", "delay", "still waiting", "waiting", "yet$", "not come", "hasn't come"]),
    (C::Package, &["package", "parcel", "shipment", "card", "courier", "carrier"]),
    (C::Damaged, &["damage", "broken", "broke$", "smashed", "dented", "torn", "crack", "leak", "defect", "faulty", "does not work", "doesn't work", "crushed", "shattered", "scratched"]),
    (C::Missing, &["missing", "lost", "never arriv", "never got", "never came", "not deliver", "stolen from", "wrong item", "wrong product", "wrong one", "incomplete", "empty box", "marked as delivered", "says delivered", "neighbour", "neighbor", "other item", "not what i"]),
    (C::WrongThing, &["instead of", "somebody else", "someone else", "not what i", "isn't what i", "isnt what i", "returned to sender", "handed to", "no one was home", "nobody was home", "opened box", "been opened", "already open", "used$", "melted", "scratch", "spill", "soaked", "not in the package", "not in the box", "not in the parcel", "only one of", "only half", "half of", "stained", "bent", "dent", "arrived open", "wrong size", "wrong colour", "wrong color", "wrong item", "wrong product", "wrong one", "wrong address", "lost in", "never arrived"]),
    (C::Payment, &["pay", "paid", "charge", "bill", "invoice", "debit", "credit card", "visa", "mastercard", "paypal", "checkout", "receipt", "exchange rate", "top up", "top-up", "topup", "statement", "overdraft", "due", "cash withdraw", "declin", "fraud", "price", "cost", "bank", "currency", "tax$", "taxes", "fee$", "fees$"]),
    (C::Twice, &["twice", "double", "duplicate", "two times", "again", "extra", "unknown", "not recogni", "unrecogni", "did not make", "didn't make", "don't recogni", "wrong amount", "not mine"]),
    (C::Declined, &["declin", "reject", "not work", "fail", "did not go through", "didn't go through", "refused", "error", "problem", "issue", "trouble"]),
    (C::Account, &["account", "profile", "user", "member", "log in", "login", "log into", "log on", "sign in", "sign up", "sign-in", "signup", "regist", "password", "passcode", "pin$", "pin", "username", "credential", "two factor", "verif", "identity", "id check", "personal", "my name", "details", "phone", "locked out", "blocked", "block"]),
    (C::Password, &["password", "passcode", "pin", "access code", "reset", "forgot", "unlock", "locked"]),
    (C::OpenAccount, &["create", "open", "make an", "new account", "sign up", "signup", "sign-up", "regist", "registration"]),
    (C::CloseAccount, &["delete", "close", "remove", "terminate", "deactivat", "shut down", "get rid", "cancel my account", "erase"]),
    (C::Identity, &["identity", "verif", "prove who", "id$", "passport", "document"]),
    (C::Complaint, &["complain", "claim", "reclamation", "protest", "unhappy", "dissatisf", "disappoint", "terrible", "awful", "horrible", "worst", "rude", "unacceptable", "bad service", "poor", "cheap", "returned it", "not worth", "ridiculous", "disgust", "angry", "frustrat", "let down", "waste", "itchy", "unflattering", "not flattering", "poorly made", "unfortunately", "sadly", "returning", "going back", "not for me"]),
    (C::Praise, &["thank", "thanks", "appreciat", "love", "great", "perfect", "beautiful", "excellent", "wonderful", "amazing", "awesome", "happy with", "comfortable", "flattering", "compliments", "gorgeous", "good job", "well done", "cute", "recommend"]),
    (C::Review, &["review", "feedback", "opinion", "comment", "rate you", "rating", "appraisal", "suggestion"]),
    (C::Newsletter, &["newsletter", "subscri", "unsubscri", "mailing list", "corporate news"]),
    (C::Person, &["agent", "human", "person", "representative", "operator", "someone", "customer service", "customer support", "customer care", "assistance", "assistant", "talk to", "speak to", "speak with", "contact", "call you", "phone number", "hotline", "chat with", "get in touch", "support", "helpdesk"]),
    (C::Greeting, &["hello", "hi$", "hey", "good morning", "good evening", "bye", "goodbye", "see you", "later", "how are you", "what's up", "whats up", "nice to"]),
    (C::SmallTalk, &["joke", "weather", "temperature", "rain", "forecast", "restaurant", "movie", "song", "who made you", "who created", "who built", "your name", "are you a", "jump", "battery", "engine", "recipe", "meaning", "capital of", "president", "play", "game", "translate", "calories", "how old", "distance", "number of", "best way to"]),
    (C::Scope, &["country", "countries", "abroad", "europe", "us$", "uk$", "support", "atm", "age", "young", "old do", "kids", "child"]),
    (C::ProductTrait, &["material", "instruction", "work with", "suit", "vegan", "allerg", "ingredient", "height", "length", "capacity", "come in", "comes in", "really", "how warm", "how heavy", "how many", "rated", "machine wash", "larger", "smaller", "size", "sizes", "fit$", "fits", "waterproof", "compatible", "does it", "is it", "colour", "color", "stock", "available", "made of", "made from", "wash", "battery", "dimension", "measure", "weigh", "how big", "which one", "difference between", "specification", "warranty", "in stock", "restock", "suitable"]),
    (C::Stuck, &["stuck", "held", "no movement", "not moved", "sorting", "customs"]),
    (C::Site, &["app$", "website", "page", "site"]),
    (C::StolenPhone, &["phone was stolen", "lost my phone", "stolen phone", "phone stolen", "lost phone", "my phone"]),
    (C::Pending, &["pending", "processing", "on hold", "stuck"]),
];

/// A question about a thing itself, rather than about what is done with it.
static OF_A_THING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\b(?:does|do|is|are|can|will|would|has|have)\s+(?:the|this|these|it|they|your)\b\s*(?P<thing>\w*)|\bwhat (?:is|are|'s) (?:the )?[a-z ]{3,30} (?:of|for|on) (?:the|this|it)\b|\bwhich (?:one|size|colou?r|model)",
    )
    .expect("constant pattern; every test compiles it")
});

/// Things that such a question is not about a product of.
const NO_PRODUCTS: &[&str] = &[
    "order", "package", "parcel", "delivery", "shipment", "refund", "payment", "account", "card", "money",
    "bill",
];

/// Finds all words of all concepts at once.
struct Finder {
    automaton: AhoCorasick,
    /// Of each pattern: what it speaks of, and whether it is a whole word.
    meaning: Vec<(Concept, bool)>,
}

static FINDER: LazyLock<Finder> = LazyLock::new(|| {
    let all = WORDS.iter().flat_map(|(concept, words)| words.iter().map(|word| (*concept, *word)));
    let (mut patterns, mut meaning) = (Vec::new(), Vec::new());
    for (concept, word) in all {
        let whole = word.strip_suffix('$');
        patterns.push(whole.unwrap_or(word));
        meaning.push((concept, whole.is_some()));
    }
    let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns);
    Finder { automaton: automaton.expect("a handful of constant words"), meaning }
});

/// What a message speaks of.
pub(super) fn of(text: &str) -> Concepts {
    let text = text.to_lowercase().replace('’', "'");
    let bytes = text.as_bytes();
    let is_word = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80);
    let mut concepts = Concepts { words: length(&text), asks: text.contains('?'), ..Concepts::default() };
    for found in FINDER.automaton.find_overlapping_iter(&text) {
        let (concept, whole) = FINDER.meaning[found.pattern().as_usize()];
        let begins = found.start().checked_sub(1).is_none_or(|before| !is_word(before));
        if !begins || whole && is_word(found.end()) {
            continue;
        }
        concepts.add(concept);
        concepts.complaints += u16::from(concept == C::Complaint);
        concepts.praises += u16::from(concept == C::Praise);
    }
    let asks = |found: regex::Captures<'_>| {
        found.name("thing").is_none_or(|thing| !NO_PRODUCTS.contains(&thing.as_str()))
    };
    if OF_A_THING.captures_iter(&text).any(asks) {
        concepts.add(C::AsksOfAThing);
    }
    concepts
}

fn length(text: &str) -> u16 {
    u16::try_from(text.split_whitespace().count()).unwrap_or(u16::MAX)
}

/// A decision: where all of these, one of those and none of the others are spoken of.
struct Decision {
    all: &'static [Concept],
    any: &'static [Concept],
    none: &'static [Concept],
    /// Only of messages of at most so many words.
    most_words: u16,
    category: Category,
}

const fn when(
    all: &'static [Concept],
    any: &'static [Concept],
    none: &'static [Concept],
    category: Category,
) -> Decision {
    Decision { all, any, none, most_words: u16::MAX, category }
}

const fn short(decision: Decision, most_words: u16) -> Decision {
    Decision { most_words, ..decision }
}

use Category as K;

/// The first that fits decides.
#[rustfmt::skip]
const DECISIONS: &[Decision] = &[
    when(&[C::Newsletter], &[], &[], K::Other),
    when(&[C::Redirect], &[], &[C::DeliveryTime], K::CancelChange),
    when(&[C::CloseAccount, C::Account], &[], &[C::Order], K::Account),
    when(&[C::Complaint], &[], &[C::Refund], K::Complaint),
    when(&[C::Complaint], &[], &[C::Payment], K::Complaint),
    when(&[C::CancelFee], &[], &[], K::CancelChange),
    when(&[C::Damaged], &[C::Order, C::Arrive, C::Package], &[C::Site], K::DeliveryProblem),
    when(&[C::Damaged], &[], &[C::Site, C::Account], K::DeliveryProblem),
    when(&[C::Missing], &[C::Arrive, C::Order], &[C::Account, C::StolenPhone, C::Password, C::Payment], K::DeliveryProblem),
    when(&[C::Missing], &[], &[C::Account, C::StolenPhone, C::Password, C::Payment, C::Package], K::DeliveryProblem),
    short(when(&[C::WrongThing], &[], &[C::Account, C::Refund, C::Payment, C::Address], K::DeliveryProblem), 39),
    short(when(&[C::WrongThing], &[], &[C::Account, C::Refund, C::Payment, C::Change], K::DeliveryProblem), 39),
    when(&[], &[C::Refund, C::Return, C::Fit], &[], K::ReturnRefund),
    when(&[C::Cancel], &[C::Order, C::Fee, C::Transfer], &[], K::CancelChange),
    when(&[C::Address, C::Review], &[], &[], K::Praise),
    when(&[C::Address, C::Change], &[], &[], K::CancelChange),
    when(&[C::Address], &[], &[], K::Account),
    when(&[C::Change, C::Order], &[], &[C::Account, C::Track], K::CancelChange),
    when(&[C::DeliveryTime], &[], &[], K::OrderStatus),
    when(&[C::Track], &[C::Order, C::Package, C::Arrive], &[], K::OrderStatus),
    when(&[C::Arrive, C::When], &[], &[C::Payment], K::OrderStatus),
    when(&[C::When, C::Order], &[], &[C::Payment, C::Account, C::Declined], K::OrderStatus),
    when(&[C::Arrive, C::Package], &[], &[C::Account], K::OrderStatus),
    short(when(&[C::Review], &[], &[C::Account, C::Declined], K::Praise), 19),
    when(&[], &[C::Password, C::Identity, C::OpenAccount, C::StolenPhone], &[], K::Account),
    when(&[C::Scope], &[], &[C::Payment], K::Other),
    when(&[C::Review], &[], &[C::Payment], K::Praise),
    when(&[], &[C::Payment, C::Pending, C::Twice], &[], K::Payment),
    when(&[C::Declined, C::Transfer], &[], &[], K::Payment),
    when(&[C::Account], &[], &[C::Person], K::Account),
    short(when(&[C::AsksOfAThing], &[], &[C::SmallTalk, C::Person, C::Scope], K::ProductQuestion), 39),
    short(when(&[C::ProductTrait, C::Order], &[], &[C::SmallTalk, C::Person, C::Scope], K::ProductQuestion), 39),
    when(&[C::Praise], &[], &[], K::Praise),
    when(&[C::Account], &[], &[], K::Account),
    when(&[], &[C::Person, C::SmallTalk, C::Greeting], &[], K::Other),
    when(&[C::Cancel], &[], &[], K::CancelChange),
    when(&[], &[C::Stuck, C::Arrive, C::Track], &[], K::OrderStatus),
];

/// From so many words on, liking and displeasure in a message that asks for nobody are an opinion of what was bought.
const OPINION_WORDS: u16 = 26;

/// What is usually meant by it; nothing where it speaks of nothing that is known here.
pub(super) fn category(concepts: Concepts) -> Option<Category> {
    if concepts.may_be_an_opinion() && concepts.has(C::Praise) && !concepts.has(C::Person) {
        let displeased = concepts.complaints > concepts.praises;
        return Some(if displeased { K::Complaint } else { K::Praise });
    }
    let fits = |decision: &&Decision| {
        decision.all.iter().all(|concept| concepts.has(*concept))
            && (decision.any.is_empty() || decision.any.iter().any(|concept| concepts.has(*concept)))
            && !decision.none.iter().any(|concept| concepts.has(*concept))
            && concepts.words <= decision.most_words
    };
    DECISIONS.iter().find(fits).map(|decision| decision.category)
}
