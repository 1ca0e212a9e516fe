//! What HubSpot's objects mean to us. Every text of a stranger is cleaned here.

use std::collections::HashMap;
use std::collections::HashSet;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::body::without_footer;
use super::leads;
use super::metadata::{Names, stage};
use super::opening::told_once;
use super::tasks;
use super::wire::{Account, Object, WireOwner};
use crate::domain::account::{Company, Member};
use crate::domain::background::{Background, Form, FormKind, Forms, Mailbox, Seniority, Workplace};
use crate::domain::crm::{
    Activity, ActivityKind, Case, Deal, DealOutcome, Message, MessageFrom, Owner, Priority,
};
use crate::domain::customer::{
    Acquisition, Address, Consent, ConsentState, Customer, Email, Phone, PossibleMatch, WebActivity,
};
use crate::domain::evidence::EvidenceId;
use crate::domain::ids::Source;
use crate::domain::money::{Currency, Money};
use crate::domain::record::{Record, RecordRef};
use crate::domain::text::{clean_block, clean_line, from_html};
use crate::ports::Listing;

/// What is asked of a contact.
pub(super) const CONTACT: &[&str] = &[
    "email",
    "hs_additional_emails",
    "firstname",
    "lastname",
    "phone",
    "mobilephone",
    "company",
    "jobtitle",
    "address",
    "city",
    "state",
    "zip",
    "country",
    "hs_language",
    "hs_timezone",
    "lifecyclestage",
    "hs_lead_status",
    "hs_email_optout",
    "hs_analytics_source",
    "hs_analytics_num_page_views",
    "hs_analytics_num_visits",
    "hs_analytics_first_timestamp",
    "hs_analytics_last_timestamp",
    "num_conversion_events",
    "first_conversion_date",
    "first_conversion_event_name",
    "recent_conversion_date",
    "recent_conversion_event_name",
    "createdate",
    "lastmodifieddate",
];
/// What is asked of a contact to tell where they come from.
pub(super) const BACKGROUND: &[&str] = &[
    "email",
    "hs_additional_emails",
    "jobtitle",
    "country",
    "hs_analytics_source",
    "num_conversion_events",
    "first_conversion_date",
    "first_conversion_event_name",
    "recent_conversion_date",
    "recent_conversion_event_name",
];
/// What is asked of a contact for the directory and for lists of hits.
pub(super) const LISTING: &[&str] = &[
    "email",
    "hs_additional_emails",
    "firstname",
    "lastname",
    "phone",
    "mobilephone",
    "company",
    "lastmodifieddate",
    "hs_analytics_last_timestamp",
];
/// What is asked of a company.
pub(super) const COMPANY: &[&str] = &[
    "name",
    "domain",
    "industry",
    "city",
    "state",
    "country",
    "numberofemployees",
    "phone",
    "hubspot_owner_id",
    "createdate",
];
/// What is asked of a company to tell where its people come from.
pub(super) const WORKPLACE: &[&str] = &["industry", "numberofemployees", "createdate"];
/// What is asked of a contact as one of the people of a company or deal.
pub(super) const MEMBER: &[&str] =
    &["email", "hs_additional_emails", "firstname", "lastname", "phone", "mobilephone", "jobtitle"];
/// What is asked of a ticket.
pub(super) const TICKET: &[&str] = &[
    "subject",
    "content",
    "hs_pipeline",
    "hs_pipeline_stage",
    "hs_ticket_priority",
    "source_type",
    "hubspot_owner_id",
    "createdate",
    "hs_lastmodifieddate",
    "closed_date",
];
/// What is asked of a deal.
pub(super) const DEAL: &[&str] = &[
    "dealname",
    "amount",
    "deal_currency_code",
    "description",
    "pipeline",
    "dealstage",
    "closedate",
    "hubspot_owner_id",
    "hs_is_closed",
    "hs_is_closed_won",
    "createdate",
    "hs_lastmodifieddate",
];
/// What is asked of a note.
pub(super) const NOTE: &[&str] = &["hs_timestamp", "hs_note_body", "hubspot_owner_id", "hs_createdate"];
/// What is asked of a task.
pub(super) const TASK: &[&str] = &[
    "hs_timestamp",
    "hs_task_subject",
    "hs_task_body",
    "hs_task_status",
    "hs_task_type",
    "hubspot_owner_id",
    "hs_createdate",
];
/// What is asked of a call.
pub(super) const CALL: &[&str] =
    &["hs_timestamp", "hs_call_title", "hs_call_body", "hubspot_owner_id", "hs_createdate"];
