//! The HTTP face against a whole hub.
