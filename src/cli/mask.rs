//! `deskhand mask`: the gateway's masking on standard input.

use std::io::{self, BufReader, BufWriter};

use clap::Args;

use super::exit::{Outcome, Status};
use crate::gateway;

/// Bytes read and written at once.
const BUFFER: usize = 256 * 1024;

/// Replace what identifies a person by placeholders, from standard input to standard output.
///
/// Needs no configuration and opens no store. With --jsonl, lines that can't be read are named on standard error and
/// left out, and the exit status is 1.
#[derive(Debug, Args)]
pub struct MaskArguments {
    /// Read one JSON object a line, {"id","text","known":{"names":[],"emails":[],"phones":[],"addresses":[],
    /// "companies":[],"handles":[]}}, and write {"id","masked","spans":[{"start","end","type"}]} for each, offsets in
    /// characters of the input.
    #[arg(long)]
    jsonl: bool,
}

impl MaskArguments {
    /// Runs it.
    pub fn run(self) -> Outcome {
        let input = BufReader::with_capacity(BUFFER, io::stdin().lock());
        let output = BufWriter::with_capacity(BUFFER, io::stdout().lock());
        let all_read = gateway::mask_stream(input, output, io::stderr().lock(), self.jsonl)?;
        Ok(if all_read { Status::Done } else { Status::Failed })
    }
}
