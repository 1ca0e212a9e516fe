//! The editor: drafts of suggestions, notes and tasks of the rep's own, questions. The draft is kept at every change.

use std::borrow::Cow;
use std::cell::Cell;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui_textarea::{CursorMove, TextArea};
use serde::{Deserialize, Serialize};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;
use unicode_width::UnicodeWidthStr;

use super::{AfterCall, CallSheet};
use crate::desk::VOUCH;
use crate::desk::api::{DeskError, DraftEdit, FailureKind, Private, Request, Who, WhoAmI};
use crate::domain::action::{ActionKind, Phase, Write};
use crate::domain::brief::Suggestion;
use crate::domain::call::FollowUp;
use crate::domain::casework::{CaseAt, CaseDeed, Consent};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::{EntryId, SuggestionId};
use crate::domain::outbox::Entry;
use crate::domain::record::RecordRef;
use crate::domain::{CustomerId, Unsupported};
use crate::phrasing::{Moment, NotDue, counted, cut, day_doubt, due_typed, effect_told};
use crate::tui::keymap::{Action, Key, Layer};
use crate::tui::screens::brief_beside;
use crate::tui::widgets::field::{one_line, paste_into};
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::prose::{Look, prose, step};
use crate::tui::widgets::text::paragraph;
use crate::tui::widgets::{Canvas, Hit};

/// Columns from which a page and what is jotted down stand side by side.
const SIDE_BY_SIDE: u16 = 150;
/// What the scratch pad of a call is kept under.
pub const SCRATCH: &str = "scratch";

/// What is being written.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// The draft of a suggestion.
    Suggestion {
        /// Which.
        id: SuggestionId,
        /// Its effect in words.
        effect: String,
    },
    /// The draft of an entry that waits for a yes.
    Entry {
        /// Which.
        id: EntryId,
        /// Its effect in words.
        effect: String,
    },
    /// A note of the rep's own.
    Note {
        /// On which case besides the customer.
        case: Option<EvidenceId>,
    },
    /// An answer to a case.
    Answer {
        /// Which, as it was seen.
        case: CaseAt,
        /// The macro that it began with.
        by: Option<String>,
    },
    /// A task of the rep's own.
    Task {
        /// The case it is about as well.
        case: Option<EvidenceId>,
    },
    /// What is jotted down during a call.
    Scratch,
    /// A question about the customer.
    Question,
}

/// A draft as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    title: String,
    body: String,
    due: String,
    owner: String,
}

/// A field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Title,
    Body,
    Due,
    Owner,
}

/// The editor.
#[derive(Clone)]
pub struct Compose {
    /// About whom.
    pub customer: CustomerId,
    /// The company or deal that a call is about.
    pub account: Option<RecordRef>,
    /// What is being written.
    pub kind: Kind,
    /// The request that keeps what was written, on its way.
    pub pending: Option<u64>,
    /// The request that looks for a draft from before.
    pub fetching: Option<u64>,
    /// Why it could not be kept.
    pub problem: Option<DeskError>,
    /// What in the draft nothing bears out.
    marks: Vec<Unsupported>,
    /// What the draft that it began with lacks.
    lacks: Vec<String>,
    /// The user was told that some of it is still there; saving now vouches for it.
    warned: bool,
    /// The user has changed something, so that an older draft does not replace it.
    pub touched: bool,
    restored: bool,
    /// The page that the call is made by, which stays in sight.
    page: Option<Box<CallSheet>>,
    /// What comes of it was being looked at, and is again when the pad is left.
    is_reviewed: bool,
    /// The follow-up as it was typed there.
    pub follow_up: Option<FollowUp>,
    fields: Vec<Field>,
    focus: usize,
    title: Input,
    body: TextArea<'static>,
    /// Columns that the text was drawn in last.
    columns: Cell<u16>,
    due: Input,
    due_before: String,
    /// Title and text as they were proposed.
    words_before: [String; 2],
    owner: Input,
}

