//! `[me]`: who acts.

use schemars::JsonSchema;

use super::reader::Section;
use super::values::{email, locale, word};
use crate::domain::Role;
use crate::phrasing::Locale;

/// Who acts: owner at the CRM, actor in the audit log.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Me {
    /// E-mail address under which the CRM knows the person.
    pub email: String,
    /// What this person may do; on one machine a label, in a team decided by the server.
    #[schemars(default = "default_role")]
    pub role: Role,
    /// The language and country by whose rules dates, numbers and amounts are written.
    #[schemars(with = "Option<String>")]
    pub locale: Locale,
}

/// The roles by the words of the file.
pub(super) const ROLES: [(&str, Role); 4] =
    [("support", Role::Support), ("sales", Role::Sales), ("manager", Role::Manager), ("admin", Role::Admin)];

fn default_role() -> Role {
    Role::Support
}

pub(super) fn read(mut section: Section<'_>) -> Option<Me> {
    let email = section.required("email", "\"rep@example.com\"", email);
    let role = section.or_default("role", default_role(), "\"support\"", word(&ROLES));
    let of_environment = Locale::of_environment(section.environment());
    let shown = format!("{:?}", of_environment.tag());
    let locale = section.or_default("locale", of_environment, &shown, locale);
    section.refuse_the_rest();
    Some(Me { email: email?, role, locale })
}
