//! The lines of the sources: one each, whole when it is unfolded.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::desk::api::{Parked, SourcesReport, Trail, VendorStanding, WhoAmI};
use crate::phrasing::{Moment, counted, cut};
use crate::ports::{Budget, Finding, Lack, Verdict};
use crate::tui::theme::Theme;
use crate::tui::widgets::list::Rows;
use crate::tui::widgets::text::{paragraph, spread};

/// Columns of a sign with what it is about.
const HEAD: usize = 22;
/// Less than this share of a budget is worth a sign; percent.
const SCARCE: u64 = 20;

/// One line.
pub enum Row<'a> {
    /// What cannot go on without a person.
    Parked(&'a Parked),
    /// An account.
    Vendor(&'a VendorStanding),
    /// How far something of it was read.
    Trail(&'a VendorStanding, &'a Trail),
    /// What may still be asked of it.
    Budget(&'a VendorStanding, &'a Budget),
    /// A scope that it lacks.
    Lack(&'a VendorStanding, &'a Lack),
    /// What the last test found of it beside.
    OfVendor(usize, &'a Finding),
    /// What it found of model, storage and clock.
    Finding(usize, &'a Finding),
    /// What is known in this process.
    Here(&'static str, String),
}

/// All that was told and found, what is stuck first.
pub fn of<'a>(report: Option<&'a SourcesReport>, findings: &'a [Finding]) -> Vec<Row<'a>> {
    let Some(report) = report else { return Vec::new() };
    let mut rows: Vec<Row<'a>> = report.parked.iter().map(Row::Parked).collect();
    for vendor in &report.vendors {
        rows.push(Row::Vendor(vendor));
        rows.extend(vendor.lacks.iter().map(|lack| Row::Lack(vendor, lack)));
        // What the other rows tell already is not told twice.
        let is_more = |finding: &Finding| {
            finding.about == vendor.source.as_str()
                && finding.verdict == Verdict::Warning
                && finding.lacks.is_none()
                && !is_late(finding)
        };
        let more = findings.iter().enumerate().filter(|(_, finding)| is_more(finding));
        rows.extend(more.map(|(at, finding)| Row::OfVendor(at, finding)));
        rows.extend(vendor.trails.iter().map(|trail| Row::Trail(vendor, trail)));
        rows.extend(vendor.budgets.iter().map(|budget| Row::Budget(vendor, budget)));
    }
    let is_vendor = |about: &str| report.vendors.iter().any(|vendor| vendor.source.as_str() == about);
    let is_other = |finding: &Finding| finding.about != "parked" && !is_vendor(&finding.about);
    let others = findings.iter().enumerate().filter(|(_, finding)| is_other(finding));
    rows.extend(others.map(|(at, finding)| Row::Finding(at, finding)));
    rows
}

/// What `doctor` says of how far an account was read.
fn is_late(finding: &Finding) -> bool {
    finding.hint.as_ref().is_some_and(|hint| hint.ends_with("reads on"))
}

/// What is known without asking.
pub fn here<'a>(who: &WhoAmI) -> Vec<Row<'a>> {
    let writes = match (&who.model, who.model_is_sandbox) {
        (None, _) => "none is configured: the playbook writes".to_owned(),
        (Some(name), true) => format!("{name}: the sandbox's own, no real model"),
        (Some(name), false) => format!("{name}, reached through the masking gateway alone"),
    };
    let known = format!("{} known here", counted(who.customers as u64, "customer"));
    let mut rows = vec![Row::Here("language model", writes), Row::Here("directory", known)];
    rows.extend(who.recovered.iter().map(|words| Row::Here("recovered", words.clone())));
    rows
}

impl Row<'_> {
    /// What it is remembered by.
    pub fn key(&self) -> String {
        match self {
            Self::Parked(parked) => format!("parked {}", parked.id),
            Self::Vendor(vendor) => vendor.source.to_string(),
            Self::Trail(vendor, trail) => format!("{} {}", vendor.source, trail.what),
            Self::Budget(vendor, budget) => format!("{} {}", vendor.source, budget.what),
            Self::Lack(vendor, lack) => format!("{} {} {}", vendor.source, lack.scope, lack.without),
            Self::OfVendor(at, finding) | Self::Finding(at, finding) => {
                format!("finding {at} {}", finding.about)
            }
            Self::Here(about, _) => (*about).to_owned(),
        }
    }

    /// All it says, without its sign.
    pub fn words(&self, moment: &Moment) -> String {
        match self {
            Self::Parked(parked) => format!("{}: {}", parked.about, parked.why),
            Self::Vendor(vendor) => vendor.in_words(moment),
            Self::Trail(_, trail) => trailing(trail, moment),
            Self::Budget(_, budget) => {
                let count = |number: u64| moment.locale.count(i128::from(number));
                format!("{} of {} {}", count(budget.left), count(budget.of), budget.what)
            }
            Self::Lack(_, lack) => format!("missing: {}", lack.without),
            Self::OfVendor(_, finding) | Self::Finding(_, finding) => finding.what.clone(),
            Self::Here(_, words) => words.clone(),
        }
    }

    /// What it is about, in a word.
    fn about(&self) -> &str {
        match self {
            Self::Parked(parked) => &parked.about,
            Self::Vendor(vendor) => vendor.source.as_str(),
            Self::Trail(_, trail) => &trail.what,
            Self::Budget(..) => "left",
            Self::Lack(_, lack) => &lack.scope,
            Self::OfVendor(..) => "warning",
            Self::Finding(_, finding) => &finding.about,
            Self::Here(about, _) => about,
        }
    }

    fn sign<'t>(&self, theme: &'t Theme) -> (&'static str, &'t Style) {
        match self {
            Self::Parked(_) => ("! ", &theme.bad),
            Self::Vendor(VendorStanding { failed: Some(_), .. }) => ("✗ ", &theme.bad),
            Self::Vendor(VendorStanding { succeeded_at: None, .. }) => ("· ", &theme.faint),
            Self::Vendor(_) => ("✓ ", &theme.good),
            Self::Trail(_, Trail { interrupted: true, .. }) | Self::Lack(..) | Self::OfVendor(..) => {
                ("  ! ", &theme.warning)
            }
            Self::Budget(_, budget) if budget.left * 100 < budget.of * SCARCE => ("  ! ", &theme.warning),
            Self::Trail(..) | Self::Budget(..) => ("    ", &theme.faint),
            Self::Finding(_, finding) => match finding.verdict {
                Verdict::Good => ("✓ ", &theme.good),
                Verdict::Warning => ("! ", &theme.warning),
                Verdict::Bad => ("✗ ", &theme.bad),
            },
            Self::Here("recovered", _) => ("! ", &theme.warning),
            Self::Here(..) => ("· ", &theme.faint),
        }
    }
}

fn trailing(trail: &Trail, moment: &Moment) -> String {
    let read = trail.in_words(moment);
    match (trail.interrupted, trail.what.as_str(), trail.until) {
        (true, ..) => format!("{read}, S goes on with it"),
        (false, "customers", None) => format!("{read}; S reads them"),
        _ => read,
    }
}

/// The lines as a list.
pub struct SourceRows<'a> {
    /// Which.
    pub rows: &'a [Row<'a>],
    /// Colours.
    pub theme: &'a Theme,
    /// Now and here.
    pub moment: &'a Moment,
}

