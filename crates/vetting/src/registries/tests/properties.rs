use proptest::collection::vec;
use proptest::prelude::*;

use super::{layouts, read};
use crate::registries::compact::{Reader, Writer, decode, encode};
use crate::registries::{Identifier, Mapping, RegistryRecord, Standing};

fn record() -> impl Strategy<Value = RegistryRecord> {
    let text = "\\PC{0,12}";
    let identifiers =
        vec(("[A-Z]{1,8}", text).prop_map(|(scheme, number)| Identifier { scheme, number }), 0..3);
    let standing = prop_oneof![Just(Standing::Active), Just(Standing::Inactive), Just(Standing::Unknown)];
    let place = (text, text, text, text, text);
    let country = proptest::option::of("[A-Z]{2}");
    (text, identifiers, text, vec(text, 0..3), standing, country, place).prop_map(
        |(source_id, identifiers, legal_name, other_names, standing, country, place)| RegistryRecord {
            source_id,
            identifiers,
            legal_name,
            other_names,
            standing,
            country: country.and_then(|country| country.parse().ok()),
            region: place.0,
            city: place.1,
            postal_code: place.2,
            street: place.3,
            created: place.4,
        },
    )
}

fn stored(records: &[RegistryRecord]) -> Vec<u8> {
    let mut writer = Writer::begin(Vec::new()).unwrap();
    for record in records {
        writer.record(record).unwrap();
    }
    writer.finish().unwrap()
}

fn loaded(stored: &[u8]) -> Option<Vec<RegistryRecord>> {
    Reader::open(stored).ok()?.map(|bytes| decode(&bytes.ok()?)).collect()
}

proptest! {
    #[test]
    fn no_bytes_make_a_parser_panic(bytes in vec(any::<u8>(), 0..400)) {
        for (layout, _) in layouts() {
            let _ = read(&layout, &bytes);
        }
        let _ = Mapping::parse(&String::from_utf8_lossy(&bytes));
        let _ = decode(&bytes);
        let _ = loaded(&bytes);
    }

    #[test]
    fn no_change_of_a_file_makes_a_parser_panic(
        which in 0..6_usize, at in any::<prop::sample::Index>(), bytes in vec(any::<u8>(), 0..8)
    ) {
        let (layout, text) = layouts().swap_remove(which);
        let mut content = text.as_bytes().to_vec();
        let place = at.index(content.len());
        content.splice(place..(place + 3).min(content.len()), bytes);
        let _ = read(&layout, &content);
    }

    #[test]
    fn a_stored_register_reads_as_it_was_written(records in vec(record(), 0..5)) {
        prop_assert_eq!(loaded(&stored(&records)), Some(records));
    }

    #[test]
    fn a_stored_register_cut_off_anywhere_is_refused(records in vec(record(), 1..4), at in any::<prop::sample::Index>()) {
        let whole = stored(&records);
        prop_assert_eq!(loaded(&whole[..at.index(whole.len())]), None);
    }

    #[test]
    fn a_record_with_more_bytes_behind_it_is_none(record in record(), more in vec(any::<u8>(), 1..4)) {
        let mut bytes = Vec::new();
        encode(&record, &mut bytes);
        bytes.extend(more);
        prop_assert_eq!(decode(&bytes), None);
    }
}
