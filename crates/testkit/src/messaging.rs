//! Brands, messaging services and campaigns that tests register, through the use cases.

use serde_json::{Value, json};
use trusthub_app::Actor;
use trusthub_app::messaging::brands::{self, NewBrand, Shown};
use trusthub_app::messaging::services::{self, Standing};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, Status};
use trusthub_domain::messaging::{CampaignContent, ServiceSettings};

use crate::{SOUND_BUSINESS, TestAccount, TestHub, object};

const PRODUCT: BundleKind = BundleKind::TrustProduct;
const A2P: &str = "RNb0d4771c2c98518d916a3d4cd70a8f8b";

/// A trust product for A2P messages on a profile, submitted.
pub async fn product(hub: &TestHub, account: &TestAccount, profile: &Bundle, says: Value) -> Bundle {
    let draft = hub.draft(account, PRODUCT, A2P).await;
    hub.assign(account, &draft, ObjectSid::Bundle(profile.sid)).await;
    let says = hub.end_user(account, "us_a2p_messaging_profile_information", object(says)).await;
    hub.assign(account, &draft, ObjectSid::EndUser(says)).await;
    hub.submit(account, &draft).await
}

/// Profile and product of a private company, both in force.
pub async fn approved(hub: &TestHub, account: &TestAccount, lead: &Actor, says: Value) -> (Bundle, Bundle) {
    let (profile, _) = hub.approved_profile(account, lead, &SOUND_BUSINESS, None).await;
    let draft = product(hub, account, &profile, says).await;
    let product = if draft.status == Status::InReview { hub.approve(lead, &draft).await } else { draft };
    (profile, product)
}

/// What a private company says of itself.
#[must_use]
pub fn private() -> Value {
    json!({ "company_type": "private" })
}

/// A brand of these two.
#[must_use]
pub fn new_brand(profile: &Bundle, product: &Bundle) -> NewBrand {
    NewBrand {
        customer_profile_sid: profile.sid,
        a2p_profile_sid: product.sid,
        brand_type: None,
        is_mock: false,
        skips_vetting: false,
    }
}

/// A registered brand of a private company.
pub async fn brand(hub: &TestHub, account: &TestAccount, lead: &Actor) -> Shown {
    let (profile, product) = approved(hub, account, lead, private()).await;
    let made =
        brands::create(&hub.hub, &account.actor, new_brand(&profile, &product)).await.expect("a brand");
    hub.run_jobs().await;
    brands::find(&hub.hub, &account.actor, made.brand.sid).await.expect("the brand")
}

/// A messaging service.
pub async fn service(hub: &TestHub, account: &TestAccount) -> Standing {
    let settings = ServiceSettings { friendly_name: "Bakery news".to_owned(), ..ServiceSettings::default() };
    services::create(&hub.hub, &account.actor, settings).await.expect("a service")
}

/// A campaign of the bakery with nothing against it.
#[must_use]
pub fn content() -> CampaignContent {
    CampaignContent {
        description: "Owl Bakery tells customers who asked for it about new bread and its opening hours.".to_owned(),
        message_flow: "Customers enter their phone number at https://owlbakery.com/texts and check a box that is not \
            pre-checked: I agree to receive texts from Owl Bakery. Message frequency varies. Message and data rates may \
            apply. Reply STOP to stop, HELP for help. Terms and privacy policy are linked below the box."
            .to_owned(),
        message_samples: vec![
            "Owl Bakery: fresh rye today, 20% off at https://owlbakery.com Reply STOP to unsubscribe.".to_owned(),
            "Owl Bakery: we open at [time] on [day]. Reply STOP to end these messages.".to_owned(),
        ],
        use_case: "MARKETING".to_owned(),
        has_embedded_links: true,
        has_embedded_phone: false,
        subscriber_opt_in: true,
        age_gated: false,
        direct_lending: false,
        opt_in_message: Some("Owl Bakery: you are subscribed. Reply HELP for help, STOP to stop.".to_owned()),
        opt_out_message: None,
        help_message: None,
        opt_in_keywords: Vec::new(),
        opt_out_keywords: Vec::new(),
        help_keywords: Vec::new(),
        privacy_policy_url: Some("https://owlbakery.com/privacy".to_owned()),
        terms_and_conditions_url: Some("https://owlbakery.com/terms".to_owned()),
    }
}
