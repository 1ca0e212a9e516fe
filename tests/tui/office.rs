//! The desk in this process, over the sandbox and a storage in memory; time passes when the test says so.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use deskhand::actions::Policy;
use deskhand::cli::open::{Connections, gateway};
use deskhand::config::{self, Config, Folders};
use deskhand::desk::api::{Answer, DeskError, Request};
use deskhand::desk::{Desk, Local, Me, Parts, Reach};
use deskhand::domain::ids::CustomerId;
use deskhand::ports::{Call, Clock, Repository};
use deskhand::profile::Profiles;
use deskhand::storage::Storage;
use deskhand::tui::Opener;
use futures::FutureExt;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sandbox_support::{Running, now};

/// A clock that stands where the test has set it.
pub struct SetClock(Mutex<Timestamp>);

impl SetClock {
    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap() = now;
    }

    pub fn forward(&self, by: SignedDuration) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}

/// A desk with all that it stands on.
pub struct Office {
    pub sandbox: Running,
    pub clock: Arc<SetClock>,
    pub repository: Arc<dyn Repository>,
    config: Config,
    local: Arc<Local>,
}

impl Office {
    /// On the sandbox as it is: its own model, five seconds to take something back, a yes for high discounts.
    pub async fn open() -> Self {
        Self::with(&[], |configuration| configuration).await
    }

    /// Without a language model: the playbook writes.
    pub async fn without_a_model() -> Self {
        Self::with(&[], without_a_model).await
    }

    /// With faults of the vendors, and the sandbox's configuration changed.
    pub async fn with(faults: &[&str], change: impl FnOnce(String) -> String) -> Self {
        let sandbox = Running::start(faults).await;
        // Nothing is fitted anew and nobody held out unless a test says so.
        let mut text = change(sandbox.sandbox.configuration());
        if !text.contains("[scores]") {
            text.push_str("\n[scores]\nrefit_days = 0\nholdout_percent = 0\n");
        }
        let config = configuration(&text);
        let clock = Arc::new(SetClock(Mutex::new(now())));
        let repository: Arc<dyn Repository> = Arc::new(Storage::in_memory().await);
        repository.put_setting("welcomed/1", "long ago").await.expect("it is kept");
        let parts = parts(&config, Arc::clone(&repository), clock.clone());
        let local = Local::start(parts, None).expect("the desk starts");
        Self { sandbox, clock, repository, config, local }
    }

    /// As the next process finds everything.
    pub fn restarted(self) -> Self {
        let parts = parts(&self.config, Arc::clone(&self.repository), self.clock.clone());
        Self { local: Local::start(parts, None).expect("the desk starts"), ..self }
    }

    /// The same storage as it is found under another configuration.
    pub fn restarted_with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self.restarted()
    }

    /// The same storage as somebody else finds it, or the same person once their address is put right.
    pub fn restarted_as(self, email: &str) -> Self {
        self.restarted_with(|config| email.clone_into(&mut config.me.email))
    }

    /// As if nobody had been here before.
    pub async fn forget_the_welcome(&self) {
        self.repository.put_setting("welcomed/1", "").await.expect("it is kept");
    }

    /// Who works here.
    pub fn email(&self) -> &str {
        &self.config.me.email
    }

    /// How the app opens this desk.
    pub fn opener(&self) -> Opener {
        let local = Arc::clone(&self.local);
        Arc::new(move || {
            let desk = desk_of(&local);
            async move { Ok(desk) }.boxed()
        })
    }

    /// Asks the desk beside the app.
    pub async fn ask(&self, request: Request) -> Result<Answer, DeskError> {
        desk_of(&self.local).ask(request).await
    }

    /// Replaces the faults of the vendors.
    pub async fn faults(&self, rules: &[&str]) {
        let set = self.sandbox.aid("POST", "/faults", Some(json!({ "faults": rules }))).await;
        assert_eq!(set["faults"].as_array().map(Vec::len), Some(rules.len()), "{set}");
    }

    /// A new case of Maren Holloway's; its id.
    pub async fn case_of_maren(&self, subject: &str, content: &str) -> String {
        let made = json!({
            "properties": { "subject": subject, "hs_pipeline": "0", "hs_pipeline_stage": "1",
                "source_type": "EMAIL", "content": content },
            "associations": [{
                "to": { "id": "512001" },
                "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 16 }]
            }]
        });
        let (status, ticket) = self.sandbox.hubspot("POST", "/crm/objects/2026-09/tickets", Some(made)).await;
        assert_eq!(status, 201, "{ticket}");
        ticket["id"].as_str().expect("an id").to_owned()
    }

    /// A colleague's desk on the same accounts, with a storage of its own.
    pub async fn colleague(&self, email: &str) -> Desk {
        let mut config = self.config.clone();
        email.clone_into(&mut config.me.email);
        let repository: Arc<dyn Repository> = Arc::new(Storage::in_memory().await);
        let parts = parts(&config, repository, self.clock.clone());
        desk_of(&Local::start(parts, None).expect("the desk starts"))
    }

    /// What has been made at the CRM of a kind (`notes`, `tasks`), oldest first: its properties.
    pub async fn created(&self, kind: &str) -> Vec<Value> {
        let journal = self.sandbox.aid("GET", "/journal", None).await;
        let created = journal["created"].as_array().expect("a journal");
        created.iter().map(|entry| entry["written"].clone()).filter(|made| made["kind"] == kind).collect()
    }
}

