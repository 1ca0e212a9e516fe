//! What `cases`, `leads` and `calls` have in common: reading a worklist, and what of it is printed.

use clap::Args;

use super::exit::{Failure, Status};
use super::session::{Session, unexpected};
use crate::desk::api::{Answer, Listed, Reading, Request, Worklist};
use crate::domain::Word;
use crate::domain::worklist::{Arrangement, Filter, Standpoint};
use crate::phrasing::{Moment, counted};

/// Customers that a command waits for: those who stand first.
const MOST_CUSTOMERS: usize = 300;

/// Which rows, and how they are read.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// What must hold: words, and terms such as `owner:none`.
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Read all of them from the CRM again.
    #[arg(long, conflicts_with = "offline")]
    fresh: bool,
    /// Ask nobody; list what is kept.
    #[arg(long)]
    offline: bool,
}

impl Wanted {
    /// A view in an order, narrowed by what was typed.
    pub fn arrangement<R: Worklist>(
        &self,
        view: R::View,
        order: R::Order,
    ) -> Result<Arrangement<R>, Failure> {
        let filter = Filter::parse(&self.filter.join(" "))
            .map_err(|error| Failure::saying(Status::Usage, error.to_string()))?;
        Ok(Arrangement { view, order, filter })
    }

    /// The whole list, with what is known of the customers.
    pub async fn read<R: Worklist>(&self, session: &Session<'_>) -> Result<Listed<R>, Failure> {
        let reading = match (self.fresh, self.offline) {
            (true, _) => Reading::Fresh,
            (_, true) => Reading::Offline,
            _ => Reading::Cached,
        };
        let list = read::<R>(session, reading).await?;
        if !self.offline && list.rows.iter().any(|row| row.lacks_customer() || row.waits_for_news()) {
            // Who the customers are decides the order.
            let filled = session.ask("reading customers", R::fill(Some(MOST_CUSTOMERS))).await?;
            if let Answer::Filled { unread: Some(unread), .. } = filled {
                session.warn(unread.in_words());
            }
        }
        if !self.offline {
            say_unread_stores(session).await;
        }
        let read = read::<R>(session, Reading::AsIs).await?;
        if let Some(lacks) = &read.lacks {
            session.warn(lacks);
        }
        if let Some(unreadable) = read.unreadable_in_words() {
            session.warn(unreadable);
            session.hint("`deskhand doctor` names each, and how to try again");
        }
        let Some(problem) = list.problem.map(|problem| format!("the CRM was not read: {problem}")) else {
            return Ok(read);
        };
        if read.rows.is_empty() {
            // An empty list would say that there is nothing to do.
            return Err(Failure::saying(Status::Unreachable, problem).with_hint(list.hint));
        }
        session.warn(problem);
        if let Some(hint) = list.hint {
            session.hint(hint);
        }
        Ok(read)
    }

    /// The first rows of the arrangement, and how many more there are.
    pub fn first<'a, R: Worklist>(
        &self,
        arrangement: &Arrangement<R>,
        list: &'a Listed<R>,
        from: &Standpoint<'_>,
    ) -> (Vec<&'a R>, usize) {
        let shown = arrangement.of(&list.rows, from);
        let rows: Vec<&R> = shown.iter().take(self.limit).map(|at| &list.rows[*at]).collect();
        let more = shown.len() - rows.len();
        (rows, more)
    }
}

/// A view by its word, or whatever it begins, and a filter behind it; each may be missing.
pub(super) fn narrowed<R: Worklist>(words: &str) -> Result<Arrangement<R>, Failure> {
    let (first, behind) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let view = R::View::ALL.iter().find(|view| view.as_str() == first.to_lowercase()).copied();
    let filter = if view.is_some() { behind } else { words };
    let filter = Filter::parse(filter).map_err(|error| Failure::saying(Status::Usage, error.to_string()))?;
    Ok(Arrangement { view: view.unwrap_or_default(), filter, ..Arrangement::default() })
}

/// From where the list is seen: the rep's today.
pub(super) fn standpoint<'a, R>(list: &'a Listed<R>, moment: &Moment) -> Standpoint<'a> {
    Standpoint { me: list.me.as_deref(), now: moment.now, day_ends: moment.day_ends() }
}

/// Says that nothing of a list is the rep's, where the CRM does not know them.
pub(super) fn say_stranger<R>(session: &Session<'_>, list: &Listed<R>, what: &str) {
    if list.me.is_none() && !list.me_is_unknown {
        session.warn(format!("your e-mail in [me] is no owner's at the CRM, so no {what} is yours"));
    }
}

/// Says which stores did not answer when they were asked last: what only they know is missing in the rows.
async fn say_unread_stores(session: &Session<'_>) {
    let asked = session.try_ask("reading how they stand", Request::Sources).await;
    let Ok(Answer::Sources(report)) = asked else { return };
    for store in report.vendors.iter().filter(|vendor| vendor.source.name().is_some()) {
        if let Some(failed) = &store.failed {
            // It may have failed since the command began.
            let ago = session.moment.ago(failed.at.min(session.moment.now));
            let cause = store.source.cause_alone(&failed.why);
            session.warn(format!("{} was not read, failed {ago}: {cause}", store.source));
        }
    }
}

/// Says that there are more rows than are printed.
pub(super) fn say_more(session: &Session<'_>, more: usize, what: &str) {
    if more > 0 {
        let more = counted(more as u64, &format!("more {what}"));
        session.output.remark(format!("{more}: narrow them, or give a greater --limit"));
    }
}

/// The rows of a list.
pub(super) async fn read<R: Worklist>(session: &Session<'_>, reading: Reading) -> Result<Listed<R>, Failure> {
    let answer = session.ask("reading the list", R::request(reading, None)).await?;
    R::listed(answer).map(|list| *list).ok_or_else(unexpected)
}
