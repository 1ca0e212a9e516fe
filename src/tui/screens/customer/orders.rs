//! Spend per month, carts that were left, orders with their shipments.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use rust_decimal::Decimal;
use unicode_width::UnicodeWidthStr;

use crate::domain::Returns;
use crate::domain::commerce::{Cart, Item, Order, OrderStatus, Shipment, ShipmentStatus};
use crate::domain::profile::Profile;
use crate::phrasing::{Locale, Moment, counted, parcel_state};
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::chart::{self, Bar, bars};
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{column, fit, paragraph, quotation, spread};

/// Months of the chart, where there is room for them.
const MONTHS: i16 = 36;
const LINES_OF_A_NOTE: usize = 6;

/// Carts first: they are fewer and wait for somebody. Then orders, newest first.
pub fn len(profile: &Profile) -> usize {
    profile.carts.len() + profile.orders.len()
}

/// What a row is remembered and jumped to by.
pub fn key(profile: &Profile, row: usize) -> String {
    match profile.carts.get(row) {
        Some(cart) => cart.evidence.to_string(),
        None => profile.orders[row - profile.carts.len()].evidence.to_string(),
    }
}

/// Draws the chart where there is room and gives the rest of the area.
pub fn view_spend(canvas: &mut Canvas<'_, '_>, area: Rect, profile: &Profile, spent: &[Bar]) -> Rect {
    let height: u16 = match area.height {
        0..14 => return area,
        14..24 => 3,
        24..36 => 4,
        _ => 6,
    };
    let Some(sums) = profile.totals.by_currency.first() else { return area };
    let currency = sums.net.currency;
    let theme = canvas.theme;
    let drawn = bars(
        spent,
        usize::from(area.width),
        usize::from(height),
        &canvas.moment.locale,
        theme.chart,
        theme.faint,
    );
    if drawn.is_empty() {
        return area;
    }
    let [head, chart, rest] =
        Layout::vertical([Constraint::Length(1), Constraint::Length(height + 2), Constraint::Fill(1)])
            .areas(area);
    let shown = chart::shown(spent, usize::from(area.width));
    let most = shown.iter().map(|bar| bar.amount).max().unwrap_or_default();
    let most = canvas.moment.locale.money(crate::domain::Money::new(most, currency));
    let heading = spread(
        vec![Span::styled(format!("net spend per month, {currency}"), theme.faint)],
        vec![Span::styled(format!("most {most}"), theme.faint)],
        usize::from(area.width),
    );
    canvas.lines(head, [heading]);
    canvas.lines(chart, drawn);
    rest
}

/// Net spend of each month up to now in the currency with most orders, from the first order on.
pub fn spend(profile: &Profile, moment: &Moment) -> Vec<Bar> {
    let zone = zone(profile, moment);
    let month = |at: Timestamp| at.to_zoned_datetime(zone.clone()).date().first_of_month();
    let Some(currency) = profile.totals.by_currency.first().map(|sums| sums.net.currency) else {
        return Vec::new();
    };
    let last = month(moment.now);
    let earliest: Date = last.saturating_sub((MONTHS - 1).months());
    let counted = || profile.orders.iter().filter(|order| order.counts() && order.net.currency == currency);
    let first = counted().map(|order| month(order.placed_at)).min().unwrap_or(last);
    let mut bars: Vec<Bar> = Vec::new();
    // At least a year, so that a single order is not one lonely block.
    let mut at = first.min(last.saturating_sub(11.months())).max(earliest);
    while at <= last {
        bars.push(Bar { month: at, amount: Decimal::ZERO });
        at = at.saturating_add(1.month());
    }
    for order in counted() {
        let placed = month(order.placed_at);
        if let Some(bar) = bars.iter_mut().find(|bar| bar.month == placed) {
            bar.amount += order.net.amount;
        }
    }
    bars
}

/// The zone in which days are told of the customer, else the rep's.
fn zone(profile: &Profile, moment: &Moment) -> TimeZone {
    profile.zone().unwrap_or_else(|| moment.zone.clone())
}

/// Carts and orders as rows.
pub struct OrderRows<'a> {
    /// Whose.
    pub profile: &'a Profile,
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
    /// Until when goods may come back, where the shop says so.
    pub returns: Option<&'a Returns>,
}

impl Rows for OrderRows<'_> {
    fn count(&self) -> usize {
        len(self.profile)
    }

    fn key(&self, row: usize) -> String {
        key(self.profile, row)
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        match self.profile.carts.get(row) {
            Some(cart) => self.cart(cart, unfolded, width),
            None => self.order(&self.profile.orders[row - self.profile.carts.len()], unfolded, width),
        }
    }
}

