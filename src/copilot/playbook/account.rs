//! The page for a call with a company, or about a deal: what its people have taken together, by the same rules as the
//! page of one customer, and what belongs to the account alone.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::advice::{self, Line};
use super::{call, tasks};
use crate::copilot::facts::{Associate, Claim, Facts, PEOPLE};
use crate::copilot::situation::{Said, Situation, totals_id};
use crate::copilot::verify::Voice;
use crate::domain::account::{Account, AccountKind, Company, Member};
use crate::domain::brief::Verification;
use crate::domain::call::{AccountSheet, Part, Person, Topic, Wording, cited};
use crate::domain::crm::{Activity, ActivityKind, Deal, DealOutcome};
use crate::domain::ids::CustomerId;
use crate::domain::record::RecordRef;
use crate::domain::{EvidenceId, Profile, Purpose, Source};
use crate::phrasing::Locale;

/// Orders that are told one by one.
const LAST_ORDERS: usize = 2;
/// Deals and people that are told one by one.
const MOST_OF_EACH: usize = 2;
/// So many days without a word, and a deal is called silent.
const SILENT_DAYS: i64 = 14;

/// What went wrong lately: rules of the brief, by name.
const WENT_WRONG: &[&str] = &[
    "hostile text",
    "erasure",
    "promise not kept",
    "late parcel",
    "delivery attempted",
    "delivery failed",
    "not shipped",
    "delivered but missing",
    "partly shipped",
];
/// What is open beside deals and tasks.
const OPEN: &[&str] = &[
    "needed by a day",
    "angry case",
    "case waits for us",
    "case waits for the customer",
    "unpaid order",
    "cart",
];

/// What to avoid with several people, what would hurt most first.
const AVOID: &[Line] = &[
    |s| {
        let case = s.erasure()?;
        s.say(
            &[("c", &case.evidence)],
            &["Selling to whom case {c.number} is from: they ask to have their data erased."],
        )
    },
    |s| {
        let case = s.case.filter(|_| s.angry)?;
        s.say(&[("c", &case.evidence)], &["Selling while case {c.number} is open: its customer is angry."])
    },
    advice::PROMISING_A_PARCEL,
    |s| {
        let mut people = s.facts.iter().filter(|fact| fact.evidence.kind() == "person");
        let person = people.find(|fact| s.holds(&fact.evidence, Claim::Unsubscribed))?;
        s.say(
            &[("p", &person.evidence)],
            &["Promising {p.name} news by e-mail: for marketing they are {p.email}."],
        )
    },
    advice::PROMISING_AN_ORDER,
    advice::GIVING_A_DISCOUNT,
    advice::SPEAKING_OF_ORDERS,
];

/// An account with its people and all that they have.
pub struct AccountView<'a> {
    /// What the page is about, where the CRM has a record of it.
    pub record: Option<&'a RecordRef>,
    /// As the CRM has it.
    pub account: &'a Account,
    /// Its people with what is known of each.
    pub people: &'a [Associate<'a>],
    /// All that its people and itself have, in one.
    pub together: &'a Profile,
}

