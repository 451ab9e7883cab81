//! XML as far as lists use it: the records of a document one at a time, each as a small tree.
//!
//! Nothing outside of the file is ever looked at. A document type, which is where entities that multiply are defined, is
//! refused; so are references to entities that XML itself does not define, nesting without end, and texts without end.

use std::io::{BufRead, Error, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::ListFile;
use super::limits::{MOST_DEPTH, MOST_FIELD_BYTES, MOST_FILE_BYTES};
use super::refusal::{Refusal, excerpt};

/// Elements of one record. Ours: the largest of the United Nations' has some hundreds.
const MOST_NODES: usize = 50_000;

/// An element with what is in it.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// The text of a child, trimmed; empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.children.iter().find(|child| child.name == name).map_or("", |child| child.text.trim())
    }

    /// Its own text, trimmed.
    pub(super) fn own_text(&self) -> &str {
        self.text.trim()
    }

    pub(super) fn all<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The texts of `child` in each `name`, those that are not empty.
    pub(super) fn texts<'n>(&'n self, name: &'n str, child: &'n str) -> impl Iterator<Item = &'n str> {
        self.all(name).map(move |node| node.get(child)).filter(|text| !text.is_empty())
    }
}

/// What is told of a document's root element before its records.
pub(super) struct Root {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
}

/// Reads `file`, calls `root` with its root element, and `record` with each element of one of the names in `records`.
pub(super) fn records(
    file: ListFile<'_>,
    names: &[&str],
    mut root: impl FnMut(&Root) -> Result<(), String>,
    mut record: impl FnMut(&Node) -> Result<(), String>,
) -> Result<(), Refusal> {
    let ListFile { name, content } = file;
    let mut reader = Reader::from_reader(Counted::new(content));
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk { path: Vec::new(), open: Vec::new(), nodes: 0, has_root: false };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => {
                return Err(walk.refuse(
                    &name,
                    reader.get_ref(),
                    format!("this is no XML that can be read: {error}"),
                ));
            }
        };
        let is_end = matches!(event, Event::Eof);
        let step = walk.step(event, names, &mut root, &mut record);
        step.map_err(|why| walk.refuse(&name, reader.get_ref(), why))?;
        if is_end {
            return Ok(());
        }
    }
}

struct Walk {
    /// Names of the elements that are open.
    path: Vec<String>,
    /// The record that is being read and what is open in it.
    open: Vec<Node>,
    nodes: usize,
    has_root: bool,
}

impl Walk {
    fn refuse(&self, file: &str, content: &Counted<'_>, why: String) -> Refusal {
        let field = (!self.path.is_empty()).then(|| self.path.join("/"));
        let (line, column) = (Some(content.line), Some(content.column));
        Refusal { file: file.to_owned(), line, column, field, why }
    }

    fn step(
        &mut self,
        event: Event<'_>,
        names: &[&str],
        root: &mut impl FnMut(&Root) -> Result<(), String>,
        record: &mut impl FnMut(&Node) -> Result<(), String>,
    ) -> Result<(), String> {
        match event {
            Event::Start(element) => self.start(&element, names, root),
            Event::End(_) => self.end(record),
            Event::Text(text) => self.text(&text.decode().map_err(|_| "the text is not UTF-8".to_owned())?),
            Event::CData(text) => self.text(&text.decode().map_err(|_| "the text is not UTF-8".to_owned())?),
            Event::GeneralRef(reference) => self.text(&resolved(&reference)?.to_string()),
            Event::Decl(declaration) => match declaration.encoding() {
                None => Ok(()),
                Some(Ok(encoding)) if encoding.eq_ignore_ascii_case(b"utf-8") => Ok(()),
                Some(_) => Err("the file says it is not in UTF-8".to_owned()),
            },
            Event::DocType(_) => Err("there is a document type in it, which no list needs".to_owned()),
            Event::Eof if !self.has_root => Err("the file is empty".to_owned()),
            Event::Eof if !self.path.is_empty() => Err("the file ends within an element".to_owned()),
            Event::Eof | Event::Comment(_) | Event::PI(_) | Event::Empty(_) => Ok(()),
        }
    }

