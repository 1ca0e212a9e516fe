//! `doctor`: whether the account answers, what the token permits, whether its own properties are there.

use futures::future::join_all;
use serde::de::IgnoredAny;
use serde_json::json;

use super::api::{Ask, Trip};
use super::metadata::Kind;
use super::scopes;
use super::write::has_key_property;
use super::{HubSpot, KEY_PROPERTY};
use crate::domain::score_fields::ScoreField;
use crate::ports::{Finding, Lack, PortError, Trouble, Verdict};

/// The scope of contacts, and of the notes, tasks and meetings on them.
const CONTACTS: &str = "crm.objects.contacts.read";

/// What is read, the scope that permits it, and what is missing without it.
const READS: [(&str, &str, &str); 5] = [
    ("contacts", CONTACTS, "nobody can be found in the CRM"),
    ("tickets", "tickets", "cases are not shown"),
    ("deals", "crm.objects.deals.read", "deals are not shown"),
    ("companies", "crm.objects.companies.read", "companies are not shown"),
    ("meetings", CONTACTS, "meetings are not among the calls"),
];

/// The same for what puts names to ids.
const OWNERS: (&str, &str) =
    ("crm.objects.owners.read", "owners are shown by their numbers, and nothing can be given to another");
const STAGES: (&str, &str) = (
    "tickets",
    "stages of cases are shown by their numbers and cannot be changed, and which cases are open is told by their date \
     of closing alone",
);

/// What is searched, and the list that is read so. A search takes the scope that a read takes, and may fail where that does
/// not.
const SEARCHES: [(&str, &str); 3] = [("contacts", "leads"), ("tickets", "cases"), ("tasks", "calls")];

/// What is written by a batch of this name, the scope that permits it, and what is missing without it. That of cases is
/// the same for reading.
const WRITES: [(&str, &str, &str, &str); 2] = [
    (
        "notes",
        "/batch/create",
        "crm.objects.contacts.write",
        "notes and tasks cannot be written, nor leads changed",
    ),
    ("tickets", "/batch/update", "tickets", "cases cannot be changed"),
];

impl HubSpot {
    pub(super) async fn check_within(&self, trip: Trip) -> Vec<Finding> {
        let (reads, searches, writes, owners, stages, notes, tasks, sleep, scores) = tokio::join!(
            join_all(READS.iter().map(|read| self.try_read(read.0, trip))),
            join_all(SEARCHES.iter().map(|search| self.try_search(search.0, trip))),
            join_all(WRITES.iter().map(|write| self.try_write(write.0, write.1, trip))),
            self.metadata.owners(&self.api, trip),
            self.metadata.ticket_pipelines(&self.api, trip),
            self.metadata.properties(Kind::Note, &self.api, trip),
            self.metadata.properties(Kind::Task, &self.api, trip),
            self.keeps_sleep(trip),
            self.missing_score_fields_within(trip),
        );
        let clock = self.api.clock_finding(self.metadata.now());
        let answers = "answers; nothing was written for this test, only asked what may be".to_owned();
        let mut findings = vec![self.finding(Verdict::Good, answers, None)];
        for ((_, scope, without), tried) in READS.iter().zip(reads) {
            match tried {
                Ok(()) => {}
                Err(error) if error.trouble == Trouble::Forbidden => {
                    findings.push(self.lacking(scope, without))
                }
                // What holds for one read holds for all; a clock that is off may be why.
                Err(error) => return std::iter::once(self.bad(error)).chain(clock).collect(),
            }
        }
        findings.extend(self.unsearched(searches, &findings));
        findings.extend(self.unwritable(writes));
        for ((scope, without), error) in [OWNERS, STAGES].into_iter().zip([owners.err(), stages.err()]) {
            let Some(error) = error else { continue };
            findings.push(match error.trouble {
                Trouble::Forbidden => self.lacking(scope, without),
                _ => self.finding(Verdict::Warning, format!("{without}: {error}"), error.hint),
            });
        }
        for (kind, properties) in [(Kind::Note, notes), (Kind::Task, tasks)] {
            match properties {
                Ok(properties) if has_key_property(&properties) => {}
                Ok(_) => {
                    let what = format!(
                        "{} have no unique property `{KEY_PROPERTY}`: a write in doubt has to wait before it can be \
                         looked up",
                        kind.plural()
                    );
                    let hint = "run `deskhand setup fields`".to_owned();
                    findings.push(self.finding(Verdict::Warning, what, Some(hint)));
                }
                // Which scope is missing is said already.
                Err(error) if error.trouble == Trouble::Forbidden && is_lacking(&findings, CONTACTS) => {}
                Err(error) => findings.push(self.bad(error)),
            }
        }
        if let Ok(false) = sleep {
            let what = "cases have no fields for sleep: colleagues do not see at HubSpot until when one is put aside";
            let hint = "run `deskhand setup fields`".to_owned();
            findings.push(self.finding(Verdict::Warning, what.to_owned(), Some(hint)));
        }
        if let Ok(missing) = scores
            && let Some(what) = without_scores(&missing)
        {
            let hint = "run `deskhand setup fields`".to_owned();
            findings.push(self.finding(Verdict::Warning, what, Some(hint)));
        }
        findings.extend(clock);
        findings
    }

