//! What is read: every kind of query, names for ids, the list and what has changed of it.

use std::sync::Arc;

use deskhand::domain::Phone;
use deskhand::domain::account::AccountKind;
use deskhand::domain::agenda::Way;
use deskhand::domain::background::{Mailbox, Workplace};
use deskhand::domain::crm::{DealOutcome, Priority};
use deskhand::domain::lead::Course;
use deskhand::domain::lookup::Lookup;
use deskhand::domain::record::Coverage;
use deskhand::ports::{Call, CrmClient, Held, Holding, SystemClock};

use super::account::{TOKEN, account, client, client_at, email};

#[tokio::test]
async fn finds_by_every_kind_of_query_and_by_older_paths_too() {
    let (_sandbox, base) = account(&[]).await;
    for version in ["2026-09", "2026-03", "v3"] {
        let client = client_at(&base, TOKEN, version, Arc::new(SystemClock));
        for lookup in [
            email("Maren.Holloway@example.com"),
            Lookup::Phone(Phone::parse("207.555.0113", "1").expect("a phone")),
            Lookup::Name("HOLLOWAY maren".to_owned()),
            Lookup::Record("hubspot/contact/512001".parse().expect("a record")),
            Lookup::Record("hubspot/case/17701".parse().expect("a record")),
        ] {
            let found = client.find(&lookup, &Call::INTERACTIVE).await.expect("found");
            let record = &found.records[0];
            assert_eq!(record.id, "512001", "{version} {lookup:?}");
            let case = &record.cases[0];
            assert_eq!(case.status.as_str(), "Waiting on us", "the stage's name");
            assert_eq!(case.owner.as_deref(), Some("Sam Ibarra"), "the owner's name");
            assert!(case.messages.len() >= 3, "the thread");
            assert!(case.messages.is_sorted_by_key(|message| message.at));
            assert!(found.coverage.iter().all(|coverage| coverage.complete), "{:?}", found.coverage);
        }
    }
}

#[tokio::test]
async fn deals_companies_and_calls_come_along() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let found = client
        .find(&email("isabel.fontaine@alpine-youth.example.org"), &Call::INTERACTIVE)
        .await
        .expect("found");
    let record = &found.records[0];
    assert!(record.company.is_some() && !record.deals.is_empty(), "{record:?}");
}

#[tokio::test]
async fn a_company_comes_with_its_people_and_what_they_are_to_it() {
    let (_sandbox, base) = account(&[]).await;
    for version in ["2026-09", "v3"] {
        let client = client_at(&base, TOKEN, version, Arc::new(SystemClock));
        let call = &Call::INTERACTIVE;
        let named = client.accounts_named(AccountKind::Company, "basecamp", call).await.expect("an answer");
        let [one] = named.as_slice() else { panic!("{named:?}") };
        assert_eq!((one.name.as_str(), one.beside.as_deref()), ("Basecamp Rentals", Some("Moab, Utah")));
        let whole = client.account(&one.record, call).await.expect("an answer").expect("a company");
        let company = whole.company.expect("a company");
        assert_eq!((company.employees, company.evidence.as_str()), (Some(12), "company:98702"));
        let people: Vec<(Option<&str>, bool)> =
            whole.members.iter().map(|one| (one.name.as_deref(), one.decides())).collect();
        assert_eq!(people, [(Some("Ruth Abernathy"), true), (Some("Dana Whitehorse"), false)]);
        assert_eq!(whole.deals.len(), 1);
        assert!(whole.activities.iter().any(|one| one.evidence.as_str() == "task:810003"));
        assert!(whole.gaps.is_empty(), "{:?}", whole.gaps);
    }
}

#[tokio::test]
async fn a_deal_comes_with_its_company_and_what_was_said() {
    let (_sandbox, base) = account(&[]).await;
    let (client, call) = (client(&base), &Call::INTERACTIVE);
    let contact = "hubspot/contact/512009".parse().expect("a record");
    let of_her = client.accounts_of(AccountKind::Deal, &contact, call).await.expect("an answer");
    let whole = client.account(&of_her[0].record, call).await.expect("an answer").expect("a deal");
    let (deal, about) = whole.deal.expect("a deal");
    assert_eq!((deal.name.as_str(), deal.stage.as_str()), ("Summer camp outfitting", "Contract sent"));
    assert!(about.expect("what is written about it").contains("terms of 60 days"));
    assert_eq!(whole.company.expect("its company").name, "Alpine Youth Trust");
    assert_eq!(whole.activities.len(), 2, "a call and a task");
    for record in ["hubspot/deal/1", "hubspot/company/1", "hubspot/contact/512009", "shopify:x/deal/44101"] {
        let none = client.account(&record.parse().expect("a record"), call).await.expect("an answer");
        assert!(none.is_none(), "{record}");
    }
}

