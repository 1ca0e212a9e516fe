//! What models learn from goes with the records: to whoever wins where customers turn out to be one, and away with a
//! record that a person takes apart.

use std::collections::BTreeMap;

use crate::domain::history::{History, OfRecord};
use crate::domain::ids::{CustomerId, Source};
use crate::domain::lookup::Lookup;
use crate::domain::prediction::Predictions;
use crate::domain::record::{Record, RecordRef};
use crate::domain::score_fields::WrittenScores;
use crate::ports::repository::{DirectoryRow, LinkDecision, ReadBatch, ScoresBatch};

use super::keep::listing as listing_of;
use super::outcome::ProfileError;
use super::owners::Owner;
use super::{Profiles, links};

impl Profiles {
    /// The past of customers who turned out to be one goes over to the one, and what was written of their scores with
    /// it; predictions of theirs are predictions of nobody. Only who holds `settling` may call it.
    pub(super) async fn join_pasts(&self, to: CustomerId, from: &[CustomerId]) -> Result<(), ProfileError> {
        let all: Vec<CustomerId> = [to].iter().chain(from).copied().collect();
        let mut rows: BTreeMap<CustomerId, DirectoryRow> = BTreeMap::new();
        rows.extend(self.repository.directory_rows(&all).await?.into_iter().map(|row| (row.customer, row)));
        let mut whole = History::of(to);
        let mut emptied = Vec::new();
        for mut history in self.repository.histories(&all).await? {
            if let Some(row) = rows.get(&history.customer) {
                note_records(&mut history, row);
            }
            if history.customer != to {
                emptied.push(History::of(history.customer));
            }
            whole = whole.joined(history);
        }
        if !emptied.is_empty() {
            let predictions: Vec<Predictions> =
                emptied.iter().map(|history| Predictions::of(history.customer)).collect();
            let histories = std::iter::once(whole).chain(emptied).collect();
            self.repository.put_read(&ReadBatch { histories, ..ReadBatch::default() }).await?;
            self.repository.put_predictions(&predictions).await?;
        }
        self.join_written(to, &all).await
    }

    async fn join_written(&self, to: CustomerId, all: &[CustomerId]) -> Result<(), ProfileError> {
        let (own, others): (Vec<_>, Vec<_>) =
            self.repository.written_scores(all).await?.into_iter().partition(|row| row.customer == to);
        if others.is_empty() {
            return Ok(());
        }
        let mut joined = own.into_iter().next().unwrap_or_else(|| WrittenScores::of(to));
        let mut written: Vec<WrittenScores> =
            others.iter().map(|other| WrittenScores::of(other.customer)).collect();
        joined.contacts.extend(others.into_iter().flat_map(|other| other.contacts));
        written.push(joined);
        Ok(self.repository.put_scores(&ScoresBatch { written, ..ScoresBatch::default() }).await?)
    }

    /// What hangs on a record that was taken apart, and on those that had come along with it, goes to a customer of its own,
    /// as the next reading would have it.
    pub(super) async fn part_past(
        &self,
        decision: &LinkDecision,
        before: &Owner,
        row: Option<DirectoryRow>,
    ) -> Result<(), ProfileError> {
        let _settling = self.settling.lock().await;
        let kept = self.repository.dossier(decision.customer).await?;
        let stays = |one: &RecordRef| {
            kept.as_ref().is_some_and(|kept| kept.records().any(|record| record.reference() == *one))
        };
        let theirs = before.records().map(Record::reference);
        let going: Vec<RecordRef> = theirs.filter(|one| *one == decision.record || !stays(one)).collect();
        self.part_records(decision.customer, &going, before, row.as_ref()).await
    }

    /// The same of records that facts tie to the customer no more. Only who holds `settling` may call it.
    pub(super) async fn part_records(
        &self,
        from: CustomerId,
        going: &[RecordRef],
        before: &Owner,
        row: Option<&DirectoryRow>,
    ) -> Result<(), ProfileError> {
        self.come_back(from, going, before).await?;
        let other = CustomerId::new(uuid::Uuid::now_v7());
        for record in before.records().filter(|record| going.contains(&record.reference())) {
            let known = self.repository.customers_by_key(&Lookup::Record(record.reference())).await?;
            let to = known.into_iter().find(|customer| *customer != from).unwrap_or(other);
            let stays = |other: &&Record| {
                !going.contains(&other.reference()) && !links::is_unlinked(&before.links, &other.reference())
            };
            let others: Vec<&Record> = before.records().filter(stays).collect();
            self.list_with(from, to, record, row).await?;
            self.part_history(from, to, &OfRecord::new(record, &others), row).await?;
        }
        Ok(())
    }

    /// Lets the record lead to whoever has it now.
    async fn list_with(
        &self,
        from: CustomerId,
        to: CustomerId,
        record: &Record,
        row: Option<&DirectoryRow>,
    ) -> Result<(), ProfileError> {
        let reference = record.reference();
        let mut rows = self.repository.directory_rows(&[from, to]).await?;
        for row in rows.iter_mut().filter(|row| row.customer == from) {
            row.listings.retain(|listing| listing.record != reference);
        }
        if !rows.iter().any(|row| row.customer == to) {
            rows.push(DirectoryRow { customer: to, listings: Vec::new() });
        }
        for theirs in rows.iter_mut().filter(|row| row.customer == to) {
            if theirs.listings.iter().all(|listing| listing.record != reference) {
                let mut listed = row.into_iter().flat_map(|row| &row.listings);
                let listing = listed.find(|listing| listing.record == reference).cloned();
                theirs.listings.push(listing.unwrap_or_else(|| listing_of(record)));
            }
        }
        Ok(self.repository.put_directory(&rows).await?)
    }

    async fn part_history(
        &self,
        from: CustomerId,
        to: CustomerId,
        of_record: &OfRecord<'_>,
        row: Option<&DirectoryRow>,
    ) -> Result<(), ProfileError> {
        let Some(mut history) = self.repository.history(from).await? else { return Ok(()) };
        if let Some(row) = row {
            note_records(&mut history, row);
        }
        let parted = history.part(of_record, to);
        if parted.is_empty() {
            return Ok(());
        }
        let theirs = self.repository.history(to).await?.unwrap_or_else(|| History::of(to)).joined(parted);
        let batch = ReadBatch { histories: vec![history, theirs], ..ReadBatch::default() };
        Ok(self.repository.put_read(&batch).await?)
    }
}

/// Where a customer has one record at a store, all that they ordered there was ordered on it.
fn note_records(history: &mut History, row: &DirectoryRow) {
    let records =
        row.listings.iter().map(|listing| &listing.record).filter(|record| record.kind == "customer");
    let mut by_store: BTreeMap<&Source, Vec<&str>> = BTreeMap::new();
    records.for_each(|record| by_store.entry(&record.source).or_default().push(&record.id));
    for (store, records) in by_store {
        if let [record] = records[..] {
            history.placed_on(store, record);
        }
    }
}
