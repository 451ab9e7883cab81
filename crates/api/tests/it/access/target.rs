//! What a request is about: resources that their owner makes for it.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use trusthub_app::Actor;
use trusthub_app::items::documents::{self, NewDocument};
use trusthub_app::review::{self, GivenReason};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid, ReasonCode};
use trusthub_domain::item::Attributes;
use trusthub_domain::partner::PartnerKind;
use trusthub_testkit::{Business, CNAM, PRIMARY, SHAKEN, SOUND_BUSINESS, TestAccount};
use url::form_urlencoded;

use super::table::Route;
use crate::client::{Answer, Api, Client, NOBODYS};

/// A request, ready to be sent by anybody.
#[derive(Debug, Clone)]
pub(super) struct Target {
    route: Route,
    /// The identifiers in its path.
    pub(super) sids: Vec<String>,
    form: Vec<(&'static str, String)>,
    /// In the place of the form.
    json: Option<String>,
}

impl Target {
    /// The same request about other identifiers.
    pub(super) fn about(&self, sids: Vec<String>) -> Self {
        assert_eq!(sids.len(), self.sids.len());
        Self { sids, ..self.clone() }
    }

    /// The same request about what nobody has.
    pub(super) fn about_nothing(&self) -> Self {
        let sids = self.sids.iter().map(|sid| match sid.starts_with("tri1.") {
            true if sid.contains('/') => format!("tri1.us1.account.AC{NOBODYS}/registration.BU{NOBODYS}"),
            true => format!("tri1.us1.trusthub.AC{NOBODYS}.customer.BU{NOBODYS}"),
            false => format!("{}{NOBODYS}", &sid[..2]),
        });
        self.about(sids.collect())
    }

    pub(super) fn url(&self) -> String {
        let mut url = self.route.path.clone();
        for sid in &self.sids {
            let (start, rest) = url.split_once('{').unwrap();
            let (_, rest) = rest.split_once('}').unwrap();
            url = format!("{start}{sid}{rest}");
        }
        assert!(!url.contains('{'), "{url}");
        // A question that cannot be asked without saying who asks.
        if url == "/partner/v1/Lookups" && self.route.method == "GET" {
            url.push_str("?Number=%2B15105550123");
        }
        // Where there is nothing to tell, the names of the columns are.
        if url == "/partner/v1/Registrations" {
            url.push_str("?Format=csv");
        }
        if url == "/trust/v1/Requirements" {
            url.push_str("?Role=direct");
        }
        if url == "/trust/v1/Throughput" {
            url.push_str("?BrandType=STANDARD&Score=80");
        }
        url
    }

    pub(super) async fn asked_by(&self, client: &Client) -> Answer {
        if let Some(body) = &self.json {
            let headers = [("content-type", "application/json")];
            return client.send(Method::POST, &self.url(), &headers, Body::from(body.clone())).await;
        }
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.form).finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        let headers = if self.form.is_empty() { &headers[..0] } else { &headers[..] };
        let method: Method = self.route.method.parse().unwrap();
        client.send(method, &self.url(), headers, Body::from(form)).await
    }
}

/// Makes targets.
pub(super) struct Maker<'a> {
    pub(super) api: &'a Api,
    /// Approves.
    pub(super) reviewer: Actor,
    pub(super) numbers: AtomicU32,
}

impl<'a> Maker<'a> {
    pub(super) fn new(api: &'a Api, reviewer: Actor) -> Self {
        Self { api, reviewer, numbers: AtomicU32::new(0) }
    }

    /// A request to this route, about new resources of this owner.
    pub(super) async fn target(&self, owner: &TestAccount, route: &Route) -> Target {
        let mut sids: Vec<String> = Vec::new();
        let mut collection = "";
        for segment in route.path.split('/') {
            if segment.starts_with('{') {
                let sid = self.made(owner, route, collection, sids.last().map(String::as_str)).await;
                sids.push(sid);
            } else {
                collection = segment.trim_end_matches(".json");
            }
        }
        if route.method == "GET" && !route.path.contains('}') && has_rows_of_the_account(&route.path) {
            // So that the list of somebody else has something in it that could be shown.
            self.made(owner, route, collection.trim_end_matches(".csv"), None).await;
        }
        if route.path == "/v1/AuthTokens/Promote" || route.method == "DELETE" && collection == "Secondary" {
            self.api.client_of(owner).post("/v1/AuthTokens/Secondary", &[]).await;
        }
        let json = self.json(route);
        let form = match json {
            Some(_) => Vec::new(),
            None => self.form(owner, route, collection, &sids).await,
        };
        Target { route: route.clone(), sids, form, json }
    }

