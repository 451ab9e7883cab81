//! What the name servers say of a domain. Nothing here is kept: a record that was published a moment ago must be found.

use std::time::Duration;

use futures::future::join_all;
use tokio::time::{Instant, timeout_at};
use trusthub_domain::sending::records::{Answers, Texts};
use trusthub_domain::sending::{Proof, SendingDomain};
use trusthub_gateways::dns::{TextAnswer, TextDns};
use trusthub_vetting::registrable_domain;

/// All look-ups of one domain together. They run at the same time, and each server gets two seconds.
const LONGEST: Duration = Duration::from_secs(8);

/// What was said of the proof.
pub(super) async fn proof(dns: &TextDns, domain: &SendingDomain) -> Proof {
    match texts(dns, domain.challenge_name(), Instant::now() + LONGEST).await.1 {
        Texts::Silence => Proof::Silence,
        Texts::Found(found) => {
            let wanted = domain.challenge_value();
            if found.iter().any(|text| text.trim() == wanted) { Proof::Found } else { Proof::Missing }
        }
    }
}

/// What was said of its mail.
pub(super) async fn records(dns: &TextDns, domain: &SendingDomain) -> Answers {
    let until = Instant::now() + LONGEST;
    let name = &domain.domain;
    let above = registrable_domain(name).filter(|above| above != name);
    let dmarc = [Some(name.as_str()), above].into_iter().flatten().map(|name| format!("_dmarc.{name}"));
    let dkim = domain.selectors.iter().map(|selector| format!("{selector}._domainkey.{name}"));
    let (spf, dmarc, dkim, bimi) = tokio::join!(
        texts(dns, name.clone(), until),
        join_all(dmarc.map(|name| texts(dns, name, until))),
        join_all(dkim.map(|name| texts(dns, name, until))),
        texts(dns, format!("default._bimi.{name}"), until),
    );
    Answers { domain: spf, dmarc, dkim, bimi }
}

async fn texts(dns: &TextDns, name: String, until: Instant) -> (String, Texts) {
    let said = match timeout_at(until, dns.texts(&name)).await {
        Ok(TextAnswer::Found(texts)) => Texts::Found(texts),
        Ok(TextAnswer::Nothing) => Texts::Found(Vec::new()),
        Ok(TextAnswer::Silence) | Err(_) => Texts::Silence,
    };
    (name, said)
}
