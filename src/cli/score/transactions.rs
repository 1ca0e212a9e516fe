//! A file of orders: `customer_id,date,amount`; or of what was bought: `customer_id,date,product`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use csv::ByteRecord;
use jiff::civil::Date;

use crate::cli::exit::{Failure, Status};
use crate::scoring::fitted::{Orders, OrdersBuilder};
use crate::scoring::next::{Baskets, BasketsBuilder};

/// Bytes read at once.
const BUFFER: usize = 256 * 1024;

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

/// What was bought by a file, and what of it was left out.
pub struct Purchases {
    /// What was bought.
    pub baskets: Baskets,
    /// Rows that name no customer or no product.
    pub nameless: u64,
    /// Rows of what went back.
    pub returned: u64,
}

/// Reads all orders of a file.
///
/// # Errors
/// It cannot be read, a column is missing, or a line has no date or amount where one should be: with its number.
pub fn read(path: &Path) -> Result<Transactions, Failure> {
    let columns = Columns { needed: [&["customer_id"], &["date"], &["amount"]], also: [] };
    let mut builder = OrdersBuilder::default();
    let mut nameless = 0;
    each_row(path, &columns, |[customer, date, amount], []| {
        let (customer, day, amount) = (text(customer, "customer")?, dated(date)?, worth(amount)?);
        match customer {
            "" => nameless += 1,
            customer => builder.push(customer, day, amount),
        }
        Ok(())
    })?;
    Ok(Transactions { orders: builder.build(), nameless })
}

/// Reads all purchases of a file. Rows with a negative amount or quantity are what went back.
///
/// # Errors
/// It cannot be read, a column is missing, or a line has no date where one should be: with its number.
pub fn purchases(path: &Path) -> Result<Purchases, Failure> {
    let needed: [&[&str]; 3] = [&["customer_id"], &["date"], &["product", "sku"]];
    let columns = Columns { needed, also: ["amount", "quantity"] };
    let mut builder = BasketsBuilder::default();
    let (mut nameless, mut returned) = (0, 0);
    each_row(path, &columns, |[customer, date, product], figures| {
        let (customer, day, product) = (text(customer, "customer")?, dated(date)?, text(product, "product")?);
        if customer.is_empty() || product.is_empty() {
            nameless += 1;
        } else if figures.iter().any(|figure| figure.trim_ascii_start().starts_with(b"-")) {
            returned += 1;
        } else {
            builder.push(customer, day, product);
        }
        Ok(())
    })?;
    Ok(Purchases { baskets: builder.build(), nameless, returned })
}

/// Columns that are looked for: `N` that must be there, each under one of some names, and `M` that may.
struct Columns<const N: usize, const M: usize> {
    needed: [&'static [&'static str]; N],
    also: [&'static str; M],
}

/// Where columns stand.
type Places<const N: usize, const M: usize> = ([usize; N], [Option<usize>; M]);

/// What is wrong with a line, and what to do.
struct Wrong {
    what: String,
    hint: Option<&'static str>,
}

/// Takes one row after the other; of a column that is not there, nothing.
fn each_row<const N: usize, const M: usize>(
    path: &Path,
    columns: &Columns<N, M>,
    mut take: impl FnMut([&[u8]; N], [&[u8]; M]) -> Result<(), Wrong>,
) -> Result<(), Failure> {
    let name = path.display();
    let heads = columns.needed.map(|names| names[0]).join(",");
    let input: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(path).map_err(|error| {
            let named = heads.replace(',', ", ");
            Failure::saying(Status::NotFound, format!("{name} cannot be read: {error}"))
                .hinting(format!("give a CSV file with the columns {named}"))
        })?;
        Box::new(file)
    };
    let mut reader =
        csv::ReaderBuilder::new().buffer_capacity(BUFFER).trim(csv::Trim::Headers).from_reader(input);
    let wrong =
        |line: u64, what: &str| Failure::saying(Status::Usage, format!("{name}, line {line}: {what}"));
    let (needed, also) = columns
        .find(reader.byte_headers().map_err(|error| wrong(1, &error.to_string()))?)
        .map_err(|missing| {
        wrong(1, &format!("there is no column `{}`", missing.join("` or `")))
            .hinting(format!("the first line names the columns: {heads}"))
    })?;
    let mut record = ByteRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(wrong(line, &error.to_string())),
        }
        let line = record.position().map_or(line, csv::Position::line);
        let field = |at: usize| record.get(at).unwrap_or_default();
        take(needed.map(field), also.map(|at| at.map_or(&[][..], field))).map_err(|found| {
            let failure = wrong(line, &found.what);
            match found.hint {
                Some(hint) => failure.hinting(hint),
                None => failure,
            }
        })?;
    }
}

impl<const N: usize, const M: usize> Columns<N, M> {
    /// Where they stand, or the names of the first that is missing.
    fn find(&self, heads: &ByteRecord) -> Result<Places<N, M>, &'static [&'static str]> {
        let place = |name: &str| {
            heads.iter().position(|head| head.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
        };
        let mut needed = [0; N];
        for (slot, names) in needed.iter_mut().zip(self.needed) {
            *slot = names.iter().find_map(|name| place(name)).ok_or(names)?;
        }
        Ok((needed, self.also.map(place)))
    }
}

fn text<'a>(field: &'a [u8], what: &str) -> Result<&'a str, Wrong> {
    let text = std::str::from_utf8(field);
    text.map(str::trim).map_err(|_| Wrong { what: format!("the {what} is not UTF-8"), hint: None })
}

fn dated(field: &[u8]) -> Result<i32, Wrong> {
    day(field).ok_or_else(|| Wrong {
        what: format!("`{}` is no date", shown(field)),
        hint: Some("write dates as 2026-01-31"),
    })
}

fn worth(field: &[u8]) -> Result<f64, Wrong> {
    money(field).ok_or_else(|| Wrong {
        what: format!("`{}` is no amount", shown(field)),
        hint: Some("write amounts as 29.90"),
    })
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
