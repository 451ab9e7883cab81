//! The encoding of a TNAuthList, for certificate requests, authority tokens and test certificates.

use super::{TnAuthList, TnEntry};
use crate::der;

impl TnAuthList {
    /// The value of the extension.
    pub fn to_der(&self) -> Vec<u8> {
        let mut entries = Vec::new();
        for entry in self.entries() {
            let (number, content) = match entry {
                TnEntry::Spc(code) => (0, der::element(der::IA5_STRING, code.as_str().as_bytes())),
                TnEntry::Range(range) => {
                    let mut fields = der::element(der::IA5_STRING, range.start().as_str().as_bytes());
                    fields.extend(der::unsigned(range.count()));
                    (1, der::element(der::SEQUENCE, &fields))
                }
                TnEntry::One(number) => (2, der::element(der::IA5_STRING, number.as_str().as_bytes())),
            };
            der::put(&mut entries, der::explicit(number), &content);
        }
        der::element(der::SEQUENCE, &entries)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        number::TelephoneNumber,
        tn_auth_list::{ServiceProviderCode, TelephoneNumberRange},
    };

    #[test]
    fn a_code_is_written_as_certificates_have_it() {
        let code = ServiceProviderCode::new("709J").expect("a code");
        assert_eq!(
            TnAuthList::new(vec![TnEntry::Spc(code)]).to_der(),
            [0x30, 0x08, 0xa0, 0x06, 0x16, 0x04, 0x37, 0x30, 0x39, 0x4a]
        );
    }

    fn entries() -> impl Strategy<Value = TnEntry> {
        let number = "[0-9]{1,15}".prop_map(|digits| TelephoneNumber::canonical(&digits).expect("digits"));
        prop_oneof![
            "[!-~]{1,20}".prop_map(|code| TnEntry::Spc(ServiceProviderCode::new(&code).expect("printable"))),
            "[0-9#*]{1,15}"
                .prop_map(|text| TnEntry::One(TelephoneNumber::canonical(&text).expect("a number"))),
            (number, 2..1_000_000_u64).prop_filter_map("too long", |(start, count)| {
                TelephoneNumberRange::new(start, count).ok().map(TnEntry::Range)
            }),
        ]
    }

    proptest! {
        #[test]
        fn a_list_is_read_back_as_it_was_written(entries in prop::collection::vec(entries(), 1..20)) {
            let list = TnAuthList::new(entries);
            prop_assert_eq!(TnAuthList::from_der(&list.to_der()), Ok(list));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = TnAuthList::from_der(&bytes);
        }
    }
}
