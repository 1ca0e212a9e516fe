//! The model: all that the app knows between two messages.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use crossterm::event::Event;
use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Size;

use super::cx::{Cx, Out, ScreenId};
use super::gauge::Gauge;
use super::keymap::{self, Key, Keymap, Layer};
use super::naming::Naming;
use super::overlay::{Overlay, SCRATCH};
use super::screens::Screen;
use super::theme::{Abilities, Theme};
use super::welcome::Welcome;
use super::widgets::Hits;
use crate::desk::api::{DeskError, WhoAmI, WriteCounts};
use crate::desk::decided::Decided;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::{CustomerId, EntryId};
use crate::phrasing::{Moment, effect_told, no_in_words};

/// How often a waiting sign turns.
const TURN: SignedDuration = SignedDuration::from_millis(120);
/// Requests that take less than this show no waiting sign.
pub const PATIENCE: SignedDuration = SignedDuration::from_millis(150);
/// Screens that can be gone back to.
const MOST_SCREENS: usize = 50;

/// Whether the desk can be asked.
#[derive(Debug)]
pub enum Stage {
    /// It is being opened.
    Opening,
    /// It can.
    Open,
    /// It cannot be opened.
    Failed(DeskError),
}

/// Where the app begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// With the search.
    Search,
    /// With the open cases.
    Cases,
    /// With today's calls.
    Calls,
}

/// A screen of the history.
pub struct Place {
    /// Its name.
    pub id: ScreenId,
    /// What it shows.
    pub screen: Screen,
}

/// What a draft is kept under: whose, and what for.
pub type DraftName = (CustomerId, String);

/// A draft on its way to be kept. One at a time is under way, so that the last change wins.
#[derive(Clone, PartialEq)]
pub struct Draft {
    /// What it is kept under.
    pub name: DraftName,
    /// As it stands; empty: nothing is to be kept any more.
    pub text: String,
    /// Changed since it was sent.
    pub dirty: bool,
    /// The request under way.
    pub under_way: Option<u64>,
}

/// What is being taken back in one go.
#[derive(Clone, Default)]
pub struct TakenBack {
    /// What one is called, where all are of a kind.
    pub what: Option<&'static str>,
    /// What the newest entry among them is called, where they are entries of the outbox.
    pub first: Option<String>,
    /// How many are taken back so far.
    pub count: usize,
}

/// What the rep has written in the editor, in an answer, a note or a task that can be taken back.
#[derive(Clone)]
pub struct OwnWords {
    /// What was made of them in the outbox.
    pub entry: EntryId,
    /// What they were kept under as a draft.
    pub name: DraftName,
    /// As a draft.
    pub draft: String,
    /// The request that looks whether another was begun since, once it is taken back.
    pub asked: Option<u64>,
}

/// All that the app knows.
pub struct Model {
    /// Now and here.
    pub moment: Moment,
    /// The terminal's size.
    pub size: Size,
    /// Whether the desk can be asked.
    pub stage: Stage,
    /// Who acts.
    pub who: Option<WhoAmI>,
    /// Where the user has been; the last is shown. Never empty.
    pub places: Vec<Place>,
    /// Where the user came back from, the nearest last.
    pub forward: Vec<Place>,
    /// What lies above the screen.
    pub overlay: Option<Overlay>,
    /// The lines of the very first start, while they are shown.
    pub(super) welcome: Option<Welcome>,
    /// Keys pressed of a longer sequence.
    pub pressed: Vec<Key>,
    /// Typed before what it is meant for has come.
    pub ahead: Vec<Event>,
    /// What a letter has just chosen, while its name may still be typed.
    pub(super) naming: Option<Naming>,
    /// Typed before a motion: how often it is done.
    pub count: Option<usize>,
    /// Entries of the outbox that moved since the start, newest first, and those not final from before.
    pub outbox: Vec<Entry>,
    /// What the rep has asked for, was said no to, and not looked at yet, newest first.
    pub rejected: Vec<Entry>,
    /// What was said no to here: no news to whoever did.
    pub(super) own_noes: BTreeSet<EntryId>,
    /// What is taken back here: no news to whoever does.
    pub(super) own_undos: BTreeSet<EntryId>,
    /// What was decided here, to be taken back.
    pub decided: Decided,
    /// How often something is to be taken back as soon as it is known what was decided last.
    pub(super) undo_wanted: usize,
    /// What customers in lists are called.
    pub names: HashMap<CustomerId, String>,
    /// How the scores stand beside the CRM, as that was looked at last.
    pub scores_at_crm: Option<ScoresAtCrm>,
    /// Effects, requests, sayings.
    pub out: Out,
    /// Keys.
    pub keymap: Keymap,
    /// Colours.
    pub theme: Theme,
    /// What the terminal can show.
    pub abilities: Abilities,
    /// Where is what on the picture drawn last.
    pub hits: RefCell<Hits>,
    /// Since when something is being waited for.
    pub waiting_since: Option<Timestamp>,
    /// How far a long reading is.
    pub(super) gauge: Option<Gauge>,
    /// Entries that were kept when leaving, said once the terminal is back.
    pub kept: Vec<Entry>,
    /// Drafts that are not kept yet as they stand.
    pub drafts: Vec<Draft>,
    /// Customers with whom a call was jotted down of which nothing was made yet, as far as that is known.
    pub jotted: BTreeSet<CustomerId>,
    /// What was written in the editor and is being kept: the request, and the draft that ends with it.
    pub keeping: Vec<(u64, DraftName)>,
    /// What is being taken back.
    pub taken_back: TakenBack,
    /// What was written in the rep's own words, of this start.
    pub own_words: Vec<OwnWords>,
    /// The user wants to leave as soon as what they did is stored.
    pub wants_to_leave: bool,
    /// The program leaves.
    pub leaving: bool,
    next_screen: u64,
}

