//! What cannot go on without a person: entries of the outbox, and records that came and could not be read. Both are
//! told with their values hidden: who looks after them need not know whom they are about.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::api::{Answer, DeskError, FailureKind, Parked, ParkedId};
use super::super::local::Local;
use super::super::{agenda, kept, leads, lookup, sync};
use crate::domain::action::Write;
use crate::domain::audit::AuditKind;
use crate::domain::ids::Source;
use crate::domain::lead::Lead;
use crate::domain::lookup::Lookup;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::{Freshness, SourceState};
use crate::domain::queue::QueuedCase;
use crate::domain::record::RecordRef;
use crate::domain::shape::{Field, shape};
use crate::ports::{Call, Finding, Unreadable, Verdict};
use crate::profile::{Mode, Outcome, Pages};

/// Where records that could not be read are kept.
const SETTING: &str = "parked/1";
/// Records that are kept; beyond, the oldest go.
const MOST: usize = 500;
/// The id of a record that had none that could be read.
const NAMELESS: &str = "?";

/// A record that came and could not be read. Holds none of its values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in super::super) struct Record {
    record: RecordRef,
    at: Timestamp,
    why: String,
    fields: Vec<Field>,
    /// Somebody has decided to do without it.
    skipped: bool,
}

/// Those records, once they were read from the storage.
pub(in super::super) type Records = tokio::sync::Mutex<Option<Vec<Record>>>;

/// All that is parked, the oldest first.
pub(super) async fn all(local: &Local) -> Result<Vec<Parked>, DeskError> {
    let entries = local.parts.repository.unfinished_entries().await?;
    let mut parked: Vec<Parked> = entries.iter().filter_map(of_entry).collect();
    let mut kept = local.parked.lock().await;
    let records = load(local, &mut kept).await?.iter().filter(|record| !record.skipped);
    parked.extend(records.map(|record| Parked {
        id: ParkedId::Record(record.record.clone()),
        about: record.record.to_string(),
        at: record.at,
        why: record.why.clone(),
        fields: record.fields.clone(),
    }));
    parked.sort_by_key(|parked| parked.at);
    Ok(parked)
}

fn of_entry(entry: &Entry) -> Option<Parked> {
    let EntryState::Parked { at, why } = &entry.state else { return None };
    Some(Parked {
        id: ParkedId::Entry(entry.id),
        about: format!("{} on {:?}", entry.write.kind(), entry.write.target()),
        at: *at,
        why: why.clone(),
        fields: shape(&payload(&entry.write)),
    })
}

/// What a write is made of. Names of fields are no values.
fn payload(write: &Write) -> Value {
    match write {
        Write::Fields(fields) => {
            let values = fields.fields.iter().map(|(name, value)| (name.clone(), json!(value)));
            json!({ "contact": fields.record, "fields": values.collect::<serde_json::Map<_, _>>() })
        }
        other => {
            let mut value = serde_json::to_value(other).unwrap_or_default();
            // What kind of write it is stands beside it.
            value.as_object_mut().and_then(|members| members.remove("write"));
            value
        }
    }
}

async fn load<'a>(
    local: &Local,
    kept: &'a mut Option<Vec<Record>>,
) -> Result<&'a mut Vec<Record>, DeskError> {
    if kept.is_none() {
        let text = local.parts.repository.setting(SETTING).await?;
        *kept = Some(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default());
    }
    Ok(kept.get_or_insert_default())
}

async fn keep(local: &Local, records: &[Record]) -> Result<(), DeskError> {
    let text = serde_json::to_string(records).unwrap_or_default();
    Ok(local.parts.repository.put_setting(SETTING, &text).await?)
}

/// A page came: what of it could not be read is parked, and what could is parked no more.
pub(in super::super) async fn note(
    local: &Local,
    source: &Source,
    unreadable: Vec<Unreadable>,
    readable: impl Iterator<Item = RecordRef>,
) -> Result<(), DeskError> {
    let mut kept = local.parked.lock().await;
    let records = load(local, &mut kept).await?;
    let before = records.len();
    if before > 0 {
        let readable: Vec<RecordRef> = readable.collect();
        records.retain(|record| !readable.contains(&record.record));
    }
    let mut changed = records.len() != before;
    for one in unreadable {
        let record = reference(source, &one);
        let is_known = |known: &Record| known.record == record && known.fields == one.fields;
        if records.iter().any(is_known) {
            continue;
        }
        records.retain(|known| known.record != record);
        let (why, fields) = (one.why, one.fields);
        let detail = json!({ "record": record, "why": why });
        lookup::record(local, AuditKind::Parked, None, record.to_string(), detail).await?;
        records.push(Record { record, at: local.parts.clock.now(), why, fields, skipped: false });
        changed = true;
    }
    let surplus = records.len().saturating_sub(MOST);
    records.drain(..surplus);
    if changed { keep(local, records).await } else { Ok(()) }
}

/// What a record is called that came and could not be read; those without an id all have one name.
pub(in super::super) fn reference(source: &Source, odd: &Unreadable) -> RecordRef {
    let id = odd.id.clone().unwrap_or_else(|| NAMELESS.to_owned());
    RecordRef { source: source.clone(), kind: odd.kind.to_owned(), id }
}

