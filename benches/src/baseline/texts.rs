//! The hub's statements, by the module and constant that hold them.

use std::collections::HashMap;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use trusthub_storage::{Statement, registry};

static BY_NAME: LazyLock<HashMap<&str, &Statement>> = LazyLock::new(|| {
    registry().filter_map(|one| Some((one.name.strip_prefix("trusthub_storage::")?, one))).collect()
});

/// The statement of that name, without the crate's.
pub fn text(name: &str) -> Result<&'static Statement> {
    BY_NAME.get(name).copied().with_context(|| format!("the hub has no statement {name} any more"))
}
