//! Money that goes back to a customer: what of their orders is left for it, by the store's record and by what was promised
//! from here and is not in that record yet.

use jiff::Timestamp;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commerce::{Order, OrderStatus};
use super::evidence::EvidenceId;
use super::ids::EntryId;
use super::money::Money;

/// Money back that an entry promises or has somebody pay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyBack {
    /// Which entry.
    pub entry: EntryId,
    /// The first of those that were accepted with it, and speak of the same money.
    pub group: Option<EntryId>,
    /// When it was asked for: what the store has paid back since may be this.
    pub asked_at: Timestamp,
    /// How much; of several amounts the least, which goes back whatever the others are.
    pub amount: Money,
    /// Its words name several amounts: nobody can tell whether one is a part of the other or comes on top.
    pub is_one_of_several: bool,
    /// For which orders; none where that is not said.
    pub orders: Vec<EvidenceId>,
    /// It is an answer or a note, which only tell of what something else gives back.
    pub tells: bool,
}

/// Money back that was asked for or promised from here and that the store does not show yet, as whoever writes a brief knows
/// it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PayingBack {
    /// By which entry.
    pub entry: EntryId,
    /// For which orders; none where that is not said.
    pub orders: Vec<EvidenceId>,
    /// How much of it the store has not paid back; nothing where several amounts are named.
    pub amount: Option<Money>,
    /// What it waits for.
    pub waits_for: PaysBack,
}

impl PayingBack {
    /// Whether it is for an order, or may be.
    pub fn is_for(&self, order: &EvidenceId) -> bool {
        self.orders.is_empty() || self.orders.contains(order)
    }

    /// Whether somebody is to pay it: what is only told of, nobody is.
    pub fn is_asked_for(&self) -> bool {
        !matches!(self.waits_for, PaysBack::Answer | PaysBack::Note)
    }
}

/// What money back waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaysBack {
    /// Somebody's yes.
    Yes,
    /// Somebody who sees to what keeps it.
    Person,
    /// To be written.
    Writing,
    /// To be paid back, by whoever reads what was written.
    Payment,
    /// Nobody can tell: it is written, and what the store has paid back is not known, or is counted in another currency.
    Unknown,
    /// To be asked for: an answer tells of it.
    Answer,
    /// To be asked for: a note tells of it.
    Note,
}

/// How money that is asked for stands towards what is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// There is as much.
    Enough,
    /// There is less.
    TooLittle(TooLittle),
    /// Nobody can tell: what the orders are counted in is another currency.
    OtherCurrency(Money),
    /// Nobody can tell: these orders are not told as paid.
    Unpaid,
    /// Nobody can tell: several amounts are named, by this or by what was promised before.
    Several(EntryId),
}

/// What there is where that is less than what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLittle {
    /// How much is left.
    pub left: Money,
    /// What the store has paid back of it already.
    pub refunded: Money,
    /// What was promised from here, as far as the store has not paid it back yet, the earliest first.
    pub promised: Vec<(EntryId, Money)>,
}

/// Holds money that is asked for against the `orders` that it is for, and against what was promised `before`.
pub fn left(asked: &MoneyBack, before: &[MoneyBack], orders: &[&Order]) -> Left {
    if asked.is_one_of_several {
        return Left::Several(asked.entry);
    }
    let counted = counted_alike(asked, orders);
    if let (Some(other), true) = (orders.first(), counted.is_empty()) {
        return Left::OtherCurrency(other.total);
    }
    let money = |amount: Decimal| Money::new(amount, asked.amount.currency);
    let refunded = counted.iter().map(|order| order.refunded).fold(Decimal::ZERO, sum);
    let Count { left, promised, wanted } = count(asked, before, &counted);
    let left = left.max(Decimal::ZERO);
    // The least of them may be too much already, unless an answer and what it tells of are the same money.
    let is_unclear = |one: &MoneyBack| one.is_one_of_several && (wanted <= left || one.tells != asked.tells);
    if let Some((one, _)) = promised.iter().find(|(one, _)| is_unclear(one)) {
        return Left::Several(one.entry);
    }
    if wanted > left {
        let promised = promised.into_iter().map(|(one, open)| (one.entry, open)).collect();
        return Left::TooLittle(TooLittle { left: money(left), refunded: money(refunded), promised });
    }
    if let Some((_, other)) = promised.iter().find(|(_, open)| open.currency != asked.amount.currency) {
        return Left::OtherCurrency(*other);
    }
    match counted.iter().any(|order| order.status == OrderStatus::Pending) && wanted > Decimal::ZERO {
        true => Left::Unpaid,
        false => Left::Enough,
    }
}

