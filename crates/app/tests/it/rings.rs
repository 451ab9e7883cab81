//! What businesses of different accounts have in common: found, explained, forgotten in time.

use serde_json::json;
use trusthub_app::bundles::{self, copies};
use trusthub_app::items::addresses::{self, NewAddress};
use trusthub_app::items::documents::{self, NewDocument};
use trusthub_app::items::end_users;
use trusthub_app::review::rings::{Graph, Shared};
use trusthub_app::{Actor, accounts, review, trust};
use trusthub_domain::bundle::{Bundle, BundleKind, ObjectSid};
use trusthub_domain::review::{Evidence, Outcome};
use trusthub_domain::shared::SharedKind;
use trusthub_domain::sid::BundleSid;
use trusthub_testkit::{Business, PRIMARY, SOUND_BUSINESS, TestAccount, TestHub, object};

use crate::support::{end_user_in, hub, lead};

const PROFILE: BundleKind = BundleKind::CustomerProfile;

/// A business of its own in everything but what a test makes it share.
struct Own {
    number: u32,
    phone: String,
    street: String,
    email: String,
    /// Who gets the mail about it.
    told: String,
}

impl Own {
    fn new(number: u32) -> Self {
        Self {
            number,
            phone: format!("+1510234{:04}", 1000 + number),
            street: format!("{} Hearst Avenue", 100 + number),
            email: format!("rosalind@business-{number}.com"),
            told: format!("rosalind@business-{number}.com"),
        }
    }

    fn phone(self, phone: &str) -> Self {
        Self { phone: phone.to_owned(), ..self }
    }

    fn street(self, street: &str) -> Self {
        Self { street: street.to_owned(), ..self }
    }

    fn name(&self) -> String {
        format!("Business {} Inc.", self.number)
    }

    async fn draft(&self, hub: &TestHub, account: &TestAccount) -> Bundle {
        let at = &hub.hub;
        let new = bundles::NewBundle {
            kind: PROFILE,
            friendly_name: "A profile".to_owned(),
            email: self.told.parse().unwrap(),
            policy_sid: PRIMARY.parse().unwrap(),
            status_callback: None,
        };
        let bundle = bundles::create(at, &account.actor, new).await.unwrap().bundle;
        let business = Business { ein: "", name: "", domain: "", ..SOUND_BUSINESS };
        let mut information = business.information();
        information.insert("business_name".to_owned(), self.name().into());
        information.insert(
            "business_registration_number".to_owned(),
            format!("94{:07}", 2_404_000 + self.number).into(),
        );
        information
            .insert("website_url".to_owned(), format!("https://www.business-{}.com", self.number).into());
        let mut representative = business.representative();
        representative.insert("phone_number".to_owned(), self.phone.clone().into());
        representative.insert("email".to_owned(), self.email.clone().into());
        let address = NewAddress {
            friendly_name: "Headquarters".to_owned(),
            customer_name: self.name(),
            street: self.street.clone(),
            street_secondary: None,
            city: "Berkeley".to_owned(),
            region: "CA".to_owned(),
            postal_code: "94702".to_owned(),
            iso_country: "US".to_owned(),
            emergency_enabled: false,
        };
        let address = addresses::create(at, &account.actor, address).await.unwrap().sid;
        let document = NewDocument {
            friendly_name: "Headquarters".to_owned(),
            type_name: "customer_profile_address".to_owned(),
            attributes: object(json!({ "address_sids": address.to_string() })),
            file: None,
        };
        let document = documents::create(at, &account.actor, document).await.unwrap().sid;
        let business = hub.end_user(account, "customer_profile_business_information", information).await;
        let representative = hub.end_user(account, "authorized_representative_1", representative).await;
        for item in [
            ObjectSid::EndUser(business),
            ObjectSid::EndUser(representative),
            ObjectSid::SupportingDocument(document),
        ] {
            hub.assign(account, &bundle, item).await;
        }
        bundle
    }

    async fn submitted(&self, hub: &TestHub, account: &TestAccount) -> Bundle {
        let draft = self.draft(hub, account).await;
        hub.submit(account, &draft).await
    }
}

async fn evidence(hub: &TestHub, reviewer: &Actor, sid: BundleSid) -> Vec<Evidence> {
    let dossier = review::show(&hub.hub, reviewer, sid).await.unwrap();
    dossier.cases.into_iter().next().and_then(|case| case.assessment).unwrap().evidence
}

/// The ring checks that found something.
async fn rings(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) -> Vec<String> {
    let found = evidence(hub, reviewer, bundle.sid).await;
    let found =
        found.into_iter().filter(|one| one.check.starts_with("ring.") && one.outcome != Outcome::Pass);
    found.map(|one| one.check).collect()
}

