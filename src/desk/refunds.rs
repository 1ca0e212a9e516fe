//! Money back that waits for a yes, or has one, held against what is left of its orders: by the store's record, and by
//! what was promised from here meanwhile.

use jiff::SignedDuration;

use super::api::{DeskError, Reading, Who};
use super::local::Local;
use super::{briefs, lookup};
use crate::copilot::foreign::{is_no_order, other_orders};
use crate::copilot::verify::{money_in, without_amounts};
use crate::domain::about::{order_of, orders_in};
use crate::domain::action::Write;
use crate::domain::brief::StoredSuggestion;
use crate::domain::commerce::Order;
use crate::domain::crm::Case;
use crate::domain::money::Money;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::Profile;
use crate::domain::refunds::{
    Left, MoneyBack, PayingBack, PaysBack, TooLittle, all_outstanding, beside, left,
};
use crate::phrasing::{
    Moment, beside_in_words, orders_in_words, other_currency_in_words, several_in_words, too_little_in_words,
};

/// Entries among which other promises are looked for, the newest.
const LOOKED_THROUGH: usize = 500;
/// How long what was written is expected to be paid back.
const KEPT_IN_MIND: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What speaks against money that is asked for.
pub(super) enum Objection {
    /// It is more than is left.
    TooMuch { left: Money, words: String },
    /// Nobody can tell: why.
    Unknown(String),
}

/// What speaks against the money that an entry gives back, where it gives any.
pub(super) async fn objection(
    local: &Local,
    entry: &Entry,
    stored: Option<&StoredSuggestion>,
    profile: &Profile,
) -> Result<Option<Objection>, DeskError> {
    let Some(Asked { money: asked, orders, of }) = asked(entry, stored, profile) else { return Ok(None) };
    let before = promised_before(local, entry, profile).await?;
    let moment = moment(local, profile);
    Ok(match left(&asked, &moneys(&before), &orders) {
        Left::Enough => None,
        Left::TooLittle(found) => {
            let words = in_words(&asked, &of, &found, &before, &moment);
            Some(Objection::TooMuch { left: found.left, words })
        }
        Left::OtherCurrency(theirs) => {
            Some(Objection::Unknown(other_currency_in_words(asked.amount, &of, theirs, &moment)))
        }
        Left::Unpaid => {
            Some(Objection::Unknown(format!("{of} is not told as paid, so nobody knows what can go back")))
        }
        Left::Several(id) => {
            let earlier = before.iter().find(|(other, _)| other.id == id).map(|(other, _)| other);
            Some(Objection::Unknown(several_in_words(&of, earlier)))
        }
    })
}

/// What else waits for a yes and takes from the same orders, and what all of it would leave, in words; nothing where
/// nothing does.
pub(super) async fn waits_beside(
    local: &Local,
    entry: &Entry,
    stored: Option<&StoredSuggestion>,
    profile: &Profile,
) -> Result<Option<String>, DeskError> {
    let waits = |entry: &Entry| matches!(entry.state, EntryState::AwaitingApproval { .. });
    let Some(Asked { money: asked, orders, of }) = asked(entry, stored, profile).filter(|_| waits(entry))
    else {
        return Ok(None);
    };
    let waiting = asked_of(local, profile, |other| other.id != entry.id && waits(other)).await?;
    let before = promised_before(local, entry, profile).await?;
    let Some(found) = beside(&asked, &moneys(&waiting), &moneys(&before), &orders) else { return Ok(None) };
    let of_entry = |id| waiting.iter().map(|(entry, _)| entry).find(|entry| entry.id == id);
    let others = found.others.iter().filter_map(|(id, open)| Some((of_entry(*id)?, *open)));
    let others: Vec<_> = others.collect();
    Ok(Some(beside_in_words(&others, &of, found.left, &moment(local, profile))))
}

