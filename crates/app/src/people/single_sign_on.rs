//! Signing in by the operator's provider of sign-ins, which knows its people and says who somebody is (OpenID Connect).
//!
//! It opens the door to whom the hub knows already: a reviewer or a user whose e-mail the provider vouches for. From the first
//! time on, they are known by the provider's own name for them, so that neither a new e-mail shuts them out nor an old one,
//! given to a colleague, lets that colleague in.
//!
//! All that one attempt is recognised by follows from a challenge that only the browser holds, under the hub's seal: nothing
//! is written when it begins, on however many nodes, and an answer to a question that another browser asked is none.
//! Start at [`begin`].

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;
use trusthub_domain::contact::Email;
use trusthub_domain::people::{Holder, Person};
use trusthub_gateways::openid::{Provider, ProviderError, Question};
use trusthub_signin::openid::Vouched;
use trusthub_storage::{Error as StorageError, Key, Tx};

use super::challenge::{self, Purpose};
use super::identity::{note_on, of_person};
use super::session::{Opened, open};
use super::sign_in::find;
use crate::{Actor, Error, Hub, Result};

/// Where a browser comes back to, behind the hub's address.
pub const BACK: &str = "/console/sign-in/provider/back";

/// An attempt that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Where the browser signs in.
    pub address: String,
    /// What the browser keeps until it is back, as text for a cookie.
    pub ticket: String,
}

/// What a browser brings back from the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Is exchanged for the provider's word.
    pub code: String,
    /// Must be the one that was sent along.
    pub state: String,
    /// Who answers, if they say so.
    pub issuer: Option<String>,
}

/// How pages call the provider; `None` if the operator has none.
#[must_use]
pub fn provider_name(hub: &Hub) -> Option<&str> {
    hub.sign_in_provider().map(Provider::name)
}

/// Begins an attempt.
///
/// # Errors
/// `NotFound` if the operator has no provider; `Unavailable` if it cannot be reached, or is not believed.
pub async fn begin(hub: &Hub) -> Result<Begun> {
    let ticket = challenge::make(hub, Purpose::SingleSignOn);
    let address = provider(hub)?.address(&question(hub, &ticket)).await.map_err(not_asked)?;
    Ok(Begun { address, ticket: URL_SAFE_NO_PAD.encode(ticket) })
}

/// Begins a session for whomever the provider vouches for. It is like one that a password began.
///
/// # Errors
/// `Unauthenticated` for an answer that came too late, came before, was asked for by another browser, or proves nothing;
/// `Forbidden` if it is right but nobody here is meant by it, or they are disabled, or their account or its parent is on hold;
/// `NotFound` and `Unavailable` as for [`begin`].
pub async fn finish(hub: &Hub, ticket: &str, answer: &Answer) -> Result<Opened> {
    let provider = provider(hub)?;
    let ticket = URL_SAFE_NO_PAD.decode(ticket).map_err(|_| Error::Unauthenticated)?;
    let challenge = challenge::read(hub, Purpose::SingleSignOn, ticket).ok_or(Error::Unauthenticated)?;
    let question = question(hub, &challenge.bytes);
    let is_asked: bool = question.state.as_bytes().ct_eq(answer.state.as_bytes()).into();
    if !is_asked {
        return Err(Error::Unauthenticated);
    }
    let now = hub.now().as_seconds();
    let vouched = provider.vouched_for(&question, &answer.code, answer.issuer.as_deref(), now).await;
    let vouched = vouched.map_err(not_believed)?;
    let bound =
        hub.db().read().await?.single_sign_on_find_any_account(provider.issuer(), &vouched.subject).await?;
    let person = match bound {
        Some(person) => person,
        None => by_email(hub, &vouched).await?,
    };
    let identity = of_person(hub, person).await?;
    let mut tx = hub.db().write().await?;
    if !challenge.spend(&mut tx).await? {
        return Err(Error::Unauthenticated);
    }
    if bound.is_none() {
        bind(&mut tx, hub, &identity.actor, provider.issuer(), &vouched.subject, person).await?;
    }
    tx.commit().await?;
    open(hub, identity, None).await
}

fn provider(hub: &Hub) -> Result<&Provider> {
    hub.sign_in_provider().ok_or_else(|| Error::NotFound("The provider of sign-ins".to_owned()))
}

/// What the provider is asked in the attempt that this challenge belongs to.
fn question(hub: &Hub, challenge: &[u8]) -> Question {
    let challenge = hex::encode(challenge);
    let of = |part: &str| {
        URL_SAFE_NO_PAD
            .encode(hub.db().vault().challenge_seal(&format!("single sign-on: {part} {challenge}")))
    };
    Question {
        state: of("state"),
        nonce: of("nonce"),
        verifier: of("verifier").into(),
        back: format!("{}{BACK}", hub.settings().public_url),
    }
}

/// Whom the hub knows by the e-mail that the provider made sure of.
async fn by_email(hub: &Hub, vouched: &Vouched) -> Result<Person> {
    let email = vouched.verified_email.as_deref().and_then(|email| email.parse::<Email>().ok());
    let email = email
        .ok_or(Error::Forbidden("your provider does not confirm an e-mail address of yours to this hub"))?;
    let found = find(hub, &email).await?.ok_or(Error::Forbidden(
        "nobody signs in here with the e-mail that your provider knows you by; ask an owner of your account to invite you",
    ))?;
    Ok(found.0)
}

async fn bind(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    issuer: &str,
    subject: &str,
    person: Person,
) -> Result<()> {
    let bound = tx.single_sign_on_bind_any_account(issuer, subject, person, hub.now()).await;
    bound.map_err(|error| match error {
        StorageError::Duplicate(Key::SingleSignOn) => Error::Forbidden(
            "your e-mail belongs to somebody whom your provider knew by another name before; whoever runs this hub can release it",
        ),
        other => other.into(),
    })?;
    note_on(tx, hub, actor, &Holder::Person(person), "single_sign_on.bind", person).await
}

fn not_asked(error: ProviderError) -> Error {
    tracing::warn!(%error, "nobody can sign in by the provider");
    Error::Unavailable("the provider of sign-ins")
}

/// A code that is spent or over happens to people who go back in their browser; the rest is for the operator to know.
fn not_believed(error: ProviderError) -> Error {
    match error {
        ProviderError::Code => Error::Unauthenticated,
        ProviderError::Refused(_) => {
            tracing::warn!(%error, "a sign-in by the provider was refused");
            Error::Unauthenticated
        }
        ProviderError::Address
        | ProviderError::Unreachable
        | ProviderError::Status(_)
        | ProviderError::Client => not_asked(error),
    }
}
