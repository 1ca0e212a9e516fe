//! The only way to a language model: it masks, limits, records and verifies.

mod fold;
mod kind;
mod known;
mod lexicon;
mod mask;
mod placeholder;
mod recognisers;
mod scan;
mod stream;
mod tokens;
mod unmask;

pub use kind::Kind;
pub use known::Known;
pub use mask::{Masked, Masker, Span};
pub use scan::Leak;
pub use stream::mask_stream;
pub use unmask::{Unmasker, Unrestored};
