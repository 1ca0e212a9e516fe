//! The shop's records and the ways to find them. Fixture records lie here as JSON; generated ones are
//! computed when asked for, and lie here too once something was written to them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::super::moment;
use super::super::people::{People, Person};
use super::complete::{self, Catalogue, number_of};
use super::kept_order::KeptOrder;

/// First id of generated customers, orders and checkouts.
const GENERATED_CUSTOMER: u64 = 70_000_000_000;
const GENERATED_ORDER: u64 = 80_000_000_000;
const GENERATED_CHECKOUT: u64 = 90_000_000_000;

/// Everything in the shop.
pub struct Store {
    /// The shop itself.
    pub shop: Value,
    /// What it sells.
    pub catalogue: Catalogue,
    /// When the sandbox started.
    pub now: Timestamp,
    people: Arc<People>,
    customers: BTreeMap<u64, Value>,
    orders: BTreeMap<u64, KeptOrder>,
    checkouts: BTreeMap<u64, Value>,
    orders_of: HashMap<u64, Vec<u64>>,
    orders_by_email: HashMap<String, Vec<u64>>,
    sorted: HashMap<(Kind, String), Arc<Vec<u64>>>,
}

/// The three kinds of record that come in large numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Customers.
    Customer,
    /// Orders.
    Order,
    /// Abandoned checkouts.
    Checkout,
}

impl Kind {
    /// Its name in a global id.
    pub fn name(self) -> &'static str {
        match self {
            Self::Customer => "Customer",
            Self::Order => "Order",
            Self::Checkout => "AbandonedCheckout",
        }
    }
}

/// The digits of a phone number.
pub fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

impl Store {
    /// The shop from its fixtures (times already settled) and generated people.
    pub fn new(fixtures: super::Fixtures, people: Arc<People>, now: Timestamp) -> Self {
        let catalogue = Catalogue::new(fixtures.products);
        let currency = fixtures.shop["currencyCode"].as_str().unwrap_or("USD").to_owned();
        let mut store = Self {
            shop: fixtures.shop,
            catalogue,
            now,
            people,
            customers: BTreeMap::new(),
            orders: BTreeMap::new(),
            checkouts: BTreeMap::new(),
            orders_of: HashMap::new(),
            orders_by_email: HashMap::new(),
            sorted: HashMap::new(),
        };
        for mut customer in fixtures.customers {
            complete::customer(&mut customer);
            store.customers.insert(number_of(&customer["id"]), customer);
        }
        for order in fixtures.orders {
            store.insert_order(order);
        }
        for mut checkout in fixtures.checkouts {
            complete::checkout(&mut checkout, &store.catalogue, &currency);
            store.checkouts.insert(number_of(&checkout["id"]), checkout);
        }
        store
    }

    fn insert_order(&mut self, mut order: Value) {
        complete::dates(&mut order);
        let id = number_of(&order["id"]);
        let mut before = None;
        if let Some(customer) = order["customer"]["id"].as_str() {
            let owner = number_of(&json!(customer));
            let of = self.orders_of.entry(owner).or_default();
            before = Some(of.len());
            of.push(id);
            if order["email"].is_null() {
                let customer = self.customers.get(&owner);
                order["email"] = customer.map_or(Value::Null, |customer| customer["email"].clone());
            }
            if order["shippingAddress"].is_null()
                && let Some(customer) = self.customers.get(&owner)
            {
                order["shippingAddress"] = customer["defaultAddress"].clone();
                order["billingAddress"] = customer["defaultAddress"].clone();
            }
        }
        if let Some(email) = order["email"].as_str() {
            self.orders_by_email.entry(email.to_lowercase()).or_default().push(id);
        }
        self.orders.insert(id, KeptOrder::new(order, before));
    }

    fn currency(&self) -> &str {
        self.shop["currencyCode"].as_str().unwrap_or("USD")
    }

    /// A record as JSON in the vendor's shape.
    pub fn get(&self, kind: Kind, id: u64) -> Option<Value> {
        let kept = match kind {
            Kind::Customer => self.customers.get(&id),
            Kind::Order => self.orders.get(&id).map(|order| order.get(&self.catalogue, self.currency())),
            Kind::Checkout => self.checkouts.get(&id),
        };
        if let Some(kept) = kept {
            return Some(kept.clone());
        }
        let index = |first: u64| usize::try_from(id.checked_sub(first)?).ok();
        match kind {
            Kind::Customer => Some(self.make_customer(self.shopper(index(GENERATED_CUSTOMER)?)?)),
            Kind::Order => {
                let (person, position) = self.people.buyer(id.checked_sub(GENERATED_ORDER)?)?;
                Some(self.make_order(person, position))
            }
            Kind::Checkout => self.make_checkout(self.shopper(index(GENERATED_CHECKOUT)?)?),
        }
    }

