//! What is said in the document about shapes that the use cases make themselves, because they are sent to partners as they
//! are answered. A test compares them with an event.

use utoipa::ToSchema;

/// Who a customer is; what it does not let you see is null.
#[derive(ToSchema)]
#[schema(as = PartnerIdentity)]
#[expect(dead_code, reason = "it is read by the document only")]
pub(super) struct IdentityFields {
    /// The legal name of the business.
    legal_name: Option<String>,
    /// Its website.
    website: Option<String>,
    /// Its country, ISO 3166-1 alpha-2.
    country: Option<String>,
    /// The number under which it is registered.
    registration_number: Option<String>,
}

/// A change of trust: CloudEvents 1.0, structured, JSON.
#[derive(ToSchema)]
#[schema(as = PartnerEvent)]
#[expect(dead_code, reason = "it is read by the document only")]
pub(super) struct EventFields {
    /// `1.0`.
    specversion: String,
    /// `EV…`: the same however often, and to whomever, it is told.
    id: String,
    /// Where the feed is.
    source: String,
    /// `trusthub.trust.granted.v1`, `….raised`, `lowered`, `suspended`, `reinstated`, `expired`, `grounds_changed`;
    /// `trusthub.number.added.v1`, `….assigned`, `unassigned`, `removed`.
    #[schema(rename = "type")]
    type_name: String,
    /// The number, in E.164, where you may see it; else the account.
    subject: String,
    /// When.
    time: String,
    /// `application/json`.
    datacontenttype: String,
    /// The cursor behind it.
    sequence: String,
    /// What happened.
    data: DataFields,
}

/// What happened.
#[derive(ToSchema)]
#[schema(as = PartnerEventData)]
#[expect(dead_code, reason = "it is read by the document only")]
pub(super) struct DataFields {
    /// The account.
    account_sid: String,
    /// The number, where the customer lets you see which.
    number: Option<String>,
    /// The account's level since: 0 to 3.
    level: u8,
    /// `unknown`, `identified`, `verified` or `verified+`.
    level_name: String,
    /// The level before.
    previous_level: u8,
    /// `in_force`, `suspended`, `expired` or `withdrawn`.
    status: String,
    /// Who the customer is, as far as it lets you see.
    identity: Option<IdentityFields>,
}