    /// What the services of ATIS-1000082 are asked: without a certificate no call is signed, and this one is not valid.
    fn json(&self, route: &Route) -> Option<String> {
        let now = self.api.test.hub.now().as_micros() / 1_000_000;
        let body = match route.path.as_str() {
            "/stir/v1/signing" => json!({"signingRequest": {
                "attest": "A", "orig": {"tn": "15105550123"}, "dest": {"tn": ["12155550100"]}, "iat": now,
            }}),
            "/stir/v1/verification" => json!({"verificationRequest": {
                "from": {"tn": "15105550123"}, "to": {"tn": ["12155550100"]}, "time": now, "identity": "none",
            }}),
            "/partner/v1/Registrations/Receipts" => json!({"Receipts": [{
                "Number": "+15105550123", "BundleSid": format!("BU{NOBODYS}"), "Status": "active",
            }]}),
            _ => return None,
        };
        Some(body.to_string())
    }

    /// A new resource of that collection; its identifier.
    async fn made(
        &self,
        owner: &TestAccount,
        route: &Route,
        collection: &str,
        above: Option<&str>,
    ) -> String {
        if let Some(sid) = Box::pin(self.messaging(owner, route, collection, above)).await {
            return sid;
        }
        let client = self.api.client_of(owner);
        match collection {
            "errors" => "20404".to_owned(),
            // None is made here; what strangers get of one is shown by tests of its own.
            "certificates" | "logos" => format!("00{}", "0".repeat(32)),
            "confirm" => self.link(owner).await,
            "Credentials" => {
                let credential =
                    client.post("/trust/v1/Credentials", &borrowed(&self.new_credential(owner).await)).await;
                assert_eq!(credential.status, 201, "{}", credential.text());
                credential.json()["issued"]["sid"].as_str().unwrap().to_owned()
            }
            "Domains" => client.made("/trust/v1/Domains", &borrowed(&self.new_domain())).await,
            "status" => {
                // There is a list once there is a credential.
                let credential =
                    client.post("/trust/v1/Credentials", &borrowed(&self.new_credential(owner).await)).await;
                assert_eq!(credential.status, 201, "{}", credential.text());
                "1".to_owned()
            }
            "Policies" => PRIMARY.to_owned(),
            "EndUserTypes" => "authorized_representative_1".to_owned(),
            "SupportingDocumentTypes" => "customer_profile_address".to_owned(),
            "Accounts" => owner.sid.to_string(),
            "Attestations" => {
                let answer = client.post("/trust/v1/Attestations", &borrowed(&new_call(owner))).await;
                assert_eq!(answer.status, 201, "{}", answer.text());
                answer.field("decision_id")
            }
            "CustomerProfiles" | "TrustProducts" => self.bundle(owner, route, collection).await,
            "Customers" => {
                let inquiries = "/v1/ComplianceInquiries/Customers/Initialize";
                let answer = client.post(inquiries, &[("NotificationEmail", "a@owlbakery.com")]).await;
                answer.field("customer_id")
            }
            "EntityAssignments" | "ChannelEndpointAssignments" | "Evaluations" | "Appeals" => {
                let bundles = route.path.split("/{").next().unwrap();
                let list = format!("{bundles}/{}/{collection}", above.unwrap());
                let part = self.new_part(owner, route, collection, above.unwrap()).await;
                client.made(&list, &borrowed(&part)).await
            }
            // Partners have their own.
            "Flags" => format!("RT{NOBODYS}"),
            "RemediationTickets" => self.ticket(owner).await,
            "ComplianceRegistrations" => self.registration(owner).await.0,
            "PhoneNumbers" => match above {
                Some(product) => self.registered(owner, product).await,
                None => {
                    let (product, _) = self.registration(owner).await;
                    self.registered(owner, &product).await
                }
            },
            "PartnerConsents" => {
                client.made("/trust/v1/PartnerConsents", &borrowed(&self.new_consent().await)).await
            }
            "SupportingDocuments" => {
                let new = NewDocument {
                    friendly_name: "Letter".to_owned(),
                    type_name: "letter_of_authorization_document".to_owned(),
                    attributes: Attributes::new(),
                    file: Some(b"%PDF-1.7\n%%EOF\n".to_vec()),
                };
                let made = documents::create(&self.api.test.hub, &owner.actor, new).await;
                made.unwrap().sid.to_string()
            }
            "EndUsers" => client.made("/v1/EndUsers", &borrowed(&new_end_user())).await,
            "Verifications" => {
                let new = self.new_verification(owner).await;
                client.made("/v1/Tollfree/Verifications", &borrowed(&new)).await
            }
            "Addresses" | "IncomingPhoneNumbers" | "Keys" => {
                let list = format!("/2010-04-01/Accounts/{}/{collection}.json", owner.sid);
                client.made(&list, &borrowed(&self.new_core(collection))).await
            }
            other => panic!("{other}: what is it?"),
        }
    }

