//! A row of the tables that candidates come from.

use crate::copilot::proposal::Proposal;
use crate::copilot::situation::Situation;
use crate::domain::Purpose;

/// A condition with what it proposes, how much that matters (0: not at all, 100: before all else) and what it is for.
pub struct Rule {
    /// The candidate's id begins with it.
    pub name: &'static str,
    support: u8,
    sales: u8,
    /// What may come of it, stated before anything was tried.
    pub expected: &'static str,
    /// The proposal in the program's own words, where the condition holds.
    pub then: fn(&Situation<'_>) -> Option<Proposal>,
}

/// A row of a table.
pub(super) const fn rule(
    name: &'static str,
    support: u8,
    sales: u8,
    expected: &'static str,
    then: fn(&Situation<'_>) -> Option<Proposal>,
) -> Rule {
    Rule { name, support, sales, expected, then }
}

impl Rule {
    /// How much it matters for a purpose.
    pub fn weight(&self, purpose: Purpose) -> i32 {
        match purpose {
            Purpose::Support => self.support.into(),
            Purpose::Sales => self.sales.into(),
        }
    }
}
