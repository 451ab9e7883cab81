//! What is read in files, in this process; the process around it is tested with the binary.

use trusthub_domain::item::MediaType;
use trusthub_domain::reading::{Content, How, Legibility};
use trusthub_gateways::documents::inspect::Inspector;
use trusthub_gateways::documents::media_type::sniff;

/// A file of one page with this content stream.
fn pdf(stream: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R \
            /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj\n{object}\nendobj\n").bytes());
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    file.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    assert_eq!(sniff(&file), Some(MediaType::Pdf));
    file
}

async fn read(media_type: MediaType, file: Vec<u8>) -> Content {
    Inspector::here().read(media_type, file).await.expect("an answer")
}

#[tokio::test]
async fn words_come_apart_where_they_do_on_the_page() {
    // Words set by one string, by gaps within an array, by moves, and letter by letter; then another line.
    let file = pdf("BT /F1 12 Tf 72 720 Td (Owl Bakery) Tj 70 0 Td (Inc.) Tj ET \
         BT /F1 12 Tf 72 700 Td [(Employer) -400 (Identi) 20 (fication) -400 (Number)] TJ ET \
         BT /F1 12 Tf 72 680 Td (9) Tj (4) Tj (-2404110) Tj ET \
         BT /F1 9 Tf 72 660 Td (1200 Hearst) Tj 0 -11 Td (Avenue \\(rear\\)) Tj ET");
    let content = read(MediaType::Pdf, file).await;
    let texts: Vec<_> = content.texts.iter().map(|page| (page.page, page.how, page.text.as_str())).collect();
    let expected = "Owl Bakery Inc.\nEmployer Identification Number\n94-2404110\n1200 Hearst\nAvenue (rear)";
    assert_eq!(texts, [(1, How::TextLayer, expected)]);
    assert_eq!((content.legibility, content.pages), (Legibility::Text, 1));
    assert_eq!(content.tools, ["hayro 0.9"]);
    assert!(!content.is_encrypted);
}

#[tokio::test]
async fn turned_and_mirrored_pages_read_alike() {
    for matrix in ["0 1 -1 0 400 100", "-1 0 0 -1 500 500", "0.7 0.7 -0.7 0.7 200 200"] {
        let file = pdf(&format!(
            "BT /F1 12 Tf {matrix} Tm (Owl Bakery) Tj 0 -14 Td (Certificate of good standing) Tj ET"
        ));
        let content = read(MediaType::Pdf, file).await;
        assert_eq!(content.texts[0].text, "Owl Bakery\nCertificate of good standing", "{matrix}");
    }
}

#[tokio::test]
async fn outlined_letters_are_read_once() {
    let file = pdf("BT 2 Tr /F1 12 Tf 72 720 Td (Certificate of incorporation) Tj ET");
    assert_eq!(read(MediaType::Pdf, file).await.texts[0].text, "Certificate of incorporation");
}

#[tokio::test]
async fn a_page_with_a_stamp_and_a_picture_is_no_text() {
    let file = pdf("BT /F1 6 Tf 72 20 Td (Scanned with Owl) Tj ET 0 0 612 792 re f");
    let content = read(MediaType::Pdf, file).await;
    assert_eq!((content.legibility, content.pages), (Legibility::NotRecognised, 1));
}

#[tokio::test]
async fn broken_files_are_called_damaged() {
    for file in
        [b"%PDF-1.4\n%%EOF".to_vec(), b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF".to_vec()]
    {
        assert_eq!(read(MediaType::Pdf, file).await.legibility, Legibility::Damaged);
    }
    assert_eq!(read(MediaType::Png, b"\x89PNG\r\n\x1a\n".to_vec()).await.legibility, Legibility::Damaged);
}

#[tokio::test]
async fn pictures_wait_for_a_program_and_huge_ones_are_not_unpacked() {
    for (side, expected) in [(100_u32, Legibility::NotRecognised), (60_000, Legibility::TooLarge)] {
        let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        file.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
        file.extend(b"\x08\0\0\0\0\0\0\0\0\0\0\0\0IDAT\0\0\0\0\0\0\0\0IEND\0\0\0\0");
        assert_eq!(sniff(&file), Some(MediaType::Png));
        let content = read(MediaType::Png, file).await;
        assert_eq!((content.legibility, content.pages), (expected, 1));
    }
}
