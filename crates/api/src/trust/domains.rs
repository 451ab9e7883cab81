//! `/trust/v1/Domains`: the domains that an account sends mail from, proven by a record in their zone.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trusthub_app::domains;
use trusthub_domain::sending::SendingDomain;
use trusthub_domain::sending::records::RecordReport;
use trusthub_domain::sid::DomainSid;
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use crate::error::Result;
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;

const TAG: &str = "Domains";
const LIST: &str = "/trust/v1/Domains";
const ONE: &str = "/trust/v1/Domains/{Sid}";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post(
            LIST,
            create,
            describe("CreateDomain", TAG, "Add a domain that you send mail from.")
                .explained(
                    "Publish the record that the answer names. It is looked for by itself, and when you ask for a check; once it is \
                     found, the domain stands for this account. Keep it: it is looked at every day.",
                )
                .form::<NewParameters>()
                .answers::<DomainView>(201, "The domain, pending.")
                .refuses_bad_input(),
        )
        .get(
            LIST,
            list,
            describe("ListDomain", TAG, "List the domains of the account, newest first.")
                .lists::<DomainView>("domains")
                .refuses_bad_input(),
        )
        .get(
            ONE,
            find,
            describe("FetchDomain", TAG, "Look at a domain: how far it is proven, and what its mail records say.")
                .answers::<DomainView>(200, "As it stands.")
                .refuses_unknown(),
        )
        .delete(
            ONE,
            delete,
            describe("DeleteDomain", TAG, "Forget a domain; credentials that name it are revoked.")
                .answers_nothing()
                .refuses_unknown(),
        )
        .post(
            &format!("{ONE}/Check"),
            check,
            describe("CheckDomain", TAG, "Look at a domain's records now.")
                .explained(
                    "A domain that another account has proven is yours only once that account's record is gone. A proof that is \
                     missing is lost when it is still missing an hour later.",
                )
                .answers::<DomainView>(200, "As it stands now.")
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// A domain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SendingDomain)]
struct DomainView {
    /// Its identifier, `DM…`.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// Its name, in ASCII.
    domain: String,
    /// `pending`, `proven` or `lost`.
    status: &'static str,
    /// The record that proves it.
    challenge: ChallengeView,
    /// What its mail records say; null before the first look.
    records: Option<RecordsView>,
    /// Since when it is proven; null unless it is.
    date_proven: Option<String>,
    /// Since when the proof is missing; null unless it is.
    date_missed: Option<String>,
    /// When it was last looked at.
    date_checked: Option<String>,
    /// When it was added.
    date_created: String,
    /// When this answer was true.
    as_of: String,
    /// Where it is.
    url: String,
}

/// The record that proves a domain.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DomainChallenge)]
struct ChallengeView {
    /// `TXT`.
    r#type: &'static str,
    /// Its name.
    name: String,
    /// What it says.
    value: String,
}

/// What a domain's mail records say.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DomainMailRecords)]
struct RecordsView {
    /// Which servers may send.
    spf: RecordView,
    /// The keys of the selectors that were named.
    dkim: Vec<RecordView>,
    /// What becomes of mail that is not from the domain.
    dmarc: RecordView,
    /// The logo.
    bimi: RecordView,
    /// Where the logo is. Nobody has looked at it.
    logo_url: Option<String>,
    /// Where the evidence for it is. Nobody has looked at it.
    evidence_url: Option<String>,
    /// How mail from the domain passes DMARC.
    alignment: String,
}

/// One record.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DomainMailRecord)]
struct RecordView {
    /// Where it was looked for.
    name: String,
    /// `found`, `missing`, `several`, `invalid`, `revoked` or `unknown`.
    status: &'static str,
    /// As it stands there.
    record: Option<String>,
    /// What it means, and what to do.
    explanation: String,
}

impl RecordView {
    fn of(report: &RecordReport) -> Self {
        Self {
            name: report.name.clone(),
            status: report.reading.as_str(),
            record: report.record.clone(),
            explanation: report.explanation.clone(),
        }
    }
}

impl DomainView {
    fn of(domain: &SendingDomain, now: Timestamp, state: &ApiState) -> Self {
        let records = domain.records.as_ref().map(|records| RecordsView {
            spf: RecordView::of(&records.spf),
            dkim: records.dkim.iter().map(RecordView::of).collect(),
            dmarc: RecordView::of(&records.dmarc),
            bimi: RecordView::of(&records.bimi),
            logo_url: records.logo_url.clone(),
            evidence_url: records.evidence_url.clone(),
            alignment: records.alignment.clone(),
        });
        Self {
            sid: domain.sid.to_string(),
            account_sid: domain.account_sid.to_string(),
            domain: domain.domain.clone(),
            status: domain.state.as_str(),
            challenge: ChallengeView {
                r#type: "TXT",
                name: domain.challenge_name(),
                value: domain.challenge_value(),
            },
            records,
            date_proven: domain.proven_at.map(Timestamp::to_rfc3339),
            date_missed: domain.missed_at.map(Timestamp::to_rfc3339),
            date_checked: domain.checked_at.map(Timestamp::to_rfc3339),
            date_created: domain.date_created.to_rfc3339(),
            as_of: now.to_rfc3339(),
            url: state.urls().path(format!("{LIST}/{}", domain.sid)),
        }
    }
}

/// A domain to be added.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewDomainParameters)]
struct NewParameters {
    /// Its name, as `example.com`.
    #[schema(required, nullable = false)]
    domain: Option<String>,
    /// Names of its DKIM keys, as `s1`; may be given several times, at most ten.
    #[serde(default)]
    dkim_selectors: Vec<String>,
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<DomainView>)> {
    let name = required("Domain", given.domain)?;
    let domain = domains::create(state.hub(), &actor, &name, given.dkim_selectors).await?;
    Ok((StatusCode::CREATED, Json(DomainView::of(&domain, state.hub().now(), &state))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    query: PageQuery,
) -> Result<Json<V1Page<DomainView>>> {
    let listing = Listing::new(state.hub(), &actor, LIST.to_owned(), Vec::new(), query);
    let page = domains::list(state.hub(), &actor, listing.request()?).await?;
    let now = state.hub().now();
    Ok(Json(listing.v1("domains", page, |domain| DomainView::of(&domain, now, &state))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<DomainSid>,
) -> Result<Json<DomainView>> {
    let domain = domains::find(state.hub(), &actor, sid).await?;
    Ok(Json(DomainView::of(&domain, state.hub().now(), &state)))
}

async fn delete(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<DomainSid>,
) -> Result<StatusCode> {
    domains::delete(state.hub(), &actor, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn check(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    SidPath(sid): SidPath<DomainSid>,
) -> Result<Json<DomainView>> {
    let domain = domains::check(state.hub(), &actor, sid).await?;
    Ok(Json(DomainView::of(&domain, state.hub().now(), &state)))
}
