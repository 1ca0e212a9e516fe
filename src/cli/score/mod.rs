//! `deskhand score`: what customers are worth, fitted on a store's orders.

mod export;
mod products;
mod quiet;
mod report;
mod store;
mod transactions;
mod undo;
mod write;

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::Context;
use super::documents::{ScoreEvalDocument, ScoreFitDocument, ScorePredictionsDocument};
use super::exit::{Failure, Outcome, Status};
use super::output::Output;
use super::session::Session;
use super::show::{self, Page};
use crate::phrasing::{counted, harmless};
use crate::scoring::fitted::measure::Measures;
use crate::scoring::fitted::{DAYS_A_WEEK, Expectation, Family, Future, Model, Orders, Summary, own_rate};
use products::ProductsArguments;
pub use products::{ProductsMeasures, ProductsReport};
pub use report::{
    BgNbdParameters, EvalReport, FitReport, MeasuresReport, Parameters, ParetoNbdParameters, Predictions, Run,
};
use report::{Prediction, date_of};
use transactions::{Transactions, day_of};

/// A file may end so many days early without a word: shops have quiet weeks.
const DAYS_WITHOUT_AN_ORDER: i32 = 14;
/// Days ahead that a model is to be good at.
const DEFAULT_HORIZON: i32 = 365;

/// Fit, test and use models of what customers are worth, on a file of orders or on the store's own history.
///
/// What `deskhand sync` has read is the store's history; `fit` without a file fits a model on it, and scores go by it from
/// then on. A file is CSV with the columns customer_id, date and amount; further columns are left alone, `-` is standard
/// input. Orders of a customer on one day count as one; negative amounts are what went back. With a file nothing else is
/// needed: no configuration, no vendor.
#[derive(Debug, Args)]
pub struct ScoreArguments {
    #[command(subcommand)]
    command: ScoreCommand,
}

#[derive(Debug, Subcommand)]
enum ScoreCommand {
    /// Fit a model and say its parameters: on a file, or on the store's own history, which puts it into use
    Fit(FitArguments),
    /// Show a customer's scores with what moved them, and what an order would change
    Show(store::ShowArguments),
    /// List customers of high value who are going quiet, with the most at stake first
    Quiet(quiet::QuietArguments),
    /// Hold the model in use against what customers look like now and what came since
    Drift(OnlyJson),
    /// List the models that were fitted on the store's history, with how good each was
    Models(OnlyJson),
    /// Score all customers by the model in use, and keep what is new
    Run(OnlyJson),
    /// Write scores to their fields at the CRM: only what has changed, never over what somebody else has written
    Write(write::WriteArguments),
    /// Take back what the last `score write` of everybody wrote: first say what would be put back, with --yes do it
    Undo(undo::UndoArguments),
    /// List and decide changes of tier that wait, because a case was open within the last 7 days
    Reviews(write::ReviewsArguments),
    /// Write all predictions that are kept as a time series
    Export(export::ExportArguments),
    /// Use another model: an earlier one, or 0 for the arithmetic; without a number the models are listed
    Use(UseArguments),
    /// Fit a model up to a day and hold what it expects against what came after, beside each customer's own rate
    Eval(EvalArguments),
    /// Say what is expected of each customer who had ordered by a day, as CSV
    Predict(PredictArguments),
    /// Learn what is bought next up to a day and hold what would be proposed against what came after, beside what is
    /// popular
    Products(ProductsArguments),
}

/// What needs nothing but a form.
#[derive(Debug, Args)]
struct OnlyJson {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// `score use`.
#[derive(Debug, Args)]
struct UseArguments {
    /// Its number: `score models` lists them; 0 is the arithmetic
    #[arg(value_name = "NUMBER", value_parser = number_of_model)]
    number: Option<u32>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn number_of_model(typed: &str) -> Result<u32, &'static str> {
    typed.parse().map_err(|_| "a model is named by its number: `deskhand score models` lists them")
}

/// The file, and which model.
#[derive(Debug, Args)]
struct Fitting {
    /// The orders: CSV with customer_id, date and amount; `fit` without it takes the store's own history
    #[arg(long, value_name = "FILE")]
    transactions: Option<PathBuf>,
    /// Which model: one of the published families, or what the shop's own history says is best
    #[arg(long, value_enum, default_value = "auto")]
    model: Choice,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The models by the names of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Choice {
    /// BG/NBD and Gamma-Gamma, as published
    #[value(name = "bgnbd")]
    BgNbd,
    /// Pareto/NBD and Gamma-Gamma, as published
    #[value(name = "paretonbd")]
    ParetoNbd,
    /// Both, put together as the end of the known time teaches
    Auto,
}

impl Choice {
    fn family(self) -> Family {
        match self {
            Self::BgNbd => Family::BgNbd,
            Self::ParetoNbd => Family::ParetoNbd,
            Self::Auto => Family::Auto,
        }
    }
}

/// `score fit`.
#[derive(Debug, Args)]
struct FitArguments {
    #[command(flatten)]
    fitting: Fitting,
    /// The last day that is looked at; without it the last one of the file
    #[arg(long, value_name = "DATE", requires = "transactions")]
    calibration_end: Option<Date>,
    /// How many days ahead the model is to be good at; without it 365, on the store's own history as configured
    #[arg(long, value_name = "DAYS", requires = "transactions", value_parser = clap::value_parser!(i32).range(1..=3650))]
    horizon: Option<i32>,
}

/// `score eval`.
#[derive(Debug, Args)]
struct EvalArguments {
    #[command(flatten)]
    fitting: Fitting,
    /// The last day that the model is fitted on
    #[arg(long, value_name = "DATE")]
    calibration_end: Date,
    /// The last day of what it is held against
    #[arg(long, value_name = "DATE")]
    holdout_end: Date,
}

/// `score predict`.
#[derive(Debug, Args)]
struct PredictArguments {
    #[command(flatten)]
    fitting: Fitting,
    /// The last day that is looked at
    #[arg(long, value_name = "DATE")]
    calibration_end: Date,
    /// How many days ahead
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(1..=3650))]
    horizon: i32,
}