    fn shopper(&self, index: usize) -> Option<Person> {
        self.people.get(index).filter(Person::in_store)
    }

    fn generated(&self, id: u64) -> Option<Person> {
        if self.customers.contains_key(&id) {
            return None;
        }
        self.shopper(usize::try_from(id.checked_sub(GENERATED_CUSTOMER)?).ok()?)
    }

    /// The generated person whose order or checkout this is, while it was not written to.
    fn behind(&self, kind: Kind, id: u64) -> Option<Person> {
        match kind {
            Kind::Customer => None,
            Kind::Order if self.orders.contains_key(&id) => None,
            Kind::Order => Some(self.people.buyer(id.checked_sub(GENERATED_ORDER)?)?.0),
            Kind::Checkout if self.checkouts.contains_key(&id) => None,
            Kind::Checkout => self.shopper(usize::try_from(id.checked_sub(GENERATED_CHECKOUT)?).ok()?),
        }
    }

    fn make_customer(&self, person: Person) -> Value {
        let (city, state, code, zip) = person.city();
        let mut customer = json!({
            "id": format!("gid://shopify/Customer/{}", GENERATED_CUSTOMER + person.index as u64),
            "firstName": person.first_name(),
            "lastName": person.last_name(),
            "createdAt": self.people.ago(person.created_ago()),
            "updatedAt": self.people.ago(person.updated_ago()),
            "tags": [],
            "defaultEmailAddress": { "emailAddress": person.email(), "marketingState": person.consent() },
            "defaultAddress": {
                "address1": person.street(), "city": city, "province": state, "provinceCode": code, "zip": zip,
                "country": "United States", "countryCodeV2": "US",
            },
        });
        if let Some(phone) = person.phone() {
            customer["defaultPhoneNumber"] = json!({ "phoneNumber": phone });
        }
        complete::customer(&mut customer);
        customer
    }

    fn make_order(&self, person: Person, position: usize) -> Value {
        let purchase = self.people.purchase(person, position, self.catalogue.products.len());
        let mut quantities: BTreeMap<&str, u32> = BTreeMap::new();
        for (product, quantity) in &purchase.items {
            *quantities.entry(self.catalogue.sku(*product)).or_default() += quantity;
        }
        let lines: Vec<Value> =
            quantities.iter().map(|(sku, quantity)| json!({ "sku": sku, "quantity": quantity })).collect();
        let id = GENERATED_ORDER + purchase.index;
        let mut order = json!({
            "id": format!("gid://shopify/Order/{id}"),
            "name": People::order_name(purchase.index),
            "createdAt": self.people.ago(purchase.ago),
            "customer": { "id": format!("gid://shopify/Customer/{}", GENERATED_CUSTOMER + person.index as u64) },
            "email": person.email(),
            "lineItems": lines,
            "fulfillments": [],
            "refunds": [],
        });
        let day = 86_400;
        if purchase.ago > day {
            let tracking = format!("1Z999AA1{:010}", purchase.index);
            let mut shipment = json!({
                "createdAt": self.people.ago(purchase.ago - day / 2),
                "inTransitAt": self.people.ago(purchase.ago - day),
                "displayStatus": "IN_TRANSIT",
                "trackingInfo": [{
                    "company": "UPS", "number": tracking,
                    "url": format!("https://tracking.example.com/{tracking}"),
                }],
            });
            if purchase.ago > 5 * day {
                shipment["displayStatus"] = json!("DELIVERED");
                shipment["deliveredAt"] = json!(self.people.ago(purchase.ago - 4 * day));
            }
            order["fulfillments"] = json!([shipment]);
        }
        if purchase.returned && purchase.ago > 12 * day {
            let lines: Vec<Value> = quantities
                .iter()
                .map(|(sku, quantity)| json!({ "lineItem": { "sku": sku }, "quantity": quantity }))
                .collect();
            order["refunds"] =
                json!([{ "createdAt": self.people.ago(purchase.ago - 11 * day), "refundLineItems": lines }]);
        }
        complete::order(&mut order, &self.catalogue, self.currency());
        order
    }

    fn make_checkout(&self, person: Person) -> Option<Value> {
        let ago = person.abandoned_ago()?;
        let products = self.catalogue.products.len().max(1);
        let mut checkout = json!({
            "id": format!("gid://shopify/AbandonedCheckout/{}", GENERATED_CHECKOUT + person.index as u64),
            "createdAt": self.people.ago(ago),
            "customer": { "id": format!("gid://shopify/Customer/{}", GENERATED_CUSTOMER + person.index as u64) },
            "lineItems": [
                { "sku": self.catalogue.sku(person.index % products), "quantity": 1 },
                { "sku": self.catalogue.sku((person.index / 3 + 1) % products), "quantity": 2 },
            ],
        });
        complete::checkout(&mut checkout, &self.catalogue, self.currency());
        Some(checkout)
    }

