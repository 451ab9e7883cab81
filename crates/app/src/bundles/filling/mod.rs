//! A bundle as a form: what each requirement holds, what is wrong with it, and one change that makes or mends it.
//!
//! The API makes an item and assigns it in two steps; a form saves both at once, so that a process killed in between leaves
//! nothing half done.

mod advice;
mod hand;
mod several;

use trusthub_domain::bundle::{Bundle, BundleKind, EntityAssignment, ObjectSid};
use trusthub_domain::evaluation::{Parts, Report, evaluate};
use trusthub_domain::item::{Address, Attributes, DocumentFile, EndUser, SupportingDocument};
use trusthub_domain::policy::{ItemKind, Policy};
use trusthub_domain::sid::{AddressSid, BundleSid, SupportingDocumentSid};
use trusthub_storage::{Scope, Tx};

pub use self::advice::Advice;
use self::hand::Hand;
pub(crate) use self::several::put_all;
use super::parts::{Gathered, gather};
use super::{items, load, must_be_allowed, policy_of};
use crate::items::addresses::NewAddress;
use crate::items::documents;
use crate::{Actor, Hub, Invalid, Permit, Result, retry};

/// A bundle with all that is in it, and what its policy says of that now.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The bundle.
    pub bundle: Bundle,
    /// What is assigned to it.
    pub items: Vec<EntityAssignment>,
    /// The objects themselves.
    pub parts: Parts,
    /// What the policy says; not stored.
    pub report: Report,
    /// What the checks after a submission would say besides.
    pub advice: Vec<Advice>,
}

/// What would be said of a bundle with something in it that is not saved yet.
#[derive(Debug, Clone)]
pub struct Judged {
    /// What the policy would say.
    pub report: Report,
    /// What the checks after a submission would say besides.
    pub advice: Vec<Advice>,
}

impl Filled {
    /// The item that meets a requirement.
    #[must_use]
    pub fn item(&self, policy: &Policy, requirement: &str) -> Option<&EntityAssignment> {
        self.items.iter().find(|item| items::met_by(policy, item) == Some(requirement))
    }

    /// The end user of that type.
    #[must_use]
    pub fn end_user(&self, type_name: &str) -> Option<&EndUser> {
        self.parts.end_users.iter().find(|end_user| end_user.type_name == type_name)
    }

    /// The document that meets a requirement.
    #[must_use]
    pub fn document(&self, policy: &Policy, requirement: &str) -> Option<&SupportingDocument> {
        let ObjectSid::SupportingDocument(sid) = self.item(policy, requirement)?.object_sid else {
            return None;
        };
        self.parts.documents.iter().find(|document| document.sid == sid)
    }

    /// The address that a document names first.
    #[must_use]
    pub fn address(&self, document: &SupportingDocument) -> Option<&Address> {
        named_addresses(document).find_map(|sid| self.parts.addresses.get(&sid))
    }
}

/// What a form says about one requirement.
#[derive(Debug, Clone)]
pub enum Filling {
    /// An end user's fields. Those that are not named are kept; empty ones are taken out.
    EndUser {
        /// Machine name of its type.
        type_name: String,
        /// The fields.
        attributes: Attributes,
    },
    /// A document's fields, and with them an address or a file.
    Document {
        /// Machine name of its type.
        type_name: String,
        /// The fields but the addresses.
        attributes: Attributes,
        /// The address that it names.
        address: Option<Box<NewAddress>>,
        /// The uploaded bytes; without them a file that is there stays.
        file: Option<Vec<u8>>,
    },
    /// A bundle to rest on.
    Support(BundleSid),
}

/// The bundle with all that is in it.
///
/// # Errors
/// `NotFound`.
pub async fn open(hub: &Hub, actor: &Actor, kind: BundleKind, sid: BundleSid) -> Result<Filled> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let bundle = load(&mut tx, &scope, kind, sid).await?;
    let gathered = gather(&mut tx, hub, &bundle, policy_of(hub, &bundle)?).await?;
    filled(hub, bundle, gathered)
}

fn filled(hub: &Hub, bundle: Bundle, Gathered { items, parts }: Gathered) -> Result<Filled> {
    let policy = policy_of(hub, &bundle)?;
    let report = evaluate(policy, hub.catalog(), &parts);
    let advice = advice::advice(hub, &bundle, policy, &parts);
    Ok(Filled { bundle, items, parts, report, advice })
}

/// What the policy would say with this in it. Changes nothing: for checking while somebody types.
///
/// # Errors
/// `NotFound`; `Invalid` for a type that has no place in the bundle.
pub async fn would_be(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    sid: BundleSid,
    filling: Filling,
) -> Result<Judged> {
    let mut seen = open(hub, actor, kind, sid).await?;
    let policy = policy_of(hub, &seen.bundle)?;
    match filling {
        Filling::EndUser { type_name, attributes } => {
            requirement(policy, ItemKind::EndUser, &type_name)?;
            let known = seen.end_user(&type_name).cloned();
            let end_user = EndUser {
                attributes: merged(known.as_ref().map(|known| &known.attributes), attributes),
                ..known.unwrap_or_else(|| blank_end_user(hub, &seen.bundle, type_name.clone()))
            };
            seen.parts.end_users.retain(|other| other.type_name != type_name);
            seen.parts.end_users.push(end_user);
        }
        // A document is judged by its file, and a support by its own life: neither is typed.
        Filling::Document { .. } | Filling::Support(_) => {}
    }
    Ok(Judged {
        report: evaluate(policy, hub.catalog(), &seen.parts),
        advice: advice::advice(hub, &seen.bundle, policy, &seen.parts),
    })
}

