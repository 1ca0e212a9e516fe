//! Export of everything as lines of JSON, opened, and import of such lines into a new storage.
//!
//! For the owner of the data, before an upgrade, and as the way back from any disaster of the engine.
//! Importing into a new folder is also how space is returned to the disk. The first line names the form
//! (`deskhand.export/1`) and the version of the storage; each other line is one row.

use super::audit::{append_audit, audit_after};
use super::error::VaultError;
use super::keyvalue::{Order, Table};
use super::migrations::STEPS;
use super::row::{Part, Row, RowKey, unreadable};
use super::tables::{AUDIT, SEALED};
use super::thread::Storage;
use super::vault::{Changes, Vault};
use crate::domain::audit::{AuditEvent, AuditKind};
use crate::domain::ids::CustomerId;
use crate::ports::repository::AuditRecord;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Write};
use uuid::Uuid;

/// The form of the export.
const FORM: &str = "deskhand.export/1";
/// Rows that are read or written at a time; other work goes on in between.
const ROWS_AT_A_TIME: usize = 500;

/// Why an export or import did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The storage failed.
    #[error("couldn't read or write the storage")]
    Storage(#[from] VaultError),
    /// The file failed.
    #[error("couldn't read or write the export")]
    File(#[from] io::Error),
    /// The file is not an export that this program understands.
    #[error("line {line} of the import is not what an export of this or an older deskhand has there")]
    NotAnExport {
        /// Counted from 1.
        line: u64,
    },
    /// Import goes into a new storage only.
    #[error("the storage has rows already: import into a new storage folder")]
    NotEmpty,
}

#[derive(Serialize, Deserialize)]
struct Head {
    schema: String,
    storage_version: usize,
}

#[derive(Serialize, Deserialize)]
struct Line {
    table: String,
    key: Vec<LinePart>,
    customer: Option<CustomerId>,
    version: u8,
    value: serde_json::Value,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum LinePart {
    Number(u64),
    Name(String),
    Id { id: Uuid },
}

impl From<Part> for LinePart {
    fn from(part: Part) -> Self {
        match part {
            Part::Name(name) => Self::Name(name),
            Part::Number(number) => Self::Number(number),
            Part::Id(id) => Self::Id { id: Uuid::from_bytes(id) },
        }
    }
}

impl From<LinePart> for Part {
    fn from(part: LinePart) -> Self {
        match part {
            LinePart::Name(name) => Self::Name(name),
            LinePart::Number(number) => Self::Number(number),
            LinePart::Id { id } => Self::Id(id.into_bytes()),
        }
    }
}

impl Storage {
    /// Writes every row, opened, as a line of JSON; returns how many. The lines hold personal data.
    pub async fn export<W: Write + Send + 'static>(&self, mut writer: W) -> Result<u64, TransferError> {
        let head = Head { schema: FORM.to_owned(), storage_version: STEPS.len() };
        writeln!(writer, "{}", serde_json::to_string(&head).map_err(io::Error::other)?)?;
        let mut written = 0;
        for &table in SEALED.iter().chain([&AUDIT]) {
            let mut after: Option<Vec<u8>> = None;
            loop {
                let job = move |vault: &mut Vault| {
                    let (lines, next) = next_lines(vault, table, after.as_deref())?;
                    let outcome = lines.iter().try_for_each(|line| {
                        serde_json::to_writer(&mut writer, line)?;
                        writer.write_all(b"\n")
                    });
                    Ok((writer, outcome.map(|()| lines.len() as u64), next))
                };
                let (returned, rows, next) = self.run(job).await?;
                writer = returned;
                written += rows?;
                match next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
        }
        writer.flush()?;
        Ok(written)
    }

    /// Stores the rows of an export, sealed anew; returns how many. The audit log is chained anew, and its
    /// last line then names the hash that the log had ended with.
    ///
    /// # Errors
    ///
    /// Refuses a storage that has rows, and lines of a newer version. What was imported before an error
    /// stays: throw the folder away and begin anew.
    pub async fn import<R: BufRead + Send + 'static>(&self, reader: R) -> Result<u64, TransferError> {
        if !self.run(|vault| is_empty(vault)).await? {
            return Err(TransferError::NotEmpty);
        }
        let mut lines = reader.lines();
        let head = lines.next().transpose()?.and_then(|line| serde_json::from_str::<Head>(&line).ok());
        if !head.is_some_and(|head| head.schema == FORM && head.storage_version <= STEPS.len()) {
            return Err(TransferError::NotAnExport { line: 1 });
        }
        let mut imported = 0;
        let mut log_end: Option<AuditRecord> = None;
        loop {
            let job = move |vault: &mut Vault| {
                let outcome = match read_lines(&mut lines, imported + 2) {
                    Ok(read) => Ok(keep(vault, read)?),
                    Err(error) => Err(error),
                };
                Ok((lines, outcome))
            };
            let (returned, outcome) = self.run(job).await?;
            lines = returned;
            let (rows, last) = outcome?;
            log_end = last.or(log_end);
            if rows == 0 {
                break;
            }
            imported += rows;
        }
        if let Some(end) = log_end {
            self.run(move |vault| append_audit(vault, &end_of_import(&end))).await?;
        }
        Ok(imported)
    }
}

/// The next rows of a table as lines, and where to go on.
fn next_lines(
    vault: &Vault,
    table: Table,
    after: Option<&[u8]>,
) -> Result<(Vec<Line>, Option<Vec<u8>>), VaultError> {
    if table == AUDIT {
        let after = after.and_then(|key| key.try_into().ok()).map_or(0, u64::from_be_bytes);
        let records = audit_after(vault, after, ROWS_AT_A_TIME)?;
        let next = records.last().map(|record| record.sequence.to_be_bytes().to_vec());
        return Ok((records.into_iter().map(audit_line).collect::<Result<_, _>>()?, next));
    }
    let page = vault.page_of(table, after, Order::Ascending, ROWS_AT_A_TIME, |row| {
        let value = row.value(table)?;
        let Row { key, customer, version, .. } = row;
        let key = key.0.into_iter().map(LinePart::from).collect();
        Ok(Line { table: table.name.to_owned(), key, customer, version, value })
    })?;
    Ok((page.rows, page.next))
}

fn audit_line(record: AuditRecord) -> Result<Line, VaultError> {
    let value = serde_json::to_value(&record).map_err(|error| unreadable(AUDIT, &error))?;
    let key = vec![LinePart::Number(record.sequence)];
    Ok(Line { table: AUDIT.name.to_owned(), key, customer: record.customer, version: 1, value })
}

/// What some lines of an import say.
#[derive(Default)]
struct Read {
    changes: Changes,
    log: Vec<AuditRecord>,
}

/// Stores what was read; returns how many rows, and the last of the audit log among them.
fn keep(vault: &mut Vault, read: Read) -> Result<(u64, Option<AuditRecord>), VaultError> {
    let rows = (read.changes.len() + read.log.len()) as u64;
    vault.write(read.changes)?;
    for record in &read.log {
        append_audit(vault, &event_of(record))?;
    }
    Ok((rows, read.log.into_iter().next_back()))
}

/// The event to append for an exported one; where its customer was erased, one that says so in its place.
fn event_of(record: &AuditRecord) -> AuditEvent {
    record.event.clone().unwrap_or_else(|| AuditEvent {
        at: time_of(record),
        actor: "deskhand".to_owned(),
        kind: AuditKind::Forgotten,
        customer: None,
        subject: "a line about a customer who was erased before the import".to_owned(),
        detail: serde_json::json!({ "hash": record.hash }),
    })
}

fn end_of_import(last: &AuditRecord) -> AuditEvent {
    AuditEvent {
        at: time_of(last),
        actor: "deskhand".to_owned(),
        kind: AuditKind::Recovered,
        customer: None,
        subject: "import".to_owned(),
        detail: serde_json::json!({ "lines": last.sequence, "ended_with": last.hash }),
    }
}

fn time_of(record: &AuditRecord) -> Timestamp {
    Timestamp::from_millisecond(record.at_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn is_empty(vault: &Vault) -> Result<bool, VaultError> {
    for &table in SEALED {
        if !vault.page(table, None, Order::Ascending, 1)?.rows.is_empty() {
            return Ok(false);
        }
    }
    Ok(vault.last_number(AUDIT)?.is_none())
}

/// What the next lines say, the first of which has the number `number`; nothing at the end.
fn read_lines(
    lines: &mut impl Iterator<Item = io::Result<String>>,
    number: u64,
) -> Result<Read, TransferError> {
    let mut read = Read::default();
    for (line, number) in lines.take(ROWS_AT_A_TIME).zip(number..) {
        let not_an_export = || TransferError::NotAnExport { line: number };
        let line: Line = serde_json::from_str(&line?).map_err(|_| not_an_export())?;
        if line.table == AUDIT.name {
            read.log.push(serde_json::from_value(line.value).map_err(|_| not_an_export())?);
            continue;
        }
        let table = SEALED.iter().find(|table| table.name == line.table);
        let &table = table.ok_or_else(not_an_export)?;
        let key = RowKey(line.key.into_iter().map(Part::from).collect());
        let json = serde_json::to_vec(&line.value).map_err(io::Error::other)?;
        read.changes.put_row(table, Row { key, customer: line.customer, version: line.version, json });
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Repository;
    use crate::storage::tables::{DOSSIERS, OUTBOX, WIRES};
    use std::io::Cursor;

    const MAYA: CustomerId = CustomerId::new(Uuid::from_u128(1));

    /// An export that ends up in memory.
    async fn exported(storage: &Storage) -> String {
        let (sender, receiver) = std::sync::mpsc::channel();
        struct Pipe(std::sync::mpsc::Sender<Vec<u8>>);
        impl Write for Pipe {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.send(bytes.to_vec()).map_err(io::Error::other)?;
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        storage.export(Pipe(sender)).await.unwrap();
        String::from_utf8(receiver.iter().flatten().collect()).unwrap()
    }

    async fn filled() -> Storage {
        let storage = Storage::in_memory().await;
        let fill = |vault: &mut Vault| {
            let mut changes = Changes::default();
            changes.put(DOSSIERS, "maya@example.com", Some(MAYA), &"likes\ntents")?;
            changes.put(OUTBOX, [7; 16], Some(MAYA), &["a", "b"])?;
            for number in 0..1100u64 {
                changes.put(WIRES, number, None, &serde_json::json!({ "n": number, "half": 0.5 }))?;
            }
            vault.write(changes)
        };
        storage.run(fill).await.unwrap();
        storage
    }

    #[tokio::test]
    async fn an_export_imports_into_a_new_storage_and_exports_the_same_again() {
        let export = exported(&filled().await).await;
        assert_eq!(export.lines().count(), 1 + 1102);
        assert!(export.starts_with("{\"schema\":\"deskhand.export/1\",\"storage_version\":1}\n"));
        let profile = concat!(
            r#"{"table":"dossiers","key":["maya@example.com"],"customer":"c-00000000000000000000000000000001","#,
            r#""version":1,"value":"likes\ntents"}"#
        );
        assert!(export.lines().any(|line| line == profile), "{export}");

        let other = Storage::in_memory().await;
        assert_eq!(other.import(Cursor::new(export.clone())).await.unwrap(), 1102);
        // Named rows lie in another order under another key.
        let sorted = |text: String| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(exported(&other).await), sorted(export));
    }

    #[tokio::test]
    async fn an_imported_audit_log_is_chained_anew_and_names_the_old_end() {
        let storage = Storage::in_memory().await;
        let event = |customer| AuditEvent {
            at: Timestamp::UNIX_EPOCH,
            actor: "rep@example.com".to_owned(),
            kind: AuditKind::Viewed,
            customer,
            subject: "a".to_owned(),
            detail: serde_json::Value::Null,
        };
        storage.append_audit(&event(Some(MAYA))).await.unwrap();
        storage.append_audit(&event(None)).await.unwrap();
        storage.forget(MAYA).await.unwrap();
        let old_end = storage.verify_audit().await.unwrap().head.unwrap();

        let other = Storage::in_memory().await;
        other.import(Cursor::new(exported(&storage).await)).await.unwrap();
        let report = other.verify_audit().await.unwrap();
        assert_eq!((report.lines, report.fault), (3, None));
        let log = other.audit_after(0, 9).await.unwrap();
        let events: Vec<AuditEvent> = log.into_iter().filter_map(|record| record.event).collect();
        assert_eq!((events[0].kind, events[0].customer), (AuditKind::Forgotten, None));
        assert_eq!(events[1], event(None));
        assert_eq!(events[2].detail["ended_with"], old_end.to_string());
    }

    #[tokio::test]
    async fn import_refuses_a_storage_with_rows_and_files_that_are_no_export() {
        let export = exported(&filled().await).await;
        let refused = filled().await.import(Cursor::new(export)).await;
        assert!(matches!(refused, Err(TransferError::NotEmpty)));
        let head = r#"{"schema":"deskhand.export/1","storage_version":1}"#;
        for (text, wrong) in [
            (String::new(), 1),
            ("{}".to_owned(), 1),
            (head.replace(":1}", ":99}"), 1),
            (format!("{head}\nnonsense"), 2),
            (format!(r#"{head}{}{{"table":"pears","key":1,"version":1,"value":1}}"#, '\n'), 2),
        ] {
            let refused = Storage::in_memory().await.import(Cursor::new(text.clone())).await;
            match refused {
                Err(TransferError::NotAnExport { line }) => assert_eq!(line, wrong, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
