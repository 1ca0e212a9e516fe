//! `[[stores]]`: the shops whose customers and orders are looked at.

use schemars::JsonSchema;

use super::reader::{Complaint, Context, Raw, Section};
use super::values::{self, BaseUrl, unknown_word};
use crate::secret::SecretRef;

/// The version of Shopify's Admin API that deskhand is written for.
pub const SHOPIFY_API_VERSION: &str = "2026-10";

const KNOWN_KINDS: [&str; 2] = ["shopify", "bigcommerce"];

/// One shop.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Store {
    /// The name in `source` (`shopify:acme`) and on screen; each is used once.
    pub name: String,
    /// The platform.
    pub kind: StoreKind,
    /// The shop's own domain: `acme.myshopify.com`.
    pub shop: String,
    /// How deskhand shows that it may come in.
    #[schemars(flatten)]
    pub credentials: Credentials,
    /// Another server instead of the vendor's.
    #[schemars(with = "Option<String>")]
    pub base_url: Option<BaseUrl>,
    /// The version of the vendor's API, a date: `2026-10`.
    #[schemars(default = "shopify_version")]
    pub api_version: String,
}

/// The shop platforms that this version talks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum StoreKind {
    /// Shopify, by its Admin GraphQL API.
    Shopify,
}

/// How deskhand shows a store that it may come in.
#[derive(Clone, Debug, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum Credentials {
    /// A token that doesn't expire.
    Token {
        /// Where it lies.
        token: SecretRef,
    },
    /// A client's id and secret, exchanged for tokens that expire (OAuth 2.0 client-credentials grant).
    Client {
        /// The client's id; not a secret.
        client_id: String,
        /// Where the client's secret lies.
        client_secret: SecretRef,
    },
}

fn shopify_version() -> String {
    SHOPIFY_API_VERSION.to_owned()
}

pub(super) fn read(sections: Vec<Section<'_>>) -> Vec<Store> {
    let mut names: Vec<String> = Vec::new();
    let read_one = |mut section: Section<'_>| {
        let name = section.required("name", "\"acme\"", name);
        if let Some(name) = &name {
            if names.contains(name) {
                let what = format!("{name:?} is the name of an earlier store");
                section.complain("name", Complaint::hinting(what, "give each store a name of its own"));
            }
            names.push(name.clone());
        }
        read_store(section, name)
    };
    sections.into_iter().filter_map(read_one).collect()
}

fn read_store(mut section: Section<'_>, name: Option<String>) -> Option<Store> {
    // The keys of a kind that is not there yet are not known either: nothing more is said of them, but of a secret that
    // stands in the file.
    let Some(kind) = section.required("kind", "\"shopify\"", kind) else {
        section.secret("token");
        section.secret("client_secret");
        return None;
    };
    let shop = section.required("shop", "\"acme.myshopify.com\"", values::host);
    let credentials = credentials(&mut section);
    let base_url = section.optional("base_url", values::base_url);
    let api_version =
        section.or_default("api_version", shopify_version(), "\"2026-10\"", values::dated_version);
    section.refuse_the_rest();
    Some(Store { name: name?, kind, shop: shop?, credentials: credentials?, base_url, api_version })
}

/// Part of `source` and of keys on disk, hence its narrow alphabet.
fn name(raw: &Raw<'_>, context: &Context<'_>) -> Result<String, Complaint> {
    let text = values::text(raw, context)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if text.len() <= 40 && text.chars().all(fits) {
        Ok(text)
    } else {
        Err("must be made of a-z, 0-9, - and _, 40 at most".into())
    }
}

fn kind(raw: &Raw<'_>, context: &Context<'_>) -> Result<StoreKind, Complaint> {
    match values::text(raw, context)?.as_str() {
        "shopify" => Ok(StoreKind::Shopify),
        "bigcommerce" => Err(values::not_yet("bigcommerce", "shopify")),
        other => Err(unknown_word(other, &KNOWN_KINDS)),
    }
}

fn credentials(section: &mut Section<'_>) -> Option<Credentials> {
    let has = |section: &Section<'_>, key| section.has(key);
    let (by_token, by_client) =
        (has(section, "token"), has(section, "client_id") || has(section, "client_secret"));
    let token = section.secret("token");
    let client_id = section.optional("client_id", values::text);
    let client_secret = section.secret("client_secret");
    match (by_token, by_client) {
        (true, true) => {
            let hint = "keep either `token` or `client_id` with `client_secret`";
            section.complain("token", Complaint::hinting("there are two ways to come in", hint));
            None
        }
        (true, false) => Some(Credentials::Token { token: token? }),
        (false, true) => {
            for key in ["client_id", "client_secret"] {
                if !has(section, key) {
                    section.complain(key, Complaint::hinting("is missing", "both belong together"));
                }
            }
            Some(Credentials::Client { client_id: client_id?, client_secret: client_secret? })
        }
        (false, false) => {
            let hint = "add `token = { env = \"SHOPIFY_TOKEN\" }`, or `client_id` and `client_secret`";
            section.complain("token", Complaint::hinting("is missing", hint));
            None
        }
    }
}
