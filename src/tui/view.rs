//! The whole picture: top line, screen, what is said, sources, keys; above it the overlay. Same model, same picture.

use std::borrow::Cow;

use ratatui::Frame;
use ratatui::layout::{Alignment, Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::cx::Tone;
use super::keymap::{Action, Binding, Layer};
use super::model::{Model, PATIENCE, Stage};
use super::screens::Screen;
use super::screens::search::cannot_open;
use super::theme::Theme;
use super::update::{behind, behind_words, can_take_back, next_in_countdown};
use super::welcome;
use super::widgets::text::{fit, spread, width_of};
use super::widgets::{Canvas, Hit, Hits};
use crate::domain::action::Phase;
use crate::domain::outbox::{Entry, EntryState};
use crate::domain::profile::{Freshness, SourceState};
use crate::phrasing::{
    Moment, awaited_in_words, cut, no_in_words, policy_in_words, undone_by_in_words, wrap,
};

/// Below this the sources stand in short.
const NARROW: u16 = 110;
/// Below this nothing can be read.
const NARROWEST: u16 = 40;
const LOWEST: u16 = 10;
/// Columns that what is wrong with one source may take; the rest stands on the sources' own screen.
const ERROR_COLUMNS: usize = 30;
/// Lines that one saying may take.
const LINES_OF_A_TOAST: usize = 3;
/// Columns of a key that may follow.
const KEY_COLUMNS: usize = 4;

/// Draws the model.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    frame.buffer_mut().set_style(area, model.theme.ground);
    let mut hits = Hits::default();
    let mut canvas = Canvas { frame, theme: &model.theme, moment: &model.moment, hits: &mut hits };
    if area.width < NARROWEST || area.height < LOWEST {
        too_small(&mut canvas, area);
    } else {
        whole(model, &mut canvas, area);
    }
    *model.hits.borrow_mut() = hits;
}

fn too_small(canvas: &mut Canvas<'_, '_>, area: Rect) {
    let words = format!("{NARROWEST}×{LOWEST} is the least; this is {}×{}", area.width, area.height);
    canvas.frame.render_widget(Paragraph::new(words).alignment(Alignment::Center), area);
}

fn whole(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let said = said(model, usize::from(area.width));
    let welcome = welcome::lines(model, usize::from(area.width));
    let welcoming = u16::try_from(welcome.len()).unwrap_or(0).min(area.height / 4);
    let saying = u16::try_from(said.len()).unwrap_or(0).min(area.height / 3);
    let [top, screen, first, toasts, status, keys] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(welcoming),
        Constraint::Length(saying),
        Constraint::Length(1),
        Constraint::Length(1),
    ])
    .areas(area);
    top_line(model, canvas, top);
    match (&model.stage, &model.place().screen) {
        (_, shown @ Screen::Search(_)) => shown.view(canvas, screen, model),
        (Stage::Failed(error), _) => {
            let inner = Rect { x: screen.x + 2, width: screen.width.saturating_sub(4), ..screen };
            cannot_open(canvas, inner, error);
        }
        (_, shown) => shown.view(canvas, screen, model),
    }
    canvas.lines(first, welcome);
    canvas.lines(toasts, said);
    status_line(model, canvas, status);
    key_line(model, canvas, keys);
    if let Some(overlay) = &model.overlay {
        overlay.view(canvas, screen, model);
    }
    if !model.pressed.is_empty() {
        following(model, canvas, screen);
    }
}

fn top_line(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    canvas.frame.buffer_mut().set_style(area, theme.bar);
    let mut left = vec![Span::styled(" deskhand ", theme.accent)];
    if model.who.as_ref().is_some_and(|who| who.demo) {
        left.push(Span::styled("demo ", theme.warning));
    }
    let depth = model.places.len();
    if depth > 1 {
        left.push(Span::styled("‹ ", theme.faint));
    }
    left.push(Span::styled(model.place().screen.title(), theme.heading));
    let mut right = Vec::new();
    let waited = model.waiting_since.is_some_and(|since| model.moment.now.duration_since(since) >= PATIENCE);
    // What this screen waits for before what goes on elsewhere.
    let here = model.out.in_flight.iter().rev().find(|asked| asked.screen == model.place().id);
    if waited && let Some(asked) = here.or(model.out.in_flight.last()) {
        right.push(Span::styled(format!("{} {}  ", spinner(&model.moment), asked.what), theme.accent));
    }
    let on_the_way = model.outbox.iter().filter(|entry| !entry.state.is_final()).count();
    let awaiting =
        model.outbox.iter().filter(|e| matches!(e.state, EntryState::AwaitingApproval { .. })).count();
    if on_the_way > awaiting {
        right.push(Span::styled(format!("◷ {} in the outbox  ", on_the_way - awaiting), theme.heading));
    }
    if !model.rejected.is_empty() {
        right.push(Span::styled(format!("✗ {} rejected  ", model.rejected.len()), theme.warning));
    }
    if awaiting > 0 {
        right.push(Span::styled(format!("! {awaiting} for a yes  "), theme.warning));
    }
    if let Some(who) = &model.who {
        let phase = match who.phase {
            Phase::Observe => "read only",
            Phase::Suggest => "suggest",
            Phase::Automate => "automate",
        };
        let me = if area.width >= 100 { format!("{} · ", who.email) } else { String::new() };
        right.push(Span::styled(format!("{me}{} · {phase} ", who.role.as_str()), theme.faint));
    }
    let line = spread(left, right, usize::from(area.width));
    canvas.frame.render_widget(line, area);
}