/// Money back of a customer's that was asked for or promised from here and that the store does not show yet.
pub(super) async fn paying_back(local: &Local, profile: &Profile) -> Result<Vec<PayingBack>, DeskError> {
    let since = local.parts.clock.now() - KEPT_IN_MIND;
    let stands = |entry: &Entry| match entry.state {
        EntryState::Done { at, .. } => at > since,
        _ => !entry.state.came_to_nothing(),
    };
    let asked = asked_of(local, profile, stands).await?;
    let promised = moneys(&asked);
    let outstanding = all_outstanding(&promised, &profile.orders).into_iter();
    Ok(outstanding
        .filter_map(|(one, open)| {
            let entry = asked.iter().map(|(entry, _)| entry).find(|entry| entry.id == one.entry)?;
            let waits_for = match (&entry.write, &entry.state) {
                (Write::Reply(_) | Write::Note(_), _) if was_paid_before(one, profile) => return None,
                (Write::Reply(_), _) => PaysBack::Answer,
                (Write::Note(_), _) => PaysBack::Note,
                (_, EntryState::AwaitingApproval { .. }) => PaysBack::Yes,
                (_, EntryState::Parked { .. }) => PaysBack::Person,
                (_, EntryState::Done { .. }) if shows(profile, one) => PaysBack::Payment,
                (_, EntryState::Done { .. }) => PaysBack::Unknown,
                _ => PaysBack::Writing,
            };
            let (orders, amount) = (one.orders.clone(), Some(open).filter(|_| !one.is_one_of_several));
            Some(PayingBack { entry: entry.id, orders, amount, waits_for })
        })
        .collect())
}

/// Whether the orders that money is for had as much back in one amount, whenever: what tells of it may tell of that.
fn was_paid_before(one: &MoneyBack, profile: &Profile) -> bool {
    let mut refunds = meant(one, profile).flat_map(|order| &order.refunds);
    refunds.any(|refund| refund.amount == one.amount)
}

/// Whether the stores would show that money has gone back: they were heard, and count it in its currency.
fn shows(profile: &Profile, one: &MoneyBack) -> bool {
    let is_heard = match one.orders.is_empty() {
        true => profile.are_stores_heard(),
        false => meant(one, profile).all(|order| profile.is_heard(&order.source)),
    };
    let mut orders = meant(one, profile).peekable();
    let is_counted_so =
        orders.peek().is_none() || orders.any(|order| order.total.currency == one.amount.currency);
    is_heard && is_counted_so
}

/// The orders that money may be out of.
fn meant<'a, 'b>(one: &'b MoneyBack, profile: &'a Profile) -> impl Iterator<Item = &'a Order> + use<'a, 'b> {
    let is_meant = move |order: &&Order| match one.orders.is_empty() {
        true => order.counts(),
        false => one.orders.contains(&order.evidence),
    };
    profile.orders.iter().filter(is_meant)
}

/// The money that an entry gives back, and the orders that it is for.
struct Asked<'a> {
    money: MoneyBack,
    orders: Vec<&'a Order>,
    /// The orders, in words.
    of: String,
}

/// Nothing where it gives none, or nobody knows of which orders.
fn asked<'a>(entry: &Entry, stored: Option<&StoredSuggestion>, profile: &'a Profile) -> Option<Asked<'a>> {
    let money = money_back(entry, stored?, profile)?;
    let is_of_others = !orders_of_others(entry, stored, profile).is_empty();
    if money.orders.is_empty() && (is_of_others || !profile.are_stores_heard()) {
        return None;
    }
    let orders: Vec<&Order> = meant(&money, profile).collect();
    let of = orders_in_words(if money.orders.is_empty() { &[] } else { &orders });
    Some(Asked { money, orders, of })
}

fn moneys(promised: &[(Entry, MoneyBack)]) -> Vec<MoneyBack> {
    promised.iter().map(|(_, money)| money.clone()).collect()
}

