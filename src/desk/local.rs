//! The desk in the process that holds the storage: owns the layers below and the worker.
//!
//! Each request is judged first (phase and role), then handled in its noun's file, which writes the audit line.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::sync::{SetOnce, broadcast};
use tokio::task::JoinSet;

use super::api::{Answer, DeskError, FailureKind, Notice, Request};
use super::kept::List;
use super::{
    NOTICES_KEPT, accounts, activity, agenda, answers, audit, briefs, calls, cards, casework, corrections,
    directory, doctor, entries, erasure, leads, links, lookalikes, lookup, named, questions, queue, refunds,
    rejections, review, scores, snooze, socket, sources, suggestions, summary, sync, triage, welcome, whoami,
};
use crate::actions::{Actions, Policy, Worker};
use crate::directory::Directory;
use crate::domain::action::Role;
use crate::domain::agenda::PlannedCall;
use crate::domain::ids::{CustomerId, Source};
use crate::domain::lead::Lead;
use crate::domain::macros::Macro;
use crate::domain::profile::{Profile, SourceState};
use crate::domain::queue::QueuedCase;
use crate::domain::sla::Sla;
use crate::gateway::Gateway;
use crate::phrasing::Locale;
use crate::ports::repository::StorageError;
use crate::ports::{Clock, CrmClient, LanguageModel, PortError, Repository, StoreClient, Trouble};
use crate::profile::Profiles;
use crate::scoring::{self, Fitted, StoreKnowledge};

/// How long others and vendors may hold up the end of the process that holds the storage.
const PATIENCE_AT_THE_END: Duration = Duration::from_secs(2);

/// Who acts.
#[derive(Clone, Debug)]
pub struct Me {
    /// The rep's e-mail: owner at the CRM, actor in the audit log.
    pub email: String,
    /// A label on a single machine.
    pub role: Role,
    /// How values are written for the rep.
    pub locale: Locale,
    /// Where the rep works: what is due is due in its hours.
    pub zone: TimeZone,
}

/// What the desk is put together from.
pub struct Parts {
    /// Who acts.
    pub me: Me,
    /// What is kept.
    pub repository: Arc<dyn Repository>,
    /// Stores.
    pub stores: Vec<Arc<dyn StoreClient>>,
    /// The CRM, where there is one.
    pub crm: Option<Arc<dyn CrmClient>>,
    /// The language models in the order in which they are asked.
    pub models: Vec<Arc<dyn LanguageModel>>,
    /// The way to them.
    pub gateway: Option<Gateway>,
    /// Whether the first is the sandbox's own.
    pub model_is_sandbox: bool,
    /// Assembles profiles.
    pub profiles: Profiles,
    /// What may be done.
    pub policy: Policy,
    /// What is promised about cases.
    pub sla: Sla,
    /// What scoring by fitted models needs.
    pub scoring: scores::Scoring,
    /// Answers that are given often.
    pub macros: Vec<Macro>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Calling code assumed for phones that name none.
    pub home_calling_code: String,
    /// Whether everything comes from the sandbox.
    pub demo: bool,
}

/// Tells whoever asked how far a request is.
pub(super) type Tell = Arc<dyn Fn(Notice) + Send + Sync>;

