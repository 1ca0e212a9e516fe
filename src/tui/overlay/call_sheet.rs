//! The page for a call, whole on one screen: what does not fit is left out from the end of the longest part, and told.

use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Choice, Chooser, Take};
use crate::desk::api::{Answer, Candidate, DeskError, Meant, Notice, Reading, Request, Who};
use crate::domain::CustomerId;
use crate::domain::brief::Sentence;
use crate::domain::call::{AccountSheet, CallSheet as Sheet, Part, Topic, Wording, credit};
use crate::phrasing::{Moment, counted, cut};
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::panel::popup;
use crate::tui::widgets::text::paragraph;

/// Columns of the parts' names.
const NAMES: usize = 12;
/// People of a company or deal whom the page says how to reach.
const MOST_PEOPLE: usize = 3;

/// What a caller can do without first where not even a sentence of each part has room.
const LEAST: [Topic; 3] = [Topic::Worth, Topic::Bought, Topic::Who];

/// A call among those of the day.
#[derive(Clone)]
pub struct Turn {
    /// Where it stands: `2 of 5`.
    pub place: String,
    /// What it is at the CRM: `task`, `meeting`.
    pub kind: String,
    /// What that is about.
    pub about: String,
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
    shows_evidence: bool,
}

impl CallSheet {
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
            shows_evidence: false,
        }
    }

    /// About a company or a deal, opened from one of its people.
    pub fn of_account(customer: CustomerId, account: Meant) -> Self {
        Self { account: Some(account), ..Self::new(customer, None) }
    }

    /// What has to be asked for it.
    pub fn request(&self) -> Request {
        match &self.account {
            // People of an account whom nobody has looked at yet are read as far as they are not young enough.
            Some(of) => {
                Request::AccountSheet { of: of.clone(), reading: Reading::Cached, playbook_only: false }
            }
            None => Request::CallSheet {
                who: Who::Customer(self.customer),
                reading: Reading::AsIs,
                playbook_only: false,
            },
        }
    }

    /// It stands with the built-in questions; a model words others.
    pub fn stands(&mut self, notice: &Notice) {
        match notice {
            Notice::CallSheet { sheet, .. } => self.page = Some(Page::Customer(sheet.clone())),
            Notice::AccountSheet { sheet, .. } => self.page = Some(Page::Account(sheet.clone())),
            _ => return,
        }
        self.stood = self.page.clone();
    }

    /// It came.
    pub fn came(&mut self, answer: Answer) {
        match answer {
            Answer::CallSheet(sheet) => self.page = Some(Page::Customer(sheet)),
            Answer::AccountSheet(sheet) => self.page = Some(Page::Account(sheet)),
            _ => {}
        }
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

    /// Whether it is one of today's calls.
    pub(super) fn is_on_the_agenda(&self) -> bool {
        self.turn.is_some()
    }

    pub(super) fn moved(&mut self, action: Action) -> bool {
        if action == Action::Evidence {
            self.shows_evidence = !self.shows_evidence;
            return true;
        }
        false
    }

    pub(super) fn view(&self, canvas: &mut Canvas<'_, '_>, area: Rect) {
        let (theme, moment) = (canvas.theme, canvas.moment);
        let title = match &self.page {
            None => Line::styled(" Call ", theme.heading),
            Some(Page::Customer(sheet)) => self.title(sheet, theme, moment),
            Some(Page::Account(sheet)) => title_of_account(sheet, theme),
        };
        let inner = popup(canvas, area, area.width, area.height, title);
        let width = usize::from(inner.width);
        let mut lines = self.about(theme, width);
        let height = usize::from(inner.height).saturating_sub(lines.len());
        lines.extend(match (&self.page, &self.problem) {
            (Some(page), _) => {
                let (lines, by) = self.page(page, theme, width, height);
                if let Some(by) = by {
                    at_the_foot(canvas, area, &by);
                }
                lines
            }
            (None, Some(error)) => paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width),
            (None, None) => vec![Line::styled("reading …", theme.faint)],
        });
        canvas.lines(inner, lines);
    }

    /// What the call is for, as its task or meeting says, and how to reach them.
    fn about(&self, theme: &Theme, width: usize) -> Vec<Line<'static>> {
        let name = |name: &str| Span::styled(format!("{name:<NAMES$}"), theme.accent);
        let task =
            self.turn.iter().flat_map(|turn| paragraph(name(&turn.kind), &turn.about, theme.heading, width));
        let mut lines: Vec<Line<'static>> = task.collect();
        match &self.page {
            Some(Page::Customer(sheet)) if !sheet.reach.is_empty() => {
                lines.extend(paragraph(name("reach"), &sheet.reach.join(" · "), theme.heading, width));
            }
            Some(Page::Account(sheet)) => {
                for (at, person) in sheet.people.iter().take(MOST_PEOPLE).enumerate() {
                    let words = std::iter::once(person.in_words()).chain(person.reach.iter().cloned());
                    let words = words.collect::<Vec<_>>().join(" · ");
                    let called = name(if at == 0 { "reach" } else { "" });
                    lines.extend(paragraph(called, &words, theme.heading, width));
                }
                let more = sheet.people.len().saturating_sub(MOST_PEOPLE) as u64;
                if more > 0 {
                    let words =
                        format!("{more} more: deskhand call brief --{} names all", sheet.kind.as_str());
                    lines.extend(paragraph(name(""), &words, theme.faint, width));
                }
                for gap in &sheet.gaps {
                    lines.extend(paragraph(Span::styled("! ", theme.warning), gap, theme.text, width));
                }
            }
            _ => {}
        }
        lines
    }

    /// The page, and whose the questions are where a model was to word them.
    fn page(
        &self,
        page: &Page,
        theme: &Theme,
        width: usize,
        height: usize,
    ) -> (Vec<Line<'static>>, Option<String>) {
        let stood = self.stood.as_ref().unwrap_or(page);
        let (mut lines, asked, foot) = self.laid_out(stood.parts(), theme, width, height);
        let room = if foot.is_some() { 0 } else { height.saturating_sub(lines.len() + asked.len()) };
        let (mut questions, engines) = self.questions(page, stood, theme, width, room);
        // What stands below stays where it was.
        questions.resize(questions.len().max(asked.len()), Line::default());
        lines.extend(questions);
        lines.extend(foot);
        let by = match (&self.stood, page.questions()) {
            (Some(_), Wording { model_asked: false, .. }) => Some("a model words the questions …".to_owned()),
            (_, wording) => credit(engines.into_iter()).or_else(|| wording.failure()),
        };
        (lines, by)
    }

    /// The questions line by line, with who worded each: one that the room does not suffice for stays as it stood.
    fn questions<'s>(
        &self,
        page: &'s Page,
        stood: &'s Page,
        theme: &Theme,
        width: usize,
        mut room: usize,
    ) -> (Vec<Line<'static>>, Vec<&'s str>) {
        let (mut lines, mut engines) = (Vec::new(), Vec::new());
        let drawn = |at: usize, question: &Sentence| {
            let name = if at == 0 { Topic::Ask.in_words() } else { "" };
            self.part(Topic::Ask, name, std::slice::from_ref(question), theme, width)
        };
        for (at, before) in stood.asked().iter().enumerate() {
            let built_in = drawn(at, before);
            let worded = page.asked().get(at).map(|question| drawn(at, question));
            let engine = page.questions().engines.get(at).map_or(stood.engine(), String::as_str);
            match worded.filter(|worded| worded.len() <= built_in.len() + room) {
                Some(worded) => {
                    room -= worded.len().saturating_sub(built_in.len());
                    lines.extend(worded);
                    engines.push(engine);
                }
                None => {
                    lines.extend(built_in);
                    engines.push(stood.engine());
                }
            }
        }
        (lines, engines)
    }

    /// The parts before the questions, the questions, and what is left out in words.
    fn laid_out(
        &self,
        parts: &[Part],
        theme: &Theme,
        width: usize,
        height: usize,
    ) -> (Vec<Line<'static>>, Vec<Line<'static>>, Option<Line<'static>>) {
        let mut parts: Vec<(Topic, &[Sentence])> =
            parts.iter().map(|part| (part.topic, part.sentences.as_slice())).collect();
        let drawn = |parts: &[(Topic, &[Sentence])]| -> Vec<Vec<Line<'static>>> {
            let drawn = |(topic, sentences): &(Topic, &[Sentence])| {
                self.part(*topic, topic.in_words(), sentences, theme, width)
            };
            parts.iter().map(drawn).collect()
        };
        let mut left_out = 0_u64;
        loop {
            let pictures = drawn(&parts);
            let lines: usize = pictures.iter().map(Vec::len).sum();
            let is_too_long = lines + usize::from(left_out > 0) > height;
            let longest = parts
                .iter()
                .enumerate()
                .filter(|(_, (topic, sentences))| *topic != Topic::Ask && sentences.len() > 1)
                .max_by_key(|(at, _)| pictures[*at].len());
            let longest = longest.map(|(at, _)| at);
            let least = LEAST.iter().find_map(|topic| parts.iter().position(|(one, _)| one == topic));
            match (longest, least) {
                (Some(at), _) if is_too_long => {
                    let sentences = parts[at].1;
                    parts[at].1 = &sentences[..sentences.len() - 1];
                    left_out += 1;
                }
                (None, Some(at)) if is_too_long => {
                    left_out += parts.remove(at).1.len() as u64;
                }
                _ => {
                    let is_asked = |topic: Topic| topic == Topic::Ask;
                    let (asked, told): (Vec<_>, Vec<_>) =
                        parts.iter().zip(pictures).partition(|((topic, _), _)| is_asked(*topic));
                    let lines = |parts: Vec<(_, Vec<Line<'static>>)>| -> Vec<Line<'static>> {
                        parts.into_iter().flat_map(|(_, lines)| lines).collect()
                    };
                    let foot = (left_out > 0).then(|| {
                        let words = format!("{} on a taller screen", counted(left_out, "more sentence"));
                        Line::styled(words, theme.faint)
                    });
                    return (lines(told), lines(asked), foot);
                }
            }
        }
    }

    /// A part's sentences in a row; what is offered, avoided and asked line by line.
    fn part(
        &self,
        topic: Topic,
        called: &str,
        sentences: &[Sentence],
        theme: &Theme,
        width: usize,
    ) -> Vec<Line<'static>> {
        let name = |text: &str| {
            let style = match topic {
                Topic::WentWrong | Topic::Avoid | Topic::Missing => theme.warning,
                Topic::Offer | Topic::Ask => theme.accent,
                _ => theme.heading,
            };
            Span::styled(format!("{text:<NAMES$}"), style)
        };
        let said = |sentence: &Sentence| {
            if !self.shows_evidence {
                return sentence.text.clone();
            }
            let ids: Vec<String> = sentence.evidence.iter().map(ToString::to_string).collect();
            format!("{} [{}]", sentence.text, ids.join(" "))
        };
        let is_list = matches!(topic, Topic::Offer | Topic::Avoid | Topic::Ask);
        let texts: Vec<String> = if is_list {
            let sign = match topic {
                Topic::Offer => "+",
                Topic::Avoid => "−",
                _ => "?",
            };
            sentences.iter().map(|sentence| format!("{sign} {}", said(sentence))).collect()
        } else {
            vec![sentences.iter().map(said).collect::<Vec<_>>().join(" ")]
        };
        let style: Style = theme.text;
        texts
            .iter()
            .enumerate()
            .flat_map(|(at, text)| paragraph(name(if at == 0 { called } else { "" }), text, style, width))
            .collect()
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
        Line::from(vec![
            Span::styled(format!(" Call {name} "), theme.heading),
            Span::styled(format!("· {} ", about.join(" · ")), theme.faint),
        ])
    }
}

/// Into the frame below, at its end: it takes no line of the page.
fn at_the_foot(canvas: &mut Canvas<'_, '_>, area: Rect, words: &str) {
    let foot = Rect { y: area.bottom().saturating_sub(1), height: 1, ..area };
    let room = usize::from(area.width).saturating_sub(6);
    let line = Line::styled(format!(" {} ", cut(words, room)), canvas.theme.faint);
    let wide = u16::try_from(line.width()).unwrap_or(area.width).min(area.width.saturating_sub(4));
    let at = Rect { x: foot.right().saturating_sub(wide + 2), width: wide, ..foot };
    canvas.lines(at, [line]);
}

/// Which company or deal, and by whom the page is.
fn title_of_account(sheet: &AccountSheet, theme: &Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!(" Call {} ", sheet.name), theme.heading),
        Span::styled(format!("· {} · by the {} ", sheet.kind.as_str(), sheet.engine), theme.faint),
    ])
}
