//! The page for a call: first what is needed most, so that one screen suffices; what has no room there stands below it.

mod page;

use std::cell::Cell;

use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use self::page::Paper;
use super::{Choice, Chooser, Take};
use crate::desk::api::{Answer, Candidate, DeskError, Meant, Notice, Reading, Request, Who};
use crate::domain::CustomerId;
use crate::domain::agenda::Way;
use crate::domain::brief::Sentence;
use crate::domain::call::{AccountSheet, CallSheet as Sheet, Part, Person, Topic, Wording, credit};
use crate::domain::evidence::{Evidence, EvidenceId};
use crate::domain::record::RecordRef;
use crate::phrasing::{Moment, cut, meeting_in_words};
use crate::tui::keymap::{Action, Layer};
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::panel::{more_below, popup};
use crate::tui::widgets::text::paragraph;

/// Columns of the parts' names.
const NAMES: usize = 12;
/// Columns that are read with ease: no line is longer, however wide the terminal is.
const WIDEST: usize = 110;
/// Columns in the frame below that say how much more there is.
const MORE: usize = 14;
/// People of a company or deal who stand above everything else with how to reach them.
const MOST_PEOPLE: usize = 3;

/// Meetings that a page about several people tells.
const MOST_MEETINGS: usize = 2;
/// Lines of what stands in a task or meeting: the page is read in a minute, and the list of calls has all of it.
const MOST_WORDS: usize = 2;

/// A call among those of the day.
#[derive(Clone)]
pub struct Turn {
    /// Where it stands: `2 of 5`.
    pub place: String,
    /// The task or meeting at the CRM.
    pub record: RecordRef,
    /// How it is to be done: not every task is a call.
    pub way: Way,
    /// What that is about.
    pub about: String,
    /// What stands in it besides.
    pub words: String,
}

/// What came of asking for it.
#[derive(Clone)]
enum Page {
    Customer(Box<Sheet>),
    Account(Box<AccountSheet>),
}

impl Page {
    fn parts(&self) -> &[Part] {
        match self {
            Self::Customer(sheet) => &sheet.parts,
            Self::Account(sheet) => &sheet.parts,
        }
    }

    fn questions(&self) -> &Wording {
        match self {
            Self::Customer(sheet) => &sheet.questions,
            Self::Account(sheet) => &sheet.questions,
        }
    }

    fn engine(&self) -> &str {
        match self {
            Self::Customer(sheet) => &sheet.engine,
            Self::Account(sheet) => &sheet.engine,
        }
    }

    fn evidence(&self) -> &[Evidence] {
        match self {
            Self::Customer(sheet) => &sheet.evidence,
            Self::Account(sheet) => &sheet.evidence,
        }
    }

    /// Those of an account who stand below the others.
    fn more_people(&self) -> &[Person] {
        match self {
            Self::Customer(_) => &[],
            Self::Account(sheet) => sheet.people.get(MOST_PEOPLE..).unwrap_or_default(),
        }
    }

    fn asked(&self) -> &[Sentence] {
        let asked = self.parts().iter().find(|part| part.topic == Topic::Ask);
        asked.map_or(&[], |part| part.sentences.as_slice())
    }
}

/// The page.
#[derive(Clone)]
pub struct CallSheet {
    /// Whose; of a company or deal, from whom it was opened.
    pub customer: CustomerId,
    /// The request for it.
    pub asked: Option<u64>,
    /// The company or deal that it is about instead of the customer alone.
    account: Option<Meant>,
    /// What came.
    page: Option<Page>,
    /// The page with the built-in questions, where it stood before a model had worded others: the rest stays where it was.
    stood: Option<Page>,
    /// What came while the rep was jotting down.
    held: Option<Answer>,
    /// Why it did not.
    pub problem: Option<DeskError>,
    /// Which of today's calls it is.
    turn: Option<Turn>,
    /// Everything is being read afresh; what stands there stays until then.
    renewing: bool,
    shows_evidence: bool,
    offset: Cell<usize>,
    rows: Cell<usize>,
}

impl CallSheet {
    /// The company or deal that it is about, as far as it has come.
    pub fn record(&self) -> Option<&RecordRef> {
        match &self.page {
            Some(Page::Account(sheet)) => sheet.record.as_ref(),
            _ => None,
        }
    }

    /// Not asked for yet.
    pub fn new(customer: CustomerId, turn: Option<Turn>) -> Self {
        Self {
            customer,
            asked: None,
            account: None,
            page: None,
            stood: None,
            held: None,
            problem: None,
            turn,
            renewing: false,
            shows_evidence: false,
            offset: Cell::new(0),
            rows: Cell::new(1),
        }
    }

    /// About a company or a deal, opened from one of its people.
    pub fn of_account(customer: CustomerId, account: Meant) -> Self {
        Self { account: Some(account), ..Self::new(customer, None) }
    }

