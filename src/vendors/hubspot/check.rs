//! `doctor`: whether the account answers, what the token permits, whether the key property is there.

use super::api::{Ask, Trip};
use super::metadata::Kind;
use super::write::has_key_property;
use super::{HubSpot, KEY_PROPERTY};
use crate::ports::{Finding, PortError, Trouble, Verdict};

/// What is read, the scope that permits it, and what is missing without it.
const READS: [(&str, &str, &str); 4] = [
    ("contacts", "crm.objects.contacts.read", "nobody can be found in the CRM"),
    ("tickets", "tickets", "cases are not shown"),
    ("deals", "crm.objects.deals.read", "deals are not shown"),
    ("companies", "crm.objects.companies.read", "companies are not shown"),
];

impl HubSpot {
    pub(super) async fn check_within(&self, trip: Trip) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (kind, scope, without) in READS {
            let path = self.api.paths.objects(kind, "");
            let ask = Ask::get("hubspot.check", "a test read", path).query(&[("limit", "1")], &[]);
            match self.api.json::<serde_json::Value>(&ask, trip).await {
                Ok(_) => {}
                Err(error) if error.trouble == Trouble::Forbidden => {
                    let hint = format!("add `{scope}` to the app or service key at HubSpot");
                    let what = format!("the token lacks the scope `{scope}`: {without}");
                    findings.push(self.finding(Verdict::Warning, what, Some(hint)));
                }
                // What holds for one read holds for all.
                Err(error) => return vec![self.bad(error)],
            }
        }
        if let Err(error) = self.metadata.owners(&self.api, trip).await {
            let hint = "add `crm.objects.owners.read` to the app or service key".to_owned();
            findings.push(self.finding(
                Verdict::Warning,
                format!("names of owners are missing: {error}"),
                Some(hint),
            ));
        }
        for kind in [Kind::Note, Kind::Task] {
            match self.metadata.properties(kind, &self.api, trip).await {
                Ok(properties) if has_key_property(&properties) => {}
                Ok(_) => {
                    let what = format!(
                        "{} have no unique property `{KEY_PROPERTY}`: a write in doubt has to wait before it can be \
                         looked up",
                        kind.plural()
                    );
                    findings.push(self.finding(
                        Verdict::Warning,
                        what,
                        Some("run `deskhand setup fields`".to_owned()),
                    ));
                }
                Err(error) => findings.push(self.bad(error)),
            }
        }
        findings.insert(0, self.finding(Verdict::Good, "answers".to_owned(), None));
        findings
    }

    fn bad(&self, error: PortError) -> Finding {
        Finding {
            about: self.api.source().to_string(),
            verdict: Verdict::Bad,
            what: error.what,
            hint: error.hint,
        }
    }

    fn finding(&self, verdict: Verdict, what: String, hint: Option<String>) -> Finding {
        Finding { about: self.api.source().to_string(), verdict, what, hint }
    }
}
