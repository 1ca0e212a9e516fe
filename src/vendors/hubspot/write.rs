//! Writing: one request each, with the key in a unique property where the account keeps one.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::super::http::{Effect, Method, Response};
use super::api::{Ask, Trip};
use super::metadata::Kind;
use super::paths::encoded;
use super::wire::{Object, Property};
use super::{HubSpot, KEY_PROPERTY, SLEEPS_UNTIL, WAKE_RULE, body, convert, refusal, tasks};
use crate::domain::action::{
    CaseSleep, CaseWrite, FieldsWrite, NoteWrite, ReplyWrite, RetractionWrite, StageBack, TaskWrite, Write,
};
use crate::domain::agenda::Way;
use crate::domain::ids::IdempotencyKey;
use crate::domain::outbox::Written;
use crate::domain::record::RecordRef;
use crate::domain::text::clean_line;
use crate::ports::crm::Look;
use crate::ports::{PortError, Trouble};

/// What is read of a ticket before it is changed.
const CASE_PROPERTIES: [&str; 7] = [
    "hs_pipeline",
    "hs_pipeline_stage",
    "hs_ticket_priority",
    "hubspot_owner_id",
    "hs_lastmodifieddate",
    SLEEPS_UNTIL,
    WAKE_RULE,
];

/// What a note or task hangs on.
fn tied<'a>(
    contact: &'a RecordRef,
    account: Option<&'a RecordRef>,
    case: Option<&'a RecordRef>,
) -> Vec<(&'a RecordRef, Kind)> {
    let mut tied = vec![(contact, Kind::Contact)];
    tied.extend(
        account.map(|account| (account, if account.kind == "deal" { Kind::Deal } else { Kind::Company })),
    );
    tied.extend(case.map(|case| (case, Kind::Ticket)));
    tied
}

