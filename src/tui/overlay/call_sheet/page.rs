//! The lines of the page: which sentences one screen holds, how much air there is between them, and what stands below.

use ratatui::text::{Line, Span};

use super::{NAMES, Page};
use crate::domain::brief::Sentence;
use crate::domain::call::{Part, Person, Topic};
use crate::domain::evidence::{Evidence, EvidenceId};
use crate::phrasing::counted;
use crate::tui::theme::Theme;
use crate::tui::widgets::text::paragraph;

/// What a caller can do without first where not even a sentence of each part has room.
const LEAST: [Topic; 3] = [Topic::Worth, Topic::Bought, Topic::Who];
/// Lines that are kept free for questions of a model, which may be longer than those they take the place of.
const FOR_LONGER_QUESTIONS: usize = 3;
/// As many lines as are ever needed: where everything is shown, nothing has to fit.
const WITHOUT_END: usize = 10_000;

/// A part, as far as its sentences stand in one place.
type Piece<'a> = (Topic, &'a [Sentence]);

/// What the page is written on.
pub(super) struct Paper<'a> {
    pub theme: &'a Theme,
    /// Columns.
    pub width: usize,
    /// What the sentences rest on, where that is shown.
    pub evidence: Option<&'a [Evidence]>,
    /// Nothing scrolls: what has no room is left out.
    pub is_jotting: bool,
}

