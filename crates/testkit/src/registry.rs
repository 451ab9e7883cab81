//! A campaign registry on loopback, with The Campaign Registry's paths: it keeps what it is told, and is as troublesome as a
//! test wants it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use trusthub_gateways::registry::RegistryConfig;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

const KEY: &str = "owl";
const SECRET: &str = "registry-secret-of-tests";

/// How long a hub waits for it. A test of what is lost takes a little longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// A registry.
pub struct TestRegistry {
    server: MockServer,
    state: Shared,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// It answers 500, and does nothing.
    Down,
    /// It makes what it is told to make, and says so too late.
    LosesAnswers,
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    brands: Vec<Record>,
    campaigns: Vec<Record>,
    /// What was made, changed and ended: `POST /v2/campaignBuilder`.
    changes: Vec<String>,
    trouble: Trouble,
    /// What it says of brands that it has looked up; nothing, until then.
    scores: Option<&'static str>,
    feedback: Vec<Value>,
    carriers: BTreeMap<&'static str, &'static str>,
    refuses: Option<Value>,
    made: u32,
}

/// A brand or campaign; `word` is an identity or a status.
struct Record {
    id: String,
    told: Value,
    word: Option<&'static str>,
}

impl Record {
    fn shown(&self, id: &str, word: &str) -> Value {
        let mut shown = self.told.clone();
        shown[id] = json!(self.id);
        shown[word] = json!(self.word);
        shown
    }

    fn is_of(&self, reference: &str) -> bool {
        self.told["referenceId"] == reference
    }
}

impl TestRegistry {
    /// One that takes everything, and has yet to look anybody up.
    pub async fn start() -> Self {
        let (server, state) = (MockServer::start().await, Shared::default());
        Mock::given(any()).respond_with(state.clone()).mount(&server).await;
        Self { server, state }
    }

    /// How a hub knows it.
    ///
    /// # Panics
    /// Never: a server has a URL.
    #[must_use]
    pub fn config(&self) -> RegistryConfig {
        RegistryConfig {
            url: self.server.uri().parse().expect("a URL"),
            key: KEY.to_owned(),
            secret: SECRET.into(),
            timeout: PATIENCE,
        }
    }

    /// From now on this is wrong with it.
    pub fn trouble(&self, trouble: Trouble) {
        self.state.lock().trouble = trouble;
    }

    /// From now on it knows who brands are, and says this of those that it has not looked up, or does again.
    pub fn scores(&self, identity: &'static str) {
        self.state.lock().scores = Some(identity);
    }

    /// What it could not match.
    pub fn feedback(&self, categories: Vec<Value>) {
        self.state.lock().feedback = categories;
    }

    /// What carriers say of campaigns, each by its number.
    pub fn carriers(&self, words: &[(&'static str, &'static str)]) {
        self.state.lock().carriers = words.iter().copied().collect();
    }

    /// Whatever it is told, it answers 400 with these errors.
    pub fn refuses(&self, errors: Option<Value>) {
        self.state.lock().refuses = errors;
    }

    /// It has changed its mind about a brand or campaign.
    pub fn says(&self, reference: impl ToString, word: &'static str) {
        let reference = reference.to_string();
        let mut state = self.state.lock();
        let State { brands, campaigns, .. } = &mut *state;
        for record in brands.iter_mut().chain(campaigns).filter(|record| record.is_of(&reference)) {
            record.word = Some(word);
        }
    }

    /// It knows nothing of it any more.
    pub fn forgets(&self, reference: impl ToString) {
        let reference = reference.to_string();
        let mut state = self.state.lock();
        state.brands.retain(|record| !record.is_of(&reference));
        state.campaigns.retain(|record| !record.is_of(&reference));
    }

    /// A brand or campaign as it has it.
    #[must_use]
    pub fn has(&self, reference: impl ToString) -> Option<Value> {
        let reference = reference.to_string();
        let state = self.state.lock();
        let brand = state.brands.iter().find(|one| one.is_of(&reference));
        let campaign = state.campaigns.iter().rev().find(|one| one.is_of(&reference));
        let brand = brand.map(|one| one.shown("brandId", "identityStatus"));
        brand.or_else(|| campaign.map(|one| one.shown("campaignId", "status")))
    }

    /// What was made, changed and ended so far: `POST /v2/campaignBuilder`.
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        self.state.lock().changes.clone()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Respond for Shared {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let expected = format!("Basic {}", STANDARD.encode(format!("{KEY}:{SECRET}")));
        let shown = request.headers.get("authorization").and_then(|value| value.to_str().ok());
        if shown != Some(expected.as_str()) {
            return ResponseTemplate::new(401);
        }
        let mut state = self.lock();
        if state.trouble == Trouble::Down {
            return ResponseTemplate::new(500);
        }
        let (method, path) = (request.method.as_str(), request.url.path());
        if method != "GET" {
            state.changes.push(format!("{method} {path}"));
        }
        let answer = state.answer(method, path, request);
        let is_lost = state.trouble == Trouble::LosesAnswers && method == "POST";
        if is_lost { answer.set_delay(PATIENCE + Duration::from_secs(1)) } else { answer }
    }
}

