//! Pages, as storage gives them; named here so that the faces need not name storage.

pub use trusthub_storage::{Cursor, Page, PageRequest, Position};
