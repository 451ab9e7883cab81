//! Campaigns are read before anybody is sent anything.

use trusthub_app::messaging::campaigns::{self, Shown};
use trusthub_app::messaging::desk::{self, Ruling};
use trusthub_app::messaging::services;
use trusthub_app::review;
use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::messaging::{Campaign, CampaignContent, CampaignStatus};
use trusthub_testkit::{TestAccount, TestHub};

use super::{brand, content, service};
use crate::support::{hub, is_missing, lead, refusal};

/// What is entered otherwise.
type Change = fn(&mut CampaignContent);

async fn now(hub: &TestHub, account: &TestAccount, campaign: &Campaign) -> Shown {
    campaigns::find(&hub.hub, &account.actor, campaign.service_sid, campaign.sid).await.expect("the campaign")
}

fn given(code: u32, field: Option<&str>, note: &str) -> review::GivenReason {
    review::GivenReason {
        code: ReasonCode(code),
        field: field.map(str::to_owned),
        note: Some(note.to_owned()),
    }
}

/// A campaign of a new service of the account's brand, read.
async fn campaign(
    hub: &TestHub,
    account: &TestAccount,
    lead: &trusthub_app::Actor,
    sends: CampaignContent,
) -> Shown {
    let brand = brand(hub, account, lead).await.brand;
    let service = service(hub, account).await.service;
    let made =
        campaigns::create(&hub.hub, &account.actor, service.sid, brand.sid, sends).await.expect("a campaign");
    assert_eq!(made.status, CampaignStatus::Pending);
    hub.run_jobs().await;
    now(hub, account, &made.campaign).await
}

#[tokio::test]
async fn a_clean_campaign_is_verified_by_the_machine_and_may_send() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let shown = campaign(&hub, &account, &lead, content()).await;
    assert_eq!(
        shown.status,
        CampaignStatus::Verified,
        "{:?} {:?}",
        shown.campaign.issues,
        shown.campaign.doubts
    );
    assert!(shown.campaign.registered_as.as_ref().is_some_and(|name| name.starts_with('C')));
    assert!(shown.throughput.is_some_and(|throughput| throughput.messages_per_second() > 0.0));
    let service = services::find(&hub.hub, &account.actor, shown.campaign.service_sid).await.unwrap();
    assert!(service.is_registered);
    let delete = services::delete(&hub.hub, &account.actor, shown.campaign.service_sid).await;
    assert_eq!(refusal(delete), "Messaging(ServiceInUse)");
    let second = campaigns::create(
        &hub.hub,
        &account.actor,
        shown.campaign.service_sid,
        shown.campaign.brand_sid,
        content(),
    );
    assert_eq!(refusal(second.await), "Messaging(ServiceHasCampaign)");
    let brand = shown.campaign.brand_sid;
    campaigns::delete(&hub.hub, &account.actor, shown.campaign.service_sid, shown.campaign.sid)
        .await
        .unwrap();
    assert!(is_missing(
        &campaigns::find(&hub.hub, &account.actor, shown.campaign.service_sid, shown.campaign.sid).await
    ));
    campaigns::create(&hub.hub, &account.actor, shown.campaign.service_sid, brand, content()).await.unwrap();
}

#[tokio::test]
async fn a_violation_fails_with_its_reason_and_is_verified_once_mended() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let mut sends = content();
    sends.message_samples[0] = "Owl Bakery: rye today at https://bit.ly/rye Reply STOP to end.".to_owned();
    let failed = campaign(&hub, &account, &lead, sends).await;
    assert_eq!(failed.status, CampaignStatus::Failed);
    let issue = failed.campaign.issues[0].clone();
    assert_eq!(
        (issue.code, issue.fields.as_slice()),
        (ReasonCode(30963), ["MESSAGE_SAMPLES".to_owned()].as_slice())
    );
    assert!(issue.description.starts_with("Sample 1: "), "{}", issue.description);
    let mails: Vec<String> = hub.mails().into_iter().map(|mail| mail.subject).collect();
    assert!(
        mails
            .iter()
            .any(|subject| subject.starts_with("Your A2P campaign") && subject.ends_with("not approved"))
    );
    let (service, sid) = (failed.campaign.service_sid, failed.campaign.sid);
    campaigns::update(&hub.hub, &account.actor, service, sid, |_| content()).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(now(&hub, &account, &failed.campaign).await.status, CampaignStatus::Verified);
    let again = campaigns::update(&hub.hub, &account.actor, service, sid, |content| content).await;
    assert_eq!(refusal(again), "Messaging(CampaignNotFailed)");
}