impl HubSpot {
    pub(super) async fn write_within(
        &self,
        write: &Write,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Written, PortError> {
        match write {
            Write::Note(note) => self.create_note(note, key, trip).await,
            Write::Reply(reply) => self.reply(reply, key, trip).await,
            Write::Task(task) => {
                let keyed = self.keeps_keys(Kind::Task, trip).await?;
                let tied = tied(&task.contact, task.account.as_ref(), task.case.as_ref());
                self.create(Kind::Task, task_properties(task, key, keyed), &tied, key, trip).await
            }
            Write::CaseUpdate(case) => self.update_case(case, trip).await,
            Write::Fields(fields) => self.update_fields(fields, trip).await,
            Write::Retraction(retraction) => self.retract(retraction, trip).await,
        }
    }

    async fn create_note(
        &self,
        note: &NoteWrite,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Written, PortError> {
        let keyed = self.keeps_keys(Kind::Note, trip).await?;
        let properties = note_properties(note, key, keyed);
        let tied = tied(&note.contact, note.account.as_ref(), note.case.as_ref());
        self.create(Kind::Note, properties, &tied, key, trip).await
    }

    /// The note first, then the case. An attempt that got half-way is gone on from: a note of the same key is not
    /// written again, and then the case is not held against what was seen, since the note may have changed it.
    async fn reply(
        &self,
        reply: &ReplyWrite,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Written, PortError> {
        let written = match self.look_for_note(&reply.note, key, trip).await? {
            Look::Found(written) => written,
            Look::Absent => {
                let now = self.ticket(&reply.change, trip).await?;
                unchanged(&reply.change, &now)?;
                // What the case cannot become is known before there is half an answer.
                self.wanted(&reply.change, &now, trip).await?;
                self.create_note(&reply.note, key, trip).await?
            }
            Look::Unclear(why) => return Err(PortError::new(Trouble::Refused, why)),
        };
        let changed_at = match self.change_case(&reply.change, trip).await {
            Ok(changed_at) => changed_at,
            Err(mut error) => {
                let is_keyed = self.keeps_keys(Kind::Note, trip).await.unwrap_or(false);
                let may_work_later = matches!(
                    error.trouble,
                    Trouble::Unreachable | Trouble::Limited { .. } | Trouble::Exhausted | Trouble::Garbled
                );
                // The next attempt finds the note by its key; without one it may not be found for a while, which is
                // waited out as after any doubtful attempt.
                error.may_have_happened = may_work_later && !is_keyed;
                error.is_half_done = true;
                error.what =
                    format!("the note with the answer is written, the case has not changed: {}", error.what);
                return Err(error);
            }
        };
        Ok(Written { changed_at, ..written })
    }

    /// Whether notes or tasks of this account have the unique property.
    pub(super) async fn keeps_keys(&self, kind: Kind, trip: Trip) -> Result<bool, PortError> {
        let properties = self.metadata.properties(kind, &self.api, trip).await?;
        Ok(has_key_property(&properties))
    }

    async fn create(
        &self,
        kind: Kind,
        properties: Map<String, Value>,
        tied: &[(&RecordRef, Kind)],
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Written, PortError> {
        let mut associations = Vec::new();
        for (record, to) in tied {
            let type_id = self.metadata.association_type(kind, *to, &self.api, trip).await;
            associations.push(json!({
                "to": { "id": record.id },
                "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id }],
            }));
        }
        let (name, doing) = match kind {
            Kind::Task => ("hubspot.create_task", "the task"),
            _ => ("hubspot.create_note", "the note"),
        };
        let ask = Ask {
            method: Method::POST,
            body: Some(json!({ "properties": properties, "associations": associations })),
            effect: Effect::Once,
            ..Ask::get(name, doing, self.api.paths.objects(kind.plural(), ""))
        };
        let response = self.api.send(&ask, trip).await?;
        if refusal::is_duplicate(&response, KEY_PROPERTY) {
            return self.already_there(kind, key, &ask, &response, trip).await;
        }
        if refusal::lacks_property(&response, KEY_PROPERTY) {
            // Taken away since it was looked up: the next attempt goes without it.
            self.metadata.forget_properties(kind).await;
        }
        self.api.accepted(&ask, &response).map_err(|error| doubtful_if_server_failed(error, &response))?;
        let made: Object = response.json(self.api.source(), ask.doing).map_err(PortError::in_doubt)?;
        Ok(self.written(&made, kind))
    }

    /// A refusal as duplicate of the same key is success: the earlier attempt is read by it.
    async fn already_there(
        &self,
        kind: Kind,
        key: &IdempotencyKey,
        ask: &Ask<'_>,
        response: &Response,
        trip: Trip,
    ) -> Result<Written, PortError> {
        match self.read_by_key(kind, key, trip).await {
            Ok(Some(found)) => Ok(self.written(&found, kind)),
            Ok(None) => Err(self.api.refused(ask, response)),
            Err(error) => Err(error.in_doubt()),
        }
    }

    pub(super) async fn read_by_key(
        &self,
        kind: Kind,
        key: &IdempotencyKey,
        trip: Trip,
    ) -> Result<Option<Object>, PortError> {
        let path = self.api.paths.objects(kind.plural(), &format!("/{}", encoded(key.as_str())));
        let ask = Ask::get("hubspot.by_key", "the earlier write", path)
            .query(&[("idProperty", KEY_PROPERTY)], &[("properties", &[KEY_PROPERTY])]);
        self.api.optional(&ask, trip).await
    }

    pub(super) fn written(&self, made: &Object, kind: Kind) -> Written {
        let type_id = if kind == Kind::Task { "0-27" } else { "0-46" };
        Written::made(made.id.clone(), convert::url(made, type_id, &super::wire::Account::default()))
    }

    async fn update_case(&self, case: &CaseWrite, trip: Trip) -> Result<Written, PortError> {
        let now = self.ticket(case, trip).await?;
        let wanted = self.wanted(case, &now, trip).await?;
        if stands(&now, &wanted) {
            // It was so before where nothing has changed it since it was seen; else as after an attempt whose answer was lost.
            let was_so = case.seen_updated_at.is_some() && unchanged(case, &now).is_ok();
            let put_back = was_so.then(|| put_back(&case.case, &wanted, &now));
            let changed_at = convert::ticket_updated_at(&now);
            return Ok(Written { changed_at, put_back, ..Written::made(now.id, now.url) });
        }
        unchanged(case, &now)?;
        let put_back = Some(put_back(&case.case, &wanted, &now));
        let path = self.ticket_path(case);
        let written = self.patch("hubspot.update_case", "the change of the case", path, wanted, trip).await?;
        Ok(Written { put_back, ..written })
    }

    /// Changes a case whatever has happened to it meanwhile; its last change since.
    async fn change_case(&self, case: &CaseWrite, trip: Trip) -> Result<Option<Timestamp>, PortError> {
        let now = self.ticket(case, trip).await?;
        let wanted = self.wanted(case, &now, trip).await?;
        if stands(&now, &wanted) {
            return Ok(convert::ticket_updated_at(&now));
        }
        let path = self.ticket_path(case);
        let written = self.patch("hubspot.update_case", "the change of the case", path, wanted, trip).await?;
        Ok(written.changed_at)
    }

    /// Whether a case has every value that a write gives it.
    pub(super) async fn stands_as_wanted(&self, case: &CaseWrite, trip: Trip) -> Result<bool, PortError> {
        let now = self.ticket(case, trip).await?;
        let wanted = self.wanted(case, &now, trip).await?;
        Ok(stands(&now, &wanted))
    }

    fn ticket_path(&self, case: &CaseWrite) -> String {
        self.api.paths.objects("tickets", &format!("/{}", encoded(&case.case.id)))
    }

    async fn ticket(&self, case: &CaseWrite, trip: Trip) -> Result<Object, PortError> {
        let read = Ask::get("hubspot.case", "the case", self.ticket_path(case))
            .query(&[], &[("properties", &CASE_PROPERTIES)]);
        self.api.json(&read, trip).await
    }

    /// The properties that a case is to have, in the vendor's own values.
    async fn wanted(
        &self,
        case: &CaseWrite,
        now: &Object,
        trip: Trip,
    ) -> Result<Map<String, Value>, PortError> {
        let mut properties = Map::new();
        if let Some(wanted) = &case.status {
            let pipelines = self.metadata.ticket_pipelines(&self.api, trip).await?;
            let here = now.text("hs_pipeline");
            let found = pipelines
                .iter()
                .filter(|p| here.is_none_or(|id| p.id == id))
                .flat_map(|p| &p.stages)
                .find(|s| s.label.eq_ignore_ascii_case(wanted) || s.id == *wanted);
            let Some(found) = found else {
                let what = format!("the case's pipeline has no stage `{wanted}`");
                return Err(PortError::new(Trouble::Refused, what));
            };
            properties.insert("hs_pipeline_stage".to_owned(), json!(found.id));
        }
        if let Some(priority) = case.priority {
            properties.insert("hs_ticket_priority".to_owned(), json!(convert::priority_value(priority)));
        }
        if let Some(owner) = &case.owner {
            properties.insert("hubspot_owner_id".to_owned(), json!(owner));
        }
        if let Some(sleep) = &case.sleep
            && self.keeps_sleep(trip).await?
        {
            let (until, rule) = match sleep {
                CaseSleep::Until { at, rule } => (at.map(millis).unwrap_or_default(), rule.clone()),
                CaseSleep::Awake => Default::default(),
            };
            properties.insert(SLEEPS_UNTIL.to_owned(), json!(until));
            properties.insert(WAKE_RULE.to_owned(), json!(rule));
        }
        Ok(properties)
    }

    /// Whether tickets of this account have a place for until when they sleep.
    pub(super) async fn keeps_sleep(&self, trip: Trip) -> Result<bool, PortError> {
        let properties = self.metadata.properties(Kind::Ticket, &self.api, trip).await?;
        Ok([SLEEPS_UNTIL, WAKE_RULE].iter().all(|name| properties.iter().any(|one| one.name == *name)))
    }

    async fn update_fields(&self, fields: &FieldsWrite, trip: Trip) -> Result<Written, PortError> {
        let objects = kind_of(&fields.record).plural();
        let path = self.api.paths.objects(objects, &format!("/{}", encoded(&fields.record.id)));
        if !fields.seen.is_empty() {
            self.compare_fields(fields, path.clone(), trip).await?;
        }
        let properties = fields.fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
        self.patch("hubspot.update_fields", "the change of fields", path, properties, trip).await
    }

    /// A field that a person owns is written only over what the rep saw there.
    async fn compare_fields(&self, fields: &FieldsWrite, path: String, trip: Trip) -> Result<(), PortError> {
        let names: Vec<&str> = fields.seen.iter().map(|(name, _)| name.as_str()).collect();
        let read = Ask::get("hubspot.fields", "the record", path).query(&[], &[("properties", &names)]);
        let now: Object = self.api.json(&read, trip).await?;
        for (name, seen) in &fields.seen {
            let here = now.text(name);
            let wanted = fields
                .fields
                .iter()
                .find(|(field, _)| field == name)
                .map(|(_, value)| value.as_str())
                .filter(|value| !value.is_empty());
            if here == seen.as_deref() || here == wanted {
                continue;
            }
            let shown = |value: Option<&str>| value.map_or_else(|| "empty".to_owned(), clean_line);
            let what = format!(
                "{name} of {} {} was {} when it was read here, is {} now, and {} was to be written: nothing was written",
                fields.record.kind,
                now.id,
                shown(seen.as_deref()),
                shown(here),
                shown(wanted),
            );
            return Err(
                PortError::new(Trouble::Refused, what).hint("look at the record again, then decide anew")
            );
        }
        Ok(())
    }

    async fn patch(
        &self,
        name: &'static str,
        doing: &str,
        path: String,
        properties: Map<String, Value>,
        trip: Trip,
    ) -> Result<Written, PortError> {
        let ask = Ask {
            method: Method::PATCH,
            body: Some(json!({ "properties": properties })),
            effect: Effect::Repeatable,
            ..Ask::get(name, doing, path)
        };
        let changed: Object = self.api.json(&ask, trip).await?;
        let changed_at = convert::ticket_updated_at(&changed);
        Ok(Written { changed_at, ..Written::made(changed.id, changed.url) })
    }

    async fn retract(&self, retraction: &RetractionWrite, trip: Trip) -> Result<Written, PortError> {
        let kind = if retraction.kind == "task" { Kind::Task } else { Kind::Note };
        let path = self.api.paths.objects(kind.plural(), &format!("/{}", encoded(&retraction.id)));
        let ask = Ask {
            method: Method::DELETE,
            effect: Effect::Repeatable,
            ..Ask::get("hubspot.archive", "the retraction", path)
        };
        let response = self.api.send(&ask, trip).await?;
        if response.status.as_u16() != 404 {
            self.api.accepted(&ask, &response)?;
        }
        let changed_at = match &retraction.back {
            Some(back) => self.put_back(back, trip).await?,
            None => None,
        };
        Ok(Written { changed_at, ..Written::made(retraction.id.clone(), None) })
    }

    /// A case that somebody has put elsewhere meanwhile stays there.
    async fn put_back(&self, back: &StageBack, trip: Trip) -> Result<Option<Timestamp>, PortError> {
        let in_stage = |name: &str| CaseWrite {
            case: back.case.clone(),
            status: Some(name.to_owned()),
            priority: None,
            owner: None,
            sleep: None,
            seen_updated_at: None,
        };
        if self.stands_as_wanted(&in_stage(&back.from), trip).await? {
            return self.change_case(&in_stage(&back.to), trip).await;
        }
        Ok(None)
    }
}

/// What a record whose fields are written is to the vendor.
pub(super) fn kind_of(record: &RecordRef) -> Kind {
    match record.kind.as_str() {
        "task" => Kind::Task,
        "meeting" => Kind::Meeting,
        "case" => Kind::Ticket,
        _ => Kind::Contact,
    }
}

/// The change that puts back what a ticket had, over what is written to it.
fn put_back(case: &RecordRef, wanted: &Map<String, Value>, before: &Object) -> FieldsWrite {
    let had = |name: &String| (name.clone(), before.text(name).unwrap_or_default().to_owned());
    let written = |(name, value): (&String, &Value)| {
        let value = value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        (name.clone(), value)
    };
    FieldsWrite {
        record: case.clone(),
        fields: wanted.keys().map(had).collect(),
        seen: wanted.iter().map(written).collect(),
    }
}

/// Whether a ticket has these values already. An empty value is none, and a time is the same however it is written.
fn stands(now: &Object, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(name, value)| {
        let wanted = value.as_str().filter(|text| !text.is_empty());
        let is_time = name == SLEEPS_UNTIL && wanted.is_some();
        if is_time {
            wanted.and_then(|text| text.parse().ok()) == now.time(name)
        } else {
            wanted == now.text(name)
        }
    })
}

/// A case that somebody changed since it was seen is not written to.
fn unchanged(case: &CaseWrite, now: &Object) -> Result<(), PortError> {
    if let (Some(seen), Some(changed)) = (case.seen_updated_at, convert::ticket_updated_at(now))
        && changed > seen
    {
        let what =
            format!("case {} was changed at {changed}, after it was read here: nothing was written", now.id);
        return Err(PortError::new(Trouble::Refused, what).hint("look at the case again, then decide anew"));
    }
    Ok(())
}

/// A server that failed while writing may have written.
fn doubtful_if_server_failed(error: PortError, response: &Response) -> PortError {
    if response.status.is_server_error() { error.in_doubt() } else { error }
}

/// Whether the unique property is among these.
pub(super) fn has_key_property(properties: &[Property]) -> bool {
    properties.iter().any(|property| property.name == KEY_PROPERTY && property.unique)
}

fn note_properties(note: &NoteWrite, key: &IdempotencyKey, keyed: bool) -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("hs_timestamp".to_owned(), json!(millis(note.at)));
    properties
        .insert("hs_note_body".to_owned(), json!(body::html(&note.body, note.machine_written, !keyed, key)));
    if keyed {
        properties.insert(KEY_PROPERTY.to_owned(), json!(key.as_str()));
    }
    properties
}

fn task_properties(task: &TaskWrite, key: &IdempotencyKey, keyed: bool) -> Map<String, Value> {
    let mut properties = Map::new();
    properties.insert("hs_timestamp".to_owned(), json!(millis(task.due_at)));
    properties.insert("hs_task_subject".to_owned(), json!(task.title));
    properties.insert(
        "hs_task_body".to_owned(),
        json!(body::html(&task.text(), task.machine_written, !keyed, key)),
    );
    properties.insert("hs_task_status".to_owned(), json!("NOT_STARTED"));
    properties.insert("hs_task_type".to_owned(), json!(tasks::task_type(Way::titled(&task.title))));
    if let Some(owner) = &task.owner {
        properties.insert("hubspot_owner_id".to_owned(), json!(owner));
    }
    if keyed {
        properties.insert(KEY_PROPERTY.to_owned(), json!(key.as_str()));
    }
    properties
}

/// RFC 3339 with milliseconds, as the vendor writes times.
fn millis(at: Timestamp) -> String {
    let rounded = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
    format!("{rounded:.3}")
}
