//! The words that are left: each must say nothing by itself, be one that the cited kind of fact is spoken of with, or
//! stand in the cited fact itself, in these or other words. So an event that nothing tells of can't be told.
//!
//! What somebody is said to have said must stand in what that one wrote, denied where they deny it.

mod groups;
mod kinds;
mod neutral;
pub(super) mod speech;
mod stem;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::literal::Rest;
use super::sentence::Sentence;
use super::states::NEGATIONS;
use super::{View, Voice, question};
use crate::copilot::facts::{Claim, Fact, FactKind, SlotValue};
use crate::copilot::quotation::{OF_FACTS, without_quotations};
use crate::copilot::tone;
use speech::{Speaker, Speech};
pub(super) use stem::stems;

/// Sequences that say nothing, though their words alone would.
const NEUTRAL_PHRASES: &[&str] = &[
    "in all",
    "all in all",
    "each by itself",
    "up to",
    "more than",
    "less than",
    "the rest",
    "no more than",
    "first name",
    "text message",
    "text messages",
    "so far",
    "lie between",
    "lies between",
    "on the table",
    "checked out as a guest",
    "add up to",
    "adds up to",
    "at stage",
    "until now",
    "to date",
    "of which",
    "in a row",
    "days old",
    "day old",
    "weeks old",
    "week old",
    "months old",
    "month old",
    "should have",
    "over the next",
    "within the next",
];

static NEUTRAL: LazyLock<HashSet<String>> =
    LazyLock::new(|| neutral::ENGLISH.iter().map(|word| stem::stem(word)).collect());

/// The small words of another language, where a text is written in it rather than in English.
fn foreign(lower: &str) -> &'static [&'static str] {
    let words: Vec<&str> = stem::words(lower).map(|(_, word)| word).collect();
    let known = |list: &[&str]| words.iter().filter(|word| list.contains(word)).count();
    let english = known(neutral::ENGLISH);
    let best = neutral::OTHERS.iter().max_by_key(|list| known(list)).filter(|list| known(list) > english);
    best.map_or(&[], |list| *list)
}

/// All words that the trade is spoken of with.
static TRADE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let kinds = FactKind::ALL.iter().flat_map(|kind| {
        let vocabulary = kinds::vocabulary(*kind);
        vocabulary.topics.iter().chain(vocabulary.tells)
    });
    let small = neutral::ENGLISH.iter().chain(neutral::OTHERS.iter().copied().flatten());
    kinds.chain(small).chain(groups::GROUPS.iter().copied().flatten()).map(|word| stem::stem(word)).collect()
});

/// Whether a word, however it is written, is one of the lists' and so no name.
pub(super) fn is_of_the_trade(word: &str) -> bool {
    TRADE.contains(&stem::stem(&word.to_lowercase()))
}

/// Which meanings a stem has.
static MEANINGS: LazyLock<HashMap<String, Vec<usize>>> = LazyLock::new(|| {
    let mut meanings: HashMap<String, Vec<usize>> = HashMap::new();
    for (meaning, group) in groups::GROUPS.iter().enumerate() {
        group.iter().for_each(|word| meanings.entry(stem::stem(word)).or_default().push(meaning));
    }
    meanings
});

/// Words that may be used, by stem and by meaning.
#[derive(Default)]
struct Licence {
    stems: HashSet<String>,
    meanings: HashSet<usize>,
}

impl Licence {
    fn add(&mut self, text: &str) {
        for stem in stems(text) {
            self.meanings.extend(MEANINGS.get(&stem).into_iter().flatten());
            self.stems.insert(stem);
        }
    }

    fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut licence = Self::default();
        texts.into_iter().for_each(|text| licence.add(text));
        licence
    }

    fn allows(&self, stem: &str) -> bool {
        self.stems.contains(stem)
            || MEANINGS.get(stem).is_some_and(|meanings| meanings.iter().any(|m| self.meanings.contains(m)))
    }
}

/// Stems of the words that say something.
pub(super) fn content(text: &str) -> Vec<String> {
    stems(text).into_iter().filter(|stem| !NEUTRAL.contains(stem)).collect()
}

/// The sentences of what somebody wrote.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '!', '?', '\n', ';', '。', '！', '？']).map(str::trim).filter(|part| !part.is_empty())
}

