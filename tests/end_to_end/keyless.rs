//! An account that keeps no key with a note: what is in doubt is looked for among the contact's own notes once it
//! must be seen there, and what stays in doubt waits for a person.

use std::sync::Arc;

use deskhand::actions::{Actions, Worker};
use deskhand::domain::ids::{EntryId, SuggestionId};
use deskhand::domain::outbox::{Entry, EntryState};
use deskhand::ports::{CrmClient, Repository};
use deskhand::storage::Storage;
use deskhand::vendors::hubspot::{HubSpot, Settings};
use futures::FutureExt;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::crossing::Toll;
use super::emulated::{CONTACT, NOTES, Vendors};
use super::sweep::{Hand, process, suggested};

/// A process over the real client, with a clock that the test turns.
struct Desk {
    vendors: Vendors,
    storage: Storage,
    clock: Arc<Hand>,
    actions: Actions,
    worker: Worker,
    suggestion: SuggestionId,
    runtime: tokio::runtime::Runtime,
}

/// The client as a process has it that has just begun.
fn client(vendors: &Vendors, clock: &Arc<Hand>) -> Arc<dyn CrmClient> {
    let settings = Settings {
        base_url: Some(vendors.crossing.url("/hubspot").parse().expect("a URL")),
        api_version: "2026-09".to_owned(),
        token: Arc::new(|| async { Ok(SecretString::from(deskhand::sandbox::TOKEN)) }.boxed()),
        home_calling_code: "1".to_owned(),
    };
    Arc::new(HubSpot::new(settings, clock.clone()).expect("a client"))
}

impl Desk {
    fn new() -> Self {
        let vendors = Vendors::without_the_key_property();
        let runtime = tokio::runtime::Runtime::new().expect("threads");
        let clock = Arc::new(Hand::at_the_machines());
        let crm = client(&vendors, &clock);
        let (storage, stored) = runtime.block_on(async {
            let storage = Storage::in_memory().await;
            let stored = suggested(CONTACT, deskhand::ports::Clock::now(&*clock));
            storage.put_suggestion(&stored).await.expect("it is stored");
            (storage, stored)
        });
        let (actions, worker) = process(Arc::new(storage.clone()), crm, clock.clone());
        Self { vendors, storage, clock, actions, worker, suggestion: stored.suggestion.id, runtime }
    }

    /// Accepts, with an answer to the note's request that tells nothing; the entry is then in doubt.
    fn doubtful(&self, toll: Toll) -> Entry {
        let _unheard = self.vendors.crossing.next("POST", NOTES, toll);
        self.runtime.block_on(self.actions.accept(self.suggestion, None, "rep", true)).expect("accepted");
        let entry = self.run();
        assert!(matches!(entry.state, EntryState::InDoubt { .. }), "{:?}", entry.state);
        entry
    }

    /// Another process on the same storage, which knows nothing of the account yet.
    fn next_process(&mut self) {
        let crm = client(&self.vendors, &self.clock);
        (self.actions, self.worker) = process(Arc::new(self.storage.clone()), crm, self.clock.clone());
    }

    /// Does what is due; the entry then.
    fn run(&self) -> Entry {
        self.runtime.block_on(async {
            self.worker.run_due().await.expect("a storage");
            self.storage.entries(1).await.expect("an entry").remove(0)
        })
    }

    fn retry(&self, id: EntryId) -> Entry {
        self.runtime.block_on(self.actions.retry(id, "rep")).expect("a new try");
        self.run()
    }

    fn sent(&self) -> usize {
        self.vendors.crossing.passed("POST", NOTES).len()
    }

    /// A note on the contact that somebody else makes with the same text.
    fn copy(&self, of: &Value) {
        let copy = json!({ "properties": of["properties"], "associations": [{ "to": { "id": CONTACT },
            "types": [{ "associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 202 }] }] });
        let made = self.vendors.hubspot("POST", "/crm/objects/2026-09/notes", Some(copy));
        assert!(made["id"].is_string(), "{made}");
    }
}

#[test]
fn it_is_looked_for_only_when_it_must_be_seen_and_found() {
    let desk = Desk::new();
    desk.doubtful(Toll::DoneButSays(502, &[]));
    desk.clock.turn(20);
    assert!(matches!(desk.run().state, EntryState::InDoubt { .. }), "not yet");
    desk.clock.turn(6);
    let entry = desk.run();
    assert!(matches!(entry.state, EntryState::Done { .. }), "{:?}", entry.state);
    assert_eq!(desk.sent(), 1);
    desk.vendors.has_exactly_one_note();
}

#[test]
fn what_is_not_there_when_it_must_be_is_sent_again() {
    let desk = Desk::new();
    desk.doubtful(Toll::Refused(502, &[]));
    desk.clock.turn(26);
    assert!(matches!(desk.run().state, EntryState::Done { .. }));
    assert_eq!(desk.sent(), 2);
    desk.vendors.has_exactly_one_note();
}

#[test]
fn a_contact_that_is_gone_tells_nothing_and_a_person_is_asked() {
    let desk = Desk::new();
    desk.doubtful(Toll::DoneButSays(502, &[]));
    desk.vendors.hubspot("DELETE", &format!("/crm/objects/2026-09/contacts/{CONTACT}"), None);
    desk.clock.turn(26);
    let entry = desk.run();
    let EntryState::Parked { why, .. } = &entry.state else { panic!("{:?}", entry.state) };
    assert!(why.contains("the contact is gone"), "{why}");
    // Asked to try again it looks again, and never sends blindly.
    assert!(matches!(desk.retry(entry.id).state, EntryState::Parked { .. }));
    assert_eq!(desk.sent(), 1);
}

#[test]
fn what_stands_there_twice_is_a_persons_to_settle() {
    let desk = Desk::new();
    desk.doubtful(Toll::DoneButSays(502, &[]));
    let note = desk.vendors.has_exactly_one_note();
    desk.copy(&note);
    desk.clock.turn(26);
    let entry = desk.run();
    let EntryState::Parked { why, .. } = &entry.state else { panic!("{:?}", entry.state) };
    assert!(why.contains("more than once"), "{why}");
    assert_eq!(desk.sent(), 1);
}

#[test]
fn a_key_property_that_is_made_meanwhile_does_not_shorten_the_wait() {
    let mut desk = Desk::new();
    // As a crash leaves it: stored as being sent, by a process that had no key to send.
    let stop = desk.vendors.crossing.next("POST", NOTES, Toll::HeldAfter);
    desk.runtime.block_on(async {
        desk.actions.accept(desk.suggestion, None, "rep", true).await.expect("accepted");
        let sending = tokio::spawn(desk.worker.clone().run());
        tokio::task::block_in_place(|| stop.wait());
        sending.abort();
        assert!(sending.await.is_err_and(|error| error.is_cancelled()), "dropped in the middle");
        desk.worker.landed().await;
    });
    desk.vendors.make_key_property("notes");
    desk.next_process();
    let entry = desk.run();
    let EntryState::InDoubt { look_at, .. } = entry.state else { panic!("{:?}", entry.state) };
    assert!(look_at.duration_since(entry.accepted_at).as_secs() >= 25);
    desk.clock.turn(700);
    assert!(matches!(desk.run().state, EntryState::Done { .. }));
    assert_eq!(desk.sent(), 1);
    desk.vendors.has_exactly_one_note();
}
