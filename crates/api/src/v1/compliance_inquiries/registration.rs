//! `/v1/ComplianceInquiries/Registration/…/GB`: who uses phone numbers of the United Kingdom, filled in on a page of the account's
//! own.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use trusthub_app::inquiries::numbers::{self, NewNumberRegistration, NumberUser, Proof};
use trusthub_app::inquiries::{Begun, Given};
use utoipa::ToSchema;

use super::TAG;
use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, email, filter, required};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const LIST: &str = "/v1/ComplianceInquiries/Registration/RegulatoryCompliance/GB/Initialize";
const ONE: &str = "/v1/ComplianceInquiries/Registration/{RegistrationId}/RegulatoryCompliance/GB/Initialize";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateComplianceRegistration", TAG, "Begin a registration of who uses GB numbers, filled in on a page of your own.")
                .explained(
                    "Hand inquiry_id and inquiry_session_token to the browser, where /embed.js shows the form with what you \
                     give here filled in. It fills in a Trust Product, whose identifier is the last part of registration_id. A \
                     session lasts 24 hours.",
                )
                .form::<NewParameters>()
                .answers::<RegistrationInquiryView>(201, "The session.")
                .refuses_bad_input(),
        )
        .post(
            ONE,
            resume,
            describe(
                "UpdateComplianceRegistration",
                TAG,
                "Open a registration of who uses GB numbers again: its session is over, or it was rejected.",
            )
            .form::<ResumeParameters>()
            .answers::<RegistrationInquiryView>(200, "A new session.")
            .refuses_bad_input()
            .refuses_unknown()
            .refuses_conflicts(),
        )
}

