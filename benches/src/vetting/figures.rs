//! What scores and labels say about a judge: precision and recall, ranking, calibration.

/// A score, and whether it should have been high.
pub type Judged = (f32, bool);

/// Precision, recall and their harmonic mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
}

/// From counts of what was found rightly, found wrongly, and missed.
pub fn found(right: usize, wrong: usize, missed: usize) -> Found {
    let share = |of: usize, all: usize| of as f64 / all.max(1) as f64;
    let (precision, recall) = (share(right, right + wrong), share(right, right + missed));
    Found { precision, recall, f1: 2.0 * precision * recall / (precision + recall).max(1e-9) }
}

/// At a threshold.
pub fn at(judged: &[Judged], threshold: f32) -> Found {
    let count = |above: bool, label: bool| {
        judged.iter().filter(|(score, is)| (*score >= threshold) == above && *is == label).count()
    };
    found(count(true, true), count(true, false), count(false, true))
}

/// The probability that one that should be high is above one that should be low; equal scores count half.
pub fn area(judged: &[Judged]) -> f64 {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut sum, mut before) = (0.0, 0_usize);
    for equal in sorted.chunk_by(|one, other| one.0 == other.0) {
        let rank = before as f64 + (equal.len() as f64 + 1.0) / 2.0;
        sum += rank * equal.iter().filter(|(_, label)| *label).count() as f64;
        before += equal.len();
    }
    let high = judged.iter().filter(|(_, label)| *label).count() as f64;
    let low = judged.len() as f64 - high;
    (sum - high * (high + 1.0) / 2.0) / (high * low).max(1.0)
}

/// How far probabilities are from what came true, in ten bins, weighed by how many fell into each.
pub fn calibration_error(judged: &[Judged]) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for (score, label) in judged {
        let place = (0..10_u8).rev().find(|bin| *score >= f32::from(*bin) / 10.0).unwrap_or_default();
        if let Some((count, sum, true_ones)) = bins.get_mut(usize::from(place)) {
            *count += 1.0;
            *sum += f64::from(*score);
            *true_ones += f64::from(u8::from(*label));
        }
    }
    let off: f64 = bins.iter().map(|(_, sum, true_ones): &(f64, f64, f64)| (sum - true_ones).abs()).sum();
    off / judged.len().max(1) as f64
}

/// Of the highest twentieth of scores, the share that another of them equals.
pub fn ties(scores: &[f32]) -> f64 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    sorted.truncate(scores.len().div_ceil(20));
    let tied: usize =
        sorted.chunk_by(|one, other| one == other).map(<[f32]>::len).filter(|equal| *equal > 1).sum();
    tied as f64 / sorted.len().max(1) as f64
}

/// The score that this share of clean names is above, as others count it: the one behind the share.
pub fn limit(clean: &[f32], share: f64) -> f32 {
    let mut sorted = clean.to_vec();
    sorted.sort_by(|one, other| other.total_cmp(one));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a length is within it"
    )]
    let place = (sorted.len() as f64 * share) as usize;
    sorted.get(place).copied().unwrap_or_default()
}

/// The share above a score.
pub fn above(scores: &[f32], limit: f32) -> f64 {
    scores.iter().filter(|score| **score > limit).count() as f64 / scores.len().max(1) as f64
}

/// Without a leading zero, as the tables of others have it.
pub fn short(value: f64) -> String {
    let text = format!("{value:.3}");
    text.strip_prefix('0').map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_perfect_judge_has_an_area_of_one_and_a_blind_one_of_half() {
        assert_eq!(area(&[(0.1, false), (0.9, true), (0.8, true)]), 1.0);
        assert_eq!(area(&[(0.5, false), (0.5, true)]), 0.5);
    }

    #[test]
    fn precision_and_recall_are_counted_at_the_threshold() {
        let found = at(&[(0.9, true), (0.6, false), (0.5, true), (0.1, true)], 0.5);
        assert!((found.precision - 2.0 / 3.0).abs() < 1e-9 && (found.recall - 2.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn scores_that_come_true_as_often_as_they_say_are_calibrated() {
        assert!(calibration_error(&[(0.5, true), (0.5, false)]) < 1e-9);
        assert!((calibration_error(&[(1.0, false)]) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn ties_and_limits_look_at_the_top() {
        let scores: Vec<f32> = (0..100_u8).map(|score| f32::from(score.min(97))).collect();
        assert!((ties(&scores) - 0.6).abs() < 1e-9);
        assert_eq!(limit(&[0.1, 0.9, 0.5, 0.2], 0.25), 0.5);
        assert!((above(&[0.1, 0.6], 0.5) - 0.5).abs() < 1e-9);
    }
}
