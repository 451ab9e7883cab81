//! What a website shows: from pages to facts, and from facts to findings.

use trusthub_domain::review::{Assessment, Outcome};
use trusthub_vetting::Application;
use trusthub_vetting::contact::{Arrival, ContactFacts, SiteFacts, SiteTrouble, WebsiteVisit};
use trusthub_vetting::website::{SitePage, address_to_visit, further_pages, site_facts};

use crate::fixtures::{Parts, assess, failures};

const NAME: &str = "Owl Books, Inc.";
const URL: &str = "https://www.owlbooks.com/";

fn page<'a>(text: &'a str, links: &'a [(&'a str, &'a str)]) -> SitePage<'a> {
    SitePage { url: URL, is_encrypted: true, title: "", description: "", language: "en", text, links }
}

fn facts(text: &str, links: &[(&str, &str)]) -> SiteFacts {
    site_facts(&page(text, links), &[], NAME)
}

fn names(text: &str, name: &str) -> bool {
    site_facts(&page(text, &[]), &[], name).name.is_some_and(|found| found.is_match)
}

fn application(arrival: Arrival) -> Application {
    let mut application = Parts::good().application();
    let visit = WebsiteVisit { at: "2026-11-23T12:00:00Z".to_owned(), hops: vec![URL.to_owned()], arrival };
    application.contact = Some(ContactFacts { website: Some(visit), ..ContactFacts::default() });
    application
}

fn page_of(site: SiteFacts) -> Arrival {
    Arrival::Page(Box::new(site))
}

fn told(arrival: Arrival) -> Assessment {
    assess(&application(arrival))
}

fn outcome(assessment: &Assessment, check: &str) -> Option<Outcome> {
    assessment.evidence.iter().find(|one| one.check == check).map(|one| one.outcome)
}

/// A page that leaves nothing to wish for.
fn good() -> SiteFacts {
    let text = format!("Owl Books, Inc.\n375 Beale Street\n{}", "Books for everybody. ".repeat(20));
    let links = [
        ("https://www.owlbooks.com/privacy", "Privacy"),
        ("mailto:ada@owlbooks.com", "Write to us"),
        ("https://www.owlbooks.com/shop", "Shop"),
    ];
    facts(&text, &links)
}

#[test]
fn a_good_website_raises_no_doubt() {
    let assessment = told(page_of(good()));
    assert_eq!(failures(&assessment), Vec::<String>::new());
    for check in [
        "website.is_reachable",
        "website.is_encrypted",
        "website.stays_on_its_domain",
        "website.is_not_parked",
        "website.names_business",
        "website.has_privacy_policy",
        "website.has_contact",
    ] {
        assert_eq!(outcome(&assessment, check), Some(Outcome::Pass), "{check}");
    }
}

#[test]
fn stored_facts_replay_to_the_same_assessment_and_none_say_nothing() {
    for arrival in [page_of(good()), Arrival::Trouble(SiteTrouble::Status(503))] {
        let application = application(arrival);
        let stored = serde_json::to_string(&application).unwrap();
        let replayed: Application = serde_json::from_str(&stored).unwrap();
        assert_eq!(assess(&replayed), assess(&application));
    }
    let before = Parts::good().application();
    let stored = serde_json::to_value(&before).unwrap();
    assert!(stored.get("contact").is_none());
    assert!(assess(&before).evidence.iter().all(|one| one.check != "website.is_reachable"));
}

#[test]
fn the_name_is_found_in_any_spelling_that_means_the_business() {
    for text in [
        "Welcome to Owl Books",
        "© 2026 OWL BOOKS INC. All rights reserved",
        "OwlBooks, the shop",
        "a division of Owl Books Incorporated",
        "Öwl Bóoks",
    ] {
        assert!(names(text, NAME), "{text}");
    }
    for text in ["Night Bird Ltd", "We sell books", "An owl is a bird", "", "Owl Insurance Group plc"] {
        assert!(!names(text, NAME), "{text}");
    }
    assert!(names(
        "Impressum\nMüller & Söhne Maschinenbau GmbH & Co. KG\nBerlin",
        "Mueller & Soehne Maschinenbau"
    ));
    assert!(names("運営会社 株式会社オウル", "株式会社オウル"));
}

#[test]
fn a_page_that_repeats_one_word_for_ever_is_read_in_time() {
    let text = "Owl ".repeat(30_000);
    assert!(site_facts(&page(&text, &[]), &[], NAME).name.is_some());
}

#[test]
fn a_name_on_a_further_page_counts() {
    let first = page("Welcome", &[("https://www.owlbooks.com/imprint", "Imprint")]);
    let further = SitePage { url: "https://www.owlbooks.com/imprint", ..page("Owl Books Inc", &[]) };
    let found = site_facts(&first, &[further], NAME);
    assert_eq!(found.name.map(|name| name.url).as_deref(), Some("https://www.owlbooks.com/imprint"));
    assert_eq!(found.further, ["https://www.owlbooks.com/imprint"]);
}

#[test]
fn further_pages_are_those_of_the_same_site_where_names_stand() {
    let links = [
        ("https://www.owlbooks.com/shop", "Shop"),
        ("https://elsewhere.com/imprint", "Imprint"),
        ("https://www.owlbooks.com/kontakt#form", "Kontakt"),
        ("https://shop.owlbooks.com/ueber-uns", "Wir"),
        ("https://www.owlbooks.com/agb", "AGB"),
        ("mailto:contact@owlbooks.com", "Contact"),
        ("javascript:void(0)", "About"),
    ];
    let kept: Vec<(&str, &str)> = links[2..5].to_vec();
    assert_eq!(
        further_pages(&page("", &kept)),
        ["https://www.owlbooks.com/kontakt", "https://shop.owlbooks.com/ueber-uns"]
    );
    assert_eq!(further_pages(&page("", &links[..2])), Vec::<String>::new());
    assert_eq!(further_pages(&page("", &links[5..])), Vec::<String>::new());
}

