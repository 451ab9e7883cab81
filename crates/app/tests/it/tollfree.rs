//! Toll-free verification: what becomes of a submission, and who hears of it.

use trusthub_app::bundles::channels;
use trusthub_app::inquiries::toll_free::{self as inquiry, NewTollfreeInquiry};
use trusthub_app::inquiries::{self, Subject};
use trusthub_app::items::numbers;
use trusthub_app::tollfree::review::{self, GivenReason};
use trusthub_app::tollfree::{self, Edit, Fields, NewVerification, TollfreeFilter, Whose};
use trusthub_app::{Actor, Error, Invalid, Result, accounts, audit};
use trusthub_domain::bundle::{BundleKind, ObjectSid, ReasonCode};
use trusthub_domain::sid::{BundleSid, PhoneNumberSid};
use trusthub_domain::tollfree::{BusinessType, EDIT_WINDOW, Entered, Status, TextField, Verification};
use trusthub_testkit::toll_free::{self, registered, sound};
use trusthub_testkit::{PRIMARY, SOUND_BUSINESS, TestAccount, TestHub, Wish};

use crate::support::{error, first_page, hub, is_missing, lead, refusal, subjects};

const TOLL_FREE: &str = "RNa282dd7f3dbef8586501ca2e045e764c";

fn with(field: TextField, text: &str) -> Entered {
    let mut entered = Entered::default();
    entered.enter(field, Some(text));
    entered
}

async fn submit(
    hub: &TestHub,
    account: &TestAccount,
    number: PhoneNumberSid,
    profile: Option<BundleSid>,
    entered: Entered,
) -> Result<Verification> {
    let new = NewVerification { number_sid: number, customer_profile_sid: profile, entered };
    tollfree::create(&hub.hub, &account.actor, new).await
}

async fn present(hub: &TestHub, account: &TestAccount, of: &Verification) -> Verification {
    tollfree::find(&hub.hub, &account.actor, of.sid).await.expect("it is there")
}

async fn edit(
    hub: &TestHub,
    account: &TestAccount,
    of: &Verification,
    entered: Entered,
) -> Result<Verification> {
    let edit = Edit {
        fields: Fields::Changed(entered),
        customer_profile_sid: None,
        reason: Some("Mended".to_owned()),
    };
    tollfree::update(&hub.hub, &account.actor, of.sid, edit).await
}

fn codes(verification: &Verification, hub: &TestHub) -> Vec<u32> {
    verification.reasons(hub.hub.now()).iter().map(|reason| reason.code.0).collect()
}

/// A number that a reviewer has to decide.
async fn referred(hub: &TestHub, account: &TestAccount) -> Verification {
    toll_free::referred(hub, account, "+18005550100").await
}

#[tokio::test]
async fn what_an_approved_profile_vouches_for_is_approved_by_the_machine_and_told_by_mail() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    hub.run_jobs().await;
    let before = subjects(&hub).len();
    let number = hub.number(&account, "+18005550100").await;
    let made = submit(&hub, &account, number, Some(profile.sid), sound()).await.unwrap();
    assert_eq!(made.status(), Status::PendingReview);
    assert_eq!(
        made.submission.text(TextField::BusinessRegistrationNumber),
        Some(SOUND_BUSINESS.ein),
        "from the profile"
    );
    assert_eq!(made.submission.entered().business_type, Some(BusinessType::PrivateProfit));
    hub.run_jobs().await;
    let approved = present(&hub, &account, &made).await;
    assert_eq!(approved.status(), Status::Approved, "{approved:?}");
    let mails = hub.mails();
    assert_eq!(mails[before..].len(), 1);
    assert_eq!(subjects(&hub)[before], "Your toll-free number +18005550100 is verified");
    assert_eq!(mails[before].to.as_str(), "ops@owlbakery.com");
    assert_eq!(refusal(edit(&hub, &account, &approved, sound()).await), "Tollfree(Approved)");
}

