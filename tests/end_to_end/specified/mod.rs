//! The whole job against servers made from the vendors' own specifications (`DESKHAND_CONTRACTS` names their
//! folder): a shop that executes queries by the vendor's schema, a CRM that judges requests by the vendor's OpenAPI.

mod crm;
mod facts;
mod openapi;
mod scenario;
mod server;
mod shopify;

use std::path::PathBuf;
use std::sync::Arc;

use super::crossing::Crossing;
use super::program::Place;
use crm::Crm;
use server::Faults;
use shopify::Shop;

/// The folder of the vendors' specifications; without it the test passes over, but never in CI.
fn contracts() -> Option<PathBuf> {
    let folder = std::env::var_os("DESKHAND_CONTRACTS").map(PathBuf::from);
    if folder.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "DESKHAND_CONTRACTS must be set in CI");
        println!("passed over: DESKHAND_CONTRACTS is not set");
    }
    folder
}

/// Both vendors, each behind a crossing.
pub struct Specified {
    pub crm: Arc<Crm>,
    pub to_shop: Crossing,
    pub to_crm: Crossing,
    faults: Faults,
    _runtime: tokio::runtime::Runtime,
}

impl Specified {
    /// Both, or nothing where there are no specifications.
    pub fn vendors() -> Option<Self> {
        let folder = contracts()?;
        let (faults, runtime) = (Faults::default(), tokio::runtime::Runtime::new().expect("threads"));
        let shop = Shop::new(&folder, faults.clone());
        let shop = server::serve(&runtime, move |asked| shop.answer(asked));
        let crm = Crm::new(&folder, faults.clone());
        let answering = Arc::clone(&crm);
        let crm_address = server::serve(&runtime, move |asked| answering.answer(asked));
        let to_shop = Crossing::before(format!("http://{shop}"));
        let to_crm = Crossing::before(format!("http://{crm_address}"));
        Some(Self { crm, to_shop, to_crm, faults, _runtime: runtime })
    }

    /// Asks the shop itself, with a token.
    pub fn shop(&self, query: &str, variables: &serde_json::Value) -> serde_json::Value {
        let body = serde_json::json!({ "query": query, "variables": variables });
        let headers = [("x-shopify-access-token", "token")];
        self.to_shop.ask_with(&headers, "POST", "/admin/api/2026-10/graphql.json", Some(body))
    }

    /// A place that knows nobody yet, the account set up.
    pub fn place(&self) -> Place {
        let place = Place::new(&self.to_shop.url(""), &self.to_crm.url(""), 0);
        place.json(&["setup", "fields", "--json"]);
        place
    }

    /// What was asked that the specifications do not have.
    pub fn faults(&self) -> Vec<String> {
        self.faults.all()
    }

    /// Nothing was asked that the specifications do not have.
    #[track_caller]
    pub fn found_no_fault(&self) {
        let faults = self.faults();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
