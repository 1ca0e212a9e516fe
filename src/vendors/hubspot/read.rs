//! Everything about one contact, in two dependent round trips: the contact with the ids of what hangs on it,
//! then all of that at once. A third is taken only for mails of a case that are not the contact's own.

use std::collections::{HashMap, HashSet};

use futures::future::{join_all, try_join_all};
use serde_json::json;

use super::super::http::{Piece, parted};
use super::HubSpot;
use super::api::{Ask, Trip};
use super::convert::{self, Hanging};
use super::paths::encoded;
use super::scopes;
use super::wire::{Associated, AssociatedTo, Many, Object};
use crate::domain::record::{Coverage, Found};
use crate::ports::{PortError, Trouble};

/// The most ids of one batch of reads.
const BATCH: usize = 100;
/// The most ids of one batch of associations.
const ASSOCIATIONS_BATCH: usize = 1_000;
/// Objects of one kind that are read for one contact, the newest first.
const MOST_OF_A_KIND: usize = 1_000;
/// Pages of associations that are followed.
const MOST_PAGES: usize = 20;

/// What hangs on a contact: the name in paths, and what is asked of it.
pub(super) const KINDS: [(&str, &[&str]); 7] = [
    ("companies", convert::COMPANY),
    ("deals", convert::DEAL),
    ("tickets", convert::TICKET),
    ("notes", convert::NOTE),
    ("tasks", convert::TASK),
    ("calls", convert::CALL),
    ("emails", convert::EMAIL),
];

