//! The core resources under `/2010-04-01` that Trust Hub leans on: accounts, keys, addresses, phone numbers.
//!
//! They differ from `/v1` in three things: dates are RFC 2822, a resource names its path (`uri`) and not its URL, and
//! a parent may act on its subaccounts.

mod accounts;
mod addresses;
mod keys;
mod number_parameters;
mod numbers;

use trusthub_domain::sid::AccountSid;

use crate::openapi::Routes;

/// The vendor's name for this version.
const VERSION: &str = "2010-04-01";

/// Mounts everything of `/2010-04-01`.
pub(crate) fn mount(routes: Routes) -> Routes {
    numbers::mount(addresses::mount(keys::mount(accounts::mount(routes))))
}

/// The path of a list below an account.
fn list_path(account: AccountSid, collection: &str) -> String {
    format!("/{VERSION}/Accounts/{account}/{collection}.json")
}