impl ScoreArguments {
    /// Whether it needs nothing but a file.
    pub fn is_of_a_file(&self) -> bool {
        match &self.command {
            ScoreCommand::Fit(arguments) => arguments.fitting.transactions.is_some(),
            ScoreCommand::Eval(_) | ScoreCommand::Predict(_) | ScoreCommand::Products(_) => true,
            _ => false,
        }
    }

    /// Whether JSON is asked for.
    pub fn json(&self) -> bool {
        match &self.command {
            ScoreCommand::Fit(FitArguments { fitting, .. })
            | ScoreCommand::Eval(EvalArguments { fitting, .. })
            | ScoreCommand::Predict(PredictArguments { fitting, .. }) => fitting.json,
            ScoreCommand::Show(store::ShowArguments { json, .. })
            | ScoreCommand::Quiet(quiet::QuietArguments { json, .. })
            | ScoreCommand::Drift(OnlyJson { json })
            | ScoreCommand::Models(OnlyJson { json })
            | ScoreCommand::Run(OnlyJson { json })
            | ScoreCommand::Use(UseArguments { json, .. }) => *json,
            ScoreCommand::Products(ProductsArguments { json, .. }) => *json,
            ScoreCommand::Write(write::WriteArguments { json, .. })
            | ScoreCommand::Undo(undo::UndoArguments { json, .. })
            | ScoreCommand::Reviews(write::ReviewsArguments { json, .. }) => *json,
            ScoreCommand::Export(_) => false,
        }
    }

    /// Runs it on a file.
    pub fn run_on_a_file(self, context: &Context) -> Outcome {
        match self.command {
            ScoreCommand::Fit(arguments) => arguments.run(context),
            ScoreCommand::Eval(arguments) => arguments.run(context),
            ScoreCommand::Predict(arguments) => arguments.run(context),
            ScoreCommand::Products(arguments) => arguments.run(context),
            _ => unreachable!("needs no file"),
        }
    }

    /// Runs it at the desk.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        match self.command {
            ScoreCommand::Fit(_) => store::fit(session).await,
            ScoreCommand::Show(arguments) => arguments.run(session).await,
            ScoreCommand::Quiet(arguments) => arguments.run(session).await,
            ScoreCommand::Drift(_) => store::drift(session).await,
            ScoreCommand::Models(_) => store::models(session).await,
            ScoreCommand::Run(_) => store::run(session).await,
            ScoreCommand::Write(arguments) => arguments.run(session).await,
            ScoreCommand::Undo(arguments) => arguments.run(session).await,
            ScoreCommand::Reviews(arguments) => arguments.run(session).await,
            ScoreCommand::Export(arguments) => arguments.run(session).await,
            ScoreCommand::Use(arguments) => store::use_model(session, arguments.number).await,
            ScoreCommand::Eval(_) | ScoreCommand::Predict(_) | ScoreCommand::Products(_) => {
                unreachable!("needs a file")
            }
        }
    }
}

impl FitArguments {
    fn run(self, context: &Context) -> Outcome {
        let begun = Instant::now();
        let orders = self.fitting.orders(context)?;
        let end = match self.calibration_end {
            Some(date) => {
                beyond(&orders, day_of(date), context);
                day_of(date)
            }
            None => orders.span().map_or(0, |(_, last)| last),
        };
        let model = self.fitting.fit(&orders, end, self.horizon.unwrap_or(DEFAULT_HORIZON))?;
        let run = Run::of(&orders, end, begun);
        let report = FitReport::of(&model, run);
        if self.fitting.json {
            context.output.json(&ScoreFitDocument::of(&report))?;
            return Ok(Status::Done);
        }
        let mut page = Page::of_terminal(context.output);
        show::score::fit(&mut page, &report);
        page.print()?;
        Ok(Status::Done)
    }
}

