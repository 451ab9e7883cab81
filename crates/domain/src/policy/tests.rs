//! Every file that ships is loaded, and what is loaded resolves.

use std::path::Path;

use super::builtin::FILES;

#[test]
fn every_file_in_the_folder_ships() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let mut in_folder = Vec::new();
    for folder in ["", "policy/"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".toml") {
                in_folder.push(format!("{folder}{name}"));
            }
        }
    }
    in_folder.sort();
    let mut shipped: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
    shipped.sort_unstable();
    assert_eq!(shipped, in_folder);
}

fn with_file(text: &str) -> Result<crate::policy::Catalog, String> {
    let file = ("own.toml".to_owned(), text.to_owned());
    crate::policy::Catalog::with_files([file]).map_err(|error| error.to_string())
}

#[test]
fn every_class_has_a_shipped_period() {
    use crate::retention::RetentionClass;
    let catalog = crate::policy::Catalog::builtin().unwrap();
    for class in RetentionClass::ALL {
        assert!(catalog.retention().shortest(class).is_some(), "{}", class.as_str());
    }
    assert!(catalog.retention().periods().iter().all(|period| period.source.is_some()));
}

#[test]
fn broken_retention_periods_are_refused_with_their_line() {
    let table = [
        ("[[retention]]\nclass = \"draft\"\n", "own.toml:2: a period has either days or forever = true"),
        (
            "[[retention]]\nclass = \"draft\"\ndays = 1\nforever = true\n",
            "own.toml:2: a period has either days or forever = true",
        ),
        (
            "[[retention]]\nclass = \"draft\"\ncountry = \"usa\"\ndays = 1\n",
            "own.toml:3: a country is two capital letters (ISO 3166-1)",
        ),
        (
            "[[retention]]\nclass = \"draft\"\ndays = 1\n",
            "own.toml:2: retention period draft is defined twice, before this in retention.toml",
        ),
        (
            "[[retention]]\nclass = \"draft\"\ncountry = \"DE\"\ndays = 1\nreplaces = true\n",
            "own.toml:2: it replaces a period, but there is none of this class and country",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(with_file(text).unwrap_err(), expected);
    }
    assert!(with_file("[[retention]]\nclass = \"draft\"\ncountry = \"DE\"\ndays = 1\n").is_ok());
}
