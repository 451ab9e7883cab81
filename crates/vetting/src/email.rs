//! E-mail addresses of persons: deliverable in form, made to last, and, for representatives, in the domain of the business's
//! website.
//!
//! A domain that differs is a doubt, not a verdict: groups and agencies use several domains.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::contact::Email;

use crate::application::{Application, Person, Representative};
use crate::domain_name::{Website, normalised, read, registrable};
use crate::finding::{Check, Finding};
use crate::mail_domains::{is_disposable, is_free};

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let website = application.business.as_ref().map(|business| read(&business.website_url));
    let of_website = match website {
        Some(Website::Domain(domain)) => Some(domain),
        Some(Website::NoDomain | Website::Unreadable) | None => None,
    };
    let of_representatives = application
        .representatives
        .iter()
        .filter(|representative| !representative.person.email.is_empty())
        .flat_map(|representative| of_representative(representative, of_website.as_deref()));
    let of_starter = application.starter.iter().filter_map(|person| {
        let email = person.email.parse::<Email>().ok()?;
        Some(lasting(person, ReasonCode::CONTENT, &normalised(&email.domain())))
    });
    of_representatives.chain(of_starter).collect()
}

fn of_representative(representative: &Representative, website: Option<&str>) -> Vec<Finding> {
    let person = &representative.person;
    let place = person.place(person.email_field());
    let form = Check::hard("email.is_address", representative.seat.code(), place.clone())
        .comparing(person.email.clone());
    let Ok(email) = person.email.parse::<Email>() else {
        return vec![form.fails(
            "The representative's e-mail address cannot be delivered to as written.",
            "Enter one whole address, for example name@acme.com.",
        )];
    };
    let domain = normalised(&email.domain());
    let compared = format!("{domain} with {}", website.unwrap_or("no website"));
    let matching =
        Check::soft("email.domain_matches_website", ReasonCode::EMAIL_DOMAIN, place).comparing(compared);
    let matching = match website {
        None => matching.cannot_tell("There is no website whose domain could be compared."),
        Some(_) if is_free(&domain) => matching.fails(
            "The representative's e-mail address is with a free mail service.",
            "Use an address in the domain of the business's website.",
        ),
        Some(website) if registrable(&domain) == registrable(website) => {
            matching.passes("Both lie in one registrable domain.")
        }
        Some(_) => matching.fails(
            "The representative's e-mail address is not in the domain of the business's website.",
            "Use an address in the website's domain, or correct the website.",
        ),
    };
    let lasting = lasting(person, representative.seat.code(), &domain);
    vec![form.passes("It has the form of an address."), lasting, matching]
}

fn lasting(person: &Person, code: ReasonCode, domain: &str) -> Finding {
    let check = Check::soft("email.is_lasting", code, person.place(person.email_field())).comparing(domain);
    if is_disposable(domain) {
        check.fails(
            "The e-mail address is with a service for throw-away addresses.",
            "Use an address that the person keeps, best in the domain of the business's website.",
        )
    } else {
        check.passes("The domain is not one of the known services for throw-away addresses.")
    }
}
