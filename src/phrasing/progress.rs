//! How far an answer has got that the customer was not sent, who said no and why, in words.

use super::Moment;
use crate::domain::answer::{Progress, UnsentAnswer};

/// Whose it is and how far it has got: `your answer · leaves in 4 s`. `me`: who reads.
pub fn unsent_in_words(answer: &UnsentAnswer, me: Option<&str>, moment: &Moment) -> String {
    let whose = match by(&answer.by, me) {
        "you" => "your answer".to_owned(),
        by => format!("answer by {by}"),
    };
    let progress = match &answer.progress {
        Progress::Asks { role } => format!("waits for the yes of a {}", role.as_str()),
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

/// Whoever said no, and why where they said so: `rejected by you: wrong time`. `me`: who reads.
pub fn no_in_words(who: &str, reason: &str, me: Option<&str>) -> String {
    let why = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    format!("rejected by {}{why}", by(who, me))
}

/// Who did something, as `me` reads it.
pub fn by<'a>(who: &'a str, me: Option<&str>) -> &'a str {
    if me.is_some_and(|me| me.eq_ignore_ascii_case(who)) { "you" } else { who }
}
