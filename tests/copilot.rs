//! The copilot over the fixture customers.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or benchmark that fails says where"
)]

mod copilot_support;

use copilot_support::{now, profiles, zone};
use deskhand::copilot::playbook;
use deskhand::domain::Purpose;
use deskhand::domain::customer::ConsentState;

#[test]
fn the_playbook_has_something_sensible_for_everybody() {
    let profiles = profiles();
    assert!(profiles.len() >= 40, "{}", profiles.len());
    let mut faults = Vec::new();
    for (key, profile) in &profiles {
        for purpose in [Purpose::Support, Purpose::Sales] {
            let written = playbook::write(profile, purpose, now(), &zone());
            if std::env::var_os("SHOW").is_some() {
                println!("\n=== {key} {purpose:?}");
                written.summary.iter().for_each(|s| println!("  {} {:?}", s.text, s.evidence));
                for p in &written.proposals {
                    println!(
                        "  [{}] {} | {} | {:?} {:?} {:?}",
                        p.action.as_str(),
                        p.title,
                        p.reason,
                        p.channel,
                        p.timing,
                        p.evidence
                    );
                    println!("      {}", p.body.replace('\n', "\n      "));
                }
            }
            let mut fault = |what: String| faults.push(format!("{key} {purpose:?}: {what}"));
            if !(3..=6).contains(&written.summary.len()) {
                fault(format!("{} sentences", written.summary.len()));
            }
            if !(3..=5).contains(&written.proposals.len()) {
                fault(format!("{} proposals", written.proposals.len()));
            }
            written
                .verification
                .dropped
                .iter()
                .for_each(|d| fault(format!("dropped `{}`: {}", d.text, d.why)));
            written.faults.iter().for_each(|f| fault(f.clone()));
            let consent = &profile.customer.consent;
            if consent.email != Some(ConsentState::Subscribed)
                && consent.sms != Some(ConsentState::Subscribed)
            {
                written
                    .proposals
                    .iter()
                    .filter(|p| p.is_marketing())
                    .for_each(|p| fault(format!("marketing: {}", p.title)));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
