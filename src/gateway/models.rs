//! The models that can be asked, and which of them first for what.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use super::breaker::Breaker;
use super::prompt::PromptName;
use crate::domain::Currency;
use crate::domain::Purpose;
use crate::domain::price::Price;
use crate::ports::LanguageModel;

/// A model that can be asked.
#[derive(Clone)]
pub struct Model {
    /// The way to it.
    pub client: Arc<dyn LanguageModel>,
    /// From the first byte sent to the last byte read.
    pub deadline: Duration,
    /// What it costs, where that is known.
    pub price: Option<Price>,
}

/// All models, the first before those that stand in for it.
pub struct Models {
    all: Vec<Entry>,
    purposes: BTreeMap<String, String>,
}

/// A model, and how it has been doing.
pub(super) struct Entry {
    pub(super) model: Model,
    pub(super) breaker: Breaker,
}

impl Entry {
    pub(super) fn name(&self) -> &str {
        self.model.client.name()
    }
}

impl Models {
    /// `first`, and `others` in the order in which they stand in for it. `purposes` names the model that is asked
    /// first for a prompt (`ask`) or for a prompt and a purpose (`brief-support`).
    pub fn new(first: Model, others: Vec<Model>, purposes: BTreeMap<String, String>) -> Self {
        let all = std::iter::once(first).chain(others);
        Self { all: all.map(|model| Entry { model, breaker: Breaker::default() }).collect(), purposes }
    }

    /// The models in the order in which they are asked for this.
    pub(super) fn route(&self, prompt: PromptName, purpose: Purpose) -> Vec<&Entry> {
        let exactly = format!("{}-{}", prompt.as_str(), purpose.as_str());
        let chosen = self.purposes.get(&exactly).or_else(|| self.purposes.get(prompt.as_str()));
        let first = chosen.and_then(|name| self.all.iter().position(|entry| entry.name() == name));
        let first = first.unwrap_or(0);
        let others = self.all.iter().enumerate().filter(|(at, _)| *at != first).map(|(_, entry)| entry);
        self.all.get(first).into_iter().chain(others).collect()
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(Entry::name)
    }

    /// The currency of the prices, where there are any.
    pub(super) fn currency(&self) -> Option<Currency> {
        self.all.iter().find_map(|entry| Some(entry.model.price?.currency))
    }
}

impl From<Model> for Models {
    fn from(only: Model) -> Self {
        Self::new(only, Vec::new(), BTreeMap::new())
    }
}