impl Compose {
    fn new(customer: CustomerId, kind: Kind, fields: Vec<Field>, title: &str, body: &str, due: &str) -> Self {
        Self {
            customer,
            account: None,
            kind,
            pending: None,
            fetching: None,
            problem: None,
            marks: Vec::new(),
            lacks: Vec::new(),
            warned: false,
            touched: false,
            restored: false,
            page: None,
            is_reviewed: false,
            follow_up: None,
            fields,
            focus: 0,
            title: Input::new(title.to_owned()),
            body: area(body),
            columns: Cell::new(u16::MAX),
            due: Input::new(due.to_owned()),
            due_before: due.to_owned(),
            words_before: [title.trim().to_owned(), body.trim().to_owned()],
            owner: Input::default(),
        }
    }

    /// The draft of a suggestion. A task has a title and a day; a note or an answer has a text alone. `was_told`: that what
    /// is unproven in it goes out as the rep's own word if it is saved once more.
    pub fn suggestion(
        customer: CustomerId,
        suggestion: &Suggestion,
        was_told: bool,
        moment: &Moment,
    ) -> Self {
        let is_note = matches!(suggestion.action, ActionKind::Note | ActionKind::Reply);
        let due = suggestion.due_at.map(|at| at.to_zoned_datetime(moment.zone.clone()).date().to_string());
        let fields = if is_note { vec![Field::Body] } else { vec![Field::Title, Field::Due, Field::Body] };
        let kind = Kind::Suggestion { id: suggestion.id, effect: suggestion.effect.clone() };
        let mut compose =
            Self::new(customer, kind, fields, &suggestion.title, &suggestion.body, &due.unwrap_or_default());
        compose.marks = suggestion.unproven().cloned().collect();
        compose.warned = was_told;
        compose.lacks.clone_from(&suggestion.grounds.lacks);
        compose.focus = compose.fields.iter().position(|field| *field == Field::Body).unwrap_or(0);
        compose
    }

    /// The draft of an entry that waits for a yes; nothing where it has no words. `me`: who edits it.
    pub fn entry(entry: &Entry, me: Option<&str>, moment: &Moment) -> Option<Self> {
        let kind = Kind::Entry { id: entry.id, effect: effect_told(entry, me) };
        match &entry.write {
            Write::Note(note) => {
                Some(Self::new(entry.customer_id, kind, vec![Field::Body], "", &note.body, ""))
            }
            Write::Reply(reply) => {
                Some(Self::new(entry.customer_id, kind, vec![Field::Body], "", reply.answer(), ""))
            }
            Write::Task(task) => {
                let due = task.due_at.to_zoned_datetime(moment.zone.clone()).date().to_string();
                let fields = vec![Field::Title, Field::Due, Field::Body];
                Some(Self::new(entry.customer_id, kind, fields, &task.title, &task.body, &due))
            }
            _ => None,
        }
    }

    /// A note; on the case that is being looked at, too.
    pub fn note(customer: CustomerId, case: Option<&EvidenceId>) -> Self {
        Self::new(customer, Kind::Note { case: case.cloned() }, vec![Field::Body], "", "", "")
    }

    /// An answer to a case, which begins with a text.
    pub fn answer(customer: CustomerId, case: CaseAt, by: Option<String>, text: &str) -> Self {
        let text = gone_on(text);
        let mut compose = Self::new(customer, Kind::Answer { case, by }, vec![Field::Body], "", &text, "");
        compose.go_to_end();
        compose
    }

    /// The same, of a draft that lacks something.
    pub fn lacking(self, lacks: &[String]) -> Self {
        Self { lacks: lacks.to_vec(), ..self }
    }

    /// A task; on the case that is being looked at, too. Due on this day unless another is typed.
    pub fn task(customer: CustomerId, case: Option<&EvidenceId>, due: &str) -> Self {
        let fields = vec![Field::Title, Field::Due, Field::Owner, Field::Body];
        Self::new(customer, Kind::Task { case: case.cloned() }, fields, "", "", due)
    }

    /// The scratch pad of a call.
    pub fn scratch(customer: CustomerId, _case: Option<&EvidenceId>) -> Self {
        Self::new(customer, Kind::Scratch, vec![Field::Body], "", "", "")
    }

