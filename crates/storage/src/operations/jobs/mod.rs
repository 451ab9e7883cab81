//! Jobs and the outbox: one table, written in the change's own transaction. Claim = lease; at least once.

pub(crate) mod queue;

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use trusthub_domain::bundle::UnknownName;
use trusthub_domain::sid::AccountSid;
use trusthub_domain::time::Timestamp;
use uuid::Uuid;

/// What a job does. Its subject is a SID; payloads carry nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Subject `EV…`: fan an event out to mail and callback.
    Relay,
    /// Subject `EV…`: send its mail.
    Mail,
    /// Subject `EV…`: send the "received" mail if the bundle is still undecided.
    MailReceived,
    /// Subject `HH…`: run the automatic checks of a toll-free number.
    VetTollfree,
    /// Subject `HH…` and a version: tell how a toll-free number was decided.
    MailTollfree,
    /// Subject `EV…`: call the status callback.
    Callback,
    /// Subject `VC…`: run automatic vetting.
    Vet,
    /// Subject `VC…`: draw the website for a reviewer.
    DrawWebsite,
    /// Subject `BU…`, its `valid_until` and the seconds before it: remind of, or carry out, expiry.
    Expiry,
    /// Subject `AC…` and how far it is: tell the account's bundles that it is on hold, or back.
    Account,
    /// Subject `BU…` and how far it is: look again at what rests on this bundle, and on what it rests itself.
    Support,
    /// Subject `BU…`, or a list and how far the walk is: screen again.
    Rescreen,
    /// Subject `BU…`: hold a profile in force against all sources once more.
    Reverify,
    /// Subject `walk` and how far it is: remember what bundles share that were submitted before it was kept.
    Remember,
    /// Subject `CF…` and whether for the first time: ask a representative.
    Confirm,
    /// Subject `EV…` or `BU…`, and `US…`: tell a user of the account what its bundle's own mail tells.
    MailCopy,
    /// Subject: what a link that sets a password is for, and `US…` or `RV…`: send one.
    PasswordLink,
    /// Subject: whether a passkey came or went, and `US…` or `RV…`: tell them.
    PasskeyLetter,
    /// Subject `VC…`, `QE…`, `VT…` or `HH…`: carry out a decision that can no longer be undone.
    Decide,
    /// Subject `VC…` and the number of a question: send it to the customer.
    Ask,
    /// Subject `walk` and how far it is: fill lines of the queue from before there was anything to narrow it by.
    IndexQueue,
    /// Subject `DM…`: look whether a domain is proven, and at its mail records.
    CheckDomain,
    /// Subject: a service provider code: order a certificate for signing calls.
    OrderCertificate,
    /// Subject `BN…`: decide a brand, or look whether it was confirmed in time.
    Brand,
    /// Subject `BU…`: take the registration of a brand that goes on by itself a step further.
    BrandRegistration,
    /// Subject `QE…`: read a campaign.
    Campaign,
    /// Subject `BN…`, and the identifier of a code: send it.
    BrandCode,
    /// Subject `EV…`, what happened, and `BN…` or `QE…`: write to the contact of a brand.
    MessagingMail,
    /// The same: call the status callback of its trust product.
    MessagingCallback,
    /// Subject `EV…`, what happened, and `RT…`: write to the owner of a flagged number.
    RemediationMail,
    /// The same: call the status callback of the bundle that the number is on.
    RemediationCallback,
    /// Subject `BN…` or `QE…`: tell the registry downstream what it is to have of it, or ask how it stands there.
    Registry,
    /// Subject `all`: hold everything that the registry downstream has against what the hub has.
    RegistryReconcile,
    /// Subject: an object key: delete a replaced or orphaned document file, or a register that nobody needs any more.
    DeleteFile,
}

/// Whose hands do a job. What waits for others' servers must not hold up what does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// Work that needs nothing but the database: fanning out.
    Inside,
    /// What looks businesses up, also outside: in registers, on websites.
    Vetting,
    /// What goes through the operator's own servers: mail, the documents' store.
    Post,
    /// What goes to customers' servers, which one customer's may hold up for all.
    Callbacks,
    /// What goes to the registry downstream, which counts how often it is asked.
    Registry,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Waits for its time.
    Ready,
    /// A worker holds the lease.
    Leased,
    /// Given up; visible and replayable.
    Dead,
}

/// A job to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Its identifier, from the hub's id source.
    pub id: Uuid,
    /// What to do.
    pub kind: JobKind,
    /// For whom.
    pub account_sid: AccountSid,
    /// On what.
    pub subject: String,
    /// Not before.
    pub run_at: Timestamp,
    /// A second job with this key is not queued while the first exists.
    pub dedupe_key: Option<String>,
}

/// A queued job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Its identifier.
    pub id: Uuid,
    /// What to do.
    pub kind: JobKind,
    /// For whom.
    pub account_sid: AccountSid,
    /// On what.
    pub subject: String,
    /// Not before.
    pub run_at: Timestamp,
    /// How often it was tried, the running try included.
    pub attempts: i64,
    /// Where it stands.
    pub state: JobState,
    /// Whose lease, and until when.
    pub leased_by: Option<String>,
    /// Until when.
    pub leased_until: Option<Timestamp>,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was queued.
    pub date_created: Timestamp,
}

