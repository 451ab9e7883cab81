//! Sends a reviewer's question to the customer, as long as it waits for an answer.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::{Bundle, BundleKind, UnknownName};
use trusthub_domain::review::Case;
use trusthub_domain::sid::CaseSid;
use trusthub_gateways::mail::{Asked, Envelope, Mail, asked_letter};
use trusthub_storage::{Job, Scope};

use super::{Outcome, letters};
use crate::erased::unless_erased;
use crate::record::internal;
use crate::{Hub, Result};

/// Which question of which case; they begin with 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CustomerQuestion {
    pub(crate) case: CaseSid,
    pub(crate) number: usize,
}

/// `VC… 1`
impl fmt::Display for CustomerQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.case, self.number)
    }
}

impl FromStr for CustomerQuestion {
    type Err = UnknownName;

    fn from_str(text: &str) -> std::result::Result<Self, UnknownName> {
        let (case, number) = text.split_once(' ').ok_or(UnknownName)?;
        let case = case.parse().map_err(|_| UnknownName)?;
        Ok(Self { case, number: number.parse().map_err(|_| UnknownName)? })
    }
}

/// What is about a test account goes to the operator's address for such, or nowhere.
pub(super) async fn run(hub: &Hub, job: &Job) -> Result<Outcome> {
    let scope = Scope::own(job.account_sid);
    let asking: CustomerQuestion = job.subject.parse().map_err(internal)?;
    let mut tx = hub.db().read().await?;
    let found = unless_erased(tx.case_find(&scope, asking.case).await)?;
    let is_asked = |case: &Case| case.waits_for_customer() && case.questions.len() == asking.number;
    let Some(case) = found.filter(is_asked) else { return Ok(Outcome::Done) };
    let Some(question) = case.questions.last() else { return Ok(Outcome::Done) };
    let (Some(bundle), Some(account)) =
        (tx.bundle_find(&scope, case.bundle_sid).await?, tx.account_find(&scope).await?)
    else {
        return Ok(Outcome::Done);
    };
    drop(tx);
    let settings = hub.settings();
    let to = if account.is_test { settings.test_mail_to.clone() } else { Some(bundle.email.clone()) };
    let Some(to) = to else { return Ok(Outcome::Done) };
    let asked = Asked {
        bundle_kind: bundle.kind,
        bundle_sid: bundle.sid,
        friendly_name: bundle.friendly_name.clone(),
        account_name: account.friendly_name,
        field: question.field.as_deref().map(|field| letters::field_in_words(hub, field)),
        text: question.text.clone(),
        due_at: case.due_at,
        url: page_of(hub, &bundle),
        support_email: settings.support_email.clone(),
    };
    let mut letter = asked_letter(&asked).map_err(internal)?;
    if account.is_test {
        letter.subject = format!("[Test] {}", letter.subject);
    }
    let envelope =
        Envelope { from: settings.mail_from.clone(), to, reply_to: settings.support_email.clone() };
    let mail = Mail::named(&format!("{}q{}", case.sid, asking.number), question.at, envelope, letter);
    Ok(letters::sent(hub, &mail).await)
}

/// Where the customer sees the bundle and answers: its page in the console.
fn page_of(hub: &Hub, bundle: &Bundle) -> String {
    let section = match bundle.kind {
        BundleKind::CustomerProfile => "profiles",
        BundleKind::TrustProduct => "products",
    };
    format!("{}/console/{}/{section}/{}", hub.settings().public_url, bundle.account_sid, bundle.sid)
}
