//! Shopify's Admin GraphQL API and its token grant, as the vendor's documentation describes them.

mod bulk;
pub mod complete;
mod kept_order;
mod mutations;
pub mod search;
pub mod session;
pub mod store;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::exchange::{Request, Response};
use super::graphql::document::Document;
use super::graphql::execute::{execute, requested_cost};
use super::graphql::schema::Schema;
use super::graphql::validate::{coerce_variables, validate};
use super::people::People;
use super::{Knobs, SandboxError, moment};
use session::Session;
use store::Store;

/// The token that may do everything.
pub const TOKEN: &str = "sandbox-token";
/// The token that sees 60 days of orders.
pub const TOKEN_60_DAYS: &str = "sandbox-token-60days";
/// The token that sees no orders at all.
pub const TOKEN_CUSTOMERS: &str = "sandbox-token-customers";
/// The token whose app has not all protected customer fields switched on: no links to carts.
pub const TOKEN_NO_CART_LINKS: &str = "sandbox-token-no-cart-links";
/// Stands in the list of scopes for the protected customer fields.
const PROTECTED_FIELDS: &str = "protected_customer_fields";
/// Client id and secret of the client-credentials grant.
pub const CLIENT: (&str, &str) = ("sandbox-client", "sandbox-secret");

/// The most that one query may cost.
const DEAREST_QUERY: f64 = 1000.0;
const LATEST_VERSION: &str = "2026-10";
const SCOPES: &[&str] = &[
    "read_customers",
    "write_customers",
    "read_orders",
    "read_all_orders",
    "write_orders",
    "read_products",
    "read_discounts",
    "write_discounts",
];

/// What a token allows.
#[derive(Clone)]
pub struct Access {
    /// Granted scopes.
    pub scopes: Vec<&'static str>,
    /// Whether all protected customer fields are switched on.
    pub protected_fields: bool,
}

impl Access {
    fn of(token: &str) -> Option<Self> {
        let left_out: &[&str] = match token {
            TOKEN => &[],
            TOKEN_NO_CART_LINKS => &[PROTECTED_FIELDS],
            TOKEN_60_DAYS => &["read_all_orders"],
            TOKEN_CUSTOMERS => &["read_all_orders", "read_orders", "write_orders"],
            _ => return None,
        };
        let scopes = SCOPES.iter().copied().filter(|scope| !left_out.contains(scope)).collect();
        Some(Self { scopes, protected_fields: !left_out.contains(&PROTECTED_FIELDS) })
    }

    /// Whether a scope is granted.
    pub fn allows(&self, scope: &str) -> bool {
        self.scopes.contains(&scope)
    }
}

/// The shop's fixtures, times settled.
pub struct Fixtures {
    /// The shop.
    pub shop: Value,
    /// Products with variants.
    pub products: Vec<Value>,
    /// Customers.
    pub customers: Vec<Value>,
    /// Orders, oldest first.
    pub orders: Vec<Value>,
    /// Abandoned checkouts.
    pub checkouts: Vec<Value>,
}

impl Fixtures {
    /// Reads the embedded fixtures.
    ///
    /// # Errors
    /// A file that is not JSON of the expected form.
    pub fn read(now: Timestamp) -> Result<Self, SandboxError> {
        let list = |file: &'static str, text: &str| -> Result<Vec<Value>, SandboxError> {
            let mut list: Value =
                serde_json::from_str(text).map_err(|source| SandboxError::Fixture { file, source })?;
            moment::settle(&mut list, now);
            Ok(list.as_array().cloned().unwrap_or_default())
        };
        let mut orders = list("shopify/orders.json", include_str!("../../../fixtures/shopify/orders.json"))?;
        let series =
            list("shopify/order_series.json", include_str!("../../../fixtures/shopify/order_series.json"))?;
        orders.extend(series.iter().flat_map(|series| unroll(series, now)));
        orders.sort_by(|one, other| one["createdAt"].as_str().cmp(&other["createdAt"].as_str()));
        let shop = list("shopify/shop.json", include_str!("../../../fixtures/shopify/shop.json"))?;
        Ok(Self {
            shop: shop.into_iter().next().unwrap_or(Value::Null),
            products: list("shopify/products.json", include_str!("../../../fixtures/shopify/products.json"))?,
            customers: list(
                "shopify/customers.json",
                include_str!("../../../fixtures/shopify/customers.json"),
            )?,
            orders,
            checkouts: list(
                "shopify/abandoned_checkouts.json",
                include_str!("../../../fixtures/shopify/abandoned_checkouts.json"),
            )?,
        })
    }
}