/// How many of some records are still parked: neither read since nor done without.
pub(in super::super) async fn count(local: &Local, records: &[RecordRef]) -> Result<u64, DeskError> {
    if records.is_empty() {
        return Ok(0);
    }
    let mut kept = local.parked.lock().await;
    let parked = load(local, &mut kept).await?;
    let is_parked =
        |record: &&RecordRef| parked.iter().any(|known| known.record == **record && !known.skipped);
    Ok(records.iter().filter(is_parked).count() as u64)
}

/// Asks the vendor for the record again.
pub(in super::super) async fn read_again(local: &Local, record: RecordRef) -> Result<Answer, DeskError> {
    known(local, &record).await?;
    if record.id == NAMELESS {
        let what = "this record came without an id that could be read, so it cannot be asked for alone";
        return Err(DeskError::new(FailureKind::Failed, what).hint("`deskhand sync --full` reads all again"));
    }
    match record.kind.as_str() {
        "case" => {
            let cases =
                local.crm()?.cases_named(std::slice::from_ref(&record.id), &Call::INTERACTIVE).await?;
            gone_if(cases.is_empty(), &record)?;
            kept::take::<QueuedCase>(local, cases).await?;
        }
        "task" | "meeting" => agenda::reread(local, vec![record.clone()]).await.map(drop)?,
        _ => match sync::read_one(local, &record).await? {
            Some(read) => gone_if(read == 0, &record)?,
            None => look_up(local, &record).await?,
        },
    }
    if record.kind == "contact"
        && kept::is_unread::<Lead>(local, &record).await?
        && leads::read(local, std::slice::from_ref(&record.id)).await? == 0
    {
        let what = format!("{record:?} is there, but still has another form than expected among the leads");
        return Err(DeskError::new(FailureKind::Failed, what));
    }
    lookup::record(local, AuditKind::Retried, None, record.to_string(), json!({ "record": record })).await?;
    let mut kept = local.parked.lock().await;
    let records = load(local, &mut kept).await?;
    records.retain(|known| known.record != record);
    keep(local, records).await?;
    Ok(Answer::Done)
}

/// Looks for whose record it is.
async fn look_up(local: &Local, record: &RecordRef) -> Result<(), DeskError> {
    let wanted = Lookup::Record(record.clone());
    match local.parts.profiles.find(&wanted, Mode::Fresh, Pages::First, |_| {}).await? {
        Outcome::One { profile, .. } => answered(&profile.sources, record),
        Outcome::Many(_) | Outcome::Nobody(_) => gone_if(true, record),
        Outcome::Unreachable(looked) => {
            let why = looked.into_iter().map(|place| place.what).collect::<Vec<_>>().join("; ");
            Err(DeskError::new(FailureKind::Unreachable, why))
        }
    }
}

/// Nothing was read where what is known of it came from the cache.
fn answered(sources: &[SourceState], record: &RecordRef) -> Result<(), DeskError> {
    let asked = sources.iter().find(|state| state.source == record.source);
    match asked {
        Some(SourceState { status: Freshness::Fresh, .. }) => Ok(()),
        Some(SourceState { error: Some(why), .. }) => {
            Err(DeskError::new(FailureKind::Unreachable, format!("{} was not read: {why}", record.source)))
        }
        _ => Err(DeskError::new(FailureKind::Unreachable, format!("{} was not asked", record.source))),
    }
}

fn gone_if(is_gone: bool, record: &RecordRef) -> Result<(), DeskError> {
    if !is_gone {
        return Ok(());
    }
    let what = format!("{record:?} is not there any more");
    Err(DeskError::new(FailureKind::NotFound, what).hint("skip it: there is nothing left to be read"))
}

/// Does without the record, for a reason.
pub(in super::super) async fn skip(
    local: &Local,
    record: RecordRef,
    reason: &str,
) -> Result<Answer, DeskError> {
    known(local, &record).await?;
    let detail = json!({ "record": record, "reason": reason });
    lookup::record(local, AuditKind::Dropped, None, record.to_string(), detail).await?;
    let mut kept = local.parked.lock().await;
    let records = load(local, &mut kept).await?;
    records.iter_mut().filter(|known| known.record == record).for_each(|known| known.skipped = true);
    keep(local, records).await?;
    Ok(Answer::Done)
}

async fn known(local: &Local, record: &RecordRef) -> Result<(), DeskError> {
    let mut kept = local.parked.lock().await;
    let is_parked =
        load(local, &mut kept).await?.iter().any(|known| known.record == *record && !known.skipped);
    if is_parked {
        return Ok(());
    }
    Err(DeskError::new(FailureKind::NotFound, format!("{record:?} is not parked"))
        .hint("`deskhand doctor` lists what is"))
}

/// For `doctor`.
pub(super) fn finding(parked: &Parked) -> Finding {
    let (retry, skip) = match &parked.id {
        ParkedId::Entry(id) => (format!("outbox retry {id}"), format!("outbox drop {id}")),
        ParkedId::Record(record) => (format!("sync retry {record}"), format!("sync skip {record}")),
    };
    Finding {
        about: "parked".to_owned(),
        verdict: Verdict::Bad,
        what: format!("{}: {}", parked.about, parked.why),
        hint: Some(format!("`deskhand {retry}` tries again, `deskhand {skip} --reason WHY` does without it")),
        lacks: None,
    }
}
