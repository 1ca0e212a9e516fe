//! Closed lists of words: each by its name in JSON and on the command line, and as people read it.

/// One of a closed list of words.
pub trait Word: Copy + PartialEq + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// The word in JSON, in prompts and on the command line.
    fn as_str(self) -> &'static str;

    /// As people read it.
    fn in_words(self) -> &'static str;

    /// The one so many further in the circle.
    #[must_use]
    fn turned(self, by: usize) -> Self {
        let at = Self::ALL.iter().position(|one| *one == self).unwrap_or(0);
        Self::ALL[(at + by) % Self::ALL.len()]
    }
}

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

        impl $crate::domain::Word for $type {
            const ALL: &'static [$type] = $type::ALL;

            fn as_str(self) -> &'static str {
                $type::as_str(self)
            }

            fn in_words(self) -> &'static str {
                $type::in_words(self)
            }
        }
    };
}

pub(in crate::domain) use words;
