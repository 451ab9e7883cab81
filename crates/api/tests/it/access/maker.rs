//! Makes requests, and what they are about: one dispatch by the collection in the path; what an area needs has a file of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::json;
use trusthub_app::Actor;
use trusthub_app::items::documents::{self, NewDocument};
use trusthub_domain::item::Attributes;
use trusthub_testkit::{PRIMARY, SHAKEN, TestAccount};

use super::bundles::new_bundle;
use super::table::Route;
use super::target::Target;
use crate::client::{Api, NOBODYS};

/// The fields of a form.
pub(super) type Form = Vec<(&'static str, String)>;

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
            "Registration" => {
                let inquiries = "/v1/ComplianceInquiries/Registration/RegulatoryCompliance/GB/Initialize";
                client.post(inquiries, &borrowed(&new_user_of_numbers())).await.field("registration_id")
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

    /// What the request says.
    async fn form(&self, owner: &TestAccount, route: &Route, collection: &str, sids: &[String]) -> Form {
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
            "Initialize" if route.path.contains("/GB/") => {
                if sids.is_empty() {
                    new_user_of_numbers()
                } else {
                    vec![("IsIsvEmbed", "true".to_owned())]
                }
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
    async fn new_credential(&self, owner: &TestAccount) -> Form {
        vec![("CustomerProfileSid", self.approved(owner, true).await.sid.to_string())]
    }

    /// What makes a domain; each another.
    fn new_domain(&self) -> Form {
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        vec![("Domain", format!("owl{count}.example"))]
    }

    /// What makes a resource of 2010-04-01.
    pub(super) fn new_core(&self, collection: &str) -> Form {
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

fn new_call(owner: &TestAccount) -> Form {
    vec![("From", "+15105550123".to_owned()), ("AccountSid", owner.sid.to_string())]
}

fn new_user_of_numbers() -> Form {
    let fields =
        [("EndUserType", "Business"), ("PhoneNumberType", "local"), ("NotificationEmail", "a@owlbakery.com")];
    fields.map(|(name, value)| (name, value.to_owned())).to_vec()
}

pub(super) fn new_end_user() -> Form {
    vec![("FriendlyName", "Rosalind".to_owned()), ("Type", "authorized_representative_1".to_owned())]
}

pub(super) fn borrowed<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}
