//! A list that a rep works through: views with their counts, a filter, an order, what came since; the same for cases, leads
//! and calls. Each screen says how its rows look ([`Looks`]) and does what is its own ([`Kind`]).

mod columns;
mod view;

use std::collections::{BTreeSet, HashMap, HashSet};

use crossterm::event::{Event, KeyEvent};
use jiff::{SignedDuration, Timestamp};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use crate::desk::api::{Answer, DeskError, Listed, Notice, Reading, Unread, Worklist as Row};
use crate::domain::outbox::Entry;
use crate::domain::record::RecordRef;
use crate::domain::worklist::{Arrangement, Filter, ListRow, Standpoint, ViewOf};
use crate::domain::{CustomerId, Word};
use crate::phrasing::Moment;
use crate::tui::cx::Cx;
use crate::tui::keymap::{Action, Layer};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::Hit;
use crate::tui::widgets::field::paste_into;
use crate::tui::widgets::list::ListState;
pub use columns::{Cell, Column};
pub use view::{age, answer_due, clock, due_in, until};

/// How often the CRM is asked for what has changed while somebody looks.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(60);
/// Customers that are read when somebody asks for more than the day's requests allow by themselves.
const GO_ON: usize = 1_000;
/// Changes that are told within so short a time are taken in one go.
const BURST: SignedDuration = SignedDuration::from_millis(250);

/// What a screen says in words of its own.
pub struct Words {
    /// In the top line.
    pub title: &'static str,
    /// What is done while it is opened.
    pub opening: &'static str,
    /// What is done while the CRM is asked.
    pub reading: &'static str,
    /// What came, by its count: `new case`.
    pub new: &'static str,
    /// What can be done to rows that are marked.
    pub marked: &'static str,
    /// There are none, and what to do then.
    pub none: (&'static str, &'static str),
    /// None fits.
    pub none_fits: &'static str,
    /// None can be the rep's own, who is no owner at the CRM.
    pub not_mine: &'static str,
}

/// How the rows of a list look.
pub trait Looks {
    /// The rows.
    type Row: Row;
    /// What is said of them.
    const WORDS: Words;

