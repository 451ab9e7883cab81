use serde_json::json;

use crate::business::{self, status, submitted};
use crate::hub::{Customer, Hub, eventually};

/// Until automatic vetting is through and a reviewer may act.
async fn waiting(hub: &Hub, profile: &str) {
    eventually("the case is open", async || {
        let listed = hub.must(&["review", "list", "--json"]).json();
        let open = listed
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["bundle_sid"] == profile && one["state"] == "open");
        open.then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_case_is_listed_shown_and_approved_beside_the_running_server() {
    let hub = Hub::started();
    let customer = hub.first();
    let profile = submitted(&customer, "Lantern Books, Inc.").await;
    waiting(&hub, &profile).await;
    let listed = hub.must(&["review", "list"]).out;
    assert!(
        listed.contains(&profile) && listed.contains("23 h") && listed.contains("Lantern Books"),
        "{listed}"
    );

    let page = hub.must(&["review", "show", &profile]).out;
    for part in [
        "In review",
        "Lantern Books, Inc.",
        "Marlow",
        "418 Market Street",
        "evidence",
        "identifier.ein.format",
    ] {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    let shown = hub.must(&["review", "show", &profile, "--json"]).json();
    assert_eq!((&shown["status"], &shown["cases"][0]["state"]), (&json!("in-review"), &json!("open")));
    assert!(!shown["cases"][0]["evidence"].as_array().unwrap().is_empty());

    hub.must(&["review", "note", &profile, "--note", "authorized_representative_1.email=wrote to her"]);
    let done = hub.must(&["review", "approve", &profile, "--note", "all fits"]);
    assert!(done.out.contains("is approved, in force until"), "{}", done.out);
    assert_eq!(status(&customer, &profile).await, "twilio-approved");
    assert!(hub.must(&["review", "list"]).out.contains("Nothing waits"));
    let page = hub.must(&["review", "show", &profile]).out;
    assert!(
        page.contains("wrote to her") && page.contains("approved by reviewer@trusthub.example"),
        "{page}"
    );
}

#[tokio::test]
async fn what_two_accounts_share_is_shown_as_text_and_as_a_graph() {
    let hub = Hub::started();
    let first = hub.first();
    let known = submitted(&first, "Lantern Books, Inc.").await;
    waiting(&hub, &known).await;
    let alone = hub.must(&["review", "show", &known]).out;
    assert!(!alone.contains("with other accounts"), "{alone}");

    let made = hub.must(&["account", "create", "--friendly-name", "Other", "--json"]).json();
    let text = |field: &str| made[field].as_str().unwrap().to_owned();
    let other = Customer::new(&hub.credentials()["TRUSTHUB_URL"], &text("sid"), &text("auth_token"));
    let profile = submitted(&other, "Lantern Books, Inc.").await;
    waiting(&hub, &profile).await;
    let page = hub.must(&["review", "show", &profile]).out;
    for part in ["with other accounts", &known, &first.sid, "the same registration number", "phone number +1"]
    {
        assert!(page.contains(part), "{part} is missing in\n{page}");
    }
    let graph = &hub.must(&["review", "show", &profile, "--json"]).json()["graph"];
    let nodes: Vec<_> = graph["nodes"].as_array().unwrap().iter().map(|node| &node["bundle_sid"]).collect();
    assert_eq!(nodes, [&json!(profile), &json!(known)]);
    assert_eq!(
        graph["nodes"][1],
        json!({
            "bundle_sid": known,
            "account_sid": first.sid,
            "business_name": "Lantern Books, Inc.",
            "status": "in-review",
            "steps": 1,
        })
    );
    let link = &graph["links"][0];
    assert_eq!((&link["from"], &link["to"]), (&json!(profile), &json!(known)));
    assert_eq!(link["shares"][0]["kind"], "business_identifier");
    assert!(link["shares"].as_array().unwrap().iter().any(|one| one["kind"] == "phone"), "{link}");
    assert_eq!((&graph["common"], &graph["is_cut"]), (&json!([]), &json!(false)));
}

#[tokio::test]
async fn a_case_that_another_reviewer_holds_is_refused_with_name_and_time() {
    let hub = Hub::started();
    hub.must(&["reviewer", "create", "--email", "second@trust.example"]);
    let profile = submitted(&hub.first(), "Lantern Books, Inc.").await;
    waiting(&hub, &profile).await;
    hub.must(&["review", "claim", &profile, "--as", "second@trust.example"]);
    for verb in [
        &["review", "approve", &profile][..],
        &["review", "claim", &profile],
        &["review", "reject", &profile, "--code", "18602"],
    ] {
        let done = hub.run(verb);
        assert_eq!(done.code, 1, "{verb:?}");
        assert!(done.err.contains("claimed by second@trust.example until 20"), "{}", done.err);
    }
    let mine = hub.must(&["review", "list", "--mine", "--as", "second@trust.example", "--json"]).json();
    assert_eq!(mine[0]["claimed_by"], "second@trust.example");
    assert_eq!(hub.must(&["review", "list", "--mine", "--json"]).json(), json!([]));
    hub.must(&["review", "approve", &profile, "--as", "second@trust.example"]);
}

#[tokio::test]
async fn a_rejection_carries_codes_fields_and_notes_to_the_customer() {
    let hub = Hub::started();
    let customer = hub.first();
    let profile = submitted(&customer, "Lantern Books, Inc.").await;
    waiting(&hub, &profile).await;
    let field = "customer_profile_business_information.website_url";
    let (code, note) = (format!("18601:{field}"), format!("{field}=The imprint names another company."));
    let arguments = [
        "review", "reject", &profile, "--code", &code, "--note", &note, "--code", "99099", "--note",
        "Call us.",
    ];
    let done = hub.must(&arguments);
    assert!(
        done.out.contains("is rejected") && done.out.contains("The imprint names another company."),
        "{}",
        done.out
    );
    let (_, answer) = customer.get(&format!("/v1/CustomerProfiles/{profile}")).await;
    assert_eq!(answer["status"], "twilio-rejected");
    let told: Vec<_> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (&one["code"], &one["field"], &one["note"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!(18601), &json!(field), &json!("The imprint names another company.")),
            (&json!(99099), &json!(null), &json!("Call us."))
        ]
    );
    let again = hub.run(&["review", "approve", &profile]);
    assert_eq!(again.code, 1, "a decided case is not decided again");
    let unknown = hub.run(&["review", "reject", &profile, "--code", "12345"]);
    assert_eq!(unknown.code, 1, "{}", unknown.err);
}

#[tokio::test]
async fn a_suspension_shows_at_once_and_is_lifted() {
    let hub = Hub::started();
    let customer = hub.first();
    let profile = submitted(&customer, "Lantern Books, Inc.").await;
    waiting(&hub, &profile).await;
    hub.must(&["review", "approve", &profile]);
    hub.must(&["review", "suspend", &profile, "--note", "Reported by a carrier."]);
    assert_eq!(status(&customer, &profile).await, "twilio-rejected");
    let (code, _) = business::submit(&customer, &profile).await;
    assert!(code >= 400, "a suspended profile is not submitted");
    hub.must(&["review", "reinstate", &profile]);
    assert_eq!(status(&customer, &profile).await, "twilio-approved");
}

#[tokio::test]
async fn what_a_customer_typed_cannot_drive_the_reviewers_terminal() {
    let hub = Hub::started();
    let customer = hub.first();
    let profile = business::draft(&customer, "Lantern Books").await;
    let attributes = json!({ "business_name": "Lantern \u{1b}[2J Books" });
    let end_user = business::end_user(&customer, "customer_profile_business_information", &attributes).await;
    customer
        .make(&format!("/v1/CustomerProfiles/{profile}/EntityAssignments"), &[("ObjectSid", &end_user)])
        .await;
    let page = hub.must(&["review", "show", &profile]).out;
    assert!(page.contains("Lantern \\u{1b}[2J Books") && !page.contains('\u{1b}'), "{page:?}");
}

#[tokio::test]
async fn an_appeal_is_marked_in_the_queue_and_decided_by_somebody_else() {
    let hub = Hub::started();
    let customer = hub.first();
    let profile = submitted(&customer, "Lantern Books, Inc.").await;
    waiting(&hub, &profile).await;
    hub.must(&["reviewer", "create", "--email", "second@trust.example"]);
    hub.must(&["review", "reject", &profile, "--code", "18601", "--note", "Another name."]);
    let path = format!("/trust/v1/CustomerProfiles/{profile}/Appeals");
    let (code, made) = customer.post(&path, &[("Note", "It is our trade name.")]).await;
    assert_eq!((code, &made["status"]), (201, &json!("pending")), "{made}");
    waiting(&hub, &profile).await;
    let listed = hub.must(&["review", "list"]).out;
    assert!(listed.contains("appeal Lantern Books"), "{listed}");
    let page = hub.must(&["review", "show", &profile]).out;
    assert!(page.contains("appeal against the rejection by reviewer@trusthub.example"), "{page}");
    assert!(page.contains("It is our trade name."), "{page}");
    let refused = hub.run(&["review", "approve", &profile]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("another reviewer must decide it"), "{}", refused.err);
    hub.must(&["review", "approve", &profile, "--as", "second@trust.example"]);
    let (_, decided) = customer.get(&path).await;
    assert_eq!(decided["appeals"][0]["status"], "overturned", "{decided}");
    assert_eq!(status(&customer, &profile).await, "twilio-approved");
}
