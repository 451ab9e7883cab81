//! Who acts. A scope comes only out of an actor that may: forgetting authorization does not compile.

use std::sync::Arc;

use trusthub_domain::account::Account;
use trusthub_domain::bundle::Cause;
use trusthub_domain::partner::{Partner, PartnerScope};
use trusthub_domain::people::{User, UserRole};
use trusthub_domain::review::{Reviewer, Role};
use trusthub_domain::sid::{AccountSid, KeySid, SwitchSid};
use trusthub_storage::Scope;

use crate::error::{Error, Result};

/// What an account's actor wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// Read the account's own resources.
    Read,
    /// Change them, too.
    Own,
    /// Manage colleagues, API keys, tokens and subaccounts: never by an API key.
    ManageCredentials,
}

/// Who acts.
#[derive(Debug, Clone)]
pub enum Who {
    /// An account, by its auth token or by a key.
    Account {
        /// The account whose credentials were shown.
        account: Account,
        /// The key, if one was shown.
        key: Option<KeySid>,
    },
    /// A person of an account, signed in to the console.
    User {
        /// The account.
        account: Account,
        /// The person.
        user: User,
    },
    /// Whoever fills in a form that an account has embedded elsewhere.
    Inquiry {
        /// The account.
        account: Account,
        /// The form: `inq_…`.
        id: Arc<str>,
    },
    /// A reviewer.
    Reviewer(Reviewer),
    /// Whoever runs the binary on the hub's own machine.
    Operator,
    /// The hub itself: jobs, expiry.
    System,
    /// The hub, erasing what is past its period.
    Retention,
    /// The hub, deciding as a test account asked for.
    TestMode,
    /// A representative of a customer, by the link that was sent.
    Representative,
    /// A switch of the provider.
    Switch(SwitchSid),
    /// A SIP trunk, by the name that the operator's configuration gives it.
    Trunk(Arc<str>),
    /// A partner of the provider.
    Partner(Arc<Partner>),
}

/// Who acts, and on which account.
#[derive(Debug, Clone)]
pub struct Actor {
    who: Who,
    account_sid: Option<AccountSid>,
}

impl Actor {
    /// An account acting on itself.
    #[must_use]
    pub fn account(account: Account, key: Option<KeySid>) -> Self {
        let account_sid = Some(account.sid);
        Self { who: Who::Account { account, key }, account_sid }
    }

    /// A person of an account acting on it.
    #[must_use]
    pub fn user(account: Account, user: User) -> Self {
        let account_sid = Some(account.sid);
        Self { who: Who::User { account, user }, account_sid }
    }

    /// Whoever fills in a form that an account has embedded elsewhere. They get to see no other bundle: the form's session
    /// names the one that it is about.
    #[must_use]
    pub(crate) fn inquiry(account: Account, id: Arc<str>) -> Self {
        let account_sid = Some(account.sid);
        Self { who: Who::Inquiry { account, id }, account_sid }
    }

    /// A reviewer.
    #[must_use]
    pub fn reviewer(reviewer: Reviewer) -> Self {
        Self { who: Who::Reviewer(reviewer), account_sid: None }
    }

    /// The operator, acting on no account in particular.
    #[must_use]
    pub fn operator() -> Self {
        Self { who: Who::Operator, account_sid: None }
    }

    /// The hub itself.
    #[must_use]
    pub fn system() -> Self {
        Self { who: Who::System, account_sid: None }
    }

    /// The hub, erasing what is past its period.
    #[must_use]
    pub fn retention() -> Self {
        Self { who: Who::Retention, account_sid: None }
    }

    /// The hub, deciding as a test account asked for.
    #[must_use]
    pub fn test_mode() -> Self {
        Self { who: Who::TestMode, account_sid: None }
    }

    /// A representative of a customer, by the link that was sent.
    #[must_use]
    pub fn representative() -> Self {
        Self { who: Who::Representative, account_sid: None }
    }

    /// A switch of the provider.
    #[must_use]
    pub fn switch(sid: SwitchSid) -> Self {
        Self { who: Who::Switch(sid), account_sid: None }
    }

    /// A SIP trunk.
    #[must_use]
    pub fn trunk(name: Arc<str>) -> Self {
        Self { who: Who::Trunk(name), account_sid: None }
    }

    /// A partner of the provider.
    #[must_use]
    pub fn partner(partner: Arc<Partner>) -> Self {
        Self { who: Who::Partner(partner), account_sid: None }
    }

    /// Whether its credentials are a test account's. Of a family all accounts are, or none.
    #[must_use]
    pub fn is_test(&self) -> bool {
        match &self.who {
            Who::Account { account, .. } | Who::User { account, .. } | Who::Inquiry { account, .. } => {
                account.is_test
            }
            Who::Reviewer(_)
            | Who::Operator
            | Who::System
            | Who::Retention
            | Who::Representative
            | Who::Switch(_)
            | Who::Partner(_)
            | Who::Trunk(_) => false,
            Who::TestMode => true,
        }
    }

    /// The same actor acting on `account_sid`; only `accounts::act_on` and operator use cases call it, after checking.
    pub(crate) fn on(&self, account_sid: AccountSid) -> Self {
        Self { who: self.who.clone(), account_sid: Some(account_sid) }
    }

    /// Who it is.
    #[must_use]
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// The account it acts on.
    #[must_use]
    pub fn account_sid(&self) -> Option<AccountSid> {
        self.account_sid
    }

