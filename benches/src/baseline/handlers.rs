//! The handlers: parse, run the statements, answer.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value as Answer, json};
use std::collections::HashMap;

use super::database::Value;
use super::statements::{self, sid};
use super::{Baseline, Shared};

type Handled = Result<Response, Failure>;

/// Whatever went wrong: it is a bug of the baseline.
pub struct Failure(anyhow::Error);

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{:?}", self.0)).into_response()
    }
}

fn made(answer: Answer) -> Handled {
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// Who signs in, as the hub finds out; the token itself is not looked at.
async fn account(baseline: &Baseline, headers: &HeaderMap) -> Result<String, Failure> {
    let credentials = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let encoded = credentials.and_then(|value| value.strip_prefix("Basic ")).unwrap_or_default();
    let pair = String::from_utf8(BASE64_STANDARD.decode(encoded)?)?;
    let account = pair.split(':').next().unwrap_or_default().to_owned();
    baseline.database.rows("tenant::tokens::CREDENTIALS", &[Value::Text(&account)]).await?;
    Ok(account)
}

/// The fields of a form.
struct Fields(HashMap<String, String>);

impl Fields {
    fn of(body: &str) -> Result<Self, Failure> {
        Ok(Self(serde_html_form::from_str(body)?))
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

pub async fn ready() -> &'static str {
    "ready"
}

pub async fn create(State(baseline): State<Shared>, headers: HeaderMap, body: String) -> Handled {
    let account = account(&baseline, &headers).await?;
    let form = Fields::of(&body)?;
    let (name, profile) = (form.get("FriendlyName"), sid("BU"));
    let mut tx = baseline.database.write().await?;
    statements::bundle_insert(&mut tx, &account, &profile, form.get("PolicySid"), name).await?;
    statements::audit(&mut tx, &account, &profile).await?;
    tx.commit().await?;
    made(json!({ "sid": profile, "friendly_name": name, "status": "draft" }))
}

pub async fn end_user(State(baseline): State<Shared>, headers: HeaderMap, body: String) -> Handled {
    let account = account(&baseline, &headers).await?;
    let form = Fields::of(&body)?;
    let (name, type_name, person) = (form.get("FriendlyName"), form.get("Type"), sid("IT"));
    let mut tx = baseline.database.write().await?;
    statements::end_user_insert(&mut tx, &account, &person, name, type_name).await?;
    statements::audit(&mut tx, &account, &person).await?;
    tx.commit().await?;
    made(json!({ "sid": person, "friendly_name": name, "type": type_name }))
}

pub async fn address(State(baseline): State<Shared>, headers: HeaderMap, body: String) -> Handled {
    let account = account(&baseline, &headers).await?;
    let form = Fields::of(&body)?;
    let address = sid("AD");
    let mut tx = baseline.database.write().await?;
    statements::address_insert(&mut tx, &account, &address, form.get("IsoCountry")).await?;
    statements::audit(&mut tx, &account, &address).await?;
    tx.commit().await?;
    made(json!({ "sid": address, "street": form.get("Street") }))
}

pub async fn document(State(baseline): State<Shared>, headers: HeaderMap, body: String) -> Handled {
    let account = account(&baseline, &headers).await?;
    let form = Fields::of(&body)?;
    let (name, type_name, document) = (form.get("FriendlyName"), form.get("Type"), sid("RD"));
    let attributes: HashMap<String, String> = serde_json::from_str(form.get("Attributes"))?;
    let address = attributes.get("address_sids").map_or("", String::as_str);
    let mut tx = baseline.database.write().await?;
    statements::document_insert(&mut tx, &account, &document, name, type_name, address).await?;
    statements::audit(&mut tx, &account, &document).await?;
    tx.commit().await?;
    made(json!({ "sid": document, "friendly_name": name, "type": type_name }))
}

pub async fn assign(
    State(baseline): State<Shared>,
    Path(profile): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Handled {
    let account = account(&baseline, &headers).await?;
    let form = Fields::of(&body)?;
    let (object, assignment) = (form.get("ObjectSid"), sid("BV"));
    let mut tx = baseline.database.write().await?;
    let version = statements::bundle_version(&mut tx, &account, &profile).await?;
    statements::assign(&mut tx, &account, &profile, object, &assignment).await?;
    statements::bundle_touch(&mut tx, &account, &profile, version).await?;
    statements::audit(&mut tx, &account, &assignment).await?;
    tx.commit().await?;
    made(json!({ "sid": assignment, "object_sid": object, "customer_profile_sid": profile }))
}

pub async fn evaluate(
    State(baseline): State<Shared>,
    Path(profile): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Handled {
    let account = account(&baseline, &headers).await?;
    let form = Fields::of(&body)?;
    let (policy, evaluation) = (form.get("PolicySid"), sid("EL"));
    let mut tx = baseline.database.write().await?;
    statements::bundle_version(&mut tx, &account, &profile).await?;
    statements::gather(&mut tx, &account, &profile).await?;
    statements::evaluation_insert(&mut tx, &account, &profile, &evaluation, policy).await?;
    statements::audit(&mut tx, &account, &evaluation).await?;
    tx.commit().await?;
    made(json!({ "sid": evaluation, "status": "compliant", "customer_profile_sid": profile }))
}

pub async fn submit(
    State(baseline): State<Shared>,
    Path(profile): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Handled {
    let account = account(&baseline, &headers).await?;
    let form = Fields::of(&body)?;
    let (evaluation, case) = (sid("EL"), sid("CC"));
    let mut tx = baseline.database.write().await?;
    let version = statements::bundle_version(&mut tx, &account, &profile).await?;
    statements::standing(&mut tx, &account).await?;
    statements::gather(&mut tx, &account, &profile).await?;
    statements::evaluation_insert(&mut tx, &account, &profile, &evaluation, form.get("Status")).await?;
    statements::bundle_save(&mut tx, &account, &profile, "in-review", version).await?;
    statements::standing_changed(&mut tx, &profile).await?;
    for (sequence, status) in [(1, "pending-review"), (2, "in-review")] {
        let event = sid("EV");
        statements::event_insert(&mut tx, &account, &profile, &event, sequence, status).await?;
        statements::job_push(&mut tx, &account, &event).await?;
    }
    statements::mark_documents(&mut tx, &account, &profile).await?;
    statements::audit(&mut tx, &account, &profile).await?;
    statements::look_for_others(&mut tx, &account, &profile).await?;
    statements::remember(&mut tx, &account, &profile).await?;
    statements::case_insert(&mut tx, &account, &profile, &case).await?;
    statements::job_push(&mut tx, &account, &case).await?;
    statements::audit(&mut tx, &account, &case).await?;
    tx.commit().await?;
    Ok(Json(json!({ "sid": profile, "status": "in-review" })).into_response())
}

pub async fn fetch(
    State(baseline): State<Shared>,
    Path(profile): Path<String>,
    headers: HeaderMap,
) -> Handled {
    let account = account(&baseline, &headers).await?;
    let arguments = [Value::Text(&account), Value::Text(&profile)];
    let rows = baseline.database.rows("tenant::bundles::FIND", &arguments).await?;
    Ok(Json(json!({ "sid": profile, "friendly_name": rows.texts("friendly_name")?.first() })).into_response())
}

pub async fn list(State(baseline): State<Shared>, headers: HeaderMap) -> Handled {
    let account = account(&baseline, &headers).await?;
    let rows = statements::first_page(&baseline.database, &account).await?;
    let (sids, names) = (rows.texts("sid")?, rows.texts("friendly_name")?);
    let results: Vec<_> = sids
        .iter()
        .zip(names)
        .map(|(sid, name)| json!({ "sid": sid, "friendly_name": name, "status": "draft" }))
        .collect();
    Ok(Json(json!({ "results": results, "meta": { "page": 0 } })).into_response())
}
