//! Bundles and their parts for the table's requests.

use std::sync::atomic::Ordering;

use trusthub_app::review::{self, GivenReason};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, ReasonCode};
use trusthub_testkit::{Business, CNAM, PRIMARY, SHAKEN, SOUND_BUSINESS, TestAccount};

use super::maker::{Form, Maker, borrowed, new_end_user};
use super::table::Route;

impl Maker<'_> {
    /// The last part of the link that a representative of the owner got: it is all that anybody needs.
    pub(super) async fn link(&self, owner: &TestAccount) -> String {
        let test = &self.api.test;
        // One address gets three messages a day, and there are more askers.
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        let domain = String::leak(format!("owlbakery{count}.com"));
        let (draft, _) = test.complete_profile(owner, &Business { domain, ..SOUND_BUSINESS }, None).await;
        test.submit(owner, &draft).await;
        let mail = test.mails().pop().unwrap();
        let (_, link) = mail.text.split_once("https://hub.example/confirm/").unwrap();
        link.split_whitespace().next().unwrap().to_owned()
    }

    /// A bundle in the state that the route asks about.
    pub(super) async fn bundle(&self, owner: &TestAccount, route: &Route, collection: &str) -> String {
        let test = &self.api.test;
        let is_profile = collection == "CustomerProfiles";
        if route.path.contains("/Appeals") {
            let (draft, _) = test.complete_profile(owner, &SOUND_BUSINESS, None).await;
            test.submit(owner, &draft).await;
            let reason = GivenReason { code: ReasonCode::OTHER, field: None, note: None };
            review::reject(&test.hub, &self.reviewer, draft.sid, vec![reason], None).await.unwrap();
            return draft.sid.to_string();
        }
        if !route.path.ends_with("/ProvisionalCopy") {
            let (kind, policy) = if is_profile {
                (BundleKind::CustomerProfile, PRIMARY)
            } else {
                (BundleKind::TrustProduct, SHAKEN)
            };
            let draft = test.draft(owner, kind, policy).await;
            if !is_profile && route.path.contains("/ChannelEndpointAssignments") {
                let profile = test.draft(owner, BundleKind::CustomerProfile, PRIMARY).await;
                test.assign(owner, &draft, ObjectSid::Bundle(profile.sid)).await;
            }
            return draft.sid.to_string();
        }
        let approved = self.approved(owner, is_profile).await.sid;
        if route.method == "GET" {
            let path = format!("/v1/{collection}/{approved}/ProvisionalCopy");
            assert_eq!(self.api.client_of(owner).post(&path, &[]).await.status, 201);
        }
        approved.to_string()
    }

    pub(super) async fn approved(&self, owner: &TestAccount, is_profile: bool) -> Bundle {
        let test = &self.api.test;
        let (profile, _) = test.approved_profile(owner, &self.reviewer, &SOUND_BUSINESS, None).await;
        if is_profile {
            return profile;
        }
        let product = test.draft(owner, BundleKind::TrustProduct, SHAKEN).await;
        test.assign(owner, &product, ObjectSid::Bundle(profile.sid)).await;
        test.submit(owner, &product).await;
        test.approve(&self.reviewer, &product).await
    }

    /// What makes a part of this bundle.
    pub(super) async fn new_part(
        &self,
        owner: &TestAccount,
        route: &Route,
        collection: &str,
        bundle: &str,
    ) -> Form {
        let client = self.api.client_of(owner);
        let is_profile = route.path.starts_with("/v1/CustomerProfiles");
        match collection {
            "EntityAssignments" if is_profile => {
                vec![("ObjectSid", client.made("/v1/EndUsers", &borrowed(&new_end_user())).await)]
            }
            "EntityAssignments" => vec![("ObjectSid", client.profile("Supporting").await)],
            "ChannelEndpointAssignments" => {
                let list = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", owner.sid);
                let number = client.made(&list, &borrowed(&self.new_core("IncomingPhoneNumbers"))).await;
                let part =
                    vec![("ChannelEndpointType", "phone-number".to_owned()), ("ChannelEndpointSid", number)];
                if !is_profile {
                    // A product takes the numbers of its profile.
                    let items =
                        client.get(&format!("/v1/TrustProducts/{bundle}/EntityAssignments")).await.json();
                    let profile = items["results"][0]["object_sid"].as_str().unwrap().to_owned();
                    let list = format!("/v1/CustomerProfiles/{profile}/ChannelEndpointAssignments");
                    client.made(&list, &borrowed(&part)).await;
                }
                part
            }
            "Appeals" => vec![("Note", "The imprint shows our name.".to_owned())],
            "Evaluations" => {
                vec![("PolicySid", if is_profile { PRIMARY } else { SHAKEN }.to_owned())]
            }
            other => panic!("{other} is no part of a bundle"),
        }
    }

    /// A draft of a product that registers numbers, and the profile below it.
    pub(super) async fn registration(&self, owner: &TestAccount) -> (String, String) {
        let test = &self.api.test;
        let profile = test.draft(owner, BundleKind::CustomerProfile, PRIMARY).await;
        let product = test.draft(owner, BundleKind::TrustProduct, CNAM).await;
        test.assign(owner, &product, ObjectSid::Bundle(profile.sid)).await;
        (product.sid.to_string(), profile.sid.to_string())
    }

    /// A new number on that product.
    pub(super) async fn registered(&self, owner: &TestAccount, product: &str) -> String {
        let route = Route {
            method: "POST".to_owned(),
            path: "/v1/TrustProducts/{TrustProductSid}/ChannelEndpointAssignments".to_owned(),
        };
        let part = self.new_part(owner, &route, "ChannelEndpointAssignments", product).await;
        let list = format!("/v1/TrustProducts/{product}/ChannelEndpointAssignments");
        self.api.client_of(owner).made(&list, &borrowed(&part)).await;
        part.into_iter().find(|(name, _)| *name == "ChannelEndpointSid").unwrap().1
    }
}

pub(super) fn new_bundle(policy: &str) -> Form {
    let fields =
        [("FriendlyName", "Owl Bakery"), ("Email", "compliance@owlbakery.com"), ("PolicySid", policy)];
    fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect()
}
