//! Brands and campaigns that somebody registers in a form: what they rest on, what is imported, how long they stay.

use trusthub_app::inquiries::brands::{self, Given, NewBrandRegistration, Standing};
use trusthub_app::inquiries::campaigns::{self, NewCampaignRegistration};
use trusthub_app::messaging::{campaigns as campaign_cases, vettings};
use trusthub_app::{Actor, bundles, retention};
use trusthub_domain::bundle::{BundleKind, ObjectSid, Status};
use trusthub_domain::messaging::{BrandType, VettingProvider, VettingStatus};
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{Business, DAY, ISV_BUSINESS, SOUND_BUSINESS, TestAccount, TestHub};

use super::{brand, content, service};
use crate::support::{after, first_page, hub, is_missing, lead};

const TOKEN: &str = "cv|1.0|tcr|10dlc|9975c339|0123456789abcdef0123";

fn new() -> NewBrandRegistration {
    NewBrandRegistration {
        brand_type: BrandType::Standard,
        email: "ops@owlbakery.com".parse().unwrap(),
        friendly_name: Some("Owl".to_owned()),
        is_mock: false,
        skips_vetting: false,
        vetting_token: None,
        theme: None,
        customer_profile_sid: None,
        primary: None,
        given: Given::default(),
    }
}

async fn begun(hub: &TestHub, account: &TestAccount, new: NewBrandRegistration) -> Standing {
    let begun = brands::create(&hub.hub, &account.actor, new).await.expect("a registration");
    brands::find(&hub.hub, &account.actor, &begun.subject_id).await.expect("the registration")
}

/// The bundles that one rests on.
async fn supports(hub: &TestHub, account: &TestAccount, kind: BundleKind, sid: BundleSid) -> Vec<BundleSid> {
    let items =
        bundles::items::list(&hub.hub, &account.actor, kind, sid, None, first_page(50)).await.unwrap();
    let of_bundles = items.items.into_iter().filter_map(|item| match item.object_sid {
        ObjectSid::Bundle(sid) => Some(sid),
        ObjectSid::EndUser(_) | ObjectSid::SupportingDocument(_) => None,
    });
    of_bundles.collect()
}

#[tokio::test]
async fn a_new_profile_rests_on_the_accounts_own_primary_one() {
    let hub = hub!();
    let isv = hub.account("ISV").await;
    let lead = lead(&hub).await;
    let direct = begun(&hub, &isv, new()).await;
    assert_eq!(supports(&hub, &isv, BundleKind::CustomerProfile, direct.profile.sid).await, []);
    let (primary, _) = hub.approved_profile(&isv, &lead, &ISV_BUSINESS, None).await;
    let carried = begun(&hub, &isv, new()).await;
    assert_ne!(carried.profile.policy_sid, direct.profile.policy_sid);
    let rests_on = supports(&hub, &isv, BundleKind::CustomerProfile, carried.profile.sid).await;
    assert_eq!(rests_on, [primary.sid]);
    let rests_on = supports(&hub, &isv, BundleKind::TrustProduct, carried.product.sid).await;
    assert_eq!(rests_on, [carried.profile.sid]);
    // A subaccount must be told of it.
    let customer = hub.subaccount(&isv, "Customer").await;
    let alone = begun(&hub, &customer, new()).await;
    assert_eq!(supports(&hub, &customer, BundleKind::CustomerProfile, alone.profile.sid).await, []);
    let told = NewBrandRegistration { primary: Some(primary.sid), ..new() };
    let told = begun(&hub, &customer, told).await;
    let rests_on = supports(&hub, &customer, BundleKind::CustomerProfile, told.profile.sid).await;
    assert_eq!(rests_on, [primary.sid]);
}

#[tokio::test]
async fn a_token_is_imported_once_the_brand_is_registered() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let new = NewBrandRegistration {
        vetting_token: Some(TOKEN.to_owned()),
        customer_profile_sid: Some(profile.sid),
        given: Given::new([("businessType", Some("private".to_owned()))]),
        ..new()
    };
    let registration = begun(&hub, &account, new).await.registration;
    brands::submit(&hub.hub, &account.actor, registration.sid).await.unwrap();
    let sid = registration.sid.to_string();
    let made = brands::find(&hub.hub, &account.actor, &sid).await.unwrap();
    assert_eq!(made.registration.vetting_token.as_deref(), Some(TOKEN));
    hub.run_jobs().await;
    let product = bundles::find(&hub.hub, &account.actor, BundleKind::TrustProduct, registration.sid).await;
    let product = product.unwrap();
    if product.status == Status::InReview {
        hub.approve(&lead, &product).await;
    }
    hub.run_jobs().await;
    let made = brands::find(&hub.hub, &account.actor, &sid).await.unwrap();
    assert_eq!((made.status(), made.registration.vetting_token), ("APPROVED", None));
    let brand = made.brand.unwrap().brand.sid;
    let provider = Some(VettingProvider::CampaignVerify);
    let vettings = vettings::list(&hub.hub, &account.actor, brand, provider, first_page(50)).await.unwrap();
    let found = vettings.items.first().map(|one| (one.vetting_id.as_deref(), one.status));
    assert_eq!(found, Some((Some(TOKEN), VettingStatus::InProgress)));
}

#[tokio::test]
async fn what_nobody_submits_goes_with_the_drafts_and_a_campaigns_with_the_campaign() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let brand = brand(&hub, &account, &lead).await.brand;
    let new = |service_sid| NewCampaignRegistration {
        brand_sid: brand.sid,
        service_sid: Some(service_sid),
        entered: content(),
        use_cases: vec!["MARKETING".to_owned()],
        opt_in_types: Vec::new(),
        url_sample: None,
        theme: None,
    };
    let mut ids = Vec::new();
    for _ in 0..2 {
        let service = service(&hub, &account).await.service.sid;
        ids.push(campaigns::create(&hub.hub, &account.actor, new(service)).await.unwrap().subject_id);
    }
    let submitted = campaigns::find(&hub.hub, &account.actor, &ids[1]).await.unwrap().registration;
    campaigns::submit(&hub.hub, &account.actor, submitted.sid, submitted.entered.clone()).await.unwrap();
    hub.run_jobs().await;
    after(&hub, DAY * 400).await;
    retention::sweep(&hub.hub, &Actor::retention()).await.unwrap();
    assert!(is_missing(&campaigns::find(&hub.hub, &account.actor, &ids[0]).await));
    let kept = campaigns::find(&hub.hub, &account.actor, &ids[1]).await.unwrap();
    let campaign = kept.registration.campaign_sid.unwrap();
    let deleted = campaign_cases::delete(&hub.hub, &account.actor, submitted.service_sid, campaign).await;
    deleted.unwrap();
    assert!(is_missing(&campaigns::find(&hub.hub, &account.actor, &ids[1]).await));
}

#[tokio::test]
async fn nothing_of_it_can_be_read_in_the_database() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let other = Business { domain: "hidden-owl.com", ..SOUND_BUSINESS };
    let (profile, _) = hub.approved_profile(&account, &lead, &other, None).await;
    let new = NewBrandRegistration {
        vetting_token: Some(TOKEN.to_owned()),
        customer_profile_sid: Some(profile.sid),
        given: Given::new([("authorizedContactVerificationEmail", Some("secret@hidden-owl.com".to_owned()))]),
        ..new()
    };
    begun(&hub, &account, new).await;
    assert_eq!(hub.where_readable(&[TOKEN, "secret@hidden-owl.com"]).await, None);
}
