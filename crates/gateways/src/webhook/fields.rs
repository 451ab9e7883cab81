//! What a callback says, in the order it is sent. Contract: docs/callbacks.md.

use trusthub_domain::bundle::{BundleEvent, Reason};

use crate::text::one_line;

/// The form's fields. `FailureReason` is among them only where there is a reason, those of the trust level only where the
/// event changed it.
#[must_use]
pub fn form_fields(event: &BundleEvent) -> Vec<(&'static str, String)> {
    let transition = &event.transition;
    let mut fields = vec![
        ("AccountSid", event.account_sid.to_string()),
        ("BundleSid", event.bundle_sid.to_string()),
        ("Status", transition.status.to_string()),
    ];
    fields.extend(failure_reason(&transition.reasons).map(|reason| ("FailureReason", reason)));
    fields.push(("EventSid", event.sid.to_string()));
    fields.push(("EventSequence", transition.sequence.to_string()));
    if let Some(change) = event.trust {
        fields.push(("TrustLevel", change.to.number().to_string()));
        fields.push(("PreviousTrustLevel", change.from.number().to_string()));
        fields.push(("TrustReasonCount", change.reasons.to_string()));
    }
    fields
}

/// The reasons in one line, each as `18602: message (field) note`, separated by `; `. `None` if there are none.
#[must_use]
pub fn failure_reason(reasons: &[Reason]) -> Option<String> {
    let told: Vec<String> = reasons.iter().map(in_words).collect();
    if told.is_empty() { None } else { Some(told.join("; ")) }
}

fn in_words(reason: &Reason) -> String {
    let mut words = format!("{}: {}", reason.code.0, one_line(&reason.message));
    if let Some(field) = &reason.field {
        words.push_str(&format!(" ({})", one_line(field)));
    }
    if let Some(note) = &reason.note {
        words.push(' ');
        words.push_str(&one_line(note));
    }
    words
}

#[cfg(test)]
mod tests {
    use trusthub_domain::bundle::ReasonCode;

    use super::*;

    fn reason(field: Option<&str>, note: Option<&str>) -> Reason {
        Reason {
            code: ReasonCode::BUSINESS_ID,
            field: field.map(str::to_owned),
            object: None,
            message: "The Business ID you provided could not be verified".to_owned(),
            note: note.map(str::to_owned),
        }
    }

    #[test]
    fn without_reasons_there_is_no_failure_reason() {
        assert_eq!(failure_reason(&[]), None);
    }

    #[test]
    fn every_reason_is_told_on_one_line() {
        let reasons = [
            reason(None, None),
            reason(
                Some("customer_profile_business_information.business_registration_number"),
                Some("We looked.\nNone."),
            ),
        ];
        assert_eq!(
            failure_reason(&reasons).unwrap(),
            "18602: The Business ID you provided could not be verified; \
             18602: The Business ID you provided could not be verified \
             (customer_profile_business_information.business_registration_number) We looked. None."
        );
    }
}
