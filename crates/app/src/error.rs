//! What a use case can answer instead of a value. The faces turn it into statuses, codes and exit codes.

use trusthub_domain::bundle::Rule;
use trusthub_domain::contact::{EmailError, PhoneError};
use trusthub_domain::messaging::MessagingRefusal;
use trusthub_domain::review::CaseRefusal;
use trusthub_domain::tollfree::{FieldProblem, TollfreeRule};

/// Result of a use case.
pub type Result<T> = std::result::Result<T, Error>;

/// What a use case can answer instead of a value.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Wrong or no credentials.
    #[error("the credentials are not valid")]
    Unauthenticated,
    /// Known, but not allowed to do this. The text says what it takes.
    #[error("not allowed: {0}")]
    Forbidden(&'static str),
    /// Not there, or somebody else's: the same from outside. Names the resource asked for.
    #[error("{0} was not found")]
    NotFound(String),
    /// An input that cannot be accepted.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A rule of the bundle's life is in the way.
    #[error(transparent)]
    Rule(#[from] Rule),
    /// A rule of a toll-free verification's life is in the way.
    #[error(transparent)]
    Tollfree(#[from] TollfreeRule),
    /// A rule of the case's life is in the way.
    #[error(transparent)]
    Case(#[from] CaseRefusal),
    /// A rule about messages is in the way.
    #[error(transparent)]
    Messaging(#[from] MessagingRefusal),
    /// An item is in a bundle that is under review or approved. Names the kind: `end-user` or `supporting document`.
    #[error("cannot update {0}: a bundle it belongs to is under review or approved")]
    ItemFrozen(&'static str),
    /// An object cannot be deleted because something still uses it.
    #[error(transparent)]
    InUse(#[from] InUse),
    /// It is there already. Says what.
    #[error("{0}")]
    AlreadyExists(String),
    /// Somebody else changed it at the same time; reading again and trying again helps.
    #[error("it was changed by another request at the same time; read it again and retry")]
    Conflict,
    /// The same idempotency key came with another body.
    #[error("this Idempotency-Key was used with another request body")]
    IdempotencyMismatch,
    /// The first request with this idempotency key still runs.
    #[error("the first request with this Idempotency-Key is still running")]
    IdempotencyRunning,
    /// More bytes than allowed.
    #[error("at most {limit_bytes} bytes are accepted")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// A part of the hub cannot be reached just now.
    #[error("temporarily unavailable: {0}")]
    Unavailable(&'static str),
    /// A bug or a damaged database; the cause goes to the log, never to the caller.
    #[error("internal error")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Whether what was given, or what it was given for, is at fault: the same again without a change fails again, and
    /// something else need not.
    #[must_use]
    pub const fn is_of_input(&self) -> bool {
        match self {
            Self::Forbidden(_)
            | Self::NotFound(_)
            | Self::Invalid(_)
            | Self::Rule(_)
            | Self::Case(_)
            | Self::ItemFrozen(_)
            | Self::InUse(_)
            | Self::Tollfree(_)
            | Self::Messaging(_)
            | Self::AlreadyExists(_)
            | Self::TooLarge { .. } => true,
            Self::Unauthenticated
            | Self::Conflict
            | Self::IdempotencyMismatch
            | Self::IdempotencyRunning
            | Self::Unavailable(_)
            | Self::Internal(_) => false,
        }
    }
}

/// Why an object cannot be deleted or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InUse {
    /// Code 21644.
    #[error("the end user is assigned to a bundle; remove the assignment first")]
    EndUserAssigned,
    /// Code 21645.
    #[error("the supporting document is assigned to a bundle; remove the assignment first")]
    DocumentAssigned,
    /// Code 21646.
    #[error("the supporting document is under review")]
    DocumentUnderReview,
    /// Code 21630.
    #[error("the address belongs to a document that is under review or approved")]
    AddressVerified,
    /// The number is assigned to bundles.
    #[error("the phone number is assigned to a bundle; remove the assignment first")]
    NumberAssigned,
    /// The number is under verification.
    #[error("the phone number has a toll-free verification; delete that first")]
    NumberVerified,
    /// The number must leave the products first.
    #[error(
        "the phone number is still assigned to a Trust Product that rests on this profile; remove it there first"
    )]
    NumberOnProduct,
}

/// An input that cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A required field is missing or empty.
    #[error("{0} is required")]
    Missing(&'static str),
    /// A text is longer than allowed.
    #[error("{field} may have at most {limit} characters")]
    TooLong {
        /// The parameter.
        field: &'static str,
        /// The limit.
        limit: usize,
    },
    /// A parameter is not what it should be; says how it should be.
    #[error("{field} is not valid: {why}")]
    Field {
        /// The parameter.
        field: &'static str,
        /// How it should be.
        why: String,
    },
    /// Fields that are missing or wrong; never empty.
    #[error("{}", in_words(.0))]
    Fields(Vec<FieldProblem>),
    /// Not an e-mail address.
    #[error(transparent)]
    Email(#[from] EmailError),
    /// Not a phone number.
    #[error(transparent)]
    Phone(#[from] PhoneError),
    /// No such policy, or one for the other kind of bundle.
    #[error("PolicySid names no policy for a {0}; GET /v1/Policies lists them")]
    Policy(&'static str),
    /// The policy is retired.
    #[error("this policy is retired and takes no new bundles")]
    PolicyRetired,
    /// Primary profiles by API are switched off.
    #[error(
        "This operation is restricted via API for Primary Customer Profiles. Ask your provider to create it."
    )]
    PrimaryByApi,
    /// A secondary profile needs a primary one of an ISV; names the field and how to mend it.
    #[error("{0}")]
    Primary(String),
    /// Code 22212.
    #[error("no such end-user type; GET /v1/EndUserTypes lists them")]
    EndUserType,
    /// Code 22210.
    #[error("no such supporting-document type; GET /v1/SupportingDocumentTypes lists them")]
    DocumentType,
    /// Code 22207.
    #[error("Attributes must be a JSON object")]
    Attributes,
    /// Code 22205: malformed, unknown, or somebody else's.
    #[error("ObjectSid names no object of this account that can be assigned")]
    ObjectSid,
    /// Code 22206: an object that does not belong into this bundle. Says why.
    #[error("{0}")]
    ObjectType(String),
    /// An object of this type is an item already; replace it by deleting the old assignment.
    #[error("{0}")]
    SecondOfType(String),
    /// Code 22203.
    #[error("Status must be pending-review")]
    Status,
    /// Code 22204.
    #[error("Status and other fields cannot be changed in the same request")]
    StatusWithFields,
    /// ChannelEndpointSid names no number of the account or its subaccounts.
    #[error("ChannelEndpointSid names no phone number of this account or its subaccounts")]
    ChannelEndpoint,
    /// The number is not on every supporting profile.
    #[error(
        "the phone number is not assigned to all the required supporting Customer Profiles; assign it there first"
    )]
    NumberNotOnProfile,
    /// The upload is neither PDF, PNG nor JPEG by content.
    #[error("the file is neither a PDF, a PNG nor a JPEG, judged by its content")]
    FileType,
    /// The upload is empty.
    #[error("the file is empty")]
    FileEmpty,
    /// Code 18610.
    #[error("an address in the bundle was deleted, so it cannot be copied")]
    CopyMissesAddress,
}

fn in_words(problems: &[FieldProblem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl From<trusthub_storage::Error> for Error {
    fn from(error: trusthub_storage::Error) -> Self {
        use trusthub_storage::Error as Storage;
        match error {
            Storage::Conflict => Self::Conflict,
            Storage::Duplicate(key) => Self::AlreadyExists(format!("{key:?} is taken")),
            Storage::Unavailable(_) => Self::Unavailable("the database"),
            Storage::Erased => Self::NotFound("The account".to_owned()),
            Storage::Corrupt { .. } | Storage::Driver(_) => Self::Internal(Box::new(error)),
        }
    }
}
