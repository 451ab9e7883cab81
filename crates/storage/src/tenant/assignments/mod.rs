//! Items and phone numbers of bundles.
//!
//! What is assigned must not vanish at the same moment. Assigning touches the object's own row, deleting the object
//! looks for assignments after its row is gone; so whichever comes second meets the other's lock, and then sees it.

pub(crate) mod channel;
pub(crate) mod entity;
