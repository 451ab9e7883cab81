//! The process that reads one uploaded file: what it reads, and what becomes of files that are made to harm it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use trusthub_domain::item::MediaType;
use trusthub_domain::reading::{Content, How, Legibility};
use trusthub_gateways::documents::inspect::{Inspector, Readers, Tool, Tools, find_on_path};
use trusthub_testkit::files::{pdf, pdf_of, pdf_of_streams, stream};

const BILL: &[&str] =
    &["Hearst Light and Power", "Customer: Owl Bakery, Inc.", "1200 Hearst Avenue, Berkeley"];

/// Longer than the hardest limit, and some for a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn with(tools: Tools) -> Inspector {
    Inspector::new(Readers::Process(env!("CARGO_BIN_EXE_trusthub").into()), tools, None)
}

async fn read_by(inspector: &Inspector, media_type: MediaType, file: Vec<u8>) -> Content {
    let begun = Instant::now();
    let content = inspector.read(media_type, file).await.expect("the process starts");
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    content
}

async fn read(file: Vec<u8>) -> Content {
    read_by(&with(Tools::default()), MediaType::Pdf, file).await
}

#[tokio::test]
async fn a_file_is_read_in_a_process_of_its_own() {
    let content = read(pdf(&[BILL, &["Page 2 of this bill, with all that was used in November"]])).await;
    assert_eq!((content.legibility, content.pages, content.is_encrypted), (Legibility::Text, 2, false));
    assert_eq!(content.texts[0].text, BILL.join("\n"));
    assert_eq!((content.texts[1].page, content.texts[1].how), (2, How::TextLayer));
}

#[tokio::test]
async fn ten_thousand_pages_are_counted_and_the_first_ones_read() {
    let page = stream("", b"BT /F1 12 Tf 72 720 Td (One of very many pages of nothing) Tj ET");
    let content = read(pdf_of_streams(&vec![page; 10_000])).await;
    assert_eq!((content.legibility, content.pages, content.texts.len()), (Legibility::Text, 10_000, 40));
}

#[tokio::test]
async fn a_locked_file_is_told_from_a_broken_one() {
    let file = pdf(&[BILL]);
    let text = String::from_utf8(file.clone()).expect("a text");
    let key = "ab".repeat(32);
    let locked = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /O <{key}> /U <{key}> /P -4 >> /ID [<{key}> <{key}>] /Root"
    );
    let locked = read(text.replace("/Root", &locked).into_bytes()).await;
    assert_eq!((locked.legibility, locked.is_encrypted), (Legibility::Locked, true));
    let broken = read(b"%PDF-1.7\nnothing of the kind\n%%EOF\n".to_vec()).await;
    assert_eq!((broken.legibility, broken.is_encrypted), (Legibility::Damaged, false));
}

#[tokio::test]
async fn no_cut_of_a_file_is_more_than_damaged() {
    let file = pdf(&[BILL]);
    let inspector = with(Tools::default());
    for length in (0..file.len()).step_by(61) {
        let content = read_by(&inspector, MediaType::Pdf, file[..length].to_vec()).await;
        // The objects may be there although the table of them is not.
        let is_expected =
            matches!(content.legibility, Legibility::Damaged | Legibility::Text | Legibility::NotRecognised);
        assert!(is_expected, "{length} bytes: {content:?}");
    }
}

/// Spaces that unpack to that many times 64 KiB: Flate's longest match, over and over (RFC 1951 §3.2.5). A block of
/// fixed codes holds one space and then matches of 258 bytes at distance 1: the codes 11000101 and 00000.
fn packed_spaces(kilobytes: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b1, 1);
    bits.push(0b01, 2);
    // Huffman codes begin with their most significant bit.
    bits.push_code(0x30 + 0x20, 8);
    for _ in 0..kilobytes * 1024 / 258 {
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    bits.push_code(0, 7);
    let mut packed = vec![0x78, 0x9c];
    packed.extend(bits.bytes);
    packed
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u8,
}

