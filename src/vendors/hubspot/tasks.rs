//! A colleague's tasks: by search, each with the contact that it is about; and what tasks and meetings have in common.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::http::{Piece, parted};
use super::HubSpot;
use super::api::{Ask, Trip};
use super::body::without_footer;
use super::cases::{all, by_id, permitted};
use super::convert::{self, LISTING};
use super::meetings;
use super::wire::{Many, Object};
use crate::domain::action::{FieldsWrite, Write};
use crate::domain::agenda::{PlannedCall, Way};
use crate::domain::record::RecordRef;
use crate::domain::text::{clean_line, from_html};
use crate::ports::{Listing, Page, PortError, TaskListing};

/// Tasks on one page: as many as one batch of reads takes.
pub(super) const PAGE: usize = 100;
/// How a task stands that nobody has ended.
const OPEN: &[&str] = &["NOT_STARTED", "IN_PROGRESS", "WAITING", "DEFERRED"];
/// How a task stands that is done.
const DONE: &str = "COMPLETED";
/// Where that is kept.
pub(super) const STATUS: &str = "hs_task_status";
/// What is asked of a task.
const TASK: &[&str] = &[
    "hs_timestamp",
    "hs_task_subject",
    "hs_task_body",
    STATUS,
    "hs_task_priority",
    "hs_task_type",
    "hubspot_owner_id",
];

/// What the agenda is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Activity {
    Task,
    Meeting,
}

impl Activity {
    /// As it stands in a path, as records are called, and the vendor's id of the kind.
    fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Task => ("tasks", "task", "0-27"),
            Self::Meeting => ("meetings", "meeting", "0-47"),
        }
    }
}

