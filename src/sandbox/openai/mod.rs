//! An OpenAI-compatible server whose model is none: it composes its answers from the prompt's own evidence.

mod compose;

use std::num::NonZero;
use std::time::Duration;

use serde_json::{Value, json};

use super::exchange::{Request, Response};

/// The model's name, which says what it is.
pub const MODEL: &str = "sandbox-model";
/// Characters of a token.
const TOKEN: usize = 4;
/// Characters of one streamed piece, where nobody has said how fast the model writes, and the air before each.
const PIECE: usize = 12;
const AIR: Duration = Duration::from_millis(2);

/// Answers a request, streamed at so many tokens a second where that is said.
pub fn answer(request: &Request, speed: Option<NonZero<u32>>) -> Response {
    if request.bearer() != Some(super::TOKEN) {
        let body = error("Incorrect API key provided.", "invalid_request_error", Some("invalid_api_key"));
        return Response::json(401, &body);
    }
    match (&*request.method, &*request.path) {
        ("GET", "/v1/models") => Response::json(200, &json!({ "object": "list", "data": [model()] })),
        ("GET", path) if path.strip_prefix("/v1/models/") == Some(MODEL) => Response::json(200, &model()),
        ("POST", "/v1/chat/completions") => complete(request, speed),
        (method, path) => {
            let message = format!("Invalid URL ({method} {path})");
            Response::json(404, &error(&message, "invalid_request_error", None))
        }
    }
}

fn model() -> Value {
    json!({ "id": MODEL, "object": "model", "created": 1_700_000_000, "owned_by": "deskhand-sandbox" })
}

fn error(message: &str, kind: &str, code: Option<&str>) -> Value {
    json!({ "error": { "message": message, "type": kind, "param": null, "code": code } })
}

fn complete(request: &Request, speed: Option<NonZero<u32>>) -> Response {
    let Ok(body) = serde_json::from_slice::<Value>(&request.body) else {
        let message = "We could not parse the JSON body of your request.";
        return Response::json(400, &error(message, "invalid_request_error", None));
    };
    let Some(messages) = body["messages"].as_array().filter(|messages| !messages.is_empty()) else {
        let message = "Missing required parameter: 'messages'.";
        return Response::json(
            400,
            &error(message, "invalid_request_error", Some("missing_required_parameter")),
        );
    };
    let wanted = body["model"].as_str().unwrap_or("");
    if wanted != MODEL {
        let message = format!("The model `{wanted}` does not exist or you do not have access to it.");
        return Response::json(404, &error(&message, "invalid_request_error", Some("model_not_found")));
    }
    let prompt: Vec<String> = messages.iter().map(text_of).collect();
    let content = compose::compose(&prompt, &body["response_format"]);
    let prompt_tokens = prompt.iter().map(|text| tokens(text)).sum::<usize>();
    let longest = ["max_completion_tokens", "max_tokens"].iter().find_map(|name| body[*name].as_u64());
    let longest = longest.and_then(|tokens| usize::try_from(tokens).ok()).unwrap_or(usize::MAX);
    let (content, finish) = if tokens(&content) > longest {
        (content.chars().take(longest.saturating_mul(TOKEN)).collect(), "length")
    } else {
        (content, "stop")
    };
    let completion_tokens = tokens(&content);
    let usage = json!({
        "prompt_tokens": prompt_tokens, "completion_tokens": completion_tokens,
        "total_tokens": prompt_tokens + completion_tokens,
    });
    let id = format!("chatcmpl-sandbox-{prompt_tokens}-{completion_tokens}");
    if body["stream"] == true {
        let with_usage = body["stream_options"]["include_usage"] == true;
        return stream(&id, &content, finish, with_usage.then_some(usage), speed);
    }
    Response::json(
        200,
        &json!({
            "id": id, "object": "chat.completion", "created": 1_700_000_000, "model": MODEL,
            "choices": [{
                "index": 0, "message": { "role": "assistant", "content": content, "refusal": null }, "logprobs": null,
                "finish_reason": finish,
            }],
            "usage": usage, "system_fingerprint": "sandbox",
        }),
    )
}

/// A message's text, also where it comes in parts.
fn text_of(message: &Value) -> String {
    match &message["content"] {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            parts.iter().filter_map(|part| part["text"].as_str()).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}

/// About as many tokens as such a text has: four characters each.
fn tokens(text: &str) -> usize {
    text.chars().count().div_ceil(TOKEN)
}

fn stream(
    id: &str,
    content: &str,
    finish: &str,
    usage: Option<Value>,
    speed: Option<NonZero<u32>>,
) -> Response {
    let (piece_length, pause) =
        speed.map_or((PIECE, AIR), |speed| (TOKEN, Duration::from_secs(1) / speed.get()));
    let with_usage = usage.is_some();
    let chunk = |delta: Value, finish: Option<&str>| {
        let mut chunk = json!({
            "id": id, "object": "chat.completion.chunk", "created": 1_700_000_000, "model": MODEL,
            "system_fingerprint": "sandbox",
            "choices": [{ "index": 0, "delta": delta, "logprobs": null, "finish_reason": finish }],
        });
        if with_usage {
            chunk["usage"] = Value::Null;
        }
        chunk
    };
    let mut chunks = vec![chunk(json!({ "role": "assistant", "content": "" }), None)];
    let characters: Vec<char> = content.chars().collect();
    for piece in characters.chunks(piece_length) {
        chunks.push(chunk(json!({ "content": piece.iter().collect::<String>() }), None));
    }
    chunks.push(chunk(json!({}), Some(finish)));
    if let Some(usage) = usage {
        let mut last = chunk(json!({}), None);
        last["choices"] = json!([]);
        last["usage"] = usage;
        chunks.push(last);
    }
    let mut pieces: Vec<Vec<u8>> =
        chunks.iter().map(|chunk| format!("data: {chunk}\n\n").into_bytes()).collect();
    pieces.push(b"data: [DONE]\n\n".to_vec());
    Response::events(pieces, pause)
}
