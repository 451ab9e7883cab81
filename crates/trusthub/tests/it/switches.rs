//! Switches that show a client certificate instead of a secret.

use std::fs;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::{Certificate, Client, Identity, StatusCode};
use serde_json::json;

use crate::hub::{Hub, eventually};
use crate::tls::with_tls;

const HOST: &str = "sbc1.provider.example";

/// The provider's own authority for the certificates of its machines.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// A certificate with its key, in PEM.
    fn certificate(&self, host: &str) -> String {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        format!("{}{}", params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }
}

struct Asking {
    hub: Hub,
    pem: String,
}

impl Asking {
    /// How the hub answers a question that switches may ask, and one that they may not; `None` if it hangs up.
    async fn answers(&self, certificate: Option<&str>) -> Option<(StatusCode, StatusCode)> {
        let root = Certificate::from_pem(self.pem.as_bytes()).unwrap();
        let client = Client::builder().no_proxy().tls_certs_only([root]);
        let client = match certificate {
            Some(pem) => client.identity(Identity::from_pem(pem.as_bytes()).unwrap()),
            None => client,
        };
        let client = client.build().unwrap();
        let question = client.post(format!("{}/trust/v1/Attestations", self.hub.url));
        let question = question.form(&[("From", "+14155550123")]).send().await.ok()?;
        let other = client.get(format!("{}/v1/CustomerProfiles", self.hub.url)).send().await.ok()?;
        Some((question.status(), other.status()))
    }
}

#[tokio::test]
async fn a_switch_is_known_by_a_certificate_that_names_it() {
    let authority = Authority::new();
    let (hub, pem) = with_tls();
    let file = hub.path("clients.crt");
    fs::write(&file, authority.0.pem()).unwrap();
    let hub = hub.set("TRUSTHUB_TLS_CLIENT_CA_FILE", file.to_str().unwrap());
    let mut asking = Asking { hub: hub.set("TRUSTHUB_TLS_CLIENT_AUTH", "optional"), pem };
    asking.hub.start();
    let own = authority.certificate(HOST);
    let unknown = Some((StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(asking.answers(None).await, unknown);
    assert_eq!(asking.answers(Some(&own)).await, unknown, "no switch has this name yet");

    let create = ["switch", "create", "--name", "Berkeley", "--tls-name", "SBC1.provider.example.", "--json"];
    let made = asking.hub.must(&create).json();
    assert_eq!((&made["tls_name"], &made["secret"]), (&json!(HOST), &json!(null)));
    let let_in = Some((StatusCode::CREATED, StatusCode::FORBIDDEN));
    eventually("the switch is let in", async || (asking.answers(Some(&own)).await == let_in).then_some(()))
        .await;
    assert_eq!(asking.answers(Some(&authority.certificate(HOST))).await, let_in, "renewed");
    assert_eq!(asking.answers(Some(&authority.certificate("sbc2.provider.example"))).await, unknown);
    assert_eq!(asking.answers(None).await, unknown);
    assert_eq!(asking.answers(Some(&Authority::new().certificate(HOST))).await, None, "of another authority");

    let twin = asking.hub.run(&create);
    assert_eq!(twin.code, 1, "{}", twin.err);
    assert!(twin.err.contains("revoke it first"), "{}", twin.err);
    let wrong = asking.hub.run(&["switch", "create", "--name", "Owl", "--tls-name", "*.provider.example"]);
    assert!(wrong.code != 0 && wrong.err.contains("DNS name"), "{}", wrong.err);
    let listed = asking.hub.must(&["switch", "list"]);
    assert!(listed.out.contains("Berkeley (sbc1.provider.example)"), "{}", listed.out);

    asking.hub.must(&["switch", "revoke", made["sid"].as_str().unwrap()]);
    eventually("it is refused", async || (asking.answers(Some(&own)).await == unknown).then_some(())).await;
    asking.hub.must(&create);
}
