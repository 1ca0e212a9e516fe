//! What a screen may do besides changing itself: ask the desk, say something, go somewhere.

use jiff::{SignedDuration, Timestamp};

use super::msg::Effect;
use super::overlay::Overlay;
use super::screens::Trail;
use crate::desk::api::{DeskError, Private, Request, Who, WhoAmI};
use crate::desk::next_request_id;
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::CustomerId;
use crate::domain::outbox::Entry;
use crate::phrasing::Moment;

/// Names a screen of the history for as long as the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScreenId(pub u64);

/// How long something that was said stays.
const STAYS: SignedDuration = SignedDuration::from_secs(6);
/// Failures take longer to read.
const FAILURE_STAYS: SignedDuration = SignedDuration::from_secs(12);
/// Sayings that are shown at once; older ones make room.
const MOST_TOASTS: usize = 3;

/// What kind of thing is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It worked.
    Good,
    /// Something to know.
    Plain,
    /// It did not work.
    Bad,
}

/// Something said for a while at the lower edge.
#[derive(Clone, PartialEq)]
pub struct Toast {
    /// How.
    pub tone: Tone,
    /// What.
    pub text: String,
    /// Until when.
    pub until: Timestamp,
    /// A key was pressed since: it goes with the first that changes what stands on the screen.
    pub is_old: bool,
}

/// A request that has not been answered.
#[derive(Clone, Debug, PartialEq)]
pub struct InFlight {
    /// Its number.
    pub request: u64,
    /// Who asked.
    pub screen: ScreenId,
    /// What for, in words for the top line.
    pub what: &'static str,
    /// Whether nothing is lost when nobody waits for it any more.
    pub can_be_given_up: bool,
}

/// Where a screen wants to go.
#[derive(Clone)]
pub enum Go {
    /// To a case and the customer behind it.
    Case(Who, EvidenceId),
    /// To the leads.
    Leads,
    /// To a case of the queue, a call of the agenda or a person of a list, from which the next one is reached.
    On(Trail),
    /// The same in place of the one that is shown.
    OnInstead(Trail),
    /// To a case of the queue, and there to its answer.
    Answer(Trail),
    /// To the open cases.
    Queue,
    /// To a customer.
    Customer(Who),
    /// To a customer because of an order, by its number.
    Order(Who, String),
    /// To the search.
    Search,
    /// To what left for a model.
    Wires(Option<CustomerId>),
    /// Open something above the screen.
    Over(Box<Overlay>),
}

/// What comes of one message, gathered.
#[derive(Default)]
pub struct Out {
    /// To be done outside.
    pub effects: Vec<Effect>,
    /// What has not been answered.
    pub in_flight: Vec<InFlight>,
    /// What is being said.
    pub toasts: Vec<Toast>,
    /// Where to go.
    pub go: Vec<Go>,
}

/// Given to a screen with each message.
pub struct Cx<'a> {
    /// Now and here.
    pub moment: &'a Moment,
    /// Who acts, once the desk is open.
    pub who: Option<&'a WhoAmI>,
    /// Entries of the outbox as they stand, newest first.
    pub outbox: &'a [Entry],
    /// The screen that is at work.
    pub screen: ScreenId,
    /// What comes of it.
    pub out: &'a mut Out,
}

impl Out {
    /// Gives up what a screen was still reading; what it decides or keeps goes on.
    pub fn give_up(&mut self, screen: ScreenId) {
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.in_flight)
            .into_iter()
            .partition(|asked| asked.screen == screen && asked.can_be_given_up);
        self.in_flight = kept;
        self.effects.extend(gone.into_iter().map(|asked| Effect::Cancel(asked.request)));
    }
}

impl<'a> Cx<'a> {
    /// Who acts, by their address, once the desk is open.
    pub fn me(&self) -> Option<&'a str> {
        self.who.map(|who| who.email.as_str())
    }
}

impl Cx<'_> {
    /// Asks the desk; the answer comes to this screen.
    pub fn ask(&mut self, what: &'static str, request: Request) -> u64 {
        let number = next_request_id();
        let can_be_given_up = request.can_be_given_up();
        self.out.in_flight.push(InFlight { request: number, screen: self.screen, what, can_be_given_up });
        self.out.effects.push(Effect::Ask { request: number, what: request });
        number
    }

    /// Nobody waits for that answer any more.
    pub fn cancel(&mut self, request: Option<u64>) {
        let Some(request) = request else { return };
        if self.out.in_flight.iter().any(|asked| asked.request == request) {
            self.out.in_flight.retain(|asked| asked.request != request);
            self.out.effects.push(Effect::Cancel(request));
        }
    }

    /// Says that something worked.
    pub fn good(&mut self, text: impl Into<String>) {
        self.say(Tone::Good, text.into(), STAYS);
    }

    /// Says something to know.
    pub fn tell(&mut self, text: impl Into<String>) {
        self.say(Tone::Plain, text.into(), STAYS);
    }

    /// Says why something did not work, and what to do.
    pub fn failed(&mut self, error: &DeskError) {
        let hint = error.hint.as_ref().map_or_else(String::new, |hint| format!(" · {hint}"));
        self.say(Tone::Bad, format!("{}{hint}", error.what), FAILURE_STAYS);
    }

    /// Says why a key does nothing here.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.say(Tone::Bad, text.into(), STAYS);
    }

    fn say(&mut self, tone: Tone, text: String, stays: SignedDuration) {
        let toast = Toast { tone, text, until: self.moment.now + stays, is_old: false };
        // What the key before has said goes with what this one says.
        self.out.toasts.retain(|said| !said.is_old && said.text != toast.text);
        self.out.toasts.push(toast);
        let surplus = self.out.toasts.len().saturating_sub(MOST_TOASTS);
        self.out.toasts.drain(..surplus);
    }

    /// What keys before this one have said goes: an answer to this one stands elsewhere on the screen.
    pub fn clear_old(&mut self) {
        self.out.toasts.retain(|said| !said.is_old);
    }

    /// Goes somewhere, after this message.
    pub fn go(&mut self, where_to: Go) {
        self.out.go.push(where_to);
    }

    /// Opens a record's page at its vendor in the browser. Only what adapters made of the vendor's own address is taken.
    pub fn browse(&mut self, url: Option<&str>) {
        match url {
            Some(url) if url.starts_with("https://") => {
                self.out.effects.push(Effect::Browse(Private(url.to_owned())));
            }
            _ => self.refuse("nothing here has a page at a vendor"),
        }
    }

    /// Sends a text to the terminal's clipboard. Some terminals refuse: it is sent, and copied only where the system's
    /// own clipboard has taken it too.
    pub fn copy(&mut self, what: &str, text: String) {
        self.out.effects.push(Effect::Copy { what: what.to_owned(), text: Private(text) });
        self.tell(sent_words(what));
    }

    /// Writes a file that the user has asked for.
    pub fn export(&mut self, name: String, text: String) {
        self.out.effects.push(Effect::Export { name, text: Private(text) });
    }

    /// What was sent stands in the system's clipboard.
    pub fn copied(&mut self, what: &str) {
        let sent = sent_words(what);
        self.out.toasts.retain(|toast| toast.text != sent);
        self.good(format!("{what} copied"));
    }
}

fn sent_words(what: &str) -> String {
    format!("{what} sent to the terminal's clipboard")
}