/// How a contact is named.
pub(super) enum Key<'a> {
    /// By its id.
    Id(&'a str),
    /// By e-mail address.
    Email(&'a str),
}

/// What of a contact was not read.
#[derive(PartialEq)]
pub(super) struct Gap {
    /// Of which kind, where it is one.
    of: Option<&'static str>,
    /// Why, in words.
    why: String,
}

impl Gap {
    fn of(kind: &'static str, why: String) -> Self {
        Self { of: Some(our_word(kind)), why }
    }
}

impl From<String> for Gap {
    fn from(why: String) -> Self {
        Self { of: None, why }
    }
}

/// Objects, and how many came in a form that could not be read.
#[derive(Default)]
struct Parted {
    objects: Vec<Object>,
    odd: usize,
}

/// Why there is no contact to go on with.
enum Missing {
    Absent,
    Failed(PortError),
}

impl From<PortError> for Missing {
    fn from(error: PortError) -> Self {
        match error.trouble {
            Trouble::NotFound => Self::Absent,
            _ => Self::Failed(error),
        }
    }
}

impl HubSpot {
    /// The contact with all that hangs on it; nothing where there is none.
    pub(super) async fn whole_contact(&self, key: Key<'_>, trip: Trip) -> Result<Option<Found>, PortError> {
        let records = async {
            let (contact, ids_known) = self.contact(&key, trip).await?;
            let read = self.hanging(&contact, ids_known, trip).await?;
            Ok::<_, Missing>((contact, read))
        };
        let names = async { Ok(self.metadata.names(&self.api, trip).await) };
        let ((contact, (hanging, mut gaps)), names) = match tokio::try_join!(records, names) {
            Ok(read) => read,
            Err(Missing::Absent) => return Ok(None),
            Err(Missing::Failed(error)) => return Err(error),
        };
        let source = self.api.source();
        let mut record = convert::contact(source, &contact, &self.home, &names);
        convert::attach(&mut record, &hanging, &names);
        gaps.extend(names.gaps.into_iter().map(Gap::from));
        Ok(Some(Found { records: vec![record], coverage: self.coverage(gaps), ..Found::default() }))
    }

    /// Coverage: complete, or one line for each gap.
    pub(super) fn coverage(&self, gaps: Vec<Gap>) -> Vec<Coverage> {
        let line = |gap: Option<Gap>| Coverage {
            source: self.api.source().clone(),
            since: None,
            complete: gap.is_none(),
            of: gap.as_ref().and_then(|gap| gap.of).map(str::to_owned),
            why: gap.map(|gap| gap.why),
        };
        if gaps.is_empty() { vec![line(None)] } else { gaps.into_iter().map(|gap| line(Some(gap))).collect() }
    }

    /// The contact, and whether the ids of what hangs on it came with it.
    async fn contact(&self, key: &Key<'_>, trip: Trip) -> Result<(Object, bool), PortError> {
        let kinds = KINDS.map(|(kind, _)| kind);
        let ask = |with_associations: bool| {
            let (id, by) = match key {
                Key::Id(id) => (*id, None),
                Key::Email(email) => (*email, Some(("idProperty", "email"))),
            };
            let path = self.api.paths.objects("contacts", &format!("/{}", encoded(id)));
            let associations: &[&str] = if with_associations { &kinds } else { &[] };
            let lists = [("properties", convert::CONTACT), ("associations", associations)];
            let ask = Ask::get("hubspot.contact", "the contact", path);
            let single: Vec<(&str, &str)> = by.into_iter().collect();
            (single, lists, ask)
        };
        let (single, lists, whole) = ask(true);
        match self.api.json(&whole.query(&single, &lists), trip).await {
            Ok(contact) => Ok((contact, true)),
            // One kind that the token may not see spoils the whole answer; ask for each by itself.
            Err(error) if error.trouble == Trouble::Forbidden => {
                let (single, lists, alone) = ask(false);
                Ok((self.api.json(&alone.query(&single, &lists), trip).await?, false))
            }
            Err(error) => Err(error),
        }
    }

    /// All that hangs on a contact, and in words what of it could not be had.
    async fn hanging(
        &self,
        contact: &Object,
        ids_known: bool,
        trip: Trip,
    ) -> Result<(Hanging, Vec<Gap>), PortError> {
        let reads = join_all(KINDS.map(|(kind, properties)| async move {
            let (ids, cut) = self.ids_of(contact, kind, ids_known, trip).await?;
            // What makes up the thread of a ticket is found in the same trip as the ticket itself.
            let of_thread = |other: &'static str| {
                let tickets = if kind == "tickets" { ids.as_slice() } else { &[] };
                self.associated("tickets", other, tickets, trip)
            };
            let (objects, threads, noted) = tokio::join!(
                self.read_parted(kind, properties, &ids, trip),
                of_thread("emails"),
                of_thread("notes")
            );
            Ok((objects?, threads, noted, cut))
        }))
        .await;
        let mut gaps = Vec::new();
        let mut hanging = Hanging::default();
        for ((kind, _), read) in KINDS.iter().zip(reads) {
            let (objects, threads, noted, cut) = match read {
                Ok(read) => read,
                Err(error) => {
                    gaps.push(Gap::of(kind, gap(kind, error)?));
                    continue;
                }
            };
            if cut {
                let why = format!("only the newest {MOST_OF_A_KIND} {} were read", our_word(kind));
                gaps.push(Gap::of(kind, why));
            }
            let Parted { objects, odd } = objects;
            gaps.extend(unread(kind, odd));
            match threads {
                Ok(threads) => hanging.threads.extend(threads),
                Err(error) => gaps.push(Gap::of("emails", gap("emails", error)?)),
            }
            match noted {
                Ok(noted) => hanging.noted.extend(noted),
                Err(error) => gaps.push(Gap::of("notes", gap("notes", error)?)),
            }
            match *kind {
                "companies" => hanging.companies = objects,
                "deals" => hanging.deals = objects,
                "tickets" => hanging.tickets = objects,
                "notes" => hanging.notes = objects,
                "tasks" => hanging.tasks = objects,
                "calls" => hanging.calls = objects,
                _ => hanging.emails = objects,
            }
        }
        let mails = others(&hanging.threads, &hanging.emails);
        let notes = others(&hanging.noted, &hanging.notes);
        let (mails, notes) = tokio::join!(
            self.read_parted("emails", convert::EMAIL, &mails, trip),
            self.read_parted("notes", convert::NOTE, &notes, trip)
        );
        match mails {
            Ok(more) => {
                hanging.emails.extend(more.objects);
                gaps.extend(unread("emails", more.odd));
            }
            Err(error) => gaps.push(Gap::of("emails", gap("emails", error)?)),
        }
        match notes {
            Ok(more) => {
                hanging.notes.extend(more.objects);
                gaps.extend(unread("notes", more.odd));
            }
            Err(error) => gaps.push(Gap::of("notes", gap("notes", error)?)),
        }
        gaps.dedup();
        Ok((hanging, gaps))
    }

    /// Ids of one kind on a contact, the newest first, and whether some were left out.
    async fn ids_of(
        &self,
        contact: &Object,
        kind: &str,
        ids_known: bool,
        trip: Trip,
    ) -> Result<(Vec<String>, bool), PortError> {
        let embedded = contact.associations.get(kind);
        let goes_on = embedded.is_some_and(|list| list.paging.as_ref().is_some_and(|p| p.next.is_some()));
        let mut ids: Vec<String> = if ids_known && !goes_on {
            embedded
                .map(|list| list.results.iter().map(|entry| entry.id.clone()).collect())
                .unwrap_or_default()
        } else {
            let all = self.associated("contacts", kind, std::slice::from_ref(&contact.id), trip).await?;
            all.into_values().flatten().collect()
        };
        let mut seen = HashSet::new();
        ids.retain(|id| seen.insert(id.clone()));
        if kind != "companies" {
            newest_first(&mut ids);
        }
        let cut = ids.len() > MOST_OF_A_KIND;
        ids.truncate(MOST_OF_A_KIND);
        Ok((ids, cut))
    }

    /// What objects are associated with, all pages.
    pub(super) async fn associated(
        &self,
        from: &str,
        to: &str,
        ids: &[String],
        trip: Trip,
    ) -> Result<HashMap<String, Vec<String>>, PortError> {
        let found = self.ties(from, to, ids, trip).await?;
        let ids = |ties: Vec<AssociatedTo>| ties.into_iter().map(|tie| tie.id).collect();
        Ok(found.into_iter().map(|(from, ties)| (from, ids(ties))).collect())
    }

    /// The same with the labels.
    pub(super) async fn ties(
        &self,
        from: &str,
        to: &str,
        ids: &[String],
        trip: Trip,
    ) -> Result<HashMap<String, Vec<AssociatedTo>>, PortError> {
        let mut found: HashMap<String, Vec<AssociatedTo>> = HashMap::new();
        let mut inputs: Vec<serde_json::Value> = ids.iter().map(|id| json!({ "id": id })).collect();
        let doing = format!("the associations of {from} with {to}");
        for _ in 0..MOST_PAGES {
            if inputs.is_empty() {
                return Ok(found);
            }
            let asks = inputs.chunks(ASSOCIATIONS_BATCH).map(|chunk| {
                let path = self.api.paths.associations(from, to, "/batch/read");
                Ask::read("hubspot.associations", &doing, path, json!({ "inputs": chunk }))
            });
            let asks: Vec<Ask<'_>> = asks.collect();
            let answers =
                try_join_all(asks.iter().map(|ask| self.api.batch::<Associated>(ask, trip))).await?;
            inputs = Vec::new();
            for one in answers.into_iter().flat_map(|answer| answer.results) {
                if let Some(next) = one.paging.and_then(|paging| paging.next) {
                    inputs.push(json!({ "id": one.from.id, "after": next.after }));
                }
                found.entry(one.from.id).or_default().extend(one.to);
            }
        }
        let what = format!("{} gave no end of {doing}", self.api.source());
        Err(PortError::new(Trouble::Garbled, what))
    }

    /// Objects by id, in the order of the ids; those that are gone are left out.
    pub(super) async fn read_all(
        &self,
        kind: &str,
        properties: &[&str],
        ids: &[String],
        trip: Trip,
    ) -> Result<Vec<Object>, PortError> {
        Ok(self.read_parted(kind, properties, ids, trip).await?.objects)
    }

    /// The same, and how many could not be read.
    async fn read_parted(
        &self,
        kind: &str,
        properties: &[&str],
        ids: &[String],
        trip: Trip,
    ) -> Result<Parted, PortError> {
        let doing = format!("the {kind}");
        let asks: Vec<Ask<'_>> = ids
            .chunks(BATCH)
            .map(|chunk| {
                let inputs: Vec<_> = chunk.iter().map(|id| json!({ "id": id })).collect();
                let body = json!({ "properties": properties, "propertiesWithHistory": [], "inputs": inputs });
                Ask::read("hubspot.batch_read", &doing, self.api.paths.objects(kind, "/batch/read"), body)
            })
            .collect();
        let answers: Vec<Many<Piece<Object>>> =
            try_join_all(asks.iter().map(|ask| self.api.batch(ask, trip))).await?;
        // One of another form is missing where it belongs, and keeps nothing else from being read.
        let (objects, odd) = parted(answers.into_iter().flat_map(|answer| answer.results), "record");
        if !odd.is_empty() {
            tracing::warn!(kind, count = odd.len(), "records have another form than expected");
        }
        let mut by_id: HashMap<String, Object> = objects.into_iter().map(|o| (o.id.clone(), o)).collect();
        let objects =
            ids.iter().filter_map(|id| by_id.remove(id)).filter(|object| !object.archived).collect();
        Ok(Parted { objects, odd: odd.len() })
    }

    /// A word on a contact that is not found by its id: whether it was deleted.
    pub(super) async fn deleted(&self, id: &str, trip: Trip) -> Result<Option<String>, PortError> {
        let path = self.api.paths.objects("contacts", &format!("/{}", encoded(id)));
        let ask = Ask::get("hubspot.deleted_contact", "the deleted contact", path)
            .query(&[("archived", "true")], &[("properties", &["hs_object_id"])]);
        let contact: Option<Object> = self.api.optional(&ask, trip).await?;
        Ok(contact.map(|_| "the contact was deleted at HubSpot".to_owned()))
    }
}

