//! What may be spent on models: requests in a minute, tokens of a day, money of a month. Set aside before a request
//! leaves, set right when the server has counted, kept in the storage so that no restart forgets it.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use tokio::sync::Mutex;

use crate::domain::price::Price;
use crate::domain::{Currency, Money};
use crate::ports::Repository;
use crate::ports::repository::StorageError;

/// Bytes of a prompt that are one token, on the safe side.
const BYTES_PER_TOKEN: u64 = 3;
/// What requests are counted over.
const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// Where the recent requests are kept: the milliseconds at which each left, with commas between.
const REQUESTS: &str = "model_requests";
/// From this share on of a budget the rep is warned, in percent.
const WARN_AT: u64 = 80;

/// What may be spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowance {
    pub(super) requests_per_minute: Option<u32>,
    pub(super) daily_tokens: u64,
    pub(super) monthly: Option<Money>,
}

/// What is spent, and of how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spending {
    /// Requests of the last minute.
    pub requests: u32,
    /// As many are allowed, where they are counted.
    pub requests_per_minute: Option<u32>,
    /// Tokens of this day (UTC).
    pub tokens: u64,
    /// As many are allowed.
    pub daily_tokens: u64,
    /// Money of this month (UTC), where a model has a price.
    pub money: Option<Money>,
    /// As much is allowed, where there is a limit.
    pub monthly: Option<Money>,
}

/// What is spent on models with this storage.
pub(super) struct Budget {
    repository: Arc<dyn Repository>,
    allowance: Allowance,
    /// One change at a time: read, add, write.
    changing: Mutex<()>,
    /// What was warned of, by budget and span of time.
    warned: std::sync::Mutex<BTreeSet<String>>,
}

/// What was set aside for one request.
pub(super) struct Reserved {
    /// When the request was counted, where requests are.
    at: Option<Timestamp>,
    day: String,
    month: String,
    tokens: u64,
    money: Option<Money>,
}

/// Why nothing could be set aside.
#[derive(Debug)]
pub(super) enum NoBudget {
    /// The minute's requests are used up; the next is free after this.
    Minute(SignedDuration),
    /// The day's tokens are spent.
    Day,
    /// The month's money is spent.
    Month,
    /// The count can't be read or kept.
    Storage(StorageError),
}

impl From<StorageError> for NoBudget {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl Budget {
    pub(super) fn new(repository: Arc<dyn Repository>, allowance: Allowance) -> Self {
        Budget { repository, allowance, changing: Mutex::new(()), warned: std::sync::Mutex::default() }
    }

    /// Sets aside what a prompt of so many bytes and its longest answer may cost.
    pub(super) async fn reserve(
        &self,
        now: Timestamp,
        prompt_bytes: usize,
        reply: u32,
        price: Option<Price>,
    ) -> Result<Reserved, NoBudget> {
        let prompt = u64::try_from(prompt_bytes).unwrap_or(u64::MAX) / BYTES_PER_TOKEN;
        let tokens = prompt.saturating_add(u64::from(reply));
        let money = price.map(|price| price.of(prompt, u64::from(reply)));
        let (day, month) = spans(now);
        let _changing = self.changing.lock().await;
        let mut requests = self.recent(now).await?;
        if let Some(allowed) = self.allowance.requests_per_minute
            && let Some(free) = requests.iter().rev().nth(usize::try_from(allowed).unwrap_or(usize::MAX) - 1)
        {
            return Err(NoBudget::Minute(MINUTE - now.duration_since(*free)));
        }
        let all_tokens = self.tokens(&day).await?.saturating_add(tokens);
        if all_tokens > self.allowance.daily_tokens {
            return Err(NoBudget::Day);
        }
        let all_money = match money {
            Some(money) => Some(sum(self.money(&month, money.currency).await?, money)),
            None => None,
        };
        // A model that costs nothing is asked to the last.
        if let (Some(all), Some(allowed)) = (all_money, self.allowance.monthly)
            && money.is_some_and(|money| !money.amount.is_zero())
            && all.amount > allowed.amount
        {
            return Err(NoBudget::Month);
        }
        self.put(&tokens_of(&day), &all_tokens.to_string()).await?;
        if let Some(all) = all_money {
            self.put(&money_of(&month), &written(all)).await?;
        }
        let at = self.allowance.requests_per_minute.map(|_| now);
        if let Some(at) = at {
            requests.push(at);
            self.put_recent(&requests).await?;
        }
        Ok(Reserved { at, day, month, tokens, money })
    }

