//! Who looks at whose data: written down, masked until asked for, and shown to colleagues.

use std::time::Duration;

use trusthub_app::review::{self, desk, queue};
use trusthub_app::{Actor, audit};
use trusthub_domain::bundle::{Bundle, ReasonCode};
use trusthub_domain::review::{LookKind, Role, UNMASKED_FOR};
use trusthub_testkit::{Business, SOUND_BUSINESS, TestAccount, TestHub};

use crate::support::{hub, refusal};

async fn in_review(hub: &TestHub, account: &TestAccount) -> Bundle {
    let (draft, _) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    hub.submit(account, &draft).await
}

async fn looks(hub: &TestHub, account: &TestAccount) -> Vec<(String, String)> {
    let log = audit::export(&hub.hub, &Actor::operator(), account.sid, 0, 200).await.unwrap();
    let looks = log.into_iter().filter(|entry| ["case.view", "case.unmask"].contains(&entry.action.as_str()));
    looks.map(|entry| (entry.action, entry.actor)).collect()
}

#[tokio::test]
async fn a_look_is_written_down_once_in_an_hour_for_each_reviewer_whichever_way() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let one = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let two = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    review::open(&hub.hub, &one, bundle.sid).await.unwrap();
    review::open(&hub.hub, &one, bundle.sid).await.unwrap();
    review::show(&hub.hub, &one, bundle.sid).await.unwrap();
    review::show(&hub.hub, &two, bundle.sid).await.unwrap();
    let view = |by: &Actor| ("case.view".to_owned(), by.label());
    assert_eq!(looks(&hub, &account).await, [view(&one), view(&two)]);
    hub.advance(Duration::from_secs(60 * 60));
    let opened = review::open(&hub.hub, &one, bundle.sid).await.unwrap();
    assert_eq!(looks(&hub, &account).await, [view(&one), view(&two), view(&one)]);
    assert_eq!(opened.dossier.looks.len(), 3);
    assert!(refusal(review::open(&hub.hub, &account.actor, bundle.sid).await).starts_with("Forbidden"));
}

#[tokio::test]
async fn how_to_reach_a_person_is_masked_until_a_reviewer_says_why_and_for_half_an_hour() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let one = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let two = hub.reviewer("two@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    let representative = SOUND_BUSINESS.representative();
    let personal = ["email", "phone_number"].map(|field| representative[field].as_str().unwrap().to_owned());
    let shown = async |by: &Actor| {
        let opened = review::open(&hub.hub, by, bundle.sid).await.unwrap();
        let dossier = &opened.dossier;
        let evidence =
            dossier.cases.iter().flat_map(|case| &case.assessment).flat_map(|found| &found.evidence);
        let evidence = evidence.map(|one| format!("{} {}", one.compared, one.why)).collect::<String>();
        let attributes: String =
            dossier.end_users.iter().map(|one| format!("{:?}", one.attributes)).collect();
        let inputs = serde_json::to_string(&dossier.cases[0].inputs).unwrap();
        let page = format!("{evidence} {attributes} {inputs}");
        let is_clear = personal.clone().map(|value| page.contains(&value));
        (is_clear, opened.unmasked_until)
    };
    assert_eq!(shown(&one).await, ([false; 2], None));
    for reason in ["", "  "] {
        let refused = refusal(review::unmask(&hub.hub, &one, bundle.sid, reason.to_owned()).await);
        assert!(refused.starts_with("Invalid"), "{refused}");
    }
    let until = review::unmask(&hub.hub, &one, bundle.sid, "To call them.".to_owned()).await.unwrap();
    let left = until.since(hub.hub.now());
    assert!(left <= UNMASKED_FOR && left > UNMASKED_FOR - Duration::from_secs(1), "{left:?}");
    assert_eq!(shown(&one).await, ([true; 2], Some(until)));
    assert_eq!(shown(&two).await, ([false; 2], None), "each for themselves");
    let unmaskings = review::open(&hub.hub, &two, bundle.sid).await.unwrap().dossier.looks;
    let why = LookKind::Unmask { reason: "To call them.".to_owned() };
    assert!(unmaskings.iter().any(|look| look.kind == why), "colleagues see it");
    assert!(looks(&hub, &account).await.contains(&("case.unmask".to_owned(), one.label())));
    hub.advance(UNMASKED_FOR);
    assert_eq!(shown(&one).await, ([false; 2], None));
    assert!(
        refusal(review::unmask(&hub.hub, &account.actor, bundle.sid, "Me.".to_owned()).await)
            .starts_with("Forbidden")
    );
}

