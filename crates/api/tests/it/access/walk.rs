//! Every operation of the document, asked for by everybody.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::ExposeSecret;
use serde_json::Value;
use trusthub_app::Actor;
use trusthub_app::review::reviewers;
use trusthub_domain::partner::PartnerKind;
use trusthub_domain::review::Role;
use trusthub_testkit::{TestAccount, Wish};

use super::maker::Maker;
use super::table::{ASKERS, Asker, Route, Statuses, code, rows};
use super::target::Target;
use crate::client::{Answer, Api, Client, roomy, some_or_skip};

/// Every operation that the document names, with the statuses that it declares.
pub(super) async fn documented(api: &Api) -> BTreeMap<Route, BTreeSet<u16>> {
    let document: Value = api.anonymous().get("/openapi.json").await.json();
    let mut found = BTreeMap::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let statuses = operation["responses"].as_object().unwrap().keys();
            let statuses = statuses.map(|status| status.parse().unwrap()).collect();
            found.insert(Route { method: method.to_uppercase(), path: path.clone() }, statuses);
        }
    }
    found
}

#[tokio::test]
async fn every_operation_has_a_row_and_every_row_an_operation() {
    let api = some_or_skip!(Api::new().await);
    let rows: BTreeSet<Route> = rows().into_keys().collect();
    let documented: BTreeSet<Route> = documented(&api).await.into_keys().collect();
    let unlisted: Vec<&Route> = documented.difference(&rows).collect();
    let idle: Vec<&Route> = rows.difference(&documented).collect();
    assert_eq!((unlisted, idle), (vec![], vec![]));
}

#[test]
fn everybody_gets_exactly_as_far_as_the_table_says() {
    // Unoptimised, the hub and all who ask it are more than the stack of a test's thread holds.
    let walk = std::thread::Builder::new().stack_size(16 << 20).spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(walk());
    });
    walk.unwrap().join().unwrap();
}

