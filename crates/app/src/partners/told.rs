//! What one partner is told of one entry of the feed, by what its customer lets it see now. The envelope is CloudEvents 1.0
//! (structured, JSON); the attribute `sequence` is the specification's own extension of that name.

use serde::Serialize;
use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{Consent, ConsentField, ConsentFields, Partner};
use trusthub_domain::sid::AccountSid;
use trusthub_storage::StoredFeedEvent;

use crate::Hub;
use crate::attestation::Shared;

/// Who a customer is, as far as a partner may see it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct IdentityView {
    /// The legal name of the business.
    pub legal_name: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// Its country, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The number under which it is registered.
    pub registration_number: Option<String>,
}

/// An entry of the feed, as a partner gets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CloudEvent {
    /// `1.0`.
    pub specversion: &'static str,
    /// `EV…`: the same however often, and to whomever, it is told.
    pub id: String,
    /// Where the feed is.
    pub source: String,
    /// `trusthub.trust.granted.v1` and so on.
    #[serde(rename = "type")]
    pub type_name: String,
    /// The number, in E.164, or the account.
    pub subject: String,
    /// When.
    pub time: String,
    /// `application/json`.
    pub datacontenttype: &'static str,
    /// The cursor behind it.
    pub sequence: String,
    /// What happened.
    pub data: Told,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The account.
    pub account_sid: String,
    /// The number; `None` unless the customer lets the partner see which.
    pub number: Option<String>,
    /// The account's level since: 0 to 3.
    pub level: u8,
    /// Its name.
    pub level_name: &'static str,
    /// The level before.
    pub previous_level: u8,
    /// Whether the level holds, and if not, why.
    pub status: &'static str,
    /// Who the customer is, as far as the partner may see it; `None` if it may see nothing.
    pub identity: Option<IdentityView>,
}

/// What a partner may see of an account, and what there is to see.
pub(super) fn seen(
    hub: &Hub,
    partner: &Partner,
    account: AccountSid,
) -> (ConsentFields, Option<IdentityView>) {
    match hub.attestations().shared(account) {
        Some(shared) => {
            let fields = Consent::covers(&shared.consents, partner);
            (fields, identity(&shared, fields))
        }
        None => (ConsentFields::default(), None),
    }
}

fn identity(shared: &Shared, fields: ConsentFields) -> Option<IdentityView> {
    let of = |field: ConsentField, text: &Option<String>| text.clone().filter(|_| fields.has(field));
    let known = &shared.identity;
    let view = IdentityView {
        legal_name: of(ConsentField::LegalName, &known.legal_name),
        website: of(ConsentField::Website, &known.website),
        country: of(ConsentField::Country, &known.country),
        registration_number: of(ConsentField::RegistrationNumber, &known.registration_number),
    };
    Some(view).filter(|view| *view != IdentityView::default())
}

/// What this partner is told of this entry now.
pub(super) fn told(hub: &Hub, partner: &Partner, stored: &StoredFeedEvent) -> CloudEvent {
    let (fields, identity) = seen(hub, partner, stored.event.account_sid);
    let number = stored.event.number.as_ref().filter(|_| fields.has(ConsentField::Numbers));
    cloud_event(hub, stored, number, identity)
}

/// What the operator's own systems are told of it: which number, since the numbers are the operator's, and not who the customer
/// is, since what is published cannot be taken back when consent is, or an account erased.
pub(super) fn told_to_operator(hub: &Hub, stored: &StoredFeedEvent) -> CloudEvent {
    cloud_event(hub, stored, stored.event.number.as_ref(), None)
}

fn cloud_event(
    hub: &Hub,
    stored: &StoredFeedEvent,
    number: Option<&Phone>,
    identity: Option<IdentityView>,
) -> CloudEvent {
    let StoredFeedEvent { sequence, event } = stored;
    let number = number.map(|number| number.as_str().to_owned());
    CloudEvent {
        specversion: "1.0",
        id: event.sid.to_string(),
        source: format!("{}/partner/v1/Events", hub.settings().public_url),
        type_name: format!("trusthub.{}.v1", event.kind.as_str()),
        subject: number.clone().unwrap_or_else(|| event.account_sid.to_string()),
        time: event.at.to_rfc3339(),
        datacontenttype: "application/json",
        sequence: sequence.to_string(),
        data: Told {
            account_sid: event.account_sid.to_string(),
            number,
            level: event.to.number(),
            level_name: event.to.as_str(),
            previous_level: event.from.number(),
            status: event.status.as_str(),
            identity,
        },
    }
}
