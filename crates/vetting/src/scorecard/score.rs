//! Evidence weighed.

use trusthub_domain::review::{Contribution, Evidence, Outcome, Scoring};

use super::{Name, Scorecard, Weights};

impl Scorecard {
    /// What the evidence of a bundle under the policy of this object type adds up to.
    #[must_use]
    pub fn score(&self, object_type: &str, evidence: &[Evidence]) -> Scoring {
        let contributions = self.contributions(evidence);
        let points = contributions.iter().fold(0, |sum: i32, one| sum.saturating_add(one.points));
        let approval =
            self.approvals.iter().find(|one| one.object_types.iter().any(|name| name == object_type));
        let unmet = approval.map(|approval| {
            let missing = approval.must_pass.iter().filter(|demand| !has_passed(demand, evidence));
            missing.map(|demand| in_words(demand)).collect()
        });
        Scoring {
            points,
            approve_at: approval.map(|approval| approval.at),
            unmet: unmet.unwrap_or_default(),
            contributions,
        }
    }

    fn contributions(&self, evidence: &[Evidence]) -> Vec<Contribution> {
        let mut contributions: Vec<Contribution> = Vec::new();
        for one in evidence {
            let Some(weights) = self.weights_of(&one.check) else { continue };
            let name = weights.check.to_string();
            match contributions.iter_mut().find(|known| known.check == name) {
                Some(known) => known.outcome = worse(known.outcome, one.outcome),
                None => contributions.push(Contribution { check: name, outcome: one.outcome, points: 0 }),
            }
        }
        for contribution in &mut contributions {
            let weights = self.checks.iter().find(|one| one.check.to_string() == contribution.check);
            contribution.points = weights.map_or(0, |weights| weights.points(contribution.outcome));
        }
        contributions
    }

    /// A check's own weights before those of its family.
    pub(super) fn weights_of(&self, check: &str) -> Option<&Weights> {
        let own = self.checks.iter().find(|one| matches!(&one.check, Name::One(name) if name == check));
        own.or_else(|| self.checks.iter().find(|one| one.check.fits(check)))
    }
}

impl Weights {
    const fn points(&self, outcome: Outcome) -> i32 {
        match outcome {
            Outcome::Pass => self.pass,
            Outcome::Unknown => self.unknown,
            Outcome::Fail => self.fail,
        }
    }
}

const fn worse(one: Outcome, other: Outcome) -> Outcome {
    match (one, other) {
        (Outcome::Fail, _) | (_, Outcome::Fail) => Outcome::Fail,
        (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
        (Outcome::Pass, Outcome::Pass) => Outcome::Pass,
    }
}

/// One of the alternatives was looked at, and found nothing but what passes.
fn has_passed(alternatives: &[Name], evidence: &[Evidence]) -> bool {
    alternatives.iter().any(|name| {
        let mut found = evidence.iter().filter(|one| name.fits(&one.check)).peekable();
        found.peek().is_some() && found.all(|one| one.outcome == Outcome::Pass)
    })
}

fn in_words(alternatives: &[Name]) -> String {
    alternatives.iter().map(Name::to_string).collect::<Vec<_>>().join(" | ")
}
