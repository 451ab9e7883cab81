//! Keys in a folder: erasure, rotation cut off at every step, export and import. The same on PostgreSQL, as far as it
//! can be seen from outside, is in the crate's integration tests.

use std::path::{Path, PathBuf};

use super::*;

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn account(number: u8) -> AccountSid {
    format!("AC{number:032x}").parse().unwrap()
}

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::write(place.master_file(), MasterKey::generate().unwrap().to_hex().expose_secret()).unwrap();
        place
    }

    fn master_file(&self) -> PathBuf {
        self.folder.path().join("master.key")
    }

    fn keys(&self) -> PathBuf {
        self.folder.path().join("keys")
    }

    fn master(&self) -> MasterKey {
        MasterKey::parse(&std::fs::read_to_string(self.master_file()).unwrap().into()).unwrap()
    }

    async fn open(&self) -> Vault {
        open(MasterKeySource::File(self.master_file()), &self.keys()).await.unwrap()
    }

    /// Rotates, and stops after so many steps: a folder that lies in the way of a file lets its writing fail.
    async fn cut_off_rotation(&self, next: &MasterKey, steps: usize) {
        let obstacles = [
            self.folder.path().join("master.key.next"),
            self.keys().join("master.bridge"),
            self.keys().join("hub.keys"),
            self.keys().join(format!("{}.key", account(1))),
            self.keys().join(format!("{}.key", account(2))),
            self.keys().join(format!("{}.key", account(3))),
        ];
        if let Some(obstacle) = obstacles.get(steps) {
            let obstacle = format!("{}.unfinished", obstacle.display());
            std::fs::create_dir(&obstacle).unwrap();
            assert!(self.open().await.rotate_master(next).await.is_err(), "step {steps}");
            std::fs::remove_dir(&obstacle).unwrap();
        } else {
            // A key that was given is not adopted: all is done but passing on the file's name and removing the bridge.
            let command = self.open_given(self.master()).await.unwrap();
            assert_eq!(command.rotate_master(next).await.unwrap(), 4);
            if steps > obstacles.len() {
                std::fs::write(self.master_file(), next.to_hex().expose_secret()).unwrap();
            }
        }
    }

    async fn open_given(&self, master: MasterKey) -> Result<Vault> {
        open(MasterKeySource::Given(master), &self.keys()).await
    }
}

/// Looks at the store on every use, so that no test has to wait.
async fn open(source: MasterKeySource, keys: &Path) -> Result<Vault> {
    Vault::open_with(source, &KeyStoreUrl::Folder(keys.to_owned()), Duration::ZERO).await
}

