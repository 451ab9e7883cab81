//! The `requirements` object of a policy, exactly as in the vendor's published policies: same keys, same order.

use serde_json::{Value, json};

use super::item_type::FieldRule;
use super::model::{AcceptedDocument, DocumentRequirement, EndUserRequirement, Policy, SupportRequirement};

impl Policy {
    /// The wire's `requirements`. What only the hub knows (optional, unlisted, conditions, files) does not show.
    #[must_use]
    pub fn requirements_json(&self) -> Value {
        // "No documents" is one empty group on the wire, not no group.
        let listed = self.documents.iter().filter(|wanted| !wanted.is_unlisted);
        let mut documents: Vec<Value> = listed.map(|wanted| json!([document(wanted)])).collect();
        if documents.is_empty() {
            documents.push(json!([]));
        }
        json!({
            "end_user": self.end_users.iter().map(end_user).collect::<Vec<_>>(),
            "supporting_trust_products": self.supporting_products.iter().map(support).collect::<Vec<_>>(),
            "supporting_document": documents,
            "supporting_customer_profiles": self.supporting_profiles.iter().map(support).collect::<Vec<_>>(),
        })
    }
}

fn names(fields: &[FieldRule]) -> Vec<&str> {
    fields.iter().map(|field| field.machine_name.as_str()).collect()
}

fn end_user(wanted: &EndUserRequirement) -> Value {
    json!({
        "url": format!("/EndUserTypes/{}", wanted.type_name),
        "fields": names(&wanted.fields),
        "type": wanted.type_name,
        "name": wanted.friendly_name,
        "requirement_name": wanted.requirement.name,
    })
}

fn document(wanted: &DocumentRequirement) -> Value {
    let mut value = serde_json::Map::new();
    if let Some(description) = &wanted.description {
        value.insert("description".to_owned(), json!(description));
    }
    value.insert("type".to_owned(), json!("document"));
    value.insert("name".to_owned(), json!(wanted.name));
    let accepted = wanted.accepted.iter().map(accepted_document).collect::<Vec<_>>();
    value.insert("accepted_documents".to_owned(), json!(accepted));
    value.insert("requirement_name".to_owned(), json!(wanted.requirement.name));
    Value::Object(value)
}

fn accepted_document(document: &AcceptedDocument) -> Value {
    json!({
        "url": format!("/SupportingDocumentTypes/{}", document.type_name),
        "fields": names(&document.fields),
        "type": document.type_name,
        "name": document.friendly_name,
    })
}

fn support(wanted: &SupportRequirement) -> Value {
    json!({
        "type": wanted.object_type,
        "name": wanted.friendly_name,
        "requirement_name": wanted.requirement.name,
    })
}