/// Writes the page.
pub fn account_sheet(
    view: &AccountView<'_>,
    now: Timestamp,
    zone: &TimeZone,
    reader: &Locale,
) -> AccountSheet {
    let AccountView { record, account, people, together } = *view;
    let facts = Facts::of_account(account, people, together, now, zone).read_in(reader).hearing(together);
    let situation = Situation::of(together, &facts, Purpose::Sales);
    let page = Page { s: &situation, account, people };
    let mut verification = Verification::default();
    let mut parts = Vec::new();
    let mut part = |topic: Topic, said: Vec<Said>| {
        let voice = || match topic {
            Topic::Offer | Topic::Avoid | Topic::Ask => Voice::Draft { granted: None },
            _ => Voice::Rule,
        };
        let sentences = call::said_of(said, topic, voice, &facts, &mut verification);
        if !sentences.is_empty() {
            parts.push(Part { topic, sentences });
        }
    };
    match &account.deal {
        Some((deal, _)) => {
            part(Topic::Deal, page.deal(deal));
            part(Topic::Decides, page.decides());
            part(Topic::Said, page.last_said());
            part(Topic::Missing, page.missing(deal));
        }
        None => {
            part(Topic::Who, page.who());
            part(Topic::Said, call::last_said(&situation));
        }
    }
    part(Topic::Bought, page.bought());
    part(Topic::WentWrong, page.rules(WENT_WRONG, 4));
    let (to_do, below) = tasks::aloud_and_below(&situation, page.open_tasks());
    part(Topic::Open, page.open(to_do));
    part(Topic::Worth, page.worth());
    part(Topic::Offer, page.lines(advice::OFFER, 3));
    part(Topic::Avoid, page.lines(AVOID, 3));
    part(Topic::Ask, page.ask());
    let below = call::said_of(below, Topic::Open, || Voice::Rule, &facts, &mut verification);
    call::within_a_minute(&mut parts, below);
    let (kind, name, url) = match (&account.deal, &account.company) {
        (Some((deal, _)), _) => (AccountKind::Deal, deal.name.clone(), deal.url.clone()),
        (None, Some(company)) => (AccountKind::Company, company.name.clone(), company.url.clone()),
        (None, None) => (AccountKind::Company, String::new(), None),
    };
    AccountSheet {
        kind,
        record: record.cloned(),
        name,
        url,
        engine: "playbook".to_owned(),
        people: persons(people),
        meetings: Vec::new(),
        evidence: facts.in_words(cited(&parts)),
        questions: Wording::by_playbook(&parts),
        parts,
        gaps: account.gaps.clone(),
        verification,
        created_at: now,
    }
}

/// Who decides first, then who has bought most often.
fn persons(people: &[Associate<'_>]) -> Vec<Person> {
    let mut sorted: Vec<&Associate<'_>> = people.iter().collect();
    let orders = |one: &Associate<'_>| one.profile.map_or(0, |profile| profile.totals.orders);
    sorted.sort_by_key(|one| (!one.member.decides(), std::cmp::Reverse(orders(one))));
    sorted.into_iter().map(|one| person(one.member, one.profile.map(|profile| profile.customer.id))).collect()
}

fn person(member: &Member, customer_id: Option<CustomerId>) -> Person {
    let phones = member.phones.iter().map(|phone| phone.as_str().to_owned());
    let emails = member.emails.iter().take(1).map(|email| email.as_str().to_owned());
    Person {
        contact: member.record.clone(),
        customer_id,
        name: member.name.clone(),
        title: member.title.clone(),
        roles: member.roles.clone(),
        reach: phones.chain(emails).collect(),
    }
}

struct Page<'a> {
    s: &'a Situation<'a>,
    account: &'a Account,
    people: &'a [Associate<'a>],
}