    /// Puts what was really spent in the place of what was set aside: so many requests instead of one, and tokens and
    /// money. Not counted by the server: what was set aside stays spent.
    pub(super) async fn settle(
        &self,
        now: Timestamp,
        reserved: Reserved,
        requests: u32,
        tokens: Option<u64>,
        money: Option<Money>,
    ) -> Result<(), StorageError> {
        let _changing = self.changing.lock().await;
        if let Some(at) = reserved.at.filter(|_| requests != 1) {
            self.recount(now, at, requests).await?;
        }
        let Some(tokens) = tokens else { return Ok(()) };
        let before = self.tokens(&reserved.day).await?;
        let all = before.saturating_sub(reserved.tokens).saturating_add(tokens);
        self.put(&tokens_of(&reserved.day), &all.to_string()).await?;
        if let Some(aside) = reserved.money {
            let before = self.money(&reserved.month, aside.currency).await?;
            let less = before.checked_sub(aside).unwrap_or(before);
            let all = money.map_or(less, |money| sum(less, money));
            self.put(&money_of(&reserved.month), &written(all)).await?;
        }
        Ok(())
    }

    /// What is spent now.
    pub(super) async fn spending(
        &self,
        now: Timestamp,
        currency: Option<Currency>,
    ) -> Result<Spending, StorageError> {
        let (day, month) = spans(now);
        let Allowance { requests_per_minute, daily_tokens, monthly } = self.allowance;
        let money = match monthly.map(|money| money.currency).or(currency) {
            Some(currency) => Some(self.money(&month, currency).await?),
            None => None,
        };
        let requests = u32::try_from(self.recent(now).await?.len()).unwrap_or(u32::MAX);
        let tokens = self.tokens(&day).await?;
        Ok(Spending { requests, requests_per_minute, tokens, daily_tokens, money, monthly })
    }

    /// Budgets that are nearly spent, in words, each once: of a day, of a month; of the minutes once and for all.
    pub(super) async fn warnings(&self, now: Timestamp) -> Result<Vec<String>, StorageError> {
        let spending = self.spending(now, None).await?;
        let (day, month) = spans(now);
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        let near = spending.near().into_iter();
        Ok(near
            .filter(|near| {
                let span = match near.span {
                    Span::Minute => String::new(),
                    Span::Day => day.clone(),
                    Span::Month => month.clone(),
                };
                warned.insert(format!("{:?} {span}", near.span))
            })
            .map(|near| near.words)
            .collect())
    }

    /// The requests of the last minute, the oldest first.
    async fn recent(&self, now: Timestamp) -> Result<Vec<Timestamp>, StorageError> {
        if self.allowance.requests_per_minute.is_none() {
            return Ok(Vec::new());
        }
        let kept = self.repository.setting(REQUESTS).await?.unwrap_or_default();
        let read = |millis: &str| Timestamp::from_millisecond(millis.parse().ok()?).ok();
        // What lies ahead was written before the clock was put back.
        let is_recent = |at: &Timestamp| *at <= now && now.duration_since(*at) < MINUTE;
        Ok(kept.split(',').filter_map(read).filter(is_recent).collect())
    }

