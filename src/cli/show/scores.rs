//! Scores of a customer and models of a store, for people.

use super::{Cell, Page, cell};
use crate::cli::output::Meaning;
use crate::desk::api::{
    CurrencyCard, DRIFTED, Drift, DriftReport, Evaluation, Hits, LeadCard, LeadsSince, MOVED, ModelCard,
    ScoresShown, Since, Tenth, WhatIf,
};
use crate::domain::money::{Currency, Money};
use crate::domain::score::{Churn, Clv, Factor, Lead, StoodThen, base_and_moves};
use crate::phrasing::{Locale, Moment, counted, effect_in_words, interval_in_words};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;

/// Steps of the bar beside a tenth.
const BAR: f64 = 30.0;

/// The scores of one customer, with what moved them and what they would be.
pub fn of_customer(page: &mut Page, shown: &ScoresShown, moment: &Moment) {
    let name = shown.name.as_deref().unwrap_or("(no name)");
    let model =
        shown.model.as_ref().map_or("simple arithmetic: no model was fitted yet", |model| &model.name);
    page.heading(name, &format!("scored by {model}"));
    if let Some(clv) = &shown.scores.clv {
        value(page, clv, moment);
    }
    if let Some(churn) = &shown.scores.churn {
        risk(page, churn, moment);
    }
    if let Some(quiet) = &shown.scores.quiet {
        page.heading(
            "Going quiet",
            if shown.scores.held_out { "hold-out: no win-back is offered" } else { "" },
        );
        super::quiet::of_customer(page, quiet, moment);
    }
    if let Some(lead) = &shown.scores.lead {
        points(page, lead, moment);
    }
    if !shown.scores.next_products.is_empty() {
        page.heading("May buy next", "");
        for product in &shown.scores.next_products {
            page.paragraph("  ", &format!("{}: {}", product.title, product.reason));
        }
    }
    past(page, shown, moment);
    if let Some(what_if) = &shown.what_if {
        supposed(page, what_if, moment);
    }
}

/// The months in which they changed over to another tier, and what was said of it then.
fn past(page: &mut Page, shown: &ScoresShown, moment: &Moment) {
    let changed = |at: &usize| *at == 0 || shown.past[*at].tier != shown.past[*at - 1].tier;
    let months: Vec<&StoodThen> =
        (0..shown.past.len()).filter(changed).map(|at| &shown.past[at]).rev().collect();
    if months.is_empty() {
        return;
    }
    page.heading("Tier so far", "as the model in use sees the end of each month");
    let row = |stood: &&StoodThen| {
        vec![
            cell(format!("from {}", moment.locale.day(stood.day))).faint(),
            cell(stood.tier.as_str()),
            cell(format!("{} expected", moment.locale.money(stood.value))).right(),
            cell(format!("risk {}", moment.locale.percent(stood.risk))).right(),
        ]
    };
    page.rows(2, &months.iter().map(row).collect::<Vec<_>>());
    for said in &shown.said {
        let when = moment.day(said.at);
        page.paragraph("  ", &format!("{when}: auto-{} said {}", said.model, said.tier.as_str()));
    }
}

fn value(page: &mut Page, clv: &Clv, moment: &Moment) {
    let money = |amount| moment.locale.money(amount);
    page.heading(
        &format!("Value {}", money(clv.value)),
        &format!("over {} days · {}", clv.horizon_days, clv.tier.as_str()),
    );
    if let Some(interval) = &clv.interval {
        page.paragraph("  ", &interval_in_words(interval, moment));
    }
    let currency = clv.value.currency;
    let amount = |points: f64| {
        let amount = Decimal::from_f64(points).unwrap_or_default().round_dp(currency.decimals());
        money(Money::new(amount, currency))
    };
    let (base, moves) = base_and_moves(&clv.model, &clv.factors);
    starts_from(page, base, moment, amount);
    factors(
        page,
        moves,
        moment,
        |points| if points < 0.0 { amount(points) } else { format!("+{}", amount(points)) },
    );
    if let Some(next) = &clv.next_order {
        let until = next
            .until
            .map_or_else(|| "or much later".to_owned(), |until| format!("to {}", moment.day(until)));
        let (at, from) = (moment.day(next.expected_at), moment.day(next.from));
        let words = if next.expected_at < moment.now {
            format!(
                "an order was to be expected about {at} (half of the cases {from} {until}), and none came"
            )
        } else {
            format!("if they go on ordering, the next about {at}, half of the cases {from} {until}")
        };
        page.paragraph("  ", &words);
    }
}

