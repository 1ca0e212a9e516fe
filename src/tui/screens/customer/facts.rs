//! What is known besides: scores and what moved them, sums, consent, records, look-alikes, conflicts, coverage.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::header::risk_bar;
use crate::domain::Worded;
use crate::domain::customer::{Identity, PossibleMatch, channel_in_words};
use crate::domain::evidence::EvidenceId;
use crate::domain::lead::Band;
use crate::domain::money::Currency;
use crate::domain::profile::Profile;
use crate::domain::score::{Factor, Lead, base_and_moves};
use crate::phrasing::{Moment, background_in_words, consent_in_words, refunds_in_words};
use crate::tui::theme::Theme;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{fit, paragraph, spread};

/// One row: which part of the profile it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Name, address, locale.
    Person,
    /// Expected net revenue.
    Value,
    /// Probability of no further order.
    Risk,
    /// Points of a lead.
    Lead,
    /// Sums of all orders, or of one currency beside the main one.
    Totals(usize),
    /// What may be bought next.
    Product(usize),
    /// What they agreed to.
    Consent,
    /// A way of reaching them that a colleague has ruled out.
    RuledOut(usize),
    /// How they came and what they looked at.
    Web,
    /// What staff keeps on the record.
    StaffNote,
    /// Where sources disagree.
    Conflict(usize),
    /// A look-alike.
    Match(usize),
    /// A record that is this customer.
    Identity(usize),
    /// How much of the past a source shows.
    Coverage(usize),
}

impl Fact {
    /// What a row is remembered by when the profile changes.
    pub fn key(&self, profile: &Profile) -> String {
        match self {
            Self::Match(at) => profile.possible_matches[*at].reference(),
            Self::Identity(at) => profile.identities[*at].reference(),
            Self::Conflict(at) => profile.conflicts[*at].field.clone(),
            other => format!("{other:?}"),
        }
    }
}

/// The rows of a profile.
pub fn facts(profile: &Profile) -> Vec<Fact> {
    let scores = &profile.scores;
    // Of who has not ordered, what matters first is why they are called at all.
    let mut facts: Vec<Fact> = scores.lead.iter().map(|_| Fact::Lead).collect();
    facts.push(Fact::Person);
    facts.extend(scores.clv.as_ref().map(|_| Fact::Value));
    facts.extend(scores.churn.as_ref().map(|_| Fact::Risk));
    facts.extend((0..profile.totals.by_currency.len()).map(Fact::Totals));
    facts.extend((0..scores.next_products.len()).map(Fact::Product));
    facts.push(Fact::Consent);
    facts.extend((0..profile.customer.ruled_out.len()).map(Fact::RuledOut));
    facts.push(Fact::Web);
    facts.extend(profile.customer.note.as_ref().map(|_| Fact::StaffNote));
    facts.extend((0..profile.conflicts.len()).map(Fact::Conflict));
    facts.extend((0..profile.possible_matches.len()).map(Fact::Match));
    facts.extend((0..profile.identities.len()).map(Fact::Identity));
    facts.extend((0..profile.coverage.len()).map(Fact::Coverage));
    facts
}

/// The row that shows what an evidence id points at.
pub fn row_of(profile: &Profile, id: &str) -> Option<usize> {
    let (kind, key) = id.split_once(':')?;
    let facts = facts(profile);
    let is_it = |fact: &Fact| match (kind, fact) {
        ("score", Fact::Value) => key == "clv",
        ("score", Fact::Risk) => key == "churn",
        ("score", Fact::Lead) => key == "lead",
        ("totals", Fact::Totals(at)) => {
            let code = profile.totals.by_currency[*at].net.currency;
            if key == "all" { *at == 0 } else { code.code() == key }
        }
        ("product", Fact::Product(at)) => {
            let product = &profile.scores.next_products[*at];
            EvidenceId::new("product", product.sku.as_deref().unwrap_or(&product.title)).key() == key
        }
        ("conflict", Fact::Conflict(at)) => {
            EvidenceId::new("conflict", &profile.conflicts[*at].field).key() == key
        }
        ("coverage", Fact::Coverage(at)) => {
            key.starts_with(EvidenceId::new("coverage", profile.coverage[*at].source.as_str()).key())
        }
        ("customer", Fact::Consent) => key == "consent",
        ("customer", Fact::RuledOut(at)) => {
            key.strip_prefix("not-by-") == Some(profile.customer.ruled_out[*at].channel.as_str())
        }
        ("customer", Fact::Web) => key == "web" || key == "since",
        ("customer", Fact::StaffNote) => key == "note",
        ("customer", Fact::Person) => {
            !matches!(key, "consent" | "web" | "since" | "note") && !key.starts_with("not-by-")
        }
        _ => false,
    };
    facts.iter().position(is_it)
}

