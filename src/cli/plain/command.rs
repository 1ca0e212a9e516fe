//! What can be said at the prompt.

use std::str::FromStr;

/// What is said on `help`. N is a number of the last list, or a case's own number; without one, a case is the open one.
pub const HELP: &str = "\
cases, then cases VIEW or cases WORDS: open cases, the most urgent first; views: all, mine, unassigned, waiting, late, vip, snoozed, to-send
calls, then calls VIEW: your calls, what is late first; views: today, late, week, all
leads, then leads VIEW or leads WORDS: who may buy, the best first; views: open, mine, unassigned, new, hot, nurture
quiet, then quiet VIEW or quiet WORDS: customers of high value who are going quiet, the most at stake first; views: all, soon, given_up, overdue, held_out
search TEXT: find a customer by name, e-mail, phone or order number
open N: open number N of the last list, with its brief; of approvals, what it rests on and would change
next: open the next case of the list
brief: say the brief again
accept N: put suggestion N into the outbox, one in another language than its customer's when you say it twice
edit N TEXT: suggestion N with TEXT as its draft
dismiss N REASON: turn suggestion N down; restore N takes that back
undo: take back what you decided last: accepted, answered, a label, a yes or a no, sent
reply N TEXT: answer case N in your own words; macro N NAME: by a macro
reply N --despite TEXT: although the case has changed or an answer is under way (also accept, approve, macro, status, priority, owner)
reply N --unproven TEXT: stand for a promise that no policy allows, or for a greeting by another name (also edit, macro)
status N STATUS, priority N PRIORITY, owner N OWNER: change case N
category N CATEGORY: put right what case N is about; mood N MOOD, urgency N URGENCY, language N LANGUAGE likewise
sent N: you have sent the answer to case N, which stands at the CRM
snooze N WHEN: put case N to sleep (2d, tomorrow 9:00, scan, reply, joined by or); wake N: wake it
summary N: what the thread of case N comes to
claim N: make lead N yours; hand N OWNER: WHAT THEY SHOULD KNOW: hand it on
nurture N REASON: have lead N kept warm; disqualify N REASON: it will not buy
done N: call N is done, a meeting that has not begun when you say it twice; log TEXT: what came of the call, a day named in it becomes a task
note TEXT: write a note on the open customer, and on the open case, for colleagues
task TEXT: make a task on the open customer
ask QUESTION: ask about the open customer
approvals, then approve N or reject N REASON: what waits for a yes
outbox: what is on its way; retry N tries again, drop N REASON gives up
sources: how the vendors stand and what is parked; retry N tries again, skip N REASON does without it
activity: what you did today; activity all: what everybody did, for a manager
audit, then audit WORDS: the newest lines of the audit log; WORDS as kind:written actor:sam customer:ada, or plain
wire: what left for a language model; open N says all of number N
command WORDS: anything that deskhand takes on the command line: command links ada@example.com
back: close the customer, back to the cases
quit: leave; what has not left stays in the outbox
other words for these: tickets and inbox (cases), show and view (open), today and agenda (calls), sleep and defer (snooze), respond (reply), assign and give (owner), label (category), template (macro), summarise (summary), revert (undo), todo (task), ignore (dismiss), finish (done), history (activity)";

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Help,
    /// A view or a filter behind it.
    Cases(String),
    Calls(String),
    Leads(String),
    Quiet(String),
    Done(usize),
    Log(String),
    Search(String),
    Open(usize),
    Next,
    Brief,
    Accept(usize, Firm),
    Edit(usize, String, Firm),
    Dismiss(usize, String),
    Restore(usize),
    Undo,
    Reply(Option<usize>, String, Firm),
    Macro(Option<usize>, String, Firm),
    Status(Option<usize>, String, Firm),
    Priority(Option<usize>, String, Firm),
    Owner(Option<usize>, String, Firm),
    Category(Option<usize>, String),
    Mood(Option<usize>, String),
    Urgency(Option<usize>, String),
    Language(Option<usize>, String),
    Sent(Option<usize>),
    Snooze(Option<usize>, String),
    Wake(Option<usize>),
    Summary(Option<usize>),
    Claim(usize),
    Hand(usize, String),
    Nurture(usize, String),
    Disqualify(usize, String),
    Note(String),
    Task(String),
    Ask(String),
    Approvals,
    Approve(usize, Firm),
    Reject(usize, String),
    Outbox,
    Retry(usize),
    Drop(usize, String),
    Sources,
    /// Everybody's, or one's own.
    Activity(bool),
    Audit(String),
    Wire,
    Commanded(String),
    Back,
    Quit,
}

