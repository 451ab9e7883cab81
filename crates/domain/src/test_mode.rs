//! Test mode: in a test account, the `Email` of a bundle says how its vetting is to end.
//!
//! ```text
//! approve@decide.test                          in force for the policy's time
//! reject+18601+website_url@decide.test         turned down: one or more codes, each perhaps with a field
//! refer@decide.test                            left to a reviewer
//! expire+20@decide.test                        approved, and out again after 20 seconds
//! slow+120@decide.test                         decided after 120 seconds; slow+120+reject+18602@decide.test
//! ```
//! The domain is one that can never be anybody's (RFC 2606 §2). Live accounts know no magic: whoever reads an address
//! here has asked first whether the account is a test account. Grammar and names are ours.

use std::fmt;
use std::time::Duration;

use crate::bundle::ReasonCode;
use crate::contact::{Email, Phone};
use crate::policy::{Catalog, Policy};

/// Where magic addresses live.
const DECIDE_DOMAIN: &str = "decide.test";

/// How long an approval by `expire` without a number holds. Ours: long enough to be seen, short enough to wait for.
const EXPIRES_AFTER: Duration = Duration::from_secs(30);

/// The longest delay and the longest short approval, in seconds: a day.
const MOST_SECONDS: u64 = 24 * 60 * 60;

/// How a test is to end, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    /// How long the vetting takes.
    pub after: Duration,
    /// What it concludes.
    pub ending: Ending,
}

/// What vetting concludes in a test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// In force for the policy's time.
    Approve,
    /// In force for this long.
    ApproveFor(Duration),
    /// Turned down.
    Reject {
        /// Never empty.
        reasons: Vec<AskedReason>,
    },
    /// Left to a reviewer.
    Refer,
}

/// A reason that a test asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedReason {
    /// One of the codes that a reviewer may give.
    pub code: ReasonCode,
    /// `<object type>.<field>`, or the object type alone.
    pub field: Option<String>,
}

/// Why an address at the magic domain asks for nothing that there is. Says how to mend it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectiveError {
    /// The first word is none of the known ones, or too much follows it.
    #[error(
        "in a test account, addresses at {DECIDE_DOMAIN} are approve, refer, reject+CODE+FIELD, expire+SECONDS and \
         slow+SECONDS"
    )]
    Unknown,
    /// `slow` or `expire` with something else than a number of seconds.
    #[error("in a test account, slow and expire at {DECIDE_DOMAIN} take 1 to {MOST_SECONDS} seconds")]
    Seconds,
    /// `reject` without a code, or with one that no reviewer may give.
    #[error("in a test account, reject at {DECIDE_DOMAIN} takes one or more of the codes {0}")]
    Code(String),
    /// A field that the policy does not have, or several of.
    #[error(
        "{0} names no field of this policy, or several; write it as type.field, or give the name of the type alone"
    )]
    Field(String),
}

impl Default for Directive {
    /// Without a magic address, what complies is approved at once.
    fn default() -> Self {
        Self { after: Duration::ZERO, ending: Ending::Approve }
    }
}

impl Directive {
    /// What the address asks for of a bundle under this policy; the default for an address at any other domain.
    ///
    /// # Errors
    /// What is wrong with an address at the magic domain.
    pub fn of(email: &Email, policy: &Policy, catalog: &Catalog) -> Result<Self, DirectiveError> {
        if email.domain() != DECIDE_DOMAIN {
            return Ok(Self::default());
        }
        let local = email.as_str().rsplit_once('@').map(|(local, _)| local).unwrap_or_default();
        let local = local.to_ascii_lowercase();
        let mut words = local.split('+').peekable();
        let mut after = Duration::ZERO;
        if words.next_if_eq(&"slow").is_some() {
            after = seconds(words.next().ok_or(DirectiveError::Seconds)?)?;
        }
        let ending = match words.next() {
            None if !after.is_zero() => Ending::Approve,
            Some("approve") => Ending::Approve,
            Some("refer") => Ending::Refer,
            Some("expire") => Ending::ApproveFor(words.next().map_or(Ok(EXPIRES_AFTER), seconds)?),
            Some("reject") => Ending::Reject { reasons: reasons(&mut words, policy, catalog)? },
            Some(_) | None => return Err(DirectiveError::Unknown),
        };
        if words.next().is_some() { Err(DirectiveError::Unknown) } else { Ok(Self { after, ending }) }
    }

