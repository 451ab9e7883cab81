//! A bundle filled in as a form: each requirement in one change, what is there already mended in place.

use serde_json::json;
use trusthub_app::bundles::filling::{self, Filling};
use trusthub_app::bundles::{self, items};
use trusthub_app::items::addresses::NewAddress;
use trusthub_app::{Error, Invalid};
use trusthub_domain::bundle::{Bundle, BundleKind, Status};
use trusthub_domain::evaluation::Compliance;
use trusthub_testkit::{PRIMARY, SOUND_BUSINESS, TestAccount, TestHub, object};

use crate::support::{first_page, hub};

const KIND: BundleKind = BundleKind::CustomerProfile;

fn information() -> Filling {
    Filling::EndUser {
        type_name: "customer_profile_business_information".to_owned(),
        attributes: SOUND_BUSINESS.information(),
    }
}

fn representative() -> Filling {
    Filling::EndUser {
        type_name: "authorized_representative_1".to_owned(),
        attributes: SOUND_BUSINESS.representative(),
    }
}

fn address_in(street: &str, country: &str) -> Filling {
    Filling::Document {
        type_name: "customer_profile_address".to_owned(),
        attributes: object(json!({})),
        address: Some(Box::new(NewAddress {
            friendly_name: String::new(),
            customer_name: SOUND_BUSINESS.name.to_owned(),
            street: street.to_owned(),
            street_secondary: None,
            city: "Oakland".to_owned(),
            region: "CA".to_owned(),
            postal_code: "94612".to_owned(),
            iso_country: country.to_owned(),
            emergency_enabled: false,
        })),
        file: None,
    }
}

async fn begun(test: &TestHub) -> (TestAccount, Bundle) {
    let account = test.account("Owl Bakery").await;
    let draft = test.draft(&account, KIND, PRIMARY).await;
    (account, draft)
}

#[tokio::test]
async fn a_profile_is_filled_in_requirement_by_requirement_until_it_complies() {
    let test = hub!();
    let (account, draft) = begun(&test).await;
    let mut seen = filling::open(&test.hub, &account.actor, KIND, draft.sid).await.unwrap();
    assert_eq!(seen.report.status, Compliance::Noncompliant);
    for part in [information(), representative(), address_in("1 Broadway", "US")] {
        seen = filling::fill(&test.hub, &account.actor, KIND, draft.sid, part).await.unwrap();
    }
    assert_eq!(seen.report.status, Compliance::Compliant, "{:?}", seen.report);
    let submitted = bundles::submit(&test.hub, &account.actor, KIND, draft.sid).await.unwrap();
    assert_ne!(submitted.status, Status::Rejected);
}

#[tokio::test]
async fn what_is_there_is_mended_in_place() {
    let test = hub!();
    let (account, draft) = begun(&test).await;
    let fill = |part| filling::fill(&test.hub, &account.actor, KIND, draft.sid, part);
    fill(information()).await.unwrap();
    fill(address_in("1 Broadway", "US")).await.unwrap();
    let before = fill(address_in("1 Broadway", "US")).await.unwrap();

    let renamed = Filling::EndUser {
        type_name: "customer_profile_business_information".to_owned(),
        attributes: object(json!({"business_name": "Owl Sons Inc.", "social_media_profile_urls": ""})),
    };
    fill(renamed).await.unwrap();
    let after = fill(address_in("2 Broadway", "US")).await.unwrap();

    assert_eq!(before.items, after.items, "the same objects are assigned");
    let information = after.end_user("customer_profile_business_information").unwrap();
    assert_eq!(information.attributes.get("business_name"), Some(&json!("Owl Sons Inc.")));
    assert!(information.attributes.contains_key("website_url"), "what the form left out is kept");
    assert!(!information.attributes.contains_key("social_media_profile_urls"), "what it emptied is gone");
    let address = after.parts.addresses.values().next().unwrap();
    assert_eq!((after.parts.addresses.len(), address.street.as_str()), (1, "2 Broadway"));

    let abroad = fill(address_in("2 Broadway", "CA")).await.unwrap();
    let address = abroad.parts.addresses.values().next().unwrap();
    assert_eq!((abroad.items.len(), address.iso_country.as_str()), (2, "CA"));
}

