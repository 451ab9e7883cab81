use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::*;

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// One grey pixel.
fn png() -> Vec<u8> {
    BASE64_STANDARD
        .decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==",
        )
        .unwrap()
}

/// The segments of a one-pixel picture, with the scan cut short.
fn jpeg() -> Vec<u8> {
    let mut content = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".to_vec();
    content.extend(b"\xff\xff\xfe\x00\x06note");
    content.extend(b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00");
    content.extend(b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\xd2\xcf\x20\xff\xd9");
    content
}

#[test]
fn each_kind_is_told_by_its_content() {
    assert_eq!(sniff(PDF), Some(MediaType::Pdf));
    assert_eq!(sniff(&png()), Some(MediaType::Png));
    assert_eq!(sniff(&jpeg()), Some(MediaType::Jpeg));
}

#[test]
fn data_that_a_camera_appends_does_not_matter() {
    for mut content in [png(), jpeg()] {
        content.extend(b"maker's own data");
        assert!(sniff(&content).is_some());
    }
}

#[test]
fn disguised_files_are_refused() {
    let table: [(&str, Vec<u8>); 13] = [
        ("nothing", Vec::new()),
        ("text", b"hello".to_vec()),
        ("page", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("page with a PDF behind it", [b"<html>".as_slice(), PDF].concat()),
        ("archive", b"PK\x03\x04 %PDF-1.4 %%EOF".to_vec()),
        ("program", b"\x7fELF\x02\x01\x01".to_vec()),
        ("GIF", b"GIF89a\x01\x00\x01\x00".to_vec()),
        ("signature of PDF alone", b"%PDF-1.7\n<script>".to_vec()),
        ("signature of PNG alone", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>".to_vec()),
        ("signature of JPEG alone", b"\xff\xd8\xff\xe0<script>alert(1)</script>".to_vec()),
        ("script behind SOI", b"\xff\xd8<?php system($_GET['c']); ?>".to_vec()),
        ("PNG of no size", with(&png(), 16, 0, 4)),
        ("JPEG of no width", with(&jpeg(), jpeg().len() - 21, 0, 2)),
    ];
    for (name, content) in table {
        assert_eq!(sniff(&content), None, "{name}");
    }
}

#[test]
fn no_cut_of_a_file_passes_or_panics() {
    for content in [png(), jpeg()[..jpeg().len() - 5].to_vec()] {
        for length in 0..content.len() {
            assert_eq!(sniff(&content[..length]), None, "first {length} bytes");
        }
    }
}

fn with(content: &[u8], at: usize, byte: u8, times: usize) -> Vec<u8> {
    let mut changed = content.to_vec();
    changed[at..at + times].fill(byte);
    changed
}
