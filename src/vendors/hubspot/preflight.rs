//! What a write would do, held against the account's own properties and picklists before anybody presses a key.

use super::api::Trip;
use super::body::{self, LONGEST_BODY};
use super::metadata::Kind;
use super::wire::Property;
use super::write::kind_of;
use super::{HubSpot, meetings, tasks};
use crate::domain::action::{CaseSleep, CaseWrite, FOR_YOU, FieldsWrite, Write};
use crate::domain::agenda::Way;
use crate::domain::ids::{EntryId, IdempotencyKey};
use crate::domain::record::RecordRef;
use crate::ports::PortError;
use crate::ports::crm::Preflight;

impl HubSpot {
    pub(super) async fn preflight_within(&self, write: &Write, trip: Trip) -> Result<Preflight, PortError> {
        let mut problems = Vec::new();
        let effect = match write {
            Write::Note(note) => {
                let properties = self.metadata.properties(Kind::Note, &self.api, trip).await?;
                wanted(&mut problems, &properties, &["hs_timestamp", "hs_note_body"]);
                check_length(&mut problems, &note.body, note.machine_written);
                format!(
                    "HubSpot note on {}",
                    places(&note.contact, note.account.as_ref(), note.case.as_ref())
                )
            }
            Write::Task(task) => {
                let properties = self.metadata.properties(Kind::Task, &self.api, trip).await?;
                wanted(&mut problems, &properties, &["hs_timestamp", "hs_task_subject", "hs_task_body"]);
                check_option(&mut problems, &properties, "hs_task_status", "NOT_STARTED");
                check_option(
                    &mut problems,
                    &properties,
                    "hs_task_type",
                    tasks::task_type(Way::titled(&task.title)),
                );
                check_length(&mut problems, &task.text(), task.machine_written);
                if task.title.trim().is_empty() {
                    problems.push("a task needs a subject".to_owned());
                }
                if let Some(owner) = &task.owner {
                    let owners = self.metadata.owners(&self.api, trip).await?;
                    if !owners.iter().any(|o| o.id == *owner && !o.archived) {
                        problems.push("the owner is no colleague of this account (any more)".to_owned());
                    }
                }
                let enrolment = task.enrolment.as_ref().map_or("", |_| ", with the request to enrol them");
                format!(
                    "HubSpot task on {}{enrolment}",
                    places(&task.contact, task.account.as_ref(), task.case.as_ref())
                )
            }
            Write::Reply(reply) => {
                let properties = self.metadata.properties(Kind::Note, &self.api, trip).await?;
                wanted(&mut problems, &properties, &["hs_timestamp", "hs_note_body"]);
                check_length(&mut problems, &reply.note.body, reply.note.machine_written);
                let changes = self.preflight_case(&reply.change, &mut problems, trip).await?;
                let places = places(&reply.note.contact, None, reply.note.case.as_ref());
                let change = match changes.is_empty() {
                    true => "the case stays as it is".to_owned(),
                    false => changes.join(", "),
                };
                format!("HubSpot note on {places}, {FOR_YOU}; {change}")
            }
            Write::CaseUpdate(case) => {
                let changes = self.preflight_case(case, &mut problems, trip).await?;
                match changes.is_empty() {
                    true => format!("case {} stays as it is", case.case.id),
                    false => format!("HubSpot case {}: {}", case.case.id, changes.join(", ")),
                }
            }
            Write::Fields(fields) => {
                let properties = self.metadata.properties(kind_of(&fields.record), &self.api, trip).await?;
                check_fields(&mut problems, &properties, fields);
                self.fields_in_words(fields, &mut problems, trip).await?
            }
            Write::Retraction(retraction) => {
                let back = retraction.back.as_ref();
                let back = back.map(|back| format!(", case {}: {} → {}", back.case.id, back.from, back.to));
                let back = back.unwrap_or_default();
                format!("HubSpot {} {} archived{back}", retraction.kind, retraction.id)
            }
        };
        Ok(Preflight { effect, problems })
    }

