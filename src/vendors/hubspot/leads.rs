//! Leads: contacts whom the account's own stage or lead status calls so, by search.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::http::{Piece, parted};
use super::HubSpot;
use super::api::{Ask, Trip};
use super::convert;
use super::metadata::Names;
use super::wire::{Many, Object};
use crate::domain::action::{FieldsWrite, Write};
use crate::domain::lead::{Change, Course, Lead};
use crate::domain::record::RecordRef;
use crate::ports::{LeadListing, Page, PortError};

/// Contacts on one page.
const PAGE: usize = 100;
/// Stages of a contact who may buy and has not.
const STAGES: &[&str] = &["lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity"];
/// The status of who will not buy.
pub(super) const UNQUALIFIED: &str = "UNQUALIFIED";
/// The status of who is kept warm.
pub(super) const NURTURE: &str = "BAD_TIMING";
/// What is asked of a lead.
const LEAD: &[&str] = &[
    "email",
    "hs_additional_emails",
    "firstname",
    "lastname",
    "phone",
    "mobilephone",
    "company",
    "lastmodifieddate",
    "hs_analytics_last_timestamp",
    "lifecyclestage",
    "hs_lead_status",
    "hubspot_owner_id",
    "createdate",
    "notes_last_contacted",
    "hs_analytics_source",
    "hs_analytics_first_timestamp",
    "recent_conversion_date",
];

/// When a lead was at the shop, by web or form, was in touch with somebody of it, or came. What a program or a colleague changes
/// in a field is nothing that they did.
const ACTIVE: &[&str] =
    &["hs_analytics_last_timestamp", "recent_conversion_date", "notes_last_contacted", "createdate"];

impl HubSpot {
    /// A search ends after 10,000 results: so it is walked by the contacts' ids, and the cursor is the last one read.
    pub(super) async fn leads_within(
        &self,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<Page<LeadListing>, PortError> {
        let names = self.metadata.names(&self.api, trip).await;
        let body = json!({
            "filterGroups": groups(since, cursor), "sorts": ["hs_object_id"], "properties": LEAD,
            "limit": PAGE, "after": "0",
        });
        let path = self.api.paths.objects("contacts", "/search");
        let ask = Ask::read("hubspot.leads", "the leads", path, body);
        let many: Many<Piece<Object>> = self.api.json(&ask, trip).await?;
        let next = many.last_of(PAGE, cursor);
        let (contacts, unreadable) = parted(many.results, "contact");
        let current = contacts.iter().filter(|contact| !contact.archived);
        let items = current.map(|contact| self.lead(contact, &names)).collect();
        Ok(Page { unreadable, lacks: names.lacks_owners(), ..Page::of(items, next) })
    }

    /// Contacts by their ids, whatever they are by now.
    pub(super) async fn leads_named_within(
        &self,
        ids: &[String],
        trip: Trip,
    ) -> Result<Vec<LeadListing>, PortError> {
        let names = self.metadata.names(&self.api, trip).await;
        let contacts = self.read_all("contacts", LEAD, ids, trip).await?;
        Ok(contacts.iter().map(|contact| self.lead(contact, &names)).collect())
    }

    fn lead(&self, contact: &Object, names: &Names) -> LeadListing {
        let source = self.api.source();
        let listing = convert::listing(source, contact, &self.home);
        let owner_id = contact.text("hubspot_owner_id");
        let lead = Lead {
            record: RecordRef { source: source.clone(), kind: "contact".to_owned(), id: contact.id.clone() },
            customer_id: None,
            name: listing.name.clone(),
            email: listing.emails.first().map(|email| email.as_str().to_owned()),
            company: listing.company.clone(),
            status: convert::line(contact, "hs_lead_status"),
            course: course(contact.text("lifecyclestage"), contact.text("hs_lead_status")),
            source: contact.text("hs_analytics_source").map(convert::channel),
            first_seen_at: contact.time("hs_analytics_first_timestamp").or(contact.time("createdate")),
            last_activity_at: ACTIVE.iter().filter_map(|name| contact.time(name)).max(),
            contacted_at: contact.time("notes_last_contacted"),
            called_at: None,
            owner: names.owner(owner_id),
            owner_id: owner_id.map(str::to_owned),
            score: None,
            orders: None,
            silent: None,
            url: convert::url(contact, "0-1", &names.account),
        };
        LeadListing { lead, contact: listing }
    }
}

/// Owner or status, over what was seen there.
pub(super) fn write(lead: &Lead, change: &Change) -> Write {
    let status = |value: &str| ("hs_lead_status", value.to_owned(), lead.status.clone());
    let (name, value, seen) = match change {
        Change::Owner(owner) => ("hubspot_owner_id", owner.clone(), lead.owner_id.clone()),
        Change::Nurture => status(NURTURE),
        Change::Disqualify => status(UNQUALIFIED),
    };
    Write::Fields(FieldsWrite {
        record: lead.record.clone(),
        fields: vec![(name.to_owned(), value)],
        seen: vec![(name.to_owned(), seen)],
    })
}

/// Groups are alternatives: who is of such a stage, and who has a status.
fn groups(since: Option<Timestamp>, cursor: Option<&str>) -> Value {
    let after = cursor.map(|last| json!({ "propertyName": "hs_object_id", "operator": "GT", "value": last }));
    let group = |filter: Value| {
        let filters: Vec<Value> = std::iter::once(filter).chain(after.clone()).collect();
        json!({ "filters": filters })
    };
    if let Some(since) = since {
        let changed = since.as_millisecond().to_string();
        return json!([group(
            json!({ "propertyName": "lastmodifieddate", "operator": "GTE", "value": changed })
        )]);
    }
    json!([
        group(json!({ "propertyName": "lifecyclestage", "operator": "IN", "values": STAGES })),
        group(json!({ "propertyName": "hs_lead_status", "operator": "HAS_PROPERTY" })),
    ])
}

/// Where a contact stands. A status that the account made up itself is an open one.
fn course(stage: Option<&str>, status: Option<&str>) -> Course {
    let is_lead = stage.is_some_and(|stage| STAGES.contains(&stage));
    let has_bought = matches!(stage, Some("customer" | "evangelist"));
    match status {
        Some(UNQUALIFIED) => Course::Closed,
        Some(NURTURE) => Course::Nurture,
        _ if has_bought => Course::Closed,
        Some(_) => Course::Open,
        None if is_lead => Course::Open,
        None => Course::Closed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stage_and_status_say_where_a_contact_stands() {
        assert_eq!(course(Some("lead"), None), Course::Open);
        assert_eq!(course(Some("subscriber"), None), Course::Closed);
        assert_eq!(course(Some("subscriber"), Some("NEW")), Course::Open);
        assert_eq!(course(Some("customer"), Some("CONNECTED")), Course::Closed);
        assert_eq!(course(Some("lead"), Some(NURTURE)), Course::Nurture);
        assert_eq!(course(Some("opportunity"), Some(UNQUALIFIED)), Course::Closed);
    }
}