/// The line of the help that tells how a word is said: `status N STATUS, …`.
pub fn usage(word: &str) -> Option<&'static str> {
    let is_told = |line: &&str| {
        line.match_indices(word).any(|(at, _)| {
            let begins = line[..at].chars().next_back().is_none_or(|before| before == ' ');
            let is_followed = |rest: &str| rest.starts_with(' ') && rest[1..].starts_with(char::is_uppercase);
            begins && is_followed(&line[at + word.len()..])
        })
    };
    HELP.lines().find(is_told)
}

/// The word that the help has for what was said, in lower case.
fn meant_by(word: &str) -> &str {
    match word {
        "?" => "help",
        "" | "queue" | "tickets" | "inbox" => "cases",
        "today" | "agenda" => "calls",
        "find" | "/" => "search",
        "show" | "view" => "open",
        "ignore" => "dismiss",
        "revert" => "undo",
        "answer" | "respond" => "reply",
        "template" => "macro",
        "assign" | "give" => "owner",
        "label" => "category",
        "sleep" | "defer" => "snooze",
        "summarise" | "summarize" => "summary",
        "finish" => "done",
        "todo" => "task",
        "skip" => "drop",
        "history" => "activity",
        "wires" => "wire",
        "!" => "command",
        "exit" | "q" => "quit",
        other => other,
    }
}

/// How firmly something is wanted, by the words that the command line has for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Firm {
    /// `--despite`: although something has changed.
    pub despite: bool,
    /// `--unproven`: whoever says it stands for it.
    pub unproven: bool,
}

impl Firm {
    /// Takes its words off both ends of a line.
    fn of(mut words: &str) -> (Self, &str) {
        let mut firm = Self::default();
        loop {
            words = words.trim();
            let bare = |word: &str| {
                let behind = words.strip_prefix(word).filter(|rest| rest.is_empty() || rest.starts_with(' '));
                behind.or_else(|| words.strip_suffix(word).filter(|rest| rest.ends_with(' ')))
            };
            match (bare("--despite"), bare("--unproven")) {
                (Some(rest), _) => (firm.despite, words) = (true, rest),
                (None, Some(rest)) => (firm.unproven, words) = (true, rest),
                (None, None) => return (firm, words),
            }
        }
    }
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

impl NotUnderstood {
    /// How it would be said, where its first word is one.
    pub fn usage(&self) -> Option<&'static str> {
        match self {
            Self::Word(_) => None,
            Self::Number(name) | Self::Words(name) => usage(name.split(' ').next().unwrap_or(name)),
        }
    }
}

/// What stands behind the first word of a line.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    /// A number of the list, and the words behind it.
    fn split(&self) -> (Option<usize>, &str) {
        let (first, behind) = self.0.split_once(char::is_whitespace).unwrap_or((self.0, ""));
        match first.trim_start_matches('#').parse() {
            Ok(number) if number > 0 => (Some(number), behind.trim()),
            _ => (None, self.0),
        }
    }

    fn number(&self, name: &'static str) -> Result<usize, NotUnderstood> {
        self.split().0.ok_or(NotUnderstood::Number(name))
    }

    fn words(&self, name: &'static str) -> Result<String, NotUnderstood> {
        filled(self.0, name)
    }

    /// A number, and words that may be missing.
    fn number_and_more(&self, name: &'static str) -> Result<(usize, String), NotUnderstood> {
        let (number, behind) = self.split();
        Ok((number.ok_or(NotUnderstood::Number(name))?, behind.to_owned()))
    }

    /// A number, and words that may not.
    fn number_and_words(&self, name: &'static str) -> Result<(usize, String), NotUnderstood> {
        let (number, behind) = self.number_and_more(name)?;
        Ok((number, filled(&behind, name)?))
    }

    /// Words about a case: of a number, or of the one that is open.
    fn about_a_case(&self, name: &'static str) -> Result<(Option<usize>, String), NotUnderstood> {
        let (number, behind) = self.split();
        Ok((number, filled(behind, name)?))
    }
}

