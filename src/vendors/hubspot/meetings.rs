//! A colleague's meetings: CRM objects like tasks, by search, each with the contact that it is with.
//!
//! Their properties are described in the vendor's guide to the meetings engagement API
//! (developers.hubspot.com/docs/api-reference/crm-meetings-v3/guide); paths, search and batches are those of all objects.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::http::{Piece, parted};
use super::HubSpot;
use super::api::{Ask, Trip};
use super::convert;
use super::tasks::{Activity, PAGE, words};
use super::wire::{Many, Object};
use crate::domain::agenda::{PlannedCall, Way};
use crate::ports::{Listing, Page, PortError, TaskListing};

/// How it came out, where somebody has said so.
pub(super) const OUTCOME: &str = "hs_meeting_outcome";
/// The outcome of one that was held.
pub(super) const HELD: &str = "COMPLETED";
/// Outcomes after which there is nothing to prepare; a meeting that was put off stands at its new time.
const OVER: &[&str] = &[HELD, "NO_SHOW", "CANCELED"];
/// When it begins.
const BEGINS: &str = "hs_meeting_start_time";
/// What is asked of a meeting.
const MEETING: &[&str] = &[
    "hs_timestamp",
    BEGINS,
    "hs_meeting_end_time",
    "hs_meeting_title",
    "hs_meeting_body",
    "hs_meeting_location",
    OUTCOME,
    "hubspot_owner_id",
];

impl HubSpot {
    /// Walked by the meetings' ids like tasks.
    pub(super) async fn meetings_within(
        &self,
        owner: &str,
        from: Timestamp,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<Page<TaskListing>, PortError> {
        let body = json!({
            "filterGroups": [{ "filters": filters(owner, from, since, cursor) }], "sorts": ["hs_object_id"],
            "properties": MEETING, "limit": PAGE, "after": "0",
        });
        let path = self.api.paths.objects("meetings", "/search");
        let ask = Ask::read("hubspot.meetings", "the meetings", path, body);
        let many: Many<Piece<Object>> = self.api.json(&ask, trip).await?;
        let next = many.last_of(PAGE, cursor);
        let (meetings, unreadable) = parted(many.results, "meeting");
        let mut items = self.with_contacts(Activity::Meeting, &meetings, owner, trip).await?;
        for item in &mut items {
            item.is_open &= item.call.due_at.is_some_and(|begins| begins >= from);
        }
        Ok(Page { unreadable, ..Page::of(items, next) })
    }

    /// Meetings by their ids, however they stand.
    pub(super) async fn meetings_named_within(
        &self,
        owner: &str,
        ids: &[String],
        trip: Trip,
    ) -> Result<Vec<TaskListing>, PortError> {
        let meetings = self.read_all("meetings", MEETING, ids, trip).await?;
        self.with_contacts(Activity::Meeting, &meetings, owner, trip).await
    }

    pub(super) fn planned_meeting(
        &self,
        meeting: &Object,
        contact: Option<&Listing>,
        url: Option<String>,
    ) -> PlannedCall {
        let begins = meeting.time(BEGINS).or_else(|| meeting.time("hs_timestamp"));
        let ends = meeting.time("hs_meeting_end_time");
        PlannedCall {
            way: Way::Meeting,
            title: convert::line(meeting, "hs_meeting_title").unwrap_or_else(|| "(no title)".to_owned()),
            words: words(meeting, "hs_meeting_body"),
            place: convert::line(meeting, "hs_meeting_location"),
            status: meeting.text(OUTCOME).map(str::to_owned),
            due_at: begins,
            ends_at: ends.filter(|ends| begins.is_some_and(|begins| begins < *ends)),
            ..self.planned_of(Activity::Meeting, meeting, contact, url)
        }
    }
}

/// Whether there is nothing to prepare any more.
pub(super) fn is_over(meeting: &Object) -> bool {
    meeting.text(OUTCOME).is_some_and(|outcome| OVER.contains(&outcome))
}

/// All of a colleague's that are still to begin; later, whatever has changed, since one may have become another's or been
/// called off.
fn filters(owner: &str, from: Timestamp, since: Option<Timestamp>, cursor: Option<&str>) -> Vec<Value> {
    let at_least = |name: &str, at: Timestamp| json!({ "propertyName": name, "operator": "GTE", "value": at.as_millisecond().to_string() });
    let mut filters = match since {
        Some(since) => vec![at_least("hs_lastmodifieddate", since)],
        None => vec![
            at_least(BEGINS, from),
            json!({ "propertyName": "hubspot_owner_id", "operator": "EQ", "value": owner }),
        ],
    };
    if let Some(last) = cursor {
        filters.push(json!({ "propertyName": "hs_object_id", "operator": "GT", "value": last }));
    }
    filters
}