    /// The scope for doing this.
    ///
    /// # Errors
    /// `Forbidden` if the actor acts on no account, or the credentials do not suffice.
    pub fn may(&self, permit: Permit) -> Result<Scope> {
        match &self.who {
            Who::Account { key: Some(_), .. } if permit == Permit::ManageCredentials => {
                return Err(Error::Forbidden(
                    "API keys, tokens and subaccounts are managed with the auth token, not with an API key",
                ));
            }
            Who::User { user, .. } => must_be_allowed(user, permit)?,
            Who::Inquiry { .. } if permit == Permit::ManageCredentials => {
                return Err(Error::Forbidden("an embedded form manages no credentials"));
            }
            Who::Account { .. }
            | Who::Inquiry { .. }
            | Who::Reviewer(_)
            | Who::Operator
            | Who::System
            | Who::Retention
            | Who::TestMode
            | Who::Representative
            | Who::Switch(_)
            | Who::Partner(_)
            | Who::Trunk(_) => {}
        }
        self.account_sid.map(Scope::own).ok_or(Error::Forbidden("name the account to act on"))
    }

    /// Whom a transition is put down to. What becomes of an account's own submission is decided by the machine.
    pub(crate) fn cause(&self) -> Cause {
        match self.who {
            Who::Account { .. }
            | Who::User { .. }
            | Who::Inquiry { .. }
            | Who::System
            | Who::Retention
            | Who::TestMode
            | Who::Representative
            | Who::Switch(_)
            | Who::Partner(_)
            | Who::Trunk(_) => Cause::Machine,
            Who::Reviewer(_) => Cause::Reviewer,
            Who::Operator => Cause::Operator,
        }
    }

    /// Whether it is the operator, or the hub itself.
    pub(crate) fn is_operator(&self) -> bool {
        match self.who {
            Who::Operator | Who::System | Who::Retention => true,
            Who::Account { .. }
            | Who::User { .. }
            | Who::Inquiry { .. }
            | Who::Reviewer(_)
            | Who::TestMode
            | Who::Representative
            | Who::Switch(_)
            | Who::Partner(_)
            | Who::Trunk(_) => false,
        }
    }

    /// The operator, or the hub itself.
    ///
    /// # Errors
    /// `Forbidden` for everybody else.
    pub(crate) fn must_be_operator(&self) -> Result<()> {
        if self.is_operator() { Ok(()) } else { Err(Error::Forbidden("this is for the operator")) }
    }

    /// The reviewer, if the role suffices.
    ///
    /// # Errors
    /// `Forbidden` for everybody else.
    pub(crate) fn must_review(&self, role: Role) -> Result<&Reviewer> {
        let Who::Reviewer(reviewer) = &self.who else {
            return Err(Error::Forbidden("this needs a reviewer"));
        };
        must_suffice(reviewer, role).map(|()| reviewer)
    }

    /// The partner, if its credentials are good for this.
    ///
    /// # Errors
    /// `Forbidden` for everybody else.
    pub fn must_be_partner(&self, scope: PartnerScope) -> Result<&Arc<Partner>> {
        let Who::Partner(partner) = &self.who else {
            return Err(Error::Forbidden("this is for partners of the provider"));
        };
        if partner.has(scope) {
            return Ok(partner);
        }
        Err(Error::Forbidden(match scope {
            PartnerScope::Lookup => "this needs the scope lookup; ask the provider for it",
            PartnerScope::Feed => "this needs the scope feed; ask the provider for it",
            PartnerScope::Registrations => "this needs the scope registrations; ask the provider for it",
        }))
    }

    /// How the audit log names it.
    #[must_use]
    pub fn label(&self) -> String {
        let test = |account: &Account| if account.is_test { "test-" } else { "" };
        match &self.who {
            Who::Account { account, key: Some(key) } => format!("{}key:{key}", test(account)),
            Who::Account { account, key: None } => format!("{}account:{}", test(account), account.sid),
            Who::User { account, user } => format!("{}user:{}", test(account), user.sid),
            Who::Inquiry { account, id } => format!("{}inquiry:{id}", test(account)),
            Who::Reviewer(reviewer) => format!("reviewer:{}", reviewer.sid),
            Who::Operator => "operator".to_owned(),
            Who::System => "system".to_owned(),
            Who::Retention => "retention".to_owned(),
            Who::TestMode => "test-mode".to_owned(),
            Who::Representative => "representative".to_owned(),
            Who::Switch(sid) => format!("switch:{sid}"),
            Who::Trunk(name) => format!("trunk:{name}"),
            Who::Partner(partner) => format!("partner:{}", partner.sid),
        }
    }
}

/// Whether this person may do that on their account.
fn must_be_allowed(user: &User, permit: Permit) -> Result<()> {
    if user.is_disabled {
        return Err(Error::Forbidden("this user is disabled"));
    }
    match permit {
        Permit::Read => Ok(()),
        Permit::Own if user.role >= UserRole::Editor => Ok(()),
        Permit::Own => Err(Error::Forbidden("this needs an editor or an owner of the account")),
        Permit::ManageCredentials if user.role >= UserRole::Owner => Ok(()),
        Permit::ManageCredentials => Err(Error::Forbidden("this needs an owner of the account")),
    }
}

/// Whether this reviewer may do what takes `role`.
pub(crate) fn must_suffice(reviewer: &Reviewer, role: Role) -> Result<()> {
    if reviewer.is_disabled {
        return Err(Error::Forbidden("this reviewer is disabled"));
    }
    if reviewer.role < role {
        return Err(Error::Forbidden("this needs a reviewer with a higher role"));
    }
    Ok(())
}