impl OrderRows<'_> {
    fn cart(&self, cart: &Cart, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let head = vec![
            Span::styled("⌑ ", theme.warning),
            Span::styled("cart left  ", theme.heading),
            Span::styled(titles(&cart.items), theme.text),
        ];
        let right = vec![
            Span::styled(self.moment.locale.money(cart.value), theme.heading),
            Span::styled(format!("  {}", self.moment.ago(cart.updated_at)), theme.faint),
        ];
        let mut lines = vec![spread(head, right, width)];
        if unfolded {
            lines.extend(items(&cart.items, theme, &self.moment.locale, width));
            lines.push(Line::styled(format!("    {}", self.exactly(cart.updated_at)), theme.faint));
        }
        lines
    }

    fn order(&self, order: &Order, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let (sign, style, word) = stands(order, theme);
        let head = vec![
            Span::styled(format!("{sign} "), style),
            Span::styled(column(&order.number, self.numbers()), theme.heading),
            Span::raw(" "),
            Span::styled(format!("{word:<10} "), style),
            Span::styled(titles(&order.items), theme.faint),
        ];
        let day = self.day(order.placed_at);
        let before = " ".repeat(self.moment.locale.widest_day().saturating_sub(day.width()));
        let right = vec![
            Span::styled(
                self.moment.locale.money(order.total),
                if order.counts() { theme.text } else { theme.faint },
            ),
            Span::styled(format!("  {before}{day}"), theme.faint),
        ];
        let mut lines = vec![spread(head, right, width)];
        if unfolded {
            lines.extend(self.details(order, width));
        }
        lines
    }

    /// Columns of the longest order number.
    fn numbers(&self) -> usize {
        let widths = self.profile.orders.iter().map(|order| order.number.width());
        widths.max().unwrap_or_default().max(6)
    }

    fn details(&self, order: &Order, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut lines = items(&order.items, theme, &self.moment.locale, width);
        let mut about = vec![format!("placed {}", self.exactly(order.placed_at))];
        about.push(order.source.to_string());
        if order.guest {
            about.push("as a guest".to_owned());
        }
        if order.test {
            about.push("test order, not counted".to_owned());
        }
        if !order.refunded.amount.is_zero() {
            about.push(format!(
                "{} refunded, net {}",
                self.moment.locale.money(order.refunded),
                self.moment.locale.money(order.net)
            ));
        }
        about.extend(
            order
                .discount
                .filter(|d| !d.amount.is_zero())
                .map(|d| format!("{} discount", self.moment.locale.money(d))),
        );
        if !order.discount_codes.is_empty() {
            about.push(format!("code {}", order.discount_codes.join(", ")));
        }
        about.extend(
            order.presentment.map(|shown| format!("customer saw {}", self.moment.locale.money(shown))),
        );
        about.extend(order.cancelled_at.map(|at| format!("cancelled {}", self.day(at))));
        lines.extend(paragraph(Span::raw("    "), &about.join(" · "), theme.faint, width));
        for refund in &order.refunds {
            let at = refund.at.map_or_else(String::new, |at| format!(" on {}", self.day(at)));
            let what = if refund.items.is_empty() {
                String::new()
            } else {
                format!(": {}", refund.items.join(", "))
            };
            let note = refund.note.as_ref().map_or_else(String::new, |note| format!(" ({note})"));
            let text = format!("refund {}{at}{what}{note}", self.moment.locale.money(refund.amount));
            lines.extend(paragraph(Span::styled("    ↩ ", theme.warning), &text, theme.text, width));
        }
        for shipment in &order.shipments {
            lines.extend(self.shipment(shipment, width));
        }
        lines.extend(self.time_to_return(order, width));
        if let Some(note) = &order.note {
            lines.extend(quotation(4, note, theme.border, theme.quoted, width, LINES_OF_A_NOTE));
        }
        lines
    }

    /// The day of something, as briefs and drafts have it.
    fn day(&self, at: Timestamp) -> String {
        self.moment.elsewhere(self.profile.zone()).day(at)
    }

    /// When that was for the rep; with their zone, where the day may be another than the store's.
    fn exactly(&self, at: Timestamp) -> String {
        self.moment.exactly_beside(at, self.profile.zone().as_ref())
    }

    /// Until when it may come back, by which rule.
    fn time_to_return(&self, order: &Order, width: usize) -> Vec<Line<'static>> {
        let Some(returns) = self.returns else { return Vec::new() };
        let zone = zone(self.profile, self.moment);
        let Some(state) = returns.state(order, self.moment.now, &zone) else { return Vec::new() };
        let (theme, day) = (self.theme, self.moment.locale.day(state.until));
        let days = counted(state.days_left.unsigned_abs(), "day");
        let (style, word) = if !state.final_sale.is_empty() {
            (theme.warning, format!("does not come back: {}", state.final_sale.join(", ")))
        } else if state.days_left >= 0 {
            (theme.good, format!("may come back until {day}, {days} left"))
        } else {
            (theme.warning, format!("the time to return it ended on {day}, {days} ago"))
        };
        let mut lines = paragraph(Span::styled("    ↩ ", style), &word, theme.text, width);
        lines.extend(paragraph(Span::raw("      "), &returns.in_words(), theme.faint, width));
        lines
    }

    fn shipment(&self, shipment: &Shipment, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let (style, word) = parcel(shipment.status, theme);
        let mut parts = vec![word.to_owned()];
        parts.extend(shipment.carrier.clone());
        parts.extend(shipment.tracking_number.clone());
        parts.extend(shipment.shipped_at.map(|at| format!("shipped {}", self.day(at))));
        parts.extend(shipment.delivered_at.map(|at| format!("delivered {}", self.day(at))));
        if shipment.delivered_at.is_none() {
            parts.extend(shipment.estimated_delivery_at.map(|at| format!("expected {}", self.day(at))));
            parts.extend(shipment.updated_at.map(|at| format!("last scan {}", self.moment.ago(at))));
        }
        let mut lines = paragraph(Span::styled("    ▸ ", style), &parts.join(" · "), theme.text, width);
        lines
            .push(Line::from(fit(vec![Span::raw("      "), progress(shipment.status, theme, style)], width)));
        lines
    }
}

