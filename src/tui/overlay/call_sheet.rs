//! The page for a call, whole on one screen: what does not fit is left out from the end of the longest part, and told.

use jiff::tz::TimeZone;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{Choice, Chooser, Take};
use crate::desk::api::{Answer, Candidate, DeskError, Meant, Reading, Request, Who};
use crate::domain::CustomerId;
use crate::domain::brief::Sentence;
use crate::domain::call::{AccountSheet, CallSheet as Sheet, Part, Topic};
use crate::phrasing::{Moment, counted};
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
    /// What its task is about.
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
    /// Why it did not.
    pub problem: Option<DeskError>,
    /// Which of today's calls it is.
    turn: Option<Turn>,
    shows_evidence: bool,
}

impl CallSheet {
    /// Not asked for yet.
    pub fn new(customer: CustomerId, turn: Option<Turn>) -> Self {
        Self { customer, asked: None, account: None, page: None, problem: None, turn, shows_evidence: false }
    }

    /// About a company or a deal, opened from one of its people.
    pub fn of_account(customer: CustomerId, account: Meant) -> Self {
        Self { account: Some(account), ..Self::new(customer, None) }
    }

    /// What has to be asked for it.
    pub fn request(&self) -> Request {
        match &self.account {
            // People of an account whom nobody has looked at yet are read as far as they are not young enough.
            Some(of) => Request::AccountSheet { of: of.clone(), reading: Reading::Cached },
            None => Request::CallSheet { who: Who::Customer(self.customer), reading: Reading::AsIs },
        }
    }

    /// It came.
    pub fn came(&mut self, answer: Answer) {
        match answer {
            Answer::CallSheet(sheet) => self.page = Some(Page::Customer(sheet)),
            Answer::AccountSheet(sheet) => self.page = Some(Page::Account(sheet)),
            _ => {}
        }
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
            (Some(page), _) => self.page(page.parts(), theme, width, height),
            (None, Some(error)) => paragraph(Span::styled("✗ ", theme.bad), &error.what, theme.text, width),
            (None, None) => vec![Line::styled("reading …", theme.faint)],
        });
        canvas.lines(inner, lines);
    }

    /// What the call is for, as its task says, and how to reach them.
    fn about(&self, theme: &Theme, width: usize) -> Vec<Line<'static>> {
        let name = |name: &str| Span::styled(format!("{name:<NAMES$}"), theme.accent);
        let task =
            self.turn.iter().flat_map(|turn| paragraph(name("task"), &turn.about, theme.heading, width));
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

    fn page(&self, parts: &[Part], theme: &Theme, width: usize, height: usize) -> Vec<Line<'static>> {
        let mut parts: Vec<(Topic, &[Sentence])> =
            parts.iter().map(|part| (part.topic, part.sentences.as_slice())).collect();
        let drawn = |parts: &[(Topic, &[Sentence])]| -> Vec<Vec<Line<'static>>> {
            parts.iter().map(|(topic, sentences)| self.part(*topic, sentences, theme, width)).collect()
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
                    let mut page: Vec<Line<'static>> = pictures.into_iter().flatten().collect();
                    if left_out > 0 {
                        let words = format!("{} on a taller screen", counted(left_out, "more sentence"));
                        page.push(Line::styled(words, theme.faint));
                    }
                    return page;
                }
            }
        }
    }

    /// A part's sentences in a row; what is offered, avoided and asked line by line.
    fn part(&self, topic: Topic, sentences: &[Sentence], theme: &Theme, width: usize) -> Vec<Line<'static>> {
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
            .flat_map(|(at, text)| {
                paragraph(name(if at == 0 { topic.in_words() } else { "" }), text, style, width)
            })
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

/// Which company or deal, and by whom the page is.
fn title_of_account(sheet: &AccountSheet, theme: &Theme) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!(" Call {} ", sheet.name), theme.heading),
        Span::styled(format!("· {} · by the {} ", sheet.kind.as_str(), sheet.engine), theme.faint),
    ])
}
