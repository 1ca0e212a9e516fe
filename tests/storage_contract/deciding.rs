//! Briefs, suggestions, entries of the outbox, the audit log, drafts and settings.

use deskhand::domain::Purpose;
use deskhand::domain::brief::{StoredSuggestion, SuggestionStatus};
use deskhand::domain::outbox::{Entry, EntryState, Written};

use super::{at, brief, entry, event, maya, noah, on_both, suggestion};

fn done(mut entry: Entry) -> Entry {
    let written = Written::made("900", None);
    entry.state = EntryState::Done { at: at(9), written };
    entry
}

#[tokio::test]
async fn a_brief_replaces_the_one_before_and_suggestions_stay() {
    on_both(async |repository| {
        let (older, newer, other) =
            (suggestion(9, maya(), 1), suggestion(3, maya(), 2), suggestion(5, noah(), 3));
        repository.put_brief(&brief(maya(), "first"), std::slice::from_ref(&older)).await.unwrap();
        repository.put_brief(&brief(maya(), "second"), std::slice::from_ref(&newer)).await.unwrap();
        repository.put_brief(&brief(noah(), "third"), &[other]).await.unwrap();
        let kept = repository.brief(maya(), Purpose::Support).await.unwrap();
        assert_eq!(kept, Some(brief(maya(), "second")));
        assert_eq!(repository.brief(maya(), Purpose::Sales).await.unwrap(), None);
        assert_eq!(repository.suggestions(maya()).await.unwrap(), [newer.clone(), older]);

        let dismissed = StoredSuggestion {
            status: SuggestionStatus::Dismissed { reason: "not now".to_owned(), at: at(4), by: None },
            ..newer
        };
        repository.put_suggestion(&dismissed).await.unwrap();
        assert_eq!(repository.suggestion(dismissed.suggestion.id).await.unwrap(), Some(dismissed));
        assert_eq!(repository.suggestions(maya()).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn an_entry_is_accepted_once_and_moved_only_by_who_saw_it_last() {
    on_both(async |repository| {
        let accepted = StoredSuggestion {
            status: SuggestionStatus::Accepted { entry: entry(1, maya()).id, at: at(0) },
            ..suggestion(1, maya(), 0)
        };
        assert!(repository.accept(&entry(1, maya()), &accepted, &event(None, 0)).await.unwrap());
        let again = Entry { title: "another".to_owned(), ..entry(1, maya()) };
        assert!(!repository.accept(&again, &suggestion(1, maya(), 0), &event(None, 0)).await.unwrap());
        assert_eq!(repository.entry(again.id).await.unwrap(), Some(entry(1, maya())));
        assert_eq!(repository.suggestion(accepted.suggestion.id).await.unwrap(), Some(accepted));
        assert!(
            repository.accept(&entry(2, noah()), &suggestion(2, noah(), 1), &event(None, 0)).await.unwrap()
        );
        assert!(
            repository.accept(&entry(3, maya()), &suggestion(3, maya(), 2), &event(None, 0)).await.unwrap()
        );

        let sending = Entry {
            state: EntryState::Sending { since: at(6), keyed: true },
            attempts: 1,
            ..entry(2, noah())
        };
        assert!(repository.move_entry(&entry(2, noah()), &sending, &event(None, 1)).await.unwrap());
        assert!(
            !repository.move_entry(&entry(2, noah()), &done(sending.clone()), &event(None, 1)).await.unwrap()
        );
        let other = Entry { id: entry(3, maya()).id, ..sending.clone() };
        assert!(!repository.move_entry(&sending, &other, &event(None, 1)).await.unwrap(), "another entry");
        let ids = |entries: Vec<Entry>| entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
        let [one, two, three] = [1, 2, 3].map(|number| entry(number, maya()).id);
        assert_eq!(ids(repository.unfinished_entries().await.unwrap()), [one, two, three]);

        assert!(repository.move_entry(&sending, &done(sending.clone()), &event(None, 1)).await.unwrap());
        assert_eq!(ids(repository.unfinished_entries().await.unwrap()), [one, three]);
        assert_eq!(ids(repository.entries(2).await.unwrap()), [three, two]);
        assert_eq!(ids(repository.entries(9).await.unwrap()), [three, two, one]);
        assert_eq!(repository.entry(two).await.unwrap(), Some(done(sending)));
        let told = repository.audit_after(0, 99).await.unwrap();
        assert_eq!(told.len(), 5, "three accepts and two moves; what changed nothing says nothing");
        assert_eq!(repository.verify_audit().await.unwrap().fault, None);

        // Whichever of both ids is the greater, what takes something back is the newer.
        let written = Entry { accepted_at: at(7), ..entry(0x15b, maya()) };
        let undo = Entry { id: written.id.compensation(), ..written.clone() };
        for one in [&written, &undo] {
            assert!(repository.accept(one, &suggestion(0x15b, maya(), 7), &event(None, 7)).await.unwrap());
        }
        assert!(undo.id < written.id);
        assert_eq!(ids(repository.entries(9).await.unwrap())[..2], [undo.id, written.id]);
    })
    .await;
}

#[tokio::test]
async fn the_audit_log_numbers_its_events_and_reads_from_both_ends() {
    on_both(async |repository| {
        assert_eq!(repository.verify_audit().await.unwrap().lines, 0);
        for second in 1..=1201 {
            let customer = (second % 2 == 0).then(maya);
            let sequence = repository.append_audit(&event(customer, second)).await.unwrap();
            assert_eq!(sequence, second as u64);
        }
        let after = repository.audit_after(3, 2).await.unwrap();
        assert_eq!(after.iter().map(|record| record.sequence).collect::<Vec<_>>(), [4, 5]);
        assert_eq!(after[0].event, Some(event(Some(maya()), 4)));
        assert_eq!(after[0].customer, Some(maya()));
        let tail = repository.audit_tail(2).await.unwrap();
        assert_eq!(tail.iter().map(|record| record.sequence).collect::<Vec<_>>(), [1201, 1200]);
        assert_eq!(tail[0].at_ms, at(1201).as_millisecond());
        let report = repository.verify_audit().await.unwrap();
        assert_eq!((report.lines, report.erased, report.fault), (1201, 0, None));
        assert_eq!(report.head, Some(tail[0].hash));
    })
    .await;
}

#[tokio::test]
async fn drafts_and_settings_keep_the_last_text() {
    on_both(async |repository| {
        repository.put_draft(maya(), "note", "Dear").await.unwrap();
        repository.put_draft(maya(), "note", "Dear Maya").await.unwrap();
        repository.put_draft(noah(), "note", "Hello").await.unwrap();
        assert_eq!(repository.draft(maya(), "note").await.unwrap().as_deref(), Some("Dear Maya"));
        assert_eq!(repository.draft(maya(), "task").await.unwrap(), None);
        repository.put_draft(maya(), "note", "").await.unwrap();
        assert_eq!(repository.draft(maya(), "note").await.unwrap(), None);
        assert_eq!(repository.draft(noah(), "note").await.unwrap().as_deref(), Some("Hello"));

        assert_eq!(repository.setting("cursor").await.unwrap(), None);
        repository.put_setting("cursor", "abc").await.unwrap();
        repository.put_setting("cursor", "def").await.unwrap();
        assert_eq!(repository.setting("cursor").await.unwrap().as_deref(), Some("def"));
    })
    .await;
}
