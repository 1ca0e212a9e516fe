//! `[llm]`: the language model and those that stand in for it, what each is for, and what may be spent.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;

use super::model::{self, Model, ModelKind, PriceNotation};
use super::reader::{Complaint, Section};
use super::values::{self, BaseUrl, number};
use crate::domain::Money;
use crate::domain::price::Price;
use crate::secret::SecretRef;

/// Tokens a day, prompts and answers together.
pub const DEFAULT_DAILY_TOKEN_BUDGET: u64 = 2_000_000;
/// Tokens of one answer.
pub const DEFAULT_MAX_REPLY_TOKENS: u32 = 1_500;
/// How long an answer is given again to the same prompt.
pub const DEFAULT_ANSWER_CACHE: Duration = Duration::from_secs(24 * 60 * 60);

/// What a model can be chosen for: the prompts, by name and by purpose.
const PURPOSES: [&str; 6] = ["brief", "brief-support", "brief-sales", "ask", "triage", "call"];

/// The language model. Without it the playbook writes alone.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Llm {
    /// The server, with the path before `/chat/completions`; at Azure the resource's address alone.
    #[schemars(with = "String")]
    pub base_url: BaseUrl,
    /// What speaks there.
    #[schemars(default)]
    pub kind: ModelKind,
    /// The model, as the server names it.
    pub model: String,
    /// At Azure the deployment, where its name is not the model's.
    pub deployment: Option<String>,
    /// At Azure a dated version of the API; without it the undated one is asked (`/openai/v1`).
    pub api_version: Option<String>,
    /// Where the key lies; servers on this machine mostly need none.
    pub api_key: Option<SecretRef>,
    /// How long an answer may take before the next model is asked, or the playbook writes instead, in seconds.
    #[schemars(
        rename = "timeout_seconds",
        with = "u64",
        range(min = 1, max = 600),
        default = "default_seconds"
    )]
    pub timeout: Duration,
    /// What it costs; without it nothing is counted in money.
    #[schemars(with = "Option<PriceNotation>")]
    pub price: Option<Price>,
    /// The models that are asked where the first one fails, in this order.
    #[schemars(default = "Vec::<BTreeMap<(), ()>>::new")]
    pub fallback: Vec<Model>,
    /// Which model is asked first for what; the name of one of those above.
    #[schemars(with = "PurposesNotation", default = "BTreeMap::<(), ()>::new")]
    pub purposes: BTreeMap<String, String>,
    /// Requests in any minute; more wait a little, or the playbook writes. Without it: as many as are asked.
    #[schemars(range(min = 1, max = 1000))]
    pub requests_per_minute: Option<u32>,
    /// Tokens a day (UTC), prompts and answers together; beyond it the playbook writes.
    #[schemars(default = "default_budget")]
    pub daily_token_budget: u64,
    /// Money a month (UTC), as `20.00 USD`; beyond it the playbook writes. Every model needs a price then.
    #[schemars(with = "Option<String>")]
    pub monthly_budget: Option<Money>,
    /// Tokens of one answer.
    #[schemars(range(min = 64, max = 32_000), default = "default_reply")]
    pub max_reply_tokens: u32,
    /// How long an answer is given again to the very same prompt, with its unit; `0s` is never.
    #[schemars(with = "String", default = "default_cache")]
    pub answer_cache: Duration,
}

/// How the choice of models is written in the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Purposes", rename_all = "kebab-case")]
#[expect(dead_code, reason = "describes the notation, is never built")]
struct PurposesNotation {
    /// Briefs of both purposes.
    brief: Option<String>,
    /// Briefs for answering a case.
    brief_support: Option<String>,
    /// Briefs for preparing a call.
    brief_sales: Option<String>,
    /// Questions about a customer.
    ask: Option<String>,
    /// The order of open cases.
    triage: Option<String>,
    /// The questions to ask in a call.
    call: Option<String>,
}

