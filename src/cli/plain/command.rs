//! What can be said at the prompt.

use std::str::FromStr;

/// What is said on `help`.
pub const HELP: &str = "\
cases: the open cases, the most urgent first
calls: today's calls, what is late first; done N: call N is done
search TEXT: find a customer by name, e-mail, phone or order number
open N: open number N of the last list, with its brief
brief: say the brief again
accept N: put suggestion N into the outbox
dismiss N REASON: turn suggestion N down
undo: take back what was accepted last
note TEXT: write a note on the open customer
task TEXT: make a task on the open customer
ask QUESTION: ask about the open customer
approvals, then approve N or reject N REASON: what waits for a yes
outbox: what is on its way
back: close the customer, back to the cases
quit: leave; what has not left stays in the outbox";

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    Cases,
    Calls,
    Done(usize),
    Search(String),
    Open(usize),
    Brief,
    Accept(usize),
    Dismiss(usize, String),
    Undo,
    Note(String),
    Task(String),
    Ask(String),
    Approvals,
    Approve(usize),
    Reject(usize, String),
    Outbox,
    Back,
    Quit,
}

/// Why a line is no command, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotUnderstood {
    /// Its first word is none.
    #[error("`{0}` is nothing you can say here")]
    Word(String),
    /// The number is missing.
    #[error("`{0}` needs a number of the list")]
    Number(&'static str),
    /// The words are missing.
    #[error("`{0}` needs words behind it")]
    Words(&'static str),
}

impl FromStr for Command {
    type Err = NotUnderstood;

    fn from_str(line: &str) -> Result<Self, NotUnderstood> {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let rest = rest.trim();
        let (first, reason) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let number = |name| match first.trim_start_matches('#').parse() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err(NotUnderstood::Number(name)),
        };
        let words =
            |name| if rest.is_empty() { Err(NotUnderstood::Words(name)) } else { Ok(rest.to_owned()) };
        let reason = |name| match reason.trim() {
            "" => Err(NotUnderstood::Words(name)),
            reason => Ok(reason.to_owned()),
        };
        Ok(match word.to_lowercase().as_str() {
            "help" | "?" => Self::Help,
            "cases" | "queue" | "" => Self::Cases,
            "calls" => Self::Calls,
            "done" => Self::Done(number("done")?),
            "search" | "find" | "/" => Self::Search(words("search")?),
            "open" => Self::Open(number("open")?),
            "brief" => Self::Brief,
            "accept" => Self::Accept(number("accept")?),
            "dismiss" => Self::Dismiss(number("dismiss")?, reason("dismiss N")?),
            "undo" => Self::Undo,
            "note" => Self::Note(words("note")?),
            "task" => Self::Task(words("task")?),
            "ask" => Self::Ask(words("ask")?),
            "approvals" => Self::Approvals,
            "approve" => Self::Approve(number("approve")?),
            "reject" => Self::Reject(number("reject")?, reason("reject N")?),
            "outbox" => Self::Outbox,
            "back" => Self::Back,
            "quit" | "exit" | "q" => Self::Quit,
            other => return Err(NotUnderstood::Word(other.to_owned())),
        })
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("open 1", Ok(Command::Open(1)))]
    #[case("  Accept #2 ", Ok(Command::Accept(2)))]
    #[case("dismiss 3 wrong channel", Ok(Command::Dismiss(3, "wrong channel".to_owned())))]
    #[case("note called, no answer", Ok(Command::Note("called, no answer".to_owned())))]
    #[case("done 2", Ok(Command::Done(2)))]
    #[case("open", Err(NotUnderstood::Number("open")))]
    #[case("open 0", Err(NotUnderstood::Number("open")))]
    #[case("dismiss 3", Err(NotUnderstood::Words("dismiss N")))]
    #[case("jump", Err(NotUnderstood::Word("jump".to_owned())))]
    fn a_line_is_a_command_or_says_why_not(
        #[case] line: &str,
        #[case] command: Result<Command, NotUnderstood>,
    ) {
        assert_eq!(line.parse(), command);
    }
}
