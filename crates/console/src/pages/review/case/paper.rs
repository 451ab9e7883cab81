//! A document as its reader sees it: the text of each page with what was found in it marked, beside the page as a picture.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use trusthub_app::review::{self, MarkedPage, Paper, Sought};
use trusthub_domain::reading::{How, Legibility};

use super::super::Named;
use super::file::{Document, alone};
use crate::fault::{Fault, Result};
use crate::frame::{DeskPlace, Frame, render};
use crate::session::{Desk, address_part};
use crate::state::ConsoleState;

#[derive(Template)]
#[template(path = "review/paper.html")]
struct PaperPage {
    frame: Frame,
    base: String,
    /// Where the document's file and its pages are.
    href: String,
    sid: String,
    is_picture: bool,
    /// Why there is no text, or not all of it.
    missing: Option<&'static str>,
    pages: Vec<Page>,
}

struct Page {
    number: u32,
    /// Where the page is as a picture.
    picture: Option<String>,
    /// How its text was got.
    how: &'static str,
    pieces: Vec<(String, Option<&'static str>)>,
}

pub(in crate::pages::review) async fn show(
    desk: Desk,
    named: Named,
    Document(sid): Document,
) -> Result<Response> {
    let paper = review::paper(desk.hub(), &desk.actor, named.0, sid).await?;
    let href = format!("{}/documents/{sid}", named.url());
    let page = PaperPage {
        frame: Frame::desk(&desk, DeskPlace::Queue, "What stands in the document"),
        base: named.url(),
        sid: sid.to_string(),
        is_picture: paper.media_type.as_str().starts_with("image/"),
        missing: missing(&paper),
        pages: pages(&paper, &href),
        href,
    };
    Ok(render(&page)?.into_response())
}

/// Which page: the last part of the address.
pub(in crate::pages::review) struct Number(u32);

impl FromRequestParts<ConsoleState> for Number {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &ConsoleState) -> Result<Self> {
        address_part(parts, state, "number").await?.parse().map(Self).map_err(|_| Fault::NoSuchPage)
    }
}

pub(in crate::pages::review) async fn page(
    desk: Desk,
    named: Named,
    Document(sid): Document,
    Number(number): Number,
) -> Result<Response> {
    let picture = review::page(desk.hub(), &desk.actor, named.0, sid, number).await?;
    Ok(alone("image/png", "inline", picture))
}

/// Pages with text, and those that can be looked at without.
fn pages(paper: &Paper, href: &str) -> Vec<Page> {
    let picture = |number: u32| paper.has_pictures.then(|| format!("{href}/pages/{number}"));
    let mut pages: Vec<Page> = paper.texts.iter().map(|text| Page::of(text, picture(text.number))).collect();
    if paper.has_pictures {
        let has_text = |number: &u32| paper.texts.iter().any(|text| text.number == *number);
        let silent = (1..=paper.pages.min(MOST_PAGES)).filter(|number| !has_text(number));
        pages.extend(silent.map(|number| Page {
            number,
            picture: picture(number),
            how: "No text was read on this page.",
            pieces: Vec::new(),
        }));
        pages.sort_by_key(|page| page.number);
    }
    pages
}

/// Pages shown; the file has all of them.
const MOST_PAGES: u32 = 40;

impl Page {
    fn of(page: &MarkedPage, picture: Option<String>) -> Self {
        let how = match page.how {
            How::TextLayer => "The text is the file's own.",
            How::Recognised => "Recognised in a picture: letters may be wrong.",
        };
        let label = |sought: Sought| match sought {
            Sought::Name => "name",
            Sought::Number => "number",
            Sought::Address => "address",
            Sought::Expiry => "expiry",
        };
        let pieces = page.pieces.iter().map(|(text, sought)| (text.clone(), sought.map(label)));
        Self { number: page.number, picture, how, pieces: pieces.collect() }
    }
}

fn missing(paper: &Paper) -> Option<&'static str> {
    match paper.legibility {
        None => Some("Nobody has read this file yet; it is read when the profile is vetted."),
        Some(Legibility::Text) => None,
        Some(Legibility::NoText) => Some("It is a picture, and no text was recognised in it."),
        Some(Legibility::NotRecognised) => {
            Some("It is a picture; recognising text in pictures is not set up here.")
        }
        Some(Legibility::Locked) => Some("It is locked with a password."),
        Some(Legibility::Damaged) => Some("It is damaged and cannot be opened."),
        Some(Legibility::TooLarge) => Some("Its picture has more points than are looked at."),
        Some(Legibility::TooCostly) => Some("Reading it took more time or memory than one file may take."),
        Some(Legibility::Withheld) => Some("It was not opened."),
    }
}
