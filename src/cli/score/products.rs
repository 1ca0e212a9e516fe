//! `deskhand score products`: how good proposals of next products would have been.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::no_holdout;
use super::report::date_of;
use super::transactions::{Purchases, day_of, purchases};
use crate::cli::Context;
use crate::cli::documents::ScoreProductsDocument;
use crate::cli::exit::{Failure, Outcome, Status};
use crate::cli::show::{self, Page};
use crate::phrasing::counted;
use crate::scoring::next::measure::Measures;
use crate::scoring::next::{Bought, Learnt, MODEL, NextModel, Weights};

/// `score products`.
#[derive(Debug, Args)]
pub struct ProductsArguments {
    /// What was bought: CSV with customer_id, date and product (or sku), a line for each; lines with a negative amount
    /// or quantity are what went back
    #[arg(long, value_name = "FILE")]
    transactions: PathBuf,
    /// The last day that is learnt from
    #[arg(long, value_name = "DATE")]
    calibration_end: Date,
    /// The last day of what proposals are held against
    #[arg(long, value_name = "DATE")]
    holdout_end: Date,
    /// Print JSON (schema deskhand.score_products/1)
    #[arg(long)]
    pub(super) json: bool,
}

/// How good proposals are, beside the products that are most popular.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProductsReport {
    /// Name and version of the method.
    pub model: &'static str,
    /// The last day that was learnt from.
    #[schemars(with = "String")]
    pub calibration_end: Date,
    /// The last day of what proposals are held against.
    #[schemars(with = "String")]
    pub holdout_end: Date,
    /// Customers who had bought something by the calibration's end.
    pub customers: usize,
    /// Different products in the file.
    pub products: usize,
    /// Products in baskets of the whole file; a basket is what one customer bought on one day.
    pub purchases: usize,
    /// How much each part has to say.
    pub weights: WeightsReport,
    /// What the end of the calibration taught; nothing where too few customers came again in it.
    pub learnt: Option<LearntReport>,
    /// How good the proposals are.
    pub measures: ProductsMeasures,
    /// How good it is to propose to everybody what is bought most lately.
    pub popularity: ProductsMeasures,
    /// From the beginning of the file to here.
    pub seconds: f64,
}

/// Weights of what speaks for a product. Each part is a probability.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct WeightsReport {
    /// That it is bought lately by all.
    pub popular: f64,
    /// That it follows on what they bought.
    pub after: f64,
    /// That it is due again by its rhythm.
    pub due: f64,
    /// That it lies in their own baskets.
    pub habit: f64,
}

/// How the weights were chosen.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct LearntReport {
    /// Days at the end of the calibration that taught.
    pub days: i32,
    /// Customers who came again in them.
    pub customers: usize,
    /// Hit rate at five there.
    pub hit_rate: f64,
    /// Mean reciprocal rank there.
    pub mrr: f64,
    /// Hit rate at five of popularity alone there.
    pub popular_hit_rate: f64,
    /// Its mean reciprocal rank there.
    pub popular_mrr: f64,
}

/// Measures of lists. What cannot be computed (nobody came again, say) is null.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct ProductsMeasures {
    /// Customers who had bought before and bought in the hold-out.
    pub customers: usize,
    /// The share of them of whom one of the first five was bought.
    pub hit_rate_at_5: Option<f64>,
    /// The mean of one over the place of the first one that was bought, nothing beyond the twentieth.
    pub mrr: Option<f64>,
    /// Customers who bought something in the hold-out for the first time.
    pub customers_with_new: usize,
    /// The share of them of whom one of the first five was such a thing.
    pub new_hit_rate_at_5: Option<f64>,
}

impl ProductsArguments {
    /// Runs it.
    pub(super) fn run(self, context: &Context) -> Outcome {
        let begun = Instant::now();
        let (end, until) = (day_of(self.calibration_end), day_of(self.holdout_end));
        if until <= end {
            return Err(no_holdout(self.calibration_end, self.holdout_end));
        }
        let Purchases { baskets, nameless, returned } = purchases(&self.transactions)?;
        if nameless > 0 {
            let rows = counted(nameless, "row");
            context.output.remark(format!("{rows} without a customer_id or product left out"));
        }
        if returned > 0 {
            context.output.remark(format!("{} of what went back left out", counted(returned, "row")));
        }
        let file = self.transactions.display();
        match baskets.span() {
            Some((first, _)) if first <= end => {}
            Some((first, _)) => {
                let what = format!("{file} has nothing by that day, the first is of {}", date_of(first));
                return Err(Failure::saying(Status::NotFound, what).hinting("give a later --calibration-end"));
            }
            None => {
                return Err(Failure::saying(Status::NotFound, format!("{file} has nothing that was bought"))
                    .hinting("each line is what one customer bought: customer_id,date,product"));
            }
        }
        let model = NextModel::fit(&baskets, end, until - end);
        let propose = |of: &[Bought]| model.propose(of, end).into_iter().map(|one| one.product).collect();
        let measures = Measures::of(&baskets, end, until, propose);
        let popularity = Measures::of(&baskets, end, until, |_| model.popular().to_vec());
        let report = ProductsReport {
            model: MODEL,
            calibration_end: self.calibration_end,
            holdout_end: self.holdout_end,
            customers: model.customers,
            products: baskets.products().len(),
            purchases: baskets.count(),
            weights: model.weights.into(),
            learnt: model.learnt.map(LearntReport::from),
            measures: measures.into(),
            popularity: popularity.into(),
            seconds: begun.elapsed().as_secs_f64(),
        };
        if self.json {
            context.output.json(&ScoreProductsDocument::of(&report))?;
            return Ok(Status::Done);
        }
        let mut page = Page::of_terminal(context.output);
        show::score::products(&mut page, &report);
        page.print()?;
        Ok(Status::Done)
    }
}

impl From<Weights> for WeightsReport {
    fn from(of: Weights) -> Self {
        let Weights { popular, after, due, habit } = of;
        Self { popular, after, due, habit }
    }
}

impl From<Learnt> for LearntReport {
    fn from(of: Learnt) -> Self {
        let Learnt { days, customers, hit_rate, mrr, popular_hit_rate, popular_mrr } = of;
        Self { days, customers, hit_rate, mrr, popular_hit_rate, popular_mrr }
    }
}

impl From<Measures> for ProductsMeasures {
    fn from(of: Measures) -> Self {
        let known = |figure: f64| figure.is_finite().then_some(figure);
        Self {
            customers: of.customers,
            hit_rate_at_5: known(of.hit_rate),
            mrr: known(of.mrr),
            customers_with_new: of.customers_with_new,
            new_hit_rate_at_5: known(of.new_hit_rate),
        }
    }
}
