//! Small regression trees, each of which corrects those before it.
//!
//! Gradient boosting (Friedman, 2001, Annals of Statistics 29(5)) with Newton's steps over features in bins (Chen and
//! Guestrin, 2016, KDD) and trees that ask the same on each level (Prokhorenkova et al., 2018, NeurIPS). How many trees
//! are worth having is seen on customers that they were not grown on; where it is not clear that any are, there is none.

use serde::{Deserialize, Serialize};

use super::logistic::sigmoid;
use super::parallel;

/// Questions of a tree: it has two to the power of them leaves.
const LEVELS: usize = 3;
const LEAVES: usize = 1 << LEVELS;
/// Borders that are tried of each feature at most.
const BORDERS: usize = 31;
const BINS: usize = BORDERS + 1;
/// Trees at most.
const MOST_TREES: usize = 60;
/// After so many trees that make nothing better no more are tried.
const PATIENCE: usize = 12;
/// How far each tree goes of what it would.
const PACE: f64 = 0.1;
/// By how much the curvature of a leaf's loss is taken higher than it is, which holds small leaves back.
const HELD_BACK: f64 = 10.0;
/// Parts of which each is left out once.
const FOLDS: usize = 4;
/// Standard errors by which trees have to be better than none.
const CLEARLY: f64 = 2.0;

/// What a sum of trees adds to a logarithm that is believed: of odds, or of a mean count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Boosted {
    trees: Vec<Tree>,
}

/// Asks the same of everybody on each level: whether a feature reaches a border.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tree {
    asks: [(usize, f64); LEVELS],
    leaves: [f64; LEAVES],
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whether something happens at all; what is believed are log-odds.
    Whether,
    /// How often; what is believed is the logarithm of a mean.
    HowOften,
}

/// One observation.
#[derive(Clone, Copy, Debug)]
pub struct Seen<const N: usize> {
    /// What may matter.
    pub features: [f64; N],
    /// What is believed before.
    pub believed: f64,
    /// How often it happened.
    pub happened: f64,
}

/// Slope and curvature of a loss, or sums of them.
#[derive(Clone, Copy, Default)]
struct Slope {
    slope: f64,
    curve: f64,
}

impl Slope {
    fn plus(self, other: Self) -> Self {
        Self { slope: self.slope + other.slope, curve: self.curve + other.curve }
    }

    fn less(self, other: Self) -> Self {
        Self { slope: self.slope - other.slope, curve: self.curve - other.curve }
    }

    /// How much a leaf of these lowers the loss, twice.
    fn gain(self) -> f64 {
        self.slope * self.slope / (self.curve + HELD_BACK)
    }
}

impl Kind {
    fn slope(self, at: f64, happened: f64) -> Slope {
        match self {
            Self::Whether => {
                let likely = sigmoid(at);
                Slope { slope: likely - happened, curve: likely * (1.0 - likely) }
            }
            Self::HowOften => Slope { slope: at.exp() - happened, curve: at.exp() },
        }
    }

    fn loss(self, at: f64, happened: f64) -> f64 {
        match self {
            Self::Whether => at.max(0.0) - at * happened + (-at.abs()).exp().ln_1p(),
            Self::HowOften => at.exp() - happened * at,
        }
    }
}

impl Boosted {
    /// Grows as many trees as are clearly worth having.
    pub fn fit<const N: usize>(kind: Kind, rows: &[Seen<N>]) -> Self {
        let ground = Ground::of(kind, rows);
        if ground.borders.iter().all(Vec::is_empty) {
            return Self::default();
        }
        let folds: Vec<usize> = (0..FOLDS).collect();
        let better = parallel::map_few(&folds, |fold| ground.left_out(*fold));
        let total = |trees: usize| {
            better.iter().fold([0.0; 2], |sum, one| [sum[0] + one[trees][0], sum[1] + one[trees][1]])
        };
        let best =
            (0..MOST_TREES).max_by(|one, other| total(*one)[0].total_cmp(&total(*other)[0])).unwrap_or(0);
        let [gain, squares] = total(best);
        if gain <= CLEARLY * squares.sqrt() {
            return Self::default();
        }
        let all: Vec<usize> = (0..rows.len()).collect();
        let mut trees = Vec::new();
        ground.grow(&all, best + 1, |tree, _| {
            trees.push(tree);
            true
        });
        Self { trees }
    }

    /// What they add for somebody with these features.
    pub fn adds<const N: usize>(&self, features: &[f64; N]) -> f64 {
        self.trees.iter().map(|tree| tree.adds(features)).sum()
    }

