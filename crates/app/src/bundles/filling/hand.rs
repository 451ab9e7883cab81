//! Making or mending what meets one requirement, within the change that [`super::fill`] is.

use serde_json::json;
use trusthub_domain::bundle::{Bundle, EntityAssignment, ObjectSid};
use trusthub_domain::item::{Attributes, DocumentFile, SupportingDocument};
use trusthub_domain::policy::{Format, ItemKind};
use trusthub_domain::sid::{AddressSid, BundleSid, SupportingDocumentSid};
use trusthub_storage::{Scope, Tx};

use super::super::parts::owner_in_reach;
use super::super::{items, load, policy_of};
use super::{meeting, merged, named_addresses, requirement};
use crate::input::FRIENDLY_NAME_LIMIT;
use crate::items::addresses::{self, AddressEdit, NewAddress};
use crate::items::documents::{self, StoredDocument, StoredEdit};
use crate::items::end_users::{self, NewEndUser};
use crate::{Actor, Error, Hub, Invalid, Result};

/// Who fills in, and where.
pub(super) struct Hand<'a> {
    pub(super) hub: &'a Hub,
    pub(super) actor: &'a Actor,
    pub(super) scope: &'a Scope,
}

impl Hand<'_> {
    pub(super) async fn end_user(
        &self,
        tx: &mut Tx,
        bundle: Bundle,
        type_name: String,
        attributes: Attributes,
    ) -> Result<()> {
        let Self { hub, actor, scope } = *self;
        let wanted = requirement(policy_of(hub, &bundle)?, ItemKind::EndUser, &type_name)?;
        let present = meeting(tx, hub, &bundle, wanted).await?;
        if let Some(EntityAssignment { object_sid: ObjectSid::EndUser(sid), .. }) = present
            && let Some(known) =
                tx.end_user_find(scope, sid).await?.filter(|known| known.type_name == type_name)
        {
            let attributes = merged(Some(&known.attributes), attributes);
            if attributes != known.attributes {
                end_users::change(tx, hub, actor, scope, sid, None, Some(attributes)).await?;
            }
            return Ok(());
        }
        let new = NewEndUser {
            friendly_name: format!("{} of {}", name_of(hub, ItemKind::EndUser, &type_name), bundle.sid),
            type_name,
            attributes: merged(None, attributes),
        };
        let made = end_users::insert(tx, hub, actor, scope, new).await?;
        self.put_in(tx, bundle, present, ObjectSid::EndUser(made.sid)).await
    }

    pub(super) async fn document(
        &self,
        tx: &mut Tx,
        bundle: Bundle,
        type_name: String,
        mut attributes: Attributes,
        address: Option<NewAddress>,
        file: Option<(SupportingDocumentSid, DocumentFile)>,
    ) -> Result<()> {
        let Self { hub, actor, scope } = *self;
        let wanted = requirement(policy_of(hub, &bundle)?, ItemKind::SupportingDocument, &type_name)?;
        let present = meeting(tx, hub, &bundle, wanted).await?;
        let known = match &present {
            Some(EntityAssignment { object_sid: ObjectSid::SupportingDocument(sid), .. }) => {
                tx.document_find(scope, *sid).await?.filter(|known| known.type_name == type_name)
            }
            Some(_) | None => None,
        };
        if let Some(new) = address
            && let Some(field) = address_field(hub, &type_name)
        {
            let sid = self.address(tx, known.as_ref(), new).await?;
            attributes.insert(field, json!([sid.to_string()]));
        }
        if let Some(known) = known {
            let attributes = merged(Some(&known.attributes), attributes);
            let file = file.map(|(_, file)| file);
            if attributes != known.attributes || file.is_some() {
                let edit = StoredEdit { friendly_name: None, attributes: Some(attributes), file };
                documents::change(tx, hub, actor, scope, known.sid, edit).await?;
            }
            return Ok(());
        }
        let (sid, file) = file.map_or_else(|| (hub.sid(), None), |(sid, file)| (sid, Some(file)));
        let friendly_name =
            format!("{} of {}", name_of(hub, ItemKind::SupportingDocument, &type_name), bundle.sid);
        let friendly_name = friendly_name.chars().take(FRIENDLY_NAME_LIMIT).collect();
        let new = StoredDocument { friendly_name, type_name, attributes: merged(None, attributes), file };
        documents::insert(tx, hub, actor, scope, sid, new).await?;
        self.put_in(tx, bundle, present, ObjectSid::SupportingDocument(sid)).await
    }

    /// The address of a document: changed where it lies, or another one if it moves to another country or if other
    /// documents name it too.
    async fn address(
        &self,
        tx: &mut Tx,
        document: Option<&SupportingDocument>,
        new: NewAddress,
    ) -> Result<AddressSid> {
        let Self { hub, actor, scope } = *self;
        let known = match document.and_then(|document| named_addresses(document).next()) {
            Some(sid) => tx.address_find(scope, sid).await?,
            None => None,
        };
        if let Some(known) = known
            && known.iso_country.eq_ignore_ascii_case(&new.iso_country)
            && tx.address_documents(scope, known.sid).await?.len() <= 1
        {
            let edit = AddressEdit {
                friendly_name: None,
                customer_name: Some(new.customer_name),
                street: Some(new.street),
                street_secondary: Some(new.street_secondary.unwrap_or_default()),
                city: Some(new.city),
                region: Some(new.region),
                postal_code: Some(new.postal_code),
                emergency_enabled: None,
            };
            return Ok(addresses::change(tx, hub, actor, scope, known.sid, edit).await?.sid);
        }
        Ok(addresses::insert(tx, hub, actor, scope, new).await?.sid)
    }

    pub(super) async fn support(&self, tx: &mut Tx, bundle: Bundle, support: BundleSid) -> Result<()> {
        let Self { hub, scope, .. } = *self;
        let policy = policy_of(hub, &bundle)?;
        let owner = owner_in_reach(tx, scope, support).await?.ok_or(Invalid::ObjectSid)?;
        let found = tx.bundle_find(&Scope::own(owner), support).await?.ok_or(Invalid::ObjectSid)?;
        let object_type = &policy_of(hub, &found)?.object_type;
        let wanted = policy.requirement_for_support(object_type).ok_or_else(|| {
            Error::Invalid(Invalid::ObjectType(format!(
                "a bundle of type {object_type} does not carry a bundle of {}",
                policy.friendly_name
            )))
        })?;
        let present = meeting(tx, hub, &bundle, wanted).await?;
        self.put_in(tx, bundle, present, ObjectSid::Bundle(support)).await
    }

    /// Assigns an object, in place of the one that met the requirement before.
    async fn put_in(
        &self,
        tx: &mut Tx,
        bundle: Bundle,
        present: Option<EntityAssignment>,
        object: ObjectSid,
    ) -> Result<()> {
        let Self { hub, actor, scope } = *self;
        let mut bundle = bundle;
        if let Some(present) = present {
            if present.object_sid == object {
                return Ok(());
            }
            items::delete(tx, hub, actor, &bundle, &present).await?;
            bundle = load(tx, scope, bundle.kind, bundle.sid).await?;
        }
        // Nothing met the requirement a moment ago: who put something there meanwhile is no mistake of this one's.
        items::insert(tx, hub, actor, &bundle, object).await.map(drop).map_err(|error| match error {
            Error::Invalid(Invalid::SecondOfType(_)) | Error::AlreadyExists(_) => Error::Conflict,
            other => other,
        })
    }
}

fn name_of<'h>(hub: &'h Hub, kind: ItemKind, type_name: &'h str) -> &'h str {
    hub.catalog().item_type(kind, type_name).map_or(type_name, |item_type| item_type.friendly_name.as_str())
}

/// The field of a document type that names addresses.
fn address_field(hub: &Hub, type_name: &str) -> Option<String> {
    let fields = &hub.catalog().item_type(ItemKind::SupportingDocument, type_name)?.fields;
    let field = fields.iter().find(|field| field.format == Some(Format::AddressSids))?;
    Some(field.machine_name.clone())
}