fn moment(local: &Local, profile: &Profile) -> Moment {
    let locale = local.parts.me.locale.clone();
    Moment { now: local.parts.clock.now(), zone: briefs::zone(profile), locale, exact: false }
}

fn in_words(
    asked: &MoneyBack,
    of: &str,
    found: &TooLittle,
    before: &[(Entry, MoneyBack)],
    moment: &Moment,
) -> String {
    let entry = |id| before.iter().map(|(entry, _)| entry).find(|entry| entry.id == id);
    let promised = found.promised.iter();
    let promised: Vec<_> = promised.filter_map(|(id, open)| Some((entry(*id)?, *open))).collect();
    too_little_in_words(asked.amount, of, found, &promised, moment)
}

/// What is left, where a yes goes through all the same: nothing where there is enough, or nobody can tell.
pub(super) async fn over(local: &Local, entry: &Entry) -> Result<Option<Money>, DeskError> {
    Ok(match read(local, entry, Reading::Cached).await? {
        Some(Objection::TooMuch { left, .. }) => Some(left),
        _ => None,
    })
}

/// Why what somebody has said yes to is not written after all: less is left by now than when they did.
pub(super) async fn no_longer(local: &Local, entry: &Entry) -> Option<String> {
    // What cannot be read says nothing new.
    match read(local, entry, Reading::Fresh).await.ok()?? {
        Objection::TooMuch { left, .. }
            if entry.approved_over.is_some_and(|known| left.amount >= known.amount) =>
        {
            None
        }
        Objection::TooMuch { words, .. } => Some(words),
        Objection::Unknown(_) => None,
    }
}

async fn read(local: &Local, entry: &Entry, reading: Reading) -> Result<Option<Objection>, DeskError> {
    let Some(suggestion) = entry.suggestion_id else { return Ok(None) };
    let Some(stored) = local.parts.repository.suggestion(suggestion).await? else { return Ok(None) };
    if stored.suggestion.offer.is_none() {
        return Ok(None);
    }
    let Ok(profile) = lookup::whole(local, &Who::Customer(entry.customer_id), reading).await else {
        return Ok(None);
    };
    objection(local, entry, Some(&stored), &profile).await
}

/// What is written for the customer, or about to be, and was decided before; an entry that still waits comes after all.
async fn promised_before(
    local: &Local,
    entry: &Entry,
    profile: &Profile,
) -> Result<Vec<(Entry, MoneyBack)>, DeskError> {
    let waits = |entry: &Entry| matches!(entry.state, EntryState::AwaitingApproval { .. });
    let came_before =
        |other: &Entry| waits(entry) || (other.decided_at(), other.id) < (entry.decided_at(), entry.id);
    let stands = |other: &Entry| !waits(other) && !other.state.came_to_nothing() && came_before(other);
    asked_of(local, profile, |other| other.id != entry.id && stands(other)).await
}

/// What gives money back to a customer, of those that `counts` lets through and nothing took back.
async fn asked_of(
    local: &Local,
    profile: &Profile,
    counts: impl Fn(&Entry) -> bool,
) -> Result<Vec<(Entry, MoneyBack)>, DeskError> {
    let repository = &local.parts.repository;
    let mut entries = repository.entries(LOOKED_THROUGH).await?;
    let unfinished = repository.unfinished_entries().await?;
    let older = unfinished.into_iter().filter(|one| entries.iter().all(|known| known.id != one.id));
    let older: Vec<Entry> = older.collect();
    entries.extend(older);
    let was = repository.dossier(profile.customer.id).await?.map(|kept| kept.was).unwrap_or_default();
    let is_meant = |other: &&Entry| {
        let is_theirs = other.customer_id == profile.customer.id || was.contains(&other.customer_id);
        is_theirs && counts(other)
    };
    let mut promised = Vec::new();
    for other in entries.iter().filter(is_meant) {
        if entries.iter().any(|one| one.compensates(other)) {
            continue;
        }
        let Some(suggestion) = other.suggestion_id.filter(|_| other.write.words().is_some()) else {
            continue;
        };
        let stored = repository.suggestion(suggestion).await?;
        if let Some(money) = stored.and_then(|stored| money_back(other, &stored, profile)) {
            promised.push((other.clone(), money));
        }
    }
    Ok(promised)
}

