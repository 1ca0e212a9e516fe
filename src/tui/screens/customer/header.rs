//! Who the customer is, at a glance: name, tier, value, risk, contact, consent.

use std::borrow::Cow;

use jiff::SignedDuration;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::domain::contacts::{Promise, RepeatedContacts};
use crate::domain::crm::Case;
use crate::domain::customer::ConsentState;
use crate::domain::profile::Profile;
use crate::domain::score::risk_level;
use crate::domain::text::clean_line;
use crate::phrasing::{Moment, refunds_in_words};
use crate::tui::theme::Theme;
use crate::tui::widgets::Canvas;
use crate::tui::widgets::panel::panel;
use crate::tui::widgets::text::{fit, spread};

/// Cells of the risk's bar.
const BAR: usize = 8;

/// So long nobody is reminded of what was promised just now.
const DAY_TO_KEEP_IT: SignedDuration = SignedDuration::from_hours(24);

/// Rows that the header takes.
pub fn height(width: u16) -> u16 {
    if width < super::TWO_COLUMNS { 6 } else { 5 }
}

/// Somebody who writes again and again: how often, whether we came back to it, and what they were promised. It stands
/// beside the name, so that it takes no room from what is below.
fn banner(cases: &[Case], moment: &Moment) -> Option<String> {
    let RepeatedContacts { at, promise } = RepeatedContacts::of(cases, moment.now)?;
    let promised = promise.map_or_else(String::new, |Promise { text, at, next_word, .. }| {
        let since = match next_word {
            Some(again) => format!("we wrote again {} after", moment.ago(again)),
            None if moment.now.duration_since(at) < DAY_TO_KEEP_IT => "promised".to_owned(),
            None => "nothing since".to_owned(),
        };
        format!(" · {since} “{}” ({})", clean_line(&text), moment.ago(at))
    });
    Some(format!("! {} contacts in 14 days{promised} ", at.len()))
}

/// Draws it. `cases`: the profile's, with what a person says they have sent.
pub fn view(
    canvas: &mut Canvas<'_, '_>,
    area: Rect,
    profile: &Profile,
    cases: Cow<'_, [Case]>,
    lacks: Option<String>,
    rejected: Option<String>,
) {
    let theme = canvas.theme;
    let name = profile.customer.name.as_deref().unwrap_or("(no name)");
    let mut title = vec![Span::styled(format!(" {name} "), theme.heading)];
    let rejected = rejected.map(|words| format!("✗ {words} "));
    title.extend(rejected.into_iter().map(|words| Span::styled(words, theme.warning)));
    let banner = banner(&cases, canvas.moment);
    title.extend(banner.into_iter().map(|words| Span::styled(words, theme.warning)));
    title.extend(profile.customer.company.iter().map(|c| Span::styled(format!("· {c} "), theme.faint)));
    let title = fit(title, usize::from(area.width).saturating_sub(3));
    let inner = panel(canvas, area, Line::from(title), false);
    let width = usize::from(inner.width);
    let narrow = area.width < super::TWO_COLUMNS;
    let mut sums = sums(profile, canvas);
    sums.extend(lacks.map(|words| Span::styled(format!(" · {words}"), theme.warning)));
    let (scores, consent, contact) =
        (scores(profile, canvas), consent(profile, theme), contact(profile, theme));
    let lines = if narrow {
        vec![
            Line::from(fit(scores, width)),
            Line::from(fit(sums, width)),
            Line::from(fit(contact, width)),
            spread(place(profile, theme), consent, width),
        ]
    } else {
        vec![
            spread(scores, tags(profile, theme), width),
            spread(sums, consent, width),
            spread(contact, place(profile, theme), width),
        ]
    };
    canvas.lines(inner, lines);
}

fn scores(profile: &Profile, canvas: &Canvas<'_, '_>) -> Vec<Span<'static>> {
    let (theme, moment) = (canvas.theme, canvas.moment);
    let gap = || Span::raw("   ");
    let mut spans = Vec::new();
    match &profile.scores.clv {
        Some(clv) => {
            let sign = if clv.tier >= crate::domain::score::Tier::Gold { "◆" } else { "◇" };
            spans.push(Span::styled(format!("{sign} {}", clv.tier.as_str()), theme.tier(clv.tier)));
            spans.push(gap());
            spans.push(Span::styled("value ", theme.faint));
            let partial = if profile.totals.partial { " partial" } else { "" };
            spans.push(Span::styled(
                format!("{}/{} d{partial}", moment.locale.money(clv.value), clv.horizon_days),
                theme.text,
            ));
        }
        None => spans.push(Span::styled("no tier yet", theme.faint)),
    }
    if let Some(churn) = &profile.scores.churn {
        spans.push(gap());
        spans.push(Span::styled("risk ", theme.faint));
        spans.extend(risk_bar(churn.risk, theme, moment));
    }
    if let Some(lead) = &profile.scores.lead {
        spans.push(gap());
        spans.push(Span::styled("lead ", theme.faint));
        spans.push(Span::styled(format!("{} of 100", lead.points), theme.heading));
    }
    spans
}

