//! The whole life of a profile, with something personal or secret in every place that takes text.

use std::fs;

use reqwest::Method;
use serde_json::{Value, json};

use super::people;
use super::receiver::Receiver;
use crate::business::{PRIMARY, status};
use crate::hub::{Customer, Done, Hub, eventually};

/// What people and secrets are called in this story, whole and in the parts that would give them away. Not among them:
/// names that the hub keeps in clear (docs/security.md), such as the business's and the friendly ones.
pub const PERSONAL: [&str; 25] = [
    "Xanthippe",
    "Quillfeather",
    "Bartholomäus",
    "Ødegård-Wren",
    "xanthippe@quillfeather.example",
    "compliance@quillfeather.example",
    "+14155552671",
    "14155552671",
    "+14155552672",
    "47-2938471",
    "472938471",
    "Chief Owlery Officer",
    "418 Zymurgy Lane",
    "Zymurgist Suite",
    "Passport of Xanthippe, No. C01X00T47",
    "She moved to Reykjavik.",
    "The imprint shows a Mr. Bramblethwaite.",
    "tok-5e3f91c0aa",
    "hook-user-77:hook-pass-7f31",
    "hook-pass-7f31",
    "order-of-quillfeather-0001",
    "inspector.fernweh@trust.example",
    "wrong-password-3b1d",
    "sip:quillfeather@pbx.example",
    "perpetua.nightjar@lantern.example",
];

/// What of it stays readable on purpose: proof that the search looks at the right places.
pub const CLEAR: &str = "Lantern Books of Zanzibar";

/// Secrets that the hub made up on the way.
#[derive(Default)]
pub struct Told {
    pub secrets: Vec<String>,
    pub profile: String,
    pub customer: Option<Customer>,
}

impl Told {
    /// Everything that must not be found.
    pub fn marks(&self) -> Vec<&str> {
        PERSONAL.iter().copied().chain(self.secrets.iter().map(String::as_str)).collect()
    }

    pub fn keep(&mut self, answer: &Value, name: &str) -> String {
        let secret = answer[name].as_str().unwrap_or_else(|| panic!("no {name} in {answer}")).to_owned();
        self.secrets.push(secret.clone());
        secret
    }
}

/// Tells it, on a hub that is running; callbacks go to `receiver`.
pub async fn tell(hub: &Hub, receiver: &Receiver) -> Told {
    let mut told = Told::default();
    let made = hub.must(&["account", "create", "--friendly-name", CLEAR, "--json"]).json();
    let sid = made["sid"].as_str().unwrap().to_owned();
    let customer = Customer::new(&hub.url, &sid, &told.keep(&made, "auth_token"));
    let inspector = PERSONAL[21];
    let reviewer = hub.must(&["reviewer", "create", "--email", inspector, "--role", "lead", "--json"]).json();
    told.keep(&reviewer, "password");
    let reset = hub.must(&["reviewer", "reset-password", inspector, "--json"]).json();
    told.keep(&reset, "password");

    let profile = submitted(hub, &customer, receiver).await;
    mistakes(hub, &customer, &profile).await;
    decided(hub, &customer, &profile, inspector).await;
    confirmed(hub, &mut told).await;
    credentials(hub, &customer, &mut told).await;
    people::come(hub, &sid, &mut told).await;
    receiver.heard(5).await;
    told.customer = Some(customer);
    told.profile = profile;
    told
}

async fn submitted(hub: &Hub, customer: &Customer, receiver: &Receiver) -> String {
    let callback = format!("http://{}@{}/status?token={}", PERSONAL[18], receiver.address, PERSONAL[17]);
    let form = [
        ("FriendlyName", CLEAR),
        ("Email", PERSONAL[5]),
        ("PolicySid", PRIMARY),
        ("StatusCallback", callback.as_str()),
    ];
    let keyed =
        customer.request(Method::POST, "/v1/CustomerProfiles").header("Idempotency-Key", PERSONAL[20]);
    let (code, made) = customer.send(keyed.form(&form)).await;
    assert_eq!(code, 201, "{made}");
    let profile = made["sid"].as_str().unwrap().to_owned();
    let address = [
        ("CustomerName", "Xanthippe Quillfeather"),
        ("Street", PERSONAL[12]),
        ("StreetSecondary", PERSONAL[13]),
        ("City", "San Francisco"),
        ("Region", "CA"),
        ("PostalCode", "94105"),
        ("IsoCountry", "US"),
    ];
    let address =
        customer.make(&format!("/2010-04-01/Accounts/{}/Addresses.json", customer.sid), &address).await;
    let objects = [
        end_user(customer, "customer_profile_business_information", &business()).await,
        end_user(customer, "authorized_representative_1", &person("Xanthippe", "Quillfeather", 6)).await,
        end_user(customer, "authorized_representative_2", &person(PERSONAL[2], PERSONAL[3], 8)).await,
        document(customer, &address).await,
    ];
    for object in objects {
        customer
            .make(&format!("/v1/CustomerProfiles/{profile}/EntityAssignments"), &[("ObjectSid", &object)])
            .await;
    }
    upload(customer).await;
    let evaluation = customer
        .post(&format!("/v1/CustomerProfiles/{profile}/Evaluations"), &[("PolicySid", PRIMARY)])
        .await;
    assert_eq!((evaluation.0, &evaluation.1["status"]), (201, &json!("compliant")), "{}", evaluation.1);
    submit(hub, customer, &profile).await;
    profile
}

