//! Credentials: issued and shown once, listed with how they stand, revoked.

use axum::http::StatusCode;
use trusthub_app::credentials;
use trusthub_app::{PageRequest, Position};
use trusthub_domain::credential::{Credential, CredentialClaim, CredentialState, RevocationCause};
use trusthub_domain::people::UserRole;
use trusthub_domain::review::Role;
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub};

use crate::browser::{Browser, hub};

const FIRST: PageRequest = PageRequest { size: 50, position: Position::Start };

async fn all(test: &TestHub, account: &TestAccount) -> Vec<Credential> {
    credentials::list(&test.hub, &account.actor, None, FIRST).await.unwrap().items
}

/// The text on the page that shows it.
fn text_on(page: &str) -> Option<&str> {
    let (_, rest) = page.split_once("data-credential>")?;
    rest.split('<').next()
}

#[tokio::test]
async fn a_credential_is_issued_shown_once_and_revoked() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = Browser::of(&test, &account).await;
    let list = format!("/console/{}/credentials", account.sid);
    let new = format!("{list}/new");
    assert!(browser.get(&list).await.text.contains("There is no credential yet"));
    assert!(browser.get(&new).await.text.contains("A business is approved first"));
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let (profile, _) = test.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let sid = profile.sid.to_string();
    let about = [("CustomerProfileSid", sid.as_str()), ("Format", "sd-jwt"), ("ValidDays", "30")];
    for (fields, words) in [
        (&[][..], "Choose at least one."),
        (&[("Disclose", "country"), ("Numbers", "+12155550100\n510")], "Line 2: enter the whole number"),
        (&[("Disclose", "country"), ("Numbers", "+12155550100")], "not assigned to the profile"),
        (&[("Disclose", "country"), ("Domain", "owl.example")], "not proven for this account"),
    ] {
        let fields: Vec<_> = about.into_iter().chain(fields.iter().copied()).collect();
        let refused = browser.fill(&new, &new, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(refused.text.contains(words), "{words}: {}", refused.text);
    }
    assert!(all(&test, &account).await.is_empty());

    let fields: Vec<_> =
        about.into_iter().chain([("Disclose", "legal_name"), ("Disclose", "country")]).collect();
    let made = browser.fill(&new, &new, &fields).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let issued = all(&test, &account).await.remove(0);
    assert_eq!(issued.claims, [CredentialClaim::LegalName, CredentialClaim::Country]);
    let text = text_on(&made.text).expect("the credential");
    assert!(text.ends_with('~') && text.starts_with("eyJ"), "{text}");
    let place = format!("{list}/{}", issued.sid);
    let shown = browser.get(&place).await.text;
    assert!(text_on(&shown).is_none() && !shown.contains(text), "shown once");
    assert!(shown.contains("It holds") && shown.contains("Legal name, Country"), "{shown}");
    assert!(browser.get(&list).await.text.contains(&profile.friendly_name));

    let revoked = browser.fill(&place, &format!("{place}/revoke"), &[]).await;
    assert_eq!(revoked.location(), format!("{place}?done=revoked"));
    let page = browser.get(&place).await.text;
    assert!(page.contains("It was revoked for good") && page.contains("revoked it by hand"), "{page}");
    assert!(page.contains(&format!("{new}?profile={sid}")) && !page.contains("/revoke\""), "{page}");
    let kept = all(&test, &account).await.remove(0);
    assert_eq!(kept.state(test.hub.now()), CredentialState::Revoked);
    assert_eq!(kept.revocation.unwrap().cause, RevocationCause::Requested);
}

#[tokio::test]
async fn what_is_not_to_be_vouched_for_is_not_offered() {
    let test = hub!();
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let account = test.account("Owl").await;
    let (profile, _) = test.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let (draft, _) = test.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let browser = Browser::of(&test, &account).await;
    let new = format!("/console/{}/credentials/new", account.sid);
    let page = browser.get(&new).await.text;
    assert!(page.contains(&profile.sid.to_string()) && !page.contains(&draft.sid.to_string()), "{page}");
    let draft = draft.sid.to_string();
    let fields = [("CustomerProfileSid", draft.as_str()), ("Disclose", "country"), ("Format", "jwt")];
    let refused = browser.fill(&new, &new, &fields).await;
    assert!(refused.text.contains("The profile is not approved and in force."), "{}", refused.text);
}

#[tokio::test]
async fn a_viewer_reads_and_strangers_find_nothing() {
    let test = hub!();
    let lead = test.reviewer("lead@hub.example", Role::Lead).await;
    let account = test.account("Owl").await;
    let (profile, _) = test.approved_profile(&account, &lead, &SOUND_BUSINESS, None).await;
    let sid = profile.sid.to_string();
    let list = format!("/console/{}/credentials", account.sid);
    let new = format!("{list}/new");
    let fields = [("CustomerProfileSid", sid.as_str()), ("Disclose", "country"), ("Format", "jwt")];
    let owner = Browser::of(&test, &account).await;
    assert_eq!(owner.post(&new, &fields).await.status, StatusCode::FORBIDDEN, "a form of no page");
    owner.fill(&new, &new, &fields).await;
    let issued = all(&test, &account).await.remove(0);
    let place = format!("{list}/{}", issued.sid);
    let viewer = Browser::of_user(&test, &account, UserRole::Viewer).await;
    let page = viewer.get(&place).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("Revoke"), "{}", page.text);
    for (path, fields) in [(new, &fields[..]), (format!("{place}/revoke"), &[])] {
        assert_eq!(viewer.fill(&list, &path, fields).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(all(&test, &account).await.len(), 1);
    let crow = test.account("Crow").await;
    let stranger = Browser::of(&test, &crow).await;
    for page in [place, format!("/console/{}/credentials/{}", crow.sid, issued.sid)] {
        assert_eq!(stranger.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
    }
}