macro_rules! parameters {
    ($($(#[$doc:meta])* $field:ident = $name:literal;)+) => {
        /// What begins one. Everything but the first two is filled in or changed in the form.
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(rename_all = "PascalCase")]
        #[schema(as = NewComplianceRegistrationParameters)]
        struct NewParameters {
            /// Who uses the numbers: `Individual` or `Business`.
            #[schema(required, nullable = false)]
            end_user_type: Option<String>,
            /// `local`, `national`, `mobile` or `toll-free`.
            #[schema(required, nullable = false)]
            phone_number_type: Option<String>,
            /// Who is told of the result; without it, whoever is told of your Primary Customer Profile, else whom it is about.
            notification_email: Option<String>,
            /// Whether that address may be written to; kept with the registration.
            accepted_notification_receipt: Option<bool>,
            /// Your own name for it.
            friendly_name: Option<String>,
            /// Whether help is sent to the address given here; then no emergency address is needed.
            use_address_as_emergency_address: Option<bool>,
            /// A name for the file.
            file_name: Option<String>,
            /// A PDF, PNG or JPEG as Base64, also as a `data:` URL: of a business an official paper, of a person an identity
            /// document. The whole request has at most 1 MiB; a larger file is uploaded in the form.
            file: Option<String>,
            /// Whether it is shown on an ISV's page; kept with the registration.
            is_isv_embed: Option<bool>,
            /// Which URL is called when its status changes.
            status_callback_url: Option<String>,
            /// How the form looks: a name from the operator's themes.
            theme_set_id: Option<String>,
            $($(#[$doc])* $field: Option<String>,)+
        }

        impl NewParameters {
            /// What the form begins with.
            fn given(&mut self) -> Given {
                let said = |flag: Option<bool>| flag.map(|flag| flag.to_string());
                Given::new([
                    ("PhoneNumberType", self.phone_number_type.take()),
                    ("AcceptedNotificationReceipt", said(self.accepted_notification_receipt)),
                    ("IsIsvEmbed", said(self.is_isv_embed)),
                    $(($name, self.$field.take())),+
                ])
            }
        }
    };
}

parameters! {
    /// `direct_customer`, `isv_reseller_or_partner` or `unknown`.
    business_identity_type = "BusinessIdentityType";
    /// `UK:CRN`, `US:EIN`, `CA:CBN`, `AU:ACN` or `Other`.
    business_registration_authority = "BusinessRegistrationAuthority";
    /// Legal name.
    business_legal_name = "BusinessLegalName";
    /// The number in the register.
    business_registration_number = "BusinessRegistrationNumber";
    /// Website.
    business_website_url = "BusinessWebsiteUrl";
    /// Who may sign for the business.
    authorized_representative1_first_name = "AuthorizedRepresentative1FirstName";
    /// Who may sign for the business.
    authorized_representative1_last_name = "AuthorizedRepresentative1LastName";
    /// Where to ask, in E.164.
    authorized_representative1_phone = "AuthorizedRepresentative1Phone";
    /// Where to ask.
    authorized_representative1_email = "AuthorizedRepresentative1Email";
    /// When born, `1961-07-04`.
    authorized_representative1_date_of_birth = "AuthorizedRepresentative1DateOfBirth";
    /// Street and number; goes with city, subdivision, postal code and country.
    address_street = "AddressStreet";
    /// Suite or floor.
    address_street_secondary = "AddressStreetSecondary";
    /// City.
    address_city = "AddressCity";
    /// State, province or region; not needed in countries whose addresses name none, such as GB.
    address_subdivision = "AddressSubdivision";
    /// Postal code.
    address_postal_code = "AddressPostalCode";
    /// ISO 3166-1 alpha-2.
    address_country_code = "AddressCountryCode";
    /// Where help is sent: street and number; goes with the rest of it, as above.
    emergency_address_street = "EmergencyAddressStreet";
    /// Suite or floor.
    emergency_address_street_secondary = "EmergencyAddressStreetSecondary";
    /// City.
    emergency_address_city = "EmergencyAddressCity";
    /// State, province or region.
    emergency_address_subdivision = "EmergencyAddressSubdivision";
    /// Postal code.
    emergency_address_postal_code = "EmergencyAddressPostalCode";
    /// ISO 3166-1 alpha-2.
    emergency_address_country_code = "EmergencyAddressCountryCode";
    /// Of an individual: the first name.
    first_name = "FirstName";
    /// Of an individual: the last name.
    last_name = "LastName";
    /// Of an individual: when born, `1961-07-04`.
    date_of_birth = "DateOfBirth";
    /// Of an individual: the e-mail address.
    individual_email = "IndividualEmail";
    /// Of an individual: the phone number, in E.164.
    individual_phone = "IndividualPhone";
    /// Whether an ISV registers itself or a customer of its own, in its own words; kept with the registration.
    isv_registering_for_self_or_tenant = "IsvRegisteringForSelfOrTenant";
}

/// What opens one again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = ComplianceRegistrationParameters)]
struct ResumeParameters {
    /// Of no consequence: what was said when it was begun stays.
    #[expect(dead_code, reason = "it is checked to be a flag, and read by the document")]
    is_isv_embed: Option<bool>,
    /// How the form looks.
    theme_set_id: Option<String>,
}

/// A session of the form.
#[derive(Serialize, ToSchema)]
#[schema(as = ComplianceRegistration)]
struct RegistrationInquiryView {
    /// `inq_…`
    inquiry_id: String,
    /// Opens the form, for 24 hours.
    inquiry_session_token: String,
    /// The registration; names it when it is opened again.
    registration_id: String,
    /// Where it is opened again.
    url: String,
}

impl RegistrationInquiryView {
    fn of(begun: &Begun, state: &ApiState) -> Self {
        let registration_id = &begun.subject_id;
        Self {
            inquiry_id: begun.id.clone(),
            inquiry_session_token: begun.token.expose_secret().to_owned(),
            url: state.urls().path(format_args!(
                "/v1/ComplianceInquiries/Registration/{registration_id}/RegulatoryCompliance/GB/Initialize"
            )),
            registration_id: registration_id.clone(),
        }
    }
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(mut parameters): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<RegistrationInquiryView>)> {
    let user = required("EndUserType", parameters.end_user_type.take())?;
    let given = parameters.given();
    let new = NewNumberRegistration {
        user: NumberUser::read(user.trim())?,
        email: filter(parameters.notification_email).as_deref().map(email).transpose()?,
        friendly_name: filter(parameters.friendly_name),
        status_callback: filter(parameters.status_callback_url),
        theme: filter(parameters.theme_set_id),
        given,
        is_address_for_emergencies: parameters.use_address_as_emergency_address.unwrap_or_default(),
        proof: proof(filter(parameters.file), filter(parameters.file_name))?,
    };
    let begun = numbers::create(state.hub(), &actor, new).await?;
    Ok((StatusCode::CREATED, Json(RegistrationInquiryView::of(&begun, &state))))
}

async fn resume(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(id): SidPath<String>,
    TwilioForm(parameters): TwilioForm<ResumeParameters>,
) -> Result<Json<RegistrationInquiryView>> {
    let theme = filter(parameters.theme_set_id);
    let begun = numbers::resume(state.hub(), &actor, &id, theme.as_deref()).await?;
    Ok(Json(RegistrationInquiryView::of(&begun, &state)))
}

/// The file that the request brings. How, the vendor's document leaves open: a form of text has room for Base64.
fn proof(file: Option<String>, name: Option<String>) -> Result<Option<Proof>> {
    match (file, name) {
        (Some(file), name) => Ok(Some(Proof { name, bytes: decoded(&file)? })),
        (None, Some(_)) => Err(ApiError::parameter("FileName", "it names a file: give File, too")),
        (None, None) => Ok(None),
    }
}

/// With or without padding, as is said or as a `data:` URL (RFC 2397), in either alphabet (RFC 4648, sections 4 and 5).
fn decoded(text: &str) -> Result<Vec<u8>> {
    let text = match text.strip_prefix("data:") {
        Some(rest) => rest.split_once(";base64,").map(|(_, content)| content).unwrap_or_default(),
        None => text,
    };
    let plain = text.chars().filter(|c| !matches!(c, '\r' | '\n')).map(|c| match c {
        // A plus sign that nobody encoded is a space in a form.
        '-' | ' ' => '+',
        '_' => '/',
        c => c,
    });
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let bytes = GeneralPurpose::new(&alphabet::STANDARD, config).decode(plain.collect::<String>());
    bytes.ok().filter(|bytes| !bytes.is_empty()).ok_or_else(|| {
        ApiError::parameter(
            "File",
            "send the content of a PDF, PNG or JPEG as Base64, or upload it in the form",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_base64_in_any_spelling() {
        for text in [
            "JVBERi0+Pw==",
            "JVBERi0+Pw",
            "JVBERi0 Pw==",
            "JVBERi0-Pw",
            "data:application/pdf;base64,JVBERi0+Pw==",
            "JVBE\r\nRi0+Pw==",
        ] {
            assert_eq!(decoded(text).unwrap(), b"%PDF->?", "{text}");
        }
        for text in ["", "%PDF-1.7", "data:application/pdf,JVBE", "J"] {
            assert!(decoded(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_alone_is_no_file() {
        assert!(proof(None, Some("id.pdf".to_owned())).is_err());
        assert!(proof(None, None).unwrap().is_none());
        assert_eq!(proof(Some("JVBE".to_owned()), None).unwrap().unwrap().bytes, b"%PD");
    }
}
