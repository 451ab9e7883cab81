//! The website: a web address of the business's own, not a page that anybody can have for nothing; and, where it was
//! visited, what it shows.
//!
//! A doubt here never rejects: whether the site shows the business is for a reviewer to see.

mod disguise;
mod naming;
mod reading;
mod seen;

use trusthub_domain::bundle::ReasonCode;

pub use self::reading::{SitePage, further_pages, site_facts};
use crate::application::Application;
use crate::domain_name::{Website, is_under, read};
use crate::finding::{Check, Finding};

/// Where anybody can have a page: social networks, link lists, market places, site builders, code and app hosts.
const SHARED: &[&str] = &[
    "000webhostapp.com",
    "about.me",
    "allegro.pl",
    "amazon.com",
    "beacons.ai",
    "bigcartel.com",
    "blogger.com",
    "blogspot.com",
    "business.site",
    "carrd.co",
    "discord.com",
    "discord.gg",
    "ebay.com",
    "etsy.com",
    "facebook.com",
    "fb.com",
    "fiverr.com",
    "github.com",
    "github.io",
    "gitlab.io",
    "glitch.me",
    "godaddysites.com",
    "herokuapp.com",
    "instagram.com",
    "jimdofree.com",
    "jimdosite.com",
    "linkedin.com",
    "linktr.ee",
    "medium.com",
    "myshopify.com",
    "mystrikingly.com",
    "netlify.app",
    "notion.site",
    "ok.ru",
    "onrender.com",
    "pages.dev",
    "pinterest.com",
    "reddit.com",
    "repl.co",
    "shopee.com",
    "sites.google.com",
    "squarespace.com",
    "square.site",
    "substack.com",
    "t.me",
    "tiktok.com",
    "tripod.com",
    "tumblr.com",
    "twitter.com",
    "upwork.com",
    "vercel.app",
    "vk.com",
    "wa.me",
    "web.app",
    "webflow.io",
    "webnode.com",
    "webnode.page",
    "weebly.com",
    "wixsite.com",
    "wordpress.com",
    "x.com",
    "yelp.com",
    "yolasite.com",
    "youtube.com",
];

/// Names that belong to nobody (RFC 2606, RFC 6761).
const RESERVED: &[&str] =
    &["example", "example.com", "example.net", "example.org", "invalid", "local", "localhost", "test"];

/// The address to visit; `None` if what was entered cannot be visited, or leads to nobody for certain.
#[must_use]
pub fn address_to_visit(entered: &str) -> Option<String> {
    match read(entered) {
        Website::Domain(domain) if !is_under(&domain, RESERVED) => Some(entered.trim().to_owned()),
        Website::Domain(_) | Website::NoDomain | Website::Unreadable => None,
    }
}

/// Whether a domain name is that of a service on which anybody may have a page, or reserved.
pub(crate) fn belongs_to_nobody(domain: &str) -> bool {
    is_under(domain, RESERVED) || is_under(domain, SHARED)
}

pub(crate) fn check(application: &Application) -> Vec<Finding> {
    let Some(business) = application.business.as_ref().filter(|business| !business.website_url.is_empty())
    else {
        return Vec::new();
    };
    let begin = |name: &str| {
        Check::soft(name, ReasonCode::WEBSITE, business.place(business.website_field()))
            .comparing(business.website_url.clone())
    };
    let form = begin("website.is_web_address");
    let domain = match read(&business.website_url) {
        Website::Domain(domain) => domain,
        Website::NoDomain => {
            return vec![
                form.fails("The website has no domain name.", "Enter the address of the business's website."),
            ];
        }
        Website::Unreadable => {
            return vec![form.fails(
                "The website is not a web address.",
                "Enter the address of the business's website, for example https://www.acme.com.",
            )];
        }
    };
    let own = begin("website.is_own_domain");
    let own = if is_under(&domain, RESERVED) {
        own.fails(
            "The website's domain is reserved for examples.",
            "Enter the address of the business's website.",
        )
    } else if is_under(&domain, SHARED) {
        own.fails(
            "The website is a page on a service where anybody can have one.",
            "Enter a website under the business's own domain, or show the reviewer that the page is the business's.",
        )
    } else {
        own.passes("The domain is not one of the known shared services.")
    };
    let mut findings = vec![form.passes("It can be read as a web address."), own];
    findings.extend(seen::domain(business, &domain));
    if let Some(visit) = application.contact.as_ref().and_then(|contact| contact.website.as_ref()) {
        findings.extend(seen::visit(business, visit, &domain));
    }
    findings
}
