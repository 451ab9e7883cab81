//! Whether a domain takes mail.

use serde::{Deserialize, Serialize};
use trusthub_domain::contact::Email;

use crate::application::{Application, Representative};
use crate::domain_name::normalised;
use crate::finding::{Check, Finding};

/// What name servers say of a domain.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDomain {
    /// The domain.
    pub domain: String,
    /// When, RFC 3339.
    pub at: String,
    /// What they say.
    pub route: MailRoute,
}

/// How mail reaches a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailRoute {
    /// By mail exchangers.
    Exchangers,
    /// It names none, but has an address itself (RFC 5321 §5.1).
    OwnAddress,
    /// It says that it takes none (RFC 7505).
    Refused,
    /// It names no exchanger and has no address.
    Nowhere,
    /// There is no such domain.
    NoSuchDomain,
    /// Nobody could say.
    Silence,
}

/// One finding per representative whose domain was asked about.
pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let known = application.contact.as_ref().map(|contact| contact.mail.as_slice()).unwrap_or_default();
    let of_representative = |one: &Representative| {
        let email = one.person.email.parse::<Email>().ok()?;
        let domain = normalised(&email.domain());
        let found = known.iter().find(|found| found.domain == domain)?;
        Some(finding(one, found))
    };
    application.representatives.iter().filter_map(of_representative).collect()
}

fn finding(representative: &Representative, found: &MailDomain) -> Finding {
    const MEND: &str = "Check the part behind the @, or have the domain's mail set up.";
    let person = &representative.person;
    let check = Check::soft(
        "email.domain_takes_mail",
        representative.seat.code(),
        person.place(person.email_field()),
    )
    .comparing(format!("{} on {}", found.domain, found.at));
    match found.route {
        MailRoute::Exchangers => check.passes("The domain names servers that take its mail."),
        MailRoute::OwnAddress => {
            check.cannot_tell("The domain names no server for mail, but has an address that may take it.")
        }
        MailRoute::Refused => check.fails("The e-mail address's domain says that it takes no mail.", MEND),
        MailRoute::Nowhere => check.fails("The e-mail address's domain has no server for mail.", MEND),
        MailRoute::NoSuchDomain => check.fails("The e-mail address's domain does not exist.", MEND),
        MailRoute::Silence => check.cannot_tell("No name server said whether the domain takes mail."),
    }
}
