//! `deskhand completions` and `deskhand man`: what shells and the manual need, made from the commands themselves.

use std::path::PathBuf;

use clap::{Args, CommandFactory};

use super::exit::{Failure, Outcome, Status};
use super::{Arguments, Context};

/// Print the completion script of a shell.
#[derive(Debug, Args)]
pub struct CompletionsArguments {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

impl CompletionsArguments {
    /// Runs it.
    pub fn run(self, context: &Context) -> Outcome {
        // Into memory first: the library panics on a closed pipe.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "deskhand", &mut script);
        context.output.bytes(&script)?;
        Ok(Status::Done)
    }
}

/// Print a page of the manual, or write them all.
#[derive(Debug, Args)]
pub struct ManArguments {
    /// The command whose page to print; without it, the program's.
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write a page for each command into this folder instead.
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    out: Option<PathBuf>,
}

impl ManArguments {
    /// Runs it.
    pub fn run(self, context: &Context) -> Outcome {
        let mut program = Arguments::command();
        program.build();
        if let Some(folder) = self.out {
            std::fs::create_dir_all(&folder)?;
            clap_mangen::generate_to(program, &folder)?;
            context.output.line(format!("wrote the pages to {}", folder.display()))?;
            return Ok(Status::Done);
        }
        let mut command = &program;
        for word in &self.command {
            let unknown = || Failure::saying(Status::Usage, format!("there is no command {word:?}"));
            command = command.find_subcommand(word).ok_or_else(unknown)?;
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone()).render(&mut page)?;
        context.output.bytes(&page)?;
        Ok(Status::Done)
    }
}
