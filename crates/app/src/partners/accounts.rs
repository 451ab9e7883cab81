//! Partner accounts: made, listed and revoked by the operator.

use secrecy::SecretString;
use trusthub_domain::partner::{Partner, PartnerKind, PartnerQuota, PartnerScope};
use trusthub_domain::sid::PartnerSid;
use trusthub_storage::{Error as StorageError, Key};

use crate::attestation::{Asker, refuse_name_of_other, tls_name_of};
use crate::auth::secret_hash;
use crate::input::{self, FRIENDLY_NAME_LIMIT};
use crate::record::record_hub;
use crate::{Actor, Error, Hub, Invalid, Permit, Result};

/// What a partner is made from.
#[derive(Debug, Clone)]
pub struct NewPartner {
    /// A name for people. Customers see it.
    pub friendly_name: String,
    /// What it does with what it learns.
    pub kind: PartnerKind,
    /// What its credentials are good for; everything, if none is named.
    pub scopes: Vec<PartnerScope>,
    /// How much it may ask.
    pub quota: PartnerQuota,
    /// The host that its client certificates name, in the place of a secret.
    pub tls_name: Option<String>,
}

/// Makes a partner. The secret, 32 characters, is shown this once; there is none for a partner that shows a certificate.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `Invalid` for a name that is missing or too long, a TLS name that is no DNS
/// name, a scope that is not for partners of its kind, or a quota of nothing; `AlreadyExists` if a partner or a switch in use has that TLS name.
pub async fn create(hub: &Hub, actor: &Actor, new: NewPartner) -> Result<(Partner, Option<SecretString>)> {
    actor.must_be_operator()?;
    input::required("Name", &new.friendly_name, FRIENDLY_NAME_LIMIT)?;
    for (field, count) in
        [("Quota", new.quota.requests_per_minute), ("DailyQuota", new.quota.lookups_per_day)]
    {
        if count == 0 {
            let why = "a partner that may ask nothing is one to revoke; give 1 or more".to_owned();
            return Err(Invalid::Field { field, why }.into());
        }
    }
    let tls_name =
        new.tls_name.as_deref().map(|name| tls_name_of(name, "trust.carrier.example")).transpose()?;
    // Registrations are for those who show and label calls.
    let is_theirs = |scope: &PartnerScope| new.kind.handles_calls() || *scope != PartnerScope::Registrations;
    if !new.scopes.iter().all(is_theirs) {
        let why = format!("`registrations` is for carriers and analytics engines, not for {}", new.kind);
        return Err(Invalid::Field { field: "Scope", why }.into());
    }
    let secret = tls_name.is_none().then(|| SecretString::from(hub.random_hex::<16>()));
    let is_wanted = |scope: &PartnerScope| new.scopes.is_empty() || new.scopes.contains(scope);
    let partner = Partner {
        sid: hub.sid(),
        friendly_name: new.friendly_name,
        kind: new.kind,
        scopes: PartnerScope::ALL.into_iter().filter(is_theirs).filter(is_wanted).collect(),
        quota: new.quota,
        tls_name,
        date_created: hub.now(),
        revoked_at: None,
    };
    let mut tx = hub.db().write().await?;
    if let Some(name) = &partner.tls_name {
        refuse_name_of_other(&mut tx, Asker::Partner, name).await?;
    }
    let hash = secret.as_ref().map(secret_hash).unwrap_or_default();
    tx.partner_insert(&partner, &hash).await.map_err(|error| match error {
        StorageError::Duplicate(Key::PartnerTlsName) => {
            Error::AlreadyExists("A partner in use has this TLS name; revoke it first".to_owned())
        }
        other => other.into(),
    })?;
    record_hub(&mut tx, hub, actor, "partner.create", partner.sid).await?;
    tx.commit().await?;
    Ok((partner, secret))
}

/// All of them, revoked ones too, oldest first.
///
/// # Errors
/// `Forbidden` for anybody but the operator.
pub async fn list(hub: &Hub, actor: &Actor) -> Result<Vec<Partner>> {
    actor.must_be_operator()?;
    let known = hub.db().read().await?.partner_credentials_list().await?;
    Ok(known.into_iter().map(|known| known.partner).collect())
}

/// Those in use, oldest first: whom a customer may let see something.
///
/// # Errors
/// `Forbidden` for an actor without an account.
pub async fn list_in_use(hub: &Hub, actor: &Actor) -> Result<Vec<Partner>> {
    actor.may(Permit::Read)?;
    let known = hub.db().read().await?.partner_credentials_list().await?;
    let partners = known.into_iter().map(|known| known.partner);
    Ok(partners.filter(|partner| partner.revoked_at.is_none()).collect())
}

/// Shuts a partner out: at once on this node, within a second on the others. What it has open ends as soon.
///
/// # Errors
/// `Forbidden` for anybody but the operator; `NotFound` if there is no such partner, or it is out already.
pub async fn revoke(hub: &Hub, actor: &Actor, sid: PartnerSid) -> Result<()> {
    actor.must_be_operator()?;
    let mut tx = hub.db().write().await?;
    if !tx.partner_revoke(sid, hub.now()).await? {
        return Err(Error::NotFound(format!("A partner {sid} that is not revoked")));
    }
    tx.partner_webhook_delete(sid).await?;
    record_hub(&mut tx, hub, actor, "partner.revoke", sid).await?;
    Ok(tx.commit().await?)
}