impl Paper<'_> {
    /// The page below so many lines of a screen of so many, with who worded each question.
    ///
    /// The parts are those of the page as it stood first, so that nothing moves when a model has worded its questions.
    pub fn lines<'p>(
        &self,
        page: &'p Page,
        stood: &'p Page,
        above: usize,
        screen: usize,
    ) -> (Vec<Line<'static>>, Vec<&'p str>) {
        let height = match self.evidence {
            Some(_) if !self.is_jotting => WITHOUT_END,
            _ => screen.saturating_sub(above),
        };
        let kept = self.kept(stood.parts(), height);
        let left = left(stood.parts(), &kept);
        let pictures: Vec<_> = kept.iter().map(|piece| self.piece(*piece)).collect();
        let taken: usize = pictures.iter().map(Vec::len).sum();
        let air = Air::of(&kept, above > 0, height.saturating_sub(taken + FOR_LONGER_QUESTIONS));
        let mut lines = Vec::new();
        let mut before = None;
        let mut questions_stood = 0;
        for ((topic, _), picture) in kept.iter().zip(pictures) {
            let is_apart =
                before.map_or(above > 0 && air != Air::None, |before| air.is_between(before, *topic));
            lines.extend(is_apart.then(Line::default));
            before = Some(*topic);
            match topic {
                Topic::Ask => questions_stood = picture.len(),
                _ => lines.extend(picture),
            }
        }
        let foot = self.is_jotting.then(|| left_out(&left, self.theme)).flatten();
        let room = height.saturating_sub(lines.len() + questions_stood + usize::from(foot.is_some()));
        let (mut questions, engines) = self.questions(page, stood, room);
        // What stands below stays where it was.
        questions.resize(questions.len().max(questions_stood), Line::default());
        lines.extend(questions);
        lines.extend(foot);
        if !self.is_jotting {
            lines.extend(self.below(&left, page.more_people()));
        }
        (lines, engines)
    }

    /// The sentences that so many lines hold: where they do not suffice, the longest part goes without its last one,
    /// again and again, and in the end what a caller can do without.
    fn kept<'p>(&self, parts: &'p [Part], height: usize) -> Vec<Piece<'p>> {
        // What is further stands below in any case.
        let read_aloud = parts.iter().filter(|part| part.topic != Topic::Further);
        let mut kept: Vec<Piece<'p>> =
            read_aloud.map(|part| (part.topic, part.sentences.as_slice())).collect();
        let mut is_cut = false;
        loop {
            let lengths: Vec<usize> = kept.iter().map(|piece| self.piece(*piece).len()).collect();
            let foot = usize::from(is_cut && self.is_jotting);
            if lengths.iter().sum::<usize>() + foot <= height {
                return kept;
            }
            let longest = kept
                .iter()
                .enumerate()
                .filter(|(_, (topic, sentences))| *topic != Topic::Ask && sentences.len() > 1)
                .max_by_key(|(at, _)| lengths[*at])
                .map(|(at, _)| at);
            let least = LEAST.iter().find_map(|topic| kept.iter().position(|(one, _)| one == topic));
            match (longest, least) {
                (Some(at), _) => kept[at].1 = &kept[at].1[..kept[at].1.len() - 1],
                (None, Some(at)) => _ = kept.remove(at),
                (None, None) => return kept,
            }
            is_cut = true;
        }
    }

    /// The questions line by line, with who worded each: one that the room does not suffice for stays as it stood.
    fn questions<'p>(
        &self,
        page: &'p Page,
        stood: &'p Page,
        mut room: usize,
    ) -> (Vec<Line<'static>>, Vec<&'p str>) {
        let (mut lines, mut engines) = (Vec::new(), Vec::new());
        let drawn = |at: usize, question: &Sentence| {
            let name = if at == 0 { Topic::Ask.in_words() } else { "" };
            self.part(Topic::Ask, name, std::slice::from_ref(question))
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

    /// What the first screen has no room for, part by part, and the people who do not stand above.
    fn below(&self, left: &[Piece<'_>], people: &[Person]) -> Vec<Line<'static>> {
        let mut lines: Vec<Line<'static>> = left.iter().flat_map(|piece| self.piece(*piece)).collect();
        lines.extend(reached("reach", people.iter(), self.theme, self.width));
        if !lines.is_empty() {
            lines.insert(0, Line::default());
        }
        lines
    }

    fn piece(&self, (topic, sentences): Piece<'_>) -> Vec<Line<'static>> {
        self.part(topic, topic.in_words(), sentences)
    }

    /// A part's sentences in a row; what is offered, avoided and asked line by line, and everything with its evidence.
    fn part(&self, topic: Topic, called: &str, sentences: &[Sentence]) -> Vec<Line<'static>> {
        let style = match topic {
            Topic::WentWrong | Topic::Avoid | Topic::Missing => self.theme.warning,
            Topic::Offer | Topic::Ask => self.theme.accent,
            _ => self.theme.heading,
        };
        let sign = match topic {
            Topic::Offer => "+ ",
            Topic::Avoid => "− ",
            Topic::Ask => "? ",
            _ => "",
        };
        let name = |at: usize| Span::styled(format!("{:<NAMES$}", if at == 0 { called } else { "" }), style);
        if sign.is_empty() && self.evidence.is_none() {
            let texts: Vec<&str> = sentences.iter().map(|sentence| sentence.text.as_str()).collect();
            return paragraph(name(0), &texts.join(" "), self.theme.text, self.width);
        }
        let mut lines = Vec::new();
        for (at, sentence) in sentences.iter().enumerate() {
            let text = format!("{sign}{}", sentence.text);
            lines.extend(paragraph(name(at), &text, self.theme.text, self.width));
            lines.extend(self.evidence.iter().flat_map(|known| self.rests_on(sentence, known)));
        }
        lines
    }

    /// What a sentence rests on, a line for each piece of evidence: its id, and what it says.
    fn rests_on(&self, sentence: &Sentence, known: &[Evidence]) -> Vec<Line<'static>> {
        let words = |id: &EvidenceId| {
            let text = known.iter().find(|one| one.id == *id).and_then(|one| one.text.as_deref());
            text.map_or_else(|| id.to_string(), |text| format!("{id} · {text}"))
        };
        let first = || Span::styled(format!("{:<NAMES$}  ▏ ", ""), self.theme.border);
        let lines = |id: &EvidenceId| paragraph(first(), &words(id), self.theme.faint, self.width);
        sentence.evidence.iter().flat_map(lines).collect()
    }
}

/// How much air there is between the parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Air {
    /// A blank line between any two.
    Parts,
    /// A blank line between what is told, what is advised and what is asked.
    Groups,
    None,
}

impl Air {
    /// As much as so many free lines allow.
    fn of(pieces: &[Piece<'_>], has_above: bool, free: usize) -> Self {
        let lines = |air: Self| {
            let between = pieces.windows(2).filter(|two| air.is_between(two[0].0, two[1].0)).count();
            between + usize::from(has_above)
        };
        [Self::Parts, Self::Groups].into_iter().find(|air| lines(*air) <= free).unwrap_or(Self::None)
    }

    fn is_between(self, before: Topic, topic: Topic) -> bool {
        let group = |topic| match topic {
            Topic::Offer | Topic::Avoid => 1,
            Topic::Ask => 2,
            _ => 0,
        };
        match self {
            Self::Parts => true,
            Self::Groups => group(before) != group(topic),
            Self::None => false,
        }
    }
}

/// The sentences that are not among those kept.
fn left<'p>(parts: &'p [Part], kept: &[Piece<'_>]) -> Vec<Piece<'p>> {
    let rest = |part: &'p Part| {
        let stands = kept.iter().find(|(topic, _)| *topic == part.topic);
        let rest = &part.sentences[stands.map_or(0, |(_, sentences)| sentences.len())..];
        (!rest.is_empty()).then_some((part.topic, rest))
    };
    parts.iter().filter_map(rest).collect()
}

/// How many sentences are left out, and where they stand.
fn left_out(left: &[Piece<'_>], theme: &Theme) -> Option<Line<'static>> {
    let count: usize = left.iter().map(|(_, sentences)| sentences.len()).sum();
    let words = format!("{} on the page itself", counted(count as u64, "more sentence"));
    (count > 0).then(|| Line::styled(words, theme.faint))
}

/// People with how to reach them, one after the other.
pub(super) fn reached<'p>(
    called: &str,
    people: impl Iterator<Item = &'p Person>,
    theme: &Theme,
    width: usize,
) -> Vec<Line<'static>> {
    let drawn = |(at, person): (usize, &Person)| {
        let words = std::iter::once(person.in_words()).chain(person.reach.iter().cloned());
        let name = format!("{:<NAMES$}", if at == 0 { called } else { "" });
        let words = words.collect::<Vec<_>>().join(" · ");
        paragraph(Span::styled(name, theme.accent), &words, theme.heading, width)
    };
    people.enumerate().flat_map(drawn).collect()
}
