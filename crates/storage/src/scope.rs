//! Whose rows a query may touch. A value of it is needed for every query on tenant data.

use trusthub_domain::sid::AccountSid;

/// One tenant. Made by `app` from an actor that may act for that tenant; storage puts it into every statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope(AccountSid);

impl Scope {
    /// Everything of this account and nothing of any other.
    #[must_use]
    pub const fn own(account_sid: AccountSid) -> Self {
        Self(account_sid)
    }

    /// The account.
    #[must_use]
    pub const fn account(&self) -> AccountSid {
        self.0
    }
}
