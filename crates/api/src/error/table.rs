//! The table: what a use case answers, as status, code and words.

use axum::http::StatusCode;
use trusthub_app::{Error, InUse, Invalid};
use trusthub_domain::bundle::Rule;

use super::ApiError;

/// A parameter is missing or wrong.
pub(super) const PARAMETER: u32 = 20001;
/// Wrong credentials.
const CREDENTIALS: u32 = 20003;
/// Wrong method.
pub(super) const METHOD: u32 = 20004;
/// Right credentials, not allowed.
const FORBIDDEN: u32 = 20403;
/// Not there, or somebody else's.
pub(super) const NOT_FOUND: u32 = 20404;
/// It is there already, or is being done already.
pub(super) const CONFLICT: u32 = 20409;
/// A body that takes too long (the number is ours, in the vendor's pattern).
pub(super) const SLOW_BODY: u32 = 20408;
/// A path or query without end (ours, as above).
pub(super) const URI_TOO_LONG: u32 = 20414;
/// A header without end (ours, as above).
pub(super) const HEADERS_TOO_LARGE: u32 = 20431;
/// Too many bytes.
const TOO_LARGE: u32 = 20413;
/// A body of another media type (the number is ours, in the vendor's pattern).
pub(super) const MEDIA_TYPE: u32 = 20415;
/// Well-formed, but contradicts an earlier request.
const UNPROCESSABLE: u32 = 20422;
/// Too many requests.
pub(super) const TOO_MANY_REQUESTS: u32 = 20429;
/// A bug of ours.
const INTERNAL: u32 = 20500;
/// Try again later.
pub(crate) const UNAVAILABLE: u32 = 20503;
/// An address in a document under review or approved.
const ADDRESS_VERIFIED: u32 = 21630;
/// Deleting an assigned end user.
const END_USER_ASSIGNED: u32 = 21644;
/// Deleting an assigned document.
const DOCUMENT_ASSIGNED: u32 = 21645;
/// Deleting a document under review.
const DOCUMENT_UNDER_REVIEW: u32 = 21646;
/// Deleting a bundle under review.
const BUNDLE_NOT_DELETABLE: u32 = 21647;
/// Deleting a bundle with numbers.
const BUNDLE_HAS_NUMBERS: u32 = 21648;
/// An unknown `Status`.
const STATUS: u32 = 22203;
/// `Status` together with other fields.
const STATUS_WITH_FIELDS: u32 = 22204;
/// Assigning what is no object of the account.
pub(super) const OBJECT_SID: u32 = 22205;
/// Assigning what does not belong into the bundle.
pub(super) const OBJECT_TYPE: u32 = 22206;
/// `Attributes` that are no JSON object.
pub(super) const ATTRIBUTES: u32 = 22207;
/// A document without a known type.
pub(super) const DOCUMENT_TYPE: u32 = 22210;
/// A document without a name.
pub(super) const DOCUMENT_NAME: u32 = 22211;
/// An end user without a known type.
pub(super) const END_USER_TYPE: u32 = 22212;
/// Copying what cannot be copied.
const NOT_COPYABLE: u32 = 18607;
/// Copying twice.
const ALREADY_COPIED: u32 = 18608;
/// Copying with a deleted address.
const COPY_MISSES_ADDRESS: u32 = 18610;
/// A rule is in the way.
pub(super) const RULE: u32 = 70002;
/// Somebody else was faster.
const OUTDATED: u32 = 70003;