/// What else waits for a yes and takes from the same orders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Which, and how much each, the earliest first.
    pub others: Vec<(EntryId, Money)>,
    /// What is left of the orders once this and all of them have gone back, below zero where they take more than there is;
    /// nothing where nobody can tell.
    pub left: Option<Money>,
}

/// What of `waiting` takes from the same `orders` as what is asked for, which waits as well; nothing where nothing does.
/// `before`: what was promised.
pub fn beside(
    asked: &MoneyBack,
    waiting: &[MoneyBack],
    before: &[MoneyBack],
    orders: &[&Order],
) -> Option<Beside> {
    let counted = counted_alike(asked, orders);
    let all: Vec<MoneyBack> = before.iter().chain(waiting).cloned().collect();
    let Count { left, promised, wanted } = count(asked, &all, &counted);
    let waits = |one: &MoneyBack| waiting.iter().any(|waits| waits.entry == one.entry);
    let others = promised.iter().filter(|(one, _)| waits(one));
    let others: Vec<_> = others.map(|(one, open)| (one.entry, *open)).collect();
    let is_clear = |one: &MoneyBack| !one.is_one_of_several && one.amount.currency == asked.amount.currency;
    let is_known = !counted.is_empty() && is_clear(asked) && promised.iter().all(|(one, _)| is_clear(one));
    let after = Money::new(left.saturating_sub(wanted), asked.amount.currency);
    (!others.is_empty()).then(|| Beside { others, left: is_known.then_some(after) })
}

/// Money that is asked for, counted against its orders.
struct Count<'a> {
    /// What is left of them before it goes back.
    left: Decimal,
    /// What was promised of them and is not paid back yet.
    promised: Vec<(&'a MoneyBack, Money)>,
    /// How much of it is asked for on top of that.
    wanted: Decimal,
}

fn count<'a>(asked: &MoneyBack, before: &'a [MoneyBack], counted: &[&Order]) -> Count<'a> {
    let kept = counted.iter().map(|order| order.net).fold(Decimal::ZERO, sum).max(Decimal::ZERO);
    let mut paid = paid_back(counted.iter().copied());
    let mut promised = outstanding(asked, before, &mut paid);
    let wanted = match the_same(asked, before) {
        // What is only told once more is asked for no second time.
        Some(same) => {
            let at = promised.iter().position(|(one, _)| one.entry == same);
            at.map_or(Decimal::ZERO, |at| promised.remove(at).1.amount)
        }
        // What the store has paid since an answer was written is what it tells of.
        None if asked.tells => open(asked, &mut paid).amount,
        None => asked.amount.amount,
    };
    let open = promised.iter().map(|(_, open)| *open).filter(|open| open.currency == asked.amount.currency);
    let left = kept.saturating_sub(open.fold(Decimal::ZERO, sum));
    Count { left, promised, wanted }
}

/// The orders that are counted in the currency of what is asked for.
fn counted_alike<'a>(asked: &MoneyBack, orders: &[&'a Order]) -> Vec<&'a Order> {
    let is_alike = |order: &&&Order| order.total.currency == asked.amount.currency;
    orders.iter().filter(is_alike).copied().collect()
}

fn sum(sum: Decimal, more: Money) -> Decimal {
    sum.saturating_add(more.amount)
}

