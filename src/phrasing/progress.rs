//! How far an answer has got that the customer was not sent, who said no and why, in words.

use super::Moment;
use crate::domain::action::{FOR_YOU, Role};
use crate::domain::answer::{Progress, SaidSent, UnsentAnswer};
use crate::domain::outbox::{Entry, Withdrawn};

/// Whose it is and how far it has got: `your answer · leaves in 4 s`. `me`: who reads.
pub fn unsent_in_words(answer: &UnsentAnswer, me: Option<&str>, moment: &Moment) -> String {
    let whose = match by(&answer.by, me) {
        "you" => "your answer".to_owned(),
        by => format!("answer by {by}"),
    };
    let progress = match &answer.progress {
        Progress::Asks { role } => awaited_in_words(*role, None, me, moment),
        Progress::Leaves { at } => {
            let left = at.duration_since(moment.now).as_secs_f64().ceil().max(0.0);
            if left > 0.0 { format!("leaves in {left:.0} s") } else { "leaves now".to_owned() }
        }
        Progress::Leaving => "on its way to the CRM".to_owned(),
        Progress::Stuck { why } => format!("stuck, needs you: {why}"),
        Progress::Noted => "noted at the CRM, which does not send it: a person has to".to_owned(),
        Progress::SaidSent { by: who, at } => {
            format!("sent outside by {}, {}", by(who, me), moment.exactly(*at))
        }
        Progress::Rejected { by, reason } if reason.is_empty() => {
            format!("{}: nothing was written", no_in_words(by, reason, me))
        }
        Progress::Rejected { by, reason } => no_in_words(by, reason, me),
    };
    format!("{whose} · {progress}")
}

/// That the customer has an answer already, as somebody said. `me`: who reads.
pub fn has_it_in_words(said: &SaidSent, me: Option<&str>, moment: &Moment) -> String {
    format!("{} said on {} that it was sent: the customer has it", by(&said.by, me), moment.exactly(said.at))
}

/// What is waited for, by who can give it, and what was taken back of it: `waits for a yes: yours or a manager's · yes
/// withdrawn by you 3 min ago`. `me`: who reads.
pub fn awaited_in_words(
    role: Role,
    withdrawn: Option<&Withdrawn>,
    me: Option<&str>,
    moment: &Moment,
) -> String {
    let words = format!("waits for a yes: {}", whose_yes(role, Role::OF_A_YES));
    match withdrawn {
        None => words,
        Some(one) => format!("{words} · {} {}", withdrawn_in_words(one, me), moment.ago(one.at)),
    }
}

/// What was taken back and by whom: `yes withdrawn by you`. `me`: who reads.
pub fn withdrawn_in_words(withdrawn: &Withdrawn, me: Option<&str>) -> String {
    format!("{} withdrawn by {}", withdrawn.said.as_str(), by(&withdrawn.by, me))
}

/// Of what takes back something that had left: who asked for that. `me`: who reads.
pub fn put_back_in_words(entry: &Entry, me: Option<&str>) -> Option<String> {
    entry.is_compensation().then(|| format!("put back by {}", by(&entry.accepted_by, me)))
}

/// Whose words an entry has, where they are not those of who accepted it: `worded by kim@shop.example`. `me`: who reads.
pub fn worded_in_words(entry: &Entry, me: Option<&str>) -> Option<String> {
    entry.edited_by.as_ref().map(|editor| format!("worded by {}", by(editor, me)))
}

/// Who took an entry back before it left, where that is not who accepted it: `by kim@shop.example`. `me`: who reads.
pub fn undone_by_in_words(accepted_by: &str, undone_by: Option<&str>, me: Option<&str>) -> Option<String> {
    let other = undone_by.filter(|other| !other.eq_ignore_ascii_case(accepted_by))?;
    Some(format!("by {}", by(other, me)))
}

/// Whose yes an entry has, where it needed one: `yes by kim@shop.example`. `me`: who reads.
fn approved_in_words(entry: &Entry, me: Option<&str>) -> Option<String> {
    entry.approved_by.as_ref().map(|who| format!("yes by {}", by(who, me)))
}

/// What an entry's state leaves unsaid of who had a hand in it: whose words it has, whose yes, who put back what. `me`:
/// who reads.
pub fn hands_in_words(entry: &Entry, me: Option<&str>) -> String {
    let hands = [worded_in_words(entry, me), approved_in_words(entry, me), put_back_in_words(entry, me)];
    hands.into_iter().flatten().map(|words| format!(" · {words}")).collect()
}

/// What an entry does: an answer is for the one who asked to send, by their name where somebody else reads it. `me`: who reads.
pub fn effect_told(entry: &Entry, me: Option<&str>) -> String {
    match entry.is_asked_by(me) {
        true => entry.effect.clone(),
        false => entry.effect.replacen(FOR_YOU, &format!("for {} to send", entry.accepted_by), 1),
    }
}

/// Whose yes it takes where that of `needed` or above counts, said to who gives one as `mine`: `yours or a manager's`.
pub fn whose_yes(needed: Role, mine: Role) -> String {
    let theirs = match needed {
        Role::Support => "support's",
        Role::Sales => "sales'",
        Role::Manager => "a manager's",
        Role::Admin => "an admin's",
    };
    if mine >= needed { format!("yours or {theirs}") } else { theirs.to_owned() }
}

/// Whoever said no, and why where they said so: `rejected by you: wrong time`. `me`: who reads.
pub fn no_in_words(who: &str, reason: &str, me: Option<&str>) -> String {
    let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    format!("rejected by {}{why}", by(who, me))
}

/// Who did something, as `me` reads it.
pub fn by<'a>(who: &'a str, me: Option<&str>) -> &'a str {
    if me.is_some_and(|me| me.eq_ignore_ascii_case(who)) { "you" } else { who }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::outbox::Said;
    use crate::phrasing::Locale;

    #[test]
    fn whose_yes_is_waited_for_is_who_can_give_it() {
        assert_eq!(whose_yes(Role::Manager, Role::Support), "a manager's");
        assert_eq!(whose_yes(Role::Manager, Role::Manager), "yours or a manager's");
        assert_eq!(whose_yes(Role::Admin, Role::Manager), "an admin's");
        assert_eq!(whose_yes(Role::Support, Role::Admin), "yours or support's");
    }

    #[test]
    fn a_yes_that_was_taken_back_is_told_with_whose_it_was() {
        let now = Timestamp::UNIX_EPOCH;
        let moment = Moment { now, zone: TimeZone::UTC, locale: Locale::default(), exact: false };
        let withdrawn = Withdrawn { said: Said::Yes, by: "kim@shop.example".to_owned(), at: now };
        let words = |me| awaited_in_words(Role::Manager, Some(&withdrawn), me, &moment);
        let waits = "waits for a yes: yours or a manager's";
        assert_eq!(words(None), format!("{waits} · yes withdrawn by kim@shop.example just now"));
        assert_eq!(words(Some("kim@shop.example")), format!("{waits} · yes withdrawn by you just now"));
    }
}
