//! Who stands behind a domain, a brand, a credential.

use trusthub_app::credentials::{self, NewCredential};
use trusthub_app::messaging::brands::{self, NewBrand};
use trusthub_app::partners::lookup::{OwnStatus, Subject};
use trusthub_app::{domains, review};
use trusthub_domain::credential::{CredentialFormat, CredentialState};
use trusthub_domain::messaging::BrandStatus;
use trusthub_domain::partner::{PartnerKind, StandingStatus};
use trusthub_domain::sid::{BrandSid, CredentialSid, Sid};
use trusthub_domain::trust::TrustLevel;
use trusthub_testkit::{NameServer, SOUND_BUSINESS, TestAccount, TestHub, Wish};
use uuid::Uuid;

use super::{looked_up, partner};
use crate::messaging;
use crate::support::{hub, lead};

async fn proven(hub: &TestHub, names: &NameServer, account: &TestAccount, name: &str) {
    let domain = domains::create(&hub.hub, &account.actor, name, Vec::new()).await.unwrap();
    names.publish(&domain.challenge_name(), &[&domain.challenge_value()]);
    domains::check(&hub.hub, &account.actor, domain.sid).await.unwrap();
}

#[tokio::test]
async fn a_domain_is_as_trusted_as_who_has_proven_it() {
    let names = NameServer::start().await;
    let hub = hub!(Wish { outside: names.outside(), ..Wish::default() });
    let (lead, mail) = (lead(&hub).await, partner(&hub, PartnerKind::EmailProvider).await);
    let (owl, crow) = (hub.account("Owl").await, hub.account("Crow").await);
    let (profile, _) = hub.approved_profile(&owl, &lead, &SOUND_BUSINESS, None).await;
    let ask = async |name: &str| looked_up(&hub.hub, &mail, Subject::Domain(name.to_owned())).await;
    domains::create(&hub.hub, &owl.actor, "owl.example", Vec::new()).await.unwrap();
    assert!(ask("owl.example").await.is_none(), "claimed, not proven");

    proven(&hub, &names, &owl, "mail.owl.example").await;
    let found = ask("mail.owl.example").await.unwrap();
    assert_eq!((found.account_sid, found.own_status), (owl.sid, Some(OwnStatus::DomainProven)));
    assert_eq!((found.level, found.status), (TrustLevel::Verified, Some(StandingStatus::InForce)));
    assert!(found.attestation.is_none() && found.identity.is_none());
    assert_eq!(found.follows, [owl.sid]);
    for other in ["owl.example", "news.mail.owl.example", "crow.example"] {
        assert!(ask(other).await.is_none(), "{other}");
    }

    proven(&hub, &names, &crow, "crow.example").await;
    assert!(ask("crow.example").await.is_none(), "its owner was never vetted");
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    let found = ask("mail.owl.example").await.unwrap();
    assert_eq!((found.level, found.status), (TrustLevel::Unknown, Some(StandingStatus::Suspended)));
}

#[tokio::test]
async fn a_credential_is_asked_about_by_its_identifier() {
    let hub = hub!();
    let (lead, mail) = (lead(&hub).await, partner(&hub, PartnerKind::EmailProvider).await);
    let owl = hub.account("Owl").await;
    let (profile, _) = hub.approved_profile(&owl, &lead, &SOUND_BUSINESS, None).await;
    let new = NewCredential {
        profile: profile.sid,
        format: CredentialFormat::SdJwt,
        claims: Vec::new(),
        numbers: Vec::new(),
        domain: None,
        days: None,
    };
    let sid = credentials::issue(&hub.hub, &owl.actor, new).await.unwrap().credential.sid;
    let ask = async || {
        let found = looked_up(&hub.hub, &mail, Subject::Credential(sid)).await.unwrap();
        (found.account_sid, found.status.unwrap(), found.own_status.unwrap())
    };
    let stands = |status, state| (owl.sid, status, OwnStatus::Credential(state));
    assert_eq!(ask().await, stands(StandingStatus::InForce, CredentialState::Valid));
    review::suspend(&hub.hub, &lead, profile.sid, None).await.unwrap();
    hub.run_jobs().await;
    assert_eq!(ask().await, stands(StandingStatus::Suspended, CredentialState::Suspended));
    let nobodys: CredentialSid = CredentialSid::from_uuid(Uuid::from_u128(7));
    assert!(looked_up(&hub.hub, &mail, Subject::Credential(nobodys)).await.is_none());
}

#[tokio::test]
async fn a_brand_is_asked_about_unless_it_is_a_mock() {
    let hub = hub!();
    let (lead, carrier) = (lead(&hub).await, partner(&hub, PartnerKind::Carrier).await);
    let owl = hub.account("Owl").await;
    let made = messaging::brand(&hub, &owl, &lead).await.brand;
    let ask = async |sid: BrandSid| looked_up(&hub.hub, &carrier, Subject::Brand(sid)).await;
    let found = ask(made.sid).await.unwrap();
    assert_eq!(found.own_status, Some(OwnStatus::Brand(BrandStatus::Approved)));
    assert_eq!((found.account_sid, found.level), (owl.sid, TrustLevel::Verified));
    let mock = NewBrand {
        customer_profile_sid: made.customer_profile_sid,
        a2p_profile_sid: made.a2p_profile_sid,
        brand_type: None,
        is_mock: true,
        skips_vetting: false,
    };
    let mock = brands::create(&hub.hub, &owl.actor, mock).await.unwrap().brand;
    assert!(ask(mock.sid).await.is_none());
    review::suspend(&hub.hub, &lead, made.customer_profile_sid, None).await.unwrap();
    let found = ask(made.sid).await.unwrap();
    assert_eq!(found.own_status, Some(OwnStatus::Brand(BrandStatus::Suspended)));
    assert_eq!(found.status, Some(StandingStatus::Suspended));
}
