//! How long calls can still be signed, as a metric: one number for each code of the hub's own, and one for all accounts together,
//! so that there are few however many accounts have certificates of theirs.

use std::collections::BTreeMap;

use super::Listed;
use crate::{Actor, Hub, Result};

/// More codes than any provider has.
const MOST_CODES: usize = 100;

/// Sets the gauges.
pub(crate) async fn measure(hub: &Hub) -> Result<()> {
    let all = super::list(hub, &Actor::system()).await?;
    let now = hub.now().as_seconds();
    for ((owner, code), until) in ends(&all).into_iter().take(MOST_CODES) {
        let left = f64::from(i32::try_from(until.saturating_sub(now)).unwrap_or(i32::MAX));
        metrics::gauge!("trusthub_stir_certificate_seconds_left", "owner" => owner, "spc" => code.to_owned())
            .set(left);
    }
    Ok(())
}

/// When the last certificate ends, of each of the hub's codes; and when that of the first account does.
fn ends(all: &[Listed]) -> BTreeMap<(&'static str, &str), i64> {
    let mut last: BTreeMap<_, i64> = BTreeMap::new();
    for Listed { certificate, .. } in all {
        let until = certificate.not_after.as_seconds();
        let end = last.entry((certificate.account, certificate.spc.as_str())).or_insert(until);
        *end = until.max(*end);
    }
    let mut ends = BTreeMap::new();
    for ((account, code), until) in last {
        let key = if account.is_some() { ("account", "") } else { ("hub", code) };
        let end = ends.entry(key).or_insert(until);
        *end = until.min(*end);
    }
    ends
}

#[cfg(test)]
mod tests {
    use trusthub_domain::sid::{AccountSid, Sid};
    use trusthub_domain::time::Timestamp;
    use trusthub_storage::StirCertificate;
    use uuid::Uuid;

    use super::*;
    use crate::certificates::Remaining;

    fn listed(account: Option<u128>, code: &str, until: i64) -> Listed {
        let certificate = StirCertificate {
            sha256: String::new(),
            account: account.map(|number| AccountSid::from_uuid(Uuid::from_u128(number))),
            spc: code.to_owned(),
            not_before: Timestamp::from_seconds(0),
            not_after: Timestamp::from_seconds(until),
            imported_by: String::new(),
            imported_at: Timestamp::from_seconds(0),
        };
        Listed { certificate, url: String::new(), signs: true, remaining: Remaining::Enough }
    }

    #[test]
    fn a_code_lasts_as_long_as_its_last_certificate_and_accounts_as_the_first_that_is_without() {
        let all = [
            listed(None, "709J", 70),
            listed(None, "709J", 20),
            listed(None, "550A", 10),
            listed(Some(1), "1", 90),
            listed(Some(1), "1", 5),
            listed(Some(2), "2", 30),
        ];
        let told: Vec<_> = ends(&all).into_iter().collect();
        assert_eq!(told, [(("account", ""), 30), (("hub", "550A"), 10), (("hub", "709J"), 70)]);
    }
}