    /// Ids of a customer's orders, oldest first.
    pub fn orders_of(&self, customer: u64) -> Vec<u64> {
        let mut orders = self.orders_of.get(&customer).cloned().unwrap_or_default();
        if let Some(person) = usize::try_from(customer.wrapping_sub(GENERATED_CUSTOMER))
            .ok()
            .and_then(|index| self.shopper(index))
        {
            orders.extend(self.people.orders_of(person).map(|order| GENERATED_ORDER + order));
        }
        orders
    }

    /// Ids of the customers with exactly this e-mail address.
    pub fn customers_by_email(&self, email: &str) -> Vec<u64> {
        let same =
            |customer: &Value| customer["email"].as_str().is_some_and(|own| own.eq_ignore_ascii_case(email));
        let mut found: Vec<u64> =
            self.customers.iter().filter(|(_, customer)| same(customer)).map(|(id, _)| *id).collect();
        let person = self.people.by_email(email).filter(Person::in_store);
        found.extend(person.map(|person| GENERATED_CUSTOMER + person.index as u64));
        found.dedup();
        found
    }

    /// Ids of the customers with this phone, however it is written.
    pub fn customers_by_phone(&self, phone: &str) -> Vec<u64> {
        let wanted = digits(phone);
        let same = |customer: &Value| {
            let own = [&customer["phone"], &customer["defaultAddress"]["phone"]];
            own.iter().any(|own| own.as_str().is_some_and(|own| digits(own) == wanted))
        };
        let mut found: Vec<u64> =
            self.customers.iter().filter(|(_, customer)| same(customer)).map(|(id, _)| *id).collect();
        let person = self.people.by_phone(&wanted).filter(Person::in_store);
        found.extend(person.map(|person| GENERATED_CUSTOMER + person.index as u64));
        found.dedup();
        found
    }

    /// Ids of the orders placed under this e-mail address, guests included.
    pub fn orders_by_email(&self, email: &str) -> Vec<u64> {
        let mut found = self.orders_by_email.get(&email.to_lowercase()).cloned().unwrap_or_default();
        if let Some(person) = self.people.by_email(email) {
            found.extend(self.people.orders_of(person).map(|order| GENERATED_ORDER + order));
        }
        found
    }

    /// Ids of the orders of this name, with or without `#`.
    pub fn orders_by_name(&self, name: &str) -> Vec<u64> {
        let wanted = name.trim_start_matches('#');
        let same =
            |order: &Value| order["name"].as_str().is_some_and(|name| name.trim_start_matches('#') == wanted);
        let mut found: Vec<u64> =
            self.orders.iter().filter(|(_, order)| same(order.head())).map(|(id, _)| *id).collect();
        found.extend(self.people.order_by_name(name).map(|order| GENERATED_ORDER + order));
        found
    }

    /// All ids of a kind in the order of a sort key, ascending. Kept until something is written.
    pub fn all(&mut self, kind: Kind, sort_key: &str) -> Arc<Vec<u64>> {
        let key = (kind, sort_key.to_owned());
        if let Some(sorted) = self.sorted.get(&key) {
            return Arc::clone(sorted);
        }
        let mut ids: BTreeSet<u64> = match kind {
            Kind::Customer => self.customers.keys().copied().collect(),
            Kind::Order => self.orders.keys().copied().collect(),
            Kind::Checkout => self.checkouts.keys().copied().collect(),
        };
        let people = (0..self.people.count()).filter_map(|index| self.shopper(index));
        match kind {
            Kind::Customer => ids.extend(people.map(|person| GENERATED_CUSTOMER + person.index as u64)),
            Kind::Order => ids.extend((0..self.people.order_count()).map(|order| GENERATED_ORDER + order)),
            Kind::Checkout => ids.extend(
                people
                    .filter(|person| person.abandoned_ago().is_some())
                    .map(|person| GENERATED_CHECKOUT + person.index as u64),
            ),
        }
        let sorted = Arc::new(self.sort(kind, ids.into_iter().collect(), sort_key));
        self.sorted.insert(key, Arc::clone(&sorted));
        sorted
    }