impl Bits {
    fn push(&mut self, value: u16, count: u8) {
        for bit in 0..count {
            if self.used == 0 {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().expect("a byte") |= u8::from(value >> bit & 1 == 1) << self.used;
            self.used = (self.used + 1) % 8;
        }
    }

    fn push_code(&mut self, code: u16, count: u8) {
        for bit in (0..count).rev() {
            self.push(code >> bit & 1, 1);
        }
    }
}

#[tokio::test]
async fn a_file_that_unpacks_to_gigabytes_costs_its_reader_alone() {
    // 64 MiB in 400 KB, forty times over in one page.
    let bomb = stream("/Filter /FlateDecode", &packed_spaces(64 * 1024));
    let contents = "5 0 R ".repeat(40);
    let page = format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents [{contents}] >>");
    let file = pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>".to_vec(),
        b"null".to_vec(),
        page.into_bytes(),
        bomb,
    ]);
    assert!(file.len() < 500_000, "{}", file.len());
    assert_eq!(read(file).await.legibility, Legibility::TooCostly);
}

/// Forms that each draw the next one twenty times: 20 to the power of their number of drawings.
fn forms(count: usize, last: &str) -> Vec<u8> {
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
            .to_vec(),
        stream("", b"/X Do"),
    ];
    for form in 0..count {
        let next = if form + 1 == count { last.to_owned() } else { format!("{} 0 R", 6 + form) };
        let head = format!(
            "/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X {next} >> >>"
        );
        objects.push(stream(&head, "/X Do ".repeat(20).as_bytes()));
    }
    pdf_of(&objects)
}

#[tokio::test]
async fn a_file_without_end_is_ended() {
    let content = read(forms(12, "null")).await;
    assert_eq!(content.legibility, Legibility::TooCostly);
}

#[tokio::test]
async fn circles_and_depths_end_by_themselves_or_are_ended() {
    let parents = pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Parent 2 0 R /Count 2 >>".to_vec(),
        b"<< /Type /Pages /Kids [2 0 R] /Parent 3 0 R /Count 1 >>".to_vec(),
    ]);
    let nested = pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        [b"[".repeat(1_000_000), b"]".repeat(1_000_000)].concat(),
    ]);
    for file in [parents, nested] {
        let legibility = read(file).await.legibility;
        assert!(matches!(legibility, Legibility::Damaged | Legibility::TooCostly), "{legibility:?}");
    }
}

/// A script in the place of `tesseract`.
fn script(folder: &Path, lines: &str) -> Tools {
    let path = folder.join("tesseract");
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).expect("a script");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a program");
    Tools { recogniser: Some(Tool::new(path)), languages: "eng".to_owned(), renderer: None }
}

#[tokio::test]
async fn programs_that_help_see_no_secret_and_keep_the_limits() {
    let folder = tempfile::tempdir().expect("a folder");
    let tools =
        script(folder.path(), "/usr/bin/env; ulimit -v; ulimit -f; ulimit -t; ulimit -n; echo \"$@\"");
    let content = read_by(&with(tools), MediaType::Png, trusthub_testkit::files::png_head(10)).await;
    let text = content.texts[0].text.as_str();
    let (environment, rest): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.contains('='));
    // The shell adds a few of its own; of ours, which cargo's tests have many, none is there.
    assert!(environment.contains(&"OMP_THREAD_LIMIT=1"), "{text}");
    assert!(!environment.iter().any(|line| line.starts_with("CARGO") || line.starts_with("HOME")), "{text}");
    assert_eq!(rest, ["786432", "0", "8", "64", "stdin stdout -l eng"]);
}

