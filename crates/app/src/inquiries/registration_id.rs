//! How the vendor's SDKs name a registration for messages: `tri1.us1.account.AC…/registration.BU…`; and its document one of who
//! uses numbers: the same with a full stop in the place of the slash.

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

/// Source: the vendor's OpenAPI document, the example of what is resumed. That of what is begun has `registartion` and a phone
/// number, which nobody gives.
pub(super) fn written_of_numbers(account: AccountSid, sid: BundleSid) -> String {
    format!("tri1.us1.account.{account}.registration.{sid}")
}

/// The registration that an id names, if it is this account's, in any of these spellings; its last part alone will do.
pub(super) fn read_of_numbers(text: &str, account: AccountSid) -> Option<BundleSid> {
    let Some(rest) = text.strip_prefix("tri1.us1.account.") else { return text.parse().ok() };
    let (owner, rest) = rest.split_once(['.', '/'])?;
    let (word, sid) = rest.split_once('.')?;
    let is_own = owner.parse().is_ok_and(|owner: AccountSid| owner == account);
    let is_one = ["registration", "registartion"].contains(&word);
    if is_own && is_one { sid.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "AC00000000000000000000000000000001";
    const BUNDLE: &str = "BU00000000000000000000000000000002";

    #[test]
    fn a_registration_of_numbers_is_named_in_each_of_the_vendors_spellings() {
        let account: AccountSid = OWN.parse().unwrap();
        let sid: BundleSid = BUNDLE.parse().unwrap();
        let written = written_of_numbers(account, sid);
        assert_eq!(written, format!("tri1.us1.account.{OWN}.registration.{BUNDLE}"));
        let misspelt = written.replace("registration", "registartion");
        for text in [written.as_str(), &misspelt, &written.replace(".reg", "/reg"), BUNDLE] {
            assert_eq!(read_of_numbers(text, account), Some(sid), "{text}");
        }
        let foreign = written.replace(OWN, "AC00000000000000000000000000000003");
        let customer = written.replace("registration", "customer");
        for text in [foreign.as_str(), &customer, "tri1.us1.account.", "x", ""] {
            assert_eq!(read_of_numbers(text, account), None, "{text}");
        }
    }
}
