//! A summary as plain text: for a note, and for whoever reads it on paper.

use super::Moment;
use crate::domain::summary::ThreadSummary;

/// A line each, with the message that it is from.
pub fn summary_text(summary: &ThreadSummary, moment: &Moment) -> String {
    let mut text = format!("In short: {}", summary.subject);
    for line in &summary.lines {
        let ids: Vec<String> = line.messages.iter().map(ToString::to_string).collect();
        let due = line.due.map_or_else(String::new, |day| format!(" → {}", moment.locale.day(day)));
        let words = format!("\n{}: “{}”{due} ({})", line.point.in_words(), line.text, ids.join(" "));
        text.push_str(&words);
    }
    text
}
