//! Holds the arrows of the layers: an import points down only.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which of our rooms a room may import. What is not listed may import nothing of ours.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("ports", &["domain"]),
    ("directory", &["domain"]),
    ("scoring", &["domain"]),
    ("profile", &["domain", "ports", "scoring"]),
    ("gateway", &["domain", "ports"]),
    ("copilot", &["domain", "ports", "gateway", "phrasing", "scoring", "profile"]),
    ("actions", &["domain", "ports"]),
    (
        "desk",
        &["domain", "phrasing", "ports", "directory", "scoring", "profile", "gateway", "copilot", "actions"],
    ),
    // Asks the desk as a face does, over the sandbox.
    ("eval", &["desk", "domain", "gateway", "ports", "sandbox"]),
    // Adapters.
    ("vendors", &["domain", "ports"]),
    ("storage", &["domain", "ports", "secret"]),
    // The sandbox shares nothing with the clients: a shared mistake would hide itself.
    ("sandbox", &[]),
    // Faces.
    ("phrasing", &["domain"]),
    ("tui", &["desk", "domain", "phrasing", "ports"]),
    // The place that puts the program together names everything.
    (
        "cli",
        &[
            "actions",
            "config",
            "copilot",
            "desk",
            "directory",
            "domain",
            "eval",
            "gateway",
            "phrasing",
            "ports",
            "profile",
            "sandbox",
            "scoring",
            "secret",
            "storage",
            "telemetry",
            "tui",
            "vendors",
        ],
    ),
    ("config", &["domain", "phrasing", "secret"]),
    ("secret", &[]),
    ("telemetry", &[]),
];

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
}

/// The rooms named after `crate::` anywhere in the file, `use crate::{a, b}` included.
fn rooms_named(text: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + "crate::".len()..];
        let word =
            |s: &str| s.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
        match rest.strip_prefix('{') {
            None => rooms.push(word(rest)),
            Some(list) => {
                let mut depth = 0;
                let mut item = String::new();
                for c in list.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => rooms.push(word(std::mem::take(&mut item).trim())),
                        c if depth == 0 => item.push(c),
                        _ => {}
                    }
                }
                rooms.push(word(item.trim()));
            }
        }
    }
    rooms.retain(|room| !room.is_empty());
    rooms
}

#[test]
fn an_import_points_down_only() {
    let arrows: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&source, &mut files);
    assert!(files.len() > 50, "only {} files found", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let inside = file.strip_prefix(&source).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if room == "lib" || room == "main" {
            continue;
        }
        let allowed =
            arrows.get(room.as_str()).unwrap_or_else(|| panic!("the room `{room}` has no arrows yet"));
        let text = std::fs::read_to_string(&file).unwrap();
        // A test may use what it likes to set its stage.
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let code: String =
            code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for named in rooms_named(&code) {
            if named != room && arrows.contains_key(named.as_str()) && !allowed.contains(&named.as_str()) {
                wrong.push(format!("{} imports {named}", inside.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point up or aside:\n{}", wrong.join("\n"));
}

#[test]
fn a_forbidden_import_would_be_seen() {
    assert_eq!(rooms_named("use crate::{desk::api, domain};"), ["desk", "domain"]);
    assert_eq!(rooms_named("let x: crate::storage::Storage;"), ["storage"]);
}
