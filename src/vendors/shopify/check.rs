//! What `doctor` says of a shop: reached, let in, seen how much, by which version, at what time.

use serde_json::json;

use super::Shopify;
use super::account::Account;
use super::queries::{CART_LINKS, PROTECTED};
use super::wire;
use crate::ports::{Call, Finding, Lack, PortError, Verdict};

/// Scopes, what each is for, and how bad it is without.
const SCOPES: [(&str, Verdict, &str); 4] = [
    ("read_customers", Verdict::Bad, "no customer can be found"),
    (
        "read_orders",
        Verdict::Bad,
        "no orders, refunds, shipments and abandoned carts, hence no value and no risk",
    ),
    (
        "read_all_orders",
        Verdict::Warning,
        "orders older than 60 days are not shown; lifetime figures are partial",
    ),
    (
        "read_products",
        Verdict::Warning,
        "product categories are not shown; suggestions of products are blind to them",
    ),
];

impl Shopify {
    pub(super) async fn examine(&self) -> Vec<Finding> {
        let call = Call::INTERACTIVE;
        let (account, protected, links) = tokio::join!(
            self.read_account(&call),
            self.api.ask::<wire::Customers>(&PROTECTED, json!({}), &call),
            self.api.ask::<wire::Checkouts>(&CART_LINKS, json!({ "search": null, "first": 1 }), &call),
        );
        let account = match account {
            Ok(account) => account,
            // A clock that is off may be why.
            Err(error) => return std::iter::once(self.bad(error)).chain(self.clock_finding()).collect(),
        };
        let mut findings = vec![self.finding(Verdict::Good, format!("answers{}", name_of(&account)), None)];
        for (scope, verdict, without) in SCOPES {
            if !account.allows(scope) {
                let hint = format!("add `{scope}` to the app's scopes and release a new version of it");
                let lack = Lack { scope: scope.to_owned(), without: without.to_owned() };
                let finding = self.finding(verdict, lack.in_words(), Some(hint));
                findings.push(Finding { lacks: Some(lack), ..finding });
            }
        }
        if let Some((asked, served)) = self.api.other_version() {
            let what =
                format!("version {served} answers instead of {asked}, which is no longer or not yet served");
            let hint = format!("set `api_version = \"{served}\"`, or update deskhand");
            findings.push(self.finding(Verdict::Warning, what, Some(hint)));
        }
        if account.allows("read_customers") && protected.is_ok_and(|answer| hides_people(&answer)) {
            let what = "names, e-mails, phones or addresses are hidden: the app lacks access to protected customer data";
            let hint = "switch on name, e-mail, phone and address under the app's API access";
            findings.push(self.finding(Verdict::Warning, what.to_owned(), Some(hint.to_owned())));
        }
        if account.allows("read_orders") && links.is_ok_and(|answer| answer.data.is_none()) {
            let what = "links back to abandoned carts are denied; the carts themselves are shown";
            let hint = "switch on all protected customer fields under the app's API access";
            findings.push(self.finding(Verdict::Warning, what.to_owned(), Some(hint.to_owned())));
        }
        findings.extend(self.clock_finding());
        findings
    }

    fn clock_finding(&self) -> Option<Finding> {
        self.api.clock_finding(self.clock.now())
    }

    fn bad(&self, error: PortError) -> Finding {
        self.finding(Verdict::Bad, error.what, error.hint)
    }

    fn finding(&self, verdict: Verdict, what: String, hint: Option<String>) -> Finding {
        Finding { about: self.source.to_string(), verdict, what, hint, lacks: None }
    }
}

fn name_of(account: &Account) -> String {
    account.name.as_ref().map(|name| format!(" as {name}")).unwrap_or_default()
}

/// Whether the first customer's protected fields were refused, or came back empty all at once.
fn hides_people(answer: &super::api::Answer<wire::Customers>) -> bool {
    let fields = ["firstName", "defaultEmailAddress", "defaultPhoneNumber", "defaultAddress", "emailAddress"];
    answer.refusals.denies(&fields)
}
