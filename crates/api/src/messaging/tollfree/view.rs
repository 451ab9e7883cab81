//! The answer's shape (the vendor's OpenAPI document).

use serde::Serialize;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::time::Timestamp;
use trusthub_domain::tollfree::{
    BusinessType, OptInType, RegistrationAuthority, RejectionReason, State, TextField, UseCase, Verification,
    VettingProvider,
};
use utoipa::ToSchema;

use super::PATH;
use crate::urls::Urls;

/// A submission for a toll-free number, and what became of it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TollfreeVerification)]
pub(super) struct VerificationView {
    /// Its identifier, `HH…`.
    sid: String,
    /// Whose it is.
    account_sid: String,
    /// The Customer Profile of the business.
    customer_profile_sid: Option<String>,
    /// The toll-free Trust Product that the number is assigned to.
    trust_product_sid: Option<String>,
    /// That assignment.
    regulated_item_sid: Option<String>,
    /// When it was submitted.
    date_created: String,
    /// When it last changed.
    date_updated: String,
    /// Legal name of the business that sends.
    business_name: Option<String>,
    /// Its website.
    business_website: Option<String>,
    /// Who is told of the result.
    notification_email: Option<String>,
    /// Who sends which messages to whom, and why.
    use_case_summary: Option<String>,
    /// A message as it will be sent.
    production_message_sample: Option<String>,
    /// How many messages a month, for example `10,000`.
    message_volume: Option<String>,
    /// Street and number.
    business_street_address: Option<String>,
    /// Suite, floor.
    business_street_address2: Option<String>,
    /// City.
    business_city: Option<String>,
    /// State, province or region.
    business_state_province_region: Option<String>,
    /// Postal code.
    business_postal_code: Option<String>,
    /// ISO 3166-1 alpha-2.
    business_country: Option<String>,
    /// Whatever else the reviewer should know.
    additional_information: Option<String>,
    /// Whom to ask.
    business_contact_first_name: Option<String>,
    /// Whom to ask.
    business_contact_last_name: Option<String>,
    /// Where to ask.
    business_contact_email: Option<String>,
    /// Where to ask, in E.164.
    business_contact_phone: Option<String>,
    /// Its number in the register. Not needed of a sole proprietor, or if the Customer Profile has it.
    business_registration_number: Option<String>,
    /// The register's country, ISO 3166-1 alpha-2. As for the number.
    business_registration_country: Option<String>,
    /// Its telephone, in E.164.
    business_registration_phone_number: Option<String>,
    /// The name it trades under.
    doing_business_as: Option<String>,
    /// What whoever opts in is sent.
    opt_in_confirmation_message: Option<String>,
    /// What whoever texts HELP is sent.
    help_message_sample: Option<String>,
    /// Its privacy policy.
    privacy_policy_url: Option<String>,
    /// Its terms.
    terms_and_conditions_url: Option<String>,
    /// The Campaign Verify token of a political campaign.
    vetting_id: Option<String>,
    /// Your own name for it.
    external_reference_id: Option<String>,
    /// What messages are about.
    use_case_categories: Vec<&'static str>,
    /// Where the opt-in can be seen.
    opt_in_image_urls: Vec<String>,
    /// How people agree.
    opt_in_type: Option<&'static str>,
    /// What people text to opt in.
    opt_in_keywords: Vec<String>,
    /// The register.
    business_registration_authority: Option<&'static str>,
    /// What the business is.
    business_type: Option<&'static str>,
    /// Whether the content is for adults only.
    age_gated_content: Option<bool>,
    /// Who has looked at a political campaign.
    vetting_provider: Option<&'static str>,
    /// Always null: the hub does not ask the provider.
    vetting_id_expiration: Option<String>,
    /// The number, `PN…`.
    tollfree_phone_number_sid: String,
    /// The number in E.164.
    tollfree_phone_number: String,
    /// `PENDING_REVIEW`, `IN_REVIEW`, `TWILIO_APPROVED` or `TWILIO_REJECTED`.
    status: &'static str,
    /// The first of `rejection_reasons`.
    rejection_reason: Option<String>,
    /// Its code.
    error_code: Option<u32>,
    /// Until when a corrected submission keeps its place in the queue.
    edit_expiration: Option<String>,
    /// Whether a rejected one can be corrected.
    edit_allowed: Option<bool>,
    /// Why it was turned down.
    rejection_reasons: Option<Vec<RejectionReasonView>>,
    /// What it refers to.
    resource_links: ResourceLinks,
    /// Where it is.
    url: String,
}

/// Why a number was turned down.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TollfreeRejectionReason)]
struct RejectionReasonView {
    /// The error dictionary explains it.
    code: u32,
    /// What is wrong, and what to do.
    reason: String,
}

/// Where what it refers to is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TollfreeResourceLinks)]
struct ResourceLinks {
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trust_product: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_endpoint_assignment: Option<String>,
}

