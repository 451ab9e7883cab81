//! The reasons of a rejection, from what a reviewer gives to what the customer reads.

use trusthub_domain::bundle::{EntityAssignment, ObjectSid, Reason, ReasonObject};
use trusthub_domain::review::GivenReason;

use crate::input::{self, LINE_LIMIT};
use crate::{Error, Hub, Invalid, Result};

/// The reason as the customer sees it: the code's own sentence, the item the field is on, the reviewer's note.
pub(super) fn reason(hub: &Hub, items: &[EntityAssignment], given: GivenReason) -> Result<Reason> {
    let known = hub.catalog().error_code(given.code).filter(|code| code.is_for_reviewers);
    let known = known.ok_or_else(|| {
        let codes = hub.catalog().error_codes().filter(|code| code.is_for_reviewers);
        let codes: Vec<String> = codes.map(|code| code.code.0.to_string()).collect();
        Error::Invalid(Invalid::Field { field: "code", why: format!("use one of {}", codes.join(", ")) })
    })?;
    if let Some(note) = &given.note {
        input::note(note)?;
    }
    if let Some(field) = &given.field {
        input::required("field", field, LINE_LIMIT)?;
    }
    let object = given.field.as_deref().and_then(|field| object_of(items, field));
    Ok(Reason {
        code: given.code,
        field: given.field,
        object,
        message: known.message.clone(),
        note: given.note,
    })
}

fn object_of(items: &[EntityAssignment], field: &str) -> Option<ReasonObject> {
    let object_type = field.split('.').next()?;
    let item = items.iter().find(|item| item.object_type == object_type)?;
    match item.object_sid {
        ObjectSid::EndUser(sid) => Some(ReasonObject::EndUser(sid)),
        ObjectSid::SupportingDocument(sid) => Some(ReasonObject::SupportingDocument(sid)),
        ObjectSid::Bundle(_) => None,
    }
}
