//! Domains that accounts send mail from, with a name server that each test writes.

use std::time::Duration;

use trusthub_app::credentials::{self, NewCredential};
use trusthub_app::{Actor, accounts, domains};
use trusthub_domain::credential::{CredentialFormat, CredentialState, RevocationCause};
use trusthub_domain::sending::records::Reading;
use trusthub_domain::sending::{DomainState, SendingDomain};
use trusthub_testkit::{DAY, NameServer, SOUND_BUSINESS, TestAccount, TestHub, Wish};

use crate::support::{after, error, first_page, hub, is_missing, lead, refusal};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn wish(names: &NameServer) -> Wish {
    Wish { outside: names.outside(), ..Wish::default() }
}

async fn added(hub: &TestHub, account: &TestAccount, name: &str) -> SendingDomain {
    domains::create(&hub.hub, &account.actor, name, vec!["s1".to_owned()]).await.unwrap()
}

fn prove(names: &NameServer, domain: &SendingDomain) {
    names.publish(&domain.challenge_name(), &["something else", &domain.challenge_value()]);
}

async fn checked(hub: &TestHub, account: &TestAccount, domain: &SendingDomain) -> SendingDomain {
    domains::check(&hub.hub, &account.actor, domain.sid).await.unwrap()
}

async fn present(hub: &TestHub, account: &TestAccount, domain: &SendingDomain) -> SendingDomain {
    domains::find(&hub.hub, &account.actor, domain.sid).await.unwrap()
}

/// Another account proves it at once, although the record of whoever had it before still stands.
async fn assert_is_free(hub: &TestHub, names: &NameServer, account: &TestAccount, before: &SendingDomain) {
    let theirs = added(hub, account, &before.domain).await;
    names.publish(&theirs.challenge_name(), &[&before.challenge_value(), &theirs.challenge_value()]);
    assert_eq!(checked(hub, account, &theirs).await.state, DomainState::Proven);
    domains::delete(&hub.hub, &account.actor, theirs.sid).await.unwrap();
}

#[tokio::test]
async fn a_record_in_its_zone_proves_a_domain_and_its_mail_records_are_read() {
    let names = NameServer::start().await;
    let hub = hub!(wish(&names));
    let account = hub.account("Owl").await;
    let domain = added(&hub, &account, " Mail.OWL.example. ").await;
    assert_eq!((domain.domain.as_str(), domain.state), ("mail.owl.example", DomainState::Pending));
    assert_eq!(checked(&hub, &account, &domain).await.state, DomainState::Pending);
    prove(&names, &domain);
    let key = format!("v=DKIM1; k=rsa; p={}", "A".repeat(392));
    names.publish("mail.owl.example", &["v=spf1 include:_spf.owl.example -all"]);
    names.publish("s1._domainkey.mail.owl.example", &[&key]);
    names.publish("_dmarc.owl.example", &["v=DMARC1; p=reject"]);
    names.publish("default._bimi.mail.owl.example", &["v=BIMI1; l=https://owl.example/logo.svg; a="]);
    let proven = checked(&hub, &account, &domain).await;
    assert_eq!(proven.state, DomainState::Proven);
    let records = proven.records.unwrap();
    assert_eq!((records.spf.reading, records.dkim[0].reading), (Reading::Found, Reading::Found));
    assert_eq!(records.dkim[0].record.as_deref(), Some(key.as_str()), "in one piece");
    assert_eq!((records.dmarc.reading, records.dmarc.name.as_str()), (Reading::Found, "_dmarc.owl.example"));
    assert_eq!(records.logo_url.as_deref(), Some("https://owl.example/logo.svg"));
}

#[tokio::test]
async fn it_is_looked_for_without_being_asked() {
    let names = NameServer::start().await;
    let hub = hub!(wish(&names));
    let account = hub.account("Owl").await;
    let domain = added(&hub, &account, "owl.example").await;
    after(&hub, HOUR / 2).await;
    assert_eq!(present(&hub, &account, &domain).await.state, DomainState::Pending);
    prove(&names, &domain);
    after(&hub, HOUR).await;
    assert_eq!(present(&hub, &account, &domain).await.state, DomainState::Proven);
}

#[tokio::test]
async fn a_lost_proof_takes_the_domain_and_what_names_it() {
    let names = NameServer::start().await;
    let hub = hub!(wish(&names));
    let account = hub.account("Owl").await;
    let lead = lead(&hub).await;
    let (profile, _) = hub.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let domain = added(&hub, &account, "owl.example").await;
    let new = NewCredential {
        profile: profile.sid,
        format: CredentialFormat::SdJwt,
        claims: Vec::new(),
        numbers: Vec::new(),
        domain: Some("Owl.example".to_owned()),
        days: None,
    };
    let early = refusal(credentials::issue(&hub.hub, &account.actor, new.clone()).await);
    assert!(early.contains("Domain") && early.contains("not proven"), "{early}");
    prove(&names, &domain);
    checked(&hub, &account, &domain).await;
    let issued = credentials::issue(&hub.hub, &account.actor, new.clone()).await.unwrap();
    assert_eq!(issued.credential.domain.as_deref(), Some("owl.example"));

    names.fail(&domain.challenge_name());
    after(&hub, 2 * DAY).await;
    assert_eq!(present(&hub, &account, &domain).await.state, DomainState::Proven, "silence proves nothing");
    names.withdraw(&domain.challenge_name());
    after(&hub, DAY).await;
    let missed = present(&hub, &account, &domain).await;
    assert_eq!((missed.state, missed.missed_at.is_some()), (DomainState::Proven, true));
    after(&hub, HOUR).await;
    assert_eq!(present(&hub, &account, &domain).await.state, DomainState::Lost);
    let revoked = credentials::find(&hub.hub, &account.actor, issued.credential.sid).await.unwrap();
    assert_eq!(revoked.state(hub.hub.now()), CredentialState::Revoked);
    assert_eq!(revoked.revocation.unwrap().cause, RevocationCause::DomainLost);
    prove(&names, &domain);
    after(&hub, DAY).await;
    assert_eq!(
        present(&hub, &account, &domain).await.state,
        DomainState::Proven,
        "and it may be proven again"
    );
}