#[tokio::test]
async fn what_is_certainly_wrong_is_turned_down_and_can_be_mended_in_time() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    let number = hub.number(&account, "+18005550100").await;
    let sample = with(
        TextField::ProductionMessageSample,
        "Owl Bakery: see https://bit.ly/3owl for your delivery. Reply STOP to opt out.",
    );
    let made = submit(&hub, &account, number, Some(profile.sid), sound().overlaid(sample)).await.unwrap();
    hub.run_jobs().await;
    let rejected = present(&hub, &account, &made).await;
    assert_eq!((rejected.status(), codes(&rejected, &hub)), (Status::Rejected, vec![30857]));
    assert!(rejected.reasons(hub.hub.now())[0].reason.starts_with("ProductionMessageSample: "));
    assert_eq!(subjects(&hub).last().unwrap(), "Your toll-free number +18005550100 was not verified");

    let sample =
        with(TextField::ProductionMessageSample, sound().text(TextField::ProductionMessageSample).unwrap());
    hub.advance(EDIT_WINDOW / 2);
    let mended = edit(&hub, &account, &rejected, sample).await.unwrap();
    assert_eq!((mended.status(), mended.queued_at), (Status::PendingReview, made.queued_at));
    hub.run_jobs().await;
    assert_eq!(present(&hub, &account, &made).await.status(), Status::Approved);
}

#[tokio::test]
async fn what_may_not_be_sent_at_all_cannot_be_mended() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let number = hub.number(&account, "+18005550100").await;
    let sample = with(
        TextField::ProductionMessageSample,
        "Owl Bakery: your cannabis delivery is on its way. Reply STOP to opt out.",
    );
    let made = submit(&hub, &account, number, None, registered().overlaid(sample)).await.unwrap();
    hub.run_jobs().await;
    let rejected = present(&hub, &account, &made).await;
    assert!(codes(&rejected, &hub).contains(&30860), "{rejected:?}");
    assert_eq!(rejected.edit_expires_at(), None);
    assert_eq!(refusal(edit(&hub, &account, &rejected, sound()).await), "Tollfree(CannotBeMended)");
    tollfree::delete(&hub.hub, &account.actor, made.sid).await.unwrap();
    submit(&hub, &account, number, None, registered()).await.expect("the number is free again");
}

#[tokio::test]
async fn without_automatic_decisions_a_sound_one_waits_for_a_reviewer() {
    let hub = hub!(Wish { refers_everything: true, ..Wish::default() });
    let account = hub.account("Owl").await;
    let reviewer = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    let number = hub.number(&account, "+18005550100").await;
    let made = submit(&hub, &account, number, Some(profile.sid), sound()).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(present(&hub, &account, &made).await.status(), Status::InReview);
}

#[tokio::test]
async fn a_reviewer_decides_once_and_their_name_is_on_it() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = lead(&hub).await;
    let waiting = referred(&hub, &account).await;
    let listed = review::list(&hub.hub, &reviewer).await.unwrap();
    assert_eq!(listed.iter().map(|one| one.sid).collect::<Vec<_>>(), [waiting.sid]);
    let shown = review::show(&hub.hub, &reviewer, waiting.sid).await.unwrap();
    assert_eq!((shown.verification, shown.account.sid), (waiting.clone(), account.sid));

    let unknown = GivenReason { code: ReasonCode(18601), note: None };
    let refused = review::reject(&hub.hub, &reviewer, waiting.sid, vec![unknown]).await;
    assert!(refusal(refused).contains("30800"), "it lists the codes there are");
    assert_eq!(
        refusal(review::reject(&hub.hub, &reviewer, waiting.sid, Vec::new()).await),
        "Tollfree(ReasonMissing)"
    );
    let given = GivenReason { code: ReasonCode(30837), note: Some("The picture is cut off.".to_owned()) };
    let rejected = review::reject(&hub.hub, &reviewer, waiting.sid, vec![given]).await.unwrap();
    let reason = &rejected.reasons(hub.hub.now())[0].reason;
    assert!(
        reason.starts_with("Opt-in example must be complete and branded. ") && reason.ends_with("cut off."),
        "{reason}"
    );
    assert_eq!(refusal(review::approve(&hub.hub, &reviewer, waiting.sid).await), "Tollfree(NotInReview)");
    assert_eq!(review::list(&hub.hub, &reviewer).await.unwrap(), []);
    hub.run_jobs().await;
    assert_eq!(subjects(&hub).last().unwrap(), "Your toll-free number +18005550100 was not verified");

    let trail = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 200).await.unwrap();
    let of_number: Vec<(&str, bool)> = trail
        .iter()
        .filter(|entry| entry.action.starts_with("tollfree."))
        .map(|entry| (entry.action.as_str(), entry.actor.starts_with("reviewer:")))
        .collect();
    let expected = [
        ("tollfree.create", false),
        ("tollfree.refer", false),
        ("tollfree.show", true),
        ("tollfree.reject", true),
    ];
    assert_eq!(of_number, expected);
}

