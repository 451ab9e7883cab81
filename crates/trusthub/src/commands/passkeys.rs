//! What `trusthub user` and `trusthub reviewer` do for whoever has lost a passkey.

use serde::Serialize;
use trusthub_app::people::passkeys::{self, Passkey, Whose};
use trusthub_app::{Actor, Hub};
use trusthub_domain::sid::PasskeySid;
use trusthub_domain::time::Timestamp;

use crate::cli::Json;
use crate::failure::Outcome;
use crate::output;

/// A line of `… passkeys --json`.
#[derive(Serialize)]
struct Listed {
    sid: PasskeySid,
    name: String,
    synced: bool,
    date_created: String,
    last_used_at: Option<String>,
}

impl From<Passkey> for Listed {
    fn from(passkey: Passkey) -> Self {
        Self {
            sid: passkey.sid,
            name: passkey.name,
            synced: passkey.is_synced,
            date_created: passkey.date_created.to_rfc3339(),
            last_used_at: passkey.last_used_at.map(Timestamp::to_rfc3339),
        }
    }
}

pub(super) async fn list(hub: &Hub, actor: &Actor, whose: Whose<'_>, json: Json) -> Outcome {
    let found = passkeys::list_of(hub, actor, whose).await?;
    let found: Vec<Listed> = found.into_iter().map(Listed::from).collect();
    if json.json {
        return output::json(&found);
    }
    if found.is_empty() {
        output::line("They have no passkeys.");
        return Ok(());
    }
    output::table(found.into_iter().map(|one| {
        let used = one.last_used_at.map_or_else(|| "never used".to_owned(), |at| format!("used {at}"));
        vec![one.name, format!("added {}", one.date_created), used, one.sid.to_string()]
    }));
    Ok(())
}

pub(super) async fn remove(hub: &Hub, actor: &Actor, whose: Whose<'_>, sid: PasskeySid) -> Outcome {
    passkeys::remove_lost(hub, actor, whose, sid).await?;
    output::line(format!("{sid} no longer signs in. Its person is signed out everywhere and told by mail."));
    Ok(())
}