/// A bar, the share in figures and a word, so that nothing hangs on the colour.
pub fn risk_bar(risk: f64, theme: &Theme, moment: &Moment) -> Vec<Span<'static>> {
    let word = risk_level(risk);
    let style = match word {
        "high" => theme.bad,
        "medium" => theme.warning,
        _ => theme.good,
    };
    let filled = ((risk.clamp(0.0, 1.0) * BAR as f64).round() as usize).min(BAR);
    vec![
        Span::styled("━".repeat(filled), style),
        Span::styled("─".repeat(BAR - filled), theme.border),
        Span::styled(format!(" {} {word}", moment.locale.percent(risk)), style),
    ]
}

fn sums(profile: &Profile, canvas: &Canvas<'_, '_>) -> Vec<Span<'static>> {
    let (theme, totals) = (canvas.theme, &profile.totals);
    let mut spans = Vec::new();
    for (at, sums) in totals.by_currency.iter().enumerate() {
        if at > 0 {
            spans.push(Span::styled(" + ", theme.faint));
        } else {
            spans.push(Span::styled(if totals.partial { "net, partial " } else { "net " }, theme.faint));
        }
        spans.push(Span::styled(canvas.moment.locale.money(sums.net), theme.heading));
    }
    if totals.by_currency.is_empty() {
        let words = if profile.is_store_heard() { profile.no_orders_in_words() } else { "orders not read" };
        spans.push(Span::styled(words, theme.faint));
        return spans;
    }
    let orders = if totals.orders == 1 { "order" } else { "orders" };
    spans.push(Span::styled(format!(" · {} {orders}", totals.orders), theme.text));
    if let Some(words) = refunds_in_words(totals, &canvas.moment.locale) {
        let is_much = totals.return_rate.is_some_and(|rate| rate >= 0.3);
        let style = if is_much { theme.warning } else { theme.faint };
        spans.push(Span::styled(format!(" · {words}"), style));
    }
    if let Some(at) = totals.last_order_at {
        spans.push(Span::styled(format!(" · last {}", canvas.moment.ago(at)), theme.faint));
    }
    spans
}

fn consent(profile: &Profile, theme: &Theme) -> Vec<Span<'static>> {
    let state = |label: &str, state: Option<ConsentState>| {
        let (sign, style): (&str, Style) = match state {
            Some(ConsentState::Subscribed) => ("✓", theme.good),
            Some(ConsentState::Pending) => ("… pending", theme.warning),
            Some(ConsentState::NotSubscribed) => ("– not subscribed", theme.faint),
            Some(ConsentState::Unsubscribed) => ("✗ withdrawn", theme.bad),
            None => ("? unknown", theme.faint),
        };
        [Span::styled(format!("{label} "), theme.faint), Span::styled(sign.to_owned(), style)]
    };
    let consent = &profile.customer.consent;
    let mut spans = state("e-mail", consent.email).to_vec();
    spans.push(Span::raw("  "));
    spans.extend(state("sms", consent.sms));
    spans
}

fn contact(profile: &Profile, theme: &Theme) -> Vec<Span<'static>> {
    let emails = profile.customer.emails.iter().map(|email| email.as_str());
    let phones = profile.customer.phones.iter().map(|phone| phone.as_str());
    let all = emails.chain(phones).collect::<Vec<_>>().join(" · ");
    vec![if all.is_empty() {
        Span::styled("no e-mail, no phone", theme.faint)
    } else {
        Span::styled(all, theme.text)
    }]
}

fn place(profile: &Profile, theme: &Theme) -> Vec<Span<'static>> {
    let customer = &profile.customer;
    let mut parts = Vec::new();
    if let Some(address) = &customer.address {
        parts.extend([&address.city, &address.region, &address.country].into_iter().flatten().cloned());
    }
    parts.extend(customer.locale.clone());
    vec![Span::styled(parts.join(", "), theme.faint)]
}

fn tags(profile: &Profile, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    if !profile.conflicts.is_empty() {
        spans.push(Span::styled(format!("! {} conflicting ", profile.conflicts.len()), theme.warning));
    }
    if !profile.possible_matches.is_empty() {
        let found = profile.possible_matches.len();
        spans.push(Span::styled(
            format!("? {found} {} alike ", if found == 1 { "looks" } else { "look" }),
            theme.warning,
        ));
    }
    spans.push(Span::styled(profile.customer.tags.join(" "), theme.faint));
    spans
}
