//! The queue for people: a line a case, and on demand why it stands where it does.

use super::{Cell, Page, cell};
use crate::cli::output::Meaning;
use crate::domain::queue::QueueRow;
use crate::domain::sla::DueState;
use crate::domain::triage::labelled_in_words;
use crate::phrasing::{Moment, nets_in_words, wakes_in_words};

/// Cases as rows.
pub fn rows(page: &mut Page, rows: &[&QueueRow], why: bool, moment: &Moment) {
    if !why {
        let lines: Vec<_> = rows.iter().map(|row| line(row, moment)).collect();
        page.rows(0, &lines);
        return;
    }
    for row in rows {
        page.gap();
        page.rows(0, &[line(row, moment)]);
        reasons(page, row, moment);
    }
}

fn line(row: &QueueRow, moment: &Moment) -> Vec<Cell> {
    let case = &row.case;
    let due = match &row.due {
        None => cell("no promise").faint(),
        Some(due) => {
            let words = moment.until(due.at);
            match due.state(moment.now) {
                DueState::Breached => cell(format!("! {words}")).meaning(Meaning::Bad),
                DueState::Soon => cell(words).meaning(Meaning::Warning),
                DueState::InTime => cell(words),
            }
        }
    };
    let mut marks = Vec::new();
    if let Some(standing) = &case.standing {
        marks.extend(standing.stuck_parcel.then_some("stuck parcel"));
        marks.extend(standing.open_refund.then_some("asks for money back"));
    }
    let mut about = vec![case.labels.category.in_words().to_owned()];
    about.extend(marks.into_iter().map(str::to_owned));
    about.extend(case.to_send.as_ref().map(|answer| format!("answer unsent, by {}", answer.by)));
    about.extend(
        case.snooze.as_ref().map(|snooze| {
            format!("asleep, wakes {} (by {})", wakes_in_words(&snooze.rule, moment), snooze.by)
        }),
    );
    about.extend(case.newly_back().map(|back| format!("back: {}", back.cause.in_words())));
    vec![
        cell(case.record.id.clone()).whole(),
        due.right(),
        cell(case.name.clone().unwrap_or_else(|| "(nobody known)".to_owned())),
        cell(case.tier().map_or("–", |tier| tier.as_str())).faint(),
        cell(case.subject.clone()),
        cell(about.join(", ")).faint(),
    ]
}

fn reasons(page: &mut Page, row: &QueueRow, moment: &Moment) {
    let rank = &row.rank;
    for part in &rank.parts {
        page.paragraph(
            &format!("  {:>5} ", format!("+{:.0}", part.points)),
            &moment.locale.worded(&part.in_words()),
        );
    }
    page.paragraph(&format!("  {:>5} ", format!("×{}", moment.locale.number(rank.factor))), &rank.value);
    let standing = row.case.standing.as_ref();
    let net = standing.and_then(|one| nets_in_words(one.net, &one.nets, &moment.locale));
    let worth = net.map_or_else(String::new, |net| format!(", net value {net}"));
    page.paragraph(
        &format!("  {:>5} ", format!("={:.0}", rank.points)),
        &format!(
            "{} {}{worth}",
            row.case.labels.category.in_words(),
            labelled_in_words(&row.case.labelled_by)
        ),
    );
}
