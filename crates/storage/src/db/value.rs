//! Values on their way into a statement, and rows on their way out, the same for both databases.

use sqlx::FromRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use trusthub_domain::bundle::ObjectSid;
use trusthub_domain::sid::{
    AccountSid, AddressSid, AttestationSid, BrandSid, BrandVettingSid, BundleSid, CampaignSid, CaseSid,
    ChannelAssignmentSid, ConfirmationSid, ConsentSid, CredentialSid, DomainSid, EndUserSid,
    EntityAssignmentSid, EvaluationSid, EventSid, KeySid, MessagingServiceSid, PartnerSid, PasskeySid,
    PhoneNumberSid, PolicySid, ReviewerSid, SupportingDocumentSid, SwitchSid, TicketSid, TollfreeSid,
    UserSid,
};
use trusthub_domain::time::Timestamp;

/// A row that either database can give.
pub(crate) trait Record:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<R: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Record for R {}

/// One argument of a statement. An absent value keeps its type: PostgreSQL wants to know.
#[derive(Clone)]
pub(crate) enum Value {
    Text(Option<String>),
    Integer(Option<i64>),
    Boolean(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

/// What can be an argument of a statement.
pub(crate) trait Bind {
    fn value(self) -> Value;
    fn absent() -> Value;
}

macro_rules! binds {
    ($variant:ident: $($type:ty = |$value:pat_param| $turn:expr;)*) => {$(
        impl Bind for $type {
            fn value(self) -> Value {
                let $value = self;
                Value::$variant(Some($turn))
            }

            fn absent() -> Value {
                Value::$variant(None)
            }
        }
    )*};
}

binds! { Text:
    String = |text| text;
    &str = |text| text.to_owned();
    &String = |text| text.clone();
    ObjectSid = |sid| sid.to_string();
    AccountSid = |sid| sid.to_string();
    KeySid = |sid| sid.to_string();
    BundleSid = |sid| sid.to_string();
    PolicySid = |sid| sid.to_string();
    EndUserSid = |sid| sid.to_string();
    SupportingDocumentSid = |sid| sid.to_string();
    EntityAssignmentSid = |sid| sid.to_string();
    ChannelAssignmentSid = |sid| sid.to_string();
    EvaluationSid = |sid| sid.to_string();
    AddressSid = |sid| sid.to_string();
    PhoneNumberSid = |sid| sid.to_string();
    EventSid = |sid| sid.to_string();
    CaseSid = |sid| sid.to_string();
    ReviewerSid = |sid| sid.to_string();
    UserSid = |sid| sid.to_string();
    PasskeySid = |sid| sid.to_string();
    ConfirmationSid = |sid| sid.to_string();
    SwitchSid = |sid| sid.to_string();
    AttestationSid = |sid| sid.to_string();
    PartnerSid = |sid| sid.to_string();
    ConsentSid = |sid| sid.to_string();
    TicketSid = |sid| sid.to_string();
    CredentialSid = |sid| sid.to_string();
    DomainSid = |sid| sid.to_string();
    MessagingServiceSid = |sid| sid.to_string();
    BrandSid = |sid| sid.to_string();
    BrandVettingSid = |sid| sid.to_string();
    CampaignSid = |sid| sid.to_string();
    TollfreeSid = |sid| sid.to_string();
}

binds! { Integer:
    i64 = |number| number;
    u32 = |number| i64::from(number);
    Timestamp = |instant| instant.as_micros();
}

binds! { Boolean:
    bool = |truth| truth;
}

binds! { Bytes:
    Vec<u8> = |bytes| bytes;
    &[u8] = |bytes| bytes.to_vec();
    &Vec<u8> = |bytes| bytes.clone();
}

impl<T: Bind> Bind for Option<T> {
    fn value(self) -> Value {
        self.map_or_else(T::absent, T::value)
    }

    fn absent() -> Value {
        T::absent()
    }
}

/// The arguments of a statement, in the order of their numbers.
macro_rules! args {
    ($($value:expr),* $(,)?) => { Vec::from([$($crate::db::value::Bind::value($value)),*]) };
}
pub(crate) use args;

/// The place behind a row in the order of account and identifier, or before all of them.
pub(crate) fn place_after(last: Option<(AccountSid, impl ToString)>) -> (String, String) {
    last.map(|(account, sid)| (account.to_string(), sid.to_string())).unwrap_or_default()
}

/// Binds all values to a query of whichever backend.
macro_rules! bind {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Integer(number) => query.bind(number),
                Value::Boolean(truth) => query.bind(truth),
                Value::Bytes(bytes) => query.bind(bytes),
            };
        }
        query
    }};
}
pub(crate) use bind;
