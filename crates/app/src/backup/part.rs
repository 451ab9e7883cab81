//! What the parts of a backup are: the head of each, in JSON.

use serde::{Deserialize, Serialize};
use trusthub_gateways::archive::Part;
use trusthub_storage::Column;

use super::{BackupError, Origin, Totals};
use crate::record::internal;

/// The head of a part; its body is beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub(super) enum Head {
    /// First. No body.
    Origin(Origin),
    /// Body: the file as it lay in the folder.
    Policy {
        /// Its name.
        name: String,
    },
    /// Body: the operator's scorecard as it lay in the data directory. Not in every backup.
    Scorecard,
    /// Body: the sealed file.
    Document {
        /// Its key in the store.
        key: String,
    },
    /// Body: a line of JSON per row. A table with many rows has several parts, one with none has one.
    Rows {
        /// The table.
        table: String,
        /// What stands in each line, in this order.
        columns: Vec<Column>,
        /// Lines.
        count: u64,
    },
    /// Last. No body.
    End(Totals),
}

impl Head {
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, BackupError> {
        serde_json::to_vec(self).map_err(|error| BackupError::Hub(internal(error)))
    }

    pub(super) fn of(part: &Part) -> Result<Self, BackupError> {
        // The file is whole, so a head that we cannot read is one that was invented after us.
        serde_json::from_slice(&part.head)
            .map_err(|_| BackupError::Newer("it has a part that is not known here"))
    }
}
