//! All contacts page by page, or those alone that have changed.

use jiff::Timestamp;
use serde_json::json;

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
        let many: Many<Object> = self.api.json(&ask, trip).await?;
        let next = many.next();
        Ok(Page { items: self.listings(&many.results), next })
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
        let many: Many<Object> = self.api.json(&ask, trip).await?;
        // A page that is not full is the last; one that leads nowhere new would never end.
        let last = many.results.last().map(|contact| contact.id.clone());
        let next = last.filter(|last| many.results.len() >= PAGE_OF_SEARCH && Some(last.as_str()) != cursor);
        Ok(Page { items: self.listings(&many.results), next })
    }

    fn listings(&self, contacts: &[Object]) -> Vec<Listing> {
        let current = contacts.iter().filter(|contact| !contact.archived);
        current.map(|contact| convert::listing(self.api.source(), contact, &self.home)).collect()
    }
}