/// What is behind a number keeps its place.
fn split_firm(rest: &str) -> (Firm, String) {
    let rest = Rest(rest.trim());
    let (number, behind) = rest.split();
    let (firm, words) = Firm::of(behind);
    match number {
        Some(number) => (firm, format!("{number} {words}").trim_end().to_owned()),
        None => (firm, words.to_owned()),
    }
}

fn filled(words: &str, name: &'static str) -> Result<String, NotUnderstood> {
    if words.is_empty() { Err(NotUnderstood::Words(name)) } else { Ok(words.to_owned()) }
}

impl FromStr for Command {
    type Err = NotUnderstood;

    fn from_str(line: &str) -> Result<Self, NotUnderstood> {
        let line = line.trim();
        let (said, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let said = said.to_lowercase();
        let word = meant_by(&said);
        // What is noted or searched keeps its words.
        let is_firm = matches!(
            word,
            "accept" | "edit" | "reply" | "macro" | "status" | "priority" | "owner" | "approve"
        );
        let (firm, rest) = if is_firm { split_firm(rest) } else { (Firm::default(), rest.trim().to_owned()) };
        let rest = Rest(&rest);
        let two = |(number, words): (usize, String), of: fn(usize, String) -> Self| of(number, words);
        let case = |(number, words): (Option<usize>, String), of: fn(Option<usize>, String) -> Self| {
            of(number, words)
        };
        let firmly = |(number, words): (Option<usize>, String),
                      of: fn(Option<usize>, String, Firm) -> Self| {
            of(number, words, firm)
        };
        Ok(match word {
            "help" => Self::Help,
            "cases" => Self::Cases(rest.0.to_owned()),
            "calls" => Self::Calls(rest.0.to_owned()),
            "leads" => Self::Leads(rest.0.to_owned()),
            "quiet" => Self::Quiet(rest.0.to_owned()),
            "done" => Self::Done(rest.number("done")?),
            "log" => Self::Log(rest.words("log")?),
            "search" => Self::Search(rest.words("search")?),
            "open" => Self::Open(rest.number("open")?),
            "next" => Self::Next,
            "brief" => Self::Brief,
            "accept" => Self::Accept(rest.number("accept")?, firm),
            "edit" => {
                let (number, words) = rest.number_and_words("edit N")?;
                Self::Edit(number, words, firm)
            }
            "dismiss" => two(rest.number_and_words("dismiss N")?, Self::Dismiss),
            "restore" => Self::Restore(rest.number("restore")?),
            "undo" => Self::Undo,
            "reply" => firmly(rest.about_a_case("reply")?, Self::Reply),
            "macro" => firmly(rest.about_a_case("macro")?, Self::Macro),
            "status" => firmly(rest.about_a_case("status")?, Self::Status),
            "priority" => firmly(rest.about_a_case("priority")?, Self::Priority),
            "owner" => {
                let (number, owner) = rest.about_a_case("owner")?;
                let owner = owner.strip_prefix("to ").map_or_else(|| owner.clone(), str::to_owned);
                Self::Owner(number, owner, firm)
            }
            "category" => case(rest.about_a_case("category")?, Self::Category),
            "mood" => case(rest.about_a_case("mood")?, Self::Mood),
            "urgency" => case(rest.about_a_case("urgency")?, Self::Urgency),
            "language" => case(rest.about_a_case("language")?, Self::Language),
            "sent" => Self::Sent(rest.split().0),
            "snooze" => case(rest.about_a_case("snooze")?, Self::Snooze),
            "wake" => Self::Wake(rest.split().0),
            "summary" => Self::Summary(rest.split().0),
            "claim" => Self::Claim(rest.number("claim")?),
            "hand" => two(rest.number_and_words("hand N")?, Self::Hand),
            "nurture" => two(rest.number_and_more("nurture")?, Self::Nurture),
            "disqualify" => two(rest.number_and_words("disqualify N")?, Self::Disqualify),
            "note" => Self::Note(rest.words("note")?),
            "task" => Self::Task(rest.words("task")?),
            "ask" => Self::Ask(rest.words("ask")?),
            "approvals" => Self::Approvals,
            "approve" => Self::Approve(rest.number("approve")?, firm),
            "reject" => two(rest.number_and_words("reject N")?, Self::Reject),
            "outbox" => Self::Outbox,
            "retry" => Self::Retry(rest.number("retry")?),
            "drop" => two(rest.number_and_words("drop N")?, Self::Drop),
            "sources" => Self::Sources,
            "activity" => Self::Activity(rest.0.trim() == "all"),
            "audit" => Self::Audit(rest.0.to_owned()),
            "wire" => Self::Wire,
            "command" => Self::Commanded(rest.words("command")?),
            "back" => Self::Back,
            "quit" => Self::Quit,
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
    #[case("  Accept #2 ", Ok(Command::Accept(2, Firm::default())))]
    #[case("accept 2 --despite", Ok(Command::Accept(2, Firm { despite: true, unproven: false })))]
    #[case(
        "reply --despite We look --unproven",
        Ok(Command::Reply(None, "We look".to_owned(), Firm { despite: true, unproven: true }))
    )]
    #[case(
        "reply 3 --unproven It is free",
        Ok(Command::Reply(Some(3), "It is free".to_owned(), Firm { despite: false, unproven: true }))
    )]
    #[case("note said --despite twice", Ok(Command::Note("said --despite twice".to_owned())))]
    #[case("dismiss 3 wrong channel", Ok(Command::Dismiss(3, "wrong channel".to_owned())))]
    #[case("note called, no answer", Ok(Command::Note("called, no answer".to_owned())))]
    #[case("done 2", Ok(Command::Done(2)))]
    #[case("snooze 2 2d or scan", Ok(Command::Snooze(Some(2), "2d or scan".to_owned())))]
    #[case("snooze 2d or scan", Ok(Command::Snooze(None, "2d or scan".to_owned())))]
    #[case("sleep 2 until monday", Ok(Command::Snooze(Some(2), "until monday".to_owned())))]
    #[case("give 2 to Robin Hale", Ok(Command::Owner(Some(2), "Robin Hale".to_owned(), Firm::default())))]
    #[case("Show 1", Ok(Command::Open(1)))]
    #[case("wake", Ok(Command::Wake(None)))]
    #[case("nurture 1", Ok(Command::Nurture(1, String::new())))]
    #[case("hand 1 robin hale: by May", Ok(Command::Hand(1, "robin hale: by May".to_owned())))]
    #[case("cases vip", Ok(Command::Cases("vip".to_owned())))]
    #[case("disqualify 1", Err(NotUnderstood::Words("disqualify N")))]
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