    /// Each field with its value, what the rep saw before it; owners by name.
    async fn fields_in_words(
        &self,
        fields: &FieldsWrite,
        problems: &mut Vec<String>,
        trip: Trip,
    ) -> Result<String, PortError> {
        let owners = self.metadata.owners(&self.api, trip).await?;
        let mut changes = Vec::new();
        for (name, value) in &fields.fields {
            let is_owner = name == "hubspot_owner_id";
            if is_owner && !owners.iter().any(|owner| owner.id == *value && !owner.archived) {
                problems.push("the owner is no colleague of this account (any more)".to_owned());
            }
            let shown = |value: &str| {
                let owner = owners.iter().find(|owner| is_owner && owner.id == value);
                match owner {
                    Some(owner) => super::convert::owner_name(owner),
                    None if [tasks::STATUS, meetings::OUTCOME].contains(&name.as_str()) => {
                        value.to_lowercase().replace('_', " ")
                    }
                    None => value.to_owned(),
                }
            };
            let called = match name.as_str() {
                "hubspot_owner_id" => "owner",
                tasks::STATUS => "status",
                meetings::OUTCOME => "outcome",
                other => other,
            };
            let seen = fields.seen.iter().find(|(seen, _)| seen == name);
            changes.push(match seen {
                Some((_, Some(before))) => format!("{called} {} → {}", shown(before), shown(value)),
                Some((_, None)) => format!("{called} → {}", shown(value)),
                None => format!("{called} {}", shown(value)),
            });
        }
        let FieldsWrite { record, .. } = fields;
        Ok(format!("HubSpot {} {}: {}", record.kind, record.id, changes.join(", ")))
    }

    /// Each change of a case in words.
    async fn preflight_case(
        &self,
        case: &CaseWrite,
        problems: &mut Vec<String>,
        trip: Trip,
    ) -> Result<Vec<String>, PortError> {
        let mut changes = Vec::new();
        if let Some(status) = &case.status {
            let pipelines = self.metadata.ticket_pipelines(&self.api, trip).await?;
            let mut stages = pipelines.iter().flat_map(|p| &p.stages);
            if !stages.any(|s| s.label.eq_ignore_ascii_case(status) || s.id == *status) {
                problems.push(format!("no pipeline has a stage `{status}`"));
            }
            changes.push(format!("status → {status}"));
        }
        if let Some(priority) = case.priority {
            let properties = self.metadata.properties(Kind::Ticket, &self.api, trip).await?;
            check_option(
                problems,
                &properties,
                "hs_ticket_priority",
                super::convert::priority_value(priority),
            );
            changes.push(format!("priority {}", super::convert::priority_value(priority).to_lowercase()));
        }
        if let Some(owner) = &case.owner {
            let owners = self.metadata.owners(&self.api, trip).await?;
            match owners.iter().find(|known| known.id == *owner && !known.archived) {
                Some(known) => changes.push(format!("owner {}", super::convert::owner_name(known))),
                None => problems.push("the owner is no colleague of this account (any more)".to_owned()),
            }
        }
        if let Some(sleep) = &case.sleep {
            let has_place = self.keeps_sleep(trip).await?;
            changes.push(match sleep {
                CaseSleep::Until { rule, .. } if has_place => format!("asleep, wakes {rule}"),
                CaseSleep::Until { rule, .. } => format!(
                    "asleep here alone, wakes {rule}: the account has no field for that, `deskhand setup fields` makes it"
                ),
                CaseSleep::Awake => "awake".to_owned(),
            });
        }
        Ok(changes)
    }
}

fn places(contact: &RecordRef, account: Option<&RecordRef>, case: Option<&RecordRef>) -> String {
    let account = account.map(|account| format!(" and {} {}", account.kind, account.id));
    let case = case.map(|case| format!(" and case {}", case.id));
    format!("contact {}{}{}", contact.id, account.unwrap_or_default(), case.unwrap_or_default())
}

fn wanted(problems: &mut Vec<String>, properties: &[Property], names: &[&str]) {
    for name in names {
        if !properties.iter().any(|property| property.name == *name) {
            problems.push(format!("the account has no property `{name}`"));
        }
    }
}

fn check_option(problems: &mut Vec<String>, properties: &[Property], name: &str, value: &str) {
    let Some(property) = properties.iter().find(|property| property.name == name) else { return };
    if !property.has_option(value) {
        problems.push(format!("`{name}` has no option `{value}` in this account"));
    }
}

fn check_fields(problems: &mut Vec<String>, properties: &[Property], fields: &FieldsWrite) {
    for (name, value) in &fields.fields {
        match properties.iter().find(|property| property.name == *name) {
            None => {
                problems.push(format!("the account has no property `{name}`: run `deskhand setup fields`"))
            }
            Some(property) if property.is_read_only() => {
                problems.push(format!("`{name}` cannot be set from outside"))
            }
            Some(property) => {
                if property.kind == "number" && value.parse::<f64>().is_err() {
                    problems.push(format!("`{name}` takes a number"));
                }
                check_option(problems, properties, name, value);
            }
        }
    }
}

fn check_length(problems: &mut Vec<String>, text: &str, machine_written: bool) {
    // Any key is as long as any other.
    let key = IdempotencyKey::of(EntryId::new(uuid::Uuid::nil()));
    let length = body::html(text, machine_written, true, &key).chars().count();
    if length > LONGEST_BODY {
        problems.push(format!(
            "the text is {length} characters long with its markup; HubSpot keeps {LONGEST_BODY}"
        ));
    }
}
