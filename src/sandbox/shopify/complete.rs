//! What Shopify computes from what was entered: an order's sums and states from its lines.
//!
//! Fixtures name lines by SKU, refunds by SKU and quantity; the rest follows here. A value that a fixture
//! gives is kept as it is.

use std::collections::HashMap;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};

/// What is sold, by SKU.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Products in the vendor's shape, in file order.
    pub products: Vec<Value>,
    by_sku: HashMap<String, (usize, usize)>,
}

impl Catalogue {
    /// From product nodes, each with an array of `variants`.
    pub fn new(mut products: Vec<Value>) -> Self {
        let mut by_sku = HashMap::new();
        for (number, product) in products.iter_mut().enumerate() {
            let id = product["id"].clone();
            for (position, variant) in product["variants"].as_array_mut().into_iter().flatten().enumerate() {
                variant["product"] = json!({ "id": id });
                if let Some(sku) = variant["sku"].as_str() {
                    by_sku.insert(sku.to_owned(), (number, position));
                }
            }
        }
        Self { products, by_sku }
    }

    /// Product and variant of a SKU.
    pub fn find(&self, sku: &str) -> Option<(&Value, &Value)> {
        let (product, variant) = self.by_sku.get(sku)?;
        let product = self.products.get(*product)?;
        Some((product, product["variants"].get(*variant)?))
    }

    /// SKU of the first variant of a product by its number.
    pub fn sku(&self, product: usize) -> &str {
        self.products.get(product).and_then(|product| product["variants"][0]["sku"].as_str()).unwrap_or("")
    }
}

