//! Companies and deals: found by name or by a contact, and read with their people and what hangs on them.

use std::collections::{HashMap, HashSet};

use futures::future::join_all;
use serde_json::json;

use super::HubSpot;
use super::api::{Ask, Trip};
use super::cases::by_id;
use super::convert::{self, Hanging};
use super::find::words;
use super::metadata::Names;
use super::paths::encoded;
use super::read::{KINDS, gap, newest_first, our_word};
use super::wire::{AssociatedTo, Many, Object};
use crate::domain::account::{Account, AccountKind, AccountName, Member, is_deciding};
use crate::domain::record::RecordRef;
use crate::ports::PortError;

/// Hits of a name that a person is shown.
const MOST_NAMES: usize = 25;
/// People of one account that are read.
const MOST_MEMBERS: usize = 100;
/// Objects of one kind that are read for one account, the newest first.
const MOST_OF_A_KIND: usize = 100;

/// What hangs on an account, all read at once.
struct Around {
    /// The people, each with the labels of what they are to the account.
    people: Vec<(Object, Vec<String>)>,
    /// How many there are; nothing where that is not known.
    on_record: Option<u32>,
    hanging: Hanging,
    gaps: Vec<String>,
}

impl HubSpot {
    /// Those whose name begins with each word of the query; where one is called exactly so, it alone.
    pub(super) async fn accounts_named_within(
        &self,
        kind: AccountKind,
        name: &str,
        trip: Trip,
    ) -> Result<Vec<AccountName>, PortError> {
        let body = json!({
            "query": name, "filterGroups": [], "sorts": [], "properties": asked(kind), "limit": 100, "after": "0",
        });
        let path = self.api.paths.objects(kind.plural(), "/search");
        let ask = Ask::read("hubspot.account_search", "the search", path, body);
        let names = self.metadata.names(&self.api, trip);
        let (hits, names) = tokio::join!(self.api.json::<Many<Object>>(&ask, trip), names);
        let wanted = words(name);
        let fits = |of_name: &[String]| {
            wanted.iter().all(|word| of_name.iter().any(|other| other.starts_with(word.as_str())))
        };
        let hits = hits?.results.into_iter().filter(|hit| !hit.archived);
        let mut found: Vec<AccountName> = hits.map(|hit| self.account_name(kind, &hit, &names)).collect();
        found.retain(|one| fits(&words(&one.name)));
        if found.iter().any(|one| words(&one.name) == wanted) {
            found.retain(|one| words(&one.name) == wanted);
        }
        found.truncate(MOST_NAMES);
        Ok(found)
    }

    /// Contacts whose company begins with each word of the name; where one is called exactly so, those of it alone.
    pub(super) async fn members_by_company_name_within(
        &self,
        name: &str,
        trip: Trip,
    ) -> Result<Vec<(String, Member)>, PortError> {
        let properties: Vec<&str> = convert::MEMBER.iter().copied().chain(["company"]).collect();
        let body = json!({
            "query": name, "filterGroups": [], "sorts": [], "properties": properties, "limit": MOST_MEMBERS, "after": "0",
        });
        let path = self.api.paths.objects("contacts", "/search");
        let ask = Ask::read("hubspot.company_search", "the search", path, body);
        let hits = self.api.json::<Many<Object>>(&ask, trip).await?;
        let wanted = words(name);
        let fits = |of_name: &[String]| {
            wanted.iter().all(|word| of_name.iter().any(|other| other.starts_with(word.as_str())))
        };
        let member = |contact: &Object| {
            let company = convert::line(contact, "company")?;
            Some((company, convert::member(self.api.source(), contact, Vec::new(), &self.home)))
        };
        let hits = hits.results.iter().filter(|hit| !hit.archived);
        let mut found: Vec<(String, Member)> = hits.filter_map(member).collect();
        found.retain(|(company, _)| fits(&words(company)));
        if found.iter().any(|(company, _)| words(company) == wanted) {
            found.retain(|(company, _)| words(company) == wanted);
        }
        Ok(found)
    }

    pub(super) async fn accounts_of_within(
        &self,
        kind: AccountKind,
        contact: &RecordRef,
        trip: Trip,
    ) -> Result<Vec<AccountName>, PortError> {
        let contacts = std::slice::from_ref(&contact.id);
        let ids = self.associated("contacts", kind.plural(), contacts, trip).await?;
        let mut ids: Vec<String> = ids.into_values().flatten().collect();
        ids.dedup();
        let names = self.metadata.names(&self.api, trip);
        let (found, names) = tokio::join!(self.read_all(kind.plural(), asked(kind), &ids, trip), names);
        Ok(found?.iter().map(|one| self.account_name(kind, one, &names)).collect())
    }

