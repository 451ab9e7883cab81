//! A person's passkeys: which there are, one more, one less. Making one is the browser's work, which only scripts can ask for.

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use secrecy::SecretString;
use serde::Serialize;
use trusthub_app::people::passkeys::{
    self, MOST_PASSKEY_NAME_CHARACTERS, NewPasskey, Passkey, Registration, Unfit,
};
use trusthub_app::{Error, Invalid};
use trusthub_domain::sid::PasskeySid;

use super::{Own, own};
use crate::fault::{Fault, Result, sentence};
use crate::form::Field;
use crate::pages::passkey::{decoded, encoded};
use crate::pages::sign_in::Peer;
use crate::session::Posted;

const NAME: &str = "passkey_name";
const PASSWORD: &str = "passkey_password";

/// The part of the settings that is about passkeys.
pub(super) struct Section {
    pub(super) rows: Vec<Passkey>,
    /// Why none can be added at the hub's address.
    pub(super) unfit: Option<&'static str>,
    pub(super) fields: [Field; 2],
    pub(super) refused: Option<String>,
}

impl Section {
    /// None for whoever is no person.
    pub(super) async fn of(own: &Own, refused: Option<String>) -> Result<Option<Self>> {
        if !own.has_password() {
            return Ok(None);
        }
        let visit = own.visit();
        Ok(Some(Self {
            rows: passkeys::list(visit.hub(), &visit.session.actor).await?,
            unfit: passkeys::unfit(visit.hub()).map(because),
            fields: fields(),
            refused,
        }))
    }
}

fn because(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::Number => {
            "Passkeys are bound to a name, and this hub is reached by a number. Open it by its name to add one."
        }
        Unfit::Insecure | Unfit::Address => {
            "Browsers offer passkeys over https only, and this hub is reached without."
        }
    }
}

fn fields() -> [Field; 2] {
    [
        Field::line("text", NAME, "Name")
            .hint("So that you know it again.")
            .example("Laptop")
            .autocomplete("off")
            .max_length(MOST_PASSKEY_NAME_CHARACTERS),
        Field::line("password", PASSWORD, "Your password")
            .hint("Once: from then on the passkey signs in without it.")
            .autocomplete("current-password"),
    ]
}

/// `PublicKeyCredentialCreationOptionsJSON` (Web Authentication §5.4): a key that the device keeps itself, so that nobody has
/// to say who they are; and no word on which device it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    rp: Party,
    user: Named,
    challenge: String,
    pub_key_cred_params: Vec<Kind>,
    timeout: u128,
    exclude_credentials: Vec<Credential>,
    authenticator_selection: Selection,
    attestation: &'static str,
}

#[derive(Serialize)]
struct Party {
    id: String,
    name: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    id: String,
    name: String,
    display_name: String,
}

#[derive(Serialize)]
struct Kind {
    r#type: &'static str,
    alg: i64,
}

#[derive(Serialize)]
struct Credential {
    r#type: &'static str,
    id: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Selection {
    resident_key: &'static str,
    require_resident_key: bool,
    user_verification: &'static str,
}

const KEY: &str = "public-key";

impl From<Registration> for Options {
    fn from(registration: Registration) -> Self {
        let email = registration.email.as_str();
        let kinds = registration.algorithms.iter().map(|alg| Kind { r#type: KEY, alg: *alg });
        let known = registration.known.iter().map(|id| Credential { r#type: KEY, id: encoded(id) });
        Self {
            rp: Party { id: registration.party_id, name: "Trust Hub" },
            user: Named {
                id: encoded(&registration.user_handle),
                name: email.to_owned(),
                display_name: email.to_owned(),
            },
            challenge: encoded(&registration.challenge),
            pub_key_cred_params: kinds.collect(),
            timeout: registration.life.as_millis(),
            exclude_credentials: known.collect(),
            authenticator_selection: Selection {
                resident_key: "required",
                require_resident_key: true,
                user_verification: "required",
            },
            attestation: "none",
        }
    }
}

/// What the script shows beside a field, or below them all.
#[derive(Serialize)]
struct Complaint {
    field: &'static str,
    error: String,
}

fn complain(field: &'static str, error: &str) -> Response {
    let complaint = Complaint { field, error: sentence(error) };
    (StatusCode::UNPROCESSABLE_ENTITY, Json(complaint)).into_response()
}

/// Guessing the password here counts as it does where people sign in.
pub(super) async fn begin(own: Own, Peer(peer): Peer, posted: Posted) -> Result<Response> {
    let visit = own.visit();
    let (failures, counted) = (visit.state.login_failures(), visit.session.shown_name.to_lowercase());
    if let Some(seconds) = failures.must_wait(peer, &counted) {
        let words = format!("there were too many wrong passwords; try again in {seconds} seconds");
        return Ok(complain(PASSWORD, &words));
    }
    let present = SecretString::from(posted.get(PASSWORD).unwrap_or_default());
    match passkeys::begin(visit.hub(), &visit.session.actor, posted.text(NAME), &present).await {
        Ok(registration) => Ok(Json(Options::from(registration)).into_response()),
        Err(Error::Invalid(Invalid::Field { field: "Name", why })) => Ok(complain(NAME, &why)),
        Err(Error::Invalid(Invalid::Field { why, .. })) => {
            failures.count(peer, &counted);
            Ok(complain(PASSWORD, &why))
        }
        Err(Error::Forbidden(why)) => Ok(complain("", why)),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn add(own: Own, posted: Posted) -> Result<Response> {
    let visit = own.visit();
    let new = NewPasskey {
        name: posted.text(NAME).to_owned(),
        client_data: decoded(&posted, "client_data")?,
        attestation: decoded(&posted, "attestation")?,
    };
    match passkeys::add(visit.hub(), &visit.session.actor, new).await {
        Ok(_) => Ok(Redirect::to(&format!("{}?done=passkey", own.base())).into_response()),
        Err(Error::Invalid(Invalid::Field { why, .. }) | Error::AlreadyExists(why)) => {
            own::without_passkey(&own, sentence(&why)).await
        }
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn remove(own: Own, Path(path): Path<Vec<(String, String)>>) -> Result<Redirect> {
    let visit = own.visit();
    let named = path.iter().find(|(name, _)| name == "passkey").ok_or(Fault::NoSuchPage)?;
    let sid: PasskeySid = named.1.parse().map_err(|_| Fault::NoSuchPage)?;
    passkeys::remove(visit.hub(), &visit.session.actor, sid).await?;
    Ok(Redirect::to(&format!("{}?done=passkey-removed", own.base())))
}