/// How the scores stand beside the CRM.
#[derive(Clone, Copy, Debug)]
pub struct ScoresAtCrm {
    /// Nothing was written.
    pub is_try: bool,
    /// In figures.
    pub counts: WriteCounts,
}

impl Model {
    /// The app before anything has happened: the search, and a desk being opened.
    pub fn new(moment: Moment, size: Size, keymap: Keymap, theme: Theme) -> Self {
        let mut model = Self {
            moment,
            size,
            stage: Stage::Opening,
            who: None,
            places: Vec::new(),
            forward: Vec::new(),
            overlay: None,
            welcome: None,
            pressed: Vec::new(),
            ahead: Vec::new(),
            naming: None,
            count: None,
            outbox: Vec::new(),
            rejected: Vec::new(),
            own_noes: BTreeSet::new(),
            own_undos: BTreeSet::new(),
            decided: Decided::default(),
            undo_wanted: 0,
            names: HashMap::new(),
            scores_at_crm: None,
            out: Out::default(),
            keymap,
            theme,
            abilities: Abilities::default(),
            hits: RefCell::default(),
            waiting_since: None,
            gauge: None,
            kept: Vec::new(),
            drafts: Vec::new(),
            jotted: BTreeSet::new(),
            keeping: Vec::new(),
            taken_back: TakenBack::default(),
            own_words: Vec::new(),
            wants_to_leave: false,
            leaving: false,
            next_screen: 0,
        };
        model.enter(Screen::search());
        model
    }

    /// Begins elsewhere than with the search; only before anything has happened.
    pub fn start_at(&mut self, start: Start) {
        let screen = match start {
            Start::Search => return,
            Start::Cases => Screen::queue(),
            Start::Calls => Screen::calls(),
        };
        self.places.clear();
        self.enter(screen);
    }

    /// The screen that is shown.
    pub fn place(&self) -> &Place {
        self.places.last().expect("the history begins with the search and never loses its last place")
    }

    /// Shows a screen; the one before can be gone back to.
    pub fn enter(&mut self, screen: Screen) -> ScreenId {
        self.next_screen += 1;
        let id = ScreenId(self.next_screen);
        self.places.push(Place { id, screen });
        for gone in self.forward.drain(..) {
            self.out.give_up(gone.id);
        }
        if self.places.len() > MOST_SCREENS {
            let gone = self.places.remove(1);
            self.out.give_up(gone.id);
        }
        id
    }