    /// The scratch pad beside the page that the call is made by.
    pub fn beside(page: CallSheet) -> Self {
        let pad = Self::scratch(page.customer, None);
        Self { account: page.record().cloned(), page: Some(Box::new(page)), ..pad }
    }

    /// The scratch pad, back from looking at what comes of it.
    pub fn reviewed(after: AfterCall) -> Self {
        let (customer, account, follow_up) = (after.customer, after.account.clone(), after.typed_follow_up());
        let pad = Self::scratch(customer, None);
        Self { account, follow_up, page: after.into_page(), is_reviewed: true, ..pad }
    }

    /// Whether what comes of it is looked at again when it is left.
    pub fn is_reviewed(&self) -> bool {
        self.is_reviewed
    }

    /// The page that stands beside the scratch pad.
    pub fn page(&mut self) -> Option<&mut CallSheet> {
        self.page.as_deref_mut()
    }

    /// The page that the call is made by, back from the scratch pad.
    pub fn into_page(self) -> Option<Box<CallSheet>> {
        self.page.map(|page| Box::new(page.back()))
    }

    /// A question.
    pub fn question(customer: CustomerId, _case: Option<&EvidenceId>) -> Self {
        Self::new(customer, Kind::Question, vec![Field::Title], "", "", "")
    }

    /// What the draft is kept under; nothing where none is kept.
    pub fn draft_name(&self) -> Option<String> {
        match &self.kind {
            Kind::Suggestion { id, .. } => Some(id.to_string()),
            Kind::Entry { id, .. } => Some(id.to_string()),
            Kind::Note { case: None } => Some("note".to_owned()),
            Kind::Note { case: Some(case) } => Some(format!("note on {case}")),
            Kind::Answer { case, .. } => Some(format!("answer to case {}", case.record.id)),
            Kind::Task { case: None } => Some("task".to_owned()),
            Kind::Task { case: Some(case) } => Some(format!("task on {case}")),
            Kind::Scratch => Some(SCRATCH.to_owned()),
            Kind::Question => None,
        }
    }

    /// What is kept: every field.
    pub fn draft(&self) -> String {
        let kept = Kept {
            title: self.title.value().to_owned(),
            body: self.body.lines().join("\n"),
            due: self.due.value().to_owned(),
            owner: self.owner.value().to_owned(),
        };
        serde_json::to_string(&kept).unwrap_or_default()
    }

    /// What is kept of an answer, a note or a pad that has this text.
    pub fn draft_of_text(text: &str) -> String {
        let (title, due, owner) = Default::default();
        serde_json::to_string(&Kept { title, body: text.to_owned(), due, owner }).unwrap_or_default()
    }

    /// What the user's own editor gets: the title as first line where there is one.
    pub fn text(&self) -> String {
        let body = self.body.lines().join("\n");
        if self.fields.contains(&Field::Title) { format!("{}\n{body}", self.title.value()) } else { body }
    }

    /// Puts a draft from before in, unless the user has written since.
    pub fn restore(&mut self, draft: &str) {
        let Ok(kept) = serde_json::from_str::<Kept>(draft) else { return };
        if self.touched {
            return;
        }
        self.title = Input::new(kept.title);
        self.body = area(&kept.body);
        self.due = Input::new(kept.due);
        self.owner = Input::new(kept.owner);
        self.go_to_end();
        self.restored = true;
    }

    /// Begins with a draft that has come since it was opened, where nothing stands there yet.
    pub fn begin_with(&mut self, draft: &str, lacks: &[String]) {
        if self.touched || self.restored || !self.body.is_empty() {
            return;
        }
        self.body = area(&gone_on(draft));
        self.go_to_end();
        self.lacks = lacks.to_vec();
    }

    /// Takes the text from the user's own editor.
    pub fn set_text(&mut self, text: &str) {
        self.changed();
        let text = crate::domain::text::clean_block(text);
        if self.fields.contains(&Field::Title) {
            let (title, body) = text.split_once('\n').unwrap_or((&text, ""));
            self.title = Input::new(title.to_owned());
            self.body = area(body);
        } else {
            self.body = area(&text);
        }
        self.go_to_end();
    }

