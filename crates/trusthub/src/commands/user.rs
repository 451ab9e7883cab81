//! `trusthub user`: the people of an account who sign in to the console.

use secrecy::ExposeSecret;
use serde::Serialize;
use trusthub_app::people::links::PasswordLink;
use trusthub_app::people::passkeys::Whose;
use trusthub_app::people::{User, UserRole, colleagues};
use trusthub_app::{Actor, Hub, Pages, accounts};
use trusthub_domain::contact::Email;
use trusthub_domain::sid::{AccountSid, UserSid};

use super::{beside, passkeys};
use crate::cli::{self, Json, Place};
use crate::failure::Outcome;
use crate::output::{self, Style};

/// Users read at once.
const PAGE: u32 = 200;

pub(super) async fn run(place: &Place, command: cli::User) -> Outcome {
    match command {
        cli::User::Create { account, email, role, json } => {
            beside(place, async |hub| create(hub, account, email, role.into(), json).await).await
        }
        cli::User::List { account, json } => beside(place, async |hub| list(hub, account, json).await).await,
        cli::User::Disable { account, email } => {
            beside(place, async |hub| {
                let actor = on(hub, account).await?;
                let user = colleagues::find_by_email(hub, &actor, &email).await?;
                colleagues::update(hub, &actor, user.sid, colleagues::UserChange::Disable).await?;
                output::line(format!("{} may no longer sign in.", email.as_str()));
                Ok(())
            })
            .await
        }
        cli::User::ResetPassword { account, email, json } => {
            beside(place, async |hub| reset_password(hub, account, &email, json).await).await
        }
        cli::User::Passkeys { account, email, json } => {
            beside(place, async |hub| {
                passkeys::list(hub, &on(hub, account).await?, Whose::User(&email), json).await
            })
            .await
        }
        cli::User::RemovePasskey { account, email, passkey } => {
            beside(place, async |hub| {
                passkeys::remove(hub, &on(hub, account).await?, Whose::User(&email), passkey).await
            })
            .await
        }
    }
}

/// The operator, on that account.
async fn on(hub: &Hub, account: AccountSid) -> trusthub_app::Result<Actor> {
    accounts::act_on(hub, &Actor::operator(), account).await
}

/// What `user create --json` and `user reset-password --json` print.
#[derive(Serialize)]
struct Linked {
    sid: UserSid,
    account_sid: AccountSid,
    email: String,
    role: &'static str,
    link: String,
    link_expires_at: String,
}

impl Linked {
    fn new(user: &User, link: &PasswordLink) -> Self {
        Self {
            sid: user.sid,
            account_sid: user.account_sid,
            email: user.email.as_str().to_owned(),
            role: user.role.as_str(),
            link: link.url.expose_secret().to_owned(),
            link_expires_at: link.expires_at.to_rfc3339(),
        }
    }

    fn print(&self, json: Json) -> Outcome {
        if json.json {
            return output::json(self);
        }
        output::line(format!("User  {} ({}, {})", self.email, self.role, self.sid));
        output::line(format!("Link  {}", self.link));
        output::remark(format!(
            "The link is shown this once. It sets a password once, until {}; whoever has it can use it.",
            self.link_expires_at
        ));
        Ok(())
    }
}

async fn create(hub: &Hub, account: AccountSid, email: Email, role: UserRole, json: Json) -> Outcome {
    let (user, link) = colleagues::create(hub, &on(hub, account).await?, email, role).await?;
    Linked::new(&user, &link).print(json)
}

async fn reset_password(hub: &Hub, account: AccountSid, email: &Email, json: Json) -> Outcome {
    let actor = on(hub, account).await?;
    let user = colleagues::find_by_email(hub, &actor, email).await?;
    let link = colleagues::reset_password(hub, &actor, user.sid).await?;
    Linked::new(&user, &link).print(json)
}

/// A line of `user list --json`.
#[derive(Serialize)]
struct Listed {
    sid: UserSid,
    email: String,
    role: &'static str,
    state: &'static str,
    date_created: String,
    date_updated: String,
}

impl From<&User> for Listed {
    fn from(user: &User) -> Self {
        Self {
            sid: user.sid,
            email: user.email.as_str().to_owned(),
            role: user.role.as_str(),
            state: match (user.is_disabled, user.is_invited) {
                (true, _) => "disabled",
                (false, true) => "invited",
                (false, false) => "enabled",
            },
            date_created: user.date_created.to_rfc3339(),
            date_updated: user.date_updated.to_rfc3339(),
        }
    }
}

async fn list(hub: &Hub, account: AccountSid, json: Json) -> Outcome {
    let actor = on(hub, account).await?;
    let (mut found, mut pages) = (Vec::new(), Pages::of(PAGE));
    while let Some(request) = pages.request() {
        let page = colleagues::list(hub, &actor, request).await?;
        found.extend(pages.rows(page).iter().map(Listed::from));
    }
    if json.json {
        return output::json(&found);
    }
    if found.is_empty() {
        output::line("Nobody signs in for this account yet.");
        return Ok(());
    }
    let style = Style::of_standard_output();
    let rows = found.into_iter().map(|user| {
        let state = if user.state == "disabled" { style.bad(user.state) } else { style.good(user.state) };
        vec![user.email, user.role.to_owned(), state, user.date_created, user.sid.to_string()]
    });
    output::table(rows);
    Ok(())
}
