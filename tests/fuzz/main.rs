//! Mutated texts against the gateway and the reader of answers, on the stable toolchain and without coverage.
//!
//! `cargo test --test fuzz` runs a fixed number of texts, always the same. A longer run:
//! `DESKHAND_FUZZ_SECONDS=1800 cargo test --release --test fuzz -- --nocapture`; `DESKHAND_FUZZ_SEED` begins elsewhere.
//! A text that breaks a promise is printed with its number, which is the seed that brings it back.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

#[allow(dead_code, reason = "shared with the tests of profiles, which use more of it")]
#[path = "../profile/support.rs"]
mod profile_support;

mod answers;
mod masking;
mod texts;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use texts::Random;

/// Texts of a run without a time.
const TEXTS: u64 = 500;

/// Runs `check` on one mutated text after another.
fn fuzz(what: &str, check: impl Fn(&mut Random, &str)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let first = number("DESKHAND_FUZZ_SEED").unwrap_or(0);
    let lasts = number("DESKHAND_FUZZ_SECONDS").map(Duration::from_secs);
    let begun = Instant::now();
    let mut texts = 0;
    while lasts.map_or(texts < TEXTS, |lasts| begun.elapsed() < lasts) {
        let seed = first + texts;
        let mut random = Random::new(seed);
        let text = random.text();
        let breaks = |text: &str| {
            let mut random = random.clone();
            catch_unwind(AssertUnwindSafe(|| check(&mut random, text))).is_err()
        };
        if breaks(&text) {
            let least = shortened(&text, breaks);
            eprintln!("{what}: DESKHAND_FUZZ_SEED={seed} breaks it, and so does {least:?}");
            check(&mut random.clone(), &least);
            panic!("it breaks one time and not the next");
        }
        texts += 1;
    }
    println!("{what}: {texts} texts from seed {first} on, no finding");
}

/// `text` without whatever it does not need to break the promise.
fn shortened(text: &str, breaks: impl Fn(&str) -> bool) -> String {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut characters: Vec<char> = text.chars().collect();
    let mut length = characters.len();
    while length > 0 {
        let mut at = 0;
        while at < characters.len() {
            let mut shorter = characters.clone();
            shorter.drain(at..(at + length).min(characters.len()));
            if breaks(&shorter.iter().collect::<String>()) {
                characters = shorter;
            } else {
                at += length;
            }
        }
        length /= 2;
    }
    std::panic::set_hook(hook);
    characters.into_iter().collect()
}

#[test]
fn masking_keeps_its_promises() {
    fuzz("masking", masking::check);
}

#[test]
fn answers_are_read_in_any_pieces() {
    answers::with_a_listener(|check| fuzz("answers", check));
}
