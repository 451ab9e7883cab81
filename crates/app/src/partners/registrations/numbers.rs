//! What changed about single numbers: those that came to a product in force, or left one.

use trusthub_domain::contact::Phone;
use trusthub_domain::partner::{FeedKind, RegistrationKind};
use trusthub_domain::sid::AccountSid;
use trusthub_storage::{RegisteredNumber, Scope};

use super::line::Said;
use super::reading::{Export, Sight};
use super::{Registration, kind_of};
use crate::Result;

impl Export<'_> {
    /// One number that came to a product of the account, or left one.
    pub(super) async fn number(&mut self, account: AccountSid, number: &Phone, kind: FeedKind) -> Result<()> {
        let has_left = kind == FeedKind::RegistrationRemoved;
        if !has_left && kind != FeedKind::RegistrationChanged {
            return Ok(());
        }
        // Of an account that may not be seen any more an entry of its own tells.
        let Sight::Clear(legal_name) = self.sight(account)? else { return Ok(()) };
        let held = self.lines_of(account, number, legal_name.as_deref()).await?;
        let wanted =
            RegistrationKind::ALL.into_iter().filter(|kind| self.kind.is_none_or(|only| only == *kind));
        for kind in wanted {
            let mut of_kind = held.iter().filter(|line| line.kind == Some(kind)).peekable();
            // Of branded calling alone a number may be on several products; which one it left is told by removing all, and
            // then those that it is on.
            let is_still_held = of_kind.peek().is_some();
            if has_left && (!is_still_held || kind == RegistrationKind::BrandedCalling) {
                let none = Registration::none_of(account, Some(kind));
                self.lines.push(Registration { number: Some(number.clone()), ..none });
            }
            self.lines.extend(of_kind.cloned());
        }
        Ok(())
    }

    /// The lines of a number on products in force of the account.
    async fn lines_of(
        &mut self,
        account: AccountSid,
        number: &Phone,
        legal_name: Option<&str>,
    ) -> Result<Vec<Registration>> {
        let mut lines = Vec::new();
        let scope = Scope::own(account);
        let Some((owner, number_sid)) = self.tx.number_owner_any_account(number).await? else {
            return Ok(lines);
        };
        for assignment in self.tx.channel_assignment_of_number(&scope, number_sid).await? {
            let Some(bundle) = self.tx.bundle_find(&scope, assignment.bundle_sid).await? else { continue };
            let Some(kind) = kind_of(self.hub, &bundle)?.filter(|_| bundle.is_in_force(self.hub.now()))
            else {
                continue;
            };
            let receipts = self.tx.receipts_of_number(&scope, bundle.sid, number).await?;
            let said = Said::read(&mut self.tx, &bundle, kind, legal_name).await?;
            lines.push(said.of(RegisteredNumber {
                sid: assignment.sid,
                number_sid,
                number_account_sid: owner,
                phone_number: number.clone(),
                date_created: assignment.date_created,
                is_acknowledged: receipts.iter().any(|receipt| receipt.partner_sid == self.partner.sid),
            }));
        }
        Ok(lines)
    }
}
