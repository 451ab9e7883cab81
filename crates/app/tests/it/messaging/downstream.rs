//! A campaign registry downstream: what the hub has vetted is registered there, too, and is what it answers.

use std::time::Duration;

use serde_json::json;
use trusthub_app::messaging::brands::{self, NewBrand, Shown};
use trusthub_app::messaging::{campaigns, codes, desk, downstream};
use trusthub_app::work::{self, JobFilter, JobKind};
use trusthub_app::{Actor, accounts};
use trusthub_domain::messaging::{BrandStatus, Campaign, CampaignStatus, IdentityStatus};
use trusthub_testkit::{DAY, TestAccount, TestHub, TestRegistry, Trouble, Wish};

use super::{approved, brand, brand_now, content, new_brand, private, service};
use crate::support::{after, hub, lead, refusal};

/// Longer than the first pause before it is asked again, and than the first two after a failure.
const SOON: Duration = Duration::from_secs(40);

fn beside(registry: &TestRegistry) -> Wish {
    Wish { registry: Some(registry.config()), ..Wish::default() }
}

/// A brand that the registry has registered.
async fn registered(hub: &TestHub, account: &TestAccount, lead: &Actor) -> Shown {
    let sid = brand(hub, account, lead).await.brand.sid;
    after(hub, SOON).await;
    brand_now(hub, account, sid).await
}

async fn submitted(hub: &TestHub, account: &TestAccount, shown: &Shown) -> Campaign {
    let service = service(hub, account).await.service.sid;
    let made = campaigns::create(&hub.hub, &account.actor, service, shown.brand.sid, content()).await;
    let campaign = made.expect("a campaign").campaign;
    hub.run_jobs().await;
    campaign
}

async fn campaign_now(hub: &TestHub, account: &TestAccount, campaign: &Campaign) -> Campaign {
    let found = campaigns::find(&hub.hub, &account.actor, campaign.service_sid, campaign.sid).await;
    found.expect("the campaign").campaign
}

#[tokio::test]
async fn what_the_hub_approves_waits_for_the_registry_and_takes_its_names() {
    let registry = TestRegistry::start().await;
    let hub = hub!(beside(&registry));
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let waits = brand(&hub, &account, &lead).await;
    let sid = waits.brand.sid;
    assert_eq!(
        (waits.status, waits.brand.registered_as, waits.brand.identity),
        (BrandStatus::InReview, None, None)
    );
    let told = registry.has(sid).expect("it was told");
    assert_eq!(
        (told["companyName"].as_str(), told["ein"].as_str(), told["entityType"].as_str()),
        (Some("Owl Bakery Inc."), Some("942404110"), Some("PRIVATE_PROFIT"))
    );
    assert_eq!((told["city"].as_str(), told["vertical"].as_str()), (Some("Berkeley"), Some("TECHNOLOGY")));

    registry.scores("VERIFIED");
    after(&hub, SOON).await;
    let shown = brand_now(&hub, &account, sid).await;
    assert_eq!(
        (shown.status, shown.brand.identity),
        (BrandStatus::Approved, Some(IdentityStatus::VettedVerified))
    );
    assert_eq!(shown.brand.registered_as.as_deref(), told["brandId"].as_str());

    registry.carriers(&[("10017", "REVIEW")]);
    let campaign = submitted(&hub, &account, &shown).await;
    assert_eq!(campaign_now(&hub, &account, &campaign).await.status, CampaignStatus::InProgress);
    assert_eq!(desk::list(&hub.hub, &lead).await.unwrap(), [], "nobody here has to read it");
    assert!(
        refusal(desk::decide(&hub.hub, &lead, &campaign.sid.to_string(), desk::Ruling::Approve).await)
            .contains("NotFound")
    );
    after(&hub, SOON).await;
    assert_eq!(campaign_now(&hub, &account, &campaign).await.status, CampaignStatus::InProgress);
    registry.carriers(&[("10017", "APPROVED")]);
    after(&hub, SOON).await;
    let verified = campaign_now(&hub, &account, &campaign).await;
    let told = registry.has(campaign.sid).expect("it was told");
    assert_eq!(
        (verified.status, verified.registered_as.as_deref()),
        (CampaignStatus::Verified, told["campaignId"].as_str())
    );
    assert_eq!(told["brandId"].as_str(), shown.brand.registered_as.as_deref());

    campaigns::delete(&hub.hub, &account.actor, campaign.service_sid, campaign.sid).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(registry.has(campaign.sid).unwrap()["status"], "EXPIRED");
    let campaign = verified.registered_as.unwrap();
    let expected = [
        "POST /v2/brand/nonBlocking",
        "POST /v2/campaignBuilder",
        &format!("DELETE /v2/campaign/{campaign}"),
    ];
    assert_eq!(registry.changes(), expected);
}

