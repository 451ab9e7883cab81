//! Views of the queue that reviewers have named. Global table; what a filter means is the use case's business.

use trusthub_domain::sid::ReviewerSid;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

/// A named view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFilter {
    /// How its reviewer calls it.
    pub name: String,
    /// What it shows.
    pub filter: String,
}

statements! {
    SET = "INSERT INTO reviewer_filters (reviewer_sid, name, filter, date_created) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (reviewer_sid, name) DO UPDATE SET filter = excluded.filter";
    LIST = "SELECT name, filter FROM reviewer_filters WHERE reviewer_sid = $1 ORDER BY name";
    DELETE = "DELETE FROM reviewer_filters WHERE reviewer_sid = $1 AND name = $2";
}

impl Tx {
    /// Keeps a view under its name, in place of what had that name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn saved_filter_set(
        &mut self,
        reviewer: ReviewerSid,
        saved: &SavedFilter,
        now: Timestamp,
    ) -> Result<()> {
        self.execute(&SET, args![reviewer, &saved.name, &saved.filter, now]).await.map(drop)
    }

    /// A reviewer's views, by name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn saved_filter_list(&mut self, reviewer: ReviewerSid) -> Result<Vec<SavedFilter>> {
        let rows = self.rows::<(String, String)>(&LIST, args![reviewer]).await?;
        Ok(rows.into_iter().map(|(name, filter)| SavedFilter { name, filter }).collect())
    }

    /// Forgets a view; `false` if there is none of that name.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn saved_filter_delete(&mut self, reviewer: ReviewerSid, name: &str) -> Result<bool> {
        Ok(self.execute(&DELETE, args![reviewer, name]).await? > 0)
    }
}
