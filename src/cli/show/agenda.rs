//! Calls for people: a line each.

use super::{Cell, Page, cell};
use crate::cli::output::Meaning;
use crate::domain::agenda::PlannedCall;
use crate::phrasing::{Moment, nets_in_words};

/// Calls as rows.
pub fn rows(page: &mut Page, rows: &[&PlannedCall], moment: &Moment) {
    let lines: Vec<_> = rows.iter().map(|row| line(row, moment)).collect();
    page.rows(0, &lines);
}

fn line(row: &PlannedCall, moment: &Moment) -> Vec<Cell> {
    let due = match row.due_at {
        None => cell("no day").faint(),
        Some(due) if row.is_late(moment.now) => {
            cell(format!("! {}", moment.until(due))).meaning(Meaning::Bad)
        }
        Some(due) if moment.days_until(due) == 0 => cell(moment.hour(due)),
        Some(due) => cell(moment.minute(due)),
    };
    let regard = row.regard.as_ref();
    let mut about = vec![row.title.clone(), row.way.in_words().to_owned()];
    about.extend(row.minutes().map(|minutes| format!("{minutes} min")));
    about.extend(row.place.clone());
    about.extend(row.company.clone());
    let net = regard.and_then(|one| nets_in_words(one.net, &one.nets, &moment.locale));
    about.extend(net.map(|net| format!("net {net}")));
    let touched = regard.and_then(|regard| regard.last_touch_at);
    about.extend(touched.map(|at| format!("heard from us {}", moment.ago(at))));
    about.extend(row.phone.clone());
    vec![
        cell(row.record.id.clone()).whole(),
        due.right().whole(),
        cell(row.name.clone().unwrap_or_else(|| "(nobody known)".to_owned())),
        cell(row.tier().map_or("–", |tier| tier.as_str())).faint(),
        cell(about.join(" · ")),
    ]
}