    /// The last part of the link that a representative of the owner got: it is all that anybody needs.
    async fn link(&self, owner: &TestAccount) -> String {
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
    async fn bundle(&self, owner: &TestAccount, route: &Route, collection: &str) -> String {
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

    async fn approved(&self, owner: &TestAccount, is_profile: bool) -> Bundle {
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

    /// What the request says.
    async fn form(
        &self,
        owner: &TestAccount,
        route: &Route,
        collection: &str,
        sids: &[String],
    ) -> Vec<(&'static str, String)> {
        if route.method != "POST" {
            return Vec::new();
        }
        if let Some(form) = Box::pin(self.messaging_form(owner, route)).await {
            return form;
        }
        let is_about_one = route.path.ends_with('}') || route.path.ends_with("}.json");
        match collection {
            "Secondary" | "Promote" | "ProvisionalCopy" => Vec::new(),
            "Initialize" if route.path.contains("/Tollfree/") => {
                let number = self.toll_free_number();
                self.number(owner, &number).await;
                vec![("TollfreePhoneNumber", number), ("NotificationEmail", "a@owlbakery.com".to_owned())]
            }
            "Initialize" if sids.is_empty() => vec![("NotificationEmail", "a@owlbakery.com".to_owned())],
            // A primary profile rests on no other; this one is looked at for secondary ones only.
            "Initialize" => vec![("PrimaryProfileSid", format!("BU{NOBODYS}"))],
            "Addresses" if is_about_one => vec![("City", "Oakland".to_owned())],
            "confirm" => vec![("answer", "confirm".to_owned())],
            "Flags" if is_about_one => vec![("Status", "clean".to_owned())],
            "Flags" => vec![
                ("Number", "+15105550123".to_owned()),
                ("Reason", "spam-likely".to_owned()),
                ("Evidence", "Forty complaints in a day.".to_owned()),
            ],
            "Answers" => vec![("Text", "These are calls that customers asked for.".to_owned())],
            _ if is_about_one => vec![("FriendlyName", "Another name".to_owned())],
            "Verifications" => self.new_verification(owner).await,
            "CustomerProfiles" => new_bundle(PRIMARY),
            "TrustProducts" => new_bundle(SHAKEN),
            "EntityAssignments" | "ChannelEndpointAssignments" | "Evaluations" | "Appeals" => {
                self.new_part(owner, route, collection, &sids[0]).await
            }
            "EndUsers" => new_end_user(),
            "PartnerConsents" => self.new_consent().await,
            "Lookups" => vec![("Numbers", "+15105550123".to_owned())],
            "Webhook" => vec![("Url", "https://carrier.example/".to_owned())],
            "SupportingDocuments" => {
                vec![("FriendlyName", "Address".to_owned()), ("Type", "customer_profile_address".to_owned())]
            }
            "Accounts" => vec![("FriendlyName", "Subaccount".to_owned())],
            // That nobody has it is told line by line.
            "Revoke" | "Check" => Vec::new(),
            "Domains" => self.new_domain(),
            "Credentials" => self.new_credential(owner).await,
            "Numbers" => vec![("PhoneNumbers", "+15105550123".to_owned())],
            // About no account: whoever asks may.
            "Attestations" | "MessageDecisions" => vec![("From", "+15105550123".to_owned())],
            other => self.new_core(other),
        }
    }

    /// What makes a credential about a profile of that owner.
    async fn new_credential(&self, owner: &TestAccount) -> Vec<(&'static str, String)> {
        vec![("CustomerProfileSid", self.approved(owner, true).await.sid.to_string())]
    }

    /// What makes a domain; each another.
    fn new_domain(&self) -> Vec<(&'static str, String)> {
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        vec![("Domain", format!("owl{count}.example"))]
    }

    /// What makes a part of this bundle.
    async fn new_part(
        &self,
        owner: &TestAccount,
        route: &Route,
        collection: &str,
        bundle: &str,
    ) -> Vec<(&'static str, String)> {
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
    async fn registration(&self, owner: &TestAccount) -> (String, String) {
        let test = &self.api.test;
        let profile = test.draft(owner, BundleKind::CustomerProfile, PRIMARY).await;
        let product = test.draft(owner, BundleKind::TrustProduct, CNAM).await;
        test.assign(owner, &product, ObjectSid::Bundle(profile.sid)).await;
        (product.sid.to_string(), profile.sid.to_string())
    }

    /// A new number on that product.
    async fn registered(&self, owner: &TestAccount, product: &str) -> String {
        let route = Route {
            method: "POST".to_owned(),
            path: "/v1/TrustProducts/{TrustProductSid}/ChannelEndpointAssignments".to_owned(),
        };
        let part = self.new_part(owner, &route, "ChannelEndpointAssignments", product).await;
        let list = format!("/v1/TrustProducts/{product}/ChannelEndpointAssignments");
        self.api.client_of(owner).made(&list, &borrowed(&part)).await;
        part.into_iter().find(|(name, _)| *name == "ChannelEndpointSid").unwrap().1
    }

    /// A ticket about a number of the owner.
    async fn ticket(&self, owner: &TestAccount) -> String {
        self.approved(owner, true).await;
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        let number = format!("+1510236{count:04}");
        self.number(owner, &number).await;
        let (_, partner) = self.api.partner(PartnerKind::Carrier, &[]).await;
        let flag =
            [("Number", number.as_str()), ("Reason", "spam-likely"), ("Evidence", "Forty complaints.")];
        partner.made("/partner/v1/Flags", &flag).await
    }

    /// An account has one for each recipient: the next asker's is another one.
    async fn new_consent(&self) -> Vec<(&'static str, String)> {
        let (partner, _) = self.api.partner(PartnerKind::Carrier, &[]).await;
        vec![("Recipient", partner.sid.to_string()), ("Fields", "legal_name".to_owned())]
    }

    /// What submits a toll-free number of the owner.
    async fn new_verification(&self, owner: &TestAccount) -> Vec<(&'static str, String)> {
        let number = self.number(owner, &self.toll_free_number()).await;
        let fields = crate::tollfree::FIELDS.iter().map(|(name, value)| (*name, (*value).to_owned()));
        fields.chain([("TollfreePhoneNumberSid", number)]).collect()
    }

    fn toll_free_number(&self) -> String {
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        format!("+1800234{count:04}")
    }

    /// Takes a number into the owner's inventory; its identifier.
    async fn number(&self, owner: &TestAccount, number: &str) -> String {
        let list = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", owner.sid);
        self.api.client_of(owner).made(&list, &[("PhoneNumber", number)]).await
    }

    /// What makes a resource of 2010-04-01.
    pub(super) fn new_core(&self, collection: &str) -> Vec<(&'static str, String)> {
        let fields = match collection {
            "Keys" => vec![("FriendlyName", "key")],
            "Addresses" => vec![
                ("CustomerName", "Owl Bakery"),
                ("Street", "1200 Hearst Avenue"),
                ("City", "Berkeley"),
                ("Region", "CA"),
                ("PostalCode", "94702"),
                ("IsoCountry", "US"),
            ],
            "IncomingPhoneNumbers" => {
                let count = self.numbers.fetch_add(1, Ordering::Relaxed);
                return vec![("PhoneNumber", format!("+1510234{count:04}"))];
            }
            other => panic!("{other}: what makes it?"),
        };
        fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect()
    }
}

fn has_rows_of_the_account(path: &str) -> bool {
    [
        "CustomerProfiles",
        "CustomerProfiles.csv",
        "TrustProducts",
        "EndUsers",
        "SupportingDocuments",
        "Verifications",
    ]
    .iter()
    .any(|collection| path.ends_with(collection))
}

fn new_bundle(policy: &str) -> Vec<(&'static str, String)> {
    let fields =
        [("FriendlyName", "Owl Bakery"), ("Email", "compliance@owlbakery.com"), ("PolicySid", policy)];
    fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect()
}

fn new_call(owner: &TestAccount) -> Vec<(&'static str, String)> {
    vec![("From", "+15105550123".to_owned()), ("AccountSid", owner.sid.to_string())]
}

fn new_end_user() -> Vec<(&'static str, String)> {
    vec![("FriendlyName", "Rosalind".to_owned()), ("Type", "authorized_representative_1".to_owned())]
}

pub(super) fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
