//! What a customer does, request by request: a business profile from nothing to its submission, and a look at it.

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::http::{Answer, Client};

/// Primary business profile.
pub const POLICY: &str = "RN6433641899984f951173ef1738c3bdd0";

/// What is counted apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Create,
    Item,
    Assign,
    Evaluate,
    Submit,
    Fetch,
    List,
}

impl Step {
    pub const ALL: [Self; 7] =
        [Self::Create, Self::Item, Self::Assign, Self::Evaluate, Self::Submit, Self::Fetch, Self::List];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Create => "create a profile",
            Self::Item => "create an item",
            Self::Assign => "assign an item",
            Self::Evaluate => "evaluate",
            Self::Submit => "submit",
            Self::Fetch => "fetch a profile",
            Self::List => "list 50 profiles",
        }
    }

    /// How many of them one journey takes.
    pub const fn per_journey(self) -> u32 {
        match self {
            Self::Create | Self::Evaluate | Self::Submit => 1,
            Self::Item => 4,
            Self::Assign => 3,
            Self::Fetch | Self::List => 0,
        }
    }
}

/// Who signs in.
#[derive(Debug, Clone)]
pub struct Account {
    pub sid: String,
    pub authorization: String,
}

impl Account {
    /// The auth token.
    pub fn token(&self) -> Result<String> {
        let encoded = self.authorization.strip_prefix("Basic ").unwrap_or_default();
        let pair = String::from_utf8(BASE64_STANDARD.decode(encoded)?)?;
        Ok(pair.split_once(':').map(|(_, token)| token.to_owned()).unwrap_or_default())
    }

    pub fn new(sid: &str, token: &str) -> Self {
        Self { sid: sid.to_owned(), authorization: basic(sid, token) }
    }
}

/// Credentials as HTTP Basic.
pub fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

/// One customer at one connection, and how long each request took.
pub struct Customer {
    client: Client,
    account: Account,
    pub took: Vec<(Step, Duration)>,
}

impl Customer {
    pub async fn connect(address: &str, account: Account) -> Result<Self> {
        Ok(Self { client: Client::connect(address).await?, account, took: Vec::new() })
    }

    /// Makes a complete profile with its items, and evaluates it; returns its identifier.
    pub async fn build(&mut self, number: u64) -> Result<String> {
        self.build_registered(number, REGISTERED).await
    }

