//! The head of a case: which order it is about, how that was found, and its tracking read out.

use jiff::Timestamp;
use ratatui::text::{Line, Span};

use super::cases::CaseRows;
use super::orders::{parcel, stands};
use crate::domain::about::{Found, last_scan};
use crate::domain::commerce::{Order, Shipment};
use crate::phrasing::{counted, rest_in_words};

/// Two lines, or more where they are narrow and there is room for more.
pub fn lines(rows: &CaseRows<'_>, order: &Order, found: &Found, width: usize) -> Vec<Line<'static>> {
    let theme = rows.theme;
    let (sign, style, stands) = stands(order, theme);
    let head = format!("about order {}, {}: {}", order.number, found.in_words(), what(order));
    let mut lines = rows.said(Span::styled(format!("  {sign} "), style), &head, theme.text, width);
    let state = match last_scan(order) {
        Some(shipment) => {
            let rest = rest_in_words(order).map(|words| (0, words.to_owned()));
            rest.into_iter().chain(tracking(rows, shipment)).collect()
        }
        None => vec![(0, format!("{stands} {}, nothing has left yet", rows.moment.ago(order.placed_at)))],
    };
    lines.extend(rows.parts(Span::raw("    "), state, style, width));
    lines
}

/// The first thing that was bought, and how many more there are.
fn what(order: &Order) -> String {
    match order.items.as_slice() {
        [] => "nothing is listed".to_owned(),
        [one] => one.title.clone(),
        [first, rest @ ..] => format!("{} and {} more", first.title, rest.len()),
    }
}

/// How far the parcel is, with whom, when it was heard of last, and what was promised against today; what matters most has
/// the first rank.
fn tracking(rows: &CaseRows<'_>, shipment: &Shipment) -> Vec<(u8, String)> {
    let moment = rows.moment;
    let (_, word) = parcel(shipment.status, rows.theme);
    let mut parts = vec![(0, word.to_owned())];
    let with = [shipment.carrier.as_deref(), shipment.tracking_number.as_deref()];
    let with: Vec<&str> = with.into_iter().flatten().collect();
    parts.extend((!with.is_empty()).then(|| (3, with.join(" "))));
    let heard = shipment.delivered_at.or(shipment.updated_at).or(shipment.shipped_at);
    parts.extend(heard.map(|at| match shipment.delivered_at {
        Some(_) => (2, format!("delivered {}", moment.ago(at))),
        None => (2, format!("last scan {}", moment.ago(at))),
    }));
    parts.extend(shipment.estimated_delivery_at.map(|at| (1, promised(rows, shipment, at))));
    parts
}

/// The promised day, and how that stands against today, or against the day on which it came; days are those of briefs and orders.
fn promised(rows: &CaseRows<'_>, shipment: &Shipment, at: Timestamp) -> String {
    let zone = rows.profile.zone().unwrap_or_else(|| rows.moment.zone.clone());
    let day = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date();
    let (promised, until) = (day(at), day(shipment.delivered_at.unwrap_or(rows.moment.now)));
    let days = until.since(promised).map_or(0, |span| span.get_days());
    let late = match (days, shipment.delivered_at) {
        (1.., _) => format!(", {} late", counted(days.unsigned_abs(), "day")),
        (0, None) => ", today".to_owned(),
        (..0, None) => format!(", in {}", counted(days.unsigned_abs(), "day")),
        (_, Some(_)) => ", kept".to_owned(),
    };
    format!("promised {}{late}", rows.moment.locale.day(promised))
}