    /// What has to be asked for it.
    pub fn request(&self) -> Request {
        let reading = |else_so| if self.renewing { Reading::Fresh } else { else_so };
        match &self.account {
            // People of an account whom nobody has looked at yet are read as far as they are not young enough.
            Some(of) => Request::AccountSheet {
                of: of.clone(),
                reading: reading(Reading::Cached),
                playbook_only: false,
            },
            None => Request::CallSheet {
                who: Who::Customer(self.customer),
                reading: reading(Reading::AsIs),
                playbook_only: false,
            },
        }
    }

    /// To be asked for again, everything afresh.
    pub fn again(self) -> Self {
        Self { renewing: true, stood: None, problem: None, ..self }
    }

    /// It did not come.
    pub fn failed(&mut self, error: DeskError) {
        self.renewing = false;
        self.problem = Some(error);
    }

    /// It stands with the built-in questions; a model words others.
    pub fn stands(&mut self, notice: &Notice) {
        match notice {
            Notice::CallSheet { sheet, .. } => self.page = Some(self.besides_its_task(sheet.clone())),
            Notice::AccountSheet { sheet, .. } => self.page = Some(Page::Account(sheet.clone())),
            _ => return,
        }
        self.stood = self.page.clone();
    }

    /// It came.
    pub fn came(&mut self, answer: Answer) {
        self.renewing = false;
        match answer {
            Answer::CallSheet(sheet) => self.page = Some(self.besides_its_task(sheet)),
            Answer::AccountSheet(sheet) => self.page = Some(Page::Account(sheet)),
            _ => {}
        }
    }

    /// The task that the call is for stands above everything already.
    fn besides_its_task(&self, mut sheet: Box<Sheet>) -> Page {
        if let Some(record) = self.turn.as_ref().map(|turn| &turn.record) {
            let own = EvidenceId::new(&record.kind, &record.id);
            sheet.parts.iter_mut().for_each(|part| part.sentences.retain(|one| !one.evidence.contains(&own)));
            sheet.parts.retain(|part| !part.sentences.is_empty());
        }
        Page::Customer(sheet)
    }

    /// It came while the rep jots down beside it: what stands there stays until they are back.
    pub fn came_beside(&mut self, answer: Answer) {
        match self.page {
            None => self.came(answer),
            Some(_) => self.held = Some(answer),
        }
    }

    /// The rep is back from jotting down.
    pub fn back(mut self) -> Self {
        if let Some(answer) = self.held.take() {
            self.came(answer);
        }
        self
    }

    /// Several fit: one of them is chosen first.
    pub fn choice_among(&self, candidates: &[Candidate]) -> Option<Chooser> {
        let choice = |one: &Candidate| {
            Some(Choice {
                words: one.name.clone().unwrap_or_else(|| one.reference.clone()),
                beside: one.why.clone(),
                below: String::new(),
                take: Take::Account(one.reference.parse().ok()?),
            })
        };
        let choices: Vec<Choice> = candidates.iter().filter_map(choice).collect();
        (self.account.is_some() && !choices.is_empty())
            .then(|| Chooser::by_letter("A call with which?", choices))
    }

    /// Which keys hold: those of today's calls lead on to the next.
    pub(super) fn layer(&self) -> Layer {
        if self.turn.is_some() { Layer::CallInTurn } else { Layer::CallSheet }
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        let (offset, rows) = (self.offset.get(), self.rows.get());
        if action == Action::Evidence {
            self.shows_evidence = !self.shows_evidence;
        }
        self.offset.set(match action {
            Action::Down => offset.saturating_add(1),
            Action::Up => offset.saturating_sub(1),
            Action::PageDown => offset.saturating_add(rows),
            Action::PageUp => offset.saturating_sub(rows),
            Action::Last => usize::MAX,
            Action::First | Action::Evidence => 0,
            _ => return false,
        });
        true
    }

