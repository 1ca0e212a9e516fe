//! Where somebody comes from, in words.

use super::{Moment, counted};
use crate::domain::background::Background;

/// How they came, for whom they work, which forms they sent; nothing where none of it is known.
pub fn background_in_words(of: &Background, moment: &Moment) -> Option<String> {
    let mut parts = Vec::new();
    parts.extend(of.channel.as_ref().map(|channel| format!("by {channel}")));
    parts.extend(of.country.clone());
    parts.extend(of.seniority.map(|seniority| format!("by title {}", seniority.in_words())));
    if let Some(place) = &of.workplace {
        parts.extend(place.industry.clone());
        parts.extend(place.employees.map(|employees| format!("{employees} people work there")));
    }
    if of.forms.sent > 0 {
        parts.push(format!("{} sent", counted(of.forms.sent, "form")));
    }
    if let Some(form) = of.forms.last {
        parts.push(format!("the last {} {}", form.kind.in_words(), moment.exactly(form.at)));
    }
    (!parts.is_empty()).then(|| parts.join(" · "))
}
