//! Brands and campaigns, as tables: who is registered as what, with which reasons, and how its score comes about.

use trusthub_domain::messaging::{
    Brand, BrandEvidence, BrandStatus, BrandType, BrandVerdict, BrandVetting, CompanyType, IdentityStatus,
    MessagingRefusal, RegistryAnswer, RegistryState, ScoreRules, UseCases,
};
use trusthub_domain::review::{Evidence, EvidenceSource, Outcome, Weight};
use trusthub_domain::sid::{AccountSid, BrandSid, BundleSid, Sid};
use trusthub_domain::time::Timestamp;
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_micros(1_795_435_200_000_000);

fn found(check: &str, outcome: Outcome, source: &str) -> Evidence {
    Evidence {
        check: check.to_owned(),
        field: None,
        outcome,
        weight: Weight::Soft,
        compared: String::new(),
        why: format!("{check} says so."),
        mend: None,
        source: Some(EvidenceSource { name: source.to_owned(), version: String::new(), date: String::new() }),
        code: None,
    }
}

fn evidence(company_type: CompanyType) -> BrandEvidence {
    BrandEvidence {
        company_type: Some(company_type),
        stock_exchange: None,
        stock_ticker: None,
        identifier_kind: Some("EIN".to_owned()),
        registration_number: Some("942404110".to_owned()),
        business_type: Some("Corporation".to_owned()),
        country: Some("US".to_owned()),
        contact_domain: None,
        website_domain: Some("owlbakery.com".to_owned()),
        found: Vec::new(),
    }
}

fn listed() -> BrandEvidence {
    BrandEvidence {
        stock_exchange: Some("NASDAQ".to_owned()),
        stock_ticker: Some("OWLB".to_owned()),
        contact_domain: Some("owlbakery.com".to_owned()),
        ..evidence(CompanyType::Public)
    }
}

fn codes(verdict: &BrandVerdict) -> Vec<u32> {
    let issues = match verdict {
        BrandVerdict::Failed(issues) => issues,
        BrandVerdict::Registered { feedback, .. } => feedback,
    };
    issues.iter().map(|issue| issue.code.0).collect()
}

#[test]
fn what_cannot_be_registered_fails_with_each_reason() {
    type Change = fn(&mut BrandEvidence);
    let cases: [(&str, BrandEvidence, Change, &[u32]); 9] = [
        ("no number", evidence(CompanyType::Private), |one| one.registration_number = None, &[30757]),
        ("no type", evidence(CompanyType::Private), |one| one.company_type = None, &[30793]),
        ("no ticker", listed(), |one| one.stock_ticker = None, &[30796]),
        ("exchange none", listed(), |one| one.stock_exchange = Some("NONE".to_owned()), &[30796]),
        ("a ticker that is none", listed(), |one| one.stock_ticker = Some("a b".to_owned()), &[30796]),
        ("no contact", listed(), |one| one.contact_domain = None, &[21738]),
        ("a contact elsewhere", listed(), |one| one.contact_domain = Some("gmail.com".to_owned()), &[21740]),
        (
            "a foreign government",
            evidence(CompanyType::Government),
            |one| one.country = Some("DE".to_owned()),
            &[30797],
        ),
        ("a corporation for charity", evidence(CompanyType::NonProfit), |_| {}, &[30796]),
    ];
    for (name, mut evidence, change, expected) in cases {
        change(&mut evidence);
        let verdict = evidence.judge();
        assert!(matches!(verdict, BrandVerdict::Failed(_)), "{name}: {verdict:?}");
        assert_eq!(codes(&verdict), expected, "{name}");
    }
}

#[test]
fn identity_follows_the_register_and_silence_contradicts_nothing() {
    let pass = found("registry.name", Outcome::Pass, "sec");
    let fail = found("registry.name", Outcome::Fail, "sec");
    let exempt = found("registry.name", Outcome::Pass, "irs-eo");
    for (name, company, found, identity, expected, tax) in [
        ("silent", CompanyType::Private, vec![], IdentityStatus::Verified, vec![], None),
        ("matched", CompanyType::Private, vec![pass.clone()], IdentityStatus::Verified, vec![], None),
        (
            "another name",
            CompanyType::Private,
            vec![pass, fail],
            IdentityStatus::Unverified,
            vec![30795],
            None,
        ),
        ("exempt", CompanyType::NonProfit, vec![exempt], IdentityStatus::Verified, vec![], Some("501c3")),
        ("not known exempt", CompanyType::NonProfit, vec![], IdentityStatus::Verified, vec![30798], None),
        ("a government", CompanyType::Government, vec![], IdentityStatus::Verified, vec![], None),
    ] {
        let business_type = match company {
            CompanyType::NonProfit => "Non-profit Corporation",
            CompanyType::Private | CompanyType::Public | CompanyType::Government => "Corporation",
        };
        let evidence =
            BrandEvidence { found, business_type: Some(business_type.to_owned()), ..evidence(company) };
        let verdict = evidence.judge();
        assert_eq!(codes(&verdict), expected, "{name}");
        let BrandVerdict::Registered { identity: got, tax_exempt_status, is_government, .. } = verdict else {
            panic!("{name} is registered");
        };
        assert_eq!((got, tax_exempt_status.as_deref()), (identity, tax), "{name}");
        assert_eq!(is_government, company == CompanyType::Government, "{name}");
    }
}

