//! What is known of a customer, taken from wherever it stands: the profile, the vendors' records under it, colleagues.

use super::Known;
use crate::domain::crm::Owner;
use crate::domain::customer::{Address, Conflict};
use crate::domain::profile::Profile;
use crate::domain::record::Record;

impl Known {
    /// Everything that identifies the customer of `profile` and the people around them.
    ///
    /// `records` are the vendors' own, of which the profile shows one value each; `colleagues` those at the CRM. Values
    /// of look-alikes and of sources that disagree belong: whoever of them is meant, a person is.
    pub fn of(profile: &Profile, records: &[&Record], colleagues: &[Owner]) -> Self {
        let mut known = Self::default();
        known.customer(profile);
        records.iter().for_each(|record| known.record(record));
        for colleague in colleagues {
            known.person(&colleague.name);
            known.emails.extend(colleague.email.clone());
        }
        known.tidy();
        known
    }

    /// What identifies several, where more than one is spoken of.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.names.extend(other.names);
        self.emails.extend(other.emails);
        self.phones.extend(other.phones);
        self.addresses.extend(other.addresses);
        self.companies.extend(other.companies);
        self.handles.extend(other.handles);
        self.tidy();
        self
    }

    fn customer(&mut self, profile: &Profile) {
        let customer = &profile.customer;
        self.names.extend(customer.name.clone());
        self.emails.extend(customer.emails.iter().map(|email| email.as_str().to_owned()));
        self.phones.extend(customer.phones.iter().map(|phone| phone.as_str().to_owned()));
        self.addresses.extend(customer.address.iter().map(Address::one_line));
        self.companies.extend(customer.company.clone());
        for identity in profile.identities.iter().filter(|identity| identity.kind == "guest") {
            self.emails.push(identity.id.clone());
        }
        for like in &profile.possible_matches {
            self.names.extend(like.name.clone());
            self.emails.extend(like.email.clone());
        }
        profile.conflicts.iter().for_each(|conflict| self.conflict(conflict));
        let of_cases = profile.cases.iter().filter_map(|case| case.owner.as_deref());
        let of_deals = profile.deals.iter().filter_map(|deal| deal.owner.as_deref());
        let authors = profile.activities.iter().filter_map(|activity| activity.author.as_deref());
        of_cases.chain(of_deals).chain(authors).for_each(|name| self.person(name));
    }

    fn record(&mut self, record: &Record) {
        self.names.extend(record.name.clone());
        self.emails.extend(record.emails.iter().map(|email| email.as_str().to_owned()));
        self.phones.extend(record.phones.iter().map(|phone| phone.as_str().to_owned()));
        self.addresses.extend(record.address.iter().map(Address::one_line));
        self.companies.extend(record.company.clone());
    }

    fn conflict(&mut self, conflict: &Conflict) {
        let list = match conflict.field.as_str() {
            "customer.name" => &mut self.names,
            "customer.emails" => &mut self.emails,
            "customer.phones" => &mut self.phones,
            "customer.address" => &mut self.addresses,
            "customer.company" => &mut self.companies,
            _ => return,
        };
        list.extend(conflict.values.iter().map(|value| value.value.clone()));
    }

    /// Owners and authors are given by name or, where the CRM has none, by e-mail.
    fn person(&mut self, name: &str) {
        if name.contains('@') {
            self.emails.push(name.to_owned());
        } else if name.chars().any(char::is_alphabetic) {
            self.names.push(name.to_owned());
        }
    }

    /// Each value once, in an order that the vendors' does not change: placeholders are numbered by it.
    fn tidy(&mut self) {
        for list in [
            &mut self.names,
            &mut self.emails,
            &mut self.phones,
            &mut self.addresses,
            &mut self.companies,
            &mut self.handles,
        ] {
            list.retain(|value| !value.trim().is_empty());
            list.sort_unstable();
            list.dedup();
        }
    }
}