/// A decimal as the vendor writes it: at least one digit behind the point.
pub fn amount(value: Decimal) -> String {
    let text = value.normalize().to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

/// A decimal in the vendor's writing; zero for anything else.
pub fn decimal(value: &Value) -> Decimal {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_default()
}

/// The amount of a money bag in the shop's currency.
pub fn shop_amount(bag: &Value) -> Decimal {
    decimal(&bag["shopMoney"]["amount"])
}

/// What one unit of a currency buys in another, for the fixtures' fixed day.
fn rate(from: &str, to: &str) -> Decimal {
    let in_dollars = |currency: &str| match currency {
        "EUR" => Decimal::new(108, 2),
        "GBP" => Decimal::new(127, 2),
        "CAD" => Decimal::new(73, 2),
        "JPY" => Decimal::new(66, 4),
        _ => Decimal::ONE,
    };
    in_dollars(from) / in_dollars(to)
}

/// Digits behind the point that a currency has.
fn digits(currency: &str) -> u32 {
    if matches!(currency, "JPY" | "KRW" | "CLP" | "VND") { 0 } else { 2 }
}

/// Both currencies of an order.
#[derive(Clone, Debug)]
pub struct Currencies {
    shop: String,
    presentment: String,
}

impl Currencies {
    /// The same currency on both sides.
    pub fn only(currency: &str) -> Self {
        Self { shop: currency.to_owned(), presentment: currency.to_owned() }
    }

    fn of(order: &Value, default: &str) -> Self {
        let shop = order["currencyCode"].as_str().unwrap_or(default).to_owned();
        let presentment = order["presentmentCurrencyCode"].as_str().unwrap_or(&shop).to_owned();
        Self { shop, presentment }
    }

    /// An amount of the shop's currency in both.
    pub fn bag(&self, value: Decimal) -> Value {
        let seen = (value * rate(&self.shop, &self.presentment)).round_dp(digits(&self.presentment));
        let seen = if self.shop == self.presentment { value } else { seen };
        json!({
            "shopMoney": { "amount": amount(value), "currencyCode": self.shop },
            "presentmentMoney": { "amount": amount(seen), "currencyCode": self.presentment },
        })
    }

    fn round(&self, value: Decimal) -> Decimal {
        value.round_dp(digits(&self.shop))
    }

    /// A catalogue price, which is in the shop's present currency, as charged in this order's.
    fn price(&self, price: Decimal, catalogue_currency: &str) -> Decimal {
        self.round(price * rate(catalogue_currency, &self.shop))
    }
}

/// Puts a value where none is yet.
fn put(object: &mut Value, field: &str, value: Value) {
    if object[field].is_null() {
        object[field] = value;
    }
}

fn put_bag(object: &mut Value, currencies: &Currencies, field: &str, value: Decimal) {
    put(object, &format!("{field}Set"), currencies.bag(value));
}

/// The number at the end of a global id.
pub fn number_of(id: &Value) -> u64 {
    let text = id.as_str().unwrap_or("").split('?').next().unwrap_or("");
    text.rsplit('/').next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// Fills in one line of an order or checkout and returns its total.
fn complete_line(
    line: &mut Value,
    kind: &str,
    id: u64,
    catalogue: &Catalogue,
    money: &Currencies,
    shop: &str,
) -> Decimal {
    put(line, "id", json!(format!("gid://shopify/{kind}/{id}")));
    let quantity = line["quantity"].as_i64().unwrap_or(1);
    put(line, "quantity", json!(quantity));
    let mut unit = shop_amount(&line["originalUnitPriceSet"]);
    if let Some((product, variant)) = line["sku"].as_str().and_then(|sku| catalogue.find(sku)) {
        let variant_title = variant["title"].as_str().filter(|title| *title != "Default Title");
        let title = product["title"].as_str().unwrap_or("");
        unit = if unit.is_zero() { money.price(decimal(&variant["price"]), shop) } else { unit };
        put(line, "title", json!(title));
        put(
            line,
            "name",
            json!(variant_title.map_or(title.to_owned(), |variant| format!("{title} - {variant}"))),
        );
        put(line, "variantTitle", json!(variant_title));
        put(line, "vendor", product["vendor"].clone());
        put(line, "product", json!({ "id": product["id"] }));
        put(line, "variant", json!({ "id": variant["id"] }));
    }
    let total = unit * Decimal::from(quantity);
    for field in ["originalUnitPrice", "discountedUnitPrice", "discountedUnitPriceAfterAllDiscounts"] {
        put_bag(line, money, field, unit);
    }
    for field in ["originalTotal", "discountedTotal", "originalTotalPrice", "discountedTotalPrice"] {
        put_bag(line, money, field, total);
    }
    for (field, value) in
        [("originalUnitPrice", unit), ("discountedUnitPrice", unit), ("originalTotal", total)]
    {
        put(line, field, json!(amount(value)));
    }
    put(line, "discountedTotal", json!(amount(total)));
    for field in ["requiresShipping", "taxable", "restockable", "canRestock"] {
        put(line, field, json!(true));
    }
    put(line, "currentQuantity", json!(quantity));
    put(line, "refundableQuantity", json!(quantity));
    total
}

/// Fills in the dates that follow from an order's first.
pub fn dates(order: &mut Value) {
    for field in ["processedAt", "updatedAt"] {
        let created = order["createdAt"].clone();
        put(order, field, created);
    }
}

/// Fills in what follows from an order's lines: 6 % of tax on top of dollars, 10 % within other currencies.
pub fn order(order: &mut Value, catalogue: &Catalogue, shop_currency: &str) {
    let money = Currencies::of(order, shop_currency);
    let number = number_of(&order["id"]);
    put(order, "currencyCode", json!(money.shop));
    put(order, "presentmentCurrencyCode", json!(money.presentment));
    dates(order);
    let digits: String = order["name"].as_str().unwrap_or("").chars().filter(char::is_ascii_digit).collect();
    put(order, "number", json!(digits.parse::<u64>().unwrap_or(number)));
    put(order, "confirmationNumber", json!(format!("TO{number:07}")));
    put(order, "sourceName", json!("web"));
    put(order, "paymentGatewayNames", json!(["shopify_payments"]));
    put(order, "confirmed", json!(true));
    put(order, "requiresShipping", json!(true));

    let mut subtotal = Decimal::ZERO;
    let mut pieces = 0;
    for (position, line) in (1..).zip(order["lineItems"].as_array_mut().into_iter().flatten()) {
        subtotal +=
            complete_line(line, "LineItem", number * 100 + position, catalogue, &money, shop_currency);
        pieces += line["quantity"].as_i64().unwrap_or(0);
    }
    let discount = shop_amount(&order["totalDiscountsSet"]);
    let discounted = subtotal - discount;
    let shipping = match &order["totalShippingPriceSet"] {
        Value::Null if discounted >= Decimal::from(75) => Decimal::ZERO,
        Value::Null => money.price(Decimal::new(795, 2), shop_currency),
        given => shop_amount(given),
    };
    let included = order["taxesIncluded"].as_bool().unwrap_or(money.shop != "USD");
    put(order, "taxesIncluded", json!(included));
    let (rate, title) = if included { ((10, 2), "VAT") } else { ((6, 2), "State Tax") };
    let rate = Decimal::new(rate.0, rate.1);
    let tax =
        money.round(if included { discounted * rate / (Decimal::ONE + rate) } else { discounted * rate });
    let total = discounted + shipping + if included { Decimal::ZERO } else { tax };
    let refunded =
        refunds(order, &money, &discounted, &subtotal, if included { Decimal::ZERO } else { rate });
    let cancelled = !order["cancelledAt"].is_null();
    let refunded = if cancelled && refunded.is_zero() && order["displayFinancialStatus"] == "REFUNDED" {
        total
    } else {
        refunded
    };
    let unpaid = matches!(order["displayFinancialStatus"].as_str(), Some("PENDING" | "VOIDED" | "EXPIRED"));
    let received = if unpaid { Decimal::ZERO } else { total };
    let left = if cancelled { Decimal::ZERO } else { total - refunded };
    for (field, value) in [
        ("subtotalPrice", discounted),
        ("totalDiscounts", discount),
        ("totalShippingPrice", shipping),
        ("totalTax", tax),
        ("totalPrice", total),
        ("originalTotalPrice", total),
        ("totalReceived", received),
        ("totalRefunded", refunded),
        ("netPayment", received - refunded),
        ("currentTotalPrice", left),
        ("currentSubtotalPrice", (discounted - refunded).max(Decimal::ZERO)),
        ("currentTotalTax", tax),
        ("currentTotalDiscounts", discount),
        ("currentShippingPrice", shipping),
        ("totalOutstanding", if cancelled { Decimal::ZERO } else { total - received }),
    ] {
        put_bag(order, &money, field, value);
        put(order, field, json!(amount(value)));
    }
    put(
        order,
        "taxLines",
        json!([{ "title": title, "rate": rate.to_f64(), "priceSet": money.bag(tax), "price": amount(tax) }]),
    );
    put(order, "subtotalLineItemsQuantity", json!(pieces));
    put(order, "currentSubtotalLineItemsQuantity", json!(pieces));
    let shipping_line = json!({
        "id": format!("gid://shopify/ShippingLine/{number}"), "title": "Standard", "code": "standard",
        "originalPriceSet": money.bag(shipping), "discountedPriceSet": money.bag(shipping),
    });
    put(order, "shippingLine", shipping_line);
    states(order, total, refunded, cancelled, pieces);
}

/// Fills in the refunds and returns their sum. A refund of a line gives back its share of the discount, and its tax.
fn refunds(
    order: &mut Value,
    money: &Currencies,
    discounted: &Decimal,
    subtotal: &Decimal,
    tax: Decimal,
) -> Decimal {
    let share = if subtotal.is_zero() { Decimal::ONE } else { discounted / subtotal };
    let number = number_of(&order["id"]);
    let lines: Vec<Value> = order["lineItems"].as_array().cloned().unwrap_or_default();
    let mut sum = Decimal::ZERO;
    let mut returned: HashMap<String, i64> = HashMap::new();
    for (position, refund) in (1_u64..).zip(order["refunds"].as_array_mut().into_iter().flatten()) {
        put(refund, "id", json!(format!("gid://shopify/Refund/{}", number * 100 + position)));
        for field in ["processedAt", "updatedAt"] {
            let created = refund["createdAt"].clone();
            put(refund, field, created);
        }
        let mut total = Decimal::ZERO;
        for entry in refund["refundLineItems"].as_array_mut().into_iter().flatten() {
            let sku = entry["lineItem"]["sku"].as_str().unwrap_or("").to_owned();
            let Some(line) = lines.iter().find(|line| line["sku"] == *sku) else { continue };
            let quantity = entry["quantity"].as_i64().unwrap_or(1);
            let value =
                money.round(shop_amount(&line["originalUnitPriceSet"]) * Decimal::from(quantity) * share);
            let line_tax = money.round(value * tax);
            total += value + line_tax;
            entry["lineItem"] = line.clone();
            *returned.entry(sku).or_default() += quantity;
            put(entry, "quantity", json!(quantity));
            put(entry, "restockType", json!("RETURN"));
            put(entry, "restocked", json!(true));
            for (field, value) in [("subtotal", value), ("price", value), ("totalTax", line_tax)] {
                put_bag(entry, money, field, value);
                put(entry, field, json!(amount(value)));
            }
        }
        put_bag(refund, money, "totalRefunded", total);
        let given = shop_amount(&refund["totalRefundedSet"]);
        put(refund, "totalRefunded", json!({ "amount": amount(given), "currencyCode": money.shop }));
        sum += given;
    }
    for line in order["lineItems"].as_array_mut().into_iter().flatten() {
        let gone = line["sku"].as_str().and_then(|sku| returned.get(sku)).copied().unwrap_or(0);
        let left = line["quantity"].as_i64().unwrap_or(0) - gone;
        line["currentQuantity"] = json!(left);
        line["refundableQuantity"] = json!(left);
    }
    sum
}

fn states(order: &mut Value, total: Decimal, refunded: Decimal, cancelled: bool, pieces: i64) {
    let number = number_of(&order["id"]);
    let financial = match (refunded >= total && !total.is_zero(), refunded.is_zero(), cancelled) {
        (true, _, _) => "REFUNDED",
        (_, false, _) => "PARTIALLY_REFUNDED",
        (_, _, true) => "VOIDED",
        _ => "PAID",
    };
    put(order, "displayFinancialStatus", json!(financial));
    put(order, "fullyPaid", json!(financial == "PAID"));
    put(order, "returnStatus", json!(if refunded.is_zero() { "NO_RETURN" } else { "RETURNED" }));
    let owner = json!({ "id": order["id"] });
    let lines: Vec<Value> = order["lineItems"].as_array().cloned().unwrap_or_default();
    let name = order["name"].as_str().unwrap_or("").to_owned();
    let shipments = order["fulfillments"].as_array().map_or(0, Vec::len);
    for (position, fulfillment) in (1_u64..).zip(order["fulfillments"].as_array_mut().into_iter().flatten()) {
        put(fulfillment, "id", json!(format!("gid://shopify/Fulfillment/{}", number * 100 + position)));
        put(fulfillment, "name", json!(format!("{name}-F{position}")));
        put(fulfillment, "status", json!("SUCCESS"));
        put(fulfillment, "displayStatus", json!("FULFILLED"));
        put(fulfillment, "requiresShipping", json!(true));
        put(fulfillment, "totalQuantity", json!(pieces));
        put(fulfillment, "order", owner.clone());
        let created = fulfillment["createdAt"].clone();
        let updated = [&fulfillment["deliveredAt"], &fulfillment["inTransitAt"], &created]
            .into_iter()
            .find(|time| !time.is_null())
            .cloned();
        put(fulfillment, "updatedAt", json!(updated));
        for entry in fulfillment["fulfillmentLineItems"].as_array_mut().into_iter().flatten() {
            let line = lines.iter().find(|line| line["sku"] == entry["lineItem"]["sku"]);
            entry["lineItem"] = line.cloned().unwrap_or(Value::Null);
        }
        for (event, position) in fulfillment["events"].as_array_mut().into_iter().flatten().zip(1_u64..) {
            put(event, "id", json!(format!("gid://shopify/FulfillmentEvent/{}", number * 1000 + position)));
            let happened = event["happenedAt"].clone();
            put(event, "createdAt", happened);
        }
    }
    put(order, "fulfillmentsCount", json!({ "count": shipments, "precision": "EXACT" }));
    let shipped = if shipments == 0 { "UNFULFILLED" } else { "FULFILLED" };
    put(order, "displayFulfillmentStatus", json!(shipped));
    put(order, "closed", json!(cancelled));
}

/// Fills in what follows from a checkout's lines.
pub fn checkout(checkout: &mut Value, catalogue: &Catalogue, shop_currency: &str) {
    let money = Currencies::of(checkout, shop_currency);
    let number = number_of(&checkout["id"]);
    let mut total = Decimal::ZERO;
    let mut pieces = 0;
    for (position, line) in (1..).zip(checkout["lineItems"].as_array_mut().into_iter().flatten()) {
        total += complete_line(
            line,
            "AbandonedCheckoutLineItem",
            number * 100 + position,
            catalogue,
            &money,
            shop_currency,
        );
        pieces += line["quantity"].as_i64().unwrap_or(0);
    }
    for field in ["subtotalPrice", "totalLineItemsPrice", "totalPrice"] {
        put_bag(checkout, &money, field, total);
    }
    let created = checkout["createdAt"].clone();
    put(checkout, "updatedAt", created);
    put(checkout, "name", json!(format!("#{number}")));
    put(checkout, "note", json!(""));
    put(checkout, "lineItemsQuantity", json!(pieces));
    put(checkout, "defaultCursor", json!(number.to_string()));
    let url = format!("https://trailhead-outfitters.example.com/checkouts/{number}/recover");
    put(checkout, "abandonedCheckoutUrl", json!(url));
}

/// Fills in what follows from a customer's own fields.
pub fn customer(customer: &mut Value) {
    let name = [&customer["firstName"], &customer["lastName"]];
    let name = name.iter().filter_map(|part| part.as_str()).collect::<Vec<_>>().join(" ");
    let email = customer["defaultEmailAddress"]["emailAddress"].clone();
    let phone = customer["defaultPhoneNumber"]["phoneNumber"].clone();
    let display = if name.is_empty() { email.clone() } else { json!(name) };
    put(customer, "displayName", display);
    put(customer, "email", email);
    put(customer, "phone", phone);
    put(customer, "locale", json!("en"));
    put(customer, "state", json!("ENABLED"));
    put(customer, "verifiedEmail", json!(true));
    put(customer, "validEmailAddress", json!(true));
    let updated = customer["createdAt"].clone();
    put(customer, "updatedAt", updated);
    if let Some(address) = customer["defaultEmailAddress"].as_object_mut() {
        complete_email(address);
    }
    if let Some(phone) = customer["defaultPhoneNumber"].as_object_mut() {
        phone.entry("marketingState").or_insert(json!("NOT_SUBSCRIBED"));
        let state =
            json!({ "marketingState": phone["marketingState"], "marketingOptInLevel": "SINGLE_OPT_IN" });
        phone.entry("smsMarketingConsent").or_insert(state);
    }
    let number = number_of(&customer["id"]);
    let (first, last) = (customer["firstName"].clone(), customer["lastName"].clone());
    let address = &mut customer["defaultAddress"];
    if address.is_object() {
        put(address, "id", json!(format!("gid://shopify/MailingAddress/{number}")));
        put(address, "firstName", first);
        put(address, "lastName", last);
        put(address, "name", json!(name));
        let code = address["countryCodeV2"].clone();
        put(address, "countryCode", code);
        let formatted: Vec<Value> = ["address1", "address2", "city", "zip", "country"]
            .iter()
            .map(|part| address[*part].clone())
            .filter(|part| part.as_str().is_some_and(|text| !text.is_empty()))
            .collect();
        put(address, "formatted", json!(formatted));
    }
    let addresses =
        if customer["defaultAddress"].is_object() { json!([customer["defaultAddress"]]) } else { json!([]) };
    put(customer, "addresses", addresses.clone());
    put(customer, "addressesV2", addresses);
}

fn complete_email(address: &mut Map<String, Value>) {
    address.entry("marketingState").or_insert(json!("NOT_SUBSCRIBED"));
    address.entry("validFormat").or_insert(json!(true));
    address.entry("openTrackingLevel").or_insert(json!("UNKNOWN"));
    if address["marketingState"] == "SUBSCRIBED" {
        address.entry("marketingOptInLevel").or_insert(json!("SINGLE_OPT_IN"));
    }
    for field in ["marketingUnsubscribeUrl", "openTrackingUrl"] {
        address.entry(field).or_insert(json!("https://trailhead-outfitters.example.com/preferences"));
    }
}
