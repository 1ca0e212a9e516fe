//! A desk over vendors that hold what was planted, with the obedient model behind the real gateway.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use deskhand::actions::Policy;
use deskhand::desk::api::{Answer, Reading, Request, Who};
use deskhand::desk::{Desk, Local, Me, Parts, Reach};
use deskhand::domain::action::{ApprovalRule, Phase, Role};
use deskhand::domain::brief::{Brief, StoredSuggestion};
use deskhand::domain::call::CallSheet;
use deskhand::domain::{ActionKind, Purpose, SuggestionId};
use deskhand::gateway::{Gateway, Limits, Model};
use deskhand::phrasing::Locale;
use deskhand::ports::model::{ModelError, ModelEvent, ModelRequest};
use deskhand::ports::{Call, Finding, LanguageModel};
use deskhand::profile::Profiles;
use deskhand::storage::Storage;
use futures::stream::BoxStream;
use futures::{FutureExt, StreamExt};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::obedient::{self, Obedience};
use crate::planted::Injection;
use crate::profile_support::{
    Hands, Vendor, World, acme, contact, customer, hubspot, money, order, shopper, with_orders,
};

/// What identifies Ada, in lower case.
pub const SECRETS: &[&str] = &["ada@example.com", "5550104477", "555-010-4477"];
/// What is Bela's and no attacker of the corpus knows.
pub const OTHER_SECRETS: &[&str] = &["5550199", "777.77", "second-hand kayak", "order:3003"];

pub struct Office {
    desk: Desk,
    model: Arc<Obedient>,
}

struct Obedient {
    obeys: Vec<Obedience>,
    requests: Mutex<Vec<String>>,
}

#[async_trait]
impl LanguageModel for Obedient {
    fn name(&self) -> &str {
        "obedient"
    }

    async fn ask(
        &self,
        request: ModelRequest,
    ) -> Result<BoxStream<'static, Result<ModelEvent, ModelError>>, ModelError> {
        let body = format!("{}\n{}", request.system, request.user);
        request.wire.leaving(body.as_bytes())?;
        let answer = obedient::answer(&request.system, &request.user, &self.obeys);
        request.wire.arrived(answer.as_bytes());
        self.requests.lock().unwrap().push(body);
        let finished = ModelEvent::Finished { prompt_tokens: 100, completion_tokens: 50 };
        Ok(futures::stream::iter([Ok(ModelEvent::Text(answer)), Ok(finished)]).boxed())
    }

    async fn check(&self) -> Vec<Finding> {
        Vec::new()
    }
}

impl Office {
    pub async fn with(injection: &Injection) -> Self {
        let mut others = order(3003, 5, money("777.77", "USD"));
        others.items[0].title = "Second-hand kayak".to_owned();
        let bela = with_orders(shopper("2", "Bela Other", "bela@other.example", "+15550199"), vec![others]);
        let bela_at_crm = contact("666", "Bela Other", "bela@other.example", "");
        let store = Vendor::new(acme(), vec![injection.at_the_store(), bela]);
        let crm = Vendor::new(hubspot(), vec![injection.at_the_crm(), bela_at_crm]);
        let World { store, crm, clock, .. } = World::of(store, crm);
        let model = Arc::new(Obedient { obeys: injection.obey.clone(), requests: Mutex::default() });
        let storage = Arc::new(Storage::in_memory().await);
        let local = Local::start(parts(storage, store, crm, clock, Arc::clone(&model)), None).unwrap();
        let reach = Reach::Local(local);
        let again = reach.clone();
        let desk = Desk::new(reach, Arc::new(move || futures::future::ready(Ok(again.clone())).boxed()));
        let office = Self { desk, model };
        // Bela is known here, too.
        office
            .request(Request::Lookup {
                who: who("bela@other.example"),
                reading: Reading::Cached,
                all_pages: true,
            })
            .await;
        office
    }

    async fn request(&self, request: Request) -> Answer {
        self.desk.ask(request).await.unwrap()
    }

