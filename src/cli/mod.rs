//! The command line: which command runs, what it prints, with which exit status.
//!
//! One file per noun; each holds its arguments, its help and its work. Standard output carries the answer,
//! standard error progress and complaints ([`output`]); how a command ends is in [`exit`].

pub mod activity;
mod agenda;
pub mod app;
pub mod approvals;
pub mod audit;
mod bars;
pub mod brief;
pub mod calls;
mod case_show;
pub mod cases;
pub mod casework;
pub mod config;
pub mod doctor;
pub mod documents;
mod drafts;
pub mod editor;
pub mod eval;
pub mod exit;
mod help;
pub mod leads;
pub mod links;
pub mod lookup;
pub mod mask;
pub mod open;
pub mod outbox;
pub mod output;
pub mod plain;
pub mod question;
pub mod queue;
pub mod replay;
pub mod runtime;
pub mod sandbox;
pub mod schemas;
pub mod score;
pub mod sent;
mod session;
pub mod shell;
pub mod show;
mod snooze;
pub mod suggestions;
mod summary;
pub mod sync;
pub mod under_way;
pub mod wires;
mod words;
mod worklist;
pub mod writes;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::Loaded;
use crate::desk::Desk;
use crate::phrasing::Locale;
use exit::{Failure, Outcome, Status};
use output::Output;
use session::Session;

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
    /// The app line by line: a prompt that takes actions by name, for screen readers.
    #[arg(long)]
    plain: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(app::DemoArguments),
    Lookup(lookup::LookupArguments),
    Brief(brief::BriefArguments),
    Ask(brief::AskArguments),
    Cases(queue::CasesArguments),
    Case(cases::CaseArguments),
    Call(calls::CallArguments),
    Calls(agenda::CallsArguments),
    Leads(leads::LeadsArguments),
    Lead(leads::LeadArguments),
    Accept(suggestions::AcceptArguments),
    Edit(suggestions::EditArguments),
    Dismiss(suggestions::DismissArguments),
    Restore(suggestions::RestoreArguments),
    Undo(suggestions::UndoArguments),
    Approvals(approvals::ApprovalsArguments),
    Activity(activity::ActivityArguments),
    Approve(approvals::ApproveArguments),
    Reject(approvals::RejectArguments),
    Link(links::LinkArguments),
    Unlink(links::UnlinkArguments),
    Links(links::LinksArguments),
    Note(writes::NoteArguments),
    Task(writes::TaskArguments),
    Outbox(outbox::OutboxArguments),
    Sync(sync::SyncArguments),
    Mask(mask::MaskArguments),
    Audit(audit::AuditArguments),
    Replay(replay::ReplayArguments),
    Eval(eval::EvalArguments),
    Score(score::ScoreArguments),
    Doctor(doctor::DoctorArguments),
    Setup(doctor::SetupArguments),
    Forget(links::ForgetArguments),
    Sandbox(sandbox::SandboxArguments),
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
    let parsed = help::grouped(Arguments::command()).try_get_matches();
    let arguments = match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(usage) => {
            // Help and version are answers, on standard output; a closed pipe is no failure there either.
            let _ = usage.print();
            return if usage.use_stderr() { Status::Usage } else { Status::Done }.into();
        }
    };
    let output = Output::of_this_process();
    let context = Context { config: arguments.config, verbose: arguments.verbose, output };
    match run(arguments.command, arguments.plain, &context) {
        Ok(status) => status.into(),
        Err(failure) => {
            output.complain(&failure);
            failure.status.into()
        }
    }
}

fn run(command: Option<Command>, plain: bool, context: &Context) -> Outcome {
    match command {
        None => app::bare(plain, context),
        Some(Command::Config(arguments)) => arguments.run(context),
        Some(Command::Completions(arguments)) => arguments.run(context),
        Some(Command::Man(arguments)) => arguments.run(context),
        Some(Command::Mask(arguments)) => arguments.run(),
        Some(Command::Eval(arguments)) => arguments.run(context),
        Some(Command::Score(arguments)) if arguments.is_of_a_file() => arguments.run_on_a_file(context),
        Some(Command::Sandbox(arguments)) => arguments.run(context),
        Some(Command::Demo(arguments)) => arguments.run(plain, context),
        Some(command) => {
            let loaded = crate::config::load(context.config.as_deref())?;
            let _log = context.telemetry();
            context.block_on(at_the_desk(command, loaded, context))
        }
    }
}

