//! `/partner/v1/Lookups`: how far a number, an account, or who stands behind a domain, brand or credential can be trusted
//! now; one, or many at once.

use std::fmt::Display;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use trusthub_app::attestation::CallingNumber;
use trusthub_app::domains;
use trusthub_app::partners::lookup::{Attested, Found, OwnStatus, Subject, look_up};
use trusthub_domain::attestation::{Attest, Ground};
use trusthub_domain::partner::{PartnerScope, StandingStatus};
use trusthub_domain::time::Timestamp;
use utoipa::{IntoParams, ToSchema};

use super::view::IdentityFields;
use crate::error::{ApiError, Result};
use crate::input::{Caller, TwilioForm, TwilioQuery, filter};
use crate::openapi::{Routes, describe};
use crate::state::ApiState;

const PATH: &str = "/partner/v1/Lookups";

/// Most of all kinds together in one batch.
const MOST: usize = 10_000;

pub(super) fn mount(routes: Routes) -> Routes {
    routes
        .get(
            PATH,
            find,
            describe("FetchPartnerLookup", "Partners", "Look a number, account, domain, brand or credential up.")
                .explained(
                    "Needs the scope `lookup`. What there is nothing to tell of is answered alike, whether it does not exist or \
                     may not be seen.",
                )
                .query::<Wanted>()
                .answers::<LookupView>(200, "What is known of it.")
                .refuses_bad_input(),
        )
        .post_keyless(
            PATH,
            find_many,
            describe("CreatePartnerLookups", "Partners", "Look up to 10,000 numbers, accounts, domains, brands and credentials up at once.")
                .explained(
                    "Needs the scope `lookup`. Each one counts against the look-ups of the day; a batch is answered whole or \
                     refused whole.",
                )
                .form::<ManyWanted>()
                .answers::<LookupsView>(200, "What is known of each, in the order asked: numbers first, then accounts, domains, brands, credentials.")
                .refuses_bad_input(),
        )
}

/// One of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "PascalCase")]
#[into_params(rename_all = "PascalCase")]
struct Wanted {
    /// A telephone number in E.164; write the `+` as `%2B`.
    number: Option<String>,
    /// An account, `AC…`.
    account_sid: Option<String>,
    /// A domain that mail is sent from, like `mail.example.com`; found if its owner has proven just that one.
    domain: Option<String>,
    /// A brand registration, `BN…`.
    brand_sid: Option<String>,
    /// A credential, by the identifier in its `jti`.
    credential_sid: Option<String>,
}

/// What is asked about, 10,000 in all at most.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "PascalCase")]
#[schema(as = PartnerLookupsParameters)]
struct ManyWanted {
    /// Telephone numbers in E.164.
    #[serde(default)]
    numbers: Vec<String>,
    /// Accounts, `AC…`.
    #[serde(default)]
    account_sids: Vec<String>,
    /// Domains that mail is sent from.
    #[serde(default)]
    domains: Vec<String>,
    /// Brand registrations, `BN…`.
    #[serde(default)]
    brand_sids: Vec<String>,
    /// Credentials, by the identifiers in their `jti`.
    #[serde(default)]
    credential_sids: Vec<String>,
}

/// What is known of one of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerLookup)]
struct LookupView {
    /// What was asked about, as it is written here.
    subject: String,
    /// Whether there is anything to tell. If not, everything else but the time is null or empty.
    known: bool,
    /// The account that it is, or whose it is: the subject of its changes in the feed.
    account_sid: Option<String>,
    /// 0 to 3.
    level: Option<u8>,
    /// `unknown`, `identified`, `verified` or `verified+`.
    level_name: Option<&'static str>,
    /// `in_force`, `suspended`, `expired` or `withdrawn`; null for an account that rests on the one above it alone.
    status: Option<&'static str>,
    /// Since when both are so.
    since: Option<String>,
    /// Until when the level holds, if nothing happens before.
    valid_until: Option<String>,
    /// How calls from the number are attested; null for anything else.
    attestation: Option<AttestationView>,
    /// How it stands itself: `proven` for a domain, the `status` of the brand or credential; null for a number or account.
    subject_status: Option<&'static str>,
    /// The accounts whose changes in the feed may change this answer.
    follows: Vec<String>,
    /// Who the customer is, as far as it lets you see.
    #[schema(value_type = Option<IdentityFields>)]
    identity: Option<trusthub_app::partners::IdentityView>,
    /// When this held.
    as_of: String,
}

/// How calls are attested when the account that has the number makes them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerAttestation)]
struct AttestationView {
    /// `A`, `B` or `C`; null if nothing is signed.
    attest: Option<&'static str>,
    /// What refuses first, then what keeps it down, then what carries it.
    grounds: Vec<GroundView>,
}

/// One ground.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerAttestationGround)]
struct GroundView {
    /// For programs: `number_on_profile`, `account_suspended` …
    code: &'static str,
    /// For people.
    text: &'static str,
}

/// What is known of each.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PartnerLookups)]
struct LookupsView {
    /// In the order asked.
    lookups: Vec<LookupView>,
    /// When this held.
    as_of: String,
}

impl AttestationView {
    fn of(attested: Attested) -> Self {
        let ground = |ground: Ground| GroundView { code: ground.as_str(), text: ground.in_words() };
        Self {
            attest: attested.attest.map(Attest::as_str),
            grounds: attested.grounds.into_iter().map(ground).collect(),
        }
    }
}

