//! Versions of sanctions lists: what brings one into force, what is refused, what is kept.

use std::io::Cursor;
use std::time::Duration;

use trusthub_app::watchlists::{self, Import, ImportError, Imported, ListState};
use trusthub_app::{Actor, Error};
use trusthub_testkit::TestHub;
use trusthub_vetting::watchlists::{ListFile, Source, Watchlist, read};

use crate::support::hub;

/// A list of the operator's own with these rows of identifier and name.
pub fn own(rows: &str) -> Watchlist {
    let content = format!("entity_id,kind,name\n{rows}");
    let file = ListFile { name: "own.csv".to_owned(), content: Box::new(Cursor::new(content.into_bytes())) };
    read(Source::Csv, vec![file]).unwrap()
}

pub async fn import(hub: &TestHub, rows: &str) -> Result<Imported, ImportError> {
    let import = Import { list: own(rows), accepts_shrink: false };
    watchlists::import(&hub.hub, &Actor::operator(), import).await
}

async fn list(hub: &TestHub) -> Vec<ListState> {
    watchlists::list(&hub.hub, &Actor::operator()).await.unwrap()
}

fn changes(imported: &Imported) -> (i64, i64, i64) {
    (imported.version.added, imported.version.changed, imported.version.removed)
}

#[tokio::test]
async fn each_version_says_what_it_changed_and_the_one_before_is_kept() {
    let hub = hub!();
    let first = import(&hub, "1,person,Ann Ash\n2,business,Birch Ltd\n").await.unwrap();
    assert_eq!(changes(&first), (2, 0, 0));
    let second = import(&hub, "1,person,Ann Ashe\n3,person,Cy Cedar\n").await.unwrap();
    assert_eq!(changes(&second), (1, 1, 1));
    let third = import(&hub, "1,person,Ann Ashe\n3,person,Cy Cedar\n4,person,Di Dogwood\n").await.unwrap();
    assert_eq!(changes(&third), (1, 0, 0));
    let states = list(&hub).await;
    let kept: Vec<(i64, bool)> =
        states.iter().map(|state| (state.version.sequence, state.is_in_force)).collect();
    assert_eq!(kept, [(3, true), (2, false)]);
    assert_eq!(watchlists::check(&hub.hub, &Actor::operator()).await.unwrap(), []);
}

#[tokio::test]
async fn the_same_list_again_is_no_new_version_but_keeps_it_from_going_stale() {
    let hub = hub!();
    let first = import(&hub, "1,person,Ann Ash\n2,business,Birch Ltd\n").await.unwrap();
    hub.advance(Duration::from_secs(25 * 60 * 60));
    assert!(list(&hub).await[0].is_stale());
    let again = import(&hub, "2,business,Birch Ltd\n1,person,Ann Ash\n").await.unwrap();
    assert!(again.is_unchanged);
    assert_eq!(again.version.digest, first.version.digest);
    let states = list(&hub).await;
    assert_eq!((states.len(), states[0].is_stale()), (1, false));
}

#[tokio::test]
async fn a_list_that_shrank_by_more_than_a_tenth_wants_to_be_accepted() {
    let hub = hub!();
    let rows = |count: u32| (0..count).map(|id| format!("{id},person,Person {id}\n")).collect::<String>();
    import(&hub, &rows(100)).await.unwrap();
    let refused = import(&hub, &rows(89)).await;
    assert!(matches!(refused, Err(ImportError::Shrunk(_))), "{refused:?}");
    assert_eq!(list(&hub).await[0].version.entries, 100, "the version before stays in force");
    assert_eq!(import(&hub, &rows(90)).await.unwrap().version.removed, 10);
    let import = Import { list: own(&rows(1)), accepts_shrink: true };
    let accepted = watchlists::import(&hub.hub, &Actor::operator(), import).await.unwrap();
    assert_eq!(accepted.version.entries, 1);
}

#[tokio::test]
async fn lists_are_the_operators() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let import = Import { list: own("1,person,Ann Ash\n"), accepts_shrink: false };
    let refused = watchlists::import(&hub.hub, &account.actor, import).await;
    assert!(matches!(refused, Err(ImportError::Hub(Error::Forbidden(_)))), "{refused:?}");
    assert!(matches!(watchlists::list(&hub.hub, &account.actor).await, Err(Error::Forbidden(_))));
}
