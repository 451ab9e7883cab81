//! The document around the operations.

use std::collections::BTreeMap;

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    ComponentsBuilder, InfoBuilder, License, OpenApi, OpenApiBuilder, Paths, RefOr, Schema, ServerBuilder,
};

/// Named schemas that operations refer to.
pub(super) type Schemas = BTreeMap<String, RefOr<Schema>>;

const CREDENTIALS: &str = "accountSid_authToken";

/// Groups of operations, in the order of the readable page.
const TAGS: [(&str, &str); 17] = [
    ("CustomerProfiles", "Who somebody is: business, individual and starter profiles."),
    ("TrustProducts", "What a profile is used for: SHAKEN/STIR, CNAM, A2P messaging and others."),
    ("EndUsers", "The people and businesses that profiles and products are about."),
    ("SupportingDocuments", "Addresses, papers and their files."),
    ("Policies", "What each kind of profile and product must hold."),
    ("Types", "Which fields end users and supporting documents have."),
    ("AuthTokens", "Rotation of an account's auth token without downtime."),
    ("Accounts", "The account and its subaccounts."),
    ("Keys", "API keys."),
    ("Addresses", "Postal addresses, to be named by supporting documents."),
    ("IncomingPhoneNumbers", "The numbers that an account has."),
    ("Trust", "What goes beyond the vendor's API: levels, attestation, vetting, consent."),
    ("Partners", "What the provider's partners ask, and what they are told; with their own credentials."),
    ("Credentials", "What an approved business shows partners, who check it offline."),
    ("Domains", "The domains that an account sends mail from."),
    ("Voice", "How far numbers are with the carriers and engines that they are registered with."),
    ("Hub", "The hub itself; without credentials."),
];

pub(super) fn of(public_url: &str, paths: Paths, mut schemas: Schemas) -> OpenApi {
    schemas
        .iter_mut()
        .filter(|(name, _)| !name.ends_with("Parameters"))
        .for_each(|(_, schema)| always_there(schema));
    let mut license = License::new("Apache-2.0");
    license.identifier = Some("Apache-2.0".to_owned());
    let info = InfoBuilder::new()
        .title("trusthub")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "An open trust hub. Its API is compatible with Twilio's Trust Hub: point an official SDK at this address. \
             Parameters are sent as a form (or as JSON with the same names), answers are JSON. Every refusal carries a \
             numbered code whose page explains how to mend it.",
        ))
        .license(Some(license));
    let basic = HttpBuilder::new()
        .scheme(HttpAuthScheme::Basic)
        .description(Some("An account SID with its auth token, or an API key SID with its secret."))
        .build();
    let components = ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .security_scheme(CREDENTIALS, SecurityScheme::Http(basic));
    let tags = TAGS.map(|(name, words)| TagBuilder::new().name(name).description(Some(words)).build());
    let no_scopes: [&str; 0] = [];
    OpenApiBuilder::new()
        .info(info)
        .servers(Some([ServerBuilder::new().url(public_url).build()]))
        .paths(paths)
        .components(Some(components.build()))
        .security(Some([SecurityRequirement::new(CREDENTIALS, no_scopes)]))
        .tags(Some(tags))
        .build()
}

/// Answers leave no key out: what has no value is null.
fn always_there(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => object.required = object.properties.keys().cloned().collect(),
        RefOr::T(Schema::AllOf(parts)) => parts.items.iter_mut().for_each(always_there),
        _ => {}
    }
}
