//! What rules and candidates look at: a profile read once, in the terms that a rep thinks in.

use crate::copilot::facts::{Claim, Facts, SlotValue, Trouble, days_between, is_unkept, parcel_of};
use crate::copilot::tone;
use crate::domain::about::order_of;
use crate::domain::agenda::Way;
use crate::domain::casework::CaseStage;
use crate::domain::commerce::{Cart, Order, OrderStatus};
use crate::domain::crm::{Activity, ActivityKind, Case, Deal, DealOutcome, MessageFrom};
use crate::domain::customer::ConsentState;
use crate::domain::instructing::instructs_machine;
use crate::domain::returns::Exception;
use crate::domain::score::Tier;
use crate::domain::{EvidenceId, Profile, Purpose};

use super::proposal::Due;

/// Something that a rule says, before it is checked; slots and all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// With slots.
    pub text: String,
    /// What it rests on.
    pub evidence: Vec<EvidenceId>,
}

/// What colleagues write of an order that is to stay here.
const HELD_BACK: &[&str] = &[
    "do not ship",
    "don't ship",
    "do not send",
    "don't send",
    "not to be shipped",
    "hold the order",
    "hold shipment",
    "declined",
    "nicht versenden",
    "nicht verschicken",
    "abgelehnt",
    "ne pas expédier",
    "no enviar",
];

/// Days since the last order after which nobody speaks of a fresh one.
const FRESH_ORDER_DAYS: i64 = 3;
/// A cart older than this is history.
const LIVE_CART_DAYS: i64 = 30;
/// Quiet: this part of the average gap without an order, in percent; and so many days at least.
const QUIET_GAP_PERCENT: i64 = 150;
const QUIET_AT_LEAST_DAYS: i64 = 60;

/// The situation of one customer.
pub struct Situation<'a> {
    /// Everything known.
    pub profile: &'a Profile,
    /// The same as facts.
    pub facts: &'a Facts,
    /// What for.
    pub purpose: Purpose,
    /// The open case that comes first.
    pub case: Option<&'a Case>,
    /// The order that this case is about.
    pub about: Option<&'a Order>,
    /// An order whose parcel is in trouble, the newest.
    pub stuck: Option<(&'a Order, Trouble)>,
    /// Somebody is angry in an open case.
    pub angry: bool,
    /// The exceptions from the rule for what comes back that were asked for in the main case, one of each order.
    pub exceptions: Vec<Exception>,
}

impl<'a> Situation<'a> {
    /// Reads a profile.
    pub fn of(profile: &'a Profile, facts: &'a Facts, purpose: Purpose) -> Self {
        Self::about(profile, facts, purpose, None)
    }

    /// The same about one of the open cases; where it is none, about that which comes first.
    pub fn about(
        profile: &'a Profile,
        facts: &'a Facts,
        purpose: Purpose,
        case: Option<&EvidenceId>,
    ) -> Self {
        let now = facts.now;
        let sounds_angry = |case: &Case| customer_texts(case).any(tone::is_angry);
        let rank = |case: &&Case| {
            let waits = case.messages.last().is_none_or(|message| message.from != MessageFrom::Staff);
            (case.priority, waits, case.updated_at)
        };
        let wanted = case.and_then(|id| profile.open_cases().find(|case| case.evidence == *id));
        let case = wanted.or_else(|| profile.open_cases().max_by_key(rank));
        let about = case.and_then(|case| order_of(profile, case)).map(|(order, _)| order);
        let stuck = profile
            .orders
            .iter()
            .find_map(|order| Some((order, parcel_of(order, now, &facts.zone).trouble?)));
        let angry = profile.open_cases().any(sounds_angry);
        Self { profile, facts, purpose, case, about, stuck, angry, exceptions: Vec::new() }
    }

    /// The same where exceptions were asked for.
    #[must_use]
    pub fn with_exceptions(self, asked: &[Exception]) -> Self {
        let of_case = |one: &&Exception| self.case.is_some_and(|case| case.evidence == one.case);
        let mut exceptions: Vec<Exception> = Vec::new();
        for one in asked.iter().filter(of_case) {
            match exceptions.iter_mut().find(|known| known.order == one.order) {
                Some(known) if one.granted && !known.granted => known.clone_from(one),
                Some(_) => {}
                None => exceptions.push(one.clone()),
            }
        }
        Self { exceptions, ..self }
    }

