//! How far a long reading is, on standard error: a bar for each thing that is read, or plain lines where nobody looks
//! on.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::output::Output;
use crate::desk::api::Notice;

/// How often a bar turns while it waits.
const TURN: Duration = Duration::from_millis(100);
/// Without a terminal, a line is said for each twentieth of all, or each time so many more have been read.
const PARTS: u64 = 20;
const EACH: u64 = 10_000;
/// A line for fewer is not worth it.
const LEAST: u64 = 500;

/// Bars or lines, by what is read.
pub struct Bars {
    shown: Shown,
    output: Output,
}

enum Shown {
    Bars(MultiProgress, BTreeMap<String, ProgressBar>),
    /// How many were read when a line was said last.
    Lines(BTreeMap<String, u64>),
    Nothing,
}

impl Bars {
    /// Nothing is shown yet; nor later where the answer is for a program.
    pub fn new(output: Output, silent: bool) -> Self {
        let shown = match (silent, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bars(MultiProgress::new(), BTreeMap::new()),
            (false, false) => Shown::Lines(BTreeMap::new()),
        };
        Self { shown, output }
    }

    /// Shows how far something is.
    pub fn note(&mut self, notice: &Notice) {
        let Notice::Progress { what, done, total, .. } = notice else { return };
        match &mut self.shown {
            Shown::Bars(all, bars) => {
                let bar = bars.entry(what.clone()).or_insert_with(|| begun(all, what));
                if let Some(total) = total.filter(|total| *total > 0) {
                    bar.set_style(style("{msg:28} {wide_bar} {human_pos}/{human_len} {per_sec}"));
                    bar.set_length(total);
                }
                bar.set_position(*done);
            }
            Shown::Lines(said) => {
                let before = said.get(what).copied();
                let each = total.map_or(EACH, |total| total / PARTS).max(LEAST);
                if before.is_none_or(|before| *done >= before + each) {
                    said.insert(what.clone(), *done);
                    let of = total.map_or(String::new(), |total| format!(" of {total}"));
                    self.output.remark(format!("reading {what}: {done}{of}"));
                }
            }
            Shown::Nothing => {}
        }
    }

    /// Takes away what is shown.
    pub fn end(self) {
        if let Shown::Bars(all, _) = self.shown {
            // A terminal that is gone needs no clearing.
            let _ = all.clear();
        }
    }
}

fn begun(all: &MultiProgress, what: &str) -> ProgressBar {
    let bar = all.add(ProgressBar::new_spinner());
    bar.set_style(style("{msg:28} {spinner} {human_pos} {per_sec}"));
    bar.set_message(what.to_owned());
    bar.enable_steady_tick(TURN);
    bar
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
