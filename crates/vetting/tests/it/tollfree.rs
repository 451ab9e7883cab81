//! What the machine thinks of a submission for a toll-free number.

use trusthub_domain::policy::Catalog;
use trusthub_domain::tollfree::{
    BusinessType, Entered, OptInType, RegistrationAuthority, Submission, TextField, UseCase, VettingProvider,
};
use trusthub_vetting::messaging::Severity;
use trusthub_vetting::tollfree::{ProfileFacts, check, codes, ruleset};

/// What is entered otherwise.
type Change = fn(&mut Entered);

fn sound() -> Entered {
    let mut entered = Entered {
        use_cases: vec![UseCase::DeliveryNotifications],
        opt_in_image_urls: vec!["https://owlbakery.com/opt-in.png".to_owned()],
        opt_in_type: Some(OptInType::WebForm),
        business_type: Some(BusinessType::PrivateProfit),
        registration_authority: Some(RegistrationAuthority::Ein),
        ..Entered::default()
    };
    for (field, text) in [
        (TextField::BusinessName, "Owl Bakery Inc."),
        (TextField::BusinessWebsite, "https://owlbakery.com"),
        (TextField::NotificationEmail, "ops@owlbakery.com"),
        (
            TextField::UseCaseSummary,
            "Customers who order bread on our website are told when their delivery is on its way and when it arrives.",
        ),
        (
            TextField::ProductionMessageSample,
            "Owl Bakery: your delivery is on its way and arrives today before noon. Reply STOP to opt out.",
        ),
        (TextField::MessageVolume, "10,000"),
        (TextField::BusinessRegistrationNumber, "942404110"),
        (TextField::BusinessRegistrationCountry, "US"),
        (
            TextField::OptInConfirmationMessage,
            "Owl Bakery: you will get delivery messages. Message frequency varies. Message and data rates may apply. \
             Reply STOP to opt out, HELP for help.",
        ),
        (TextField::HelpMessageSample, "Owl Bakery: write to help@owlbakery.com or reply STOP to stop."),
        (TextField::PrivacyPolicyUrl, "https://owlbakery.com/privacy"),
        (TextField::TermsAndConditionsUrl, "https://owlbakery.com/terms"),
    ] {
        entered.enter(field, Some(text));
    }
    entered
}

fn profile() -> ProfileFacts {
    ProfileFacts {
        is_in_force: true,
        name: "Owl Bakery Inc.".to_owned(),
        registration_number: "94-2404110".to_owned(),
        website: "https://www.owlbakery.com".to_owned(),
    }
}

/// Codes of what is found: `!30857` is certain, `30808` a doubt.
fn found(change: impl FnOnce(&mut Entered), profile: Option<&ProfileFacts>) -> Vec<String> {
    let mut entered = sound();
    change(&mut entered);
    let findings = check(&Submission::new(entered).unwrap(), profile).unwrap();
    let sign = |severity| if severity == Severity::Violation { "!" } else { "" };
    findings.iter().map(|finding| format!("{}{}", sign(finding.severity), finding.code.0)).collect()
}

#[test]
fn nothing_is_wrong_with_a_sound_one() {
    let submission = Submission::new(sound()).unwrap();
    assert_eq!(check(&submission, Some(&profile())).unwrap(), []);
}

#[test]
fn every_code_is_explained_and_may_be_given_against_a_number() {
    let catalog = Catalog::builtin().unwrap();
    let unknown: Vec<u32> = codes()
        .filter(|code| catalog.error_code(*code).and_then(|known| known.toll_free).is_none())
        .map(|code| code.0)
        .collect();
    assert_eq!(unknown, [0_u32; 0]);
}

#[test]
fn what_is_certainly_wrong_is_found_first() {
    let sample = |text: &'static str| {
        move |entered: &mut Entered| entered.enter(TextField::ProductionMessageSample, Some(text))
    };
    let shortener =
        "Owl Bakery: your delivery is on its way, see https://bit.ly/3owl. Reply STOP to opt out.";
    let cannabis = "Owl Bakery: your cannabis delivery is on its way. Reply STOP to opt out.";
    let profile = profile();
    assert!(found(sample(shortener), Some(&profile)).contains(&"!30857".to_owned()));
    assert!(found(sample(cannabis), Some(&profile)).contains(&"!30860".to_owned()));
    let table: [(&str, Change); 3] = [
        ("!30811", |entered| entered.enter(TextField::BusinessRegistrationNumber, Some("12-34"))),
        ("!30826", |entered| entered.use_cases.push(UseCase::PoliticalCampaign)),
        ("!30843", |entered| entered.opt_in_type = Some(OptInType::ImportPleaseReplace)),
    ];
    for (expected, change) in table {
        let found = found(change, Some(&profile));
        assert_eq!(found.first().map(String::as_str), Some(expected), "{found:?}");
    }
}

#[test]
fn a_campaign_with_its_token_is_not_turned_down_for_it() {
    let vetted = |entered: &mut Entered| {
        entered.use_cases = vec![UseCase::PoliticalCampaign];
        entered.vetting_provider = Some(VettingProvider::CampaignVerify);
        entered.enter(TextField::VettingId, Some("cv|1.0|tcr|10dlc|abc"));
    };
    assert!(!found(vetted, Some(&profile())).contains(&"!30826".to_owned()));
}

#[test]
fn a_doubt_is_for_a_person() {
    let known = profile();
    let table: [(&str, Change); 6] = [
        ("30800", |entered| entered.enter(TextField::BusinessContactEmail, Some("owl@gmail.com"))),
        ("30802", |entered| entered.enter(TextField::BusinessName, Some("Heron Voice LLC"))),
        ("30805", |entered| entered.enter(TextField::BusinessRegistrationNumber, Some("911144442"))),
        ("30805", |entered| entered.enter(TextField::BusinessWebsite, Some("https://heronvoice.com"))),
        ("30838", |entered| entered.opt_in_type = Some(OptInType::Verbal)),
        ("30843", |entered| entered.opt_in_type = Some(OptInType::Import)),
    ];
    for (expected, change) in table {
        let found = found(change, Some(&known));
        assert!(found.contains(&expected.to_owned()), "{expected}: {found:?}");
        assert!(found.iter().all(|code| !code.starts_with('!')), "{expected}: {found:?}");
    }
}

#[test]
fn without_a_profile_in_force_nobody_vouches() {
    assert_eq!(found(|_| {}, None), ["30808"]);
    let lapsed = ProfileFacts { is_in_force: false, ..profile() };
    assert_eq!(found(|_| {}, Some(&lapsed)), ["30808"]);
}

#[test]
fn a_trade_name_may_be_the_profiles() {
    let trading = |entered: &mut Entered| {
        entered.enter(TextField::BusinessName, Some("Night Bird Holdings LLC"));
        entered.enter(TextField::DoingBusinessAs, Some("Owl Bakery"));
    };
    assert!(!found(trading, Some(&profile())).contains(&"30802".to_owned()));
}

#[test]
fn decisions_name_the_rules() {
    assert!(ruleset().starts_with("toll-free-1 content-20"), "{}", ruleset());
}
