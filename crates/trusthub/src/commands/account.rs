//! `trusthub account`: customers and their subaccounts.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use secrecy::ExposeSecret;
use serde::Serialize;
use trusthub_app::accounts::{self, AccountEdit, AccountFilter, Exported, NewAccount, tokens};
use trusthub_app::retention::NewHold;
use trusthub_app::{Actor, Hub, Pages};
use trusthub_domain::account::{Account, AccountStatus};
use trusthub_domain::sid::AccountSid;

use super::{beside, retention, words};
use crate::cli::{self, Json, Place};
use crate::data_dir;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// Accounts read at once; the API's own limit.
const PAGE: u32 = 1000;

pub(super) async fn run(place: &Place, command: cli::Account) -> Outcome {
    match command {
        cli::Account::Create { friendly_name, parent, test, json } => {
            let new = NewAccount { friendly_name: Some(friendly_name), parent_sid: parent, is_test: test };
            beside(place, async |hub| create(hub, new, json).await).await
        }
        cli::Account::List(json) => beside(place, async |hub| list(hub, json).await).await,
        cli::Account::RotateToken { sid, promote, json } => {
            beside(place, async |hub| rotate_token(hub, sid, promote, json).await).await
        }
        cli::Account::Suspend { sid } => {
            beside(place, async |hub| set_status(hub, sid, AccountStatus::Suspended).await).await
        }
        cli::Account::Reinstate { sid } => {
            beside(place, async |hub| set_status(hub, sid, AccountStatus::Active).await).await
        }
        cli::Account::Export { sid, out } => export(place, sid, out.as_deref()).await,
        cli::Account::Hold { sid, bundle, reason } => {
            let new = NewHold { account_sid: sid, bundle_sid: bundle, reason };
            beside(place, async |hub| retention::hold(hub, new).await).await
        }
        cli::Account::Release { sid, bundle } => {
            beside(place, async |hub| retention::release(hub, sid, bundle).await).await
        }
        cli::Account::Holds { sid, json } => {
            beside(place, async |hub| retention::holds(hub, sid, json).await).await
        }
        cli::Account::Retention(json) => beside(place, async |hub| retention::due(hub, json).await).await,
        cli::Account::Erase { sid, yes } => {
            beside(place, async |hub| {
                let account = accounts::find(hub, &Actor::operator(), sid).await?;
                confirm(&account, yes)?;
                accounts::erase(hub, &Actor::operator(), sid).await?;
                output::line(format!("{sid} is erased: its key is destroyed and its rows are gone."));
                Ok(())
            })
            .await
        }
    }
}

/// What `account create --json` prints.
#[derive(Serialize)]
struct Created {
    sid: AccountSid,
    auth_token: String,
    friendly_name: String,
}

async fn create(hub: &Hub, new: NewAccount, json: Json) -> Outcome {
    let made = accounts::create(hub, &Actor::operator(), new).await?;
    let created = Created {
        sid: made.account.sid,
        auth_token: made.auth_token.expose_secret().to_owned(),
        friendly_name: made.account.friendly_name,
    };
    if json.json {
        return output::json(&created);
    }
    output::line(format!("Account     {}", created.sid));
    output::line(format!("Auth token  {}", created.auth_token));
    output::remark(
        "The token is shown this once; keep it safe. `trusthub account rotate-token` gives a new one.",
    );
    Ok(())
}

/// A line of `account list --json`.
#[derive(Serialize)]
struct Listed {
    sid: AccountSid,
    parent_sid: Option<AccountSid>,
    friendly_name: String,
    status: &'static str,
    test: bool,
    date_created: String,
    date_updated: String,
}

impl From<&Account> for Listed {
    fn from(account: &Account) -> Self {
        Self {
            sid: account.sid,
            parent_sid: account.parent_sid,
            friendly_name: account.friendly_name.clone(),
            status: account.status.as_str(),
            test: account.is_test,
            date_created: account.date_created.to_rfc3339(),
            date_updated: account.date_updated.to_rfc3339(),
        }
    }
}

async fn list(hub: &Hub, json: Json) -> Outcome {
    let mut found = Vec::new();
    let mut pages = Pages::of(PAGE);
    while let Some(request) = pages.request() {
        let page = accounts::list(hub, &Actor::operator(), AccountFilter::default(), request).await?;
        found.extend(pages.rows(page));
    }
    if json.json {
        return output::json(&found.iter().map(Listed::from).collect::<Vec<_>>());
    }
    let style = Style::of_standard_output();
    output::table(found.iter().map(|account| row(account, style)));
    Ok(())
}