/// How many jobs of a kind are in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobBacklog {
    /// What they do.
    pub kind: JobKind,
    /// Where they stand; `Ready` are those whose time has come.
    pub state: JobState,
    /// How many.
    pub count: i64,
    /// Since when the oldest is due, or when the first lease ends; `None` for what was given up.
    pub oldest: Option<Timestamp>,
}

/// Filters of `job_list_any_account`.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// Only these.
    pub state: Option<JobState>,
    /// Only this kind.
    pub kind: Option<JobKind>,
    /// Most rows; 0 means 100.
    pub limit: u32,
}

impl NewJob {
    /// A job that is done once while it waits, however often it is queued under this key.
    #[must_use]
    pub fn once(self, dedupe_key: String) -> Self {
        Self { dedupe_key: Some(dedupe_key), ..self }
    }
}

impl JobKind {
    /// Every kind.
    pub const ALL: [Self; 34] = [
        Self::Relay,
        Self::Mail,
        Self::MailReceived,
        Self::VetTollfree,
        Self::MailTollfree,
        Self::Callback,
        Self::Vet,
        Self::DrawWebsite,
        Self::Expiry,
        Self::Account,
        Self::Support,
        Self::Rescreen,
        Self::Reverify,
        Self::Remember,
        Self::Confirm,
        Self::MailCopy,
        Self::PasswordLink,
        Self::PasskeyLetter,
        Self::Decide,
        Self::Ask,
        Self::IndexQueue,
        Self::CheckDomain,
        Self::OrderCertificate,
        Self::Brand,
        Self::BrandRegistration,
        Self::Campaign,
        Self::BrandCode,
        Self::MessagingMail,
        Self::MessagingCallback,
        Self::RemediationMail,
        Self::RemediationCallback,
        Self::Registry,
        Self::RegistryReconcile,
        Self::DeleteFile,
    ];

    /// Whose hands do it.
    #[must_use]
    pub const fn lane(self) -> Lane {
        match self {
            Self::Relay | Self::Account | Self::Support | Self::Remember => Lane::Inside,
            Self::Decide | Self::IndexQueue => Lane::Inside,
            Self::Brand | Self::BrandRegistration | Self::Campaign => Lane::Inside,
            Self::Vet | Self::VetTollfree | Self::Rescreen | Self::Reverify | Self::CheckDomain => {
                Lane::Vetting
            }
            // One at a time in a process; whoever finds another at it gives its hand back.
            Self::DrawWebsite => Lane::Vetting,
            // An expiry may be a reminder, and that is a mail.
            Self::Mail | Self::MailReceived | Self::Expiry | Self::Confirm => Lane::Post,
            Self::MailCopy | Self::PasswordLink | Self::PasskeyLetter | Self::Ask => Lane::Post,
            Self::BrandCode | Self::MessagingMail | Self::MailTollfree | Self::RemediationMail => Lane::Post,
            // The authority may take minutes; it is asked once in days.
            Self::OrderCertificate | Self::DeleteFile => Lane::Post,
            Self::Callback | Self::MessagingCallback | Self::RemediationCallback => Lane::Callbacks,
            Self::Registry | Self::RegistryReconcile => Lane::Registry,
        }
    }

    /// The name in the database and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Mail => "mail",
            Self::MailReceived => "mail_received",
            Self::VetTollfree => "vet_tollfree",
            Self::MailTollfree => "mail_tollfree",
            Self::Callback => "callback",
            Self::Vet => "vet",
            Self::DrawWebsite => "draw_website",
            Self::Expiry => "expiry",
            Self::Account => "account",
            Self::Support => "support",
            Self::Rescreen => "rescreen",
            Self::Reverify => "reverify",
            Self::Remember => "remember",
            Self::Confirm => "confirm",
            Self::MailCopy => "mail_copy",
            Self::PasswordLink => "password_link",
            Self::PasskeyLetter => "passkey_letter",
            Self::Decide => "decide",
            Self::Ask => "ask",
            Self::IndexQueue => "index_queue",
            Self::CheckDomain => "check_domain",
            Self::OrderCertificate => "order_certificate",
            Self::Brand => "brand",
            Self::BrandRegistration => "brand_registration",
            Self::Campaign => "campaign",
            Self::BrandCode => "brand_code",
            Self::MessagingMail => "messaging_mail",
            Self::MessagingCallback => "messaging_callback",
            Self::RemediationMail => "remediation_mail",
            Self::RemediationCallback => "remediation_callback",
            Self::Registry => "registry",
            Self::RegistryReconcile => "registry_reconcile",
            Self::DeleteFile => "delete_file",
        }
    }
}

impl FromStr for JobKind {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownName)
    }
}

impl Lane {
    /// Every lane.
    pub const ALL: [Self; 5] = [Self::Inside, Self::Vetting, Self::Post, Self::Callbacks, Self::Registry];

    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Vetting => "vetting",
            Self::Post => "post",
            Self::Callbacks => "callbacks",
            Self::Registry => "registry",
        }
    }
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 3] = [Self::Ready, Self::Leased, Self::Dead];

    /// The name in the database and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Leased => "leased",
            Self::Dead => "dead",
        }
    }
}

impl FromStr for JobState {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|state| state.as_str() == text).ok_or(UnknownName)
    }
}