    #[rstest]
    #[case("answer", "reply N TEXT: answer case N in your own words; macro N NAME: by a macro")]
    #[case("status", "status N STATUS, priority N PRIORITY, owner N OWNER: change case N")]
    #[case("approve", "approvals, then approve N or reject N REASON: what waits for a yes")]
    #[case("hand 1", "claim N: make lead N yours; hand N OWNER: WHAT THEY SHOULD KNOW: hand it on")]
    #[case(
        "log",
        "done N: call N is done, a meeting that has not begun when you say it twice; log TEXT: what came of the call, a day named in it becomes a task"
    )]
    fn a_word_alone_says_how_it_is_meant(#[case] line: &str, #[case] usage: &str) {
        assert_eq!(line.parse::<Command>().unwrap_err().usage(), Some(usage));
    }

    /// Whatever can be said is told by `help`.
    #[test]
    fn help_tells_every_word() {
        for word in [
            "cases",
            "calls",
            "leads",
            "quiet",
            "done",
            "log",
            "search",
            "open",
            "next",
            "brief",
            "accept",
            "edit",
            "dismiss",
            "restore",
            "undo",
            "reply",
            "macro",
            "status",
            "priority",
            "owner",
            "category",
            "mood",
            "urgency",
            "language",
            "sent",
            "snooze",
            "wake",
            "summary",
            "claim",
            "hand",
            "nurture",
            "disqualify",
            "note",
            "task",
            "ask",
            "approvals",
            "approve",
            "reject",
            "outbox",
            "retry",
            "drop",
            "skip",
            "sources",
            "activity",
            "audit",
            "wire",
            "command",
            "back",
            "quit",
        ] {
            let said = HELP.split(|c: char| !c.is_alphabetic()).any(|known| known == word);
            let line = format!("{word} 1 words behind it");
            assert!(said && line.parse::<Command>().is_ok(), "{word}");
        }
    }
}
