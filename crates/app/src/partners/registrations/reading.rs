//! The export, page by page: first everything there is, then what changed since, entry by entry of the feed.
//!
//! A page tells how things are when it is read, not how they were at its entry. What changes meanwhile has an entry of its
//! own, farther on, so that whoever reads to the end holds what is registered.

use std::collections::HashMap;

use trusthub_domain::partner::{ConsentField, FeedKind, Partner, RegistrationKind, StandingStatus};
use trusthub_domain::sid::{AccountSid, BundleSid, ChannelAssignmentSid, PolicySid};
use trusthub_storage::{Scope, StoredFeedEvent, Tx};

use super::cursor::{Inside, Stage};
use super::line::Said;
use super::{ExportCursor, Registration, kind_of, policies, registrar};
use crate::attestation::look_at_account;
use crate::partners::told::seen;
use crate::{Actor, Hub, Invalid, Result};

/// Most lines of a page.
pub const MOST_LINES: usize = 10_000;

/// Rows that are read at once.
const PIECE: u32 = 500;

/// Entries, accounts and products that are looked at for one page, of which few may have anything to tell.
const MOST_LOOKS: u32 = 5_000;

/// What a partner asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// Only this kind.
    pub kind: Option<RegistrationKind>,
    /// From there on; `None` for everything there is.
    pub since: Option<ExportCursor>,
    /// Most lines.
    pub limit: usize,
}

/// A page.
#[derive(Debug, Clone)]
pub struct Exported {
    /// What to do, in this order.
    pub lines: Vec<Registration>,
    /// Where to go on.
    pub cursor: ExportCursor,
    /// Whether there is more now.
    pub has_more: bool,
}

/// Whether everything is told, or what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Everything,
    /// By an entry that says, or does not, that the partner may see it no longer.
    Changes {
        is_withdrawn: bool,
    },
}

/// What a partner may see of what an account registers.
pub(super) enum Sight {
    /// All of it, and this as the name of the business.
    Clear(Option<String>),
    /// It might, if the account stood as it did.
    OutOfForce,
    /// Nothing: it may never have seen anything.
    Hidden,
}

/// A page under way.
pub(super) struct Export<'a> {
    pub(super) hub: &'a Hub,
    pub(super) partner: &'a Partner,
    pub(super) tx: Tx,
    pub(super) kind: Option<RegistrationKind>,
    policies: Vec<PolicySid>,
    limit: usize,
    looks: u32,
    pub(super) lines: Vec<Registration>,
}

/// What is registered, as far as the partner may see it, from there on.
///
/// # Errors
/// `Forbidden` for anybody but a carrier or an analytics engine with the scope; `Invalid` for a cursor from which the feed
/// does not go on; `Unavailable`.
pub async fn read(hub: &Hub, actor: &Actor, wanted: Wanted) -> Result<Exported> {
    let partner = registrar(actor)?;
    // Before the database is opened: what is shown is then in it.
    let shown = hub.feed().shown();
    let mut tx = hub.db().read().await?;
    let from = match wanted.since {
        Some(cursor) => {
            let head = tx.feed_head().await?;
            if cursor.behind() < head.pruned_to || cursor.behind() > head.sequence {
                let why = "the feed does not go on from there (entries are kept for 90 days); drop what you hold, and read \
                           anew without it";
                return Err(Invalid::Field { field: "Since", why: why.to_owned() }.into());
            }
            cursor
        }
        None => ExportCursor::everything(shown, None, None),
    };
    let mut export = Export {
        hub,
        partner,
        tx,
        kind: wanted.kind,
        policies: policies(hub, wanted.kind),
        limit: wanted.limit.clamp(1, MOST_LINES),
        looks: MOST_LOOKS,
        lines: Vec::new(),
    };
    let cursor = match from.stage {
        Stage::Everything(account) => export.everything(from.sequence, account, from.inside).await?,
        Stage::Changes => export.changes(from, shown).await?,
    };
    let has_more = match cursor.stage {
        Stage::Everything(_) => true,
        Stage::Changes => cursor.behind() < shown,
    };
    Ok(Exported { lines: export.lines, cursor, has_more })
}