/// What is asked of an e-mail.
pub(super) const EMAIL: &[&str] = &[
    "hs_timestamp",
    "hs_email_subject",
    "hs_email_text",
    "hs_email_html",
    "hs_email_direction",
    "hs_attachment_ids",
    "hubspot_owner_id",
    "hs_createdate",
];

/// A contact's name: what of given and family name is there.
pub(super) fn contact_name(contact: &Object) -> Option<String> {
    let parts: Vec<&str> = ["firstname", "lastname"].iter().filter_map(|name| contact.text(name)).collect();
    let name = clean_line(&parts.join(" "));
    (!name.is_empty()).then_some(name)
}

/// The main e-mail, then the additional ones.
pub(super) fn emails(contact: &Object) -> Vec<Email> {
    let additional = contact.text("hs_additional_emails").unwrap_or_default().split(';');
    unique(contact.text("email").into_iter().chain(additional).filter_map(Email::parse))
}

/// Phone and mobile phone.
pub(super) fn phones(contact: &Object, home: &str) -> Vec<Phone> {
    let written = ["phone", "mobilephone"].into_iter().filter_map(|name| contact.text(name));
    unique(written.filter_map(|text| Phone::parse(text, home)))
}

fn unique<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

pub(super) fn line(object: &Object, name: &str) -> Option<String> {
    object.text(name).map(clean_line).filter(|text| !text.is_empty())
}

/// Where a browser shows an object: what the answer says, else built from the account's facts.
pub(super) fn url(object: &Object, type_id: &str, account: &Account) -> Option<String> {
    let said = object.url.as_deref().filter(|url| url.starts_with("https://")).map(clean_line);
    said.or_else(|| object_url(&object.id, type_id, account))
}

/// Where a browser shows the object with this id.
pub(super) fn object_url(id: &str, type_id: &str, account: &Account) -> Option<String> {
    let portal = account.portal_id?;
    let is_host = |text: &&str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
    let domain = account.ui_domain.as_deref().filter(is_host).unwrap_or("app.hubspot.com");
    Some(format!("https://{domain}/contacts/{portal}/record/{type_id}/{id}"))
}

/// A contact with nothing that hangs on it yet.
pub(super) fn contact(source: &Source, contact: &Object, home: &str, names: &Names) -> Record {
    let mut record = Record::new(source.clone(), "contact", &contact.id);
    record.url = url(contact, "0-1", &names.account);
    record.updated_at = contact.time("lastmodifieddate").or(contact.updated_at);
    record.name = contact_name(contact);
    record.emails = emails(contact);
    record.phones = phones(contact, home);
    record.locale = contact.text("hs_language").and_then(locale);
    record.time_zone = contact.text("hs_timezone").and_then(time_zone);
    record.address = address(contact);
    record.company = line(contact, "company");
    record.tags = tags(contact);
    let created = contact.time("createdate").or(contact.created_at);
    record.acquisition = Some(Acquisition {
        channel: contact.text("hs_analytics_source").map(channel),
        first_seen_at: contact.time("hs_analytics_first_timestamp").into_iter().chain(created).min(),
    });
    record.consent = Consent {
        // HubSpot records the no; that there is none is not a yes.
        email: contact.flag("hs_email_optout").filter(|out| *out).map(|_| ConsentState::Unsubscribed),
        sms: None,
    };
    record.web = WebActivity {
        page_views: contact.count("hs_analytics_num_page_views"),
        visits: contact.count("hs_analytics_num_visits"),
        last_seen_at: contact.time("hs_analytics_last_timestamp"),
    };
    record.background = background(contact, None);
    record
}