    /// Sorts ids by a sort key, ascending; equal ones by id.
    pub fn sort(&self, kind: Kind, mut ids: Vec<u64>, sort_key: &str) -> Vec<u64> {
        ids.sort_unstable();
        match sort_key {
            "CREATED_AT" | "PROCESSED_AT" => ids.sort_by_cached_key(|id| self.time(kind, *id, "createdAt")),
            "UPDATED_AT" => ids.sort_by_cached_key(|id| self.time(kind, *id, "updatedAt")),
            "NAME" | "CUSTOMER_NAME" => ids.sort_by_cached_key(|id| self.text(kind, *id, "displayName")),
            "TOTAL_PRICE" | "CURRENT_TOTAL_PRICE" => ids.sort_by_cached_key(|id| {
                self.get(kind, *id)
                    .map(|record| complete::shop_amount(&record["totalPriceSet"]))
                    .unwrap_or_default()
            }),
            _ => {}
        }
        ids
    }

    /// A time of a record, seconds since 1970, without making the whole record.
    pub fn time(&self, kind: Kind, id: u64, field: &str) -> i64 {
        let person = match kind {
            Kind::Customer => self
                .generated(id)
                .map(|person| if field == "updatedAt" { person.updated_ago() } else { person.created_ago() }),
            Kind::Order if !self.orders.contains_key(&id) => id
                .checked_sub(GENERATED_ORDER)
                .and_then(|order| self.people.buyer(order))
                .map(|(person, position)| self.people.purchase(person, position, 1).ago),
            _ => None,
        };
        if let Some(ago) = person {
            return self.people.now() - ago;
        }
        let of = |record: &Value| record[field].as_str().and_then(moment::seconds).unwrap_or(0);
        match kind {
            Kind::Customer => self.customers.get(&id).map_or(0, of),
            Kind::Order => self.orders.get(&id).map_or(0, |order| of(order.head())),
            Kind::Checkout => self.get(kind, id).map_or(0, |record| of(&record)),
        }
    }

    /// Name and e-mail address of a customer, or of whom an order belongs to, without making the whole record.
    pub fn text(&self, kind: Kind, id: u64, field: &str) -> String {
        let read = |record: &Value| record[field].as_str().unwrap_or("").to_owned();
        if kind != Kind::Customer {
            if let Some(person) = self.behind(kind, id) {
                match (kind, field) {
                    (_, "displayName" | "email") => {
                        return self.text(Kind::Customer, GENERATED_CUSTOMER + person.index as u64, field);
                    }
                    (Kind::Order, "name") => return People::order_name(id - GENERATED_ORDER),
                    (_, "name") => return format!("#{id}"),
                    _ => {}
                }
            }
            let Some(record) = self.get(kind, id) else { return String::new() };
            return match record["customer"]["id"].as_str() {
                Some(owner) if matches!(field, "displayName") || record[field].is_null() => {
                    self.text(Kind::Customer, number_of(&json!(owner)), field)
                }
                _ => read(&record),
            };
        }
        match (self.generated(id), field) {
            (Some(person), "displayName") => format!("{} {}", person.first_name(), person.last_name()),
            (Some(person), "firstName") => person.first_name().to_owned(),
            (Some(person), "lastName") => person.last_name().to_owned(),
            (Some(person), "email") => person.email(),
            (Some(person), "phone") => person.phone().unwrap_or_default(),
            _ => self.get(kind, id).map_or(String::new(), |record| read(&record)),
        }
    }

    /// How many orders a customer has, and what they paid less refunds, in the shop's currency.
    pub fn spent(&self, customer: u64) -> (usize, Decimal) {
        let currency = &self.shop["currencyCode"];
        let orders: Vec<Value> =
            self.orders_of(customer).into_iter().filter_map(|id| self.get(Kind::Order, id)).collect();
        let counted = orders.iter().filter(|order| order["cancelledAt"].is_null() && order["test"] != true);
        let paid = counted.filter(|order| order["currencyCode"] == *currency);
        let sum = paid.map(|order| complete::shop_amount(&order["netPaymentSet"])).sum();
        (orders.len(), sum)
    }

    /// Changes a customer; a generated one is kept from now on.
    pub fn change_customer(&mut self, id: u64, when: &str, change: impl FnOnce(&mut Value)) -> Option<Value> {
        let mut customer = self.get(Kind::Customer, id)?;
        change(&mut customer);
        customer["updatedAt"] = json!(when);
        self.customers.insert(id, customer.clone());
        self.sorted.retain(|(kind, _), _| *kind != Kind::Customer);
        Some(customer)
    }

    /// Changes an order's tags or note.
    pub fn change_order(&mut self, id: u64, when: &str, change: impl FnOnce(&mut Value)) -> Option<Value> {
        let mut order = self.get(Kind::Order, id)?;
        change(&mut order);
        order["updatedAt"] = json!(when);
        self.orders.insert(id, KeptOrder::whole(order.clone()));
        self.sorted.retain(|(kind, _), _| *kind != Kind::Order);
        Some(order)
    }
}
