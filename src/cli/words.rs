//! A word of one of the domain's closed lists, as an argument.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// Reads one of `all` by its word; the help says of each what it is.
pub(super) fn one_of<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
    shown: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let values = all.iter().map(move |one| PossibleValue::new(word(*one)).help(shown(*one)));
    // Only words of the list come through.
    PossibleValuesParser::new(values)
        .map(move |typed| all.iter().copied().find(|one| word(*one) == typed).unwrap_or(all[0]))
}
