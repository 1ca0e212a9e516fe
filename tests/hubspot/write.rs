//! What is checked before a write, and that one key makes one note.

use deskhand::domain::action::{CaseSleep, CaseWrite, FieldsWrite, NoteWrite, ReplyWrite, TaskWrite, Write};
use deskhand::domain::ids::{EntryId, IdempotencyKey};
use deskhand::domain::lead::Change;
use deskhand::ports::crm::{KeySupport, Look};
use deskhand::ports::{Call, CrmClient};

use super::account::{account, client};

fn note(body: &str) -> Write {
    Write::Note(NoteWrite {
        contact: "hubspot/contact/512001".parse().expect("a record"),
        account: None,
        case: Some("hubspot/case/17701".parse().expect("a record")),
        body: body.to_owned(),
        at: jiff::Timestamp::now(),
        machine_written: true,
    })
}

fn reply(status: Option<&str>, seen: Option<jiff::Timestamp>) -> Write {
    let Write::Note(note) = note("It reaches you tomorrow.") else { unreachable!("it is a note") };
    Write::Reply(ReplyWrite {
        change: CaseWrite {
            case: note.case.clone().expect("a case"),
            status: status.map(str::to_owned),
            priority: None,
            owner: None,
            sleep: None,
            seen_updated_at: seen,
        },
        note,
        was: None,
    })
}

fn task(title: &str, owner: &str) -> Write {
    Write::Task(TaskWrite {
        contact: "hubspot/contact/512001".parse().expect("a record"),
        account: None,
        case: None,
        title: title.to_owned(),
        body: String::new(),
        due_at: jiff::Timestamp::now(),
        owner: Some(owner.to_owned()),
        machine_written: false,
        enrolment: None,
    })
}

fn key() -> IdempotencyKey {
    IdempotencyKey::of(EntryId::new(uuid::Uuid::now_v7()))
}

#[tokio::test]
async fn what_the_account_would_refuse_is_known_beforehand() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    for (write, problem) in [
        (note("Called about the strap."), None),
        (note(&"x".repeat(70_000)), Some("HubSpot keeps 65536")),
        (task("Call back", "9586502"), None),
        (task(" ", "9586502"), Some("needs a subject")),
        (task("Call back", "1"), Some("no colleague")),
    ] {
        let checked = client.preflight(&write, &Call::INTERACTIVE).await.expect("an answer");
        match problem {
            None => assert_eq!(checked.problems, Vec::<String>::new()),
            Some(problem) => assert!(checked.problems.join("; ").contains(problem), "{:?}", checked.problems),
        }
        assert!(checked.effect.contains("contact 512001"), "{}", checked.effect);
    }
}

#[tokio::test]
async fn a_key_writes_once_and_finds_what_it_wrote() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let steps = client.set_up(false, &Call::INTERACTIVE).await.expect("steps");
    assert!(steps.iter().all(|step| step.ready && step.outcome == "created"), "{steps:?}");
    let (write, key) = (note("Called about the strap."), key());
    assert_eq!(client.key_support(&write, &Call::INTERACTIVE).await.expect("known"), KeySupport::Unique);
    assert_eq!(client.look(&write, &key, &Call::INTERACTIVE).await.expect("looked"), Look::Absent);
    let first = client.write(&write, &key, &Call::INTERACTIVE).await.expect("written");
    let again = client.write(&write, &key, &Call::INTERACTIVE).await.expect("a duplicate is success");
    assert_eq!(first.id, again.id);
    assert_eq!(client.look(&write, &key, &Call::INTERACTIVE).await.expect("looked"), Look::Found(first));
}

#[tokio::test]
async fn without_the_property_the_contacts_own_notes_tell() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let (write, key) = (note("Called about the strap."), key());
    let support = client.key_support(&write, &Call::INTERACTIVE).await.expect("known");
    assert!(matches!(support, KeySupport::Associations { .. }));
    assert_eq!(client.look(&write, &key, &Call::INTERACTIVE).await.expect("looked"), Look::Absent);
    let written = client.write(&write, &key, &Call::INTERACTIVE).await.expect("written");
    assert_eq!(client.look(&write, &key, &Call::INTERACTIVE).await.expect("looked"), Look::Found(written));
    let found = client
        .find(
            &"hubspot/contact/512001".parse().map(deskhand::domain::Lookup::Record).unwrap(),
            &Call::INTERACTIVE,
        )
        .await
        .expect("found");
    let note = found.records[0].activities.iter().find(|activity| activity.text.contains("the strap"));
    assert!(note.expect("the note").machine_written);
}

