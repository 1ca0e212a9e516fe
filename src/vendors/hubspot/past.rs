//! All cases and deals, for what is learned from them: listed page by page, or those alone that have changed; with a closed
//! deal comes where its first contact comes from.

use std::collections::HashMap;

use jiff::Timestamp;
use serde_json::json;

use super::super::http::{Piece, parted};
use super::HubSpot;
use super::api::{Ask, Trip};
use super::cases::{by_id, permitted};
use super::convert::{self, BACKGROUND, DEAL, WORKPLACE};
use super::wire::{Many, Object};
use crate::domain::background::Background;
use crate::domain::crm::DealOutcome;
use crate::domain::history::{PastCase, PastDeal};
use crate::domain::record::RecordRef;
use crate::ports::{Held, Holding, PortError, Portion, Trouble};

/// Objects on one page, of a list and of a search.
const PAGE: usize = 100;
/// What is asked of a ticket: nothing that anybody wrote.
const TICKET: &[&str] =
    &["hs_pipeline", "hs_pipeline_stage", "createdate", "hs_lastmodifieddate", "closed_date"];

impl HubSpot {
    /// A page of cases or deals. What the token may not see is given up.
    pub(super) async fn past_within(
        &self,
        holding: Holding,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<Portion, PortError> {
        match self.past_page(holding, since, cursor, trip).await {
            Err(error) if error.trouble == Trouble::Forbidden => Ok(Portion::given_up(error)),
            page => page,
        }
    }

    async fn past_page(
        &self,
        holding: Holding,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<Portion, PortError> {
        let (kind, properties, one) = match holding {
            Holding::Deals => ("deals", DEAL, "deal"),
            _ => ("tickets", TICKET, "case"),
        };
        let (many, next) = match since {
            None => self.listed(kind, properties, holding, cursor, trip).await?,
            Some(since) => self.changed(kind, properties, holding, since, cursor, trip).await?,
        };
        let (mut objects, unreadable) = parted(many.results, one);
        objects.retain(|object| !object.archived);
        let ids: Vec<String> = objects.iter().map(|object| object.id.clone()).collect();
        let (names, contacts) = tokio::join!(
            self.metadata.names(&self.api, trip),
            self.associated(kind, "contacts", &ids, trip),
        );
        let contacts = permitted(contacts)?;
        let source = self.api.source();
        let refer =
            |id: &String| RecordRef { source: source.clone(), kind: "contact".to_owned(), id: id.clone() };
        let deals = match holding {
            Holding::Deals => objects.iter().map(|object| convert::deal(source, object, &names)).collect(),
            _ => Vec::new(),
        };
        let of_closed = deals.iter().filter(|deal| deal.outcome != DealOutcome::Open);
        let first_of_closed = of_closed.filter_map(|deal| contacts.get(&deal.id)?.first().cloned());
        let backgrounds = self.backgrounds(first_of_closed.collect(), trip).await?;
        let mut deals = deals.into_iter();
        let held = objects.iter().filter_map(|object| {
            let ids = contacts.get(&object.id);
            let contacts: Vec<RecordRef> = ids.into_iter().flatten().map(refer).collect();
            let deal = deals.next();
            let opened_at = object.time("createdate").or(object.created_at)?;
            Some(match deal {
                Some(deal) => {
                    let (close_at, outcome, amount) = (deal.close_at, deal.outcome, deal.amount);
                    let first = ids.and_then(|ids| backgrounds.get(ids.first()?));
                    let background = first.filter(|_| outcome != DealOutcome::Open).cloned();
                    let id = deal.id;
                    Held::Deal(contacts, PastDeal { id, opened_at, close_at, outcome, amount, background })
                }
                None => {
                    let case = convert::case(source, object, &[], &names);
                    Held::Case(contacts, PastCase { id: case.id, opened_at, closed_at: case.closed_at })
                }
            })
        });
        Ok(Portion { held: held.collect(), unreadable, next, ..Portion::default() })
    }

    /// Where contacts come from, by their ids. Without permission for companies it is told without them.
    async fn backgrounds(
        &self,
        mut ids: Vec<String>,
        trip: Trip,
    ) -> Result<HashMap<String, Background>, PortError> {
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let (contacts, work) = tokio::join!(
            self.read_all("contacts", BACKGROUND, &ids, trip),
            self.associated("contacts", "companies", &ids, trip),
        );
        let (contacts, work) = (permitted(contacts)?, permitted(work)?);
        let mut firms: Vec<String> = work.values().filter_map(|ids| ids.first().cloned()).collect();
        firms.sort_unstable();
        firms.dedup();
        let firms = by_id(permitted(self.read_all("companies", WORKPLACE, &firms, trip).await)?);
        let background = |contact: Object| {
            let firm = work.get(&contact.id).and_then(|ids| firms.get(ids.first()?));
            (contact.id.clone(), convert::background(&contact, firm))
        };
        Ok(contacts.into_iter().map(background).collect())
    }

    async fn listed(
        &self,
        kind: &str,
        properties: &[&str],
        holding: Holding,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<(Many<Piece<Object>>, Option<String>), PortError> {
        let (limit, doing) = (PAGE.to_string(), format!("all {}", holding.in_words()));
        let path = self.api.paths.objects(kind, "");
        let mut ask =
            Ask::get("hubspot.past", &doing, path).query(&[("limit", &limit)], &[("properties", properties)]);
        if let Some(after) = cursor {
            ask.query.push(("after", after));
        }
        let many: Many<Piece<Object>> = self.api.json(&ask, trip).await?;
        let next = many.next();
        Ok((many, next))
    }

    /// A search ends after 10,000 results: so it is walked by the ids, and the cursor is the last one read.
    async fn changed(
        &self,
        kind: &str,
        properties: &[&str],
        holding: Holding,
        since: Timestamp,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<(Many<Piece<Object>>, Option<String>), PortError> {
        let changed = since.as_millisecond().to_string();
        let mut filters =
            vec![json!({ "propertyName": "hs_lastmodifieddate", "operator": "GTE", "value": changed })];
        if let Some(last) = cursor {
            filters.push(json!({ "propertyName": "hs_object_id", "operator": "GT", "value": last }));
        }
        let body = json!({
            "filterGroups": [{ "filters": filters }], "sorts": ["hs_object_id"], "properties": properties,
            "limit": PAGE, "after": "0",
        });
        let doing = format!("the changed {}", holding.in_words());
        let ask = Ask::read("hubspot.past_changed", &doing, self.api.paths.objects(kind, "/search"), body);
        let many: Many<Piece<Object>> = self.api.json(&ask, trip).await?;
        let next = many.last_of(PAGE, cursor);
        Ok((many, next))
    }
}
