//! Integrals as sums over a few points.

/// Points in (0, 1) with weights that add up to 1.
pub type Nodes = Vec<(f64, f64)>;

/// Rounds of the eigenvalue search for one value; a handful is usual.
const MOST_ROUNDS: usize = 60;

/// The mean of a function under Beta(*a*, *b*), exact for polynomials of up to twice as many terms as points:
/// Gauss and Jacobi, by Golub and Welsch (1969), Calculation of Gauss Quadrature Rules, Mathematics of Computation 23.
pub fn beta(points: usize, a: f64, b: f64) -> Nodes {
    // Jacobi's weight on (-1, 1) is (1-t)^(b-1) (1+t)^(a-1).
    let (p, q) = (b - 1.0, a - 1.0);
    let sum = p + q;
    let on_diagonal = |n: usize| match n {
        0 => (q - p) / (sum + 2.0),
        n => {
            let m = 2.0 * n as f64 + sum;
            (q * q - p * p) / (m * (m + 2.0))
        }
    };
    let beside = |n: usize| {
        let (k, m) = (n as f64, 2.0 * n as f64 + sum);
        let square = match n {
            // The general form is 0/0 where a + b is 1.
            1 => 4.0 * (1.0 + p) * (1.0 + q) / ((2.0 + sum).powi(2) * (3.0 + sum)),
            _ => 4.0 * k * (k + p) * (k + q) * (k + sum) / (m * m * (m + 1.0) * (m - 1.0)),
        };
        square.max(0.0).sqrt()
    };
    let mut values: Vec<f64> = (0..points).map(on_diagonal).collect();
    let mut beside: Vec<f64> = (1..=points).map(|n| if n < points { beside(n) } else { 0.0 }).collect();
    let first = eigen(&mut values, &mut beside);
    values.iter().zip(first).map(|(t, z)| (((1.0 + t) / 2.0).clamp(0.0, 1.0), z * z)).collect()
}

/// The mean of a function over (0, 1): Gauss and Legendre.
pub fn even(points: usize) -> Nodes {
    beta(points, 1.0, 1.0)
}

/// Eigenvalues of a symmetric tridiagonal matrix in place of its diagonal; returns the first component of each
/// eigenvector. Implicit QL: Wilkinson and Reinsch (1971), Handbook for Automatic Computation, contribution II/4.
fn eigen(diagonal: &mut [f64], beside: &mut [f64]) -> Vec<f64> {
    let size = diagonal.len();
    let mut first = vec![0.0; size];
    first[0] = 1.0;
    for low in 0..size {
        for _ in 0..MOST_ROUNDS {
            let is_split = |at: &usize| {
                beside[*at].abs() <= f64::EPSILON * (diagonal[*at].abs() + diagonal[at + 1].abs())
            };
            let high = (low..size - 1).find(is_split).unwrap_or(size - 1);
            if high == low {
                break;
            }
            let shift = (diagonal[low + 1] - diagonal[low]) / (2.0 * beside[low]);
            let root = shift.hypot(1.0).copysign(shift);
            let mut g = diagonal[high] - diagonal[low] + beside[low] / (shift + root);
            let (mut sine, mut cosine, mut moved) = (1.0, 1.0, 0.0);
            let mut is_whole = true;
            for at in (low..high).rev() {
                let (f, b) = (sine * beside[at], cosine * beside[at]);
                let r = f.hypot(g);
                beside[at + 1] = r;
                if r == 0.0 {
                    diagonal[at + 1] -= moved;
                    beside[high] = 0.0;
                    is_whole = false;
                    break;
                }
                (sine, cosine) = (f / r, g / r);
                g = diagonal[at + 1] - moved;
                let turned = (diagonal[at] - g) * sine + 2.0 * cosine * b;
                moved = sine * turned;
                diagonal[at + 1] = g + moved;
                g = cosine * turned - b;
                (first[at], first[at + 1]) =
                    (cosine * first[at] - sine * first[at + 1], sine * first[at] + cosine * first[at + 1]);
            }
            if is_whole {
                diagonal[low] -= moved;
                beside[low] = g;
                beside[high] = 0.0;
            }
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(nodes: &Nodes, of: impl Fn(f64) -> f64) -> f64 {
        nodes.iter().map(|(at, weight)| weight * of(*at)).sum()
    }

    #[test]
    fn moments_of_a_beta_are_exact() {
        for (a, b) in [(0.8, 2.4), (1.0, 1.0), (0.5, 0.5), (0.004, 3.0), (300.0, 2.0), (0.05, 4000.0)] {
            let nodes = beta(16, a, b);
            let close = |one: f64, other: f64| (one - other).abs() <= 1e-10 * other;
            assert!(close(mean(&nodes, |_| 1.0), 1.0), "{a} {b}");
            assert!(close(mean(&nodes, |x| x), a / (a + b)), "{a} {b}");
            let second = a * (a + 1.0) / ((a + b) * (a + b + 1.0));
            assert!(close(mean(&nodes, |x| x * x), second), "{a} {b}");
        }
    }

    #[test]
    fn a_smooth_function_is_integrated() {
        assert!((mean(&even(16), f64::exp) - (1_f64.exp() - 1.0)).abs() < 1e-14);
    }
}