    /// Whether what its case wants is granted though the rule does not allow it.
    pub fn is_granted(&self) -> bool {
        self.exceptions.iter().any(|exception| exception.granted)
    }

    /// Marketing may be sent: consent is given, and nobody waits angrily for help.
    pub fn may_advertise(&self) -> bool {
        let consent = &self.profile.customer.consent;
        let agreed =
            consent.email == Some(ConsentState::Subscribed) || consent.sms == Some(ConsentState::Subscribed);
        // Where the CRM was not read, somebody angry may be waiting in a case.
        agreed
            && !self.angry
            && !self.profile.crm_is_unread()
            && self.erasure().is_none()
            && self.wants_no_contact().is_none()
            && self.stuck.is_none()
    }

    /// What a colleague wrote of it that the customer does not want to be contacted, unless they have written since.
    pub fn wants_no_contact(&self) -> Option<&'a Activity> {
        const WORDS: &[&str] = &[
            "not to be contacted",
            "does not want to be contacted",
            "doesn't want to be contacted",
            "do not contact",
            "don't contact",
            "no further contact",
        ];
        let told = |one: &&Activity| {
            matches!(one.kind, ActivityKind::Note | ActivityKind::Call)
                && tone::contains_any(&one.text, WORDS)
        };
        let said = self.profile.activities.iter().filter(told).max_by_key(|one| one.at)?;
        let messages = self.profile.cases.iter().flat_map(|case| &case.messages);
        let theirs = messages.filter(|message| message.from == MessageFrom::Customer);
        let wrote = theirs.filter_map(|message| message.at).max();
        (wrote.is_none() || wrote <= said.at).then_some(said)
    }

    /// What is wrong with the parcel of the order that the case is about.
    pub fn trouble_of_case(&self) -> Option<(&'a Order, Trouble)> {
        let order = self.about?;
        Some((order, parcel_of(order, self.facts.now, &self.facts.zone).trouble?))
    }

    /// Days from a time until now, in the store's zone.
    pub fn days_since(&self, at: jiff::Timestamp) -> i64 {
        days_between(at, self.facts.now, &self.facts.zone)
    }

    /// The same in words, which agree with the day that it is due on.
    pub fn timing(&self, due: Due) -> String {
        due.in_words(self.facts.now, &self.facts.office, &self.facts.zone)
    }

    /// When something is due in so many business days.
    pub fn due(&self, due: Due) -> jiff::Timestamp {
        due.at(self.facts.now, &self.facts.office, &self.facts.zone)
    }

    /// Whether something can still be done today: no draft says that it is, where its task would be due another day.
    pub fn is_still_today(&self) -> bool {
        self.timing(Due(0)) == "today"
    }

    /// The open case in which somebody tries to instruct the assistant.
    pub fn hostile(&self) -> Option<&'a Case> {
        self.profile.open_cases().find(|case| customer_texts(case).any(instructs_machine))
    }

    /// The open case that asks to be forgotten.
    pub fn erasure(&self) -> Option<&'a Case> {
        const WORDS: &[&str] = &[
            "gdpr",
            "erase",
            "delete my data",
            "right to be forgotten",
            "article 17",
            "löschen sie meine daten",
        ];
        self.profile
            .open_cases()
            .find(|case| customer_texts(case).any(|text| tone::contains_any(text, WORDS)))
    }

    /// The open case with addresses that are not the customer's.
    pub fn others_data(&self) -> Option<&'a Case> {
        let own = |text: &str| {
            self.profile.customer.emails.iter().any(|email| email.as_str() == text.to_lowercase())
        };
        let holds = |text: &str| {
            text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'))
                .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
                .any(|word| word.contains('@') && crate::domain::Email::parse(word).is_some() && !own(word))
        };
        self.profile.open_cases().find(|case| customer_texts(case).any(holds))
    }

    /// Whether the customer had the last word in the main case.
    pub fn waits_for_answer(&self) -> bool {
        self.case.is_some_and(|case| case.messages.last().is_some_and(|m| m.from != MessageFrom::Staff))
    }

    /// Whether a case is up to its customer: we wrote last, nothing that we promised is due, and its stage says that it waits
    /// for them.
    pub fn is_up_to_customer(&self, case: &Case) -> bool {
        case.messages.last().is_some_and(|last| last.from == MessageFrom::Staff)
            && !is_unkept(case, self.facts.now, &self.facts.zone)
            && CaseStage::is_of_waiting(&case.status)
    }

    /// Whether the customer of the main case has had enough.
    pub fn is_angry_case(&self) -> bool {
        self.case.is_some_and(|case| customer_texts(case).any(tone::is_angry))
    }

    /// An open case that waits for us, the main one before others.
    pub fn waiting_case(&self) -> Option<&'a Case> {
        let waits = |case: &&Case| case.messages.last().is_none_or(|last| last.from != MessageFrom::Staff);
        self.case.filter(waits).or_else(|| self.profile.open_cases().find(waits))
    }

    /// The open case whose customer was promised something that nobody has come back to, the main one before others.
    pub fn promised(&self) -> Option<&'a Case> {
        let is_left = |case: &&Case| self.facts.slot(&case.evidence, "unkept").is_some();
        self.case.filter(is_left).or_else(|| self.profile.open_cases().find(is_left))
    }

    fn open_tasks(&self) -> impl Iterator<Item = &'a Activity> {
        let tasks = self.profile.activities.iter();
        tasks.filter(|one| one.kind == ActivityKind::Task && one.done == Some(false))
    }

    /// When the customer is called next, as it was agreed; nothing where no call is to come.
    pub fn agreed_call(&self) -> Option<jiff::Timestamp> {
        let is_call = |task: &&Activity| {
            let by_title = || task.title.as_deref().is_some_and(|title| Way::titled(title) == Way::Call);
            task.way == Some(Way::Call) || by_title()
        };
        let to_come = self.open_tasks().filter(is_call).filter_map(|task| task.at);
        to_come.filter(|at| self.days_since(*at) <= 0).min()
    }

    /// Tasks that are not done, what is due next first, what has no day last.
    pub fn to_do(&self) -> Vec<&'a Activity> {
        let mut known: Vec<_> = self.open_tasks().filter(|task| self.knows(&task.evidence)).collect();
        known.sort_by_key(|task| task.at.unwrap_or(jiff::Timestamp::MAX));
        known
    }

    /// Those of them that were due before today.
    pub fn overdue(&self) -> impl Iterator<Item = &'a Activity> {
        self.to_do().into_iter().filter(|task| task.at.is_some_and(|at| self.days_since(at) > 0))
    }

    /// What a colleague has put down last of such a kind, in their own words.
    pub fn last_put_down(&self, kind: ActivityKind) -> Option<&'a Activity> {
        let told = self.profile.activities.iter().filter(|one| one.kind == kind && !one.machine_written);
        told.filter(|one| self.facts.slot(&one.evidence, "text").is_some()).max_by_key(|one| one.at)
    }

    /// The writing of the main case, where it is not Latin.
    pub fn foreign_writing(&self) -> Option<&'static str> {
        self.case.and_then(|case| customer_texts(case).find_map(tone::foreign_writing))
    }

    /// Words of the main case, the customer's own.
    pub fn case_says(&self, words: &[&str]) -> bool {
        self.case.is_some_and(|case| {
            customer_texts(case).any(|text| {
                let lower = text.to_lowercase();
                words.iter().any(|word| {
                    if word.is_ascii() { tone::contains_phrase(&lower, word) } else { lower.contains(word) }
                })
            })
        })
    }

    /// The newest order that counts.
    pub fn last_order(&self) -> Option<&'a Order> {
        self.profile.orders.iter().filter(|order| order.counts()).max_by_key(|order| order.placed_at)
    }

    /// Whether all of an order has reached the customer and stayed there.
    pub fn has_arrived(&self, order: &Order) -> bool {
        self.holds(&order.evidence, Claim::Delivered) && !self.holds(&order.evidence, Claim::FullyRefunded)
    }

    /// Whether nothing of a paid order has left.
    pub fn has_not_left(&self, order: &Order) -> bool {
        let is_shipped = self.facts.get(&order.evidence).and_then(|fact| fact.claims.get(&Claim::Shipped));
        order.status == OrderStatus::Paid && is_shipped == Some(&false)
    }

    /// Whether an open case is about an order.
    pub fn is_spoken_of(&self, order: &Order) -> bool {
        let mut about = self.profile.open_cases().filter_map(|case| order_of(self.profile, case));
        about.any(|(one, _)| one.evidence == order.evidence)
    }

    /// The first order ever, placed within the last days.
    pub fn first_order(&self) -> Option<&'a Order> {
        let only = self.profile.totals.orders == 1 && !self.profile.totals.partial;
        self.last_order().filter(|order| only && self.days_since(order.placed_at) <= FRESH_ORDER_DAYS)
    }

    /// An order that nobody has paid yet.
    pub fn unpaid(&self) -> Option<&'a Order> {
        self.profile.unpaid()
    }

    /// A colleague's word that an order which nobody has paid is to stay here.
    pub fn held_back(&self) -> Option<&'a Activity> {
        self.unpaid()?;
        self.profile.activities.iter().find(|activity| {
            let is_told = !activity.machine_written && self.facts.slot(&activity.evidence, "text").is_some();
            is_told && tone::contains_any(&activity.text, HELD_BACK)
        })
    }

    /// A cart left lately that no later order settled.
    pub fn cart(&self) -> Option<&'a Cart> {
        let cart = self.profile.carts.iter().max_by_key(|cart| cart.updated_at)?;
        let settled = self.last_order().is_some_and(|order| order.placed_at > cart.updated_at);
        (!settled && self.days_since(cart.updated_at) <= LIVE_CART_DAYS).then_some(cart)
    }

    /// The open deal that closes first.
    pub fn deal(&self) -> Option<&'a Deal> {
        let open = self.profile.deals.iter().filter(|deal| deal.outcome == DealOutcome::Open);
        open.min_by_key(|deal| deal.close_at.unwrap_or(jiff::Timestamp::MAX))
    }

    /// Whether it is a customer worth a personal word: by score, by tag, or by many orders.
    pub fn is_valuable(&self) -> bool {
        let by_score = self.profile.scores.clv.as_ref().is_some_and(|clv| clv.tier >= Tier::Gold);
        let by_tag =
            self.profile.customer.tags.iter().any(|tag| matches!(&*tag.to_lowercase(), "vip" | "wholesale"));
        by_score || by_tag || self.profile.totals.orders >= 8
    }

    /// Whether orders stay away longer than usual.
    pub fn is_quiet(&self) -> bool {
        let totals = totals_id();
        let days = |field: &str| match self.facts.get(&totals).and_then(|fact| fact.fields.get(field)) {
            Some(SlotValue::Days(days)) => Some(*days),
            _ => None,
        };
        let since = days("days_since_last_order");
        let by_gap = since.zip(days("usual_gap")).is_some_and(|(since, gap)| {
            since >= QUIET_AT_LEAST_DAYS && since * 100 >= gap * QUIET_GAP_PERCENT
        });
        let by_score = self.profile.scores.churn.as_ref().is_some_and(|churn| churn.risk >= 0.66);
        by_gap || (by_score && since.is_some_and(|since| since >= QUIET_AT_LEAST_DAYS))
    }

    /// Whether the store's model tells that they are of high value and going quiet, before a rule of thumb would.
    pub fn goes_quiet(&self) -> bool {
        self.profile.scores.quiet.is_some()
    }

    /// Whether nothing is done to win them back, so that it can be told what that brings.
    pub fn is_held_out(&self) -> bool {
        self.profile.scores.held_out
    }

    /// Whether they are to be won back: they stay away, and it is not tried out what becomes of them without that.
    pub fn stays_away(&self) -> bool {
        (self.is_quiet() || self.goes_quiet()) && !self.is_held_out()
    }

    /// Sends back a good part of what they buy.
    pub fn is_returner(&self) -> bool {
        let refunded =
            self.profile.orders.iter().filter(|o| o.counts() && !o.refunded.amount.is_zero()).count();
        refunded >= 2 && self.profile.totals.return_rate.is_some_and(|rate| rate >= 0.4)
    }

    /// Buys with codes more often than not.
    pub fn is_bargain_hunter(&self) -> bool {
        let with_code =
            self.profile.orders.iter().filter(|o| o.counts() && !o.discount_codes.is_empty()).count();
        with_code >= 2 && with_code * 2 >= self.profile.orders.iter().filter(|o| o.counts()).count()
    }

    /// Looks around a lot and has bought nothing.
    pub fn is_hot_lead(&self) -> bool {
        let by_score = self.profile.scores.lead.as_ref().is_some_and(|lead| lead.points >= 60);
        let by_pages = self.profile.customer.web.page_views.is_some_and(|views| views >= 20);
        self.has_no_orders() && (by_score || by_pages)
    }

    /// Whether a record is known that may be theirs as well and is not counted among theirs.
    pub fn looks_like_another(&self) -> bool {
        !self.profile.possible_matches.is_empty()
    }

    /// Whether it is known that there are none.
    pub fn has_no_orders(&self) -> bool {
        self.profile.totals.orders == 0 && self.unpaid().is_none() && !self.profile.store_is_unread()
    }

    /// The newest order of which a part has left and the rest has not.
    pub fn partly_shipped(&self) -> Option<&'a Order> {
        let orders = self.profile.orders.iter();
        let part = orders.filter(|o| o.status == OrderStatus::PartiallyFulfilled && !o.test);
        part.filter(|order| self.knows(&order.evidence)).max_by_key(|order| order.placed_at)
    }

    /// Whether an open task on the record is about the same: their titles share a word that tells something.
    pub fn has_task_like(&self, title: &str) -> bool {
        self.open_tasks().filter_map(|task| task.title.as_deref()).any(|open| shares_word(open, title))
    }

    /// Most of what is bought was bought without an account.
    pub fn is_guest(&self) -> bool {
        let has_account = self.profile.identities.iter().any(|identity| identity.kind == "customer");
        !has_account && self.profile.orders.iter().any(|order| order.guest)
    }

    /// How to reach them for service: the case's way, else e-mail, else phone.
    pub fn service_channel(&self) -> Option<String> {
        let customer = &self.profile.customer;
        let is_open = |channel: &&str| customer.ruled_out(channel).is_none();
        let of_case = self
            .case
            .and_then(|case| case.channel.as_deref())
            .filter(|c| matches!(*c, "email" | "phone" | "chat"))
            .filter(is_open);
        let by_email = (!customer.emails.is_empty()).then_some("email").filter(is_open);
        let by_phone = (!customer.phones.is_empty()).then_some("phone").filter(is_open);
        let own = by_email.or(by_phone);
        let channel = if self.case.is_some() { of_case.or(Some("case")) } else { own };
        channel.map(str::to_owned)
    }

    /// How advertising may reach them.
    pub fn marketing_channel(&self) -> Option<String> {
        let customer = &self.profile.customer;
        let may = |channel: &str, consent: Option<ConsentState>| {
            consent == Some(ConsentState::Subscribed) && customer.ruled_out(channel).is_none()
        };
        if may("email", customer.consent.email) {
            Some("email".to_owned())
        } else if may("sms", customer.consent.sms) {
            Some("sms".to_owned())
        } else {
            None
        }
    }

    /// `Hello Maren,` or `Hello,`: by slot, so that a name is never mistyped.
    pub fn greeting(&self) -> &'static str {
        let name = self.profile.customer.name.as_deref().unwrap_or_default();
        // Where the family's name comes first, the first word alone is no way to greet.
        if name.is_empty() || tone::foreign_writing(name).is_some() {
            "Hello,"
        } else {
            "Hello {customer:name.first_name},"
        }
    }

    /// The first template whose slots all have values, with its short names spelled out: `{o.total}` with
    /// `("o", order:1001)` is `{order:1001.total}`.
    pub fn fill(&self, names: &[(&str, &EvidenceId)], templates: &[&str]) -> Option<String> {
        let spelled = templates.iter().map(|template| {
            names.iter().fold((*template).to_owned(), |text, (short, id)| {
                text.replace(&format!("{{{short}."), &format!("{{{id}."))
            })
        });
        spelled.into_iter().find(|text| self.has_all_slots(text))
    }

    /// The same as a sentence that rests on all the named facts, and before them on what it quotes from elsewhere.
    pub fn say(&self, names: &[(&str, &EvidenceId)], templates: &[&str]) -> Option<Said> {
        let text = self.fill(names, templates)?;
        let named: Vec<EvidenceId> = names.iter().map(|(_, id)| (*id).clone()).collect();
        let evidence = [self.facts.quoted_from(&[&text], &named), named].concat();
        Some(Said { text, evidence })
    }

    fn has_all_slots(&self, text: &str) -> bool {
        text.split('{').skip(1).all(|rest| {
            let Some((inner, _)) = rest.split_once('}') else { return false };
            let Some((id, field)) = inner.rsplit_once('.') else { return false };
            id.parse().is_ok_and(|id: EvidenceId| {
                self.facts.slot(&id, field).is_some_and(|value| !value.is_empty())
            })
        })
    }

    /// Whether a fact is known to bear a claim out.
    pub fn holds(&self, id: &EvidenceId, claim: Claim) -> bool {
        self.facts.get(id).is_some_and(|fact| fact.claims.get(&claim) == Some(&true))
    }

    /// Whether there is such a fact.
    pub fn knows(&self, id: &EvidenceId) -> bool {
        self.facts.get(id).is_some()
    }
}

