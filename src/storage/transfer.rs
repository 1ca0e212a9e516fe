//! Export of everything as lines of JSON, opened, and import of such lines into a new storage.
//!
//! For the owner of the data, before an upgrade, and as the way back from any disaster of the engine.
//! Importing into a new folder is also how space is returned to the disk. The first line names the form
//! (`deskhand.export/1`) and the version of the storage; each other line is one row.

use super::error::StorageError;
use super::keyvalue::{Order, Table};
use super::migrations::STEPS;
use super::row::{Row, RowKey};
use super::tables::SEALED;
use super::thread::Storage;
use super::vault::{Changes, Vault};
use crate::domain::ids::CustomerId;
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
    Storage(#[from] StorageError),
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
    key: LineKey,
    customer: Option<CustomerId>,
    version: u8,
    value: serde_json::Value,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum LineKey {
    Number(u64),
    Name(String),
    Id { id: Uuid },
}

impl Storage {
    /// Writes every row, opened, as a line of JSON; returns how many. The lines hold personal data.
    pub async fn export<W: Write + Send + 'static>(&self, mut writer: W) -> Result<u64, TransferError> {
        let head = Head { schema: FORM.to_owned(), storage_version: STEPS.len() };
        writeln!(writer, "{}", serde_json::to_string(&head).map_err(io::Error::other)?)?;
        let mut written = 0;
        for &table in SEALED {
            let mut after: Option<Vec<u8>> = None;
            loop {
                let job = move |vault: &mut Vault| {
                    let page = vault.page(table, after.as_deref(), Order::Ascending, ROWS_AT_A_TIME)?;
                    let rows = page.rows.len() as u64;
                    let outcome = write_lines(&mut writer, table, page.rows);
                    Ok((writer, outcome.map(|()| rows), page.next))
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

    /// Stores the rows of an export, sealed anew; returns how many.
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
        loop {
            let job = move |vault: &mut Vault| {
                let outcome = read_lines(&mut lines, imported + 2);
                let (changes, outcome) = match outcome {
                    Ok(changes) => (changes, Ok(())),
                    Err(error) => (Changes::default(), Err(error)),
                };
                let rows = changes.len() as u64;
                vault.write(changes)?;
                Ok((lines, outcome.map(|()| rows)))
            };
            let (returned, rows) = self.run(job).await?;
            lines = returned;
            match rows? {
                0 => return Ok(imported),
                rows => imported += rows,
            }
        }
    }
}

fn is_empty(vault: &Vault) -> Result<bool, StorageError> {
    for &table in SEALED {
        if !vault.page(table, None, Order::Ascending, 1)?.rows.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

fn write_lines(writer: &mut impl Write, table: Table, rows: Vec<Row>) -> io::Result<()> {
    for row in rows {
        let line = Line {
            table: table.name.to_owned(),
            key: match row.key {
                RowKey::Name(name) => LineKey::Name(name),
                RowKey::Number(number) => LineKey::Number(number),
                RowKey::Id(id) => LineKey::Id { id: Uuid::from_bytes(id) },
            },
            customer: row.customer,
            version: row.version,
            value: serde_json::from_slice(&row.json)?,
        };
        serde_json::to_writer(&mut *writer, &line)?;
        writer.write_all(b"\n")?;
    }
    Ok(())
}

/// The changes of the next lines, the first of which has the number `number`; none at the end.
fn read_lines(
    lines: &mut impl Iterator<Item = io::Result<String>>,
    number: u64,
) -> Result<Changes, TransferError> {
    let mut changes = Changes::default();
    for (line, number) in lines.take(ROWS_AT_A_TIME).zip(number..) {
        let line: Line =
            serde_json::from_str(&line?).map_err(|_| TransferError::NotAnExport { line: number })?;
        let table = SEALED.iter().find(|table| table.name == line.table);
        let &table = table.ok_or(TransferError::NotAnExport { line: number })?;
        let key = match line.key {
            LineKey::Name(name) => RowKey::Name(name),
            LineKey::Number(number) => RowKey::Number(number),
            LineKey::Id { id } => RowKey::Id(id.into_bytes()),
        };
        let json = serde_json::to_vec(&line.value).map_err(io::Error::other)?;
        changes.put_row(table, Row { key, customer: line.customer, version: line.version, json });
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::tables::{OUTBOX, PROFILES, WIRETAP};
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
            changes.put(PROFILES, "maya@example.com", Some(MAYA), &"likes\ntents")?;
            changes.put(OUTBOX, RowKey::Id([7; 16]), Some(MAYA), &["a", "b"])?;
            for number in 0..1100u64 {
                changes.put(WIRETAP, number, None, &serde_json::json!({ "n": number, "half": 0.5 }))?;
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
            r#"{"table":"profiles","key":"maya@example.com","customer":"c-00000000000000000000000000000001","#,
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
