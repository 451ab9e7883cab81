//! How calls are attested: the index follows the database, on every node, and is not trusted beyond its age.

mod following;
mod outages;
mod rules;

use trusthub_app::attestation::{Call, CallingNumber, answer, catch_up};
use trusthub_app::bundles::channels;
use trusthub_app::{Actor, Hub};
use trusthub_domain::attestation::{Attest, Certificate, Ground, Traffic};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid};
use trusthub_domain::sid::{AccountSid, BundleSid, PhoneNumberSid};
use trusthub_testkit::{SHAKEN, SOUND_BUSINESS, TestAccount, TestHub};

const PROFILE: BundleKind = BundleKind::CustomerProfile;
const PRODUCT: BundleKind = BundleKind::TrustProduct;

/// The number that the tests call from.
pub const NUMBER: &str = "+15105550123";

/// A business with everything that an A takes.
pub struct Approved {
    pub account: TestAccount,
    pub profile: Bundle,
    pub product: BundleSid,
    pub number: PhoneNumberSid,
}

pub async fn assign(
    hub: &TestHub,
    account: &TestAccount,
    kind: BundleKind,
    bundle: BundleSid,
    number: PhoneNumberSid,
) {
    channels::assign(&hub.hub, &account.actor, kind, bundle, number).await.expect("an assignment");
}

/// A SHAKEN/STIR product in force on that profile, without numbers.
pub async fn product(hub: &TestHub, account: &TestAccount, profile: &Bundle) -> BundleSid {
    let draft = hub.draft(account, PRODUCT, SHAKEN).await;
    hub.assign(account, &draft, ObjectSid::Bundle(profile.sid)).await;
    hub.submit(account, &draft).await.sid
}

pub async fn approved(hub: &TestHub, name: &str, lead: &Actor) -> Approved {
    let account = hub.account(name).await;
    let (profile, _) = hub.approved_profile(&account, lead, &SOUND_BUSINESS, None).await;
    let number = hub.number(&account, NUMBER).await;
    assign(hub, &account, PROFILE, profile.sid, number).await;
    let product = product(hub, &account, &profile).await;
    assign(hub, &account, PRODUCT, product, number).await;
    Approved { account, profile, product, number }
}

/// The answer of a node as it is, without catching up.
pub fn asked(node: &Hub, account: Option<AccountSid>, from: &str) -> (Option<Attest>, Vec<Ground>) {
    let from = CallingNumber::parse("From", from).expect("a number");
    let call = Call { account, from, traffic: Traffic::Own, at_most: None, asked_brand: None };
    let decision = answer(node, &call, Certificate::NotAsked).decision;
    (decision.attest, decision.reasons.iter().map(|reason| reason.ground).collect())
}

/// The answer once the node has taken in what has happened.
pub async fn attest(hub: &TestHub, account: &TestAccount, from: &str) -> (Option<Attest>, Vec<Ground>) {
    catch_up(&hub.hub).await.expect("the database is there");
    asked(&hub.hub, Some(account.sid), from)
}
