//! The letter about a decision, to whom the submission names.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::account::Account;
use trusthub_domain::bundle::UnknownName;
use trusthub_domain::contact::Email;
use trusthub_domain::sid::TollfreeSid;
use trusthub_domain::tollfree::{State, TextField, Verification};
use trusthub_gateways::mail::{Envelope, Letter, Mail, TollfreeNotice, TollfreeOutcome, tollfree_letter};
use trusthub_storage::{Job, Scope};

use crate::erased::unless_erased;
use crate::record::internal;
use crate::{Hub, Result};

/// Which decision: a later version was decided anew, or is about to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decided {
    pub(crate) sid: TollfreeSid,
    pub(crate) version: i64,
}

/// `HH… 3`
impl fmt::Display for Decided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.sid, self.version)
    }
}

impl FromStr for Decided {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let (sid, version) = text.split_once(' ').ok_or(UnknownName)?;
        let sid = sid.parse().map_err(|_| UnknownName)?;
        Ok(Self { sid, version: version.parse().map_err(|_| UnknownName)? })
    }
}

/// The mail; `None` if there is nothing to tell any more, or nobody: what is about a test account goes to the operator's
/// address for such, or nowhere. The same bytes at every try.
pub(crate) async fn letter(hub: &Hub, job: &Job) -> Result<Option<Mail>> {
    let decided: Decided = job.subject.parse().map_err(internal)?;
    let scope = Scope::own(job.account_sid);
    let mut tx = hub.db().read().await?;
    let found = unless_erased(tx.tollfree_find(&scope, decided.sid).await)?;
    let found = found.filter(|found| found.version == decided.version);
    let (Some(verification), Some(account)) = (found, tx.account_find(&scope).await?) else {
        return Ok(None);
    };
    drop(tx);
    let Some((to, letter)) = written(hub, &verification, &account)? else { return Ok(None) };
    let settings = hub.settings();
    let envelope =
        Envelope { from: settings.mail_from.clone(), to, reply_to: settings.support_email.clone() };
    let name = format!("{}.{}", decided.sid, decided.version);
    Ok(Some(Mail::named(&name, verification.date_updated, envelope, letter)))
}

/// What is written about a decision, and to whom.
pub(super) fn written(
    hub: &Hub,
    verification: &Verification,
    account: &Account,
) -> Result<Option<(Email, Letter)>> {
    let outcome = match &verification.state {
        State::Approved { .. } => TollfreeOutcome::Approved,
        State::Rejected { reasons, .. } => TollfreeOutcome::Rejected {
            reasons: reasons.iter().map(|reason| (reason.code, reason.reason.clone())).collect(),
            mend_until: verification.edit_expires_at(),
        },
        State::Pending | State::InReview { .. } => return Ok(None),
    };
    let settings = hub.settings();
    let to = if account.is_test {
        settings.test_mail_to.clone()
    } else {
        Some(verification.submission.notification_email().clone())
    };
    let Some(to) = to else { return Ok(None) };
    let notice = TollfreeNotice {
        sid: verification.sid,
        phone_number: verification.phone_number.clone(),
        business_name: verification.submission.text(TextField::BusinessName).unwrap_or_default().to_owned(),
        account_name: account.friendly_name.clone(),
        outcome,
        url: format!(
            "{}/console/{}/messaging/toll-free/{}",
            settings.public_url, verification.account_sid, verification.number_sid
        ),
        support_email: settings.support_email.clone(),
    };
    let mut letter = tollfree_letter(&notice).map_err(internal)?;
    if account.is_test {
        letter.subject = format!("[Test] {}", letter.subject);
    }
    Ok(Some((to, letter)))
}