/// What moved a score: the facts behind it.
pub fn evidence_at(profile: &Profile, row: usize) -> Vec<EvidenceId> {
    let scores = &profile.scores;
    let factors: &[Factor] = match facts(profile).get(row) {
        Some(Fact::Value) => scores.clv.as_ref().map_or(&[], |clv| &clv.factors),
        Some(Fact::Risk) => scores.churn.as_ref().map_or(&[], |churn| &churn.factors),
        Some(Fact::Lead) => scores.lead.as_ref().map_or(&[], |lead| &lead.factors),
        _ => &[],
    };
    let mut evidence = Vec::new();
    for id in factors.iter().flat_map(|factor| &factor.evidence) {
        if !evidence.contains(id) {
            evidence.push(id.clone());
        }
    }
    evidence
}

/// The look-alike of a row.
pub fn match_at(profile: &Profile, row: usize) -> Option<&PossibleMatch> {
    match facts(profile).get(row) {
        Some(Fact::Match(at)) => profile.possible_matches.get(*at),
        _ => None,
    }
}

/// The record of a row.
pub fn identity_at(profile: &Profile, row: usize) -> Option<&Identity> {
    match facts(profile).get(row) {
        Some(Fact::Identity(at)) => profile.identities.get(*at),
        _ => None,
    }
}

/// Facts as rows.
pub struct FactRows<'a> {
    /// Which.
    pub facts: Vec<Fact>,
    /// Whose.
    pub profile: &'a Profile,
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
}

impl Rows for FactRows<'_> {
    fn count(&self) -> usize {
        self.facts.len()
    }

    fn key(&self, row: usize) -> String {
        self.facts[row].key(self.profile)
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let (profile, theme) = (self.profile, self.theme);
        match self.facts[row] {
            Fact::Person => self.person(width),
            Fact::Value => profile.scores.clv.as_ref().map_or_else(Vec::new, |clv| {
                let words = format!("{} in {} days", self.moment.locale.money(clv.value), clv.horizon_days);
                let mut head = vec![
                    Span::styled(words, theme.heading),
                    Span::styled(format!("  {}", clv.tier.as_str()), theme.tier(clv.tier)),
                ];
                if let Some(interval) = &clv.interval {
                    let money = |amount| self.moment.locale.money(amount);
                    let words = format!("  {} to {} in 8 of 10", money(interval.low), money(interval.high));
                    head.push(Span::styled(words, theme.faint));
                }
                let unit = Some(clv.value.currency);
                self.score("value", head, &clv.why(), &clv.factors, unit, &clv.model, unfolded, width)
            }),
            Fact::Risk => profile.scores.churn.as_ref().map_or_else(Vec::new, |churn| {
                let mut head = risk_bar(churn.risk, theme, self.moment);
                head.push(Span::styled(format!("  no order in {} days", churn.horizon_days), theme.faint));
                for one in &churn.within {
                    let words = format!(" · {} in {}", self.moment.locale.percent(one.risk), one.days);
                    head.push(Span::styled(words, theme.faint));
                }
                self.score("risk", head, &churn.why(), &churn.factors, None, &churn.model, unfolded, width)
            }),
            Fact::Lead => profile.scores.lead.as_ref().map_or_else(Vec::new, |lead| {
                let words = format!("{} of 100 points", lead.points);
                let band = Band::of(lead.points).as_str();
                let head =
                    vec![Span::styled(words, theme.heading), Span::styled(format!("  {band}"), theme.faint)];
                if unfolded {
                    self.lead(head, lead, width)
                } else {
                    self.score("lead", head, &lead.reason.as_str().into(), &[], None, "", false, width)
                }
            }),
            Fact::Totals(at) => self.totals(at, width),
            Fact::Product(at) => self.product(at, width),
            Fact::Consent => self.consent(width),
            Fact::RuledOut(at) => {
                let one = &profile.customer.ruled_out[at];
                let (since, until) = (self.moment.ago(one.at), self.moment.day(one.until));
                let (channel, by) =
                    (channel_in_words(&one.channel), one.by.as_deref().unwrap_or("a colleague"));
                let words = format!("not by {channel} · {by}, {since}, until {until}");
                self.labelled("channel", &words, theme.warning, width)
            }
            Fact::Web => self.web(width),
            Fact::StaffNote => self.labelled(
                "staff note",
                profile.customer.note.as_deref().unwrap_or_default(),
                theme.text,
                width,
            ),
            Fact::Conflict(at) => self.conflict(at, width),
            Fact::Match(at) => self.look_alike(at, width),
            Fact::Identity(at) => self.identity(at, unfolded, width),
            Fact::Coverage(at) => self.coverage(at, width),
        }
    }
}

