//! An assessment on a terminal: what was checked, what that counts for, and why it came out as it did.

use trusthub_domain::review::{Assessment, Evidence, Outcome as Found, Scoring, Verdict, Weight};

use crate::output::{self, Style};

/// Width of the explanations under a check.
const TEXT_WIDTH: usize = 96;

/// What vetting found, failures first, then what could not be told, then what passed; and how that was weighed.
pub(crate) fn lines(assessment: &Assessment, style: Style) -> Vec<String> {
    let count = |outcome: Found| assessment.evidence.iter().filter(|one| one.outcome == outcome).count();
    let summary = format!(
        "{} passed, {} failed, {} could not be told; rules {}",
        count(Found::Pass),
        count(Found::Fail),
        count(Found::Unknown),
        assessment.ruleset
    );
    let mut lines = output::section("evidence", &summary, style).to_vec();
    for outcome in [Found::Fail, Found::Unknown, Found::Pass] {
        for one in assessment.evidence.iter().filter(|one| one.outcome == outcome) {
            lines.extend(check(one, style));
        }
    }
    if let Some(scoring) = &assessment.scoring {
        lines.extend(score(scoring, &assessment.verdict, style));
    }
    lines
}

fn check(evidence: &Evidence, style: Style) -> Vec<String> {
    let mark = match (evidence.outcome, evidence.weight) {
        (Found::Pass, _) => style.good("pass"),
        (Found::Fail, Weight::Hard) => style.bad("FAIL"),
        (Found::Fail, Weight::Soft) => style.attention("weak"),
        (Found::Unknown, _) => style.dim("  ? "),
    };
    let code = evidence.code.map(|code| format!(" {}", code.0)).unwrap_or_default();
    let field = evidence.field.as_deref().unwrap_or_default();
    let mut lines = vec![format!(
        "  {mark}  {}{}  {}",
        evidence.check,
        style.dim(code),
        style.name(output::harmless(field))
    )];
    lines.extend(indented(&evidence.why, 8));
    lines.extend(evidence.mend.iter().flat_map(|mend| indented(mend, 8)));
    let source = evidence.source.as_ref().map(|source| {
        let parts = [&source.name, &source.version, &source.date];
        let parts: Vec<&str> =
            parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        format!("from {}", parts.join(" "))
    });
    let compared = (!evidence.compared.is_empty()).then(|| format!("compared {}", evidence.compared));
    let small = compared.into_iter().chain(source).flat_map(|text| indented(&text, 8));
    lines.extend(small.map(|line| style.dim(line)));
    lines
}

fn score(scoring: &Scoring, verdict: &Verdict, style: Style) -> Vec<String> {
    let needed = match scoring.approve_at {
        Some(least) => format!("{} points; {least} approve without a person", scoring.points),
        None => format!("{} points; such a profile is never approved without a person", scoring.points),
    };
    let mut lines = output::section("score", &needed, style).to_vec();
    for one in scoring.contributions.iter().filter(|one| one.points != 0) {
        let points = format!("{:>+5}", one.points);
        let points = if one.points < 0 { style.attention(points) } else { style.good(points) };
        lines.push(format!("  {points}  {}  {}", one.check, style.dim(one.outcome.as_str())));
    }
    for demand in &scoring.unmet {
        lines.push(format!("  {}  {demand} has not passed", style.attention(" must")));
    }
    lines.push(format!("  {}", in_words(verdict, style)));
    lines
}

/// The conclusion in words.
pub(crate) fn in_words(verdict: &Verdict, style: Style) -> String {
    match verdict {
        Verdict::Approve => style.good("approve: nobody needs to look"),
        Verdict::Reject { reasons } => {
            let codes: Vec<String> = reasons.iter().map(|reason| reason.code.0.to_string()).collect();
            style.bad(format!("reject: {}", codes.join(", ")))
        }
        Verdict::Refer => style.attention("refer: a reviewer decides"),
    }
}

/// Text under a line, wrapped.
pub(crate) fn indented(text: &str, by: usize) -> Vec<String> {
    let lines = output::wrapped(&output::harmless(text), TEXT_WIDTH);
    lines.into_iter().map(|line| format!("{}{line}", " ".repeat(by))).collect()
}