/// Where a contact comes from, with the company that they work for.
pub(super) fn background(contact: &Object, company: Option<&Object>) -> Background {
    let form = |name: &str, at: &str| {
        let kind = contact.text(name).map_or(FormKind::Other, FormKind::of);
        Some(Form { kind, at: contact.time(at)? })
    };
    Background {
        channel: contact.text("hs_analytics_source").map(channel),
        country: line(contact, "country"),
        mailbox: emails(contact).first().map(Mailbox::of),
        seniority: contact.text("jobtitle").and_then(Seniority::of),
        workplace: company.map(workplace),
        forms: Forms {
            sent: contact.count("num_conversion_events").unwrap_or_default(),
            first: form("first_conversion_event_name", "first_conversion_date"),
            last: form("recent_conversion_event_name", "recent_conversion_date"),
        },
    }
}

fn workplace(company: &Object) -> Workplace {
    Workplace {
        industry: industry(company),
        employees: company.count("numberofemployees"),
        known_since: company.time("createdate").or(company.created_at),
    }
}

/// `NON_PROFIT` as `non profit`.
fn industry(company: &Object) -> Option<String> {
    line(company, "industry").map(|text| text.to_lowercase().replace('_', " "))
}

/// `en-us` as `en-US`.
fn locale(text: &str) -> Option<String> {
    let mut parts = text.split(['-', '_']);
    let language =
        parts.next().filter(|l| (2..=3).contains(&l.len()) && l.chars().all(|c| c.is_ascii_alphabetic()))?;
    let rest = parts.filter(|p| (2..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric()));
    let rest = rest.map(|part| if part.len() == 2 { part.to_ascii_uppercase() } else { part.to_owned() });
    Some(std::iter::once(language.to_ascii_lowercase()).chain(rest).collect::<Vec<_>>().join("-"))
}

/// HubSpot writes `america_slash_new_york`; a zone that nobody knows is none.
fn time_zone(text: &str) -> Option<String> {
    let name = text.replace("_slash_", "/").replace("_hyphen_", "-");
    jiff::tz::TimeZone::get(&name).ok()?.iana_name().map(str::to_owned)
}

/// `ORGANIC_SEARCH` as the word that other vendors use too.
pub(super) fn channel(text: &str) -> String {
    match text {
        "ORGANIC_SEARCH" | "PAID_SEARCH" => "search".to_owned(),
        "SOCIAL_MEDIA" | "PAID_SOCIAL" => "social".to_owned(),
        "EMAIL_MARKETING" => "email".to_owned(),
        "DIRECT_TRAFFIC" => "direct".to_owned(),
        "REFERRALS" => "referral".to_owned(),
        other => clean_line(other).to_lowercase().replace('_', " "),
    }
}

fn address(contact: &Object) -> Option<Address> {
    let address = Address {
        lines: contact
            .text("address")
            .map(|text| clean_block(text).lines().filter(|l| !l.is_empty()).map(str::to_owned).collect())
            .unwrap_or_default(),
        city: line(contact, "city"),
        region: line(contact, "state"),
        postal_code: line(contact, "zip"),
        country: line(contact, "country"),
    };
    (address != Address::default()).then_some(address)
}

