//! Yes or no, asked on the terminal.

use std::io::{BufRead, IsTerminal, Write};

use super::exit::{Failure, Status};
use super::session::Session;

/// Asks on the terminal; only a yes is a yes.
pub fn confirmed(question: &str) -> bool {
    let mut out = std::io::stderr();
    let mut answer = String::new();
    let asked = write!(out, "{question} [y/N] ").and_then(|()| out.flush());
    let read = asked.and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    read.is_ok() && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Asks before something is written that may not be meant. `why`: what speaks against it; `yes`: what `--yes` says.
///
/// # Errors
/// The answer is no, or nobody can be asked.
pub(super) fn agreed(session: &Session<'_>, why: &str, question: &str, yes: &str) -> Result<(), Failure> {
    let refused = Failure::saying(Status::NotPermitted, format!("{why}: nothing is written"));
    if session.still || !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return Err(refused.hinting(format!("--yes {yes}")));
    }
    let mut words = why.chars();
    let begun: String = words.next().into_iter().flat_map(char::to_uppercase).chain(words).collect();
    if confirmed(&format!("{begun}. {question}")) { Ok(()) } else { Err(refused) }
}
