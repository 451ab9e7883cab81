//! Everybody who may be shown something, and what each sees now.

use askama::Template;
use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use trusthub_app::partners::{accounts, consents};
use trusthub_domain::partner::{Consent, Partner, PartnerKind, Recipient};

use super::{base, frame, words};
use crate::asked::Asked;
use crate::fault::Result;
use crate::frame::{Frame, render};
use crate::session::Customer;

struct Row {
    name: String,
    /// What it is or does.
    about: &'static str,
    /// What it sees by its own consent; empty for nothing.
    sees: String,
    /// What it sees besides, because all of its kind do.
    of_kind: String,
    /// There is a consent to take back.
    has_consent: bool,
    /// It is still here, so that consent can be given.
    is_in_use: bool,
    href: String,
}

#[derive(Template)]
#[template(path = "partners/list.html")]
struct ListPage {
    frame: Frame,
    is_test: bool,
    may_change: bool,
    kinds: Vec<Row>,
    partners: Vec<Row>,
}

pub(super) async fn show(customer: Customer, Query(asked): Query<Asked>) -> Result<Response> {
    let (hub, actor) = (customer.hub(), &customer.actor);
    let base = base(&customer);
    let consents = consents::list(hub, actor).await?;
    let partners = accounts::list_in_use(hub, actor).await?;
    let done = match asked.done.as_str() {
        "given" => Some("Your consent is kept. It counts within a second."),
        "withdrawn" => Some("Your consent is taken back. Nothing more is shown within a second."),
        _ => None,
    };
    let gone = gone(&consents, &partners);
    let gone = gone.map(|consent| of_gone(&base, consent));
    let known = partners.iter().map(|partner| of_partner(&base, &consents, partner));
    let page = ListPage {
        frame: frame(&customer, "Who sees your data").after(done),
        is_test: customer.account.is_test,
        may_change: customer.may_change(),
        kinds: PartnerKind::ALL.into_iter().map(|kind| of_kind(&base, &consents, kind)).collect(),
        partners: known.chain(gone).collect(),
    };
    Ok(render(&page)?.into_response())
}

/// Consents to partners that are no longer here.
fn gone<'c>(consents: &'c [Consent], partners: &[Partner]) -> impl Iterator<Item = &'c Consent> {
    consents.iter().filter(|consent| match consent.recipient {
        Recipient::Partner(sid) => partners.iter().all(|partner| partner.sid != sid),
        Recipient::Kind(_) => false,
    })
}

fn of_kind(base: &str, consents: &[Consent], kind: PartnerKind) -> Row {
    let recipient = Recipient::Kind(kind);
    let name = words::kind(kind).all.to_owned();
    Row { name, about: words::does(kind), ..row(base, consents, recipient) }
}

fn of_partner(base: &str, consents: &[Consent], partner: &Partner) -> Row {
    let of_kind = consents.iter().find(|consent| consent.recipient == Recipient::Kind(partner.kind));
    Row {
        name: partner.friendly_name.clone(),
        about: words::kind(partner.kind).one,
        of_kind: of_kind.map(|consent| words::fields(consent.fields)).unwrap_or_default(),
        ..row(base, consents, Recipient::Partner(partner.sid))
    }
}

fn of_gone(base: &str, consent: &Consent) -> Row {
    let consents = std::slice::from_ref(consent);
    Row {
        name: format!("Partner {}", consent.recipient),
        about: "No longer with us: it sees nothing.",
        is_in_use: false,
        ..row(base, consents, consent.recipient)
    }
}

fn row(base: &str, consents: &[Consent], recipient: Recipient) -> Row {
    let consent = consents.iter().find(|consent| consent.recipient == recipient);
    Row {
        name: String::new(),
        about: "",
        sees: consent.map(|consent| words::fields(consent.fields)).unwrap_or_default(),
        of_kind: String::new(),
        has_consent: consent.is_some(),
        is_in_use: true,
        href: format!("{base}/{recipient}"),
    }
}
