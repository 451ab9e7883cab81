//! Submitting a toll-free number, and mending a submission.

use trusthub_domain::item::PhoneNumber;
use trusthub_domain::sid::{BundleSid, PhoneNumberSid, TollfreeSid};
use trusthub_domain::tollfree::{Entered, State, Submission, TextField, TollfreeRule, Verification};
use trusthub_storage::{Error as StorageError, Key, Scope, Tx};

use super::business::{Business, named};
use super::{links, load, queue_check};
use crate::input;
use crate::record::{Changed, record};
use crate::{Actor, Error, Hub, Invalid, Permit, Result};

/// What is given to submit a number.
#[derive(Debug, Clone)]
pub struct NewVerification {
    /// The number, of the account's own inventory.
    pub number_sid: PhoneNumberSid,
    /// The customer profile of the business, of this account or its parent.
    pub customer_profile_sid: Option<BundleSid>,
    /// The fields.
    pub entered: Entered,
}

/// Which fields are given.
#[derive(Debug, Clone)]
pub enum Fields {
    /// Those that change; the others stay.
    Changed(Entered),
    /// All of them; what is not there is taken out. The customer's own name for it stays in any case.
    All(Entered),
}

/// What is given to change a submission.
#[derive(Debug, Clone)]
pub struct Edit {
    /// The fields.
    pub fields: Fields,
    /// Another customer profile.
    pub customer_profile_sid: Option<BundleSid>,
    /// Why, for the reviewer.
    pub reason: Option<String>,
}

/// Submits a number. What the customer profile says of the business need not be entered again.
///
/// # Errors
/// `Invalid` for a number that is none of the account's or not toll-free, a profile out of reach, and fields that are missing
/// or wrong, all at once; `AlreadyExists` if the number has a verification.
pub async fn create(hub: &Hub, actor: &Actor, new: NewVerification) -> Result<Verification> {
    let scope = actor.may(Permit::Own)?;
    let mut tx = hub.db().write().await?;
    let number = toll_free(&mut tx, &scope, new.number_sid).await?;
    let business = named(&mut tx, hub, &scope, new.customer_profile_sid).await?;
    let submission = submission(new.entered, business.as_ref())?;
    let now = hub.now();
    let verification = Verification {
        sid: hub.sid(),
        account_sid: scope.account(),
        number_sid: number.sid,
        phone_number: number.phone_number,
        customer_profile_sid: new.customer_profile_sid,
        trust_product_sid: None,
        regulated_item_sid: None,
        submission,
        edit_reason: None,
        state: State::Pending,
        queued_at: now,
        version: 1,
        date_created: now,
        date_updated: now,
    };
    let verification = links::renewed(&mut tx, hub, verification).await?;
    tx.tollfree_insert(&verification).await.map_err(|error| match error {
        StorageError::Duplicate(Key::TollfreeNumber) => Error::AlreadyExists(
            "the number has a verification already; change that one, or delete it first".to_owned(),
        ),
        other => other.into(),
    })?;
    tx.tollfree_draft_delete(&scope, verification.number_sid).await?;
    queue_check(&mut tx, hub, &verification).await?;
    let changed = Changed::made(&verification);
    record(&mut tx, hub, actor, &scope, "tollfree.create", verification.sid, changed).await?;
    tx.commit().await?;
    Ok(verification)
}

/// Changes a submission that was turned down, or that nobody has looked at; it is looked at anew.
///
/// # Errors
/// `NotFound`; `Tollfree` once it is in review or approved, or if no change can mend it; `Invalid` as for [`create`];
/// `Conflict`.
pub async fn update(hub: &Hub, actor: &Actor, sid: TollfreeSid, edit: Edit) -> Result<Verification> {
    let scope = actor.may(Permit::Own)?;
    let reason = edit.reason.filter(|reason| !reason.trim().is_empty());
    if let Some(reason) = &reason {
        input::note_in("EditReason", reason)?;
    }
    let mut tx = hub.db().write().await?;
    let before = load(&mut tx, &scope, sid).await?;
    before.may_edit()?;
    let profile = edit.customer_profile_sid.or(before.customer_profile_sid);
    let business = named(&mut tx, hub, &scope, profile).await?;
    let known = before.submission.entered();
    let entered = match edit.fields {
        Fields::Changed(entered) => known.overlaid(entered),
        Fields::All(mut entered) => {
            entered.enter(TextField::ExternalReferenceId, known.text(TextField::ExternalReferenceId));
            entered
        }
    };
    let submission = submission(entered, business.as_ref())?;
    let edited = before.edited(submission, reason, hub.now())?;
    let edited = Verification { customer_profile_sid: profile, ..edited };
    let edited = links::renewed(&mut tx, hub, edited).await?;
    let after = tx.tollfree_save(&edited).await?;
    tx.tollfree_draft_delete(&scope, after.number_sid).await?;
    queue_check(&mut tx, hub, &after).await?;
    record(&mut tx, hub, actor, &scope, "tollfree.update", sid, Changed::from_to(&before, &after)).await?;
    tx.commit().await?;
    Ok(after)
}

/// A toll-free number of this account.
pub(crate) async fn toll_free(tx: &mut Tx, scope: &Scope, sid: PhoneNumberSid) -> Result<PhoneNumber> {
    let invalid = |why: &str| Invalid::Field { field: "TollfreePhoneNumberSid", why: why.to_owned() };
    let number = tx.number_find(scope, sid).await?;
    let number = number.ok_or_else(|| invalid("it names no phone number of this account"))?;
    if !number.phone_number.is_toll_free() {
        return Err(invalid(&TollfreeRule::NotTollFree.to_string()).into());
    }
    Ok(number)
}

fn submission(entered: Entered, business: Option<&Business>) -> Result<Submission> {
    let entered = match business {
        Some(business) => business.entered().overlaid(entered),
        None => entered,
    };
    Submission::new(entered).map_err(|problems| Invalid::Fields(problems).into())
}
