//! The one on disk alone: nothing readable, nothing lost by kill -9.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use deskhand::domain::audit::AuditFault;
use deskhand::ports::Repository;

use super::{brief, dossier, entry, event, maya, open, row, suggestion, wire};

#[tokio::test]
async fn everything_is_there_after_reopening_and_says_where_its_key_lies() {
    let root = tempfile::tempdir().unwrap();
    let storage = open(root.path()).await;
    let mut big = dossier(maya(), "5571", &["maya@example.com"], &[]);
    big.answers[0].found.records[0].note = Some("n".repeat(3_000_000));
    storage.put_dossier(&big).await.unwrap();
    storage.append_audit(&event(Some(maya()), 1)).await.unwrap();
    storage.close().await;

    let storage = open(root.path()).await;
    assert_eq!(storage.dossier(maya()).await.unwrap(), Some(big));
    assert_eq!(storage.append_audit(&event(Some(maya()), 2)).await.unwrap(), 2);
    assert_eq!(storage.verify_audit().await.unwrap().fault, None::<AuditFault>);
    let report = storage.report().await.unwrap();
    assert!(report.data_key.contains("data.key"), "{}", report.data_key);
    assert_eq!(report.recovered, None);
    assert!(report.bytes > 3_000_000);
}

/// Every file of a folder, with its path relative to it.
fn files_in(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files
                .extend(files_in(&path).into_iter().map(|(inner, bytes)| (format!("{name}/{inner}"), bytes)));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            files.push((name, bytes));
        }
    }
    files
}

#[tokio::test]
async fn nothing_that_identifies_anybody_lies_readable_in_the_folder() {
    let root = tempfile::tempdir().unwrap();
    let storage = open(root.path()).await;
    let planted = dossier(maya(), "5571", &["maya@planted.example"], &["+15550109999"]);
    storage.put_dossier(&planted).await.unwrap();
    storage.put_brief(&brief(maya(), "Planted-Body"), &[suggestion(1, maya(), 0)]).await.unwrap();
    storage.accept(&entry(1, maya()), &suggestion(1, maya(), 0), &event(None, 0)).await.unwrap();
    storage.append_audit(&event(Some(maya()), 1)).await.unwrap();
    storage.append_audit(&event(None, 1)).await.unwrap();
    storage.put_wire(&wire(maya(), 1)).await.unwrap();
    storage.put_draft(maya(), "planted-draft", "Planted-Body").await.unwrap();
    storage.put_directory(&[row(maya())]).await.unwrap();
    storage.put_setting("planted-setting", "planted-value").await.unwrap();
    storage.close().await;

    let files = files_in(&root.path().join("storage"));
    assert!(files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > 5_000, "the rows are there");
    for needle in ["planted", "maya", "rep@example", "15550109999", "5571", "contact", "refund", "1001"] {
        for needle in [needle.to_lowercase(), needle.to_uppercase()] {
            for (name, bytes) in &files {
                let lower = bytes.to_ascii_lowercase();
                let needle_lower = needle.to_ascii_lowercase();
                // Four digits turn up in random bytes; longer words do not.
                let found = needle.len() > 4
                    && lower.windows(needle.len()).any(|w| w == needle_lower.as_bytes())
                    || bytes.windows(needle.len() + 2).any(|w| w == format!("\"{needle}\"").as_bytes());
                assert!(!found, "`{needle}` is readable in `{name}`");
                assert!(!name.to_lowercase().contains(&needle_lower), "`{needle}` is a part of `{name}`");
            }
        }
    }
}

/// Run again by the test below in a process of its own, which is then killed: accepts entries without end and
/// prints the number of each once it is stored.
#[tokio::test]
async fn accepts_until_killed() {
    let Some(root) = std::env::var_os("STORAGE_CONTRACT_ROOT") else { return };
    let storage = open(Path::new(&root)).await;
    for number in 1.. {
        storage
            .accept(&entry(number, maya()), &suggestion(number, maya(), 0), &event(Some(maya()), 1))
            .await
            .unwrap();
        writeln!(std::io::stderr(), "stored {number}").unwrap();
    }
}

#[tokio::test]
async fn what_was_accepted_survives_kill_9() {
    let root = tempfile::tempdir().unwrap();
    let mut stored = 0;
    for round in 1..=3 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "disk::accepts_until_killed", "--nocapture"])
            .env("STORAGE_CONTRACT_ROOT", root.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        for line in lines.by_ref().take(20 * round) {
            let number = line.unwrap().strip_prefix("stored ").unwrap().parse::<u128>().unwrap();
            stored = stored.max(number);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it printed between the last line read and its death counts, too.
        for line in lines.map_while(Result::ok) {
            let number = line.strip_prefix("stored ").and_then(|number| number.parse().ok());
            stored = stored.max(number.unwrap_or(0));
        }

        let storage = open(root.path()).await;
        for number in 1..=stored {
            let id = entry(number, maya()).id;
            assert_eq!(storage.entry(id).await.unwrap(), Some(entry(number, maya())), "round {round}");
            let suggestion_id = suggestion(number, maya(), 0).suggestion.id;
            assert!(storage.suggestion(suggestion_id).await.unwrap().is_some());
        }
        assert!(storage.unfinished_entries().await.unwrap().len() as u128 >= stored);
        let log = storage.verify_audit().await.unwrap();
        assert_eq!(log.fault, None);
        let entries = storage.entries(usize::MAX).await.unwrap().len() as u64;
        assert_eq!(log.lines, entries, "an entry and its audit line are stored together");
        storage.close().await;
    }
    assert!(stored >= 60);
}
