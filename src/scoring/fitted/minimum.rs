//! Where a smooth function of a few unknowns is least.

/// Steps after which the search gives up.
const MOST_STEPS: usize = 500;
/// Longest first try of a step, in any unknown.
const LONGEST: f64 = 2.0;
/// How much of the promised descent a step must bring (Armijo).
const ENOUGH: f64 = 1e-4;
/// Halvings of a step before its direction is given up.
const MOST_HALVINGS: usize = 40;

/// Where a search ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Minimum {
    /// The unknowns.
    pub at: Vec<f64>,
    /// The function there.
    pub value: f64,
    /// Steps taken.
    pub steps: usize,
    /// Whether the function has no slope there, and no unknown stands at its bound.
    pub converged: bool,
}

/// Quasi-Newton search (BFGS) with a backtracking line search inside bounds: Nocedal and Wright, Numerical
/// Optimization, second edition, chapter 6. `function` writes its slopes into its second argument and returns its
/// value, which may be infinite or no number where it has none: the search steps back from there. It ends where no
/// slope is larger than `flat`, or where steps lead nowhere any more.
pub fn minimise(
    start: &[f64],
    bounds: &[(f64, f64)],
    flat: f64,
    mut function: impl FnMut(&[f64], &mut [f64]) -> f64,
) -> Minimum {
    let mut here = Point { at: inside(start, bounds), value: 0.0, slopes: vec![0.0; start.len()] };
    here.value = function(&here.at, &mut here.slopes);
    let mut curvature = Curvature::unknown(start.len());
    for steps in 0..MOST_STEPS {
        let held = here.held(bounds);
        let is_flat = here.slopes.iter().zip(&held).all(|(slope, held)| *held || slope.abs() <= flat);
        if is_flat {
            return here.ended(steps, !held.contains(&true));
        }
        let mut direction = curvature.direction(&here.slopes, &held);
        if slope_along(&direction, &here.slopes) >= 0.0 {
            curvature = Curvature::unknown(start.len());
            direction = curvature.direction(&here.slopes, &held);
        }
        match here.step(&direction, bounds, &mut function) {
            Some(next) => {
                let is_still = (here.value - next.value).abs() <= 1e-15 * here.value.abs();
                curvature.learn(&here, &next);
                here = next;
                if is_still {
                    let flat = here.slopes.iter().all(|slope| slope.abs() <= 100.0 * flat);
                    return here.ended(steps + 1, flat);
                }
            }
            None if curvature.is_unknown => return here.ended(steps, false),
            None => curvature = Curvature::unknown(start.len()),
        }
    }
    here.ended(MOST_STEPS, false)
}

struct Point {
    at: Vec<f64>,
    value: f64,
    slopes: Vec<f64>,
}

impl Point {
    fn ended(self, steps: usize, converged: bool) -> Minimum {
        Minimum { at: self.at, value: self.value, steps, converged }
    }

    /// Which unknowns are pushed against a bound.
    fn held(&self, bounds: &[(f64, f64)]) -> Vec<bool> {
        let pushed = |((at, slope), (low, high)): ((&f64, &f64), &(f64, f64))| {
            (*at <= *low && *slope > 0.0) || (*at >= *high && *slope < 0.0)
        };
        self.at.iter().zip(&self.slopes).zip(bounds).map(pushed).collect()
    }

    /// The first point along a direction that is low enough.
    fn step(
        &self,
        direction: &[f64],
        bounds: &[(f64, f64)],
        function: &mut impl FnMut(&[f64], &mut [f64]) -> f64,
    ) -> Option<Self> {
        let slope = slope_along(direction, &self.slopes);
        let longest = direction.iter().fold(0.0_f64, |most, part| most.max(part.abs()));
        let mut length = (LONGEST / longest).min(1.0);
        let mut slopes = vec![0.0; self.at.len()];
        for _ in 0..MOST_HALVINGS {
            let moved: Vec<f64> =
                self.at.iter().zip(direction).map(|(at, part)| at + length * part).collect();
            let at = inside(&moved, bounds);
            let value = function(&at, &mut slopes);
            if value.is_finite() && value <= self.value + ENOUGH * length * slope {
                return Some(Self { at, value, slopes });
            }
            length /= 2.0;
        }
        None
    }
}

