//! The command line: which command runs, what it prints, with which exit status.
//!
//! One file per noun; each holds its arguments, its help and its work. Standard output carries the answer,
//! standard error progress and complaints ([`output`]); how a command ends is in [`exit`].

pub mod config;
pub mod exit;
pub mod output;
pub mod schemas;
pub mod shell;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, Parser, Subcommand};

use exit::{Outcome, Status};
use output::Output;

const AFTER_HELP: &str = "\
Exit status: 0 done; 1 failed; 2 bad usage or configuration; 3 not found; 4 more than one match;
5 a vendor could not be reached; 6 not permitted, or approval needed.";

/// A terminal copilot for the sales and support reps of online shops.
///
/// Without a command: the terminal app.
#[derive(Debug, Parser)]
#[command(name = "deskhand", version, after_help = AFTER_HELP, disable_help_subcommand = true)]
pub struct Arguments {
    /// The configuration to use instead of the user's own.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Say on standard error what happens; twice for details.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Config(config::ConfigArguments),
    Completions(shell::CompletionsArguments),
    Man(shell::ManArguments),
}

/// What every command gets.
#[derive(Clone, Debug)]
pub struct Context {
    /// `--config`.
    pub config: Option<PathBuf>,
    /// How many `-v`.
    pub verbose: u8,
    /// Where the answer goes.
    pub output: Output,
}

/// Runs the program with the process's own arguments.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            // Help and version are answers, on standard output; a closed pipe is no failure there either.
            let _ = usage.print();
            return if usage.use_stderr() { Status::Usage } else { Status::Done }.into();
        }
    };
    let output = Output::of_this_process();
    let context = Context { config: arguments.config, verbose: arguments.verbose, output };
    match run(arguments.command, &context) {
        Ok(status) => status.into(),
        Err(failure) => {
            output.complain(&failure);
            failure.status.into()
        }
    }
}

fn run(command: Option<Command>, context: &Context) -> Outcome {
    match command {
        None => Err(exit::Failure::saying(Status::Usage, "a command is needed")),
        Some(Command::Config(arguments)) => arguments.run(context),
        Some(Command::Completions(arguments)) => arguments.run(context),
        Some(Command::Man(arguments)) => arguments.run(context),
    }
}
