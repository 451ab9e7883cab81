//! What one partner, or all of a kind, may see: choosing it, and taking it back.

use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use trusthub_app::partners::{accounts, consents};
use trusthub_domain::partner::{Consent, ConsentField, ConsentFields, PartnerKind, Recipient};
use trusthub_domain::time::Timestamp;

use super::{base, frame, words};
use crate::fault::{Fault, Result};
use crate::form::{Choice, Control, Field, beside};
use crate::frame::{Frame, render};
use crate::session::{Customer, Posted};

const FIELDS: &str = "Fields";

/// The recipient that a path names: `PT…`, or a kind.
pub(super) type At = Path<(String, String)>;

/// Who it is, and what it may see now.
struct Known {
    recipient: Recipient,
    name: String,
    kind: PartnerKind,
    consent: Option<Consent>,
    /// What all of its kind see.
    of_kind: ConsentFields,
}

#[derive(Template)]
#[template(path = "partners/recipient.html")]
struct RecipientPage {
    frame: Frame,
    list: String,
    here: String,
    name: String,
    does: &'static str,
    /// What it sees in any case, because all of its kind do.
    of_kind: String,
    kind_name: &'static str,
    kind_href: String,
    is_kind: bool,
    given: Option<Timestamp>,
    sees: String,
    may_change: bool,
    field: Field,
}

fn parsed(path: &At) -> Result<Recipient> {
    path.1.parse().map_err(|_| Fault::NoSuchPage)
}

async fn known(customer: &Customer, recipient: Recipient) -> Result<Known> {
    let (hub, actor) = (customer.hub(), &customer.actor);
    let (name, kind) = match recipient {
        Recipient::Kind(kind) => (words::kind(kind).many.to_owned(), kind),
        Recipient::Partner(sid) => {
            let partners = accounts::list_in_use(hub, actor).await?;
            let partner = partners.into_iter().find(|partner| partner.sid == sid);
            let partner = partner.ok_or(Fault::NoSuchPage)?;
            (partner.friendly_name, partner.kind)
        }
    };
    let consents = consents::list(hub, actor).await?;
    let given = |to| consents.iter().find(|consent| consent.recipient == to).cloned();
    let of_kind = given(Recipient::Kind(kind)).filter(|_| recipient != Recipient::Kind(kind));
    Ok(Known {
        consent: given(recipient),
        of_kind: of_kind.map(|consent| consent.fields).unwrap_or_default(),
        recipient,
        name,
        kind,
    })
}

fn field(chosen: &str, wrong: Option<String>) -> Field {
    let choice = |one: ConsentField| {
        let (label, learns) = words::field(one);
        Choice::new(one.as_str(), label).with_note(learns)
    };
    Field::new(Control::Boxes(ConsentField::ALL.map(choice).to_vec()), FIELDS, "What may be seen")
        .hint("Of a business only, and only while its profile is approved and in force. Never anything about a person.")
        .value(chosen)
        .wrong(wrong)
}

fn names(fields: ConsentFields) -> String {
    fields.iter().map(ConsentField::as_str).collect::<Vec<_>>().join(",")
}

pub(super) async fn ask(customer: Customer, path: At) -> Result<Response> {
    let known = known(&customer, parsed(&path)?).await?;
    let chosen = known.consent.as_ref().map(|consent| names(consent.fields)).unwrap_or_default();
    page(&customer, known, field(&chosen, None))
}

fn page(customer: &Customer, known: Known, field: Field) -> Result<Response> {
    let list = base(customer);
    let status = if field.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let consent = known.consent.as_ref();
    let page = RecipientPage {
        frame: frame(customer, format!("What {} may see", known.name)),
        here: format!("{list}/{}", known.recipient),
        does: words::does(known.kind),
        of_kind: words::fields(known.of_kind),
        kind_name: words::kind(known.kind).many,
        kind_href: format!("{list}/{}", known.kind),
        is_kind: matches!(known.recipient, Recipient::Kind(_)),
        given: consent.map(|consent| consent.date_updated),
        sees: consent.map(|consent| words::fields(consent.fields)).unwrap_or_default(),
        may_change: customer.may_change(),
        name: known.name,
        field,
        list,
    };
    Ok((status, render(&page)?).into_response())
}

pub(super) async fn give(customer: Customer, path: At, posted: Posted) -> Result<Response> {
    let known = known(&customer, parsed(&path)?).await?;
    let chosen = posted.all(FIELDS).collect::<Vec<_>>().join(",");
    let fields: ConsentFields = posted.all(FIELDS).filter_map(|name| name.parse().ok()).collect();
    if fields.is_empty() {
        let nothing = match known.consent {
            Some(_) => "Choose at least one. To show nothing, take your consent back below.",
            None => "Choose at least one. While you choose none, nothing of it is shown.",
        };
        return page(&customer, known, field(&chosen, Some(nothing.to_owned())));
    }
    match consents::give(customer.hub(), &customer.actor, known.recipient, fields).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=given", base(&customer))).into_response()),
        Err(error) => {
            let mut fields = [field(&chosen, None)];
            let whole = beside(&mut fields, error)?;
            let [field] = fields;
            page(&customer, known, field.wrong(whole))
        }
    }
}

pub(super) async fn withdraw(customer: Customer, path: At) -> Result<Redirect> {
    let recipient = parsed(&path)?;
    let (hub, actor) = (customer.hub(), &customer.actor);
    let consents = consents::list(hub, actor).await?;
    let consent = consents.into_iter().find(|consent| consent.recipient == recipient);
    consents::withdraw(hub, actor, consent.ok_or(Fault::NoSuchPage)?.sid).await?;
    Ok(Redirect::to(&format!("{}?done=withdrawn", base(&customer))))
}