impl Export<'_> {
    fn is_full(&self) -> bool {
        self.lines.len() >= self.limit || self.looks == 0
    }

    fn look(&mut self) {
        self.looks = self.looks.saturating_sub(1);
    }

    /// Account after account; then the cursor is one of the feed.
    async fn everything(
        &mut self,
        sequence: i64,
        mut after: Option<AccountSid>,
        inside: Option<Inside>,
    ) -> Result<ExportCursor> {
        if let (Some(account), Some(inside)) = (after, inside)
            && let Some(inside) = self.account(account, Some(inside), Mode::Everything).await?
        {
            return Ok(ExportCursor::everything(sequence, after, Some(inside)));
        }
        if self.is_full() {
            return Ok(ExportCursor::everything(sequence, after, None));
        }
        loop {
            let accounts = self.tx.consenting_accounts_any_account(after, PIECE).await?;
            if accounts.is_empty() {
                return Ok(ExportCursor::changes(sequence, None));
            }
            for account in accounts {
                self.look();
                if let Some(inside) = self.account(account, None, Mode::Everything).await? {
                    return Ok(ExportCursor::everything(sequence, Some(account), Some(inside)));
                }
                if self.is_full() {
                    return Ok(ExportCursor::everything(sequence, Some(account), None));
                }
                after = Some(account);
            }
        }
    }

    /// Entry after entry. Of several about one account the last says it all.
    async fn changes(&mut self, from: ExportCursor, shown: i64) -> Result<ExportCursor> {
        // The entry that a page was cut off within is read once more.
        let (mut at, mut begun) = (from.behind(), from.inside);
        loop {
            let entries = match at < shown {
                true => self.tx.feed_since(at, shown, PIECE).await?,
                false => Vec::new(),
            };
            if entries.is_empty() {
                return Ok(ExportCursor::changes(at.max(shown), None));
            }
            let last_of: HashMap<AccountSid, i64> = entries
                .iter()
                .filter(|entry| changes_account(entry))
                .map(|entry| (entry.event.account_sid, entry.sequence))
                .collect();
            for entry in &entries {
                self.look();
                let within = begun.take();
                let account = entry.event.account_sid;
                let is_withdrawn = entry.event.withdrawn_from.is_some_and(|from| from.is(self.partner));
                if within.is_some() || last_of.get(&account) == Some(&entry.sequence) {
                    let mode = Mode::Changes { is_withdrawn };
                    if let Some(inside) = self.account(account, within, mode).await? {
                        return Ok(ExportCursor::changes(entry.sequence, Some(inside)));
                    }
                } else if let Some(number) = &entry.event.number {
                    self.number(account, number, entry.event.kind).await?;
                } else if is_withdrawn && matches!(self.sight(account)?, Sight::Hidden) {
                    // The last entry about the account does not tell.
                    self.lines.push(Registration::none_of(account, self.kind));
                }
                at = entry.sequence;
                if self.is_full() {
                    return Ok(ExportCursor::changes(at, None));
                }
            }
        }
    }

    /// What the partner may see of the account now.
    pub(super) fn sight(&self, account: AccountSid) -> Result<Sight> {
        let standing = look_at_account(self.hub, account)?.and_then(|looked| looked.account.standing);
        let (fields, identity) = seen(self.hub, self.partner, account);
        let holds = standing.is_some_and(|standing| standing.status == StandingStatus::InForce);
        Ok(match (fields.has(ConsentField::Registrations), holds) {
            (true, true) => Sight::Clear(identity.and_then(|identity| identity.legal_name)),
            (true, false) => Sight::OutOfForce,
            (false, _) => Sight::Hidden,
        })
    }

    /// All products of an account; where to go on, if the page is full before.
    async fn account(
        &mut self,
        account: AccountSid,
        from: Option<Inside>,
        mode: Mode,
    ) -> Result<Option<Inside>> {
        let legal_name = match (self.sight(account)?, mode) {
            (Sight::Clear(legal_name), _) => legal_name,
            // Of accounts that never let it see anything, a partner is told nothing; not even that they let others.
            (Sight::OutOfForce, Mode::Changes { .. })
            | (Sight::Hidden, Mode::Changes { is_withdrawn: true }) => {
                self.lines.push(Registration::none_of(account, self.kind));
                return Ok(None);
            }
            (Sight::OutOfForce | Sight::Hidden, Mode::Changes { .. } | Mode::Everything) => return Ok(None),
        };
        let scope = Scope::own(account);
        if let Some(Inside { bundle, assignment: Some(assignment) }) = from {
            let more = self.product(&scope, bundle, Some(assignment), legal_name.as_deref(), mode).await?;
            if more.is_some() {
                return Ok(more);
            }
            if self.is_full() {
                return Ok(Some(Inside { bundle, assignment: None }));
            }
        }
        let mut after = from.map(|inside| inside.bundle);
        loop {
            let products = self.tx.registering_products(&scope, &self.policies, after, PIECE).await?;
            if products.is_empty() {
                return Ok(None);
            }
            for bundle in products {
                self.look();
                let more = self.product(&scope, bundle, None, legal_name.as_deref(), mode).await?;
                if more.is_some() {
                    return Ok(more);
                }
                if self.is_full() {
                    return Ok(Some(Inside { bundle, assignment: None }));
                }
                after = Some(bundle);
            }
        }
    }

    /// All numbers of a product; where to go on, if the page is full before. There is room when it begins.
    async fn product(
        &mut self,
        scope: &Scope,
        sid: BundleSid,
        mut after: Option<ChannelAssignmentSid>,
        legal_name: Option<&str>,
        mode: Mode,
    ) -> Result<Option<Inside>> {
        let Some(bundle) = self.tx.bundle_find(scope, sid).await? else { return Ok(None) };
        let Some(kind) = kind_of(self.hub, &bundle)? else { return Ok(None) };
        if !bundle.is_in_force(self.hub.now()) {
            if mode != Mode::Everything {
                let none = Registration::none_of(bundle.account_sid, Some(kind));
                self.lines.push(Registration { bundle_sid: Some(sid), ..none });
            }
            return Ok(None);
        }
        let said = Said::read(&mut self.tx, &bundle, kind, legal_name).await?;
        loop {
            let room = self.limit.saturating_sub(self.lines.len());
            if room == 0 {
                return Ok(Some(Inside { bundle: sid, assignment: after }));
            }
            let piece = u32::try_from(room).unwrap_or(PIECE).min(PIECE);
            let (numbers, last) =
                self.tx.registered_numbers(scope, sid, self.partner.sid, after, piece).await?;
            if last.is_none() {
                return Ok(None);
            }
            self.lines.extend(numbers.into_iter().map(|number| said.of(number)));
            after = last;
        }
    }
}

/// Whether an entry may change what a whole account registers, or whether that may be seen.
fn changes_account(entry: &StoredFeedEvent) -> bool {
    let is_of_account = entry.event.number.is_none();
    match entry.event.kind {
        FeedKind::Granted
        | FeedKind::Raised
        | FeedKind::Lowered
        | FeedKind::Suspended
        | FeedKind::Reinstated
        | FeedKind::Expired
        | FeedKind::RegistrationChanged => is_of_account,
        FeedKind::GroundsChanged
        | FeedKind::NumberAdded
        | FeedKind::NumberAssigned
        | FeedKind::NumberUnassigned
        | FeedKind::NumberRemoved
        | FeedKind::RegistrationRemoved => false,
    }
}
