//! The customer in pictures: spend per month, the rhythm of orders, what is expected of them, the tiers they
//! belonged to, where value comes from, how far the parcels are.

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::desk::api::{Answer, DeskError, Reading, Request, ScoresShown, Who};
use crate::domain::commerce::{Order, OrderStatus, Shipment, ShipmentStatus};
use crate::domain::profile::Profile;
use crate::domain::score::{StoodThen, Tier};
use crate::domain::span::whole_days;
use crate::domain::{CustomerId, Money};
use crate::phrasing::{Moment, counted, interval_in_words};
use crate::tui::cx::Cx;
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::chart::{
    self, Bar, Gap, Look, Range, Share, Step, bars, range, rhythm, shares, steps, strip,
};
use crate::tui::widgets::panel::{more_below, panel};
use crate::tui::widgets::text::paragraph;

/// From here on two columns.
const TWO_COLUMNS: u16 = 140;
/// Gaps between orders that are drawn, the latest.
const MOST_GAPS: usize = 8;
/// Categories with a bar of their own; the rest is one.
const MOST_CATEGORIES: usize = 7;
/// Orders whose parcels are drawn.
const MOST_PARCELS: usize = 4;
/// Columns of the amounts beside the bars.
const AMOUNTS: usize = 15;
const PAGE: usize = 10;

/// Whether they are shown, and how far they are scrolled.
#[derive(Debug, Default)]
pub struct Pictures {
    is_open: bool,
    offset: Cell<usize>,
    below: Cell<usize>,
    /// How they stood month by month, asked for when the pictures are looked at.
    scores: Option<Result<Box<ScoresShown>, DeskError>>,
    asked: Option<u64>,
}

impl Pictures {
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Opens and closes them, and scrolls while they are shown; false where it is nothing for them.
    pub fn act(&mut self, action: Action) -> bool {
        let (offset, below) = (self.offset.get(), self.below.get());
        match action {
            Action::Pictures => {
                self.is_open = !self.is_open;
                self.offset.set(0);
            }
            Action::Back if self.is_open => self.is_open = false,
            Action::Down if self.is_open => self.offset.set(offset + below.min(1)),
            Action::Up if self.is_open => self.offset.set(offset.saturating_sub(1)),
            Action::PageDown if self.is_open => self.offset.set(offset + below.min(PAGE)),
            Action::PageUp if self.is_open => self.offset.set(offset.saturating_sub(PAGE)),
            Action::First if self.is_open => self.offset.set(0),
            Action::Last if self.is_open => self.offset.set(offset + below),
            // What is done elsewhere is seen there.
            Action::PaneBrief
            | Action::PaneOrders
            | Action::PaneCases
            | Action::PaneTimeline
            | Action::PaneFacts
            | Action::NextPane
            | Action::PreviousPane
            | Action::Pick(_) => {
                self.is_open = false;
                return false;
            }
            _ => return false,
        }
        true
    }

    /// Asks for how the customer stood month by month, once.
    pub fn ask(&mut self, who: Who, cx: &mut Cx<'_>) {
        if self.is_open && self.scores.is_none() && self.asked.is_none() {
            let request = Request::Scores { who, reading: Reading::AsIs, supposed: None };
            self.asked = Some(cx.ask("looking back", request));
        }
    }

    /// Whether this was what they have asked for.
    pub fn answered(&mut self, request: u64, result: &Result<Answer, DeskError>) -> bool {
        if self.asked != Some(request) {
            return false;
        }
        self.asked = None;
        self.scores = match result {
            Ok(Answer::Scores(shown)) => Some(Ok(shown.clone())),
            Ok(_) => None,
            Err(error) => Some(Err(error.clone())),
        };
        true
    }

    /// The profile has changed: what was told of it is old, and asked for again where it is looked at.
    pub fn ask_again(&mut self, customer: CustomerId, cx: &mut Cx<'_>) {
        cx.cancel(self.asked.take());
        self.scores = None;
        self.ask(Who::Customer(customer), cx);
    }