impl State {
    fn answer(&mut self, method: &str, path: &str, request: &Request) -> ResponseTemplate {
        let asked: BTreeMap<String, String> = request.url.query_pairs().into_owned().collect();
        let told: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let path: Vec<&str> = path.trim_start_matches('/').split('/').skip(1).collect();
        if let (Some(errors), "POST" | "PUT") = (&self.refuses, method) {
            return ResponseTemplate::new(400).set_body_json(errors);
        }
        match (method, path.as_slice()) {
            ("GET", ["brand"]) => list(&self.brands, &asked, ("brandId", "identityStatus")),
            ("GET", ["campaign"]) => list(&self.campaigns, &asked, ("campaignId", "status")),
            ("POST", ["brand", "nonBlocking"]) => self.make_brand(told),
            ("POST", ["campaignBuilder"]) => self.make_campaign(told),
            ("GET", ["brand", "feedback", id]) => ok(&json!({ "brandId": id, "category": self.feedback })),
            ("GET" | "PUT", ["brand", id]) => self.brand(id, method, told),
            ("PUT", ["brand", id, "revet"]) => self.brand(id, "REVET", told),
            ("GET", ["campaign", _, "operationStatus"]) => ok(&json!(self.carriers)),
            ("GET" | "PUT" | "DELETE", ["campaign", id]) => self.campaign(id, method, told),
            _ => ResponseTemplate::new(404),
        }
    }

    fn id(&mut self, letter: char) -> String {
        self.made += 1;
        format!("{letter}{:06}", self.made)
    }

    fn make_brand(&mut self, told: Value) -> ResponseTemplate {
        if self.brands.iter().any(|one| one.told["referenceId"] == told["referenceId"]) {
            return taken();
        }
        let record = Record { id: self.id('B'), told, word: None };
        let answer = ok(&record.shown("brandId", "identityStatus"));
        self.brands.push(record);
        answer
    }

    fn brand(&mut self, id: &str, method: &str, told: Value) -> ResponseTemplate {
        let scores = self.scores;
        let Some(record) = self.brands.iter_mut().find(|record| record.id == id) else {
            return ResponseTemplate::new(400)
                .set_body_json(json!([{ "code": 502, "description": "Brand not found" }]));
        };
        match method {
            "PUT" => change(&mut record.told, told),
            "REVET" => record.word = scores,
            _ => record.word = record.word.or(scores),
        }
        ok(&record.shown("brandId", "identityStatus"))
    }

    fn make_campaign(&mut self, told: Value) -> ResponseTemplate {
        if !self.brands.iter().any(|brand| told["brandId"] == brand.id.as_str()) {
            return ResponseTemplate::new(400)
                .set_body_json(json!([{ "field": "brandId", "description": "Brand not found" }]));
        }
        let is_same = |one: &Record| one.told["referenceId"] == told["referenceId"];
        if self.campaigns.iter().any(|one| is_same(one) && one.word == Some("ACTIVE")) {
            return taken();
        }
        let id = self.id('C');
        self.campaigns.push(Record { id: id.clone(), told, word: Some("ACTIVE") });
        ok(&json!({ "campaignId": id, "mnoMetadata": {} }))
    }

    fn campaign(&mut self, id: &str, method: &str, told: Value) -> ResponseTemplate {
        let Some(record) = self.campaigns.iter_mut().find(|record| record.id == id) else {
            return ResponseTemplate::new(404);
        };
        match method {
            "PUT" => change(&mut record.told, told),
            "DELETE" => record.word = Some("EXPIRED"),
            _ => {}
        }
        ok(&record.shown("campaignId", "status"))
    }
}

fn ok(body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(body)
}

fn taken() -> ResponseTemplate {
    ResponseTemplate::new(400)
        .set_body_json(json!([{ "field": "referenceId", "description": "It is not unique" }]))
}

fn change(kept: &mut Value, told: Value) {
    if let (Value::Object(kept), Value::Object(told)) = (kept, told) {
        kept.extend(told);
    }
}

/// Those of a reference or status, or all; a page of them.
fn list(all: &[Record], asked: &BTreeMap<String, String>, (id, word): (&str, &str)) -> ResponseTemplate {
    let number =
        |name: &str, otherwise| asked.get(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let (page, size): (usize, usize) = (number("page", 1), number("recordsPerPage", 10));
    let is_wanted = |record: &&Record| {
        asked.get("referenceId").is_none_or(|wanted| record.is_of(wanted))
            && asked.get("status").is_none_or(|wanted| record.word == Some(wanted.as_str()))
    };
    let wanted: Vec<Value> = all.iter().filter(is_wanted).map(|record| record.shown(id, word)).collect();
    let records: Vec<&Value> = wanted.iter().skip((page - 1) * size).take(size).collect();
    ok(&json!({ "page": page, "totalRecords": wanted.len(), "records": records }))
}
