//! Toll-free verification: when a submission can be looked at, and what may become of it.

use std::time::Duration;

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::contact::Phone;
use trusthub_domain::sid::Sid;
use trusthub_domain::time::Timestamp;
use trusthub_domain::tollfree::{
    BusinessType, Conclusion, EDIT_EXPIRED, EDIT_WINDOW, Entered, FieldProblemKind, OptInType,
    RegistrationAuthority, Rejection, RejectionReason, State, Status, Submission, TextField, TollfreeRule,
    UseCase, Verification, volume,
};

fn sid<S: Sid>(number: u128) -> S {
    S::from_uuid(uuid::Uuid::from_u128(number))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_800_000_000 + seconds)
}

fn complete() -> Entered {
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
        (TextField::UseCaseSummary, "We tell customers when their bread is on its way."),
        (TextField::ProductionMessageSample, "Owl Bakery: your bread is on its way.\nReply STOP to stop."),
        (TextField::MessageVolume, "10,000"),
        (TextField::BusinessRegistrationNumber, "942404110"),
        (TextField::BusinessRegistrationCountry, "US"),
    ] {
        entered.enter(field, Some(text));
    }
    entered
}

fn submitted() -> Verification {
    Verification {
        sid: sid(1),
        account_sid: sid(2),
        number_sid: sid(3),
        phone_number: "+18005550100".parse().unwrap(),
        customer_profile_sid: None,
        trust_product_sid: None,
        regulated_item_sid: None,
        submission: Submission::new(complete()).unwrap(),
        edit_reason: None,
        state: State::Pending,
        queued_at: at(0),
        version: 1,
        date_created: at(0),
        date_updated: at(0),
    }
}

fn rejection(can_mend: bool) -> Rejection {
    let reason = RejectionReason { code: ReasonCode(30857), reason: "Give the address in full.".to_owned() };
    Rejection { reasons: vec![reason], can_mend }
}

/// The fields that stand in the way of what is left when `change` is done.
fn open(change: impl FnOnce(&mut Entered)) -> Vec<&'static str> {
    let mut entered = complete();
    change(&mut entered);
    match Submission::new(entered) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(|problem| problem.field).collect(),
    }
}

#[test]
fn north_american_toll_free_numbers_are_told_apart() {
    for (number, expected) in [
        ("+18005550100", true),
        ("+18335550100", true),
        ("+18445550100", true),
        ("+18555550100", true),
        ("+18665550100", true),
        ("+18775550100", true),
        ("+18885550100", true),
        ("+18225550100", false),
        ("+15105550100", false),
        ("+4980012345678", false),
        ("+1800555", false),
    ] {
        assert_eq!(number.parse::<Phone>().unwrap().is_toll_free(), expected, "{number}");
    }
}

#[test]
fn everything_that_stands_in_the_way_is_told_at_once() {
    assert_eq!(open(|_| {}), [""; 0]);
    let nothing = Submission::new(Entered::default()).unwrap_err();
    assert!(nothing.iter().all(|problem| problem.kind == FieldProblemKind::Missing), "{nothing:?}");
    let fields: Vec<&str> = nothing.iter().map(|problem| problem.field).collect();
    assert_eq!(
        fields,
        [
            "BusinessName",
            "BusinessWebsite",
            "BusinessRegistrationNumber",
            "BusinessRegistrationCountry",
            "NotificationEmail",
            "UseCaseSummary",
            "ProductionMessageSample",
            "MessageVolume",
            "UseCaseCategories",
            "OptInImageUrls",
            "OptInType",
            "BusinessType",
            "BusinessRegistrationAuthority",
        ]
    );
}

#[test]
fn a_sole_proprietor_needs_no_register() {
    let unregistered = |entered: &mut Entered| {
        entered.enter(TextField::BusinessRegistrationNumber, None);
        entered.enter(TextField::BusinessRegistrationCountry, None);
        entered.registration_authority = None;
    };
    assert_eq!(open(unregistered).len(), 3);
    let sole = |entered: &mut Entered| {
        unregistered(entered);
        entered.business_type = Some(BusinessType::SoleProprietor);
    };
    assert_eq!(open(sole), [""; 0]);
}

#[test]
fn a_field_has_its_form() {
    for (field, text) in [
        (TextField::BusinessWebsite, "owlbakery.com"),
        (TextField::BusinessWebsite, "javascript:alert(1)"),
        (TextField::PrivacyPolicyUrl, "https://"),
        (TextField::NotificationEmail, "ops at owlbakery"),
        (TextField::BusinessContactPhone, "5105550100"),
        (TextField::BusinessCountry, "us"),
        (TextField::BusinessRegistrationCountry, "1A"),
        (TextField::MessageVolume, "many"),
        (TextField::BusinessName, "Owl\u{7}"),
        (TextField::UseCaseSummary, "Bread\u{0}"),
    ] {
        let found = open(|entered| entered.enter(field, Some(text)));
        assert_eq!(found, [field.name()], "{text:?}");
    }
    let long = "x".repeat(TextField::BusinessName.limit() + 1);
    assert_eq!(open(|entered| entered.enter(TextField::BusinessName, Some(&long))), ["BusinessName"]);
    let many = vec!["https://owlbakery.com/a.png".to_owned(); 21];
    assert_eq!(open(|entered| entered.opt_in_image_urls = many), ["OptInImageUrls"]);
    assert_eq!(open(|entered| entered.opt_in_keywords = vec!["A\nB".to_owned()]), ["OptInKeywords"]);
}

