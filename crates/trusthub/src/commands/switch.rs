//! `trusthub switch`: credentials of the provider's switches.

use secrecy::ExposeSecret;
use serde::Serialize;
use trusthub_app::attestation::switches;
use trusthub_app::{Actor, Hub};
use trusthub_domain::account::Switch;
use trusthub_domain::sid::SwitchSid;
use trusthub_domain::time::Timestamp;

use super::{asker, beside};
use crate::cli::{self, Json, Place};
use crate::failure::Outcome;
use crate::output::{self, Style};

pub(super) async fn run(place: &Place, command: cli::Switch) -> Outcome {
    match command {
        cli::Switch::Create { name, tls_name, json } => {
            beside(place, async |hub| create(hub, name, tls_name, json).await).await
        }
        cli::Switch::List(json) => beside(place, async |hub| list(hub, json).await).await,
        cli::Switch::Revoke { sid } => {
            beside(place, async |hub| {
                switches::revoke(hub, &Actor::operator(), sid).await?;
                asker::show_revoked(sid);
                Ok(())
            })
            .await
        }
    }
}

/// What `switch create --json` prints.
#[derive(Serialize)]
struct Created {
    sid: SwitchSid,
    secret: Option<String>,
    tls_name: Option<String>,
    friendly_name: String,
}

async fn create(hub: &Hub, name: String, tls_name: Option<String>, json: Json) -> Outcome {
    let operator = Actor::operator();
    let (switch, secret) = match tls_name {
        Some(host) => (switches::create_with_certificate(hub, &operator, name, &host).await?, None),
        None => {
            let (switch, secret) = switches::create(hub, &operator, name).await?;
            (switch, Some(secret.expose_secret().to_owned()))
        }
    };
    let created =
        Created { sid: switch.sid, secret, tls_name: switch.tls_name, friendly_name: switch.friendly_name };
    if json.json {
        return output::json(&created);
    }
    let name = format!("{} ({})", created.sid, output::harmless(&created.friendly_name));
    asker::show_made(&[("Switch", &name)], created.secret.as_deref(), created.tls_name.as_deref());
    Ok(())
}

/// A line of `switch list --json`.
#[derive(Serialize)]
struct Listed {
    sid: SwitchSid,
    friendly_name: String,
    tls_name: Option<String>,
    date_created: String,
    revoked_at: Option<String>,
}

impl From<Switch> for Listed {
    fn from(switch: Switch) -> Self {
        Self {
            sid: switch.sid,
            friendly_name: switch.friendly_name,
            tls_name: switch.tls_name,
            date_created: switch.date_created.to_rfc3339(),
            revoked_at: switch.revoked_at.map(Timestamp::to_rfc3339),
        }
    }
}

async fn list(hub: &Hub, json: Json) -> Outcome {
    let found: Vec<Listed> =
        switches::list(hub, &Actor::operator()).await?.into_iter().map(Listed::from).collect();
    if json.json {
        return output::json(&found);
    }
    let style = Style::of_standard_output();
    let rows = found.into_iter().map(|switch| {
        let state = asker::state(style, switch.revoked_at.is_some());
        let name = asker::name(&switch.friendly_name, switch.tls_name.as_deref());
        vec![switch.sid.to_string(), state, switch.date_created, name]
    });
    output::table(rows);
    Ok(())
}
