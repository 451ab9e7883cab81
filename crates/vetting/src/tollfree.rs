//! What the machine thinks of a submission for a toll-free number.
//!
//! Three families: what would be sent ([`crate::messaging`]), the submission itself, and whether it fits the customer
//! profile that it names. A finding is certain only where nobody could read it otherwise. Texts given to a finding reach
//! customers and hold no personal data. It judges texts: whether a page shows what they promise is for a reviewer.

use std::sync::LazyLock;

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::contact::Email;
use trusthub_domain::tollfree::{OptInType, RegistrationAuthority, Submission, TextField, UseCase};

use crate::domain_name::{Website, normalised, read, registrable};
use crate::identifiers::{Judgement, Scheme, compact, is_made_up};
use crate::mail_domains::is_free;
use crate::messaging::{Channel, ContentRules, ContentRulesError, Declared, Field, Messages, Severity};
use crate::names::{Subject, compare, match_threshold};

static RULES: LazyLock<Result<ContentRules, ContentRulesError>> = LazyLock::new(ContentRules::shipped);

/// Names the checks below beside the date of the content rules. A change that can alter any answer changes this name.
const CHECKS: &str = "toll-free-1";

const OFFICIAL_MAIL: ReasonCode = ReasonCode(30800);
const NAME_MISMATCH: ReasonCode = ReasonCode(30802);
const NOT_VALIDATED: ReasonCode = ReasonCode(30805);
const NOT_VERIFIED: ReasonCode = ReasonCode(30808);
const REGISTRATION_NUMBER: ReasonCode = ReasonCode(30811);
const CAMPAIGN_VERIFY: ReasonCode = ReasonCode(30826);
const VERBAL_SCRIPT: ReasonCode = ReasonCode(30838);
const VALID_OPT_IN: ReasonCode = ReasonCode(30843);

/// What a customer profile says of the business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileFacts {
    /// Approved, and nothing stands against it now.
    pub is_in_force: bool,
    /// Legal name.
    pub name: String,
    /// The number in its register.
    pub registration_number: String,
    /// Website.
    pub website: String,
}

/// One thing that is wrong, or may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TollfreeFinding {
    /// The vendor's code for it.
    pub code: ReasonCode,
    /// How sure it is.
    pub severity: Severity,
    /// The wire's name of the field it is about.
    pub field: &'static str,
    /// What is wrong, and what to do: a sentence each.
    pub text: String,
}

/// The rules by which [`check`] judges, as the audit log names them.
#[must_use]
pub fn ruleset() -> String {
    let content = RULES.as_ref().map_or("none", ContentRules::version);
    format!("{CHECKS} content-{content}")
}

/// Everything that is wrong with a submission, or may be; certain ones first. `profile` is that of the business, if one was
/// named.
///
/// # Errors
/// Never in a released hub: the shipped rules do not read.
pub fn check(
    submission: &Submission,
    profile: Option<&ProfileFacts>,
) -> Result<Vec<TollfreeFinding>, &'static ContentRulesError> {
    let rules = RULES.as_ref()?;
    let mut findings = of_content(rules, submission);
    findings.extend(registration(submission));
    findings.extend(opt_in(submission));
    findings.extend(politics(submission));
    findings.extend(contact_mail(submission));
    findings.extend(business(submission, profile));
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Ok(findings)
}

fn finding(code: ReasonCode, severity: Severity, field: &'static str, text: &str) -> TollfreeFinding {
    TollfreeFinding { code, severity, field, text: text.to_owned() }
}

fn of_content(rules: &ContentRules, submission: &Submission) -> Vec<TollfreeFinding> {
    let findings = rules.check(&messages(submission), Channel::TollFree);
    let shown = findings.into_iter().map(|found| TollfreeFinding {
        code: found.code,
        severity: found.severity,
        field: field_of(found.field),
        text: format!("{} {}", found.why, found.mend),
    });
    shown.collect()
}

fn messages(submission: &Submission) -> Messages {
    let entered = submission.entered();
    let text = |field| submission.text(field).map(str::to_owned);
    let names = [TextField::BusinessName, TextField::DoingBusinessAs];
    Messages {
        brand_names: names.into_iter().filter_map(text).collect(),
        website: text(TextField::BusinessWebsite),
        use_case: use_case(&entered.use_cases).to_owned(),
        description: text(TextField::UseCaseSummary).unwrap_or_default(),
        samples: text(TextField::ProductionMessageSample).into_iter().collect(),
        opt_in: flow(submission),
        opt_in_message: text(TextField::OptInConfirmationMessage),
        opt_out_message: None,
        help_message: text(TextField::HelpMessageSample),
        opt_out_keywords: Vec::new(),
        privacy_policy_url: text(TextField::PrivacyPolicyUrl),
        terms_url: text(TextField::TermsAndConditionsUrl),
        declared: Declared { age_gated: entered.age_gated_content, ..Declared::default() },
    }
}

