//! The thirty-odd fields of the resource on their way in: from the wire's parameters to what was entered.

use std::str::FromStr;

use trusthub_domain::bundle::UnknownName;

use crate::error::{ApiError, Result};
use crate::input::filter;

/// Declares the parameters of a request: some of its own, then the fields. Three requests take them, and the vendor's
/// document describes each whole; a shared part would not do, since a form's lists and truths are read by their place in it.
macro_rules! parameters {
    (
        $(#[$meta:meta])* $name:ident;
        required: [$(#[$required:meta])*];
        email: [$(#[$email:meta])*];
        $($(#[$own_meta:meta])* $own:ident: $type:ty,)*
    ) => {
        #[derive(Debug, serde::Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "PascalCase")]
        $(#[$meta])*
        struct $name {
            $($(#[$own_meta])* $own: $type,)*
            /// Legal name of the business that sends.
            $(#[$required])*
            business_name: Option<String>,
            /// Its website.
            $(#[$required])*
            business_website: Option<String>,
            /// Who is told of the result.
            $(#[$email])*
            notification_email: Option<String>,
            /// What messages are about; see the documentation for the fourteen names.
            #[serde(default)]
            $(#[$required])*
            use_case_categories: Vec<String>,
            /// Who sends which messages to whom, and why.
            $(#[$required])*
            use_case_summary: Option<String>,
            /// A message as it will be sent.
            $(#[$required])*
            production_message_sample: Option<String>,
            /// Where the opt-in can be seen.
            #[serde(default)]
            $(#[$required])*
            opt_in_image_urls: Vec<String>,
            /// `VERBAL`, `WEB_FORM`, `PAPER_FORM`, `VIA_TEXT`, `MOBILE_QR_CODE`, `IMPORT` or `IMPORT_PLEASE_REPLACE`.
            $(#[$required])*
            opt_in_type: Option<String>,
            /// How many messages a month, for example `10,000`.
            $(#[$required])*
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
            /// The register: `EIN`, `CBN`, `CRN`, `VAT` …, `OTHER`. As for the number.
            business_registration_authority: Option<String>,
            /// The register's country, ISO 3166-1 alpha-2. As for the number.
            business_registration_country: Option<String>,
            /// `PRIVATE_PROFIT`, `PUBLIC_PROFIT`, `SOLE_PROPRIETOR`, `NON_PROFIT` or `GOVERNMENT`. Not needed if the Customer Profile says it.
            business_type: Option<String>,
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
            /// Whether the content is for adults only, behind a question for the age.
            age_gated_content: Option<bool>,
            /// What people text to opt in.
            #[serde(default)]
            opt_in_keywords: Vec<String>,
            /// `CAMPAIGN_VERIFY`.
            vetting_provider: Option<String>,
            /// The Campaign Verify token of a political campaign.
            vetting_id: Option<String>,
        }

        impl $name {
            /// Typed, as far as the wire lists the values; texts are judged by the use case.
            ///
            /// # Errors
            /// 400 for a value that is none of its list.
            fn entered(self) -> crate::error::Result<trusthub_domain::tollfree::Entered> {
                let texts = [
                    (trusthub_domain::tollfree::TextField::BusinessName, self.business_name),
                    (trusthub_domain::tollfree::TextField::BusinessWebsite, self.business_website),
                    (trusthub_domain::tollfree::TextField::NotificationEmail, self.notification_email),
                    (trusthub_domain::tollfree::TextField::UseCaseSummary, self.use_case_summary),
                    (trusthub_domain::tollfree::TextField::ProductionMessageSample, self.production_message_sample),
                    (trusthub_domain::tollfree::TextField::MessageVolume, self.message_volume),
                    (trusthub_domain::tollfree::TextField::BusinessStreetAddress, self.business_street_address),
                    (trusthub_domain::tollfree::TextField::BusinessStreetAddress2, self.business_street_address2),
                    (trusthub_domain::tollfree::TextField::BusinessCity, self.business_city),
                    (trusthub_domain::tollfree::TextField::BusinessStateProvinceRegion, self.business_state_province_region),
                    (trusthub_domain::tollfree::TextField::BusinessPostalCode, self.business_postal_code),
                    (trusthub_domain::tollfree::TextField::BusinessCountry, self.business_country),
                    (trusthub_domain::tollfree::TextField::AdditionalInformation, self.additional_information),
                    (trusthub_domain::tollfree::TextField::BusinessContactFirstName, self.business_contact_first_name),
                    (trusthub_domain::tollfree::TextField::BusinessContactLastName, self.business_contact_last_name),
                    (trusthub_domain::tollfree::TextField::BusinessContactEmail, self.business_contact_email),
                    (trusthub_domain::tollfree::TextField::BusinessContactPhone, self.business_contact_phone),
                    (trusthub_domain::tollfree::TextField::BusinessRegistrationNumber, self.business_registration_number),
                    (trusthub_domain::tollfree::TextField::BusinessRegistrationCountry, self.business_registration_country),
                    (trusthub_domain::tollfree::TextField::BusinessRegistrationPhoneNumber, self.business_registration_phone_number),
                    (trusthub_domain::tollfree::TextField::DoingBusinessAs, self.doing_business_as),
                    (trusthub_domain::tollfree::TextField::OptInConfirmationMessage, self.opt_in_confirmation_message),
                    (trusthub_domain::tollfree::TextField::HelpMessageSample, self.help_message_sample),
                    (trusthub_domain::tollfree::TextField::PrivacyPolicyUrl, self.privacy_policy_url),
                    (trusthub_domain::tollfree::TextField::TermsAndConditionsUrl, self.terms_and_conditions_url),
                    (trusthub_domain::tollfree::TextField::VettingId, self.vetting_id),
                ];
                let mut entered = trusthub_domain::tollfree::Entered {
                    use_cases: self
                        .use_case_categories
                        .iter()
                        .filter(|name| !name.is_empty())
                        .map(|name| crate::messaging::tollfree::fields::of_list("UseCaseCategories", name))
                        .collect::<crate::error::Result<_>>()?,
                    opt_in_image_urls: crate::messaging::tollfree::fields::not_empty(self.opt_in_image_urls),
                    opt_in_keywords: crate::messaging::tollfree::fields::not_empty(self.opt_in_keywords),
                    opt_in_type: crate::messaging::tollfree::fields::one_of_list("OptInType", self.opt_in_type)?,
                    business_type: crate::messaging::tollfree::fields::one_of_list("BusinessType", self.business_type)?,
                    registration_authority: crate::messaging::tollfree::fields::one_of_list(
                        "BusinessRegistrationAuthority",
                        self.business_registration_authority,
                    )?,
                    vetting_provider: crate::messaging::tollfree::fields::one_of_list("VettingProvider", self.vetting_provider)?,
                    age_gated_content: self.age_gated_content,
                    ..trusthub_domain::tollfree::Entered::default()
                };
                for (field, text) in texts {
                    entered.enter(field, text.as_deref());
                }
                Ok(entered)
            }
        }
    };
}
pub(crate) use parameters;

/// Without empty entries.
pub(crate) fn not_empty(given: Vec<String>) -> Vec<String> {
    given.into_iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// One of a list of values, if there is any.
pub(crate) fn one_of_list<T: FromStr<Err = UnknownName>>(
    field: &str,
    given: Option<String>,
) -> Result<Option<T>> {
    filter(given).map(|name| of_list(field, &name)).transpose()
}

/// One of a list of values.
pub(crate) fn of_list<T: FromStr<Err = UnknownName>>(field: &str, name: &str) -> Result<T> {
    name.parse()
        .map_err(|_| ApiError::parameter(field, "it is none of the values that the documentation lists"))
}
