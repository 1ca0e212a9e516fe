//! One command's talk with the desk: asks, shows what goes on meanwhile, and turns a refusal into an exit status.

use std::fmt::Write as _;
use std::io::IsTerminal;
use std::time::Duration;

use futures::FutureExt;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Context;
use super::exit::{Failure, Status};
use super::output::{Meaning, Output};
use super::show::Page;
use super::show::choice;
use crate::desk::api::{Answer, DeskError, FailureKind, Notice, Request};
use crate::desk::{Desk, next_request_id};
use crate::phrasing::{Locale, Moment};

/// How often a waiting line turns.
const TURN: Duration = Duration::from_millis(100);

/// A command at the desk.
#[derive(Debug)]
pub struct Session<'a> {
    /// The desk, here or in the process that holds the storage.
    pub desk: &'a Desk,
    /// Where the answer goes.
    pub output: Output,
    /// Whether the answer is JSON.
    pub json: bool,
    /// Who reads, by their address.
    pub me: String,
    /// Now, in the rep's time zone.
    pub moment: Moment,
    /// Nothing turns while something takes: what is on the screen is being read out.
    pub still: bool,
}

impl<'a> Session<'a> {
    /// A talk with `me` that begins now; values are written as `locale` has it.
    pub fn new(desk: &'a Desk, context: &Context, (me, locale): (String, Locale), json: bool) -> Self {
        let moment = Moment { now: Timestamp::now(), zone: TimeZone::system(), locale, exact: false };
        Self { desk, output: context.output, json, me, moment, still: false }
    }

    /// An empty page as wide as the terminal.
    pub fn page(&self) -> Page {
        Page::of_terminal(self.output)
    }

    /// An empty page for standard error.
    pub fn error_page(&self) -> Page {
        Page::of_terminal(self.output.for_errors())
    }

    /// Asks; `what` is shown on a terminal's standard error while it takes.
    ///
    /// # Errors
    /// The desk's refusal. What belongs to it (several that fit, where was looked) is already said.
    pub async fn ask(&self, what: &str, request: Request) -> Result<Answer, Failure> {
        self.try_ask(what, request).await.map_err(|error| self.refused(error))
    }

    /// Asks, for those who do something about a refusal.
    ///
    /// # Errors
    /// As the desk gives it; nothing is said.
    pub async fn try_ask(&self, what: &str, request: Request) -> Result<Answer, DeskError> {
        let waiting = self.waiting(what);
        let answer = self.ask_telling(request, |id, notice| self.note(id, notice, &waiting)).await;
        waiting.finish_and_clear();
        answer
    }

    /// Asks, and gives away what is told meanwhile, with the request's id.
    ///
    /// # Errors
    /// As the desk gives it; nothing is said.
    pub async fn ask_telling(
        &self,
        request: Request,
        mut note: impl FnMut(u64, Notice),
    ) -> Result<Answer, DeskError> {
        let id = next_request_id();
        let mut notices = self.desk.notices();
        let asked = self.desk.ask_as(id, request);
        tokio::pin!(asked);
        loop {
            tokio::select! {
                biased;
                answer = &mut asked => {
                    // What was told before the answer and not heard yet.
                    while let Some(Some(notice)) = notices.next().now_or_never() {
                        note(id, notice);
                    }
                    return answer;
                }
                Some(notice) = notices.next() => note(id, notice),
            }
        }
    }

    /// What is told while a request takes.
    fn note(&self, id: u64, notice: Notice, waiting: &ProgressBar) {
        match notice {
            Notice::Progress { request, what, done, total } if request == id => {
                waiting.set_message(progress(&what, done, total));
            }
            Notice::Warning { request, what } if request == id => waiting.suspend(|| self.warn(what)),
            _ => {}
        }
    }

    /// A line that turns while something takes; nothing where nobody looks on.
    fn waiting(&self, what: &str) -> ProgressBar {
        if self.still || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.set_message(what.to_owned());
        bar.enable_steady_tick(TURN);
        bar
    }

    /// Says what belongs to a refusal, and gives the rest to whoever ends the command.
    pub fn refused(&self, error: DeskError) -> Failure {
        if !error.candidates.is_empty() {
            return match choice::many(self, &error.candidates) {
                Ok(()) => Failure::saying(Status::Ambiguous, error.what).with_hint(error.hint),
                Err(failure) => failure,
            };
        }
        if !error.looked.is_empty() {
            return match choice::nobody(self, &error.looked) {
                Ok(()) => Failure::saying(status(error.kind), error.what).with_hint(error.hint),
                Err(failure) => failure,
            };
        }
        error.into()
    }

    /// Says on standard error what to do about what was just said.
    pub fn hint(&self, text: impl AsRef<str>) {
        let label = self.output.paint_error(Meaning::Heading, "hint:");
        self.output.remark(format!("  {label} {}", text.as_ref()));
    }

    /// Says on standard error what is worth a look without being a failure.
    pub fn warn(&self, text: impl AsRef<str>) {
        self.output.remark(format!(
            "{} {}",
            self.output.paint_error(Meaning::Warning, "warning:"),
            text.as_ref()
        ));
    }
}

fn progress(what: &str, done: u64, total: Option<u64>) -> String {
    let mut text = what.to_owned();
    if done > 0 || total.is_some() {
        let _ = write!(text, " · {done}");
    }
    if let Some(total) = total {
        let _ = write!(text, " of {total}");
    }
    text
}

/// The exit status of a refusal.
pub fn status(kind: FailureKind) -> Status {
    match kind {
        FailureKind::Failed | FailureKind::NotYet => Status::Failed,
        FailureKind::BadRequest => Status::Usage,
        FailureKind::NotFound => Status::NotFound,
        FailureKind::Ambiguous => Status::Ambiguous,
        FailureKind::Unreachable => Status::Unreachable,
        FailureKind::NotPermitted => Status::NotPermitted,
    }
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::saying(status(error.kind), error.what).with_hint(error.hint)
    }
}

/// The desk answered something else than was asked: two versions of the program at work.
pub fn unexpected() -> Failure {
    Failure::saying(Status::Failed, "the desk gave an answer that doesn't belong to the question")
        .hinting("end every deskhand on this storage, then try again: two versions may be at work")
}
