//! Whatever is handed to somebody outside is measured, each try once.

use std::sync::{Arc, Mutex};

use metrics::{Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use trusthub_app::bundles;
use trusthub_app::messaging::brands;
use trusthub_domain::bundle::{BundleKind, Edit, ObjectSid, Status};
use trusthub_testkit::{SOUND_BUSINESS, messaging, object};

use crate::callbacks::{calls, receiver};
use crate::support::{hub, lead};

const PRODUCT: BundleKind = BundleKind::TrustProduct;
const A2P: &str = "RNb0d4771c2c98518d916a3d4cd70a8f8b";

/// The tries that were measured: of each its channel and its outcome.
#[derive(Clone, Default)]
struct Tries(Arc<Mutex<Vec<String>>>);

/// One kind of them.
struct Kind {
    name: String,
    all: Tries,
}

impl HistogramFn for Kind {
    fn record(&self, _: f64) {
        self.all.0.lock().unwrap().push(self.name.clone());
    }
}

impl Recorder for Tries {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        if key.name() != "trusthub_delivery_duration_seconds" {
            return Histogram::noop();
        }
        let name = key.labels().map(metrics::Label::value).collect::<Vec<_>>().join(" ");
        Histogram::from_arc(Arc::new(Kind { name, all: self.clone() }))
    }
}

#[tokio::test]
async fn a_callback_about_a_brand_is_measured_like_one_about_a_bundle() {
    let tries = Tries::default();
    let _measured = metrics::set_default_local_recorder(&tries);
    let hub = hub!();
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let server = receiver(0).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let draft = hub.draft(&account, PRODUCT, A2P).await;
    let edit = Edit { status_callback: Some(Some(server.uri())), ..Edit::default() };
    bundles::edit(&hub.hub, &account.actor, PRODUCT, draft.sid, edit).await.unwrap();
    hub.assign(&account, &draft, ObjectSid::Bundle(profile.sid)).await;
    let says = object(messaging::private());
    let says = hub.end_user(&account, "us_a2p_messaging_profile_information", says).await;
    hub.assign(&account, &draft, ObjectSid::EndUser(says)).await;
    let draft = hub.submit(&account, &draft).await;
    let product = if draft.status == Status::InReview { hub.approve(&lead, &draft).await } else { draft };
    let new = messaging::new_brand(&profile, &product);
    let brand = brands::create(&hub.hub, &account.actor, new).await.unwrap().brand.sid.to_string();
    hub.run_jobs().await;

    let calls = calls(&server).await;
    assert!(calls.iter().any(|call| call.field("BrandSid") == brand), "{calls:?}");
    let tries = tries.0.lock().unwrap();
    let delivered = tries.iter().filter(|one| *one == "callback delivered").count();
    assert_eq!(delivered, calls.len(), "{tries:?}");
}
