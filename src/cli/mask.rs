//! `deskhand mask`: the gateway's masking on standard input.

use clap::Args;

/// Replace what identifies a person by placeholders, from standard input to standard output.
///
/// Needs no configuration and opens no store.
#[derive(Debug, Args)]
pub struct MaskArguments {
    /// Read one JSON object a line, {"id","text","known":{"names":[],"emails":[],"phones":[],"addresses":[],
    /// "companies":[],"handles":[]}}, and write {"id","masked","spans":[{"start","end","type"}]} for each, offsets in
    /// characters of the input.
    #[arg(long)]
    jsonl: bool,
}