/// Columns of the labels.
const LABEL: usize = 13;

impl FactRows<'_> {
    fn label(&self, text: &str) -> Span<'static> {
        Span::styled(format!("{text:<LABEL$}"), self.theme.faint)
    }

    fn labelled(&self, label: &str, text: &str, style: Style, width: usize) -> Vec<Line<'static>> {
        paragraph(self.label(label), text, style, width)
    }

    fn person(&self, width: usize) -> Vec<Line<'static>> {
        let customer = &self.profile.customer;
        let mut parts = vec![customer.name.clone().unwrap_or_else(|| "(no name)".to_owned())];
        parts.extend(customer.company.clone());
        parts.extend(
            customer.address.as_ref().map(|address| address.one_line()).filter(|line| !line.is_empty()),
        );
        parts.extend(customer.locale.clone());
        parts.extend(customer.time_zone.clone());
        if !customer.tags.is_empty() {
            parts.push(customer.tags.join(", "));
        }
        self.labelled("person", &parts.join(" · "), self.theme.text, width)
    }

    #[expect(clippy::too_many_arguments, reason = "a score's parts, each drawn once here")]
    fn score(
        &self,
        label: &str,
        head: Vec<Span<'static>>,
        reason: &Worded,
        factors: &[Factor],
        unit: Option<Currency>,
        model: &str,
        unfolded: bool,
        width: usize,
    ) -> Vec<Line<'static>> {
        let (theme, locale) = (self.theme, &self.moment.locale);
        let mut first = vec![self.label(label)];
        first.extend(head);
        let mut lines = vec![Line::from(fit(first, width))];
        let indent = Span::raw(" ".repeat(LABEL));
        lines.extend(paragraph(indent.clone(), &locale.worded(reason), theme.text, width));
        if unfolded {
            let (base, moves) = base_and_moves(model, factors);
            if let Some(base) = base {
                let left = vec![indent.clone(), Span::styled(locale.worded(&base.what()), theme.faint)];
                let points = match unit {
                    Some(unit) => format!("{} {unit}", locale.decimal(base.points, 2)),
                    None => locale.percents(100.0 * base.points, 0),
                };
                lines.push(spread(left, vec![Span::styled(points, theme.text)], width));
            }
            for factor in moves {
                let style = if factor.points < 0.0 { theme.bad } else { theme.good };
                let left = vec![indent.clone(), Span::styled(locale.worded(&factor.what()), theme.faint)];
                let points = match unit {
                    Some(unit) => format!("{} {unit}", locale.difference(factor.points, 2)),
                    None => locale.change(100.0 * factor.points, 0),
                };
                lines.push(spread(left, vec![Span::styled(points, style)], width));
            }
            lines.extend(paragraph(
                indent,
                &format!("model {model}; v shows the facts behind it"),
                theme.faint,
                width,
            ));
        }
        lines
    }

    /// A lead's points with the data behind each, how they fade, and what would move them to the next band.
    fn lead(&self, head: Vec<Span<'static>>, lead: &Lead, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let indent = Span::raw(" ".repeat(LABEL));
        let mut first = vec![self.label("lead")];
        first.extend(head);
        let mut lines = vec![Line::from(fit(first, width))];
        let mut told = Vec::new();
        for factor in &lead.factors {
            let style = if factor.points < 0.0 { theme.bad } else { theme.good };
            let points = Span::styled(format!("{:+4.0}", factor.points), style);
            lines.push(Line::from(fit(
                vec![indent.clone(), points, Span::styled(format!("  {}", factor.what), theme.text)],
                width,
            )));
            for id in &factor.evidence {
                if !told.contains(&id) {
                    told.push(id);
                    let deeper = Span::raw(" ".repeat(LABEL + 6));
                    lines.extend(
                        self.behind(id)
                            .into_iter()
                            .flat_map(|row| paragraph(deeper.clone(), &row, theme.faint, width)),
                    );
                }
            }
        }
        let sum = Span::styled(format!("{:>4}", format!("={}", lead.points)), theme.heading);
        lines.push(Line::from(fit(vec![indent.clone(), sum], width)));
        let model = format!("model {}; v shows the facts behind it", lead.model);
        for note in lead.notes().chain([model.as_str()]) {
            lines.extend(paragraph(indent.clone(), note, theme.faint, width));
        }
        lines
    }

    /// The data that an evidence id of a lead's factor points at.
    fn behind(&self, id: &EvidenceId) -> Option<String> {
        let (profile, moment) = (self.profile, self.moment);
        if id.as_str() == "customer:web" {
            let web = &profile.customer.web;
            let mut parts = Vec::new();
            parts
                .extend(profile.customer.acquisition.channel.as_ref().map(|channel| format!("by {channel}")));
            parts.extend(web.page_views.map(|views| format!("{views} page views")));
            parts.extend(web.visits.map(|visits| format!("{visits} visits")));
            parts.extend(web.last_seen_at.map(|at| format!("last visit {}", moment.exactly(at))));
            return Some(parts.join(" · "));
        }
        if id.as_str() == "customer:background" {
            return background_in_words(&profile.customer.background, moment);
        }
        if let Some(deal) = profile.deals.iter().find(|deal| deal.evidence == *id) {
            let mut parts = vec![deal.name.clone(), deal.stage.clone()];
            parts.extend(deal.amount.map(|amount| moment.locale.money(amount)));
            return Some(parts.join(" · "));
        }
        let cart = profile.carts.iter().find(|cart| cart.evidence == *id)?;
        let mut parts = vec![moment.locale.money(cart.value), moment.ago(cart.updated_at)];
        parts.extend(cart.items.iter().map(|item| item.title.clone()));
        Some(parts.join(" · "))
    }

    fn totals(&self, at: usize, width: usize) -> Vec<Line<'static>> {
        let (totals, sums) = (&self.profile.totals, &self.profile.totals.by_currency[at]);
        let orders = if sums.orders == 1 { "order" } else { "orders" };
        let mut parts =
            vec![format!("{} net from {} {orders}", self.moment.locale.money(sums.net), sums.orders)];
        if !sums.refunded.amount.is_zero() {
            parts.push(format!(
                "{} less {} refunded",
                self.moment.locale.money(sums.gross),
                self.moment.locale.money(sums.refunded)
            ));
        }
        if at == 0 {
            parts.extend(
                totals
                    .average_order_value
                    .map(|average| format!("{} an order", self.moment.locale.money(average))),
            );
            parts.extend(refunds_in_words(totals, &self.moment.locale));
            parts.extend(totals.first_order_at.map(|first| format!("first {}", self.moment.day(first))));
        }
        let label = if totals.partial { "net, partial" } else { "net" };
        self.labelled(label, &parts.join(" · "), self.theme.text, width)
    }

    fn product(&self, at: usize, width: usize) -> Vec<Line<'static>> {
        let product = &self.profile.scores.next_products[at];
        let label = if at == 0 { "may buy next" } else { "" };
        self.labelled(label, &format!("{}: {}", product.title, product.reason), self.theme.text, width)
    }

    fn consent(&self, width: usize) -> Vec<Line<'static>> {
        let consent = &self.profile.customer.consent;
        let (email, sms) = (consent_in_words(consent.email), consent_in_words(consent.sms));
        let text = format!("e-mail {email} · sms {sms}");
        self.labelled("consent", &text, self.theme.text, width)
    }

    fn web(&self, width: usize) -> Vec<Line<'static>> {
        let customer = &self.profile.customer;
        let mut parts = Vec::new();
        parts.extend(customer.acquisition.channel.as_ref().map(|channel| format!("by {channel}")));
        let seen = customer.acquisition.first_seen_at;
        parts.extend(seen.map(|at| format!("first seen {}", self.moment.day(at))));
        parts.extend(customer.web.page_views.map(|views| format!("{views} page views")));
        parts.extend(customer.web.visits.map(|visits| format!("{visits} visits")));
        parts.extend(customer.web.last_seen_at.map(|at| format!("last visit {}", self.moment.ago(at))));
        if parts.is_empty() {
            parts.push("unknown".to_owned());
        }
        self.labelled("came", &parts.join(" · "), self.theme.text, width)
    }

    fn conflict(&self, at: usize, width: usize) -> Vec<Line<'static>> {
        let (conflict, theme) = (&self.profile.conflicts[at], self.theme);
        let first = vec![
            Span::styled(format!("{:<LABEL$}", "! conflict"), theme.warning),
            Span::styled(conflict.field.clone(), theme.heading),
        ];
        let mut lines = vec![Line::from(fit(first, width))];
        for value in &conflict.values {
            let left = vec![
                Span::raw(" ".repeat(LABEL)),
                Span::styled(value.value.clone(), theme.text),
                Span::styled(format!("  {}", value.source), theme.reference),
            ];
            let right = value.as_of.map(|at| vec![Span::styled(self.moment.ago(at), theme.faint)]);
            lines.push(spread(left, right.unwrap_or_default(), width));
        }
        lines
    }

    fn look_alike(&self, at: usize, width: usize) -> Vec<Line<'static>> {
        let (found, theme) = (&self.profile.possible_matches[at], self.theme);
        let first = vec![
            Span::styled(format!("{:<LABEL$}", "? look-alike"), theme.warning),
            Span::styled(found.name.clone().unwrap_or_else(|| "(no name)".to_owned()), theme.heading),
            Span::styled(found.email.as_ref().map_or_else(String::new, |e| format!("  {e}")), theme.text),
        ];
        let mut lines = vec![Line::from(fit(first, width))];
        let indent = || Span::raw(" ".repeat(LABEL));
        lines.extend(paragraph(indent(), &found.reference(), theme.reference, width));
        let why = self.moment.locale.worded(&Worded::with_iso_days(&found.why));
        let words = format!("{why}; not merged. L links it to this customer");
        lines.extend(paragraph(indent(), &words, theme.faint, width));
        lines
    }

    fn identity(&self, at: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let (identity, theme) = (&self.profile.identities[at], self.theme);
        let why = identity.matched_by.in_words();
        let left = vec![
            self.label(if at == 0 { "records" } else { "" }),
            Span::styled(identity.reference(), theme.reference),
            Span::styled(format!("  {why}"), theme.faint),
        ];
        let mut lines = vec![Line::from(fit(left, width))];
        if unfolded {
            let indent = || Span::raw(" ".repeat(LABEL));
            lines.extend(identity.url.iter().flat_map(|url| paragraph(indent(), url, theme.faint, width)));
            lines.extend(paragraph(
                indent(),
                "U: this record is not this customer · W: why one person",
                theme.faint,
                width,
            ));
        }
        lines
    }

    fn coverage(&self, at: usize, width: usize) -> Vec<Line<'static>> {
        let (coverage, theme) = (&self.profile.coverage[at], self.theme);
        let mut text = coverage.source.to_string();
        match (coverage.complete, &coverage.since) {
            (true, None) => text.push_str(": everything was read"),
            (_, Some(since)) => text.push_str(&format!(": since {}", self.moment.day(*since))),
            (false, None) => text.push_str(": not everything was read"),
        }
        if let Some(why) = &coverage.why {
            text.push_str(&format!("; {}", self.moment.locale.worded(&Worded::with_iso_days(why))));
        }
        let style = if coverage.complete { theme.faint } else { theme.warning };
        self.labelled(if at == 0 { "coverage" } else { "" }, &text, style, width)
    }
}