    /// By itself: what one screen has no room for is scrolled to.
    /// That something was jotted down of which nothing was made yet stands behind its title.
    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect, is_jotted: bool) {
        self.drawn(canvas, area, false, is_jotted);
    }

    /// Beside the scratch pad, where nothing scrolls: what there is no room for is left out, and told.
    pub(super) fn view_beside(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        self.drawn(canvas, area, true, false);
    }

    fn drawn(&self, canvas: &mut Canvas<'_, '_>, area: Rect, is_jotting: bool, is_jotted: bool) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let mut title = match &self.page {
            None => Line::styled(" Call ", theme.heading),
            Some(Page::Customer(sheet)) => self.title(sheet, theme, moment),
            Some(Page::Account(sheet)) => title_of_account(sheet, theme),
        };
        if is_jotted {
            title.push_span(Span::styled("· draft: C goes on ", theme.accent));
        }
        let inner = popup(canvas, area, area.width, area.height, title);
        let (width, height) = (usize::from(inner.width).min(WIDEST), usize::from(inner.height));
        let mut lines = self.about(theme, moment, width, is_jotting);
        if let Some(error) = &self.problem {
            lines.extend(paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width));
        }
        match (&self.page, &self.problem) {
            (Some(page), _) => {
                let evidence = self.shows_evidence.then(|| page.evidence());
                let paper = Paper { theme, width, evidence, is_jotting };
                let stood = self.stood.as_ref().unwrap_or(page);
                let (below, engines) = paper.lines(page, stood, lines.len(), height);
                lines.extend(below);
                if let Some(by) = self.by(page, engines) {
                    at_the_foot(canvas, area, &by);
                }
            }
            (None, Some(_)) => {}
            (None, None) => lines.push(Line::styled("reading …", theme.faint)),
        }
        let most = if is_jotting { 0 } else { lines.len().saturating_sub(height) };
        let offset = self.offset.get().min(most);
        self.offset.set(offset);
        self.rows.set(height.saturating_sub(1).max(1));
        canvas.lines(inner, lines.into_iter().skip(offset));
        more_below(canvas, inner, most - offset);
    }

    /// Whose the questions are where a model was to word them, or what is still on its way.
    fn by(&self, page: &Page, engines: Vec<&str>) -> Option<String> {
        let wording = page.questions();
        match &self.stood {
            Some(_) if !wording.model_asked => Some("a model words the questions …".to_owned()),
            None if self.renewing => Some("asking the vendors again …".to_owned()),
            _ => credit(engines.into_iter()).or_else(|| wording.failure()),
        }
    }

    /// What the call is for, as its task or meeting says, and how to reach them.
    fn about(&self, theme: &Theme, moment: &Moment, width: usize, is_jotting: bool) -> Vec<Line<'static>> {
        let name = |name: &str| Span::styled(format!("{name:<NAMES$}"), theme.accent);
        let task = self
            .turn
            .iter()
            .flat_map(|turn| paragraph(name(&turn.record.kind), &turn.about, theme.heading, width));
        let mut lines: Vec<Line<'static>> = task.collect();
        if let Some(words) = self.turn.as_ref().map(|turn| &turn.words).filter(|words| !words.is_empty()) {
            let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
            lines.extend(paragraph(name(""), &words, theme.text, width).into_iter().take(MOST_WORDS));
        }
        match &self.page {
            Some(Page::Customer(sheet)) if !sheet.reach.is_empty() => {
                lines.extend(paragraph(name("reach"), &sheet.reach.join(" · "), theme.heading, width));
            }
            Some(Page::Account(sheet)) => {
                for (at, meeting) in sheet.meetings.iter().take(MOST_MEETINGS).enumerate() {
                    let words = meeting_in_words(meeting, moment);
                    let head = name(if at == 0 { "meeting" } else { "" });
                    lines.extend(paragraph(head, &words, theme.heading, width));
                }
                let people = sheet.people.iter().take(MOST_PEOPLE);
                lines.extend(page::reached("reach", people, theme, width));
                let more = sheet.people.len().saturating_sub(MOST_PEOPLE);
                if more > 0 {
                    let place = if is_jotting { "on the page itself" } else { "below" };
                    lines.extend(paragraph(name(""), &format!("{more} more {place}"), theme.faint, width));
                }
                for gap in &sheet.gaps {
                    lines.extend(paragraph(Span::styled("! ", theme.warning), gap, theme.text, width));
                }
            }
            _ => {}
        }
        lines
    }

    /// Who, by whom, what their clock shows and what they speak.
    fn title(&self, sheet: &Sheet, theme: &Theme, moment: &Moment) -> Line<'static> {
        let name = sheet.name.clone().unwrap_or_else(|| "(no name)".to_owned());
        let mut about: Vec<String> = self.turn.iter().map(|turn| turn.place.clone()).collect();
        about.push(format!("by the {}", sheet.engine));
        if let Some(zone) = sheet.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok()) {
            let there = Moment { zone, ..moment.clone() };
            about.push(format!("there it is {}", there.time(moment.now)));
        }
        about.extend(sheet.locale.clone());
        let deed = match self.turn.as_ref().map(|turn| turn.way) {
            None | Some(Way::Call) => "Call",
            Some(Way::Email) => "E-mail to",
            Some(Way::Meeting) => "Meeting with",
            Some(Way::Other) => "To do for",
        };
        Line::from(vec![
            Span::styled(format!(" {deed} {name} "), theme.heading),
            Span::styled(format!("· {} ", about.join(" · ")), theme.faint),
        ])
    }
}

/// Into the frame below, where it takes no line of the page; at its end stands how much more there is.
fn at_the_foot(canvas: &mut Canvas<'_, '_>, area: Rect, words: &str) {
    let room = usize::from(area.width).saturating_sub(MORE + 6);
    let line = Line::styled(format!(" {} ", cut(words, room)), canvas.theme.faint);
    let wide = u16::try_from(line.width()).unwrap_or(area.width).min(area.width.saturating_sub(4));
    let at = Rect { x: area.x + 2, y: area.bottom().saturating_sub(1), width: wide, height: 1 };
    canvas.lines(at, [line]);
}

/// Which company or deal, and by whom the page is.
fn title_of_account(sheet: &AccountSheet, theme: &Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!(" Call {} ", sheet.name), theme.heading),
        Span::styled(format!("· {} · by the {} ", sheet.kind.as_str(), sheet.engine), theme.faint),
    ])
}