#[tokio::test]
async fn a_rejection_is_previewed_in_the_very_words_that_are_sent_and_changes_nothing() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&hub, &account).await;
    let reasons = || {
        let note = Some("The imprint names another company.".to_owned());
        vec![review::GivenReason { code: ReasonCode::WEBSITE, field: None, note }]
    };
    let before = (hub.mails().len(), desk::read(&hub.hub, &reviewer, 1).await.unwrap().days);
    let preview = review::preview(&hub.hub, &reviewer, bundle.sid, reasons()).await.unwrap();
    hub.run_jobs().await;
    assert_eq!((hub.mails().len(), desk::read(&hub.hub, &reviewer, 1).await.unwrap().days), before);
    review::reject(&hub.hub, &reviewer, bundle.sid, reasons(), None).await.unwrap();
    hub.run_jobs().await;
    let sent = hub.mails().into_iter().rfind(|mail| mail.subject.contains("was not approved")).unwrap();
    assert_eq!(
        (preview.to, preview.subject, preview.text),
        (sent.to.as_str().to_owned(), sent.subject, sent.text)
    );
    let refused = review::preview(&hub.hub, &reviewer, bundle.sid, reasons()).await;
    assert!(refusal(refused).starts_with("NotFound"), "it is decided");
}

#[tokio::test]
async fn what_changed_since_an_earlier_case_is_named_and_masked() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let (draft, items) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bundle = hub.submit(&account, &draft).await;
    let no = vec![review::GivenReason { code: ReasonCode::OTHER, field: None, note: None }];
    review::reject(&hub.hub, &reviewer, bundle.sid, no, None).await.unwrap();
    let mut attributes = SOUND_BUSINESS.representative();
    let email = format!("new.{}", attributes["email"].as_str().unwrap());
    attributes.insert("email".to_owned(), email.clone().into());
    let by = &account.actor;
    trusthub_app::items::end_users::update(&hub.hub, by, items.representative, None, Some(attributes))
        .await
        .unwrap();
    hub.submit(&account, &bundle).await;
    let opened = review::open(&hub.hub, &reviewer, bundle.sid).await.unwrap();
    let changed: Vec<_> = opened.changes.iter().flat_map(|changes| &changes.rows).collect();
    let row =
        changed.iter().find(|[what, ..]| what == "representatives 1 email").expect("the e-mail address");
    assert!(row[2].starts_with("n•••@") && !row[1].contains("•••@•••"), "{row:?}");
    review::unmask(&hub.hub, &reviewer, bundle.sid, "To compare.".to_owned()).await.unwrap();
    let opened = review::open(&hub.hub, &reviewer, bundle.sid).await.unwrap();
    assert!(opened.changes[0].rows.iter().any(|[_, _, now]| *now == email));
}

#[tokio::test]
async fn a_file_is_shown_to_who_said_why_and_only_of_the_bundle_that_was_opened() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let reviewer = hub.reviewer("one@hub.example", Role::Reviewer).await;
    let (draft, items) = hub.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let edit = trusthub_app::items::documents::DocumentEdit {
        file: Some(crate::support::pdf("lease")),
        ..trusthub_app::items::documents::DocumentEdit::default()
    };
    trusthub_app::items::documents::update(&hub.hub, &account.actor, items.address, edit).await.unwrap();
    let bundle = hub.submit(&account, &draft).await;
    let other = in_review(&hub, &hub.account("Kite").await).await;
    let open = |bundle: &Bundle| review::document(&hub.hub, &reviewer, bundle.sid, items.address);
    assert!(refusal(open(&bundle).await).starts_with("Forbidden"));
    for sid in [bundle.sid, other.sid] {
        review::unmask(&hub.hub, &reviewer, sid, "To read the lease.".to_owned()).await.unwrap();
    }
    assert_eq!(open(&bundle).await.unwrap().1, crate::support::pdf("lease"));
    assert!(refusal(open(&other).await).starts_with("NotFound"), "it is none of that bundle's");
}