/// What an answer tells that is done, or promised, by something else already.
fn the_same(asked: &MoneyBack, before: &[MoneyBack]) -> Option<EntryId> {
    let mut done = before.iter().filter(|other| asked.tells && !other.tells && asked.is_of(other));
    done.find(|other| other.amount == asked.amount).map(|other| other.entry)
}

/// What was promised and the store has not paid back since, each with what is open of it.
fn outstanding<'a>(
    asked: &MoneyBack,
    before: &'a [MoneyBack],
    paid: &mut [Paid],
) -> Vec<(&'a MoneyBack, Money)> {
    let related = before.iter().filter(|other| asked.is_of(other)).collect();
    unpaid(related, Some(asked), paid)
}

/// What of all that was promised the store has not paid back since, each with what is open of it.
pub fn all_outstanding<'a>(promised: &'a [MoneyBack], orders: &[Order]) -> Vec<(&'a MoneyBack, Money)> {
    unpaid(promised.iter().collect(), None, &mut paid_back(orders.iter()))
}

fn unpaid<'a>(
    related: Vec<&'a MoneyBack>,
    asked: Option<&MoneyBack>,
    paid: &mut [Paid],
) -> Vec<(&'a MoneyBack, Money)> {
    let mut promised: Vec<&MoneyBack> = Vec::new();
    for one in &related {
        let mut done = related.iter().copied().chain(asked).filter(|other| !other.tells);
        let is_told = one.tells && done.any(|other| other.amount == one.amount && one.shares_with(other));
        let is_same = |known: &&MoneyBack| one.is_together_with(known) && known.amount == one.amount;
        if !is_told && !promised.iter().any(is_same) {
            promised.push(one);
        }
    }
    promised.sort_by_key(|one| (one.asked_at, one.entry));
    // What is paid to the cent is not a part of something else.
    promised.retain(|one| !is_paid(one, paid));
    let open = promised.into_iter().map(|one| (one, open(one, paid)));
    open.filter(|(_, open)| open.amount > Decimal::ZERO).collect()
}

/// What the store has paid back of an order.
struct Paid {
    of: EvidenceId,
    at: Timestamp,
    /// As much of it as no promise accounts for.
    amount: Money,
}

/// What the store has paid back of orders, the earliest first.
fn paid_back<'a>(orders: impl Iterator<Item = &'a Order>) -> Vec<Paid> {
    let of_order = |order: &'a Order| {
        let refunds = order.refunds.iter();
        refunds.filter_map(|refund| {
            Some(Paid { of: order.evidence.clone(), at: refund.at?, amount: refund.amount })
        })
    };
    let mut paid: Vec<Paid> = orders.flat_map(of_order).collect();
    paid.sort_by_key(|paid| paid.at);
    paid
}

/// Whether the store has paid a promise back since in one amount, which is used up by that.
fn is_paid(one: &MoneyBack, paid: &mut [Paid]) -> bool {
    let mut fitting = paid.iter_mut().filter(|paid| one.may_be_paid_by(paid));
    let Some(exact) = fitting.find(|paid| paid.amount == one.amount) else { return false };
    exact.amount.amount = Decimal::ZERO;
    true
}

/// What of a promise the store has not paid back since; what it has is used up by that.
fn open(one: &MoneyBack, paid: &mut [Paid]) -> Money {
    if is_paid(one, paid) {
        return Money::zero(one.amount.currency);
    }
    let mut open = one.amount.amount;
    for paid in paid.iter_mut().filter(|paid| one.may_be_paid_by(paid)) {
        let used = paid.amount.amount.min(open).max(Decimal::ZERO);
        paid.amount.amount -= used;
        open -= used;
    }
    Money::new(open, one.amount.currency)
}

impl MoneyBack {
    /// Whether another is out of the same orders' money.
    fn is_of(&self, other: &Self) -> bool {
        let meets = self.orders.is_empty() || self.orders.iter().any(|order| other.orders.contains(order));
        self.entry != other.entry && !self.is_together_with(other) && meets
    }

    /// Whether what the store has paid back may be this.
    fn may_be_paid_by(&self, paid: &Paid) -> bool {
        let is_theirs = self.orders.is_empty() || self.orders.contains(&paid.of);
        is_theirs && paid.at >= self.asked_at && paid.amount.currency == self.amount.currency
    }

