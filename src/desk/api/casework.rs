//! What can be chosen for cases.

use serde::{Deserialize, Serialize};

use super::DeskError;
use crate::domain::casework::CaseStage;
use crate::domain::crm::Owner;
use crate::domain::macros::{Macro, MacroFit};

/// What can be chosen for cases. What the account does not let be read leaves the rest to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CaseChoices {
    /// The stages of the account, or why they are not known.
    pub stages: Result<Vec<CaseStage>, DeskError>,
    /// Colleagues, or why they are not known.
    pub owners: Result<Vec<Owner>, DeskError>,
    /// The rep's own id among them.
    pub me: Option<String>,
    /// Answers that are given often.
    pub macros: Vec<OfferedMacro>,
}

/// An answer that is given often, as one of those to choose from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferedMacro {
    /// The macro.
    pub one: Macro,
    /// How it would read for the case that was named; nothing where none was, or its customer is not kept here.
    pub reads: Option<String>,
    /// What it lacks there, in words.
    pub lacks: Option<String>,
    /// What of it does not fit the case, in words.
    #[serde(default)]
    pub warns: Vec<String>,
    /// How it fits the case.
    #[serde(default)]
    pub fit: MacroFit,
}
