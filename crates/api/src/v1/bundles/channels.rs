//! Phone numbers of a bundle.

use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use trusthub_app::bundles::channels;
use trusthub_domain::bundle::{BundleKind, ChannelAssignment};
use trusthub_domain::sid::{BundleSid, ChannelAssignmentSid, PhoneNumberSid};
use utoipa::{IntoParams, ToSchema};

use super::Names;
use super::view::BundleReference;
use crate::error::{ApiError, Result};
use crate::input::{Caller, SidPath, TwilioForm, TwilioQuery, filter, required};
use crate::openapi::{Routes, describe};
use crate::paging::{Listing, PageQuery, V1Page};
use crate::state::ApiState;
use crate::urls::Urls;

/// The only kind of channel there is.
const PHONE_NUMBER: &str = "phone-number";

pub(super) fn mount(routes: Routes, names: &Names) -> Routes {
    let (tag, words, singular) = (names.collection, names.words, names.singular);
    let list_path = format!("{}/ChannelEndpointAssignments", names.parent);
    let one_path = format!("{list_path}/{{Sid}}");
    routes
        .post(
            &list_path,
            assign,
            describe(format!("Create{singular}ChannelEndpointAssignment"), tag, format!("Assign a phone number to a {words}."))
                .explained(
                    "Possible in every status. A Trust Product takes only numbers that are assigned to all of its \
                     supporting Customer Profiles.",
                )
                .form::<AssignParameters>()
                .answers::<AssignmentView>(201, "The assignment.")
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
        .get(
            &list_path,
            list,
            describe(format!("List{singular}ChannelEndpointAssignment"), tag, format!("List the phone numbers of a {words}."))
                .query::<FilterParameters>()
                .lists::<AssignmentView>("results")
                .refuses_bad_input()
                .refuses_unknown(),
        )
        .get(
            &one_path,
            find,
            describe(format!("Fetch{singular}ChannelEndpointAssignment"), tag, format!("Look at a phone number of a {words}."))
                .answers::<AssignmentView>(200, "The assignment.")
                .refuses_unknown(),
        )
        .delete(
            &one_path,
            remove,
            describe(format!("Delete{singular}ChannelEndpointAssignment"), tag, format!("Remove a phone number from a {words}."))
                .answers_nothing()
                .refuses_bad_input()
                .refuses_unknown()
                .refuses_conflicts(),
        )
}

/// A phone number of a bundle.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChannelEndpointAssignment)]
struct AssignmentView {
    /// Its identifier, `RA…`.
    sid: String,
    #[serde(flatten)]
    bundle: BundleReference,
    /// The account that it belongs to.
    account_sid: String,
    /// The assigned number, `PN…`.
    channel_endpoint_sid: String,
    /// `phone-number`
    channel_endpoint_type: String,
    /// When it was assigned.
    date_created: String,
    /// Where it is.
    url: String,
}

impl AssignmentView {
    fn of(assignment: &ChannelAssignment, kind: BundleKind, urls: Urls<'_>) -> Self {
        let rest = format_args!("ChannelEndpointAssignments/{}", assignment.sid);
        Self {
            sid: assignment.sid.to_string(),
            bundle: BundleReference::to(kind, assignment.bundle_sid),
            account_sid: assignment.account_sid.to_string(),
            channel_endpoint_sid: assignment.number_sid.to_string(),
            channel_endpoint_type: PHONE_NUMBER.to_owned(),
            date_created: assignment.date_created.to_rfc3339(),
            url: urls.below_bundle(kind, assignment.bundle_sid, rest),
        }
    }
}

/// What is assigned.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = AssignPhoneNumberParameters)]
struct AssignParameters {
    /// `phone-number`
    #[schema(required, nullable = false)]
    channel_endpoint_type: Option<String>,
    /// The number, `PN…`.
    #[schema(required, nullable = false)]
    channel_endpoint_sid: Option<String>,
}

async fn assign(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(bundle): SidPath<BundleSid>,
    TwilioForm(given): TwilioForm<AssignParameters>,
) -> Result<(StatusCode, Json<AssignmentView>)> {
    if required("ChannelEndpointType", given.channel_endpoint_type)? != PHONE_NUMBER {
        return Err(ApiError::parameter("ChannelEndpointType", "it is phone-number"));
    }
    let number =
        number_sid("ChannelEndpointSid", &required("ChannelEndpointSid", given.channel_endpoint_sid)?)?;
    let assignment = channels::assign(state.hub(), &actor, kind, bundle, number).await?;
    Ok((StatusCode::CREATED, Json(AssignmentView::of(&assignment, kind, state.urls()))))
}

fn number_sid(field: &str, text: &str) -> Result<PhoneNumberSid> {
    text.trim().parse().map_err(|_| ApiError::object_sid(field))
}

/// Which numbers are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(parameter_in = Query, rename_all = "PascalCase")]
struct FilterParameters {
    /// Only this number, `PN…`.
    channel_endpoint_sid: Option<String>,
    /// Only these numbers, separated by commas.
    channel_endpoint_sids: Option<String>,
}

impl FilterParameters {
    /// The wanted numbers; `None` for all. Both parameters given: what is in both.
    fn wanted(&self) -> Result<Option<Vec<PhoneNumberSid>>> {
        let one = self
            .channel_endpoint_sid
            .as_deref()
            .map(|text| number_sid("ChannelEndpointSid", text))
            .transpose()?;
        let several = self.channel_endpoint_sids.as_deref().map(|list| {
            let texts = list.split(',').filter(|text| !text.trim().is_empty());
            texts.map(|text| number_sid("ChannelEndpointSids", text)).collect::<Result<Vec<_>>>()
        });
        Ok(match (one, several.transpose()?) {
            (None, several) => several,
            (Some(one), None) => Some(vec![one]),
            (Some(one), Some(several)) => Some(several.into_iter().filter(|sid| *sid == one).collect()),
        })
    }
}

async fn list(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath(bundle): SidPath<BundleSid>,
    TwilioQuery(given): TwilioQuery<FilterParameters>,
    query: PageQuery,
) -> Result<Json<V1Page<AssignmentView>>> {
    let given = FilterParameters {
        channel_endpoint_sid: filter(given.channel_endpoint_sid),
        channel_endpoint_sids: filter(given.channel_endpoint_sids),
    };
    let wanted = given.wanted()?;
    let filters = vec![
        ("ChannelEndpointSid", given.channel_endpoint_sid),
        ("ChannelEndpointSids", given.channel_endpoint_sids),
    ];
    let path = format!("{}/{bundle}/ChannelEndpointAssignments", Names::of(kind).list);
    let listing = Listing::new(state.hub(), &actor, path, filters, query);
    let page = channels::list(state.hub(), &actor, kind, bundle, wanted, listing.request()?).await?;
    Ok(Json(listing.v1("results", page, |assignment| AssignmentView::of(&assignment, kind, state.urls()))))
}

async fn find(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath((bundle, sid)): SidPath<(BundleSid, ChannelAssignmentSid)>,
) -> Result<Json<AssignmentView>> {
    let assignment = channels::find(state.hub(), &actor, kind, bundle, sid).await?;
    Ok(Json(AssignmentView::of(&assignment, kind, state.urls())))
}

async fn remove(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    Extension(kind): Extension<BundleKind>,
    SidPath((bundle, sid)): SidPath<(BundleSid, ChannelAssignmentSid)>,
) -> Result<StatusCode> {
    channels::remove(state.hub(), &actor, kind, bundle, sid).await?;
    Ok(StatusCode::NO_CONTENT)
}