impl Command {
    /// Whether the answer is to be JSON.
    fn json(&self) -> bool {
        match self {
            Self::Lookup(lookup::LookupArguments { json, .. })
            | Self::Brief(brief::BriefArguments { json, .. })
            | Self::Ask(brief::AskArguments { json, .. })
            | Self::Cases(queue::CasesArguments { json, .. })
            | Self::Leads(leads::LeadsArguments { json, .. })
            | Self::Calls(agenda::CallsArguments { json, .. })
            | Self::Accept(suggestions::AcceptArguments { json, .. })
            | Self::Edit(suggestions::EditArguments { json, .. })
            | Self::Dismiss(suggestions::DismissArguments { json, .. })
            | Self::Restore(suggestions::RestoreArguments { json, .. })
            | Self::Undo(suggestions::UndoArguments { json, .. })
            | Self::Activity(activity::ActivityArguments { json, .. })
            | Self::Approve(approvals::ApproveArguments { json, .. })
            | Self::Reject(approvals::RejectArguments { json, .. })
            | Self::Link(links::LinkArguments { json, .. })
            | Self::Unlink(links::UnlinkArguments { json, .. })
            | Self::Links(links::LinksArguments { json, .. })
            | Self::Forget(links::ForgetArguments { json, .. })
            | Self::Note(writes::NoteArguments { json, .. })
            | Self::Task(writes::TaskArguments { json, .. })
            | Self::Outbox(outbox::OutboxArguments { json, .. })
            | Self::Sync(sync::SyncArguments { json, .. })
            | Self::Replay(replay::ReplayArguments { json, .. })
            | Self::Doctor(doctor::DoctorArguments { json, .. }) => *json,
            Self::Approvals(arguments) => arguments.json(),
            Self::Audit(arguments) => arguments.json(),
            Self::Case(arguments) => arguments.json(),
            Self::Lead(arguments) => arguments.json(),
            Self::Call(arguments) => arguments.json(),
            Self::Setup(arguments) => arguments.json(),
            Self::Score(arguments) => arguments.json(),
            _ => false,
        }
    }
}

/// Runs a command that asks the desk.
async fn at_the_desk(command: Command, loaded: Loaded, context: &Context) -> Outcome {
    let config = loaded.config.clone();
    if let Some(remark) = open::Place::prompt_remark(&loaded) {
        context.output.remark(remark);
    }
    let desk = match open::open(open::Place::of_this_user(loaded)?).await {
        Ok(desk) => desk,
        Err(error) => {
            return match command {
                Command::Doctor(arguments) => arguments.without_a_desk(context, &config, error).await,
                _ => Err(error.into()),
            };
        }
    };
    let outcome = answer(command, &desk, (config.me.email, config.me.locale), context).await;
    desk.finish().await;
    outcome
}

async fn answer(command: Command, desk: &Desk, reader: (String, Locale), context: &Context) -> Outcome {
    let session = Session::new(desk, context, reader, command.json());
    answered(command, &session).await
}

/// Runs a command of a talk that goes on.
async fn answer_in_talk(command: Command, talk: &Session<'_>, context: &Context) -> Outcome {
    let reader = (talk.me.clone(), talk.moment.locale.clone());
    let session = Session { still: true, ..Session::new(talk.desk, context, reader, command.json()) };
    match command {
        Command::Config(arguments) => arguments.run(context),
        Command::Demo(_)
        | Command::Eval(_)
        | Command::Mask(_)
        | Command::Sandbox(_)
        | Command::Completions(_)
        | Command::Man(_) => Err(Failure::saying(Status::Usage, "this one is for the shell")),
        Command::Score(arguments) if arguments.is_of_a_file() => arguments.run_on_a_file(context),
        command => answered(command, &session).await,
    }
}

