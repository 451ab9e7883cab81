//! Who is asked about a business while it is vetted: nobody, unless the operator says so.

use crate::website::Websites;

/// The sources that are asked over the network. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    /// Visits websites; `None` leaves them alone.
    pub websites: Option<Websites>,
}

impl Outside {
    /// Whether nobody is asked.
    #[must_use]
    pub const fn is_silent(&self) -> bool {
        self.websites.is_none()
    }
}
