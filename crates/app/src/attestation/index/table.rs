//! Rows that are found by identifier and named by a small number.

use std::collections::HashMap;
use std::num::NonZeroU32;

use uuid::Uuid;

/// The place of a row. Four bytes, with or without `Option`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Slot(NonZeroU32);

impl Slot {
    /// Four billion rows do not fit into any machine's memory: the last place is never reached.
    fn at(place: usize) -> Self {
        let number = u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
    }

    fn place(self) -> usize {
        usize::try_from(self.0.get()).map_or(usize::MAX, |number| number.saturating_sub(1))
    }
}

/// The rows. None of them ever goes: what is gone is marked so, as others may name its place.
#[derive(Debug)]
pub(super) struct Table<T> {
    slots: HashMap<Uuid, Slot>,
    rows: Vec<T>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { slots: HashMap::new(), rows: Vec::new() }
    }
}

impl<T> Table<T> {
    pub(super) fn slot(&self, id: Uuid) -> Option<Slot> {
        self.slots.get(&id).copied()
    }

    pub(super) fn find(&self, id: Uuid) -> Option<&T> {
        self.row(self.slot(id)?)
    }

    pub(super) fn row(&self, slot: Slot) -> Option<&T> {
        self.rows.get(slot.place())
    }

    pub(super) fn row_mut(&mut self, slot: Slot) -> Option<&mut T> {
        self.rows.get_mut(slot.place())
    }

    /// Where it is, or where it is put now.
    pub(super) fn slot_or(&mut self, id: Uuid, make: impl FnOnce() -> T) -> (Slot, bool) {
        if let Some(slot) = self.slot(id) {
            return (slot, false);
        }
        let slot = Slot::at(self.rows.len());
        self.rows.push(make());
        self.slots.insert(id, slot);
        (slot, true)
    }

    pub(super) fn size_bytes(&self) -> usize {
        // A hash table of the standard library has a byte beside each place, and one place in eight empty.
        self.slots.capacity() * (size_of::<(Uuid, Slot)>() + 1) * 8 / 7
            + self.rows.capacity() * size_of::<T>()
    }
}
