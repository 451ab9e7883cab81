//! Users of accounts, whose sessions are open, and links that set a password.

use std::time::Duration;

use secrecy::SecretString;
use trusthub_domain::people::{
    Holder, Link, LinkPurpose, Notifications, Passkey, Person, SignedIn, User, UserRole,
};
use trusthub_domain::sid::Sid;
use trusthub_storage::{Error, Key, StoredSession};

use crate::harness::dual;
use crate::harness::samples::{instant, sid, tenant, user, whole};
use crate::raw;

fn token(text: &str) -> SecretString {
    text.into()
}

dual! {
    async fn a_user_is_found_by_identifier_and_by_email_however_spelt(db: Db) {
        let scope = tenant(&db).await;
        let rosa = user(&scope, "rosa@owl.example");
        let mut tx = db.write().await.unwrap();
        tx.user_insert(&rosa).await.unwrap();
        assert_eq!(tx.user_find(&scope, rosa.sid).await.unwrap(), Some(rosa.clone()));
        let found = tx.user_owner_any_account(&"ROSA@owl.example".parse().unwrap()).await.unwrap();
        assert_eq!(found, Some((scope.account(), rosa.sid)));
        assert_eq!(tx.user_owner_any_account(&"otto@owl.example".parse().unwrap()).await.unwrap(), None);
        assert_eq!(tx.user_list(&scope, &whole()).await.unwrap().items, [rosa]);
    }
}

dual! {
    async fn an_email_is_taken_once_over_all_accounts_until_it_is_given_back(db: Db) {
        let (owl, lark) = (tenant(&db).await, tenant(&db).await);
        let rosa = user(&owl, "rosa@owl.example");
        let mut tx = db.write().await.unwrap();
        tx.user_insert(&rosa).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = db.write().await.unwrap();
        let second = tx.user_insert(&user(&lark, "Rosa@Owl.example")).await;
        assert!(matches!(second, Err(Error::Duplicate(Key::UserEmail))), "{second:?}");
        drop(tx);
        let mut tx = db.write().await.unwrap();
        tx.user_delete(&rosa).await.unwrap();
        assert!(matches!(tx.user_delete(&rosa).await, Err(Error::Conflict)));
        tx.user_insert(&user(&lark, "Rosa@Owl.example")).await.unwrap();
        tx.commit().await.unwrap();
    }
}

dual! {
    async fn role_state_mails_and_password_are_saved_by_version(db: Db) {
        let scope = tenant(&db).await;
        let rosa = user(&scope, "rosa@owl.example");
        let mut tx = db.write().await.unwrap();
        tx.user_insert(&rosa).await.unwrap();
        assert_eq!(tx.user_count_invited(&scope).await.unwrap(), 1);
        assert!(tx.user_credentials(&scope, rosa.sid).await.unwrap().unwrap().password_hash.is_none());
        let with_password = tx.user_set_password(&rosa, "$argon2id$hash", instant()).await.unwrap();
        assert!(!with_password.is_invited);
        assert!(matches!(tx.user_set_password(&rosa, "$argon2id$", instant()).await, Err(Error::Conflict)));
        let changed = User {
            role: UserRole::Viewer,
            is_disabled: true,
            notifications: Notifications { decisions: false, expiry: true },
            date_updated: instant(),
            ..with_password
        };
        let saved = tx.user_save(&changed).await.unwrap();
        assert!(matches!(tx.user_save(&changed).await, Err(Error::Conflict)));
        let found = tx.user_credentials(&scope, rosa.sid).await.unwrap().unwrap();
        assert_eq!((&found.user, found.password_hash.as_deref()), (&saved, Some("$argon2id$hash")));
        assert_eq!(saved, User { version: 3, ..changed });
        assert!(!format!("{found:?}").contains("argon2id"));
        assert_eq!(tx.user_count_invited(&scope).await.unwrap(), 0);
        tx.commit().await.unwrap();
    }
}

dual! {
    async fn another_owner_and_whoever_is_told_can_sign_in(db: Db) {
        let scope = tenant(&db).await;
        let mut tx = db.write().await.unwrap();
        let mut make = async |email: &str, turn: fn(User) -> User, is_invited: bool| {
            let stored = user(&scope, email);
            tx.user_insert(&stored).await.unwrap();
            let stored = match is_invited {
                true => stored,
                false => tx.user_set_password(&stored, "$argon2id$hash", instant()).await.unwrap(),
            };
            tx.user_save(&turn(stored)).await.unwrap()
        };
        let rosa = make("rosa@owl.example", |user| user, false).await;
        let rita = make("rita@owl.example", |user| User { notifications: Notifications::default(), role: UserRole::Viewer, ..user }, false).await;
        make("ida@owl.example", |user| user, true).await;
        make("otto@owl.example", |user| User { is_disabled: true, ..user }, false).await;
        let emil = make("emil@owl.example", |user| User { role: UserRole::Editor, ..user }, false).await;
        let told: Vec<_> = tx.user_list_told(&scope).await.unwrap();
        assert_eq!(told, [rosa.clone(), emil], "neither who is invited or disabled nor who chose none");
        assert_eq!(tx.user_find(&scope, rita.sid).await.unwrap(), Some(rita));
        assert_eq!(tx.user_find_other_owner(&scope, rosa.sid).await.unwrap(), None);
        assert_eq!(tx.user_find_other_owner(&scope, sid()).await.unwrap(), Some(rosa));
    }
}