/// Orders of a customer with hundreds of them, from a short description:
/// `{customer, first_id, first_number, count, first_days_ago, last_days_ago, skus}`.
fn unroll(series: &Value, now: Timestamp) -> Vec<Value> {
    let number = |field: &str| series[field].as_i64().unwrap_or(0);
    let skus = series["skus"].as_array().map_or(&[][..], |skus| skus);
    let (count, day) = (number("count"), 86_400);
    let (first, last) = (number("first_days_ago") * day, number("last_days_ago") * day);
    let make = |position: i64| {
        let ago = last + (first - last) * (count - 1 - position) / (count - 1).max(1);
        let sku = usize::try_from(position).ok().and_then(|at| skus.get(at % skus.len().max(1)));
        let shipment = json!({
            "createdAt": moment::at(now, -ago + day / 2), "inTransitAt": moment::at(now, -ago + day),
            "deliveredAt": moment::at(now, -ago + 3 * day), "displayStatus": "DELIVERED",
            "trackingInfo": [{ "company": "UPS", "number": format!("1Z999AA10{:09}", number("first_id") + position),
                "url": "https://tracking.example.com/ups" }],
        });
        json!({
            "id": format!("gid://shopify/Order/{}", number("first_id") + position),
            "name": format!("#{}", number("first_number") + position),
            "createdAt": moment::at(now, -ago),
            "customer": { "id": series["customer"] },
            "lineItems": [{ "sku": sku, "quantity": 1 + position % 3 }],
            "fulfillments": if ago > 4 * day { json!([shipment]) } else { json!([]) },
            "refunds": [],
        })
    };
    (0..count).map(make).collect()
}

/// A bucket that leaks: what is spent comes back at a steady rate.
struct Bucket {
    available: f64,
    seen: Instant,
}

/// The emulated shop.
pub struct Shopify {
    store: Store,
    schema: Schema,
    bulk: bulk::Bulk,
    buckets: HashMap<String, Bucket>,
    issued: HashMap<String, Option<Instant>>,
    started: Instant,
    now: Timestamp,
}

impl Shopify {
    /// Opens the shop.
    ///
    /// # Errors
    /// A fixture or the schema can't be read.
    pub fn new(people: Arc<People>, now: Timestamp) -> Result<Self, SandboxError> {
        let schema = Schema::parse(include_str!("schema.graphql"))
            .map_err(|error| SandboxError::Schema { message: error.message })?;
        let store = Store::new(Fixtures::read(now)?, people, now);
        let started = Instant::now();
        let bulk = bulk::Bulk::default();
        Ok(Self { store, schema, bulk, buckets: HashMap::new(), issued: HashMap::new(), started, now })
    }

    fn when(&self) -> String {
        let elapsed = i64::try_from(self.started.elapsed().as_secs()).unwrap_or(0);
        moment::at(self.now, elapsed)
    }

    /// Answers a request; what it wrote is added to `written`.
    pub fn answer(&mut self, request: &Request, knobs: &Knobs, written: &mut Vec<Value>) -> Response {
        let segments: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        match (&*request.method, &segments[..]) {
            ("POST", ["admin", "oauth", "access_token"]) => self.grant(request, knobs),
            ("POST", ["admin", "api", version, "graphql.json"]) => {
                let served = served_version(version);
                let answer = match self.access(request) {
                    Some((token, access)) => self.graphql(request, &token, &access, knobs, written),
                    None => Response::json(
                        401,
                        &json!({
                            "errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"
                        }),
                    ),
                };
                answer.header("X-Shopify-API-Version", &served)
            }
            (_, ["admin", "api", _, "graphql.json"]) => {
                Response::json(405, &json!({ "errors": "Method Not Allowed" }))
            }
            _ => Response::json(404, &json!({ "errors": "Not Found" })),
        }
    }

    fn access(&self, request: &Request) -> Option<(String, Access)> {
        let token = request.header("x-shopify-access-token")?.to_owned();
        match self.issued.get(&token) {
            Some(Some(until)) if *until <= Instant::now() => None,
            Some(_) => Some((token, Access::of(TOKEN)?)),
            None => Access::of(&token).map(|access| (token, access)),
        }
    }

    /// The client-credentials grant: a new token each time, good for a day or as the knob says.
    fn grant(&mut self, request: &Request, knobs: &Knobs) -> Response {
        let form = request.form();
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let refuse = |error: &str, description: &str| {
            Response::json(400, &json!({ "error": error, "error_description": description }))
        };
        if field("grant_type") != "client_credentials" {
            return refuse("unsupported_grant_type", "The grant type is not supported");
        }
        if (field("client_id"), field("client_secret")) != CLIENT {
            return refuse("invalid_client", "Client authentication failed");
        }
        let token = format!("sandbox-issued-{}", self.issued.len() + 1);
        let until = Instant::now().checked_add(std::time::Duration::from_secs(knobs.token_seconds));
        self.issued.insert(token.clone(), until);
        let scope = SCOPES.join(",");
        Response::json(
            200,
            &json!({ "access_token": token, "scope": scope, "expires_in": knobs.token_seconds }),
        )
    }

