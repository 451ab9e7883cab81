//! How the vendor's SDKs name a registration for messages: `tri1.us1.account.AC…/registration.BU…`.

use trusthub_domain::sid::{AccountSid, BundleSid};

pub(super) fn written(account: AccountSid, sid: BundleSid) -> String {
    format!("tri1.us1.account.{account}/registration.{sid}")
}

/// The registration that an id names, if it is this account's. The last part alone will do: the vendor's Node SDK sends no
/// id that has a slash.
pub(super) fn read(text: &str, account: AccountSid) -> Option<BundleSid> {
    let Some(rest) = text.strip_prefix("tri1.us1.account.") else { return text.parse().ok() };
    let (owner, sid) = rest.split_once("/registration.")?;
    let owner: AccountSid = owner.parse().ok()?;
    if owner == account { sid.parse().ok() } else { None }
}
