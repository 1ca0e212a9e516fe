//! Cases for the queue: tickets by search, with their threads and the contacts that they hang on.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use serde_json::json;

use super::super::http::{Piece, parted};
use super::HubSpot;
use super::api::{Ask, Trip};
use super::convert::{self, LISTING};
use super::metadata::Names;
use super::wire::{Many, Object};
use crate::domain::casework::CaseStage;
use crate::domain::text::clean_line;
use crate::ports::{CaseListing, Page, PortError, Trouble};

/// Tickets on one page: as many as one batch of reads takes.
const PAGE: usize = 100;
/// What follows where the stages could not be read; why, `doctor` says.
const WITHOUT_STAGES: &str = "case stages could not be read: closed ones may be here, reopened ones missing";

impl HubSpot {
    /// A search ends after 10,000 results: so it is walked by the tickets' ids, and the cursor is the last one read.
    pub(super) async fn cases_within(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<Page<CaseListing>, PortError> {
        let names = self.metadata.names(&self.api, trip).await;
        let mut filters = match since {
            Some(since) => vec![json!({
                "propertyName": "hs_lastmodifieddate", "operator": "GTE",
                "value": since.as_millisecond().to_string(),
            })],
            None => vec![open_ones(&names)],
        };
        if let Some(last) = cursor {
            filters.push(json!({ "propertyName": "hs_object_id", "operator": "GT", "value": last }));
        }
        let body = json!({
            "filterGroups": [{ "filters": filters }], "sorts": ["hs_object_id"], "properties": convert::TICKET,
            "limit": PAGE, "after": "0",
        });
        let path = self.api.paths.objects("tickets", "/search");
        let ask = Ask::read("hubspot.cases", "the cases", path, body);
        let many: Many<Piece<Object>> = self.api.json(&ask, trip).await?;
        let next = many.last_of(PAGE, cursor);
        let (mut tickets, unreadable) = parted(many.results, "case");
        tickets.retain(|ticket| !ticket.archived);
        let mut items = self.with_people(&tickets, &names, trip).await?;
        if since.is_none() {
            // A stage's id that is open in one pipeline may be closed in another.
            items.retain(|item| item.case.open);
        }
        let stages = (!names.knows_case_stages).then(|| WITHOUT_STAGES.to_owned());
        let lacks = stages.into_iter().chain(names.lacks_owners()).reduce(|one, two| format!("{one}; {two}"));
        Ok(Page { unreadable, lacks, ..Page::of(items, next) })
    }

    /// Tickets by their ids, wherever they stand.
    pub(super) async fn cases_named_within(
        &self,
        ids: &[String],
        trip: Trip,
    ) -> Result<Vec<CaseListing>, PortError> {
        let (names, tickets) = tokio::join!(
            self.metadata.names(&self.api, trip),
            self.read_all("tickets", convert::TICKET, ids, trip),
        );
        self.with_people(&tickets?, &names, trip).await
    }

    /// The stages of the tickets' pipelines, each name once.
    pub(super) async fn case_stages_within(&self, trip: Trip) -> Result<Vec<CaseStage>, PortError> {
        let pipelines = self.metadata.ticket_pipelines(&self.api, trip).await?;
        let mut stages: Vec<CaseStage> = Vec::new();
        for stage in pipelines.iter().flat_map(|pipeline| &pipeline.stages) {
            let name = clean_line(&stage.label);
            if !name.is_empty() && stages.iter().all(|known| known.name != name) {
                stages.push(CaseStage { name, open: stage.is_closed() != Some(true) });
            }
        }
        Ok(stages)
    }

    /// The tickets with their mails and contacts; who may not see those sees the tickets alone.
    async fn with_people(
        &self,
        tickets: &[Object],
        names: &Names,
        trip: Trip,
    ) -> Result<Vec<CaseListing>, PortError> {
        let ids: Vec<String> = tickets.iter().map(|ticket| ticket.id.clone()).collect();
        let (contacts_of, emails_of) = tokio::join!(
            self.associated("tickets", "contacts", &ids, trip),
            self.associated("tickets", "emails", &ids, trip),
        );
        let (contacts_of, emails_of) = (permitted(contacts_of)?, permitted(emails_of)?);
        let (contact_ids, email_ids) = (all(&contacts_of), all(&emails_of));
        let (contacts, emails) = tokio::join!(
            self.read_all("contacts", LISTING, &contact_ids, trip),
            self.read_all("emails", convert::EMAIL, &email_ids, trip),
        );
        let (contacts, emails) = (by_id(permitted(contacts)?), by_id(permitted(emails)?));
        let of = |ids: Option<&Vec<String>>| ids.cloned().unwrap_or_default();
        let listing = |ticket: &Object| {
            let thread = of(emails_of.get(&ticket.id));
            let thread: Vec<&Object> = thread.iter().filter_map(|id| emails.get(id)).collect();
            let contact = of(contacts_of.get(&ticket.id)).iter().find_map(|id| contacts.get(id));
            CaseListing {
                case: convert::case(self.api.source(), ticket, &thread, names),
                contact: contact.map(|contact| convert::listing(self.api.source(), contact, &self.home)),
            }
        };
        Ok(tickets.iter().map(listing).collect())
    }
}

/// The filter for open ones: by their stage; where no open stage is known, by the date that HubSpot puts to closed ones.
fn open_ones(names: &Names) -> serde_json::Value {
    let stages = names.ticket_pipelines.iter().flat_map(|pipeline| &pipeline.stages);
    let open: Vec<&str> =
        stages.filter(|stage| stage.is_closed() == Some(false)).map(|stage| stage.id.as_str()).collect();
    match open.is_empty() {
        true => json!({ "propertyName": "closed_date", "operator": "NOT_HAS_PROPERTY" }),
        false => json!({ "propertyName": "hs_pipeline_stage", "operator": "IN", "values": open }),
    }
}

/// Nothing, where the token may not see it.
pub(super) fn permitted<T: Default>(read: Result<T, PortError>) -> Result<T, PortError> {
    match read {
        Err(error) if error.trouble == Trouble::Forbidden => Ok(T::default()),
        other => other,
    }
}

pub(super) fn all(found: &HashMap<String, Vec<String>>) -> Vec<String> {
    let mut seen = HashSet::new();
    found.values().flatten().filter(|id| seen.insert(id.as_str())).cloned().collect()
}

pub(super) fn by_id(objects: Vec<Object>) -> HashMap<String, Object> {
    objects.into_iter().map(|object| (object.id.clone(), object)).collect()
}
