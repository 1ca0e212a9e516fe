//! What changes rarely: owners, pipelines, properties, association types, facts of the account. Kept for a while.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::Mutex;

use super::api::{Api, Ask, Trip};
use super::wire::{Account, AssociationLabel, Many, Pipeline, Property, Stage, WireOwner};
use crate::ports::{Clock, PortError};

/// How long what was read counts as current.
const KEPT: Duration = Duration::from_secs(600);
/// Pages of owners read at most: 100 a page.
const MOST_OWNER_PAGES: usize = 50;

/// The kinds whose properties are asked for before writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Contact,
    Company,
    Deal,
    Ticket,
    Note,
    Task,
    Meeting,
}

impl Kind {
    /// As it stands in a path.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::Company => "companies",
            Self::Deal => "deals",
            Self::Ticket => "tickets",
            Self::Note => "notes",
            Self::Task => "tasks",
            Self::Meeting => "meetings",
        }
    }
}

/// A value that is fetched where it is missing or old; callers at the same time share one fetch.
struct Kept<T>(Mutex<Option<(Timestamp, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T> Kept<T> {
    async fn get(
        &self,
        now: Timestamp,
        fetch: impl Future<Output = Result<T, PortError>>,
    ) -> Result<Arc<T>, PortError> {
        let mut kept = self.0.lock().await;
        if let Some((at, value)) = kept.as_ref()
            && now.duration_since(*at).unsigned_abs() < KEPT
        {
            return Ok(Arc::clone(value));
        }
        match (fetch.await, kept.as_ref()) {
            (Ok(value), _) => {
                let value = Arc::new(value);
                *kept = Some((now, Arc::clone(&value)));
                Ok(value)
            }
            // Yesterday's list of stages serves better than none.
            (Err(_), Some((_, old))) => Ok(Arc::clone(old)),
            (Err(error), None) => Err(error),
        }
    }

    async fn forget(&self) {
        *self.0.lock().await = None;
    }
}

/// All of it for one account.
pub(super) struct Metadata {
    clock: Arc<dyn Clock>,
    owners: Kept<Vec<WireOwner>>,
    ticket_pipelines: Kept<Vec<Pipeline>>,
    deal_pipelines: Kept<Vec<Pipeline>>,
    account: Kept<Account>,
    contacts: Kept<Vec<Property>>,
    tickets: Kept<Vec<Property>>,
    notes: Kept<Vec<Property>>,
    tasks: Kept<Vec<Property>>,
    meetings: Kept<Vec<Property>>,
    companies: Kept<Vec<Property>>,
    deals: Kept<Vec<Property>>,
    types: Mutex<HashMap<(Kind, Kind), u32>>,
}

/// What a look-up needs to put names to ids; what could not be had is empty.
pub(super) struct Names {
    pub owners: Arc<Vec<WireOwner>>,
    pub ticket_pipelines: Arc<Vec<Pipeline>>,
    pub deal_pipelines: Arc<Vec<Pipeline>>,
    pub account: Arc<Account>,
    /// What is missing, in words.
    pub gaps: Vec<String>,
    /// Whether those who work there could be read.
    pub knows_owners: bool,
    /// Whether the stages of cases could be read: else which are closed is told by their own date of closing alone.
    pub knows_case_stages: bool,
}

impl Names {
    /// What a list lacks without the owners, in words; why, `doctor` says.
    pub fn lacks_owners(&self) -> Option<String> {
        (!self.knows_owners).then(|| "owners could not be read: they are shown by their numbers".to_owned())
    }

    /// An owner's name; of whom it is not known (a token may not read owners) their number, since it is not nobody.
    pub fn owner(&self, id: Option<&str>) -> Option<String> {
        let id = id?;
        let known = self.owners.iter().find(|owner| owner.id == id).map(super::convert::owner_name);
        Some(known.unwrap_or_else(|| format!("owner {id}")))
    }
}

/// The stage with this id.
pub(super) fn stage<'a>(pipelines: &'a [Pipeline], pipeline: Option<&str>, stage: &str) -> Option<&'a Stage> {
    let here = pipelines.iter().filter(|p| pipeline.is_none_or(|id| p.id == id));
    here.flat_map(|p| &p.stages).find(|s| s.id == stage)
}

