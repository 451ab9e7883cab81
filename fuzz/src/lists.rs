//! Sanctions lists of every publisher.

use std::io::Cursor;

use trusthub_vetting::watchlists::{Entity, ListFile, Source, read};

/// What stands between the files of one list in an input.
const NEXT_FILE: &[u8] = b"\n--8<--\n";

/// The name of a list on a line of its own, then its files: read, or refused with the place in the reason. What is read
/// is a list: sorted, each entry once, each with a name, and the same after it was stored.
pub fn watchlists(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (name, rest) = bytes.split_at(end);
    let name = std::str::from_utf8(name).unwrap_or_default();
    let Ok(source) = name.parse::<Source>() else { return };
    let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    let files = split(rest).into_iter().enumerate().map(|(index, content)| ListFile {
        name: format!("file {index}"),
        content: Box::new(Cursor::new(content.to_vec())),
    });
    match read(source, files.collect()) {
        Err(refusal) => {
            let lines = rest.iter().filter(|byte| **byte == b'\n').count() + 1;
            assert!(
                refusal.line.is_none_or(|line| line <= u64::try_from(lines).expect("few lines")),
                "{refusal}"
            );
            assert!(!refusal.why.is_empty() && !refusal.to_string().contains('\u{1b}'), "{refusal}");
        }
        Ok(list) => {
            assert_eq!(list.source, source);
            assert!(!list.entities.is_empty());
            assert!(list.entities.windows(2).all(|pair| pair[0].id < pair[1].id), "sorted, each once");
            for entity in list.entities {
                assert!(entity.names.iter().all(|name| !name.text.is_empty()) && !entity.names.is_empty());
                let stored = serde_json::to_vec(&entity).expect("JSON");
                assert_eq!(serde_json::from_slice::<Entity>(&stored).expect("an entry"), entity);
            }
        }
    }
}

fn split(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut files = Vec::new();
    while let Some(at) = bytes.windows(NEXT_FILE.len()).position(|window| window == NEXT_FILE) {
        files.push(&bytes[..at]);
        bytes = &bytes[at + NEXT_FILE.len()..];
    }
    files.push(bytes);
    files
}
