//! What each role may, on its own account and on the subaccounts.

use trusthub_app::accounts::{self, AccountEdit, AccountFilter, NewAccount, keys, tokens};
use trusthub_app::items::{documents, end_users, numbers};
use trusthub_app::people::UserRole;
use trusthub_app::people::colleagues::{self, UserChange};
use trusthub_app::{Actor, Result, bundles, trust};
use trusthub_domain::bundle::{BundleKind, Edit};
use trusthub_testkit::{PRIMARY, TestAccount, TestHub};

use crate::support::{first_page, hub, is_missing};

/// What somebody may, of reading, changing and managing: one word each.
async fn powers(hub: &TestHub, actor: &Actor, account: &TestAccount) -> String {
    let kind = BundleKind::CustomerProfile;
    let draft = hub.draft(account, kind, PRIMARY).await;
    let hub = &hub.hub;
    let edit = Edit { friendly_name: Some("Renamed".to_owned()), ..Edit::default() };
    let name = |name: &str| NewAccount { friendly_name: Some(name.to_owned()), ..NewAccount::default() };
    let outcomes: [(&str, &str, bool); 14] = [
        ("reads", "a bundle", may(&bundles::find(hub, actor, kind, draft.sid).await)),
        (
            "reads",
            "evaluations",
            may(&bundles::evaluations::list(hub, actor, kind, draft.sid, first_page(1)).await),
        ),
        ("reads", "persons", may(&end_users::list(hub, actor, first_page(1)).await)),
        ("reads", "documents", may(&documents::list(hub, actor, first_page(1)).await)),
        ("reads", "numbers", may(&numbers::list(hub, actor, Default::default(), first_page(1)).await)),
        (
            "reads",
            "accounts",
            may(&accounts::list(hub, actor, AccountFilter::default(), first_page(1)).await),
        ),
        ("reads", "trust", may(&trust::level(hub, actor, account.sid).await)),
        ("reads", "colleagues", may(&colleagues::list(hub, actor, first_page(1)).await)),
        ("changes", "a bundle", may(&bundles::edit(hub, actor, kind, draft.sid, edit).await)),
        (
            "changes",
            "an evaluation",
            may(&bundles::evaluations::create(hub, actor, kind, draft.sid, PRIMARY.parse().unwrap()).await),
        ),
        ("changes", "a submission", may(&bundles::submit(hub, actor, kind, draft.sid).await)),
        ("manages", "keys", may(&keys::create(hub, actor, None).await)),
        ("manages", "tokens", may(&tokens::create_secondary(hub, actor).await)),
        ("manages", "subaccounts", may(&accounts::create(hub, actor, name("Chick")).await)),
    ];
    let mut powers = Vec::new();
    for what in ["reads", "changes", "manages"] {
        let of: Vec<_> = outcomes.iter().filter(|(word, _, _)| *word == what).collect();
        let allowed = of.iter().filter(|(_, _, is_allowed)| *is_allowed).count();
        assert!(allowed == 0 || allowed == of.len(), "{of:?}");
        if allowed > 0 {
            powers.push(what);
        }
    }
    powers.join(", ")
}

/// Whether it was refused for who asks; other refusals come after that.
fn may<T>(outcome: &Result<T>) -> bool {
    !matches!(outcome, Err(trusthub_app::Error::Forbidden(_)))
}

#[tokio::test]
async fn each_role_may_what_the_one_before_it_may_and_more() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    for (role, expected) in [
        (UserRole::Viewer, "reads"),
        (UserRole::Editor, "reads, changes"),
        (UserRole::Owner, "reads, changes, manages"),
    ] {
        let person = hub.user(&owl, &format!("{}@owl.example", role.as_str()), role).await;
        assert_eq!(powers(&hub, &person.actor, &owl).await, expected, "{role:?}");
        let change =
            colleagues::update(&hub.hub, &person.actor, person.user.sid, UserChange::Role(role)).await;
        assert_eq!(may(&change), role == UserRole::Owner);
    }
    let (key, _) = keys::create(&hub.hub, &owl.actor, None).await.unwrap();
    let account = accounts::find(&hub.hub, &owl.actor, owl.sid).await.unwrap();
    assert_eq!(powers(&hub, &Actor::account(account, Some(key.sid)), &owl).await, "reads, changes");
}

#[tokio::test]
async fn people_of_a_parent_act_on_its_subaccounts_with_their_own_role_and_never_the_other_way() {
    let hub = hub!();
    let owl = hub.account("Owl").await;
    let (chick, lark) = (hub.subaccount(&owl, "Chick").await, hub.account("Lark").await);
    let owner = hub.user(&owl, "owner@owl.example", UserRole::Owner).await;
    let viewer = hub.user(&owl, "viewer@owl.example", UserRole::Viewer).await;
    let child = hub.user(&chick, "owner@chick.example", UserRole::Owner).await;
    let on_chick = accounts::act_on(&hub.hub, &viewer.actor, chick.sid).await.unwrap();
    assert_eq!(on_chick.label(), format!("user:{}", viewer.user.sid));
    assert!(may(&colleagues::list(&hub.hub, &on_chick, first_page(1)).await));
    assert!(!may(&end_users::delete(
        &hub.hub,
        &on_chick,
        "IT00000000000000000000000000000001".parse().unwrap()
    )
    .await));
    let on_chick = accounts::act_on(&hub.hub, &owner.actor, chick.sid).await.unwrap();
    keys::create(&hub.hub, &on_chick, None).await.unwrap();
    colleagues::remove(&hub.hub, &on_chick, child.user.sid).await.unwrap();
    for (by, whose) in [(&owner.actor, lark.sid), (&child.actor, owl.sid), (&child.actor, lark.sid)] {
        assert!(is_missing(&accounts::act_on(&hub.hub, by, whose).await));
    }
    let closing =
        AccountEdit { status: Some(trusthub_domain::account::AccountStatus::Suspended), friendly_name: None };
    let own = accounts::update(&hub.hub, &owner.actor, owl.sid, closing.clone()).await;
    assert!(!may(&own), "not even an owner puts their own account on hold");
    accounts::update(&hub.hub, &owner.actor, chick.sid, closing).await.unwrap();
}
