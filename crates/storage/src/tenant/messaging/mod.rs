//! Messaging services, brands and campaigns. What a customer wrote is one sealed value a row; beside it stands only what
//! rows are found by.

pub(crate) mod brands;
pub(crate) mod campaigns;
pub(crate) mod registrations;
pub(crate) mod services;
pub(crate) mod usage;
pub(crate) mod vettings;

/// A table whose rows are one sealed value each: its row, and how that is opened.
macro_rules! content_row {
    ($row:ident of $clear:ident in $table:literal) => {
        const TABLE: &str = $table;

        #[derive(sqlx::FromRow)]
        struct $row {
            account_sid: String,
            sid: String,
            content: Vec<u8>,
            version: i64,
            date_created: i64,
        }

        impl $crate::db::seal::Sealed for $row {
            type Clear = $clear;

            async fn open(self, vault: &$crate::vault::Vault) -> $crate::error::Result<$clear> {
                let place = $crate::db::seal::Place::of_row(TABLE, &self.account_sid, &self.sid)?;
                let mut clear: $clear = place.open(vault, "content", &self.content).await?;
                clear.version = self.version;
                Ok(clear)
            }
        }

        impl $crate::page::Placed for $row {
            fn cursor(&self) -> $crate::page::Cursor {
                $crate::page::Cursor::of(self.date_created, &self.sid)
            }
        }
    };
}
pub(in crate::tenant::messaging) use content_row;
