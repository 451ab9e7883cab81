//! The closed lists of the toll-free resource, by the wire's names (the vendor's OpenAPI document).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::bundle::UnknownName;

/// An enum whose variants have a name on the wire and one for people.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $wire:literal, $words:literal;)+ })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $wire)] $variant,)+
        }

        impl $name {
            /// All of them, in the order in which people choose.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $wire,)+
                }
            }

            /// The name for people.
            #[must_use]
            pub const fn in_words(self) -> &'static str {
                match self {
                    $(Self::$variant => $words,)+
                }
            }
        }

        impl FromStr for $name {
            type Err = UnknownName;

            fn from_str(text: &str) -> Result<Self, UnknownName> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or(UnknownName)
            }
        }
    )+};
}

kinds! {
    /// Where a verification stands.
    Status {
        /// Submitted; the automatic checks have not looked at it.
        PendingReview = "PENDING_REVIEW", "Submitted";
        /// A reviewer has to decide.
        InReview = "IN_REVIEW", "In review";
        /// The number may send.
        Approved = "TWILIO_APPROVED", "Approved";
        /// Turned down.
        Rejected = "TWILIO_REJECTED", "Rejected";
    }

    /// What messages are about.
    UseCase {
        /// Codes for signing in.
        TwoFactorAuthentication = "TWO_FACTOR_AUTHENTICATION", "Sign-in codes";
        /// About an account.
        AccountNotifications = "ACCOUNT_NOTIFICATIONS", "Account notifications";
        /// Support.
        CustomerCare = "CUSTOMER_CARE", "Customer care";
        /// Of a charity.
        CharityNonprofit = "CHARITY_NONPROFIT", "Charity or non-profit";
        /// Of parcels.
        DeliveryNotifications = "DELIVERY_NOTIFICATIONS", "Delivery notifications";
        /// Of suspected fraud.
        FraudAlert = "FRAUD_ALERT_MESSAGING", "Fraud alerts";
        /// Of events.
        Events = "EVENTS", "Events";
        /// Of a college or university.
        HigherEducation = "HIGHER_EDUCATION", "Higher education";
        /// Of a school.
        K12 = "K12", "Schools (K–12)";
        /// Promotion.
        Marketing = "MARKETING", "Marketing";
        /// Polls that are not political.
        PollingNonPolitical = "POLLING_AND_VOTING_NON_POLITICAL", "Polls, not political";
        /// Of a campaign for office.
        PoliticalCampaign = "POLITICAL_ELECTION_CAMPAIGNS", "Political election campaigns";
        /// For the public.
        PublicService = "PUBLIC_SERVICE_ANNOUNCEMENT", "Public service announcements";
        /// Of danger to an account.
        SecurityAlert = "SECURITY_ALERT", "Security alerts";
    }

    /// How people agree to get messages.
    OptInType {
        /// On a page.
        WebForm = "WEB_FORM", "On a web form";
        /// By telling somebody.
        Verbal = "VERBAL", "By word of mouth";
        /// On paper.
        PaperForm = "PAPER_FORM", "On a paper form";
        /// By a message to the number.
        ViaText = "VIA_TEXT", "By texting a keyword";
        /// By a code that a telephone reads.
        MobileQrCode = "MOBILE_QR_CODE", "By a QR code";
        /// Taken over from elsewhere.
        Import = "IMPORT", "Imported";
        /// Taken over from elsewhere; to be replaced.
        ImportPleaseReplace = "IMPORT_PLEASE_REPLACE", "Imported, to be replaced";
    }

    /// What the business is.
    BusinessType {
        /// A company that is not listed.
        PrivateProfit = "PRIVATE_PROFIT", "Private company";
        /// A company whose shares are traded.
        PublicProfit = "PUBLIC_PROFIT", "Publicly traded company";
        /// A person.
        SoleProprietor = "SOLE_PROPRIETOR", "Sole proprietor";
        /// A charity or association.
        NonProfit = "NON_PROFIT", "Non-profit organisation";
        /// An authority.
        Government = "GOVERNMENT", "Government";
    }

    /// Which register the registration number is from.
    RegistrationAuthority {
        /// United States: Employer Identification Number.
        Ein = "EIN", "EIN (United States)";
        /// Canada: Business Number.
        Cbn = "CBN", "Business Number (Canada)";
        /// United Kingdom: company number.
        Crn = "CRN", "Company number (United Kingdom)";
        /// Canada: a province's number.
        ProvincialNumber = "PROVINCIAL_NUMBER", "Provincial number (Canada)";
        /// VAT number.
        Vat = "VAT", "VAT number";
        /// Australia: company number.
        Acn = "ACN", "ACN (Australia)";
        /// Australia: business number.
        Abn = "ABN", "ABN (Australia)";
        /// Hong Kong and others: business registration number.
        Brn = "BRN", "Business registration number";
        /// France: business.
        Siren = "SIREN", "SIREN (France)";
        /// France: establishment.
        Siret = "SIRET", "SIRET (France)";
        /// New Zealand.
        Nzbn = "NZBN", "NZBN (New Zealand)";
        /// Germany: VAT number.
        UstIdNr = "USt-IdNr", "USt-IdNr (Germany)";
        /// Spain: company.
        Cif = "CIF", "CIF (Spain)";
        /// Spain: tax number.
        Nif = "NIF", "NIF (Spain)";
        /// Brazil.
        Cnpj = "CNPJ", "CNPJ (Brazil)";
        /// Switzerland.
        Uid = "UID", "UID (Switzerland)";
        /// Quebec.
        Neq = "NEQ", "NEQ (Quebec)";
        /// Another register.
        Other = "OTHER", "Another register";
    }

    /// Who has looked at a political campaign.
    VettingProvider {
        /// Campaign Verify.
        CampaignVerify = "CAMPAIGN_VERIFY", "Campaign Verify";
    }
}