impl ResourceLinks {
    fn of(verification: &Verification, urls: Urls<'_>) -> Self {
        let product = verification.trust_product_sid;
        let assignment = product.zip(verification.regulated_item_sid);
        Self {
            customer_profile: verification
                .customer_profile_sid
                .map(|sid| urls.bundle(BundleKind::CustomerProfile, sid)),
            trust_product: product.map(|sid| urls.bundle(BundleKind::TrustProduct, sid)),
            channel_endpoint_assignment: assignment.map(|(sid, assignment)| {
                let rest = format_args!("ChannelEndpointAssignments/{assignment}");
                urls.below_bundle(BundleKind::TrustProduct, sid, rest)
            }),
        }
    }
}

impl VerificationView {
    pub(super) fn of(verification: &Verification, urls: Urls<'_>, now: Timestamp) -> Self {
        let entered = verification.submission.entered();
        let text = |field| entered.text(field).map(str::to_owned);
        let reasons = verification.reasons(now);
        let can_mend = match &verification.state {
            State::Rejected { can_mend, .. } => Some(*can_mend),
            State::Pending | State::InReview { .. } | State::Approved { .. } => None,
        };
        Self {
            sid: verification.sid.to_string(),
            account_sid: verification.account_sid.to_string(),
            customer_profile_sid: verification.customer_profile_sid.map(|sid| sid.to_string()),
            trust_product_sid: verification.trust_product_sid.map(|sid| sid.to_string()),
            regulated_item_sid: verification.regulated_item_sid.map(|sid| sid.to_string()),
            date_created: verification.date_created.to_rfc3339(),
            date_updated: verification.date_updated.to_rfc3339(),
            business_name: text(TextField::BusinessName),
            business_website: text(TextField::BusinessWebsite),
            notification_email: text(TextField::NotificationEmail),
            use_case_summary: text(TextField::UseCaseSummary),
            production_message_sample: text(TextField::ProductionMessageSample),
            message_volume: text(TextField::MessageVolume),
            business_street_address: text(TextField::BusinessStreetAddress),
            business_street_address2: text(TextField::BusinessStreetAddress2),
            business_city: text(TextField::BusinessCity),
            business_state_province_region: text(TextField::BusinessStateProvinceRegion),
            business_postal_code: text(TextField::BusinessPostalCode),
            business_country: text(TextField::BusinessCountry),
            additional_information: text(TextField::AdditionalInformation),
            business_contact_first_name: text(TextField::BusinessContactFirstName),
            business_contact_last_name: text(TextField::BusinessContactLastName),
            business_contact_email: text(TextField::BusinessContactEmail),
            business_contact_phone: text(TextField::BusinessContactPhone),
            business_registration_number: text(TextField::BusinessRegistrationNumber),
            business_registration_country: text(TextField::BusinessRegistrationCountry),
            business_registration_phone_number: text(TextField::BusinessRegistrationPhoneNumber),
            doing_business_as: text(TextField::DoingBusinessAs),
            opt_in_confirmation_message: text(TextField::OptInConfirmationMessage),
            help_message_sample: text(TextField::HelpMessageSample),
            privacy_policy_url: text(TextField::PrivacyPolicyUrl),
            terms_and_conditions_url: text(TextField::TermsAndConditionsUrl),
            vetting_id: text(TextField::VettingId),
            external_reference_id: text(TextField::ExternalReferenceId),
            use_case_categories: entered.use_cases.iter().copied().map(UseCase::as_str).collect(),
            opt_in_image_urls: entered.opt_in_image_urls.clone(),
            opt_in_type: entered.opt_in_type.map(OptInType::as_str),
            opt_in_keywords: entered.opt_in_keywords.clone(),
            business_registration_authority: entered
                .registration_authority
                .map(RegistrationAuthority::as_str),
            business_type: entered.business_type.map(BusinessType::as_str),
            age_gated_content: entered.age_gated_content,
            vetting_provider: entered.vetting_provider.map(VettingProvider::as_str),
            vetting_id_expiration: None,
            tollfree_phone_number_sid: verification.number_sid.to_string(),
            tollfree_phone_number: verification.phone_number.as_str().to_owned(),
            status: verification.status().as_str(),
            rejection_reason: reasons.first().map(|first| first.reason.clone()),
            error_code: reasons.first().map(|first| first.code.0),
            edit_expiration: verification.edit_expires_at().map(Timestamp::to_rfc3339),
            edit_allowed: can_mend,
            rejection_reasons: can_mend.map(|_| {
                let view = |one: &RejectionReason| RejectionReasonView {
                    code: one.code.0,
                    reason: one.reason.clone(),
                };
                reasons.iter().map(view).collect()
            }),
            resource_links: ResourceLinks::of(verification, urls),
            url: urls.path(format_args!("{PATH}/{}", verification.sid)),
        }
    }
}
