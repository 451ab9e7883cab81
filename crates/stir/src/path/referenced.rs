//! Numbers that a certificate does not hold but points to: RFC 8226, `id-ad-stirTNList`.
//!
//! What is fetched is signed by nobody, so it gets no further than the certificate could: only numbers count, no service
//! provider codes, which stand for any number and belong into the certificate (ATIS-1000080 section 6.4.1); and below a
//! parent with a list only what that contains, or a delegate could serve itself whatever it likes (RFC 9060 section 4.1).

use super::{PathError, SigningCertificate};
use crate::tn_auth_list::{Encompassing, TnAuthList, TnEntry};

impl SigningCertificate {
    /// The same certificate with the numbers of a list that it points to, besides its own.
    ///
    /// # Errors
    /// `NotEncompassed`: they are not its parent's to give.
    pub fn with_referenced(&self, list: &TnAuthList) -> Result<Self, PathError> {
        let is_number = |entry: &&TnEntry| !matches!(entry, TnEntry::Spc(_));
        let numbers = TnAuthList::new(list.entries().iter().filter(is_number).cloned().collect());
        let mut whole = self.clone();
        match self.within.as_ref().map(|within| (within, within.encompasses(&numbers))) {
            None | Some((_, Encompassing::Proved)) => {}
            Some((within, Encompassing::ByCode)) => {
                let new = within.codes().filter(|code| !self.delegated_by.contains(code));
                whole.delegated_by.extend(new.cloned());
            }
            Some((_, Encompassing::Refused(entry))) => {
                return Err(PathError::NotEncompassed { subject: self.subject.clone(), entry });
            }
        }
        whole.authority.extend(numbers);
        Ok(whole)
    }
}