async fn answered(command: Command, session: &Session<'_>) -> Outcome {
    match command {
        Command::Lookup(arguments) => arguments.run(session).await,
        Command::Brief(arguments) => arguments.run(session).await,
        Command::Ask(arguments) => arguments.run(session).await,
        Command::Cases(arguments) => arguments.run(session).await,
        Command::Case(arguments) => arguments.run(session).await,
        Command::Call(arguments) => arguments.run(session).await,
        Command::Calls(arguments) => arguments.run(session).await,
        Command::Leads(arguments) => arguments.run(session).await,
        Command::Lead(arguments) => arguments.run(session).await,
        Command::Accept(arguments) => arguments.run(session).await,
        Command::Edit(arguments) => arguments.run(session).await,
        Command::Dismiss(arguments) => arguments.run(session).await,
        Command::Restore(arguments) => arguments.run(session).await,
        Command::Undo(arguments) => arguments.run(session).await,
        Command::Approvals(arguments) => arguments.run(session).await,
        Command::Activity(arguments) => arguments.run(session).await,
        Command::Approve(arguments) => arguments.run(session).await,
        Command::Reject(arguments) => arguments.run(session).await,
        Command::Link(arguments) => arguments.run(session).await,
        Command::Unlink(arguments) => arguments.run(session).await,
        Command::Links(arguments) => arguments.run(session).await,
        Command::Note(arguments) => arguments.run(session).await,
        Command::Task(arguments) => arguments.run(session).await,
        Command::Outbox(arguments) => arguments.run(session).await,
        Command::Sync(arguments) => arguments.run(session).await,
        Command::Score(arguments) => arguments.run(session).await,
        Command::Audit(arguments) => arguments.run(session).await,
        Command::Replay(arguments) => arguments.run(session).await,
        Command::Doctor(arguments) => arguments.run(session).await,
        Command::Setup(arguments) => arguments.run(session).await,
        Command::Forget(arguments) => arguments.run(session).await,
        Command::Demo(_)
        | Command::Eval(_)
        | Command::Mask(_)
        | Command::Sandbox(_)
        | Command::Config(_)
        | Command::Completions(_)
        | Command::Man(_) => unreachable!("answered without the desk"),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn the_commands_are_consistent() {
        Arguments::command().debug_assert();
        help::grouped(Arguments::command()).debug_assert();
    }

    /// The contract's own lines, without the program's name.
    #[rstest]
    #[case("")]
    #[case("--plain")]
    #[case("--plain demo")]
    #[case("demo --plain")]
    #[case("demo")]
    #[case("demo --customers 1000 --seed 7 --latency 200")]
    #[case("lookup ada@example.com")]
    #[case("lookup Ada Example --json --fresh")]
    #[case("lookup #1042 --offline --json")]
    #[case("brief ada@example.com --json --fresh --purpose sales --playbook")]
    #[case("ask ada@example.com question --json")]
    #[case("accept 01 --json --now")]
    #[case("edit 01 --body text --due friday")]
    #[case("dismiss 01 --reason known")]
    #[case("restore 01")]
    #[case("undo 01")]
    #[case("approvals --json")]
    #[case("approvals --offline")]
    #[case("activity --since friday --json")]
    #[case("approve 01")]
    #[case("reject 01")]
    #[case("link ada@example.com hubspot/contact/5571")]
    #[case("unlink ada@example.com hubspot/contact/5571")]
    #[case("note ada@example.com text")]
    #[case("task ada@example.com text --due 2026-11-27 --owner rep@example.com")]
    #[case("outbox")]
    #[case("outbox --json")]
    #[case("outbox list --json")]
    #[case("outbox run")]
    #[case("outbox retry 01")]
    #[case("outbox drop 01")]
    #[case("sync --since 2026-01-01")]
    #[case("sync --full")]
    #[case("mask --jsonl")]
    #[case("audit tail")]
    #[case("audit verify")]
    #[case("audit export")]
    #[case("audit wire")]
    #[case("audit wire Ada Example --json")]
    #[case("replay 01")]
    #[case("replay 01 --prompt --json")]
    #[case("doctor")]
    #[case("setup fields")]
    #[case("forget ada@example.com")]
    #[case(
        "sandbox --port 9100 --customers 5 --seed 2 --latency 10 --fault hubspot:POST:/crm=429*2 --fault *:*:/=500"
    )]
    #[case("config init")]
    #[case("config check")]
    #[case("config path")]
    #[case("config schema profile")]
    #[case("completions zsh")]
    #[case("case show 17701 --json --playbook")]
    #[case("undo")]
    #[case("lead claim 512046 --yes")]
    #[case("cases --json")]
    #[case("cases --view mine --order due priority:high parcel")]
    #[case("call brief Ada Example --json")]
    #[case("call log ada@example.com text --follow-up friday --now")]
    #[case("call log ada@example.com - --dry-run")]
    #[case("leads --json")]
    #[case("leads --view mine --order due score:50 trust")]
    #[case("lead claim 512046 --json")]
    #[case("lead hand 512046 --to lee@example.com --context known --now")]
    #[case("lead nurture 512046")]
    #[case("lead disqualify 512046 --reason student")]
    #[case("score fit --transactions orders.csv --model bgnbd --json")]
    #[case("score eval --transactions orders.csv --calibration-end 1997-09-30 --holdout-end 1998-06-30")]
    #[case("score predict --transactions - --calibration-end 1997-09-30 --horizon 273")]
    #[case("man")]
    #[case("-vv --config a.toml doctor")]
    fn a_line_of_the_contract_parses(#[case] line: &str) {
        let words = std::iter::once("deskhand").chain(line.split_whitespace());
        if let Err(error) = Arguments::try_parse_from(words) {
            panic!("{error}");
        }
    }

    #[rstest]
    #[case("lookup")]
    #[case("lookup a --fresh --offline")]
    #[case("sync --full --since 2026-01-01")]
    #[case("dismiss 01")]
    #[case("cases --view nobody")]
    #[case("leads --view nobody")]
    #[case("lead disqualify 512046")]
    fn a_line_beside_the_contract_does_not(#[case] line: &str) {
        let words = std::iter::once("deskhand").chain(line.split_whitespace());
        assert!(Arguments::try_parse_from(words).is_err_and(|error| error.exit_code() == 2));
    }
}