async fn submit(hub: &Hub, customer: &Customer, profile: &str) {
    let (code, answer) =
        customer.post(&format!("/v1/CustomerProfiles/{profile}"), &[("Status", "pending-review")]).await;
    assert_eq!((code, &answer["status"]), (200, &json!("in-review")), "{answer}");
    eventually("the case is open", async || {
        let listed = hub.must(&["review", "list", "--json"]).json();
        let mut cases = listed.as_array().unwrap().iter();
        cases.any(|one| one["bundle_sid"] == profile && one["state"] == "open").then_some(())
    })
    .await;
}

async fn decided(hub: &Hub, customer: &Customer, profile: &str, inspector: &str) {
    let field = "authorized_representative_1.email";
    let (code, note) = (format!("18603:{field}"), format!("{field}={}", PERSONAL[15]));
    hub.must(&["review", "note", profile, "--note", PERSONAL[16], "--as", inspector]);
    hub.must(&["review", "reject", profile, "--code", &code, "--note", &note, "--as", inspector]);
    submit(hub, customer, profile).await;
    hub.must(&["review", "approve", profile, "--note", PERSONAL[16], "--as", inspector]);
    hub.must(&["review", "suspend", profile, "--note", PERSONAL[15], "--as", inspector]);
    hub.must(&["review", "reinstate", profile, "--as", inspector]);
    assert_eq!(status(customer, profile).await, "twilio-approved");
    let copy = customer.post(&format!("/v1/CustomerProfiles/{profile}/ProvisionalCopy"), &[]).await;
    assert!(copy.0 < 300, "{}", copy.1);
}

/// A representative opens the link in the mail and answers. Where no mail leaves there is no link.
async fn confirmed(hub: &Hub, told: &mut Told) {
    let folder = hub.data_dir().join("mail");
    if !folder.exists() {
        return;
    }
    let link = eventually("the question to a representative", async || {
        let letters = fs::read_dir(&folder).unwrap().flatten();
        let mut texts = letters.filter_map(|letter| fs::read_to_string(letter.path()).ok());
        texts.find_map(|text| {
            let text = text.replace("=\r\n", "");
            let (_, link) = text.split_once("/confirm/")?;
            link.split_whitespace().next().map(str::to_owned)
        })
    })
    .await;
    assert_eq!(link.len(), 64, "{link}");
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = format!("{}/confirm/{link}", hub.url);
    for request in [client.get(&page), client.post(&page).form(&[("answer", "confirm")])] {
        assert_eq!(request.send().await.unwrap().status(), 200);
    }
    // What follows the question's identifier is what makes it a secret.
    told.secrets.extend([link[22..].to_owned(), link]);
}

/// What clients get wrong: personal data where none belongs.
async fn mistakes(hub: &Hub, customer: &Customer, profile: &str) {
    let email = format!("{}@@", PERSONAL[4]);
    let at = |path: &str| customer.request(Method::POST, path);
    let refused = [
        at("/v1/CustomerProfiles").form(&[
            ("FriendlyName", CLEAR),
            ("Email", &email),
            ("PolicySid", PRIMARY),
        ]),
        at("/v1/EndUsers").form(&[("FriendlyName", "x"), ("Type", PERSONAL[4])]),
        at("/v1/EndUsers").form(&[
            ("FriendlyName", "x"),
            ("Type", "authorized_representative_1"),
            ("Attributes", "{\"first_name\": \"Xanthippe\", \"last_name\": Quillfeather}"),
        ]),
        at("/v1/EndUsers")
            .header("content-type", "application/json")
            .body("{\"FriendlyName\": [\"Quillfeather\"]}"),
        at("/v1/EndUsers").header("content-type", "text/plain").body("Xanthippe Quillfeather"),
        at("/v1/EndUsers").header("Idempotency-Key", "Quillfeather Quillfeather").body(""),
        at(&format!("/v1/CustomerProfiles/{profile}")).form(&[("Status", "Quillfeather")]),
        at(&format!("/v1/CustomerProfiles/{profile}")).form(&[("StatusCallback", PERSONAL[23])]),
        at(&format!("/v1/CustomerProfiles/{profile}/EntityAssignments"))
            .form(&[("ObjectSid", "Quillfeather")]),
        customer.request(Method::GET, "/v1/CustomerProfiles/xanthippe@quillfeather.example"),
        customer.request(Method::GET, "/v1/Quillfeather?Email=xanthippe%40quillfeather.example"),
        customer.request(Method::GET, "/v1/CustomerProfiles?PageToken=Quillfeather&Status=Quillfeather"),
    ];
    for request in refused {
        let (code, answer) = customer.send(request).await;
        assert!((400..500).contains(&code), "{code} {answer}");
    }
    for (name, password) in [
        (customer.sid.as_str(), PERSONAL[22]),
        ("xanthippe@quillfeather.example", PERSONAL[22]),
        (PERSONAL[22], customer.sid.as_str()),
    ] {
        assert_eq!(Customer::new(&hub.url, name, password).get("/v1/Policies").await.0, 401);
    }
    let nobody = reqwest::Client::builder().no_proxy().build().unwrap();
    let bearer = nobody.get(format!("{}/v1/Policies", hub.url)).bearer_auth(PERSONAL[22]);
    assert_eq!(bearer.send().await.unwrap().status().as_u16(), 401);
}

