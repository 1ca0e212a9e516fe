//! One model of `[llm]`: where it is asked, under which name, and what it costs.

use std::time::Duration;

use schemars::JsonSchema;

use super::reader::{Complaint, Context, Raw, Section};
use super::schema::Amount;
use super::values::{self, BaseUrl, amount, number, word};
use crate::domain::Currency;
use crate::domain::price::Price;
use crate::secret::SecretRef;

/// How long an answer may take.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(20);

/// What speaks at the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// OpenAI, or any server that is compatible with it: vLLM, llama.cpp, Ollama, LiteLLM.
    #[default]
    Openai,
    /// Azure OpenAI: other paths, the key in another header.
    Azure,
}

pub(super) const KINDS: [(&str, ModelKind); 2] = [("openai", ModelKind::Openai), ("azure", ModelKind::Azure)];

/// A model that can be asked. What a fall-back leaves out is as with the first model: at the same server all but
/// deployment and price, at another one how long it may take.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Fallback")]
pub struct Model {
    /// The server, with the path before `/chat/completions`; at Azure the resource's address alone.
    #[schemars(with = "Option<String>")]
    pub base_url: BaseUrl,
    /// What speaks there.
    #[schemars(with = "Option<ModelKind>")]
    pub kind: ModelKind,
    /// The model, as the server names it.
    pub model: String,
    /// At Azure the deployment, where its name is not the model's.
    pub deployment: Option<String>,
    /// At Azure a dated version of the API; without it the undated one is asked (`/openai/v1`).
    pub api_version: Option<String>,
    /// Where the key lies. The first model's serves a fall-back at the same server alone.
    pub api_key: Option<SecretRef>,
    /// How long an answer may take before the next model is asked, in seconds.
    #[schemars(rename = "timeout_seconds", with = "Option<u64>", range(min = 1, max = 600))]
    pub timeout: Duration,
    /// What it costs; without it nothing is counted in money.
    #[schemars(with = "Option<PriceNotation>")]
    pub price: Option<Price>,
}

/// How a price is written in the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Price")]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) struct PriceNotation {
    /// A million tokens of prompts.
    prompt: Amount,
    /// A million tokens of answers.
    completion: Amount,
    /// ISO 4217.
    #[schemars(default = "default_currency")]
    currency: String,
}

fn default_currency() -> String {
    "USD".to_owned()
}

/// Reads the keys that say where a model is; `first` stands in for what a fall-back leaves out.
pub(super) fn read(section: &mut Section<'_>, first: Option<&Model>) -> Option<Model> {
    let elsewhere = section.optional("base_url", values::base_url);
    // A key is never sent to a server that it was not given for.
    let here = first.filter(|first| elsewhere.as_ref().is_none_or(|url| *url == first.base_url));
    let base_url = match here {
        Some(first) => Some(first.base_url.clone()),
        None if first.is_none() && elsewhere.is_none() && !section.has("base_url") => {
            section.required("base_url", "\"https://api.openai.com/v1\"", values::base_url)
        }
        None => elsewhere,
    };
    let kind = here.map_or_else(ModelKind::default, |first| first.kind);
    let kind = match first {
        None => section.or_default("kind", kind, "\"openai\"", word(&KINDS)),
        Some(_) => section.optional("kind", word(&KINDS)).unwrap_or(kind),
    };
    let model = section.required("model", "\"gpt-5-mini\"", values::text);
    let deployment = section.optional("deployment", values::text);
    let api_version = section
        .optional("api_version", azure_version)
        .or_else(|| here.and_then(|first| first.api_version.clone()));
    let api_key = section.secret("api_key").or_else(|| here.and_then(|first| first.api_key.clone()));
    let timeout = match first {
        None => section.or_default("timeout_seconds", DEFAULT_TIMEOUT.as_secs(), "20", number(1, 600)),
        Some(first) => section.optional("timeout_seconds", number(1, 600)).unwrap_or(first.timeout.as_secs()),
    };
    let price = read_price(section);
    for key in ["deployment", "api_version"] {
        if kind != ModelKind::Azure && section.has(key) {
            section.complain(key, Complaint::hinting("is for Azure alone", "add `kind = \"azure\"`"));
        }
    }
    let timeout = Duration::from_secs(timeout);
    Some(Model { base_url: base_url?, kind, model: model?, deployment, api_version, api_key, timeout, price })
}

fn read_price(section: &mut Section<'_>) -> Option<Price> {
    let mut price = section.table("price");
    if !price.is_present() {
        return None;
    }
    let prompt = price.required("prompt", "0.25", amount);
    let completion = price.required("completion", "2.00", amount);
    let currency = price.optional("currency", values::currency);
    price.refuse_the_rest();
    let currency = currency.or_else(|| Currency::new(&default_currency()).ok());
    Some(Price { prompt: prompt?, completion: completion?, currency: currency? })
}

/// A version of Azure's API, as its query wants it: `2024-10-21`, `2025-04-01-preview`.
fn azure_version(raw: &Raw<'_>, context: &Context<'_>) -> Result<String, Complaint> {
    let text = values::text(raw, context)?;
    let day = text.strip_suffix("-preview").unwrap_or(&text);
    match day.parse::<jiff::civil::Date>() {
        Ok(_) if day.len() == "2024-10-21".len() => Ok(text),
        _ => Err(Complaint::hinting(
            "is not a version of Azure's API",
            "for example \"2024-10-21\"; leave it out for the undated API",
        )),
    }
}
