//! What the queue and a case have in common: choosing what becomes of cases, seeing it before it does, doing it.

use crate::desk::api::{Answer, CaseChoices, DeskError, OfferedMacro, Request};
use crate::domain::action::Write;
use crate::domain::casework::{
    CaseAt, CaseDeed, CaseOutcome, CaseStage, CaseValues, Casework as Done, Consent,
};
use crate::domain::crm::{Owner, Priority};
use crate::domain::macros::MacroFit;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::record::RecordRef;
use crate::domain::triage::{Category, LabelChange, Labels, Language, Mood, Urgency};
use crate::phrasing::{SLEEP_WITHDRAWN, counted, cut, wakes_in_words};
use crate::tui::cx::{Cx, Go};
use crate::tui::keymap::Action;
use crate::tui::overlay::{Choice, Chooser, LabelPart, Overlay, Question, Take, Work};

/// What is being done while labels are put right.
const LABELLING: &str = "putting labels right";
/// Columns of why a macro does not fit.
const SHOWN_OF_MISFIT: usize = 40;
/// Cases that are named where many are asked about.
const MOST_NAMED: usize = 8;

/// What is going on with the cases that were named last.
#[derive(Default)]
pub struct Casework {
    cases: Vec<CaseAt>,
    stands: Stands,
    /// Stages that end a case, as far as they were offered.
    ends: Vec<String>,
    /// What can be chosen was asked for, and for which key.
    choosing: Option<(u64, Action)>,
    /// The deed was asked for.
    asked: Option<(u64, Request)>,
    /// The case is to be answered as soon as it has come.
    answering: bool,
    /// Others of the customer's name were asked for.
    namesakes: Option<u64>,
}

/// How a single case stands now; nothing of several.
#[derive(Default)]
pub struct Stands {
    /// Names among which a choice can be.
    pub named: Vec<String>,
    /// Its customer waits for an answer.
    pub waits: bool,
}

/// What is on its way to stand above the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// A list to choose from, or an editor: what is typed meanwhile is meant for it.
    Choices,
    /// What will happen, to be looked at: nothing that was typed before says yes to it.
    Confirmation,
}

impl Stands {
    /// By the names that choices have. `waits`: its customer waits for an answer.
    pub fn of(status: &str, priority: Option<Priority>, owner: Option<&str>, waits: bool) -> Self {
        let parts = [Some(status), priority.map(Priority::in_words), owner];
        Self { named: parts.into_iter().flatten().map(str::to_owned).collect(), waits }
    }

    /// How it is labelled, by the names that choices have.
    pub fn labelled(labels: &Labels) -> Self {
        let language = labels
            .language
            .as_deref()
            .and_then(|code| Language::USUAL.iter().find(|(usual, _)| *usual == code).map(|(_, name)| *name));
        let parts = [labels.category.in_words(), labels.mood.in_words(), labels.urgency.in_words()];
        Self { named: parts.into_iter().chain(language).map(str::to_owned).collect(), waits: false }
    }
}

impl Casework {
    /// The case is answered once it has come; what is typed until then is part of the answer.
    pub(super) fn answer_later(&mut self) {
        self.answering = true;
    }

    /// Whether it was to be answered.
    pub(super) fn is_to_be_answered(&mut self) -> bool {
        std::mem::take(&mut self.answering)
    }

    /// Others of the customer's name are asked for, to be chosen from.
    pub(super) fn look_for_namesakes(&mut self, request: u64) {
        self.namesakes = Some(request);
    }

    /// Whether an answer tells of them.
    pub(super) fn are_namesakes(&mut self, request: u64) -> bool {
        self.namesakes.take_if(|asked| *asked == request).is_some()
    }

    /// What is on its way.
    pub fn awaits(&self) -> Option<Awaited> {
        match (&self.choosing, &self.asked) {
            (Some(_), _) => Some(Awaited::Choices),
            _ if self.answering => Some(Awaited::Choices),
            _ if self.namesakes.is_some() => Some(Awaited::Confirmation),
            (None, Some((_, Request::WorkCases { consent: Consent::Ask, .. }))) => {
                Some(Awaited::Confirmation)
            }
            _ => None,
        }
    }

    /// The user does not want to wait for it.
    pub fn give_up(&mut self, cx: &mut Cx<'_>) {
        self.answering = false;
        cx.cancel(self.namesakes.take());
        cx.cancel(self.choosing.take().map(|(request, _)| request));
        cx.cancel(self.asked.take().map(|(request, _)| request));
    }