async fn walk() {
    let names = trusthub_testkit::NameServer::start().await;
    let wish = Wish { refers_everything: true, confirms: true, outside: names.outside(), ..Wish::default() };
    let api = some_or_skip!(Api::with(wish, roomy()).await);
    let email = "reviewer@hub.example";
    let created =
        reviewers::create(&api.test.hub, &Actor::operator(), email.parse().unwrap(), Role::Admin).await;
    let (reviewer, password) = created.unwrap();
    let password = password.expose_secret().to_owned();
    let client = Client { credentials: Some((email.to_owned(), password)), ..api.anonymous() };
    let maker = Maker::new(&api, Actor::reviewer(reviewer));
    let documented = documented(&api).await;
    let mut wrong = Vec::new();
    for (route, expected) in rows() {
        // On the heap: unoptimised, the futures of so many requests do not fit on a test's stack.
        let found = Box::pin(answered(&maker, &client, &route)).await;
        if found != expected {
            wrong.push(format!("{} {}: {found:?} instead of {expected:?}", route.method, route.path));
        }
        let undeclared: Vec<u16> =
            found.into_iter().filter(|status| !documented[&route].contains(status)).collect();
        assert!(undeclared.is_empty(), "{} {} may answer {undeclared:?}", route.method, route.path);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// What everybody is answered. Accounts are new for each route, so that one cannot spoil the next.
async fn answered(maker: &Maker<'_>, reviewer: &Client, route: &Route) -> Statuses {
    let api = maker.api;
    let owner = api.test.account("Owner").await;
    let stranger = api.test.account("Stranger").await;
    let subaccount = api.test.subaccount(&owner, "Subaccount").await;
    let parent = api.test.account("Parent").await;
    let child = api.test.subaccount(&parent, "Child").await;
    let target = Box::pin(maker.target(&owner, route)).await;
    let mut found = Statuses::default();
    for (asker, status) in ASKERS.into_iter().zip(&mut found) {
        let answer = match asker {
            Asker::Anonymous => target.asked_by(&api.anonymous()).await,
            Asker::Reviewer => target.asked_by(reviewer).await,
            Asker::Stranger => Box::pin(outsider(maker, &stranger, &owner, &target, route)).await,
            Asker::Subaccount => Box::pin(outsider(maker, &subaccount, &owner, &target, route)).await,
            Asker::Parent => {
                let childs = Box::pin(maker.target(&child, route)).await;
                if is_overview(route) {
                    // The one list on which a parent sees what its subaccounts have.
                    let answer = childs.asked_by(&api.client_of(&parent)).await;
                    assert!(answer.text().contains(&child.sid.to_string()), "{}", answer.text());
                    assert!(!answer.text().contains(&owner.sid.to_string()), "{}", answer.text());
                    answer
                } else {
                    Box::pin(outsider(maker, &parent, &child, &childs, route)).await
                }
            }
            Asker::Key => {
                let target = Box::pin(maker.target(&owner, route)).await;
                target.asked_by(&api.client_with_key(&owner).await).await
            }
            // It is still there: those before, the key apart, have done nothing to it.
            Asker::Owner => target.asked_by(&api.client_of(&owner)).await,
            Asker::Partner => target.asked_by(&partner(api, route).await).await,
        };
        *status = answer.status;
        match code(answer.status) {
            Some(code) => answer.assert_error(answer.status, code),
            None if answer.status == 204 => assert!(answer.body.is_empty()),
            None => assert!(!answer.body.is_empty()),
        }
    }
    found
}

/// A partner that has set what the route is about, where it is the partner's own.
async fn partner(api: &Api, route: &Route) -> Client {
    let (_, client) = api.partner(PartnerKind::Carrier, &[]).await;
    if route.path == "/partner/v1/Webhook" && route.method != "POST" {
        assert_eq!(client.post(&route.path, &[("Url", "https://carrier.example/")]).await.status, 201);
    }
    client
}

fn is_overview(route: &Route) -> bool {
    ["/trust/v1/CustomerProfiles", "/trust/v1/CustomerProfiles.csv"].contains(&route.path.as_str())
}

/// Somebody else asks. Refused or not, there is nothing to be learned about the owner.
async fn outsider(
    maker: &Maker<'_>,
    asker: &TestAccount,
    owner: &TestAccount,
    target: &Target,
    route: &Route,
) -> Answer {
    let client = maker.api.client_of(asker);
    let name = format!("{} {} by {}", route.method, route.path, asker.sid);
    let answer = target.asked_by(&client).await;
    if answer.status == 404 && !target.sids.is_empty() {
        looks_absent(&name, &client, &answer, target).await;
        if target.sids.len() == 2 {
            // Below what is the asker's own, somebody else's part is no more there.
            let own = maker.target(asker, route).await;
            let mixed = target.about(vec![own.sids[0].clone(), target.sids[1].clone()]);
            let refused = mixed.asked_by(&client).await;
            refused.assert_error(404, 20404);
            looks_absent(&name, &client, &refused, &mixed).await;
        }
    }
    let is_list_of_own = (200..300).contains(&answer.status) && target.sids.is_empty();
    // A subaccount may know whose it is.
    if is_list_of_own && !route.path.starts_with("/2010-04-01/Accounts") {
        assert!(!answer.text().contains(&owner.sid.to_string()), "{name}: {}", answer.text());
    }
    answer
}

/// The answer about somebody else's is, but for the identifiers that were asked about, the one about nothing.
async fn looks_absent(name: &str, client: &Client, answer: &Answer, target: &Target) {
    let nothing = target.about_nothing();
    let other = nothing.asked_by(client).await;
    let text =
        nothing.sids.iter().zip(&target.sids).fold(other.text(), |text, (from, to)| text.replace(from, to));
    assert_eq!((answer.status, answer.text()), (other.status, text), "{name}");
    let headers = |answer: &Answer| -> Vec<(String, String)> {
        let every = answer.headers.iter().filter(|(name, _)| *name != "twilio-request-id");
        every.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
    };
    assert_eq!(headers(answer), headers(&other), "{name}");
}
