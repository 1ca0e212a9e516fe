//! `[crm]`: where contacts, cases, notes and tasks are kept.

use schemars::JsonSchema;

use super::reader::{Complaint, Context, Raw, Section};
use super::values::{self, BaseUrl, unknown_word};
use crate::secret::SecretRef;

/// The version of HubSpot's API that deskhand is written for; it stands in each path.
pub const HUBSPOT_API_VERSION: &str = "2026-09";

const KNOWN_KINDS: [&str; 3] = ["hubspot", "salesforce", "zoho"];

/// The CRM.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Crm {
    /// The vendor.
    pub kind: CrmKind,
    /// Where the access token lies.
    pub token: SecretRef,
    /// Another server instead of the vendor's.
    #[schemars(with = "Option<String>")]
    pub base_url: Option<BaseUrl>,
    /// The version in the paths of the vendor's API: a date (`2026-09`: `/crm/objects/2026-09/contacts`), or the
    /// older `v3` (`/crm/v3/objects/contacts`).
    #[schemars(default = "hubspot_version")]
    pub api_version: String,
}

/// The CRMs that this version talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum CrmKind {
    /// HubSpot, by its CRM objects API.
    Hubspot,
}

fn hubspot_version() -> String {
    HUBSPOT_API_VERSION.to_owned()
}

pub(super) fn read(mut section: Section<'_>) -> Option<Crm> {
    let kind = section.required("kind", "\"hubspot\"", kind);
    let token = section.secret("token");
    let kind = kind?;
    if !section.has("token") {
        let hint = "add `token = { env = \"HUBSPOT_TOKEN\" }`";
        section.complain("token", Complaint::hinting("is missing", hint));
    }
    let base_url = section.optional("base_url", values::base_url);
    let api_version = section.or_default("api_version", hubspot_version(), "\"2026-09\"", api_version);
    section.refuse_the_rest();
    Some(Crm { kind, token: token?, base_url, api_version })
}

fn kind(raw: &Raw<'_>, context: &Context<'_>) -> Result<CrmKind, Complaint> {
    match values::text(raw, context)?.as_str() {
        "hubspot" => Ok(CrmKind::Hubspot),
        later @ ("salesforce" | "zoho") => Err(values::not_yet(later, "hubspot")),
        other => Err(unknown_word(other, &KNOWN_KINDS)),
    }
}

fn api_version(raw: &Raw<'_>, context: &Context<'_>) -> Result<String, Complaint> {
    match raw.as_text() {
        Some("v3") => Ok("v3".to_owned()),
        _ => values::dated_version(raw, context),
    }
}
