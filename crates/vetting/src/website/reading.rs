//! From the words and links of a site's pages to the facts about it.

use std::sync::LazyLock;

use super::naming::name_on;
use crate::contact::SiteFacts;
use crate::domain_name::{Website, is_under, read, registrable};
use crate::table::rows;

const FILE: &str = include_str!("../../../../policies/contact/website-words.csv");

/// Pages with more words than these are somebody's own, whatever else they say.
const MOST_WORDS_OF_PARKED: usize = 400;

/// How many further pages are worth the time.
const MOST_FURTHER: usize = 2;

static WORDS: LazyLock<Vec<(Kind, &'static str)>> =
    LazyLock::new(|| rows::<2>(FILE).filter_map(|[kind, words]| Some((Kind::named(kind)?, words))).collect());

/// What a link leads to, or a phrase shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Privacy,
    Imprint,
    Contact,
    About,
    Terms,
    Parked,
    ParkingHost,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "privacy" => Self::Privacy,
            "imprint" => Self::Imprint,
            "contact" => Self::Contact,
            "about" => Self::About,
            "terms" => Self::Terms,
            "parked" => Self::Parked,
            "parking_host" => Self::ParkingHost,
            _ => return None,
        })
    }

    fn words(self) -> impl Iterator<Item = &'static str> {
        WORDS.iter().filter(move |(kind, _)| *kind == self).map(|(_, words)| *words)
    }
}

/// A page as it was fetched.
#[derive(Debug, Clone, Copy)]
pub struct SitePage<'a> {
    /// Where it was in the end.
    pub url: &'a str,
    /// It came by https, with a valid certificate.
    pub is_encrypted: bool,
    /// Its title.
    pub title: &'a str,
    /// What it says of itself to search engines.
    pub description: &'a str,
    /// The language that it says it is in.
    pub language: &'a str,
    /// Its words, one block per line.
    pub text: &'a str,
    /// Its links: where to, and the words.
    pub links: &'a [(&'a str, &'a str)],
}

impl SitePage<'_> {
    fn link(&self, kind: Kind) -> Option<&str> {
        // Words of a link say more than its address, which may hold them by chance.
        let by = |matches: fn(&str, &str, &str) -> bool| {
            self.links.iter().find(|(url, label)| kind.words().any(|words| matches(url, label, words)))
        };
        by(|_, label, words| label.to_lowercase().contains(words))
            .or_else(|| by(|url, _, words| path_of(url).contains(words)))
            .map(|(url, _)| *url)
    }
}

fn path_of(url: &str) -> String {
    let after_host =
        url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    after_host.replace(['_', '+'], "-").to_lowercase()
}

/// Pages of the same site where a business gives its full name, best first.
#[must_use]
pub fn further_pages(page: &SitePage<'_>) -> Vec<String> {
    let own = domain_of(page.url);
    let mut found: Vec<String> = Vec::new();
    for kind in [Kind::Imprint, Kind::Contact, Kind::About, Kind::Terms, Kind::Privacy] {
        let Some(link) = page.link(kind) else { continue };
        let link = link.split('#').next().unwrap_or_default();
        let is_same_site = link.starts_with("http") && domain_of(link) == own;
        if is_same_site && link != page.url && !found.iter().any(|one| one == link) {
            found.push(link.to_owned());
        }
    }
    found.truncate(MOST_FURTHER);
    found
}

fn domain_of(url: &str) -> Option<String> {
    match read(url) {
        Website::Domain(domain) => Some(registrable(&domain).to_owned()),
        Website::NoDomain | Website::Unreadable => None,
    }
}

/// The facts about a site, from its first page and the further ones that could be read.
#[must_use]
pub fn site_facts(first: &SitePage<'_>, further: &[SitePage<'_>], business_name: &str) -> SiteFacts {
    let words = first.text.split_whitespace().count();
    SiteFacts {
        url: first.url.to_owned(),
        is_encrypted: first.is_encrypted,
        title: first.title.to_owned(),
        language: first.language.to_owned(),
        words,
        links: first.links.len(),
        further: further.iter().map(|page| page.url.to_owned()).collect(),
        name: std::iter::once(first)
            .chain(further)
            .filter_map(|page| name_on(page, business_name))
            .max_by_key(|found| found.per_mille),
        privacy: first.link(Kind::Privacy).map(str::to_owned),
        contact: std::iter::once(first).chain(further).find_map(contact),
        parked: parked(first, words),
    }
}

/// A way to reach the business: a link to write or call, a page for it, an address in the text.
fn contact(page: &SitePage<'_>) -> Option<String> {
    let direct = page.links.iter().find(|(url, _)| url.starts_with("mailto:") || url.starts_with("tel:"));
    let direct = direct.map(|(url, _)| (*url).split('?').next().unwrap_or_default().to_owned());
    direct
        .or_else(|| page.link(Kind::Contact).or_else(|| page.link(Kind::Imprint)).map(str::to_owned))
        .or_else(|| page.text.split_whitespace().find(|word| is_email(word)).map(str::to_owned))
}

fn is_email(word: &str) -> bool {
    let word = word.trim_matches(|character: char| !character.is_alphanumeric());
    word.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty()
            && domain.contains('.')
            && domain.chars().all(|c| c.is_alphanumeric() || ".-".contains(c))
    })
}

fn parked(page: &SitePage<'_>, words: usize) -> Option<String> {
    let hosts: Vec<&str> = Kind::ParkingHost.words().collect();
    if let Website::Domain(domain) = read(page.url)
        && is_under(&domain, &hosts)
    {
        return Some(domain);
    }
    if words > MOST_WORDS_OF_PARKED {
        return None;
    }
    let said = format!("{}\n{}\n{}", page.title, page.description, page.text).to_lowercase();
    Kind::Parked.words().find(|phrase| said.contains(phrase)).map(|phrase| format!("“{phrase}”"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_words_has_a_kind_and_is_in_small_letters() {
        for [kind, words] in rows::<2>(FILE) {
            assert!(Kind::named(kind).is_some(), "{kind}");
            assert!(!words.is_empty() && words == words.to_lowercase(), "{words}");
        }
    }
}