/// What one of them says by itself.
fn phrases(part: &str) -> impl Iterator<Item = &str> {
    let borders = [
        ", ",
        " and ",
        " but ",
        " und ",
        " aber ",
        " et ",
        " mais ",
        " y ",
        " pero ",
        " although ",
        " if ",
        " unless ",
        " when ",
        " that ",
        " while ",
    ];
    let mut pieces = vec![part];
    for border in borders {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(border)).collect();
    }
    pieces.into_iter()
}

/// Whether a text has all of these stems, in these or other words.
pub(super) fn are_all_in(stems: &[String], text: &str) -> bool {
    let licence = Licence::of([text]);
    stems.iter().all(|stem| licence.allows(stem))
}

/// Checks the words of a sentence; says whether there was one that its evidence had to bear out.
pub(super) fn check(
    sentence: &Sentence,
    rest: &Rest,
    held: &[Range<usize>],
    view: &View<'_>,
) -> Result<bool, String> {
    let mut says_something = false;
    let mut speech: Option<Speech> = None;
    let trailing = speech::trailing(sentence, view);
    for range in sentence.clauses() {
        if let Some(trailing) = trailing.filter(|trailing| range.1 <= trailing.begins) {
            speech = Some(Speech { by: trailing.by, said_from: range.0, asks: false });
        } else if let Some(found) = speech::find(&sentence.lower, *range, speech.as_ref(), view) {
            speech = Some(found);
        }
        if trailing.is_some_and(|trailing| range.0 >= trailing.begins) {
            continue;
        }
        let clause = Clause::read(sentence, rest, held, *range, view);
        says_something |= clause.check(speech.as_ref())?;
    }
    Ok(says_something)
}

/// Checks the words of one clause alone, as if the sentence were a statement.
pub(super) fn check_clause(
    sentence: &Sentence,
    rest: &Rest,
    held: &[Range<usize>],
    range: (usize, usize),
    view: &View<'_>,
) -> Result<bool, String> {
    let speech = speech::find(&sentence.lower, range, None, view);
    Clause::read(sentence, rest, held, range, view).check(speech.as_ref())
}

/// A clause with its words.
struct Clause<'a> {
    view: &'a View<'a>,
    lower: String,
    start: usize,
    words: Vec<(usize, String)>,
    /// Small words of the sentence's language, where that is not English.
    small: &'static [&'static str],
    held: Vec<Range<usize>>,
    facts: Vec<&'a Fact>,
}

impl<'a> Clause<'a> {
    fn read(
        sentence: &'a Sentence,
        rest: &Rest,
        held: &[Range<usize>],
        (start, end): (usize, usize),
        view: &'a View<'a>,
    ) -> Self {
        // Two words with one meaning, in as many bytes.
        let mut lower = sentence.lower[start..end].to_owned();
        let mut left = rest.lower[start..end].replace("money back", "refund    ");
        // `Her 129 USD back` is a refund too; the amount is blank by now.
        let given_back = tone::places(&left, "back").find(|at| left[..*at].ends_with("     "));
        if let Some(at) = given_back {
            left.replace_range(at..at + "back".len(), "geld");
            lower.replace_range(at..at + "back".len(), "geld");
        }
        let within = |range: &&Range<usize>| start <= range.start && range.end <= end;
        let held: Vec<Range<usize>> =
            held.iter().filter(within).map(|range| range.start - start..range.end - start).collect();
        let mut blank = |range: Range<usize>| left.replace_range(range.clone(), &" ".repeat(range.len()));
        held.iter().cloned().for_each(&mut blank);
        for phrase in NEUTRAL_PHRASES {
            tone::places(&lower, phrase).for_each(|at| blank(at..at + phrase.len()));
        }
        let words = stem::words(&left).map(|(at, word)| (at, stem::stem(word))).collect();
        let small = foreign(&sentence.lower);
        Self { view, lower, start, words, small, held, facts: view.near_facts(sentence, start) }
    }

