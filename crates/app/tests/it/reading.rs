//! Uploaded files: read when they are vetted, once, and never given out when they are malware.

use trusthub_app::items::documents::{self, DocumentEdit};
use trusthub_app::review::{self, GivenReason, Sought};
use trusthub_app::{Actor, accounts};
use trusthub_domain::bundle::{Bundle, ReasonCode, Status};
use trusthub_domain::review::{Evidence, Outcome};
use trusthub_domain::sid::SupportingDocumentSid;
use trusthub_testkit::clamd::{self, Clamd};
use trusthub_testkit::{DAY, SOUND_BUSINESS, TestAccount, TestHub, Wish, files};

use crate::support::{hub, lead, present, reasons, refusal};

const BILL: &[&str] =
    &["Hearst Light and Power", "Customer: OWL BAKERY, INC.", "1200 Hearst Ave", "Berkeley, CA 94702"];

async fn upload(hub: &TestHub, account: &TestAccount, document: SupportingDocumentSid, file: Vec<u8>) {
    let edit = DocumentEdit { file: Some(file), ..DocumentEdit::default() };
    documents::update(&hub.hub, &account.actor, document, edit).await.expect("an upload");
}

async fn submit(hub: &TestHub, account: &TestAccount, bundle: &Bundle) {
    hub.submit(account, bundle).await;
    hub.run_jobs().await;
}

/// A profile whose address document carries that file, submitted and vetted.
async fn vetted(hub: &TestHub, account: &TestAccount, file: Vec<u8>) -> (Bundle, SupportingDocumentSid) {
    let (bundle, items) = hub.complete_profile(account, &SOUND_BUSINESS, None).await;
    upload(hub, account, items.address, file).await;
    submit(hub, account, &bundle).await;
    (bundle, items.address)
}

async fn turn_down(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) {
    let reason = GivenReason { code: ReasonCode::OTHER, field: None, note: Some("No.".to_owned()) };
    review::reject(&hub.hub, reviewer, bundle.sid, vec![reason], None).await.expect("a rejection");
}

/// What the last case says of documents.
async fn said(hub: &TestHub, reviewer: &Actor, bundle: &Bundle) -> Vec<Evidence> {
    let dossier = review::show(&hub.hub, reviewer, bundle.sid).await.expect("a dossier");
    let assessment = dossier.cases[0].assessment.clone().expect("an assessment");
    assessment.evidence.into_iter().filter(|evidence| evidence.check.starts_with("document.")).collect()
}

fn in_short(evidence: &[Evidence]) -> Vec<(&str, Outcome)> {
    evidence.iter().map(|evidence| (evidence.check.as_str(), evidence.outcome)).collect()
}

/// A bill with malware behind it.
fn malware() -> Vec<u8> {
    [files::pdf(&[BILL]), format!("%{}\n%%EOF\n", clamd::eicar()).into_bytes()].concat()
}

/// Rows of what was read.
async fn readings(hub: &TestHub) -> u64 {
    hub.sql("UPDATE document_readings SET date_updated = date_updated").await
}

#[tokio::test]
async fn what_an_upload_shows_is_evidence_with_page_and_words() {
    let hub = hub!();
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let file = files::pdf(&[&["A cover sheet without any content of note"], BILL]);
    let (bundle, _) = vetted(&hub, &account, file).await;
    let said = said(&hub, &lead, &bundle).await;
    let pass = Outcome::Pass;
    assert_eq!(
        in_short(&said),
        [
            ("document.clean", Outcome::Unknown),
            ("document.readable", pass),
            ("document.names_business", pass),
            ("document.shows_address", pass),
        ]
    );
    assert_eq!(said[2].compared, "page 2, text layer: “OWL BAKERY, INC.”");
    assert_eq!(said[3].compared, "page 2, text layer: “1200 Hearst Ave Berkeley, CA 94702”");
}

#[tokio::test]
async fn the_same_bytes_are_read_once_and_what_was_read_goes_with_the_file() {
    let hub = hub!();
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let (bundle, document) = vetted(&hub, &account, files::pdf(&[BILL])).await;
    let first = said(&hub, &lead, &bundle).await;
    turn_down(&hub, &lead, &bundle).await;
    // Who vets it again has what was read, even without the file.
    let folder = hub.database.folder.path().join("documents").join(account.sid.to_string());
    std::fs::remove_dir_all(folder).expect("the files are gone");
    submit(&hub, &account, &bundle).await;
    assert_eq!(said(&hub, &lead, &bundle).await, first);
    assert_eq!(readings(&hub).await, 1);
    turn_down(&hub, &lead, &bundle).await;
    upload(&hub, &account, document, files::pdf(&[&["Another paper, about nobody that is known here"]]))
        .await;
    assert_eq!(readings(&hub).await, 0);
    submit(&hub, &account, &bundle).await;
    let said = said(&hub, &lead, &bundle).await;
    assert!(said.iter().any(|one| one.check == "document.names_business" && one.outcome == Outcome::Fail));
    accounts::erase(&hub.hub, &Actor::operator(), account.sid).await.expect("an erasure");
    assert_eq!(readings(&hub).await, 0);
}

