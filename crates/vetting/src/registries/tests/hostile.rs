use super::{COMPANIES_HOUSE, GLEIF, IRS, MAPPING, TABLE, layouts, read, read_within};
use crate::registries::{Layout, Limits, Mapping, Refusal, Why};

fn refused(layout: &Layout, content: &[u8]) -> Refusal {
    read(layout, content).unwrap_err()
}

#[test]
fn an_empty_file_names_no_company() {
    for (layout, text) in layouts() {
        assert!(read(&layout, b"").is_err(), "{layout:?}");
        if let Some((header, _)) = text.split_once('\n').filter(|(_, rest)| !rest.is_empty()) {
            assert!(matches!(refused(&layout, header.as_bytes()).why, Why::Empty), "{layout:?}");
        }
    }
}

#[test]
fn a_file_cut_off_within_a_row_is_refused_whole_with_its_line() {
    let layout = Layout::IrsEo;
    let cut = &IRS[..IRS.len() - 20];
    let refusal = refused(&layout, cut.as_bytes());
    assert_eq!(refusal.line, 3);
    assert!(refusal.to_string().contains("cut off"), "{refusal}");
}

#[test]
fn text_that_is_not_utf8_is_refused_with_line_and_column() {
    let latin1: Vec<u8> =
        TABLE.replace("Hegri", "H\u{1}gri").bytes().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
    let refusal = refused(&Layout::Csv(Box::new(Mapping::parse(MAPPING).unwrap())), &latin1);
    assert_eq!(refusal.to_string(), "line 3, column 2 (nafn): the text is not UTF-8");
}

#[test]
fn a_file_of_another_publisher_is_told() {
    let refusal = refused(&Layout::Gleif, COMPANIES_HOUSE.as_bytes());
    let told = refusal.to_string();
    assert!(told.starts_with("line 1: the file has no column "), "{told}");
    let refusal = refused(&Layout::Sec, b"[1, 2");
    assert_eq!(refusal.line, 1);
}

#[test]
fn a_quote_that_is_never_closed_is_noticed_before_it_takes_in_the_file() {
    let endless = format!("{}\"{}", IRS, "x,\n".repeat(100_000));
    let limits = Limits { row_bytes: 64 << 10, ..Limits::default() };
    let refusal = read_within(&Layout::IrsEo, endless.as_bytes(), limits).unwrap_err();
    assert_eq!(refusal.line, 4);
    assert!(refusal.to_string().contains("does not end"), "{refusal}");
}

#[test]
fn limits_on_bytes_rows_and_fields_hold() {
    let small = Limits::default();
    for (limits, word) in [
        (Limits { bytes: 1000, ..small }, "bytes are not read"),
        (Limits { rows: 2, ..small }, "rows"),
        (Limits { field_bytes: 12, ..small }, "one field"),
    ] {
        let refusal = read_within(&Layout::Gleif, GLEIF.as_bytes(), limits).unwrap_err();
        assert!(matches!(refusal.why, Why::TooLarge(_)), "{refusal}");
        assert!(refusal.to_string().contains(word), "{refusal}");
    }
}

#[test]
fn rows_without_names_are_passed_over_only_while_they_are_few() {
    let header = IRS.lines().next().unwrap();
    let nameless = format!("{},{}", 123_456_789, ",".repeat(header.matches(',').count() - 1));
    let one = format!("{IRS}{nameless}\n");
    assert_eq!(read(&Layout::IrsEo, one.as_bytes()).unwrap().len(), 2);
    let many = format!("{IRS}{nameless}\n{nameless}\n");
    assert!(refused(&Layout::IrsEo, many.as_bytes()).to_string().contains("lack a name"));
}

#[test]
fn what_a_terminal_would_obey_becomes_a_blank() {
    let records =
        read(&Layout::IrsEo, IRS.replace("OWL SANCTUARY", "OWL\u{1b}[2J\tSANCTUARY").as_bytes()).unwrap();
    assert_eq!(records[0].legal_name, "OWL [2J SANCTUARY INC");
}