/// The resource has no text for how people agree: a kind, pictures and whatever else was said tell it.
fn flow(submission: &Submission) -> String {
    let entered = submission.entered();
    let kind = entered.opt_in_type.map(OptInType::in_words).unwrap_or_default().to_lowercase();
    let pictures = entered.opt_in_image_urls.join(" ");
    let more = submission.text(TextField::AdditionalInformation).unwrap_or_default();
    format!("Recipients opt in to messages of this business {kind}, as can be seen at {pictures} .\n{more}")
}

/// The campaigns' name for it; several are a mix.
fn use_case(given: &[UseCase]) -> &'static str {
    match given {
        [UseCase::TwoFactorAuthentication] => "2FA",
        [UseCase::AccountNotifications] => "ACCOUNT_NOTIFICATION",
        [UseCase::CustomerCare] => "CUSTOMER_CARE",
        [UseCase::CharityNonprofit] => "CHARITY",
        [UseCase::DeliveryNotifications] => "DELIVERY_NOTIFICATION",
        [UseCase::FraudAlert] => "FRAUD_ALERT",
        [UseCase::HigherEducation] => "HIGHER_EDUCATION",
        [UseCase::K12] => "K12_EDUCATION",
        [UseCase::Marketing] => "MARKETING",
        [UseCase::PollingNonPolitical] => "POLLING_VOTING",
        [UseCase::PoliticalCampaign] => "POLITICAL",
        [UseCase::PublicService] => "PUBLIC_SERVICE_ANNOUNCEMENT",
        [UseCase::SecurityAlert] => "SECURITY_ALERT",
        // Campaigns know no events of their own.
        [UseCase::Events] | [] | [_, _, ..] => "MIXED",
    }
}

fn field_of(field: Field) -> &'static str {
    match field {
        Field::Description => "UseCaseSummary",
        Field::MessageFlow => "AdditionalInformation",
        Field::MessageSamples | Field::HasEmbeddedLinks | Field::HasEmbeddedPhone | Field::DirectLending => {
            "ProductionMessageSample"
        }
        Field::UseCase => "UseCaseCategories",
        Field::AgeGated => "AgeGatedContent",
        Field::OptInMessage => "OptInConfirmationMessage",
        Field::OptOutMessage | Field::OptOutKeywords | Field::HelpMessage => "HelpMessageSample",
        Field::PrivacyPolicyUrl => "PrivacyPolicyUrl",
        Field::TermsAndConditionsUrl => "TermsAndConditionsUrl",
    }
}

fn registration(submission: &Submission) -> Option<TollfreeFinding> {
    let number = submission.text(TextField::BusinessRegistrationNumber)?;
    let country = submission.text(TextField::BusinessRegistrationCountry);
    let scheme = scheme(submission.entered().registration_authority?);
    let found = |severity, text: String| {
        Some(TollfreeFinding {
            code: REGISTRATION_NUMBER,
            severity,
            field: "BusinessRegistrationNumber",
            text,
        })
    };
    match scheme.judge(number, country) {
        Judgement::Flawed(flaw) if flaw.is_certain => {
            found(Severity::Violation, format!("{} {}", flaw.why, scheme.mend()))
        }
        Judgement::Flawed(flaw) => found(Severity::Doubt, format!("{} {}", flaw.why, scheme.mend())),
        Judgement::Sound | Judgement::Untold { .. } if is_made_up(number) => {
            let why = "The registration number is one digit repeated or a run of consecutive digits.";
            found(Severity::Doubt, format!("{why} {}", scheme.mend()))
        }
        Judgement::Sound | Judgement::Untold { .. } => None,
    }
}

/// The register by the name that profiles use.
const fn scheme(authority: RegistrationAuthority) -> Scheme {
    match authority {
        RegistrationAuthority::Ein => Scheme::Ein,
        RegistrationAuthority::Cbn => Scheme::Cbn,
        RegistrationAuthority::Crn => Scheme::Cn,
        RegistrationAuthority::Acn | RegistrationAuthority::Abn => Scheme::Acn,
        RegistrationAuthority::Vat | RegistrationAuthority::UstIdNr => Scheme::Vat,
        RegistrationAuthority::ProvincialNumber
        | RegistrationAuthority::Brn
        | RegistrationAuthority::Siren
        | RegistrationAuthority::Siret
        | RegistrationAuthority::Nzbn
        | RegistrationAuthority::Cif
        | RegistrationAuthority::Nif
        | RegistrationAuthority::Cnpj
        | RegistrationAuthority::Uid
        | RegistrationAuthority::Neq
        | RegistrationAuthority::Other => Scheme::Other,
    }
}