#[tokio::test]
async fn nobody_is_an_empty_answer() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    for lookup in [
        email("nobody@nowhere.example.com"),
        Lookup::Name("Nobody Atall".to_owned()),
        Lookup::OrderNumber("1001".to_owned()),
        Lookup::Record("hubspot/contact/1".parse().expect("a record")),
    ] {
        let found = client.find(&lookup, &Call::INTERACTIVE).await.expect("an answer");
        assert!(found.records.is_empty() && found.candidates.is_empty(), "{lookup:?}");
    }
}

#[tokio::test]
async fn the_list_has_everybody_and_the_list_of_changes_those_who_changed() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let all = client.list(None, &Call::BACKGROUND).await.expect("a page");
    assert!(all.items.len() > 40 && all.next.is_none(), "{}", all.items.len());
    let ever = client.list_changed(jiff::Timestamp::UNIX_EPOCH, None, &Call::BACKGROUND).await;
    let mut ever: Vec<String> =
        ever.expect("a page").items.iter().map(|listing| listing.record.to_string()).collect();
    let mut every: Vec<String> = all.items.iter().map(|listing| listing.record.to_string()).collect();
    ever.sort();
    every.sort();
    assert_eq!(ever, every);
    let later = client.list_changed(jiff::Timestamp::now(), None, &Call::BACKGROUND).await.expect("a page");
    assert!(later.items.is_empty() && later.next.is_none());
    let after = client.list_changed(jiff::Timestamp::UNIX_EPOCH, Some("512040"), &Call::BACKGROUND).await;
    let after = after.expect("a page").items;
    assert!(!after.is_empty() && after.iter().all(|listing| listing.record.id.as_str() > "512040"));
}

#[tokio::test]
async fn a_deal_that_was_closed_brings_where_its_contact_comes_from() {
    let (_sandbox, base) = account(&[]).await;
    let client = client(&base);
    let portion = client.read(Holding::Deals, None, None, &Call::BACKGROUND).await.expect("a portion");
    let deals: Vec<_> = portion
        .held
        .into_iter()
        .filter_map(|held| match held {
            Held::Deal(contacts, deal) => Some((contacts, deal)),
            _ => None,
        })
        .collect();
    assert!(deals.iter().all(|(_, deal)| deal.background.is_none() == (deal.outcome == DealOutcome::Open)));
    let (contacts, won) = deals.iter().find(|(_, deal)| deal.id == "44102").expect("the deal that was won");
    let background = won.background.clone().expect("where they come from");
    assert_eq!((contacts[0].id.as_str(), won.outcome), ("512017", DealOutcome::Won));
    assert_eq!((background.channel.as_deref(), background.mailbox), (Some("search"), Some(Mailbox::Own)));
    let Some(Workplace { industry, employees, known_since }) = background.workplace else {
        panic!("a company")
    };
    assert_eq!((industry.as_deref(), employees), (Some("recreational facilities and services"), Some(12)));
    assert!(known_since.is_some_and(|since| since < won.opened_at));
}

#[tokio::test]
async fn without_permission_for_companies_it_is_told_without_them() {
    let (_sandbox, base) = account(&["hubspot:POST:/crm/objects/2026-09/companies/batch/read=403"]).await;
    let client = client(&base);
    let portion = client.read(Holding::Deals, None, None, &Call::BACKGROUND).await.expect("a portion");
    let won = portion.held.iter().find_map(|held| match held {
        Held::Deal(_, deal) if deal.id == "44102" => deal.background.as_ref(),
        _ => None,
    });
    assert!(won.is_some_and(|background| background.workplace.is_none() && background.channel.is_some()));
}

#[tokio::test]
async fn cases_that_the_token_may_not_see_are_a_gap_of_their_kind() {
    let (_sandbox, base) = account(&["hubspot:*:/crm/objects/2026-09/tickets=403"]).await;
    let lookup = Lookup::Record("hubspot/contact/512001".parse().expect("a record"));
    let found = client(&base).find(&lookup, &Call::INTERACTIVE).await.expect("the contact is shown");
    assert!(!found.records[0].activities.is_empty() && found.records[0].cases.is_empty());
    let gap = found.coverage.iter().find(|gap| gap.of.as_deref() == Some(Coverage::CASES)).expect("a gap");
    assert_eq!(gap.why.as_deref(), Some("cases are not shown: the token lacks the scope `tickets`"));
}