#[test]
fn a_volume_is_written_as_the_vendor_writes_it() {
    for (text, expected) in [
        ("10", Some(10)),
        ("10,000", Some(10_000)),
        ("10,000,000+", Some(10_000_000)),
        ("+", None),
        ("-1", None),
    ] {
        assert_eq!(volume(text), expected, "{text}");
    }
}

#[test]
fn what_is_stored_reads_as_it_was() {
    let stored = serde_json::to_string(&submitted()).unwrap();
    assert_eq!(serde_json::from_str::<Verification>(&stored).unwrap(), submitted());
    assert!(!format!("{:?}", submitted()).contains("Owl"), "Debug tells nothing of what was entered");
}

#[test]
fn the_checks_decide_once() {
    let pending = submitted();
    let approved = pending.concluded(Conclusion::Approve, at(1)).unwrap();
    assert_eq!((approved.status(), approved.date_updated), (Status::Approved, at(1)));
    assert_eq!(approved.concluded(Conclusion::Approve, at(2)), None);
    let rejected = pending.concluded(Conclusion::Reject(rejection(true)), at(1)).unwrap();
    assert_eq!(rejected.status(), Status::Rejected);
    let referred = pending.concluded(Conclusion::Refer(vec!["30808".to_owned()]), at(1)).unwrap();
    assert_eq!(referred.status(), Status::InReview);
}

#[test]
fn a_reviewer_decides_what_is_in_review_and_nothing_else() {
    let pending = submitted();
    assert_eq!(pending.approved(at(1)), Err(TollfreeRule::NotInReview));
    let referred = pending.concluded(Conclusion::Refer(Vec::new()), at(1)).unwrap();
    assert_eq!(referred.approved(at(2)).unwrap().status(), Status::Approved);
    let nothing = Rejection { reasons: Vec::new(), can_mend: true };
    assert_eq!(referred.rejected(nothing, at(2)), Err(TollfreeRule::ReasonMissing));
    let rejected = referred.rejected(rejection(true), at(2)).unwrap();
    assert_eq!(rejected.rejected(rejection(true), at(3)), Err(TollfreeRule::NotInReview));
}

#[test]
fn whoever_mends_it_within_seven_days_keeps_their_place() {
    let rejected = submitted().concluded(Conclusion::Reject(rejection(true)), at(10)).unwrap();
    let until = at(10).plus(EDIT_WINDOW);
    assert_eq!(rejected.edit_expires_at(), Some(until));
    let in_time = until.minus(Duration::from_secs(1));
    let edited = rejected.edited(rejected.submission.clone(), None, in_time).unwrap();
    assert_eq!((edited.status(), edited.queued_at), (Status::PendingReview, at(0)));
    assert_eq!(rejected.reasons(in_time).len(), 1);

    let late = rejected.edited(rejected.submission.clone(), Some("Mended".to_owned()), until).unwrap();
    assert_eq!((late.status(), late.queued_at), (Status::PendingReview, until));
    let codes: Vec<ReasonCode> = rejected.reasons(until).iter().map(|reason| reason.code).collect();
    assert_eq!(codes, [ReasonCode(30857), EDIT_EXPIRED]);
}

#[test]
fn what_may_not_be_changed_says_why() {
    let pending = submitted();
    let same = || pending.submission.clone();
    assert!(pending.edited(same(), None, at(1)).is_ok(), "nobody has looked at it");
    let referred = pending.concluded(Conclusion::Refer(Vec::new()), at(1)).unwrap();
    assert_eq!(referred.edited(same(), None, at(2)), Err(TollfreeRule::InReview));
    let approved = pending.concluded(Conclusion::Approve, at(1)).unwrap();
    assert_eq!(approved.edited(same(), None, at(2)), Err(TollfreeRule::Approved));
    let for_good = pending.concluded(Conclusion::Reject(rejection(false)), at(1)).unwrap();
    assert_eq!(for_good.edited(same(), None, at(2)), Err(TollfreeRule::CannotBeMended));
    assert_eq!((for_good.edit_expires_at(), for_good.reasons(at(9_999_999)).len()), (None, 1));
}

#[test]
fn an_edit_lies_over_what_was_there() {
    let mut newer = Entered { opt_in_type: Some(OptInType::Verbal), ..Entered::default() };
    newer.enter(TextField::BusinessName, Some("  Owl & Sons "));
    let overlaid = complete().overlaid(newer);
    assert_eq!(overlaid.text(TextField::BusinessName), Some("Owl & Sons"));
    assert_eq!(overlaid.text(TextField::MessageVolume), Some("10,000"));
    assert_eq!((overlaid.opt_in_type, overlaid.use_cases.len()), (Some(OptInType::Verbal), 1));
}
