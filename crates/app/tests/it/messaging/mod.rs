//! Messages: services, brands, campaigns.

mod brands;
mod campaigns;
mod codes;
mod downstream;
mod onboarding;
mod registrations;
mod sending;
mod services;

use trusthub_app::messaging::brands::{self as brand_cases, Shown};
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::sid::BrandSid;
pub use trusthub_testkit::messaging::brand;
use trusthub_testkit::messaging::{approved, content, new_brand, private, product, service};
use trusthub_testkit::{TestAccount, TestHub};

const PRODUCT: BundleKind = BundleKind::TrustProduct;
const SOLE_PROPRIETOR: &str = "RN670d5d2e282a6130ae063b234b6019c8";
const STARTER: &str = "RN13dc4be8861a10924a79c35eaa4d812c";

async fn brand_now(hub: &TestHub, account: &TestAccount, sid: BrandSid) -> Shown {
    brand_cases::find(&hub.hub, &account.actor, sid).await.expect("the brand")
}