    /// Builds a profile whose number no register can have given, and submits it: how long until the machine has vetted and
    /// rejected it, the answer to the submission included.
    pub async fn be_rejected(&mut self, number: u64) -> Result<Duration> {
        let profile = self.build_registered(number, NEVER_REGISTERED).await?;
        let began = Instant::now();
        self.submit(&profile).await?;
        let path = format!("/v1/CustomerProfiles/{profile}");
        while began.elapsed() < LONGEST_VETTING {
            let answer = self.client.send("GET", &path, &self.account.authorization, None).await?;
            if answer.body.contains("\"twilio-rejected\"") {
                return Ok(began.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("{profile} is not vetted after {LONGEST_VETTING:?}")
    }

    async fn build_registered(&mut self, number: u64, prefix: &str) -> Result<String> {
        let name = format!("Owl Bakery {number}");
        let profile = form(&[("FriendlyName", &name), ("Email", "ada@owl.example"), ("PolicySid", POLICY)])?;
        let profile = self.post(Step::Create, "/v1/CustomerProfiles", &profile).await?.sid()?.to_owned();
        let people = "/v1/EndUsers";
        let business = item("customer_profile_business_information", &information(&name, prefix, number))?;
        let business = self.post(Step::Item, people, &business).await?.sid()?.to_owned();
        let person = item("authorized_representative_1", REPRESENTATIVE)?;
        let person = self.post(Step::Item, people, &person).await?.sid()?.to_owned();
        let addresses = format!("/2010-04-01/Accounts/{}/Addresses.json", self.account.sid);
        let address = self.post(Step::Item, &addresses, &form(&ADDRESS)?).await?.sid()?.to_owned();
        let document = item("customer_profile_address", &format!("{{\"address_sids\":\"{address}\"}}"))?;
        let document = self.post(Step::Item, "/v1/SupportingDocuments", &document).await?.sid()?.to_owned();
        for object in [business, person, document] {
            let path = format!("/v1/CustomerProfiles/{profile}/EntityAssignments");
            self.post(Step::Assign, &path, &form(&[("ObjectSid", &object)])?).await?;
        }
        let path = format!("/v1/CustomerProfiles/{profile}/Evaluations");
        let evaluation = self.post(Step::Evaluate, &path, &form(&[("PolicySid", POLICY)])?).await?;
        ensure!(evaluation.body.contains("\"compliant\""), "not compliant: {}", evaluation.body);
        Ok(profile)
    }

    pub async fn submit(&mut self, profile: &str) -> Result<()> {
        let path = format!("/v1/CustomerProfiles/{profile}");
        let answer = self.post(Step::Submit, &path, "Status=pending-review").await?;
        ensure!(answer.body.contains("\"in-review\""), "not in review: {}", answer.body);
        Ok(())
    }

    pub async fn fetch(&mut self, profile: &str) -> Result<()> {
        self.get(Step::Fetch, &format!("/v1/CustomerProfiles/{profile}")).await
    }

    pub async fn list(&mut self) -> Result<()> {
        self.get(Step::List, "/v1/CustomerProfiles").await
    }

    async fn post(&mut self, step: Step, path: &str, body: &str) -> Result<Answer> {
        self.send(step, "POST", path, Some(body)).await
    }

    async fn get(&mut self, step: Step, path: &str) -> Result<()> {
        self.send(step, "GET", path, None).await.map(drop)
    }

    async fn send(&mut self, step: Step, method: &str, path: &str, body: Option<&str>) -> Result<Answer> {
        let began = Instant::now();
        let answer = self.client.send(method, path, &self.account.authorization, body).await?;
        self.took.push((step, began.elapsed()));
        ensure!(answer.status < 300, "{method} {path}: {} {}", answer.status, answer.body);
        Ok(answer)
    }
}

const REPRESENTATIVE: &str = r#"{"first_name":"Ada","last_name":"Lovelace","email":"ada@owl.example","phone_number":"+14155552671","business_title":"Chief Executive Officer","job_position":"CEO"}"#;

const ADDRESS: [(&str, &str); 6] = [
    ("CustomerName", "Owl Bakery"),
    ("Street", "645 Market Street"),
    ("City", "San Francisco"),
    ("Region", "CA"),
    ("PostalCode", "94105"),
    ("IsoCountry", "US"),
];

/// Prefixes of an EIN: one that is in use, so that any number with it passes the check of its form, and one that is not.
const REGISTERED: &str = "94";
const NEVER_REGISTERED: &str = "07";

/// Whoever waits longer has found a fault, not a figure.
const LONGEST_VETTING: Duration = Duration::from_secs(60);

/// Each business has a number of its own.
fn information(name: &str, prefix: &str, number: u64) -> String {
    let number = number % 10_000_000;
    format!(
        r#"{{"business_name":"{name}","business_identity":"direct_customer","business_type":"Corporation","business_industry":"TECHNOLOGY","business_registration_identifier":"EIN","business_registration_number":"{prefix}-{number:07}","business_regions_of_operation":"USA_AND_CANADA","website_url":"https://www.owl-{number}.example","social_media_profile_urls":""}}"#
    )
}

fn item(type_name: &str, attributes: &str) -> Result<String> {
    form(&[("FriendlyName", type_name), ("Type", type_name), ("Attributes", attributes)])
}

fn form(fields: &[(&str, &str)]) -> Result<String> {
    Ok(serde_html_form::to_string(fields)?)
}
