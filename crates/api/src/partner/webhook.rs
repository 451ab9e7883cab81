//! `/partner/v1/Webhook`: the feed, sent to a partner's own URL.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use trusthub_app::partners::webhook::{self, Delivery};
use trusthub_domain::partner::PartnerScope;
use trusthub_domain::time::Timestamp;
use utoipa::ToSchema;

use super::events::cursor_from;
use crate::error::Result;
use crate::input::{Caller, TwilioForm, filter, required};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const PATH: &str = "/partner/v1/Webhook";

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .post_keyless(
            PATH,
            set,
            describe("CreatePartnerWebhook", "Partners", "Have the feed sent to a URL of yours.")
                .explained(
                    "Needs the scope `feed`. Takes the place of what was set before. Requests are signed (Standard Webhooks); the \
                     signing secret is shown this once.",
                )
                .form::<NewParameters>()
                .answers::<WebhookView>(201, "It is sent from now on.")
                .refuses_bad_input(),
        )
        .get(
            PATH,
            find,
            describe("FetchPartnerWebhook", "Partners", "See how far what is sent to you has come.")
                .answers::<WebhookView>(200, "Where it is sent, and how far that is.")
                .refuses_unknown(),
        )
        .delete(
            PATH,
            end,
            describe("DeletePartnerWebhook", "Partners", "Have nothing sent any more.")
                .answers_nothing()
                .refuses_unknown(),
        )
}

/// Where to send it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = NewPartnerWebhookParameters)]
struct NewParameters {
    /// An `https` URL of yours. It answers 2xx within 15 seconds; redirects are not followed.
    #[schema(required, nullable = false)]
    url: Option<String>,
    /// Where to begin: a cursor of the feed. With what comes after now, unless given.
    cursor: Option<String>,
}

/// Where the feed is sent, and how far that is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerWebhook)]
struct WebhookView {
    /// Where it is sent.
    url: String,
    /// What requests are signed with; null but in the answer that made it.
    signing_secret: Option<String>,
    /// The cursor behind the last entry that you took.
    cursor: String,
    /// Entries that you have not taken yet.
    behind: i64,
    /// Attempts that failed since one succeeded.
    failures: u32,
    /// What went wrong last, since something succeeded.
    last_error: Option<String>,
    /// When the next attempt is due, after a failure.
    date_next_attempt: Option<String>,
    /// When you last took something.
    date_delivered: Option<String>,
    /// When it was set.
    date_created: String,
    /// When this held.
    as_of: String,
}

impl WebhookView {
    fn of(delivery: &Delivery, now: Timestamp) -> Self {
        let known = &delivery.webhook;
        Self {
            url: known.url.expose_secret().to_owned(),
            signing_secret: None,
            cursor: known.position.to_string(),
            behind: delivery.behind,
            failures: known.failures,
            last_error: known.last_error.clone(),
            date_next_attempt: (known.failures > 0).then(|| known.next_at.to_rfc3339()),
            date_delivered: known.delivered_at.map(Timestamp::to_rfc3339),
            date_created: known.date_created.to_rfc3339(),
            as_of: now.to_rfc3339(),
        }
    }
}

async fn set(
    State(state): State<ApiState>,
    Caller(actor): Caller,
    TwilioForm(given): TwilioForm<NewParameters>,
) -> Result<(StatusCode, Json<WebhookView>)> {
    actor.must_be_partner(PartnerScope::Feed)?;
    let from = cursor_from(filter(given.cursor).as_deref())?;
    let made = webhook::set(state.hub(), &actor, required("Url", given.url)?, from).await?;
    let secret = made.webhook.signing_secret.expose_secret().to_owned();
    let view = WebhookView { signing_secret: Some(secret), ..WebhookView::of(&made, state.hub().now()) };
    Ok((StatusCode::CREATED, Json(view)))
}

async fn find(State(state): State<ApiState>, Caller(actor): Caller) -> Result<Json<WebhookView>> {
    let found = webhook::find(state.hub(), &actor).await?;
    Ok(Json(WebhookView::of(&found, state.hub().now())))
}

async fn end(State(state): State<ApiState>, Caller(actor): Caller) -> Result<StatusCode> {
    webhook::end(state.hub(), &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
