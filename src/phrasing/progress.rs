//! How far an answer has got that the customer was not sent, in words.

use super::Moment;
use crate::domain::answer::{Progress, UnsentAnswer};

/// Whose it is and how far it has got: `your answer · leaves in 4 s`. `me`: who reads.
pub fn unsent_in_words(answer: &UnsentAnswer, me: Option<&str>, moment: &Moment) -> String {
    let whose = match me {
        Some(me) if me.eq_ignore_ascii_case(&answer.by) => "your answer".to_owned(),
        _ => format!("answer by {}", answer.by),
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
        Progress::Rejected { by, reason } if reason.is_empty() => {
            format!("rejected by {by}: nothing was written")
        }
        Progress::Rejected { by, reason } => format!("rejected by {by}: {reason}"),
    };
    format!("{whose} · {progress}")
}
