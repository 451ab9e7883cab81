//! One line of the export.

use trusthub_domain::bundle::{Bundle, EventKind, ObjectSid};
use trusthub_domain::contact::Phone;
use trusthub_domain::item::Attributes;
use trusthub_domain::partner::RegistrationKind;
use trusthub_domain::sid::{AccountSid, BundleSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{RegisteredNumber, Scope, Tx};

use crate::Result;
use crate::attestation::name_and_reason;

/// What a partner is to do with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistrationAction {
    /// Hold it: the partner has said nothing of this number on this product yet.
    Add,
    /// Hold it as it is now: the partner has said something of it.
    Change,
    /// Hold it no longer.
    Remove,
}

impl RegistrationAction {
    /// Its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Remove => "remove",
        }
    }
}

/// One line of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// What to do.
    pub action: RegistrationAction,
    /// What the number is registered for; `None` in a line that means every kind.
    pub kind: Option<RegistrationKind>,
    /// The number; `None` in a line that means all of the product, or of the account.
    pub number: Option<Phone>,
    /// Whose product it is.
    pub account_sid: AccountSid,
    /// The product; `None` in a line that means all of the account, or the number wherever it is held.
    pub bundle_sid: Option<BundleSid>,
    /// The name that is shown.
    pub display_name: Option<String>,
    /// A longer one.
    pub long_display_name: Option<String>,
    /// The legal name of the business, if the partner may see it.
    pub legal_name: Option<String>,
    /// What the number is used for.
    pub use_case: Option<String>,
    /// The reason of calls that is shown.
    pub call_reason: Option<String>,
    /// Since when it is registered.
    pub valid_from: Option<Timestamp>,
    /// Until when, if nothing happens before.
    pub valid_until: Option<Timestamp>,
}

impl Registration {
    /// Nothing of the account is to be held any more.
    pub(super) fn none_of(account_sid: AccountSid, kind: Option<RegistrationKind>) -> Self {
        Self {
            action: RegistrationAction::Remove,
            kind,
            number: None,
            account_sid,
            bundle_sid: None,
            display_name: None,
            long_display_name: None,
            legal_name: None,
            use_case: None,
            call_reason: None,
            valid_from: None,
            valid_until: None,
        }
    }
}

/// What a product in force says, the same of all its numbers.
#[derive(Debug, Clone)]
pub(super) struct Said {
    line: Registration,
    since: Timestamp,
}

impl Said {
    /// Reads it. What was vetted is frozen for as long as the product is in force.
    pub(super) async fn read(
        tx: &mut Tx,
        bundle: &Bundle,
        kind: RegistrationKind,
        legal_name: Option<&str>,
    ) -> Result<Self> {
        let scope = Scope::own(bundle.account_sid);
        let mut line = Registration {
            bundle_sid: Some(bundle.sid),
            legal_name: legal_name.map(str::to_owned),
            valid_until: bundle.valid_until,
            ..Registration::none_of(bundle.account_sid, Some(kind))
        };
        for item in tx.entity_assignment_all(&scope, bundle.sid).await? {
            let ObjectSid::EndUser(sid) = item.object_sid else { continue };
            if let Some(end_user) = tx.end_user_find(&scope, sid).await? {
                add(&mut line, &end_user.type_name, &end_user.attributes);
            }
        }
        let approved = tx.event_last_of_kind(&scope, bundle.sid, EventKind::Approved).await?;
        Ok(Self { line, since: approved.unwrap_or(bundle.date_created) })
    }

    /// The line of one of its numbers.
    pub(super) fn of(&self, number: RegisteredNumber) -> Registration {
        let action = match number.is_acknowledged {
            true => RegistrationAction::Change,
            false => RegistrationAction::Add,
        };
        Registration {
            action,
            number: Some(number.phone_number),
            valid_from: Some(self.since.max(number.date_created)),
            ..self.line.clone()
        }
    }
}

/// Adds what an end user of this type says is shown.
fn add(line: &mut Registration, type_name: &str, attributes: &Attributes) {
    let text = |field: &str| {
        let text = attributes.get(field)?.as_str()?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    if let Some((name, reason)) = name_and_reason(type_name, attributes) {
        line.display_name = line.display_name.take().or(Some(name));
        line.call_reason = line.call_reason.take().or(reason);
    }
    let (long_name, use_case) = match type_name {
        "branded_calls_information" => {
            (text("branded_calls_long_display_name"), text("branded_calls_call_purpose_code"))
        }
        "voice_integrity_information" => (None, text("use_case")),
        _ => (None, None),
    };
    line.long_display_name = line.long_display_name.take().or(long_name);
    line.use_case = line.use_case.take().or(use_case);
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use trusthub_domain::sid::Sid;

    use super::*;

    #[test]
    fn a_line_says_what_was_vetted_and_nothing_else() {
        let account = AccountSid::from_uuid(uuid::Uuid::nil());
        let said = |type_name: &str, attributes: serde_json::Value| {
            let mut line = Registration::none_of(account, None);
            add(&mut line, type_name, attributes.as_object().unwrap());
            [line.display_name, line.long_display_name, line.use_case, line.call_reason]
        };
        let text = |text: &str| Some(text.to_owned());
        let cnam = said("cnam_information", json!({"cnam_display_name": " OWL ", "notes": "x"}));
        assert_eq!(cnam, [text("OWL"), None, None, None]);
        let integrity = json!({"use_case": "Order Notifications", "notes": "ours alone"});
        assert_eq!(
            said("voice_integrity_information", integrity),
            [None, None, text("Order Notifications"), None]
        );
        let branded = json!({
            "branded_calls_display_name": "Owl", "branded_calls_long_display_name": "Owl Bakery",
            "branded_calls_call_purpose_code": "DELIVERY", "branded_calls_call_reason": "Your bread",
        });
        assert_eq!(
            said("branded_calls_information", branded),
            [text("Owl"), text("Owl Bakery"), text("DELIVERY"), text("Your bread")]
        );
        assert_eq!(said("authorized_representative_1", json!({"use_case": "x"})), [None, None, None, None]);
    }
}
