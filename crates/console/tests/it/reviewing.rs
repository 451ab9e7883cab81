//! Reviewers in a browser: the queue, two at one case, a decision undone, personal fields, files, and who is kept out.

use std::time::Duration;

use axum::http::{StatusCode, header};
use secrecy::ExposeSecret;
use trusthub_app::{Actor, bundles, review};
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::review::Role;
use trusthub_testkit::{SOUND_BUSINESS, TestAccount, TestHub, TestSite, Wish, files};

use crate::browser::{Answer, Browser, hub};

const KIND: BundleKind = BundleKind::CustomerProfile;

async fn in_review(test: &TestHub, account: &TestAccount) -> Bundle {
    let (draft, _) = test.complete_profile(account, &SOUND_BUSINESS, None).await;
    test.submit(account, &draft).await
}

/// A reviewer's browser, signed in.
async fn desk(test: &TestHub, email: &str, role: Role) -> Browser {
    let made = review::reviewers::create(&test.hub, &Actor::operator(), email.parse().unwrap(), role).await;
    let (_, password) = made.unwrap();
    let browser = Browser::at(test);
    browser.sign_in(email, password.expose_secret()).await;
    browser
}

fn page(bundle: &Bundle) -> String {
    format!("/console/review/{}", bundle.sid)
}

async fn status(test: &TestHub, account: &TestAccount, bundle: &Bundle) -> Status {
    bundles::find(&test.hub, &account.actor, KIND, bundle.sid).await.unwrap().status
}

/// Sends a form of the case's page.
async fn deed(browser: &Browser, bundle: &Bundle, deed: &str, fields: &[(&str, &str)]) -> Answer {
    browser.fill(&page(bundle), &format!("{}/{deed}", page(bundle)), fields).await
}

#[tokio::test]
async fn the_queue_shows_what_waits_narrowed_counted_and_kept_as_a_view() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    assert!(browser.get("/console/review").await.text.contains("Nothing waits"));
    let bundle = in_review(&test, &account).await;
    let queue = browser.get("/console/review").await;
    assert_eq!(queue.status, StatusCode::OK);
    assert!(queue.text.contains(&page(&bundle)) && queue.text.contains("data-row"), "{}", queue.text);
    for (query, is_in) in
        [("country=us", true), ("country=CA", false), ("name=%25", false), ("order=risk", true)]
    {
        let narrowed = browser.get(&format!("/console/review?{query}")).await;
        assert_eq!(narrowed.text.contains(&page(&bundle)), is_in, "{query}");
    }
    let counts = browser.get("/console/review/counts").await;
    assert!(counts.text.contains("id=\"counts\"") && !counts.text.contains("<html"), "{}", counts.text);
    let view = [("query", "country=US&order=risk"), ("name", "The States")];
    let saved = browser.fill("/console/review", "/console/review/views", &view).await;
    assert_eq!(saved.location(), "/console/review?country=US&order=risk&done=saved");
    let kept = browser.get("/console/review").await.text;
    assert!(kept.contains("The States"), "{kept}");
    browser.fill("/console/review", "/console/review/views/delete", &[("name", "The States")]).await;
    assert!(!browser.get("/console/review").await.text.contains("The States"));
}

#[tokio::test]
async fn of_two_reviewers_at_one_case_the_second_is_told_who_has_it_on_the_page_as_it_is() {
    let test = hub!();
    let account = test.account("Owl").await;
    let one = desk(&test, "one@hub.example", Role::Reviewer).await;
    let two = desk(&test, "two@hub.example", Role::Reviewer).await;
    let bundle = in_review(&test, &account).await;
    // The second reviewer's page is from before the first one claims.
    let token = crate::browser::token_on(&two.get(&page(&bundle)).await.text);
    assert_eq!(deed(&one, &bundle, "claim", &[]).await.location(), format!("{}?done=claimed", page(&bundle)));
    let late = two.post(&format!("{}/approve", page(&bundle)), &[("csrf", &token), ("note", "Fine.")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("one@hub.example is at this case until"), "{}", late.text);
    assert!(late.text.contains("You can read it and write notes."), "{}", late.text);

    assert_eq!(deed(&one, &bundle, "approve", &[]).await.status, StatusCode::SEE_OTHER);
    let seen = two.get(&page(&bundle)).await.text;
    assert!(seen.contains("one@hub.example has approved it") && !seen.contains("data-undo"), "{seen}");
    assert!(two.get("/console/review").await.text.contains("Decided by one@hub.example"));
    let undo = two.post(&format!("{}/undo", page(&bundle)), &[("csrf", &token)]).await;
    assert_eq!(undo.status, StatusCode::CONFLICT);
    assert_eq!(status(&test, &account, &bundle).await, Status::InReview);
    test.advance(review::UNDO_FOR);
    test.run_jobs().await;
    assert_eq!(status(&test, &account, &bundle).await, Status::Approved);
}

#[tokio::test]
async fn a_rejection_is_shown_as_the_customer_gets_it_and_can_be_undone() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&test, &account).await;
    let field = "customer_profile_business_information.website_url";
    let reason =
        [("code_1", "18601"), ("field_1", field), ("note_1", "The imprint names <another> company.")];
    let preview: Vec<_> = [("step", "preview")].into_iter().chain(reason).collect();
    let preview = deed(&browser, &bundle, "reject", &preview).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(preview.text.contains("This is what the customer will get"), "{}", preview.text);
    assert!(preview.text.contains("The imprint names &#60;another&#62; company."), "{}", preview.text);
    assert_eq!(status(&test, &account, &bundle).await, Status::InReview);

    deed(&browser, &bundle, "reject", &reason).await;
    assert!(browser.get(&page(&bundle)).await.text.contains("You have rejected it"));
    assert_eq!(
        deed(&browser, &bundle, "undo", &[]).await.location(),
        format!("{}?done=undone", page(&bundle))
    );
    test.advance(Duration::from_secs(120));
    test.run_jobs().await;
    assert_eq!(status(&test, &account, &bundle).await, Status::InReview);
    let wrong = deed(&browser, &bundle, "reject", &[("code_1", "22600")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("use one of 18601"), "{}", wrong.text);
}

