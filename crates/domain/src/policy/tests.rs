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
