//! Learns `src/copilot/triage/model.bin` from labelled messages and says how good it is.
//!
//! `cargo run --release --example train_triage -- MESSAGES.jsonl [MODEL.bin]`: each line `{"text", "label", "source"}`. First
//! every source is judged by a model that has not seen it, then a quarter of each by one that has seen the others of its
//! kind; with a second path the model of all messages is written there.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for whoever changes the model")]

use std::collections::HashMap;

use deskhand::copilot::triage::about::weighed;
use deskhand::copilot::triage::model::{self, CATEGORIES, Model, PLACES};
use deskhand::domain::triage::Category;
use serde::Deserialize;

/// Passes over the messages.
const PASSES: usize = 30;
const RATE: f32 = 0.5;
/// Pulls weights that nothing needs towards nothing.
const DECAY: f32 = 1e-6;

#[derive(Deserialize)]
struct Message {
    text: String,
    label: String,
    source: String,
}

struct Example {
    features: Vec<usize>,
    pairs: Vec<u64>,
    label: usize,
    text: String,
    source: String,
}

fn category(label: &str) -> Category {
    match label {
        "cancel_change_order" => Category::CancelChange,
        "payment_billing" => Category::Payment,
        "feedback_praise" => Category::Praise,
        other => *Category::ALL.iter().find(|one| one.as_str() == other).unwrap(),
    }
}

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let lines = std::fs::read_to_string(&paths[0]).unwrap();
    let examples: Vec<Example> = lines.lines().map(example).collect();
    println!("{} messages; accuracy of model and decisions together, of the model alone", examples.len());
    for source in ["bitext", "banking77", "clinc150", "reviews", "written"] {
        let (unseen, others): (Vec<&Example>, Vec<&Example>) =
            examples.iter().partition(|e| e.source == source);
        report(&format!("{source}, not seen"), &train(&others), &unseen);
    }
    let (held, learned): (Vec<_>, Vec<_>) = examples.iter().enumerate().partition(|(at, _)| at % 4 == 0);
    let (held, learned): (Vec<&Example>, Vec<&Example>) =
        (held.into_iter().map(|(_, e)| e).collect(), learned.into_iter().map(|(_, e)| e).collect());
    report("a quarter of all, its sources seen", &train(&learned), &held);
    if let Some(path) = paths.get(1) {
        let model = train(&examples.iter().collect::<Vec<_>>());
        std::fs::write(path, model.bytes()).unwrap();
        println!("written: {path}");
    }
}

fn example(line: &str) -> Example {
    let message: Message = serde_json::from_str(line).unwrap();
    let words = model::words(&message.text);
    Example {
        features: model::features(&words),
        pairs: model::pairs(&words),
        label: model::place(category(&message.label)),
        text: message.text,
        source: message.source,
    }
}

/// Multinomial logistic regression by AdaGrad (Duchi, Hazan and Singer, 2011).
fn train(examples: &[&Example]) -> Model {
    let mut weights = vec![0.0_f32; PLACES * CATEGORIES];
    let mut squares = vec![1e-3_f32; PLACES * CATEGORIES];
    for pass in 0..PASSES {
        for step in 0..examples.len() {
            // Another order in each pass, the same in each run.
            let example = examples[(step * 7_919 + pass * 104_729) % examples.len()];
            let scale = model::scale(example.features.len());
            let mut sums = [0.0; CATEGORIES];
            for place in &example.features {
                for (sum, weight) in sums.iter_mut().zip(&weights[place * CATEGORIES..]) {
                    *sum += weight * scale;
                }
            }
            let mut slope = model::softmax(sums);
            slope[example.label] -= 1.0;
            for place in &example.features {
                for (category, slope) in slope.iter().enumerate() {
                    let at = place * CATEGORIES + category;
                    let gradient = slope * scale + DECAY * weights[at];
                    squares[at] += gradient * gradient;
                    weights[at] -= RATE * gradient / squares[at].sqrt();
                }
            }
        }
    }
    let mut met: HashMap<u64, u32> = HashMap::new();
    for example in examples {
        let mut pairs = example.pairs.clone();
        pairs.sort_unstable();
        pairs.dedup();
        pairs.into_iter().for_each(|pair| *met.entry(pair).or_default() += 1);
    }
    Model::of(&weights, met.into_iter().filter(|(_, times)| *times >= 2).map(|(pair, _)| pair))
}

fn report(what: &str, model: &Model, examples: &[&Example]) {
    let (mut right, mut alone) = (0_u32, 0_u32);
    for example in examples {
        let judgement = model.judge(&example.text);
        right += u32::from(model::place(weighed(&example.text, &judgement)) == example.label);
        let best = (0..CATEGORIES)
            .max_by(|a, b| judgement.probabilities[*a].total_cmp(&judgement.probabilities[*b]))
            .unwrap();
        alone += u32::from(best == example.label);
    }
    let share = |count: u32| f64::from(count) / f64::from(u32::try_from(examples.len()).unwrap());
    println!("{:.3}  {:.3}  {what} ({})", share(right), share(alone), examples.len());
}