    /// Whether the clause says something; an error where it says what nothing bears out.
    fn check(&self, speech: Option<&Speech>) -> Result<bool, String> {
        let own = self.own();
        let spoken = self.spoken(speech);
        let told = Licence::of(spoken.iter().copied());
        // Behind a verb of speech, what counts is what was said; before it, what is known.
        let said_from = speech.map(|speech| speech.said_from.saturating_sub(self.start));
        // Notes and calls tell what the customer asked for; that their author asked, none tells.
        let of_notes = self.view.cited.iter().all(|fact| matches!(fact.evidence.kind(), "note" | "call"));
        if of_notes && speech.is_some_and(|speech| speech.asks && speech.by == Speaker::Staff) {
            return Err("nothing it cites tells that a colleague asked".to_owned());
        }
        let topics = self.topics();
        let context = Licence::of(self.view.said().chain(self.view.staff()));
        let mut from_text = Vec::new();
        let mut from_thread = 0;
        let mut says_something = !self.held.is_empty();
        for (at, stem) in &self.words {
            let is_said = said_from.is_some_and(|from| *at >= from);
            if NEUTRAL.contains(stem) || self.small.contains(&self.word_at(*at)) {
                continue;
            }
            if self.view.voice == Voice::Question && question::asks_with(stem) {
                continue;
            }
            if is_said && self.is_another_topic(*at, stem, &told, &spoken) {
                return Err(format!("nothing was said of `{}`", self.word_at(*at)));
            }
            let is_own = if is_said { topics.allows(stem) } else { own.allows(stem) };
            if is_own {
                says_something = true;
            } else if told.allows(stem) {
                says_something = true;
                from_text.push(stem.clone());
            } else if is_said && context.allows(stem) {
                from_thread += 1;
            } else if self.names_case(*at, stem) {
                says_something = true;
            } else {
                let word = self.word_at(*at);
                // `Asks whether it can …` says no more than the question.
                if is_said && matches!(word, "can" | "could" | "possible") && self.lower.contains(" whether ")
                {
                    continue;
                }
                return Err(format!("nothing it cites tells of `{word}`"));
            }
        }
        // What is spoken of may be named by the other side; what is said of it may not.
        if from_thread > 0 && from_thread >= from_text.len() {
            return Err("it gives one side's words to the other".to_owned());
        }
        self.check_text(&from_text, &spoken)?;
        if from_text.is_empty() {
            self.check_denial()?;
        }
        Ok(says_something)
    }

    /// Whether somebody is said to have written about a product of a cited order that they named neither by a word nor by
    /// the order's number.
    fn is_another_topic(&self, at: usize, stem: &String, told: &Licence, spoken: &[&str]) -> bool {
        if !tone::contains_any(&self.lower[..at], &["about", "regarding", "concerning"]) || told.allows(stem)
        {
            return false;
        }
        let has_title = |fact: &&&Fact| fact.lines.iter().any(|line| stems(&line.title).contains(stem));
        let orders: Vec<&Fact> = self.view.cited.iter().filter(has_title).copied().collect();
        let number = |fact: &Fact| fact.names.first().map(|n| n.trim_start_matches('#').to_owned());
        let is_named =
            |fact: &Fact| number(fact).is_some_and(|n| spoken.iter().any(|text| text.contains(&n)));
        !spoken.is_empty() && !orders.is_empty() && !orders.into_iter().any(is_named)
    }

    /// `The zip case`: a case goes by a word of its subject.
    fn names_case(&self, at: usize, stem: &str) -> bool {
        let next = self.lower[at..].split_whitespace().nth(1).unwrap_or_default();
        let is_case =
            ["case", "ticket", "complaint"].contains(&next.trim_matches(|c: char| !c.is_alphabetic()));
        is_case
            && self.facts.iter().any(|fact| match fact.fields.get("subject") {
                Some(SlotValue::Text(subject)) => Licence::of([&**subject]).allows(stem),
                _ => false,
            })
    }

