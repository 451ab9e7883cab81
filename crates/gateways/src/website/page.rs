//! A page's words and links, out of its HTML. A tokenizer is enough: nothing here needs the tree.

use std::collections::BTreeMap;

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{HtmlString, Spanned, StartTag, Token, Tokenizer};
use url::Url;

use super::Trouble;
use super::body::{self, Body};

/// Most bytes of a page's words. Ours: a long imprint has a tenth of it.
const MOST_TEXT: usize = 128 * 1024;

/// Most links that are kept.
const MOST_LINKS: usize = 400;

/// Most bytes of a title, of a link's words, of a link's address.
const MOST_TITLE: usize = 300;
const MOST_LABEL: usize = 120;
const MOST_ADDRESS: usize = 1000;

/// A page that goes on later than this is a page of its own.
const SOON_SECONDS: f32 = 5.0;

/// What a visitor reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it was in the end.
    pub url: String,
    /// It came by https, with a valid certificate.
    pub is_encrypted: bool,
    /// Its title.
    pub title: String,
    /// What it says of itself to search engines.
    pub description: String,
    /// The language that it says it is in; may be empty.
    pub language: String,
    /// Its words; what stands in one block is one line.
    pub text: String,
    /// Its links, in order.
    pub links: Vec<Link>,
    /// There was more than is read.
    pub is_cut: bool,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Whole: `https:…`, `mailto:…`, `tel:…`.
    pub url: String,
    /// Its words, or the words for its picture.
    pub label: String,
}

impl Page {
    /// A page out of the bytes of an answer, as a visit makes it; what else a visit needs is the network.
    ///
    /// # Errors
    /// `NotHtml`, `Broken`.
    pub fn of_bytes(url: &Url, content_type: &str, packing: &str, bytes: Vec<u8>) -> Result<Self, Trouble> {
        let body = body::unpack(bytes, false, content_type, packing)?;
        Ok(read(url, &body).0)
    }
}

/// Reads a page; also where it sends its visitors at once, if it does.
pub(super) fn read(url: &Url, body: &Body) -> (Page, Option<Url>) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut reader = Reader::new(url);
    for token in Tokenizer::new_with_emitter(&body.text, emitter) {
        // Reading from memory cannot fail.
        let Ok(token) = token;
        reader.take(token);
    }
    let (mut page, goes_on) = reader.finish();
    page.is_cut |= body.is_cut;
    (page, goes_on)
}

struct Reader {
    base: Url,
    page: Page,
    goes_on: Option<Url>,
    /// The element whose content is no text of the page.
    silent: Option<Vec<u8>>,
    in_title: bool,
    /// The link whose words are being read.
    link: Option<Link>,
}

