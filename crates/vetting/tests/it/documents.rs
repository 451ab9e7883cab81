//! What vetting says of uploaded files.

use serde_json::json;
use trusthub_domain::item::{DocumentFile, MediaType, SupportingDocument};
use trusthub_domain::reading::{Content, How, Legibility, PageText, Reading, Scan};
use trusthub_domain::review::{Evidence, Outcome};
use trusthub_domain::time::Timestamp;
use trusthub_vetting::{Application, DocumentFacts};

use crate::fixtures::{Parts, assess, document, reasons};

const CERTIFICATE: &str =
    "STATE OF CALIFORNIA\nOWL BOOKS, INC.\nEIN 04-2103594\n375 Beale St, Suite 300, San Francisco, CA 94105";

/// 2023-11-14T22:13:20Z
const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

fn upload(type_name: &str) -> SupportingDocument {
    let file = DocumentFile {
        media_type: MediaType::Pdf,
        size_bytes: 1000,
        sha256: "ab".repeat(32),
        object_key: "key".to_owned(),
    };
    let address = "AD00000000000000000000000000000001";
    SupportingDocument { file: Some(file), ..document(1, type_name, json!({ "address_sids": address })) }
}

fn page(how: How, text: &str) -> Content {
    let texts = vec![PageText { page: 1, how, text: text.to_owned() }];
    Content { pages: 1, texts, ..Content::illegible(Legibility::Text) }
}

fn reading(content: Content) -> Reading {
    let scan = Scan::Clean { engine: "ClamAV 1.4.3".to_owned() };
    Reading { content, scan, scanned_at: Timestamp::from_micros(0) }
}

/// An application with one file of that type, in which that was read.
fn with_file(type_name: &str, reading: Option<&Reading>) -> Application {
    let mut application = Parts::good().application();
    let facts = DocumentFacts::of(&upload(type_name), reading, &application, NOW);
    application.documents = Some(facts.into_iter().collect());
    application
}

fn said(application: &Application) -> Vec<(String, Outcome)> {
    let of_documents = |evidence: &Evidence| evidence.check.strip_prefix("document.").map(str::to_owned);
    let evidence = assess(application).evidence;
    evidence.iter().filter_map(|evidence| Some((of_documents(evidence)?, evidence.outcome))).collect()
}

fn outcomes(rows: &[(&str, Outcome)]) -> Vec<(String, Outcome)> {
    rows.iter().map(|(check, outcome)| ((*check).to_owned(), *outcome)).collect()
}

const EXCERPT: &str = "commercial_registrar_excerpt";
const ADDRESS: &str = "customer_profile_address";

#[test]
fn a_paper_that_shows_everything_passes_with_page_and_words() {
    let application = with_file(EXCERPT, Some(&reading(page(How::TextLayer, CERTIFICATE))));
    let pass = Outcome::Pass;
    assert_eq!(
        said(&application),
        outcomes(&[
            ("clean", pass),
            ("readable", pass),
            ("names_business", pass),
            ("shows_number", pass),
            ("shows_address", pass),
        ])
    );
    let assessment = assess(&application);
    let compared = |check: &str| {
        let evidence = assessment.evidence.iter().find(|evidence| evidence.check == check).unwrap();
        evidence.compared.clone()
    };
    assert_eq!(compared("document.names_business"), "page 1, text layer: “OWL BOOKS, INC.”");
    assert_eq!(compared("document.shows_number"), "page 1, text layer: “04-2103594”");
    let address = "page 1, text layer: “375 Beale St, Suite 300, San Francisco, CA 94105”";
    assert_eq!(compared("document.shows_address"), address);
}

#[test]
fn what_is_missing_fails_only_where_the_whole_text_is_known() {
    let (pass, fail, unknown) = (Outcome::Pass, Outcome::Fail, Outcome::Unknown);
    let whole = reading(page(How::TextLayer, "An invoice of nobody to nobody, for nothing at all"));
    let recognised = reading(page(How::Recognised, "An invoice of nobody"));
    let mut long = whole.clone();
    long.content.pages = 80;
    for (reading, outcome) in [(whole, fail), (recognised, unknown), (long, unknown)] {
        let expected = [("clean", pass), ("readable", pass), ("names_business", outcome)];
        let address = [("shows_address", outcome)];
        let number = [("shows_number", outcome)];
        let of_register = [expected.as_slice(), &number, &address].concat();
        assert_eq!(said(&with_file(EXCERPT, Some(&reading))), outcomes(&of_register));
        // Only a register's paper must show the number.
        let of_address = [expected.as_slice(), &address].concat();
        assert_eq!(said(&with_file(ADDRESS, Some(&reading))), outcomes(&of_address));
        assert!(
            reasons(&assess(&with_file(EXCERPT, Some(&reading)))).is_empty(),
            "it is a reviewer's to weigh"
        );
    }
}