impl Metadata {
    /// The time.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Nothing is fetched yet.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            owners: Kept::default(),
            ticket_pipelines: Kept::default(),
            deal_pipelines: Kept::default(),
            account: Kept::default(),
            contacts: Kept::default(),
            tickets: Kept::default(),
            notes: Kept::default(),
            tasks: Kept::default(),
            meetings: Kept::default(),
            companies: Kept::default(),
            deals: Kept::default(),
            types: Mutex::default(),
        }
    }

    /// Colleagues, those who left included: old records bear their names.
    pub async fn owners(&self, api: &Api, trip: Trip) -> Result<Arc<Vec<WireOwner>>, PortError> {
        let fetch = async {
            let mut owners: Vec<WireOwner> = Vec::new();
            let mut after: Option<String> = None;
            for _ in 0..MOST_OWNER_PAGES {
                let mut ask = Ask::get("hubspot.owners", "the owners", api.paths.owners());
                ask.query.push(("limit", "100"));
                if let Some(after) = &after {
                    ask.query.push(("after", after));
                }
                let page: Many<WireOwner> = api.json(&ask, trip).await?;
                after = page.next();
                owners.extend(page.results);
                if after.is_none() {
                    break;
                }
            }
            Ok(owners)
        };
        self.owners.get(self.clock.now(), fetch).await
    }

    /// The pipelines of tickets.
    pub async fn ticket_pipelines(&self, api: &Api, trip: Trip) -> Result<Arc<Vec<Pipeline>>, PortError> {
        self.ticket_pipelines.get(self.clock.now(), pipelines(api, "tickets", trip)).await
    }

    /// Facts of the account.
    pub async fn account(&self, api: &Api, trip: Trip) -> Result<Arc<Account>, PortError> {
        let ask = Ask::get("hubspot.account", "the account", api.paths.account());
        self.account.get(self.clock.now(), api.json(&ask, trip)).await
    }

    /// The properties of a kind.
    pub async fn properties(
        &self,
        kind: Kind,
        api: &Api,
        trip: Trip,
    ) -> Result<Arc<Vec<Property>>, PortError> {
        let doing = format!("the properties of {}", kind.plural());
        let ask = Ask::get("hubspot.properties", &doing, api.paths.properties(kind.plural(), ""));
        let fetch = async {
            let mut many: Many<Property> = api.json(&ask, trip).await?;
            many.results.retain(|property| !property.archived);
            Ok(many.results)
        };
        self.kept(kind).get(self.clock.now(), fetch).await
    }

    /// The properties of a kind have changed.
    pub async fn forget_properties(&self, kind: Kind) {
        self.kept(kind).forget().await;
    }

    fn kept(&self, kind: Kind) -> &Kept<Vec<Property>> {
        match kind {
            Kind::Contact => &self.contacts,
            Kind::Ticket => &self.tickets,
            Kind::Note => &self.notes,
            Kind::Task => &self.tasks,
            Kind::Meeting => &self.meetings,
            Kind::Company => &self.companies,
            Kind::Deal => &self.deals,
        }
    }

    /// All that puts names to ids, fetched at once. Nothing of it is worth failing or waiting long for.
    pub async fn names(&self, api: &Api, trip: Trip) -> Names {
        let trip = trip.at_most(Duration::from_secs(5));
        let (owners, ticket_pipelines, deal_pipelines, account) = tokio::join!(
            self.owners(api, trip),
            self.ticket_pipelines(api, trip),
            self.deal_pipelines.get(self.clock.now(), pipelines(api, "deals", trip)),
            self.account(api, trip),
        );
        let mut gaps = Vec::new();
        let mut note = |what: &str, error: Option<&PortError>| {
            if let Some(error) = error {
                gaps.push(format!("{what}: {}", error.what));
            }
        };
        note("names of owners are missing", owners.as_ref().err());
        note("names of case stages are missing", ticket_pipelines.as_ref().err());
        note("names of deal stages are missing", deal_pipelines.as_ref().err());
        Names {
            knows_owners: owners.is_ok(),
            owners: owners.unwrap_or_default(),
            knows_case_stages: ticket_pipelines.is_ok(),
            ticket_pipelines: ticket_pipelines.unwrap_or_default(),
            deal_pipelines: deal_pipelines.unwrap_or_default(),
            account: account.unwrap_or_default(),
            gaps,
        }
    }

    /// The id of the plain association from one kind to another: the account's, else the documented one.
    pub async fn association_type(&self, from: Kind, to: Kind, api: &Api, trip: Trip) -> u32 {
        let mut types = self.types.lock().await;
        if let Some(id) = types.get(&(from, to)) {
            return *id;
        }
        let path = api.paths.associations(from.plural(), to.plural(), "/labels");
        let ask = Ask::get("hubspot.association_types", "the association types", path);
        let labels: Result<Many<AssociationLabel>, PortError> =
            api.json(&ask, trip.at_most(Duration::from_secs(3))).await;
        let plain = labels.ok().and_then(|many| {
            let is_plain =
                |label: &AssociationLabel| label.category == "HUBSPOT_DEFINED" && label.label.is_none();
            many.results.iter().find(|label| is_plain(label)).map(|label| label.type_id)
        });
        match plain {
            Some(id) => {
                types.insert((from, to), id);
                id
            }
            None => documented_type(from, to),
        }
    }
}

/// Ids as the vendor documents them.
fn documented_type(from: Kind, to: Kind) -> u32 {
    match (from, to) {
        (Kind::Task, Kind::Ticket) => 230,
        (Kind::Task, Kind::Company) => 192,
        (Kind::Task, Kind::Deal) => 216,
        (Kind::Task, _) => 204,
        (_, Kind::Ticket) => 228,
        (_, Kind::Company) => 190,
        (_, Kind::Deal) => 214,
        _ => 202,
    }
}

async fn pipelines(api: &Api, kind: &str, trip: Trip) -> Result<Vec<Pipeline>, PortError> {
    let doing = format!("the pipelines of {kind}");
    let ask = Ask::get("hubspot.pipelines", &doing, api.paths.pipelines(kind));
    // A broken entry among many is left out, the others serve.
    let many: Many<Value> = api.json(&ask, trip).await?;
    Ok(many.results.into_iter().filter_map(|entry| serde_json::from_value(entry).ok()).collect())
}