    /// The shown screen with what it may do.
    pub fn with_screen<T>(&mut self, work: impl FnOnce(&mut Screen, &mut Cx<'_>) -> T) -> T {
        let place = self.places.last_mut().expect("the history never loses its last place");
        let mut cx = Cx {
            moment: &self.moment,
            who: self.who.as_ref(),
            outbox: &self.outbox,
            screen: place.id,
            out: &mut self.out,
        };
        work(&mut place.screen, &mut cx)
    }

    /// A screen of the history by its name, with what it may do.
    pub fn with_screen_of<T>(
        &mut self,
        id: ScreenId,
        work: impl FnOnce(&mut Screen, &mut Cx<'_>) -> T,
    ) -> Option<T> {
        let place = self.places.iter_mut().chain(&mut self.forward).find(|place| place.id == id)?;
        let mut cx = Cx {
            moment: &self.moment,
            who: self.who.as_ref(),
            outbox: &self.outbox,
            screen: id,
            out: &mut self.out,
        };
        Some(work(&mut place.screen, &mut cx))
    }

    /// Which keys hold now, the most particular layer first.
    pub fn layers(&self) -> Vec<Layer> {
        match &self.overlay {
            Some(overlay) => vec![overlay.layer()],
            None => {
                let layers = self.place().screen.layers();
                debug_assert!(
                    keymap::are_known(&layers),
                    "keys are not held against each other in {layers:?}"
                );
                layers
            }
        }
    }

    /// In which layers a sequence of keys that was begun can go on: from the page for a call it leads away as from a screen.
    pub fn layers_of_sequences(&self) -> Vec<Layer> {
        let elsewhere = matches!(self.overlay, Some(Overlay::CallSheet(_))).then_some(Layer::Anywhere);
        self.layers().into_iter().chain(elsewhere).collect()
    }

    /// When the loop wakes by itself next: while something turns, counts down or fades. Else it sleeps.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let now = self.moment.now;
        let turning =
            (!self.out.in_flight.is_empty() || matches!(self.stage, Stage::Opening)).then(|| now + TURN);
        let counting = self.outbox.iter().filter_map(|entry| match &entry.state {
            EntryState::Queued { until } if *until > now => Some(next_second(now)),
            _ => None,
        });
        let fading = self.out.toasts.iter().map(|toast| toast.until);
        let asking = matches!(self.stage, Stage::Open).then(|| self.place().screen.next_wake()).flatten();
        turning.into_iter().chain(counting).chain(fading).chain(asking).min()
    }

    /// Entries of this rep that have not left and still can be taken back, newest first.
    pub fn unsent(&self) -> impl Iterator<Item = &Entry> {
        self.outbox.iter().filter(|entry| matches!(entry.state, EntryState::Queued { .. }))
    }

    /// What an entry is called, with whom it is about where its title does not say so: `Answer to case 77 · Ada Wren`.
    pub fn called(&self, entry: &Entry) -> String {
        let title = entry.title.strip_prefix("Undo: ").unwrap_or(&entry.title);
        match self.names.get(&entry.customer_id) {
            Some(name) if !title.contains(name.as_str()) => format!("{title} · {name}"),
            _ => title.to_owned(),
        }
    }

    /// What an entry does, and to whom: `Ada Wren · HubSpot note on contact 77`.
    pub fn effect(&self, entry: &Entry) -> String {
        let effect = effect_told(entry, self.me());
        match self.names.get(&entry.customer_id) {
            Some(name) => format!("{name} · {effect}"),
            None => effect,
        }
    }

    /// Who sits here, once that is known.
    pub fn me(&self) -> Option<&str> {
        self.who.as_ref().map(|who| who.email.as_str())
    }

    /// What of a customer's was said no to and not looked at yet, in words, the newest.
    pub fn rejection_of(&self, customer: CustomerId) -> Option<String> {
        let entry = self.rejected.iter().find(|entry| entry.customer_id == customer)?;
        let EntryState::Rejected { by, reason, .. } = &entry.state else { return None };
        let me = self.who.as_ref().map(|who| who.email.as_str());
        Some(format!("{} · {}", no_in_words(by, reason, me), entry.title))
    }

    /// Keeps a draft as it stands now, whatever becomes of the editor.
    pub fn keep_draft(&mut self, name: DraftName, text: String) {
        if name.1 == SCRATCH {
            self.jotted.remove(&name.0);
            self.jotted.extend((!text.is_empty()).then_some(name.0));
        }
        match self.drafts.iter_mut().find(|draft| draft.name == name) {
            Some(draft) => {
                draft.dirty |= draft.text != text;
                draft.text = text;
            }
            None => self.drafts.push(Draft { name, text, dirty: true, under_way: None }),
        }
    }

    /// Whether something that was decided or written is not stored yet.
    pub fn is_storing(&self) -> bool {
        !self.drafts.is_empty() || self.out.in_flight.iter().any(|asked| !asked.can_be_given_up)
    }

    /// Remembers how an entry stands, unless something newer is known: an answer may come after what was told since.
    pub fn note_entry(&mut self, entry: &Entry) {
        match self.outbox.iter_mut().find(|known| known.id == entry.id) {
            Some(known) if entry.is_older_than(known) => {}
            Some(known) => *known = entry.clone(),
            None => self.outbox.insert(0, entry.clone()),
        }
    }
}

fn next_second(now: Timestamp) -> Timestamp {
    Timestamp::from_second(now.as_second() + 1).unwrap_or(Timestamp::MAX)
}