fn blank_end_user(hub: &Hub, bundle: &Bundle, type_name: String) -> EndUser {
    let now = hub.now();
    EndUser {
        sid: hub.sid(),
        account_sid: bundle.account_sid,
        friendly_name: type_name.clone(),
        type_name,
        attributes: Attributes::new(),
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

/// Makes or mends what meets one requirement, and assigns it.
///
/// # Errors
/// `NotFound`; `Rule` while the bundle is frozen; `Invalid` for what has no place in it, for a part of an address that is
/// missing, for an unusable file; `TooLarge`; `Conflict`.
pub async fn fill(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    sid: BundleSid,
    mut filling: Filling,
) -> Result<Filled> {
    let scope = actor.may(Permit::Own)?;
    let upload = match &mut filling {
        Filling::Document { file, .. } => file.take(),
        Filling::EndUser { .. } | Filling::Support(_) => None,
    };
    let file = match upload {
        Some(bytes) => {
            // Asked before the file is stored, so that a frozen bundle takes up no room.
            let bundle = load(&mut hub.db().read().await?, &scope, kind, sid).await?;
            bundle.may_change()?;
            let document: SupportingDocumentSid = hub.sid();
            Some((document, documents::store_file(hub, &scope, document, bytes).await?))
        }
        None => None,
    };
    let (bundle, gathered) = retry::on_conflict(|| {
        let (filling, file) = (filling.clone(), file.clone());
        async {
            let mut tx = hub.db().write().await?;
            let bundle = load(&mut tx, &scope, kind, sid).await?;
            put(&mut tx, hub, actor, bundle, filling, file).await?;
            let bundle = load(&mut tx, &scope, kind, sid).await?;
            let gathered = gather(&mut tx, hub, &bundle, policy_of(hub, &bundle)?).await?;
            tx.commit().await?;
            Ok((bundle, gathered))
        }
    })
    .await?;
    // Judged when the writer is free again: it is the longer part.
    filled(hub, bundle, gathered)
}

/// The same within a larger change; `file` is stored already.
pub(crate) async fn put(
    tx: &mut Tx,
    hub: &Hub,
    actor: &Actor,
    bundle: Bundle,
    filling: Filling,
    file: Option<(SupportingDocumentSid, DocumentFile)>,
) -> Result<()> {
    bundle.may_change()?;
    must_be_allowed(hub, actor, policy_of(hub, &bundle)?)?;
    let scope = Scope::own(bundle.account_sid);
    let hand = Hand { hub, actor, scope: &scope };
    match filling {
        Filling::EndUser { type_name, attributes } => hand.end_user(tx, bundle, type_name, attributes).await,
        Filling::Document { type_name, attributes, address, .. } => {
            hand.document(tx, bundle, type_name, attributes, address.map(|address| *address), file).await
        }
        Filling::Support(support) => hand.support(tx, bundle, support).await,
    }
}

/// Takes out what meets a requirement; the object itself stays with the account.
///
/// # Errors
/// `NotFound`; `Rule` while the bundle is frozen; `Conflict`.
pub async fn leave_out(
    hub: &Hub,
    actor: &Actor,
    kind: BundleKind,
    sid: BundleSid,
    requirement: &str,
) -> Result<()> {
    let scope = actor.may(Permit::Own)?;
    retry::on_conflict(|| async {
        let mut tx = hub.db().write().await?;
        let bundle = load(&mut tx, &scope, kind, sid).await?;
        if let Some(item) = meeting(&mut tx, hub, &bundle, requirement).await? {
            items::delete(&mut tx, hub, actor, &bundle, &item).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

async fn meeting(
    tx: &mut Tx,
    hub: &Hub,
    bundle: &Bundle,
    requirement: &str,
) -> Result<Option<EntityAssignment>> {
    let policy = policy_of(hub, bundle)?;
    let all = tx.entity_assignment_all(&Scope::own(bundle.account_sid), bundle.sid).await?;
    Ok(all.into_iter().find(|item| items::met_by(policy, item) == Some(requirement)))
}

/// The requirement that an item of this type meets.
fn requirement<'p>(policy: &'p Policy, kind: ItemKind, type_name: &str) -> Result<&'p str> {
    policy.requirement_for_item(kind, type_name).ok_or_else(|| {
        let policy = &policy.friendly_name;
        Invalid::ObjectType(format!(
            "an object of type {type_name} does not belong into a bundle of {policy}"
        ))
        .into()
    })
}

/// What a form leaves out is kept; what it empties is taken out.
fn merged(known: Option<&Attributes>, given: Attributes) -> Attributes {
    let mut merged = known.cloned().unwrap_or_default();
    for (name, value) in given {
        let is_empty = match &value {
            serde_json::Value::Null => true,
            serde_json::Value::String(text) => text.is_empty(),
            serde_json::Value::Bool(_)
            | serde_json::Value::Number(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => false,
        };
        if is_empty {
            merged.shift_remove(&name);
        } else {
            merged.insert(name, value);
        }
    }
    merged
}

fn named_addresses(document: &SupportingDocument) -> impl Iterator<Item = AddressSid> {
    let named = document.attributes.values().flat_map(|value| match value {
        serde_json::Value::String(text) => vec![text.as_str()],
        serde_json::Value::Array(values) => values.iter().filter_map(serde_json::Value::as_str).collect(),
        _ => Vec::new(),
    });
    named.filter_map(|text| text.trim().parse().ok())
}