#[test]
fn a_paper_that_has_expired_is_a_reviewers_to_weigh() {
    let (pass, fail, unknown) = (Outcome::Pass, Outcome::Fail, Outcome::Unknown);
    for (how, words, outcome) in [
        (How::TextLayer, "Valid until 13.11.2023", Some(fail)),
        // It is still that day somewhere.
        (How::TextLayer, "Valid until 14.11.2023", Some(pass)),
        (How::TextLayer, "Expires 11/13/2033", Some(pass)),
        (How::TextLayer, "Expires 11/13/2013, renewed; expires 11/13/2033", Some(pass)),
        (How::Recognised, "Expires 11/13/2013", Some(unknown)),
        (How::TextLayer, "Issued 11/13/2013", None),
    ] {
        let text = format!("{CERTIFICATE}\n{words}");
        let application = with_file(EXCERPT, Some(&reading(page(how, &text))));
        let found = said(&application).into_iter().find(|(check, _)| check == "has_not_expired");
        assert_eq!(found.map(|(_, outcome)| outcome), outcome, "{words}");
        assert!(reasons(&assess(&application)).is_empty(), "{words}: nobody is turned down for it");
    }
    let expired = with_file(EXCERPT, Some(&reading(page(How::TextLayer, "Expires on May 1st, 2020"))));
    let evidence = assess(&expired).evidence;
    let evidence = evidence.iter().find(|one| one.check == "document.has_not_expired").unwrap();
    assert_eq!(evidence.compared, "page 1, text layer: “Expires on May 1st, 2020”, so 2020-05-01");
    assert!(evidence.mend.as_ref().unwrap().contains("still valid"));

    // A bill speaks of its offers.
    let bill = with_file(ADDRESS, Some(&reading(page(How::TextLayer, "Offer valid until 13.11.2013"))));
    assert!(said(&bill).iter().all(|(check, _)| check != "has_not_expired"));

    let application = Parts::good().application();
    let given = json!({ "expiration_date": "2020-05-01" });
    let document = SupportingDocument { attributes: given.as_object().unwrap().clone(), ..upload(EXCERPT) };
    let facts = DocumentFacts::of(&document, None, &application, NOW).unwrap();
    let seen = facts.expiry.unwrap();
    assert!(seen.is_past && seen.quote.is_none() && seen.on == "2020-05-01");
}

#[test]
fn a_person_s_paper_need_not_name_the_business() {
    let text = "PASSPORT of Ada Marsh, born long ago in a town by the sea";
    let application = with_file("government_issued_document", Some(&reading(page(How::TextLayer, text))));
    let checks: Vec<String> = said(&application).into_iter().map(|(check, _)| check).collect();
    assert!(!checks.contains(&"names_business".to_owned()), "{checks:?}");
}

#[test]
fn files_that_cannot_be_read_say_why() {
    let (fail, unknown) = (Outcome::Fail, Outcome::Unknown);
    for (legibility, outcome) in [
        (Legibility::Locked, fail),
        (Legibility::Damaged, fail),
        (Legibility::TooLarge, fail),
        (Legibility::TooCostly, unknown),
        (Legibility::NoText, unknown),
        (Legibility::NotRecognised, unknown),
    ] {
        let application = with_file(EXCERPT, Some(&reading(Content::illegible(legibility))));
        let expected = outcomes(&[("clean", Outcome::Pass), ("readable", outcome)]);
        assert_eq!(said(&application), expected, "{legibility:?}");
    }
    let not_looked_at = with_file(EXCERPT, None);
    assert_eq!(said(&not_looked_at), outcomes(&[("clean", unknown), ("readable", unknown)]));
}

#[test]
fn malware_rejects_and_no_scan_is_no_clean_scan() {
    let content = page(How::TextLayer, CERTIFICATE);
    let scanned = |scan: Scan| Reading { scan, ..reading(content.clone()) };
    let (signature, engine) = ("Eicar-Test-Signature".to_owned(), "ClamAV 1.4.3".to_owned());
    let malware = with_file(EXCERPT, Some(&scanned(Scan::Malware { signature, engine })));
    assert_eq!(said(&malware), outcomes(&[("clean", Outcome::Fail)]));
    assert_eq!(reasons(&assess(&malware)), [(99003, format!("{EXCERPT}.file"))]);
    for scan in [Scan::Off, Scan::Unknown] {
        let application = with_file(EXCERPT, Some(&scanned(scan)));
        assert_eq!(said(&application)[0], ("clean".to_owned(), Outcome::Unknown));
    }
}

#[test]
fn an_application_without_files_says_nothing_of_them_and_is_stored_as_before() {
    let application = Parts::good().application();
    assert!(DocumentFacts::of(&document(1, EXCERPT, json!({})), None, &application, NOW).is_none());
    assert!(said(&application).is_empty());
    let stored = serde_json::to_value(&application).unwrap();
    assert!(stored.get("documents").is_none());
    let with_file = with_file(EXCERPT, Some(&reading(page(How::TextLayer, CERTIFICATE))));
    let stored = serde_json::to_value(&with_file).unwrap();
    assert!(serde_json::from_value::<Application>(stored).unwrap() == with_file);
}
