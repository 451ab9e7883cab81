//! What is signed of a brand, and the pictures that it points to: the very bytes that were vetted, at an address that names
//! their digest.

use aws_lc_rs::digest::{SHA256, digest};
use trusthub_domain::attestation::{Brand, Logo};
use trusthub_domain::item::MediaType;
use trusthub_stir::rcd::{RichCallData, digest_text};
use trusthub_storage::Scope;

use super::signers::published_at;
use crate::items::documents::{is_quarantined, load_file};
use crate::record::internal;
use crate::{Error, Hub, Result};

/// The claims of a brand: RFC 9795.
///
/// # Errors
/// `Internal` for a digest that is none.
pub(super) fn rich(hub: &Hub, brand: &Brand) -> Result<RichCallData> {
    let mut rich =
        RichCallData { name: brand.name.clone(), reason: brand.reason.clone(), ..RichCallData::default() };
    if let Some(logo) = &brand.logo {
        let sha256 = hex::decode(&logo.sha256).map_err(internal)?;
        rich.digests.insert("/icn".to_owned(), digest_text(&sha256));
        rich.icon = Some(logo_url(hub, logo));
    }
    Ok(rich)
}

/// Where a picture is published, as a signature names it.
#[must_use]
pub fn logo_url(hub: &Hub, logo: &Logo) -> String {
    published_at(&format!("{}/stir/logos/{}", hub.settings().public_url, logo.file_name()))
}

/// The picture of this name, for whoever asks, for as long as a product in force shows it.
///
/// # Errors
/// `NotFound`; `Internal` if the store holds other bytes than those that were vetted; `Unavailable`.
pub async fn logo(hub: &Hub, name: &str) -> Result<(MediaType, Vec<u8>)> {
    let unknown = || Error::NotFound(name.to_owned());
    let sha256 = name.split_once('.').map(|(sha256, _)| sha256).ok_or_else(unknown)?;
    let (account, brand) = hub.attestations().logo(sha256, hub.now()).ok_or_else(unknown)?;
    let logo = brand.logo.as_ref().filter(|logo| logo.file_name() == name).ok_or_else(unknown)?;
    let scope = Scope::own(account);
    let mut tx = hub.db().read().await?;
    let document = tx.document_find(&scope, logo.document_sid).await?.ok_or_else(unknown)?;
    let file = document.file.filter(|file| file.sha256 == logo.sha256).ok_or_else(unknown)?;
    if is_quarantined(&mut tx, &scope, &file).await? {
        return Err(unknown());
    }
    drop(tx);
    let bytes = load_file(hub, &scope, &file.object_key).await?;
    if hex::encode(digest(&SHA256, &bytes)) == logo.sha256 {
        Ok((logo.media_type, bytes))
    } else {
        Err(internal(std::io::Error::other("a picture is not the one that was vetted")))
    }
}