/// Every code above; each must have a page under `/docs/errors`.
#[cfg(test)]
const ALL_CODES: [u32; 34] = [
    SLOW_BODY,
    URI_TOO_LONG,
    HEADERS_TOO_LARGE,
    NOT_COPYABLE,
    ALREADY_COPIED,
    COPY_MISSES_ADDRESS,
    PARAMETER,
    CREDENTIALS,
    METHOD,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    TOO_LARGE,
    MEDIA_TYPE,
    UNPROCESSABLE,
    TOO_MANY_REQUESTS,
    INTERNAL,
    UNAVAILABLE,
    ADDRESS_VERIFIED,
    END_USER_ASSIGNED,
    DOCUMENT_ASSIGNED,
    DOCUMENT_UNDER_REVIEW,
    BUNDLE_NOT_DELETABLE,
    BUNDLE_HAS_NUMBERS,
    STATUS,
    STATUS_WITH_FIELDS,
    OBJECT_SID,
    OBJECT_TYPE,
    ATTRIBUTES,
    DOCUMENT_TYPE,
    DOCUMENT_NAME,
    END_USER_TYPE,
    RULE,
    OUTDATED,
];

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let words = sentence(&error.to_string());
        match error {
            Error::Unauthenticated => Self::new(
                StatusCode::UNAUTHORIZED,
                CREDENTIALS,
                "Authenticate: use an account SID with its auth token, or an API key SID with its secret.",
            ),
            Error::Forbidden(_) => Self::new(StatusCode::FORBIDDEN, FORBIDDEN, words),
            // What the path names is told as the path names it, so that no answer shows how far the search came.
            Error::NotFound(what) if what.starts_with('/') => Self::not_found(),
            Error::NotFound(_) => Self::new(StatusCode::NOT_FOUND, NOT_FOUND, words),
            Error::Invalid(invalid) => invalid.into(),
            Error::Rule(rule) => rule.into(),
            Error::Messaging(refusal) => refusal.into(),
            Error::Tollfree(_) => Self::bad_request(RULE, words),
            Error::Case(_) | Error::AlreadyExists(_) | Error::IdempotencyRunning => {
                Self::new(StatusCode::CONFLICT, CONFLICT, words)
            }
            Error::ItemFrozen(kind) => Self::bad_request(
                RULE,
                format!("Cannot update {kind}. A bundle it belongs to is in an immutable state."),
            ),
            Error::InUse(in_use) => in_use.into(),
            Error::Conflict => Self::new(StatusCode::CONFLICT, OUTDATED, words),
            Error::IdempotencyMismatch => Self::new(StatusCode::UNPROCESSABLE_ENTITY, UNPROCESSABLE, words),
            Error::TooLarge { .. } => Self::new(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE, words),
            Error::Unavailable(part) => unavailable(part),
            Error::Internal(cause) => Self {
                cause: Some(cause.into()),
                ..Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    INTERNAL,
                    "Something went wrong on our side. Quote the header Twilio-Request-Id when you report it.",
                )
            },
        }
    }
}

impl From<Invalid> for ApiError {
    fn from(invalid: Invalid) -> Self {
        let words = sentence(&invalid.to_string());
        let code = match invalid {
            Invalid::SecondOfType(_) => return Self::new(StatusCode::CONFLICT, CONFLICT, words),
            Invalid::Missing(_)
            | Invalid::TooLong { .. }
            | Invalid::Fields(_)
            | Invalid::Field { .. }
            | Invalid::Email(_)
            | Invalid::Phone(_)
            | Invalid::Policy(_)
            | Invalid::FileType
            | Invalid::FileEmpty => PARAMETER,
            Invalid::PolicyRetired
            | Invalid::PrimaryByApi
            | Invalid::Primary(_)
            | Invalid::NumberNotOnProfile => RULE,
            Invalid::EndUserType => END_USER_TYPE,
            Invalid::DocumentType => DOCUMENT_TYPE,
            Invalid::Attributes => ATTRIBUTES,
            Invalid::ObjectSid | Invalid::ChannelEndpoint => OBJECT_SID,
            Invalid::ObjectType(_) => OBJECT_TYPE,
            Invalid::Status => STATUS,
            Invalid::StatusWithFields => STATUS_WITH_FIELDS,
            Invalid::CopyMissesAddress => COPY_MISSES_ADDRESS,
        };
        Self::bad_request(code, words)
    }
}

