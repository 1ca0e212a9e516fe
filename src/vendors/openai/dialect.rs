//! How much of the protocol a server understands: newest first, less where it refuses.

use async_openai::types::chat::{
    ChatCompletionRequestAssistantMessage, ChatCompletionRequestAssistantMessageContent,
    ChatCompletionRequestMessage, ChatCompletionRequestSystemMessage,
    ChatCompletionRequestSystemMessageContent, ChatCompletionRequestUserMessage,
    ChatCompletionRequestUserMessageContent, ChatCompletionStreamOptions, CreateChatCompletionRequest,
    ResponseFormat, ResponseFormatJsonSchema,
};

use crate::ports::model::ModelRequest;

/// How the form of the answer is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// `response_format: json_schema`.
    Schema,
    /// `response_format: json_object`; the schema stands in the prompt.
    Object,
    /// By the prompt alone.
    Plain,
}

/// What a request to this server may contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    format: Format,
    /// `max_completion_tokens`; older servers know `max_tokens`.
    completion_tokens: bool,
    /// `stream_options`: the server counts tokens in a stream.
    usage: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Dialect { format: Format::Schema, completion_tokens: true, usage: true }
    }
}

impl Dialect {
    /// The next one to try after the server refused the request, saying `message`. Nothing if there is no less.
    pub(super) fn without(self, message: &str) -> Option<Self> {
        let says = |word: &str| message.contains(word);
        if self.completion_tokens && says("max_completion_tokens") {
            return Some(Dialect { completion_tokens: false, ..self });
        }
        // Newer models refuse the old name and name the new one.
        if !self.completion_tokens && says("max_tokens") {
            return None;
        }
        if self.usage && (says("stream_options") || says("include_usage")) {
            return Some(Dialect { usage: false, ..self });
        }
        let less = match self.format {
            Format::Schema => Format::Object,
            Format::Object => Format::Plain,
            // Nothing was named, and everything else is gone: the old name of the limit, then no count.
            Format::Plain if self.completion_tokens => {
                return Some(Dialect { completion_tokens: false, ..self });
            }
            Format::Plain if self.usage => return Some(Dialect { usage: false, ..self }),
            Format::Plain => return None,
        };
        Some(Dialect { format: less, ..self })
    }

    /// The request in this dialect.
    pub(super) fn request(self, model: &str, request: &ModelRequest) -> CreateChatCompletionRequest {
        let mut system = request.system.clone();
        if self.format != Format::Schema {
            system.push_str("\n\nAnswer with one JSON object and nothing else. Its JSON Schema:\n");
            system.push_str(&request.schema.to_string());
        }
        let response_format = match self.format {
            Format::Schema => Some(ResponseFormat::JsonSchema {
                json_schema: ResponseFormatJsonSchema {
                    description: None,
                    name: request.schema_name.clone(),
                    schema: request.schema.clone(),
                    strict: Some(true),
                },
            }),
            Format::Object => Some(ResponseFormat::JsonObject),
            Format::Plain => None,
        };
        let system = ChatCompletionRequestSystemMessage {
            content: ChatCompletionRequestSystemMessageContent::Text(system),
            ..Default::default()
        };
        let user = ChatCompletionRequestUserMessage {
            content: ChatCompletionRequestUserMessageContent::Text(request.user.clone()),
            ..Default::default()
        };
        let mut messages = vec![system.into(), user.into()];
        if let Some(broken) = &request.broken {
            messages.extend(put_right(broken, &request.schema));
        }
        let mut body = CreateChatCompletionRequest {
            model: model.to_owned(),
            messages,
            response_format,
            stream: Some(true),
            ..Default::default()
        };
        if self.completion_tokens {
            body.max_completion_tokens = Some(request.max_tokens);
        } else {
            set_max_tokens(&mut body, request.max_tokens);
        }
        if self.usage {
            body.stream_options = Some(ChatCompletionStreamOptions {
                include_usage: Some(true),
                include_obfuscation: Some(false),
            });
        }
        body
    }
}

/// The turns that ask for an answer again that nobody could read.
fn put_right(broken: &str, schema: &serde_json::Value) -> [ChatCompletionRequestMessage; 2] {
    let said = ChatCompletionRequestAssistantMessage {
        content: Some(ChatCompletionRequestAssistantMessageContent::Text(broken.to_owned())),
        ..Default::default()
    };
    let wanted = format!(
        "That is not the JSON object that was asked for. Give the same answer again as one JSON object of this \
         schema, with nothing before it and nothing after it:\n{schema}"
    );
    let again = ChatCompletionRequestUserMessage {
        content: ChatCompletionRequestUserMessageContent::Text(wanted),
        ..Default::default()
    };
    [said.into(), again.into()]
}

#[expect(deprecated, reason = "older servers know no other name")]
fn set_max_tokens(body: &mut CreateChatCompletionRequest, tokens: u32) {
    body.max_tokens = Some(tokens);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_names_goes_first() {
        let first = Dialect::default().without("Unrecognized parameter: max_completion_tokens");
        assert_eq!(first, Some(Dialect { completion_tokens: false, ..Dialect::default() }));
        let usage = Dialect::default().without("stream_options is not supported");
        assert_eq!(usage, Some(Dialect { usage: false, ..Dialect::default() }));
    }

    #[test]
    fn it_ends() {
        let mut dialect = Some(Dialect::default());
        let mut steps = 0;
        while let Some(current) = dialect {
            dialect = current.without("no");
            steps += 1;
        }
        assert!(steps <= 5, "{steps}");
    }
}
