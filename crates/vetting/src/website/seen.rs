//! What a visit to the website showed, as findings. Nothing here rejects: sites move, break, and belong to groups.

use trusthub_domain::bundle::ReasonCode;

use super::disguise::{self, Disguise};
use crate::application::Business;
use crate::contact::{Arrival, SiteFacts, SiteTrouble, WebsiteVisit};
use crate::domain_name::{Website, read, registrable};
use crate::finding::{Check, Finding};

/// A page with fewer words and fewer links shows too little without scripts to be judged.
const LEAST_WORDS: usize = 40;
const LEAST_LINKS: usize = 3;

/// Where the website was entered.
struct Entered<'a>(&'a Business);

impl Entered<'_> {
    fn soft(&self, name: &str) -> Check {
        Check::soft(name, ReasonCode::WEBSITE, self.0.place(self.0.website_field()))
    }
}

/// Looks at the domain alone; says something only of a disguise.
pub(super) fn domain(business: &Business, domain: &str) -> Option<Finding> {
    let disguise = disguise::find(domain, &business.name)?;
    let entered = Entered(business);
    let shown = url::quirks::domain_to_unicode(domain);
    let check = entered.soft("website.domain_is_plain").comparing(format!("{shown} ({domain})"));
    const MEND: &str = "Enter the website that the business itself uses.";
    Some(match disguise {
        Disguise::MixedScripts => {
            check.fails("The website's domain mixes letters of different scripts that look alike.", MEND)
        }
        Disguise::LookAlike => check.fails(
            "The website's domain looks like the name of the business but is written with other characters.",
            MEND,
        ),
    })
}

/// What the visit showed.
pub(super) fn visit(business: &Business, visit: &WebsiteVisit, asked: &str) -> Vec<Finding> {
    let entered = &Entered(business);
    let seen = format!("{} on {}", visit.hops.join(" → "), visit.at);
    match &visit.arrival {
        Arrival::Trouble(trouble) => of_trouble(entered, *trouble, &seen),
        Arrival::Page(site) => {
            let reached = entered.soft("website.is_reachable").comparing(seen);
            let mut findings = vec![reached.passes("The website answers with a page.")];
            findings.push(encryption(entered, site));
            findings.push(same_domain(entered, site, asked));
            findings.extend(content(entered, site));
            findings
        }
    }
}

fn of_trouble(entered: &Entered<'_>, trouble: SiteTrouble, seen: &str) -> Vec<Finding> {
    const MEND: &str = "Enter the address under which everybody can reach the website.";
    let check = entered.soft("website.is_reachable").comparing(seen);
    let finding = match trouble {
        SiteTrouble::Certificate => {
            return vec![certificate(entered, seen).fails(
                "The website's certificate is not valid: expired, for another name, or from nobody that is trusted.",
                "Have the certificate renewed, or enter the address for which there is one.",
            )];
        }
        SiteTrouble::Refused => check.fails("The website refuses connections.", MEND),
        SiteTrouble::Forbidden => {
            check.fails("The website's name leads to an address that is not on the public internet.", MEND)
        }
        SiteTrouble::GoesOnForEver => check.fails("The website redirects again and again.", MEND),
        SiteTrouble::Status(404 | 410) => check.fails("There is no page at the website's address.", MEND),
        // Servers turn machines away, and have bad days.
        SiteTrouble::Status(_) => {
            check.cannot_tell("The website answered with an error, and not with a page.")
        }
        SiteTrouble::NotHtml => check.cannot_tell("The website answered with something else than a page."),
        SiteTrouble::BadUrl => check.cannot_tell("The website's address cannot be visited."),
        SiteTrouble::NoAddress => check.cannot_tell("No address of the website was found."),
        SiteTrouble::Silent | SiteTrouble::Broken => {
            check.cannot_tell("The website did not answer, or not in a way that can be read.")
        }
    };
    vec![finding]
}

fn certificate(entered: &Entered<'_>, seen: &str) -> Check {
    entered.soft("website.is_encrypted").comparing(seen)
}

