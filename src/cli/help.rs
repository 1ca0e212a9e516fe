//! What `deskhand --help` says: the commands by what they are for, a line each. Each command's own help has the rest.

use clap::Command;

/// The commands: what they are for, and each in a few words.
const GROUPS: &[(&str, &[(&str, &str)])] = &[
    (
        "A customer",
        &[
            ("lookup", "find one in store and CRM: all that is known, with its sources"),
            ("brief", "what matters about one, with evidence, and what to do next"),
            ("ask", "a question about one"),
            ("links", "why their records are one person"),
            ("link", "tie a record to one"),
            ("unlink", "take a record apart from one"),
            ("forget", "erase one here (privacy request)"),
        ],
    ),
    (
        "Cases, calls, leads",
        &[
            ("cases", "the open cases, the most pressing first"),
            ("case", "work on one: show, reply, set, macro, snooze, wake, label, summary, triage"),
            ("calls", "today's calls, what is late first"),
            ("call", "prepare one, log what came of it, end its task"),
            ("leads", "who may buy, the best first"),
            ("lead", "claim one, hand it on, send it to nurture, disqualify it"),
        ],
    ),
    (
        "Actions",
        &[
            ("accept", "carry a suggestion out"),
            ("edit", "change its draft first"),
            ("dismiss", "turn it down, with a reason"),
            ("restore", "take that back"),
            ("note", "write a note of your own"),
            ("task", "make a task of your own"),
            ("undo", "take back what counts down, or what was written"),
            ("outbox", "what is on its way to a vendor, parked or failed"),
            ("approvals", "what waits for a yes, with evidence and the exact change"),
            ("approve", "say yes"),
            ("reject", "say no"),
        ],
    ),
    (
        "What was done and sent",
        &[
            ("activity", "what you did today"),
            ("audit", "the audit log: read, verify, export; what left for a model"),
            ("replay", "rebuild a brief from the log and say what differs"),
            ("score", "what customers are worth and who may leave, fitted and measured"),
            ("mask", "mask a text as the gateway does"),
            ("eval", "measure how good briefs, answers and labels are"),
        ],
    ),
    (
        "Setting up",
        &[
            ("demo", "the app on invented customers: no account, no network"),
            ("config", "write, check and describe the configuration"),
            ("doctor", "test vendors, model and storage; what is wrong and what to do"),
            ("setup", "make the fields at the CRM that deskhand needs"),
            ("sync", "read all customers into the local directory"),
            ("sandbox", "emulated vendors on this machine"),
            ("completions", "completions for a shell"),
            ("man", "the manual page"),
        ],
    ),
];

/// Columns of a command's name.
const NAME: usize = 12;

/// The command line with its commands in groups.
pub fn grouped(command: Command) -> Command {
    let groups: Vec<String> = GROUPS
        .iter()
        .map(|(title, commands)| {
            let lines = commands.iter().map(|(name, about)| format!("  {name:<NAME$}{about}\n"));
            format!("{title}:\n{}", lines.collect::<String>())
        })
        .collect();
    let template =
        "{about-with-newline}\n{usage-heading} {usage}\n\n{groups}\nOptions:\n{options}{after-help}";
    command.help_template(template.replace("{groups}", &groups.join("\n")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;
    use crate::cli::Arguments;

    #[test]
    fn every_command_stands_in_one_group_on_one_line() {
        let command = Arguments::command();
        let known: BTreeSet<&str> = command.get_subcommands().map(Command::get_name).collect();
        let listed: Vec<&(&str, &str)> = GROUPS.iter().flat_map(|(_, commands)| *commands).collect();
        let names: BTreeSet<&str> = listed.iter().map(|(name, _)| *name).collect();
        assert_eq!((names, listed.len()), (known.clone(), known.len()));
        assert!(listed.iter().all(|(_, about)| about.chars().count() + NAME + 2 <= 90));
        let help = grouped(command).render_help().to_string();
        assert!(help.contains("Cases, calls, leads:\n  cases       the open cases"), "{help}");
        assert!(help.contains("--config <FILE>") && help.contains("Exit status: 0 done"), "{help}");
    }
}