    /// Who writes goes on where the text ends.
    fn go_to_end(&mut self) {
        self.body.move_cursor(CursorMove::Bottom);
        self.body.move_cursor(CursorMove::End);
    }

    /// Whether a draft says what it said before and leaves nothing to vouch for, so that there is nothing to keep.
    pub fn is_as_before(&self) -> bool {
        let words = [self.title.value().trim(), self.body.lines().join("\n").trim()].map(str::to_owned);
        matches!(self.kind, Kind::Suggestion { .. } | Kind::Entry { .. })
            && self.unproven().next().is_none()
            && words == self.words_before
            && self.due.value().trim() == self.due_before
    }

    /// What nothing bears out and still stands in the text.
    fn unproven(&self) -> impl Iterator<Item = &Unsupported> {
        let body = self.body.lines().join("\n");
        self.marks.iter().filter(move |mark| mark.stands_in(&body))
    }

    /// Whether the user has to be told, once, that saving keeps as their own word what nothing bears out; it is told then.
    pub fn warns(&mut self) -> bool {
        let left = self.unproven().count() as u64;
        if left == 0 || self.warned {
            return false;
        }
        self.warned = true;
        let words = format!("{} still unproven", counted(left, "sentence"));
        self.problem =
            Some(DeskError::new(FailureKind::NotPermitted, words).hint(
                "change or remove what is marked, or save once more: then it goes out as your own word",
            ));
        true
    }

    /// It could not be kept, for this reason. Where that is a promise of the user's own, saving once more vouches for it.
    pub fn refused(&mut self, mut problem: DeskError) {
        let is_kind = matches!(self.kind, Kind::Answer { .. } | Kind::Entry { .. });
        self.warned |= is_kind && problem.kind == FailureKind::NotPermitted;
        problem.hint =
            problem.hint.map(|hint| if is_kind { hint.replace(VOUCH, "save once more") } else { hint });
        self.problem = Some(problem);
    }

    /// The text has changed: what was told before may not hold any more.
    fn changed(&mut self) {
        self.touched = true;
        self.warned = false;
        self.problem = None;
    }

    /// The question that was typed.
    pub fn asked(&self) -> String {
        self.title.value().trim().to_owned()
    }

    /// The request that keeps what was written.
    ///
    /// # Errors
    /// What is missing or cannot be read, in words.
    pub fn request(&self, moment: &Moment) -> Result<Request, String> {
        let body = self.body.lines().join("\n").trim().to_owned();
        let title = self.title.value().trim().to_owned();
        match &self.kind {
            Kind::Suggestion { id, .. } => {
                if body.is_empty() {
                    return Err("the draft is empty; x on the suggestion turns it down".to_owned());
                }
                let has_title = self.fields.contains(&Field::Title);
                let due_at = match self.due.value().trim() {
                    same if same == self.due_before => None,
                    "" => return Err("a task needs a day on which it is due".to_owned()),
                    _ => self.due_at(moment)?,
                };
                let edit = DraftEdit {
                    title: has_title.then_some(title),
                    body: Some(body),
                    due_at,
                    vouches: self.warned,
                };
                Ok(Request::Edit { suggestion: *id, edit })
            }
            Kind::Entry { id, .. } => {
                let has_title = self.fields.contains(&Field::Title);
                if body.is_empty() && !has_title {
                    return Err("the draft is empty; n turns it down".to_owned());
                }
                let due_at = match self.due.value().trim() {
                    same if same == self.due_before => None,
                    "" => return Err("a task needs a day on which it is due".to_owned()),
                    _ => self.due_at(moment)?,
                };
                let title = has_title.then_some(title);
                let edit = DraftEdit { title, body: Some(body), due_at, vouches: self.warned };
                Ok(Request::Amend { entry: *id, edit })
            }
            Kind::Note { case } => {
                if body.is_empty() {
                    return Err("the note is empty".to_owned());
                }
                let case = case.as_ref().map(|case| case.key().to_owned());
                Ok(Request::Note { who: Who::Customer(self.customer), text: Private(body), case, now: false })
            }
            Kind::Answer { case, by } => {
                if body.is_empty() {
                    return Err("the answer is empty".to_owned());
                }
                let deed = match by {
                    Some(name) => CaseDeed::Macro { name: name.clone(), text: Some(body) },
                    None => CaseDeed::Reply(body),
                };
                let cases = vec![case.clone()];
                Ok(Request::WorkCases { cases, deed, consent: Consent::Go, vouches: self.warned, now: false })
            }
            Kind::Task { case } => {
                if title.is_empty() {
                    return Err("the task needs a first line: what is to be done".to_owned());
                }
                let text = if body.is_empty() { title } else { format!("{title}\n{body}") };
                let owner = Some(self.owner.value().trim().to_owned()).filter(|owner| !owner.is_empty());
                let due_at = self.due_at(moment)?;
                let who = Who::Customer(self.customer);
                let case = case.as_ref().map(ToString::to_string);
                Ok(Request::Task { who, text: Private(text), case, due_at, owner, now: false })
            }
            Kind::Scratch => Err("what is jotted down is read first".to_owned()),
            Kind::Question => Err("a question is asked, not kept".to_owned()),
        }
    }

