//! Fitted models and how good they are.

use super::{Cell, Page, cell};
use crate::cli::output::Meaning;
use crate::cli::score::{
    BgNbdParameters, EvalReport, FitReport, MeasuresReport, Parameters, ParetoNbdParameters,
    ProductsMeasures, ProductsReport, Run,
};

/// Steps of the bar beside a tenth.
const BAR: f64 = 30.0;

/// What was fitted: in a sentence, then by its parameters.
pub fn fit(page: &mut Page, report: &FitReport) {
    page.paragraph("", &in_a_sentence(report));
    page.gap();
    let figure = |value: f64| format!("{value:.3}");
    let of = |values: &[(&str, f64)]| {
        values.iter().map(|(name, value)| format!("{name} {}", figure(*value))).collect::<Vec<_>>().join("  ")
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut row = |name: &str, text: String| rows.push(vec![cell(name).faint(), cell(text).whole()]);
    let bgnbd = |of_it: &BgNbdParameters| {
        of(&[("r", of_it.r), ("alpha", of_it.alpha), ("a", of_it.a), ("b", of_it.b)])
    };
    let paretonbd = |of_it: &ParetoNbdParameters| {
        of(&[("r", of_it.r), ("alpha", of_it.alpha), ("s", of_it.s), ("beta", of_it.beta)])
    };
    match &report.parameters {
        Parameters::BgNbd(parameters) => row("BG/NBD", bgnbd(parameters)),
        Parameters::ParetoNbd(parameters) => row("Pareto/NBD", paretonbd(parameters)),
        Parameters::Both { bgnbd: one, paretonbd: other } => {
            row("BG/NBD", bgnbd(one));
            row("Pareto/NBD", paretonbd(other));
        }
    }
    let peak = if report.converged { "" } else { " (no peak: at the edge of what is tried)" };
    row("log-likelihood", format!("{:.1}{peak}", report.log_likelihood));
    let spend = &report.spend;
    row("Gamma-Gamma", of(&[("p", spend.p), ("q", spend.q), ("gamma", spend.gamma)]));
    row("log-likelihood", format!("{:.1} on {} customers", spend.log_likelihood, spend.customers));
    if let Some(learnt) = &report.learnt {
        let percent = 100.0 * learnt.lean_to_bgnbd;
        let off = |level: f64| 100.0 * (level - 1.0);
        let text = format!(
            "from the last {:.0} weeks: {percent:.0} % BG/NBD, {:.0} % Pareto/NBD, orders {:+.0} %, worth {:+.0} %",
            learnt.weeks,
            100.0 - percent,
            off(learnt.level),
            off(learnt.spend_level)
        );
        row("learnt", text);
    }
    let Run { customers, orders, calibration_end, seconds } = &report.run;
    row("fitted on", format!("{customers} customers, {orders} days with an order until {calibration_end}"));
    row("seconds", format!("{seconds:.2}"));
    page.rows(0, &rows);
    page.paragraph("", "Times are in weeks.");
}

fn in_a_sentence(report: &FitReport) -> String {
    let Run { customers, orders, .. } = &report.run;
    let again = *orders as f64 / (*customers).max(1) as f64;
    let learnt = match &report.learnt {
        Some(learnt) => format!(
            " What {} customers did in the last {:.0} weeks says how the models are put together.",
            learnt.customers, learnt.weeks
        ),
        None => String::new(),
    };
    format!("Fitted on {customers} customers, who ordered on {again:.1} days each.{learnt}")
}

/// How good it is.
pub fn eval(page: &mut Page, report: &EvalReport) {
    let Run { customers, calibration_end, .. } = &report.run;
    page.heading(
        &format!(
            "{customers} customers until {calibration_end}, held against what came until {}",
            report.holdout_end
        ),
        "",
    );
    let (model, own) = (&report.measures, &report.baseline);
    let head = |text: &str| cell(text).faint().right();
    let mut rows = vec![vec![cell(""), head("happened"), head(report.model), head("own rate")]];
    let mut row = |name: &str, happened: String, of: &dyn Fn(&MeasuresReport) -> String| {
        let right = |text: String| cell(text).right();
        rows.push(vec![cell(name).faint(), right(happened), right(of(model)), right(of(own))]);
    };
    let none = String::new;
    row("orders", format!("{:.0}", model.actual_orders), &|of| format!("{:.0}", of.expected_orders));
    row("  off by", none(), &|of| signed(of.orders_bias_pct));
    row("  mean absolute error", none(), &|of| format!("{:.3}", of.orders_mae));
    row("  root mean square", none(), &|of| format!("{:.3}", of.orders_rmse));
    row("  rank correlation", none(), &|of| plain(of.orders_spearman));
    row("buyers", model.actual_buyers.to_string(), &|of| format!("AUC {}", plain(of.auc)));
    row("  Brier", none(), &|of| format!("{:.4}", of.brier));
    row("  log loss", none(), &|of| format!("{:.3}", of.log_loss));
    row("revenue", format!("{:.2}", model.actual_revenue), &|of| format!("{:.2}", of.expected_revenue));
    row("  off by", none(), &|of| signed(of.revenue_bias_pct));
    row("  mean absolute error", none(), &|of| format!("{:.2}", of.revenue_mae));
    row("  root mean square", none(), &|of| format!("{:.2}", of.revenue_rmse));
    row("  rank correlation", none(), &|of| plain(of.revenue_spearman));
    row("  Gini of the best", none(), &|of| plain(of.revenue_gini));
    row("  in the top tenth", none(), &|of| {
        of.revenue_top_tenth.map_or_else(dash, |share| format!("{:.1} %", 100.0 * share))
    });
    page.rows(0, &rows);
    page.heading("Who orders", "by tenths, the least likely first");
    let mut rows = vec![vec![head("expected"), head("happened"), cell("")]];
    for tenth in &model.calibration {
        let share = |share: f64| cell(format!("{:.1} %", 100.0 * share)).right();
        let bar = "▇".repeat((tenth.happened * BAR).round() as usize);
        rows.push(vec![share(tenth.expected), share(tenth.happened), cell(bar).meaning(Meaning::Good)]);
    }
    page.rows(0, &rows);
}

/// How good proposals of next products are.
pub fn products(page: &mut Page, report: &ProductsReport) {
    let ProductsReport { customers, products, calibration_end, holdout_end, .. } = report;
    page.heading(
        &format!("{customers} customers and {products} products until {calibration_end}"),
        &format!("held against what was bought until {holdout_end}"),
    );
    let head = |text: &str| cell(text).faint().right();
    let mut rows = vec![vec![cell(""), head("customers"), head(report.model), head("popularity")]];
    let mut row = |name: &str, customers: usize, of: &dyn Fn(&ProductsMeasures) -> String| {
        let right = |text: String| cell(text).right();
        let (model, popular) = (of(&report.measures), of(&report.popularity));
        rows.push(vec![cell(name).faint(), right(customers.to_string()), right(model), right(popular)]);
    };
    let share = |share: Option<f64>| share.map_or_else(dash, |share| format!("{:.1} %", 100.0 * share));
    let (all, with_new) = (report.measures.customers, report.measures.customers_with_new);
    row("bought one of five", all, &|of| share(of.hit_rate_at_5));
    row("  mean reciprocal rank", all, &|of| plain(of.mrr));
    row("bought one of five, new", with_new, &|of| share(of.new_hit_rate_at_5));
    page.rows(0, &rows);
    let weights = &report.weights;
    let weights = format!(
        "popular {}  after {}  due {}  habit {}",
        weights.popular, weights.after, weights.due, weights.habit
    );
    let taught = report.learnt.map_or_else(
        || "too few customers came again to teach anything else".to_owned(),
        |learnt| format!("taught by {} who came again in the last {} days", learnt.customers, learnt.days),
    );
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut row = |name: &str, text: String| rows.push(vec![cell(name).faint(), cell(text).whole()]);
    row("weights", weights);
    row("", taught);
    row("seconds", format!("{:.2}", report.seconds));
    page.rows(0, &rows);
}

fn dash() -> String {
    "–".to_owned()
}

fn plain(figure: Option<f64>) -> String {
    figure.map_or_else(dash, |figure| format!("{figure:.3}"))
}

fn signed(percent: Option<f64>) -> String {
    percent.map_or_else(dash, |percent| format!("{percent:+.1} %"))
}