impl Llm {
    /// All models in the order in which they are asked: the first, then the fall-backs.
    pub fn models(&self) -> Vec<Model> {
        let first = Model {
            base_url: self.base_url.clone(),
            kind: self.kind,
            model: self.model.clone(),
            deployment: self.deployment.clone(),
            api_version: self.api_version.clone(),
            api_key: self.api_key.clone(),
            timeout: self.timeout,
            price: self.price,
        };
        std::iter::once(first).chain(self.fallback.iter().cloned()).collect()
    }
}

fn default_seconds() -> u64 {
    model::DEFAULT_TIMEOUT.as_secs()
}

fn default_budget() -> u64 {
    DEFAULT_DAILY_TOKEN_BUDGET
}

fn default_reply() -> u32 {
    DEFAULT_MAX_REPLY_TOKENS
}

fn default_cache() -> String {
    "24h".to_owned()
}

/// Nothing where the section is missing, or says nothing: then the playbook writes alone.
pub(super) fn read(mut section: Section<'_>) -> Option<Llm> {
    if !section.is_present() || section.is_silent(&["model", "base_url"]) {
        return None;
    }
    let first = model::read(&mut section, None);
    let fallbacks = section.tables("fallback");
    let fallback = fallbacks.into_iter().filter_map(|mut section| {
        // Where the first model is wrong, its mistakes are what is to be said.
        let model = model::read(&mut section, Some(first.as_ref()?));
        section.refuse_the_rest();
        model
    });
    let fallback: Vec<Model> = fallback.collect();
    let chosen = section.table("purposes");
    let purposes = first.as_ref().map(|first| read_purposes(chosen, first, &fallback)).unwrap_or_default();
    let rate = section.optional("requests_per_minute", number(1, 1_000));
    let budget =
        section.or_default("daily_token_budget", default_budget(), "2_000_000", number(0, u64::MAX / 2));
    let monthly_budget = section.optional("monthly_budget", values::money);
    let reply = section.or_default("max_reply_tokens", default_reply().into(), "1_500", number(64, 32_000));
    let answer_cache = section.or_default("answer_cache", DEFAULT_ANSWER_CACHE, "\"24h\"", values::duration);
    if let Some(first) = &first {
        check_prices(&section, first, &fallback, monthly_budget);
    }
    section.refuse_the_rest();
    let Model { base_url, kind, model, deployment, api_version, api_key, timeout, price } = first?;
    Some(Llm {
        base_url,
        kind,
        model,
        deployment,
        api_version,
        api_key,
        timeout,
        price,
        fallback,
        purposes,
        requests_per_minute: rate.and_then(|rate| u32::try_from(rate).ok()),
        daily_token_budget: budget,
        monthly_budget,
        max_reply_tokens: u32::try_from(reply).unwrap_or(DEFAULT_MAX_REPLY_TOKENS),
        answer_cache,
    })
}

fn read_purposes(mut section: Section<'_>, first: &Model, fallback: &[Model]) -> BTreeMap<String, String> {
    let names: Vec<&str> = std::iter::once(first).chain(fallback).map(|model| model.model.as_str()).collect();
    let mut purposes = BTreeMap::new();
    for purpose in PURPOSES {
        if let Some(model) = section.optional(purpose, values::one_of(&names)) {
            purposes.insert(purpose.to_owned(), model);
        }
    }
    section.refuse_the_rest();
    purposes
}

/// Money is counted in one currency; a budget that something can be spent beside is none.
fn check_prices(section: &Section<'_>, first: &Model, fallback: &[Model], budget: Option<Money>) {
    let all = || std::iter::once(first).chain(fallback);
    let mut currencies = all().filter_map(|model| model.price.map(|price| price.currency));
    let counted = budget.map(|budget| budget.currency).or_else(|| currencies.clone().next());
    if currencies.any(|currency| Some(currency) != counted) {
        section.complain("price", "all prices and the month's budget must be of one currency");
    }
    if let Some(free) = all().find(|model| model.price.is_none()).filter(|_| budget.is_some()) {
        let hint = format!(
            "add `price = {{ prompt = 0.25, completion = 2.00 }}` to `{}`, with 0 for a server of your own",
            free.model
        );
        section.complain("monthly_budget", Complaint::hinting("needs the price of every model", hint));
    }
}