    /// How long an approval holds, if not for the policy's time.
    #[must_use]
    pub fn valid_for(&self) -> Option<Duration> {
        match self.ending {
            Ending::ApproveFor(time) => Some(time),
            Ending::Approve | Ending::Reject { .. } | Ending::Refer => None,
        }
    }

    /// Nothing to wait for, and in force for the policy's time.
    #[must_use]
    pub fn is_plain_approval(&self) -> bool {
        *self == Self::default()
    }
}

/// For the evidence of the decision. Repeats what the address asked for, in other words.
impl fmt::Display for Directive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ending {
            Ending::Approve => f.write_str("approve")?,
            Ending::ApproveFor(time) => write!(f, "approve for {} s", time.as_secs())?,
            Ending::Refer => f.write_str("refer to a reviewer")?,
            Ending::Reject { reasons } => {
                f.write_str("reject with")?;
                for reason in reasons {
                    write!(f, " {}", reason.code.0)?;
                }
            }
        }
        if self.after.is_zero() { Ok(()) } else { write!(f, ", after {} s", self.after.as_secs()) }
    }
}

fn seconds(word: &str) -> Result<Duration, DirectiveError> {
    let count = word.parse().ok().filter(|count| (1..=MOST_SECONDS).contains(count));
    count.map(Duration::from_secs).ok_or(DirectiveError::Seconds)
}

/// Codes are numbers and fields are not, so each word tells what it is.
fn reasons<'a>(
    words: &mut impl Iterator<Item = &'a str>,
    policy: &Policy,
    catalog: &Catalog,
) -> Result<Vec<AskedReason>, DirectiveError> {
    let mut reasons: Vec<AskedReason> = Vec::new();
    for word in words {
        match (word.parse().map(ReasonCode), reasons.last_mut()) {
            (Ok(code), _) if catalog.error_code(code).is_some_and(|known| known.is_for_reviewers) => {
                reasons.push(AskedReason { code, field: None });
            }
            (Err(_), Some(last)) if last.field.is_none() => last.field = Some(field(word, policy)?),
            (Ok(_) | Err(_), _) => return Err(codes(catalog)),
        }
    }
    if reasons.is_empty() { Err(codes(catalog)) } else { Ok(reasons) }
}

fn codes(catalog: &Catalog) -> DirectiveError {
    let codes = catalog.error_codes().filter(|code| code.is_for_reviewers);
    DirectiveError::Code(codes.map(|code| code.code.0.to_string()).collect::<Vec<_>>().join(", "))
}

/// The whole path for `type.field`, `field` or `type`. A local part has 64 characters, so most names must be short.
fn field(word: &str, policy: &Policy) -> Result<String, DirectiveError> {
    let end_users = policy.end_users.iter().map(|wanted| (&wanted.type_name, &wanted.fields));
    let accepted = policy.documents.iter().flat_map(|wanted| &wanted.accepted);
    let documents = accepted.map(|document| (&document.type_name, &document.fields));
    let types: Vec<_> = end_users.chain(documents).collect();
    if types.iter().any(|(type_name, _)| *type_name == word) {
        return Ok(word.to_owned());
    }
    let paths = types.iter().flat_map(|(type_name, fields)| {
        fields.iter().map(move |rule| (format!("{type_name}.{}", rule.machine_name), &rule.machine_name))
    });
    let mut found = paths.filter(|(path, name)| path == word || *name == word).map(|(path, _)| path);
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        (Some(_) | None, _) => Err(DirectiveError::Field(word.to_owned())),
    }
}

/// Whether a number is nobody's: `555-0100` to `555-0199` of any area code of the North American Numbering Plan, kept
/// for fiction by the plan's administrator.
#[must_use]
pub fn is_fictional(number: &Phone) -> bool {
    let Some(national) = number.as_str().strip_prefix("+1") else {
        return false;
    };
    national.len() == 10 && national.get(3..8) == Some("55501")
}
