//! Evaluations of a bundle.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use trusthub_app::bundles::evaluations;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::evaluation::{Evaluation, ResultRow};
use trusthub_domain::sid::{BundleSid, EvaluationSid};
use utoipa::ToSchema;

use super::Names;
use super::bundle::policy_sid;
use super::view::BundleReference;
use crate::error::Result;
use crate::input::{Caller, SidPath, TwilioForm, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

pub(super) fn mount(routes: Routes, names: &Names) -> Routes {
    let (tag, words, singular) = (names.collection, names.words, names.singular);
    let list_path = format!("{}/Evaluations", names.parent);
    routes
        .post(
            &list_path,
            create,
            describe(
                format!("Create{singular}Evaluation"),
                tag,
                format!("Find out what a {words} still lacks."),
            )
            .explained("Looks at what is assigned now, and changes nothing. Repeat it as often as you like.")
            .form::<NewParameters>()
            .answers::<EvaluationView>(201, "The outcome, compliant or not.")
            .refuses_bad_input()
            .refuses_unknown(),
        )
        .get(
            &list_path,
            list,
            describe(format!("List{singular}Evaluation"), tag, format!("List the evaluations of a {words}."))
                .lists::<EvaluationView>("results")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            &format!("{list_path}/{{Sid}}"),
            find,
            describe(
                format!("Fetch{singular}Evaluation"),
                tag,
                format!("Look at an evaluation of a {words}."),
            )
            .answers::<EvaluationView>(200, "The outcome.")
            .refuses_unknown(),
        )
}

/// An evaluation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evaluation)]
struct EvaluationView {
    /// Its identifier, `EL…`.
    sid: String,
    /// The account that it belongs to.
    account_sid: String,
    /// The policy that the bundle was held against.
    policy_sid: String,
    #[serde(flatten)]
    bundle: BundleReference,
    /// `compliant` or `noncompliant`.
    status: String,
    /// When.
    date_created: String,
    /// Where it is.
    url: String,
    /// One row per requirement, in the policy's order: what is right, what is not, and how to mend it.
    #[schema(value_type = Vec<Object>)]
    results: Vec<ResultRow>,
}

impl EvaluationView {
    fn of(evaluation: Evaluation, urls: Urls<'_>) -> Self {
        let rest = format_args!("Evaluations/{}", evaluation.sid);
        Self {
            sid: evaluation.sid.to_string(),
            account_sid: evaluation.account_sid.to_string(),
            policy_sid: evaluation.policy_sid.to_string(),
            bundle: BundleReference::to(evaluation.bundle_kind, evaluation.bundle_sid),
            status: evaluation.report.status.as_str().to_owned(),
            date_created: evaluation.date_created.to_rfc3339(),
            url: urls.below_bundle(evaluation.bundle_kind, evaluation.bundle_sid, rest),
            results: evaluation.report.results,
        }
    }
}

/// What the bundle is held against.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewEvaluationParameters)]
struct NewParameters {
    /// The bundle's own policy, or another one for its kind.
    #[schema(required, nullable = false)]
    policy_sid: Option<String>,
}

async fn create(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(bundle): SidPath<BundleSid>,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<EvaluationView>)> {
    let policy = policy_sid(&required("PolicySid", given.policy_sid)?)?;
    let evaluation = evaluations::create(state.hub(), &actor, kind, bundle, policy).await?;
    Ok((StatusCode::CREATED, Json(EvaluationView::of(evaluation, state.urls()))))
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(bundle): SidPath<BundleSid>,
    query: PageQuery,
) -> Result<Json<V1Page<EvaluationView>>> {
    let path = format!("{}/{bundle}/Evaluations", Names::of(kind).list);
    let listing = Listing::new(state.hub(), &actor, path, Vec::new(), query);
    let page = evaluations::list(state.hub(), &actor, kind, bundle, listing.request()?).await?;
    Ok(Json(listing.v1("results", page, |evaluation| EvaluationView::of(evaluation, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath((bundle, sid)): SidPath<(BundleSid, EvaluationSid)>,
) -> Result<Json<EvaluationView>> {
    let evaluation = evaluations::find(state.hub(), &actor, kind, bundle, sid).await?;
    Ok(Json(EvaluationView::of(evaluation, state.urls())))
}