impl HubSpot {
    /// A search ends after 10,000 results: so it is walked by the tasks' ids, and the cursor is the last one read.
    pub(super) async fn tasks_within(
        &self,
        owner: &str,
        since: Option<Timestamp>,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<Page<TaskListing>, PortError> {
        let body = json!({
            "filterGroups": [{ "filters": filters(owner, since, cursor) }], "sorts": ["hs_object_id"],
            "properties": TASK, "limit": PAGE, "after": "0",
        });
        let path = self.api.paths.objects("tasks", "/search");
        let ask = Ask::read("hubspot.tasks", "the tasks", path, body);
        let many: Many<Piece<Object>> = self.api.json(&ask, trip).await?;
        let next = many.last_of(PAGE, cursor);
        let (tasks, unreadable) = parted(many.results, "task");
        let items = self.with_contacts(Activity::Task, &tasks, owner, trip).await?;
        Ok(Page { unreadable, ..Page::of(items, next) })
    }

    /// Tasks by their ids, however they stand.
    pub(super) async fn tasks_named_within(
        &self,
        owner: &str,
        ids: &[String],
        trip: Trip,
    ) -> Result<Vec<TaskListing>, PortError> {
        let tasks = self.read_all("tasks", TASK, ids, trip).await?;
        self.with_contacts(Activity::Task, &tasks, owner, trip).await
    }

    /// The tasks or meetings with whom they are about; who may not see contacts sees those alone.
    pub(super) async fn with_contacts(
        &self,
        activity: Activity,
        objects: &[Object],
        owner: &str,
        trip: Trip,
    ) -> Result<Vec<TaskListing>, PortError> {
        let names = self.metadata.names(&self.api, trip).await;
        let (plural, _, type_id) = activity.names();
        let ids: Vec<String> = objects.iter().map(|object| object.id.clone()).collect();
        let contacts_of = permitted(self.associated(plural, "contacts", &ids, trip).await)?;
        let contact_ids = all(&contacts_of);
        let contacts = by_id(permitted(self.read_all("contacts", LISTING, &contact_ids, trip).await)?);
        let listing = |object: &Object| {
            let about = contacts_of.get(&object.id).into_iter().flatten().find_map(|id| contacts.get(id));
            let contact = about.map(|contact| convert::listing(self.api.source(), contact, &self.home));
            let is_theirs = object.text("hubspot_owner_id") == Some(owner);
            let url = convert::url(object, type_id, &names.account);
            let (call, is_over) = match activity {
                Activity::Task => {
                    (self.planned_task(object, contact.as_ref(), url), object.text(STATUS) == Some(DONE))
                }
                Activity::Meeting => {
                    (self.planned_meeting(object, contact.as_ref(), url), meetings::is_over(object))
                }
            };
            TaskListing { call, is_open: !object.archived && is_theirs && !is_over, contact }
        };
        Ok(objects.iter().map(listing).collect())
    }

    fn planned_task(&self, task: &Object, contact: Option<&Listing>, url: Option<String>) -> PlannedCall {
        PlannedCall {
            way: way(task.text("hs_task_type")),
            title: convert::line(task, "hs_task_subject").unwrap_or_else(|| "(no subject)".to_owned()),
            words: words(task, "hs_task_body"),
            priority: task.text("hs_task_priority").and_then(convert::priority),
            status: task.text(STATUS).map(str::to_owned),
            due_at: task.time("hs_timestamp"),
            ..self.planned_of(Activity::Task, task, contact, url)
        }
    }

    /// Which record it is, and with whom; all else is told by its own properties.
    pub(super) fn planned_of(
        &self,
        activity: Activity,
        object: &Object,
        contact: Option<&Listing>,
        url: Option<String>,
    ) -> PlannedCall {
        let (_, kind, _) = activity.names();
        PlannedCall {
            record: RecordRef {
                source: self.api.source().clone(),
                kind: kind.to_owned(),
                id: object.id.clone(),
            },
            customer_id: None,
            contact: contact.map(|contact| contact.record.clone()),
            name: contact.and_then(|contact| contact.name.clone()),
            email: contact.and_then(|contact| contact.emails.first()).map(|email| email.as_str().to_owned()),
            phone: contact.and_then(|contact| contact.phones.first()).map(|phone| phone.as_str().to_owned()),
            company: contact.and_then(|contact| contact.company.clone()),
            way: Way::Other,
            title: String::new(),
            words: String::new(),
            place: None,
            priority: None,
            status: None,
            due_at: None,
            ends_at: None,
            regard: None,
            url,
        }
    }
}

/// The write that ends a task, or says of a meeting that it was held, over how it was seen to stand.
pub(super) fn done(call: &PlannedCall) -> Write {
    let (property, done) =
        if call.is_meeting() { (meetings::OUTCOME, meetings::HELD) } else { (STATUS, DONE) };
    Write::Fields(FieldsWrite {
        record: call.record.clone(),
        fields: vec![(property.to_owned(), done.to_owned())],
        seen: vec![(property.to_owned(), call.status.clone())],
    })
}

/// The text of a property in a line, without what this program has put below it.
pub(super) fn words(object: &Object, property: &str) -> String {
    let text = object.text(property).map(from_html).unwrap_or_default();
    clean_line(&without_footer(&text).0)
}

/// All open ones of a colleague's; later, whatever has changed, since one may have become another's or been done.
fn filters(owner: &str, since: Option<Timestamp>, cursor: Option<&str>) -> Vec<Value> {
    let mut filters = match since {
        Some(since) => vec![json!({
            "propertyName": "hs_lastmodifieddate", "operator": "GTE",
            "value": since.as_millisecond().to_string(),
        })],
        None => vec![
            json!({ "propertyName": STATUS, "operator": "IN", "values": OPEN }),
            json!({ "propertyName": "hubspot_owner_id", "operator": "EQ", "value": owner }),
        ],
    };
    if let Some(last) = cursor {
        filters.push(json!({ "propertyName": "hs_object_id", "operator": "GT", "value": last }));
    }
    filters
}

/// How a task is done, by the vendor's word for it.
pub(super) fn way(kind: Option<&str>) -> Way {
    match kind {
        Some("CALL") => Way::Call,
        Some("EMAIL") => Way::Email,
        _ => Way::Other,
    }
}

/// The vendor's word for a way.
pub(super) fn task_type(way: Way) -> &'static str {
    match way {
        Way::Call => "CALL",
        Way::Email => "EMAIL",
        Way::Meeting | Way::Other => "TODO",
    }
}
