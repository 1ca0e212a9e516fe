//! The only way to a language model: it masks, limits, records and verifies.
//!
//! [`Gateway::ask`] takes declared facts, replaces what identifies a person by placeholders, renders a versioned
//! prompt, and streams the answer back. Below the client library every byte is scanned once more before it leaves
//! ([`Masker::scan`]) and kept in both directions. It fails closed: what can't be scanned, paid for or recorded is not
//! asked. Of several models ([`Models`]) one stands in for the other where it fails; what was asked before is answered
//! from what is kept. [`mask_stream`] is the masking alone, for `deskhand mask`.

mod answers;
mod breaker;
mod budget;
mod call;
mod cards;
mod data;
mod door;
mod flight;
mod fold;
mod header;
mod kind;
mod known;
mod layer;
mod lexicon;
mod mask;
mod models;
mod placeholder;
mod prompt;
mod recognisers;
mod route;
mod scan;
mod stream;
mod tokens;
mod unmask;
mod wiretap;

pub use budget::Spending;
pub use cards::without_card_numbers;
pub use data::Declared;
pub use door::{
    Answer, AnswerEvent, Candidate, Fact, Gateway, Limits, Manner, Question, Refusal, Spent, rehearsed,
};
pub use kind::Kind;
pub use known::Known;
pub use lexicon::is_given_name;
pub use mask::{Masked, Masker, Span};
pub use models::{Model, Models};
pub use prompt::{PromptError, PromptName, Prompts, Rendered};
pub use scan::Leak;
pub use stream::mask_stream;
pub use unmask::{Unmasker, Unrestored};