    /// A key that changes or answers cases; false where it is none. `stands`: how a single one stands.
    pub fn begin(&mut self, action: Action, cases: Vec<CaseAt>, stands: Stands, cx: &mut Cx<'_>) -> bool {
        if !matches!(
            action,
            Action::Status | Action::Priority | Action::Owner | Action::Macro | Action::Label
        ) {
            return false;
        }
        if cases.is_empty() {
            cx.refuse("there is no case to work on");
            return true;
        }
        self.cases = cases;
        self.stands = stands;
        match action {
            Action::Priority => self.choose("How pressing?", priorities(), cx),
            Action::Label => self.choose("What is it about?", categories(), cx),
            _ => {
                cx.cancel(self.choosing.take().map(|(request, _)| request));
                let case = match (action, self.cases.as_slice()) {
                    (Action::Macro, [one]) => Some(one.record.clone()),
                    _ => None,
                };
                let request = Request::CaseChoices { case };
                self.choosing = Some((cx.ask("reading what can be chosen", request), action));
            }
        }
        true
    }

    /// The answers of these cases were sent.
    pub fn sent(cases: Vec<RecordRef>, cx: &mut Cx<'_>) {
        if cases.is_empty() {
            return cx.refuse("no answer is to be sent here");
        }
        for case in cases {
            cx.ask("keeping that it was sent", Request::SayAnswerSent { case });
        }
    }

    /// The cases that the next deed is done to.
    pub(super) fn name(&mut self, cases: Vec<CaseAt>) {
        self.cases = cases;
        self.stands = Stands::default();
    }

    fn choose(&self, question: &str, choices: Vec<Choice>, cx: &mut Cx<'_>) {
        let chooser = self.by_letter(question, choices);
        cx.go(Go::Over(Box::new(Overlay::Chooser(Box::new(chooser)))));
    }

    /// By letters, with the cursor on how it stands now: whoever presses enter at once changes nothing.
    fn by_letter(&self, question: &str, choices: Vec<Choice>) -> Chooser {
        let stands = choices.iter().position(|choice| self.stands.named.contains(&choice.words));
        Chooser::by_letter(self.title(question), self.marked(choices)).beginning_at(stands)
    }

    /// The choices, with how it stands now among them.
    fn marked(&self, mut choices: Vec<Choice>) -> Vec<Choice> {
        for choice in choices.iter_mut().filter(|choice| self.stands.named.contains(&choice.words)) {
            let gap = if choice.beside.is_empty() { "" } else { " · " };
            choice.beside = format!("{}{gap}as it is", choice.beside);
        }
        choices
    }

    pub(super) fn title(&self, question: &str) -> String {
        match self.cases.as_slice() {
            [one] => format!("Case {}: {question}", one.record.id),
            many => format!("{} cases: {question}", many.len()),
        }
    }

    /// One was chosen.
    pub fn take(&mut self, take: Take, cx: &mut Cx<'_>) {
        match take {
            Take::Label(change) => self.label(change, cx),
            Take::LabelPart(part) => {
                let (question, choices) = match part {
                    LabelPart::Mood => ("How does the writer feel?", moods()),
                    LabelPart::Urgency => ("How soon?", urgencies()),
                    LabelPart::Language => ("In which language?", languages()),
                };
                self.choose(question, choices, cx);
            }
            // Nothing of cases.
            Take::Copy { .. } | Take::Theme(_) | Take::Link(_) | Take::Account(_) => {}
            // Several at once, words that the customer is to read, and the end of what waits are looked at before.
            Take::Deed(deed) => {
                let is_looked_at = self.cases.len() > 1 || deed.is_answer() || self.ends_waiting(&deed);
                let consent = if is_looked_at { Consent::Ask } else { Consent::Go };
                let cases = self.cases.clone();
                let request = Request::WorkCases { cases, deed, consent, vouches: false, now: false };
                self.asked = Some((cx.ask("looking at the cases", request.clone()), request));
            }
        }
    }

    fn ends_waiting(&self, deed: &CaseDeed) -> bool {
        let ends = |status: &String| self.ends.contains(status);
        self.stands.waits
            && matches!(deed, CaseDeed::Change(values) if values.status.as_ref().is_some_and(ends))
    }