    /// What the key does that ends the editor, for the line of keys.
    pub(super) fn does(&self, who: Option<&WhoAmI>) -> Cow<'static, str> {
        let kind = match &self.kind {
            Kind::Suggestion { .. } | Kind::Entry { .. } => return "keep the change".into(),
            Kind::Scratch => return "note and task of it".into(),
            Kind::Question => return "ask".into(),
            Kind::Note { .. } => ActionKind::Note,
            Kind::Answer { .. } => ActionKind::Reply,
            Kind::Task { .. } => ActionKind::Task,
        };
        let Some(who) = who else { return "write".into() };
        match (who.phase, who.undo_seconds) {
            (Phase::Observe, _) => "not written: read only".into(),
            _ if who.own_words_need_a_yes.contains(&kind) => "ask for a yes".into(),
            (_, 0) => "write at once".into(),
            (_, seconds) => format!("write ({seconds} s to take back)").into(),
        }
    }

    fn due_at(&self, moment: &Moment) -> Result<Option<Timestamp>, String> {
        let typed = self.due.value().trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let due = due_typed(typed, moment).map_err(|why| match &why {
            NotDue::NoDay => format!("`{typed}` {}", why.in_words()),
            NotDue::NoSuchDay(_) | NotDue::NotTaken(_) => why.in_words(),
        })?;
        Ok(Some(due))
    }

    pub(super) fn layer(&self) -> Layer {
        if self.kind == Kind::Question { Layer::Line } else { Layer::Editor }
    }

    pub(super) fn typed(&mut self, key: KeyEvent) -> bool {
        if self.pending.is_some() {
            return false;
        }
        let changed = match self.field() {
            Field::Title => changed(&mut self.title, key),
            Field::Due => {
                let is_typed = Key::of(key).typed().is_some_and(|typed| !typed.is_whitespace());
                self.forget_day(is_typed);
                changed(&mut self.due, key)
            }
            Field::Owner => changed(&mut self.owner, key),
            Field::Body => write(&mut self.body, key, self.columns.get()),
        };
        if changed {
            self.changed();
        }
        changed
    }

    pub(super) fn pasted(&mut self, text: &str) -> bool {
        if self.pending.is_some() {
            return false;
        }
        match self.field() {
            Field::Title => paste_into(&mut self.title, text),
            Field::Due => {
                self.forget_day(true);
                paste_into(&mut self.due, text);
            }
            Field::Owner => paste_into(&mut self.owner, text),
            Field::Body => {
                self.body.insert_str(crate::domain::text::clean_block(text));
            }
        }
        self.changed();
        true
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let fields = self.fields.len();
        match action {
            Action::NextField => self.focus = (self.focus + 1) % fields,
            Action::PreviousField => self.focus = (self.focus + fields - 1) % fields,
            _ => return false,
        }
        true
    }

    /// The day that stood there from the beginning gives way to one that is typed; behind a blank it is gone on with.
    fn forget_day(&mut self, is_typed: bool) {
        if is_typed && !self.due_before.is_empty() && self.due.value() == self.due_before {
            self.due = Input::default();
        }
    }

    fn field(&self) -> Field {
        self.fields[self.focus]
    }

    // The view.

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let theme = canvas.theme;
        let title = match &self.kind {
            Kind::Suggestion { .. } | Kind::Entry { .. } => " Edit the draft ".to_owned(),
            Kind::Note { case: None } => " Note ".to_owned(),
            Kind::Note { case: Some(case) } => format!(" Note on {case} "),
            Kind::Answer { case, .. } => format!(" Answer to case {} ", case.record.id),
            Kind::Task { case: None } => " Task ".to_owned(),
            Kind::Task { case: Some(case) } => format!(" Task · {case} "),
            Kind::Scratch => " During the call ".to_owned(),
            Kind::Question => " Ask about this customer ".to_owned(),
        };
        let title = Line::styled(title, theme.heading);
        if self.kind == Kind::Question {
            let inner = popup(canvas, area, 84, 4, title);
            let [field, hint] = Layout::vertical([Constraint::Length(1), Constraint::Length(1)]).areas(inner);
            one_line(canvas, field, "? ", &self.title, true);
            let words = "for example: what was the last order? has anything been sent back?";
            return canvas.lines(hint, [Line::styled(words, theme.faint)]);
        }
        let inner = match &self.page {
            Some(page) => {
                let (for_page, area) = beside(area);
                page.view_beside(canvas, for_page);
                popup(canvas, area, area.width, area.height, title)
            }
            None => match brief_beside(area).filter(|_| !matches!(self.kind, Kind::Entry { .. })) {
                // What the customer wrote stays in sight.
                Some(brief) => {
                    canvas.hits.note(area, Hit::Cover);
                    popup(canvas, brief, brief.width, brief.height, title)
                }
                None => popup(canvas, area, 96, (area.height * 3 / 4).max(12), title),
            },
        };
        let width = usize::from(inner.width);
        let foot = self.foot(canvas, width);
        let small =
            |field: &Field| if *field == Field::Body { Constraint::Fill(1) } else { Constraint::Length(2) };
        let mut rows: Vec<Constraint> = self.fields.iter().map(small).collect();
        rows.push(Constraint::Length(u16::try_from(foot.len()).unwrap_or(1)));
        let areas = Layout::vertical(rows).split(inner);
        for (at, field) in self.fields.iter().enumerate() {
            let focused = at == self.focus;
            match field {
                Field::Title => one_line(canvas, areas[at], "what    ", &self.title, focused),
                Field::Due => {
                    one_line(canvas, areas[at], "due     ", &self.due, focused);
                    self.view_day(canvas, areas[at]);
                }
                Field::Owner => one_line(canvas, areas[at], "owner   ", &self.owner, focused),
                Field::Body => self.view_body(canvas, areas[at], focused),
            }
        }
        canvas.lines(areas[self.fields.len()], foot);
    }

    fn foot(&self, canvas: &Canvas<'_, '_>, width: usize) -> Vec<Line<'static>> {
        let theme = canvas.theme;
        let mut foot = Vec::new();
        if let Some(error) = &self.problem {
            foot.extend(paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width));
            foot.extend(
                error.hint.iter().flat_map(|hint| paragraph(Span::raw("→ "), hint, theme.faint, width)),
            );
        }
        for one in self.unproven() {
            let words = format!("“{}” {}", one.text, one.why);
            foot.extend(paragraph(Span::styled("⚠ ", theme.warning), &words, theme.warning, width));
        }
        for lacks in self.lacks.iter().filter(|_| !self.restored) {
            foot.extend(paragraph(Span::styled("⚠ ", theme.warning), lacks, theme.warning, width));
        }
        if let Kind::Suggestion { effect, .. } | Kind::Entry { effect, .. } = &self.kind {
            foot.extend(paragraph(Span::styled("→ ", theme.accent), effect, theme.faint, width));
        }
        let becomes = match &self.kind {
            Kind::Answer { .. } => Some(
                "becomes a note on the case, for you to send, and the case waits for the customer then"
                    .to_owned(),
            ),
            Kind::Note { case: None } => Some("becomes a note on the contact, for colleagues".to_owned()),
            Kind::Note { case: Some(case) } => {
                Some(format!("becomes a note on the contact and on {case}, for colleagues"))
            }
            Kind::Task { case: None } => Some("becomes a task on the contact".to_owned()),
            Kind::Task { case: Some(case) } => Some(format!("becomes a task on the contact and on {case}")),
            _ => None,
        };
        if let Some(words) = &becomes {
            foot.extend(paragraph(Span::styled("→ ", theme.accent), words, theme.faint, width));
        }
        let state = match (self.pending.is_some(), self.restored) {
            (true, _) => "keeping …",
            (false, true) => "your draft from before · kept as you type",
            (false, false) => "kept as you type",
        };
        foot.push(Line::styled(state, theme.faint));
        foot
    }

    /// The day that was typed, read back.
    fn view_day(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (words, style) = match self.due_at(canvas.moment) {
            Ok(Some(at)) => {
                let words = format!("→ {}", canvas.moment.exactly(at));
                match day_doubt(self.due.value(), canvas.moment) {
                    None => (words, canvas.theme.faint),
                    Some(doubt) => {
                        (format!("{words}, {}", doubt.briefly(canvas.moment)), canvas.theme.warning)
                    }
                }
            }
            Ok(None) => return,
            Err(_) => {
                ("no day: 2026-11-27, friday 10:00, in two weeks, +3d".to_owned(), canvas.theme.warning)
            }
        };
        let taken = LABEL + self.due.value().width() + 2;
        let room = usize::from(area.width).saturating_sub(taken);
        let line = Line::styled(cut(&words, room), style).right_aligned();
        canvas.frame.render_widget(line, Rect { height: 1, ..area });
    }

    fn view_body(&self, canvas: &mut Canvas<'_, '_>, area: Rect, focused: bool) {
        let area = if self.fields.len() > 1 {
            let [label, text] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
            let style = if focused { canvas.theme.accent } else { canvas.theme.faint };
            canvas.lines(label, [Line::styled("details", style)]);
            text
        } else {
            area
        };
        let theme = canvas.theme;
        let nothing = ratatui::style::Style::new();
        let look = Look {
            text: theme.text,
            marked: theme.warning.underlined(),
            selected: theme.selected,
            cursor: if focused { theme.selected.reversed() } else { nothing },
        };
        let unproven: Vec<&str> = self.unproven().map(|one| one.text.as_str()).collect();
        self.columns.set(area.width);
        prose(&self.body, &unproven, &look, area, canvas.frame.buffer_mut());
    }
}

