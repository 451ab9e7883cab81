//! A call of the bookshop's, as the provider's switch has it signed: while its profile is in force, while it is suspended,
//! and after that.

use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use trusthub_app::attestation::{evidence, switches};
use trusthub_app::certificates::{self, Import};
use trusthub_app::{Actor, review};
use trusthub_domain::sid::BundleSid;
use trusthub_stir::passport::{Claims, Encoded, Lints};

use super::business::Bookshop;
use super::client::{Answer, Customer, list, text};
use super::peer;
use super::story::Cast;
use crate::commands::stir::trace;
use crate::failure::{Failure, Outcome};

const SIGNING: &str = "/stir/v1/signing";
const VERIFICATION: &str = "/stir/v1/verification";
/// Whom the bookshop calls; of the numbers that are nobody's.
const CALLED: &str = "+12025550147";

/// A change counts for calls within a second; a busy machine is given more.
const PATIENCE: Duration = Duration::from_secs(20);
const ASK_EVERY: Duration = Duration::from_millis(50);

/// The provider's switch, and whose call it carries.
struct Switch<'a> {
    cast: &'a Cast<'a>,
    client: Customer<'a>,
    caller: &'a str,
}

pub(super) async fn act(cast: &Cast<'_>, provider: &Customer<'_>, profile: &str) -> Outcome {
    let stage = cast.stage;
    stage.act(5, "A call, signed and verified");
    stage.say(
        "To sign calls the provider needs a certificate. That of the story is from a test authority in the hub's folder; \
         nobody else trusts it. And its switch gets credentials of its own.",
    );
    certificate(cast).await?;
    let switch = Switch { cast, client: credentials(cast, provider).await?, caller: &provider.account_sid };

    stage.say(
        "The bookshop calls a customer. The switch names the account that calls and asks for A at most; the hub decides.",
    );
    let identity = switch.signed().await?;
    switch.verified(&identity).await?;
    peer::check(stage, cast.folder, &cast.authority.chain, &identity).await?;
    stage.say("Who asks later where the call came from, has the identifier in its signature:");
    traced(cast, &identity).await?;

    let sid: BundleSid = profile.parse().map_err(Failure::refused)?;
    stage.say("Then the provider hears that the bookshop's line was hijacked, and suspends its profile.");
    stage.command(&format!(
        "trusthub review suspend {profile} --as {} --data-dir {}",
        cast.reviewer_email,
        cast.folder.display()
    ));
    let note = "We are told that somebody else calls from your line.".to_owned();
    review::suspend(cast.hub, &cast.reviewer, sid, Some(note)).await?;
    let since = Instant::now();
    cast.receiver.expect(stage, profile, "twilio-rejected", &provider.token).await?;
    stage.say("The same call once more:");
    switch.refused(since).await?;

    stage.say("It was a false alarm.");
    stage.command(&format!(
        "trusthub review reinstate {profile} --as {} --data-dir {}",
        cast.reviewer_email,
        cast.folder.display()
    ));
    review::reinstate(cast.hub, &cast.reviewer, sid).await?;
    cast.receiver.expect(stage, profile, "twilio-approved", &provider.token).await?;
    switch.signed().await.map(drop)
}

async fn certificate(cast: &Cast<'_>) -> Outcome {
    let (chain, key) = (&cast.authority.chain, &cast.authority.key);
    let data_dir = cast.folder.display();
    cast.stage.command(&format!("trusthub stir cert import {chain} --key {key} --data-dir {data_dir}"));
    let read = |path: &str| {
        std::fs::read(path)
            .map_err(|error| Failure::environment(error).while_doing(format!("cannot read {path}")))
    };
    let (chain, key) = (read(chain)?, read(key)?);
    let key = SecretString::from(String::from_utf8(key).map_err(Failure::environment)?);
    let import = Import { chain: &chain, key: key.into(), account: None, roots: None };
    let taken = certificates::import(cast.hub, &Actor::operator(), import).await.map_err(Failure::refused)?;
    let until = taken.certificate.not_after.to_date_in_words();
    cast.stage.printed(&[format!("Taken in, its key sealed: {} until {until}.", taken.certificate.spc)]);
    Ok(())
}

async fn credentials<'a>(cast: &Cast<'_>, provider: &Customer<'a>) -> Outcome<Customer<'a>> {
    cast.stage.command(&format!("trusthub switch create --name Harbor --data-dir {}", cast.folder.display()));
    let (switch, secret) = switches::create(cast.hub, &Actor::operator(), "Harbor".to_owned()).await?;
    // The secret is printed by the command, and has no place on a screen that is shown around.
    let hidden = "•".repeat(secret.expose_secret().len());
    cast.stage.printed(&[format!("Switch  {} (Harbor)", switch.sid), format!("Secret  {hidden}")]);
    Ok(provider.other(switch.sid.to_string(), secret))
}