impl From<Rule> for ApiError {
    fn from(rule: Rule) -> Self {
        let words = rule.to_string();
        match rule {
            Rule::StatusIsTheProviders | Rule::AlreadyUnderReview | Rule::AlreadyApproved => {
                Self::bad_request(RULE, format!("User cannot perform this status update: {words}."))
            }
            Rule::FrozenInReview
            | Rule::FrozenWhenApproved
            | Rule::Suspended
            | Rule::SupportLost
            | Rule::AlreadySuspended
            | Rule::NothingToSuspend
            | Rule::NotSuspended
            | Rule::NotInReview
            | Rule::ReasonMissing
            | Rule::NotExpired
            | Rule::NothingToAppeal
            | Rule::AlreadyAppealed
            | Rule::DoesNotComply
            | Rule::IsSupporting => Self::bad_request(RULE, sentence(&words)),
            Rule::NotDeletable => Self::bad_request(BUNDLE_NOT_DELETABLE, sentence(&words)),
            Rule::HasNumbers => Self::bad_request(BUNDLE_HAS_NUMBERS, sentence(&words)),
            Rule::NotCopyable => Self::bad_request(NOT_COPYABLE, sentence(&words)),
            Rule::AlreadyCopied => Self::bad_request(ALREADY_COPIED, sentence(&words)),
            Rule::CopyMissesAddress => Self::bad_request(COPY_MISSES_ADDRESS, sentence(&words)),
        }
    }
}

impl From<InUse> for ApiError {
    fn from(in_use: InUse) -> Self {
        let code = match in_use {
            InUse::EndUserAssigned => END_USER_ASSIGNED,
            InUse::DocumentAssigned => DOCUMENT_ASSIGNED,
            InUse::DocumentUnderReview => DOCUMENT_UNDER_REVIEW,
            InUse::AddressVerified => ADDRESS_VERIFIED,
            InUse::NumberAssigned | InUse::NumberVerified | InUse::NumberOnProduct => RULE,
        };
        Self::bad_request(code, sentence(&in_use.to_string()))
    }
}

fn unavailable(part: &'static str) -> ApiError {
    let message = "The hub cannot answer just now; try again in a moment.";
    ApiError {
        retry_after_seconds: Some(1),
        cause: Some(std::sync::Arc::from(Box::<dyn std::error::Error + Send + Sync>::from(part))),
        ..ApiError::new(StatusCode::SERVICE_UNAVAILABLE, UNAVAILABLE, message)
    }
}

/// A use case's fragment as a sentence: the first letter large, a full stop at the end. The name of a JSON field
/// (`businessType`) stays as it is sent.
pub(super) fn sentence(fragment: &str) -> String {
    let end = if fragment.ends_with(['.', '!', '?']) { "" } else { "." };
    let begins_with_name =
        fragment.split(' ').next().is_some_and(|word| word.chars().any(char::is_uppercase));
    if begins_with_name {
        return format!("{fragment}{end}");
    }
    let mut letters = fragment.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}{end}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use trusthub_domain::bundle::ReasonCode;
    use trusthub_domain::policy::Catalog;

    use super::*;
    use crate::error::messaging;

    #[test]
    fn every_code_has_a_page_that_says_how_to_mend_it() {
        let catalog = Catalog::builtin().unwrap();
        let missing: Vec<u32> = ALL_CODES
            .into_iter()
            .chain(messaging::CODES)
            .filter(|code| catalog.error_code(ReasonCode(*code)).is_none())
            .collect();
        assert_eq!(missing, [] as [u32; 0]);
    }

    #[test]
    fn fragments_become_sentences() {
        assert_eq!(sentence("it is suspended"), "It is suspended.");
        assert_eq!(sentence("Email is invalid."), "Email is invalid.");
        assert_eq!(sentence(""), ".");
    }
}