impl EvalArguments {
    fn run(self, context: &Context) -> Outcome {
        let begun = Instant::now();
        let (end, until) = (day_of(self.calibration_end), day_of(self.holdout_end));
        if until <= end {
            return Err(no_holdout(self.calibration_end, self.holdout_end));
        }
        let orders = self.fitting.orders(context)?;
        beyond(&orders, until, context);
        let model = self.fitting.fit(&orders, end, until - end)?;
        let (customers, happened): (Vec<Summary>, Vec<Future>) =
            orders.summaries(end).map(|(customer, summary)| (summary, customer.future(end, until))).unzip();
        let weeks = f64::from(until - end) / DAYS_A_WEEK;
        let of_model = Measures::of(&model.expect(&customers, weeks), &happened);
        let of_own_rate = Measures::of(&own_rate(&customers, weeks), &happened);
        let run = Run::of(&orders, end, begun);
        let report = EvalReport::of(&model, run, self.holdout_end, &of_model, &of_own_rate);
        if self.fitting.json {
            context.output.json(&ScoreEvalDocument::of(&report))?;
            return Ok(Status::Done);
        }
        let mut page = Page::of_terminal(context.output);
        show::score::eval(&mut page, &report);
        page.print()?;
        Ok(Status::Done)
    }
}

impl PredictArguments {
    fn run(self, context: &Context) -> Outcome {
        let orders = self.fitting.orders(context)?;
        let end = day_of(self.calibration_end);
        beyond(&orders, end, context);
        let model = self.fitting.fit(&orders, end, self.horizon)?;
        let customers: Vec<Summary> = orders.summaries(end).map(|(_, summary)| summary).collect();
        let expected = model.expect(&customers, f64::from(self.horizon) / DAYS_A_WEEK);
        let names = orders.summaries(end).map(|(customer, _)| customer.name);
        if !self.fitting.json {
            return write_csv(names, &expected, context.output);
        }
        let predictions = names.zip(&expected).map(|(name, one)| Prediction::of(name, one)).collect();
        let predictions = Predictions::of(&model, self.calibration_end, self.horizon, predictions);
        context.output.json(&ScorePredictionsDocument::of(&predictions))?;
        Ok(Status::Done)
    }
}

impl Fitting {
    fn file(&self) -> Result<&Path, Failure> {
        self.transactions.as_deref().ok_or_else(|| {
            Failure::saying(Status::Usage, "no orders were given")
                .hinting("give a file of them: --transactions FILE.csv with customer_id,date,amount")
        })
    }

    fn orders(&self, context: &Context) -> Result<Orders, Failure> {
        let Transactions { orders, nameless } = transactions::read(self.file()?)?;
        if nameless > 0 {
            context.output.remark(format!("{} without a customer_id left out", counted(nameless, "row")));
        }
        Ok(orders)
    }

    fn fit(&self, orders: &Orders, end: i32, horizon: i32) -> Result<Model, Failure> {
        if orders.summaries(end).next().is_none() {
            let file = self.file()?.display();
            let (what, hint) = match orders.span() {
                Some((first, _)) => (
                    format!("{file} has no order by that day, the first is of {}", date_of(first)),
                    "give a later --calibration-end",
                ),
                None => (format!("{file} has no order"), "each line is an order: customer_id,date,amount"),
            };
            return Err(Failure::saying(Status::NotFound, what).hinting(hint));
        }
        Ok(Model::fit(self.model.family(), orders, end, horizon))
    }
}

fn no_holdout(calibration_end: Date, holdout_end: Date) -> Failure {
    Failure::saying(Status::Usage, format!("the hold-out ends on {holdout_end}, not after {calibration_end}"))
        .hinting("give a --holdout-end that lies after --calibration-end")
}

/// Says so where a day lies well after the last one of the file: what is not in it counts as no order.
fn beyond(orders: &Orders, day: i32, context: &Context) {
    if let Some((_, last)) = orders.span().filter(|(_, last)| day > last + DAYS_WITHOUT_AN_ORDER) {
        let (day, last) = (date_of(day), date_of(last));
        context
            .output
            .remark(format!("the file ends on {last}: from there to {day} everybody counts as silent"));
    }
}

fn write_csv<'a>(names: impl Iterator<Item = &'a str>, expected: &[Expectation], output: Output) -> Outcome {
    let is_looked_at = output.width().is_some();
    let mut out = csv::Writer::from_writer(io::BufWriter::new(io::stdout().lock()));
    let written = |error: csv::Error| match error.into_kind() {
        csv::ErrorKind::Io(error) => Failure::from(error),
        other => Failure::saying(Status::Failed, format!("{other:?}")),
    };
    out.write_record(["customer_id", "expected_orders", "p_buy", "p_alive", "expected_revenue"])
        .map_err(written)?;
    let mut figure = Vec::new();
    for (name, one) in names.zip(expected) {
        // To a terminal no name goes as it stands; whoever reads on gets it unchanged.
        let name = if is_looked_at { Cow::Owned(harmless(name)) } else { Cow::Borrowed(name) };
        out.write_field(name.as_bytes()).map_err(written)?;
        for value in [one.orders, one.buys, one.alive, one.revenue] {
            figure.clear();
            write!(figure, "{value:.6}")?;
            out.write_field(&figure).map_err(written)?;
        }
        out.write_record(None::<&[u8]>).map_err(written)?;
    }
    out.flush()?;
    Ok(Status::Done)
}
