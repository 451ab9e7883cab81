//! What a list may be at most. Ours: several times what any published list needs, and far from what would hurt.

/// Bytes of one file, unpacked. The largest published list, the European one, has 25 million.
pub const MOST_FILE_BYTES: u64 = 1024 * 1024 * 1024;

/// Bytes of one field of a table, or of one text in XML. Grounds for a listing run to some ten thousand.
pub const MOST_FIELD_BYTES: usize = 256 * 1024;

/// Fields of one row. The European table has about ninety.
pub const MOST_COLUMNS: usize = 256;

/// How deep elements of XML may be nested; the United Nations' go to five.
pub const MOST_DEPTH: usize = 32;

/// Entries of one list; all lists together have some tens of thousands.
pub const MOST_ENTITIES: usize = 1_000_000;

/// Names of one entry; real ones have up to a few hundred.
pub const MOST_NAMES: usize = 2_000;

/// Bytes of one name.
pub const MOST_NAME_BYTES: usize = 4 * 1024;

/// Bytes of an entry's identifier.
pub const MOST_ID_BYTES: usize = 512;