impl LookupView {
    /// One shape for what is known and what is not.
    fn of(subject: &Subject, found: Option<Found>, as_of: &str) -> Self {
        let subject = match subject {
            Subject::Number(number) => format!("+{}", number.digits()),
            Subject::Account(sid) => sid.to_string(),
            Subject::Domain(domain) => domain.clone(),
            Subject::Brand(sid) => sid.to_string(),
            Subject::Credential(sid) => sid.to_string(),
        };
        let nothing = Self {
            subject,
            known: false,
            account_sid: None,
            level: None,
            level_name: None,
            status: None,
            since: None,
            valid_until: None,
            attestation: None,
            subject_status: None,
            follows: Vec::new(),
            identity: None,
            as_of: as_of.to_owned(),
        };
        let Some(found) = found else { return nothing };
        Self {
            known: true,
            account_sid: Some(found.account_sid.to_string()),
            level: Some(found.level.number()),
            level_name: Some(found.level.as_str()),
            status: found.status.map(StandingStatus::as_str),
            since: found.since.map(Timestamp::to_rfc3339),
            valid_until: found.valid_until.map(Timestamp::to_rfc3339),
            attestation: found.attestation.map(AttestationView::of),
            subject_status: found.own_status.map(OwnStatus::as_str),
            follows: found.follows.iter().map(ToString::to_string).collect(),
            identity: found.identity,
            ..nothing
        }
    }
}

fn number(field: &str, written: &str) -> Result<Subject> {
    let is_e164 = written.trim().starts_with('+');
    let number = CallingNumber::parse("Number", written).ok().filter(|_| is_e164);
    let number = number.filter(|number| (2..=15).contains(&number.digits().len()));
    let number =
        number.ok_or_else(|| ApiError::parameter(field, "it is a number in E.164, like +12155550100"))?;
    Ok(Subject::Number(number))
}

fn identified<T: FromStr<Err: Display>>(field: &str, written: &str) -> Result<T> {
    written.trim().parse().map_err(|error| ApiError::parameter(field, &format!("{error}")))
}

fn account(field: &str, written: &str) -> Result<Subject> {
    identified(field, written).map(Subject::Account)
}

fn domain(field: &str, written: &str) -> Result<Subject> {
    let name = domains::name(written).map_err(|why| ApiError::parameter(field, why))?;
    Ok(Subject::Domain(name))
}

fn brand(field: &str, written: &str) -> Result<Subject> {
    identified(field, written).map(Subject::Brand)
}

fn credential(field: &str, written: &str) -> Result<Subject> {
    identified(field, written).map(Subject::Credential)
}

/// How a subject is read of what is written in a field.
type Reading = fn(&str, &str) -> Result<Subject>;

impl Wanted {
    fn subject(self) -> Result<Subject> {
        let fields: [(&str, Option<String>, Reading); 5] = [
            ("Number", self.number, number),
            ("AccountSid", self.account_sid, account),
            ("Domain", self.domain, domain),
            ("BrandSid", self.brand_sid, brand),
            ("CredentialSid", self.credential_sid, credential),
        ];
        let mut given =
            fields.into_iter().filter_map(|(field, written, read)| Some((field, filter(written)?, read)));
        let Some((field, written, read)) = given.next() else { return Err(ApiError::missing("Number")) };
        match given.next() {
            Some((second, ..)) => Err(ApiError::parameter(second, &format!("give it or {field}, not both"))),
            None => read(field, &written),
        }
    }
}

impl ManyWanted {
    fn subjects(&self) -> Result<Vec<Subject>> {
        let lists: [(&str, &[String], Reading); 5] = [
            ("Numbers", &self.numbers, number),
            ("AccountSids", &self.account_sids, account),
            ("Domains", &self.domains, domain),
            ("BrandSids", &self.brand_sids, brand),
            ("CredentialSids", &self.credential_sids, credential),
        ];
        let count: usize = lists.iter().map(|(_, written, _)| written.len()).sum();
        if count == 0 {
            return Err(ApiError::missing("Numbers"));
        }
        if count > MOST {
            let why = format!("{count} are too many; ask for at most {MOST} at once");
            return Err(ApiError::parameter("the batch", &why));
        }
        let entries = lists.into_iter().flat_map(|(field, written, read)| {
            written.iter().enumerate().map(move |(at, text)| read(&format!("{field}[{at}]"), text))
        });
        entries.collect()
    }
}

async fn answered(state: &ApiState, caller: &Caller, subjects: &[Subject]) -> Result<LookupsView> {
    let partner = caller.0.must_be_partner(PartnerScope::Lookup)?;
    state.partner_limits().admit_lookups(partner, subjects.len())?;
    let (found, as_of) = look_up(state.hub(), &caller.0, subjects).await?;
    let as_of = as_of.to_rfc3339();
    let lookups = subjects.iter().zip(found).map(|(subject, found)| LookupView::of(subject, found, &as_of));
    Ok(LookupsView { lookups: lookups.collect(), as_of })
}

async fn find(
    State(state): State<ApiState>,
    caller: Caller,
    TwilioQuery(wanted): TwilioQuery<Wanted>,
) -> Result<Json<LookupView>> {
    caller.0.must_be_partner(PartnerScope::Lookup)?;
    let answer = answered(&state, &caller, &[wanted.subject()?]).await?;
    answer
        .lookups
        .into_iter()
        .next()
        .map(Json)
        .ok_or_else(|| ApiError::internal("a look-up without an answer"))
}

async fn find_many(
    State(state): State<ApiState>,
    caller: Caller,
    TwilioForm(wanted): TwilioForm<ManyWanted>,
) -> Result<Json<LookupsView>> {
    caller.0.must_be_partner(PartnerScope::Lookup)?;
    Ok(Json(answered(&state, &caller, &wanted.subjects()?).await?))
}
