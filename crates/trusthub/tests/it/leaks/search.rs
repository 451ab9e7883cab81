//! Looks for marks, in clear and in the encodings that software writes things down in.

use std::fs;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Shorter ones would be met by chance.
const LEAST_BYTES: usize = 8;

/// What must not be found, ready to be looked for without regard to case.
pub struct Search {
    automaton: AhoCorasick,
    /// Of each needle: which mark, in which encoding.
    origins: Vec<String>,
}

impl Search {
    /// For these marks.
    pub fn new(marks: &[&str]) -> Self {
        let mut needles = Vec::new();
        let mut origins = Vec::new();
        for mark in marks {
            assert!(mark.len() >= LEAST_BYTES, "{mark} is too short to mean anything");
            for (encoding, needle) in encodings(mark) {
                origins.push(format!("{mark:?} ({encoding})"));
                needles.push(needle);
            }
        }
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&needles).unwrap();
        Self { automaton, origins }
    }

    /// The first mark in `bytes`.
    pub fn of_bytes(&self, bytes: &[u8]) -> Option<&str> {
        self.automaton.find(bytes).map(|found| self.origins[found.pattern().as_usize()].as_str())
    }

    /// Each file below `folder` with a mark in it, but for those that `may_hold` them.
    pub fn of_folder(&self, folder: &Path, may_hold: &[&str]) -> Vec<String> {
        let files = files(folder).into_iter().filter(|file| {
            let below = file.strip_prefix(folder).unwrap();
            !may_hold.iter().any(|allowed| below.starts_with(allowed))
        });
        let found = files.filter_map(|file| {
            // Gone in the meantime, as files of a running database may be.
            let bytes = fs::read(&file).ok()?;
            self.of_bytes(&bytes).map(|mark| format!("{mark} in {}", file.display()))
        });
        found.collect()
    }
}

pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// The mark as different programs would write it.
fn encodings(mark: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = mark.as_bytes();
    let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
    let mut all = vec![
        ("clear", bytes.to_vec()),
        ("reversed", reversed),
        ("hexadecimal", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes()),
        ("list of numbers", bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", ").into_bytes()),
        ("UTF-16, little end first", mark.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16, big end first", mark.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        ("form", url::form_urlencoded::byte_serialize(bytes).collect::<String>().into_bytes()),
        ("every byte escaped", bytes.iter().map(|byte| format!("%{byte:02X}")).collect::<String>().into()),
        ("JSON", json_text(mark).into_bytes()),
        ("JSON in JSON", json_text(&json_text(mark)).into_bytes()),
        ("ASCII JSON", ascii_json(mark).into_bytes()),
        (
            "JSON without a letter",
            mark.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>().into(),
        ),
        ("Debug", mark.escape_debug().to_string().into_bytes()),
        ("bytes in Debug", bytes.escape_ascii().to_string().into_bytes()),
    ];
    for skipped in 0..3 {
        all.push(("base64", base64_inside(&STANDARD_NO_PAD, bytes, skipped)));
        all.push(("base64 for URLs", base64_inside(&URL_SAFE_NO_PAD, bytes, skipped)));
    }
    all.sort_by(|one, other| one.1.cmp(&other.1));
    all.dedup_by(|one, other| one.1 == other.1);
    all
}

fn json_text(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

/// As writers do that keep to ASCII.
fn ascii_json(text: &str) -> String {
    let escaped = |letter: char| {
        let mut units = [0; 2];
        letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>()
    };
    text.chars().map(|one| if one.is_ascii() { json_text(&one.to_string()) } else { escaped(one) }).collect()
}

/// The characters that depend on nothing but the mark, if so many bytes stand before it in its group of three.
fn base64_inside(engine: &impl Engine, mark: &[u8], before: usize) -> Vec<u8> {
    let padded = [&vec![0; before], mark].concat();
    let encoded = engine.encode(&padded).into_bytes();
    let first = if before == 0 { 0 } else { before + 1 };
    let last = padded.len() / 3 * 4;
    encoded[first..last].to_vec()
}

#[test]
fn a_mark_is_found_in_every_encoding_and_at_every_offset() {
    let mark = "Ødegård \"47/2938471\"";
    let search = Search::new(&[mark]);
    assert_eq!(search.of_bytes(b"nothing of that kind"), None);
    for (encoding, needle) in encodings(mark) {
        assert!(search.of_bytes(&[b"before ", &needle[..], b" behind"].concat()).is_some(), "{encoding}");
    }
    for before in 0..7 {
        let text = format!("{}{mark} and more", "x".repeat(before));
        for encoded in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
            assert!(search.of_bytes(encoded.as_bytes()).is_some(), "{before}");
        }
    }
    assert!(search.of_bytes(mark.to_uppercase().as_bytes()).is_none(), "only ASCII is without case");
    assert!(Search::new(&["Quillfeather"]).of_bytes(b"QUILLFEATHER").is_some());
}

#[test]
fn a_planted_file_is_found_unless_it_may_hold_marks() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("planted"), "5175696c6c66656174686572").unwrap();
    let search = Search::new(&["Quillfeather"]);
    let found = search.of_folder(folder.path(), &[]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("(hexadecimal)"), "{found:?}");
    assert_eq!(search.of_folder(folder.path(), &["a"]), Vec::<String>::new());
}
