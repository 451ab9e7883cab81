//! Which products a picture is in, by its digest: what strangers may fetch.

use std::collections::HashMap;

use trusthub_domain::attestation::Brand;

use super::table::Slot;

#[derive(Debug, Default)]
pub(super) struct Logos(HashMap<String, Vec<Slot>>);

impl Logos {
    /// A product says something else from now on.
    pub(super) fn replace(&mut self, product: Slot, before: Option<&Brand>, after: Option<&Brand>) {
        if let Some(logo) = before.and_then(|brand| brand.logo.as_ref())
            && let Some(products) = self.0.get_mut(&logo.sha256)
        {
            products.retain(|known| *known != product);
            if products.is_empty() {
                self.0.remove(&logo.sha256);
            }
        }
        if let Some(logo) = after.and_then(|brand| brand.logo.as_ref()) {
            self.0.entry(logo.sha256.clone()).or_default().push(product);
        }
    }

    pub(super) fn of(&self, sha256: &str) -> &[Slot] {
        self.0.get(sha256).map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use trusthub_domain::attestation::Logo;
    use trusthub_domain::item::MediaType;
    use trusthub_domain::sid::{Sid, SupportingDocumentSid};
    use uuid::Uuid;

    use super::*;
    use crate::attestation::index::table::Table;

    fn brand(sha256: &str) -> Brand {
        let document_sid = SupportingDocumentSid::from_uuid(Uuid::from_u128(1));
        let logo = Logo { document_sid, sha256: sha256.to_owned(), media_type: MediaType::Png };
        Brand { name: "Owl".to_owned(), reason: None, logo: Some(logo) }
    }

    #[test]
    fn a_picture_is_there_for_as_long_as_a_product_has_it() {
        let mut table = Table::default();
        let [(one, _), (other, _)] = [1, 2].map(|id| table.slot_or(Uuid::from_u128(id), || ()));
        let (old, new) = (brand("aa"), brand("bb"));
        let mut logos = Logos::default();
        logos.replace(one, None, Some(&old));
        logos.replace(one, Some(&old), Some(&old));
        logos.replace(other, None, Some(&old));
        assert_eq!(logos.of("aa"), [one, other], "each once");
        logos.replace(one, Some(&old), Some(&new));
        logos.replace(other, Some(&old), None);
        assert_eq!((logos.of("aa"), logos.of("bb")), (&[][..], &[one][..]));
    }
}