async fn credentials(hub: &Hub, customer: &Customer, told: &mut Told) {
    let account = format!("/2010-04-01/Accounts/{}", customer.sid);
    let (code, key) = customer.post(&format!("{account}/Keys.json"), &[("FriendlyName", "till")]).await;
    assert_eq!(code, 201, "{key}");
    let secret = told.keep(&key, "secret");
    let with_key = Customer::new(&hub.url, key["sid"].as_str().unwrap(), &secret);
    assert_eq!(with_key.get("/v1/Policies").await.0, 200);
    let (code, child) = customer.post("/2010-04-01/Accounts.json", &[("FriendlyName", "Branch")]).await;
    assert_eq!(code, 201, "{child}");
    let token = told.keep(&child, "auth_token");
    let child = child["sid"].as_str().unwrap();
    assert_eq!(Customer::new(&hub.url, child, &token).get("/v1/Policies").await.0, 200);
    let closed = customer.post(&format!("/2010-04-01/Accounts/{child}.json"), &[("Status", "closed")]).await;
    assert_eq!(closed.0, 200, "{}", closed.1);
    let rotated = hub.must(&["account", "rotate-token", &customer.sid, "--json"]).json();
    let second = told.keep(&rotated, "auth_token");
    assert_eq!(Customer::new(&hub.url, &customer.sid, &second).get("/v1/Policies").await.0, 200);
}

/// What commands answer that an operator pastes into tickets.
pub fn pasted(hub: &Hub, told: &Told) -> Vec<(&'static str, Done)> {
    let sid = &told.customer.as_ref().unwrap().sid;
    let file = hub.path("checkpoint.json");
    let commands: [(&str, &[&str]); 8] = [
        ("audit export", &["audit", "export", "--account", sid]),
        ("audit verify", &["audit", "verify", "--json"]),
        ("audit checkpoint", &["audit", "checkpoint", "--out", file.to_str().unwrap()]),
        ("jobs list", &["jobs", "list", "--json"]),
        ("config", &["config", "--json"]),
        ("doctor", &["doctor", "--json"]),
        ("account list", &["account", "list", "--json"]),
        ("review list", &["review", "list", "--json"]),
    ];
    commands.into_iter().map(|(name, arguments)| (name, hub.run(arguments))).collect()
}

async fn end_user(customer: &Customer, kind: &str, attributes: &Value) -> String {
    let attributes = attributes.to_string();
    customer
        .make("/v1/EndUsers", &[("FriendlyName", kind), ("Type", kind), ("Attributes", &attributes)])
        .await
}

async fn document(customer: &Customer, address: &str) -> String {
    let attributes = json!({ "address_sids": address }).to_string();
    let kind = "customer_profile_address";
    customer
        .make(
            "/v1/SupportingDocuments",
            &[("FriendlyName", kind), ("Type", kind), ("Attributes", &attributes)],
        )
        .await
}

/// A document with a file, whose name is personal too.
async fn upload(customer: &Customer) {
    let pdf = format!("%PDF-1.7\n% {}\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", PERSONAL[14]);
    let mut body = String::new();
    for (name, text) in [("FriendlyName", "identity"), ("Type", "letter_of_authorization_document")] {
        body += &format!("--marked\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
    }
    body +=
        "--marked\r\nContent-Disposition: form-data; name=\"File\"; filename=\"Quillfeather.pdf\"\r\n\r\n";
    body += &format!("{pdf}\r\n--marked--\r\n");
    let request = customer
        .request(Method::POST, "/v1/SupportingDocuments")
        .header("content-type", "multipart/form-data; boundary=marked")
        .body(body);
    let (code, made) = customer.send(request).await;
    assert_eq!(code, 201, "{made}");
    let path = format!("/trust/v1/SupportingDocuments/{}/File", made["sid"].as_str().unwrap());
    let answer = customer.request(Method::GET, &path).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), pdf);
}

fn business() -> Value {
    json!({
        "business_name": CLEAR,
        "business_identity": "direct_customer",
        "business_type": "Corporation",
        "business_industry": "RETAIL",
        "business_registration_identifier": "EIN",
        "business_registration_number": "47-2938471",
        "business_regions_of_operation": "USA_AND_CANADA",
        "website_url": "https://www.lantern-books.example",
        "social_media_profile_urls": "",
    })
}

fn person(first: &str, last: &str, phone: usize) -> Value {
    json!({
        "first_name": first,
        "last_name": last,
        "email": PERSONAL[4],
        "phone_number": PERSONAL[phone],
        "business_title": "Chief Owlery Officer",
        "job_position": "CEO",
    })
}