fn row(account: &Account, style: Style) -> Vec<String> {
    let status = match account.status {
        AccountStatus::Active => style.good("active"),
        AccountStatus::Suspended => style.attention("suspended"),
        AccountStatus::Closed => style.dim("closed"),
    };
    let parent = account.parent_sid.map(|parent| format!("under {parent}")).unwrap_or_default();
    let test = if account.is_test { "test" } else { "" };
    let name = output::harmless(&account.friendly_name);
    vec![account.sid.to_string(), status, account.date_created.to_rfc3339(), name, test.to_owned(), parent]
}

/// What `account rotate-token --json` prints.
#[derive(Serialize)]
struct Rotated {
    sid: AccountSid,
    auth_token: String,
    is_primary: bool,
}

async fn rotate_token(hub: &Hub, sid: AccountSid, promote: bool, json: Json) -> Outcome {
    let actor = accounts::act_on(hub, &Actor::operator(), sid).await?;
    let token = if promote {
        tokens::promote_secondary(hub, &actor).await.map_err(|error| {
            Failure::from(error)
                .hint("make a secondary token first: `trusthub account rotate-token` without --promote")
        })?
    } else {
        tokens::create_secondary(hub, &actor).await?
    };
    let auth_token = token.token.expose_secret().to_owned();
    if json.json {
        return output::json(&Rotated { sid, auth_token, is_primary: promote });
    }
    if promote {
        output::line(format!(
            "The secondary token of {sid} is now its only one; the old token no longer works."
        ));
        return Ok(());
    }
    output::line(format!("Secondary token  {auth_token}"));
    output::remark(format!(
        "Both tokens work from now on. Move every client to the new one, then: trusthub account rotate-token {sid} --promote"
    ));
    Ok(())
}

async fn set_status(hub: &Hub, sid: AccountSid, status: AccountStatus) -> Outcome {
    let edit = AccountEdit { status: Some(status), ..AccountEdit::default() };
    let account = accounts::update(hub, &Actor::operator(), sid, edit).await?;
    output::line(format!("{sid} is {}.", account.status.as_str()));
    Ok(())
}

async fn export(place: &Place, sid: AccountSid, out: Option<&Path>) -> Outcome {
    let Some(path) = out else {
        let mut to = io::stdout();
        return beside(place, async |hub| write(hub, sid, &mut to).await.map(drop)).await;
    };
    let unwritable = |error: io::Error| {
        Failure::environment(error).while_doing(format!("cannot write {}", path.display()))
    };
    let mut file = data_dir::begin_private(path).map_err(unwritable)?;
    let mut to = BufWriter::new(file.as_file_mut());
    let count = beside(place, async |hub| write(hub, sid, &mut to).await).await?;
    to.flush().map_err(unwritable)?;
    drop(to);
    data_dir::end_private(file, path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::refused_because(format!("{} is there already", path.display()))
                .hint("name another file; an export never takes the place of an older one")
        }
        _ => unwritable(error),
    })?;
    let count = words::count(count, "thing is", "things are");
    output::line(format!("{count} in {}, in clear.", path.display()));
    output::remark("It holds personal data: hand it over by a safe way, and delete it afterwards.");
    Ok(())
}

async fn write(hub: &Hub, sid: AccountSid, to: &mut (impl Write + Send)) -> Outcome<u64> {
    let sink = |one: &Exported| {
        serde_json::to_writer(&mut *to, one)?;
        to.write_all(b"\n")
    };
    Ok(accounts::export(hub, &Actor::operator(), sid, sink).await?)
}

/// Erasing cannot be undone, so a person says it twice.
fn confirm(account: &Account, is_confirmed: bool) -> Outcome {
    if is_confirmed {
        return Ok(());
    }
    if !(output::is_terminal() && io::IsTerminal::is_terminal(&io::stdin())) {
        return Err(Failure::usage("erasing cannot be undone; add --yes to do it without a terminal"));
    }
    let name = output::harmless(&account.friendly_name);
    output::text(format!("This destroys everything of {name} for good. Type {} to go on: ", account.sid));
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(Failure::environment)?;
    if answer.trim() == account.sid.to_string() {
        Ok(())
    } else {
        Err(Failure::refused_because("nothing was erased"))
    }
}
