//! What a write would change, value by value: as the record stands, and as it would stand afterwards.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::action::{CaseSleep, CaseWrite, NoteWrite, TaskWrite, Write};
use super::crm::{Case, Owner, Priority};
use super::profile::Profile;

/// How vendors' names of fields end that hold an owner's id.
const OWNER: &str = "owner_id";

/// One value of a record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What of the record: `status`, `note`.
    pub field: String,
    /// As it stands; nothing where there is no such value yet, or where it cannot be read.
    pub before: Option<String>,
    /// As it would stand; nothing where it goes.
    pub after: Option<String>,
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Change({})", self.field)
    }
}

impl Change {
    /// A value that is not there yet.
    fn new(field: &str, after: impl Into<String>) -> Self {
        Self { field: field.to_owned(), before: None, after: Some(after.into()) }
    }
}

/// What a write would change on the records as a profile has them. Owners give names to the vendor's ids.
pub fn changes(write: &Write, profile: Option<&Profile>, owners: &[Owner]) -> Vec<Change> {
    match write {
        Write::Note(note) => of_note(note),
        Write::Task(task) => of_task(task, owners),
        Write::Reply(reply) => {
            let mut changes = of_note(&reply.note);
            changes.extend(of_case(&reply.change, case_of(&reply.change, profile), owners));
            changes
        }
        Write::CaseUpdate(change) => of_case(change, case_of(change, profile), owners),
        Write::Fields(fields) => {
            let before = |name: &str| fields.seen.iter().find(|(seen, _)| seen == name)?.1.as_deref();
            let change = |(name, value): &(String, String)| match name.ends_with(OWNER) {
                true => Change {
                    before: before(name).map(|id| named(id, owners).to_owned()),
                    ..Change::new("owner", named(value, owners))
                },
                false => {
                    Change { before: before(name).map(str::to_owned), ..Change::new(name, value.as_str()) }
                }
            };
            fields.fields.iter().map(change).collect()
        }
        Write::Retraction(retraction) => {
            let before = Some(format!("{} {}", retraction.kind, retraction.id));
            let mut changes = vec![Change { field: retraction.kind.clone(), before, after: None }];
            changes.extend(retraction.back.as_ref().map(|back| Change {
                before: Some(back.from.clone()),
                ..Change::new("status", back.to.as_str())
            }));
            changes
        }
    }
}

fn case_of<'a>(change: &CaseWrite, profile: Option<&'a Profile>) -> Option<&'a Case> {
    profile.and_then(|profile| profile.cases.iter().find(|case| case.id == change.case.id))
}

fn of_note(note: &NoteWrite) -> Vec<Change> {
    vec![Change::new("note", note.body.as_str())]
}

fn of_task(task: &TaskWrite, owners: &[Owner]) -> Vec<Change> {
    let mut changes = vec![Change::new("task", task.title.as_str())];
    changes.extend((!task.body.is_empty()).then(|| Change::new("details", task.body.as_str())));
    changes.extend(task.enrolment.as_deref().map(|into| Change::new("enrolment", into)));
    changes.push(Change::new("due", task.due_at.to_string()));
    changes.extend(task.owner.as_deref().map(|id| Change::new("owner", named(id, owners))));
    changes
}

fn of_case(change: &CaseWrite, case: Option<&Case>, owners: &[Owner]) -> Vec<Change> {
    let values = [
        ("status", case.map(|case| case.status.clone()), change.status.clone()),
        ("priority", case.and_then(|case| case.priority).map(word), change.priority.map(word)),
        (
            "owner",
            case.and_then(|case| case.owner.clone()),
            change.owner.as_deref().map(|id| named(id, owners).to_owned()),
        ),
        ("asleep, wakes", None, change.sleep.as_ref().map(slept)),
    ];
    values
        .into_iter()
        .filter(|(_, _, after)| after.is_some())
        .map(|(field, before, after)| Change { field: field.to_owned(), before, after })
        .collect()
}

fn slept(sleep: &CaseSleep) -> String {
    match sleep {
        CaseSleep::Until { rule, .. } => rule.clone(),
        CaseSleep::Awake => "awake".to_owned(),
    }
}

fn word(priority: Priority) -> String {
    format!("{priority:?}").to_lowercase()
}

/// What a colleague is called; the id where nobody knows.
fn named<'a>(id: &'a str, owners: &'a [Owner]) -> &'a str {
    owners.iter().find(|owner| owner.id == id).map_or(id, |owner| owner.name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::action::FieldsWrite;
    use crate::domain::ids::Source;
    use crate::domain::record::RecordRef;

    fn record(kind: &str, id: &str) -> RecordRef {
        RecordRef { source: Source::crm("hubspot"), kind: kind.to_owned(), id: id.to_owned() }
    }

    #[test]
    fn only_what_a_write_names_is_a_change() {
        let write = Write::CaseUpdate(CaseWrite {
            case: record("case", "77"),
            status: None,
            priority: Some(Priority::High),
            owner: Some("9".to_owned()),
            sleep: None,
            seen_updated_at: None,
        });
        let changes = changes(&write, None, &[]);
        let said: Vec<_> = changes.iter().map(|one| (one.field.as_str(), one.after.as_deref())).collect();
        assert_eq!(said, [("priority", Some("high")), ("owner", Some("9"))]);
    }

    #[test]
    fn who_has_a_record_is_told_by_name() {
        let owner = |id: &str, name: &str| Owner { id: id.to_owned(), name: name.to_owned(), email: None };
        let write = Write::Fields(FieldsWrite {
            record: record("contact", "5"),
            fields: vec![("hubspot_owner_id".to_owned(), "9".to_owned())],
            seen: vec![("hubspot_owner_id".to_owned(), Some("8".to_owned()))],
        });
        let changes = changes(&write, None, &[owner("8", "Lee Nakata"), owner("9", "Robin Hale")]);
        let [change] = changes.as_slice() else { panic!("one change: {changes:?}") };
        assert_eq!(change.field, "owner");
        let values = (change.before.as_deref(), change.after.as_deref());
        assert_eq!(values, (Some("Lee Nakata"), Some("Robin Hale")));
    }

    #[test]
    fn a_task_is_new_and_tells_when_and_whose() {
        let write = Write::Task(TaskWrite {
            contact: record("contact", "5"),
            account: None,
            case: None,
            title: "Call back".to_owned(),
            body: String::new(),
            due_at: "2026-11-27T09:00:00Z".parse().unwrap(),
            owner: Some("9".to_owned()),
            machine_written: true,
            enrolment: None,
        });
        let changes = changes(&write, None, &[]);
        assert!(changes.iter().all(|change| change.before.is_none()));
        let fields: Vec<_> = changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["task", "due", "owner"]);
    }
}