/// How the sources stand, and which model writes.
fn status_line(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let (theme, moment) = (canvas.theme, canvas.moment);
    canvas.frame.buffer_mut().set_style(area, theme.bar);
    let shown = match &model.place().screen {
        Screen::Customer(customer) => customer.sources(),
        _ => None,
    };
    let known = model.who.as_ref().map(|who| who.sources.as_slice());
    let sources = shown.or(known).unwrap_or_default();
    let asking = match &model.place().screen {
        Screen::Customer(customer) => customer.asking(model.who.as_ref()),
        _ => Vec::new(),
    };
    let width = usize::from(area.width);
    let gauge = model.gauge.as_ref().map(|gauge| gauge.spans(theme, &moment.locale)).unwrap_or_default();
    let line = |are_short: bool, is_writer_short: bool| {
        let mut left = vec![Span::raw(" ")];
        for source in sources {
            let mut words = source_words(source, moment, theme);
            if are_short {
                // Sign, kind, age: what went wrong stands on the sources' own screen.
                words.truncate(3);
                words[1] = Span::styled(source.source.kind().to_owned(), theme.text);
            }
            left.extend(words);
            left.push(Span::raw(if are_short { "  " } else { "   " }));
        }
        for name in &asking {
            left.push(Span::styled(format!("{} ", spinner(moment)), theme.accent));
            left.push(Span::styled(name.clone(), theme.text));
            left.push(Span::styled(" asking   ", theme.faint));
        }
        if let (Stage::Opening, true) = (&model.stage, sources.is_empty()) {
            left.push(Span::styled(format!("{} opening", spinner(moment)), theme.accent));
        }
        let mut right = gauge.clone();
        right.push(Span::styled(writer(model, is_writer_short), theme.faint));
        (left, right)
    };
    // What a vendor says went wrong is worth more than how the model is called.
    let fits = |(left, right): &(Vec<Span<'_>>, Vec<Span<'_>>)| width_of(left) + width_of(right) < width;
    let wide = [false, true].into_iter().filter(|_| area.width >= NARROW);
    let fitting = wide.map(|is_writer_short| line(false, is_writer_short)).find(fits);
    let (left, right) = fitting.unwrap_or_else(|| line(true, true));
    canvas.frame.render_widget(spread(left, right, width), area);
}

/// Which model writes, or who else.
fn writer(model: &Model, is_short: bool) -> String {
    match model.who.as_ref().map(|who| (&who.model, who.model_is_sandbox)) {
        Some((Some(_), true)) if is_short => "no real model ".to_owned(),
        Some((Some(name), true)) => format!("{name}: the sandbox's own, no real model "),
        Some((Some(name), false)) => format!("model {name} "),
        Some((None, _)) if is_short => "the playbook writes ".to_owned(),
        Some((None, _)) => "no model: the playbook writes ".to_owned(),
        None => String::new(),
    }
}

/// A source with sign and word of how fresh it is.
pub fn source_words(source: &SourceState, moment: &Moment, theme: &Theme) -> Vec<Span<'static>> {
    let age = source.fetched_at.map(|at| moment.ago(at));
    let (sign, style, words) = match source.status {
        Freshness::Fresh => ("●", theme.good, age.unwrap_or_default()),
        Freshness::Cached => {
            ("◐", theme.text, age.map_or_else(|| "not asked yet".to_owned(), |age| format!("cached, {age}")))
        }
        Freshness::Stale => {
            ("◌", theme.warning, format!("stale, {}", age.unwrap_or_else(|| "never read".to_owned())))
        }
        Freshness::Failed => ("✗", theme.bad, "failed".to_owned()),
    };
    let mut spans = vec![
        Span::styled(format!("{sign} "), style),
        Span::styled(source.source.to_string(), theme.text),
        Span::styled(format!(" {words}"), theme.faint),
    ];
    if let Some(error) = &source.error {
        spans.push(Span::styled(
            format!(": {}", cut(source.source.cause_alone(error), ERROR_COLUMNS)),
            theme.warning,
        ));
    }
    spans
}

