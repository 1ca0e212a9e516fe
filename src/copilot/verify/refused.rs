//! What was refused, told apart: what a draft may hold where it is marked, and what it may not hold at all.

/// Why a text was refused.
#[derive(Clone, PartialEq, Eq)]
pub enum Refused {
    /// It can't be made readable, promises what no policy allows or speaks of somebody else: not even a draft may hold
    /// it.
    Inadmissible(String),
    /// It can be read, but nothing bears it out.
    Unsupported {
        /// Slots filled, placeholders restored.
        text: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Refused {
    /// In words for a person.
    pub fn why(self) -> String {
        match self {
            Self::Inadmissible(why) | Self::Unsupported { why, .. } => why,
        }
    }
}

impl std::fmt::Debug for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Inadmissible(_) => "Inadmissible(..)",
            Self::Unsupported { .. } => "Unsupported(..)",
        })
    }
}

/// What is wrong with a sentence, and whether a draft may hold it where it is marked.
pub enum Flaw {
    /// None may.
    Inadmissible(String),
    /// One may, where it is marked.
    Unsupported(String),
}

impl Flaw {
    /// The same, and no draft may hold it.
    pub fn for_good(self) -> Self {
        match self {
            Self::Inadmissible(why) | Self::Unsupported(why) => Self::Inadmissible(why),
        }
    }
}

impl From<String> for Flaw {
    fn from(why: String) -> Self {
        Self::Unsupported(why)
    }
}