    async fn try_read(&self, kind: &str, trip: Trip) -> Result<(), PortError> {
        let path = self.api.paths.objects(kind, "");
        let ask = Ask::get("hubspot.check", "a test read", path).query(&[("limit", "1")], &[]);
        self.api.json::<IgnoredAny>(&ask, trip).await.map(drop)
    }

    /// Searches are asked for by another method than reads, which a token, a proxy or the vendor may treat otherwise.
    async fn try_search(&self, kind: &str, trip: Trip) -> Result<(), PortError> {
        let body = json!({
            "filterGroups": [], "sorts": ["hs_object_id"], "properties": ["hs_object_id"], "limit": 1, "after": "0",
        });
        let path = self.api.paths.objects(kind, "/search");
        let ask = Ask::read("hubspot.check_search", "a test search", path, body);
        self.api.json::<IgnoredAny>(&ask, trip).await.map(drop)
    }

    /// Asks to write nothing: an empty batch writes nothing, whatever the vendor thinks of it, and the scope is looked at
    /// before the content. The vendor tells the scopes of OAuth's tokens alone, and wants the token in the address for that.
    async fn try_write(&self, kind: &str, batch: &str, trip: Trip) -> Result<(), PortError> {
        let path = self.api.paths.objects(kind, batch);
        let ask = Ask::read("hubspot.check_write", "a test write", path, json!({ "inputs": [] }));
        self.api.json::<IgnoredAny>(&ask, trip).await.map(drop)
    }

    /// Which lists cannot be read, since they are read by searches. What lacks its scope is told by that already.
    fn unsearched(&self, searches: Vec<Result<(), PortError>>, told: &[Finding]) -> Option<Finding> {
        let is_told = |kind: &str, error: &PortError| {
            error.trouble == Trouble::Forbidden
                && scopes::to_read(kind).is_some_and(|scope| is_lacking(told, &scope))
        };
        let failed = SEARCHES.iter().zip(searches).filter_map(|(search, tried)| Some((search, tried.err()?)));
        let failed: Vec<(&str, PortError)> = failed
            .filter(|((kind, _), error)| !is_told(kind, error))
            .map(|((_, list), error)| (*list, error))
            .collect();
        let lists: Vec<&str> = failed.iter().map(|(list, _)| *list).collect();
        let (_, error) = failed.into_iter().next()?;
        let what = format!("{} cannot be listed: {}", lists.join(", "), error.what);
        Some(self.finding(Verdict::Bad, what, error.hint))
    }

    /// What cannot be written. What an empty batch is refused for beside a scope is its being empty.
    fn unwritable(&self, writes: Vec<Result<(), PortError>>) -> Vec<Finding> {
        let tried = WRITES.iter().zip(writes);
        let failed = tried.filter_map(|((kind, _, scope, without), tried)| {
            let error = tried.err()?;
            match error.trouble {
                Trouble::Forbidden => Some(self.lacking(scope, without)),
                Trouble::Refused | Trouble::NotFound => None,
                _ => {
                    let what = format!("whether {kind} may be written is not known: {}", error.what);
                    Some(self.finding(Verdict::Warning, what, error.hint))
                }
            }
        });
        failed.collect()
    }

    fn lacking(&self, scope: &str, without: &str) -> Finding {
        let hint = format!("add `{scope}` to the app or service key at HubSpot");
        let lack = Lack { scope: scope.to_owned(), without: without.to_owned() };
        let finding = self.finding(Verdict::Warning, lack.in_words(), Some(hint));
        Finding { lacks: Some(lack), ..finding }
    }

    fn bad(&self, error: PortError) -> Finding {
        self.finding(Verdict::Bad, error.what, error.hint)
    }

    fn finding(&self, verdict: Verdict, what: String, hint: Option<String>) -> Finding {
        Finding { about: self.api.source().to_string(), verdict, what, hint, lacks: None }
    }
}

/// Whether a scope is known to be missing.
fn is_lacking(findings: &[Finding], scope: &str) -> bool {
    findings.iter().filter_map(|finding| finding.lacks.as_ref()).any(|lack| lack.scope == scope)
}

/// What the fields for scores that are missing switch off; nothing where none is.
fn without_scores(missing: &[ScoreField]) -> Option<String> {
    let names: Vec<&str> = missing.iter().map(|field| field.name()).collect();
    match missing {
        [] => None,
        [ScoreField::Seal] => Some(format!(
            "contacts lack the field {}: scores that one machine has written are a person's to the others, which leave \
             them",
            names.join(", ")
        )),
        _ => Some(format!(
            "contacts lack fields for scores, which are not written without: {}",
            names.join(", ")
        )),
    }
}
