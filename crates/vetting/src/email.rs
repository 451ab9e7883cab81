//! Representatives' e-mail addresses: deliverable in form, and in the domain of the business's website.
//!
//! A domain that differs is a doubt, not a verdict: groups and agencies use several domains.

use trusthub_domain::bundle::ReasonCode;
use trusthub_domain::contact::Email;

use crate::application::{Application, Representative};
use crate::domain_name::{Website, is_under, normalised, read, registrable};
use crate::finding::{Check, Finding};

/// Mail that anybody can have; only the wording differs, for any foreign domain is a doubt.
const FREE_MAIL: &[&str] = &[
    "126.com",
    "163.com",
    "aol.com",
    "bk.ru",
    "btinternet.com",
    "comcast.net",
    "fastmail.com",
    "free.fr",
    "gmail.com",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.fr",
    "icloud.com",
    "inbox.ru",
    "interia.pl",
    "libero.it",
    "list.ru",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "naver.com",
    "o2.pl",
    "online.de",
    "orange.fr",
    "outlook.com",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rediffmail.com",
    "seznam.cz",
    "sfr.fr",
    "t-online.de",
    "tutanota.com",
    "uol.com.br",
    "wanadoo.fr",
    "web.de",
    "wp.pl",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.de",
    "yahoo.fr",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
];

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let website = application.business.as_ref().map(|business| read(&business.website_url));
    let of_website = match website {
        Some(Website::Domain(domain)) => Some(domain),
        Some(Website::NoDomain | Website::Unreadable) | None => None,
    };
    application
        .representatives
        .iter()
        .filter(|representative| !representative.person.email.is_empty())
        .flat_map(|representative| of_representative(representative, of_website.as_deref()))
        .collect()
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
        Some(_) if is_under(&domain, FREE_MAIL) => matching.fails(
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
    vec![form.passes("It has the form of an address."), matching]
}
