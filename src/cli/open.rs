//! Opening the desk: here where the storage is free, else in the process that holds it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::runtime::use_ring_for_tls;
use crate::actions::Policy;
use crate::config::{self, Config, Folders, Llm, Loaded, ModelKind, Store};
use crate::desk::api::{DeskError, FailureKind};
use crate::desk::{Desk, Local, Me, Parts, Reach, Remote, Reopen, SOCKET_NAME, Scoring};
use crate::domain::ids::{CustomerId, Source};
use crate::domain::sla::Sla;
use crate::gateway::{self, Gateway, Model, Models, PromptError, Prompts};
use crate::ports::{Call, Clock, CrmClient, ModelShelf, Repository, StoreClient, SystemClock};
use crate::profile::Profiles;
use crate::secret::SecretRef;
use crate::storage::{KeySource, Keyring, ModelFolder, ModelsInMemory, OpenError, OpenOptions, Storage};
use crate::vendors::http::Limits;
use crate::vendors::openai::{OpenAi, Protocol, Server};
use crate::vendors::{hubspot, shopify};

/// Calling code assumed for phones that name none, where the shop's own country is not known yet.
pub(super) const HOME_CALLING_CODE: &str = "1";

/// The user's own prompts, in a folder beside the configuration.
const TEMPLATES: &str = "prompts";

/// How often a holder that is just starting or ending is asked again. With the waits below: 14 s at most; a storage
/// of a million customers takes five to open.
const ATTEMPTS: usize = 40;
const FIRST_WAIT: Duration = Duration::from_millis(20);
const LONGEST_WAIT: Duration = Duration::from_millis(400);

/// What to open.
#[derive(Clone)]
pub struct Place {
    /// The configuration.
    pub loaded: Loaded,
    /// Where the data key lies.
    pub keys: KeySource,
    /// Whether everything comes from the sandbox.
    pub demo: bool,
}

impl Place {
    /// The storage that the configuration names; its key in the keyring, or in the user's configuration folder.
    pub fn of_this_user(loaded: Loaded) -> Result<Self, DeskError> {
        let folders = Folders::of_this_user().map_err(|error| failed(&error))?;
        let keys = KeySource { keyring: Keyring::Platform, file: folders.config.join("data.key") };
        Ok(Self { loaded, keys, demo: false })
    }

    /// The same as a remark at the start, where there is a model that would read them.
    pub fn prompt_remark(loaded: &Loaded) -> Option<String> {
        loaded.config.llm.as_ref()?;
        Some(format!("{}; until then the playbook writes", wrong_prompt(&loaded.path)?))
    }

    fn folder(&self) -> &Path {
        &self.loaded.config.storage.path
    }
}

/// The folder of the user's own prompts, beside the configuration.
pub fn templates(configuration: &Path) -> Option<PathBuf> {
    configuration.parent().map(|folder| folder.join(TEMPLATES))
}

/// What is wrong with the user's own prompts, where they have any. It takes the model away and nothing else.
pub fn wrong_prompt(configuration: &Path) -> Option<PromptError> {
    Prompts::load(templates(configuration).as_deref()).err()
}

/// Opens the desk. Whoever takes the storage answers the others on the socket in its folder; whoever comes second
/// works through that, until it is the first.
///
/// # Errors
/// The storage can't be used; or another process holds it and does not answer.
pub async fn open(place: Place) -> Result<Desk, DeskError> {
    let again = place.clone();
    let reopen: Reopen = Arc::new(move || Box::pin(reach(again.clone())));
    Ok(Desk::new(reach(place).await?, reopen))
}

async fn reach(place: Place) -> Result<Reach, DeskError> {
    let waits = ExponentialBuilder::default()
        .with_min_delay(FIRST_WAIT)
        .with_max_delay(LONGEST_WAIT)
        .with_max_times(ATTEMPTS)
        .build();
    let mut last = None;
    for wait in waits {
        let options = OpenOptions { folder: place.folder().to_owned(), keys: place.keys.clone() };
        match Storage::open(options).await {
            Ok(storage) => return here(storage, place).await.map(Reach::Local),
            Err(OpenError::Held { .. }) => {}
            Err(error) => return Err(failed(&error)),
        }
        match Remote::connect(&place.folder().join(SOCKET_NAME), &place.loaded.config.me.email).await {
            Ok(remote) => return Ok(Reach::Remote(Arc::new(remote))),
            Err(error) if error.kind() == std::io::ErrorKind::Other => return Err(failed(&error)),
            // Just starting (no socket yet) or just ending (nobody listens any more).
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(wait).await;
    }
    let why = last.map_or_else(String::new, |error| format!(" ({error})"));
    let what = format!(
        "the storage in `{}` is held by another process that does not answer on its socket{why}",
        place.folder().display()
    );
    Err(DeskError::new(FailureKind::Failed, what)
        .hint("end the other deskhand, or give this one a storage of its own: `DESKHAND_STORAGE_PATH`"))
}

/// An error with its causes, as the desk says it.
fn failed(error: &dyn std::error::Error) -> DeskError {
    let mut what = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        what = format!("{what}: {error}");
        cause = error.source();
    }
    DeskError::new(FailureKind::Failed, what)
}