#[tokio::test]
async fn only_reviewers_decide() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let waiting = referred(&hub, &account).await;
    for actor in [&account.actor, &Actor::operator()] {
        assert!(refusal(review::list(&hub.hub, actor).await).starts_with("Forbidden"));
        assert!(refusal(review::show(&hub.hub, actor, waiting.sid).await).starts_with("Forbidden"));
        assert!(refusal(review::approve(&hub.hub, actor, waiting.sid).await).starts_with("Forbidden"));
        assert!(
            refusal(review::reject(&hub.hub, actor, waiting.sid, Vec::new()).await).starts_with("Forbidden")
        );
    }
}

#[tokio::test]
async fn of_two_who_decide_at_once_one_has_decided() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = lead(&hub).await;
    let waiting = referred(&hub, &account).await;
    let given = || vec![GivenReason { code: ReasonCode(30837), note: None }];
    let (one, other) = tokio::join!(
        review::approve(&hub.hub, &reviewer, waiting.sid),
        review::reject(&hub.hub, &reviewer, waiting.sid, given()),
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let before = subjects(&hub).len();
    hub.run_jobs().await;
    assert_eq!(subjects(&hub).len(), before + 1);
}

#[tokio::test]
async fn a_number_is_submitted_once_by_two_at_once() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let number = hub.number(&account, "+18005550100").await;
    let (one, other) = tokio::join!(
        submit(&hub, &account, number, None, registered()),
        submit(&hub, &account, number, None, registered()),
    );
    let refused = if one.is_ok() {
        error(other)
    } else {
        other.expect("one of them");
        error(one)
    };
    assert!(matches!(refused, Error::AlreadyExists(_)), "{refused:?}");
}

#[tokio::test]
async fn only_the_accounts_own_toll_free_number_is_taken() {
    let hub = hub!();
    let isv = hub.account("Heron").await;
    let (account, stranger) = (hub.subaccount(&isv, "Owl").await, hub.account("Crow").await);
    let local = hub.number(&account, "+15105550100").await;
    let foreign = hub.number(&stranger, "+18005550101").await;
    let parents = hub.number(&isv, "+18005550102").await;
    for (number, why) in
        [(local, "not toll-free"), (foreign, "no phone number"), (parents, "no phone number")]
    {
        let refused = error(submit(&hub, &account, number, None, registered()).await).to_string();
        assert!(refused.contains("TollfreePhoneNumberSid") && refused.contains(why), "{refused}");
    }
    let own = hub.number(&account, "+18005550103").await;
    let profile = hub.draft(&stranger, BundleKind::CustomerProfile, PRIMARY).await;
    let refused = error(submit(&hub, &account, own, Some(profile.sid), registered()).await).to_string();
    assert!(refused.contains("CustomerProfileSid"), "{refused}");
    let Error::Invalid(Invalid::Fields(problems)) = error(submit(&hub, &account, own, None, sound()).await)
    else {
        panic!("the register is missing")
    };
    assert_eq!(problems.len(), 4, "{problems:?}");
    let made = submit(&hub, &account, own, None, registered()).await.unwrap();
    assert_eq!(refusal(numbers::delete(&hub.hub, &account.actor, own).await), "InUse(NumberVerified)");
    assert!(is_missing(&tollfree::find(&hub.hub, &stranger.actor, made.sid).await));
    assert!(is_missing(&tollfree::find(&hub.hub, &isv.actor, made.sid).await));
    assert!(is_missing(&tollfree::delete(&hub.hub, &isv.actor, made.sid).await));
    let listed =
        |whose| tollfree::list(&hub.hub, &isv.actor, whose, TollfreeFilter::default(), first_page(10));
    assert_eq!(listed(Whose::Own).await.unwrap().items, []);
    assert_eq!(listed(Whose::Family).await.unwrap().items, [made]);
}