    fn graphql(
        &mut self,
        request: &Request,
        token: &str,
        access: &Access,
        knobs: &Knobs,
        written: &mut Vec<Value>,
    ) -> Response {
        let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
            return Response::json(400, &json!({ "errors": "Bad Request" }));
        };
        let Some(text) = body["query"].as_str() else {
            return Response::json(
                400,
                &json!({ "errors": { "query": "Required parameter missing or invalid" } }),
            );
        };
        let refused = |errors: Vec<Value>| Response::json(200, &json!({ "errors": errors }));
        let document = match Document::parse(text) {
            Ok(document) => document,
            Err(error) => return refused(vec![error.to_json()]),
        };
        let operation = match document.operation(body["operationName"].as_str()) {
            Ok(operation) => operation,
            Err(error) => return refused(vec![error.to_json()]),
        };
        let faults = validate(&self.schema, &document, operation);
        if !faults.is_empty() {
            return refused(faults.iter().map(super::graphql::GraphqlError::to_json).collect());
        }
        let given = body["variables"].as_object().cloned().unwrap_or_default();
        let variables = match coerce_variables(&self.schema, operation, &given) {
            Ok(variables) => variables,
            Err(errors) => {
                return refused(errors.iter().map(super::graphql::GraphqlError::to_json).collect());
            }
        };
        let requested = requested_cost(&self.schema, &document, operation, &variables);
        if requested > DEAREST_QUERY {
            return refused(vec![too_dear(requested)]);
        }
        let available = self.fill(token, knobs);
        if requested > available {
            let errors = json!([{ "message": "Throttled", "extensions": {
                "code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits" } }]);
            let cost = cost(requested, None, available, knobs);
            return Response::json(200, &json!({ "errors": errors, "extensions": { "cost": cost } }));
        }
        let host = request.header("host").unwrap_or("127.0.0.1").to_owned();
        let mut session = self.session(access, host);
        let schema = session.schema;
        let outcome = execute(schema, &document, operation, &variables, &mut session);
        written.append(&mut session.written);
        let warnings = session.warnings;
        let left = available - outcome.cost.min(requested);
        if let Some(bucket) = self.buckets.get_mut(token) {
            bucket.available = left;
        }
        let mut answer = Map::from_iter([("data".to_owned(), outcome.data)]);
        if !outcome.errors.is_empty() {
            let errors = outcome.errors.iter().map(super::graphql::GraphqlError::to_json).collect();
            answer.insert("errors".to_owned(), Value::Array(errors));
        }
        let mut extensions =
            json!({ "cost": cost(requested, Some(outcome.cost.min(requested)), left, knobs) });
        if !warnings.is_empty() {
            extensions["search"] = Value::Array(warnings);
        }
        answer.insert("extensions".to_owned(), extensions);
        Response::json(200, &Value::Object(answer))
    }

    /// One request's view of the shop, which was asked at `host`.
    fn session<'a>(&'a mut self, access: &'a Access, host: String) -> Session<'a> {
        let when = self.when();
        Session {
            store: &mut self.store,
            schema: &self.schema,
            bulk: &mut self.bulk,
            access,
            when,
            host,
            written: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What the bucket holds now.
    fn fill(&mut self, token: &str, knobs: &Knobs) -> f64 {
        let now = Instant::now();
        let fresh = Bucket { available: knobs.bucket_points, seen: now };
        let bucket = self.buckets.entry(token.to_owned()).or_insert(fresh);
        let restored = now.duration_since(bucket.seen).as_secs_f64() * knobs.restore_points;
        bucket.available = (bucket.available + restored).min(knobs.bucket_points);
        bucket.seen = now;
        bucket.available
    }

    /// Forgets what the buckets held.
    pub fn refill(&mut self) {
        self.buckets.clear();
    }
}

/// A version that is no longer (or not yet) served falls to the nearest one that is.
fn served_version(version: &str) -> String {
    match version {
        "unstable" | "2026-01" | "2026-04" | "2026-07" | LATEST_VERSION => version.to_owned(),
        older if older < "2026-01" => "2026-01".to_owned(),
        _ => LATEST_VERSION.to_owned(),
    }
}

fn too_dear(requested: f64) -> Value {
    json!({
        "message": format!("Query cost is {requested:.0}, which exceeds the single query max cost limit ({DEAREST_QUERY:.0}).\n\nSee https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\ncost of a query is calculated."),
        "extensions": {
            "code": "MAX_COST_EXCEEDED", "cost": requested.round(), "maxCost": DEAREST_QUERY,
            "documentation": "https://shopify.dev/api/usage/rate-limits",
        },
    })
}

fn cost(requested: f64, actual: Option<f64>, available: f64, knobs: &Knobs) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "points are small")]
    let whole = |points: f64| points.round() as i64;
    json!({
        "requestedQueryCost": whole(requested),
        "actualQueryCost": actual.map(whole),
        "throttleStatus": {
            "maximumAvailable": knobs.bucket_points,
            "currentlyAvailable": whole(available),
            "restoreRate": knobs.restore_points,
        },
    })
}