/// The money that an entry gives back, and of which orders.
fn money_back(entry: &Entry, stored: &StoredSuggestion, profile: &Profile) -> Option<MoneyBack> {
    let offer = stored.suggestion.offer.as_ref()?;
    let words = format!("{}\n{}", entry.title, entry.write.words()?);
    let usual = profile.totals.average_order_value;
    let named = money_in(&words, usual.map(|usual| usual.currency));
    // A gift card or store credit takes nothing from an order, nor does something off the price, or goods that come back.
    let is_money_alone = offer.percent.is_none() && offer.outside.is_none() && !named.is_to_spend;
    let amount = named.back.first().copied().or(offer.amount.filter(|_| is_money_alone))?;
    Some(MoneyBack {
        entry: entry.id,
        group: entry.group,
        asked_at: entry.accepted_at,
        amount,
        is_one_of_several: named.back.len() > 1,
        orders: orders_of(profile, &entry.write, stored, &words)
            .iter()
            .map(|one| one.evidence.clone())
            .collect(),
        tells: matches!(entry.write, Write::Reply(_) | Write::Note(_)),
    })
}

/// All the money of the orders that the words of a draft are about, as far as the store has not paid it back; of one that is
/// paid back whole what it was. Nothing where nobody knows which those are, or of orders in several currencies.
pub(super) fn all_of_orders(stored: &StoredSuggestion, words: &str, profile: &Profile) -> Option<Money> {
    let orders = orders_of(profile, &stored.write, stored, words);
    let kept = |order: &Order| if order.net.amount.is_zero() { order.total } else { order.net };
    let kept: Vec<Money> = orders.into_iter().map(kept).collect();
    let (first, more) = kept.split_first()?;
    more.iter().try_fold(*first, |sum, one| sum.checked_add(*one).ok())
}

/// What there is to say of orders that words name which give something, and that are somebody else's.
pub(super) fn orders_of_others(
    entry: &Entry,
    stored: Option<&StoredSuggestion>,
    profile: &Profile,
) -> Vec<String> {
    let gives = stored.is_some_and(|stored| stored.suggestion.offer.is_some());
    let words = entry.write.words().filter(|_| gives);
    let words = words.map(|words| format!("{}\n{words}", entry.title)).unwrap_or_default();
    other_orders(&words, profile, case_of(&entry.write, profile)).into_iter().map(is_no_order).collect()
}

fn case_of<'a>(write: &Write, profile: &'a Profile) -> Option<&'a Case> {
    let record = write.case()?;
    profile.cases.iter().find(|case| case.id == record.id)
}

/// The orders that words are about: none where they name somebody else's, those that they name, else the one that they rest on or that their case says it is
/// about, else the only one.
fn orders_of<'a>(
    profile: &'a Profile,
    write: &Write,
    stored: &StoredSuggestion,
    words: &str,
) -> Vec<&'a Order> {
    let case = case_of(write, profile);
    if !other_orders(words, profile, case).is_empty() {
        return Vec::new();
    }
    let named: Vec<&Order> = orders_in(profile, &without_amounts(words)).collect();
    if !named.is_empty() {
        return named;
    }
    let cited = stored.suggestion.evidence.iter().filter_map(|id| profile.order(id)).collect::<Vec<_>>();
    if let [one] = cited.as_slice() {
        return vec![one];
    }
    if let Some((order, found)) = case.and_then(|case| order_of(profile, case))
        && found.is_said()
    {
        return vec![order];
    }
    let real: Vec<&Order> = profile.orders.iter().filter(|order| !order.test).collect();
    if real.len() == 1 { real } else { Vec::new() }
}