    /// Whether both may be out of the same order's money.
    fn shares_with(&self, other: &Self) -> bool {
        let is_any = self.orders.is_empty() || other.orders.is_empty();
        is_any || self.orders.iter().any(|order| other.orders.contains(order))
    }

    /// Whether both were accepted in one go.
    fn is_together_with(&self, other: &Self) -> bool {
        self.group.is_some() && self.group == other.group
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::commerce::Refund;
    use crate::domain::{Currency, Source};

    fn money(amount: &str, currency: &str) -> Money {
        Money::new(amount.parse().unwrap(), Currency::new(currency).unwrap())
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    /// An order of 157.94 USD of which so much went back, each at a minute.
    fn order(refunds: &[(i64, &str)]) -> Order {
        let refunds: Vec<Refund> = refunds
            .iter()
            .map(|(minute, amount)| Refund {
                at: Some(at(*minute)),
                amount: money(amount, "USD"),
                note: None,
                items: Vec::new(),
            })
            .collect();
        let total = money("157.94", "USD");
        let refunded = refunds
            .iter()
            .fold(Money::zero(total.currency), |sum, refund| sum.checked_add(refund.amount).unwrap());
        Order {
            id: "1".to_owned(),
            evidence: EvidenceId::new("order", "1"),
            source: Source::store("shopify", "acme"),
            number: "#1".to_owned(),
            placed_at: at(0),
            status: OrderStatus::Fulfilled,
            test: false,
            guest: false,
            total,
            presentment: None,
            refunded,
            net: total.checked_sub(refunded).unwrap(),
            discount: None,
            discount_codes: Vec::new(),
            cancelled_at: None,
            items: Vec::new(),
            shipments: Vec::new(),
            refunds,
            note: None,
            url: None,
        }
    }

    /// Asked for at a minute by a task, for the order.
    fn task(minute: i64, amount: &str) -> MoneyBack {
        MoneyBack {
            entry: EntryId::new(uuid::Uuid::from_u128(u128::try_from(minute).unwrap())),
            group: None,
            asked_at: at(minute),
            amount: money(amount, "USD"),
            is_one_of_several: false,
            orders: vec![EvidenceId::new("order", "1")],
            tells: false,
        }
    }

    fn answer(minute: i64, amount: &str) -> MoneyBack {
        MoneyBack { tells: true, ..task(minute, amount) }
    }

    fn is_left(asked: &MoneyBack, before: &[MoneyBack], order: &Order) -> Result<(), String> {
        match left(asked, before, &[order]) {
            Left::Enough => Ok(()),
            Left::TooLittle(one) => Err(one.left.to_string()),
            other => Err(format!("{other:?}")),
        }
    }

    #[test]
    fn no_more_goes_back_than_is_left() {
        let untouched = order(&[]);
        assert_eq!(is_left(&task(9, "157.94"), &[], &untouched), Ok(()));
        assert_eq!(is_left(&task(9, "500"), &[], &untouched), Err("157.94 USD".to_owned()));
        let partly = order(&[(1, "57.94")]);
        assert_eq!(is_left(&task(9, "100"), &[], &partly), Ok(()));
        assert_eq!(is_left(&task(9, "100.01"), &[], &partly), Err("100.00 USD".to_owned()));
    }

    #[rstest]
    // Promised before, and not in the store's record.
    #[case(&[task(2, "157.94")], &[], task(9, "157.94"), Err("0.00 USD"))]
    #[case(&[task(2, "100")], &[], task(9, "57.94"), Ok(()))]
    #[case(&[task(2, "100")], &[], task(9, "58"), Err("57.94 USD"))]
    // The store has paid it back since: it counts once.
    #[case(&[task(2, "100")], &[(5, "100")], task(9, "57.94"), Ok(()))]
    #[case(&[task(2, "100")], &[(5, "100")], task(9, "58"), Err("57.94 USD"))]
    // What went back before it was asked for was something else.
    #[case(&[task(2, "100")], &[(1, "50")], task(9, "8"), Err("7.94 USD"))]
    // A part of it is still to be paid back.
    #[case(&[task(2, "100")], &[(5, "40")], task(9, "57.94"), Ok(()))]
    #[case(&[task(2, "100")], &[(5, "40")], task(9, "58"), Err("57.94 USD"))]
    fn what_was_promised_counts_once(
        #[case] before: &[MoneyBack],
        #[case] refunds: &[(i64, &str)],
        #[case] asked: MoneyBack,
        #[case] expected: Result<(), &str>,
    ) {
        assert_eq!(is_left(&asked, before, &order(refunds)), expected.map_err(str::to_owned));
    }

    #[test]
    fn an_answer_tells_of_the_same_money() {
        let (untouched, paid) = (order(&[]), order(&[(5, "157.94")]));
        let done = [task(2, "157.94")];
        assert_eq!(is_left(&answer(9, "157.94"), &done, &untouched), Ok(()));
        assert_eq!(is_left(&answer(9, "157.94"), &done, &paid), Ok(()), "it has gone back");
        assert!(is_left(&answer(9, "150"), &done, &untouched).is_err(), "another amount is another promise");
        let told = [answer(2, "157.94")];
        assert_eq!(is_left(&task(9, "157.94"), &told, &untouched), Ok(()));
        assert!(is_left(&task(9, "157.94"), &told, &paid).is_err(), "it has gone back");
        let both = [task(2, "100"), answer(3, "100")];
        assert_eq!(is_left(&task(9, "57.94"), &both, &untouched), Ok(()), "both are one");
    }

    #[rstest]
    // What went back since the answer was written is what it tells of.
    #[case(&[], &[(5, "157.94")], answer(2, "157.94"), Ok(()))]
    #[case(&[], &[(5, "100")], answer(2, "157.94"), Ok(()))]
    // What went back before is something else.
    #[case(&[], &[(1, "157.94")], answer(2, "157.94"), Err("0.00 USD"))]
    // More is told than went back, and is left.
    #[case(&[], &[(5, "100")], answer(2, "200"), Err("57.94 USD"))]
    // It was promised before, and that is what has gone back.
    #[case(&[task(1, "100")], &[(5, "100")], answer(2, "60"), Err("57.94 USD"))]
    #[case(&[task(1, "100")], &[(5, "100"), (6, "57.94")], answer(2, "57.94"), Ok(()))]
    // A task is yet to be done, whatever has gone back.
    #[case(&[], &[(5, "157.94")], task(2, "157.94"), Err("0.00 USD"))]
    fn an_answer_stays_true_once_its_money_has_gone_back(
        #[case] before: &[MoneyBack],
        #[case] refunds: &[(i64, &str)],
        #[case] asked: MoneyBack,
        #[case] expected: Result<(), &str>,
    ) {
        assert_eq!(is_left(&asked, before, &order(refunds)), expected.map_err(str::to_owned));
    }

    #[test]
    fn what_is_outstanding_is_told_once_until_the_store_has_paid_it() {
        let open = |promised: &[MoneyBack], orders: &[Order]| -> Vec<String> {
            all_outstanding(promised, orders).iter().map(|(_, open)| open.to_string()).collect()
        };
        let both = [task(2, "100"), answer(3, "100"), task(4, "20")];
        assert_eq!(open(&both, &[order(&[])]), ["100.00 USD", "20.00 USD"]);
        assert_eq!(open(&both, &[order(&[(5, "20")])]), ["100.00 USD"]);
        assert_eq!(open(&both, &[order(&[(5, "100"), (6, "20")])]), Vec::<String>::new());
        let other = Order { evidence: EvidenceId::new("order", "2"), ..order(&[(5, "100")]) };
        assert_eq!(open(&both[..1], &[order(&[]), other]), ["100.00 USD"], "another order's");
    }

    #[test]
    fn what_was_accepted_in_one_go_is_one() {
        let group = Some(task(2, "100").entry);
        let together = |one: MoneyBack| MoneyBack { group, ..one };
        let [note, its_task] = [together(task(2, "100")), together(task(3, "100"))];
        assert_eq!(is_left(&note, std::slice::from_ref(&its_task), &order(&[])), Ok(()));
        assert_eq!(is_left(&task(9, "57.94"), &[note, its_task], &order(&[])), Ok(()));
    }

    #[test]
    fn what_waits_beside_is_told_with_what_all_of_it_leaves() {
        let untouched = order(&[]);
        let after = |asked: &MoneyBack, waiting: &[MoneyBack], before: &[MoneyBack]| {
            let found = beside(asked, waiting, before, &[&untouched])?;
            Some((found.others.len(), found.left.map(|left| left.to_string())))
        };
        let left = |left: &str| Some((1, Some(left.to_owned())));
        assert_eq!(after(&task(2, "20"), &[], &[]), None);
        assert_eq!(after(&task(2, "20"), &[task(3, "100")], &[]), left("37.94 USD"));
        assert_eq!(after(&task(3, "100"), &[task(2, "20")], &[]), left("37.94 USD"), "from either side");
        assert_eq!(after(&task(2, "20"), &[task(3, "100")], &[task(1, "50")]), left("-12.06 USD"));
        assert_eq!(after(&task(2, "20"), &[answer(3, "20")], &[]), None, "it tells of the same money");
        let other = MoneyBack { orders: vec![EvidenceId::new("order", "2")], ..task(3, "100") };
        assert_eq!(after(&task(2, "20"), &[other], &[]), None);
        let euros = MoneyBack { amount: money("5", "EUR"), ..task(3, "1") };
        assert_eq!(after(&task(2, "20"), &[euros], &[]), Some((1, None)));
    }

    #[test]
    fn what_cannot_be_compared_is_said() {
        let untouched = order(&[]);
        let euros = MoneyBack { amount: money("500", "EUR"), ..task(9, "1") };
        let theirs = Left::OtherCurrency(money("157.94", "USD"));
        assert_eq!(left(&euros, &[], &[&untouched]), theirs);
        let promised = [MoneyBack { amount: money("10", "EUR"), ..task(2, "1") }];
        assert_eq!(left(&task(9, "10"), &promised, &[&untouched]), Left::OtherCurrency(money("10", "EUR")));
        assert!(matches!(left(&task(9, "500"), &promised, &[&untouched]), Left::TooLittle(_)));
        let unpaid = Order { status: OrderStatus::Pending, ..untouched };
        assert_eq!(left(&task(9, "10"), &[], &[&unpaid]), Left::Unpaid);
    }

    #[test]
    fn several_amounts_are_not_compared() {
        let several = |one: MoneyBack| MoneyBack { is_one_of_several: true, ..one };
        let asked = several(task(9, "500"));
        assert_eq!(left(&asked, &[], &[&order(&[])]), Left::Several(asked.entry));
        let promised = [several(task(2, "80"))];
        assert_eq!(left(&task(9, "60"), &promised, &[&order(&[])]), Left::Several(promised[0].entry));
        assert_eq!(is_left(&task(9, "80"), &promised, &order(&[])), Err("77.94 USD".to_owned()));
        assert_eq!(is_left(&task(9, "60"), &promised, &order(&[(5, "80")])), Ok(()), "it has gone back");
        let sum = left(&answer(9, "157"), &promised, &[&order(&[])]);
        assert_eq!(sum, Left::Several(promised[0].entry), "the answer may tell of their sum");
    }

    #[test]
    fn another_orders_promises_leave_it_alone() {
        let elsewhere = MoneyBack { orders: vec![EvidenceId::new("order", "2")], ..task(2, "157.94") };
        let before = [elsewhere];
        assert_eq!(is_left(&task(9, "157.94"), &before, &order(&[])), Ok(()));
        let anywhere = MoneyBack { orders: Vec::new(), ..task(9, "157.94") };
        assert!(is_left(&anywhere, &before, &order(&[])).is_err(), "no order is named: all of theirs count");
    }
}