    pub async fn call_sheet(&self) -> CallSheet {
        let (who, reading) = (who("ada@example.com"), Reading::Cached);
        let request = Request::CallSheet { who, reading, playbook_only: false };
        let Answer::CallSheet(sheet) = self.request(request).await else { panic!("no page for a call") };
        *sheet
    }

    pub async fn brief(&self, purpose: Purpose) -> (Brief, Vec<StoredSuggestion>) {
        let (reading, again) = (Reading::Cached, true);
        let request = Request::Brief {
            who: who("ada@example.com"),
            purpose,
            case: None,
            reading,
            playbook_only: false,
            again,
        };
        let Answer::Brief(brief) = self.request(request).await else { panic!("no brief") };
        let mut stored = Vec::new();
        for suggestion in &brief.suggestions {
            let Answer::Suggestion(one) =
                self.request(Request::Suggestion { suggestion: suggestion.id }).await
            else {
                panic!("no suggestion")
            };
            stored.push(*one);
        }
        (*brief, stored)
    }

    /// Whether a suggestion goes out as it is, by one key.
    pub async fn is_accepted(&self, suggestion: SuggestionId) -> bool {
        self.desk.ask(Request::Accept { suggestion, now: true }).await.is_ok()
    }

    pub async fn ask(&self, question: &str) -> Answer {
        let (who, question) = (who("ada@example.com"), question.to_owned().into());
        self.request(Request::Ask { who, question, again: false }).await
    }

    pub async fn triage(&self) -> Answer {
        self.request(Request::Triage { who: who("ada@example.com"), case: None }).await
    }

    /// What left, each request as one text.
    pub fn requests(&self) -> Vec<String> {
        self.model.requests.lock().unwrap().clone()
    }
}

fn who(query: &str) -> Who {
    Who::Query(query.to_owned())
}

fn parts(
    storage: Arc<Storage>,
    store: Arc<Vendor>,
    crm: Arc<Vendor>,
    clock: Arc<Hands>,
    model: Arc<Obedient>,
) -> Parts {
    let limits = Limits {
        reply_tokens: 1_500,
        requests_per_minute: None,
        daily_tokens: u64::MAX / 4,
        monthly: None,
        keep_answers: Duration::ZERO,
    };
    let client = Arc::clone(&model) as Arc<dyn LanguageModel>;
    let gateway = Gateway::new(
        Model { client, deadline: Duration::from_secs(20), price: None }.into(),
        storage.clone(),
        clock.clone(),
        None,
        limits,
        "sam.ibarra@example.com".to_owned(),
    );
    let next = AtomicU64::new(1);
    let profiles = Profiles {
        stores: vec![store.clone()],
        crm: Some(crm.clone()),
        repository: storage.clone(),
        clock: clock.clone(),
        new_id: Arc::new(move || customer(u128::from(next.fetch_add(1, Ordering::SeqCst)))),
        cache_ttl: Duration::from_secs(900),
        call: Call::INTERACTIVE,
        settling: Arc::default(),
    };
    let discount = ApprovalRule {
        action: Some(ActionKind::Discount),
        percent_over: Some(10.into()),
        amount_over: None,
        outside_policy: false,
        role: Some(Role::Manager),
    };
    Parts {
        me: Me {
            email: "sam.ibarra@example.com".to_owned(),
            role: Role::Support,
            locale: Locale::default(),
            zone: TimeZone::UTC,
        },
        repository: storage,
        stores: vec![store],
        crm: Some(crm),
        models: vec![model],
        gateway: Some(gateway),
        model_is_sandbox: false,
        profiles,
        policy: Policy {
            phase: Phase::Suggest,
            undo_window: SignedDuration::from_secs(5),
            approvals: vec![discount],
            promises: Vec::new(),
            returns: None,
        },
        sla: deskhand::domain::sla::Sla::default(),
        scoring: deskhand::desk::Scoring {
            settings: deskhand::domain::score::ScoreSettings::default(),
            refit_after: None,
            holdout: 0.0,
            shelf: Arc::new(deskhand::storage::ModelsInMemory::default()),
        },
        macros: Vec::new(),
        clock,
        home_calling_code: "1".to_owned(),
        demo: false,
    }
}
