//! Customers who are going quiet, for people: a line each, and one of them in full.

use super::{Cell, Page, cell};
use crate::cli::output::Meaning;
use crate::domain::quiet::{Quiet, QuietRow};
use crate::phrasing::{
    AS_OF_THE_LAST_ORDER, CASE_FIRST, Moment, WHY_HELD_OUT, given_up_in_words, overdue_in_words,
    quiet_in_words,
};

/// Customers as rows.
pub fn rows(page: &mut Page, rows: &[&QuietRow], moment: &Moment) {
    let lines: Vec<_> = rows.iter().map(|row| line(row, moment)).collect();
    page.rows(0, &lines);
    page.meaning("", AS_OF_THE_LAST_ORDER, Meaning::Faint);
    if rows.iter().any(|row| row.has_open_case) {
        page.paragraph("", &format!("Open case: {CASE_FIRST}."));
    }
    if rows.iter().any(|row| row.held_out) {
        page.paragraph("", &format!("Hold-out: {WHY_HELD_OUT}."));
    }
}

fn line(row: &QuietRow, moment: &Moment) -> Vec<Cell> {
    let quiet = &row.quiet;
    let given_up = format!("given up {}", given_up_in_words(quiet, moment));
    let given_up = match quiet.is_soon_given_up(moment.now) {
        true => cell(format!("! {given_up}")).meaning(Meaning::Warning),
        false => cell(given_up),
    };
    let held_out = if row.held_out { " · hold-out" } else { "" };
    let open_case = if row.has_open_case { "open case · " } else { "" };
    vec![
        cell(moment.locale.money(quiet.at_stake)).right().meaning(Meaning::Heading),
        cell(format!("{} then", quiet.tier.as_str())),
        cell(row.called()),
        cell(format!("order {}", overdue_in_words(quiet, moment))),
        given_up,
        cell(format!("{open_case}{}{held_out} · {}", quiet.why, row.customer_id)).faint(),
    ]
}

/// What tells it of one customer.
pub fn of_customer(page: &mut Page, quiet: &Quiet, moment: &Moment) {
    let rows = quiet_in_words(quiet, moment);
    let rows: Vec<Vec<Cell>> =
        rows.into_iter().map(|(head, text)| vec![cell(head).faint(), cell(text).whole()]).collect();
    page.rows(2, &rows);
}