    /// Two dependent trips: what the account is tied to, then all of that; two more for the mails of cases.
    pub(super) async fn account_within(
        &self,
        record: &RecordRef,
        trip: Trip,
    ) -> Result<Option<Account>, PortError> {
        let kind = match record.kind.as_str() {
            "company" => AccountKind::Company,
            "deal" => AccountKind::Deal,
            _ => return Ok(None),
        };
        if record.source != *self.api.source() {
            return Ok(None);
        }
        let path = self.api.paths.objects(kind.plural(), &format!("/{}", encoded(&record.id)));
        let ask = Ask::get("hubspot.account", "the account", path).query(&[], &[("properties", asked(kind))]);
        let (object, around, names) = tokio::join!(
            self.api.optional::<Object>(&ask, trip),
            self.around(kind, &record.id, trip),
            self.metadata.names(&self.api, trip),
        );
        let Some(object) = object? else { return Ok(None) };
        Ok(Some(self.put_together(kind, &object, around?, &names)))
    }

    fn put_together(&self, kind: AccountKind, object: &Object, around: Around, names: &Names) -> Account {
        let source = self.api.source();
        let Around { people, on_record, hanging, mut gaps } = around;
        gaps.extend(names.gaps.iter().cloned());
        let company = match kind {
            AccountKind::Company => Some(object),
            AccountKind::Deal => hanging.companies.first(),
        };
        let deal = (kind == AccountKind::Deal)
            .then(|| (convert::deal(source, object, names), convert::block(object, "description")));
        let mut deals: Vec<_> = hanging.deals.iter().map(|one| convert::deal(source, one, names)).collect();
        deals.sort_by_key(|deal| std::cmp::Reverse(deal.updated_at));
        Account {
            company: company.map(|one| convert::company(source, one, &self.home, names)),
            deal,
            members: people
                .into_iter()
                .map(|(contact, roles)| convert::member(source, &contact, roles, &self.home))
                .collect(),
            on_record,
            deals,
            cases: convert::cases(source, &hanging, names),
            activities: convert::activities(source, &hanging, names),
            gaps,
        }
    }

    async fn around(&self, kind: AccountKind, id: &str, trip: Trip) -> Result<Around, PortError> {
        let id = id.to_owned();
        let others = KINDS.into_iter().filter(|(other, _)| *other != kind.plural());
        let reads = join_all(others.map(|(other, properties)| {
            let id = &id;
            async move { (other, self.tied_to(kind, id, other, properties, trip).await) }
        }));
        let (people, reads) = tokio::join!(self.people_of(kind, &id, trip), reads);
        let mut around =
            Around { people: Vec::new(), on_record: None, hanging: Hanging::default(), gaps: Vec::new() };
        match people {
            Ok((people, count)) => {
                let read = people.len();
                if count > read {
                    around.gaps.push(format!("only {read} of the {count} people on record were read"));
                }
                (around.people, around.on_record) = (people, u32::try_from(count).ok());
            }
            Err(error) => around.gaps.push(gap("contacts", error)?),
        }
        for (other, read) in reads {
            let (objects, is_cut) = match read {
                Ok(read) => read,
                Err(error) => {
                    around.gaps.push(gap(other, error)?);
                    continue;
                }
            };
            if is_cut {
                around.gaps.push(format!("only the newest {MOST_OF_A_KIND} {} were read", our_word(other)));
            }
            match other {
                "companies" => around.hanging.companies = objects,
                "deals" => around.hanging.deals = objects,
                "tickets" => around.hanging.tickets = objects,
                "notes" => around.hanging.notes = objects,
                "tasks" => around.hanging.tasks = objects,
                "calls" => around.hanging.calls = objects,
                _ => around.hanging.emails = objects,
            }
        }
        self.complete_threads(&mut around, trip).await?;
        around.gaps.dedup();
        Ok(around)
    }

    /// Who answered whom last is told by the mails of a case, which may hang on nothing else.
    async fn complete_threads(&self, around: &mut Around, trip: Trip) -> Result<(), PortError> {
        let hanging = &mut around.hanging;
        let tickets: Vec<String> = hanging.tickets.iter().map(|ticket| ticket.id.clone()).collect();
        let more = async {
            let threads = self.associated("tickets", "emails", &tickets, trip).await?;
            let have: HashSet<&String> = hanging.emails.iter().map(|email| &email.id).collect();
            let missing: Vec<String> =
                threads.values().flatten().filter(|id| !have.contains(id)).cloned().collect();
            let emails = self.read_all("emails", convert::EMAIL, &missing, trip).await?;
            Ok((threads, emails))
        };
        match more.await {
            Ok((threads, emails)) => {
                hanging.threads = threads;
                hanging.emails.extend(emails);
            }
            Err(error) => around.gaps.push(gap("emails", error)?),
        }
        Ok(())
    }

    /// The newest objects of a kind that an account is tied to, a primary company first; and whether there are more.
    async fn tied_to(
        &self,
        kind: AccountKind,
        id: &String,
        other: &str,
        properties: &[&str],
        trip: Trip,
    ) -> Result<(Vec<Object>, bool), PortError> {
        let ties = self.ties(kind.plural(), other, std::slice::from_ref(id), trip).await?;
        let mut ids = primary_first(ties.into_values().flatten().collect());
        let is_cut = ids.len() > MOST_OF_A_KIND;
        ids.truncate(MOST_OF_A_KIND);
        Ok((self.read_all(other, properties, &ids, trip).await?, is_cut))
    }