#[tokio::test]
async fn the_desk_counts_what_was_decided_how_fast_by_whom_and_what_was_reversed() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let lead = hub.reviewer("lead@hub.example", Role::Lead).await;
    let second = hub.reviewer("second@hub.example", Role::Reviewer).await;
    let read = async || desk::read(&hub.hub, &lead, 30).await.unwrap();
    assert_eq!(read().await.everybody(), desk::Totals::default());

    // The machine turns one down; it is appealed, and two reviewers see it otherwise.
    let impossible = Business { ein: "079999999", ..SOUND_BUSINESS };
    let (draft, _) = hub.complete_profile(&account, &impossible, None).await;
    let rejected = hub.submit(&account, &draft).await;
    let machine = read().await.machine();
    assert_eq!((machine.rejected, machine.within_second, machine.accuracy_per_mille()), (1, 1, Some(1000)));
    let why = "The register is new.".to_owned();
    trusthub_app::bundles::appeals::create(&hub.hub, &account.actor, rejected.sid, why).await.unwrap();
    hub.run_jobs().await;
    hub.advance(Duration::from_secs(2 * 60 * 60));
    review::approve(&hub.hub, &lead, rejected.sid, None).await.unwrap();
    hub.approve(&second, &rejected).await;
    // Its approval is suspended, which is the second reviewer's mistake.
    review::suspend(&hub.hub, &lead, rejected.sid, None).await.unwrap();

    let desk = read().await;
    let machine = desk.machine();
    assert_eq!((machine.decided(), machine.overturned, machine.accuracy_per_mille()), (1, 1, Some(0)));
    let by_reviewer = desk.by_reviewer();
    assert_eq!(by_reviewer.len(), 1, "the first of two approvals decides nothing");
    let totals = by_reviewer.values().next().unwrap();
    assert_eq!((totals.approved, totals.within_hour, totals.within_day, totals.suspended), (1, 0, 1, 1));
    assert_eq!(desk.reasons.iter().map(|(_, given)| *given).sum::<i64>(), 1);
    assert_eq!(desk.by_day().len(), 30);
    assert!(desk.counted_since.is_some());

    // A decision that was only rehearsed, and one that was undone, count nothing.
    let bundle = in_review(&hub, &account).await;
    let waiting = queue::counts(&hub.hub, &lead).await.unwrap().bands;
    assert_eq!(waiting.iter().map(|one| one.count).sum::<i64>(), 1);
    let ruling = trusthub_domain::review::Ruling::Reject {
        reasons: vec![review::GivenReason { code: ReasonCode::OTHER, field: None, note: None }],
        note: None,
    };
    review::decide_later(&hub.hub, &second, bundle.sid, ruling, review::UNDO_FOR).await.unwrap();
    review::undo(&hub.hub, &second, bundle.sid).await.unwrap();
    assert_eq!(read().await.days, desk.days);
    hub.advance(Duration::from_secs(23 * 60 * 60));
    assert_eq!(read().await.about_to_breach.len(), 1);
    for days in [0, 366] {
        assert!(refusal(desk::read(&hub.hub, &lead, days).await).starts_with("Invalid"));
    }
    assert!(refusal(desk::read(&hub.hub, &account.actor, 30).await).starts_with("Forbidden"));
}

#[tokio::test]
async fn what_test_accounts_ask_for_is_not_counted() {
    let hub = hub!();
    let account = hub.test_account("Owl").await;
    let lead = hub.reviewer("lead@hub.example", Role::Lead).await;
    let bundle = in_review(&hub, &account).await;
    if bundle.status == trusthub_domain::bundle::Status::InReview {
        hub.approve(&lead, &bundle).await;
    }
    assert_eq!(desk::read(&hub.hub, &lead, 30).await.unwrap().everybody(), desk::Totals::default());
}
