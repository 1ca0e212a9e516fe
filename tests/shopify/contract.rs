//! Every query that the program can send, held against the vendor's schema.

use std::path::PathBuf;

use apollo_compiler::{ExecutableDocument, Schema};
use deskhand::ports::Holding;
use deskhand::vendors::shopify::{bulk, queries};

/// The folder with the vendors' specifications; without it the test says so, and fails where CI runs it.
pub fn contracts() -> Option<PathBuf> {
    let folder = std::env::var_os("DESKHAND_CONTRACTS").map(PathBuf::from);
    if folder.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "DESKHAND_CONTRACTS must be set in CI");
        println!("skipped: DESKHAND_CONTRACTS is not set");
    }
    folder
}

#[test]
fn every_query_fits_the_vendors_schema() {
    let Some(folder) = contracts() else { return };
    let file = folder.join("openapi/shopify-admin-2026-10.graphql");
    let text = std::fs::read_to_string(&file).expect("the vendor's schema");
    // The parser does not bring this directive along.
    let text = format!("directive @oneOf on INPUT_OBJECT\n{text}");
    let schema = Schema::parse_and_validate(text, &file).expect("a valid schema");
    for document in queries::ALL {
        if let Err(faults) = ExecutableDocument::parse_and_validate(&schema, document.text, document.name) {
            panic!("{}: {}", document.name, faults.errors);
        }
    }
    use bulk::queries::Which;
    let which = [Which::All, Which::Since(jiff::Timestamp::UNIX_EPOCH), Which::One("1001")];
    for holding in [Holding::Customers, Holding::Products, Holding::Orders, Holding::Carts] {
        for text in which.map(|which| bulk::queries::query(holding, which)) {
            if let Err(faults) = ExecutableDocument::parse_and_validate(&schema, &text, "bulk") {
                panic!("{holding:?}: {}", faults.errors);
            }
            // Five connections at most, two deep.
            assert!(text.matches("edges {").count() <= 2, "{text}");
        }
    }
}
