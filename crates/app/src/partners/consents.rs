//! What a customer lets partners see of who they are.

use trusthub_domain::partner::{Consent, ConsentFields, Recipient};
use trusthub_domain::sid::ConsentSid;
use trusthub_storage::Tx;

use super::feed;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Permit, Result};

/// Lets a partner, or all of a kind, see these fields, in the place of what it was let see before. They are seen within a
/// second.
///
/// # Errors
/// `Invalid` without a field, and for a partner that is not in use.
pub async fn give(hub: &Hub, actor: &Actor, recipient: Recipient, fields: ConsentFields) -> Result<Consent> {
    let scope = actor.may(Permit::Own)?;
    if fields.is_empty() {
        return Err(Invalid::Missing("Fields").into());
    }
    let mut tx = hub.db().write().await?;
    must_be_in_use(&mut tx, recipient).await?;
    // Of two who give at once, the second sees what the first gave.
    tx.audit_hold(&scope).await?;
    let before = tx.consent_find_recipient(&scope, &recipient).await?;
    let now = hub.now();
    let consent = Consent {
        sid: hub.sid(),
        account_sid: scope.account(),
        recipient,
        fields,
        date_created: now,
        date_updated: now,
    };
    let consent = tx.consent_set(&consent).await?;
    feed::note_consent(&mut tx, hub, &scope, before.as_ref(), Some(&consent)).await?;
    let changed = Changed { before: before.as_ref(), after: Some(&consent) };
    record(&mut tx, hub, actor, &scope, "partner_consent.give", consent.sid, changed).await?;
    tx.commit().await?;
    Ok(consent)
}

async fn must_be_in_use(tx: &mut Tx, recipient: Recipient) -> Result<()> {
    let Recipient::Partner(sid) = recipient else { return Ok(()) };
    let known = tx.partner_credentials(sid).await?;
    if known.is_some_and(|known| known.partner.revoked_at.is_none()) {
        return Ok(());
    }
    let why = "there is no such partner; GET /trust/v1/Partners lists them".to_owned();
    Err(Invalid::Field { field: "Recipient", why }.into())
}

/// All that the account has given, oldest first.
///
/// # Errors
/// `Unavailable`.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Consent>> {
    let scope = actor.may(Permit::Read)?;
    Ok(hub.db().read().await?.consent_list(&scope).await?)
}

/// One of them.
///
/// # Errors
/// `NotFound`.
pub async fn find(hub: &Hub, actor: &Actor, sid: ConsentSid) -> Result<Consent> {
    let scope = actor.may(Permit::Read)?;
    hub.db().read().await?.consent_find(&scope, sid).await?.ok_or_else(|| not_found(sid))
}

/// Takes it back. Nothing more is shown within a second; what was shown, a partner may have kept.
///
/// # Errors
/// `NotFound`.
pub async fn withdraw(hub: &Hub, actor: &Actor, sid: ConsentSid) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let before = tx.consent_find(&scope, sid).await?.ok_or_else(|| not_found(sid))?;
    if !tx.consent_delete(&scope, sid).await? {
        return Err(not_found(sid));
    }
    feed::note_consent(&mut tx, hub, &scope, Some(&before), None).await?;
    record(&mut tx, hub, actor, &scope, "partner_consent.withdraw", sid, Changed::gone(&before)).await?;
    Ok(tx.commit().await?)
}

fn not_found(sid: ConsentSid) -> Error {
    Error::NotFound(format!("/PartnerConsents/{sid}"))
}