/// The desk, here.
pub struct Local {
    pub(super) parts: Parts,
    pub(super) actions: Actions,
    pub(super) worker: Worker,
    pub(super) directory: RwLock<Directory>,
    /// Set once all that is kept of the directory has been read, or cannot be.
    pub(super) directory_loaded: SetOnce<()>,
    pub(super) sources: Mutex<Vec<SourceState>>,
    pub(super) owners: Mutex<Option<doctor::KnownOwners>>,
    pub(super) knowledge: Mutex<StoreKnowledge>,
    /// The model in use that was fitted on the store's history.
    pub(super) model: scores::InUse,
    /// The customer who was looked at last, and when.
    pub(super) viewed: Mutex<Option<(CustomerId, Timestamp)>>,
    /// Held while a decision is counted.
    pub(super) tally: tokio::sync::Mutex<()>,
    /// Held while it is kept which rejections were looked at.
    pub(super) hearing: tokio::sync::Mutex<()>,
    /// Held from the look for another answer to a case, or for other money back, until one is stored: of two at once the
    /// second finds the first.
    pub(super) answering: tokio::sync::Mutex<()>,
    /// Open cases.
    pub(super) queue: List<QueuedCase>,
    /// Leads.
    pub(super) leads: List<Lead>,
    /// The rep's open tasks.
    pub(super) agenda: List<PlannedCall>,
    /// What people have put right of cases, once it was read from the storage.
    pub(super) corrections: tokio::sync::Mutex<corrections::Kept>,
    /// Held while the accounts are read through.
    pub(super) syncing: tokio::sync::Mutex<()>,
    /// How the accounts stand, as far as they were spoken of.
    pub(super) kept_sources: sources::AllKept,
    /// What the rep was called last.
    pub(super) named: tokio::sync::Mutex<named::InMemory>,
    /// Records that came and could not be read.
    pub(super) parked: sources::parked::Records,
    pub(super) told: broadcast::Sender<Notice>,
    /// Held once more by each request under way.
    asked: Arc<()>,
    background: Mutex<JoinSet<()>>,
    closing: socket::Closing,
}

impl fmt::Debug for Local {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Local")
    }
}

impl Local {
    /// Puts the desk together and starts what works in the background: the outbox, the directory's loading,
    /// and, where a folder is given, the private socket in it.
    pub fn start(parts: Parts, folder: Option<&Path>) -> Result<Arc<Self>, DeskError> {
        let listening = folder.map(socket::bind).transpose().map_err(|error| {
            DeskError::new(FailureKind::Failed, format!("the private socket cannot be made: {error}"))
                .hint("the storage folder must be writable and its path shorter than 100 characters")
        })?;
        let (told, _) = broadcast::channel(NOTICES_KEPT);
        let teller = told.clone();
        let observer: crate::actions::Observer = Arc::new(move |entry| {
            // Nobody listening is fine.
            let _ = teller.send(Notice::Entry { entry: Box::new(entry.clone()) });
        });
        let worker = Worker::new(
            Arc::clone(&parts.repository),
            parts.crm.clone(),
            Arc::clone(&parts.clock),
            Arc::clone(&observer),
        );
        let actions = Actions::new(
            Arc::clone(&parts.repository),
            Arc::clone(&parts.clock),
            worker.clone(),
            observer,
            parts.policy.clone(),
        );
        let local = Arc::new(Self {
            actions,
            worker: worker.clone(),
            directory: RwLock::new(Directory::new()),
            directory_loaded: SetOnce::new(),
            sources: Mutex::new(whoami::unread(&parts)),
            owners: Mutex::default(),
            knowledge: Mutex::default(),
            model: scores::InUse::default(),
            viewed: Mutex::default(),
            tally: tokio::sync::Mutex::default(),
            hearing: tokio::sync::Mutex::default(),
            answering: tokio::sync::Mutex::default(),
            queue: List::default(),
            leads: List::default(),
            agenda: List::default(),
            corrections: tokio::sync::Mutex::default(),
            syncing: tokio::sync::Mutex::default(),
            kept_sources: sources::AllKept::default(),
            named: tokio::sync::Mutex::default(),
            parked: sources::parked::Records::default(),
            told,
            asked: Arc::default(),
            background: Mutex::new(JoinSet::new()),
            closing: socket::Closing::default(),
            parts,
        });
        let looking = Arc::downgrade(&local);
        worker.look_before_sending(Arc::new(move |entry| {
            let looking = looking.clone();
            Box::pin(async move { refunds::no_longer(&*looking.upgrade()?, &entry).await })
        }));
        {
            let mut background = local.background.lock().unwrap_or_else(PoisonError::into_inner);
            background.spawn(worker.run());
            background.spawn(directory::load(Arc::downgrade(&local)));
            if let Some(after) = local.parts.scoring.refit_after {
                background.spawn(scores::keep_fitted(Arc::downgrade(&local), after));
            }
            match listening {
                Some(listening) => {
                    let serve = socket::serve(listening, Arc::downgrade(&local), local.closing.clone());
                    background.spawn(serve);
                }
                None => local.closing.done.cancel(),
            }
        }
        Ok(local)
    }