fn opt_in(submission: &Submission) -> Option<TollfreeFinding> {
    let imported = "Imported consent does not show who agreed to what. Show the opt-in that is in use.";
    match submission.entered().opt_in_type? {
        OptInType::ImportPleaseReplace => {
            Some(finding(VALID_OPT_IN, Severity::Violation, "OptInType", imported))
        }
        OptInType::Import => Some(finding(VALID_OPT_IN, Severity::Doubt, "OptInType", imported)),
        OptInType::Verbal if submission.text(TextField::AdditionalInformation).is_none() => {
            let text =
                "Nothing says what people are told before they agree. Quote it in AdditionalInformation.";
            Some(finding(VERBAL_SCRIPT, Severity::Doubt, "AdditionalInformation", text))
        }
        OptInType::Verbal
        | OptInType::WebForm
        | OptInType::PaperForm
        | OptInType::ViaText
        | OptInType::MobileQrCode => None,
    }
}

fn politics(submission: &Submission) -> Option<TollfreeFinding> {
    let entered = submission.entered();
    let is_political = entered.use_cases.contains(&UseCase::PoliticalCampaign);
    let is_vetted = entered.vetting_provider.is_some() && submission.text(TextField::VettingId).is_some();
    if !is_political || is_vetted {
        return None;
    }
    let text =
        "A political campaign needs a Campaign Verify token. Give it as VettingId, with VettingProvider.";
    Some(finding(CAMPAIGN_VERIFY, Severity::Violation, "VettingId", text))
}

fn contact_mail(submission: &Submission) -> Option<TollfreeFinding> {
    let email: Email = submission.text(TextField::BusinessContactEmail)?.parse().ok()?;
    if !is_free(&normalised(&email.domain())) {
        return None;
    }
    let text = "The contact's address is with a free mail service. Use one at the business's own domain.";
    Some(finding(OFFICIAL_MAIL, Severity::Doubt, "BusinessContactEmail", text))
}

fn business(submission: &Submission, profile: Option<&ProfileFacts>) -> Vec<TollfreeFinding> {
    let doubt = |code, field, text| finding(code, Severity::Doubt, field, text);
    let Some(profile) = profile.filter(|profile| profile.is_in_force) else {
        let text = "No approved Customer Profile vouches for the business. Name one as CustomerProfileSid.";
        return vec![doubt(NOT_VERIFIED, "CustomerProfileSid", text)];
    };
    let mut found = Vec::new();
    let names = [TextField::BusinessName, TextField::DoingBusinessAs];
    let is_named = names
        .into_iter()
        .filter_map(|field| submission.text(field))
        .any(|name| compare(Subject::Business, name, &profile.name).score() >= match_threshold());
    if !is_named {
        let text = "The name is not that of the Customer Profile. Name the profile of this business.";
        found.push(doubt(NAME_MISMATCH, "BusinessName", text));
    }
    let number = submission.text(TextField::BusinessRegistrationNumber).map(compact);
    let registered = compact(&profile.registration_number);
    if number.is_some_and(|number| !registered.is_empty() && number != registered) {
        let text = "The registration number is not that of the Customer Profile. Enter the same number.";
        found.push(doubt(NOT_VALIDATED, "BusinessRegistrationNumber", text));
    }
    if differ(submission.text(TextField::BusinessWebsite), &profile.website) {
        let text = "The website is not that of the Customer Profile. Give the same, or say why in AdditionalInformation.";
        found.push(doubt(NOT_VALIDATED, "BusinessWebsite", text));
    }
    found
}

/// Whether both are websites, at domains of different registrants.
fn differ(given: Option<&str>, known: &str) -> bool {
    let domain = |website| match website {
        Website::Domain(domain) => Some(domain),
        Website::NoDomain | Website::Unreadable => None,
    };
    let (given, known) = (given.map(read).and_then(domain), domain(read(known)));
    given.zip(known).is_some_and(|(given, known)| registrable(&given) != registrable(&known))
}

/// The codes that [`check`] may give: for a test that each is explained.
pub fn codes() -> impl Iterator<Item = ReasonCode> {
    let own = [
        OFFICIAL_MAIL,
        NAME_MISMATCH,
        NOT_VALIDATED,
        NOT_VERIFIED,
        REGISTRATION_NUMBER,
        CAMPAIGN_VERIFY,
        VERBAL_SCRIPT,
        VALID_OPT_IN,
    ];
    own.into_iter().chain(RULES.iter().flat_map(|rules| rules.codes(Channel::TollFree)))
}