fn tags(contact: &Object) -> Vec<String> {
    let tagged = |prefix: &str, name: &str| {
        line(contact, name).map(|value| format!("{prefix}:{}", value.to_lowercase()))
    };
    // What was decided has the words that deskhand has for it.
    let lead = match contact.text("hs_lead_status") {
        Some(leads::NURTURE) => Some(Customer::IN_NURTURE.to_owned()),
        Some(leads::UNQUALIFIED) => Some(Customer::DISQUALIFIED.to_owned()),
        _ => tagged("lead", "hs_lead_status"),
    };
    let job = line(contact, "jobtitle").map(|title| format!("job:{title}"));
    let mut tags: Vec<String> =
        [tagged("lifecycle", "lifecyclestage"), lead, job].into_iter().flatten().collect();
    tags.sort();
    tags
}

/// A ticket with its thread: its own text first, then the e-mails by time.
pub(super) fn case(source: &Source, ticket: &Object, emails: &[&Object], names: &Names) -> Case {
    let stage_id = ticket.text("hs_pipeline_stage");
    let stage = stage_id.and_then(|id| stage(&names.ticket_pipelines, ticket.text("hs_pipeline"), id));
    let closed_at = ticket.time("closed_date");
    let open = stage.and_then(super::wire::Stage::is_closed).map_or(closed_at.is_none(), |closed| !closed);
    let named = stage.map(|s| clean_line(&s.label)).filter(|label| !label.is_empty());
    let opened_at = ticket.time("createdate").or(ticket.created_at);
    let channel = ticket.text("source_type").map(|text| clean_line(text).to_lowercase());
    Case {
        id: ticket.id.clone(),
        evidence: EvidenceId::new("case", &ticket.id),
        source: source.clone(),
        subject: line(ticket, "subject").unwrap_or_else(|| "(no subject)".to_owned()),
        status: named.or_else(|| stage_id.map(|id| format!("stage {}", clean_line(id)))).unwrap_or_default(),
        open,
        priority: ticket.text("hs_ticket_priority").and_then(priority),
        messages: thread(ticket, emails, channel.as_deref(), opened_at),
        attachments: attachments(emails),
        asker: None,
        channel,
        opened_at,
        updated_at: ticket_updated_at(ticket),
        closed_at: if open { None } else { closed_at },
        owner: names.owner(ticket.text("hubspot_owner_id")),
        url: url(ticket, "0-5", &names.account),
    }
}

/// Last change of a ticket; what a write compares with.
pub(super) fn ticket_updated_at(ticket: &Object) -> Option<Timestamp> {
    ticket.time("hs_lastmodifieddate").into_iter().chain(ticket.updated_at).max()
}

fn thread(
    ticket: &Object,
    emails: &[&Object],
    channel: Option<&str>,
    opened_at: Option<Timestamp>,
) -> Vec<Message> {
    // A call is put down by whoever took it; elsewhere the customer's own words are kept.
    let author = match channel {
        Some("email" | "chat" | "form") => MessageFrom::Customer,
        _ => MessageFrom::Unknown,
    };
    let first = ticket.text("content").map(from_html).filter(|text| !text.is_empty());
    let mut rest: Vec<Message> = emails.iter().filter_map(|email| message(email)).collect();
    rest.sort_by_key(|message| message.at);
    if let (Some(own), Some(mail)) = (&first, rest.first_mut())
        && let Some(text) = told_once(own, &mail.text)
    {
        mail.text = text;
        return rest;
    }
    let first = first.map(|text| Message { from: author, at: opened_at, text });
    first.into_iter().chain(rest).collect()
}

/// Files of the customer's own mails. Where there is none of those, or one does not tell, that is not known: what came
/// by chat or form is not among the mails.
fn attachments(emails: &[&Object]) -> Option<u32> {
    let incoming = emails.iter().filter(|email| email.text("hs_email_direction") == Some("INCOMING_EMAIL"));
    let told: Vec<Option<u32>> = incoming.map(|email| attached(email)).collect();
    if told.is_empty() { None } else { told.into_iter().sum() }
}