impl Rows for SourceRows<'_> {
    fn count(&self) -> usize {
        self.rows.len()
    }

    fn key(&self, row: usize) -> String {
        self.rows[row].key()
    }

    fn lines(&self, row: usize, unfolded: bool, width: usize) -> Vec<Line<'static>> {
        let (row, theme) = (&self.rows[row], self.theme);
        let (sign, style) = row.sign(theme);
        let mut right = Vec::new();
        let mut left = vec![Span::styled(sign, *style)];
        if let Row::Parked(parked) = row {
            left.push(Span::styled(parked.about.clone(), theme.heading));
            left.push(Span::styled(format!(" · {}", parked.why), theme.text));
            right.push(Span::styled(self.moment.ago(parked.at), theme.faint));
        } else {
            let room = HEAD.saturating_sub(sign.chars().count());
            let head = if matches!(row, Row::Vendor(_)) { theme.heading } else { theme.text };
            left.push(Span::styled(format!("{:<room$} ", cut(row.about(), room)), head));
            left.push(Span::styled(row.words(self.moment), theme.text));
        }
        let mut lines = vec![spread(left, right, width)];
        if unfolded {
            lines.extend(self.details(row, width));
        }
        lines
    }
}

impl SourceRows<'_> {
    /// What there is no room for in one line.
    fn details(&self, row: &Row<'_>, width: usize) -> Vec<Line<'static>> {
        let theme = self.theme;
        let said = |words: &str| paragraph(Span::raw("    "), words, theme.text, width);
        let mut lines = match row {
            Row::Parked(parked) => said(&parked.why),
            other => said(&other.words(self.moment)),
        };
        match row {
            Row::Parked(parked) => {
                let room = parked.fields.iter().map(|field| field.path.chars().count()).max().unwrap_or(0);
                for field in &parked.fields {
                    let head = Span::styled(format!("    {:<room$}  ", field.path), theme.faint);
                    lines.extend(paragraph(head, &field.holds, theme.text, width));
                }
                let keys = "values are hidden · r tries again · x does without it, with a reason";
                lines.extend(paragraph(Span::raw("    "), keys, theme.faint, width));
            }
            Row::Vendor(vendor) => {
                let answered = match vendor.succeeded_at {
                    Some(at) => format!("last answered {}", self.moment.exactly(at)),
                    None => "has never answered".to_owned(),
                };
                let tested = match vendor.tested_at {
                    Some(at) => format!("scopes tested {}", self.moment.exactly(at)),
                    None => "scopes not tested yet · d tests them".to_owned(),
                };
                for words in [answered, tested] {
                    lines.extend(paragraph(Span::raw("    "), &words, theme.faint, width));
                }
            }
            Row::Lack(..) => {
                let hint = "add the scope to the app or token at the vendor, then d tests again";
                lines.extend(paragraph(Span::styled("    → ", theme.accent), hint, theme.faint, width));
            }
            Row::OfVendor(_, finding) | Row::Finding(_, finding) => {
                lines.extend(finding.hint.iter().flat_map(|hint| {
                    paragraph(Span::styled("    → ", theme.accent), hint, theme.faint, width)
                }))
            }
            Row::Trail(..) | Row::Budget(..) | Row::Here(..) => {}
        }
        lines
    }
}