async fn graph(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) -> Graph {
    review::show(&hub.hub, reviewer, bundle.sid).await.unwrap().graph
}

/// Who is linked with whom by what, the businesses by their names.
fn links(graph: &Graph) -> Vec<(String, String, Vec<Shared>)> {
    let name = |sid: BundleSid| {
        let node = graph.nodes.iter().find(|node| node.bundle_sid == sid).expect("a node for every end");
        node.business_name.clone()
    };
    let mut links: Vec<_> =
        graph.links.iter().map(|link| (name(link.from), name(link.to), link.shares.clone())).collect();
    links.sort();
    links
}

#[tokio::test]
async fn a_phone_of_another_accounts_business_is_doubted_and_its_customer_is_told_nothing_of_it() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let [first, second] = [hub.account("Owl").await, hub.account("Heron").await];
    let one = Own::new(1).submitted(&hub, &first).await;
    assert_eq!(rings(&hub, &lead, &one).await, Vec::<String>::new());
    let other = Own::new(2).phone("+15102341001").submitted(&hub, &second).await;
    assert_eq!(rings(&hub, &lead, &other).await, ["ring.phone"]);
    let found = evidence(&hub, &lead, other.sid).await;
    let phone = found.iter().find(|one| one.check == "ring.phone").unwrap();
    assert!(phone.compared.contains(&one.sid.to_string()), "{}", phone.compared);
    let told = trust::vettings(&hub.hub, &second.actor, PROFILE, other.sid).await.unwrap();
    let told = format!("{:?}", told[0].evidence);
    assert!(!told.contains("ring.") && !told.contains(&one.sid.to_string()), "{told}");
}

#[tokio::test]
async fn the_same_business_elsewhere_is_a_duplicate_and_no_ring() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let [first, second] = [hub.account("Owl").await, hub.account("Heron").await];
    hub.approved_profile(&first, &lead, &SOUND_BUSINESS, None).await;
    let (draft, _) = hub.complete_profile(&second, &SOUND_BUSINESS, None).await;
    hub.submit(&second, &draft).await;
    assert_eq!(rings(&hub, &lead, &draft).await, Vec::<String>::new());
    let found = evidence(&hub, &lead, draft.sid).await;
    let failed: Vec<&str> =
        found.iter().filter(|one| one.is_failure()).map(|one| one.check.as_str()).collect();
    assert!(failed.contains(&"duplicate.other_account"), "{failed:?}");
    let kinds: Vec<SharedKind> =
        links(&graph(&hub, &lead, &draft).await)[0].2.iter().map(|one| one.kind).collect();
    assert_eq!(kinds[0], SharedKind::BusinessIdentifier);
    assert!(kinds.contains(&SharedKind::Phone) && kinds.contains(&SharedKind::Person), "{kinds:?}");
}

#[tokio::test]
async fn a_family_of_accounts_is_no_ring() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let parent = hub.account("ISV").await;
    let [first, second] = [hub.subaccount(&parent, "One").await, hub.subaccount(&parent, "Two").await];
    let mut bundles = Vec::new();
    for (number, account) in [(1, &parent), (2, &first), (3, &second), (4, &second)] {
        bundles.push(Own::new(number).phone("+15102349999").submitted(&hub, account).await);
    }
    for bundle in &bundles {
        assert_eq!(rings(&hub, &lead, bundle).await, Vec::<String>::new());
        assert_eq!(graph(&hub, &lead, bundle).await, Graph::default());
    }
}

