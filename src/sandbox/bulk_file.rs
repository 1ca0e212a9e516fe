//! The file that a shop's bulk operation leaves, made while it is read: in bounded memory.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::response::Builder;
use axum::http::{Response, StatusCode, header};
use serde_json::{Value, json};

use super::exchange::Request;
use super::fault::Failure;
use super::serve::World;

/// Where the files lie, behind the vendor's prefix.
pub const PREFIX: &str = "/_bulk/";
/// Answers a request for a file; it needs no token, its address is one.
pub async fn answer(world: &Arc<World>, request: &Request, failure: Option<Failure>) -> Response<Body> {
    let name = request.path.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(".jsonl"));
    let number = name.and_then(|name| name.rsplit('-').next()?.parse().ok()).unwrap_or(0);
    let signature = request.parameter("signature").unwrap_or_default();
    if request.method != "GET" || !world.state().shopify.has_file(number, &signature) {
        return plain(StatusCode::FORBIDDEN);
    }
    if failure == Some(Failure::Garbage) {
        return built(Response::builder(), Body::from("<!doctype html><p>upstream connect err\n"));
    }
    let half = world.state().shopify.bulk_slices(number) / 2;
    let reading = Reading {
        world: Arc::clone(world),
        number,
        slice: 0,
        carried: Some(String::new()),
        cut_in: (failure == Some(Failure::Cut)).then_some(half),
        odd: failure == Some(Failure::Odd),
    };
    // Who asks for a part is sent all of it, as a server may.
    let builder = Response::builder().header(header::CONTENT_TYPE, "application/jsonl");
    let pieces = futures::stream::unfold(Some(reading), |reading| async {
        let (piece, next) = reading?.next().await?;
        Some((piece, next))
    });
    built(builder, Body::from_stream(pieces))
}

/// A file while it is read.
struct Reading {
    world: Arc<World>,
    number: usize,
    slice: usize,
    /// Lines that come after the next slice's records; nothing once the file has ended.
    carried: Option<String>,
    /// The slice in the middle of which it breaks off.
    cut_in: Option<usize>,
    /// Whether its first record is to be of a form that nobody expects.
    odd: bool,
}

impl Reading {
    /// The next piece; nothing at the end.
    async fn next(self) -> Option<(Result<Bytes, std::io::Error>, Option<Self>)> {
        let (piece, reading) = self.piece().await;
        let piece = piece?;
        let wanted = piece.as_bytes();
        let shown = match reading.cut_in {
            Some(slice) if slice + 1 < reading.slice => {
                let broken = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "cut by a fault rule");
                return Some((Err(broken), None));
            }
            Some(slice) if slice + 1 == reading.slice => &wanted[..wanted.len() / 2],
            _ => wanted,
        };
        Some((Ok(Bytes::copy_from_slice(shown)), Some(reading)))
    }

    /// The next slice's records with what was carried over.
    async fn piece(mut self) -> (Option<String>, Self) {
        let Some(carried) = self.carried.take() else { return (None, self) };
        let (world, number, slice) = (Arc::clone(&self.world), self.number, self.slice);
        let made = tokio::task::spawn_blocking(move || world.state().shopify.bulk_slice(number, slice)).await;
        self.slice += 1;
        let Some(made) = made.ok().flatten() else { return (Some(carried), self) };
        let records = if self.odd && slice == 0 { spoilt(&made.records) } else { made.records };
        self.carried = Some(made.children);
        (Some(records + &carried), self)
    }
}

/// The same lines, the first of them with a number for whatever it holds beside its id.
fn spoilt(lines: &str) -> String {
    let (first, rest) = lines.split_once('\n').unwrap_or((lines, ""));
    let mut record: Value = serde_json::from_str(first).unwrap_or_default();
    for (name, value) in record.as_object_mut().into_iter().flatten() {
        if name != "id" {
            *value = json!(0);
        }
    }
    format!("{record}\n{rest}")
}

fn plain(status: StatusCode) -> Response<Body> {
    built(Response::builder().status(status), Body::empty())
}

fn built(builder: Builder, body: Body) -> Response<Body> {
    builder.body(body).unwrap_or_else(|_| Response::new(Body::empty()))
}
