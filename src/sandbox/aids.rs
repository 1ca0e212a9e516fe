//! Aids for tests under `/_sandbox`: the journal of writes, reset, faults, knobs.

use std::time::Duration;

use serde_json::{Value, json};

use super::exchange::{Request, Response};
use super::serve::World;
use super::{Fault, Knobs};

/// Answers a request to the sandbox itself.
pub fn answer(world: &World, request: &Request) -> Response {
    match (&*request.method, request.path.trim_end_matches('/')) {
        ("GET", "/journal") => {
            let state = world.state();
            let created: Vec<&Value> =
                state.journal.iter().filter(|entry| entry["written"]["created"] == true).collect();
            Response::json(200, &json!({ "entries": state.journal, "created": created }))
        }
        ("POST", "/reset") => match world.reset() {
            Ok(()) => Response::empty(204),
            Err(error) => Response::json(500, &json!({ "message": error.to_string() })),
        },
        ("GET", "/faults") => Response::json(200, &faults(world)),
        ("POST", "/faults") => set_faults(world, &request.body),
        ("POST", "/knobs") => {
            let given: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
            let mut state = world.state();
            turn(&mut state.knobs, &given);
            state.shopify.refill();
            let looks = given["bulk_looks"].as_u64().and_then(|count| u32::try_from(count).ok());
            state.shopify.plan_bulk(looks, serde_json::from_value(given["bulk_outcomes"].clone()).ok());
            Response::json(200, &json!({ "knobs": format!("{:?}", state.knobs) }))
        }
        _ => Response::json(
            404,
            &json!({ "message": "the sandbox has /_sandbox/journal, reset, faults and knobs" }),
        ),
    }
}

fn faults(world: &World) -> Value {
    json!({ "faults": world.state().faults.iter().map(ToString::to_string).collect::<Vec<_>>() })
}

/// `{"faults": ["RULE", …]}` replaces all rules.
fn set_faults(world: &World, body: &[u8]) -> Response {
    let given: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let rules = given["faults"].as_array().map_or(&[][..], |rules| rules);
    let read: Result<Vec<Fault>, _> = rules.iter().map(|rule| rule.as_str().unwrap_or("").parse()).collect();
    match read {
        Ok(read) => {
            world.state().faults = read;
            Response::json(200, &faults(world))
        }
        Err(error) => Response::json(400, &json!({ "message": error.to_string() })),
    }
}

fn turn(knobs: &mut Knobs, given: &Value) {
    let milliseconds = |field: &str| given[field].as_u64().map(Duration::from_millis);
    knobs.latency = milliseconds("latency_ms").unwrap_or(knobs.latency);
    knobs.search_lag = milliseconds("search_lag_ms").unwrap_or(knobs.search_lag);
    knobs.bucket_points = given["bucket_points"].as_f64().unwrap_or(knobs.bucket_points);
    knobs.restore_points = given["restore_points"].as_f64().unwrap_or(knobs.restore_points);
    knobs.token_seconds = given["token_seconds"].as_u64().unwrap_or(knobs.token_seconds);
    let requests = given["hubspot_requests"].as_u64().and_then(|count| u32::try_from(count).ok());
    knobs.hubspot_requests = requests.unwrap_or(knobs.hubspot_requests);
}
