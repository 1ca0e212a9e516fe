//! From what a rep typed to a contact.

use serde_json::{Value, json};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::HubSpot;
use super::api::{Ask, Trip};
use super::convert::{self, LISTING};
use super::paths::encoded;
use super::read::Key;
use super::wire::{Many, Object};
use crate::domain::customer::{Email, Phone, PossibleMatch};
use crate::domain::lookup::Lookup;
use crate::domain::record::{Found, RecordRef};
use crate::ports::{PortError, Trouble};

/// Hits that a search is asked for.
const MOST_HITS: usize = 100;
/// Candidates that a person is shown.
const MOST_CANDIDATES: usize = 25;
/// Digits from the end of a phone number that are searched for.
const PHONE_TAIL: usize = 8;

impl HubSpot {
    /// Everything about whom the query names.
    pub(super) async fn find_within(&self, lookup: &Lookup, trip: Trip) -> Result<Found, PortError> {
        match lookup {
            Lookup::Email(email) => self.find_email(email, trip).await,
            Lookup::Record(record) => self.find_record(record, trip).await,
            Lookup::Phone(phone) => self.find_phone(phone, trip).await,
            Lookup::Name(name) => self.find_name(name, trip).await,
            // Numbers of orders and ids of ours mean nothing there.
            Lookup::OrderNumber(_) | Lookup::Customer(_) => Ok(Found::default()),
        }
    }

    async fn find_email(&self, email: &Email, trip: Trip) -> Result<Found, PortError> {
        if let Some(found) = self.whole_contact(Key::Email(email.as_str()), trip).await? {
            return Ok(found);
        }
        // It may be an additional address of somebody.
        let filter = json!({ "propertyName": "hs_additional_emails", "operator": "CONTAINS_TOKEN", "value": email.as_str() });
        let hits = match self.search(None, vec![vec![filter]], trip).await {
            Ok(hits) => hits,
            // An account where this can't be searched has no additional addresses.
            Err(error) if error.trouble == Trouble::Refused => return Ok(Found::default()),
            Err(error) => return Err(error),
        };
        let hits: Vec<Object> =
            hits.results.into_iter().filter(|hit| convert::emails(hit).contains(email)).collect();
        self.one_or_candidates(hits, "same e-mail address", trip).await
    }

    async fn find_record(&self, record: &RecordRef, trip: Trip) -> Result<Found, PortError> {
        if record.source != *self.api.source() {
            return Ok(Found::default());
        }
        match record.kind.as_str() {
            "contact" => match self.whole_contact(Key::Id(&record.id), trip).await? {
                Some(found) => Ok(found),
                None => {
                    let word = self.deleted(&record.id, trip).await?;
                    let coverage = word.map(|why| self.coverage(vec![why.into()])).unwrap_or_default();
                    Ok(Found { coverage, ..Found::default() })
                }
            },
            "case" => {
                let path = self.api.paths.objects("tickets", &format!("/{}", encoded(&record.id)));
                let lists: [(&str, &[&str]); 2] =
                    [("properties", &["subject"]), ("associations", &["contacts"])];
                let ask = Ask::get("hubspot.ticket", "the case", path).query(&[], &lists);
                let Some(ticket): Option<Object> = self.api.optional(&ask, trip).await? else {
                    return Ok(Found::default());
                };
                let contacts = ticket.associations.get("contacts").map_or(&[][..], |list| &list.results);
                match contacts.first() {
                    Some(contact) => {
                        Ok(self.whole_contact(Key::Id(&contact.id), trip).await?.unwrap_or_default())
                    }
                    None => Ok(Found::default()),
                }
            }
            _ => Ok(Found::default()),
        }
    }

    async fn find_phone(&self, phone: &Phone, trip: Trip) -> Result<Found, PortError> {
        let filter_groups = phone_filters(phone, &self.home);
        let hits = self.search(None, filter_groups, trip).await?;
        let hits: Vec<Object> =
            hits.results.into_iter().filter(|hit| convert::phones(hit, &self.home).contains(phone)).collect();
        self.one_or_candidates(hits, "same phone number", trip).await
    }

    async fn find_name(&self, name: &str, trip: Trip) -> Result<Found, PortError> {
        let hits = self.search(Some(name), Vec::new(), trip).await?;
        let all = hits.total.unwrap_or(0);
        let mut ranked: Vec<(Likeness, Object)> =
            hits.results.into_iter().filter_map(|hit| Some((likeness(name, &hit)?, hit))).collect();
        ranked.sort_by_key(|one| one.0);
        let best = ranked.first().map(|(likeness, _)| *likeness);
        let equally_good = ranked.iter().filter(|(likeness, _)| Some(*likeness) == best).count();
        let single = equally_good == 1 && (best == Some(Likeness::SameName) || ranked.len() == 1);
        let candidates = |hits: &[(Likeness, Object)]| -> Vec<PossibleMatch> {
            let source = self.api.source();
            hits.iter()
                .take(MOST_CANDIDATES)
                .map(|(likeness, hit)| convert::candidate(source, hit, likeness.why()))
                .collect()
        };
        let mut found = match ranked.split_first() {
            Some(((_, hit), others)) if single => {
                let mut found = self.whole_contact(Key::Id(&hit.id), trip).await?.unwrap_or_default();
                found.candidates = candidates(others);
                found
            }
            _ => Found { candidates: candidates(&ranked), ..Found::default() },
        };
        if all > MOST_HITS as u64 || ranked.len() > MOST_CANDIDATES + 1 {
            let why = format!(
                "{} contacts are found under the name; only the best are listed",
                all.max(ranked.len() as u64)
            );
            found.coverage.extend(self.coverage(vec![why.into()]));
        }
        Ok(found)
    }

