//! Says what corrections do to the built-in classifier: how much they put right, and whether they do harm elsewhere.
//!
//! `cargo run --example check_corrections -- MESSAGES.jsonl`: each line `{"text", "label", "source"}`. Of each source a
//! handful of messages that are filed wrongly are put right; then all others are filed again, those of the same source
//! and those of the rest. Once with the model that comes with the program, which has seen these messages, and once by
//! the decisions alone, as for a shop that nobody has seen.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for whoever changes the measure")]

use deskhand::copilot::triage::about::weighed;
use deskhand::copilot::triage::corrected::Memory;
use deskhand::copilot::triage::model::{self, CATEGORIES, Judgement};
use deskhand::domain::ids::Source;
use deskhand::domain::record::RecordRef;
use deskhand::domain::triage::{Category, Correction, LabelChange};
use serde::Deserialize;

#[derive(Deserialize)]
struct Message {
    text: String,
    label: String,
    source: String,
}

struct Filed {
    message: Message,
    right: Category,
    by_model: Category,
    by_decisions: Category,
}

fn category(label: &str) -> Category {
    match label {
        "cancel_change_order" => Category::CancelChange,
        "payment_billing" => Category::Payment,
        "feedback_praise" => Category::Praise,
        other => *Category::ALL.iter().find(|one| one.as_str() == other).unwrap(),
    }
}

fn file(line: &str) -> Filed {
    let message: Message = serde_json::from_str(line).unwrap();
    #[expect(clippy::cast_precision_loss, reason = "ten")]
    let nothing = Judgement { probabilities: [1.0 / CATEGORIES as f32; CATEGORIES], familiar: 0.0 };
    Filed {
        right: category(&message.label),
        by_model: weighed(&message.text, &model::judge(&message.text)),
        by_decisions: weighed(&message.text, &nothing),
        message,
    }
}

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let lines = std::fs::read_to_string(path).unwrap();
    let filed: Vec<Filed> = lines.lines().map(file).collect();
    println!(
        "{} messages; put right and filed wrongly by corrections, of the same source and of the others",
        filed.len()
    );
    type By = (&'static str, fn(&Filed) -> Category);
    let ways: [By; 2] = [("the model", |one| one.by_model), ("decisions alone", |one| one.by_decisions)];
    for (way, by) in ways {
        for source in ["bitext", "banking77", "clinc150", "reviews", "written"] {
            for most in [5, 25, 100] {
                report(way, by, source, most, &filed);
            }
        }
    }
}

fn report(way: &str, by: fn(&Filed) -> Category, source: &str, most: usize, filed: &[Filed]) {
    let wrong = |one: &&Filed| one.message.source == source && by(one) != one.right;
    let every = (filed.iter().filter(wrong).count() / most).max(1);
    let corrected: Vec<&Filed> = filed.iter().filter(wrong).step_by(every).take(most).collect();
    let correction = |(at, one): (usize, &&Filed)| Correction {
        case: RecordRef { source: Source::crm("hubspot"), kind: "case".to_owned(), id: at.to_string() },
        customer: None,
        by: String::new(),
        at: jiff::Timestamp::UNIX_EPOCH,
        words: one.message.text.clone(),
        change: LabelChange { category: Some(one.right), ..LabelChange::default() },
    };
    let memory = Memory::of(corrected.iter().enumerate().map(correction).collect());
    let (mut same, mut others) = ([0_u32; 4], [0_u32; 4]);
    for one in filed.iter().filter(|one| !corrected.iter().any(|put| std::ptr::eq(*put, *one))) {
        let counts = if one.message.source == source { &mut same } else { &mut others };
        let before = by(one);
        let like = memory.like(&one.message.text);
        let after = like.and_then(|correction| correction.change.category).unwrap_or(before);
        counts[0] += u32::from(before == one.right);
        counts[1] += 1;
        counts[2] += u32::from(before != one.right && after == one.right);
        counts[3] += u32::from(before == one.right && after != one.right);
    }
    let told = |[right, all, better, worse]: [u32; 4]| {
        let share = |right: u32| f64::from(right) / f64::from(all.max(1));
        format!("{:.4} → {:.4} (+{better} −{worse})", share(right), share(right + better - worse))
    };
    println!("{way}, {source}, {} corrected: {} · {}", corrected.len(), told(same), told(others));
}