/// How far a parcel is, as a line of stations.
fn progress(status: ShipmentStatus, theme: &Theme, style: Style) -> Span<'static> {
    let reached = match status {
        ShipmentStatus::LabelCreated => 1,
        ShipmentStatus::InTransit => 2,
        ShipmentStatus::OutForDelivery | ShipmentStatus::AttemptedDelivery => 3,
        ShipmentStatus::Delivered => 4,
        ShipmentStatus::Failure | ShipmentStatus::Cancelled => {
            return Span::styled("label ─ on its way ─ ✗", theme.bad);
        }
        ShipmentStatus::Unknown => return Span::styled("the store does not say how far it is", theme.faint),
    };
    let stations = ["label", "on its way", "out for delivery", "delivered"];
    let text: Vec<String> = stations
        .iter()
        .enumerate()
        .map(|(at, name)| if at < reached { format!("● {name}") } else { format!("○ {name}") })
        .collect();
    Span::styled(text.join(" ─ "), style)
}

fn items(items: &[Item], theme: &Theme, locale: &Locale, width: usize) -> Vec<Line<'static>> {
    let line = |item: &Item| {
        let mut right = Vec::new();
        // Of several pieces the price of one is no sum of the line.
        let each = if item.quantity > 1 { " each" } else { "" };
        let price = item.unit_price.map(|price| format!("{}{each}", locale.money(price)));
        right.extend(price.map(|price| Span::styled(price, theme.text)));
        let sku = item.sku.as_ref().map_or_else(String::new, |sku| format!("  {sku}"));
        let left = vec![
            Span::styled(format!("    {} × ", item.quantity), theme.faint),
            Span::styled(item.title.clone(), theme.text),
            Span::styled(sku, theme.faint),
        ];
        spread(left, right, width)
    };
    items.iter().map(line).collect()
}

fn titles(items: &[Item]) -> String {
    let title = |item: &Item| match item.quantity {
        0 | 1 => item.title.clone(),
        many => format!("{many} × {}", item.title),
    };
    items.iter().map(title).collect::<Vec<_>>().join(", ")
}

/// Sign, colour and word of how an order stands: what hinders it goes before what is usual.
pub(super) fn stands(order: &Order, theme: &Theme) -> (&'static str, Style, &'static str) {
    if order.test {
        return ("·", theme.faint, "test");
    }
    let last = order.shipments.iter().max_by_key(|s| s.updated_at.or(s.shipped_at)).map(|s| s.status);
    match (order.status, last) {
        (OrderStatus::Cancelled, _) => ("✗", theme.faint, "cancelled"),
        (OrderStatus::Refunded, _) => ("↩", theme.warning, "refunded"),
        (OrderStatus::PartiallyRefunded, _) => ("↩", theme.warning, "partly refunded"),
        (_, Some(ShipmentStatus::Failure)) => ("!", theme.bad, "delivery failed"),
        (_, Some(ShipmentStatus::AttemptedDelivery)) => ("!", theme.warning, "delivery tried"),
        (OrderStatus::PartiallyFulfilled, _) => ("▸", theme.warning, "partly shipped"),
        (_, Some(ShipmentStatus::Delivered)) => ("✓", theme.good, "delivered"),
        (_, Some(ShipmentStatus::OutForDelivery)) => ("▸", theme.accent, "out for delivery"),
        (_, Some(ShipmentStatus::InTransit)) => ("▸", theme.accent, "on its way"),
        (_, Some(ShipmentStatus::LabelCreated)) => ("▸", theme.text, "label made"),
        (OrderStatus::Pending, _) => ("…", theme.warning, "not paid"),
        (OrderStatus::Paid, _) => ("●", theme.text, "paid"),
        (OrderStatus::Fulfilled, _) => ("✓", theme.text, "shipped"),
    }
}

/// Colour and word of how far a parcel is.
pub(super) fn parcel(status: ShipmentStatus, theme: &Theme) -> (Style, &'static str) {
    let style = match status {
        ShipmentStatus::LabelCreated => theme.text,
        ShipmentStatus::InTransit | ShipmentStatus::OutForDelivery => theme.accent,
        ShipmentStatus::Delivered => theme.good,
        ShipmentStatus::AttemptedDelivery => theme.warning,
        ShipmentStatus::Failure => theme.bad,
        ShipmentStatus::Cancelled | ShipmentStatus::Unknown => theme.faint,
    };
    (style, parcel_state(status))
}