    fn word_at(&self, at: usize) -> &str {
        let rest = &self.lower[at..];
        rest.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'')).next().unwrap_or(rest)
    }

    /// Names, titles and codes, and the words for what there is.
    fn topics(&self) -> Licence {
        let mut licence = Licence::of(self.view.known_names());
        for fact in &self.view.cited {
            kinds::vocabulary(fact.kind).topics.iter().for_each(|word| licence.add(word));
            for (name, value) in fact.values() {
                match value {
                    SlotValue::Text(text) if !matches!(name, "text" | "subject") => licence.add(text),
                    SlotValue::Worded(words) => licence.add(words.as_str()),
                    _ => {}
                }
            }
        }
        speech::VERBS.iter().for_each(|word| licence.add(word));
        licence
    }

    /// What the program knows and what it calls it.
    fn own(&self) -> Licence {
        let mut licence = Licence::of(self.view.known_names());
        let all = self.view.facts.iter().filter(|fact| fact.kind == FactKind::Customer);
        for fact in self.facts.iter().copied().chain(all) {
            licence.add(&without_quotations(fact.text.as_str(), &OF_FACTS));
            for (name, value) in fact.values() {
                match value {
                    // What somebody wrote counts as theirs.
                    SlotValue::Text(_) if matches!(name, "text" | "subject") => {}
                    SlotValue::Text(text) => licence.add(text),
                    SlotValue::Worded(words) => licence.add(words.as_str()),
                    SlotValue::State(text) => licence.add(text),
                    _ => {}
                }
            }
        }
        let kinds: BTreeSet<FactKind> = self.view.cited.iter().map(|fact| fact.kind).collect();
        for kind in kinds {
            let vocabulary = kinds::vocabulary(kind);
            match self.view.voice {
                // What could be told of such a fact would be presumed of this one.
                Voice::Question => question::topics(vocabulary.topics).for_each(|word| licence.add(word)),
                _ => vocabulary.topics.iter().chain(vocabulary.tells).for_each(|word| licence.add(word)),
            }
        }
        licence
    }

    /// What was written by whom the sentence names as speaking; a colleague's note speaks for itself.
    fn spoken(&self, speech: Option<&Speech>) -> Vec<&'a str> {
        let by_staff = || self.view.staff();
        let notes = || {
            let is_note = |fact: &&&Fact| fact.kind != FactKind::Case;
            self.view.cited.iter().filter(is_note).flat_map(|fact| fact.staff.iter().map(String::as_str))
        };
        match speech.map(|speech| speech.by) {
            Some(Speaker::Customer) => self.view.said().chain(notes()).collect(),
            // A note tells what the customer asked for, not what its author did.
            Some(Speaker::Staff) if speech.is_some_and(|speech| speech.asks) => {
                let of_case = |fact: &&&Fact| fact.kind == FactKind::Case;
                let cases = self.view.cited.iter().filter(of_case);
                cases.flat_map(|fact| fact.staff.iter().map(String::as_str)).collect()
            }
            Some(Speaker::Staff) => by_staff().collect(),
            None => notes().collect(),
        }
    }

    /// What comes from a text must come from one sentence of it, and be denied where that denies.
    fn check_text(&self, from_text: &[String], spoken: &[&str]) -> Result<(), String> {
        if from_text.is_empty() {
            return Ok(());
        }
        let shared = |part: &str| {
            let licence = Licence::of([part]);
            from_text.iter().filter(|stem| licence.allows(stem)).count()
        };
        let sentences = spoken.iter().flat_map(|text| parts(text));
        let best: Vec<(usize, &str)> = sentences.map(|part| (shared(part), part)).collect();
        let most = best.iter().map(|(count, _)| *count).max().unwrap_or(0);
        if most * 5 < from_text.len() * 3 {
            return Err("it puts together what was not said together".to_owned());
        }
        // In the part of the clause that says it.
        let own = phrases(&self.lower).max_by_key(|phrase| {
            let licence = Licence::of([*phrase]);
            from_text.iter().filter(|stem| licence.allows(stem)).count()
        });
        let from = own.map_or(0, |own| own.as_ptr() as usize - self.lower.as_ptr() as usize);
        let range = from..from + own.map_or(0, str::len);
        let denies = self.open_denials().any(|at| range.contains(&at));
        let mut nearest = best.into_iter().filter(|(count, _)| *count == most).map(|(_, part)| part);
        let agrees = nearest.any(|part| {
            let lower = part.to_lowercase();
            let closest = phrases(&lower).map(shared).max().unwrap_or(0);
            let mut closest = phrases(&lower).filter(|phrase| shared(phrase) == closest);
            // `Disappointed that there is none` denies nothing of the disappointment.
            let told = |phrase: &'_ str| -> bool {
                let matrix = phrase.split(" that ").next().filter(|head| shared(head) == shared(phrase));
                tone::contains_any(matrix.unwrap_or(phrase), NEGATIONS)
            };
            closest.any(|phrase| told(phrase) == denies) && !self.swaps(&lower)
        });
        if agrees { Ok(()) } else { Err("it says the contrary of what was said".to_owned()) }
    }

    /// `e-mail over phone` is not `phone over e-mail`.
    fn swaps(&self, part: &str) -> bool {
        const BETWEEN: &[&str] =
            &["over", "than", "instead", "rather", "before", "after", "to", "not", "but", "into", "from"];
        let sides = |text: &str, word: &str| -> Option<(Vec<String>, Vec<String>)> {
            let at = tone::places(text, word).next()?;
            let before = content(&text[..at]).into_iter().next_back();
            let behind = content(&text[at + word.len()..]).into_iter().next();
            Some((before.into_iter().collect(), behind.into_iter().collect()))
        };
        BETWEEN.iter().any(|word| {
            let (Some(mine), Some(theirs)) = (sides(&self.lower, word), sides(part, word)) else {
                return false;
            };
            let crosses = |one: &[String], other: &[String], same: &[String]| {
                one.iter().any(|stem| other.contains(stem) && !same.contains(stem))
            };
            crosses(&mine.0, &theirs.1, &theirs.0) || crosses(&mine.1, &theirs.0, &theirs.1)
        })
    }

    /// Words that deny, where no state that was checked is what they deny.
    fn open_denials(&self) -> impl Iterator<Item = usize> {
        let covered = |at: usize| {
            self.held.iter().any(|range| {
                let between = self.lower.get(at..range.start).unwrap_or_default();
                range.contains(&at) || (at < range.start && between.split_whitespace().count() <= 8)
            })
        };
        let places =
            NEGATIONS.iter().flat_map(|word| tone::places(&self.lower, word).map(move |at| (at, *word)));
        let open: Vec<usize> = places
            .filter(|(at, word)| !covered(*at) && !self.lower[at + word.len()..].starts_with(" only"))
            .map(|(at, _)| at)
            .collect();
        open.into_iter()
    }

    /// A denial of what is no state: only where the fact itself denies it so.
    fn check_denial(&self) -> Result<(), String> {
        for at in self.open_denials() {
            let begins = self.lower[..at].chars().all(|c| !c.is_alphanumeric());
            if begins && (self.lower[at..].starts_with("don't") || self.lower[at..].starts_with("do not")) {
                // Advice, no statement.
                continue;
            }
            let next: Vec<&str> = self.lower[at..].split_whitespace().take(2).collect();
            let said = next.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
            let knows_gap = self.view.cited.iter().any(|fact| {
                fact.fields.contains_key("days_since_last_order")
                    || fact.claims.get(&Claim::HasOrders) == Some(&false)
            });
            let knows_update =
                self.view.cited.iter().any(|fact| fact.fields.contains_key("days_since_update"));
            let of_update = knows_update && matches!(&*said, "no scan" | "no update" | "no updates");
            let of_gap = knows_gap && (said == "no order" || said == "no orders" || said == "not ordered");
            // What is not kept is so because nobody has come back to it.
            let is_unkept = self.view.cited.iter().any(|fact| fact.fields.contains_key("unkept"));
            let of_promise = is_unkept && said == "nothing since";
            let in_fact = self.view.cited.iter().any(|fact| {
                tone::contains_phrase(
                    &without_quotations(fact.text.as_str(), &OF_FACTS).to_lowercase(),
                    &said,
                ) || fact
                    .values()
                    .any(|(_, v)| matches!(v, SlotValue::State(s) if tone::contains_phrase(s, &said)))
            });
            let of_channel = self.view.cited.iter().any(|fact| {
                let denies = |claim: Claim, words: &[&str]| {
                    fact.claims.get(&claim) == Some(&false) && tone::contains_any(&self.lower, words)
                };
                denies(Claim::SmsSubscribed, &["sms", "text message", "text messages"])
                    || denies(Claim::Subscribed, &["e-mail", "email"])
            });
            // A look-up that found none is what a "never" rests on.
            let of_lookup = self.view.cited.iter().any(|fact| {
                let none = |value: &SlotValue| matches!(value, SlotValue::Count(0, _));
                fact.kind == FactKind::Lookup && fact.fields.values().any(none)
            });
            if !of_gap && !of_update && !of_promise && !in_fact && !of_channel && !of_lookup {
                return Err(format!("it denies what nothing it cites tells of: `{said}`"));
            }
        }
        Ok(())
    }
}
