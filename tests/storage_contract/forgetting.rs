//! Nothing is left of who was forgotten.

use deskhand::domain::{Lookup, Purpose};

use super::{ASKED, answer, brief, dossier, entry, event, maya, noah, on_both, phone, row, suggestion, wire};

#[tokio::test]
async fn forgetting_erases_a_customer_everywhere_and_the_audit_log_still_verifies() {
    on_both(async |repository| {
        for (customer, number, id) in [(maya(), 1, "5571"), (noah(), 2, "5572")] {
            let address = format!("shared{number}@example.com");
            repository.put_dossier(&dossier(customer, id, &[&address], &["+15550100001"])).await.unwrap();
            repository.put_brief(&brief(customer, "text"), &[]).await.unwrap();
            repository
                .accept(&entry(number, customer), &suggestion(number, customer, 0), &event(Some(customer), 1))
                .await
                .unwrap();
            repository.append_audit(&event(None, 2)).await.unwrap();
            repository.put_wire(&wire(customer, 1)).await.unwrap();
            repository.put_draft(customer, "note", "Dear").await.unwrap();
            repository.put_answer(customer, ASKED, &answer(1), None).await.unwrap();
            repository.put_directory(&[row(customer)]).await.unwrap();
        }
        assert!(repository.forget(maya()).await.unwrap());
        assert!(!repository.forget(maya()).await.unwrap(), "nobody is left to forget");

        assert_eq!(repository.dossier(maya()).await.unwrap(), None);
        let by_phone = Lookup::Phone(phone("+15550100001"));
        assert_eq!(repository.customers_by_key(&by_phone).await.unwrap(), [noah()]);
        assert_eq!(repository.brief(maya(), Purpose::Support).await.unwrap(), None);
        assert_eq!(repository.suggestions(maya()).await.unwrap(), []);
        assert_eq!(repository.entry(entry(1, maya()).id).await.unwrap(), None);
        assert_eq!(repository.unfinished_entries().await.unwrap(), [entry(2, noah())]);
        assert_eq!(repository.wires(None, 9).await.unwrap(), [wire(noah(), 1)]);
        assert_eq!(repository.wires(Some(maya()), 9).await.unwrap(), []);
        assert_eq!(repository.draft(maya(), "note").await.unwrap(), None);
        assert_eq!(repository.answer(maya(), ASKED).await.unwrap(), None);
        assert_eq!(repository.answer(noah(), ASKED).await.unwrap(), Some(answer(1)));
        assert!(repository.directory_page(None, 9).await.unwrap() == [row(noah())]);

        let report = repository.verify_audit().await.unwrap();
        assert_eq!((report.lines, report.erased, report.fault), (4, 1, None));
        let log = repository.audit_after(0, 9).await.unwrap();
        assert_eq!((log[0].customer, &log[0].event), (Some(maya()), &None), "says whose it was, not what");
        assert_eq!(log[2].event, Some(event(Some(noah()), 1)));
        assert_eq!(repository.report().await.unwrap().customers, 1);

        repository.put_wire(&wire(maya(), 7)).await.unwrap();
        assert_eq!(repository.wires(Some(maya()), 9).await.unwrap(), [wire(maya(), 7)], "known again");
    })
    .await;
}
