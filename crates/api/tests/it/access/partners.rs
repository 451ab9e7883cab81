//! What customers and partners say to one another, for the table's requests.

use std::sync::atomic::Ordering;

use trusthub_domain::partner::PartnerKind;
use trusthub_testkit::TestAccount;

use super::maker::{Form, Maker};

impl Maker<'_> {
    /// A ticket about a number of the owner.
    pub(super) async fn ticket(&self, owner: &TestAccount) -> String {
        self.approved(owner, true).await;
        let count = self.numbers.fetch_add(1, Ordering::Relaxed);
        let number = format!("+1510236{count:04}");
        self.number(owner, &number).await;
        let (_, partner) = self.api.partner(PartnerKind::Carrier, &[]).await;
        let flag =
            [("Number", number.as_str()), ("Reason", "spam-likely"), ("Evidence", "Forty complaints.")];
        partner.made("/partner/v1/Flags", &flag).await
    }

    /// An account has one for each recipient: the next asker's is another one.
    pub(super) async fn new_consent(&self) -> Form {
        let (partner, _) = self.api.partner(PartnerKind::Carrier, &[]).await;
        vec![("Recipient", partner.sid.to_string()), ("Fields", "legal_name".to_owned())]
    }
}
