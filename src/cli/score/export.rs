//! Predictions as a time series: CSV, or InfluxDB's line protocol.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::exit::{Failure, Outcome, Status};
use crate::cli::session::{Session, unexpected};
use crate::desk::api::{Answer, Request};
use crate::domain::ids::CustomerId;
use crate::domain::prediction::Prediction;

/// Customers read at a time.
const PAGE: usize = 1_000;

/// In which form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One prediction a line under heads
    Csv,
    /// InfluxDB line protocol: tags customer, model, currency, tier; times in nanoseconds
    Influx,
}

/// Customers stand there by their ids alone: a file that goes on to other tools is out of reach of `deskhand forget`, and must
/// not say who somebody was. `deskhand lookup ID` says who it is, as long as that is known here.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// In which form
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl ExportArguments {
    /// Runs it. Customers stand there by their ids alone.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        let mut out: Box<dyn Write + Send> = match &self.out {
            Some(path) => Box::new(io::BufWriter::new(File::create(path).map_err(|error| {
                Failure::saying(Status::Failed, format!("{} cannot be written: {error}", path.display()))
            })?)),
            None => Box::new(io::BufWriter::new(io::stdout())),
        };
        if self.format == Format::Csv {
            writeln!(
                out,
                "customer_id,at,model,features,horizon_days,currency,value,orders,churn_risk,tier"
            )?;
        }
        let mut after = None;
        loop {
            let request = Request::Predictions { after, limit: PAGE };
            let Answer::Predictions(page) = session.ask("reading predictions", request).await? else {
                return Err(unexpected());
            };
            let Some(last) = page.last() else { break };
            after = Some(last.customer);
            for of_one in &page {
                for prediction in &of_one.made {
                    let line = match self.format {
                        Format::Csv => csv(of_one.customer, prediction),
                        Format::Influx => influx(of_one.customer, prediction),
                    };
                    writeln!(out, "{line}")?;
                }
            }
        }
        out.flush()?;
        Ok(Status::Done)
    }
}

fn csv(customer: CustomerId, of: &Prediction) -> String {
    format!(
        "{customer},{},{},{},{},{},{:.2},{:.4},{:.4},{}",
        of.at,
        of.model,
        of.features,
        of.horizon_days,
        of.currency.code(),
        of.value,
        of.orders,
        of.risk,
        of.tier.as_str()
    )
}

/// `measurement,tags fields time`: docs.influxdata.com, line protocol. No value here needs to be escaped.
fn influx(customer: CustomerId, of: &Prediction) -> String {
    format!(
        "deskhand_score,customer={customer},model=auto-{},currency={},tier={} value={:.2},orders={:.4},churn_risk={:.4},horizon_days={}i {}",
        of.model,
        of.currency.code(),
        of.tier.as_str(),
        of.value,
        of.orders,
        of.risk,
        of.horizon_days,
        of.at.as_nanosecond()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Currency;
    use crate::domain::score::Tier;

    #[test]
    fn a_prediction_is_a_line() {
        let of = Prediction {
            at: "2026-11-26T09:00:00Z".parse().unwrap(),
            model: 2,
            features: "00ff".to_owned(),
            horizon_days: 365,
            currency: Currency::new("EUR").unwrap(),
            value: 120.5,
            orders: 1.25,
            risk: 0.4,
            tier: Tier::Gold,
        };
        let customer = CustomerId::new(uuid::Uuid::nil());
        let name = customer.to_string();
        assert_eq!(
            csv(customer, &of),
            format!("{name},2026-11-26T09:00:00Z,2,00ff,365,EUR,120.50,1.2500,0.4000,gold")
        );
        assert_eq!(
            influx(customer, &of),
            format!(
                "deskhand_score,customer={name},model=auto-2,currency=EUR,tier=gold value=120.50,orders=1.2500,churn_risk=0.4000,horizon_days=365i 1795683600000000000"
            )
        );
    }
}