fn risk(page: &mut Page, churn: &Churn, moment: &Moment) {
    let percent = |share| moment.locale.percent(share);
    page.heading(
        &format!("Churn risk {}", percent(churn.risk)),
        &format!("no order in {} days · {}", churn.horizon_days, churn.level()),
    );
    let (base, moves) = base_and_moves(&churn.model, &churn.factors);
    starts_from(page, base, moment, |points| moment.locale.percents(100.0 * points, 1));
    factors(page, moves, moment, |points| moment.locale.change(100.0 * points, 1));
    if !churn.within.is_empty() {
        let within = churn.within.iter().map(|one| format!("{} within {} days", percent(one.risk), one.days));
        page.paragraph("  ", &format!("no order: {}", within.collect::<Vec<_>>().join(", ")));
    }
}

fn points(page: &mut Page, lead: &Lead, moment: &Moment) {
    page.heading(&format!("Lead score {}", lead.points), "of 100");
    factors(page, &lead.factors, moment, |points| format!("{points:+.0}"));
    lead.notes().for_each(|note| page.paragraph("  ", note));
}

/// What a typical customer would have: the rest is counted from there.
fn starts_from(page: &mut Page, base: Option<&Factor>, moment: &Moment, in_words: impl Fn(f64) -> String) {
    if let Some(base) = base {
        let what = moment.locale.worded(&base.what());
        page.paragraph("  ", &format!("{what}: {}", in_words(base.points)));
        page.paragraph("  ", "from there:");
    }
}

fn factors(page: &mut Page, factors: &[Factor], moment: &Moment, in_words: impl Fn(f64) -> String) {
    let rows: Vec<Vec<Cell>> = factors
        .iter()
        .map(|factor| {
            let evidence: Vec<&str> = factor.evidence.iter().map(|id| id.as_str()).collect();
            vec![
                cell(in_words(factor.points)).right(),
                cell(moment.locale.worded(&factor.what())).whole(),
                cell(evidence.join(" ")).meaning(Meaning::Faint),
            ]
        })
        .collect();
    page.rows(2, &rows);
}

fn supposed(page: &mut Page, what_if: &WhatIf, moment: &Moment) {
    let when = match what_if.supposed.in_days {
        0 => "today".to_owned(),
        days => format!("in {}", counted(u64::from(days), "day")),
    };
    let amount = what_if.supposed.amount.map_or_else(String::new, |amount| format!(" of {amount}"));
    page.heading(&format!("If there were an order{amount} {when}"), "hypothetical, nothing is kept");
    let percent = |share| moment.locale.percent(share);
    let row = |what: &str, [before, after]: [String; 2]| {
        vec![cell(what).faint(), cell(before).right(), cell("→"), cell(after).right()]
    };
    page.rows(
        2,
        &[
            row("value", what_if.value.map(|value| moment.locale.money(value))),
            row("churn risk", what_if.risk.map(percent)),
            row("orders", what_if.orders.map(|orders| moment.locale.decimal(orders, 1))),
            row("tier", what_if.tier.map(|tier| tier.as_str().to_owned())),
        ],
    );
}

/// A model with how good it was.
pub fn model(page: &mut Page, model: &ModelCard, moment: &Moment) {
    let used = if model.in_use { " · in use" } else { "" };
    page.heading(
        &format!("{}{used}", model.name),
        &format!("fitted {} on what was known until {}", moment.exactly(model.fitted_at), model.until),
    );
    for (currency, card) in &model.currencies {
        of_currency(page, *currency, card, &moment.locale);
    }
    if let Some(leads) = &model.leads {
        of_leads(page, leads, &moment.locale);
    }
    let digest = model.digest.to_string();
    page.paragraph(
        "  ",
        &format!("orders sha-256 {}…, {} days ahead", &digest[..16], model.settings.horizon_days),
    );
    page.gap();
}