#[test]
fn a_score_is_the_sum_of_what_was_found_and_better_evidence_never_lowers_it() {
    let rules = ScoreRules::shipped().unwrap();
    let bare = rules.score(&evidence(CompanyType::Private));
    assert_eq!((bare.points, bare.parts.len()), (20, 1));
    let checks = [
        "registry.name",
        "registry.known",
        "registry.active",
        "representatives.confirmed",
        "email.domain_matches_website",
        "website.is_own_domain",
        "website.is_reachable",
        "website.names_business",
        "website.has_privacy_policy",
        "website.has_contact",
        "phone.is_possible",
    ];
    let with = |outcome: Outcome| BrandEvidence {
        found: checks.iter().map(|check| found(check, outcome, "gleif")).collect(),
        ..listed()
    };
    let best = rules.score(&with(Outcome::Pass));
    assert_eq!(best.points, 100, "{best:?}");
    assert_eq!(rules.score(&with(Outcome::Unknown)).points, 40);
    assert_eq!(rules.score(&with(Outcome::Fail)).points, 1);
    for (index, check) in checks.iter().enumerate() {
        let mut worse = with(Outcome::Pass);
        worse.found[index].outcome = Outcome::Unknown;
        assert!(rules.score(&worse).points <= best.points, "{check}");
    }
    assert!(best.parts.iter().all(|part| !part.why.is_empty()));
    let total: i32 = best.parts.iter().map(|part| part.points).sum();
    assert!(total >= 100, "{total}");
}

fn brand() -> Brand {
    Brand {
        sid: BrandSid::from_uuid(Uuid::from_u128(1)),
        account_sid: AccountSid::from_uuid(Uuid::from_u128(2)),
        customer_profile_sid: BundleSid::from_uuid(Uuid::from_u128(3)),
        a2p_profile_sid: BundleSid::from_uuid(Uuid::from_u128(4)),
        brand_type: BrandType::Standard,
        skips_vetting: false,
        is_mock: false,
        status: BrandStatus::Pending,
        identity: None,
        registered_as: None,
        score: None,
        issues: Vec::new(),
        tax_exempt_status: None,
        is_government: None,
        updates: 0,
        confirmation: None,
        registry: None,
        version: 1,
        date_created: NOW,
        date_updated: NOW,
    }
}

#[test]
fn only_what_failed_or_was_not_matched_is_submitted_again_and_three_times() {
    let registered = |identity| Brand { status: BrandStatus::Approved, identity: Some(identity), ..brand() };
    for (name, brand, may) in [
        ("pending", brand(), false),
        ("in review", Brand { status: BrandStatus::InReview, ..brand() }, false),
        ("verified", registered(IdentityStatus::Verified), false),
        ("self declared", registered(IdentityStatus::SelfDeclared), false),
        ("unverified", registered(IdentityStatus::Unverified), true),
        ("failed", Brand { status: BrandStatus::Failed, ..brand() }, true),
    ] {
        assert_eq!(brand.resubmit(NOW).is_ok(), may, "{name}");
    }
    let mut again = Brand { status: BrandStatus::Failed, ..brand() };
    for _ in 0..3 {
        again = Brand { status: BrandStatus::Failed, ..again.resubmit(NOW).unwrap() };
    }
    assert_eq!(again.resubmit(NOW), Err(MessagingRefusal::BrandUpdatesExceeded(3)));
}

#[test]
fn a_score_goes_only_with_a_verified_identity_that_wants_one() {
    let score = Some(ScoreRules::shipped().unwrap().score(&evidence(CompanyType::Private)));
    let verdict = |identity| BrandVerdict::Registered {
        identity,
        feedback: Vec::new(),
        tax_exempt_status: None,
        is_government: false,
    };
    let decide =
        |brand: Brand, identity| brand.decide(verdict(identity), "BABC".to_owned(), score.clone(), NOW);
    let vetted = decide(brand(), IdentityStatus::Verified);
    assert_eq!((vetted.identity, vetted.score.is_some()), (Some(IdentityStatus::VettedVerified), true));
    let low = decide(Brand { skips_vetting: true, ..brand() }, IdentityStatus::Verified);
    assert_eq!((low.identity, low.score), (Some(IdentityStatus::Verified), None));
    let unmatched = decide(brand(), IdentityStatus::Unverified);
    assert_eq!((unmatched.identity, unmatched.score.clone()), (Some(IdentityStatus::Unverified), None));
    assert!(unmatched.must_carry_campaigns(true).is_err());
    assert!(vetted.must_carry_campaigns(true).is_ok());
    assert_eq!(vetted.must_carry_campaigns(false), Err(MessagingRefusal::BrandSuspended));
}