#[tokio::test]
async fn a_lost_answer_makes_nothing_twice_and_an_erased_account_ends_its_campaigns() {
    let registry = TestRegistry::start().await;
    registry.scores("VERIFIED");
    registry.trouble(Trouble::LosesAnswers);
    let hub = hub!(beside(&registry));
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let sid = brand(&hub, &account, &lead).await.brand.sid;
    assert!(registry.has(sid).is_some(), "it was made");
    registry.trouble(Trouble::None);
    after(&hub, SOON).await;
    after(&hub, SOON).await;
    let shown = brand_now(&hub, &account, sid).await;
    assert_eq!(shown.status, BrandStatus::Approved);

    registry.trouble(Trouble::LosesAnswers);
    let campaign = submitted(&hub, &account, &shown).await;
    registry.trouble(Trouble::None);
    after(&hub, SOON).await;
    after(&hub, SOON).await;
    assert_eq!(campaign_now(&hub, &account, &campaign).await.status, CampaignStatus::Verified);
    let made: Vec<_> = registry.changes().into_iter().filter(|change| change.starts_with("POST")).collect();
    assert_eq!(made, ["POST /v2/brand/nonBlocking", "POST /v2/campaignBuilder"]);

    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(registry.has(campaign.sid).unwrap()["status"], "EXPIRED");
}

#[tokio::test]
async fn what_the_registry_refuses_fails_with_its_words_and_our_fields_and_may_be_mended() {
    let registry = TestRegistry::start().await;
    registry.scores("UNVERIFIED");
    registry.refuses(Some(json!([
        { "code": 501, "field": "ein", "description": "It has nine digits" },
        { "code": 501, "fields": ["state", "postalCode"], "description": "They do not fit." },
    ])));
    let hub = hub!(beside(&registry));
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let failed = brand(&hub, &account, &lead).await;
    let sid = failed.brand.sid;
    assert_eq!(failed.status, BrandStatus::Failed);
    let issues: Vec<_> = failed.brand.issues.iter().map(|one| (one.code.0, one.fields.join(" "))).collect();
    assert_eq!(
        issues,
        [(30701, "business_registration_number".to_owned()), (30701, "region postal_code".to_owned())]
    );
    assert_eq!(failed.brand.issues[0].description, "The campaign registry says: It has nine digits.");

    registry.refuses(None);
    registry
        .feedback(vec![json!({ "id": "TAX_ID", "description": "Another name.", "fields": ["companyName"] })]);
    brands::resubmit(&hub.hub, &account.actor, sid).await.unwrap();
    hub.run_jobs().await;
    after(&hub, SOON).await;
    let unmatched = brand_now(&hub, &account, sid).await;
    assert_eq!(
        (unmatched.status, unmatched.brand.identity),
        (BrandStatus::Approved, Some(IdentityStatus::Unverified))
    );
    assert_eq!(
        (unmatched.brand.issues[0].code.0, unmatched.brand.issues[0].fields.as_slice()),
        (30795, ["business_name".to_owned()].as_slice())
    );

    registry.scores("VERIFIED");
    registry.feedback(Vec::new());
    brands::resubmit(&hub.hub, &account.actor, sid).await.unwrap();
    hub.run_jobs().await;
    let shown = brand_now(&hub, &account, sid).await;
    assert_eq!((shown.brand.identity, shown.brand.issues.len()), (Some(IdentityStatus::VettedVerified), 0));

    registry.refuses(Some(json!({ "field": "sample2", "description": "Say who sends it" })));
    let campaign = submitted(&hub, &account, &shown).await;
    let failed = campaign_now(&hub, &account, &campaign).await;
    assert_eq!(
        (failed.status, failed.issues[0].fields.as_slice()),
        (CampaignStatus::Failed, ["MESSAGE_SAMPLES".to_owned()].as_slice())
    );
    registry.refuses(None);
    registry.carriers(&[("10035", "REJECTED")]);
    campaigns::update(&hub.hub, &account.actor, campaign.service_sid, campaign.sid, |sends| sends)
        .await
        .unwrap();
    hub.run_jobs().await;
    after(&hub, SOON).await;
    let failed = campaign_now(&hub, &account, &campaign).await;
    assert_eq!((failed.status, failed.issues[0].code.0), (CampaignStatus::Failed, 30899));
}