/// Among the scores nothing is decided that `undo` takes back: it is offered there where something else waits for it.
fn is_empty_undo(model: &Model, action: Action) -> bool {
    let is_of_scores = match &model.place().screen {
        Screen::Scores(_) | Screen::ScoreFields(_) => true,
        Screen::TierReviews(reviews) => !reviews.has_decided(),
        _ => false,
    };
    action == Action::Undo && is_of_scores && !can_take_back(model)
}

fn key_line(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let layers = model.layers();
    let mut spans = vec![Span::raw(" ")];
    spans.extend(model.count.map(|count| Span::styled(format!("{count} × …  "), theme.accent)));
    let width = usize::from(area.width);
    let mut hints: Vec<(String, Cow<'static, str>, Action)> = Vec::new();
    if layers.contains(&Layer::Customer) {
        hints.push(("1-9".to_owned(), "pick".into(), Action::Pick(1)));
    }
    for binding in model.keymap.of(&layers) {
        // A key does what the more particular layer says, and that alone.
        let Some(shown) = model.keymap.reachable(binding, &layers).into_iter().next() else { continue };
        let action = binding.row.action;
        let of_overlay = model.overlay.as_ref().and_then(|overlay| overlay.hint(action, model.who.as_ref()));
        let hint = of_overlay.unwrap_or(Cow::Borrowed(binding.row.hint));
        let is_new = !hints.iter().any(|(keys, known, _)| *known == hint || *keys == shown);
        let is_offered =
            !hint.is_empty() && model.place().screen.offers(action) && !is_empty_undo(model, action);
        if is_offered && is_new {
            hints.push((shown, hint, action));
        }
    }
    // The help is always there, whatever else has no room.
    let help = hints.iter().position(|(_, hint, _)| *hint == "help").map(|at| hints.remove(at));
    let reserved = help.as_ref().map_or(0, |(keys, hint, _)| keys.width() + hint.width() + 4);
    for hint in hints.into_iter().chain(help) {
        let (keys, words, action) = hint;
        let wide = keys.width() + words.width() + 3;
        let is_help = words == "help";
        if width_of(&spans) + wide + if is_help { 0 } else { reserved } > width {
            if is_help { break } else { continue }
        }
        let x = area.x + u16::try_from(width_of(&spans)).unwrap_or(0);
        let place = Rect { x, width: u16::try_from(wide - 2).unwrap_or(0), ..area };
        canvas.hits.note(place, Hit::Press(action));
        spans.push(Span::styled(keys, theme.key));
        spans.push(Span::styled(format!(" {words}"), theme.faint));
        spans.push(Span::raw("  "));
    }
    canvas.frame.render_widget(Line::from(fit(spans, width)), area);
}

/// What is being said: countdowns of what has not left yet, then what has just happened.
fn said(model: &Model, width: usize) -> Vec<Line<'static>> {
    let (theme, moment) = (&model.theme, &model.moment);
    let mut lines = Vec::new();
    // Where letters are text, no letter takes anything back.
    let layers = model.layers();
    let undo =
        model.keymap.of(&layers).find(|binding| binding.row.action == Action::Undo).map(Binding::shown);
    let next = next_in_countdown(model).map(|entry| entry.id);
    for entry in model.unsent().take(3) {
        let (words, style) = state_words(entry, moment, theme);
        let spans = vec![
            Span::styled(" ◷ ", theme.accent),
            Span::styled(format!("{words} · "), style),
            Span::styled(model.effect(entry), theme.heading),
        ];
        let right = match &undo {
            Some(undo) if next == Some(entry.id) => {
                let words = format!(" takes it back{} ", behind_words(behind(model)));
                vec![Span::styled(undo.clone(), theme.key), Span::styled(words, theme.faint)]
            }
            _ => Vec::new(),
        };
        lines.push(spread(spans, right, width));
    }
    for toast in &model.out.toasts {
        let (sign, style) = match toast.tone {
            Tone::Good => (" ✓ ", theme.good),
            Tone::Plain => (" · ", theme.text),
            Tone::Bad => (" ! ", theme.warning),
        };
        for (at, line) in
            wrap(&toast.text, width.saturating_sub(4)).into_iter().take(LINES_OF_A_TOAST).enumerate()
        {
            let before = if at == 0 { sign } else { "   " };
            lines.push(Line::from(vec![Span::styled(before, style), Span::styled(line, style)]));
        }
    }
    lines
}