#[tokio::test]
async fn nothing_stays_behind_of_a_part_that_is_refused() {
    let test = hub!();
    let (account, draft) = begun(&test).await;
    let refused = filling::fill(&test.hub, &account.actor, KIND, draft.sid, address_in("", "US")).await;
    assert!(matches!(refused, Err(Error::Invalid(Invalid::Missing("Street")))), "{refused:?}");
    let stray = Filling::EndUser { type_name: "cnam_information".to_owned(), attributes: object(json!({})) };
    let refused = filling::fill(&test.hub, &account.actor, KIND, draft.sid, stray).await;
    assert!(matches!(refused, Err(Error::Invalid(Invalid::ObjectType(_)))), "{refused:?}");
    let page = first_page(50);
    let all = trusthub_app::items::documents::list(&test.hub, &account.actor, page.clone()).await.unwrap();
    assert!(all.items.is_empty());
    let assigned = items::list(&test.hub, &account.actor, KIND, draft.sid, None, page).await.unwrap();
    assert!(assigned.items.is_empty());
}

#[tokio::test]
async fn typing_is_checked_and_changes_nothing() {
    let test = hub!();
    let (account, draft) = begun(&test).await;
    let typed = Filling::EndUser {
        type_name: "authorized_representative_1".to_owned(),
        attributes: object(json!({"first_name": "Ada", "email": "no address"})),
    };
    let judged = filling::would_be(&test.hub, &account.actor, KIND, draft.sid, typed).await.unwrap();
    let report = judged.report;
    let row = report.results.iter().find(|row| row.object_type == "authorized_representative_1").unwrap();
    let wrong: Vec<&str> = row.invalid.iter().map(|field| field.object_field.as_str()).collect();
    assert!(
        wrong.contains(&"email") && wrong.contains(&"last_name") && !wrong.contains(&"first_name"),
        "{wrong:?}"
    );
    let seen = filling::open(&test.hub, &account.actor, KIND, draft.sid).await.unwrap();
    assert!(seen.items.is_empty());
}

#[tokio::test]
async fn an_optional_part_can_be_left_out_again_and_a_stranger_fills_in_nothing() {
    let test = hub!();
    let (account, draft) = begun(&test).await;
    let second = Filling::EndUser {
        type_name: "authorized_representative_2".to_owned(),
        attributes: SOUND_BUSINESS.representative(),
    };
    let seen = filling::fill(&test.hub, &account.actor, KIND, draft.sid, second.clone()).await.unwrap();
    assert_eq!(seen.items.len(), 1);
    let leave_out =
        || filling::leave_out(&test.hub, &account.actor, KIND, draft.sid, "authorized_representative_2");
    leave_out().await.unwrap();
    leave_out().await.unwrap();
    let seen = filling::open(&test.hub, &account.actor, KIND, draft.sid).await.unwrap();
    assert!(seen.items.is_empty());

    let stranger = test.account("Stranger").await;
    let refused = filling::fill(&test.hub, &stranger.actor, KIND, draft.sid, second).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
}

#[tokio::test]
async fn two_who_fill_in_at_once_both_succeed_and_leave_one_object_each() {
    let test = hub!();
    let (account, draft) = begun(&test).await;
    let fill = |part| filling::fill(&test.hub, &account.actor, KIND, draft.sid, part);
    let (one, two, three) = tokio::join!(fill(information()), fill(information()), fill(representative()));
    one.unwrap();
    two.unwrap();
    three.unwrap();
    let seen = filling::open(&test.hub, &account.actor, KIND, draft.sid).await.unwrap();
    assert_eq!(seen.items.len(), 2);
}

#[tokio::test]
async fn what_the_checks_would_turn_down_is_told_before_it_is_submitted() {
    let test = hub!();
    let (account, draft) = begun(&test).await;
    let with_number = |number: &str| {
        let mut attributes = SOUND_BUSINESS.information();
        attributes.insert("business_registration_number".to_owned(), json!(number));
        Filling::EndUser { type_name: "customer_profile_business_information".to_owned(), attributes }
    };
    let fill = |part| filling::fill(&test.hub, &account.actor, KIND, draft.sid, part);
    let number = "customer_profile_business_information.business_registration_number";
    // No EIN begins with 07 (IRS, "How EINs are assigned and valid EIN prefixes").
    let wrong = fill(with_number("07-1234567")).await.unwrap();
    assert!(wrong.advice.iter().any(|advice| advice.field == number), "{:?}", wrong.advice);
    let right = fill(with_number("94-2404110")).await.unwrap();
    assert_eq!(right.advice, []);
    let typed =
        filling::would_be(&test.hub, &account.actor, KIND, draft.sid, with_number("1")).await.unwrap();
    assert!(typed.advice.iter().any(|advice| advice.field == number), "{:?}", typed.advice);
}
