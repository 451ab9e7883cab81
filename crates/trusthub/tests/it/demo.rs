use crate::hub::{binary, run};
use crate::stir_peers::peer_is_installed;

#[test]
fn the_demo_tells_the_whole_story_and_ends_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    // Nothing of the caller's own configuration may reach it.
    let done = run(binary()
        .args(["demo", "--exit", "--data-dir"])
        .arg(&data)
        .env("TRUSTHUB_DATABASE_URL", "postgres://nowhere/"));
    assert_eq!(done.code, 0, "{}{}", done.err, done.out);
    let told = &done.out;
    for part in [
        "→ POST /v1/CustomerProfiles",
        "noncompliant",
        "← 201  compliant",
        "status in-review",
        "⇐ callback in-review, number 2 of this bundle",
        "X-Twilio-Signature verified",
        "✉ mail to ines.marlow@harborlantern.example",
        "approved without a person",
        "identifier.ein.format",
        "registry.name",
        "level 3, verified+",
        "sanctions.not_listed",
        "99002",
        "⇐ callback twilio-approved",
        "✉ mail to compliance@harborlantern.example",
        "approved at once",
        "→ POST /stir/v1/signing",
        "attest A: the caller is known, and the number is theirs",
        "verstat TN-Validation-Passed",
        "because business_in_force, number_on_profile, number_on_product",
        "403  POL4030 The call is not signed: profile_suspended",
        "✗ The customer profile is suspended.",
        "22214 authorized_representative_1",
        "18602 customer_profile_business_information.business_registration_number",
        "18603 customer_profile_address.address_sids",
        "mend:",
        "The log is whole",
        "credentials.env",
        "/docs",
    ] {
        assert!(told.contains(part), "{part:?} is missing in\n{told}");
    }
    assert_eq!(told.matches("attest A:").count(), 2, "before the suspension and after it:\n{told}");
    assert_eq!(told.contains("$ secsipidx -check"), peer_is_installed(), "{told}");
    assert!(!told.contains('\u{1b}'), "colour into a pipe");
    assert!(data.join("credentials.env").exists());

    let again = run(binary().args(["demo", "--exit", "--data-dir"]).arg(&data));
    assert_eq!(again.code, 1, "the demo never plays in a folder with a hub");
}

#[test]
fn the_demo_leaves_its_customers_personal_data_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo");
    let done = run(binary().args(["demo", "--exit", "--data-dir"]).arg(&data));
    assert_eq!(done.code, 0, "{}", done.err);
    for name in ["trusthub.db", "trusthub.db-wal"] {
        let Ok(bytes) = std::fs::read(data.join(name)) else { continue };
        for personal in [
            "Marlow",
            "ines.marlow",
            "+14155552671",
            "compliance@harborlantern.example",
            "47-2938471",
            "418 Market",
        ] {
            let found = bytes.windows(personal.len()).any(|window| window == personal.as_bytes());
            assert!(!found, "{personal:?} lies open in {name}");
        }
    }
}