#[tokio::test]
async fn the_queue_has_the_open_cases_with_their_threads_and_people_and_later_what_has_changed() {
    let (sandbox, base) = account(&[]).await;
    let client = client(&base);
    let open = client.cases(None, None, &Call::BACKGROUND).await.expect("a page");
    assert_eq!(open.next, None);
    assert!(open.items.len() > 10 && open.items.iter().all(|item| item.case.open));
    let bag = open.items.iter().find(|item| item.case.id == "17701").expect("it is open");
    let contact = bag.contact.as_ref().expect("it hangs on a contact");
    assert_eq!((contact.name.as_deref(), contact.record.id.as_str()), (Some("Maren Holloway"), "512001"));
    assert_eq!(bag.case.messages.len(), 4, "four mails, of which the first is the ticket's own text, too");
    let since = Some(jiff::Timestamp::UNIX_EPOCH);
    let ever = client.cases(since, None, &Call::BACKGROUND).await.expect("a page").items;
    assert!(ever.len() > open.items.len() && ever.iter().any(|item| !item.case.open), "closed ones are told");
    let now = Some(jiff::Timestamp::now());
    assert!(client.cases(now, None, &Call::BACKGROUND).await.expect("a page").items.is_empty());
    let after = client.cases(None, Some("17713"), &Call::BACKGROUND).await.expect("a page").items;
    assert!(!after.is_empty() && after.iter().all(|item| item.case.id.as_str() > "17713"));
    sandbox.stop().await;
}

#[tokio::test]
async fn the_leads_are_who_may_buy_and_later_whoever_has_changed() {
    let (sandbox, base) = account(&[]).await;
    let client = client(&base);
    let leads = client.leads(None, None, &Call::BACKGROUND).await.expect("a page");
    assert_eq!(leads.next, None);
    assert!(leads.items.len() >= 5 && leads.items.iter().all(|item| item.lead.course == Course::Open));
    let hamish = leads.items.iter().find(|item| item.lead.record.id == "512046").expect("he is a lead");
    assert_eq!(hamish.lead.name.as_deref(), Some("Hamish McAllister"));
    assert!(hamish.lead.first_seen_at.is_some() && hamish.contact.record == hamish.lead.record);
    let since = Some(jiff::Timestamp::UNIX_EPOCH);
    let ever = client.leads(since, None, &Call::BACKGROUND).await.expect("a page").items;
    assert!(ever.iter().any(|item| item.lead.course == Course::Closed), "customers are told as no leads");
    let after = client.leads(None, Some("512040"), &Call::BACKGROUND).await.expect("a page").items;
    assert!(after.iter().all(|item| item.lead.record.id.as_str() > "512040"));
    sandbox.stop().await;
}

#[tokio::test]
async fn the_tasks_are_a_colleagues_open_ones_and_later_whatever_has_changed() {
    let (sandbox, base) = account(&[]).await;
    let client = client(&base);
    let mine = client.tasks("9586502", None, None, &Call::BACKGROUND).await.expect("a page");
    assert_eq!(mine.next, None);
    assert!(mine.items.len() >= 5 && mine.items.iter().all(|item| item.is_open));
    let call = &mine.items.iter().find(|item| item.call.record.id == "810006").expect("a call").call;
    assert_eq!(call.record.to_string(), "hubspot/task/810006");
    assert_eq!(call.name.as_deref(), Some("Émilie Tremblay"));
    assert_eq!((call.way, call.priority), (Way::Call, Some(Priority::High)));
    assert_eq!(call.contact.as_ref().map(|contact| contact.id.as_str()), Some("512011"));
    assert!(call.due_at.is_some_and(|due| due < jiff::Timestamp::now()));
    let since = Some(jiff::Timestamp::UNIX_EPOCH);
    let ever = client.tasks("9586502", since, None, &Call::BACKGROUND).await.expect("a page").items;
    assert!(ever.len() > mine.items.len());
    assert_eq!(
        ever.iter().filter(|item| item.is_open).count(),
        mine.items.len(),
        "what is done or another's is told as not open"
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn the_meetings_are_a_colleagues_that_are_to_be_held_and_later_whatever_has_changed() {
    let (sandbox, base) = account(&[]).await;
    let client = client(&base);
    let now = jiff::Timestamp::now();
    let read = async |from, since| {
        client.meetings("9586502", from, since, None, &Call::BACKGROUND).await.expect("a page").items
    };
    let mine = read(now, None).await;
    let ids: Vec<&str> =
        mine.iter().filter(|one| one.is_open).map(|one| one.call.record.id.as_str()).collect();
    assert_eq!(ids, ["950001", "950002"], "none that is off, over or another's");
    let meeting = &mine[0].call;
    assert_eq!(meeting.record.to_string(), "hubspot/meeting/950001");
    assert_eq!((meeting.way, meeting.minutes()), (Way::Meeting, Some(30)));
    assert_eq!(meeting.name.as_deref(), Some("Dana Whitehorse"));
    assert_eq!(meeting.title, "Repairs of the rental fleet");
    assert_eq!(meeting.words, "Which packs come back broken most.");
    assert_eq!(meeting.place.as_deref(), Some("Video call"));
    assert_eq!((meeting.status.as_deref(), mine[1].call.status.as_deref()), (Some("SCHEDULED"), None));
    let since = Some(jiff::Timestamp::UNIX_EPOCH);
    let changed = read(now, since).await;
    assert_eq!(changed.len(), 5);
    assert_eq!(
        changed.iter().filter(|one| one.is_open).count(),
        2,
        "what is off, past or another's is not open"
    );
    sandbox.stop().await;
}