/// How many files a mail has: their ids, set apart by semicolons. An account without the property does not name it.
fn attached(email: &Object) -> Option<u32> {
    let name = "hs_attachment_ids";
    email.has(name).then(|| {
        let ids = email.text(name).unwrap_or_default().split(';').filter(|id| !id.trim().is_empty());
        u32::try_from(ids.count()).unwrap_or(u32::MAX)
    })
}

fn message(email: &Object) -> Option<Message> {
    let text = email_text(email);
    let from = match email.text("hs_email_direction") {
        Some("INCOMING_EMAIL") => MessageFrom::Customer,
        Some("EMAIL") => MessageFrom::Staff,
        _ => MessageFrom::Unknown,
    };
    (!text.is_empty()).then(|| Message { from, at: happened_at(email), text })
}

fn email_text(email: &Object) -> String {
    match (email.text("hs_email_text"), email.text("hs_email_html")) {
        (Some(plain), _) => clean_block(plain),
        (None, html) => html.map(from_html).unwrap_or_default(),
    }
}

fn happened_at(object: &Object) -> Option<Timestamp> {
    object.time("hs_timestamp").or(object.created_at)
}

/// HubSpot's word for how pressing something is.
pub(super) fn priority(text: &str) -> Option<Priority> {
    match text {
        "LOW" => Some(Priority::Low),
        "MEDIUM" => Some(Priority::Medium),
        "HIGH" => Some(Priority::High),
        "URGENT" => Some(Priority::Urgent),
        _ => None,
    }
}

/// Our word for it as HubSpot writes it.
pub(super) fn priority_value(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "LOW",
        Priority::Medium => "MEDIUM",
        Priority::High => "HIGH",
        Priority::Urgent => "URGENT",
    }
}

/// A deal.
pub(super) fn deal(source: &Source, deal: &Object, names: &Names) -> Deal {
    let stage_id = deal.text("dealstage");
    let stage = stage_id.and_then(|id| stage(&names.deal_pipelines, deal.text("pipeline"), id));
    let closed = stage.and_then(super::wire::Stage::is_closed).or(deal.flag("hs_is_closed")).unwrap_or(false);
    let won = deal
        .flag("hs_is_closed_won")
        .unwrap_or_else(|| stage.map_or(stage_id == Some("closedwon"), super::wire::Stage::is_won));
    let currency = deal.text("deal_currency_code").or(names.account.currency.as_deref());
    let amount = deal.text("amount").and_then(|text| text.parse::<Decimal>().ok());
    Deal {
        id: deal.id.clone(),
        evidence: EvidenceId::new("deal", &deal.id),
        source: source.clone(),
        name: line(deal, "dealname").unwrap_or_else(|| "(no name)".to_owned()),
        stage: stage.map(|s| clean_line(&s.label)).or_else(|| stage_id.map(clean_line)).unwrap_or_default(),
        outcome: match (closed, won) {
            (false, _) => DealOutcome::Open,
            (true, true) => DealOutcome::Won,
            (true, false) => DealOutcome::Lost,
        },
        amount: amount.zip(currency.and_then(|code| Currency::new(code).ok())).map(|(a, c)| Money::new(a, c)),
        close_at: deal.time("closedate"),
        owner: names.owner(deal.text("hubspot_owner_id")),
        updated_at: deal.time("hs_lastmodifieddate").or(deal.updated_at),
        url: url(deal, "0-3", &names.account),
    }
}

/// A company.
pub(super) fn company(source: &Source, company: &Object, home: &str, names: &Names) -> Company {
    Company {
        record: Some(RecordRef {
            source: source.clone(),
            kind: "company".to_owned(),
            id: company.id.clone(),
        }),
        evidence: EvidenceId::new("company", &company.id),
        name: line(company, "name")
            .or_else(|| line(company, "domain"))
            .unwrap_or_else(|| format!("company {}", clean_line(&company.id))),
        industry: industry(company),
        place: address(company).as_ref().and_then(Address::place),
        employees: company.count("numberofemployees"),
        phone: company.text("phone").and_then(|text| Phone::parse(text, home)),
        owner: names.owner(company.text("hubspot_owner_id")),
        url: url(company, "0-2", &names.account),
    }
}

