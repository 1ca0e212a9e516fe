//! Models that are fitted on the store's history: the one in use, its fit, and how it holds up.

mod assortment;
mod drift;
mod effect;
mod fit;
mod history;
mod holdout;
mod in_lists;
mod people;
mod predict;
mod proposed;
mod quiet;
mod refit;
mod reviews;
mod rows;
mod run;
mod show;
mod take_back;
mod write_back;

use std::sync::{Arc, PoisonError, RwLock};

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::OnceCell;

use super::api::{Answer, DeskError, FailureKind, ModelCard, Notice};
use super::days;
use super::leads;
use super::local::Local;
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::history::History;
use crate::domain::ids::CustomerId;
use crate::domain::prediction::Prediction;
use crate::domain::score::ScoreSettings;
use crate::ports::ModelShelf;
use crate::scoring;
use crate::scoring::store_model::StoreModel;

pub(super) use drift::drift;
pub(super) use fit::fit;
use fit::fit_by;
pub(super) use people::export_people;
pub(super) use predict::{answer as predict, predict as predict_all};
pub(super) use quiet::{forget_quiet, quiet};
pub(super) use refit::keep as keep_fitted;
pub(super) use reviews::{decide as decide_review, list as reviews};
pub(super) use show::show;
pub(super) use take_back::take_back_part;
pub(super) use write_back::{Part, write_of, write_part};

/// The setting that names the model in use.
const IN_USE: &str = "score model";
/// What stands there where none is.
const ARITHMETIC: u32 = 0;

/// What scoring by fitted models needs.
pub struct Scoring {
    /// How models are fitted and used.
    pub settings: ScoreSettings,
    /// After how long the one in use is fitted anew by itself; nothing: never.
    pub refit_after: Option<SignedDuration>,
    /// Which share of the customers gets no win-back: 0.1 is ten per cent.
    pub holdout: f64,
    /// Where they stand.
    pub shelf: Arc<dyn ModelShelf>,
}

/// The model in use, read when it is needed first.
#[derive(Default)]
pub(super) struct InUse {
    read: OnceCell<()>,
    model: RwLock<Option<Arc<StoreModel>>>,
    /// When what the stores sell was read last.
    assortment_at: tokio::sync::Mutex<Option<Timestamp>>,
    /// Held while a model is fitted or another one chosen.
    changing: tokio::sync::Mutex<()>,
    /// Held while scores are written to the CRM.
    writing: tokio::sync::Mutex<()>,
    /// Who was found to be going quiet.
    quiet: tokio::sync::Mutex<Option<quiet::Found>>,
}

impl InUse {
    /// The model in use, as far as it has been read.
    pub(super) fn get(&self) -> Option<Arc<StoreModel>> {
        self.model.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, model: Option<Arc<StoreModel>>) {
        *self.model.write().unwrap_or_else(PoisonError::into_inner) = model;
    }
}

/// Has the model in use read.
pub(super) async fn ready(local: &Local) -> Result<(), DeskError> {
    let read = async || {
        let number = number_in_use(local).await?;
        let model = match number {
            Some(number) => get(local, number).await?,
            None => None,
        };
        local.model.set(model.map(Arc::new));
        Ok::<(), DeskError>(())
    };
    local.model.read.get_or_try_init(read).await?;
    assortment::ready(local).await
}

async fn number_in_use(local: &Local) -> Result<Option<u32>, DeskError> {
    let kept = local.parts.repository.setting(IN_USE).await?;
    let number = kept.and_then(|number| number.parse().ok());
    Ok(number.filter(|number| *number != ARITHMETIC))
}

/// A model of the shelf; nothing where there is none of that number, or one of a version that is not understood.
async fn get(local: &Local, number: u32) -> Result<Option<StoreModel>, DeskError> {
    let Some(text) = local.parts.scoring.shelf.get(number).await? else { return Ok(None) };
    let read = serde_json::from_str(&text);
    Ok(read.inspect_err(|error| tracing::warn!(number, %error, "a model cannot be read")).ok())
}

/// Puts a model into use, or none, and says so in the audit log.
async fn put_into_use(
    local: &Local,
    model: Option<StoreModel>,
    kind: AuditKind,
    actor: &str,
) -> Result<(), DeskError> {
    let used = model.as_ref();
    let event = AuditEvent {
        at: local.parts.clock.now(),
        actor: actor.to_owned(),
        kind,
        customer: None,
        subject: used.map_or_else(|| scoring::MODEL.to_owned(), StoreModel::name),
        detail: serde_json::json!({
            "before": number_in_use(local).await?,
            "digest": used.map(|model| model.digest),
            "until": used.map(|model| model.until),
        }),
    };
    // The line first: no model is in use without one, whatever comes between.
    local.parts.repository.append_audit(&event).await?;
    let number = used.map_or(ARITHMETIC, |model| model.number);
    local.parts.repository.put_setting(IN_USE, &number.to_string()).await?;
    local.model.set(model.map(Arc::new));
    let _ = local.told.send(Notice::Model);
    leads::say_anew(local).await
}