#[test]
fn each_brand_chooses_among_its_own_use_cases() {
    let all = UseCases::shipped().unwrap();
    let standard = brand();
    let exempt = Brand { tax_exempt_status: Some("501c3".to_owned()), ..brand() };
    let person = Brand { brand_type: BrandType::SoleProprietor, ..brand() };
    for (name, brand, has_token, count, with, without) in [
        ("standard", &standard, false, 18, "MARKETING", "CHARITY"),
        ("exempt", &exempt, false, 19, "CHARITY", "POLITICAL"),
        ("political", &standard, true, 19, "POLITICAL", "SOLE_PROPRIETOR"),
        ("person", &person, false, 1, "SOLE_PROPRIETOR", "MARKETING"),
    ] {
        let codes: Vec<&str> = all.for_brand(Some(brand), has_token).map(|one| one.code.as_str()).collect();
        assert_eq!(codes.len(), count, "{name}");
        assert!(codes.contains(&with) && !codes.contains(&without), "{name}: {codes:?}");
    }
    assert_eq!(all.for_brand(None, false).count(), 21);
    assert_eq!(all.get("SPAM"), Err(MessagingRefusal::UseCase));
}

#[test]
fn a_token_of_campaign_verify_has_six_parts() {
    for (token, is_one) in [
        ("cv|1.0|tcr|10dlc|9975c339|0123456789abcdef", true),
        ("cv|1.0|tcr|10dlc|9975c339|short", false),
        ("cv|1.0|tcr|10dlc|9975c339", false),
        ("xx|1.0|tcr|10dlc|9975c339|0123456789abcdef", false),
        ("cv|1.0|tcr|10dlc|9975c339|0123456789\u{7}abcdef", false),
        (&format!("cv|1.0|tcr|10dlc|9975c339|{}", "0".repeat(255)), false),
        ("", false),
    ] {
        assert_eq!(BrandVetting::must_be_token(token).is_ok(), is_one, "{token}");
    }
}

/// What the hub makes of a brand that it has nothing against.
fn approved_here(brand: &Brand) -> Brand {
    let verdict = BrandVerdict::Registered {
        identity: IdentityStatus::Verified,
        feedback: Vec::new(),
        tax_exempt_status: None,
        is_government: false,
    };
    brand.decide(verdict, "BOURS".to_owned(), None, NOW)
}

fn has(identity: IdentityStatus) -> RegistryAnswer {
    RegistryAnswer::Registered { id: "BTHEIRS".to_owned(), identity: Some(identity), feedback: Vec::new() }
}

#[test]
fn the_registry_downstream_has_the_last_word_on_what_the_hub_approves_and_on_nothing_else() {
    let submitted = brand();
    let failed = submitted.fail_for_bundles(NOW);
    assert_eq!(failed.subject_to_registry(&submitted, NOW), failed);
    let decide = |before: &Brand| approved_here(before).subject_to_registry(before, NOW);
    let waits = decide(&submitted);
    assert_eq!(
        (waits.status, waits.identity, waits.registered_as.clone()),
        (BrandStatus::InReview, None, None)
    );
    assert_eq!(decide(&waits), waits, "it waits as long as the registry does not answer");

    let told = waits.heard(RegistryAnswer::Undecided { id: "BTHEIRS".to_owned() }, NOW);
    assert_eq!((told.status, decide(&told).status), (BrandStatus::InReview, BrandStatus::InReview));
    let registered = decide(&told.heard(has(IdentityStatus::Verified), NOW));
    assert_eq!(
        (registered.status, registered.registered_as.as_deref()),
        (BrandStatus::Approved, Some("BTHEIRS"))
    );
    let refused = decide(&told.heard(RegistryAnswer::Refused(registered.issues.clone()), NOW));
    assert_eq!(refused.status, BrandStatus::Failed);
    let again = refused.resubmit(NOW).unwrap();
    assert_eq!(again.registry.as_ref().unwrap().state, RegistryState::Stale);
    let due = decide(&again).registry.unwrap();
    assert_eq!(
        (due.state, due.id.as_deref()),
        (RegistryState::Due, Some("BTHEIRS")),
        "it is told under its name"
    );
}

#[test]
fn a_registered_brand_is_as_sure_as_the_less_sure_of_hub_and_registry() {
    let before = approved_here(&brand()).heard(has(IdentityStatus::VettedVerified), NOW);
    assert_eq!(before.identity, Some(IdentityStatus::Verified));
    let doubted = before.heard(has(IdentityStatus::Unverified), NOW);
    assert_eq!(doubted.identity, Some(IdentityStatus::Unverified));
    let again = doubted.heard(has(IdentityStatus::Verified), NOW);
    assert_eq!((again.identity, again.status), (Some(IdentityStatus::Verified), BrandStatus::Approved));
    assert_eq!(again.heard(has(IdentityStatus::Verified), NOW), again, "nothing new changes nothing");
    let missing = again.heard(RegistryAnswer::Missing, NOW);
    assert_eq!((missing.status, missing.registry.unwrap().id), (BrandStatus::Approved, None));
}
