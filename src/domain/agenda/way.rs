//! How a task is to be done, as its vendor says or its title.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::words::words;

/// How it is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum Way {
    Call,
    Email,
    Meeting,
    Other,
}

words! { Way:
    Call = "call", "call";
    Email = "email", "e-mail";
    Meeting = "meeting", "meeting";
    Other = "other", "to do";
}

/// Beginnings of what is done by calling the customer. A call of somebody else is a thing to do.
const CALLS: [&str; 14] = [
    "call about the deal",
    "call the lead",
    "call back",
    "call again",
    "call her",
    "call him",
    "call them",
    "ring back",
    "phone back",
    "zurückrufen",
    "rückruf",
    "rappeler",
    "richiamare",
    "terugbellen",
];

impl Way {
    /// How a task with that title is done: by calling whom it is about, or in a way that it does not tell.
    pub fn titled(title: &str) -> Self {
        let title = title.trim().to_lowercase();
        if CALLS.iter().any(|call| title.starts_with(call)) { Self::Call } else { Self::Other }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(" Call back about the tent", Way::Call)]
    #[case("Rückruf wegen der Rechnung", Way::Call)]
    #[case("Rappeler Mme Roy", Way::Call)]
    #[case("Call about the deal Guide school kit", Way::Call)]
    #[case("Call the carrier", Way::Other)]
    #[case("Send the sizes, then call back", Way::Other)]
    fn a_title_tells_whether_the_customer_is_called(#[case] title: &str, #[case] way: Way) {
        assert_eq!(Way::titled(title), way);
    }
}