    /// Which features they ask for.
    pub fn asks(&self) -> impl Iterator<Item = usize> {
        self.trees.iter().flat_map(|tree| tree.asks.iter().map(|(feature, _)| *feature))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.trees.is_empty()
    }
}

impl Tree {
    fn adds<const N: usize>(&self, features: &[f64; N]) -> f64 {
        let reaches = |(level, (feature, border)): (usize, &(usize, f64))| {
            // A file may have been made for other features.
            let reaches = features.get(*feature).is_some_and(|value| value >= border);
            usize::from(reaches) << level
        };
        self.leaves[self.asks.iter().enumerate().map(reaches).sum::<usize>()]
    }
}

/// What trees are grown on.
struct Ground<'a, const N: usize> {
    kind: Kind,
    rows: &'a [Seen<N>],
    borders: [Vec<f64>; N],
    bins: Vec<[u8; N]>,
}

impl<'a, const N: usize> Ground<'a, N> {
    fn of(kind: Kind, rows: &'a [Seen<N>]) -> Self {
        let borders: [Vec<f64>; N] = std::array::from_fn(|feature| borders(rows, feature));
        let bins = parallel::map(rows, |row| {
            std::array::from_fn(|at| borders[at].partition_point(|border| *border <= row.features[at]) as u8)
        });
        Self { kind, rows, borders, bins }
    }

    /// By how much each number of trees lowers the loss of customers that were left out: its sum, and that of its squares.
    fn left_out(&self, fold: usize) -> Vec<[f64; 2]> {
        let (left_out, own): (Vec<usize>, Vec<usize>) =
            (0..self.rows.len()).partition(|place| place % FOLDS == fold);
        let loss = |at: &[f64], place: usize| self.kind.loss(at[place], self.rows[place].happened);
        let believed: Vec<f64> = self.rows.iter().map(|row| row.believed).collect();
        let mut gains: Vec<[f64; 2]> = Vec::with_capacity(MOST_TREES);
        let mut best = (0.0, 0);
        self.grow(&own, MOST_TREES, |_, at| {
            let better = left_out.iter().map(|place| loss(&believed, *place) - loss(at, *place));
            let gain = better.fold([0.0; 2], |[sum, squares], one| [sum + one, squares + one * one]);
            gains.push(gain);
            if gain[0] > best.0 {
                best = (gain[0], gains.len());
            }
            gains.len() < best.1 + PATIENCE
        });
        // Those that were not grown any more would have made nothing better.
        let last = gains.last().copied().unwrap_or_default();
        gains.resize(MOST_TREES, last);
        gains
    }

    /// Grows so many trees on some of the rows; each is shown with what is believed of all rows with it, until that is
    /// enough.
    fn grow(&self, own: &[usize], trees: usize, mut goes_on: impl FnMut(Tree, &[f64]) -> bool) {
        let mut at: Vec<f64> = self.rows.iter().map(|row| row.believed).collect();
        for _ in 0..trees {
            let Some(tree) = self.tree(own, &at) else { return };
            self.rows.iter().zip(&mut at).for_each(|(row, at)| *at += tree.adds(&row.features));
            if !goes_on(tree, &at) {
                return;
            }
        }
    }

    /// One tree more; nothing where no question tells anything apart.
    fn tree(&self, own: &[usize], at: &[f64]) -> Option<Tree> {
        let slope = |place: &usize| self.kind.slope(at[*place], self.rows[*place].happened);
        let slopes: Vec<Slope> = own.iter().map(slope).collect();
        let mut leaf_of = vec![0_usize; own.len()];
        let mut asks = [(0, 0.0); LEVELS];
        for (level, ask) in asks.iter_mut().enumerate() {
            let (feature, border) = self.question(own, &slopes, &leaf_of, 1 << level)?;
            *ask = (feature, self.borders[feature][border]);
            for (place, leaf) in own.iter().zip(&mut leaf_of) {
                *leaf |= usize::from(usize::from(self.bins[*place][feature]) > border) << level;
            }
        }
        let mut sums = [Slope::default(); LEAVES];
        slopes.iter().zip(&leaf_of).for_each(|(slope, leaf)| sums[*leaf] = sums[*leaf].plus(*slope));
        Some(Tree { asks, leaves: sums.map(|sum| -PACE * sum.slope / (sum.curve + HELD_BACK)) })
    }

