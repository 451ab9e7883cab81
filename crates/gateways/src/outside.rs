//! Who is asked about a business while it is vetted: nobody, unless the operator says so. And who is asked about domains that
//! customers add.

use crate::browser::Browser;
use crate::dns::{MailDns, TextDns};
use crate::lookup::Lookups;
use crate::lookup::gleif::Gleif;
use crate::lookup::opencorporates::OpenCorporates;
use crate::lookup::rdap::Rdap;
use crate::lookup::vies::Vies;
use crate::website::Websites;

/// The sources that are asked over the network; `None` leaves one alone. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// Visits websites.
    pub websites: Option<Websites>,
    /// Draws their first pages for reviewers. Nothing that is decided rests on it, so no part of vetting.
    pub browser: Option<Browser>,
    /// Asks whether domains take mail.
    pub mail: Option<MailDns>,
    /// Asks for the records of domains that customers want proven. Not about a business, so no part of vetting.
    pub texts: Option<TextDns>,
    /// Asks when domains were registered.
    pub rdap: Option<Lookups<Rdap>>,
    /// Asks the Global LEI Index.
    pub gleif: Option<Lookups<Gleif>>,
    /// Asks whether VAT numbers are valid.
    pub vies: Option<Lookups<Vies>>,
    /// Asks the registers behind OpenCorporates.
    pub opencorporates: Option<Lookups<OpenCorporates>>,
}

impl Outside {
    /// Whether nobody is asked.
    #[must_use]
    pub const fn is_silent(&self) -> bool {
        self.websites.is_none()
            && self.mail.is_none()
            && self.rdap.is_none()
            && self.gleif.is_none()
            && self.vies.is_none()
            && self.opencorporates.is_none()
    }
}