fn desk_of(local: &Arc<Local>) -> Desk {
    let reach = Reach::Local(Arc::clone(local));
    let again = reach.clone();
    Desk::new(reach, Arc::new(move || futures::future::ready(Ok(again.clone())).boxed()))
}

/// The sandbox's configuration without its model.
pub fn without_a_model(configuration: String) -> String {
    let (llm, policy) = (configuration.find("[llm]").unwrap(), configuration.find("[policy]").unwrap());
    format!("{}{}", &configuration[..llm], &configuration[policy..])
}

/// The sandbox's configuration without its model, where every answer needs the yes of a manager.
pub fn replies_need_a_yes(configuration: String) -> String {
    let rule = "[[policy.approvals]]\nwhen = { action = \"reply\" }\nrole = \"manager\"\n";
    format!("{}\n{rule}", without_a_model(configuration))
}

fn configuration(text: &str) -> Config {
    let nowhere = || "/nowhere".into();
    let folders = Folders { home: nowhere(), config: nowhere(), data: nowhere(), state: nowhere() };
    let loaded = config::parse(text, "/nowhere/config.toml".as_ref(), &folders, &|_| None);
    loaded.expect("the configuration is right").config
}

fn parts(config: &Config, repository: Arc<dyn Repository>, clock: Arc<dyn Clock>) -> Parts {
    let Connections { stores, crm, models } = Connections::of(config, &clock).expect("loopback is allowed");
    let customers = AtomicU64::new(1);
    let profiles = Profiles {
        stores: stores.clone(),
        crm: crm.clone(),
        repository: Arc::clone(&repository),
        clock: Arc::clone(&clock),
        new_id: Arc::new(move || {
            CustomerId::new(Uuid::from_u128(u128::from(customers.fetch_add(1, Ordering::Relaxed))))
        }),
        cache_ttl: config.storage.cache_ttl,
        call: Call::INTERACTIVE,
        settling: Default::default(),
    };
    let clients: Vec<_> = models.iter().map(|model| Arc::clone(&model.client)).collect();
    let actor = config.me.email.clone();
    let gateway = config
        .llm
        .as_ref()
        .and_then(|llm| gateway(llm, models, Arc::clone(&repository), Arc::clone(&clock), None, actor));
    Parts {
        me: Me {
            email: config.me.email.clone(),
            role: config.me.role,
            locale: config.me.locale.clone(),
            zone: TimeZone::UTC,
        },
        repository,
        stores,
        crm,
        model_is_sandbox: !clients.is_empty(),
        models: clients,
        gateway,
        profiles,
        policy: Policy {
            phase: config.policy.phase,
            undo_window: SignedDuration::try_from(config.policy.undo_window).unwrap(),
            approvals: config.policy.approvals.clone(),
            promises: config.policy.promises.clone(),
            returns: config.policy.returns.clone(),
        },
        sla: deskhand::domain::sla::Sla::default(),
        scoring: deskhand::desk::Scoring {
            settings: deskhand::domain::score::ScoreSettings::default(),
            refit_after: (config.scores.refit_days > 0)
                .then(|| SignedDuration::from_hours(24 * i64::from(config.scores.refit_days))),
            holdout: config.scores.holdout,
            shelf: Arc::new(deskhand::storage::ModelsInMemory::default()),
        },
        macros: config.macros.clone(),
        clock,
        home_calling_code: "1".to_owned(),
        demo: true,
    }
}