#[tokio::test]
async fn malware_is_rejected_and_given_to_nobody() {
    let scanner = Clamd::start().await;
    let hub = hub!(Wish { clamd: Some(scanner.address.clone()), ..Wish::default() });
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let (bundle, document) = vetted(&hub, &account, malware()).await;
    let rejected = present(&hub, &account, &bundle).await;
    assert_eq!(rejected.status, Status::Rejected);
    assert_eq!(reasons(&rejected.reasons), [(99003, "customer_profile_address.file")]);
    let said = said(&hub, &lead, &bundle).await;
    assert_eq!(in_short(&said), [("document.clean", Outcome::Fail)]);
    assert_eq!(said[0].compared, format!("Eicar-Test-Signature, by {}", clamd::ENGINE));
    let quarantined = "Forbidden(\"malware was found in this file, so nobody is given it\")";
    for actor in [&account.actor, &lead] {
        assert_eq!(refusal(documents::file(&hub.hub, actor, document).await), quarantined);
    }
    // The same bytes in another document are malware too, once the first one is gone.
    upload(&hub, &account, document, files::pdf(&[BILL])).await;
    assert!(documents::file(&hub.hub, &account.actor, document).await.is_ok());
    upload(&hub, &account, document, malware()).await;
    assert_eq!(refusal(documents::file(&hub.hub, &account.actor, document).await), quarantined);
}

#[tokio::test]
async fn a_clean_file_is_scanned_again_after_a_day_and_no_answer_is_not_clean() {
    let scanner = Clamd::start().await;
    let hub = hub!(Wish { clamd: Some(scanner.address.clone()), ..Wish::default() });
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let (bundle, document) = vetted(&hub, &account, files::pdf(&[BILL])).await;
    assert_eq!(said(&hub, &lead, &bundle).await[0].outcome, Outcome::Pass);
    drop(scanner);
    for (later, outcome) in [(DAY / 2, Outcome::Pass), (DAY, Outcome::Unknown)] {
        turn_down(&hub, &lead, &bundle).await;
        hub.advance(later);
        submit(&hub, &account, &bundle).await;
        assert_eq!(said(&hub, &lead, &bundle).await[0].outcome, outcome);
    }
    // A reviewer sees that, and may open the file all the same.
    assert!(documents::file(&hub.hub, &lead, document).await.is_ok());
}

#[tokio::test]
async fn files_of_test_accounts_are_not_looked_into() {
    let hub = hub!();
    let (account, lead) = (hub.test_account("Owl").await, lead(&hub).await);
    let (bundle, _) = vetted(&hub, &account, files::pdf(&[BILL])).await;
    assert_eq!(readings(&hub).await, 0);
    assert!(said(&hub, &lead, &bundle).await.is_empty());
}

#[tokio::test]
async fn a_picture_that_unpacks_to_more_than_anybody_needs_is_refused() {
    let hub = hub!();
    let account = hub.account("Owl").await;
    let document = hub.address_document(&account).await;
    let edit = |side| DocumentEdit { file: Some(files::png_head(side)), ..DocumentEdit::default() };
    assert!(documents::update(&hub.hub, &account.actor, document, edit(9_000)).await.is_ok());
    let refused = refusal(documents::update(&hub.hub, &account.actor, document, edit(11_000)).await);
    assert!(refused.contains("more than 100 million points"), "{refused}");
}

#[tokio::test]
async fn a_reviewer_reads_a_document_with_what_was_found_marked_and_a_reason_given() {
    let hub = hub!();
    let (account, lead) = (hub.account("Owl").await, lead(&hub).await);
    let file = files::pdf(&[&["A cover sheet without any content of note"], BILL]);
    let (bundle, document) = vetted(&hub, &account, file).await;
    let masked = refusal(review::paper(&hub.hub, &lead, bundle.sid, document).await);
    assert!(masked.contains("say first"), "{masked}");
    review::unmask(&hub.hub, &lead, bundle.sid, "To read the bill.".to_owned()).await.expect("half an hour");
    let paper = review::paper(&hub.hub, &lead, bundle.sid, document).await.expect("a paper");
    assert_eq!((paper.pages, paper.texts.len(), paper.has_pictures), (2, 2, false));
    assert!(paper.texts[0].pieces.iter().all(|(_, sought)| sought.is_none()));
    let bill = &paper.texts[1].pieces;
    let found: Vec<_> = bill.iter().filter_map(|(text, sought)| Some((text.as_str(), (*sought)?))).collect();
    let expected =
        [("OWL BAKERY, INC.", Sought::Name), ("1200 Hearst Ave\nBerkeley, CA 94702", Sought::Address)];
    assert_eq!(found, expected);
    assert!(!format!("{paper:?}").contains("Hearst"));

    // Another file since: nothing of what was found in the old one is said of it.
    turn_down(&hub, &lead, &bundle).await;
    upload(&hub, &account, document, files::pdf(&[BILL])).await;
    let paper = review::paper(&hub.hub, &lead, bundle.sid, document).await.expect("a paper");
    assert_eq!((paper.legibility, paper.texts.len()), (None, 0));
    let page = refusal(review::page(&hub.hub, &lead, bundle.sid, document, 1).await);
    assert!(page.contains("NotFound"), "nothing draws here: {page}");
    let other = hub.reviewer("other@hub.example", trusthub_domain::review::Role::Reviewer).await;
    let masked = refusal(review::page(&hub.hub, &other, bundle.sid, document, 1).await);
    assert!(masked.contains("say first"), "{masked}");
}