/// Whether two titles share a word that tells something.
pub fn shares_word(one: &str, other: &str) -> bool {
    let asked = telling_words(other);
    telling_words(one).iter().any(|word| asked.contains(word))
}

/// Whether two titles say the same in other words: most of what tells something in the shorter stands in the other.
pub fn is_like(one: &str, other: &str) -> bool {
    if !all_words(one).is_empty() && all_words(one) == all_words(other) {
        return true;
    }
    let (mut short, mut long) = (telling_words(one), telling_words(other));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    let shared = short.iter().filter(|word| long.contains(word)).count();
    !short.is_empty() && shared * 2 >= short.len()
}

/// Words of a title that say what it is about.
fn telling_words(title: &str) -> Vec<String> {
    const USUAL: &[&str] = &[
        "about", "again", "answer", "back", "before", "call", "case", "check", "customer", "find", "have",
        "into", "look", "order", "send", "that", "their", "this", "what", "whether", "which", "with",
        "write", "they", "from", "today",
    ];
    let words = all_words(title).into_iter();
    words.filter(|word| word.chars().count() > 3 && !USUAL.contains(&word.as_str())).collect()
}

/// Words of a title in lower case; names of slots and numbers are none.
fn all_words(title: &str) -> Vec<String> {
    let pieces = title.split('{').enumerate().map(|(at, piece)| match piece.split_once('}') {
        Some((_, rest)) if at > 0 => rest,
        _ => piece,
    });
    let words = pieces.flat_map(|piece| piece.split(|c: char| !c.is_alphabetic()));
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

/// The sums over all orders.
pub fn totals_id() -> EvidenceId {
    EvidenceId::new("totals", "all")
}

/// A fact of the customer: `customer:consent`.
pub fn customer_id(key: &str) -> EvidenceId {
    EvidenceId::new("customer", key)
}

/// A score: `score:churn`.
pub fn score_id(key: &str) -> EvidenceId {
    EvidenceId::new("score", key)
}

/// Subject and messages that are not the staff's.
fn customer_texts(case: &Case) -> impl Iterator<Item = &str> {
    let messages = case.messages.iter().filter(|m| m.from != MessageFrom::Staff).map(|m| m.text.as_str());
    std::iter::once(case.subject.as_str()).chain(messages)
}