    /// The feature and the border that tell most apart, asked in all leaves.
    fn question(
        &self,
        own: &[usize],
        slopes: &[Slope],
        leaf_of: &[usize],
        leaves: usize,
    ) -> Option<(usize, usize)> {
        let mut best: Option<(f64, usize, usize)> = None;
        for feature in (0..N).filter(|feature| !self.borders[*feature].is_empty()) {
            let mut sums = vec![[Slope::default(); BINS]; leaves];
            for ((place, slope), leaf) in own.iter().zip(slopes).zip(leaf_of) {
                let sum = &mut sums[*leaf][usize::from(self.bins[*place][feature])];
                *sum = sum.plus(*slope);
            }
            let mut gains = vec![0.0; self.borders[feature].len()];
            for of_leaf in sums {
                let all = of_leaf.into_iter().fold(Slope::default(), Slope::plus);
                let mut below = Slope::default();
                for (gain, bin) in gains.iter_mut().zip(of_leaf) {
                    below = below.plus(bin);
                    *gain += below.gain() + all.less(below).gain() - all.gain();
                }
            }
            for (border, gain) in gains.into_iter().enumerate() {
                if best.is_none_or(|(most, ..)| gain > most) {
                    best = Some((gain, feature, border));
                }
            }
        }
        best.map(|(_, feature, border)| (feature, border))
    }
}

/// Values between which as many rows lie, as far as they are not the same; nothing where all are.
fn borders<const N: usize>(rows: &[Seen<N>], feature: usize) -> Vec<f64> {
    let mut values: Vec<f64> = rows.iter().map(|row| row.features[feature]).collect();
    values.sort_unstable_by(f64::total_cmp);
    let Some(least) = values.first().copied() else { return Vec::new() };
    let mut borders: Vec<f64> =
        (1..=BORDERS).map(|at| values[at * values.len() / BINS]).filter(|border| *border > least).collect();
    borders.dedup();
    borders
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a feature says, and chance: a sequence without a pattern that is the same each time.
    fn chance(at: u32) -> f64 {
        let mixed = at.wrapping_mul(0x9E37_79B9) ^ (at.wrapping_mul(0x85EB_CA6B) >> 13);
        f64::from(mixed.wrapping_mul(0xC2B2_AE35) >> 8) / f64::from(1_u32 << 24)
    }

    fn rows(count: u32, of: impl Fn(&[f64; 3], f64) -> f64) -> Vec<Seen<3>> {
        let row = |at: u32| {
            let features = [chance(4 * at), chance(4 * at + 1), 7.0];
            Seen { features, believed: 0.0, happened: of(&features, chance(4 * at + 2)) }
        };
        (0..count).map(row).collect()
    }

    #[test]
    fn what_depends_on_two_together_is_learnt() {
        let likely = |[one, other, _]: &[f64; 3]| if (*one > 0.5) == (*other > 0.3) { 0.8 } else { 0.2 };
        let rows = rows(4000, |features, chance| f64::from(u8::from(chance < likely(features))));
        let learnt = Boosted::fit(Kind::Whether, &rows);
        for features in [[0.9, 0.9, 7.0], [0.1, 0.1, 7.0], [0.9, 0.1, 7.0], [0.1, 0.9, 7.0]] {
            let told = sigmoid(learnt.adds(&features));
            assert!((told - likely(&features)).abs() < 0.12, "{features:?} {told}");
        }
    }

    #[test]
    fn how_often_is_learnt() {
        let rows = rows(
            4000,
            |[one, ..], chance| if *one > 0.5 { 2.0 + (chance * 3.0).floor() } else { chance.round() },
        );
        let learnt = Boosted::fit(Kind::HowOften, &rows);
        let told = |one: f64| learnt.adds(&[one, 0.5, 7.0]).exp();
        assert!(
            (told(0.9) - 3.0).abs() < 0.2 && (told(0.1) - 0.5).abs() < 0.1,
            "{} {}",
            told(0.9),
            told(0.1)
        );
    }

    #[test]
    fn where_nothing_matters_there_is_no_tree() {
        for count in [0, 3, 200, 4000] {
            let rows = rows(count, |_, chance| chance.round());
            assert!(Boosted::fit(Kind::Whether, &rows).is_empty(), "{count}");
        }
        let alike: Vec<Seen<1>> =
            (0..100).map(|at| Seen { features: [1.0], believed: 0.0, happened: f64::from(at % 2) }).collect();
        assert!(Boosted::fit(Kind::HowOften, &alike).is_empty());
    }
}
