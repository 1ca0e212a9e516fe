//! Search as typed over a directory of invented customers: time per keystroke, time to build, memory,
//! and how often the right customer comes first.
//!
//! `cargo bench --bench directory [-- CUSTOMERS …]`; 100,000 and 1,000,000 unless told.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use deskhand::directory::{Directory, Entry};
use deskhand::domain::CustomerId;
use uuid::Uuid;

/// How many hits a screen asks for.
const LIMIT: usize = 20;

fn main() {
    let sizes: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    for size in if sizes.is_empty() { vec![100_000, 1_000_000] } else { sizes } {
        measure(size);
    }
}

fn measure(size: u64) {
    println!("{size} customers");
    let before = resident_megabytes();
    let entries = (0..size).map(entry);
    let start = Instant::now();
    let generated: u64 = entries.clone().map(|entry| entry.name.len() as u64).sum();
    black_box(generated);
    let generating = start.elapsed();
    let start = Instant::now();
    let mut directory: Directory = entries.collect();
    println!(
        "  built in            {:>10.0?} (and {generating:.0?} to invent them)",
        start.elapsed().saturating_sub(generating)
    );
    if let (Some(before), Some((now, peak))) = (before, resident_megabytes()) {
        println!(
            "  memory              {:>7} MB (peak of the process {peak} MB)",
            now.saturating_sub(before.0)
        );
    }

    let mut random = Random(77);
    let targets: Vec<Entry> = (0..100).map(|_| entry(random.below(size))).collect();
    type Mistake = fn(&Entry, &mut Random) -> String;
    let kinds: [(&str, Mistake); 12] = [
        ("exact", |entry, _| entry.name.clone()),
        ("words swapped", |entry, _| entry.name.split(' ').rev().collect::<Vec<_>>().join(" ")),
        ("one letter wrong", |entry, random| mistake(&entry.name, random, |name, at| name[at] = 'q')),
        ("one letter missing", |entry, random| {
            mistake(&entry.name, random, |name, at| {
                name.remove(at);
            })
        }),
        ("one letter doubled", |entry, random| {
            mistake(&entry.name, random, |name, at| name.insert(at, name[at]))
        }),
        ("two letters swapped", |entry, random| {
            mistake(&entry.name, random, |name, at| name.swap(at, at - 1))
        }),
        ("e-mail", |entry, _| entry.emails[0].clone()),
        ("e-mail local part", |entry, _| entry.emails[0].split('@').next().unwrap_or_default().to_owned()),
        ("last 7 digits", |entry, _| entry.phones[0][entry.phones[0].len() - 7..].to_owned()),
        ("last 4 digits", |entry, _| entry.phones[0][entry.phones[0].len() - 4..].to_owned()),
        ("order number", |entry, _| entry.order_numbers[0].clone()),
        ("company", |entry, _| entry.company.clone().unwrap_or_else(|| entry.name.clone())),
    ];
    println!("  {:<22}{:>9}{:>9}{:>9}   first", "whole query", "min", "median", "p99");
    for (kind, ask) in kinds {
        let mut times = Vec::new();
        let mut first = 0;
        for target in &targets {
            let query = ask(target, &mut random);
            let start = Instant::now();
            let hits = black_box(directory.search(&query, LIMIT));
            times.push(start.elapsed());
            first +=
                usize::from(hits.first().is_some_and(|hit| hit.id == target.id || hit.name == target.name));
        }
        report(kind, times, &format!("{:>4} %", first * 100 / targets.len()));
    }

    println!("  keystroke by keystroke");
    let mut all = Vec::new();
    for length in 1..=12 {
        let mut times = Vec::new();
        for target in &targets {
            let query: String = target.name.chars().take(length).collect();
            let start = Instant::now();
            black_box(directory.search(&query, LIMIT));
            times.push(start.elapsed());
        }
        all.extend_from_slice(&times);
        report(&format!("{length} typed"), times, "");
    }
    report("all of these", all, "");
    for query in [
        "",
        "a",
        "e",
        "com",
        "example.com",
        "a e i o",
        "1",
        "555",
        "zzzzzz",
        "qq ww ee rr tt",
        "marta",
        "an a",
    ] {
        let times = (0..20).map(|_| timed(|| drop(black_box(directory.search(query, LIMIT)))));
        report(&format!("`{query}`"), times.collect(), "");
    }

    let changes: Vec<Entry> =
        (0..5000).map(|n| Entry { name: format!("Novy {}", word(n, 3)), ..entry(n) }).collect();
    let times = changes.into_iter().map(|entry| timed(|| directory.upsert(entry)));
    report("one changed", times.collect(), "");
}