fn of_currency(page: &mut Page, currency: Currency, card: &CurrencyCard, locale: &Locale) {
    let code = currency.code();
    let [silver, gold, platinum] = card.tiers.map(|border| locale.decimal(border, 2));
    let of = |names: &[&str], values: &[f64]| {
        names
            .iter()
            .zip(values)
            .map(|(name, value)| format!("{name} {}", locale.decimal(*value, 3)))
            .collect::<Vec<_>>()
            .join("  ")
    };
    if let Some(evaluation) = &card.evaluation {
        page.paragraph("  ", &evaluation.in_words());
    }
    let row = |what: &str, text: String| vec![cell(what).faint(), cell(text).faint().whole()];
    let mut rows = vec![
        row(code, format!("{} customers, {} days with an order", card.customers, card.orders)),
        row("BG/NBD", of(&["r", "alpha", "a", "b"], &card.bgnbd)),
        row("Pareto/NBD", of(&["r", "alpha", "s", "beta"], &card.paretonbd)),
        row("Gamma-Gamma", of(&["p", "q", "gamma"], &card.spend)),
        row(
            "tiers",
            format!(
                "silver from {silver}, gold from {gold}, platinum from {platinum}, before discounting (beside a value they \
                 are discounted as it is)"
            ),
        ),
    ];
    match &card.evaluation {
        None => rows.push(row("held out", "too little was known to hold anything back".to_owned())),
        Some(evaluation) => rows.extend(evaluated(evaluation, locale).map(|(what, text)| row(what, text))),
    }
    page.rows(2, &rows);
}

fn evaluated(of: &Evaluation, locale: &Locale) -> [(&'static str, String); 4] {
    let [rmse, brier, auc, gini] = of.own_rate;
    let figure = |value: f64, places: usize| locale.decimal(value, places);
    let hits = |hits: &Hits| {
        let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| locale.percent(share));
        format!("{} right, {} found", share(hits.precision()), share(hits.recall()))
    };
    [
        ("held out", format!("the last {} days, {} customers, {} ordered", of.days, of.customers, of.buyers)),
        (
            "it reached",
            format!(
                "RMSE {} (own rate {})  Brier {} ({})  AUC {} ({})  Gini {} ({})",
                figure(of.orders_rmse, 3),
                figure(rmse, 3),
                figure(of.brier, 4),
                figure(brier, 4),
                figure(of.auc, 3),
                figure(auc, 3),
                figure(of.revenue_gini, 3),
                figure(gini, 3)
            ),
        ),
        (
            "off by",
            format!(
                "orders {}, revenue {}, probabilities {} points; {} within the interval",
                locale.change(100.0 * of.orders_bias, 1),
                locale.change(100.0 * of.revenue_bias, 1),
                figure(100.0 * of.calibration_error, 1),
                locale.percent(of.covered)
            ),
        ),
        ("borders", format!("high risk {}; top quarter {}", hits(&of.high_risk), hits(&of.top_quarter))),
    ]
}

/// What won and lost deals have taught of leads.
fn of_leads(page: &mut Page, leads: &LeadCard, locale: &Locale) {
    page.paragraph("  ", &format!("Leads: {}.", leads.basis));
    let row = |what: &str, text: String| vec![cell(what).faint(), cell(text).faint().whole()];
    let mut rows = Vec::new();
    if let Some(of) = &leads.evaluation {
        let [brier, auc] = of.prior;
        let held = format!("the newest {} deals, {} won", of.deals, of.won);
        let reached = format!(
            "Brier {} (prior {})  AUC {} ({})",
            locale.decimal(of.brier, 4),
            locale.decimal(brier, 4),
            locale.decimal(of.auc, 3),
            locale.decimal(auc, 3)
        );
        rows.extend([row("held out", held), row("it reached", reached)]);
    }
    let moves = leads.points.iter().filter(|(_, points, prior)| *points != 0 || *prior != 0);
    rows.extend(
        moves.map(|(what, points, prior)| row(&format!("{points:+}"), format!("{what} (prior {prior:+})"))),
    );
    page.rows(2, &rows);
}