#[test]
fn privacy_and_contact_are_found_in_many_languages() {
    for (label, is_privacy) in [
        ("Datenschutzerklärung", true),
        ("Politique de confidentialité", true),
        ("Política de privacidad", true),
        ("プライバシーポリシー", true),
        ("隐私政策", true),
        ("Политика конфиденциальности", true),
        ("Shop", false),
    ] {
        let links = [("https://www.owlbooks.com/p7", label)];
        assert_eq!(facts("", &links).privacy.is_some(), is_privacy, "{label}");
    }
    for (text, url, label) in [
        ("", "https://www.owlbooks.com/x", "Kontakt"),
        ("", "https://www.owlbooks.com/contact-us", "➔"),
        ("", "tel:+12025550123", ""),
        ("Write to ada@owlbooks.com.", "https://www.owlbooks.com/x", ""),
    ] {
        assert!(facts(text, &[(url, label)]).contact.is_some(), "{text} {url} {label}");
    }
    assert!(facts("@home and a@b", &[("https://www.owlbooks.com/x", "x")]).contact.is_none());
}

#[test]
fn a_parked_domain_is_a_doubt_and_no_more_is_asked_of_it() {
    for text in [
        "owlbooks.com — This domain is for sale! Make an offer.",
        "Welcome to nginx! If you see this page, the web server is installed.",
        "Diese Domain steht zum Verkauf",
        "Website coming soon",
    ] {
        let assessment = told(page_of(facts(text, &[])));
        assert_eq!(failures(&assessment), ["website.is_not_parked 18601"], "{text}");
        assert_eq!(outcome(&assessment, "website.names_business"), None, "{text}");
    }
    let elsewhere = SitePage { url: "https://www.hugedomains.com/x", ..page("Owl Books", &[]) };
    let assessment = told(page_of(site_facts(&elsewhere, &[], NAME)));
    assert!(failures(&assessment).contains(&"website.is_not_parked 18601".to_owned()));
    let broker =
        format!("We help you sell. This domain is for sale. {}", "Domains of all kinds. ".repeat(200));
    assert_eq!(facts(&broker, &[]).parked, None, "a page with much of its own is no placeholder");
}

#[test]
fn a_page_that_needs_scripts_cannot_be_told() {
    let assessment = told(page_of(facts("You need to enable JavaScript to run this app.", &[])));
    assert_eq!(failures(&assessment), Vec::<String>::new());
    for check in ["website.names_business", "website.has_privacy_policy", "website.has_contact"] {
        assert_eq!(outcome(&assessment, check), Some(Outcome::Unknown), "{check}");
    }
}

#[test]
fn each_shortcoming_is_a_doubt_of_its_own() {
    let lacking = |change: fn(&mut SiteFacts)| {
        let mut site = good();
        change(&mut site);
        failures(&told(page_of(site)))
    };
    assert_eq!(lacking(|site| site.is_encrypted = false), ["website.is_encrypted 18601"]);
    assert_eq!(lacking(|site| site.name = None), ["website.names_business 18601"]);
    assert_eq!(lacking(|site| site.privacy = None), ["website.has_privacy_policy 18601"]);
    assert_eq!(lacking(|site| site.contact = None), ["website.has_contact 18601"]);
    assert_eq!(
        lacking(|site| site.url = "https://other.com/".to_owned()),
        ["website.stays_on_its_domain 18601"]
    );
    assert!(lacking(|site| site.url = "http://shop.owlbooks.com/".to_owned()).is_empty());
}

#[test]
fn only_what_the_far_side_said_counts_against_it() {
    for (trouble, failure) in [
        (SiteTrouble::Certificate, Some("website.is_encrypted 18601")),
        (SiteTrouble::Refused, Some("website.is_reachable 18601")),
        (SiteTrouble::Forbidden, Some("website.is_reachable 18601")),
        (SiteTrouble::GoesOnForEver, Some("website.is_reachable 18601")),
        (SiteTrouble::Status(404), Some("website.is_reachable 18601")),
        (SiteTrouble::Status(403), None),
        (SiteTrouble::Status(503), None),
        (SiteTrouble::Silent, None),
        (SiteTrouble::NoAddress, None),
        (SiteTrouble::Broken, None),
        (SiteTrouble::NotHtml, None),
        (SiteTrouble::BadUrl, None),
    ] {
        let assessment = told(Arrival::Trouble(trouble));
        assert_eq!(failures(&assessment).first().map(String::as_str), failure, "{trouble:?}");
        if failure.is_none() {
            assert_eq!(outcome(&assessment, "website.is_reachable"), Some(Outcome::Unknown), "{trouble:?}");
        }
    }
}

#[test]
fn an_imitation_of_the_name_is_a_doubt() {
    let found = |website: &str| failures(&Parts::good().business("website_url", website).assess());
    assert!(found("https://0wlbooks.com").contains(&"website.domain_is_plain 18601".to_owned()));
    assert!(!found("https://owlbooks.com").contains(&"website.domain_is_plain 18601".to_owned()));
}

#[test]
fn nobody_is_sent_to_what_is_no_website() {
    for address in
        ["", "we have none", "localhost", "http://192.0.2.1/", "ftp://owl.com", "owl.test", "example.com"]
    {
        assert_eq!(address_to_visit(address), None, "{address}");
    }
    assert_eq!(address_to_visit(" owlbooks.com ").as_deref(), Some("owlbooks.com"));
}