/// One of the people of a company or deal, with the labels of what they are to it.
pub(super) fn member(source: &Source, contact: &Object, roles: Vec<String>, home: &str) -> Member {
    let roles = roles.iter().map(|role| clean_line(role)).filter(|role| !role.is_empty());
    Member {
        record: RecordRef { source: source.clone(), kind: "contact".to_owned(), id: contact.id.clone() },
        evidence: EvidenceId::new("person", &contact.id),
        name: contact_name(contact),
        title: line(contact, "jobtitle"),
        roles: unique(roles),
        emails: emails(contact),
        phones: phones(contact, home),
    }
}

/// A text of several lines, cleaned; nothing where it is empty.
pub(super) fn block(object: &Object, name: &str) -> Option<String> {
    object.text(name).map(clean_block).filter(|text| !text.is_empty())
}

/// A note, task, call or e-mail.
fn activity(source: &Source, kind: ActivityKind, object: &Object, names: &Names) -> Activity {
    let (word, title, body) = match kind {
        ActivityKind::Note => ("note", None, "hs_note_body"),
        ActivityKind::Task => ("task", Some("hs_task_subject"), "hs_task_body"),
        ActivityKind::Call => ("call", Some("hs_call_title"), "hs_call_body"),
        ActivityKind::Email => ("email", Some("hs_email_subject"), "hs_email_text"),
    };
    let text = match kind {
        ActivityKind::Email => email_text(object),
        _ => object.text(body).map(from_html).unwrap_or_default(),
    };
    let (text, machine_written) = match kind {
        ActivityKind::Note | ActivityKind::Task => without_footer(&text),
        // Nothing of these kinds is written from here.
        ActivityKind::Call | ActivityKind::Email => (text, false),
    };
    // Whoever has a mail that came in has not written it.
    let is_ours = object.text("hs_email_direction") != Some("INCOMING_EMAIL");
    Activity {
        id: object.id.clone(),
        evidence: EvidenceId::new(word, &object.id),
        source: source.clone(),
        kind,
        at: happened_at(object),
        author: names.owner(object.text("hubspot_owner_id")).filter(|_| is_ours),
        title: title.and_then(|name| line(object, name)),
        text,
        done: (kind == ActivityKind::Task).then(|| object.text("hs_task_status") == Some("COMPLETED")),
        way: (kind == ActivityKind::Task).then(|| tasks::way(object.text("hs_task_type"))),
        machine_written,
        cases: Vec::new(),
    }
}

/// A colleague's name, else e-mail, else id.
pub(super) fn owner_name(owner: &WireOwner) -> String {
    let parts: Vec<&str> =
        [&owner.first_name, &owner.last_name].into_iter().filter_map(Option::as_deref).collect();
    let name = clean_line(&parts.join(" "));
    let spoken = Some(name).filter(|name| !name.is_empty());
    spoken.or_else(|| owner.email.as_deref().map(clean_line)).unwrap_or_else(|| format!("owner {}", owner.id))
}

/// A colleague.
pub(super) fn owner(owner: &WireOwner) -> Owner {
    Owner {
        id: owner.id.clone(),
        name: owner_name(owner),
        email: owner.email.as_deref().map(|text| clean_line(text).to_lowercase()),
    }
}

/// A contact as the directory lists it.
pub(super) fn listing(source: &Source, contact: &Object, home: &str) -> Listing {
    let changed = contact.time("lastmodifieddate").or(contact.updated_at);
    Listing {
        record: RecordRef { source: source.clone(), kind: "contact".to_owned(), id: contact.id.clone() },
        name: contact_name(contact),
        company: line(contact, "company"),
        emails: emails(contact),
        phones: phones(contact, home),
        order_numbers: Vec::new(),
        last_activity: contact.time("hs_analytics_last_timestamp").into_iter().chain(changed).max(),
    }
}