#[tokio::test]
async fn a_value_opens_for_its_account_and_place_only() {
    let place = Place::new();
    let vault = place.open().await;
    vault.account_key_create(account(1)).await.unwrap();
    vault.account_key_create(account(2)).await.unwrap();
    let sealed = vault.seal_value(account(1), "t.c/1", b"clear").await.unwrap();
    assert_eq!(vault.open_value(account(1), "t.c/1", &sealed).await.unwrap(), b"clear");
    for (whose, place) in [(account(1), "t.c/2"), (account(2), "t.c/1")] {
        assert!(matches!(vault.open_value(whose, place, &sealed).await, Err(Error::Corrupt { .. })));
    }
    assert!(matches!(vault.open_document(account(1), "t.c/1", &sealed).await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn an_account_without_a_key_is_damage_and_not_erasure() {
    let place = Place::new();
    let vault = place.open().await;
    assert!(matches!(vault.seal_value(account(1), "", b"").await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn keys_outlive_the_process_and_making_one_twice_keeps_it() {
    let place = Place::new();
    let first = place.open().await;
    first.account_key_create(account(1)).await.unwrap();
    let sealed = first.seal_document(account(1), "d", b"clear").await.unwrap();
    first.account_key_create(account(1)).await.unwrap();
    let second = place.open().await;
    assert_eq!(second.open_document(account(1), "d", &sealed).await.unwrap(), b"clear");
    assert_eq!(first.token_hash(&"t".into()), second.token_hash(&"t".into()));
    assert_eq!(first.page_tag("t"), second.page_tag("t"));
    assert_eq!(first.lookup_hash("t"), second.lookup_hash("t"));
    let signature = first.checkpoint_sign(b"m");
    assert!(is_signed(&second.checkpoint_public_key(), b"m", &signature));
    assert!(!is_signed(&second.checkpoint_public_key(), b"n", &signature));
}

#[tokio::test]
async fn hashes_for_different_uses_differ() {
    let place = Place::new();
    let vault = place.open().await;
    assert_ne!(vault.token_hash(&"t".into()), vault.lookup_hash("t"));
    assert_ne!(vault.token_hash(&"t".into())[..8], vault.page_tag("t"));
}

#[tokio::test]
async fn an_erasure_beside_a_running_server_takes_effect_in_it() {
    let place = Place::new();
    let (server, command) = (place.open().await, place.open().await);
    server.account_key_create(account(1)).await.unwrap();
    server.account_key_create(account(2)).await.unwrap();
    let sealed = server.seal_value(account(1), "", b"clear").await.unwrap();
    command.account_key_destroy(account(1), NOW).await.unwrap();
    command.account_key_destroy(account(1), NOW.plus(Duration::from_secs(1))).await.unwrap();
    assert!(matches!(server.open_value(account(1), "", &sealed).await, Err(Error::Erased)));
    assert!(matches!(server.account_key_create(account(1)).await, Err(Error::Erased)));
    assert!(matches!(server.account_hmac(account(1), b"").await, Err(Error::Erased)));
    assert!(server.seal_value(account(2), "", b"").await.is_ok());
    assert_eq!(server.erased_accounts().await.unwrap(), [(account(1), NOW)]);
}

#[tokio::test]
async fn a_key_that_a_crash_left_of_an_erased_account_goes_at_the_next_start() {
    let place = Place::new();
    place.open().await.account_key_create(account(1)).await.unwrap();
    std::fs::write(place.keys().join("erased.list"), format!("{} 5\n{} 6", account(1), account(2))).unwrap();
    let vault = place.open().await;
    assert!(!place.keys().join(format!("{}.key", account(1))).exists());
    // The second line was cut off before its end, so that erasure was never confirmed.
    assert_eq!(vault.erased_accounts().await.unwrap(), [(account(1), Timestamp::from_micros(5))]);
    vault.account_key_destroy(account(3), NOW).await.unwrap();
    let erased: Vec<_> =
        vault.erased_accounts().await.unwrap().into_iter().map(|(account, _)| account).collect();
    assert_eq!(erased, [account(1), account(3)]);
}

#[cfg(unix)]
#[tokio::test]
async fn only_their_owner_may_read_the_keys() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let vault = place.open().await;
    vault.account_key_create(account(1)).await.unwrap();
    vault.account_key_destroy(account(2), NOW).await.unwrap();
    vault.rotate_master(&MasterKey::generate().unwrap()).await.unwrap();
    assert_eq!(std::fs::metadata(place.keys()).unwrap().permissions().mode() & 0o777, 0o700);
    let mut files: Vec<_> =
        std::fs::read_dir(place.keys()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 4, "{files:?}");
    files.push(place.master_file());
    for file in files {
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[tokio::test]
async fn a_wrong_master_key_is_refused_by_name() {
    let place = Place::new();
    place.open().await;
    let error = place.open_given(MasterKey::generate().unwrap()).await.unwrap_err();
    let Error::Unavailable(cause) = error else { panic!("{error:?}") };
    assert!(cause.to_string().starts_with("the keys are wrapped under master key "), "{cause}");
    assert!(place.open_given(place.master()).await.is_ok());
}

#[tokio::test]
async fn lost_keys_of_the_hub_are_not_silently_made_anew() {
    let place = Place::new();
    place.open().await.account_key_create(account(1)).await.unwrap();
    std::fs::remove_file(place.keys().join("hub.keys")).unwrap();
    let reopened = open(MasterKeySource::File(place.master_file()), &place.keys()).await;
    assert!(matches!(reopened, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn one_accounts_key_does_not_serve_in_the_place_of_anothers() {
    let place = Place::new();
    let vault = place.open().await;
    vault.account_key_create(account(1)).await.unwrap();
    let [from, to] = [1, 2].map(|number| place.keys().join(format!("{}.key", account(number))));
    std::fs::copy(&from, &to).unwrap();
    assert!(matches!(vault.seal_value(account(2), "", b"").await, Err(Error::Corrupt { .. })));
    let renamed =
        std::fs::read_to_string(&to).unwrap().replace(&account(1).to_string(), &account(2).to_string());
    std::fs::write(&to, renamed).unwrap();
    assert!(matches!(vault.seal_value(account(2), "", b"").await, Err(Error::Corrupt { .. })));
}

#[tokio::test]
async fn a_server_works_on_while_the_master_key_in_the_file_is_rotated() {
    let place = Place::new();
    let (server, command) = (place.open().await, place.open().await);
    let before = place.master();
    for number in 1..=3 {
        server.account_key_create(account(number)).await.unwrap();
    }
    let sealed = server.seal_value(account(1), "", b"clear").await.unwrap();
    let token = server.token_hash(&"t".into());
    let next = MasterKey::generate().unwrap();
    assert_eq!(command.rotate_master(&next).await.unwrap(), 4);
    assert_eq!(command.rotate_master(&next).await.unwrap(), 0);
    assert_eq!(place.master().id(), next.id());
    server.accounts.invalidate_all();
    assert_eq!(server.open_value(account(1), "", &sealed).await.unwrap(), b"clear");
    server.account_key_create(account(4)).await.unwrap();
    assert!(command.seal_value(account(4), "", b"").await.is_ok());
    assert_eq!(place.open().await.token_hash(&"t".into()), token);
    assert!(place.open_given(before).await.is_err());
    assert!(!place.keys().join("master.bridge").exists());
}

#[tokio::test]
async fn a_rotation_cut_off_anywhere_leaves_every_key_readable() {
    for step in 0..=7 {
        let place = Place::new();
        let server = place.open().await;
        for number in 1..=3 {
            server.account_key_create(account(number)).await.unwrap();
        }
        let mut sealed = Vec::new();
        for number in 1..=3 {
            sealed.push((account(number), server.seal_value(account(number), "", b"clear").await.unwrap()));
        }
        let next = MasterKey::generate().unwrap();
        place.cut_off_rotation(&next, step).await;

        // The server that runs, one that is started now, and one started after another attempt.
        server.accounts.invalidate_all();
        server.account_key_create(account(9)).await.unwrap();
        let started = place.open().await;
        sealed.push((account(9), started.seal_value(account(9), "", b"clear").await.unwrap()));
        let export = started.export().await.unwrap();
        if step % 2 == 0 {
            started.rotate_master(&MasterKey::generate().unwrap()).await.unwrap();
        } else {
            started.rotate_master(&next).await.unwrap();
        }
        assert!(!place.keys().join("master.bridge").exists(), "after step {step}");
        let afterwards = place.open().await;
        for (account, sealed) in &sealed {
            for vault in [&server, &started, &afterwards] {
                vault.accounts.invalidate_all();
                let opened = vault.open_value(*account, "", sealed).await;
                assert_eq!(opened.unwrap(), b"clear", "after step {step}");
            }
        }
        assert_eq!(export.lines().count(), 6);
    }
}

#[tokio::test]
async fn a_master_key_from_the_environment_works_on_until_the_next_one_is_configured() {
    let place = Place::new();
    let (before, next) = (place.master(), MasterKey::generate().unwrap());
    let server = place.open_given(before.clone()).await.unwrap();
    server.account_key_create(account(1)).await.unwrap();
    assert_eq!(place.open_given(before.clone()).await.unwrap().rotate_master(&next).await.unwrap(), 2);

    server.account_key_create(account(2)).await.unwrap();
    server.accounts.invalidate_all();
    assert!(server.seal_value(account(1), "", b"").await.is_ok());
    assert!(place.open_given(before.clone()).await.is_ok());

    let restarted = place.open_given(next).await.unwrap();
    assert!(restarted.seal_value(account(2), "", b"").await.is_ok());
    assert!(place.open_given(before).await.is_err());
    assert!(server.rotate_master(&MasterKey::generate().unwrap()).await.is_err());
    assert!(restarted.seal_value(account(1), "", b"").await.is_ok());
}

#[tokio::test]
async fn an_export_brings_back_all_keys_but_those_of_erased_accounts() {
    let place = Place::new();
    let vault = place.open().await;
    for number in 1..=3 {
        vault.account_key_create(account(number)).await.unwrap();
    }
    let sealed = vault.seal_value(account(2), "", b"clear").await.unwrap();
    let early = vault.export().await.unwrap();
    vault.account_key_destroy(account(1), NOW).await.unwrap();
    let late = vault.export().await.unwrap();

    assert_eq!(vault.import(&early).await.unwrap(), 3);
    assert!(matches!(vault.seal_value(account(1), "", b"").await, Err(Error::Erased)));

    let folder = place.folder.path().join("elsewhere");
    let elsewhere = open(MasterKeySource::File(place.master_file()), &folder).await.unwrap();
    assert_eq!(elsewhere.import(&early).await.unwrap(), 4);
    assert_eq!(elsewhere.token_hash(&"t".into()), vault.token_hash(&"t".into()));
    assert_eq!(elsewhere.import(&late).await.unwrap(), 3);
    assert_eq!(elsewhere.open_value(account(2), "", &sealed).await.unwrap(), b"clear");
    assert!(matches!(elsewhere.seal_value(account(1), "", b"").await, Err(Error::Erased)));
    assert_eq!(elsewhere.export().await.unwrap().lines().count(), late.lines().count());
}

#[tokio::test]
async fn an_export_that_does_not_fit_changes_nothing() {
    let (place, other) = (Place::new(), Place::new());
    let (vault, stranger) = (place.open().await, other.open_given(place.master()).await.unwrap());
    vault.account_key_create(account(1)).await.unwrap();
    stranger.account_key_create(account(2)).await.unwrap();
    let before = vault.export().await.unwrap();
    let foreign = stranger.export().await.unwrap();
    let third = Place::new();
    let unreadable = third.open().await.export().await.unwrap();
    let cut = before[..before.len() - 20].to_owned();
    let another_key =
        foreign.lines().nth(2).unwrap().replace(&account(2).to_string(), &account(1).to_string());
    for text in
        ["", "trusthub-keys/1\nnonsense", &foreign, &unreadable, &cut, &format!("{before}{another_key}\n")]
    {
        assert!(vault.import(text).await.is_err(), "{text}");
        assert_eq!(vault.export().await.unwrap(), before);
    }
}

#[test]
fn a_master_key_is_read_in_both_spellings() {
    let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    let base64 = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    for text in [hex.to_owned(), hex.to_uppercase(), base64.to_owned(), format!(" {hex}\n")] {
        assert_eq!(MasterKey::parse(&text.clone().into()).unwrap().to_hex().expose_secret(), hex, "{text:?}");
    }
    for text in ["", "00", &hex[1..], &format!("{hex}0"), &hex.replace('0', "g"), &base64.replace('=', "%")] {
        assert!(MasterKey::parse(&text.to_owned().into()).is_none(), "{text:?}");
    }
}

#[tokio::test]
async fn nothing_secret_is_shown_for_debugging() {
    let place = Place::new();
    let vault = place.open().await;
    assert_eq!(format!("{vault:?}"), "Vault { .. }");
}