#[tokio::test]
async fn test_accounts_leave_no_trace_and_are_not_compared() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let (test, real) = (hub.test_account("Trial").await, hub.account("Owl").await);
    let trial = Own::new(1).phone("+15102349999").submitted(&hub, &test).await;
    let bundle = Own::new(2).phone("+15102349999").submitted(&hub, &real).await;
    assert_eq!(rings(&hub, &lead, &bundle).await, Vec::<String>::new());
    assert_eq!(graph(&hub, &lead, &bundle).await, Graph::default());
    assert_eq!(graph(&hub, &lead, &trial).await, Graph::default());
    let rows = hub.sql(&format!("DELETE FROM lookup_hash WHERE account_sid = '{}'", test.sid)).await;
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn a_phone_that_the_profile_in_force_no_longer_has_does_not_count() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let [first, second] = [hub.account("Owl").await, hub.account("Heron").await];
    let draft = Own::new(1).phone("+15102349999").submitted(&hub, &first).await;
    let original = hub.approve(&lead, &draft).await;
    let copy = copies::create(&hub.hub, &first.actor, PROFILE, original.sid).await.unwrap();
    let own = end_user_in(&hub, &first, &copy, "authorized_representative_1").await;
    let mut changed = end_users::find(&hub.hub, &first.actor, own).await.unwrap().attributes;
    changed.insert("phone_number".to_owned(), "+15102348888".into());
    end_users::update(&hub.hub, &first.actor, own, None, Some(changed)).await.unwrap();
    hub.submit(&first, &copy).await;

    let before = Own::new(2).phone("+15102349999").submitted(&hub, &second).await;
    assert_eq!(rings(&hub, &lead, &before).await, ["ring.phone"], "the original is still in force");
    hub.approve(&lead, &copy).await;
    let old = Own::new(3).phone("+15102349999").submitted(&hub, &hub.account("Wren").await).await;
    let shared = evidence(&hub, &lead, old.sid).await;
    let phone = shared.iter().find(|one| one.check == "ring.phone").unwrap();
    assert!(!phone.compared.contains(&original.sid.to_string()), "{}", phone.compared);
    assert!(phone.compared.contains(&before.sid.to_string()), "{}", phone.compared);
    let new = Own::new(4).phone("+15102348888").submitted(&hub, &hub.account("Finch").await).await;
    let shared = evidence(&hub, &lead, new.sid).await;
    let phone = shared.iter().find(|one| one.check == "ring.phone").unwrap();
    assert!(phone.compared.contains(&original.sid.to_string()), "{}", phone.compared);
    assert!(!phone.compared.contains(&copy.sid.to_string()), "the copy is gone: {}", phone.compared);
}

#[tokio::test]
async fn what_was_deleted_or_erased_is_forgotten() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let [first, second, third] =
        [hub.account("Owl").await, hub.account("Heron").await, hub.account("Wren").await];
    let deleted = Own::new(1).phone("+15102349999").submitted(&hub, &first).await;
    Own::new(2).phone("+15102349999").submitted(&hub, &second).await;
    let reason = review::GivenReason {
        code: trusthub_domain::bundle::ReasonCode::PHONE_NUMBER,
        field: None,
        note: None,
    };
    review::reject(&hub.hub, &lead, deleted.sid, vec![reason], None).await.unwrap();
    bundles::delete(&hub.hub, &first.actor, PROFILE, deleted.sid).await.unwrap();
    accounts::erase(&hub.hub, &Actor::operator(), second.sid).await.unwrap();
    let bundle = Own::new(3).phone("+15102349999").submitted(&hub, &third).await;
    assert_eq!(rings(&hub, &lead, &bundle).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_accounts_that_submit_the_same_phone_at_once_one_sees_the_other() {
    let hub = hub!();
    let lead = lead(&hub).await;
    for round in 0..5 {
        let [first, second] = [hub.account("Owl").await, hub.account("Heron").await];
        let phone = format!("+1510234200{round}");
        let one = Own::new(10 + round).phone(&phone).draft(&hub, &first).await;
        let other = Own::new(20 + round).phone(&phone).draft(&hub, &second).await;
        let through = async |account: &TestAccount, bundle: &Bundle| {
            bundles::submit(&hub.hub, &account.actor, PROFILE, bundle.sid).await.unwrap();
            // Each with a worker of its own, which takes whatever is due.
            hub.run_jobs().await;
        };
        tokio::join!(through(&first, &one), through(&second, &other));
        hub.run_jobs().await;
        let seen = [rings(&hub, &lead, &one).await, rings(&hub, &lead, &other).await].concat();
        assert!(seen.iter().any(|check| check == "ring.phone"), "round {round}: {seen:?}");
    }
}

#[tokio::test]
async fn a_graph_shows_who_shares_what_with_whom_two_steps_far() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let mut accounts = Vec::new();
    for number in 1..=4 {
        accounts.push(hub.account(&format!("Account {number}")).await);
    }
    // One shares its phone with two, two its street with three, three its phone with four.
    let one = Own::new(1).phone("+15102340000").submitted(&hub, &accounts[0]).await;
    Own::new(2).phone("+15102340000").street("9 Beale Street").submitted(&hub, &accounts[1]).await;
    Own::new(3).phone("+15102345555").street("9 Beale St").submitted(&hub, &accounts[2]).await;
    Own::new(4).phone("+15102345555").submitted(&hub, &accounts[3]).await;
    let drawn = graph(&hub, &lead, &one).await;
    let nodes: Vec<_> = drawn
        .nodes
        .iter()
        .map(|node| (node.business_name.as_str(), node.steps, node.status.as_str(), node.account_sid))
        .collect();
    assert_eq!(
        nodes,
        [
            ("Business 1 Inc.", 0, "in-review", accounts[0].sid),
            ("Business 2 Inc.", 1, "in-review", accounts[1].sid),
            ("Business 3 Inc.", 2, "in-review", accounts[2].sid),
        ]
    );
    let shared = |kind, value: Option<&str>| vec![Shared { kind, value: value.map(str::to_owned) }];
    let name = |number| Own::new(number).name();
    assert_eq!(
        links(&drawn),
        [
            (name(1), name(2), shared(SharedKind::Phone, Some("+15102340000"))),
            (name(2), name(3), shared(SharedKind::Address, None)),
        ]
    );
    assert!(!drawn.is_cut && drawn.common.is_empty());
}

