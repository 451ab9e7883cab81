//! `errors` of a bundle: why it was turned down, field by field, and how to mend it.

use serde::Serialize;
use trusthub_domain::bundle::{Bundle, Reason, ReasonObject};
use trusthub_domain::policy::Catalog;
use utoipa::ToSchema;

use crate::urls::Urls;

/// One reason. The vendor gives the code alone.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BundleError)]
pub(crate) struct ReasonView {
    /// What kind of reason.
    pub code: u32,
    /// What is wrong.
    pub message: String,
    /// Which field, as `<object type>.<field>`.
    pub field: Option<String>,
    /// The end user or document that carries the field.
    pub object_sid: Option<String>,
    /// How to mend it.
    pub mend: Option<String>,
    /// The page about the code.
    pub more_info: String,
    /// What the reviewer wrote.
    pub note: Option<String>,
}

impl ReasonView {
    pub(crate) fn of(reason: &Reason, catalog: &Catalog, urls: Urls<'_>) -> Self {
        Self {
            code: reason.code.0,
            message: reason.message.clone(),
            field: reason.field.clone(),
            object_sid: reason.object.map(|object| match object {
                ReasonObject::EndUser(sid) => sid.to_string(),
                ReasonObject::SupportingDocument(sid) => sid.to_string(),
            }),
            mend: catalog.error_code(reason.code).map(|known| known.mend.clone()),
            more_info: urls.error(reason.code.0),
            note: reason.note.clone(),
        }
    }
}

/// `None` unless there is a reason: the wire says `null` then, not an empty list.
pub(super) fn reasons(bundle: &Bundle, catalog: &Catalog, urls: Urls<'_>) -> Option<Vec<ReasonView>> {
    let shown = bundle.shown_reasons();
    (!shown.is_empty()).then(|| shown.iter().map(|reason| ReasonView::of(reason, catalog, urls)).collect())
}