#[tokio::test]
async fn a_program_that_hangs_is_ended_with_its_children() {
    let folder = tempfile::tempdir().expect("a folder");
    // Nobody else sleeps this long.
    let tools = script(folder.path(), "sleep 86017 & sleep 86017");
    let content = read_by(&with(tools), MediaType::Png, trusthub_testkit::files::png_head(10)).await;
    assert_eq!(content.legibility, Legibility::TooCostly);
    let is_asleep = || {
        let processes = std::fs::read_dir("/proc").expect("processes").flatten();
        let lines = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
        lines.into_iter().any(|line| line == b"sleep\x0086017\0")
    };
    let begun = Instant::now();
    while is_asleep() {
        assert!(begun.elapsed() < PATIENCE, "a child of the program is still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Debian's programs; without them the test says so and ends.
fn debian() -> Option<(PathBuf, PathBuf)> {
    let path = std::env::var_os("PATH")?;
    let found = find_on_path("tesseract", &path).zip(find_on_path("pdftoppm", &path));
    if found.is_none() {
        eprintln!("SKIPPED: tesseract and pdftoppm are not installed (tesseract-ocr, poppler-utils)");
    }
    found
}

fn tools((tesseract, pdftoppm): &(PathBuf, PathBuf)) -> Tools {
    Tools {
        recogniser: Some(Tool::new(tesseract.clone())),
        languages: "eng".to_owned(),
        renderer: Some(Tool::new(pdftoppm.clone())),
    }
}

/// A page as `pdftoppm` draws it.
fn drawn(pdftoppm: &Path, format: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("bill.pdf");
    std::fs::write(&file, pdf(&[BILL])).expect("a file");
    let output = Command::new(pdftoppm).args([format, "-r", "150"]).arg(&file).output().expect("a picture");
    output.stdout
}

#[tokio::test]
async fn text_in_a_picture_is_recognised() {
    let Some(programs) = debian() else { return };
    let inspector = with(tools(&programs));
    let picture = drawn(&programs.1, "-png");
    let content = read_by(&inspector, MediaType::Png, picture).await;
    assert_eq!((content.legibility, content.texts[0].how), (Legibility::Text, How::Recognised));
    assert!(content.texts[0].text.contains("Owl Bakery, Inc."), "{}", content.texts[0].text);
    assert!(content.tools[0].starts_with("tesseract 5"), "{:?}", content.tools);
}

#[tokio::test]
async fn a_scanned_page_is_drawn_and_recognised() {
    let Some(programs) = debian() else { return };
    // P5, width and height, 255, then a byte for each point.
    let picture = drawn(&programs.1, "-gray");
    let head: Vec<&[u8]> = picture.splitn(4, |byte| *byte == b'\n').collect();
    let size = std::str::from_utf8(head[1]).expect("a size").split_once(' ').expect("two numbers");
    let image = stream(
        &format!(
            "/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray /BitsPerComponent 8",
            size.0, size.1
        ),
        head[3],
    );
    let scan = pdf_of(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>"
            .to_vec(),
        stream("", b"612 0 0 792 0 0 cm /X Do"),
        image,
    ]);
    let content = read_by(&with(tools(&programs)), MediaType::Pdf, scan.clone()).await;
    assert_eq!((content.legibility, content.pages), (Legibility::Text, 1));
    assert!(content.texts[0].text.contains("1200 Hearst Avenue"), "{}", content.texts[0].text);
    assert_eq!(content.texts[0].how, How::Recognised);
    let without = Tools { renderer: None, ..tools(&programs) };
    assert_eq!(read_by(&with(without), MediaType::Pdf, scan).await.legibility, Legibility::NotRecognised);
}

#[tokio::test]
async fn a_page_is_drawn_for_people_and_one_that_is_not_there_is_not() {
    let Some(programs) = debian() else { return };
    let inspector = with(tools(&programs));
    let picture = inspector.draw(pdf(&[BILL]), 1).await.expect("a process").expect("a picture");
    let size = trusthub_gateways::documents::media_type::sniff(&picture);
    assert_eq!(size, Some(MediaType::Png));
    // What is on the picture can be read in it.
    let content = read_by(&inspector, MediaType::Png, picture).await;
    assert!(content.texts[0].text.contains("Owl Bakery, Inc."), "{}", content.texts[0].text);
    for (file, number) in [(pdf(&[BILL]), 2), (pdf(&[BILL]), 0), (b"%PDF-1.7\nnothing\n%%EOF".to_vec(), 1)] {
        assert_eq!(inspector.draw(file, number).await.expect("a process"), None, "{number}");
    }
    let without = with(Tools { renderer: None, ..tools(&programs) });
    assert_eq!(without.draw(pdf(&[BILL]), 1).await.expect("no process"), None);
}
