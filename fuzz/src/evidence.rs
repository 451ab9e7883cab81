//! What evidence is made of: websites, uploaded files, and applications as a whole.

use std::sync::LazyLock;

use serde_json::{Value, json};
use trusthub_domain::item::MediaType;
use trusthub_domain::reading::Legibility;
use trusthub_gateways::documents::inspect::Inspector;
use trusthub_gateways::documents::media_type::sniff;
use trusthub_gateways::website::{MOST_BYTES, Page};
use trusthub_vetting::website::{SitePage, further_pages, site_facts};
use trusthub_vetting::{Application, Scorecard, assess};
use url::Url;

/// A media type and a packing on a line of their own, then a page as its server sends it: read within bounds, its links whole;
/// what is read further is on the same site.
pub fn websites(bytes: &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    let (head, body) = bytes.split_at(end);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let (content_type, packing) = head.split_once('|').unwrap_or((&head, ""));
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    let url = Url::parse("https://www.owl-bakery.com/en/").expect("a URL");
    let Ok(page) = Page::of_bytes(&url, content_type, packing, body.to_vec()) else { return };
    assert!(page.text.len() <= MOST_BYTES && page.title.len() <= MOST_BYTES);
    assert!(page.links.iter().all(|link| Url::parse(&link.url).is_ok()), "{:?}", page.links);
    let links: Vec<(&str, &str)> =
        page.links.iter().map(|link| (link.url.as_str(), link.label.as_str())).collect();
    let seen = SitePage {
        url: &page.url,
        is_encrypted: page.is_encrypted,
        title: &page.title,
        description: &page.description,
        language: &page.language,
        text: &page.text,
        links: &links,
    };
    for further in further_pages(&seen) {
        let host = Url::parse(&further).expect("a URL").host_str().map(str::to_owned);
        assert!(host.is_some_and(|host| host.ends_with("owl-bakery.com")), "{further}");
    }
    let facts = site_facts(&seen, &[seen], "Owl Bakery, Inc.");
    assert!(facts.name.is_none_or(|name| name.per_mille <= 1000));
}

/// An uploaded file: read, or found damaged; it has words if it is called legible, and each is on a page that it has.
pub fn documents(bytes: &[u8]) {
    let Some(media_type) = sniff(bytes) else { return };
    // Pictures are read by another program, which is not ours to break.
    if media_type != MediaType::Pdf {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let content = runtime.block_on(Inspector::here().read(media_type, bytes.to_vec())).expect("an answer");
    assert!(content.legibility != Legibility::Text || !content.texts.is_empty(), "{content:?}");
    assert!(content.texts.iter().all(|page| (1..=content.pages).contains(&page.page)), "{content:?}");
    assert!(content.texts.windows(2).all(|two| two[0].page < two[1].page), "{content:?}");
}

/// The fields of an application, a line each: assessed, the same twice and after it was stored.
pub fn applications(bytes: &[u8]) {
    static SCORECARD: LazyLock<Scorecard> = LazyLock::new(|| Scorecard::shipped().expect("a scorecard"));
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.split('\n');
    let mut line = || lines.next().unwrap_or_default();
    let business = json!({
        "object": null, "type_name": "customer_profile_business_information", "name": line(),
        "registration_identifier": line(), "registration_number": line(), "website_url": line(),
        "business_type": line(), "industry": "TECHNOLOGY", "identity": "direct_customer",
        "regions": [line()], "social_media_urls": [line()],
    });
    let person = json!({
        "object": null, "type_name": "authorized_representative_1", "seat": "first", "first_name": line(),
        "last_name": line(), "email": line(), "phone_number": line(), "business_title": line(),
        "job_position": "Director",
    });
    let address = json!({
        "sid": format!("AD{:032x}", 1), "object": null, "type_name": "customer_profile_address",
        "customer_name": line(), "street": line(), "street_secondary": line(), "city": line(),
        "region": line(), "postal_code": line(), "iso_country": line(),
    });
    let mut application = json!({
        "bundle_kind": "customer_profile", "bundle_sid": format!("BU{:032x}", 1),
        "policy_sid": format!("RN{:032x}", 1), "object_type": "secondary_customer_profile_type_business",
        "notification_email": "compliance@owl-bakery.com", "business": business,
        "representatives": [person], "starter": null, "addresses": [address], "texts": [], "duplicates": [],
    });
    objects(&mut application);
    let application: Application = serde_json::from_value(application).expect("an application");
    let found = assess(&application, &SCORECARD);
    assert!(!found.evidence.is_empty(), "{text:?}");
    let stored = serde_json::to_value(&application).expect("JSON");
    let again: Application = serde_json::from_value(stored).expect("what was stored");
    assert_eq!(assess(&again, &SCORECARD), found, "{text:?}");
}

/// Puts an item where an application names one.
fn objects(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                if name == "object" {
                    *field = json!(OBJECT);
                } else {
                    objects(field);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(objects),
        _ => {}
    }
}

const OBJECT: &str = "IT00000000000000000000000000000001";