#[tokio::test]
async fn the_answer_names_the_product_that_the_number_is_on() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let profile = hub.draft(&account, BundleKind::CustomerProfile, PRIMARY).await;
    let product = hub.draft(&account, BundleKind::TrustProduct, TOLL_FREE).await;
    hub.assign(&account, &product, ObjectSid::Bundle(profile.sid)).await;
    let number = hub.number(&account, "+18005550100").await;
    let assign = |kind, bundle| channels::assign(&hub.hub, &account.actor, kind, bundle, number);
    assign(BundleKind::CustomerProfile, profile.sid).await.unwrap();
    let item = assign(BundleKind::TrustProduct, product.sid).await.unwrap();
    let made = submit(&hub, &account, number, None, registered()).await.unwrap();
    assert_eq!((made.trust_product_sid, made.regulated_item_sid), (Some(product.sid), Some(item.sid)));
}

#[tokio::test]
async fn an_edit_while_the_checks_wait_is_what_they_look_at() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let number = hub.number(&account, "+18005550100").await;
    let sample = with(
        TextField::ProductionMessageSample,
        "Owl Bakery: see https://bit.ly/3owl for your delivery. Reply STOP to opt out.",
    );
    let made = submit(&hub, &account, number, None, registered()).await.unwrap();
    edit(&hub, &account, &made, sample).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(codes(&present(&hub, &account, &made).await, &hub), [30857]);
    assert_eq!(subjects(&hub).iter().filter(|subject| subject.contains("toll-free")).count(), 1);
}

#[tokio::test]
async fn mail_about_a_test_account_goes_to_nobody() {
    let hub = hub!();
    let account = hub.test_account("Owl").await;
    let number = hub.number(&account, "+18005550100").await;
    let sample = with(
        TextField::ProductionMessageSample,
        "Owl Bakery: see https://bit.ly/3owl for your delivery. Reply STOP to opt out.",
    );
    submit(&hub, &account, number, None, registered().overlaid(sample)).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(subjects(&hub), [""; 0]);
}

#[tokio::test]
async fn what_was_submitted_is_exported_and_goes_with_the_account() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let waiting = referred(&hub, &account).await;
    let kinds = crate::export::kinds(&hub, &account).await;
    assert_eq!(kinds.get("tollfree_verification"), Some(&1));
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    let reviewer = lead(&hub).await;
    assert_eq!(review::list(&hub.hub, &reviewer).await.unwrap(), []);
    assert!(is_missing(&review::show(&hub.hub, &reviewer, waiting.sid).await));
    hub.run_jobs().await;
}

fn new_inquiry(entered: Entered, profile: Option<BundleSid>) -> NewTollfreeInquiry {
    NewTollfreeInquiry {
        phone_number: "+18005550100".parse().unwrap(),
        email: "ops@owlbakery.com".parse().unwrap(),
        customer_profile_sid: profile,
        entered,
        skips_use_case: false,
        theme: None,
    }
}

