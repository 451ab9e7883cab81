//! Services, brands and campaigns for the table's requests.

use std::sync::atomic::Ordering;

use serde_json::json;
use trusthub_app::review::{self, GivenReason};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, ReasonCode};
use trusthub_testkit::{Business, SOUND_BUSINESS, TestAccount, object};

use super::maker::{Form, Maker, borrowed};
use super::table::Route;
use crate::messaging::campaign_fields;

const A2P: &str = "RNb0d4771c2c98518d916a3d4cd70a8f8b";
const TOKEN: &str = "cv|1.0|tcr|10dlc|9975c339|0123456789abcdef0123";

fn form(fields: &[(&'static str, &str)]) -> Form {
    fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
}

/// A campaign with nothing against it but for this sample.
fn campaign(brand: &str, sample: &str) -> Form {
    let mut fields = form(&campaign_fields(brand, sample));
    fields.extend(form(&[
        ("AgeGated", "false"),
        ("DirectLending", "false"),
        ("OptInMessage", "Owl Bakery: you are subscribed. Reply STOP to stop."),
    ]));
    fields
}

/// What begins the form for a brand.
fn registration() -> Form {
    form(&[("brandType", "STANDARD"), ("notificationEmail", "a@owlbakery.com")])
}

const CLEAN: &str = "Owl Bakery: fresh rye at https://owlbakery.com Reply STOP to end.";
const SHORTENED: &str = "Owl Bakery: fresh rye at https://bit.ly/rye Reply STOP to end.";

impl Maker<'_> {
    /// A new one of a collection of this kind; `None` for any other.
    pub(super) async fn messaging(
        &self,
        owner: &TestAccount,
        route: &Route,
        collection: &str,
        above: Option<&str>,
    ) -> Option<String> {
        let client = self.api.client_of(owner);
        match collection {
            "Services" => Some(client.made("/v1/Services", &[("FriendlyName", "Bakery")]).await),
            "PhoneNumbers" if route.path.starts_with("/v1/Services") => {
                let path = format!("/v1/Services/{}/PhoneNumbers", above.unwrap());
                let part = self.sender(owner).await;
                Some(client.made(&path, &borrowed(&part)).await)
            }
            "Usa2p" => {
                let path = format!("/v1/Services/{}/Compliance/Usa2p", above.unwrap());
                let sample = if route.method == "POST" { SHORTENED } else { CLEAN };
                let brand = self.mock_brand(owner).await;
                let sid = client.made(&path, &borrowed(&campaign(&brand, sample))).await;
                self.api.test.run_jobs().await;
                Some(sid)
            }
            "A2PBrandRegistrations" => {
                let answer = client.post("/v1/A2PBrandRegistrations", &borrowed(&registration())).await;
                assert_eq!(answer.status, 201, "{}", answer.text());
                Some(answer.field("id"))
            }
            "A2PCampaignRegistrations" => {
                let brand = vec![("a2pBrandRegistrationSid", self.mock_brand(owner).await)];
                let answer = client.post("/v1/A2PCampaignRegistrations", &borrowed(&brand)).await;
                assert_eq!(answer.status, 201, "{}", answer.text());
                Some(answer.field("id"))
            }
            "BrandRegistrations" if route.path.ends_with("Otp") => Some(self.public_brand(owner).await),
            "BrandRegistrations"
                if route.path == "/v1/a2p/BrandRegistrations/{Sid}" && route.method == "POST" =>
            {
                Some(self.failed_brand(owner).await)
            }
            "BrandRegistrations" => Some(self.mock_brand(owner).await),
            "Vettings" => {
                let path = format!("/v1/a2p/BrandRegistrations/{}/Vettings", above.unwrap());
                let answer = client.post(&path, &borrowed(&vetting())).await;
                assert_eq!(answer.status, 201, "{}", answer.text());
                Some(answer.field("brand_vetting_sid"))
            }
            _ => None,
        }
    }

    /// What a request says; `None` for one of another kind.
    pub(super) async fn messaging_form(&self, owner: &TestAccount, route: &Route) -> Option<Form> {
        match route.path.as_str() {
            "/v1/Services" | "/v1/Services/{Sid}" => Some(form(&[("FriendlyName", "Bakery")])),
            "/v1/Services/{ServiceSid}/PhoneNumbers" => Some(self.sender(owner).await),
            "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p"
            | "/v1/Services/{MessagingServiceSid}/Compliance/Usa2p/{Sid}" => {
                Some(campaign(&self.mock_brand(owner).await, CLEAN))
            }
            "/v1/A2PBrandRegistrations" => Some(registration()),
            "/v1/A2PCampaignRegistrations" => {
                Some(vec![("a2pBrandRegistrationSid", self.mock_brand(owner).await)])
            }
            path if path.ends_with("/EmbeddedSessions") => Some(Vec::new()),
            "/v1/a2p/BrandRegistrations" => Some(self.bundles(owner, "Mock").await.1),
            "/v1/a2p/BrandRegistrations/{Sid}"
            | "/v1/a2p/BrandRegistrations/{BrandRegistrationSid}/SmsOtp" => Some(Vec::new()),
            "/v1/a2p/BrandRegistrations/{BrandSid}/Vettings" => Some(vetting()),
            "/trust/v1/BrandRegistrations/{Sid}/Otp" => Some(vec![("Code", self.last_code())]),
            _ => None,
        }
    }

    async fn sender(&self, owner: &TestAccount) -> Form {
        let list = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", owner.sid);
        let number = self.new_core("IncomingPhoneNumbers");
        vec![("PhoneNumberSid", self.api.client_of(owner).made(&list, &borrowed(&number)).await)]
    }

    async fn mock_brand(&self, owner: &TestAccount) -> String {
        let (_, form) = self.bundles(owner, "Mock").await;
        let sid = self.api.client_of(owner).made("/v1/a2p/BrandRegistrations", &borrowed(&form)).await;
        self.api.test.run_jobs().await;
        sid
    }

    /// One whose profile was turned down.
    async fn failed_brand(&self, owner: &TestAccount) -> String {
        let ((profile, _), form) = self.bundles(owner, "SkipAutomaticSecVet").await;
        let sid = self.api.client_of(owner).made("/v1/a2p/BrandRegistrations", &borrowed(&form)).await;
        let reason = GivenReason { code: ReasonCode::OTHER, field: None, note: None };
        review::reject(&self.api.test.hub, &self.reviewer, profile.sid, vec![reason], None).await.unwrap();
        self.api.test.run_jobs().await;
        sid
    }

    /// One that waits for the code which its contact was sent.
    async fn public_brand(&self, owner: &TestAccount) -> String {
        let ((profile, product), form) = self.bundles(owner, "SkipAutomaticSecVet").await;
        for bundle in [profile, product] {
            self.api.test.approve(&self.reviewer, &bundle).await;
        }
        let sid = self.api.client_of(owner).made("/v1/a2p/BrandRegistrations", &borrowed(&form)).await;
        self.api.test.run_jobs().await;
        sid
    }

    fn last_code(&self) -> String {
        let mails = self.api.test.mails();
        let mail = mails.iter().rev().find(|mail| mail.subject.contains("is the code")).expect("a code");
        mail.subject.split(' ').next().unwrap().to_owned()
    }

    /// Profile and product of a public company in review, and what makes a brand of them.
    async fn bundles(&self, owner: &TestAccount, flag: &'static str) -> ((Bundle, Bundle), Form) {
        let test = &self.api.test;
        // An address gets so many codes a day, and there are more askers.
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        let domain = String::leak(format!("owlbakery{count}.com"));
        let (draft, _) = test.complete_profile(owner, &Business { domain, ..SOUND_BUSINESS }, None).await;
        let profile = test.submit(owner, &draft).await;
        let draft = test.draft(owner, BundleKind::TrustProduct, A2P).await;
        let says = object(json!({
            "company_type": "public", "stock_exchange": "NASDAQ", "stock_ticker": "OWLB",
            "brand_contact_email": format!("investors@{domain}"),
        }));
        let says = test.end_user(owner, "us_a2p_messaging_profile_information", says).await;
        test.assign(owner, &draft, ObjectSid::Bundle(profile.sid)).await;
        test.assign(owner, &draft, ObjectSid::EndUser(says)).await;
        let product = test.submit(owner, &draft).await;
        let mut fields = vec![
            ("CustomerProfileBundleSid", profile.sid.to_string()),
            ("A2PProfileBundleSid", product.sid.to_string()),
        ];
        fields.push((flag, "true".to_owned()));
        ((profile, product), fields)
    }
}

fn vetting() -> Form {
    form(&[("VettingProvider", "campaign-verify"), ("VettingId", TOKEN)])
}
