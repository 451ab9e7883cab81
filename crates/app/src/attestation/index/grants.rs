//! What a number is assigned to. Most numbers of an account are assigned alike, so each combination is kept once, and a
//! number only names it.

use std::collections::HashMap;

use super::numbers::GrantId;
use super::roles::Brands;
use super::table::Slot;

/// Whose a number is, and what it is assigned to. All places are of the index's own tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(super) struct Grant {
    /// The account.
    pub(super) owner: Option<Slot>,
    /// The customer profile.
    pub(super) profile: Option<Slot>,
    /// The SHAKEN/STIR trust product.
    pub(super) product: Option<Slot>,
    /// The messaging service that it sends for.
    pub(super) service: Option<Slot>,
    /// What says what is shown beside the number, the best first.
    pub(super) brands: [Option<Slot>; Brands::COUNT],
}

#[derive(Debug)]
struct Held {
    grant: Grant,
    /// Numbers that name it. Its place is used anew when there are none.
    numbers: u32,
}

/// All combinations.
#[derive(Debug, Default)]
pub(super) struct Grants {
    ids: HashMap<Grant, GrantId>,
    held: Vec<Held>,
    free: Vec<GrantId>,
}

fn place(id: GrantId) -> usize {
    usize::try_from(id).unwrap_or(usize::MAX)
}

impl Grants {
    pub(super) fn get(&self, id: GrantId) -> Option<Grant> {
        self.held.get(place(id)).map(|held| held.grant)
    }

    /// For one number more.
    pub(super) fn acquire(&mut self, grant: Grant) -> GrantId {
        if let Some(id) = self.ids.get(&grant) {
            if let Some(held) = self.held.get_mut(place(*id)) {
                held.numbers = held.numbers.saturating_add(1);
            }
            return *id;
        }
        let held = Held { grant, numbers: 1 };
        let id = match self.free.pop() {
            Some(id) => {
                if let Some(old) = self.held.get_mut(place(id)) {
                    *old = held;
                }
                id
            }
            None => {
                self.held.push(held);
                GrantId::try_from(self.held.len().saturating_sub(1)).unwrap_or(GrantId::MAX)
            }
        };
        self.ids.insert(grant, id);
        id
    }

    /// For one number less.
    pub(super) fn release(&mut self, id: GrantId) {
        let Some(held) = self.held.get_mut(place(id)) else { return };
        held.numbers = held.numbers.saturating_sub(1);
        if held.numbers == 0 {
            // One that was emptied has no entry of its own.
            if self.ids.get(&held.grant) == Some(&id) {
                self.ids.remove(&held.grant);
            }
            self.free.push(id);
        }
    }

    /// The numbers of an account are nobody's from now on.
    pub(super) fn empty_of(&mut self, owner: Slot) {
        for held in &mut self.held {
            if held.grant.owner == Some(owner) {
                self.ids.remove(&held.grant);
                held.grant = Grant::default();
            }
        }
    }

    pub(super) fn size_bytes(&self) -> usize {
        self.ids.capacity() * (size_of::<(Grant, GrantId)>() + 1) * 8 / 7
            + self.held.capacity() * size_of::<Held>()
            + self.free.capacity() * size_of::<GrantId>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attestation::index::table::Table;

    #[test]
    fn combinations_are_kept_once_and_their_places_used_again() {
        let mut table = Table::default();
        let (one, _) = table.slot_or(uuid::Uuid::from_u128(1), || ());
        let (other, _) = table.slot_or(uuid::Uuid::from_u128(2), || ());
        let of = |owner| Grant { owner: Some(owner), ..Grant::default() };
        let mut grants = Grants::default();
        let first = grants.acquire(of(one));
        assert_eq!(grants.acquire(of(one)), first);
        let second = grants.acquire(of(other));
        assert_ne!(first, second);
        grants.release(first);
        assert_eq!(grants.get(first), Some(of(one)), "a number still names it");
        grants.release(first);
        assert_eq!(grants.acquire(Grant { profile: Some(one), ..of(other) }), first, "its place is free");

        grants.empty_of(other);
        assert_eq!(grants.get(second), Some(Grant::default()));
        assert_ne!(grants.acquire(of(other)), second, "nobody new is put to what was emptied");
        grants.release(second);
        assert_eq!(grants.get(grants.ids[&of(other)]), Some(of(other)));
    }
}