    /// Several cases at once are asked about before.
    fn label(&self, change: LabelChange, cx: &mut Cx<'_>) {
        let cases = || self.cases.iter().map(|case| &case.record);
        let label = |case: &RecordRef| Request::Label { case: case.clone(), change };
        if let [one] = self.cases.as_slice() {
            cx.ask(LABELLING, label(&one.record));
            return;
        }
        let numbers: Vec<String> = cases().take(MOST_NAMED).map(|case| format!("#{}", case.id)).collect();
        let more = self.cases.len().saturating_sub(MOST_NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let words = format!(
            "{} will be labelled {}: {}{more}. Nothing is written at the CRM; labels that stand there now go, and u takes \
             all of it back.",
            counted(self.cases.len() as u64, "case"),
            change.in_words(),
            numbers.join(", "),
        );
        let requests = cases().map(label).collect();
        cx.go(Go::Over(Box::new(Overlay::Question(Question::new(words, LABELLING, requests)))));
    }

    /// What was asked for has come; false where it is nothing of this.
    pub fn answered(&mut self, request: u64, result: &Result<Answer, DeskError>, cx: &mut Cx<'_>) -> bool {
        if let Some((_, action)) = self.choosing.take_if(|(choosing, _)| *choosing == request) {
            match result {
                Ok(Answer::CaseChoices(choices)) => self.offer(action, choices, cx),
                Ok(_) => {}
                Err(error) => cx.failed(error),
            }
            return true;
        }
        let asked = self.asked.take_if(|(asked, _)| *asked == request).map(|(_, request)| request);
        match (result, asked) {
            (Ok(Answer::Casework(done)), Some(asked)) => self.worked(done, asked, cx),
            (Ok(Answer::Casework(done)), None) => said(done, cx),
            (Ok(Answer::QueueRow(row)), _) => {
                cx.good(format!("{}: {}", row.case.called(), row.case.labelled_in_words()));
            }
            (Err(error), Some(_)) => cx.failed(error),
            _ => return false,
        }
        true
    }

    fn offer(&mut self, action: Action, choices: &CaseChoices, cx: &mut Cx<'_>) {
        let ends = choices.stages.iter().flatten().filter(|stage| !stage.open);
        self.ends = ends.map(|stage| stage.name.clone()).collect();
        let chooser = match (action, &choices.stages, &choices.owners) {
            (Action::Status, Err(error), _) | (Action::Owner, _, Err(error)) => return cx.failed(error),
            (Action::Status, Ok(stages), _) => self.by_letter("Which status?", statuses(stages)),
            (Action::Owner, _, Ok(all)) => self.by_letter("Who gets it?", owners(all, choices.me.as_ref())),
            _ => Chooser::by_typing(self.title("Which answer?"), macros(choices)),
        };
        cx.go(Go::Over(Box::new(Overlay::Chooser(Box::new(chooser)))));
    }

    /// What would happen is shown before it does, and what somebody else has done before anything is written.
    fn worked(&self, done: &Done, asked: Request, cx: &mut Cx<'_>) {
        let Request::WorkCases { cases, deed, consent, now, .. } = asked else { return };
        let rule = match &deed {
            CaseDeed::Snooze(rule) => Some(rule.clone()),
            _ => None,
        };
        // Who says yes to what is shown stands for the promises that are marked in it.
        let vouches = done.promises();
        let again = |consent| Request::WorkCases { cases, deed, consent, vouches, now };
        let request = match (done.stopped(), consent) {
            (Some(_), _) => again(Consent::Despite),
            (None, Consent::Ask) => again(Consent::Knowing),
            (None, _) if done.is_held() => again(Consent::Knowing),
            (None, _) => {
                if done.is_withdrawn() {
                    return cx.good(SLEEP_WITHDRAWN);
                }
                said(done, cx);
                if let (Some(rule), [_]) = (rule, done.entries.as_slice()) {
                    cx.good(format!("asleep; wakes {}", wakes_in_words(&rule, cx.moment)));
                }
                return;
            }
        };
        cx.go(Go::Over(Box::new(Overlay::Work(Box::new(Work::new(done.clone(), request))))));
    }
}

/// What lies in the outbox now, or why nothing does.
fn said(done: &Done, cx: &mut Cx<'_>) {
    let leave = done.entries.iter().filter(|entry| !entry.state.came_to_nothing()).count();
    match (leave, done.cases.as_slice()) {
        (0, [one]) => match &one.outcome {
            CaseOutcome::LeftOut { why } => cx.refuse(format!("nothing is written: {why}")),
            CaseOutcome::Changed(_) => cx.refuse("the case has changed again: look at it, then decide anew"),
            CaseOutcome::Written { .. } => {}
        },
        (0, _) => cx.refuse("nothing is written: every case is left out"),
        // The countdown says it.
        (1, _) => {}
        (several, all) => {
            let left_out = all.len() - several;
            let rest = if left_out > 0 { format!(", {left_out} left out") } else { String::new() };
            let count = counted(several as u64, "case");
            cx.good(format!("{count} in the outbox{rest} · u takes all of it back"));
        }
    }
}

fn choice(words: impl Into<String>, beside: impl Into<String>, take: Take) -> Choice {
    Choice { words: words.into(), beside: beside.into(), below: String::new(), take }
}

fn change(values: CaseValues) -> Take {
    Take::Deed(CaseDeed::Change(values))
}

fn statuses(stages: &[CaseStage]) -> Vec<Choice> {
    let one = |name: &str, beside: &str| {
        choice(name, beside, change(CaseValues { status: Some(name.to_owned()), ..CaseValues::default() }))
    };
    stages.iter().map(|stage| one(&stage.name, if stage.open { "" } else { "closes it" })).collect()
}

fn priorities() -> Vec<Choice> {
    let one = |priority: &Priority| {
        let values = CaseValues { priority: Some(*priority), ..CaseValues::default() };
        choice(priority.in_words(), "", change(values))
    };
    Priority::ALL.iter().rev().map(one).collect()
}

/// The rep first, then the others by name.
fn owners(all: &[Owner], me: Option<&String>) -> Vec<Choice> {
    let mut owners: Vec<_> = all.iter().collect();
    owners.sort_by_key(|owner| (Some(&owner.id) != me, owner.name.to_lowercase()));
    let one = |owner: &&Owner| {
        let is_me = Some(&owner.id) == me;
        let beside = if is_me { "you".to_owned() } else { owner.email.clone().unwrap_or_default() };
        let values = CaseValues { owner: Some(owner.id.clone()), ..CaseValues::default() };
        choice(owner.name.clone(), beside, change(values))
    };
    owners.iter().map(one).collect()
}

fn macros(choices: &CaseChoices) -> Vec<Choice> {
    let one = |offered: &OfferedMacro| {
        let one = &offered.one;
        let below = match (&offered.reads, &offered.lacks) {
            (Some(text), _) if offered.warns.is_empty() => text.clone(),
            (Some(text), _) => format!("⚠ {}\n\n{text}", offered.warns.join("\n⚠ ")),
            (None, Some(what)) => format!("cannot be filled in: {what}"),
            (None, None) => one.text.clone(),
        };
        let deed = CaseDeed::Macro { name: one.name.clone(), text: None };
        let why = offered.warns.first().or(offered.lacks.as_ref());
        let fit = match offered.fit {
            MacroFit::Fits => "fits".to_owned(),
            MacroFit::Partly | MacroFit::Other => String::new(),
            MacroFit::Misfit => why.map(|why| format!("⚠ {}", cut(why, SHOWN_OF_MISFIT))).unwrap_or_default(),
        };
        let gap = if fit.is_empty() || one.status.is_none() { "" } else { " · " };
        let beside = format!("{}{gap}{fit}", one.status.clone().unwrap_or_default());
        Choice { below, ..choice(one.name.clone(), beside, Take::Deed(deed)) }
    };
    choices.macros.iter().map(one).collect()
}

fn categories() -> Vec<Choice> {
    let one = |category: &Category| {
        choice(
            category.in_words(),
            "",
            Take::Label(LabelChange { category: Some(*category), ..LabelChange::default() }),
        )
    };
    let others =
        [("mood …", LabelPart::Mood), ("urgency …", LabelPart::Urgency), ("language …", LabelPart::Language)];
    let others = others.map(|(words, part)| choice(words, "", Take::LabelPart(part)));
    Category::ALL.iter().map(one).chain(others).collect()
}

fn moods() -> Vec<Choice> {
    let change = |mood| LabelChange { mood: Some(mood), ..LabelChange::default() };
    Mood::ALL.iter().map(|mood| choice(mood.in_words(), "", Take::Label(change(*mood)))).collect()
}

fn urgencies() -> Vec<Choice> {
    let change = |urgency| LabelChange { urgency: Some(urgency), ..LabelChange::default() };
    let one = |urgency: &Urgency| choice(urgency.in_words(), "", Take::Label(change(*urgency)));
    Urgency::ALL.iter().rev().map(one).collect()
}

fn languages() -> Vec<Choice> {
    let one = |(code, name): &(&str, &str)| {
        let change = LabelChange { language: code.parse().ok(), ..LabelChange::default() };
        choice(*name, *code, Take::Label(change))
    };
    Language::USUAL.iter().map(one).collect()
}

/// The cases that a write concerns are read again once it is done, so that what is shown is what stands.
pub fn touched(entry: &Entry) -> Option<RecordRef> {
    let is_done = matches!(entry.state, EntryState::Done { .. });
    let is_of_case = match &entry.write {
        Write::Reply(_) | Write::CaseUpdate(_) | Write::Fields(_) | Write::Retraction(_) => true,
        Write::Note(_) | Write::Task(_) => false,
    };
    entry.write.case().filter(|_| is_done && is_of_case).cloned()
}
