//! Parameters of a path, from its pattern: which identifier stands where follows from the collection before it.

use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{ObjectBuilder, Required, Type};

/// The parameters of `/v1/CustomerProfiles/{Sid}` and the like, from left to right.
pub(super) fn parameters(path: &str) -> Vec<Parameter> {
    let mut found = Vec::new();
    let mut collection = "";
    for segment in path.split('/') {
        match segment.strip_prefix('{').and_then(|rest| rest.split('}').next()) {
            Some(name) => found.push(parameter(name, collection)),
            None => collection = segment,
        }
    }
    found
}

fn parameter(name: &str, collection: &str) -> Parameter {
    let prefix = match collection {
        "CustomerProfiles" | "TrustProducts" | "ComplianceRegistrations" => Some("BU"),
        "RemediationTickets" | "Flags" => Some("RT"),
        "EntityAssignments" => Some("BV"),
        "ChannelEndpointAssignments" => Some("RA"),
        "Evaluations" => Some("EL"),
        "Appeals" => Some("VC"),
        "Credentials" => Some("CD"),
        "Domains" => Some("DM"),
        "EndUsers" => Some("IT"),
        "SupportingDocuments" => Some("RD"),
        "Policies" => Some("RN"),
        "Accounts" => Some("AC"),
        "Keys" => Some("SK"),
        "Addresses" => Some("AD"),
        "PhoneNumbers" if name == "Number" => None,
        "IncomingPhoneNumbers" | "PhoneNumbers" => Some("PN"),
        "Attestations" => Some("AT"),
        "PartnerConsents" => Some("CN"),
        "Services" => Some("MG"),
        "BrandRegistrations" => Some("BN"),
        "Vettings" => Some("VT"),
        "Usa2p" => Some("QE"),
        "Verifications" => Some("HH"),
        _ => None,
    };
    let schema = ObjectBuilder::new().schema_type(Type::String);
    let (schema, words) = match prefix {
        Some(prefix) => (
            schema.pattern(Some(format!("^{prefix}[0-9a-fA-F]{{32}}$"))),
            format!("Identifier, {prefix} and 32 hex digits."),
        ),
        None if name == "Code" => (
            schema.pattern(Some("^[0-9]{5}$")).examples([serde_json::json!("20404")]),
            "The code.".to_owned(),
        ),
        None if name == "Number" => (
            schema
                .pattern(Some("^(PN[0-9a-fA-F]{32}|\\+[1-9][0-9]{6,14})$"))
                .examples([serde_json::json!("+12155550100")]),
            "The phone number, PN and 32 hex digits, or in E.164 (the `+` may be written `%2B`).".to_owned(),
        ),
        None if name == "List" => (
            schema.pattern(Some("^[0-9]{1,18}$")).examples([serde_json::json!("1")]),
            "Which list.".to_owned(),
        ),
        None if name == "Token" => {
            (schema.max_length(Some(64)), "What the link in the message ends with.".to_owned())
        }
        None if name == "Id" => (
            schema.pattern(Some(
                "^(tri1\\.us1\\.account\\.AC[0-9a-fA-F]{32}/registration\\.BU|BU|MG)[0-9a-fA-F]{32}$",
            )),
            "The id it was begun with, `tri1.us1.account.AC…/registration.BU…`, or its BU… alone.".to_owned(),
        ),
        None if name == "RegistrationId" => (
            schema.examples([serde_json::json!(
                "tri1.us1.account.AC00000000000000000000000000000000.registration.BU00000000000000000000000000000000"
            )]),
            "The registration_id that it was begun with, or its BU… alone.".to_owned(),
        ),
        None => (schema, "Identifier (OY and 32 hex digits) or machine name.".to_owned()),
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(words))
        .schema(Some(schema))
        .build()
}
