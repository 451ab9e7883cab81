//! Certificates that calls are signed with: which are taken in, which signs, what strangers see.

use trusthub_app::certificates::{self, Import, ImportError, Imported, Remaining};
use trusthub_app::{Actor, Error};
use trusthub_domain::sid::AccountSid;
use trusthub_stir::path::Roots;
use trusthub_testkit::{DAY, MadeCertificate, TestHub, certificate};

use crate::support::hub;

async fn import(
    hub: &TestHub,
    made: &MadeCertificate,
    account: Option<AccountSid>,
) -> Result<Imported, ImportError> {
    let import = Import { chain: made.chain.as_bytes(), key: made.key.clone().into(), account, roots: None };
    certificates::import(&hub.hub, &Actor::operator(), import).await
}

async fn signs(hub: &TestHub, account: Option<AccountSid>) -> Option<String> {
    let all = certificates::list(&hub.hub, &Actor::operator()).await.unwrap();
    let of = |owner| all.iter().find(|listed| listed.signs && listed.certificate.account == owner);
    of(account).or_else(|| of(None)).map(|listed| listed.certificate.spc.clone())
}

#[tokio::test]
async fn a_certificate_is_taken_in_once_and_published_signer_first() {
    let hub = hub!();
    let made = certificate("709J", hub.hub.now(), 30 * DAY);
    let first = import(&hub, &made, None).await.unwrap();
    assert!(!first.is_unchanged && import(&hub, &made, None).await.unwrap().is_unchanged);
    let all = certificates::list(&hub.hub, &Actor::operator()).await.unwrap();
    assert_eq!(all.len(), 1);
    assert!(all[0].signs && all[0].remaining == Remaining::Enough);
    let name = all[0].url.rsplit('/').next().unwrap();
    assert_eq!(all[0].url, format!("{}/stir/certificates/{name}", hub.hub.settings().public_url));
    let served = certificates::published(&hub.hub, name).await.unwrap();
    assert!(served.ends_with(&made.root) && served.len() == made.chain.len(), "{served}");
    for name in ["", "a.pem", &name[..64], "../x.pem", &format!("{}.pem", "0".repeat(64))] {
        assert!(matches!(certificates::published(&hub.hub, name).await, Err(Error::NotFound(_))), "{name}");
    }
}

#[tokio::test]
async fn what_nobody_could_verify_is_refused() {
    let hub = hub!();
    let made = certificate("709J", hub.hub.now(), 30 * DAY);
    let other = certificate("709J", hub.hub.now(), 30 * DAY);
    let mixed = MadeCertificate { key: other.key.clone(), ..made.clone() };
    assert!(matches!(import(&hub, &mixed, None).await, Err(ImportError::OtherKey)));
    let keyless = MadeCertificate { key: "nothing".to_owned(), ..made.clone() };
    assert!(matches!(import(&hub, &keyless, None).await, Err(ImportError::Key(_))));
    let rootless = MadeCertificate { chain: made.root.clone(), ..made.clone() };
    assert!(matches!(import(&hub, &rootless, None).await, Err(ImportError::Path(_))));
    let untrusted = Import {
        chain: made.chain.as_bytes(),
        key: made.key.clone().into(),
        account: None,
        roots: Some(&Roots::read(other.root.as_bytes()).unwrap()),
    };
    let refused = certificates::import(&hub.hub, &Actor::operator(), untrusted).await;
    assert!(matches!(refused, Err(ImportError::Path(_))), "{refused:?}");
    let trusted = Import {
        chain: made.chain.as_bytes(),
        key: made.key.clone().into(),
        account: None,
        roots: Some(&Roots::read(made.root.as_bytes()).unwrap()),
    };
    assert!(certificates::import(&hub.hub, &Actor::operator(), trusted).await.is_ok());
    hub.advance(31 * DAY);
    let late = certificate("709J", made_at(&hub), DAY);
    assert!(matches!(import(&hub, &late, None).await, Err(ImportError::Ended(_))));
}

/// Two days ago.
fn made_at(hub: &TestHub) -> trusthub_domain::time::Timestamp {
    trusthub_domain::time::Timestamp::from_micros(hub.hub.now().as_micros() - 2 * 86_400_000_000)
}

#[tokio::test]
async fn the_certificate_that_lasts_longest_signs_and_a_little_time_left_is_told() {
    let hub = hub!();
    assert_eq!(signs(&hub, None).await, None);
    import(&hub, &certificate("1", hub.hub.now(), 10 * DAY), None).await.unwrap();
    hub.advance(8 * DAY + DAY / 2);
    let all = certificates::list(&hub.hub, &Actor::operator()).await.unwrap();
    assert_eq!(all[0].remaining, Remaining::Little);
    import(&hub, &certificate("2", hub.hub.now(), 10 * DAY), None).await.unwrap();
    assert_eq!(signs(&hub, None).await.as_deref(), Some("2"));
    hub.advance(10 * DAY + DAY / 2);
    assert_eq!(signs(&hub, None).await, None, "all are over");
}

#[tokio::test]
async fn an_account_signs_with_its_own_certificate_and_nobody_else_does() {
    let hub = hub!();
    let (owner, other) = (hub.account("Owl").await, hub.account("Fox").await);
    import(&hub, &certificate("HUB", hub.hub.now(), 30 * DAY), None).await.unwrap();
    import(&hub, &certificate("OWN", hub.hub.now(), 10 * DAY), Some(owner.sid)).await.unwrap();
    assert_eq!(signs(&hub, Some(owner.sid)).await.as_deref(), Some("OWN"));
    assert_eq!(signs(&hub, Some(other.sid)).await.as_deref(), Some("HUB"));
    assert_eq!(signs(&hub, None).await.as_deref(), Some("HUB"));
    hub.advance(11 * DAY);
    assert_eq!(signs(&hub, Some(owner.sid)).await.as_deref(), Some("HUB"), "its own is over");
    let refused = certificates::list(&hub.hub, &owner.actor).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
}