#[tokio::test]
async fn a_doubt_is_for_a_person_who_approves_or_says_what_to_mend() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let mut sends = content();
    sends.message_samples[1].push_str(" Ask for our cherry wine.");
    let waits = campaign(&hub, &account, &lead, sends).await;
    assert_eq!((waits.status, waits.campaign.issues.len()), (CampaignStatus::InProgress, 0));
    let sid = waits.campaign.sid.to_string();
    let listed = desk::list(&hub.hub, &lead).await.unwrap();
    let listed: Vec<_> = listed.iter().map(|one| one.sid.clone()).collect();
    assert_eq!(listed.as_slice(), std::slice::from_ref(&sid));
    assert!(refusal(desk::list(&hub.hub, &account.actor).await).contains("Forbidden"));
    assert!(
        refusal(desk::decide(&hub.hub, &account.actor, &sid, Ruling::Approve).await).contains("Forbidden")
    );
    let unfit = Ruling::Reject(vec![given(18601, None, "No.")]);
    assert!(refusal(desk::decide(&hub.hub, &lead, &sid, unfit).await).contains("code"));
    for (reasons, word) in [
        (vec![], "code"),
        (vec![given(30956, Some("NOWHERE"), "No.")], "field"),
        (vec![given(30956, None, " ")], "Missing"),
    ] {
        let refused = refusal(desk::preview(&hub.hub, &lead, &sid, reasons).await);
        assert!(refused.contains(word), "{refused}");
    }
    let note = "Wine needs an age gate.".to_owned();
    let shown = desk::preview(&hub.hub, &lead, &sid, vec![given(30956, None, &note)]).await.unwrap();
    assert!(shown.text.contains(&note) && shown.text.contains("/messaging/services/MG"), "{}", shown.text);
    assert_eq!(now(&hub, &account, &waits.campaign).await.status, CampaignStatus::InProgress);
    let ruling = Ruling::Reject(vec![given(30956, None, &note)]);
    desk::decide(&hub.hub, &lead, &sid, ruling).await.unwrap();
    let failed = now(&hub, &account, &waits.campaign).await;
    assert_eq!(failed.status, CampaignStatus::Failed);
    assert_eq!((failed.campaign.issues[0].code.0, &failed.campaign.issues[0].description), (30956, &note));
    assert_eq!(failed.campaign.issues[0].fields, ["MESSAGE_SAMPLES"]);
    assert_eq!(desk::list(&hub.hub, &lead).await.unwrap(), []);
    assert!(is_missing(&desk::decide(&hub.hub, &lead, &sid, Ruling::Approve).await));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_before_it_is_read() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let brand = brand(&hub, &account, &lead).await.brand;
    let service = service(&hub, &account).await.service.sid;
    let cases: [(&str, Change); 7] = [
        ("CampaignLength", |sends| sends.description = "Too short".to_owned()),
        ("CampaignLength", |sends| sends.message_flow = "x".repeat(2049)),
        ("CampaignCount", |sends| sends.message_samples.truncate(1)),
        ("CampaignLength", |sends| sends.message_samples[0] = "Owl".to_owned()),
        ("UseCase", |sends| sends.use_case = "SPAM".to_owned()),
        ("BrandUnfit", |sends| sends.use_case = "SOLE_PROPRIETOR".to_owned()),
        ("BrandUnfit", |sends| sends.use_case = "POLITICAL".to_owned()),
    ];
    for (why, change) in cases {
        let mut sends = content();
        change(&mut sends);
        let refused = refusal(campaigns::create(&hub.hub, &account.actor, service, brand.sid, sends).await);
        assert!(refused.contains(why), "{why}: {refused}");
    }
    let codes = |found: Vec<trusthub_domain::messaging::UseCase>| -> Vec<String> {
        found.into_iter().map(|one| one.code).collect()
    };
    let all = codes(campaigns::use_cases(&hub.hub, &account.actor, service, None).await.unwrap());
    let open = codes(campaigns::use_cases(&hub.hub, &account.actor, service, Some(brand.sid)).await.unwrap());
    assert_eq!((all.len(), open.len()), (21, 18));
    assert!(!open.contains(&"POLITICAL".to_owned()) && open.contains(&"2FA".to_owned()));
}

#[tokio::test]
async fn a_campaign_stops_with_its_brands_profile() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let shown = campaign(&hub, &account, &lead, content()).await;
    let brand = super::brand_now(&hub, &account, shown.campaign.brand_sid).await.brand;
    review::suspend(&hub.hub, &lead, brand.customer_profile_sid, None).await.unwrap();
    assert_eq!(now(&hub, &account, &shown.campaign).await.status, CampaignStatus::Suspended);
    let other = service(&hub, &account).await.service.sid;
    let create = campaigns::create(&hub.hub, &account.actor, other, brand.sid, content()).await;
    assert_eq!(refusal(create), "Messaging(BrandSuspended)");
    review::reinstate(&hub.hub, &lead, brand.customer_profile_sid).await.unwrap();
    assert_eq!(now(&hub, &account, &shown.campaign).await.status, CampaignStatus::Verified);
}
