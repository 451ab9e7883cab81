//! Medians and other quantiles.

use std::time::Duration;

/// The value below which `share` of the sorted values lie; `None` of none.
fn quantile<T: Copy>(sorted: &[T], share: f64) -> Option<T> {
    let last = sorted.len().checked_sub(1)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is within it"
    )]
    let index = (last as f64 * share).round() as usize;
    sorted.get(index.min(last)).copied()
}

/// The middle one; 0 of none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    quantile(&values, 0.5).unwrap_or_default()
}

/// Durations at these shares.
pub fn quantiles<const N: usize>(mut values: Vec<Duration>, shares: [f64; N]) -> [Duration; N] {
    values.sort_unstable();
    shares.map(|share| quantile(&values, share).unwrap_or_default())
}

/// Their mean, in milliseconds; 0 of none.
pub fn mean_millis(values: &[Duration]) -> f64 {
    let count = values.len().max(1) as f64;
    values.iter().sum::<Duration>().as_secs_f64() * 1000.0 / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_were_measured() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        let values: Vec<_> = (1..=101).map(Duration::from_millis).collect();
        assert_eq!(quantiles(values, [0.5, 0.99]), [Duration::from_millis(51), Duration::from_millis(100)]);
        assert_eq!(quantiles(Vec::new(), [0.5]), [Duration::ZERO]);
    }
}
