//! The parameters of a phone number. Most of them are for other products: kept as given, shown with the vendor's
//! defaults.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use trusthub_domain::item::Attributes;
use utoipa::ToSchema;

use crate::error::{ApiError, Result};

/// What makes or changes a number. URLs and methods are kept for others; the hub does not call them.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all(deserialize = "PascalCase"))]
#[schema(as = IncomingPhoneNumberParameters, rename_all = "PascalCase")]
pub(super) struct NumberParameters {
    /// The number in E.164; required when it is taken in, fixed from then on.
    #[serde(skip_serializing_if = "is_no_setting")]
    pub(super) phone_number: Option<String>,
    /// A name for people; the number itself unless given.
    #[serde(skip_serializing_if = "is_no_setting")]
    pub(super) friendly_name: Option<String>,
    /// An address of the account.
    #[serde(skip_serializing_if = "is_no_setting")]
    pub(super) address_sid: Option<String>,
    /// A bundle of the account.
    #[serde(skip_serializing_if = "is_no_setting")]
    pub(super) bundle_sid: Option<String>,
    /// Version of the markup.
    #[serde(skip_serializing_if = "Option::is_none")]
    api_version: Option<String>,
    /// Application for messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_application_sid: Option<String>,
    /// Method for `SmsFallbackUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_fallback_method: Option<String>,
    /// Called when `SmsUrl` fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_fallback_url: Option<String>,
    /// Method for `SmsUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_method: Option<String>,
    /// Called for a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    sms_url: Option<String>,
    /// Called for status changes of a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    status_callback: Option<String>,
    /// Method for `StatusCallback`.
    #[serde(skip_serializing_if = "Option::is_none")]
    status_callback_method: Option<String>,
    /// Application for calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_application_sid: Option<String>,
    /// Whether the caller's name is looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_caller_id_lookup: Option<bool>,
    /// Method for `VoiceFallbackUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_fallback_method: Option<String>,
    /// Called when `VoiceUrl` fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_fallback_url: Option<String>,
    /// Method for `VoiceUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_method: Option<String>,
    /// Called for a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_url: Option<String>,
    /// Whether emergency calling is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency_status: Option<String>,
    /// Address for emergency calling.
    #[serde(skip_serializing_if = "Option::is_none")]
    emergency_address_sid: Option<String>,
    /// The trunk that takes its calls.
    #[serde(skip_serializing_if = "Option::is_none")]
    trunk_sid: Option<String>,
    /// An identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    identity_sid: Option<String>,
    /// `voice` or `fax`.
    #[serde(skip_serializing_if = "Option::is_none")]
    voice_receive_mode: Option<String>,
}

/// Always: what the hub itself understands is not kept for others. `skip_serializing` would say the same, but hide the
/// field from the document as well.
const fn is_no_setting(_given: &Option<String>) -> bool {
    true
}

impl NumberParameters {
    /// What was given for others, under the wire's names.
    ///
    /// # Errors
    /// 500 if it cannot be written as JSON, which is a bug.
    pub(super) fn settings(&self) -> Result<Attributes> {
        match serde_json::to_value(self).map_err(ApiError::internal)? {
            Value::Object(given) => Ok(given),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Ok(Attributes::new())
            }
        }
    }
}

/// Reads settings back for a view.
pub(super) struct Shown<'a>(pub(super) &'a Attributes);

impl Shown<'_> {
    /// A text, if it was given and is not empty.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(ToOwned::to_owned)
    }

    /// A text, or the vendor's default.
    pub(super) fn text_or(&self, name: &str, default: &str) -> String {
        self.text(name).unwrap_or_else(|| default.to_owned())
    }

    /// A flag; false unless given.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or(false)
    }
}
