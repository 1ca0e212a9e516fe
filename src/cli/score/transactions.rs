//! A file of orders: `customer_id,date,amount`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use csv::ByteRecord;
use jiff::civil::Date;

use crate::cli::exit::{Failure, Status};
use crate::scoring::fitted::{Orders, OrdersBuilder};

/// Bytes read at once.
const BUFFER: usize = 256 * 1024;
const COLUMNS: [&str; 3] = ["customer_id", "date", "amount"];

/// Days since 1970-01-01.
pub fn day_of(date: Date) -> i32 {
    let epoch = Date::constant(1970, 1, 1);
    // Between two dates of the calendar there are fewer days than an i32 holds.
    (date - epoch).get_days()
}

/// All orders of a file, and how many of its rows name no customer: guests, say, who are left out.
pub struct Transactions {
    /// The orders.
    pub orders: Orders,
    /// Rows that were left out.
    pub nameless: u64,
}

/// Reads all of it.
///
/// # Errors
/// It cannot be read, a column is missing, or a line has no date or amount where one should be: with its number.
pub fn read(path: &Path) -> Result<Transactions, Failure> {
    let name = path.display();
    let input: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| {
            Failure::saying(Status::NotFound, format!("{name} cannot be read: {error}"))
                .hinting("give a CSV file with the columns customer_id, date and amount")
        })?;
        Box::new(file)
    };
    let mut reader =
        csv::ReaderBuilder::new().buffer_capacity(BUFFER).trim(csv::Trim::Headers).from_reader(input);
    let wrong =
        |line: u64, what: &str| Failure::saying(Status::Usage, format!("{name}, line {line}: {what}"));
    let columns =
        columns(reader.byte_headers().map_err(|error| wrong(1, &error.to_string()))?).map_err(|missing| {
            wrong(1, &format!("there is no column `{missing}`"))
                .hinting("the first line names the columns: customer_id,date,amount")
        })?;
    let mut builder = OrdersBuilder::default();
    let mut nameless = 0;
    let mut record = ByteRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(wrong(line, &error.to_string())),
        }
        let [customer, date, amount] = columns.map(|at| record.get(at).unwrap_or_default());
        let line = record.position().map_or(line, csv::Position::line);
        let customer = std::str::from_utf8(customer).map_err(|_| wrong(line, "the customer is not UTF-8"))?;
        let day = day(date).ok_or_else(|| {
            wrong(line, &format!("`{}` is no date", shown(date))).hinting("write dates as 2026-01-31")
        })?;
        let amount = money(amount).ok_or_else(|| {
            wrong(line, &format!("`{}` is no amount", shown(amount))).hinting("write amounts as 29.90")
        })?;
        match customer.trim() {
            "" => nameless += 1,
            customer => builder.push(customer, day, amount),
        }
    }
    Ok(Transactions { orders: builder.build(), nameless })
}

fn columns(heads: &ByteRecord) -> Result<[usize; 3], &'static str> {
    let mut found = [0; 3];
    for (slot, name) in found.iter_mut().zip(COLUMNS) {
        let is_it = |head: &[u8]| head.trim_ascii().eq_ignore_ascii_case(name.as_bytes());
        *slot = heads.iter().position(is_it).ok_or(name)?;
    }
    Ok(found)
}

/// A date, also where a time of day follows it.
fn day(text: &[u8]) -> Option<i32> {
    let text = std::str::from_utf8(text.trim_ascii()).ok()?;
    let (date, rest) = text.split_at_checked(10)?;
    let follows = rest.is_empty() || rest.starts_with(['T', ' ']);
    date.parse().ok().filter(|_| follows).map(day_of)
}

/// An amount; nothing written is nothing.
fn money(text: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(text.trim_ascii()).ok()?;
    if text.is_empty() {
        return Some(0.0);
    }
    text.parse().ok().filter(|amount: &f64| amount.is_finite())
}

fn shown(text: &[u8]) -> String {
    let text = crate::domain::text::clean_line(&String::from_utf8_lossy(text));
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("1970-01-01", Some(0))]
    #[case(" 1997-09-30 ", Some(10_134))]
    #[case("1970-01-02T23:59:59Z", Some(1))]
    #[case("1970-01-02 08:00", Some(1))]
    #[case("1970-01-021", None)]
    #[case("1970-02-30", None)]
    #[case("", None)]
    fn dates_are_read(#[case] text: &str, #[case] expected: Option<i32>) {
        assert_eq!(day(text.as_bytes()), expected);
    }

    #[rstest]
    #[case("29.33", Some(29.33))]
    #[case("", Some(0.0))]
    #[case("-4", Some(-4.0))]
    #[case("NaN", None)]
    #[case("12,50", None)]
    fn amounts_are_read(#[case] text: &str, #[case] expected: Option<f64>) {
        assert_eq!(money(text.as_bytes()), expected);
    }
}