/// Columns of the label before a field.
const LABEL: usize = 8;

/// Room for a page and for what is jotted down: side by side, or one above the other.
fn beside(area: Rect) -> (Rect, Rect) {
    let [page, pad] = if area.width >= SIDE_BY_SIDE {
        Layout::horizontal([Constraint::Fill(3), Constraint::Fill(2)]).areas(area)
    } else {
        Layout::vertical([Constraint::Fill(1), Constraint::Length((area.height / 4).max(6))]).areas(area)
    };
    (page, pad)
}

/// A draft as it is gone on from: what is typed at its end is not glued to its last word.
fn gone_on(draft: &str) -> String {
    if draft.is_empty() || draft.ends_with(char::is_whitespace) {
        draft.to_owned()
    } else {
        format!("{draft} ")
    }
}

fn area(text: &str) -> TextArea<'static> {
    TextArea::new(text.split('\n').map(str::to_owned).collect())
}

/// A key in the text. What clears a line clears the one of the cursor here, too.
fn write(body: &mut TextArea<'static>, key: KeyEvent, columns: u16) -> bool {
    match (key.code, key.modifiers) {
        (KeyCode::Up | KeyCode::Down, KeyModifiers::NONE) => {
            step(body, columns, key.code == KeyCode::Down);
            false
        }
        (KeyCode::Char('u'), KeyModifiers::CONTROL) => body.delete_line_by_head(),
        (KeyCode::Char('z'), KeyModifiers::CONTROL) => body.undo(),
        _ => body.input(Event::Key(key)),
    }
}

fn changed(input: &mut Input, key: KeyEvent) -> bool {
    input.handle_event(&Event::Key(key)).is_some_and(|state| state.value)
}