dual! {
    async fn a_session_is_found_by_its_token_and_ended_by_it_by_its_holder_and_by_time(db: Db) {
        let account_sid = tenant(&db).await.account();
        let holders = [
            Holder::Person(Person::Reviewer(sid())),
            Holder::Person(Person::User { account_sid, sid: sid() }),
            Holder::Account(account_sid),
        ];
        let now = instant();
        let mut tx = db.write().await.unwrap();
        for (number, holder) in holders.iter().enumerate() {
            let credential = matches!(holder, Holder::Account(_)).then(|| b"hash".to_vec());
            for copy in ["a", "b", "c"] {
                let stored = StoredSession { session: SignedIn::begin(*holder, now), credential: credential.clone() };
                let token = token(&format!("{number}{copy}"));
                tx.session_insert_any_account(&token, &stored).await.unwrap();
                assert_eq!(tx.session_find_any_account(&token).await.unwrap(), Some(stored));
            }
        }
        assert_eq!(tx.session_find_any_account(&token("3a")).await.unwrap(), None);

        let later = now.plus(Duration::from_secs(600));
        let seen = SignedIn { seen_at: later, ..SignedIn::begin(holders[1], now) };
        tx.session_seen_any_account(&token("1b"), &seen).await.unwrap();
        tx.session_seen_any_account(&token("1b"), &SignedIn::begin(holders[1], now)).await.unwrap();
        let listed = tx.session_list_any_account(&holders[1], now, 2).await.unwrap();
        assert_eq!(listed.iter().map(|stored| stored.session.seen_at).collect::<Vec<_>>(), [later, now]);

        assert!(tx.session_delete_any_account(&token("0a")).await.unwrap());
        assert!(!tx.session_delete_any_account(&token("0a")).await.unwrap());
        let kept = token("2a");
        assert_eq!(tx.session_delete_all_any_account(&holders[2], Some(&kept)).await.unwrap(), 2);
        assert!(tx.session_find_any_account(&kept).await.unwrap().is_some());
        assert_eq!(tx.session_delete_all_any_account(&holders[2], None).await.unwrap(), 1);
        // The reviewer's end first, then the user's but the one that was seen.
        tx.session_purge_any_account(now.plus(Duration::from_hours(2))).await.unwrap();
        assert!(tx.session_find_any_account(&token("0b")).await.unwrap().is_none());
        assert!(tx.session_find_any_account(&token("1a")).await.unwrap().is_some());
        tx.session_purge_any_account(now.plus(Duration::from_hours(12))).await.unwrap();
        assert!(tx.session_find_any_account(&token("1a")).await.unwrap().is_none());
        assert!(tx.session_find_any_account(&token("1b")).await.unwrap().is_some());
    }
}

dual! {
    async fn a_link_is_taken_once_and_forgotten_when_its_time_is_over(db: Db) {
        let person = Person::User { account_sid: tenant(&db).await.account(), sid: sid() };
        let reviewer = Person::Reviewer(Sid::from_uuid(uuid::Uuid::nil()));
        let now = instant();
        let mut tx = db.write().await.unwrap();
        let links = [
            ("invitation", Link::begin(LinkPurpose::Invitation, person, now)),
            ("reset", Link::begin(LinkPurpose::PasswordReset, person, now)),
            ("reviewer", Link::begin(LinkPurpose::PasswordReset, reviewer, now)),
        ];
        for (name, link) in &links {
            tx.password_link_insert_any_account(&token(name), link).await.unwrap();
            assert_eq!(tx.password_link_find_any_account(&token(name)).await.unwrap(), Some(*link));
        }
        assert!(tx.password_link_take_any_account(&token("reviewer")).await.unwrap());
        assert!(!tx.password_link_take_any_account(&token("reviewer")).await.unwrap());
        tx.password_link_purge_any_account(now.plus(Duration::from_hours(1))).await.unwrap();
        assert!(tx.password_link_find_any_account(&token("reset")).await.unwrap().is_none());
        assert!(tx.password_link_find_any_account(&token("invitation")).await.unwrap().is_some());
        tx.password_link_delete_all_any_account(person).await.unwrap();
        assert!(!tx.password_link_take_any_account(&token("invitation")).await.unwrap());
    }
}