impl Reader {
    fn new(url: &Url) -> Self {
        let page = Page {
            url: super::shown(url),
            is_encrypted: url.scheme() == "https",
            title: String::new(),
            description: String::new(),
            language: String::new(),
            text: String::new(),
            links: Vec::new(),
            is_cut: false,
        };
        Self { base: url.clone(), page, goes_on: None, silent: None, in_title: false, link: None }
    }

    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => self.open(&tag),
            Token::EndTag(tag) => self.close(&tag.name),
            Token::String(text) => self.words(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn open(&mut self, tag: &StartTag<()>) {
        let name: &[u8] = &tag.name;
        if self.silent.is_some() {
            return;
        }
        match name {
            b"script" | b"style" | b"template" | b"svg" | b"iframe" | b"noframes" | b"textarea" | b"select"
                // Only in SVG does a stroke at the end close anything.
                if !(tag.self_closing && name == b"svg") =>
            {
                self.silent = Some(name.to_vec());
            }
            b"title" => self.in_title = true,
            b"html" => self.page.language = attribute(tag, "lang").chars().take(35).collect(),
            b"meta" => self.meta(tag),
            b"base" => {
                if let Ok(base) = self.base.join(&attribute(tag, "href")) {
                    self.base = base;
                }
            }
            b"a" | b"area" => self.begin_link(tag),
            b"frame" => {
                self.begin_link_to(&attribute(tag, "src"));
                self.end_link();
            }
            b"img" => self.words(&format!(" {} ", attribute(tag, "alt"))),
            _ if !is_inline(name) => self.end_block(),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        if let Some(silent) = &self.silent {
            if silent == name {
                self.silent = None;
            }
            return;
        }
        match name {
            b"title" => self.in_title = false,
            b"a" => self.end_link(),
            _ if !is_inline(name) => self.end_block(),
            _ => {}
        }
    }

    fn words(&mut self, text: &str) {
        if self.silent.is_some() {
            return;
        }
        if self.in_title {
            append(&mut self.page.title, text, MOST_TITLE);
            return;
        }
        if let Some(link) = &mut self.link {
            append(&mut link.label, text, MOST_LABEL);
        }
        self.page.is_cut |= !append(&mut self.page.text, text, MOST_TEXT);
    }

    fn end_block(&mut self) {
        let text = &mut self.page.text;
        text.truncate(text.trim_end_matches(' ').len());
        if !text.is_empty() && !text.ends_with('\n') && text.len() < MOST_TEXT {
            text.push('\n');
        }
    }

    fn meta(&mut self, tag: &StartTag<()>) {
        let content = attribute(tag, "content");
        if attribute(tag, "http-equiv").eq_ignore_ascii_case("refresh") {
            self.goes_on = self.goes_on.take().or_else(|| refresh(&self.base, &content));
        } else if attribute(tag, "name").eq_ignore_ascii_case("description") {
            append(&mut self.page.description, &content, MOST_TITLE);
        }
    }

    fn begin_link(&mut self, tag: &StartTag<()>) {
        self.end_link();
        self.begin_link_to(&attribute(tag, "href"));
        for name in ["aria-label", "title", "alt"] {
            self.words_of_link(&attribute(tag, name));
        }
    }

    fn begin_link_to(&mut self, address: &str) {
        let url = self.base.join(address.trim()).ok().map(String::from);
        let is_kept = !address.trim().is_empty() && self.page.links.len() < MOST_LINKS;
        self.link = url
            .filter(|url| is_kept && url.len() <= MOST_ADDRESS)
            .map(|url| Link { url, label: String::new() });
    }

    fn words_of_link(&mut self, text: &str) {
        if let (Some(link), false) = (&mut self.link, text.is_empty()) {
            append(&mut link.label, text, MOST_LABEL);
            append(&mut link.label, " ", MOST_LABEL);
        }
    }

    fn end_link(&mut self) {
        if let Some(mut link) = self.link.take() {
            link.label.truncate(link.label.trim_end().len());
            self.page.links.push(link);
        }
    }

    fn finish(mut self) -> (Page, Option<Url>) {
        self.end_link();
        self.end_block();
        self.page.title.truncate(self.page.title.trim_end().len());
        (self.page, self.goes_on)
    }
}

fn attribute(tag: &StartTag<()>, name: &str) -> String {
    let attributes: &BTreeMap<HtmlString, Spanned<HtmlString, ()>> = &tag.attributes;
    let value = attributes.get(name.as_bytes());
    value.map(|value| String::from_utf8_lossy(value).trim().to_owned()).unwrap_or_default()
}

/// Appends text with white space made single; `false` if there was no room for all of it.
fn append(to: &mut String, text: &str, most_bytes: usize) -> bool {
    for character in text.chars() {
        let is_gap = character.is_whitespace() || character.is_control();
        if is_gap && (to.is_empty() || to.ends_with([' ', '\n'])) {
            continue;
        }
        let character = if is_gap { ' ' } else { character };
        if to.len() + character.len_utf8() > most_bytes {
            return false;
        }
        to.push(character);
    }
    true
}

/// Elements inside of a line; all others end one.
fn is_inline(name: &[u8]) -> bool {
    const INLINE: [&[u8]; 24] = [
        b"a", b"abbr", b"acronym", b"b", b"bdi", b"bdo", b"big", b"cite", b"code", b"em", b"font", b"i",
        b"ins", b"label", b"mark", b"q", b"s", b"small", b"span", b"strong", b"sub", b"sup", b"u", b"wbr",
    ];
    INLINE.contains(&name)
}

/// `0; url=https://…`
fn refresh(base: &Url, content: &str) -> Option<Url> {
    let (seconds, rest) = content.split_once([';', ','])?;
    let is_soon = seconds.trim().parse::<f32>().is_ok_and(|seconds| seconds <= SOON_SECONDS);
    let rest = rest.trim();
    let (name, address) = rest.split_once('=')?;
    if !is_soon || !name.trim().eq_ignore_ascii_case("url") {
        return None;
    }
    base.join(address.trim().trim_matches(['"', '\''])).ok()
}
