//! `trusthub credential`: what an approved business shows partners. `verify` needs neither hub nor network.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};
use trusthub_app::credentials::{self, NewCredential};
use trusthub_app::{Actor, Clock, Hub, SystemClock};
use trusthub_credentials::{Format, KeySet, Refusal, Rules, Status, Verified, verify};
use trusthub_domain::sid::CredentialSid;
use trusthub_domain::time::Timestamp;

use super::beside;
use crate::cli::{self, Place};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// Most bytes of a file. Larger than any list that is read.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

pub(super) async fn run(place: &Place, command: cli::Credential) -> Outcome {
    match command {
        cli::Credential::Issue(arguments) => beside(place, async |hub| issue(hub, arguments).await).await,
        cli::Credential::Verify(arguments) => check(&arguments),
        cli::Credential::Revoke { sid } => beside(place, async |hub| revoke(hub, sid).await).await,
        cli::Credential::Keys => {
            beside(place, async |hub| {
                let keys = credentials::published_keys(hub).await?;
                output::json(&json!({ "issuer": hub.settings().public_url, "jwks": keys }))
            })
            .await
        }
        cli::Credential::RotateKey => {
            beside(place, async |hub| {
                let key = credentials::key_rotate(hub, &Actor::operator()).await?;
                output::line(format!("Credentials are signed with the key {key} from now on."));
                output::remark(
                    "The key before stays published until the last credential that it signed has expired.",
                );
                Ok(())
            })
            .await
        }
    }
}

/// What `credential issue --json` prints.
#[derive(Serialize)]
struct Issued {
    sid: CredentialSid,
    credential: String,
    valid_until: String,
    status_list_url: String,
}

async fn issue(hub: &Hub, arguments: cli::Issue) -> Outcome {
    let actor = credentials::on_behalf(hub, &Actor::operator(), arguments.profile).await?;
    let new = NewCredential {
        profile: arguments.profile,
        format: arguments.format,
        claims: arguments.disclose,
        numbers: arguments.number,
        domain: arguments.domain,
        days: arguments.days,
    };
    let issued = credentials::issue(hub, &actor, new).await?;
    let kept = issued.credential;
    let shown = Issued {
        sid: kept.sid,
        credential: issued.text,
        valid_until: kept.expires_at.to_rfc3339(),
        status_list_url: credentials::status_list_url(hub, kept.place.list),
    };
    if arguments.json.json {
        return output::json(&shown);
    }
    output::line(shown.credential);
    output::remark(format!("{} holds until {}. It is shown this once.", shown.sid, shown.valid_until));
    Ok(())
}

async fn revoke(hub: &Hub, sid: CredentialSid) -> Outcome {
    let actor = credentials::on_behalf(hub, &Actor::operator(), sid).await?;
    credentials::revoke(hub, &actor, sid).await?;
    output::line(format!("{sid} is revoked; partners see it when they fetch the list."));
    Ok(())
}

/// What `credential verify --json` prints. What has no value is null.
#[derive(Serialize)]
struct Verdict {
    valid: bool,
    reason: Option<String>,
    format: Option<&'static str>,
    issuer: Option<String>,
    sid: Option<String>,
    key_id: Option<String>,
    issued_at: Option<String>,
    expires_at: Option<String>,
    status: Option<&'static str>,
    status_list_url: Option<String>,
    claims: Map<String, Value>,
}

impl Verdict {
    fn of(outcome: Result<Verified, Refusal>) -> Self {
        match outcome {
            Ok(found) => Self {
                valid: true,
                reason: None,
                format: Some(match found.format {
                    Format::SdJwt => "sd-jwt",
                    Format::Jwt => "jwt",
                }),
                issuer: Some(found.issuer),
                sid: found.id,
                key_id: Some(found.key),
                issued_at: Some(Timestamp::from_seconds(found.issued_at).to_rfc3339()),
                expires_at: Some(Timestamp::from_seconds(found.expires_at).to_rfc3339()),
                status: found.status.map(Status::as_str),
                status_list_url: found.status_reference.map(|reference| reference.uri),
                claims: found.claims,
            },
            Err(refusal) => Self {
                valid: false,
                reason: Some(refusal.to_string()),
                format: None,
                issuer: None,
                sid: None,
                key_id: None,
                issued_at: None,
                expires_at: None,
                status: None,
                status_list_url: None,
                claims: Map::new(),
            },
        }
    }
}

fn check(arguments: &cli::VerifyCredential) -> Outcome {
    let keys = KeySet::from_json(read(&arguments.issuer_keys)?.as_bytes()).map_err(|refusal| {
        Failure::environment_because(format!("{}: {refusal}", arguments.issuer_keys.display()))
            .hint("fetch /.well-known/jwt-vc-issuer of the issuer, or ask it for `trusthub credential keys`")
    })?;
    let list = arguments.status_list.as_deref().map(read).transpose()?;
    let credential = read(&arguments.credential)?;
    let now = arguments.now.unwrap_or_else(|| SystemClock.now()).as_seconds();
    let rules = Rules { keys: &keys, status_list: list.as_deref(), now };
    let verdict = Verdict::of(verify(&credential, &rules));
    let is_valid = verdict.valid;
    if arguments.json.json {
        output::json(&verdict)?;
    } else {
        tell(&verdict);
    }
    if is_valid { Ok(()) } else { Err(Failure::found_wanting()) }
}

fn tell(verdict: &Verdict) {
    let style = Style::of_standard_output();
    if let Some(reason) = &verdict.reason {
        output::line(format!("{}: {reason}", style.bad("Not valid")));
        return;
    }
    let text = |text: &Option<String>| text.as_deref().map(output::harmless).unwrap_or_default();
    output::line(style.good("Valid"));
    output::line(format!("Issuer  {}", text(&verdict.issuer)));
    output::line(format!("Until   {}", text(&verdict.expires_at)));
    let status = verdict.status.unwrap_or("not looked at: no --status-list was given");
    output::line(format!("Status  {status}"));
    for (name, value) in &verdict.claims {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        output::line(format!("{}: {}", output::harmless(name), output::harmless(&value)));
    }
    if verdict.status.is_none() {
        output::remark(format!("Its status is told at {}.", text(&verdict.status_list_url)));
    }
}

fn read(path: &Path) -> Outcome<String> {
    let failed =
        |error: io::Error| Failure::environment(error).while_doing(format!("cannot read {}", path.display()));
    let source: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).map_err(failed)?)
    };
    let mut bytes = Vec::new();
    source.take(MOST_BYTES).read_to_end(&mut bytes).map_err(failed)?;
    // What is no text is no credential either, which is said of it then.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
