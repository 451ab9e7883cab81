//! An operator's own files: what they may add, and how a broken one is refused.

use trusthub_domain::policy::{Catalog, ItemKind, PolicyError};

use crate::fixture::{PRIMARY, catalog, policy};

fn load(text: &str) -> Result<Catalog, PolicyError> {
    Catalog::with_files([("own.toml".to_owned(), text.to_owned())])
}

fn refusal(text: &str) -> String {
    load(text).unwrap_err().to_string()
}

const OWN: &str = r#"
[policy]
sid = "RN00000000000000000000000000000001"
friendly_name = "Wholesale partner"
bundle_kind = "customer_profile"
object_type = "partner_profile"
level = "business"
four_eyes = true
valid_for_days = 90

[[policy.end_user]]
type = "partner_information"
name = "Partner"
requirement_name = "partner"
fields = ["licence_number", "licence_country"]

[[end_user_type]]
sid = "OY00000000000000000000000000000001"
machine_name = "partner_information"
friendly_name = "Partner Information"

[[end_user_type.fields]]
machine_name = "licence_number"
friendly_name = "Licence Number"
required = true
max_length = 20

[[end_user_type.fields]]
machine_name = "licence_country"
friendly_name = "Licence Country"
required_when = { field = "licence_number", one_of = ["none"] }

[[error_code]]
code = 99050
message = "The licence has lapsed"
mend = "Have the licence renewed and submit again."
reviewer = true
"#;

#[test]
fn an_operator_adds_a_policy_with_its_types_in_one_file() {
    let catalog = load(OWN).unwrap();
    let own = policy(&catalog, "RN00000000000000000000000000000001");
    assert_eq!(own.valid_for.as_secs(), 90 * 24 * 60 * 60);
    assert!(own.needs_two_reviewers);
    assert_eq!(catalog.policies().last(), Some(own), "own policies are listed last");
    assert!(catalog.item_type(ItemKind::EndUser, "partner_information").is_some());
    assert_eq!(catalog.policies().len(), 26);
}

#[test]
fn a_shipped_policy_is_replaced_only_by_saying_so() {
    let silent = format!(
        "[policy]\nsid = \"{PRIMARY}\"\nfriendly_name = \"Mine\"\nbundle_kind = \"customer_profile\"\n\
         object_type = \"primary_customer_profile_type_business\"\n"
    );
    let lower = PRIMARY;
    assert_eq!(
        refusal(&silent),
        format!("own.toml:2: policy {lower} is defined twice, before this in policy/primary-business.toml")
    );
    let outspoken = format!("{silent}replaces = true\n");
    let catalog = load(&outspoken).unwrap();
    assert_eq!(policy(&catalog, PRIMARY).friendly_name, "Mine");
    assert_eq!(catalog.policies().first().unwrap().friendly_name, "Mine", "it keeps its place in the list");
    let nothing = outspoken.replace(PRIMARY, "RN00000000000000000000000000000009");
    assert_eq!(
        refusal(&nothing),
        "own.toml:2: it says that it replaces RN00000000000000000000000000000009, but there is no such policy"
    );
}

#[test]
fn a_second_file_may_not_define_the_same_again() {
    let twice = [("a.toml".to_owned(), OWN.to_owned()), ("b.toml".to_owned(), OWN.to_owned())];
    let error = Catalog::with_files(twice).unwrap_err();
    assert_eq!(
        error.to_string(),
        "b.toml:18: type OY00000000000000000000000000000001 is defined twice, before this in a.toml"
    );
}

#[test]
fn a_broken_file_is_refused_with_line_and_reason() {
    let cases = [
        ("sid = \"RN00000000000000000000000000000001\"", "sid = \"RN1\""),
        ("sid = \"RN00000000000000000000000000000001\"", "sid = RN1"),
        ("sid = \"OY00000000000000000000000000000001\"", "sid = \"RN00000000000000000000000000000001\""),
        ("four_eyes = true", "four_eye = true"),
        ("four_eyes = true", "four_eyes = 1"),
        ("four_eyes = true", "auto_approve = true"),
        ("bundle_kind = \"customer_profile\"", "bundle_kind = \"profile\""),
        ("level = \"business\"", "primary = true\nbundle_kind = \"trust_product\""),
        ("bundle_kind = \"customer_profile\"", "bundle_kind = \"trust_product\"\nprimary = true"),
        ("object_type = \"partner_profile\"", "object_type = \"Partner profile\""),
        ("valid_for_days = 90", "valid_for_days = 0"),
        ("valid_for_days = 90", "valid_for_days = -1"),
        ("type = \"partner_information\"", "type = \"partner\""),
        (
            "fields = [\"licence_number\", \"licence_country\"]",
            "fields = [\n  \"licence_number\",\n  \"licence\",\n]",
        ),
        ("fields = [\"licence_number\", \"licence_country\"]", "fields = []"),
        ("name = \"Partner\"", "name = \" \""),
        ("required_when = { field = \"licence_number\"", "required_when = { field = \"licence\""),
        ("one_of = [\"none\"]", "one_of = []"),
        ("max_length = 20", "max_length = 0"),
        ("max_length = 20", "several = true"),
        ("max_length = 20", "format = \"telephone\""),
        ("machine_name = \"licence_country\"", "machine_name = \"licence_number\""),
        ("code = 99050", "code = 99001"),
        (
            "reviewer = true",
            "[[policy.supporting_profile]]\ntype = \"nobody\"\nname = \"N\"\nrequirement_name = \"n\"",
        ),
        (
            "reviewer = true",
            "[[policy.supporting_profile]]\ntype = \"voice_integrity_trust_product\"\nname = \"N\"\nrequirement_name = \"n\"",
        ),
        (
            "reviewer = true",
            "[[policy.supporting_profile]]\ntype = \"partner_profile\"\nname = \"N\"\nrequirement_name = \"n\"\n\
             conditions = [{ field = \"partner_information.nothing\", one_of = [\"x\"] }]",
        ),
        (
            "reviewer = true",
            "[[policy.end_user]]\ntype = \"partner_information\"\nname = \"P\"\nrequirement_name = \"partner\"\nfields = [\"licence_number\"]",
        ),
    ];
    let mut lines = Vec::new();
    for (from, to) in cases {
        assert!(OWN.contains(from), "{from}");
        lines.push(format!("{to}\n=> {}", refusal(&OWN.replacen(from, to, 1))));
    }
    insta::assert_snapshot!(lines.join("\n\n"));
}

#[test]
fn the_shipped_catalog_is_the_same_every_time() {
    assert_eq!(catalog(), catalog());
}

#[test]
fn the_documented_example_loads() {
    let page = include_str!("../../../../docs/policies.md");
    let (_, rest) = page.split_once("```toml\n").unwrap();
    let (example, _) = rest.split_once("```").unwrap();
    assert_eq!(load(example).unwrap().policies().len(), 26);
}
