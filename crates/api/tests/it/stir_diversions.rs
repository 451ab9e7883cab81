//! Calls that are sent on: signed for the number that they were for, by whoever has it.

use serde_json::{Value, json};
use trusthub_app::attestation::{catch_up, evidence};
use trusthub_app::{Actor, review};

use crate::client::some_or_skip;
use crate::stir::{SIGNING, Service, claims, identity, post, refused, service};

const CALLER: &str = "12025550147";
const NUMBER: &str = "15105550123";
const NEXT: &str = "12355551212";

impl Service {
    /// The header that a call to the account's number comes with.
    async fn incoming(&self) -> String {
        let call = json!({"signingRequest": {
            "attest": "C", "orig": {"tn": CALLER}, "dest": {"tn": [NUMBER]}, "iat": self.now(),
        }});
        identity(&post(&self.switch, SIGNING, &call.to_string()).await)
    }

    fn diversion(&self, incoming: &str) -> Value {
        json!({"signingRequest": {
            "orig": {"tn": CALLER}, "dest": {"tn": [NEXT]}, "div": {"tn": NUMBER}, "iat": self.now(), "identity": incoming,
        }})
    }
}

#[tokio::test]
async fn a_call_to_an_accounts_number_is_sent_on_with_a_signature_for_that_number() {
    let service = some_or_skip!(service().await);
    let incoming = service.incoming().await;
    let answer = service.sign(&service.switch, &service.diversion(&incoming)).await;
    let header = identity(&answer);
    assert!(header.ends_with(";alg=ES256;ppt=div"), "{header}");
    let received = claims(&incoming);
    let expected = json!({
        "dest": {"tn": [NEXT]}, "div": {"tn": NUMBER}, "iat": received["iat"], "orig": {"tn": CALLER},
    });
    assert_eq!(claims(&header), expected);
    // The next diversion begins where this one ends; the number there is not the account's.
    let mut on = service.diversion(&header);
    on["signingRequest"]["div"] = json!({"tn": NEXT});
    on["signingRequest"]["dest"] = json!({"tn": ["12355551213"]});
    refused(&service.sign(&service.switch, &on).await, 403, "POL4030", &["no_authority_to_divert"]);

    let hub = &service.api.test.hub;
    evidence::keep_all(hub).await.unwrap();
    let origid = received["origid"].as_str().unwrap();
    let traced = evidence::trace(hub, &Actor::operator(), origid).await.unwrap();
    let purposes: Vec<&str> = traced.iter().map(|kept| kept.evidence.purpose.as_str()).collect();
    assert_eq!(purposes, ["diversion", "signing"], "found by the identifier of the call");
    for kept in &traced {
        assert_eq!(trusthub_domain::attestation::decide(&kept.evidence.facts), kept.evidence.decision);
    }
}

#[tokio::test]
async fn nobody_signs_for_a_number_that_is_not_theirs_or_was_not_called() {
    let service = some_or_skip!(service().await);
    let incoming = service.incoming().await;
    let diversion = service.diversion(&incoming);
    let unnamed = post(&service.switch, SIGNING, &diversion.to_string()).await;
    refused(&unnamed, 403, "POL4030", &["no_authority_to_divert"]);
    let with = |name: &str, value: Value| {
        let mut diversion = diversion.clone();
        diversion["signingRequest"][name] = value;
        diversion
    };
    for (name, value) in [
        ("div", json!({"tn": "15105550199"})),
        ("div", json!("15105550123")),
        ("orig", json!({"tn": "12025550148"})),
        ("dest", json!({"tn": [NUMBER]})),
        ("dest", json!({"tn": []})),
        ("identity", json!("junk")),
        ("identity", json!(format!("..{}", "A".repeat(86)))),
        ("iat", json!(service.now() - 61)),
    ] {
        let answer = service.sign(&service.switch, &with(name, value.clone())).await;
        let body = answer.json();
        let exception = &body["requestError"]["serviceException"];
        assert_eq!(
            (answer.status, &exception["messageId"]),
            (400, &json!("SVC4005")),
            "{name} {value} {body}"
        );
        let told = exception["variables"].to_string().to_ascii_lowercase();
        assert!(told.contains(name), "{value}: {told}");
    }
    refused(
        &service.sign(&service.switch, &with("identity", Value::Null)).await,
        400,
        "SVC4001",
        &["identity"],
    );

    let stranger = service.api.test.account("Stranger").await;
    catch_up(&service.api.test.hub).await.unwrap();
    refused(&service.sign(&service.api.client_of(&stranger), &diversion).await, 404, "SVC4003", &[]);
    review::suspend(&service.api.test.hub, &service.lead, service.profile, None).await.unwrap();
    catch_up(&service.api.test.hub).await.unwrap();
    refused(&service.sign(&service.switch, &diversion).await, 403, "POL4030", &["profile_suspended"]);
}
