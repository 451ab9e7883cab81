//! Numbers for the table's requests.

use std::sync::atomic::Ordering;

use trusthub_testkit::TestAccount;

use super::maker::{Form, Maker};

impl Maker<'_> {
    /// What submits a toll-free number of the owner.
    pub(super) async fn new_verification(&self, owner: &TestAccount) -> Form {
        let number = self.number(owner, &self.toll_free_number()).await;
        let fields = crate::tollfree::FIELDS.iter().map(|(name, value)| (*name, (*value).to_owned()));
        fields.chain([("TollfreePhoneNumberSid", number)]).collect()
    }

    pub(super) fn toll_free_number(&self) -> String {
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        format!("+1800234{count:04}")
    }

    /// Takes a number into the owner's inventory; its identifier.
    pub(super) async fn number(&self, owner: &TestAccount, number: &str) -> String {
        let list = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json", owner.sid);
        self.api.client_of(owner).made(&list, &[("PhoneNumber", number)]).await
    }
}