    pub fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, profile: &Profile, spent: &[Bar]) {
        let title = Line::from(vec![
            Span::styled(" In pictures ", canvas.theme.heading),
            Span::styled("i or esc: back ", canvas.theme.faint),
        ]);
        let inner = panel(canvas, area, title, true);
        let (theme, moment) = (canvas.theme, canvas.moment);
        let columns = if area.width >= TWO_COLUMNS { 2 } else { 1 };
        let places = Layout::horizontal(vec![Constraint::Fill(1); columns]).spacing(3).split(inner);
        let draw = Draw { profile, theme, moment, width: usize::from(places[0].width) };
        let tall = if area.height >= 40 { 10 } else { 5 };
        let (mut left, right) = (
            [draw.spend(spent, tall), draw.rhythm(), draw.value(self.scores.as_ref())].concat(),
            [draw.tiers(self.scores.as_ref()), draw.categories(), draw.parcels()].concat(),
        );
        let mut drawn = Vec::new();
        if columns == 1 {
            left.extend(right);
            drawn.push(left);
        } else {
            drawn.extend([left, right]);
        }
        let longest = drawn.iter().map(Vec::len).max().unwrap_or(0);
        let most = longest.saturating_sub(usize::from(inner.height));
        let offset = self.offset.get().min(most);
        self.offset.set(offset);
        self.below.set(most - offset);
        for (place, lines) in places.iter().zip(drawn) {
            canvas.lines(*place, lines.into_iter().skip(offset));
        }
        more_below(canvas, inner, most - offset);
    }
}

/// What came when it was asked for.
type Told = Result<Box<ScoresShown>, DeskError>;

/// Why a picture is missing.
const NO_MODEL: &str = "told once a model is fitted on the store's history: F among the scores (g m)";

struct Draw<'a> {
    profile: &'a Profile,
    theme: &'a Theme,
    moment: &'a Moment,
    width: usize,
}