#[tokio::test]
async fn a_form_begins_with_what_is_known_and_submits_a_verification() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &reviewer, &SOUND_BUSINESS, None).await;
    let number = hub.number(&account, "+18005550100").await;
    let known =
        with(TextField::MessageVolume, "1,000").overlaid(with(TextField::ExternalReferenceId, "crm-7"));
    let begun =
        inquiry::begin(&hub.hub, &account.actor, new_inquiry(known, Some(profile.sid))).await.unwrap();
    assert_eq!(begun.subject_id, format!("tri1.us1.trusthub.{}.tollfree.{number}", account.sid));
    let opened = inquiries::open(&hub.hub, &begun.token).await.unwrap();
    assert_eq!(opened.subject, Subject::TollFree(number));
    let form = inquiry::form(&hub.hub, &opened.actor, number).await.unwrap();
    assert_eq!(form.entered.text(TextField::MessageVolume), Some("1,000"));
    assert_eq!(form.entered.text(TextField::BusinessRegistrationNumber), Some(SOUND_BUSINESS.ein));
    assert_eq!(form.entered.text(TextField::NotificationEmail), Some("ops@owlbakery.com"));

    let half = form.entered.overlaid(with(TextField::UseCaseSummary, "Half of it"));
    let refused = error(inquiry::submit(&hub.hub, &opened.actor, number, half).await);
    assert!(matches!(refused, Error::Invalid(Invalid::Fields(_))), "{refused:?}");
    let kept = inquiry::form(&hub.hub, &opened.actor, number).await.unwrap();
    assert_eq!(kept.entered.text(TextField::UseCaseSummary), Some("Half of it"));
    let made =
        inquiry::submit(&hub.hub, &opened.actor, number, kept.entered.overlaid(sound())).await.unwrap();
    assert_eq!(made.customer_profile_sid, Some(profile.sid));
    assert_eq!(made.submission.text(TextField::ExternalReferenceId), Some("crm-7"));
    hub.run_jobs().await;
    assert_eq!(present(&hub, &account, &made).await.status(), Status::Approved);
    let again = inquiry::begin(&hub.hub, &account.actor, new_inquiry(Entered::default(), None)).await;
    assert_eq!(refusal(again), "Tollfree(Approved)");
}

#[tokio::test]
async fn the_form_of_a_number_that_was_turned_down_mends_it_and_takes_fields_out() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let number = hub.number(&account, "+18005550100").await;
    let shortened = with(
        TextField::ProductionMessageSample,
        "Owl Bakery: see https://bit.ly/3owl for your delivery. Reply STOP to opt out.",
    );
    let made = submit(&hub, &account, number, None, registered().overlaid(shortened)).await.unwrap();
    hub.run_jobs().await;
    let begun =
        inquiry::begin(&hub.hub, &account.actor, new_inquiry(Entered::default(), None)).await.unwrap();
    let opened = inquiries::open(&hub.hub, &begun.token).await.unwrap();
    let form = inquiry::form(&hub.hub, &opened.actor, number).await.unwrap();
    assert_eq!(form.submitted.as_ref().map(|one| one.sid), Some(made.sid));
    let mut mended = form.entered.overlaid(sound());
    mended.enter(TextField::TermsAndConditionsUrl, None);
    let after = inquiry::submit(&hub.hub, &opened.actor, number, mended).await.unwrap();
    assert_eq!((after.sid, after.submission.text(TextField::TermsAndConditionsUrl)), (made.sid, None));
}

#[tokio::test]
async fn a_form_is_begun_for_the_accounts_own_number_only() {
    let hub = hub!();
    let (account, stranger) = (hub.account("Owl").await, hub.account("Crow").await);
    let number = hub.number(&stranger, "+18005550100").await;
    let refused = inquiry::begin(&hub.hub, &account.actor, new_inquiry(Entered::default(), None)).await;
    assert!(refusal(refused).contains("TollfreePhoneNumber"));
    assert!(is_missing(&inquiry::form(&hub.hub, &account.actor, number).await));
    assert!(is_missing(&inquiry::submit(&hub.hub, &account.actor, number, sound()).await));
    assert!(
        is_missing(&inquiry::submit(&hub.hub, &stranger.actor, number, sound()).await),
        "nothing was begun"
    );
    let theme =
        NewTollfreeInquiry { theme: Some("../x".to_owned()), ..new_inquiry(Entered::default(), None) };
    assert!(refusal(inquiry::begin(&hub.hub, &stranger.actor, theme).await).contains("ThemeSetId"));
}
