//! The lists as their publishers offer them, where copies lie beside the workspace.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use flate2::bufread::GzDecoder;
use trusthub_vetting::watchlists::{Entity, EntityKind, ListFile, Source, Strength, Watchlist, read};

/// Reads files of `screening/` as one list; `None`, loudly, where they are not there.
fn real(source: Source, files: &[&str]) -> Option<Watchlist> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/screening");
    let open = |name: &&str| {
        let file = File::open(folder.join(name)).ok()?;
        let content = BufReader::new(GzDecoder::new(BufReader::new(file)));
        Some(ListFile { name: (*name).to_owned(), content: Box::new(content) })
    };
    let Some(files) = files.iter().map(open).collect::<Option<Vec<_>>>() else {
        eprintln!("SKIPPED: {} are not in {}", files.join(", "), folder.display());
        return None;
    };
    Some(read(source, files).unwrap())
}

fn entity<'l>(list: &'l Watchlist, id: &str) -> &'l Entity {
    list.entities.iter().find(|entity| entity.id == id).unwrap()
}

fn count(list: &Watchlist, is_counted: impl Fn(&Entity) -> bool) -> usize {
    list.entities.iter().filter(|entity| is_counted(entity)).count()
}

#[test]
fn the_sdn_list_of_2021_is_read_whole() {
    let files = [
        "ofac_2021_sdn.csv.gz",
        "ofac_2021_alt.csv.gz",
        "ofac_2021_add.csv.gz",
        "ofac_2021_sdn_comments.csv.gz",
    ];
    let Some(list) = real(Source::OfacSdn, &files) else { return };
    assert_eq!(list.entities.len(), 8_976);
    assert_eq!(count(&list, |entity| entity.kind == EntityKind::Person), 4_620);
    assert!(count(&list, |entity| entity.names.len() > 1) > 4_000);
    assert!(count(&list, |entity| !entity.births.is_empty()) > 4_300);
    let whole = entity(&list, "29703");
    assert!(whole.identifiers.iter().any(|id| id.value == "4005504207"), "{whole:?}");
}

#[test]
fn the_other_lists_of_ofac_are_read_whole() {
    let files = [
        "ofac_nonsdn_cons_comments.csv.gz",
        "ofac_nonsdn_cons_add.csv.gz",
        "ofac_nonsdn_cons_prim.csv.gz",
        "ofac_nonsdn_cons_alt.csv.gz",
    ];
    let Some(list) = real(Source::OfacConsolidated, &files) else { return };
    assert_eq!(list.entities.len(), 442);
    let bank = entity(&list, "17018");
    assert!(bank.names.iter().any(|name| name.text == "SBERBANK MUMBAI" && name.strength == Strength::Weak));
    assert!(bank.identifiers.iter().any(|id| id.kind == "Tax ID No." && id.country.as_deref() == Some("RU")));
}

/// The copy at hand ends within a row, as a broken download does.
#[test]
fn a_consolidated_screening_list_that_was_cut_off_is_refused_and_without_the_rest_of_a_row_it_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/screening");
    let Ok(file) = File::open(folder.join("us_csl_snapshot.csv.gz")) else {
        eprintln!("SKIPPED: us_csl_snapshot.csv.gz is not in {}", folder.display());
        return;
    };
    let mut content = Vec::new();
    GzDecoder::new(BufReader::new(file)).read_to_end(&mut content).unwrap();
    let list = |content: &[u8]| {
        let content = Box::new(Cursor::new(content.to_vec()));
        read(Source::UsCsl, vec![ListFile { name: "csl.csv".to_owned(), content }])
    };
    let why = list(&content).unwrap_err().to_string();
    assert_eq!(why, "csl.csv, line 4233, column 8: the file ends within a quoted field that begins here");
    let end = content.iter().rposition(|byte| *byte == b'\n').unwrap();
    let list = list(&content[..=end]).unwrap();
    // Seven are on two of its lists.
    assert_eq!(list.entities.len(), 4_219);
    assert!(count(&list, |entity| entity.kind == EntityKind::Person) > 1_100);
    assert!(count(&list, |entity| !entity.countries.is_empty()) > 3_000);
}

#[test]
fn the_denied_persons_list_is_read_whole() {
    let Some(list) = real(Source::Bis, &["bis_dpl_2021.txt.gz"]) else { return };
    assert!(list.entities.len() > 450, "{}", list.entities.len());
    assert!(count(&list, |entity| entity.listed_on.is_some()) == list.entities.len());
}

#[test]
fn the_united_nations_list_is_read_whole() {
    let Some(list) = real(Source::Un, &["un_consolidated_2026-02-27.xml.gz"]) else { return };
    assert_eq!(list.published.unwrap().to_string(), "2026-02-27");
    assert_eq!(list.entities.len(), 1_003);
    assert_eq!(count(&list, |entity| entity.kind == EntityKind::Person), 730);
    let names: usize = list.entities.iter().map(|entity| entity.names.len()).sum();
    assert!(names > 3_800, "{names}");
    assert!(
        count(&list, |entity| entity.names.iter().any(|name| name.strength == Strength::OriginalScript))
            > 350
    );
}
