//! The session of an inquiry: its token says whose it is, what it opens, until when and how the form looks.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use trusthub_domain::sid::{AccountSid, BundleSid, PhoneNumberSid};
use trusthub_domain::time::Timestamp;
use trusthub_storage::Scope;

use super::{Begun, Opened, registration_id};
use crate::auth::must_be_in_use;
use crate::{Actor, Error, Hub, Invalid, Result};

/// How long a session lasts (the vendor's guides: "expires in 24 hours").
const LASTS: Duration = Duration::from_secs(24 * 60 * 60);

/// Longest name of a theme.
const THEME_LIMIT: usize = 64;

/// The one thing that a session opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A profile to be filled in.
    Profile(BundleSid),
    /// A toll-free number to be submitted.
    TollFree(PhoneNumberSid),
    /// A brand to be registered, with its two bundles.
    Brand(BundleSid),
    /// A campaign to be registered.
    Campaign(BundleSid),
    /// Who uses numbers, to be registered.
    Numbers(BundleSid),
}

/// What stands before a registration's identifier in a token, since a bundle's own is a profile.
const BRAND: &str = "brand";
const CAMPAIGN: &str = "campaign";
const NUMBERS: &str = "numbers";

impl Subject {
    fn read(text: &str) -> Option<Self> {
        match text.split_once('-') {
            Some((BRAND, sid)) => sid.parse().map(Self::Brand).ok(),
            Some((CAMPAIGN, sid)) => sid.parse().map(Self::Campaign).ok(),
            Some((NUMBERS, sid)) => sid.parse().map(Self::Numbers).ok(),
            Some(_) => None,
            None => text.parse().map(Self::Profile).or_else(|_| text.parse().map(Self::TollFree)).ok(),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile(sid) => sid.fmt(f),
            Self::TollFree(sid) => sid.fmt(f),
            Self::Brand(sid) => write!(f, "{BRAND}-{sid}"),
            Self::Campaign(sid) => write!(f, "{CAMPAIGN}-{sid}"),
            Self::Numbers(sid) => write!(f, "{NUMBERS}-{sid}"),
        }
    }
}

/// What a token opens.
///
/// # Errors
/// `Unauthenticated` for a token that is none of ours or over; `Forbidden` while the account is on hold.
pub async fn open(hub: &Hub, token: &SecretString) -> Result<Opened> {
    let read = Token::read(token.expose_secret()).ok_or(Error::Unauthenticated)?;
    let seal = read.seal(hub);
    if !bool::from(seal.as_bytes().ct_eq(read.given_seal.as_bytes())) || read.expires_at <= hub.now() {
        return Err(Error::Unauthenticated);
    }
    let account = hub.db().account_find(&Scope::own(read.account)).await?.ok_or(Error::Unauthenticated)?;
    must_be_in_use(hub, &account).await?;
    let id: Arc<str> = id_of(&seal).into();
    Ok(Opened {
        actor: Actor::inquiry(account, id),
        subject: read.subject,
        theme: Some(read.theme.to_owned()).filter(|theme| !theme.is_empty()),
        expires_at: read.expires_at,
    })
}

/// Begins a session.
pub(super) fn begun(hub: &Hub, account: AccountSid, subject: Subject, theme: Option<&str>) -> Begun {
    let expires_at = hub.now().plus(LASTS);
    let token = Token {
        account,
        subject,
        // Whole seconds, so that what is written is what was sealed.
        expires_at: Timestamp::from_micros(expires_at.as_micros() / 1_000_000 * 1_000_000),
        theme: theme.unwrap_or_default(),
        given_seal: "",
    };
    let seal = token.seal(hub);
    Begun {
        id: id_of(&seal),
        token: format!("{}.{seal}", token.content()).into(),
        subject_id: match subject {
            Subject::Profile(sid) => format!("tri1.us1.trusthub.{account}.customer.{sid}"),
            Subject::TollFree(sid) => format!("tri1.us1.trusthub.{account}.tollfree.{sid}"),
            Subject::Brand(sid) | Subject::Campaign(sid) => registration_id::written(account, sid),
            Subject::Numbers(sid) => registration_id::written_of_numbers(account, sid),
        },
    }
}

fn id_of(seal: &str) -> String {
    format!("inq_{}", seal.chars().take(24).collect::<String>())
}

/// A session's token, taken apart: `AC….BU….<seconds>.<theme>.<seal>`, with `PN…` in the second place for a number, and
/// `brand-BU…`, `campaign-BU…` or `numbers-BU…` for a registration.
struct Token<'t> {
    account: AccountSid,
    subject: Subject,
    expires_at: Timestamp,
    theme: &'t str,
    given_seal: &'t str,
}

impl<'t> Token<'t> {
    fn read(text: &'t str) -> Option<Self> {
        let mut parts = text.split('.');
        let mut next = || parts.next();
        let (account, subject, seconds, theme, given_seal) = (next()?, next()?, next()?, next()?, next()?);
        let seconds: i64 = seconds.parse().ok()?;
        let is_whole = parts.next().is_none();
        is_whole.then_some(Self {
            account: account.parse().ok()?,
            subject: Subject::read(subject)?,
            expires_at: Timestamp::from_micros(seconds.checked_mul(1_000_000)?),
            theme,
            given_seal,
        })
    }

    fn content(&self) -> String {
        let seconds = self.expires_at.as_micros() / 1_000_000;
        format!("{}.{}.{seconds}.{}", self.account, self.subject, self.theme)
    }

    fn seal(&self, hub: &Hub) -> String {
        hub.db().vault().inquiry_seal(&self.content())
    }
}

/// Whether a theme could be one.
pub(super) fn theme_is_a_name(theme: Option<&str>) -> Result<()> {
    let is_name = |theme: &str| {
        theme.len() <= THEME_LIMIT
            && theme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if theme.is_none_or(is_name) {
        return Ok(());
    }
    let why = format!("a theme's name has at most {THEME_LIMIT} letters, digits, hyphens and underscores");
    Err(Invalid::Field { field: "ThemeSetId", why }.into())
}