fn encryption(entered: &Entered<'_>, site: &SiteFacts) -> Finding {
    let check = certificate(entered, &site.url);
    if site.is_encrypted {
        check.passes("It comes by https, with a valid certificate.")
    } else {
        check.fails(
            "The website comes without encryption (http).",
            "Serve it by https, and enter that address.",
        )
    }
}

fn same_domain(entered: &Entered<'_>, site: &SiteFacts, asked: &str) -> Finding {
    let check = entered.soft("website.stays_on_its_domain").comparing(format!("{asked} and {}", site.url));
    match read(&site.url) {
        Website::Domain(domain) if registrable(&domain) == registrable(asked) => {
            check.passes("The page is on the domain that was entered.")
        }
        Website::Domain(_) | Website::NoDomain | Website::Unreadable => check.fails(
            "The website leads to another domain.",
            "Enter the address where the website is in the end, or show the reviewer that both are the business's.",
        ),
    }
}

/// Where nothing is there yet, no name and no policy can be.
fn content(entered: &Entered<'_>, site: &SiteFacts) -> Vec<Finding> {
    let made = entered.soft("website.is_not_parked");
    if let Some(signal) = &site.parked {
        return vec![made.comparing(signal.clone()).fails(
            "The website is a placeholder: the domain is parked, for sale, or the site is not made yet.",
            "Enter the website that the business uses.",
        )];
    }
    let is_bare = site.words < LEAST_WORDS && site.links < LEAST_LINKS;
    let made = made.comparing(format!("{} words, {} links", site.words, site.links));
    let made = if is_bare {
        made.cannot_tell("The page shows too little to a visitor without scripts.")
    } else {
        made.passes("The page has content of its own.")
    };
    vec![
        made,
        named(entered, site, is_bare),
        privacy(entered, site, is_bare),
        contact(entered, site, is_bare),
    ]
}

fn named(entered: &Entered<'_>, site: &SiteFacts, is_bare: bool) -> Finding {
    let check = entered.soft("website.names_business");
    let found = site.name.as_ref();
    let check = match found {
        Some(name) => check.comparing(format!(
            "“{}” with “{}” ({}), {} in 1,000",
            entered.0.name, name.words, name.url, name.per_mille
        )),
        None => check.comparing(format!("“{}” with {}", entered.0.name, pages(site))),
    };
    match found {
        Some(name) if name.is_match => check.passes("The website names the business."),
        Some(_) | None if is_bare => check.cannot_tell("The page shows too little to find a name on it."),
        Some(_) | None => check.fails(
            "No page of the website that was read names the business.",
            "Put the legal name on the website, for example in the imprint, or enter the right website or name.",
        ),
    }
}

fn pages(site: &SiteFacts) -> String {
    let further = site.further.iter().map(String::as_str);
    std::iter::once(site.url.as_str()).chain(further).collect::<Vec<_>>().join(", ")
}

fn privacy(entered: &Entered<'_>, site: &SiteFacts, is_bare: bool) -> Finding {
    let check = entered.soft("website.has_privacy_policy");
    match &site.privacy {
        Some(link) => check.comparing(link.clone()).passes("A privacy policy is linked."),
        None if is_bare => {
            check.comparing(pages(site)).cannot_tell("The page shows too little to find a link on it.")
        }
        None => check.comparing(pages(site)).fails(
            "No privacy policy is linked from the website's first page.",
            "Link the privacy policy on the first page.",
        ),
    }
}

fn contact(entered: &Entered<'_>, site: &SiteFacts, is_bare: bool) -> Finding {
    let check = entered.soft("website.has_contact");
    match &site.contact {
        Some(contact) => {
            check.comparing(contact.clone()).passes("The website says how to reach the business.")
        }
        None if is_bare => check
            .comparing(pages(site))
            .cannot_tell("The page shows too little to find contact details on it."),
        None => check.comparing(pages(site)).fails(
            "The website does not say how to reach the business.",
            "Add an e-mail address, a phone number or a contact page.",
        ),
    }
}
