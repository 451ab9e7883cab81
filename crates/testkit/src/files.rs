//! Files that tests upload: a PDF of lines of text, a PNG of nothing.

/// Objects numbered from 1, as a file with a table of their places; `%%EOF` at the end.
#[must_use]
pub fn pdf_of(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(file.len());
        file.extend(format!("{number} 0 obj\n").bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let (start, size) = (file.len(), objects.len() + 1);
    file.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places {
        file.extend(format!("{place:010} 00000 n \n").bytes());
    }
    file.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n").bytes());
    file
}

/// A stream object.
#[must_use]
pub fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {dictionary} >>\nstream\n", content.len()).into_bytes();
    object.extend(content);
    object.extend(b"\nendstream");
    object
}

/// A PDF with a page for each content stream, in Helvetica.
#[must_use]
pub fn pdf_of_streams(streams: &[Vec<u8>]) -> Vec<u8> {
    let kids: Vec<String> = (0..streams.len()).map(|page| format!("{} 0 R", 4 + 2 * page)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()).into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    for (page, content) in streams.iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R \
                /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + 2 * page
        );
        objects.push(page.into_bytes());
        objects.push(content.clone());
    }
    pdf_of(&objects)
}

/// A PDF with these lines on its pages.
#[must_use]
pub fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let content = |lines: &&[&str]| {
        let mut content = "BT /F1 12 Tf 14 TL 72 720 Td\n".to_owned();
        for line in *lines {
            let line = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
            content.push_str(&format!("({line}) Tj T*\n"));
        }
        content.push_str("ET");
        stream("", content.as_bytes())
    };
    pdf_of_streams(&pages.iter().map(content).collect::<Vec<_>>())
}

/// The head of a PNG of that many points a side, with nothing behind it.
#[must_use]
pub fn png_head(side: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    file.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
    file.extend(b"\x08\0\0\0\0\0\0\0\0\0\0\0\0IDAT\0\0\0\0\0\0\0\0IEND\0\0\0\0");
    file
}
