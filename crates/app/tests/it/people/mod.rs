//! People who sign in to the console: who gets in, for how long, with what rights, and who lets whom in.

mod colleagues;
mod links;
mod mails;
mod passkeys;
mod roles;
mod sessions;
mod single_sign_on;

use secrecy::SecretString;
use trusthub_app::people::{Opened, Session, resume, sign_in};
use trusthub_testkit::{TestHub, TestUser};

/// Signs in as a user.
async fn enter(hub: &TestHub, person: &TestUser) -> Opened {
    sign_in(&hub.hub, person.user.email.as_str(), &person.password).await.expect("a session")
}

/// How signing in with this ends.
async fn tried(hub: &TestHub, name: &str, secret: &SecretString) -> String {
    match sign_in(&hub.hub, name, secret).await {
        Ok(opened) => opened.session.actor.label(),
        Err(error) => format!("{error:?}"),
    }
}

async fn present(hub: &TestHub, token: &SecretString) -> Option<Session> {
    resume(&hub.hub, token).await.expect("an answer")
}

fn secret(text: &str) -> SecretString {
    text.into()
}
