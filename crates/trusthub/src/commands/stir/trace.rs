//! `trusthub stir trace`: on which decision a call was signed.

use serde::Serialize;
use trusthub_app::attestation::brand_of;
use trusthub_app::attestation::evidence::{self, Kept};
use trusthub_app::{Actor, Hub};
use trusthub_domain::attestation::Attest;

use crate::cli::Json;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// One signature in `stir trace --json`.
#[derive(Serialize)]
struct Traced<'a> {
    decision_id: String,
    origid: Option<&'a str>,
    account_sid: Option<String>,
    asked_by: &'a str,
    from: &'a str,
    to: &'a [String],
    attest: Option<&'static str>,
    reasons: Vec<&'static str>,
    rules: &'a str,
    decided_at: String,
    x5u: Option<&'a str>,
    brand: Option<TracedBrand<'a>>,
}

/// What the called were shown.
#[derive(Serialize)]
struct TracedBrand<'a> {
    bundle_sid: Option<String>,
    name: &'a str,
    call_reason: Option<&'a str>,
    logo_sha256: Option<&'a str>,
}

impl<'a> Traced<'a> {
    fn of(kept: &'a Kept) -> Self {
        let evidence = &kept.evidence;
        Self {
            decision_id: kept.sid.to_string(),
            origid: kept.origid.as_deref(),
            account_sid: evidence.named.map(|sid| sid.to_string()),
            asked_by: &evidence.asked_by,
            from: &evidence.from,
            to: &evidence.to,
            attest: evidence.decision.attest.map(Attest::as_str),
            reasons: evidence.decision.reasons.iter().map(|reason| reason.ground.as_str()).collect(),
            rules: &evidence.rules,
            decided_at: kept.decided_at.to_rfc3339(),
            x5u: evidence.signed.as_ref().map(|signed| signed.x5u.as_str()),
            brand: brand_of(&evidence.decision, &evidence.facts).map(|brand| TracedBrand {
                bundle_sid: evidence.decision.brand.map(|sid| sid.to_string()),
                name: &brand.name,
                call_reason: brand.reason.as_deref(),
                logo_sha256: brand.logo.as_ref().map(|logo| logo.sha256.as_str()),
            }),
        }
    }
}

pub(super) async fn run(hub: &Hub, origid: &str, json: Json) -> Outcome {
    let found = evidence::trace(hub, &Actor::operator(), origid).await?;
    if json.json {
        output::json(&found.iter().map(Traced::of).collect::<Vec<_>>())?;
    } else {
        let style = Style::of_standard_output();
        found.iter().flat_map(|kept| lines(kept, style)).for_each(output::line);
    }
    if found.is_empty() {
        Err(Failure::refused_because("no call with this origid was signed here")
            .hint("whoever signed it is named by the certificate that its Identity header points to"))
    } else {
        Ok(())
    }
}

/// A signature for people.
pub(crate) fn lines(kept: &Kept, style: Style) -> Vec<String> {
    let traced = Traced::of(kept);
    let nobody = || "nobody named".to_owned();
    let title = format!("{}  attested {}", traced.decided_at, traced.attest.unwrap_or("nothing"));
    let shown = traced.brand.map(|brand| {
        let reason = brand.call_reason.map(|reason| format!(", because of {:?}", output::harmless(reason)));
        let logo = brand.logo_sha256.map(|sha256| format!(", picture {sha256}"));
        let more = [reason, logo].into_iter().flatten().collect::<String>();
        let product = brand.bundle_sid.unwrap_or_default();
        format!("  shown as {:?}{more}, by {product}", output::harmless(brand.name))
    });
    let mut lines = vec![
        style.bold(title),
        format!("  from {} to {}", traced.from, traced.to.join(", ")),
        format!("  account {}, asked by {}", traced.account_sid.unwrap_or_else(nobody), traced.asked_by),
    ];
    lines.extend(shown);
    lines.push(format!("  because {}", traced.reasons.join(", ")));
    lines.push(format!("  decision {} by {}", traced.decision_id, traced.rules));
    lines
}
