//! What is believed of a parameter before anything is seen.

/// A normal distribution of a parameter's natural logarithm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The parameter's usual value.
    pub usual: f64,
    /// Standard deviation of its logarithm.
    pub spread: f64,
}

impl Prior {
    /// Around a usual value; two thirds of all shops lie within a factor of about four and a half.
    pub const fn around(usual: f64) -> Self {
        Self { usual, spread: 1.5 }
    }

    /// What it takes off the log-likelihood at a logarithm of the parameter, and how that changes with it.
    pub fn penalty(&self, logarithm: f64) -> (f64, f64) {
        let off = (logarithm - self.usual.ln()) / self.spread;
        (off * off / 2.0, off / self.spread)
    }
}

/// The penalty of all parameters together; adds its slopes to a gradient.
pub fn penalty(priors: Option<&[Prior]>, logarithms: &[f64], gradient: &mut [f64]) -> f64 {
    let Some(priors) = priors else { return 0.0 };
    let mut sum = 0.0;
    for ((prior, logarithm), slope) in priors.iter().zip(logarithms).zip(gradient) {
        let (penalty, change) = prior.penalty(*logarithm);
        sum += penalty;
        *slope += change;
    }
    sum
}
