//! One yes to several: only to what is of one kind and gives nothing away.

use super::{Approvals, how_many};
use crate::desk::api::{Request, Standing};
use crate::domain::action::ActionKind;
use crate::domain::outbox::Entry;
use crate::tui::cx::Cx;

impl Approvals {
    /// Marks all that are of the kind of one and can be marked; where they are marked already, none.
    pub(super) fn mark_alike(&mut self, entry: &Entry) {
        let entries = self.entries.as_deref().unwrap_or_default();
        let alike = |other: &&Entry| other.action == entry.action && self.why_by_itself(other).is_none();
        let alike = entries.iter().filter(alike).map(|other| other.id).collect();
        self.marked = if self.marked == alike { Default::default() } else { alike };
    }

    /// Says yes to all that are marked, or says why not to all at once.
    pub(super) fn approve_marked(&mut self, cx: &mut Cx<'_>) {
        let entries = self.entries.as_deref().unwrap_or_default();
        let marked: Vec<&Entry> = entries.iter().filter(|entry| self.marked.contains(&entry.id)).collect();
        let Some(first) = marked.first() else { return };
        let kind = first.action;
        if let Some(why) = marked.iter().find_map(|entry| self.why_by_itself(entry)) {
            return cx.refuse(why);
        }
        if let Some(changed) = marked.iter().find(|entry| self.has_changed(entry)) {
            return cx.refuse(format!("“{}” does not hold now: look at it by itself", changed.title));
        }
        let requests: Vec<Request> =
            marked.iter().map(|entry| Request::Approve { entry: entry.id, despite: false }).collect();
        cx.tell(format!("a yes to {}", how_many(requests.len(), &words(kind))));
        for request in requests {
            cx.ask("approving", request);
        }
        self.marked.clear();
    }

    /// Why one cannot be marked as things are: it is decided by itself, or another kind is marked.
    pub(super) fn why_not_marked(&self, entry: &Entry) -> Option<String> {
        self.why_by_itself(entry).or_else(|| {
            let entries = self.entries.as_deref().unwrap_or_default();
            let is_other = |other: &&Entry| self.marked.contains(&other.id) && other.action != entry.action;
            let other = entries.iter().find(is_other)?.action.one_in_words();
            let one = entry.action.one_in_words();
            Some(format!("a {other} and a {one} are not decided at once: mark one kind alone"))
        })
    }

    /// Why one is decided by itself, so that it is not marked with others.
    pub(super) fn why_by_itself(&self, entry: &Entry) -> Option<String> {
        let what = entry.action.one_in_words();
        if entry.need().is_some_and(|need| need.as_one) {
            return Some(format!("this {what} is decided with what goes with it: y is a yes to all of that"));
        }
        if self.gives_away(entry) {
            return Some(format!("this {what} is decided by itself: something is given away"));
        }
        why_one_by_one(entry.action).map(|why| format!("each {what} is decided by itself: {why}"))
    }

    /// Whether it is marked, or can be.
    pub(super) fn can_be_marked(&self, entry: &Entry) -> bool {
        self.marked.contains(&entry.id) || self.why_not_marked(entry).is_none()
    }

    /// Whether any of them can be marked.
    pub(super) fn has_markable(&self) -> bool {
        self.entries.iter().flatten().any(|entry| self.why_by_itself(entry).is_none())
    }

    fn gives_away(&self, entry: &Entry) -> bool {
        let is_known = entry.need().is_some_and(|need| need.offer.is_some());
        is_known || self.reviews.get(&entry.id).is_some_and(|review| review.offer.is_some())
    }

    fn has_changed(&self, entry: &Entry) -> bool {
        self.reviews.get(&entry.id).is_some_and(|review| matches!(review.standing, Standing::No(_)))
    }
}

/// Why each of a kind is decided by itself; nothing for what the customer never notices.
fn why_one_by_one(kind: ActionKind) -> Option<&'static str> {
    match kind {
        ActionKind::Note | ActionKind::Task | ActionKind::CaseUpdate | ActionKind::Tag => None,
        ActionKind::Reply => Some("the customer is to read it"),
        ActionKind::Fields => Some("it changes what is known of the customer"),
        ActionKind::Collection => Some("money is asked for"),
        ActionKind::Discount
        | ActionKind::Opportunity
        | ActionKind::WinBack
        | ActionKind::AudienceAdd
        | ActionKind::AudienceRemove => Some("it decides what the customer is offered"),
    }
}

fn words(kind: ActionKind) -> String {
    kind.as_str().replace('_', " ")
}
