//! Keys in a folder and in a PostgreSQL database of their own behave alike. What a folder alone can show (a rotation
//! cut off at every step, files and who may read them) is told in the unit tests of the vault.

use secrecy::ExposeSecret;
use tokio::task::JoinSet;
use trusthub_domain::sid::AccountSid;
use trusthub_storage::{Error, KeyStoreUrl, MasterKey, MasterKeySource, Vault};

use crate::harness::database::TestDb;
use crate::harness::dual;
use crate::harness::samples::{instant, sid};

/// A store apart from the test's own: beside its folder, or in its PostgreSQL database.
fn store(place: &TestDb) -> KeyStoreUrl {
    if place.url.expose_secret().starts_with("postgres") {
        KeyStoreUrl::Postgres(place.url.clone())
    } else {
        KeyStoreUrl::Folder(place.folder.path().join("other keys"))
    }
}

fn master_file(place: &TestDb) -> MasterKeySource {
    let path = place.folder.path().join("master.key");
    if !path.exists() {
        std::fs::write(&path, place.master_key.expose_secret()).unwrap();
    }
    MasterKeySource::File(path)
}

async fn open(place: &TestDb) -> Vault {
    Vault::open(master_file(place), &store(place)).await.unwrap()
}

async fn with_accounts(vault: &Vault, count: usize) -> Vec<AccountSid> {
    let accounts: Vec<AccountSid> = (0..count).map(|_| sid()).collect();
    for account in &accounts {
        vault.account_key_create(*account).await.unwrap();
    }
    accounts
}

dual! {
    async fn two_nodes_that_start_at_once_have_the_same_keys(_db: Db, place: Arc<TestDb>) {
        let source = master_file(&place);
        let store = store(&place);
        let (one, other) = tokio::join!(Vault::open(source.clone(), &store), Vault::open(source, &store));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one.token_hash(&"t".into()), other.token_hash(&"t".into()));
        let account = sid();
        let (first, second) = tokio::join!(one.account_key_create(account), other.account_key_create(account));
        first.unwrap();
        second.unwrap();
        let sealed = one.seal_document(account, "d", b"clear").await.unwrap();
        assert_eq!(other.open_document(account, "d", &sealed).await.unwrap(), b"clear");
    }
}

dual! {
    async fn an_erased_account_stays_erased(_db: Db, place: Arc<TestDb>) {
        let vault = open(&place).await;
        let accounts = with_accounts(&vault, 2).await;
        let sealed = vault.seal_document(accounts[0], "d", b"clear").await.unwrap();
        let early = vault.export().await.unwrap();
        let (first, second) = (instant(), instant());
        vault.account_key_destroy(accounts[0], first).await.unwrap();
        vault.account_key_destroy(accounts[0], second).await.unwrap();
        assert_eq!(vault.erased_accounts().await.unwrap(), [(accounts[0], first)]);
        assert_eq!(vault.import(&early).await.unwrap(), 2);
        for vault in [&vault, &open(&place).await] {
            assert!(matches!(vault.open_document(accounts[0], "d", &sealed).await, Err(Error::Erased)));
            assert!(matches!(vault.account_key_create(accounts[0]).await, Err(Error::Erased)));
            assert!(vault.seal_document(accounts[1], "d", b"clear").await.is_ok());
        }
    }
}

dual! {
    async fn accounts_are_made_while_the_master_key_is_rotated(_db: Db, place: Arc<TestDb>) {
        let (server, command) = (open(&place).await, open(&place).await);
        let mut accounts = with_accounts(&server, 5).await;
        let next = MasterKey::generate().unwrap();
        let (rotated, first, second) =
            tokio::join!(command.rotate_master(&next), with_accounts(&server, 8), with_accounts(&command, 8));
        assert!((6..=22).contains(&rotated.unwrap()));
        accounts.extend(first.into_iter().chain(second));
        let MasterKeySource::File(path) = master_file(&place) else { unreachable!() };
        let in_file = std::fs::read_to_string(path).unwrap();
        assert_eq!(in_file.trim(), next.to_hex().expose_secret());
        let started = open(&place).await;
        for account in accounts {
            let sealed = server.seal_document(account, "d", b"clear").await.unwrap();
            assert_eq!(started.open_document(account, "d", &sealed).await.unwrap(), b"clear");
        }
        let old = MasterKey::parse(&place.master_key).unwrap();
        assert!(matches!(Vault::open(MasterKeySource::Given(old), &store(&place)).await, Err(Error::Unavailable(_))));
    }
}

dual! {
    async fn keys_move_from_one_store_to_another(db: Db, place: Arc<TestDb>) {
        let account = with_accounts(db.vault(), 1).await[0];
        let sealed = db.vault().seal_document(account, "d", b"clear").await.unwrap();
        let moved = open(&place).await;
        assert_eq!(moved.import(&db.vault().export().await.unwrap()).await.unwrap(), 2);
        assert_eq!(moved.open_document(account, "d", &sealed).await.unwrap(), b"clear");
        assert_eq!(moved.token_hash(&"t".into()), db.vault().token_hash(&"t".into()));
        let own = with_accounts(&moved, 1).await[0];
        assert!(matches!(db.vault().seal_document(own, "d", b"").await, Err(Error::Corrupt { .. })));
    }
}

dual! {
    async fn many_accounts_made_at_once_do_not_starve_the_store(_db: Db, place: Arc<TestDb>) {
        let vault = std::sync::Arc::new(open(&place).await);
        let accounts: Vec<AccountSid> = (0..24).map(|_| sid()).collect();
        let mut makers = JoinSet::new();
        for account in accounts.clone() {
            let vault = std::sync::Arc::clone(&vault);
            makers.spawn(async move { vault.account_key_create(account).await });
        }
        for made in makers.join_all().await {
            made.unwrap();
        }
        assert_eq!(vault.export().await.unwrap().lines().count(), 2 + accounts.len());
    }
}
