//! Partners that may ask, and what accounts let them see. Of an account that lets nobody see anything, nothing is held.

use std::collections::HashMap;
use std::sync::Arc;

use trusthub_domain::partner::{Consent, Partner};
use trusthub_domain::sid::{AccountSid, PartnerSid};
use trusthub_storage::PartnerCredentials;

/// Who a customer is, as its profile in force says. Clear names of businesses; never of persons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Identity {
    pub(crate) legal_name: Option<String>,
    pub(crate) website: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) registration_number: Option<String>,
}

/// What an account lets partners see, and what there is to see.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) consents: Vec<Consent>,
    pub(crate) identity: Identity,
}

#[derive(Debug, Default)]
pub(crate) struct Partners {
    known: HashMap<PartnerSid, PartnerCredentials>,
    shared: HashMap<AccountSid, Arc<Shared>>,
}

impl Partners {
    pub(super) fn admit(&mut self, known: PartnerCredentials) {
        self.known.insert(known.partner.sid, known);
    }

    pub(super) fn shut_out(&mut self, sid: PartnerSid) {
        self.known.remove(&sid);
    }

    pub(super) fn share(&mut self, account: AccountSid, shared: Option<Shared>) {
        match shared {
            Some(shared) => drop(self.shared.insert(account, Arc::new(shared))),
            None => drop(self.shared.remove(&account)),
        }
    }

    pub(crate) fn find(&self, sid: PartnerSid) -> Option<&PartnerCredentials> {
        self.known.get(&sid)
    }

    /// The partner whose client certificate names one of these. A provider has few.
    pub(crate) fn named(&self, names: &[String]) -> Option<&Partner> {
        self.known.values().map(|known| &known.partner).find(|partner| partner.is_one_of(names))
    }

    pub(crate) fn shared(&self, account: AccountSid) -> Option<Arc<Shared>> {
        self.shared.get(&account).cloned()
    }
}
