//! Valid values to store: each with an identifier of its own, made one second after the other.

use std::sync::atomic::{AtomicI64, Ordering};

use serde_json::json;
use trusthub_domain::account::{Account, AccountStatus, ApiKey};
use trusthub_domain::bundle::{Bundle, BundleKind, ChannelAssignment, EntityAssignment, ObjectSid, Status};
use trusthub_domain::evaluation::{Compliance, Evaluation, Report};
use trusthub_domain::item::{
    Address, Attributes, DocumentFile, DocumentStatus, EndUser, MediaType, PhoneNumber, SupportingDocument,
};
use trusthub_domain::people::{Notifications, User, UserRole};
use trusthub_domain::sid::{AccountSid, BundleSid, PolicySid, Sid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::{AuthTokens, Db, PageRequest, Position, Scope};
use uuid::Uuid;

static COUNTER: AtomicI64 = AtomicI64::new(1);

fn count() -> i64 {
    COUNTER.fetch_add(1, Ordering::Relaxed)
}

/// A new identifier.
pub fn sid<S: Sid>() -> S {
    S::from_uuid(Uuid::from_u128(
        0x0190_0000_0000_7000_8000_0000_0000_0000 + u128::try_from(count()).unwrap(),
    ))
}

/// A new instant, later than all before.
pub fn instant() -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000 + count() * 1_000_000)
}

/// Attributes from a JSON object.
pub fn attributes(value: serde_json::Value) -> Attributes {
    match value {
        serde_json::Value::Object(attributes) => attributes,
        other => panic!("not an object: {other}"),
    }
}

/// The first page of a list, large enough for any test.
pub fn whole() -> PageRequest {
    PageRequest { size: 1000, position: Position::Start }
}

/// Tokens to store with an account.
pub fn tokens() -> AuthTokens {
    AuthTokens {
        primary: format!("primary-token-{}", count()).into(),
        secondary: None,
        secondary_created: None,
    }
}

/// An account that is not stored yet.
pub fn account(parent: Option<AccountSid>) -> Account {
    let now = instant();
    Account {
        sid: sid(),
        parent_sid: parent,
        friendly_name: "Owl Telecom".to_owned(),
        status: AccountStatus::Active,
        is_test: false,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

/// An invited owner who is not stored yet.
pub fn user(scope: &Scope, email: &str) -> User {
    let now = instant();
    User {
        sid: sid(),
        account_sid: scope.account(),
        email: email.parse().unwrap(),
        role: UserRole::Owner,
        is_invited: true,
        is_disabled: false,
        notifications: Notifications { decisions: true, expiry: false },
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

/// Stores an account, its key and its tokens.
pub async fn store_account(db: &Db, account: &Account) -> Scope {
    db.vault().account_key_create(account.sid).await.unwrap();
    let mut tx = db.write().await.unwrap();
    tx.account_insert(account, &tokens()).await.unwrap();
    tx.commit().await.unwrap();
    Scope::own(account.sid)
}

/// A new stored account's scope.
pub async fn tenant(db: &Db) -> Scope {
    store_account(db, &account(None)).await
}

/// An API key.
pub fn api_key(scope: &Scope) -> ApiKey {
    let now = instant();
    ApiKey {
        sid: sid(),
        account_sid: scope.account(),
        friendly_name: "build server".to_owned(),
        date_created: now,
        date_updated: now,
    }
}

/// A draft.
pub fn bundle(scope: &Scope) -> Bundle {
    let now = instant();
    Bundle {
        sid: sid(),
        account_sid: scope.account(),
        kind: BundleKind::CustomerProfile,
        policy_sid: policy(1),
        friendly_name: "Owl Telecom profile".to_owned(),
        email: "carla.secret@owl.example".parse().unwrap(),
        status_callback: Some("https://owl.example/callback?key=hidden-callback-key".to_owned()),
        status: Status::Draft,
        suspension: None,
        lost_support: Vec::new(),
        account_status: AccountStatus::Active,
        is_told_of_account: false,
        valid_until: None,
        reasons: Vec::new(),
        copy_of: None,
        event_sequence: 0,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

/// One of two policies and more.
pub fn policy(number: u128) -> PolicySid {
    PolicySid::from_uuid(Uuid::from_u128(number))
}

/// A person.
pub fn end_user(scope: &Scope) -> EndUser {
    let now = instant();
    EndUser {
        sid: sid(),
        account_sid: scope.account(),
        friendly_name: "representative".to_owned(),
        type_name: "authorized_representative_1".to_owned(),
        attributes: attributes(
            json!({"last_name": "Wintermoor", "email": "w@owl.example", "extra": [1, null]}),
        ),
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

/// A document with a file.
pub fn document(scope: &Scope) -> SupportingDocument {
    let now = instant();
    SupportingDocument {
        sid: sid(),
        account_sid: scope.account(),
        friendly_name: "address".to_owned(),
        type_name: "customer_profile_address".to_owned(),
        status: DocumentStatus::Draft,
        attributes: attributes(json!({"address_sids": ["AD1"], "note": "behind the Kestrelgate"})),
        file: Some(DocumentFile {
            media_type: MediaType::Pdf,
            size_bytes: 4711,
            sha256: "ab".repeat(32),
            object_key: "AC/RD/file".to_owned(),
        }),
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

/// An address.
pub fn address(scope: &Scope) -> Address {
    let now = instant();
    Address {
        sid: sid(),
        account_sid: scope.account(),
        friendly_name: "head office".to_owned(),
        customer_name: "Carla Wintermoor".to_owned(),
        street: "12 Kestrelgate".to_owned(),
        street_secondary: None,
        city: "Larkhaven".to_owned(),
        region: "CA".to_owned(),
        postal_code: "90210".to_owned(),
        iso_country: "US".to_owned(),
        emergency_enabled: false,
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

/// A phone number.
pub fn number(scope: &Scope) -> PhoneNumber {
    let now = instant();
    PhoneNumber {
        sid: sid(),
        account_sid: scope.account(),
        phone_number: format!("+1510{:07}", count()).parse().unwrap(),
        friendly_name: "front desk".to_owned(),
        bundle_sid: None,
        address_sid: None,
        settings: attributes(json!({"voice_url": "https://owl.example/voice?pin=hidden-voice-pin"})),
        version: 1,
        date_created: now,
        date_updated: now,
    }
}

/// An item of a bundle.
pub fn item(bundle: &Bundle, object_sid: ObjectSid, object_type: &str) -> EntityAssignment {
    EntityAssignment {
        sid: sid(),
        account_sid: bundle.account_sid,
        bundle_sid: bundle.sid,
        object_sid,
        object_account_sid: bundle.account_sid,
        object_type: object_type.to_owned(),
        date_created: instant(),
    }
}

/// A phone number of a bundle.
pub fn channel(bundle: &Bundle, number: &PhoneNumber) -> ChannelAssignment {
    ChannelAssignment {
        sid: sid(),
        account_sid: bundle.account_sid,
        bundle_sid: bundle.sid,
        number_sid: number.sid,
        number_account_sid: number.account_sid,
        date_created: instant(),
    }
}

/// An evaluation without rows.
pub fn evaluation(scope: &Scope, bundle: BundleSid) -> Evaluation {
    Evaluation {
        sid: sid(),
        account_sid: scope.account(),
        bundle_sid: bundle,
        bundle_kind: BundleKind::CustomerProfile,
        policy_sid: policy(1),
        report: Report { status: Compliance::Compliant, results: Vec::new() },
        date_created: instant(),
    }
}
