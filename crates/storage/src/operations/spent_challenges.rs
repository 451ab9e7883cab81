//! Challenges to passkeys that were answered (global table `spent_challenges`). One that was not is kept nowhere.

use aws_lc_rs::digest;
use trusthub_domain::time::Timestamp;

use crate::db::Tx;
use crate::db::statement::statements;
use crate::db::value::args;
use crate::error::Result;

statements! {
    SPEND = "INSERT INTO spent_challenges (challenge_hash, expires_at) VALUES ($1, $2) \
        ON CONFLICT (challenge_hash) DO NOTHING";
    PURGE = "DELETE FROM spent_challenges WHERE expires_at <= $1";
}

impl Tx {
    /// Takes a challenge, of two at once for one of them; `false` if it was taken before.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn challenge_spend_any_account(
        &mut self,
        challenge: &[u8],
        expires_at: Timestamp,
    ) -> Result<bool> {
        let hash = digest::digest(&digest::SHA256, challenge).as_ref().to_vec();
        Ok(self.execute(&SPEND, args![hash, expires_at]).await? > 0)
    }

    /// Forgets those whose time is over: nobody takes them any more.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn challenge_purge_any_account(&mut self, now: Timestamp) -> Result<()> {
        self.execute(&PURGE, args![now]).await.map(drop)
    }
}