    /// The name of a view in its tab.
    fn tab(view: View<Self>, _is_narrow: bool) -> &'static str {
        view.in_words()
    }

    /// Whether a view that has no rows is not worth a tab.
    fn is_hidden_while_empty(_view: View<Self>) -> bool {
        false
    }

    /// What an empty view says that is emptied by working through it; nothing for others.
    fn none_left(_view: View<Self>) -> Option<&'static str> {
        None
    }

    /// How the tab of a view that has rows, and is not shown, is set apart.
    fn tab_style(view: View<Self>, theme: &Theme) -> Style;

    /// The columns in a room of so many.
    fn columns(width: usize, moment: &Moment) -> Vec<Column>;

    /// A row's cells, in the order of the columns.
    fn cells(row: &Self::Row, is_marked: bool, look: Look<'_>) -> Vec<Cell>;

    /// What is shown of a row under it when it is unfolded.
    fn unfolded(row: &Self::Row, look: Look<'_>, width: usize) -> Vec<Line<'static>>;

    /// What the line below the list says of all that are shown; nothing where there is nothing to say.
    fn news(_shown: &mut dyn Iterator<Item = &Self::Row>) -> Option<String> {
        None
    }

    /// What the line below the list says of the chosen row.
    fn about(row: &Self::Row, look: Look<'_>) -> Vec<Span<'static>>;
}

/// What a list is for: what is done with its rows, over what its screen keeps besides.
pub trait Kind: Looks + Default + 'static {
    /// The keys that are its own.
    const LAYER: Layer;

    /// Whether a view has the rep's own rows alone.
    fn is_mine(view: View<Self>) -> bool;

    /// Whether the cursor stays with its row from the start. Else it stays at the top until it is moved: what is first is
    /// what matters most, whichever that is.
    const STAYS_WITH_FIRST: bool = false;

    /// Opens the chosen row.
    fn open(list: &Worklist<Self>, cx: &mut Cx<'_>);

    /// Does what no other list understands; false where it is nothing of its own.
    fn act(list: &mut Worklist<Self>, action: Action, cx: &mut Cx<'_>) -> bool;

    /// What is to be pressed where nothing can be listed; nothing where the desk's own words are right.
    fn remedy(_error: &DeskError, _model: &Model) -> Option<String> {
        None
    }

    /// Asks for what it needs besides the rows.
    fn entered(&mut self, _cx: &mut Cx<'_>) {}

    /// Other rows have come.
    fn listed(_list: &Worklist<Self>, _cx: &mut Cx<'_>) {}

    /// Takes an answer to what it has asked besides the rows.
    fn answered(
        _list: &mut Worklist<Self>,
        _request: u64,
        result: Result<Answer, DeskError>,
        cx: &mut Cx<'_>,
    ) {
        if let Err(error) = result {
            cx.failed(&error);
        }
    }

    /// The desk tells something; that rows have changed is seen to already.
    fn noticed(_list: &mut Worklist<Self>, _notice: &Notice, _cx: &mut Cx<'_>) {}
}

/// The views of a kind.
pub type View<K> = <<K as Looks>::Row as ListRow>::View;

/// Colours, and now and here.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
    /// Entries of the outbox as they stand, newest first.
    pub outbox: &'a [Entry],
    /// Customers with whom a call was jotted down of which nothing was made yet.
    pub jotted: &'a BTreeSet<CustomerId>,
}

/// The list of a screen.
pub struct Worklist<K: Kind> {
    /// What the screen keeps besides.
    pub own: K,
    list: Option<Box<Listed<K::Row>>>,
    /// How many rows each view has, in the views' order.
    counts: Vec<usize>,
    arrangement: Arrangement<K::Row>,
    /// Rows in the order in which they are shown: places in `list.rows`.
    shown: Vec<usize>,
    /// What is kept, asked for.
    kept: Option<u64>,
    /// The CRM, asked.
    reading: Option<u64>,
    /// The customers' profiles, asked for.
    filling: Option<u64>,
    problem: Option<DeskError>,
    field: Input,
    typing: bool,
    /// What is wrong with what was typed.
    bad_filter: Option<String>,
    rows: ListState,
    /// Rows that came while somebody looked; they take their places when the list is asked for again.
    came: Vec<RecordRef>,
    /// Rows that went out of sight while somebody looked, with their places.
    went: HashMap<RecordRef, usize>,
    /// The row that something was done to last: the cursor stays with it until it is moved.
    held: Option<RecordRef>,
    /// Rows whose customers were asked for: who could not be read is not asked for again and again.
    asked_for: HashSet<RecordRef>,
    /// So many customers were not read, for the sake of the day's requests.
    unfilled: Option<u64>,
    /// Of whom the last such run could not read everything.
    unread: Option<Unread>,
    /// Somebody wants more of those.
    goes_on: bool,
    /// The CRM was asked again, and what only profiles tell is due with it.
    asks_for_news: bool,
    /// The list is still being filled since the screen was opened: rows take their places as they become known.
    settles: bool,
    /// When the CRM is asked again.
    look_again: Option<Timestamp>,
    /// What is kept has changed: when it is asked for.
    ask_kept_at: Option<Timestamp>,
    /// When it was asked for last.
    asked_kept_at: Option<Timestamp>,
    /// Rows that the next deed is done to.
    marked: BTreeSet<RecordRef>,
}

impl<K: Kind> Default for Worklist<K> {
    fn default() -> Self {
        Self {
            own: K::default(),
            list: None,
            counts: Vec::new(),
            arrangement: Arrangement::default(),
            shown: Vec::new(),
            kept: None,
            reading: None,
            filling: None,
            problem: None,
            field: Input::default(),
            typing: false,
            bad_filter: None,
            rows: ListState::default(),
            came: Vec::new(),
            went: HashMap::new(),
            held: None,
            asked_for: HashSet::new(),
            unfilled: None,
            unread: None,
            goes_on: false,
            asks_for_news: false,
            settles: false,
            look_again: None,
            ask_kept_at: None,
            asked_kept_at: None,
            marked: BTreeSet::new(),
        }
    }
}

impl<K: Kind> Worklist<K> {
    pub fn entered(&mut self, cx: &mut Cx<'_>) {
        // What is kept is there at once; what has changed follows.
        cx.cancel(self.kept.take());
        self.ask_kept(cx);
        self.asked_for.clear();
        self.settles = true;
        self.read(Reading::Cached, cx);
        let chosen = self.chosen().map(|row| row.record().clone());
        self.held = None;
        self.came.clear();
        self.went.clear();
        self.arrange(cx.moment);
        self.follow(chosen.as_ref());
        self.own.entered(cx);
    }

    pub fn left(&mut self) {
        (self.kept, self.reading, self.filling) = (None, None, None);
        (self.look_again, self.ask_kept_at) = (None, None);
    }

    pub fn title(&self) -> String {
        K::WORDS.title.to_owned()
    }

    pub fn layers(&self) -> Vec<Layer> {
        if self.typing { vec![Layer::Line] } else { vec![K::LAYER, Layer::List, Layer::Anywhere] }
    }

    /// Whether letters go to the filter.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// When it wants to be woken while it is shown.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let kept = self.ask_kept_at.filter(|_| self.kept.is_none());
        self.look_again.into_iter().chain(kept).min()
    }

    /// The time may have come to ask again.
    pub fn woken(&mut self, cx: &mut Cx<'_>) {
        let now = cx.moment.now;
        if self.ask_kept_at.is_some_and(|at| at <= now) && self.kept.is_none() {
            self.ask_kept(cx);
        }
        if self.look_again.is_some_and(|at| at <= now) && self.reading.is_none() {
            self.read(Reading::Cached, cx);
        }
    }

    pub fn read(&mut self, reading: Reading, cx: &mut Cx<'_>) {
        cx.cancel(self.reading.take());
        self.look_again = None;
        self.reading = Some(cx.ask(K::WORDS.reading, K::Row::request(reading, None)));
    }

    /// Every row there is, whatever is shown.
    pub fn all(&self) -> &[K::Row] {
        self.list.as_ref().map_or(&[], |list| &list.rows)
    }

    /// The rows of the view, in their order.
    pub fn shown(&self) -> impl Iterator<Item = &K::Row> {
        self.shown.iter().filter_map(|at| self.all().get(*at))
    }

    /// The chosen row.
    pub fn chosen(&self) -> Option<&K::Row> {
        self.all().get(*self.shown.get(self.rows.selected())?)
    }

    /// Chooses a row by its record, where it is shown.
    pub fn choose(&mut self, record: &RecordRef) {
        let row = self.shown().position(|row| row.record() == record);
        row.into_iter().for_each(|row| self.rows.select(row));
    }

    /// Something is done to the chosen row: what is done next is meant for it, wherever it stands then.
    pub fn hold(&mut self) {
        self.held = self.chosen().map(|row| row.record().clone());
    }

    /// The rep's name at the CRM.
    pub fn me(&self) -> Option<&str> {
        self.list.as_ref()?.me.as_deref()
    }

    /// Where the store's days end.
    pub fn zone(&self) -> Option<&str> {
        self.list.as_ref()?.zone.as_deref()
    }

    // What has arrived.

    pub fn answered(&mut self, request: u64, result: Result<Answer, DeskError>, cx: &mut Cx<'_>) {
        let is_kept = self.kept == Some(request);
        if is_kept {
            self.kept = None;
        } else if self.reading == Some(request) {
            self.reading = None;
            self.look_again = Some(cx.moment.now + LOOK_AGAIN);
            self.asks_for_news = true;
        } else if self.filling == Some(request) {
            self.filling = None;
            (self.unfilled, self.unread) = match result {
                Ok(Answer::Filled { left, unread }) => (Some(left).filter(|left| *left > 0), unread),
                _ => (None, None),
            };
            return self.ask_kept_soon(cx);
        } else {
            return K::answered(self, request, result, cx);
        }
        match result.map(K::Row::listed) {
            Ok(Some(mut list)) => {
                if !is_kept {
                    self.problem = None;
                } else {
                    // Nobody was asked: what went wrong when somebody was, stands.
                    let before = self.list.as_mut().and_then(|before| before.problem.take());
                    list.problem = list.problem.or(before);
                }
                self.take(list, cx.moment);
                self.fill(cx);
                self.settles &= self.is_filling();
                K::listed(self, cx);
            }
            // What is shown stands.
            Ok(None) => {
                self.fill(cx);
                self.settles &= self.is_filling();
            }
            Err(error) if self.all().is_empty() => self.problem = Some(error),
            Err(error) => cx.failed(&error),
        }
    }

    /// Whether more is on its way than a change.
    fn is_filling(&self) -> bool {
        self.reading.is_some() || self.filling.is_some()
    }

    /// Who the customers are is read once, behind what is shown.
    fn fill(&mut self, cx: &mut Cx<'_>) {
        let rows = self.list.as_ref().map_or(&[][..], |list| &list.rows);
        let lacking: HashSet<&RecordRef> =
            rows.iter().filter(|row| row.lacks_customer()).map(|row| row.record()).collect();
        // Who was read since may be overtaken once more.
        self.asked_for.retain(|record| lacking.contains(record));
        let is_new = lacking.iter().any(|record| !self.asked_for.contains(*record));
        let waits = self.all().iter().any(Row::waits_for_news);
        let is_due = match self.unfilled {
            Some(_) => self.goes_on,
            None => is_new || (waits && self.asks_for_news),
        };
        if is_due && self.filling.is_none() && self.reading.is_none() {
            (self.asks_for_news, self.goes_on) = (false, false);
            let lacking = self.all().iter().filter(|row| row.lacks_customer());
            let lacking: Vec<RecordRef> = lacking.map(|row| row.record().clone()).collect();
            self.asked_for.extend(lacking);
            let most = self.unfilled.take().map(|_| GO_ON);
            self.filling = Some(cx.ask("reading customers", K::Row::fill(most)));
        }
    }

    /// New rows in place of the old ones. While the list is filled they stand in their order, and the chosen one stays
    /// chosen. Later nothing moves under who looks: rows keep their places, those that came wait at the end of a count,
    /// those that went go.
    fn take(&mut self, list: Box<Listed<K::Row>>, moment: &Moment) {
        let chosen = self.chosen().map(|row| row.record().clone());
        let before: Vec<RecordRef> = self.shown().map(|row| row.record().clone()).collect();
        let older = self.list.replace(list);
        self.arrange(moment);
        let put_back = self.put_back(older.as_ref().map_or(&[][..], |older| &older.rows));
        // Who takes back what they have done is where they did it.
        let chosen = self.held.clone().filter(|held| put_back.contains(held)).or(chosen);
        if (self.rows.selected() > 0 || self.holds(chosen.as_ref())) && !self.settles {
            self.keep_order(&before, &put_back);
        }
        let shown: HashSet<RecordRef> = self.shown().map(|row| row.record().clone()).collect();
        self.went.retain(|record, _| !shown.contains(record));
        let gone = before.into_iter().enumerate().filter(|(_, record)| !shown.contains(record));
        self.went.extend(gone.map(|(place, record)| (record, place)));
        self.follow(chosen.as_ref());
    }

    /// Rows that are shown again because what hid them was taken back.
    fn put_back(&self, older: &[K::Row]) -> HashSet<RecordRef> {
        let older: HashMap<&RecordRef, &K::Row> = older.iter().map(|row| (row.record(), row)).collect();
        let is_put_back =
            |row: &&K::Row| older.get(row.record()).is_some_and(|before| row.is_put_back(before));
        self.shown().filter(is_put_back).map(|row| row.record().clone()).collect()
    }

    fn keep_order(&mut self, before: &[RecordRef], put_back: &HashSet<RecordRef>) {
        let places: HashMap<&RecordRef, usize> =
            before.iter().enumerate().map(|(place, record)| (record, place)).collect();
        let rows = self.list.as_ref().map_or(&[][..], |list| &list.rows);
        let record = |at: &usize| rows[*at].record();
        let (mut known, new): (Vec<usize>, Vec<usize>) =
            self.shown.iter().partition(|at| places.contains_key(record(at)));
        known.sort_by_key(|at| places.get(record(at)));
        let (back, new): (Vec<usize>, Vec<usize>) =
            new.into_iter().partition(|at| put_back.contains(record(at)));
        let place = |at: &usize| {
            let by_order = || self.shown.iter().position(|shown| shown == at);
            self.went.get(record(at)).copied().or_else(by_order).unwrap_or(known.len())
        };
        let mut back: Vec<(usize, usize)> = back.iter().map(|at| (place(at), *at)).collect();
        back.sort_unstable();
        for (place, at) in back {
            known.insert(place.min(known.len()), at);
        }
        let here: HashSet<&RecordRef> = known.iter().map(record).collect();
        self.came.retain(|came| here.contains(came));
        self.came.extend(new.iter().map(record).cloned());
        self.shown = known.into_iter().chain(new).collect();
    }

    fn holds(&self, chosen: Option<&RecordRef>) -> bool {
        chosen.is_some() && self.held.as_ref() == chosen
    }

    fn follow(&mut self, chosen: Option<&RecordRef>) {
        let found = chosen.and_then(|chosen| self.shown().position(|row| row.record() == chosen));
        match found.filter(|_| K::STAYS_WITH_FIRST || self.holds(chosen)) {
            Some(at) => self.rows.select(at),
            None => self.rows.follow_to(found, self.shown.len()),
        }
    }

    /// Counts, filters and orders what there is.
    fn arrange(&mut self, moment: &Moment) {
        let rows = self.all();
        let from = Standpoint { me: self.me(), now: moment.now, day_ends: moment.day_ends() };
        let count = |view: &View<K>| rows.iter().filter(|row| view.has(row, &from)).count();
        let counts = View::<K>::ALL.iter().map(count).collect();
        let shown = self.arrangement.of(rows, &from);
        (self.counts, self.shown) = (counts, shown);
    }

    fn rearrange(&mut self, moment: &Moment) {
        self.came.clear();
        self.went.clear();
        self.held = None;
        self.arrange(moment);
        self.rows.select(0);
    }

    pub fn noticed(&mut self, notice: &Notice, cx: &mut Cx<'_>) {
        if K::Row::is_told_by(notice) || matches!(notice, Notice::Skipped | Notice::Erased { .. }) {
            self.ask_kept_soon(cx);
        }
        K::noticed(self, notice, cx);
    }

    /// Asks for what is kept: at once, unless that was asked a moment ago; then all that is told meanwhile is taken in
    /// one go.
    fn ask_kept_soon(&mut self, cx: &mut Cx<'_>) {
        let now = cx.moment.now;
        let next = self.asked_kept_at.map_or(now, |at| now.max(at + self.burst()));
        if next <= now && self.kept.is_none() {
            self.ask_kept(cx);
        } else {
            self.ask_kept_at = Some(next);
        }
    }

    /// A list that is long takes longer to be taken in, and changes all the time while its customers are read.
    fn burst(&self) -> SignedDuration {
        let thousands = self.all().len() / 1_000;
        BURST * i32::try_from(thousands).map_or(i32::MAX, |thousands| thousands + 1)
    }

    fn ask_kept(&mut self, cx: &mut Cx<'_>) {
        self.ask_kept_at = None;
        self.asked_kept_at = Some(cx.moment.now);
        let known = self.list.as_ref().map(|list| list.revision);
        self.kept = Some(cx.ask(K::WORDS.opening, K::Row::request(Reading::AsIs, known)));
    }

    // What the user does.

    /// Does what the list understands; false where it is nothing for one.
    pub fn act(&mut self, action: Action, cx: &mut Cx<'_>) -> bool {
        let moment = cx.moment;
        match action {
            Action::Open => K::open(self, cx),
            own if K::act(self, own, cx) => {}
            Action::Save if self.typing => self.typing = false,
            Action::Back if self.typing => {
                self.typing = false;
                self.field.reset();
                self.filtered(moment);
            }
            Action::Back if self.rows.fold_all() => {}
            Action::Back if !self.marked.is_empty() => self.marked.clear(),
            Action::Back if !self.arrangement.filter.is_empty() || self.bad_filter.is_some() => {
                self.field.reset();
                self.filtered(moment);
            }
            Action::Filter => self.typing = true,
            Action::NextView => self.turn(1, moment),
            Action::PreviousView => self.turn(View::<K>::ALL.len() - 1, moment),
            Action::NextOrder => {
                self.arrangement.order = self.arrangement.order.turned(1);
                self.rearrange(moment);
                cx.tell(format!("ordered by {}", self.arrangement.order.in_words()));
            }
            Action::Why => self.unfold(),
            Action::Mark => self.mark(cx),
            // What is shown is not what was asked for.
            Action::MarkAll if let Some(bad) = &self.bad_filter => {
                cx.refuse(format!("nothing is marked: {bad}"))
            }
            Action::MarkAll => self.mark_all(cx),
            Action::Refresh => {
                self.rearrange(moment);
                self.goes_on = self.unfilled.is_some();
                self.read(Reading::Fresh, cx);
            }
            moving => {
                let has_moved = self.rows.act(moving, self.shown.len());
                if has_moved {
                    self.held = None;
                }
                return has_moved;
            }
        }
        true
    }

    fn turn(&mut self, by: usize, moment: &Moment) {
        // A view that has no tab is passed over.
        for _ in 0..View::<K>::ALL.len() {
            self.arrangement.view = self.arrangement.view.turned(by);
            let count = View::<K>::ALL.iter().position(|view| *view == self.arrangement.view);
            let is_empty = count.and_then(|at| self.counts.get(at)).is_none_or(|count| *count == 0);
            if !(is_empty && K::is_hidden_while_empty(self.arrangement.view)) {
                break;
            }
        }
        self.rearrange(moment);
    }

    fn unfold(&mut self) {
        if let Some(key) = self.chosen().map(|row| row.record().to_string()) {
            self.rows.toggle(key);
        }
    }

    /// Those that are marked, in the order in which they are shown; else the chosen one.
    pub fn to_work_on(&self) -> Vec<&K::Row> {
        if self.marked.is_empty() {
            return self.chosen().into_iter().collect();
        }
        self.shown().filter(|row| self.marked.contains(row.record())).collect()
    }

    /// What was to be done to those that are marked is under way.
    pub fn unmark(&mut self) {
        self.marked.clear();
    }

    fn mark(&mut self, cx: &mut Cx<'_>) {
        let Some(record) = self.chosen().map(|row| row.record().clone()) else {
            return cx.refuse("there is nothing to mark");
        };
        if !self.marked.remove(&record) {
            self.marked.insert(record);
        }
        self.rows.step(1, self.shown.len());
    }

    /// All that are shown, or none where they are marked already.
    fn mark_all(&mut self, cx: &mut Cx<'_>) {
        let shown: BTreeSet<RecordRef> = self.shown().map(|row| row.record().clone()).collect();
        if shown.is_empty() {
            return cx.refuse("there is nothing to mark");
        }
        self.marked = if self.marked == shown { BTreeSet::new() } else { shown };
    }

    pub fn typed(&mut self, key: KeyEvent, cx: &mut Cx<'_>) {
        if self.typing && self.field.handle_event(&Event::Key(key)).is_some_and(|changed| changed.value) {
            self.filtered(cx.moment);
        }
    }

    pub fn pasted(&mut self, text: &str, cx: &mut Cx<'_>) {
        if self.typing {
            paste_into(&mut self.field, text);
            self.filtered(cx.moment);
        }
    }

    /// What was typed holds at once, as far as it is a filter; of the rest it is said what is wrong with it.
    fn filtered(&mut self, moment: &Moment) {
        let (filter, wrong) = Filter::read(self.field.value());
        self.arrangement.filter = filter;
        let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        self.bad_filter = (!wrong.is_empty()).then(|| wrong.join("; "));
        self.rearrange(moment);
    }

    /// A click chooses a row; one on the chosen row opens it.
    pub fn clicked(&mut self, hit: Hit, cx: &mut Cx<'_>) {
        match hit {
            Hit::Row { row, .. } if self.rows.selected() == row => K::open(self, cx),
            Hit::Row { row, .. } => {
                self.held = None;
                self.rows.select(row);
            }
            Hit::Tab(number) => {
                if let Some(view) = View::<K>::ALL.get(usize::from(number)) {
                    self.arrangement.view = *view;
                    self.rearrange(cx.moment);
                }
            }
            _ => {}
        }
    }

    pub fn scrolled(&mut self, _list: u8, by: isize) {
        self.rows.step(by, self.shown.len());
    }
}
