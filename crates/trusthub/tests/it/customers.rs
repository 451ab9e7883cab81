//! An ISV's file, from the command line beside the running server.

use serde_json::{Value, json};

use crate::business;
use crate::hub::{Customer, Hub, eventually};

/// What stands in the columns of a profile that lacks nothing.
const PROFILE: [(&str, &str); 19] = [
    ("customer_profile_business_information.business_name", "Owl Bakery Inc."),
    ("customer_profile_business_information.business_identity", "direct_customer"),
    ("customer_profile_business_information.business_type", "Corporation"),
    ("customer_profile_business_information.business_industry", "TECHNOLOGY"),
    ("customer_profile_business_information.business_registration_identifier", "EIN"),
    ("customer_profile_business_information.business_registration_number", "942404110"),
    ("customer_profile_business_information.business_regions_of_operation", "USA_AND_CANADA"),
    ("customer_profile_business_information.website_url", "https://www.owl-bakery.example"),
    ("authorized_representative_1.first_name", "Rosalind"),
    ("authorized_representative_1.last_name", "Achterberg"),
    ("authorized_representative_1.email", "rosalind@owl-bakery.example"),
    ("authorized_representative_1.phone_number", "+14155552671"),
    ("authorized_representative_1.business_title", "Chief Executive"),
    ("authorized_representative_1.job_position", "CEO"),
    ("address.street", "1410 Broadway"),
    ("address.city", "Oakland"),
    ("address.region", "CA"),
    ("address.postal_code", "94612"),
    ("address.iso_country", "US"),
];

/// An ISV whose own profile is approved.
async fn isv(hub: &Hub) -> Customer {
    let isv = hub.first();
    let profile = business::submitted_as(&isv, "Heron Voice LLC", "isv_reseller_or_partner").await;
    eventually("the ISV is approved", async || {
        (hub.run(&["review", "approve", &profile]).code == 0).then_some(())
    })
    .await;
    isv
}

#[tokio::test]
async fn a_file_with_brands_makes_them_and_every_mistake_of_a_line_is_named() {
    // A person decides each: so the stages can be told apart.
    let mut hub = Hub::new().set("TRUSTHUB_AUTO_DECIDE", "off");
    hub.start();
    let isv = isv(&hub).await;
    let columns = hub.must(&["customer", "columns"]).out;
    let columns: Vec<&str> = columns.trim().split(',').collect();
    let line = |given: &[(&str, &str)]| {
        let field = |column: &&str| {
            let found = given.iter().rev().find(|(name, _)| name == column);
            found.map_or_else(String::new, |(_, text)| format!("\"{text}\""))
        };
        columns.iter().map(field).collect::<Vec<_>>().join(",")
    };
    let whole = [("reference", "c-1"), ("email", "office@owl-bakery.example"), ("brand.type", "standard")];
    let company = ("us_a2p_messaging_profile_information.company_type", "private");
    let whole: Vec<_> = whole.into_iter().chain([company]).chain(PROFILE).collect();
    let wrong = [
        ("reference", "c-2"),
        ("email", "nobody"),
        ("address.street", "1 Main St"),
        ("address.iso_country", "USA"),
        ("brand.type", "golden"),
        ("brand.daily_messages", "many"),
    ];
    let file = hub.path("customers.csv");
    std::fs::write(&file, [columns.join(","), line(&whole), line(&wrong)].join("\n")).unwrap();
    let import = ["customer", "import", file.to_str().unwrap(), "--account", &isv.sid, "--submit"];
    let told = || {
        let done = hub.run(&[&import[..], &["--json"]].concat());
        assert_eq!(done.code, 1, "a line is refused: {}{}", done.out, done.err);
        done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>()
    };

    let first = told();
    let (made, refused, summary) = (&first[0], &first[1], &first[2]["summary"]);
    assert_eq!((&made["outcome"], &made["status"]), (&json!("made"), &json!("in-review")), "{made:#}");
    assert_eq!((&made["brand"]["stage"], &made["reasons"]), (&json!("under_way"), &json!([])), "{made:#}");
    assert_eq!((&refused["line"], &refused["outcome"]), (&json!(3), &json!("refused")));
    let reasons = refused["reasons"].as_array().unwrap();
    assert_eq!(reasons.len(), 7, "three parts of the address, country, e-mail, type and volume: {refused:#}");
    assert_eq!((&summary["made"], &summary["brands"]["under_way"]), (&json!(1), &json!(1)), "{summary:#}");

    let said = hub.run(&import);
    for reason in reasons {
        assert!(said.out.contains(reason.as_str().unwrap()), "{reason}: {}", said.out);
    }
    let profile = made["customer_profile_sid"].as_str().unwrap();
    let product = made["brand"]["trust_product_sid"].as_str().unwrap();
    for bundle in [profile, product] {
        eventually("it is approved", async || {
            (hub.run(&["review", "approve", bundle]).code == 0).then_some(())
        })
        .await;
    }
    let done = eventually("the brand is registered", async || {
        told().into_iter().next().filter(|line| line["brand"]["stage"] == "registered")
    })
    .await;
    assert_eq!(
        (&done["outcome"], &done["brand"]["status"]),
        (&json!("unchanged"), &json!("APPROVED")),
        "{done:#}"
    );
}
