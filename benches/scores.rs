//! From a file of orders to scores: seconds and memory of the real program.
//!
//! `cargo bench --bench scores [-- CUSTOMERS …]`; 100,000 and 1,000,000 customers unless told. The orders are made up, two
//! years of them, about 2.7 a customer, by rates and lifetimes of the customers' own.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test or benchmark that fails says where")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use jiff::civil::Date;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const DAYS: f64 = 730.0;
const FIRST_DAY: Date = Date::constant(2024, 1, 1);

fn main() {
    let told: Vec<u32> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let sizes = if told.is_empty() { vec![100_000, 1_000_000] } else { told };
    let folder = tempfile::tempdir().unwrap();
    for customers in sizes {
        let file = folder.path().join("orders.csv");
        let orders = write_orders(&file, customers);
        println!("{customers} customers, {orders} orders");
        let until = ["--calibration-end", "2025-12-30"];
        run("  fit    ", &file, &[&["fit"], &until[..]].concat());
        run("  predict", &file, &[&["predict", "--horizon", "365"], &until[..]].concat());
    }
}

/// Rates and ways of leaving differ between customers as in most shops: most are rare, a few are many.
fn write_orders(file: &Path, customers: u32) -> usize {
    let mut random = SmallRng::seed_from_u64(1);
    let mut out = BufWriter::new(File::create(file).unwrap());
    writeln!(out, "customer_id,date,amount").unwrap();
    let mut orders = 0;
    for customer in 0..customers {
        let mut waits = |mean: f64| -mean * (1.0 - random.random::<f64>()).ln();
        let (gap, stays, worth) = (20.0 + waits(120.0), waits(150.0), 10.0 + waits(40.0));
        let first = (waits(1.0) * 1000.0) % (DAYS - 30.0);
        let mut day = first;
        while day < DAYS && day - first <= stays {
            let date = FIRST_DAY.saturating_add(jiff::Span::new().days(day as i64));
            writeln!(out, "{customer},{date},{:.2}", worth * (0.5 + waits(0.5))).unwrap();
            orders += 1;
            day += waits(gap);
        }
    }
    out.flush().unwrap();
    orders
}

fn run(name: &str, file: &Path, arguments: &[&str]) {
    let begun = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_deskhand"))
        .args(["score", arguments[0], "--transactions"])
        .arg(file)
        .args(&arguments[1..])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let most = most_memory(child.id());
    let status = child.wait().unwrap();
    assert!(status.success());
    println!("{name}  {:.2} s, {most}", begun.elapsed().as_secs_f64());
}

/// The most memory that a process has held, read until it ends. Where the system does not tell, that is said.
fn most_memory(process: u32) -> String {
    let mut most = None;
    while let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/status")) {
        let Some(line) = status.lines().find(|line| line.starts_with("VmHWM")) else { break };
        most = line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<u64>().ok());
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    most.map_or("memory not told here".to_owned(), |kilobytes| format!("{} MB at most", kilobytes / 1024))
}