#[tokio::test]
async fn what_very_many_share_is_common_and_what_many_use_at_once_is_fast() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let mut last = None;
    for number in 1..=22 {
        let account = hub.account(&format!("Account {number}")).await;
        let phone =
            if number <= 7 { "+15102340000".to_owned() } else { format!("+1510234{:04}", 3000 + number) };
        let own = Own::new(number).phone(&phone).street("1 Agents Way");
        let bundle = own.submitted(&hub, &account).await;
        let found = rings(&hub, &lead, &bundle).await;
        match number {
            1 => assert_eq!(found, Vec::<String>::new()),
            2..=5 => assert_eq!(found, ["ring.phone", "ring.address"], "{number}"),
            6 | 7 => {
                assert_eq!(
                    found,
                    ["ring.phone", "ring.address", "ring.velocity", "ring.velocity"],
                    "{number}"
                );
            }
            8..=21 => assert_eq!(found, ["ring.address", "ring.velocity"], "{number}"),
            _ => {
                let all = evidence(&hub, &lead, bundle.sid).await;
                let address = all.iter().find(|one| one.check == "ring.address").unwrap();
                assert_eq!(address.outcome, Outcome::Unknown);
                assert!(address.compared.contains("common"), "{}", address.compared);
                assert_eq!(found, ["ring.address"], "what is common is not fast");
            }
        }
        last = Some(bundle);
    }
    let drawn = graph(&hub, &lead, &last.unwrap()).await;
    assert!(drawn.links.is_empty(), "{:?}", drawn.links);
    assert_eq!(drawn.common.len(), 1);
    assert_eq!(drawn.common[0].families_above, 20);
    assert_eq!(drawn.common[0].shared.kind, SharedKind::Address);
}

#[tokio::test]
async fn an_isv_that_has_all_mail_about_its_customers_sent_to_itself_is_not_fast() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let isv = hub.account("ISV").await;
    for number in 1..=8 {
        let own = Own { told: "compliance@isv.com".to_owned(), ..Own::new(number) };
        let bundle = own.submitted(&hub, &isv).await;
        assert_eq!(rings(&hub, &lead, &bundle).await, Vec::<String>::new(), "{number}");
    }
    // One phone for many businesses is one, whoever has it.
    for number in 11..=16 {
        let bundle = Own::new(number).phone("+15102347777").submitted(&hub, &isv).await;
        let expected: &[&str] = if number < 16 { &[] } else { &["ring.velocity"] };
        assert_eq!(rings(&hub, &lead, &bundle).await, expected, "{number}");
    }
}

#[tokio::test]
async fn what_was_submitted_before_it_was_remembered_is_remembered_by_a_walk() {
    let hub = hub!();
    let lead = lead(&hub).await;
    let [first, second] = [hub.account("Owl").await, hub.account("Heron").await];
    for number in 1..=3 {
        Own::new(number).phone("+15102349999").submitted(&hub, &first).await;
    }
    // As an earlier release left it.
    hub.sql("DELETE FROM lookup_hash").await;
    hub.sql(
        "INSERT INTO jobs (id, kind, account_sid, subject, state, run_at, due_at, attempts, date_created, lane) \
        VALUES ('00000000-0000-7000-8000-000000000023', 'remember', 'AC00000000000000000000000000000000', 'walk', \
            'ready', 0, 0, 0, 0, 'inside')",
    )
    .await;
    assert_eq!(hub.run_jobs().await, 1);
    let bundle = Own::new(4).phone("+15102349999").submitted(&hub, &second).await;
    assert_eq!(rings(&hub, &lead, &bundle).await, ["ring.phone"]);
    assert_eq!(graph(&hub, &lead, &bundle).await.nodes.len(), 4);
}