    /// Lets nobody in any more, answers who has asked, and waits for what is on its way to a vendor; not for long.
    pub async fn finish(&self) {
        self.closing.asked.cancel();
        let ended = async {
            self.closing.done.cancelled().await;
            self.worker.landed().await;
        };
        if tokio::time::timeout(PATIENCE_AT_THE_END, ended).await.is_err() {
            tracing::info!("ended before everything had: the next process goes on with it");
        }
    }

    /// Where notices come from.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.told.subscribe()
    }

    /// Whether somebody waits for an answer.
    pub(super) fn is_asked(&self) -> bool {
        Arc::strong_count(&self.asked) > 1
    }

    /// Answers one request. `tell` hears of its progress.
    pub(super) async fn handle(&self, id: u64, request: Request, tell: Tell) -> Result<Answer, DeskError> {
        let _under_way = Arc::clone(&self.asked);
        match request {
            Request::WhoAmI => whoami::answer(self).await,
            Request::Welcomed => welcome::told(self).await,
            Request::Names { customers } => Ok(directory::names(self, &customers).await),
            Request::Search { query, limit, whole } => directory::search(self, &query.0, limit, whole).await,
            Request::Lookup { who, reading, all_pages } => {
                lookup::lookup(self, id, &who, reading, all_pages, tell).await
            }
            Request::Link { who, record, reason } => lookup::link(self, &who, record, true, reason).await,
            Request::Unlink { who, record, reason } => lookup::link(self, &who, record, false, reason).await,
            Request::LinkGraph { who } => links::graph(self, &who).await,
            Request::Namesakes { who } => lookalikes::asked_for(self, &who).await,
            Request::RehearseLink { who, record } => links::rehearse(self, &who, record).await,
            Request::Forget { who } => erasure::forget(self, &who).await,
            Request::RehearseForget { who } => erasure::rehearse(self, &who).await,
            Request::Brief { who, purpose, case, reading, playbook_only, again } => {
                let wanted = briefs::Wanted { purpose, case, reading, playbook_only, again };
                briefs::brief(self, id, &who, wanted, tell).await
            }
            Request::CallSheet { who, reading, playbook_only } => {
                calls::sheet(self, id, &who, reading, playbook_only, tell).await
            }
            Request::AccountSheet { of, reading, playbook_only } => {
                accounts::sheet(self, id, &of, reading, playbook_only, tell).await
            }
            Request::LogCall { who, text, account, follow_up, try_only, now } => {
                calls::log(self, &who, calls::Log { text, account, follow_up, try_only, now }).await
            }
            Request::Ask { who, question, again } => {
                questions::ask(self, id, &who, &question.0, again, tell).await
            }
            Request::Queue { reading, known } => queue::queue(self, id, reading, known, tell).await,
            Request::Summarise { who, case, reading } => summary::summarise(self, &who, &case, reading).await,
            Request::UnsentAnswers { customer } => answers::of_customer(self, customer).await,
            Request::SaidSent { entries } => {
                Ok(Answer::SaidSent(answers::said_sent(self, &entries).await?.into_values().collect()))
            }
            Request::QueueOf { cases } => snooze::queue_of(self, &cases).await,
            Request::FillQueue { most } => queue::fill(self, id, most, tell).await,
            Request::Leads { reading, known } => leads::leads(self, id, reading, known, tell).await,
            Request::FillLeads { most } => leads::fill(self, id, most, tell).await,
            Request::Agenda { reading, known } => agenda::agenda(self, id, reading, known, tell).await,
            Request::FillAgenda { most } => agenda::fill(self, id, most, tell).await,
            Request::EndTask { task, now } => agenda::done(self, &task, now).await,
            Request::RereadTasks { tasks } => agenda::reread(self, tasks).await,
            Request::RereadLeads { leads } => leads::reread(self, leads).await,
            Request::Decide { lead, decision, now } => leads::decide(self, &lead, decision, now).await,
            Request::Label { case, change } => queue::label(self, case, change).await,
            Request::Unlabel { case } => queue::unlabel(self, case).await,
            Request::SayAnswerSent { case } => answers::sent(self, &case).await,
            Request::SayAnswerUnsent { case } => answers::not_sent(self, &case).await,
            Request::CaseChoices { case } => casework::choices(self, case).await,
            Request::WorkCases { cases, deed, consent, vouches, now } => {
                casework::work(self, cases, deed, casework::Will { consent, vouches, now }).await
            }
            Request::RereadCases { cases } => casework::reread(self, cases).await,
            Request::Triage { who, case } => triage::triage(self, id, &who, case.as_deref(), tell).await,
            Request::Replay { what } => briefs::replay(self, what).await,
            Request::Wires { customer, limit } => briefs::wires(self, customer, limit).await,
            Request::WireProof { customer } => briefs::prove(self, customer).await,
            Request::Suggestions { customer } => suggestions::list(self, customer).await,
            Request::Suggestion { suggestion } => suggestions::one(self, suggestion).await,
            Request::Accept { suggestion, now } => suggestions::accept(self, suggestion, now).await,
            Request::AcceptDespite { suggestion, now } => {
                suggestions::accept_despite(self, suggestion, now).await
            }
            Request::Edit { suggestion, edit } => suggestions::edit(self, suggestion, edit).await,
            Request::Dismiss { suggestion, reason } => suggestions::dismiss(self, suggestion, &reason).await,
            Request::Restore { suggestion } => suggestions::restore(self, suggestion).await,
            Request::Note { who, text, case, now } => suggestions::note(self, &who, &text.0, case, now).await,
            Request::Task { who, text, case, due_at, owner, now } => {
                let wanted = suggestions::OwnTask { text: text.0, case, due_at, owner };
                suggestions::task(self, &who, wanted, now).await
            }
            Request::SaveDraft { customer, what_for, text } => {
                self.parts.repository.put_draft(customer, &what_for, &text.0).await?;
                Ok(Answer::Done)
            }
            Request::Draft { customer, what_for } => {
                Ok(Answer::Draft(self.parts.repository.draft(customer, &what_for).await?.map(Into::into)))
            }
            Request::Drafted { customers, what_for } => {
                let mut drafted = Vec::new();
                for customer in customers {
                    let draft = self.parts.repository.draft(customer, &what_for).await?;
                    drafted.extend(draft.map(|_| customer));
                }
                Ok(Answer::Drafted(drafted))
            }
            Request::Undo { what } => entries::undo(self, what, false).await,
            Request::UndoDespite { what } => entries::undo(self, what, true).await,
            Request::Approvals => entries::approvals(self).await,
            Request::Review { entry, reading } => review::review(self, entry, reading).await,
            Request::Amend { entry, edit } => entries::amend(self, entry, edit).await,
            Request::Approve { entry, despite } => entries::approve(self, entry, despite).await,
            Request::Reject { entry, reason } => entries::reject(self, entry, &reason).await,
            Request::Rejections => rejections::answer(self).await,
            Request::HearRejections { entries } => rejections::look(self, &entries).await,
            Request::Outbox { limit } => Ok(Answer::Entries(self.parts.repository.entries(limit).await?)),
            Request::Entry { entry } => entries::one(self, entry).await,
            Request::AwaitEntry { entry } => entries::wait(self, entry).await,
            Request::RunOutbox => entries::run(self).await,
            Request::Retry { entry } => entries::retry(self, entry).await,
            Request::Drop { entry, reason } => entries::give_up(self, entry, reason.as_deref()).await,
            Request::Sources => sources::answer(self).await,
            Request::ReadAgain { record } => sources::parked::read_again(self, record).await,
            Request::Skip { record, reason } => sources::parked::skip(self, record, &reason).await,
            Request::AuditTail { limit } => Ok(Answer::Audit(self.parts.repository.audit_tail(limit).await?)),
            Request::AuditAfter { after, limit } => {
                Ok(Answer::Audit(self.parts.repository.audit_after(after, limit).await?))
            }
            Request::Activity { since, everybodys } => activity::activity(self, since, everybodys).await,
            Request::AuditVerify => audit::verify(self).await,
            Request::Owners => Ok(Answer::Owners(doctor::owners(self).await?)),
            Request::Doctor => doctor::doctor(self).await,
            Request::SetUpFields { try_only } => doctor::set_up(self, try_only).await,
            Request::FitScores => scores::fit(self, id, tell).await,
            Request::Models => scores::models(self).await,
            Request::UseModel { number } => scores::roll_back(self, number).await,
            Request::Scores { who, reading, supposed } => scores::show(self, &who, reading, supposed).await,
            Request::Drift => scores::drift(self).await,
            Request::Predict => scores::predict(self).await,
            Request::WriteScores { after, limit, try_only } => {
                scores::write_part(self, id, scores::Part { after, limit }, try_only, tell).await
            }
            Request::WriteScoresOf { who, try_only, despite } => {
                scores::write_of(self, &who, try_only, despite).await
            }
            Request::TakeScoresBack { after, limit, try_only } => {
                scores::take_back_part(self, id, scores::Part { after, limit }, try_only, tell).await
            }
            Request::TierReviews => scores::reviews(self).await,
            Request::DecideTier { customer, word } => scores::decide_review(self, customer, word).await,
            Request::Quiet { reading, known, within } => {
                scores::quiet(self, id, reading, known, within, tell).await
            }
            Request::Predictions { after, limit } => {
                Ok(Answer::Predictions(self.parts.repository.prediction_page(after, limit).await?))
            }
            Request::ExportPeople { after, limit } => scores::export_people(self, after, limit).await,
            Request::Sync { since, full } => sync::sync(self, id, since, full, tell).await,
        }
    }

    /// The rep's e-mail, as the audit log names them.
    pub(super) fn actor(&self) -> &str {
        &self.parts.me.email
    }

    /// Makes a profile ready to be looked at: scored against what is known of the store, which learns from it, and without
    /// the numbers of payment cards.
    pub(super) fn complete(&self, profile: &mut Profile, before: &scores::Before) {
        cards::cut_in(profile);
        // The look-up that reads the store for the first time learns it on the way.
        let read = self.parts.stores.iter().find_map(|store| store.zone());
        let read = read.and_then(|zone| zone.iana_name().map(str::to_owned));
        profile.store_zone = read.or_else(|| before.store_zone.clone());
        let now = self.parts.clock.now();
        let fitted = self.model.get();
        let last = before.last.as_ref().map(|last| (last.tier, last.currency));
        let history = before.history.as_ref();
        let of_model = |model| {
            let held_out = before.held_out;
            Fitted { model, zone: &before.zone, before: last, history, held_out }
        };
        let fitted = fitted.as_deref().map(of_model);
        let mut knowledge = self.knowledge.lock().unwrap_or_else(PoisonError::into_inner);
        knowledge.learn(profile, now);
        profile.scores = scoring::score(profile, &knowledge, fitted.as_ref(), now);
        // Who has ordered is no lead, which the stores have to say.
        if !self.parts.stores.is_empty() && !profile.are_stores_heard() {
            profile.scores.lead = None;
        }
    }

    /// The CRM, or why there is none.
    pub(super) fn crm(&self) -> Result<&Arc<dyn CrmClient>, DeskError> {
        self.parts.crm.as_ref().ok_or_else(|| {
            DeskError::new(FailureKind::BadRequest, "there is no CRM in the configuration")
                .hint("add a `[crm]` section; `deskhand config init` shows one")
        })
    }

    /// The vendor accounts.
    pub(super) fn accounts(&self) -> impl Iterator<Item = &Source> {
        self.parts.stores.iter().map(|s| s.source()).chain(self.parts.crm.iter().map(|c| c.source()))
    }
}

impl From<StorageError> for DeskError {
    fn from(error: StorageError) -> Self {
        let mut out = Self::new(FailureKind::Failed, error.what.clone());
        out.hint = error.hint;
        out
    }
}

impl From<PortError> for DeskError {
    fn from(error: PortError) -> Self {
        let kind = match error.trouble {
            Trouble::Unreachable | Trouble::Limited { .. } | Trouble::Exhausted | Trouble::Garbled => {
                FailureKind::Unreachable
            }
            Trouble::NotFound => FailureKind::NotFound,
            Trouble::Unauthorized | Trouble::Forbidden | Trouble::Refused => FailureKind::Failed,
        };
        Self { hint: error.hint, ..Self::new(kind, error.what) }
    }
}