#[tokio::test]
async fn an_answer_is_a_note_and_a_status_or_neither() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let call = Call::INTERACTIVE;
    let status = async || {
        let cases = client.cases_named(&["17701".to_owned()], &call).await.expect("the case");
        cases[0].case.status.clone()
    };
    let notes = async || {
        let lookup = "hubspot/contact/512001".parse().map(deskhand::domain::Lookup::Record).unwrap();
        let found = client.find(&lookup, &call).await.expect("found");
        let texts = found.records[0].activities.iter().map(|activity| activity.text.clone());
        texts.filter(|text| text.contains("It reaches you tomorrow.")).count()
    };
    let before = status().await;
    for (refused, why) in [
        (reply(Some("Waiting on contact"), Some(jiff::Timestamp::UNIX_EPOCH)), "changed"),
        (reply(Some("Waiting for the moon"), None), "no stage `Waiting for the moon`"),
    ] {
        let error = client.write(&refused, &key(), &call).await.expect_err("it is refused");
        assert!(error.what.contains(why), "{}", error.what);
        assert_eq!((status().await, notes().await), (before.clone(), 0), "half an answer");
    }

    let alone = client.preflight(&reply(None, None), &call).await.expect("an answer");
    assert!(alone.effect.ends_with("for you to send; the case stays as it is"), "{}", alone.effect);
    let (answer, key) = (reply(Some("Waiting on contact"), None), key());
    let checked = client.preflight(&answer, &call).await.expect("an answer");
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
    assert!(checked.effect.ends_with("for you to send; status → Waiting on contact"), "{}", checked.effect);
    let first = client.write(&answer, &key, &call).await.expect("written");
    assert_eq!((status().await.as_str(), notes().await), ("Waiting on contact", 1));
    assert_eq!(client.write(&answer, &key, &call).await.expect("it stands").id, first.id);
    let looked = client.look(&answer, &key, &call).await.expect("looked");
    assert!(matches!(&looked, Look::Found(found) if found.id == first.id), "{looked:?}");
    assert_eq!(notes().await, 1);
}

#[tokio::test]
async fn a_leads_owner_and_status_are_written_over_what_was_seen_and_nothing_else() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let call = Call::INTERACTIVE;
    let leads = client.leads(None, None, &Call::BACKGROUND).await.expect("a page").items;
    let lead = &leads.iter().find(|item| item.lead.record.id == "512046").expect("a lead").lead;
    let nurture = client.lead_write(lead, &Change::Nurture).expect("this CRM has leads");
    let checked = client.preflight(&nurture, &call).await.expect("an answer");
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
    assert!(checked.effect.ends_with("→ BAD_TIMING"), "{}", checked.effect);
    client.write(&nurture, &key(), &call).await.expect("written");
    client.write(&nurture, &key(), &call).await.expect("what stands there already is no conflict");
    // Seen before somebody sent it to nurture.
    let late = client.lead_write(lead, &Change::Disqualify).expect("this CRM has leads");
    let refused = client.write(&late, &key(), &call).await.expect_err("somebody changed it");
    assert!(
        refused.what.contains("is BAD_TIMING now, and UNQUALIFIED was to be written"),
        "{}",
        refused.what
    );
    let Write::Fields(written) = &nurture else { panic!("fields") };
    client.write(&Write::Fields(written.put_back()), &key(), &call).await.expect("put back");
    let after = client.leads(None, None, &Call::BACKGROUND).await.expect("a page").items;
    let now = after.iter().find(|item| item.lead.record.id == "512046").expect("a lead");
    assert_eq!(now.lead.status, lead.status);
}

#[tokio::test]
async fn a_task_is_ended_over_how_it_was_seen_and_opened_again() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let call = Call::INTERACTIVE;
    let tasks = async || client.tasks_named("9586502", &["810006".to_owned()], &call).await.expect("tasks");
    let [before] = tasks().await.try_into().expect("one task");
    let done = client.task_done(&before.call).expect("this CRM has tasks");
    let checked = client.preflight(&done, &call).await.expect("an answer");
    assert!(checked.problems.is_empty(), "{:?}", checked.problems);
    assert_eq!(checked.effect, "HubSpot task 810006: status not started → completed");
    client.write(&done, &key(), &call).await.expect("written");
    client.write(&done, &key(), &call).await.expect("what stands there already is no conflict");
    assert!(!tasks().await[0].is_open);
    let Write::Fields(written) = &done else { panic!("fields") };
    client.write(&Write::Fields(written.put_back()), &key(), &call).await.expect("put back");
    assert_eq!(tasks().await, [before]);
}

