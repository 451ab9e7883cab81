//! What can go wrong in the database, by what the caller can do about it.

mod driver;

/// Result of a storage call.
pub type Result<T> = std::result::Result<T, Error>;

/// What can go wrong in the database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else changed the row since it was read.
    #[error("changed by somebody else since it was read")]
    Conflict,
    /// A unique key is taken.
    #[error("already exists: {0:?}")]
    Duplicate(Key),
    /// The account's key was destroyed: its sealed data is gone for good.
    #[error("the account was erased")]
    Erased,
    /// A stored value that cannot be: a bug or a damaged database.
    #[error("corrupt value in {table}.{column} of {key}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        key: String,
    },
    /// The database or key store cannot be reached or is busy; worth trying again.
    #[error("the database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Anything else from the driver.
    #[error("the database refused a statement")]
    Driver(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The unique keys of the schema that a caller can do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The object is an item of this bundle already.
    EntityAssignmentObject,
    /// The number is assigned to this bundle already.
    ChannelAssignmentNumber,
    /// The bundle has a provisional copy.
    BundleCopy,
    /// The phone number is in the inventory already.
    PhoneNumber,
    /// A reviewer with this e-mail exists.
    ReviewerEmail,
    /// Somebody signs in with this e-mail already.
    UserEmail,
    /// Somebody signs in with this passkey already.
    Passkey,
    /// The provider of sign-ins means somebody else by this name, or calls this person otherwise.
    SingleSignOn,
    /// The account has this domain already, or it is somebody's.
    SendingDomain,
    /// A job with this dedupe key exists.
    JobDedupe,
    /// An answer is stored, or being made, under this idempotency key.
    IdempotencyKey,
    /// The bundle has an undecided case.
    OpenCase,
    /// The toll-free number has a verification.
    TollfreeNumber,
    /// The case was appealed against.
    Appeal,
    /// A switch in use has this TLS name.
    SwitchTlsName,
    /// A partner in use has this TLS name.
    PartnerTlsName,
    /// Any other.
    Other,
}
