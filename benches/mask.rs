//! How fast texts are masked on one core: `cargo bench --bench mask`.
//!
//! Without arguments it masks support messages written here; with paths of JSON lines (`{"text": …}`) those. Then long
//! runs of what recognisers look for, of one and of eight megabytes: eight times the length, eight times the time.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use std::time::{Duration, Instant};

use deskhand::gateway::{Known, Masker};

const MESSAGES: [&str; 6] = [
    "Hello, where is my order #10442? It was supposed to arrive on 12.03.2026. You can reach me at +44 7911 123456 \
     or anna.lee@example.com. Thanks, Anna",
    "Guten Tag, bitte ändern Sie die Lieferadresse für #10443: Gartenstraße 12a, 10115 Berlin. Mit freundlichen \
     Grüßen, Jörg Weidenbach",
    "The discount code was not applied on SO74095461: I paid $24.50 instead of $19.95, and the Summit Two Tent came \
     without its poles. Can you send them before the weekend, or shall I return the whole thing?",
    "Customer: Aoife Byrne; Tel: (555) 010-9999; Address: 12 Elm Street, Apt 4, Springfield, IL 62701; Qty: 3",
    "parcel still says label created, tracking 9400374766193025861309, nobody answers the phone and the chat closes \
     after ten minutes. this is the third time. please just refund me",
    "山田花子です。注文 #10444 はまだ届いていません。よろしくお願いします。",
];

/// What a text is made of that would be slow to read if anything were.
const RUNS: [&str; 10] = [
    "1 ",
    "@",
    "a@a.",
    "Anna ",
    "[[EMAIL",
    "%40",
    "12 Alder Street, ",
    "http://a.b?c=",
    "山田",
    "+44 7911 123456 ",
];

/// How long each measurement runs at least.
const MEASURED: Duration = Duration::from_secs(2);

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--")).collect();
    let texts: Vec<String> = if paths.is_empty() {
        MESSAGES.iter().map(|m| (*m).to_owned()).collect()
    } else {
        paths.iter().flat_map(|path| texts_of(path)).collect()
    };
    let known = Known {
        names: vec!["Anna Lee".into()],
        emails: vec!["anna.lee@example.com".into()],
        phones: vec!["+44 7911 123456".into()],
        addresses: vec!["12 Elm Street, Apt 4, Springfield, IL 62701".into()],
        ..Known::default()
    };
    measure("recognisers alone", &texts, &Known::default());
    measure("with a customer's known values", &texts, &known);
    for run in RUNS {
        let seconds = |megabytes: usize| {
            let text = run.repeat(megabytes * 1_000_000 / run.len());
            let begun = Instant::now();
            Masker::new(&known).mask(&text);
            begun.elapsed().as_secs_f64()
        };
        let (one, eight) = (seconds(1), seconds(8));
        println!("1 MB of {run:?} in {one:.2} s, 8 MB in {eight:.2} s: {:.1} times", eight / one);
    }
}

fn measure(what: &str, texts: &[String], known: &Known) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let (mut masked, mut found) = (0, 0);
    let begun = Instant::now();
    while begun.elapsed() < MEASURED {
        let mut masker = Masker::new(known);
        for text in texts {
            found += masker.mask(text).spans.len();
        }
        masked += bytes;
    }
    let megabytes = masked as f64 / 1e6;
    println!(
        "{what}: {:.1} MB/s, {found} values in {megabytes:.0} MB",
        megabytes / begun.elapsed().as_secs_f64()
    );
}

fn texts_of(path: &str) -> Vec<String> {
    let lines = std::fs::read_to_string(path).expect("the file can be read");
    let records = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    records.filter_map(|record| record["text"].as_str().map(str::to_owned)).collect()
}