#[tokio::test]
async fn a_meeting_was_held_over_how_it_was_seen_and_is_to_be_held_again() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let call = Call::INTERACTIVE;
    for (id, effect) in [("950001", "outcome scheduled → completed"), ("950002", "outcome → completed")] {
        let ids = [id.to_owned()];
        let meetings = async || client.meetings_named("9586502", &ids, &call).await.expect("meetings");
        let [before] = meetings().await.try_into().expect("one meeting");
        let held = client.task_done(&before.call).expect("this CRM has meetings");
        let checked = client.preflight(&held, &call).await.expect("an answer");
        assert!(checked.problems.is_empty(), "{:?}", checked.problems);
        assert_eq!(checked.effect, format!("HubSpot meeting {id}: {effect}"));
        client.write(&held, &key(), &call).await.expect("written");
        assert!(!meetings().await[0].is_open);
        let Write::Fields(written) = &held else { panic!("fields") };
        client.write(&Write::Fields(written.put_back()), &key(), &call).await.expect("put back");
        assert_eq!(meetings().await, [before]);
    }
}

#[tokio::test]
async fn a_value_that_the_accounts_picklist_lacks_is_known_beforehand() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    for (name, value, problem) in [
        ("hs_lead_status", "LUKEWARM", "has no option `LUKEWARM`"),
        ("hubspot_owner_id", "1", "no colleague"),
    ] {
        let write = Write::Fields(FieldsWrite {
            record: "hubspot/contact/512046".parse().expect("a record"),
            fields: vec![(name.to_owned(), value.to_owned())],
            seen: Vec::new(),
        });
        let checked = client.preflight(&write, &Call::INTERACTIVE).await.expect("an answer");
        assert!(checked.problems.join("; ").contains(problem), "{:?}", checked.problems);
    }
}

fn sleep(sleep: CaseSleep, status: &str) -> Write {
    Write::CaseUpdate(CaseWrite {
        case: "hubspot/case/17701".parse().expect("a record"),
        status: Some(status.to_owned()),
        priority: None,
        owner: None,
        sleep: Some(sleep),
        seen_updated_at: Some(jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1)),
    })
}

fn until(at: Option<&str>) -> CaseSleep {
    CaseSleep::Until {
        at: at.map(|at| at.parse().expect("a time")),
        rule: "when the parcel moves".to_owned(),
    }
}

#[tokio::test]
async fn a_case_carries_until_when_it_sleeps_where_the_account_has_the_fields() {
    let (sandbox, base) = account(&[]).await;
    let client = client(&base);
    let call = Call::INTERACTIVE;
    let asleep = sleep(until(Some("2026-12-01T14:00:00Z")), "Waiting on contact");
    let checked = client.preflight(&asleep, &call).await.expect("an answer");
    assert!(checked.problems.is_empty() && checked.effect.contains("`deskhand setup fields` makes it"));
    client.write(&asleep, &key(), &call).await.expect("without the fields the status alone is written");

    client.set_up(false, &call).await.expect("steps");
    let checked = client.preflight(&asleep, &call).await.expect("an answer");
    assert!(checked.effect.ends_with("asleep, wakes when the parcel moves"), "{}", checked.effect);
    client.write(&asleep, &key(), &call).await.expect("written");
    // An attempt whose answer was lost finds everything as it wants it, however the vendor writes times.
    let late = |write: Write| match write {
        Write::CaseUpdate(case) => {
            Write::CaseUpdate(CaseWrite { seen_updated_at: Some(jiff::Timestamp::UNIX_EPOCH), ..case })
        }
        other => other,
    };
    client.write(&late(asleep), &key(), &call).await.expect("it stands as wanted");
    let without_time = sleep(until(None), "Waiting on contact");
    client.write(&without_time, &key(), &call).await.expect("only what happens wakes it");
    client.write(&late(without_time), &key(), &call).await.expect("no time is none");
    let awake = sleep(CaseSleep::Awake, "Waiting on us");
    client.write(&awake, &key(), &call).await.expect("woken");
    client.write(&late(awake), &key(), &call).await.expect("an empty value is none");
    drop(sandbox);
}