#[tokio::test]
async fn the_website_is_seen_as_it_looked_with_its_date_and_place() {
    let site = TestSite::start(&format!("<p>Owl Bakery Incorporated {}</p>", "bread ".repeat(60))).await;
    let png = files::png_head(100);
    let test = hub!(Wish { refers_everything: true, outside: site.visited(&png), ..Wish::default() });
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    let (draft, items) = test.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let mut information = SOUND_BUSINESS.information();
    information.insert("website_url".to_owned(), site.url().into());
    let edit = trusthub_app::items::end_users::update;
    edit(&test.hub, &account.actor, items.business, None, Some(information)).await.unwrap();
    let bundle = test.submit(&account, &draft).await;
    let website = format!("{}/website", page(&bundle));
    let case = browser.get(&page(&bundle)).await.text;
    assert!(
        case.contains(&format!("<a href=\"{website}\"><img class=\"paper\" src=\"{website}\"")),
        "{case}"
    );
    assert!(case.contains(&format!("Drawn {}", test.hub.now())) && case.contains(&site.url()), "{case}");
    let picture = browser.get(&website).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.headers[header::CONTENT_TYPE], "image/png");
    assert!(picture.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().starts_with("sandbox"));
    let other = in_review(&test, &account).await;
    assert!(
        !browser.get(&page(&other)).await.text.contains("The website</h2>"),
        "nobody lives at its address"
    );
    let missing = browser.get(&format!("{}/website", page(&other))).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let customer = Browser::of(&test, &account).await;
    assert_eq!(customer.get(&website).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn personal_fields_and_files_are_closed_until_the_reviewer_says_why() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    let (draft, items) = test.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let edit = trusthub_app::items::documents::DocumentEdit {
        file: Some(b"%PDF-1.7\nlease\n%%EOF".to_vec()),
        ..trusthub_app::items::documents::DocumentEdit::default()
    };
    trusthub_app::items::documents::update(&test.hub, &account.actor, items.address, edit).await.unwrap();
    let bundle = test.submit(&account, &draft).await;
    let email = SOUND_BUSINESS.representative()["email"].as_str().unwrap().to_owned();
    let file = format!("{}/documents/{}", page(&bundle), items.address);
    assert!(!browser.get(&page(&bundle)).await.text.contains(&email));
    assert_eq!(browser.get(&file).await.status, StatusCode::FORBIDDEN);
    let nothing = deed(&browser, &bundle, "unmask", &[("reason", " ")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    deed(&browser, &bundle, "unmask", &[("reason", "To read the lease.")]).await;
    let shown = browser.get(&page(&bundle)).await.text;
    assert!(shown.contains(&email) && shown.contains("saw personal fields: To read the lease."), "{shown}");
    let answer = browser.get(&file).await;
    let said = |name| answer.headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert!(said(header::CONTENT_SECURITY_POLICY).starts_with("sandbox; default-src 'none'"));
    assert!(said(header::CONTENT_DISPOSITION).starts_with("attachment"));
    assert_eq!(said(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(answer.text.contains("lease"));
}

#[tokio::test]
async fn a_document_is_read_with_what_was_found_marked() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    let (draft, items) = test.complete_profile(&account, &SOUND_BUSINESS, None).await;
    let bill: &[&str] = &["Customer: <b>OWL BAKERY, INC.</b>", "1200 Hearst Ave", "Berkeley, CA 94702"];
    let edit = trusthub_app::items::documents::DocumentEdit {
        file: Some(files::pdf(&[bill])),
        ..trusthub_app::items::documents::DocumentEdit::default()
    };
    trusthub_app::items::documents::update(&test.hub, &account.actor, items.address, edit).await.unwrap();
    let bundle = test.submit(&account, &draft).await;
    test.run_jobs().await;
    let text = format!("{}/documents/{}/text", page(&bundle), items.address);
    assert_eq!(browser.get(&text).await.status, StatusCode::FORBIDDEN);
    deed(&browser, &bundle, "unmask", &[("reason", "To read the bill.")]).await;
    assert!(browser.get(&page(&bundle)).await.text.contains(&text));
    let shown = browser.get(&text).await.text;
    assert!(shown.contains("<mark title=\"address\">1200 Hearst Ave\nBerkeley, CA 94702</mark>"), "{shown}");
    assert!(shown.contains("&#60;b&#62;") && !shown.contains("<b>"), "{shown}");
    let picture = format!("{}/documents/{}/pages/1", page(&bundle), items.address);
    assert_eq!(browser.get(&picture).await.status, StatusCode::NOT_FOUND, "nothing draws here");
    let no_page = format!("{}/documents/{}/pages/one", page(&bundle), items.address);
    assert_eq!(browser.get(&no_page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn asking_referring_and_noting_stand_on_the_page() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    let lead = desk(&test, "lead@hub.example", Role::Lead).await;
    let bundle = in_review(&test, &account).await;
    for (what, fields, shown) in [
        ("ask", [("question", "Which page shows your name?")], "Which page shows your name?"),
        ("note", [("note", "Known to me.")], "Known to me."),
        ("refer", [("note", "A ministry?")], "A ministry?"),
    ] {
        assert_eq!(deed(&browser, &bundle, what, &fields).await.status, StatusCode::SEE_OTHER, "{what}");
        let text = browser.get(&page(&bundle)).await.text;
        assert!(text.contains(shown), "{what}: {text}");
    }
    assert!(!browser.get(&page(&bundle)).await.text.contains("id=\"decide\""), "it is for leads");
    assert!(lead.get(&page(&bundle)).await.text.contains("id=\"decide\""));
    assert!(lead.get("/console/review?leads=1").await.text.contains(&page(&bundle)));
}

#[tokio::test]
async fn a_customer_answers_where_the_profile_stands_and_the_reviewer_reads_it() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    let customer = Browser::of(&test, &account).await;
    let bundle = in_review(&test, &account).await;
    deed(&browser, &bundle, "ask", &[("question", "Which page shows your name?")]).await;
    let own = format!("/console/{}/profiles/{}", account.sid, bundle.sid);
    let asked = customer.get(&own).await.text;
    assert!(asked.contains("Which page shows your name?") && !asked.contains("one@hub.example"), "{asked}");
    let answer = [("number", "1"), ("answer", "The second one.")];
    let answered = customer.fill(&own, &format!("{own}/answer"), &answer).await;
    assert_eq!(answered.location(), format!("{own}?done=answered"));
    assert!(browser.get(&page(&bundle)).await.text.contains("The second one."));
    assert_eq!(customer.fill(&own, &format!("{own}/answer"), &answer).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_desk_has_pictures_with_tables_behind_and_a_file() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    let bundle = in_review(&test, &account).await;
    deed(&browser, &bundle, "approve", &[]).await;
    test.advance(review::UNDO_FOR);
    test.run_jobs().await;
    for days in ["30", "90"] {
        let desk = browser.get(&format!("/console/review/desk?days={days}")).await;
        assert_eq!(desk.status, StatusCode::OK, "{}", desk.text);
        assert!(desk.text.contains("bar-people") && desk.text.contains("Decisions by day"), "{}", desk.text);
    }
    let csv = browser.get("/console/review/desk.csv?days=30").await;
    assert_eq!(csv.headers.get(header::CONTENT_TYPE).unwrap(), "text/csv; charset=utf-8");
    assert_eq!(csv.text.lines().count(), 2, "{}", csv.text);
}

#[tokio::test]
async fn customers_and_forms_from_elsewhere_reach_no_reviewers_page() {
    let test = hub!();
    let account = test.account("Owl").await;
    let browser = desk(&test, "one@hub.example", Role::Reviewer).await;
    let customer = Browser::of(&test, &account).await;
    let bundle = in_review(&test, &account).await;
    let home = format!("/console/{}", account.sid);
    for path in
        ["/console/review", "/console/review/counts", "/console/review/desk", "/console/review/desk.csv"]
    {
        assert_eq!(customer.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(customer.get(&page(&bundle)).await.status, StatusCode::NOT_FOUND);
    for deed in ["claim", "release", "approve", "reject", "undo", "refer", "ask", "note", "unmask"] {
        let path = format!("{}/{deed}", page(&bundle));
        assert_eq!(
            customer.fill(&home, &path, &[("note", "Me.")]).await.status,
            StatusCode::NOT_FOUND,
            "{deed}"
        );
        let foreign = browser.post(&path, &[("csrf", "0"), ("note", "Me.")]).await;
        assert_eq!(foreign.status, StatusCode::FORBIDDEN, "{deed}");
    }
    test.advance(Duration::from_secs(120));
    test.run_jobs().await;
    assert_eq!(status(&test, &account, &bundle).await, Status::InReview);
}