fn passkey(person: Person, name: &str) -> Passkey {
    Passkey {
        sid: sid(),
        person,
        name: name.to_owned(),
        credential_id: format!("credential of {name}").into_bytes(),
        public_key: format!("public key of {name}").into_bytes(),
        is_synced: true,
        counter: 0,
        date_created: instant(),
        last_used_at: None,
    }
}

dual! {
    async fn a_passkey_is_found_by_its_credential_whoevers_it_is_and_belongs_to_one(db: Db) {
        let scope = tenant(&db).await;
        let user = Person::User { account_sid: scope.account(), sid: sid() };
        let reviewer = Person::Reviewer(sid());
        let (laptop, phone) = (passkey(user, "laptop"), passkey(reviewer, "phone"));
        let mut tx = db.write().await.unwrap();
        for passkey in [&laptop, &phone] {
            tx.passkey_insert_any_account(passkey).await.unwrap();
            let found = tx.passkey_find_any_account(&passkey.credential_id).await.unwrap();
            assert_eq!(found.as_ref(), Some(passkey));
            assert_eq!(tx.passkey_list_any_account(passkey.person).await.unwrap(), std::slice::from_ref(passkey));
        }
        assert_eq!(tx.passkey_find_any_account(b"credential").await.unwrap(), None);
        assert!(!tx.passkey_delete_any_account(user, phone.sid).await.unwrap(), "somebody else's");
        tx.commit().await.unwrap();

        let mut tx = db.write().await.unwrap();
        let stolen = Passkey { sid: sid(), person: reviewer, ..laptop.clone() };
        let taken = tx.passkey_insert_any_account(&stolen).await;
        assert!(matches!(taken, Err(Error::Duplicate(Key::Passkey))), "{taken:?}");
        drop(tx);

        let mut tx = db.write().await.unwrap();
        let now = instant();
        tx.passkey_used_any_account(&laptop, 7, now).await.unwrap();
        let again = tx.passkey_used_any_account(&laptop, 7, now).await;
        assert!(matches!(again, Err(Error::Conflict)), "{again:?}");
        let used = tx.passkey_find_any_account(&laptop.credential_id).await.unwrap();
        assert_eq!(used, Some(Passkey { counter: 7, last_used_at: Some(now), ..laptop.clone() }));
        assert!(tx.passkey_delete_any_account(user, laptop.sid).await.unwrap());
        tx.passkey_delete_all_any_account(reviewer).await.unwrap();
        assert_eq!(tx.passkey_find_any_account(&phone.credential_id).await.unwrap(), None);
        tx.commit().await.unwrap();
    }
}

dual! {
    async fn a_challenge_is_spent_once_until_its_time_is_over(db: Db) {
        let end = instant().plus(Duration::from_secs(600));
        let mut tx = db.write().await.unwrap();
        assert!(tx.challenge_spend_any_account(b"one", end).await.unwrap());
        assert!(!tx.challenge_spend_any_account(b"one", end).await.unwrap());
        assert!(tx.challenge_spend_any_account(b"two", end).await.unwrap());
        tx.challenge_purge_any_account(instant()).await.unwrap();
        assert!(!tx.challenge_spend_any_account(b"two", end).await.unwrap());
        tx.challenge_purge_any_account(end).await.unwrap();
        assert!(tx.challenge_spend_any_account(b"two", end).await.unwrap());
    }
}

dual! {
    async fn neither_emails_nor_tokens_are_stored_in_clear(db: Db, place: Arc<TestDb>) {
        let scope = tenant(&db).await;
        let rosa = user(&scope, "rosalind@owl.example");
        let holder = Holder::Person(rosa.person());
        let mut tx = db.write().await.unwrap();
        tx.user_insert(&rosa).await.unwrap();
        let stored = StoredSession { session: SignedIn::begin(holder, instant()), credential: None };
        tx.session_insert_any_account(&token("session-token"), &stored).await.unwrap();
        let link = Link::begin(LinkPurpose::Invitation, rosa.person(), instant());
        tx.password_link_insert_any_account(&token("link-token"), &link).await.unwrap();
        tx.passkey_insert_any_account(&passkey(rosa.person(), "Rosas-laptop")).await.unwrap();
        tx.passkey_insert_any_account(&passkey(Person::Reviewer(sid()), "Ritas-phone")).await.unwrap();
        tx.commit().await.unwrap();
        let tables = ["users", "user_owner", "sessions", "password_links", "passkeys"];
        assert!(raw::holds(&place, &tables, &rosa.sid.to_string()).await);
        for secret in ["rosalind", "session-token", "link-token", "Rosas-laptop", "Ritas-phone", "credential of"] {
            assert!(!raw::holds(&place, &tables, secret).await, "{secret}");
        }
    }
}
