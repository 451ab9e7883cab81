//! `trusthub partner`: credentials of the provider's partners.

use secrecy::ExposeSecret;
use serde::Serialize;
use trusthub_app::partners::accounts::{self, NewPartner};
use trusthub_app::{Actor, Hub};
use trusthub_domain::partner::{Partner, PartnerQuota, PartnerScope};
use trusthub_domain::sid::PartnerSid;
use trusthub_domain::time::Timestamp;

use super::{asker, beside};
use crate::cli::{self, Json, Place};
use crate::failure::Outcome;
use crate::output::{self, Style};

pub(super) async fn run(place: &Place, command: cli::Partner) -> Outcome {
    match command {
        cli::Partner::Create(new) => beside(place, async |hub| create(hub, new).await).await,
        cli::Partner::List(json) => beside(place, async |hub| list(hub, json).await).await,
        cli::Partner::Revoke { sid } => {
            beside(place, async |hub| {
                accounts::revoke(hub, &Actor::operator(), sid).await?;
                asker::show_revoked(sid);
                Ok(())
            })
            .await
        }
    }
}

/// What `partner create --json` prints.
#[derive(Serialize)]
struct Created {
    sid: PartnerSid,
    secret: Option<String>,
    tls_name: Option<String>,
    friendly_name: String,
    kind: &'static str,
    scopes: Vec<&'static str>,
}

async fn create(hub: &Hub, given: cli::NewPartner) -> Outcome {
    let usual = PartnerQuota::default();
    let new = NewPartner {
        friendly_name: given.name,
        kind: given.kind,
        scopes: given.scope,
        quota: PartnerQuota {
            requests_per_minute: given.quota.unwrap_or(usual.requests_per_minute),
            lookups_per_day: given.daily_quota.unwrap_or(usual.lookups_per_day),
        },
        tls_name: given.tls_name,
    };
    let (partner, secret) = accounts::create(hub, &Actor::operator(), new).await?;
    let created = Created {
        sid: partner.sid,
        secret: secret.map(|secret| secret.expose_secret().to_owned()),
        scopes: names(&partner.scopes),
        tls_name: partner.tls_name,
        friendly_name: partner.friendly_name,
        kind: partner.kind.as_str(),
    };
    if given.json.json {
        return output::json(&created);
    }
    let name = format!("{} ({})", created.sid, output::harmless(&created.friendly_name));
    let scopes = created.scopes.join(", ");
    asker::show_made(
        &[("Partner", &name), ("Scopes", &scopes)],
        created.secret.as_deref(),
        created.tls_name.as_deref(),
    );
    Ok(())
}

fn names(scopes: &[PartnerScope]) -> Vec<&'static str> {
    scopes.iter().map(|scope| scope.as_str()).collect()
}

/// A line of `partner list --json`.
#[derive(Serialize)]
struct Listed {
    sid: PartnerSid,
    friendly_name: String,
    kind: &'static str,
    scopes: Vec<&'static str>,
    requests_per_minute: u32,
    lookups_per_day: u32,
    tls_name: Option<String>,
    date_created: String,
    revoked_at: Option<String>,
}

impl From<Partner> for Listed {
    fn from(partner: Partner) -> Self {
        Self {
            sid: partner.sid,
            kind: partner.kind.as_str(),
            scopes: names(&partner.scopes),
            requests_per_minute: partner.quota.requests_per_minute,
            lookups_per_day: partner.quota.lookups_per_day,
            friendly_name: partner.friendly_name,
            tls_name: partner.tls_name,
            date_created: partner.date_created.to_rfc3339(),
            revoked_at: partner.revoked_at.map(Timestamp::to_rfc3339),
        }
    }
}

async fn list(hub: &Hub, json: Json) -> Outcome {
    let found: Vec<Listed> =
        accounts::list(hub, &Actor::operator()).await?.into_iter().map(Listed::from).collect();
    if json.json {
        return output::json(&found);
    }
    let style = Style::of_standard_output();
    let rows = found.into_iter().map(|partner| {
        let state = asker::state(style, partner.revoked_at.is_some());
        let name = asker::name(&partner.friendly_name, partner.tls_name.as_deref());
        let scopes = partner.scopes.join(",");
        vec![partner.sid.to_string(), state, partner.kind.to_owned(), scopes, partner.date_created, name]
    });
    output::table(rows);
    Ok(())
}
