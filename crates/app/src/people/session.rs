//! Sessions: begun by signing in, found again by the token in the browser, ended by their holder, by time, or by what
//! becomes of the holder.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use subtle::ConstantTimeEq;
use trusthub_domain::people::SignedIn;
use trusthub_domain::time::Timestamp;
use trusthub_storage::StoredSession;

use super::identity::{self, Identity, holder, note};
use crate::{Actor, Error, Hub, Result};

/// Sessions shown of one holder. Ours: whoever has more wants to end them, not to read them.
const MOST_LISTED: u32 = 50;

/// A session that has just begun.
pub struct Opened {
    /// For the browser, this once.
    pub token: SecretString,
    /// The session.
    pub session: Session,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("session", &self.session).finish_non_exhaustive()
    }
}

/// Somebody who is signed in.
pub struct Session {
    /// Acts for them.
    pub actor: Actor,
    /// How a page calls them: their e-mail, or the account's name.
    pub shown_name: String,
    /// What each form of theirs carries.
    pub csrf: String,
    /// When the session ends, if nothing more is asked.
    pub expires_at: Timestamp,
}

impl fmt::Debug for Session {
    /// The name is personal data, and the seal is a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("actor", &self.actor.label())
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl Session {
    fn of(hub: &Hub, token: &SecretString, identity: Identity, session: &SignedIn) -> Self {
        Self {
            actor: identity.actor,
            shown_name: identity.shown_name,
            csrf: hub.db().vault().form_seal(token),
            expires_at: session.expires_at(),
        }
    }

    /// Whether a form that carries this came from one of this session's own pages. Compared in constant time.
    #[must_use]
    pub fn accepts(&self, csrf: &str) -> bool {
        self.csrf.as_bytes().ct_eq(csrf.as_bytes()).into()
    }
}

/// Begins a session for somebody who has just shown who they are. Its token is new, whatever the browser had before.
pub(super) async fn open(hub: &Hub, identity: Identity, credential: Option<Vec<u8>>) -> Result<Opened> {
    let token = new_token(hub);
    let holder = holder(&identity.actor)?;
    let stored = StoredSession { session: SignedIn::begin(holder, hub.now()), credential };
    let mut tx = hub.db().write().await?;
    tx.session_insert_any_account(&token, &stored).await?;
    note(&mut tx, hub, &identity.actor, &holder, "session.open").await?;
    tx.commit().await?;
    let session = Session::of(hub, &token, identity, &stored.session);
    Ok(Opened { token, session })
}

/// 32 random bytes as they stand in a cookie or a link.
pub(super) fn new_token(hub: &Hub) -> SecretString {
    URL_SAFE_NO_PAD.encode(hub.random_bytes::<32>()).into()
}

/// Whose session this token is, as the database knows them now; `None` if it is over, or they may no longer act.
///
/// # Errors
/// `Unavailable`.
pub async fn resume(hub: &Hub, token: &SecretString) -> Result<Option<Session>> {
    let now = hub.now();
    let stored = hub.db().read().await?.session_find_any_account(token).await?;
    let Some(stored) = stored.filter(|stored| stored.session.is_live(now)) else { return Ok(None) };
    let identity = match identity::of_session(hub, &stored).await {
        Ok(identity) => identity,
        Err(Error::Unauthenticated | Error::Forbidden(_) | Error::NotFound(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let session = match stored.session.seen(now) {
        Some(seen) => {
            let mut tx = hub.db().write().await?;
            tx.session_seen_any_account(token, &seen).await?;
            tx.commit().await?;
            seen
        }
        None => stored.session,
    };
    Ok(Some(Session::of(hub, token, identity, &session)))
}

/// Ends the session that this token opens. Without effect if there is none.
///
/// # Errors
/// `Unavailable`.
pub async fn sign_out(hub: &Hub, token: &SecretString) -> Result<()> {
    let Some(session) = resume(hub, token).await? else { return Ok(()) };
    let holder = holder(&session.actor)?;
    let mut tx = hub.db().write().await?;
    if tx.session_delete_any_account(token).await? {
        note(&mut tx, hub, &session.actor, &holder, "session.close").await?;
    }
    Ok(tx.commit().await?)
}

/// Ends all sessions of whoever this is; returns how many.
///
/// # Errors
/// `Forbidden` for whoever does not sign in to the console.
pub async fn sign_out_everywhere(hub: &Hub, actor: &Actor) -> Result<u64> {
    let holder = holder(actor)?;
    let mut tx = hub.db().write().await?;
    let ended = tx.session_delete_all_any_account(&holder, None).await?;
    note(&mut tx, hub, actor, &holder, "session.close_all").await?;
    tx.commit().await?;
    Ok(ended)
}

/// The newest sessions of whoever this is, the one last seen first.
///
/// # Errors
/// `Forbidden` for whoever does not sign in to the console.
pub async fn list_sessions(hub: &Hub, actor: &Actor) -> Result<Vec<SignedIn>> {
    let holder = holder(actor)?;
    let listed = hub.db().read().await?.session_list_any_account(&holder, hub.now(), MOST_LISTED).await?;
    Ok(listed.into_iter().map(|stored| stored.session).collect())
}