impl Page<'_> {
    fn who(&self) -> Vec<Said> {
        let mut said = self.rules(&["unread"], 1);
        if let Some(company) = &self.account.company {
            said.extend(self.firm("", company));
            said.extend(self.s.say(&[("c", &company.evidence)], &["{c.owner} looks after it here."]));
        }
        said.extend(self.decides());
        said
    }

    /// Where a company is, what it does and how large it is, as far as the CRM knows that.
    fn firm(&self, with: &str, company: &Company) -> Option<Said> {
        let places = ["{c.name}, {c.place}", "{c.name}"];
        let sizes = [
            ": {c.industry}, {c.employees} employees.",
            ": {c.industry}.",
            ": {c.employees} employees.",
            ".",
        ];
        let templates = places.iter().flat_map(|place| sizes.map(|size| format!("{with}{place}{size}")));
        templates.into_iter().find_map(|text| self.s.say(&[("c", &company.evidence)], &[&text]))
    }

    /// Who decides, as the CRM labels it; else who there is.
    fn decides(&self) -> Vec<Said> {
        let deciders = self.people.iter().filter(|one| one.member.decides());
        let said: Vec<Said> = deciders
            .filter_map(|one| {
                self.s.say(
                    &[("p", &one.member.evidence)],
                    &["{p.name} ({p.title}): {p.roles}.", "{p.name}: {p.roles}."],
                )
            })
            .take(MOST_OF_EACH)
            .collect();
        if !said.is_empty() {
            return said;
        }
        let all = EvidenceId::new(PEOPLE.0, PEOPLE.1);
        if self.account.on_record == Some(0) {
            return Vec::from_iter(self.s.say(&[("a", &all)], &["Nobody is on record for it."]));
        }
        let mut said: Vec<Said> = self
            .people
            .iter()
            .filter_map(|one| {
                self.s.say(
                    &[("p", &one.member.evidence)],
                    &["{p.name} ({p.title}) is on record.", "{p.name} is on record."],
                )
            })
            .take(MOST_OF_EACH)
            .collect();
        // Of a deal, that stands among what it lacks.
        if self.account.deal.is_none() && self.nobody_decides() {
            said.extend(self.s.say(&[("a", &all)], &["Nobody is marked as the one who decides."]));
        }
        said
    }

    /// Known of all who are on record; of some of them it would be a guess.
    fn nobody_decides(&self) -> bool {
        !self.account.lacks_members() && !self.people.iter().any(|one| one.member.decides())
    }

    /// Whether what somebody on record has is not among what is told.
    fn lacks_people(&self) -> bool {
        let read = self.people.iter().filter(|one| one.profile.is_some()).count();
        self.account.on_record.is_none_or(|count| count as usize > read)
    }

    fn deal(&self, deal: &Deal) -> Vec<Said> {
        let d = [("d", &deal.evidence)];
        let mut said = self.rules(&["unread"], 1);
        said.extend(self.s.say(
            &d,
            &[
                "{d.name} is {d.outcome}, at stage {d.stage}, worth {d.amount}, to close in {d.closes_in} on {d.close_at}.",
                "{d.name} is {d.outcome}, at stage {d.stage}, worth {d.amount}, with {d.close_at} as its close date.",
                "{d.name} is {d.outcome}, at stage {d.stage}, worth {d.amount}.",
                "{d.name} is {d.outcome}, at stage {d.stage}.",
            ],
        ));
        said.extend(self.s.say(&d, &["{d.owner} has it."]));
        if let Some(company) = &self.account.company {
            said.extend(self.firm("With ", company));
        }
        said.extend(self.s.say(&d, &["Written about it: {d.about}"]));
        said
    }

    /// The newest that a colleague has put down.
    fn last_said(&self) -> Vec<Said> {
        let told = self.s.profile.activities.iter().filter(|one| {
            matches!(one.kind, ActivityKind::Note | ActivityKind::Call) && self.is_of_account(&one.evidence)
        });
        told.filter_map(|one| {
            self.s.say(
                &[("n", &one.evidence)],
                &["The {n.kind} of {n.at} says: {n.text}", "The {n.kind} says: {n.text}"],
            )
        })
        .take(MOST_OF_EACH)
        .collect()
    }

    /// Of what is told about a deal, that which hangs on the deal itself goes before all else.
    fn is_of_account(&self, id: &EvidenceId) -> bool {
        let own = &self.account.activities;
        let has_told = own.iter().any(|one| matches!(one.kind, ActivityKind::Note | ActivityKind::Call));
        !has_told || own.iter().any(|one| one.evidence == *id)
    }

    /// What a deal lacks to be won.
    fn missing(&self, deal: &Deal) -> Vec<Said> {
        if deal.outcome != DealOutcome::Open {
            return Vec::new();
        }
        let d = [("d", &deal.evidence)];
        let all = EvidenceId::new(PEOPLE.0, PEOPLE.1);
        let has_passed = deal.close_at.is_some_and(|at| self.s.days_since(at) > 0);
        let open_tasks = self.open_tasks().next().is_some();
        let silent = self.newest_word().filter(|(_, days)| *days >= SILENT_DAYS).map(|(id, _)| id);
        [
            has_passed.then(|| self.s.say(&d, &["Its close date {d.close_at} has passed."])),
            self.nobody_decides()
                .then(|| self.s.say(&[("a", &all)], &["Nobody is marked as the one who decides."])),
            deal.amount.is_none().then(|| self.s.say(&d, &["No amount is set."])),
            deal.close_at.is_none().then(|| self.s.say(&d, &["No close date is set."])),
            deal.owner.is_none().then(|| self.s.say(&d, &["Nobody here has it."])),
            (!open_tasks).then(|| self.s.say(&d, &["No next step is planned: there is no open task."])),
            silent.map(|id| {
                self.s.say(&[("n", &id)], &["Nothing was put down since {n.at}, {n.days_since} ago."])
            }),
        ]
        .into_iter()
        .flatten()
        .flatten()
        .collect()
    }

    /// The newest note, call or mail that lies in the past, and how many days that is ago.
    fn newest_word(&self) -> Option<(EvidenceId, i64)> {
        let past = self.s.profile.activities.iter().filter(|one| one.kind != ActivityKind::Task);
        let dated = past.filter_map(|one| Some((one.evidence.clone(), self.s.days_since(one.at?))));
        dated
            .filter(|(id, days)| *days >= 0 && self.s.facts.slot(id, "days_since").is_some())
            .min_by_key(|one| one.1)
    }

    /// Tasks to do; of a deal those that hang on it.
    fn open_tasks(&self) -> impl Iterator<Item = &Activity> {
        let is_of_account =
            |task: &&Activity| self.account.deal.is_none() || self.account.activities.contains(task);
        self.s.to_do().into_iter().filter(is_of_account)
    }

    /// The sums of all of them, each currency for itself, then the last orders with who placed each.
    fn bought(&self) -> Vec<Said> {
        let all = EvidenceId::new(PEOPLE.0, PEOPLE.1);
        let of_currency: Vec<EvidenceId> = self
            .s
            .profile
            .totals
            .by_currency
            .iter()
            .map(|sums| EvidenceId::new("totals", sums.gross.currency.code()))
            .collect();
        let ids = [("t", &totals_id()), ("a", &all)];
        if self.s.has_no_orders() {
            return Vec::from_iter(self.s.say(
                &ids,
                self.whole_or_partial(
                    &["Orders of them together: {t.orders}."],
                    &["Orders of the {a.read} who were read: {t.orders}; this is partial."],
                ),
            ));
        }
        let mut said = Vec::new();
        if of_currency.len() > 1 {
            said.extend(self.s.say(
                &ids,
                self.whole_or_partial(
                    &["Together {t.orders} orders, by {a.buyers} of {a.people} on record, the last on {t.last_order_at}."],
                    &[
                        "Partial, since {a.read} of {a.people} on record were read: {t.orders} orders, by {a.buyers} of them, the last on {t.last_order_at}.",
                        "Partial, since {a.read} were read: {t.orders} orders, by {a.buyers} of them, the last on {t.last_order_at}.",
                    ],
                ),
            ));
            said.extend(of_currency.iter().filter_map(|id| {
                let whole = ["In {x.currency}: {x.orders} orders, net {x.net}."];
                let partial = ["In {x.currency}: {x.orders} orders, net {x.net}; this is partial."];
                self.s.say(&[("x", id)], self.whole_or_partial(&whole, &partial))
            }));
        } else {
            said.extend(self.s.say(
                &ids,
                self.whole_or_partial(
                    &["Together {t.orders} orders, by {a.buyers} of {a.people} on record, net {t.net}, the last on {t.last_order_at}."],
                    &[
                        "Partial, since {a.read} of {a.people} on record were read: {t.orders} orders, by {a.buyers} of them, net {t.net}, the last on {t.last_order_at}.",
                        "Partial, since {a.read} were read: {t.orders} orders, by {a.buyers} of them, net {t.net}, the last on {t.last_order_at}.",
                    ],
                ),
            ));
        }
        said.extend(self.last_orders());
        said
    }

    /// How something is told of all people, or of those alone who were read.
    fn whole_or_partial<'t>(&self, whole: &'t [&'t str], partial: &'t [&'t str]) -> &'t [&'t str] {
        if self.lacks_people() { partial } else { whole }
    }

    fn last_orders(&self) -> impl Iterator<Item = Said> {
        let counted = self.s.profile.orders.iter().filter(|order| order.counts());
        let who = |id: &str, source: &Source| {
            self.people.iter().find(|one| {
                one.profile.is_some_and(|profile| {
                    profile.orders.iter().any(|order| order.id == id && order.source == *source)
                })
            })
        };
        counted
            .filter(|order| self.s.knows(&order.evidence))
            .filter_map(move |order| {
                let one = who(&order.id, &order.source)?;
                self.s.say(
                    &[("o", &order.evidence), ("p", &one.member.evidence)],
                    &["{p.name} on {o.placed_at}: order {o.number}, {o.total}, {o.status}."],
                )
            })
            .take(LAST_ORDERS)
    }

    fn open(&self, to_do: Vec<Said>) -> Vec<Said> {
        let mut said = call::of_the_case_and(self.s, OPEN, 3);
        if self.s.case.is_none() && self.lacks_people() {
            let all = EvidenceId::new(PEOPLE.0, PEOPLE.1);
            said.extend(self.s.say(
                &[("t", &totals_id()), ("a", &all)],
                &["Open cases of the {a.read} who were read: {t.open_cases}; this is partial."],
            ));
        } else if said.len() < 3 {
            said.extend(self.rules(&["no open case"], 1));
        }
        said.extend(to_do);
        if self.account.deal.is_none() {
            let open = self.s.profile.deals.iter().filter(|deal| deal.outcome == DealOutcome::Open);
            said.extend(
                open.filter_map(|deal| {
                    self.s.say(
                        &[("d", &deal.evidence)],
                        &[
                            "The deal {d.name} is at stage {d.stage}, worth {d.amount}, with {d.close_at} as its close date.",
                            "The deal {d.name} is at stage {d.stage}, worth {d.amount}.",
                            "The deal {d.name} is at stage {d.stage}.",
                        ],
                    )
                })
                .take(MOST_OF_EACH),
            );
        }
        said
    }

    /// Value and risk of those who are worth most, with what each is read from.
    fn worth(&self) -> Vec<Said> {
        let mut valued: Vec<_> = self
            .people
            .iter()
            .filter_map(|one| Some((one.profile?.scores.clv.as_ref()?.value, &one.member.evidence)))
            .collect();
        // Amounts of several currencies are not compared: the currency with most orders first, then its amounts.
        let main = self.s.profile.totals.net.map(|net| net.currency);
        valued.sort_by_key(|(value, _)| (Some(value.currency) != main, std::cmp::Reverse(value.amount)));
        let templates = [
            &[
                "{p.name}: tier {p.tier}, expected {p.worth} over {p.horizon}; churn risk {p.risk} ({p.risk_because}).",
                "{p.name}: tier {p.tier}, expected {p.worth} over {p.horizon}.",
            ][..],
            &["The value of {p.name} rests on {p.worth_because}."],
        ];
        let most = valued.into_iter().take(MOST_OF_EACH);
        let said = most.flat_map(|(_, id)| templates.map(|line| self.s.say(&[("p", id)], line)));
        said.flatten().collect()
    }

    /// Of a deal, what it lacks is asked before what is asked of every customer.
    fn ask(&self) -> Vec<Said> {
        let mut said = Vec::new();
        if let Some((deal, _)) = &self.account.deal {
            let d = [("d", &deal.evidence)];
            if deal.outcome == DealOutcome::Open {
                if self.nobody_decides() {
                    said.extend(self.s.say(&d, &["Who decides about {d.name} on your side?"]));
                }
                said.extend(self.s.say(&d, &["What is still open on your side about {d.name}?"]));
            }
            if let Some(last) = self.last_said().first() {
                let id = &last.evidence[0];
                said.extend(self.s.say(&[("n", id)], &["What has come of our {n.kind} of {n.at}?"]));
            }
        }
        let about_deal = if self.account.deal.is_some() { "deal" } else { "" };
        let general = advice::ASK.iter().filter_map(|line| line(self.s));
        let is_new = |one: &Said| one.evidence.iter().all(|id| id.kind() != about_deal);
        for one in general.filter(is_new) {
            if !said.contains(&one) {
                said.push(one);
            }
        }
        said.truncate(3);
        said
    }

    fn rules(&self, names: &[&str], most: usize) -> Vec<Said> {
        names.iter().filter_map(|name| (call::rule(name)?.then)(self.s)).take(most).collect()
    }

    fn lines(&self, lines: &[Line], most: usize) -> Vec<Said> {
        lines.iter().filter_map(|line| line(self.s)).take(most).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::together;

    fn firm(on_record: Option<u32>) -> Account {
        let record: RecordRef = "hubspot/company/1".parse().unwrap();
        let company = Company {
            record: Some(record),
            evidence: EvidenceId::new("company", "1"),
            ..Company::by_name_alone("Harbour Boats")
        };
        Account {
            company: Some(company),
            deal: None,
            members: Vec::new(),
            on_record,
            deals: Vec::new(),
            cases: Vec::new(),
            activities: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// Whatever of it the CRM knows.
    #[test]
    fn how_large_a_company_is_stands_on_its_page() {
        let said = |place: Option<&str>, industry: Option<&str>, employees| {
            let mut account = firm(Some(0));
            let company = account.company.as_mut().unwrap();
            company.place = place.map(str::to_owned);
            company.industry = industry.map(str::to_owned);
            company.employees = employees;
            let together = together("Harbour Boats", &account, &[], false);
            let view = AccountView { record: None, account: &account, people: &[], together: &together };
            let now = "2026-11-20T10:00:00Z".parse().unwrap();
            let sheet = account_sheet(&view, now, &TimeZone::UTC, &Locale::default());
            let who = sheet.parts.into_iter().find(|part| part.topic == Topic::Who).unwrap();
            who.sentences[0].text.clone()
        };
        let whole = said(Some("Moab"), Some("boat building"), Some(12));
        assert_eq!(whole, "Harbour Boats, Moab: boat building, 12 employees.");
        assert_eq!(said(Some("Moab"), None, Some(12)), "Harbour Boats, Moab: 12 employees.");
        let placeless = said(None, Some("boat building"), Some(12));
        assert_eq!(placeless, "Harbour Boats: boat building, 12 employees.");
        assert_eq!(said(None, None, Some(12)), "Harbour Boats: 12 employees.");
        assert_eq!(said(None, None, None), "Harbour Boats.");
    }

    /// A third task makes none of the others vanish, and what has no day comes last.
    #[test]
    fn of_what_is_to_be_done_the_nearest_is_read_aloud_and_the_rest_stands_below() {
        let mut account = firm(Some(0));
        let task = |id: &str, due: Option<&str>| Activity {
            id: id.to_owned(),
            evidence: EvidenceId::new("task", id),
            source: Source::crm("hubspot"),
            kind: ActivityKind::Task,
            at: due.map(|due| due.parse().unwrap()),
            author: None,
            title: Some(format!("Step {id}")),
            text: String::new(),
            done: Some(false),
            way: None,
            machine_written: false,
            cases: Vec::new(),
        };
        let noon = |day: u8| format!("2026-12-{day}T12:00:00Z");
        account.activities = vec![
            task("4", None),
            task("3", Some(&noon(12))),
            task("1", Some(&noon(10))),
            task("2", Some(&noon(11))),
        ];
        let together = together("Harbour Boats", &account, &[], false);
        let view = AccountView { record: None, account: &account, people: &[], together: &together };
        let now = "2026-11-20T10:00:00Z".parse().unwrap();
        let sheet = account_sheet(&view, now, &TimeZone::UTC, &Locale::default());
        let said = |topic| {
            let part = sheet.parts.iter().find(|part| part.topic == topic);
            let to_do = part.iter().flat_map(|part| &part.sentences).map(|one| one.text.as_str());
            to_do.filter(|text| text.starts_with("To do: ")).collect::<Vec<_>>()
        };
        assert_eq!(said(Topic::Open), ["To do: Step 1, due 10 Dec 2026.", "To do: Step 2, due 11 Dec 2026."]);
        assert_eq!(said(Topic::Further), ["To do: Step 3, due 12 Dec 2026.", "To do: Step 4."]);
    }

    #[test]
    fn nobody_is_said_of_nobody_and_never_of_those_who_could_not_be_read() {
        let now = "2026-11-20T10:00:00Z".parse().unwrap();
        for (on_record, is_nobody) in [(Some(0), true), (None, false), (Some(4), false)] {
            let account = firm(on_record);
            let record = account.company.as_ref().and_then(|company| company.record.clone());
            let together = together("Harbour Boats", &account, &[], on_record != Some(0));
            let view =
                AccountView { record: record.as_ref(), account: &account, people: &[], together: &together };
            let sheet = account_sheet(&view, now, &TimeZone::UTC, &Locale::default());
            let sentences = sheet.parts.iter().flat_map(|part| &part.sentences);
            let said: Vec<&str> = sentences.map(|one| one.text.as_str()).collect();
            assert_eq!(said.contains(&"Nobody is on record for it."), is_nobody, "{on_record:?}: {said:?}");
            assert!(is_nobody || !said.iter().any(|text| text.contains("Nobody is")), "{said:?}");
            let is_partial = said.iter().any(|text| text.contains("this is partial"));
            assert_eq!(is_partial, !is_nobody, "{said:?}");
            assert!(sheet.verification.dropped.is_empty(), "{:?}", sheet.verification.dropped);
        }
    }
}