/// HubSpot's ids grow with time.
/// What hangs on tickets and is not among what hangs on their contact, the newest, each once.
fn others(on_tickets: &HashMap<String, Vec<String>>, known: &[Object]) -> Vec<String> {
    let have: HashSet<&String> = known.iter().map(|object| &object.id).collect();
    let others: HashSet<&String> = on_tickets.values().flatten().filter(|id| !have.contains(id)).collect();
    let mut others: Vec<String> = others.into_iter().cloned().collect();
    newest_first(&mut others);
    others.truncate(MOST_OF_A_KIND);
    others
}

pub(super) fn newest_first(ids: &mut [String]) {
    ids.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
}

/// What a lacking permission leaves out, in words; any other error fails the whole.
pub(super) fn gap(kind: &str, error: PortError) -> Result<String, PortError> {
    match error.trouble {
        Trouble::Forbidden => {
            let why = match scopes::to_read(kind) {
                Some(scope) => format!("the token lacks the scope `{scope}`"),
                None => error.what,
            };
            Ok(format!("{} are not shown: {why}", our_word(kind)))
        }
        _ => Err(error),
    }
}

/// What came of a kind in a form that could not be read, in words; nothing where all could be.
fn unread(kind: &'static str, odd: usize) -> Option<Gap> {
    let word = our_word(kind);
    (odd > 0).then(|| {
        Gap::of(kind, format!("{odd} of the {word} could not be read: of another form than expected"))
    })
}

/// A ticket is called a case everywhere else.
pub(super) fn our_word(kind: &str) -> &str {
    match kind {
        "tickets" => Coverage::CASES,
        "emails" => Coverage::EMAILS,
        other => other,
    }
}
