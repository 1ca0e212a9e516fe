//! `[scores]`: over which time value and risk are told, and where tiers begin.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;

use super::reader::{Complaint, Section};
use super::values::{amount, number, one_of};
use crate::domain::score::{ScoreSettings, TierRule};

/// Days after which the models are fitted anew.
const DEFAULT_REFIT_DAYS: u64 = 7;
/// Of a hundred customers, those who get no win-back.
const DEFAULT_HOLDOUT_PERCENT: u64 = 10;

/// How customers are scored by models that are fitted on the store's own history.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// How the models are fitted and used.
    pub settings: ScoreSettings,
    /// Days after which they are fitted anew; 0: only when asked for.
    pub refit_days: u32,
    /// Which share of the customers gets no win-back: 0.1 is ten per cent.
    pub holdout: f64,
}

impl Default for Scores {
    fn default() -> Self {
        Self {
            settings: ScoreSettings::default(),
            refit_days: DEFAULT_REFIT_DAYS as u32,
            holdout: DEFAULT_HOLDOUT_PERCENT as f64 / 100.0,
        }
    }
}

/// How it is written in the file.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Scores")]
#[expect(dead_code, reason = "describes the notation, is never built")]
pub(super) struct ScoresNotation {
    /// Days ahead that value and risk speak of.
    horizon_days: Option<u32>,
    /// By how many per cent money a year away counts for less.
    discount_percent: Option<f64>,
    /// Where tiers begin.
    tiers: Option<TiersNotation>,
    /// By how many per cent somebody has to get past a border to change over to another tier.
    tier_margin_percent: Option<f64>,
    /// Days after which the models are fitted anew, the first once all orders are read; 0: only when asked for.
    refit_days: Option<u32>,
    /// How many per cent of the customers get no win-back, so that it can be told what win-backs bring; 0: none.
    holdout_percent: Option<u32>,
}

/// Where tiers begin, as it is written in the file; below silver is bronze.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename = "Tiers")]
#[expect(dead_code, reason = "describes the notation, is never built")]
struct TiersNotation {
    /// `percent`: of the customers who will buy again within the horizon, those with less are below. `amount`: expected net revenue over the horizon.
    by: Option<String>,
    /// Silver begins here.
    silver: f64,
    /// Gold begins here.
    gold: f64,
    /// Platinum begins here.
    platinum: f64,
}

pub(super) fn read(mut section: Section<'_>) -> Scores {
    let usual = Scores::default();
    let percent = |value: Decimal| value.to_f64().unwrap_or_default() / 100.0;
    let horizon = section.or_default("horizon_days", 365, "365", number(1, 3650));
    let discount = section.or_default("discount_percent", Decimal::TEN, "10", amount);
    let margin = section.or_default("tier_margin_percent", Decimal::TEN, "10", amount);
    let refit = section.or_default("refit_days", DEFAULT_REFIT_DAYS, "7", number(0, 365));
    let holdout = section.or_default("holdout_percent", DEFAULT_HOLDOUT_PERCENT, "10", number(0, 100));
    let tiers = tiers(section.table("tiers"));
    section.refuse_the_rest();
    let settings = ScoreSettings {
        horizon_days: u32::try_from(horizon).unwrap_or(u32::MAX),
        discount: percent(discount),
        tiers: tiers.unwrap_or(usual.settings.tiers),
        margin: percent(margin),
    };
    let refit_days = u32::try_from(refit).unwrap_or(u32::MAX);
    Scores { settings, refit_days, holdout: holdout as f64 / 100.0 }
}

fn tiers(mut section: Section<'_>) -> Option<TierRule> {
    if !section.is_present() {
        return None;
    }
    let by = section.or_default("by", "percent".to_owned(), "\"percent\"", one_of(&["percent", "amount"]));
    let mut border = |name: &'static str, example: &str| section.required(name, example, amount)?.to_f64();
    let borders = [border("silver", "25"), border("gold", "50"), border("platinum", "75")];
    let [Some(silver), Some(gold), Some(platinum)] = borders else {
        section.refuse_the_rest();
        return None;
    };
    let is_percent = by == "percent";
    if !(silver < gold && gold < platinum) {
        section.complain("gold", Complaint::hinting("must lie between silver and platinum", "25, 50, 75"));
    }
    if is_percent && platinum >= 100.0 {
        section.complain("platinum", Complaint::hinting("must be less than 100 per cent", "for example 90"));
    }
    section.refuse_the_rest();
    let borders = [silver, gold, platinum];
    Some(if is_percent {
        TierRule::Shares(borders.map(|one| one / 100.0))
    } else {
        TierRule::Amounts(borders)
    })
}