/// How the model in use holds up.
pub fn drift(page: &mut Page, report: &DriftReport, moment: &Moment) {
    page.heading(
        &format!("{} today", report.model.name),
        &format!(
            "fitted {} on what was known until {}",
            moment.ago(report.model.fitted_at),
            report.model.until
        ),
    );
    for (currency, drift) in &report.currencies {
        of_drift(page, *currency, drift, &moment.locale);
    }
    if let Some(since) = &report.leads {
        page.paragraph("  ", &leads_since(since, &moment.locale));
    }
    if let Some(effect) = &report.win_backs {
        page.paragraph("  ", &format!("win-backs: {}", effect_in_words(effect, moment)));
    }
}

fn of_drift(page: &mut Page, currency: Currency, drift: &Drift, locale: &Locale) {
    let [bronze, silver, gold, platinum] = drift.tiers;
    page.paragraph(
        "  ",
        &format!(
            "{}: {} customers: platinum {platinum}, gold {gold}, silver {silver}, bronze {bronze}",
            currency.code(),
            drift.customers
        ),
    );
    for warning in &drift.warnings {
        page.paragraph("  ! ", warning);
    }
    if drift.warnings.is_empty() {
        page.paragraph("  ", "nothing to be worried about");
    }
    let rows: Vec<Vec<Cell>> = drift
        .moved
        .iter()
        .map(|moved| {
            let (words, meaning) = match moved.index {
                index if index >= DRIFTED => ("another population", Meaning::Bad),
                index if index >= MOVED => ("has moved", Meaning::Warning),
                _ => ("as it was", Meaning::Good),
            };
            vec![
                cell(moved.what.clone()).faint(),
                cell(locale.decimal(moved.index, 3)).right(),
                cell(words).meaning(meaning),
            ]
        })
        .collect();
    page.rows(4, &rows);
    match &drift.since {
        None => page.paragraph("  ", "what came since is too little to hold the model against"),
        Some(since) => came(page, since, locale),
    }
}

/// What deals closed since have shown.
fn leads_since(since: &LeadsSince, locale: &Locale) -> String {
    let auc = since.auc.map_or_else(|| "–".to_owned(), |auc| locale.decimal(auc, 3));
    format!(
        "leads: of {} closed since {} were won, {:.0} were expected; AUC {auc}, Brier {}",
        counted(since.deals as u64, "deal"),
        since.won,
        since.expected_won,
        locale.decimal(since.brier, 4)
    )
}

fn came(page: &mut Page, since: &Since, locale: &Locale) {
    page.paragraph(
        "  ",
        &format!(
            "in {} days since: {:.0} orders came, {:.0} were expected; revenue {}, expected {}; AUC {}, Brier {}",
            since.days,
            since.orders,
            since.expected_orders,
            locale.decimal(since.revenue, 2),
            locale.decimal(since.expected_revenue, 2),
            since.auc.map_or_else(|| "–".to_owned(), |auc| locale.decimal(auc, 3)),
            locale.decimal(since.brier, 4)
        ),
    );
    tenths(page, &since.calibration, locale);
}

fn tenths(page: &mut Page, calibration: &[Tenth], locale: &Locale) {
    let head = |text: &str| cell(text).faint().right();
    let mut rows = vec![vec![head("expected"), head("happened"), cell("")]];
    for tenth in calibration {
        let share = |share: f64| cell(locale.percents(100.0 * share, 1)).right();
        let bar = "▇".repeat((tenth.happened * BAR).round() as usize);
        rows.push(vec![share(tenth.expected), share(tenth.happened), cell(bar).meaning(Meaning::Good)]);
    }
    page.rows(4, &rows);
}
