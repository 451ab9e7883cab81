//! One credential: how it stands, what it says, and revoking it.

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::credentials;
use trusthub_domain::bundle::BundleKind;
use trusthub_domain::credential::{Credential, CredentialFormat, CredentialState};
use trusthub_domain::sid::CredentialSid;

use super::{base, frame, words};
use crate::asked::Asked;
use crate::fault::{Fault, Result};
use crate::frame::{Frame, render};
use crate::pages::bundles::{Section, names};
use crate::session::Customer;
use crate::words::Badge;

/// The credential that a path names.
pub(super) type At = Path<(String, String)>;

#[derive(Template)]
#[template(path = "credentials/credential.html")]
struct CredentialPage {
    frame: Frame,
    list: String,
    here: String,
    name: Option<String>,
    profile: String,
    badge: Badge,
    state: CredentialState,
    /// Why it was revoked.
    cause: Option<&'static str>,
    claims: Vec<&'static str>,
    status_list: String,
    may_change: bool,
    /// Its text, on the page that answers the form which made it.
    text: Option<String>,
    credential: Credential,
}

fn parsed(path: &At) -> Result<CredentialSid> {
    path.1.parse().map_err(|_| Fault::NoSuchPage)
}

fn url(customer: &Customer, sid: CredentialSid) -> String {
    format!("{}/{sid}", base(customer))
}

pub(super) async fn show(customer: Customer, path: At, Query(asked): Query<Asked>) -> Result<Response> {
    let credential = credentials::find(customer.hub(), &customer.actor, parsed(&path)?).await?;
    let done = (asked.done == "revoked").then_some("It is revoked. The public list of statuses says so.");
    page(&customer, credential, done, None).await
}

/// The page of a credential; `text` is the credential itself, if it was issued a moment ago.
pub(super) async fn page(
    customer: &Customer,
    credential: Credential,
    done: Option<&'static str>,
    text: Option<String>,
) -> Result<Response> {
    let hub = customer.hub();
    let state = credential.state(hub.now());
    let mut names = names(customer, &[credential.bundle_sid]).await?;
    let page = CredentialPage {
        frame: frame(customer, format!("Credential {}", credential.sid)).after(done),
        list: base(customer),
        here: url(customer, credential.sid),
        name: names.remove(&credential.bundle_sid),
        profile: Section(BundleKind::CustomerProfile).url_of(customer, credential.bundle_sid),
        badge: words::badge(state),
        cause: credential.revocation.map(|revocation| words::cause(revocation.cause)),
        claims: credential.claims.iter().map(|claim| words::claim(*claim).0).collect(),
        status_list: credentials::status_list_url(hub, credential.place.list),
        may_change: customer.may_change(),
        state,
        text,
        credential,
    };
    Ok(render(&page)?.into_response())
}

pub(super) async fn revoke(customer: Customer, path: At) -> Result<Redirect> {
    let sid = parsed(&path)?;
    credentials::revoke(customer.hub(), &customer.actor, sid).await?;
    Ok(Redirect::to(&format!("{}?done=revoked", url(&customer, sid))))
}