fn timed(what: impl FnOnce()) -> Duration {
    let start = Instant::now();
    what();
    start.elapsed()
}

fn report(what: &str, mut times: Vec<Duration>, more: &str) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("  {what:<22}{:>7.3}ms{:>7.3}ms{:>7.3}ms  {more}", at(0), at(50), at(99));
}

/// Resident now and at most, where the system tells.
fn resident_megabytes() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let read = |key: &str| -> Option<u64> {
        let line = status.lines().find(|line| line.starts_with(key))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
    };
    Some((read("VmRSS:")?, read("VmHWM:")?))
}

/// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Small numbers far more often than large ones, as names are spread.
    fn skewed(&mut self, end: u64) -> u64 {
        let share = self.below(1 << 20) as f64 / (1u64 << 20) as f64;
        (share.powi(3) * end as f64) as u64
    }
}

/// A word of invented syllables; the same number gives the same word.
fn word(number: u64, syllables: usize) -> String {
    const BEGINNINGS: [&str; 20] = [
        "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "st", "kr",
        "ch",
    ];
    const ENDINGS: [&str; 12] = ["a", "e", "i", "o", "u", "an", "er", "el", "in", "ai", "or", "us"];
    let mut random = Random(number.wrapping_mul(7919) + syllables as u64);
    (0..syllables)
        .map(|_| [BEGINNINGS[random.below(20) as usize], ENDINGS[random.below(12) as usize]].concat())
        .collect()
}

fn capitalised(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn entry(number: u64) -> Entry {
    let mut random = Random(number);
    let syllables = 2 + random.below(2) as usize;
    let first = word(random.skewed(8_000), syllables);
    let syllables = 2 + random.below(3) as usize;
    let last = word(random.skewed(150_000), syllables);
    let middle = (random.below(10) == 0).then(|| capitalised(&word(random.skewed(8_000), 2)));
    let local = match random.below(5) {
        0 => format!("{first}.{last}"),
        1 => format!("{}{last}", &first[..1]),
        2 => format!("{first}{last}{}", random.below(100)),
        3 => format!("{}{}", word(random.below(50_000), 3), random.below(10_000)),
        _ => format!("{first}_{}", random.below(3000)),
    };
    let domain = if random.below(4) == 0 {
        format!("{}.example.org", word(random.below(20_000), 3))
    } else {
        format!("{}.example.com", word(random.skewed(30), 2))
    };
    let mut name = vec![capitalised(&first)];
    name.extend(middle);
    name.push(capitalised(&last));
    Entry {
        id: CustomerId::new(Uuid::from_u128(u128::from(number) + 1)),
        name: name.join(" "),
        other_names: Vec::new(),
        company: (random.below(5) == 0)
            .then(|| format!("{} Ltd", capitalised(&word(random.below(40_000), 3)))),
        emails: vec![format!("{local}@{domain}")],
        phones: vec![format!(
            "+{}{:010}",
            [1, 44, 49, 81][random.below(4) as usize],
            random.below(10_000_000_000)
        )],
        order_numbers: (0..random.skewed(6) + 1)
            .map(|_| format!("#{}", 1000 + random.below(3_000_000)))
            .collect(),
        last_activity: jiff::Timestamp::from_second(1_700_000_000 + random.below(60_000_000) as i64).ok(),
        weight: 0,
    }
}

/// Makes a mistake at a letter within a word of four or more, not the word's first.
fn mistake(name: &str, random: &mut Random, make: impl Fn(&mut Vec<char>, usize)) -> String {
    let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    let at = random.below(words.len() as u64) as usize;
    let mut letters: Vec<char> = words[at].chars().collect();
    if letters.len() >= 4 {
        let place = 1 + random.below(letters.len() as u64 - 1) as usize;
        make(&mut letters, place);
    }
    words[at] = letters.into_iter().collect();
    words.join(" ")
}