    /// The people, who decides first, and how many there are.
    async fn people_of(
        &self,
        kind: AccountKind,
        id: &String,
        trip: Trip,
    ) -> Result<(Vec<(Object, Vec<String>)>, usize), PortError> {
        let ties = self.ties(kind.plural(), "contacts", std::slice::from_ref(id), trip).await?;
        let mut ties = deciders_first(ties.into_values().flatten().collect());
        let count = ties.len();
        ties.truncate(MOST_MEMBERS);
        let ids: Vec<String> = ties.iter().map(|tie| tie.id.clone()).collect();
        let mut contacts: HashMap<String, Object> =
            by_id(self.read_all("contacts", convert::MEMBER, &ids, trip).await?);
        let with_labels = |tie: AssociatedTo| {
            let contact = contacts.remove(&tie.id)?;
            Some((contact, tie.labels().map(str::to_owned).collect()))
        };
        Ok((ties.into_iter().filter_map(with_labels).collect(), count))
    }

    fn account_name(&self, kind: AccountKind, object: &Object, names: &Names) -> AccountName {
        let source = self.api.source();
        let record =
            RecordRef { source: source.clone(), kind: kind.as_str().to_owned(), id: object.id.clone() };
        match kind {
            AccountKind::Company => {
                let company = convert::company(source, object, &self.home, names);
                AccountName { record, name: company.name, beside: company.place }
            }
            AccountKind::Deal => {
                let deal = convert::deal(source, object, names);
                AccountName { record, name: deal.name, beside: Some(deal.stage) }
            }
        }
    }
}

fn asked(kind: AccountKind) -> &'static [&'static str] {
    match kind {
        AccountKind::Company => convert::COMPANY,
        AccountKind::Deal => convert::DEAL,
    }
}

/// Each of the people once, who decides before all others, so that a cut never takes them away.
fn deciders_first(ties: Vec<AssociatedTo>) -> Vec<AssociatedTo> {
    let mut seen = HashSet::new();
    let mut ties: Vec<AssociatedTo> = ties.into_iter().filter(|tie| seen.insert(tie.id.clone())).collect();
    ties.sort_by_key(|tie| !tie.labels().any(is_deciding));
    ties
}

/// Ids, each once, the newest first; but before them what is marked as the primary one.
fn primary_first(ties: Vec<AssociatedTo>) -> Vec<String> {
    let primary: HashSet<String> =
        ties.iter().filter(|tie| tie.is_primary()).map(|tie| tie.id.clone()).collect();
    let mut ids: Vec<String> = ties.into_iter().map(|tie| tie.id).collect();
    newest_first(&mut ids);
    ids.dedup();
    ids.sort_by_key(|id| !primary.contains(id));
    ids
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn tie(id: u64, types: &[(&str, u32, Option<&str>)]) -> AssociatedTo {
        let types: Vec<Value> = types
            .iter()
            .map(|(category, id, label)| json!({ "category": category, "typeId": id, "label": label }))
            .collect();
        serde_json::from_value(json!({ "toObjectId": id, "associationTypes": types })).unwrap()
    }

    fn ids(ties: &[AssociatedTo]) -> Vec<&str> {
        ties.iter().map(|tie| tie.id.as_str()).collect()
    }

    #[test]
    fn who_decides_goes_first_and_hubspots_own_labels_are_nobodys_role() {
        let ties = vec![
            tie(1, &[("HUBSPOT_DEFINED", 2, Some("Primary")), ("HUBSPOT_DEFINED", 280, None)]),
            tie(2, &[("USER_DEFINED", 37, Some("Decision influencer"))]),
            tie(3, &[("HUBSPOT_DEFINED", 280, None), ("USER_DEFINED", 38, Some("Entscheider"))]),
            tie(1, &[]),
        ];
        let ties = deciders_first(ties);
        assert_eq!(ids(&ties), ["3", "1", "2"]);
        assert_eq!(ties[1].labels().count(), 0);
    }

    #[test]
    fn the_primary_company_goes_before_newer_ones() {
        let plain = ("HUBSPOT_DEFINED", 341, None);
        let own = ("USER_DEFINED", 5, Some("Primary"));
        let primary = ("HUBSPOT_DEFINED", 5, Some("Primary"));
        for (ties, want) in [
            (vec![tie(7, &[plain]), tie(8, &[primary, plain]), tie(9, &[plain])], ["8", "9", "7"]),
            (vec![tie(7, &[plain, own]), tie(8, &[]), tie(9, &[plain])], ["9", "8", "7"]),
        ] {
            assert_eq!(primary_first(ties), want);
        }
    }
}
