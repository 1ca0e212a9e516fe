//! The pictures of the scores' screen.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

use crate::desk::api::{CurrencyCard, DRIFTED, Drift, DriftReport, Evaluation, Hits, LeadCard, MOVED, Tenth};
use crate::domain::money::{Currency, Money};
use crate::domain::quiet::Part;
use crate::domain::score::Tier;
use crate::phrasing::{Moment, counted, cut, effect_in_words};
use crate::tui::theme::Theme;
use crate::tui::widgets::chart::{Share, shares};
use crate::tui::widgets::text::paragraph;

/// Columns of the names of figures.
const NAMES: usize = 27;
/// A population stability index that fills the bar.
const FULL_INDEX: f64 = 0.5;
/// Columns of a share: `100 %`.
const PERCENT: usize = 6;

pub(super) struct Draw<'a> {
    pub report: &'a DriftReport,
    pub theme: &'a Theme,
    pub moment: &'a Moment,
    pub width: usize,
}

impl Draw<'_> {
    /// What stands at the left and at the right, or one below the other.
    pub fn pages(&self) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for (currency, drift) in &self.report.currencies {
            let card = self.report.model.currencies.get(currency);
            left.extend(self.warnings(drift));
            left.extend(self.tiers(*currency, drift, card));
            left.extend(self.moved(drift));
            right.extend(self.good(card.and_then(|card| card.evaluation.as_ref())));
            right.extend(self.came(drift));
        }
        if let Some(leads) = &self.report.model.leads {
            left.extend(self.leads(leads));
        }
        left.extend(self.win_backs());
        (left, right)
    }

    /// Who may be won back against the hold-out: shares of those who have ordered since, and the difference in words.
    fn win_backs(&self) -> Vec<Line<'static>> {
        let Some(effect) = &self.report.win_backs else { return Vec::new() };
        let theme = self.theme;
        let beside = format!("quiet {} days ago, and ordered since", effect.days);
        let mut lines = vec![self.heading("Win-backs", &beside)];
        let part = |name: &str, part: &Part| {
            let words = format!("{} of {}", part.ordered, part.customers);
            Some(Share { name: name.to_owned(), share: part.share()?, words })
        };
        let parts = [part("may be won back", &effect.may), part("hold-out", &effect.held_out)];
        let parts: Vec<Share> = parts.into_iter().flatten().collect();
        lines.extend(shares(&parts, self.width, &self.moment.locale, theme.chart, theme.text, theme.faint));
        lines.extend(paragraph(Span::raw(""), &effect_in_words(effect, self.moment), theme.text, self.width));
        lines.push(Line::default());
        lines
    }

    fn heading(&self, words: &str, beside: &str) -> Line<'static> {
        Line::from(vec![
            Span::styled(format!("{words}  "), self.theme.heading),
            Span::styled(beside.to_owned(), self.theme.faint),
        ])
    }

    fn money(&self, amount: f64, currency: Currency) -> String {
        let amount = Decimal::from_f64(amount).unwrap_or_default().round_dp(currency.decimals());
        self.moment.locale.money(Money::new(amount, currency))
    }

    fn warnings(&self, drift: &Drift) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut lines = Vec::new();
        for warning in &drift.warnings {
            lines.extend(paragraph(Span::styled("! ", theme.warning), warning, theme.warning, self.width));
        }
        if drift.warnings.is_empty() {
            lines.push(Line::from(vec![
                Span::styled("✓ ", theme.good),
                Span::styled("nothing to be worried about", theme.text),
            ]));
        }
        lines.push(Line::default());
        lines
    }

    fn tiers(&self, currency: Currency, drift: &Drift, card: Option<&CurrencyCard>) -> Vec<Line<'static>> {
        let theme = self.theme;
        let customers = counted(drift.customers as u64, "customer");
        let mut lines = vec![
            self.heading("Tiers", &format!("{customers} paying in {}, before discounting", currency.code())),
        ];
        let from = |tier: Tier| {
            let border = match (tier, card) {
                (Tier::Silver, Some(card)) => card.tiers[0],
                (Tier::Gold, Some(card)) => card.tiers[1],
                (Tier::Platinum, Some(card)) => card.tiers[2],
                _ => return String::new(),
            };
            format!("from {}", self.money(border, currency))
        };
        let all = drift.customers.max(1) as f64;
        let part = |(tier, count): (Tier, usize)| Share {
            name: tier.as_str().to_owned(),
            share: count as f64 / all,
            words: from(tier),
        };
        let tiers = [Tier::Bronze, Tier::Silver, Tier::Gold, Tier::Platinum];
        let parts: Vec<Share> = tiers.into_iter().zip(drift.tiers).rev().map(part).collect();
        lines.extend(shares(&parts, self.width, &self.moment.locale, theme.chart, theme.text, theme.faint));
        lines.push(Line::default());
        lines
    }

    /// Population stability indexes, each with a word.
    fn moved(&self, drift: &Drift) -> Vec<Line<'static>> {
        let theme = self.theme;
        let from = format!("from {} on", self.moment.locale.decimal(MOVED, 1));
        let mut lines = vec![self.heading("What has moved since the fit", &from)];
        let room = self.width.saturating_sub(NAMES + 8 + "another population".len() + 2).max(4);
        for one in &drift.moved {
            let (words, style) = match one.index {
                index if index >= DRIFTED => ("another population", theme.bad),
                index if index >= MOVED => ("has moved", theme.warning),
                _ => ("as it was", theme.good),
            };
            let filled = ((one.index / FULL_INDEX).clamp(0.0, 1.0) * room as f64).round() as usize;
            lines.push(Line::from(vec![
                Span::styled(format!("{:<NAMES$}", one.what), theme.text),
                Span::styled("█".repeat(filled), style),
                Span::styled("·".repeat(room - filled), theme.faint),
                Span::styled(format!(" {:>5}  ", self.moment.locale.decimal(one.index, 2)), theme.text),
                Span::styled(words, style),
            ]));
        }
        lines.push(Line::default());
        lines
    }

    fn good(&self, evaluation: Option<&Evaluation>) -> Vec<Line<'static>> {
        let (theme, locale) = (self.theme, &self.moment.locale);
        let Some(of) = evaluation else {
            let words = "too little was known to hold anything back";
            return vec![
                self.heading("How good it was", ""),
                Line::styled(words, theme.faint),
                Line::default(),
            ];
        };
        let held = format!("on the last {}, held back", counted(u64::from(of.days), "day"));
        let mut lines = vec![self.heading("How good it was", &held)];
        lines.extend(paragraph(Span::raw(""), &of.in_words(), theme.text, self.width));
        lines.push(Line::default());
        let row = |what: &str, of_model: String, of_rate: String| {
            Line::from(vec![
                Span::styled(format!("{what:<NAMES$}"), theme.faint),
                Span::styled(format!("{of_model:>9}"), theme.text),
                Span::styled(format!("{of_rate:>12}"), theme.faint),
            ])
        };
        let [rmse, brier, auc, gini] = of.own_rate;
        lines.push(row("↓ less, ↑ more is better", "model".to_owned(), "going on so".to_owned()));
        lines.push(row("error of orders ↓", locale.decimal(of.orders_rmse, 3), locale.decimal(rmse, 3)));
        lines.push(row("error of who orders ↓", locale.decimal(of.brier, 4), locale.decimal(brier, 4)));
        lines.push(row("tells who orders ↑", locale.decimal(of.auc, 3), locale.decimal(auc, 3)));
        lines.push(row("ranks by revenue ↑", locale.decimal(of.revenue_gini, 3), locale.decimal(gini, 3)));
        lines.push(row("orders off by", locale.change(100.0 * of.orders_bias, 1), String::new()));
        lines.push(row("revenue off by", locale.change(100.0 * of.revenue_bias, 1), String::new()));
        lines.push(row(
            "within its interval",
            locale.percent(of.covered),
            format!("of {}", locale.percent(0.8)),
        ));
        let said = |hits: &Hits| {
            let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |one| locale.percent(one));
            (share(hits.precision()), format!("{} found", share(hits.recall())))
        };
        let (right, found) = said(&of.high_risk);
        lines.push(row("high risk, right", right, found));
        let (right, found) = said(&of.top_quarter);
        lines.push(row("top quarter, right", right, found));
        lines.push(Line::default());
        lines.extend(self.reliability(
            "Reliability",
            "who orders: expected, and what happened",
            &of.calibration,
        ));
        lines
    }

    fn came(&self, drift: &Drift) -> Vec<Line<'static>> {
        let theme = self.theme;
        let Some(since) = &drift.since else {
            let words = "too little to hold the model against";
            return vec![self.heading("What came since the fit", ""), Line::styled(words, theme.faint)];
        };
        let beside = format!(
            "{} of {}",
            counted(u64::from(since.days), "day"),
            counted(since.customers as u64, "customer")
        );
        let mut lines = vec![self.heading("What came since the fit", &beside)];
        let words = format!(
            "{:.0} orders, {:.0} expected · revenue {}, {} expected",
            since.orders,
            since.expected_orders,
            self.moment.locale.decimal(since.revenue, 2),
            self.moment.locale.decimal(since.expected_revenue, 2)
        );
        lines.extend(paragraph(Span::raw(""), &words, theme.text, self.width));
        lines.push(Line::default());
        lines.extend(self.reliability("Reliability since", "", &since.calibration));
        lines
    }

    /// What deals have taught of leads, and what came of those closed since.
    fn leads(&self, leads: &LeadCard) -> Vec<Line<'static>> {
        let (theme, locale) = (self.theme, &self.moment.locale);
        let mut lines = vec![self.heading("Leads", "who will buy, of those who have not")];
        lines.extend(paragraph(Span::raw(""), &leads.basis, theme.text, self.width));
        let row = |what: &str, of_deals: String, of_prior: String| {
            Line::from(vec![
                Span::styled(format!("{what:<NAMES$}"), theme.faint),
                Span::styled(format!("{of_deals:>9}"), theme.text),
                Span::styled(format!("{of_prior:>12}"), theme.faint),
            ])
        };
        if let Some(of) = &leads.evaluation {
            let [brier, auc] = of.prior;
            let held = format!("on the newest {}", counted(of.deals as u64, "deal"));
            lines.push(row(&held, "deals".to_owned(), "prior".to_owned()));
            lines.push(row("error of who buys ↓", locale.decimal(of.brier, 4), locale.decimal(brier, 4)));
            lines.push(row("tells who buys ↑", locale.decimal(of.auc, 3), locale.decimal(auc, 3)));
        }
        let moves = leads.points.iter().filter(|(_, points, prior)| *points != 0 || *prior != 0);
        lines.extend(moves.map(|(what, points, prior)| {
            row(&cut(what, NAMES - 1), format!("{points:+}"), format!("{prior:+}"))
        }));
        if let Some(since) = &self.report.leads {
            let words = format!(
                "closed since: {}, {} won, {:.0} expected",
                counted(since.deals as u64, "deal"),
                since.won,
                since.expected_won
            );
            lines.extend(paragraph(Span::raw(""), &words, theme.text, self.width));
        }
        lines.push(Line::default());
        lines
    }

    /// By tenths: the bar is what happened, the mark what was expected.
    fn reliability(&self, heading: &str, beside: &str, tenths: &[Tenth]) -> Vec<Line<'static>> {
        let theme = self.theme;
        let mut lines = vec![self.heading(heading, beside)];
        let room = self.width.saturating_sub(2 * PERCENT + 2).max(10);
        for tenth in tenths {
            let at = |share: f64| ((share.clamp(0.0, 1.0) * room as f64).round() as usize).min(room);
            let percent = |share: f64| format!("{:>4.0} %", 100.0 * share);
            let mut spans = vec![Span::styled(format!("{} ", percent(tenth.expected)), theme.faint)];
            spans.extend(marked(
                at(tenth.happened),
                at(tenth.expected),
                room,
                theme.chart,
                theme.accent,
                theme.faint,
            ));
            spans.push(Span::styled(format!(" {}", percent(tenth.happened)), theme.text));
            lines.push(Line::from(spans));
        }
        lines.push(Line::default());
        lines
    }
}

/// A bar with a mark in or behind it.
fn marked(
    filled: usize,
    mark: usize,
    room: usize,
    bar: Style,
    marked: Style,
    faint: Style,
) -> Vec<Span<'static>> {
    let mark = mark.min(room - 1);
    let cell = |at: usize| if at < filled { ("█", bar) } else { ("·", faint) };
    let piece = |from: usize, to: usize| {
        let whole = filled.clamp(from, to);
        [
            Span::styled(cell(0).0.repeat(if filled > 0 { whole - from } else { 0 }), bar),
            Span::styled("·".repeat(to - whole), faint),
        ]
    };
    let mut spans: Vec<Span<'static>> = piece(0, mark).into();
    spans.push(Span::styled("┃", marked));
    spans.extend(piece(mark + 1, room));
    spans
}
