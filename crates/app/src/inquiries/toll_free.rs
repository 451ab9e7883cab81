//! The form for a toll-free number: begun with whatever the account knows, kept while it is filled in, and submitted as any
//! other submission.

use trusthub_domain::contact::{Email, Phone};
use trusthub_domain::sid::{BundleSid, PhoneNumberSid};
use trusthub_domain::tollfree::{Entered, TextField, Verification};
use trusthub_storage::{Scope, TollfreeDraft, Tx};

use super::Begun;
use super::session::{Subject, begun, theme_is_a_name};
use crate::record::{Changed, record};
use crate::tollfree::{self, Edit, Fields, NewVerification, business};
use crate::{Actor, Error, Hub, Invalid, Permit, Result};

/// What is given to begin one.
#[derive(Debug, Clone)]
pub struct NewTollfreeInquiry {
    /// The number, of the account's own inventory.
    pub phone_number: Phone,
    /// Who is told of the result.
    pub email: Email,
    /// The customer profile of the business.
    pub customer_profile_sid: Option<BundleSid>,
    /// What the form begins with.
    pub entered: Entered,
    /// Whether it does not ask what messages are about.
    pub skips_use_case: bool,
    /// How the form looks.
    pub theme: Option<String>,
}

/// What a session shows.
#[derive(Debug, Clone)]
pub struct Form {
    /// The number.
    pub phone_number: Phone,
    /// What stands in the form; also what the profile says.
    pub entered: Entered,
    /// Whether it does not ask what messages are about.
    pub skips_use_case: bool,
    /// What was submitted, if anything was.
    pub submitted: Option<Verification>,
}

/// Begins a form, and a session to fill it in. Of a number that was turned down it is the one that mends that.
///
/// # Errors
/// `Invalid` for a number that is none of the account's or not toll-free, and a profile out of reach; `Tollfree` while the
/// number is in review or approved, or if no change can mend it.
pub async fn begin(hub: &Hub, actor: &Actor, new: NewTollfreeInquiry) -> Result<Begun> {
    let scope = actor.may(Permit::Own)?;
    theme_is_a_name(new.theme.as_deref())?;
    let mut tx = hub.db().write().await?;
    let owner = tx.number_owner_any_account(&new.phone_number).await?;
    let Some((_, number)) = owner.filter(|(owner, _)| *owner == scope.account()) else {
        let why = "it is no phone number of this account".to_owned();
        return Err(Invalid::Field { field: "TollfreePhoneNumber", why }.into());
    };
    tollfree::toll_free(&mut tx, &scope, number).await?;
    let submitted = tx.tollfree_find_of_number(&scope, number).await?;
    let mut known = Entered::default();
    let mut profile = new.customer_profile_sid;
    if let Some(submitted) = &submitted {
        submitted.may_edit()?;
        known = submitted.submission.entered().clone();
        profile = profile.or(submitted.customer_profile_sid);
    }
    business::named(&mut tx, hub, &scope, profile).await?;
    let mut entered = known.overlaid(new.entered);
    entered.enter(TextField::NotificationEmail, Some(new.email.as_str()));
    let draft = TollfreeDraft {
        account_sid: scope.account(),
        number_sid: number,
        customer_profile_sid: profile,
        entered,
        skips_use_case: new.skips_use_case,
        date_updated: hub.now(),
    };
    keep(&mut tx, hub, actor, &draft).await?;
    tx.commit().await?;
    Ok(begun(hub, scope.account(), Subject::TollFree(number), new.theme.as_deref()))
}

/// What the form shows.
///
/// # Errors
/// `NotFound` if the number is gone, or what was submitted was taken back.
pub async fn form(hub: &Hub, actor: &Actor, number: PhoneNumberSid) -> Result<Form> {
    let scope = actor.may(Permit::Read)?;
    let mut tx = hub.db().read().await?;
    let found = tx.number_find(&scope, number).await?.ok_or_else(|| gone(number))?;
    let submitted = tx.tollfree_find_of_number(&scope, number).await?;
    let draft = tx.tollfree_draft_find(&scope, number).await?;
    let (entered, profile, skips_use_case) = match (draft, &submitted) {
        (Some(draft), _) => (draft.entered, draft.customer_profile_sid, draft.skips_use_case),
        (None, Some(one)) => (one.submission.entered().clone(), one.customer_profile_sid, false),
        (None, None) => return Err(gone(number)),
    };
    let business = match profile {
        Some(sid) => business::look(&mut tx, hub, &scope, sid).await?,
        None => None,
    };
    let entered =
        business.map_or_else(|| entered.clone(), |business| business.entered().overlaid(entered.clone()));
    Ok(Form { phone_number: found.phone_number, entered, skips_use_case, submitted })
}

/// Submits the form. What cannot be submitted is kept.
///
/// # Errors
/// As `tollfree::create` and `tollfree::update`.
pub async fn submit(
    hub: &Hub,
    actor: &Actor,
    number: PhoneNumberSid,
    entered: Entered,
) -> Result<Verification> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().read().await?;
    let submitted = tx.tollfree_find_of_number(&scope, number).await?;
    let draft = tx.tollfree_draft_find(&scope, number).await?;
    drop(tx);
    let profile = draft.as_ref().and_then(|draft| draft.customer_profile_sid);
    let result = match submitted {
        Some(submitted) => {
            let edit =
                Edit { fields: Fields::All(entered.clone()), customer_profile_sid: profile, reason: None };
            tollfree::update(hub, actor, submitted.sid, edit).await
        }
        None if draft.is_none() => return Err(gone(number)),
        None => {
            let new = NewVerification {
                number_sid: number,
                customer_profile_sid: profile,
                entered: entered.clone(),
            };
            tollfree::create(hub, actor, new).await
        }
    };
    if let (Err(Error::Invalid(Invalid::Fields(_))), Some(draft)) = (&result, draft) {
        let mut tx = hub.db().write().await?;
        // Not what was submitted meanwhile from elsewhere, and not for a number that is gone.
        if tx.tollfree_draft_find(&scope, number).await?.is_some() {
            keep(&mut tx, hub, actor, &TollfreeDraft { entered, date_updated: hub.now(), ..draft }).await?;
            tx.commit().await?;
        }
    }
    result
}

async fn keep(tx: &mut Tx, hub: &Hub, actor: &Actor, draft: &TollfreeDraft) -> Result<()> {
    let scope = Scope::own(draft.account_sid);
    tx.tollfree_draft_set(draft).await?;
    record(tx, hub, actor, &scope, "tollfree.draft.keep", draft.number_sid, Changed::made(draft)).await
}

fn gone(number: PhoneNumberSid) -> Error {
    Error::NotFound(format!("/ComplianceInquiries/Tollfree/{number}"))
}
