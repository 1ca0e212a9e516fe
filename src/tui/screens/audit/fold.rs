//! Lines of what was done in one go: they stand in one, until that is unfolded.

use std::collections::{HashMap, HashSet};

use crate::domain::audit::AuditKind;
use crate::ports::repository::AuditRecord;

/// From so many on they stand in one; fewer are read faster one by one.
const FEWEST: usize = 3;

/// What lines that stand in one have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fold {
    group: String,
    kind: AuditKind,
    actor: String,
}

impl Fold {
    /// That of a line; nothing for what was done by itself.
    pub fn of(record: &AuditRecord) -> Option<Self> {
        let event = record.event.as_ref()?;
        Some(Self { group: event.group()?, kind: event.kind, actor: event.actor.clone() })
    }

    /// What its row is remembered by.
    pub fn key(&self) -> String {
        format!("{} {} {}", self.group, self.kind.as_str(), self.actor)
    }
}

/// A row of the list, by places among all lines.
#[derive(Clone, Debug)]
pub enum Shown {
    /// A line.
    Line(usize),
    /// Several in one.
    Fold(Fold, Vec<usize>),
}

/// The rows of those lines: several stand where the newest of them does, and below it one by one where it is open.
pub fn folded(all: &[AuditRecord], lines: Vec<usize>, open: &HashSet<Fold>) -> Vec<Shown> {
    let mut members: HashMap<Fold, Vec<usize>> = HashMap::new();
    for at in &lines {
        if let Some(fold) = Fold::of(&all[*at]) {
            members.entry(fold).or_default().push(*at);
        }
    }
    members.retain(|_, members| members.len() >= FEWEST);
    let mut rows = Vec::new();
    for at in lines {
        let fold = Fold::of(&all[at]).filter(|fold| members.contains_key(fold));
        let Some(fold) = fold else {
            rows.push(Shown::Line(at));
            continue;
        };
        let of_fold = &members[&fold];
        if of_fold.first() != Some(&at) {
            continue;
        }
        let one_by_one = open.contains(&fold).then(|| of_fold.iter().copied().map(Shown::Line));
        rows.push(Shown::Fold(fold.clone(), of_fold.clone()));
        rows.extend(one_by_one.into_iter().flatten());
    }
    rows
}