    async fn put_recent(&self, requests: &[Timestamp]) -> Result<(), StorageError> {
        let millis: Vec<String> = requests.iter().map(|at| at.as_millisecond().to_string()).collect();
        self.put(REQUESTS, &millis.join(",")).await
    }

    /// Counts so many requests in the place of the one that was counted at this moment.
    async fn recount(&self, now: Timestamp, at: Timestamp, requests: u32) -> Result<(), StorageError> {
        let mut all = self.recent(now).await?;
        let counted = all.iter().position(|other| other.as_millisecond() == at.as_millisecond());
        if let Some(counted) = counted {
            let really = std::iter::repeat_n(at, usize::try_from(requests).unwrap_or(usize::MAX));
            all.splice(counted..=counted, really);
        }
        self.put_recent(&all).await
    }

    async fn tokens(&self, day: &str) -> Result<u64, StorageError> {
        let count = self.repository.setting(&tokens_of(day)).await?;
        Ok(count.and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    /// The month's money; in another currency than it was counted in, it is counted anew.
    async fn money(&self, month: &str, currency: Currency) -> Result<Money, StorageError> {
        let kept = self.repository.setting(&money_of(month)).await?;
        let read = kept.and_then(|kept| {
            let (amount, code) = kept.split_once(' ')?;
            let amount: Decimal = amount.parse().ok()?;
            (Currency::new(code).ok()? == currency).then(|| Money::new(amount, currency))
        });
        Ok(read.unwrap_or(Money::zero(currency)))
    }

    async fn put(&self, name: &str, value: &str) -> Result<(), StorageError> {
        self.repository.put_setting(name, value).await
    }
}

/// A budget that is nearly spent.
struct Near {
    span: Span,
    words: String,
}

/// What a budget is for.
#[derive(Clone, Copy, Debug)]
enum Span {
    Minute,
    Day,
    Month,
}

impl Spending {
    /// Whether any budget is nearly spent; in words, where one is.
    pub fn warnings(&self) -> Vec<String> {
        self.near().into_iter().map(|near| near.words).collect()
    }

    fn near(&self) -> Vec<Near> {
        let mut near = Vec::new();
        let mut add = |span, share: Option<u64>, of: String| {
            if let Some(share) = share.filter(|share| *share >= WARN_AT) {
                near.push(Near { span, words: format!("{share} % of the model's budget of {of} is spent") });
            }
        };
        if let Some(allowed) = self.requests_per_minute {
            let share = percent(u64::from(self.requests), u64::from(allowed));
            add(Span::Minute, share, format!("{allowed} requests a minute"));
        }
        add(
            Span::Day,
            percent(self.tokens, self.daily_tokens),
            format!("{} tokens a day", self.daily_tokens),
        );
        if let (Some(spent), Some(allowed)) = (self.money, self.monthly) {
            let share = (spent.amount * Decimal::ONE_HUNDRED).checked_div(allowed.amount);
            let share = share.and_then(|share| u64::try_from(share.trunc()).ok());
            let share = share.or(allowed.amount.is_zero().then_some(100));
            add(Span::Month, share, format!("{} {} a month", allowed.amount, allowed.currency));
        }
        near
    }
}

fn percent(spent: u64, allowed: u64) -> Option<u64> {
    u64::try_from(u128::from(spent) * 100 / u128::from(allowed.max(1))).ok()
}

/// The day and the month that a moment lies in, in UTC.
fn spans(now: Timestamp) -> (String, String) {
    (now.strftime("%Y-%m-%d").to_string(), now.strftime("%Y-%m").to_string())
}

fn tokens_of(day: &str) -> String {
    format!("model_tokens.{day}")
}

fn money_of(month: &str) -> String {
    format!("model_money.{month}")
}

fn written(money: Money) -> String {
    format!("{} {}", money.amount, money.currency)
}

/// The configuration sees to it that all is of one currency.
fn sum(left: Money, right: Money) -> Money {
    left.checked_add(right).unwrap_or(left)
}
