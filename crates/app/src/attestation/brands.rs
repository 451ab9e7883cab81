//! Reads what a product says is shown of its caller: what its reviewer saw, which is frozen for as long as it is in force.

use trusthub_domain::attestation::{Brand, Logo};
use trusthub_domain::bundle::{ObjectSid, Status};
use trusthub_domain::item::{Attributes, MediaType, SupportingDocument};
use trusthub_storage::{Scope, StandingBundle, Tx};

use super::index::Role;
use crate::items::documents::is_quarantined;
use crate::{Error, Result};

/// The document that a picture is in.
const LOGO: &str = "branded_calls_logo";

/// End users that say what is shown, each with its fields for the name and the reason, the best first.
const SOURCES: [(&str, &[&str], &[&str]); 2] = [
    (
        "branded_calls_information",
        &["branded_calls_display_name", "display_name"],
        &["branded_calls_call_reason", "call_reason"],
    ),
    ("cnam_information", &["cnam_display_name"], &[]),
];

/// What a product says, if it is one that says something. One that cannot be read says nothing: it must not keep a node
/// from hearing of anything else.
///
/// # Errors
/// `Unavailable`.
pub(super) async fn read(tx: &mut Tx, bundle: &StandingBundle, role: Role) -> Result<Option<Brand>> {
    let was_vetted = bundle.status == Status::Approved || bundle.is_suspended;
    if !matches!(role, Role::Brand(_)) || !was_vetted {
        return Ok(None);
    }
    match gather(tx, bundle).await {
        Ok(brand) => Ok(brand),
        Err(Error::Unavailable(why)) => Err(Error::Unavailable(why)),
        Err(error) => {
            tracing::error!(
                account.sid = %bundle.account_sid, bundle.sid = %bundle.sid, error = &error as &dyn std::error::Error,
                "what a product shows of its caller cannot be read, so nothing is shown"
            );
            Ok(None)
        }
    }
}

async fn gather(tx: &mut Tx, bundle: &StandingBundle) -> Result<Option<Brand>> {
    let scope = Scope::own(bundle.account_sid);
    let (mut said, mut logo) = (None, None);
    for item in tx.entity_assignment_all(&scope, bundle.sid).await? {
        match item.object_sid {
            ObjectSid::EndUser(sid) => {
                let end_user = tx.end_user_find(&scope, sid).await?;
                said = said.or(end_user.and_then(|one| name_and_reason(&one.type_name, &one.attributes)));
            }
            ObjectSid::SupportingDocument(sid) => {
                if let Some(document) = tx.document_find(&scope, sid).await? {
                    logo = logo.or(picture(tx, &scope, &document).await?);
                }
            }
            ObjectSid::Bundle(_) => {}
        }
    }
    Ok(said.map(|(name, reason)| Brand { name, reason, logo }))
}

/// The name that end users of this type have shown, and the reason of a call, if they say one.
pub(crate) fn name_and_reason(type_name: &str, attributes: &Attributes) -> Option<(String, Option<String>)> {
    let (_, names, reasons) = SOURCES.iter().find(|(known, ..)| *known == type_name)?;
    let first = |fields: &[&str]| {
        let texts = fields.iter().filter_map(|field| attributes.get(*field)?.as_str());
        texts.map(str::trim).find(|text| !text.is_empty()).map(str::to_owned)
    };
    Some((first(names)?, first(reasons)))
}

async fn picture(tx: &mut Tx, scope: &Scope, document: &SupportingDocument) -> Result<Option<Logo>> {
    let Some(file) = document.file.as_ref().filter(|_| document.type_name == LOGO) else { return Ok(None) };
    match file.media_type {
        MediaType::Png | MediaType::Jpeg => {}
        MediaType::Pdf => return Ok(None),
    }
    if is_quarantined(tx, scope, file).await? {
        return Ok(None);
    }
    let (sha256, media_type) = (file.sha256.clone(), file.media_type);
    Ok(Some(Logo { document_sid: document.sid, sha256, media_type }))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn names_and_reasons_are_those_of_the_fields_that_were_vetted() {
        let said =
            |type_name: &str, attributes: Value| name_and_reason(type_name, attributes.as_object().unwrap());
        let named = |name: &str, reason: Option<&str>| Some((name.to_owned(), reason.map(str::to_owned)));
        let branded = "branded_calls_information";
        assert_eq!(said("cnam_information", json!({"cnam_display_name": "OWL"})), named("OWL", None));
        let enhanced =
            json!({"branded_calls_display_name": " Owl & Co ", "branded_calls_call_reason": "Your order"});
        assert_eq!(said(branded, enhanced), named("Owl & Co", Some("Your order")));
        let earlier = json!({"display_name": "Owl", "call_reason": "", "logo_url": "https://x.example/"});
        assert_eq!(said(branded, earlier), named("Owl", None));
        assert_eq!(said(branded, json!({"branded_calls_display_name": 7})), None);
        assert_eq!(said("use_case", json!({"display_name": "Owl"})), None);
    }
}
