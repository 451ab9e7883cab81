//! `trusthub reviewer`: the people who decide cases.

use secrecy::ExposeSecret;
use serde::Serialize;
use trusthub_app::people::passkeys::Whose;
use trusthub_app::review::reviewers;
use trusthub_app::{Actor, Hub};
use trusthub_domain::contact::Email;
use trusthub_domain::review::{Reviewer, Role};
use trusthub_domain::sid::ReviewerSid;

use super::{beside, passkeys};
use crate::cli::{self, Json, Place};
use crate::failure::Outcome;
use crate::output::{self, Style};

pub(super) async fn run(place: &Place, command: cli::Reviewer) -> Outcome {
    match command {
        cli::Reviewer::Create { email, role, json } => {
            beside(place, async |hub| create(hub, email, role.into(), json).await).await
        }
        cli::Reviewer::List(json) => beside(place, async |hub| list(hub, json).await).await,
        cli::Reviewer::Disable { email } => {
            beside(place, async |hub| {
                reviewers::disable(hub, &Actor::operator(), &email).await?;
                output::line(format!("{} may no longer act.", email.as_str()));
                Ok(())
            })
            .await
        }
        cli::Reviewer::ResetPassword { email, json } => {
            beside(place, async |hub| reset_password(hub, &email, json).await).await
        }
        cli::Reviewer::Passkeys { email, json } => {
            beside(place, async |hub| {
                passkeys::list(hub, &Actor::operator(), Whose::Reviewer(&email), json).await
            })
            .await
        }
        cli::Reviewer::RemovePasskey { email, passkey } => {
            beside(place, async |hub| {
                passkeys::remove(hub, &Actor::operator(), Whose::Reviewer(&email), passkey).await
            })
            .await
        }
    }
}

/// What `reviewer create --json` prints.
#[derive(Serialize)]
struct Created {
    sid: ReviewerSid,
    email: String,
    role: &'static str,
    password: String,
}

async fn create(hub: &Hub, email: Email, role: Role, json: Json) -> Outcome {
    let (reviewer, password) = reviewers::create(hub, &Actor::operator(), email, role).await?;
    let created = Created {
        sid: reviewer.sid,
        email: reviewer.email.as_str().to_owned(),
        role: reviewer.role.as_str(),
        password: password.expose_secret().to_owned(),
    };
    if json.json {
        return output::json(&created);
    }
    output::line(format!("Reviewer  {} ({}, {})", created.email, created.role, created.sid));
    output::line(format!("Password  {}", created.password));
    output::remark("The password is shown this once.");
    Ok(())
}

/// A line of `reviewer list --json`.
#[derive(Serialize)]
struct Listed {
    sid: ReviewerSid,
    email: String,
    role: &'static str,
    disabled: bool,
    date_created: String,
    date_updated: String,
}

impl From<&Reviewer> for Listed {
    fn from(reviewer: &Reviewer) -> Self {
        Self {
            sid: reviewer.sid,
            email: reviewer.email.as_str().to_owned(),
            role: reviewer.role.as_str(),
            disabled: reviewer.is_disabled,
            date_created: reviewer.date_created.to_rfc3339(),
            date_updated: reviewer.date_updated.to_rfc3339(),
        }
    }
}

async fn list(hub: &Hub, json: Json) -> Outcome {
    let found: Vec<Listed> =
        reviewers::list(hub, &Actor::operator()).await?.iter().map(Listed::from).collect();
    if json.json {
        return output::json(&found);
    }
    let style = Style::of_standard_output();
    let rows = found.into_iter().map(|reviewer| {
        let state = if reviewer.disabled { style.bad("disabled") } else { style.good("enabled") };
        vec![reviewer.email, reviewer.role.to_owned(), state, reviewer.date_created, reviewer.sid.to_string()]
    });
    output::table(rows);
    Ok(())
}

/// What `reviewer reset-password --json` prints.
#[derive(Serialize)]
struct Reset {
    email: String,
    password: String,
}

async fn reset_password(hub: &Hub, email: &Email, json: Json) -> Outcome {
    let password = reviewers::reset_password(hub, &Actor::operator(), email).await?;
    let reset = Reset { email: email.as_str().to_owned(), password: password.expose_secret().to_owned() };
    if json.json {
        return output::json(&reset);
    }
    output::line(format!("Password  {}", reset.password));
    output::remark("The password is shown this once; the reviewer is enabled.");
    Ok(())
}