/// Which keys can follow the ones pressed.
fn following(model: &Model, canvas: &mut Canvas<'_, '_>, area: Rect) {
    let theme = canvas.theme;
    let following = model.keymap.following(&model.layers_of_sequences(), &model.pressed);
    if following.is_empty() {
        return;
    }
    // What has no room below each other stands beside it: a key that is not shown is not found.
    let most = usize::from(area.height.saturating_sub(2)).max(1);
    let columns = following.len().div_ceil(most);
    let rows = following.len().div_ceil(columns);
    let longest = following.iter().map(|(_, row)| row.help.width()).max().unwrap_or(0);
    let width = u16::try_from((longest + KEY_COLUMNS) * columns + 4).unwrap_or(u16::MAX);
    let width = width.min(if columns > 1 { area.width } else { area.width * 3 / 4 });
    let height = u16::try_from(rows).unwrap_or(0) + 2;
    let place = Rect {
        x: area.right().saturating_sub(width),
        y: area.bottom().saturating_sub(height),
        width,
        height,
    };
    canvas.frame.render_widget(ratatui::widgets::Clear, place);
    canvas.frame.buffer_mut().set_style(place, theme.ground);
    let pressed: Vec<String> = model.pressed.iter().map(ToString::to_string).collect();
    let title = Line::styled(format!(" {} … ", pressed.join(" ")), theme.heading);
    let inner = super::widgets::panel::panel(canvas, place, title, true);
    let width = usize::from(inner.width) / columns;
    let row = |below: usize| {
        let beside = following.iter().skip(below).step_by(rows);
        let spans = beside.flat_map(|(keys, row)| {
            let spans = vec![
                Span::styled(format!("{keys:<KEY_COLUMNS$}"), theme.key),
                Span::styled(row.help, theme.text),
            ];
            let mut spans = fit(spans, width.saturating_sub(1));
            let used: usize = spans.iter().map(Span::width).sum();
            spans.push(Span::raw(" ".repeat(width.saturating_sub(used))));
            spans
        });
        Line::from(spans.collect::<Vec<_>>())
    };
    canvas.lines(inner, (0..rows).map(row).collect::<Vec<_>>());
}

/// A sign that turns while the time goes on.
pub fn spinner(moment: &Moment) -> &'static str {
    const SIGNS: [&str; 8] = ["⣾", "⣽", "⣻", "⢿", "⡿", "⣟", "⣯", "⣷"];
    let turn = moment.now.as_millisecond().rem_euclid(960) / 120;
    SIGNS[usize::try_from(turn).unwrap_or(0).min(7)]
}

/// How an entry stands, in words and colour.
pub fn state_words(entry: &Entry, moment: &Moment, theme: &Theme) -> (String, Style) {
    match &entry.state {
        EntryState::AwaitingApproval { need, withdrawn } => {
            let words = awaited_in_words(need.role, withdrawn.as_ref(), None, moment);
            (format!("{words} ({})", policy_in_words(&need.why, &moment.locale)), theme.warning)
        }
        EntryState::Queued { until } => {
            let left = until.duration_since(moment.now).as_secs_f64().ceil().max(0.0);
            (
                if left > 0.0 { format!("leaves in {left:.0} s") } else { "leaves now".to_owned() },
                theme.accent,
            )
        }
        EntryState::Sending { .. } => ("being sent".to_owned(), theme.accent),
        EntryState::InDoubt { look_at, why } => {
            (format!("in doubt ({why}); looks {} before anything else", moment.ago(*look_at)), theme.warning)
        }
        EntryState::Waiting { until, why } => {
            (format!("tried again {}: {why}", moment.ago(*until)), theme.warning)
        }
        EntryState::Done { at, written } => {
            (format!("done {} as {}", moment.ago(*at), written.id), theme.good)
        }
        EntryState::Parked { why, .. } => (format!("parked, needs you: {why}"), theme.bad),
        EntryState::Undone { at, by } => {
            let by = undone_by_in_words(&entry.accepted_by, by.as_deref(), None);
            let by = by.map_or_else(String::new, |by| format!("{by} "));
            (format!("taken back {by}{}", moment.ago(*at)), theme.faint)
        }
        EntryState::Rejected { by, reason, .. } => (no_in_words(by, reason, None), theme.warning),
        EntryState::Dropped { by, reason, .. } => {
            let why = reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
            (format!("given up by {by}{why}"), theme.faint)
        }
    }
}
