//! All contacts page by page, or those alone that have changed.

use jiff::Timestamp;
use serde_json::json;

use super::super::http::{Piece, parted};
use super::HubSpot;
use super::api::{Ask, Trip};
use super::convert::{self, LISTING};
use super::wire::{Many, Object};
use crate::ports::{Listing, Page, PortError};

/// Contacts on one page.
const PAGE: &str = "100";
/// The same for a search.
const PAGE_OF_SEARCH: usize = 100;

impl HubSpot {
    pub(super) async fn list_within(
        &self,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<Page<Listing>, PortError> {
        let path = self.api.paths.objects("contacts", "");
        let mut ask = Ask::get("hubspot.list", "the contacts", path)
            .query(&[("limit", PAGE)], &[("properties", LISTING)]);
        if let Some(after) = cursor {
            ask.query.push(("after", after));
        }
        let many: Many<Piece<Object>> = self.api.json(&ask, trip).await?;
        let next = many.next();
        Ok(self.listings(many, next))
    }

    /// The list has no filter, and a search ends after 10,000 results: so it is walked by the contacts' ids, and
    /// the cursor is the last one read.
    pub(super) async fn list_changed_within(
        &self,
        since: Timestamp,
        cursor: Option<&str>,
        trip: Trip,
    ) -> Result<Page<Listing>, PortError> {
        let changed = since.as_millisecond().to_string();
        let mut filters =
            vec![json!({ "propertyName": "lastmodifieddate", "operator": "GTE", "value": changed })];
        if let Some(last) = cursor {
            filters.push(json!({ "propertyName": "hs_object_id", "operator": "GT", "value": last }));
        }
        let body = json!({
            "filterGroups": [{ "filters": filters }], "sorts": ["hs_object_id"], "properties": LISTING,
            "limit": PAGE_OF_SEARCH, "after": "0",
        });
        let path = self.api.paths.objects("contacts", "/search");
        let ask = Ask::read("hubspot.list_changed", "the changed contacts", path, body);
        let many: Many<Piece<Object>> = self.api.json(&ask, trip).await?;
        let next = many.last_of(PAGE_OF_SEARCH, cursor);
        Ok(self.listings(many, next))
    }

    fn listings(&self, many: Many<Piece<Object>>, next: Option<String>) -> Page<Listing> {
        let (contacts, unreadable) = parted(many.results, "contact");
        let current = contacts.iter().filter(|contact| !contact.archived);
        let items = current.map(|contact| convert::listing(self.api.source(), contact, &self.home)).collect();
        Page { unreadable, ..Page::of(items, next) }
    }
}