#[tokio::test]
async fn a_registry_that_is_down_loses_nothing_and_is_told_when_it_is_back() {
    let registry = TestRegistry::start().await;
    registry.scores("VERIFIED");
    registry.trouble(Trouble::Down);
    let hub = hub!(beside(&registry));
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let sid = brand(&hub, &account, &lead).await.brand.sid;
    after(&hub, Duration::from_secs(10)).await;
    assert_eq!(brand_now(&hub, &account, sid).await.status, BrandStatus::InReview);
    let filter = JobFilter { kind: Some(JobKind::Registry), ..JobFilter::default() };
    let waiting = work::list(&hub.hub, &Actor::operator(), filter).await.unwrap();
    let seen: Vec<_> = waiting.iter().map(|job| (job.attempts, job.last_error.as_deref())).collect();
    assert_eq!(seen, [(2, Some("the campaign registry answered 500"))]);
    registry.trouble(Trouble::None);
    after(&hub, SOON).await;
    after(&hub, SOON).await;
    assert_eq!(brand_now(&hub, &account, sid).await.status, BrandStatus::Approved);
    assert_eq!(registry.changes(), ["POST /v2/brand/nonBlocking"]);
}

#[tokio::test]
async fn at_night_what_differs_is_taken_over_and_what_is_missing_submitted() {
    let registry = TestRegistry::start().await;
    registry.scores("VERIFIED");
    let hub = hub!(beside(&registry));
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let shown = registered(&hub, &account, &lead).await;
    let campaign = submitted(&hub, &account, &shown).await;
    after(&hub, SOON).await;
    let before = campaign_now(&hub, &account, &campaign).await;
    assert_eq!(before.status, CampaignStatus::Verified);

    registry.says(shown.brand.sid, "UNVERIFIED");
    registry.forgets(campaign.sid);
    downstream::plan(&hub.hub).await.unwrap();
    downstream::plan(&hub.hub).await.unwrap();
    after(&hub, DAY).await;
    for _ in 0..3 {
        after(&hub, SOON).await;
    }
    let doubted = brand_now(&hub, &account, shown.brand.sid).await.brand;
    assert_eq!(doubted.identity, Some(IdentityStatus::Unverified));
    let again = campaign_now(&hub, &account, &campaign).await;
    assert_eq!(again.status, CampaignStatus::Verified);
    assert!(again.registered_as.is_some() && again.registered_as != before.registered_as);

    registry.says(shown.brand.sid, "VERIFIED");
    registry.says(campaign.sid, "EXPIRED");
    downstream::plan(&hub.hub).await.unwrap();
    after(&hub, DAY).await;
    after(&hub, SOON).await;
    let mended = brand_now(&hub, &account, shown.brand.sid).await.brand;
    assert_eq!((mended.identity, mended.score), (Some(IdentityStatus::VettedVerified), shown.brand.score));
    let ended = campaign_now(&hub, &account, &campaign).await;
    assert_eq!((ended.status, ended.issues[0].code.0), (CampaignStatus::Failed, 30880));
}

#[tokio::test]
async fn nobody_is_told_of_a_mock_and_without_a_registry_nothing_is_planned() {
    let registry = TestRegistry::start().await;
    let hub = hub!(beside(&registry));
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let (profile, product) = approved(&hub, &account, &lead, private()).await;
    let mock = NewBrand { is_mock: true, ..new_brand(&profile, &product) };
    let sid = brands::create(&hub.hub, &account.actor, mock).await.unwrap().brand.sid;
    hub.run_jobs().await;
    let shown = brand_now(&hub, &account, sid).await;
    assert_eq!((shown.status, codes::awaited(&shown.brand)), (BrandStatus::Approved, None));
    assert_eq!(registry.changes(), Vec::<String>::new());

    let alone = hub!();
    downstream::plan(&alone.hub).await.unwrap();
    let planned = work::list(&alone.hub, &Actor::operator(), JobFilter::default()).await.unwrap();
    assert!(planned.iter().all(|job| job.kind != JobKind::RegistryReconcile));
}
