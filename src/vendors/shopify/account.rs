//! What the shop is and what the token may see; read beside the first look-up and kept for a while.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::Shopify;
use super::queries::ACCOUNT;
use super::wire;
use crate::domain::record::Coverage;
use crate::ports::{Call, PortError};
use crate::vendors::calling_codes::calling_code;

/// Scopes change when somebody changes the app's settings.
const KEPT: SignedDuration = SignedDuration::from_mins(10);

/// How far back a token sees orders that lacks `read_all_orders`.
const WINDOW: SignedDuration = SignedDuration::from_hours(60 * 24);

/// The shop behind a token.
#[derive(Clone, Debug)]
pub struct Account {
    /// The shop's name.
    pub name: Option<String>,
    /// Calling code of the shop's country.
    pub home: Option<&'static str>,
    /// Where the shop's days end.
    pub zone: Option<TimeZone>,
    /// What the token may see; nothing where the vendor does not say.
    pub scopes: Option<BTreeSet<String>>,
}

impl Account {
    /// Whether a scope is granted, as far as is known; a right to write includes the right to read.
    pub fn allows(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| {
            let write = scope.replacen("read_", "write_", 1);
            scopes.contains(scope) || scopes.contains(&write)
        })
    }

    /// What the scopes leave out of a customer's past.
    pub fn gaps(&self, source: &crate::domain::ids::Source, now: Timestamp) -> Vec<Coverage> {
        let mut gaps = Vec::new();
        if !self.allows("read_orders") {
            gaps.push(without_orders(source));
        } else if !self.allows("read_all_orders") {
            gaps.push(Coverage {
                source: source.clone(),
                since: now.checked_sub(WINDOW).ok(),
                complete: false,
                why: Some(
                    "orders of the last 60 days only: the token lacks the scope `read_all_orders`".into(),
                ),
                of: None,
            });
        }
        if !self.allows("read_products") {
            // Nothing of the history is cut.
            gaps.push(Coverage {
                source: source.clone(),
                since: None,
                complete: true,
                why: Some(
                    "product categories are not shown: the token lacks the scope `read_products`".into(),
                ),
                of: None,
            });
        }
        gaps
    }
}

/// No order is visible at all.
pub fn without_orders(source: &crate::domain::ids::Source) -> Coverage {
    let why = "orders, refunds, shipments and abandoned carts are not shown: the token lacks the scope \
               `read_orders`";
    Coverage {
        source: source.clone(),
        since: None,
        complete: false,
        why: Some(why.to_owned()),
        of: Some(Coverage::ORDERS.to_owned()),
    }
}

impl Shopify {
    /// What was read of the account lately.
    pub(super) fn known_account(&self) -> Option<Arc<Account>> {
        let kept = self.account.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (account, read_at) = kept.as_ref()?;
        let age = self.clock.now().duration_since(*read_at);
        (age < KEPT).then(|| Arc::clone(account))
    }

    /// Where the shop's days end, once that was read; it does not age.
    pub(super) fn known_zone(&self) -> Option<TimeZone> {
        let kept = self.account.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.as_ref()?.0.zone.clone()
    }

    /// The account, asked for where it is not known.
    pub(super) async fn account(&self, call: &Call) -> Result<Arc<Account>, PortError> {
        match self.known_account() {
            Some(account) => Ok(account),
            None => self.read_account(call).await,
        }
    }

    /// The account as it is now.
    pub(super) async fn read_account(&self, call: &Call) -> Result<Arc<Account>, PortError> {
        let answer = self.api.ask::<wire::AccountAnswer>(&ACCOUNT, json!({}), call).await?;
        let (data, _) = answer.into_data(&self.source, &ACCOUNT)?;
        let shop = data.shop.unwrap_or_default();
        let country = shop.shop_address.and_then(|address| address.country_code_v2);
        let scopes = data.current_app_installation.map(|installed| {
            installed.access_scopes.into_iter().map(|scope| scope.handle).collect::<BTreeSet<String>>()
        });
        let account = Arc::new(Account {
            name: shop.name.map(|name| crate::domain::text::clean_line(&name)),
            home: country.as_deref().and_then(calling_code),
            zone: shop.iana_timezone.and_then(|name| TimeZone::get(&name).ok()),
            scopes: scopes.filter(|scopes| !scopes.is_empty()),
        });
        let mut kept = self.account.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *kept = Some((Arc::clone(&account), self.clock.now()));
        Ok(account)
    }
}