impl Draw<'_> {
    fn heading(&self, words: &str, beside: &str) -> Line<'static> {
        Line::from(vec![
            Span::styled(format!("{words}  "), self.theme.heading),
            Span::styled(beside.to_owned(), self.theme.faint),
        ])
    }

    fn nothing(&self, heading: &str, why: &str) -> Vec<Line<'static>> {
        let why = if self.profile.is_store_heard() { why } else { "the store was not read" };
        vec![self.heading(heading, ""), Line::styled(why.to_owned(), self.theme.text), Line::default()]
    }

    fn spend(&self, spent: &[Bar], tall: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let sums = self.profile.totals.by_currency.first();
        let drawn = bars(
            spent,
            self.width.saturating_sub(AMOUNTS),
            tall,
            &self.moment.locale,
            theme.chart,
            theme.faint,
        );
        let (Some(sums), false) = (sums, drawn.is_empty()) else {
            return self.nothing("Spend per month", "no order that counts");
        };
        let shown = chart::shown(spent, self.width.saturating_sub(AMOUNTS));
        let most = shown.iter().map(|bar| bar.amount).max().unwrap_or_default();
        let amount = |share: Decimal| {
            self.moment
                .locale
                .money(Money::new((most * share).round_dp(sums.net.currency.decimals()), sums.net.currency))
        };
        let sum = Money::new(shown.iter().map(|bar| bar.amount).sum(), sums.net.currency);
        let words = match self.moment.locale.money(sum) {
            all if sum == sums.net => format!("net, {all}"),
            part => format!("net, {part} of {} in all", self.moment.locale.money(sums.net)),
        };
        let mut lines = vec![self.heading("Spend per month", &words)];
        for (row, line) in drawn.into_iter().enumerate() {
            let label = match row {
                0 => amount(Decimal::ONE),
                row if row == tall / 2 => amount(Decimal::new(5, 1)),
                _ => String::new(),
            };
            let sign = if row < tall { "┤ " } else { "  " };
            let label = crate::phrasing::cut(&label, AMOUNTS - 3);
            let mut spans =
                vec![Span::styled(format!("{label:>width$} {sign}", width = AMOUNTS - 3), theme.faint)];
            spans.extend(line.spans);
            lines.push(Line::from(spans));
        }
        lines.push(Line::default());
        lines
    }

    fn rhythm(&self) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut orders: Vec<&Order> = self.profile.orders.iter().filter(|order| order.counts()).collect();
        orders.sort_by_key(|order| order.placed_at);
        let Some(last) = orders.last().filter(|_| orders.len() > 1) else {
            return self.nothing("Order rhythm", "fewer than two orders: there is no rhythm yet");
        };
        let mut gaps: Vec<Gap> = orders
            .windows(2)
            .map(|pair| Gap {
                name: format!("{} → {}", pair[0].number, pair[1].number),
                days: whole_days(pair[0].placed_at, pair[1].placed_at),
                is_open: false,
            })
            .collect();
        let usual = self.profile.average_gap().unwrap_or_default();
        gaps.drain(..gaps.len().saturating_sub(MOST_GAPS));
        gaps.push(Gap {
            name: format!("since {}", last.number),
            days: whole_days(last.placed_at, self.moment.now),
            is_open: true,
        });
        // One day on all screens: the model's where it says one.
        let by_model = self.profile.scores.clv.as_ref().and_then(|clv| clv.next_order.as_ref());
        let by_rhythm = last.placed_at + SignedDuration::from_hours(24 * usual);
        let next = by_model.map_or(by_rhythm, |next| next.expected_at);
        // It may be another than the average below says.
        let by = if by_model.is_some() { ", by the model" } else { "" };
        let words = if next >= self.moment.now {
            format!("the next is expected about {}{by}", self.moment.day(next))
        } else {
            let late = u64::try_from(whole_days(next, self.moment.now)).unwrap_or(0);
            format!("the next was expected about {}{by}, {} ago", self.moment.day(next), counted(late, "day"))
        };
        let mut lines = vec![self.heading("Order rhythm", &words)];
        lines.extend(rhythm(&gaps, usual, self.width, theme.chart, theme.accent, theme.faint));
        lines.push(Line::default());
        lines
    }

    /// What is expected of them, between its ends and among the tiers.
    fn value(&self, scores: Option<&Told>) -> Vec<Line<'static>> {
        let heading = "Value";
        let Some(clv) = &self.profile.scores.clv else {
            return self.nothing(heading, "no order that counts: nothing to tell it from");
        };
        let Some(interval) = &clv.interval else {
            return self.nothing(heading, NO_MODEL);
        };
        let money = |amount: Money| self.moment.locale.money(amount);
        let interval_words = interval_in_words(interval, self.moment);
        let words = format!("{} in {} days: {interval_words}", money(clv.value), clv.horizon_days);
        let of = |amount: Decimal| amount.to_f64().unwrap_or_default();
        let shown = scores.and_then(|told| told.as_ref().ok());
        let begin = shown.and_then(|shown| shown.tiers_begin);
        let borders = begin.map(|tiers| tiers.map(|border| of(border.amount)));
        let drawn = Range {
            low: of(interval.low.amount),
            value: of(clv.value.amount),
            high: of(interval.high.amount),
            borders: borders.as_ref().map_or(&[], |borders| borders.as_slice()),
        };
        let theme = self.theme;
        let look = Look { bar: theme.chart, mark: theme.accent, faint: theme.faint };
        let mut lines = vec![self.heading(heading, "")];
        lines.extend(paragraph(Span::raw(""), &words, theme.text, self.width));
        lines.extend(range(drawn, self.width, look));
        if let Some(begin) = begin {
            let names = [Tier::Silver, Tier::Gold, Tier::Platinum];
            let from = |(tier, from): &(Tier, Money)| format!("{} {}", tier.as_str(), money(*from));
            let begin: Vec<(Tier, Money)> = names.into_iter().zip(begin).collect();
            let words: Vec<String> = begin.iter().map(from).collect();
            let mut words = format!("▴ from, discounted as it is: {}", words.join(" · "));
            let passed = begin.iter().rev().find(|(_, from)| clv.value.amount >= from.amount);
            let plain = passed.map_or(Tier::Bronze, |(tier, _)| *tier);
            if let Some(model) = shown.and_then(|shown| shown.model.as_ref()).filter(|_| plain != clv.tier) {
                let margin = self.moment.locale.percent(model.settings.margin);
                words.push_str(&format!(
                    " · still {}: a border counts once it is {margin} behind",
                    clv.tier.as_str()
                ));
            }
            lines.extend(paragraph(Span::raw(""), &words, theme.faint, self.width));
        }
        lines.push(Line::default());
        lines
    }

    /// Which tier they belonged to, month by month.
    fn tiers(&self, scores: Option<&Told>) -> Vec<Line<'static>> {
        let heading = "Tier, month by month";
        let shown = match scores {
            None => return self.nothing(heading, "looking back …"),
            Some(Err(error)) => return self.nothing(heading, &error.what),
            Some(Ok(shown)) => shown,
        };
        let Some(last) = shown.past.last() else { return self.nothing(heading, NO_MODEL) };
        let since = shown.past.iter().rev().take_while(|stood| stood.tier == last.tier).last();
        let since = since.map_or_else(String::new, |since| self.moment.locale.day(since.day));
        let words =
            format!("{} since {since}, as the model in use sees each month's end", last.tier.as_str());
        let place = |stood: &StoodThen| {
            let tiers = [Tier::Bronze, Tier::Silver, Tier::Gold, Tier::Platinum];
            (stood.day, tiers.iter().position(|tier| *tier == stood.tier).unwrap_or(0))
        };
        let levels: Vec<(Date, usize)> = shown.past.iter().map(place).collect();
        let names = [Tier::Bronze, Tier::Silver, Tier::Gold, Tier::Platinum].map(Tier::as_str);
        let theme = self.theme;
        let mut lines = vec![self.heading(heading, "")];
        lines.extend(paragraph(Span::raw(""), &words, theme.text, self.width));
        lines.extend(strip(&levels, &names, self.width, &self.moment.locale, theme.chart, theme.faint));
        lines.push(Line::default());
        lines
    }

    fn categories(&self) -> Vec<Line<'static>> {
        let theme = self.theme;
        let Some(currency) = self.profile.totals.by_currency.first().map(|sums| sums.net.currency) else {
            return self.nothing("Where value comes from", "no order that counts");
        };
        let mut amounts: BTreeMap<&str, Decimal> = BTreeMap::new();
        let counts = self.profile.orders.iter().filter(|order| order.counts());
        for item in counts.flat_map(|order| &order.items) {
            let Some(price) = item.unit_price.filter(|price| price.currency == currency) else { continue };
            let name =
                item.category.as_deref().filter(|name| !name.is_empty()).unwrap_or("without a category");
            *amounts.entry(name).or_default() += price.amount * Decimal::from(item.quantity);
        }
        let whole: Decimal = amounts.values().sum();
        if whole <= Decimal::ZERO {
            return self.nothing("Where value comes from", "the orders' items have no prices");
        }
        let mut sorted: Vec<(&str, Decimal)> = amounts.into_iter().collect();
        sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let rest: Decimal = sorted.iter().skip(MOST_CATEGORIES).map(|(_, amount)| *amount).sum();
        sorted.truncate(MOST_CATEGORIES);
        if rest > Decimal::ZERO {
            sorted.push(("all others", rest));
        }
        let share = |(name, amount): &(&str, Decimal)| Share {
            name: (*name).to_owned(),
            share: (*amount / whole).to_f64().unwrap_or(0.0),
            words: self.moment.locale.money(Money::new(*amount, currency)),
        };
        let parts: Vec<Share> = sorted.iter().map(share).collect();
        let mut lines = vec![
            self.heading("Where value comes from", "by category, at the items' prices before discounts"),
        ];
        lines.extend(shares(&parts, self.width, &self.moment.locale, theme.chart, theme.text, theme.faint));
        lines.push(Line::default());
        lines
    }

    /// Parcels on their way first, then the newest.
    fn parcels(&self) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut sent: Vec<(&Order, &Shipment)> = self
            .profile
            .orders
            .iter()
            .filter(|order| !order.test)
            .flat_map(|order| order.shipments.iter().map(move |shipment| (order, shipment)))
            .collect();
        if sent.is_empty() {
            return self.nothing("Parcels", "nothing was sent");
        }
        sent.sort_by_key(|(order, shipment)| {
            (shipment.delivered_at.is_some(), std::cmp::Reverse(order.placed_at))
        });
        let mut lines = Vec::new();
        for (order, shipment) in sent.into_iter().take(MOST_PARCELS) {
            let parts: Vec<&str> =
                shipment.carrier.iter().chain(&shipment.tracking_number).map(String::as_str).collect();
            lines.push(self.heading(&format!("Parcel of {}", order.number), &parts.join(" · ")));
            let stations = self.stations(order, shipment);
            lines.extend(steps(&stations, self.width, theme.good, theme.bad, theme.faint));
            lines.push(Line::default());
        }
        lines
    }

    fn stations(&self, order: &Order, shipment: &Shipment) -> [Step; 5] {
        let reached = match shipment.status {
            ShipmentStatus::LabelCreated | ShipmentStatus::Unknown | ShipmentStatus::Cancelled => 1,
            ShipmentStatus::InTransit | ShipmentStatus::Failure => 2,
            ShipmentStatus::OutForDelivery | ShipmentStatus::AttemptedDelivery => 3,
            ShipmentStatus::Delivered => 4,
        };
        let failed = matches!(shipment.status, ShipmentStatus::Failure | ShipmentStatus::AttemptedDelivery);
        let after = |at: Option<Timestamp>| {
            at.map_or_else(String::new, |at| format!("+{} d", whole_days(order.placed_at, at).max(0)))
        };
        let step = |name, at: usize, when: String| Step { name, reached: reached >= at, failed: false, when };
        let arrived = match (shipment.delivered_at, shipment.estimated_delivery_at) {
            (None, Some(expected)) => format!("exp. {}", self.moment.day(expected)),
            (delivered, _) => after(delivered),
        };
        let is_paid = order.status != OrderStatus::Pending;
        [
            Step {
                name: "paid",
                reached: is_paid,
                failed: false,
                when: if is_paid { self.moment.day(order.placed_at) } else { "not yet".to_owned() },
            },
            step("packed", 1, String::new()),
            step("shipped", 2, after(shipment.shipped_at.filter(|_| reached >= 2))),
            step("out for delivery", 3, String::new()),
            Step {
                name: if failed { "not delivered" } else { "delivered" },
                reached: reached >= 4,
                failed,
                when: arrived,
            },
        ]
    }
}
