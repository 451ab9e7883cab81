//! The registry's reasons as the hub's: a code of the vendor's, the registry's words, and the fields to correct.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::messaging::BrandIssue;
use trusthub_gateways::registry::{Reason, Topic};

/// Why a brand is not taken, or what of it was not matched.
pub(super) fn of_brand(found: Vec<Reason>) -> Vec<BrandIssue> {
    let issue = |reason: Reason| {
        let (code, otherwise, fields): (u32, &str, &[&str]) = match reason.topic {
            Topic::Field => (30701, "a field is not as it must be", &[]),
            Topic::TaxId => (
                30795,
                "the registration number does not belong to this legal name",
                &["business_registration_number", "business_name"],
            ),
            Topic::Stock => (
                30796,
                "company type, stock exchange and ticker do not fit together",
                &["company_type", "stock_exchange", "stock_ticker"],
            ),
            Topic::Government => (30797, "it is no part of a government", &["company_type"]),
            Topic::NonProfit => (30798, "nobody knows it as exempt from tax", &["company_type"]),
            Topic::Carrier | Topic::Ended | Topic::Other => (30799, "it could not be verified", &[]),
        };
        issue(code, reason, otherwise, fields)
    };
    found.into_iter().map(issue).collect()
}

/// Why a campaign is not taken, or no longer.
pub(super) fn of_campaign(found: Vec<Reason>) -> Vec<BrandIssue> {
    let issue = |reason: Reason| {
        let (code, otherwise) = match reason.topic {
            Topic::Carrier => (30899, "a carrier does not carry it"),
            Topic::Ended => (30880, "it was ended there, for good; register another campaign"),
            Topic::Field
            | Topic::TaxId
            | Topic::Stock
            | Topic::Government
            | Topic::NonProfit
            | Topic::Other => (30880, "it is not as it must be"),
        };
        issue(code, reason, otherwise, &[])
    };
    found.into_iter().map(issue).collect()
}

/// Why there is no place for a campaign at the registry.
pub(super) fn of_brandless() -> BrandIssue {
    BrandIssue {
        code: ReasonCode(30894),
        description: "The campaign's brand was turned down. Correct the brand and have it registered, then submit the campaign \
                      again."
            .to_owned(),
        fields: Vec::new(),
    }
}

/// Whose words they are is said: the hub answers for its own only.
fn issue(code: u32, reason: Reason, otherwise: &str, usual_fields: &[&str]) -> BrandIssue {
    let words = if reason.words.is_empty() { otherwise } else { &reason.words };
    let fields = if reason.fields.is_empty() {
        usual_fields.iter().map(|field| (*field).to_owned()).collect()
    } else {
        reason.fields
    };
    let stop = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    let description = format!("The campaign registry says: {words}{stop}");
    BrandIssue { code: ReasonCode(code), description, fields }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_a_code_the_registrys_words_and_the_fields_to_correct() {
        let reason = |topic, fields: &[&str], words: &str| Reason {
            topic,
            fields: fields.iter().map(|field| (*field).to_owned()).collect(),
            words: words.to_owned(),
        };
        let issues = of_brand(vec![
            reason(Topic::Field, &["region"], "Use two letters"),
            reason(Topic::TaxId, &[], ""),
            reason(Topic::Other, &[], "Who is that?"),
        ]);
        let said: Vec<_> = issues.iter().map(|one| (one.code.0, one.description.as_str())).collect();
        assert_eq!(
            said,
            [
                (30701, "The campaign registry says: Use two letters."),
                (
                    30795,
                    "The campaign registry says: the registration number does not belong to this legal name."
                ),
                (30799, "The campaign registry says: Who is that?"),
            ]
        );
        assert_eq!(issues[0].fields, ["region"]);
        assert_eq!(issues[1].fields, ["business_registration_number", "business_name"]);
        assert_eq!(of_campaign(vec![reason(Topic::Carrier, &[], "AT&T rejected it.")])[0].code.0, 30899);
    }
}