    async fn one_or_candidates(&self, hits: Vec<Object>, why: &str, trip: Trip) -> Result<Found, PortError> {
        match hits.as_slice() {
            [] => Ok(Found::default()),
            [one] => Ok(self.whole_contact(Key::Id(&one.id), trip).await?.unwrap_or_default()),
            several => {
                let source = self.api.source();
                let several = several.iter().take(MOST_CANDIDATES);
                let candidates = several.map(|hit| convert::candidate(source, hit, why)).collect();
                Ok(Found { candidates, ..Found::default() })
            }
        }
    }

    async fn search(
        &self,
        query: Option<&str>,
        filter_groups: Vec<Vec<Value>>,
        trip: Trip,
    ) -> Result<Many<Object>, PortError> {
        let groups: Vec<Value> =
            filter_groups.into_iter().map(|filters| json!({ "filters": filters })).collect();
        let mut body = json!({
            "filterGroups": groups, "sorts": [], "properties": LISTING, "limit": MOST_HITS, "after": "0",
        });
        if let Some(query) = query {
            body["query"] = json!(query);
        }
        let path = self.api.paths.objects("contacts", "/search");
        self.api.json(&Ask::read("hubspot.search", "the search", path, body), trip).await
    }
}

/// The forms in which a phone may be stored. What is found is compared again, number by number.
fn phone_filters(phone: &Phone, home: &str) -> Vec<Vec<Value>> {
    let digits = phone.as_str().trim_start_matches('+');
    let mut forms = vec![phone.as_str().to_owned(), digits.to_owned(), format!("00{digits}")];
    let searchable = "hs_searchable_calculated_phone_number";
    let mut groups = Vec::new();
    if let Some(national) = digits.strip_prefix(home).filter(|national| national.len() > 4) {
        forms.extend([national.to_owned(), format!("0{national}")]);
        if let ("1", 10) = (home, national.len()) {
            let (area, exchange, line) = (&national[..3], &national[3..6], &national[6..]);
            forms.extend([
                format!("({area}) {exchange}-{line}"),
                format!("{area}-{exchange}-{line}"),
                format!("{area}.{exchange}.{line}"),
                format!("+1 {area}-{exchange}-{line}"),
            ]);
        }
        groups.push(vec![json!({ "propertyName": searchable, "operator": "EQ", "value": national })]);
    }
    let tail = &digits[digits.len().saturating_sub(PHONE_TAIL)..];
    groups.push(vec![
        json!({ "propertyName": searchable, "operator": "CONTAINS_TOKEN", "value": format!("*{tail}") }),
    ]);
    for property in ["phone", "mobilephone"] {
        groups.push(vec![json!({ "propertyName": property, "operator": "IN", "values": forms })]);
    }
    groups
}

/// How well a hit answers a name; the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    SameName,
    SimilarName,
    Company,
}

impl Likeness {
    fn why(self) -> &'static str {
        match self {
            Self::SameName => "same name",
            Self::SimilarName => "similar name",
            Self::Company => "company of this name",
        }
    }
}

fn likeness(query: &str, hit: &Object) -> Option<Likeness> {
    let wanted = words(query);
    let name = words(&convert::contact_name(hit).unwrap_or_default());
    let company = words(hit.text("company").unwrap_or_default());
    let begins = |among: &[String]| {
        !among.is_empty()
            && wanted.iter().all(|word| among.iter().any(|other| other.starts_with(word.as_str())))
    };
    if !name.is_empty() && name == wanted {
        Some(Likeness::SameName)
    } else if begins(&name) {
        Some(Likeness::SimilarName)
    } else if begins(&company) {
        Some(Likeness::Company)
    } else {
        let both: Vec<String> = name.into_iter().chain(company).collect();
        begins(&both).then_some(Likeness::SimilarName)
    }
}

/// Words without case and accents, in alphabetical order: the order of given and family name says nothing.
pub(super) fn words(text: &str) -> Vec<String> {
    let folded: String = text.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    let split = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<String> = split.map(str::to_owned).collect();
    words.sort();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(first: &str, last: &str, company: &str) -> Object {
        let properties = json!({ "firstname": first, "lastname": last, "company": company });
        serde_json::from_value(json!({ "id": "1", "properties": properties })).unwrap()
    }

    #[test]
    fn a_hit_is_judged_by_its_name_and_not_by_where_the_vendor_found_it() {
        for (query, hit, want) in [
            ("muller zoe", contact("Zoë", "Müller", ""), Some(Likeness::SameName)),
            ("zoe", contact("Zoë", "Müller", ""), Some(Likeness::SimilarName)),
            ("alpine youth", contact("Ada", "Example", "Alpine Youth Trust"), Some(Likeness::Company)),
            ("ada alpine", contact("Ada", "Example", "Alpine Youth Trust"), Some(Likeness::SimilarName)),
            ("bob", contact("Ada", "Example", "Alpine"), None),
        ] {
            assert_eq!(likeness(query, &hit), want, "{query}");
        }
    }

    #[test]
    fn a_phone_is_searched_within_the_vendors_limits() {
        for (number, home) in [("+15550104477", "1"), ("+4930901820", "1"), ("+4930901820", "49")] {
            let groups = phone_filters(&Phone::parse(number, home).unwrap(), home);
            assert!(groups.len() <= 5 && groups.iter().all(|filters| filters.len() <= 6));
        }
    }
}
