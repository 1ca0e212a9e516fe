//! How much may be offered: what policy lets through by itself, and what it lets through with somebody's yes.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::domain::action::{ActionKind, ApprovalRule, Offer, Role, verdict};

/// The most that is ever offered, in percent, whoever says yes.
const MOST_PERCENT: Decimal = Decimal::from_parts(50, 0, 0, false, 0);
/// The most where policy says nothing of offers, in percent: what the program itself would offer.
const MOST_WITHOUT_POLICY: Decimal = Decimal::TEN;

/// The bounds of an offer, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// What is offered where nobody says otherwise.
    pub usual: Decimal,
    /// Up to this nobody has to say yes.
    pub free: Decimal,
    /// The most, with the yes of `role` above `free`.
    pub most: Decimal,
    /// Whose yes.
    pub role: Option<Role>,
}

impl Bounds {
    /// What policy says of offering something by an action. `usual` is what the program would offer.
    pub fn of(rules: &[ApprovalRule], action: ActionKind, usual: Decimal) -> Self {
        let speaks_of_offers = |rule: &&ApprovalRule| {
            !rule.outside_policy
                && rule.action.is_none_or(|kind| kind == action || kind == ActionKind::Discount)
        };
        let speaking: Vec<&ApprovalRule> = rules.iter().filter(speaks_of_offers).collect();
        let most = if speaking.is_empty() { MOST_WITHOUT_POLICY.max(usual) } else { MOST_PERCENT };
        // A verdict can only turn where a rule names a percentage, so only those have to be tried.
        let mut turns: Vec<Decimal> = speaking.iter().filter_map(|rule| rule.percent_over).collect();
        turns.push(most);
        turns.retain(|percent| *percent <= most);
        let free = turns.iter().copied().filter(|percent| role_for(rules, action, *percent).is_none()).max();
        let role = role_for(rules, action, most);
        Self { usual: usual.min(most), free: free.unwrap_or_default(), most, role }
    }

    /// In words: `up to 10 %; up to 50 % with the yes of a manager`.
    pub fn in_words(&self) -> String {
        let Self { free, most, .. } = self;
        let (free, most) = (free.normalize(), most.normalize());
        let role = self.role.map_or("somebody", Role::as_str);
        match (free.is_zero(), free < most) {
            (true, _) => format!("up to {most} %, with the yes of a {role}"),
            (false, true) => format!("up to {free} %; up to {most} % with the yes of a {role}"),
            (false, false) => format!("up to {most} %"),
        }
    }

    /// Whether so much may be offered.
    ///
    /// # Errors
    /// Why not, in words.
    pub fn admit(&self, percent: Decimal) -> Result<(), String> {
        let most = self.most.normalize();
        if percent <= self.most {
            Ok(())
        } else {
            Err(format!("it offers more than the {most} % that may be"))
        }
    }
}

/// Whose yes so much needs.
fn role_for(rules: &[ApprovalRule], action: ActionKind, percent: Decimal) -> Option<Role> {
    let offer = Offer { percent: Some(percent), ..Offer::default() };
    verdict(rules, action, Some(&offer)).role
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(action: ActionKind, percent_over: Option<i64>) -> ApprovalRule {
        ApprovalRule {
            action: Some(action),
            percent_over: percent_over.map(Decimal::from),
            amount_over: None,
            outside_policy: false,
            role: Some(Role::Manager),
        }
    }

    #[test]
    fn policy_sets_the_bounds_of_an_offer() {
        let of = |rules: &[ApprovalRule]| Bounds::of(rules, ActionKind::WinBack, Decimal::TEN).in_words();
        assert_eq!(of(&[]), "up to 10 %");
        assert_eq!(of(&[rule(ActionKind::Note, None)]), "up to 10 %");
        let over_five = rule(ActionKind::Discount, Some(5));
        assert_eq!(of(&[over_five]), "up to 5 %; up to 50 % with the yes of a manager");
        assert_eq!(of(&[rule(ActionKind::WinBack, None)]), "up to 50 %, with the yes of a manager");
    }

    #[test]
    fn more_than_the_most_is_not_admitted() {
        let bounds = Bounds::of(&[rule(ActionKind::Discount, Some(10))], ActionKind::Discount, Decimal::TEN);
        assert!(bounds.admit(Decimal::from(50)).is_ok() && bounds.admit(Decimal::from(51)).is_err());
    }
}