async fn traced(cast: &Cast<'_>, identity: &str) -> Outcome {
    let origid = claims(identity)?.origid.unwrap_or_default();
    cast.stage.command(&format!("trusthub stir trace {origid} --data-dir {}", cast.folder.display()));
    let found = evidence::trace(cast.hub, &Actor::operator(), &origid).await?;
    let kept = found.first().ok_or_else(|| Failure::refused_because("the signed call was not kept"))?;
    cast.stage.printed(&trace::lines(kept, cast.stage.style()));
    Ok(())
}

impl Switch<'_> {
    /// The Identity header of the call, once it is signed with A.
    async fn signed(&self) -> Outcome<String> {
        let is_full = |answer: &Answer| {
            let claims = claims(identity(answer));
            claims.is_ok_and(|claims| claims.attest.is_some_and(|attest| attest.as_str() == "A"))
        };
        let answer = self.until("signed with A", is_full).await?;
        let identity = identity(&answer).to_owned();
        let claims = claims(&identity)?;
        let (token, parameters) = identity.split_once(';').unwrap_or((&identity, ""));
        let brief = token.get(..16).unwrap_or(token);
        self.cast.stage.answer(answer.status, &format!("identity {brief}…;{parameters}"));
        self.cast.stage.good("attest A: the caller is known, and the number is theirs");
        let origid = claims.origid.unwrap_or_default();
        self.cast.stage.detail(&format!("orig {}, iat {}, origid {origid}", claims.orig, claims.iat));
        Ok(identity)
    }

    /// Why the call is not signed, once it is not.
    async fn refused(&self, since: Instant) -> Outcome {
        let stage = self.cast.stage;
        let answer = self.until("refused", |answer| answer.status == 403).await?;
        let after = since.elapsed().as_millis();
        let exception = answer.body.pointer("/requestError/policyException").unwrap_or(&Value::Null);
        let why =
            list(exception, "variables").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ");
        let told = text(exception, "text").replace("%1", &why);
        stage.answer(answer.status, &format!("{} {told}", text(exception, "messageId")));
        let decision = self.client.get(&format!("/trust/v1/Attestations/{}", answer.decision)).await?;
        for reason in list(&decision, "reasons").iter().filter(|reason| why.contains(text(reason, "code"))) {
            stage.bad(text(reason, "text"));
        }
        stage.detail(&format!(
            "{after} milliseconds after the suspension; the decision is {}",
            answer.decision
        ));
        Ok(())
    }

    async fn until(&self, what: &str, is_so: impl Fn(&Answer) -> bool) -> Outcome<Answer> {
        let request = |iat| {
            json!({
                "attest": "A", "orig": {"tn": Bookshop::NUMBER}, "dest": {"tn": [CALLED]}, "iat": iat,
            })
        };
        let shown = [
            ("X-TrustHub-Account-Sid", self.caller.to_owned()),
            ("signingRequest", request(self.now()).to_string()),
        ];
        self.cast.stage.request("POST", SIGNING, &shown);
        let asking = async {
            loop {
                let body = json!({"signingRequest": request(self.now())});
                let answer = self.client.ask(SIGNING, self.caller, &body).await?;
                if is_so(&answer) {
                    return Ok(answer);
                }
                tokio::time::sleep(ASK_EVERY).await;
            }
        };
        tokio::time::timeout(PATIENCE, asking)
            .await
            .map_err(|_| Failure::refused_because(format!("the call was not {what} in time")))?
    }

    async fn verified(&self, identity: &str) -> Outcome {
        let stage = self.cast.stage;
        stage.say("The network of the called has it verified, here by the same hub:");
        let request = json!({
            "from": {"tn": Bookshop::NUMBER}, "to": {"tn": [CALLED]}, "time": self.now(), "identity": identity,
        });
        stage.request("POST", VERIFICATION, &[("verificationRequest", brief(&request))]);
        let body = json!({"verificationRequest": request});
        let answer = self.client.ask(VERIFICATION, self.caller, &body).await?;
        let verstat = answer.body.pointer("/verificationResponse/verstat").and_then(Value::as_str);
        stage.answer(answer.status, &format!("verstat {}", verstat.unwrap_or_default()));
        if verstat == Some("TN-Validation-Passed") {
            Ok(())
        } else {
            Err(Failure::refused_because(format!("the signed call was not verified: {}", answer.body)))
        }
    }

    fn now(&self) -> i64 {
        self.cast.hub.now().as_micros().div_euclid(1_000_000)
    }
}

fn identity(answer: &Answer) -> &str {
    answer.body.pointer("/signingResponse/identity").and_then(Value::as_str).unwrap_or_default()
}

fn claims(identity: &str) -> Outcome<Claims> {
    let token = identity.split(';').next().unwrap_or_default();
    let encoded = Encoded::split(token).map_err(Failure::refused)?;
    Ok(encoded.claims(&mut Lints::default()).map_err(Failure::refused)?.claims)
}

/// The same with as much of the header as a line holds.
fn brief(request: &Value) -> String {
    let mut brief = request.clone();
    if let Some(Value::String(identity)) = brief.get_mut("identity") {
        *identity = format!("{}…", identity.get(..16).unwrap_or_default());
    }
    brief.to_string()
}
