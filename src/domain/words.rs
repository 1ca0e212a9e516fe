//! Closed lists of words: each by its name in JSON and on the command line, and as people read it.

/// Gives an enum its list, and each of its values both words.
macro_rules! words {
    ($type:ident: $($name:ident = $word:literal, $shown:literal;)*) => {
        impl $type {
            /// All of them.
            pub const ALL: &'static [$type] = &[$($type::$name),*];

            /// The word in JSON, in prompts and on the command line.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// As people read it.
            pub fn in_words(self) -> &'static str {
                match self { $(Self::$name => $shown),* }
            }
        }
    };
}

pub(in crate::domain) use words;
