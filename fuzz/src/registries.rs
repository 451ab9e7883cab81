//! Files of registers, packed or not, in every layout.

use std::io::{BufReader, Read};

use trusthub_vetting::registries::{Layout, Limits, Mapping, Records, compact};
use trusthub_vetting::unpacked::Unpacked;

const MAPPING: &str = "name = \"any\"\n[columns]\nsource_id = \"id\"\nlegal_name = \"name\"\n\
                       [[identifiers]]\nscheme = \"EIN\"\ncolumn = \"id\"\n";

/// Small, so that no input is worked on for long.
const LIMITS: Limits = Limits { bytes: 1 << 20, rows: 1000, row_bytes: 64 << 10, field_bytes: 1 << 10 };

/// A register's file: taken, or refused; what is taken is stored and read back as it was. So is a stored register, and
/// a mapping.
pub fn registries(bytes: &[u8]) {
    let mut layouts = vec![Layout::Gleif, Layout::CompaniesHouse, Layout::IrsEo, Layout::Sec];
    layouts.push(Layout::Csv(Box::new(Mapping::parse(MAPPING).expect("a mapping"))));
    for layout in &layouts {
        let Ok(unpacked) = Unpacked::open(bytes) else { return };
        let Ok(records) = Records::open(layout, BufReader::new(unpacked), LIMITS) else { continue };
        for record in records {
            let Ok(record) = record else { break };
            assert!(!record.legal_name.is_empty() && !record.source_id.is_empty(), "{record:?}");
            let mut stored = Vec::new();
            compact::encode(&record, &mut stored);
            assert_eq!(compact::decode(&stored).as_ref(), Some(&record));
        }
    }
    if let Ok(stored) = compact::Reader::open(bytes) {
        for record in stored.take(1000).flatten() {
            let _ = compact::decode(&record);
        }
    }
    let mut text = String::new();
    if (&mut &*bytes).take(1 << 16).read_to_string(&mut text).is_ok() {
        let _ = Mapping::parse(&text);
    }
}