    fn start(
        &mut self,
        element: &BytesStart<'_>,
        names: &[&str],
        root: &mut impl FnMut(&Root) -> Result<(), String>,
    ) -> Result<(), String> {
        let name = utf8(element.name().as_ref())?;
        if self.path.is_empty() {
            if self.has_root {
                return Err("there is a second document in the file".to_owned());
            }
            self.has_root = true;
            root(&Root { name: name.clone(), attributes: attributes(element)? })?;
        }
        if self.path.len() >= MOST_DEPTH {
            return Err(format!("elements are nested deeper than {MOST_DEPTH}"));
        }
        if !self.open.is_empty() || names.contains(&name.as_str()) {
            self.nodes += 1;
            if self.nodes > MOST_NODES {
                return Err(format!("one entry has more than {MOST_NODES} elements"));
            }
            self.open.push(Node { name: name.clone(), ..Node::default() });
        }
        self.path.push(name);
        Ok(())
    }

    fn end(&mut self, record: &mut impl FnMut(&Node) -> Result<(), String>) -> Result<(), String> {
        if let Some(node) = self.open.pop() {
            match self.open.last_mut() {
                Some(parent) => parent.children.push(node),
                None => {
                    self.nodes = 0;
                    record(&node)?;
                }
            }
        }
        self.path.pop();
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        if text.contains('\0') {
            return Err("there is a NUL byte in the text".to_owned());
        }
        let Some(node) = self.open.last_mut() else { return Ok(()) };
        if node.text.len() + text.len() > MOST_FIELD_BYTES {
            return Err(format!("a text has more than {MOST_FIELD_BYTES} bytes"));
        }
        node.text.push_str(text);
        Ok(())
    }
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| "a name is not UTF-8".to_owned())
}

fn attributes(element: &BytesStart<'_>) -> Result<Vec<(String, String)>, String> {
    element
        .attributes()
        .map(|attribute| {
            let attribute = attribute.map_err(|error| format!("an attribute cannot be read: {error}"))?;
            // As written: none of ours holds a reference.
            Ok((utf8(attribute.key.as_ref())?, utf8(&attribute.value)?))
        })
        .collect()
}

/// The character a reference stands for: one of XML's own five, or a number.
fn resolved(reference: &BytesRef<'_>) -> Result<char, String> {
    if let Ok(Some(letter)) = reference.resolve_char_ref() {
        return Ok(letter);
    }
    let name = reference.decode().map_err(|_| "a reference is not UTF-8".to_owned())?;
    match name.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        other => Err(format!("the reference {} is none of XML's own", excerpt(other))),
    }
}

/// Counts lines while it is read, and ends where a limit does: the reader behind it gathers whatever lies between two
/// elements in memory.
struct Counted<'a> {
    content: Box<dyn BufRead + 'a>,
    bytes: u64,
    line: u64,
    column: u64,
    since_element: usize,
}

impl<'a> Counted<'a> {
    fn new(content: Box<dyn BufRead + 'a>) -> Self {
        Self { content, bytes: 0, line: 1, column: 1, since_element: 0 }
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.bytes > MOST_FILE_BYTES {
            return Err(Error::other(format!("the file has more than {MOST_FILE_BYTES} bytes")));
        }
        if self.since_element > MOST_FIELD_BYTES {
            return Err(Error::other(format!(
                "there are more than {MOST_FIELD_BYTES} bytes without an element"
            )));
        }
        self.content.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffered) = self.content.fill_buf() {
            for byte in buffered.iter().take(amount) {
                match byte {
                    b'\n' => {
                        self.line += 1;
                        self.column = 1;
                    }
                    _ => self.column += 1,
                }
                self.since_element = if *byte == b'<' { 0 } else { self.since_element + 1 };
            }
        }
        self.bytes = self.bytes.saturating_add(u64::try_from(amount).unwrap_or(u64::MAX));
        self.content.consume(amount);
    }
}

impl Read for Counted<'_> {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        let mut buffered = self.fill_buf()?;
        let read = Read::read(&mut buffered, target)?;
        self.consume(read);
        Ok(read)
    }
}
