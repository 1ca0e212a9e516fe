//! Predictions as a time series: CSV, or InfluxDB's line protocol.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::write::inert;
use crate::cli::exit::{Failure, Outcome, Status};
use crate::cli::session::{Session, unexpected};
use crate::desk::api::{Answer, Person, Request};
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
/// not say who somebody was. `deskhand lookup ID` says who it is, as long as that is known here. With --names it does say who
/// they are, and the audit log that it was exported.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// In which form
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Add each customer's name and e-mail address (CSV); the audit log says that personal data was exported
    #[arg(long)]
    names: bool,
}

impl ExportArguments {
    /// Runs it. Customers stand there by their ids alone, unless their names are asked for.
    pub async fn run(self, session: &Session<'_>) -> Outcome {
        if self.names && self.format != Format::Csv {
            let what = "names have no place in a line of a time series";
            return Err(Failure::saying(Status::Usage, what).hinting("`--format csv` takes them"));
        }
        let mut out: Box<dyn Write + Send> = match &self.out {
            Some(path) => Box::new(io::BufWriter::new(File::create(path).map_err(|error| {
                Failure::saying(Status::Failed, format!("{} cannot be written: {error}", path.display()))
            })?)),
            None => Box::new(io::BufWriter::new(io::stdout())),
        };
        if self.format == Format::Csv {
            let who = if self.names { ",name,email" } else { "" };
            writeln!(
                out,
                "customer_id,at,model,features,horizon_days,currency,value,orders,churn_risk,tier{who}"
            )?;
        }
        let mut after = None;
        loop {
            let request = Request::Predictions { after, limit: PAGE };
            let Answer::Predictions(page) = session.ask("reading predictions", request).await? else {
                return Err(unexpected());
            };
            let Some(last) = page.last() else { break };
            let people = if self.names { people(session, after).await? } else { HashMap::new() };
            after = Some(last.customer);
            for of_one in &page {
                let who =
                    self.names.then(|| who(people.get(&of_one.customer))).transpose()?.unwrap_or_default();
                for prediction in &of_one.made {
                    let line = match self.format {
                        Format::Csv => csv(of_one.customer, prediction) + &who,
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

/// Who the customers of a page are.
async fn people(
    session: &Session<'_>,
    after: Option<CustomerId>,
) -> Result<HashMap<CustomerId, Person>, Failure> {
    let request = Request::ExportPeople { after, limit: PAGE };
    let Answer::People(people) = session.ask("reading names", request).await? else {
        return Err(unexpected());
    };
    Ok(people.0.into_iter().map(|person| (person.customer, person)).collect())
}

/// The cells that say who somebody is, with a comma before each; nothing in them is a formula.
fn who(person: Option<&Person>) -> Result<String, Failure> {
    let cell = |text: Option<&String>| inert(text.cloned().unwrap_or_default());
    let mut csv = csv::Writer::from_writer(Vec::new());
    let failed = |why: String| Failure::saying(Status::Failed, format!("a name: {why}"));
    let cells = [
        cell(person.and_then(|person| person.name.as_ref())),
        cell(person.and_then(|person| person.email.as_ref())),
    ];
    csv.write_record(cells).map_err(|error| failed(error.to_string()))?;
    let bytes = csv.into_inner().map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?;
    Ok(format!(",{}", text.trim_end_matches('\n')))
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
    fn a_name_is_a_cell_and_no_formula() {
        let person = |name: &str, email: Option<&str>| Person {
            customer: CustomerId::new(uuid::Uuid::nil()),
            name: Some(name.to_owned()),
            email: email.map(str::to_owned),
        };
        let cells = |person: Option<&Person>| who(person).map_err(|_| "cells").unwrap();
        assert_eq!(cells(None), ",,");
        assert_eq!(cells(Some(&person("Ada L", Some("ada@example.com")))), ",Ada L,ada@example.com");
        assert_eq!(cells(Some(&person("=cmd|x, \"y\"", None))), ",\"'=cmd|x, \"\"y\"\"\",");
    }

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