/// What the configuration leads to outside this machine. Nothing is asked yet, no secret fetched.
pub struct Connections {
    /// Stores, in the configuration's order.
    pub stores: Vec<Arc<dyn StoreClient>>,
    /// The CRM, where there is one.
    pub crm: Option<Arc<dyn CrmClient>>,
    /// The language models in the order in which they are asked.
    pub models: Vec<Model>,
}

impl Connections {
    /// As the configuration says.
    ///
    /// # Errors
    /// An address is not allowed, or TLS cannot be set up.
    pub fn of(config: &Config, clock: &Arc<dyn Clock>) -> Result<Self, DeskError> {
        use_ring_for_tls();
        Ok(Self {
            stores: config.stores.iter().map(|store| shop(store, clock)).collect::<Result<_, _>>()?,
            crm: config.crm.as_ref().map(|crm| hubspot(crm, clock)).transpose()?,
            models: config
                .llm
                .iter()
                .flat_map(Llm::models)
                .map(|one| model(&one))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// A desk over the vendors of a configuration that keeps nothing and that nobody else reaches. It asks the given model
/// with the prompts of a folder, whatever models the configuration has; with none the playbook is alone.
///
/// # Errors
/// An address is not allowed, or TLS cannot be set up.
pub async fn apart(
    config: &Config,
    model: Option<Model>,
    templates: Option<PathBuf>,
) -> Result<Desk, DeskError> {
    let storage = Storage::in_memory().await;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let connections = Connections { models: model.into_iter().collect(), ..Connections::of(config, &clock)? };
    let parts = parts(storage, None, config, connections, clock, templates, true);
    let reach = Reach::Local(Local::start(parts, None)?);
    let again = reach.clone();
    let reopen: Reopen = Arc::new(move || {
        let reach = again.clone();
        Box::pin(async move { Ok(reach) })
    });
    Ok(Desk::new(reach, reopen))
}

/// What a configuration leads to, for those who need no desk.
///
/// # Errors
/// As [`Connections::of`].
pub fn connections(config: &Config) -> Result<Connections, DeskError> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    Connections::of(config, &clock)
}

/// Puts the desk together over an open storage.
async fn here(storage: Storage, place: Place) -> Result<Arc<Local>, DeskError> {
    let config = &place.loaded.config;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let connections = Connections::of(config, &clock)?;
    let own = templates(&place.loaded.path);
    let parts = parts(storage, Some(place.folder()), config, connections, clock, own, place.demo);
    Local::start(parts, Some(place.folder()))
}

/// The one place that names both vendors and storage.
fn parts(
    storage: Storage,
    folder: Option<&Path>,
    config: &Config,
    connections: Connections,
    clock: Arc<dyn Clock>,
    templates: Option<PathBuf>,
    demo: bool,
) -> Parts {
    let Connections { stores, crm, models } = connections;
    let repository: Arc<dyn Repository> = Arc::new(storage);
    let shelf: Arc<dyn ModelShelf> = match folder {
        Some(folder) => Arc::new(ModelFolder::in_storage(folder)),
        None => Arc::new(ModelsInMemory::default()),
    };
    let profiles = Profiles {
        stores: stores.clone(),
        crm: crm.clone(),
        repository: Arc::clone(&repository),
        clock: Arc::clone(&clock),
        new_id: Arc::new(|| CustomerId::new(uuid::Uuid::now_v7())),
        cache_ttl: config.storage.cache_ttl,
        call: Call::INTERACTIVE,
        settling: Arc::default(),
    };
    let clients = models.iter().map(|model| Arc::clone(&model.client)).collect();
    let actor = &config.me.email;
    let gateway = config.llm.as_ref().and_then(|llm| {
        gateway(llm, models, Arc::clone(&repository), Arc::clone(&clock), templates, actor.clone())
    });
    Parts {
        me: Me {
            email: config.me.email.clone(),
            role: config.me.role,
            locale: config.me.locale.clone(),
            zone: TimeZone::system(),
        },
        repository,
        stores,
        crm,
        model_is_sandbox: config.llm.as_ref().is_some_and(|llm| llm.model == "sandbox-model"),
        models: clients,
        gateway,
        profiles,
        policy: Policy {
            phase: config.policy.phase,
            undo_window: SignedDuration::try_from(config.policy.undo_window).unwrap_or_default(),
            approvals: config.policy.approvals.clone(),
            promises: config.policy.promises.clone(),
            returns: config.policy.returns.clone(),
        },
        sla: Sla { rules: config.policy.sla.clone(), hours: config.policy.hours.clone() },
        scoring: Scoring {
            settings: config.scores.settings,
            refit_after: refit_after(config),
            holdout: config.scores.holdout,
            shelf,
        },
        macros: config.macros.clone(),
        clock,
        home_calling_code: HOME_CALLING_CODE.to_owned(),
        demo,
    }
}

fn refit_after(config: &Config) -> Option<SignedDuration> {
    let days = i64::from(config.scores.refit_days);
    (days > 0).then(|| SignedDuration::from_hours(24 * days))
}

fn shop(store: &Store, clock: &Arc<dyn Clock>) -> Result<Arc<dyn StoreClient>, DeskError> {
    let credentials = match &store.credentials {
        config::Credentials::Token { token } => shopify::Credentials::Token(fetch(token)),
        config::Credentials::Client { client_id, client_secret } => {
            shopify::Credentials::Client { id: client_id.clone(), secret: fetch(client_secret) }
        }
    };
    let settings = shopify::Settings {
        source: Source::store("shopify", &store.name),
        shop: store.shop.clone(),
        base_url: store.base_url.as_ref().map(|base| address(base.as_str())).transpose()?,
        api_version: store.api_version.clone(),
        credentials,
        home_calling_code: HOME_CALLING_CODE.to_owned(),
        limits: Limits::default(),
    };
    Ok(Arc::new(shopify::Shopify::new(settings, Arc::clone(clock))?))
}

fn hubspot(crm: &config::Crm, clock: &Arc<dyn Clock>) -> Result<Arc<dyn CrmClient>, DeskError> {
    let settings = hubspot::Settings {
        base_url: crm.base_url.as_ref().map(|base| address(base.as_str())).transpose()?,
        api_version: crm.api_version.clone(),
        token: fetch(&crm.token),
        home_calling_code: HOME_CALLING_CODE.to_owned(),
    };
    Ok(Arc::new(hubspot::HubSpot::new(settings, Arc::clone(clock))?))
}

/// The gateway to these models; nothing where there are none.
pub fn gateway(
    llm: &Llm,
    models: Vec<Model>,
    repository: Arc<dyn Repository>,
    clock: Arc<dyn Clock>,
    templates: Option<PathBuf>,
    actor: String,
) -> Option<Gateway> {
    let mut models = models.into_iter();
    let models = Models::new(models.next()?, models.collect(), llm.purposes.clone());
    let limits = gateway::Limits {
        reply_tokens: llm.max_reply_tokens,
        requests_per_minute: llm.requests_per_minute,
        daily_tokens: llm.daily_token_budget,
        monthly: llm.monthly_budget,
        keep_answers: llm.answer_cache,
    };
    Some(Gateway::new(models, repository, clock, templates, limits, actor))
}

fn model(model: &config::Model) -> Result<Model, DeskError> {
    let protocol = match model.kind {
        ModelKind::Openai => Protocol::OpenAi,
        ModelKind::Azure => Protocol::Azure {
            deployment: model.deployment.clone().unwrap_or_else(|| model.model.clone()),
            api_version: model.api_version.clone(),
        },
    };
    let server = Server { base_url: model.base_url.as_str().to_owned(), protocol };
    let client = OpenAi::with_key_from(server, &model.model, model.api_key.as_ref().map(fetch));
    let client = Arc::new(client.map_err(|error| failed(&error))?);
    Ok(Model { client, deadline: model.timeout, price: model.price })
}

/// A secret is fetched when it is first needed, never before.
fn fetch(reference: &SecretRef) -> shopify::FetchSecret {
    let reference = reference.clone();
    Arc::new(move || {
        let reference = reference.clone();
        Box::pin(async move { reference.resolve().await.map_err(|error| error.to_string()) })
    })
}

fn address(text: &str) -> Result<reqwest::Url, DeskError> {
    reqwest::Url::parse(text).map_err(|error| failed(&error))
}