/// A contact that looks alike only.
pub(super) fn candidate(source: &Source, contact: &Object, why: &str) -> PossibleMatch {
    PossibleMatch {
        source: source.clone(),
        kind: "contact".to_owned(),
        id: contact.id.clone(),
        name: contact_name(contact),
        email: emails(contact).first().map(|email| email.as_str().to_owned()),
        why: why.to_owned(),
    }
}

/// What was read about one contact, in HubSpot's objects.
#[derive(Default)]
pub(super) struct Hanging {
    pub companies: Vec<Object>,
    pub deals: Vec<Object>,
    pub tickets: Vec<Object>,
    pub notes: Vec<Object>,
    pub tasks: Vec<Object>,
    pub calls: Vec<Object>,
    pub emails: Vec<Object>,
    /// Which e-mails make up which ticket's thread.
    pub threads: HashMap<String, Vec<String>>,
    /// Which notes are on which ticket.
    pub noted: HashMap<String, Vec<String>>,
}

/// Puts what hangs on a contact onto its record, newest first.
pub(super) fn attach(record: &mut Record, hanging: &Hanging, names: &Names) {
    let source = record.source.clone();
    if let Some(company) = hanging.companies.iter().find_map(|company| line(company, "name")) {
        record.company = Some(company);
    }
    record.background.workplace = hanging.companies.first().map(workplace);
    record.deals = hanging.deals.iter().map(|object| deal(&source, object, names)).collect();
    record.deals.sort_by_key(|deal| std::cmp::Reverse(deal.updated_at));
    record.cases = cases(&source, hanging, names);
    record.activities = activities(&source, hanging, names);
}

/// The cases with their threads, newest first.
pub(super) fn cases(source: &Source, hanging: &Hanging, names: &Names) -> Vec<Case> {
    let by_id: HashMap<&str, &Object> = hanging.emails.iter().map(|email| (&*email.id, email)).collect();
    let with_thread = |ticket: &Object| {
        let ids = hanging.threads.get(&ticket.id).map_or(&[][..], |ids| ids);
        let emails: Vec<&Object> = ids.iter().filter_map(|id| by_id.get(&**id).copied()).collect();
        case(source, ticket, &emails, names)
    };
    let mut cases: Vec<Case> = hanging.tickets.iter().map(with_thread).collect();
    cases.sort_by_key(|case| std::cmp::Reverse(case.updated_at));
    cases
}

/// Notes, tasks, calls, and the e-mails that belong to no case's thread, newest first.
pub(super) fn activities(source: &Source, hanging: &Hanging, names: &Names) -> Vec<Activity> {
    let in_threads: HashSet<&str> = hanging
        .tickets
        .iter()
        .filter_map(|ticket| hanging.threads.get(&ticket.id))
        .flatten()
        .map(|id| &**id)
        .collect();
    let loose = hanging.emails.iter().filter(|email| !in_threads.contains(&*email.id));
    let kinds = hanging.notes.iter().map(|object| (ActivityKind::Note, object));
    let kinds = kinds.chain(hanging.tasks.iter().map(|object| (ActivityKind::Task, object)));
    let kinds = kinds.chain(hanging.calls.iter().map(|object| (ActivityKind::Call, object)));
    let kinds = kinds.chain(loose.map(|object| (ActivityKind::Email, object)));
    let mut activities: Vec<Activity> =
        kinds.map(|(kind, object)| activity(source, kind, object, names)).collect();
    for note in activities.iter_mut().filter(|one| one.kind == ActivityKind::Note) {
        let on = hanging.noted.iter().filter(|(_, notes)| notes.contains(&note.id));
        note.cases = on.map(|(ticket, _)| EvidenceId::new("case", ticket)).collect();
        note.cases.sort();
    }
    activities.sort_by_key(|activity| std::cmp::Reverse(activity.at));
    activities
}
