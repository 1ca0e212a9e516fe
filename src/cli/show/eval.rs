//! The table of an evaluation: a row a figure, a column a contestant.

use super::{Cell, Page, cell};
use crate::cli::output::Meaning;
use crate::eval::{Checked, Report, Scores, Share};
use crate::phrasing::Locale;

/// Reasons shown of a contestant, the most frequent first.
const REASONS_SHOWN: usize = 5;

/// A figure: its row's name, how it is written, and whether anything but nothing is bad.
struct Figure {
    name: &'static str,
    write: fn(&Scores) -> String,
    /// Whether what it says is wrong.
    is_bad: fn(&Scores) -> bool,
}

const fn figure(name: &'static str, write: fn(&Scores) -> String) -> Figure {
    Figure { name, write, is_bad: |_| false }
}

const FIGURES: &[Figure] = &[
    figure("customers", |s| s.customers.to_string()),
    figure("briefs", |s| s.briefs.to_string()),
    figure("sentences written", |s| s.sentences.written.to_string()),
    figure("  grounded, shown", |s| kept(&s.sentences)),
    figure("  of them nothing to check", |s| s.sentences.unchecked.to_string()),
    figure("  dropped", |s| s.sentences.struck.to_string()),
    figure("suggestions written", |s| s.suggestions.written.to_string()),
    figure("  shown", |s| kept(&s.suggestions)),
    figure("  refused", |s| s.suggestions.struck.to_string()),
    figure("playbook instead", |s| s.fallbacks.to_string()),
    figure("lies shown", |s| {
        s.grounding.as_ref().map_or_else(none, |g| format!("{}/{}", g.lies_shown, g.lies))
    }),
    figure("truths shown", |s| {
        s.grounding.as_ref().map_or_else(none, |g| format!("{}/{}", g.truths_shown, g.truths))
    }),
    figure("first suggestion agrees", |s| share(s.agreement.first)),
    figure("a good one among them", |s| share(s.agreement.any)),
    figure("forbidden suggestions", |s| s.agreement.forbidden.to_string()),
    figure("questions right", |s| share(s.questions)),
    figure("cases labelled right", |s| share(s.cases)),
    figure("demands met or said not to be", |s| share(s.demands)),
    figure("requests to a model", |s| s.requests.to_string()),
    Figure {
        name: "private characters left",
        write: |s| s.private_characters.to_string(),
        is_bad: |s| s.private_characters > 0,
    },
    figure("tokens, prompts", |s| s.tokens.prompt.to_string()),
    figure("tokens, answers", |s| s.tokens.completion.to_string()),
    figure("cost", |s| {
        let sums: Vec<String> = s.cost.iter().map(|sum| Locale::default().cost(sum.0)).collect();
        match (sums.is_empty(), s.requests) {
            (false, _) => sums.join(" + "),
            (true, 0) => none(),
            (true, _) => "no price".to_owned(),
        }
    }),
    figure("latency p50", |s| milliseconds(s.latency.p50)),
    figure("latency p95", |s| milliseconds(s.latency.p95)),
    figure("first sentence p50", |s| milliseconds(s.first_sentence_ms)),
];

/// The whole report; figures that have changed since `baseline` with what they were.
pub fn report(page: &mut Page, report: &Report, baseline: Option<&Report>, details: bool) {
    let suite = &report.suite;
    let size = format!(
        "{} customers · {} labelled briefs · {} questions · {} cases · {} demands",
        suite.customers, suite.labelled_briefs, suite.questions, suite.cases, suite.demands
    );
    page.heading("Evaluation", &size);
    let mut rows = vec![heading(&report.contestants)];
    rows.extend(FIGURES.iter().map(|figure| row(figure, &report.contestants, baseline)));
    // A page lets the last column flow; figures stand in one line each.
    rows.iter_mut().for_each(|row| row.push(cell("")));
    page.rows(0, &rows);
    for scores in &report.contestants {
        reasons(page, scores);
        if details {
            differences(page, scores);
        }
    }
}

fn heading(contestants: &[Scores]) -> Vec<Cell> {
    let names = contestants.iter().map(|scores| cell(&scores.name).right().whole().meaning(Meaning::Heading));
    std::iter::once(cell("")).chain(names).collect()
}

fn row(figure: &Figure, contestants: &[Scores], baseline: Option<&Report>) -> Vec<Cell> {
    let cells = contestants.iter().map(|scores| {
        let now = (figure.write)(scores);
        let before = baseline.into_iter().flat_map(|report| &report.contestants);
        let before = before.into_iter().find(|before| before.name == scores.name).map(figure.write);
        let text = match before.filter(|before| *before != now) {
            Some(before) => format!("{now} (was {before})"),
            None => now,
        };
        let cell = cell(text).right().whole();
        if (figure.is_bad)(scores) { cell.meaning(Meaning::Bad) } else { cell }
    });
    std::iter::once(cell(figure.name).whole()).chain(cells).collect()
}

fn reasons(page: &mut Page, scores: &Scores) {
    let all = [("struck", &scores.reasons), ("playbook instead", &scores.fallback_reasons)];
    if all.iter().all(|(_, reasons)| reasons.is_empty()) {
        return;
    }
    page.heading(&scores.name, &scores.about);
    for (what, reasons) in all {
        let mut frequent: Vec<(&String, &u32)> = reasons.iter().collect();
        frequent.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for (reason, count) in frequent.into_iter().take(REASONS_SHOWN) {
            page.paragraph("  ", &format!("{what} {count} ×: {reason}"));
        }
    }
    for slipped in scores.grounding.iter().flat_map(|grounding| &grounding.slipped) {
        page.meaning("  ", &format!("a lie is shown: {slipped}"), Meaning::Warning);
    }
}

/// What differs from the labels, one by one.
fn differences(page: &mut Page, scores: &Scores) {
    let differs = scores
        .details
        .iter()
        .filter(|one| one.right == Some(false) || !one.forbidden.is_empty() || !one.unmet.is_empty());
    for detail in differs {
        page.heading(&format!("{}: {} · {}", scores.name, detail.query, detail.task), "");
        detail.label.iter().for_each(|why| page.meaning("  ", why, Meaning::Faint));
        for unmet in &detail.unmet {
            page.meaning("  ", &format!("the answer says nothing of: {unmet}"), Meaning::Warning);
        }
        for forbidden in &detail.forbidden {
            page.meaning("  ", &format!("must not be proposed: {forbidden}"), Meaning::Warning);
        }
        let shown = [&detail.suggestions, &detail.labels, &detail.sentences].into_iter();
        let shown = shown.into_iter().find(|lines| !lines.is_empty()).into_iter().flatten();
        shown.for_each(|line| page.paragraph("  • ", line));
    }
}

fn none() -> String {
    "–".to_owned()
}

fn kept(checked: &Checked) -> String {
    match checked.written {
        0 => none(),
        written => {
            format!("{} · {}", checked.kept, Locale::default().percent(checked.kept as f64 / written as f64))
        }
    }
}

fn share(share: Share) -> String {
    share.share.map_or_else(none, |of_one| {
        format!("{}/{} · {}", share.right, share.of, Locale::default().percent(of_one))
    })
}

fn milliseconds(time: Option<u64>) -> String {
    time.map_or_else(none, |time| format!("{time} ms"))
}