#[tokio::test]
async fn a_domain_is_one_accounts_until_that_ones_proof_is_gone() {
    let names = NameServer::start().await;
    let hub = hub!(wish(&names));
    let (owl, crow) = (hub.account("Owl").await, hub.account("Crow").await);
    let (first, second) = (added(&hub, &owl, "nest.example").await, added(&hub, &crow, "nest.example").await);
    assert_ne!(first.challenge, second.challenge);
    names.publish(&first.challenge_name(), &[&first.challenge_value(), &second.challenge_value()]);
    assert_eq!(checked(&hub, &owl, &first).await.state, DomainState::Proven);
    let taken = error(domains::check(&hub.hub, &crow.actor, second.sid).await).to_string();
    assert!(taken.contains("another account has proven nest.example"), "{taken}");
    assert_eq!(present(&hub, &crow, &second).await.state, DomainState::Pending);
    hub.run_jobs().await;
    names.publish(&first.challenge_name(), &[&second.challenge_value()]);
    assert_eq!(checked(&hub, &crow, &second).await.state, DomainState::Proven);
    assert_eq!(present(&hub, &owl, &first).await.state, DomainState::Lost);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_prove_a_domain_at_once_one_has_it() {
    let names = NameServer::start().await;
    let hub = hub!(wish(&names));
    let (owl, crow) = (hub.account("Owl").await, hub.account("Crow").await);
    let (first, second) = (added(&hub, &owl, "nest.example").await, added(&hub, &crow, "nest.example").await);
    names.publish(&first.challenge_name(), &[&first.challenge_value(), &second.challenge_value()]);
    let (one, other) = tokio::join!(
        domains::check(&hub.hub, &owl.actor, first.sid),
        domains::check(&hub.hub, &crow.actor, second.sid),
    );
    let proven =
        [&one, &other].into_iter().filter(|it| it.as_ref().is_ok_and(|it| it.state == DomainState::Proven));
    assert_eq!(proven.count(), 1, "{one:?} {other:?}");
}

#[tokio::test]
async fn only_what_somebody_can_hold_is_a_domain() {
    let names = NameServer::start().await;
    let hub = hub!(wish(&names));
    let account = hub.account("Owl").await;
    let add = |name: &'static str| domains::create(&hub.hub, &account.actor, name, Vec::new());
    for name in [
        "",
        "owl",
        "co.uk",
        "com",
        "127.0.0.1",
        "[::1]",
        "https://owl.example",
        "a@owl.example",
        "-a.example",
        "a b.example",
    ] {
        let why = refusal(add(name).await);
        assert!(why.contains("Domain"), "{name}: {why}");
    }
    assert!(refusal(add(&*Box::leak("a.".repeat(200).into_boxed_str())).await).contains("253"));
    assert_eq!(add("b\u{fc}cher.example").await.unwrap().domain, "xn--bcher-kva.example");
    add("owl.co.uk").await.unwrap();
    assert!(matches!(error(add("OWL.co.uk").await), trusthub_app::Error::AlreadyExists(_)));
    for selector in ["", ".", "a..b", "a b", "s1._domainkey.x*"] {
        let made = domains::create(&hub.hub, &account.actor, "x.example", vec![selector.to_owned()]).await;
        assert!(refusal(made).contains("DkimSelectors"), "{selector:?}");
    }
}

#[tokio::test]
async fn a_domain_is_its_accounts_business_and_goes_with_it() {
    let names = NameServer::start().await;
    let hub = hub!(wish(&names));
    let (account, stranger) = (hub.account("Owl").await, hub.account("Crow").await);
    let domain = added(&hub, &account, "owl.example").await;
    prove(&names, &domain);
    checked(&hub, &account, &domain).await;
    assert!(is_missing(&domains::find(&hub.hub, &stranger.actor, domain.sid).await));
    assert!(is_missing(&domains::check(&hub.hub, &stranger.actor, domain.sid).await));
    assert!(is_missing(&domains::delete(&hub.hub, &stranger.actor, domain.sid).await));
    assert_eq!(domains::list(&hub.hub, &stranger.actor, first_page(9)).await.unwrap().items, []);
    assert_eq!(domains::list(&hub.hub, &account.actor, first_page(9)).await.unwrap().items.len(), 1);
    domains::delete(&hub.hub, &account.actor, domain.sid).await.unwrap();
    assert!(is_missing(&domains::find(&hub.hub, &account.actor, domain.sid).await));
    assert_is_free(&hub, &names, &stranger, &domain).await;
    after(&hub, DAY).await;

    let again = added(&hub, &account, "owl.example").await;
    prove(&names, &again);
    checked(&hub, &account, &again).await;
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.unwrap();
    assert_is_free(&hub, &names, &stranger, &again).await;
    after(&hub, DAY).await;
}

#[tokio::test]
async fn without_name_servers_nothing_is_checked_and_that_is_said() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let domain = added(&hub, &account, "owl.example").await;
    let check = domains::check(&hub.hub, &account.actor, domain.sid).await;
    assert_eq!(refusal(check), "Unavailable(\"no name servers are configured\")");
}