/// The inverse of the matrix of second derivatives, as learnt from the steps.
struct Curvature {
    inverse: Vec<f64>,
    is_unknown: bool,
}

impl Curvature {
    fn unknown(unknowns: usize) -> Self {
        let mut inverse = vec![0.0; unknowns * unknowns];
        inverse.iter_mut().step_by(unknowns + 1).for_each(|one| *one = 1.0);
        Self { inverse, is_unknown: true }
    }

    fn times(&self, vector: &[f64]) -> Vec<f64> {
        let row = |row: &[f64]| row.iter().zip(vector).map(|(one, other)| one * other).sum();
        self.inverse.chunks(vector.len()).map(row).collect()
    }

    /// Downhill, without the unknowns that are held.
    fn direction(&self, slopes: &[f64], held: &[bool]) -> Vec<f64> {
        let free = |(value, held): (f64, &bool)| if *held { 0.0 } else { value };
        let slopes: Vec<f64> = slopes.iter().copied().zip(held).map(free).collect();
        self.times(&slopes).into_iter().map(|part| -part).zip(held).map(free).collect()
    }

    /// H ← (I − s yᵀ/sᵀy) H (I − y sᵀ/sᵀy) + s sᵀ/sᵀy.
    fn learn(&mut self, before: &Point, now: &Point) {
        let step: Vec<f64> = now.at.iter().zip(&before.at).map(|(now, before)| now - before).collect();
        let change: Vec<f64> =
            now.slopes.iter().zip(&before.slopes).map(|(now, before)| now - before).collect();
        let product = slope_along(&step, &change);
        if product <= 1e-12 {
            return;
        }
        if self.is_unknown {
            let scale = product / slope_along(&change, &change);
            self.inverse.iter_mut().for_each(|one| *one *= scale);
        }
        let curved = self.times(&change);
        let own = 1.0 + slope_along(&change, &curved) / product;
        let count = step.len();
        for row in 0..count {
            for column in 0..count {
                let cross = curved[row] * step[column] + step[row] * curved[column];
                self.inverse[row * count + column] += (own * step[row] * step[column] - cross) / product;
            }
        }
        self.is_unknown = false;
    }
}

fn inside(at: &[f64], bounds: &[(f64, f64)]) -> Vec<f64> {
    at.iter().zip(bounds).map(|(at, (low, high))| at.clamp(*low, *high)).collect()
}

fn slope_along(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rosenbrock's valley, the usual trap.
    #[test]
    fn a_bent_valley_is_followed_to_its_lowest_point() {
        let found = minimise(&[-1.2, 1.0], &[(-10.0, 10.0); 2], 1e-9, |at, slopes| {
            let (x, y) = (at[0], at[1]);
            slopes[0] = -400.0 * x * (y - x * x) - 2.0 * (1.0 - x);
            slopes[1] = 200.0 * (y - x * x);
            100.0 * (y - x * x).powi(2) + (1.0 - x).powi(2)
        });
        assert!(found.converged && found.at.iter().all(|x| (x - 1.0).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn a_bound_holds_and_is_told() {
        let found = minimise(&[0.0, 0.0], &[(-1.0, 1.0); 2], 1e-9, |at, slopes| {
            slopes.copy_from_slice(&[2.0 * (at[0] - 5.0), 2.0 * (at[1] - 0.5)]);
            (at[0] - 5.0).powi(2) + (at[1] - 0.5).powi(2)
        });
        assert!(!found.converged);
        assert!((found.at[0] - 1.0).abs() < 1e-9 && (found.at[1] - 0.5).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn where_there_is_no_value_the_search_steps_back() {
        let found = minimise(&[3.0], &[(-10.0, 10.0)], 1e-9, |at, slopes| {
            slopes[0] = 1.0 - 1.0 / at[0];
            if at[0] > 0.0 { at[0] - at[0].ln() } else { f64::NAN }
        });
        assert!(found.converged && (found.at[0] - 1.0).abs() < 1e-6, "{found:?}");
    }
}