/// All models, the newest first.
pub(super) async fn models(local: &Local) -> Result<Answer, DeskError> {
    let in_use = number_in_use(local).await?;
    let mut cards = Vec::new();
    for number in local.parts.scoring.shelf.numbers().await?.into_iter().rev() {
        cards.extend(get(local, number).await?.map(|model| ModelCard::of(&model, in_use == Some(number))));
    }
    Ok(Answer::Models(cards))
}

/// Uses another model: the one of that number, else the one before the one in use; before the first there is the
/// arithmetic, which has the number 0.
pub(super) async fn roll_back(local: &Local, number: Option<u32>) -> Result<Answer, DeskError> {
    let _changing = local.model.changing.lock().await;
    ready(local).await?;
    let numbers = local.parts.scoring.shelf.numbers().await?;
    let in_use = number_in_use(local).await?;
    let before = || {
        let used = in_use?;
        Some(numbers.iter().rev().copied().find(|number| *number < used).unwrap_or(ARITHMETIC))
    };
    let Some(number) = number.or_else(before) else {
        return Err(DeskError::new(FailureKind::NotFound, "there is no earlier model")
            .hint("`deskhand score models` lists them"));
    };
    if number == ARITHMETIC {
        put_into_use(local, None, AuditKind::ModelChosen, local.actor()).await?;
        in_lists::follow(local).await?;
        return Ok(Answer::Models(Vec::new()));
    }
    let Some(model) = get(local, number).await? else {
        return Err(DeskError::new(
            FailureKind::NotFound,
            format!("there is no model {number} that can be used"),
        )
        .hint("`deskhand score models` lists them"));
    };
    let card = ModelCard::of(&model, true);
    put_into_use(local, Some(model), AuditKind::ModelChosen, local.actor()).await?;
    predict_all(local).await?;
    in_lists::follow(local).await?;
    Ok(Answer::Models(vec![card]))
}

/// The zone in which the store's days end, which the store is asked for where it is not known; UTC where nobody says.
pub(super) async fn zone(local: &Local) -> Result<TimeZone, DeskError> {
    days::learn_zone(local).await?;
    let name = days::zone(local).await?;
    Ok(name.and_then(|name| TimeZone::get(&name).ok()).unwrap_or(TimeZone::UTC))
}

/// What is to be known of a customer before they are scored by the model in use.
#[derive(Clone)]
pub(super) struct Before {
    /// In which zone the store's days end, by its IANA name; nothing until that is known.
    pub store_zone: Option<String>,
    /// The same, or UTC.
    pub zone: TimeZone,
    /// What was said of them last, by whichever model.
    pub last: Option<Prediction>,
    /// What is kept of them.
    pub history: Option<History>,
    /// Whether they get no win-back.
    pub held_out: bool,
}

/// The same, read; nothing where no model is in use.
pub(super) async fn before(local: &Local, customer: Option<CustomerId>) -> Result<Before, DeskError> {
    let store_zone = days::zone(local).await?;
    let zone = store_zone.as_deref().and_then(|name| TimeZone::get(name).ok()).unwrap_or(TimeZone::UTC);
    if local.model.get().is_none() {
        return Ok(Before { store_zone, zone, last: None, history: None, held_out: false });
    }
    let repository = &local.parts.repository;
    let (kept, history) = match customer {
        Some(customer) => (repository.predictions(&[customer]).await?, repository.history(customer).await?),
        None => (Vec::new(), None),
    };
    let last = kept.into_iter().next().and_then(|kept| kept.made.into_iter().last());
    let held_out = match customer {
        Some(customer) => !holdout::among(local, &[customer]).await?.is_empty(),
        None => false,
    };
    Ok(Before { store_zone, zone, last, history, held_out })
}

/// The model in use.
pub(super) async fn in_use(local: &Local) -> Result<Arc<StoreModel>, DeskError> {
    match local.model.get() {
        Some(model) => Ok(model),
        None => Err(no_model(local).await?),
    }
}

/// No model is in use: none was ever fitted, or somebody has gone back to the arithmetic.
async fn no_model(local: &Local) -> Result<DeskError, DeskError> {
    let newest = local.parts.scoring.shelf.numbers().await?.into_iter().max();
    Ok(match newest {
        None => DeskError::new(FailureKind::NotFound, "no model has been fitted on this store's history yet")
            .hint("`deskhand sync` reads the history; `deskhand score fit`, in the app `F` (g m), fits a model on it"),
        Some(number) => DeskError::new(FailureKind::NotFound, "no model is in use: simple arithmetic scores")
            .hint(format!(
                "`deskhand score use {number}` takes model {number}, `deskhand score models` lists them"
            )),
    })
}
