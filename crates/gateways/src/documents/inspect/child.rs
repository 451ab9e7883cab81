//! The process that reads one file: limits itself, reads, answers in JSON; or draws one page of it, and answers in PNG.
//!
//! `trusthub inspect-document` calls [`work`] before anything else in the program has started: no runtime, no other
//! thread, no configuration. Whatever then goes wrong inside of a reader (a panic, a stack that overflows, memory that
//! runs out, a loop) ends this process and nothing else, and [`Inspector`](super::Inspector) says so.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, setrlimit};
use trusthub_domain::item::MediaType;
use trusthub_domain::reading::{Content, How, Legibility, PageText};

use super::pdf::{self, Layer, letters};
use super::recognise;
use super::task::{
    CPU_SECONDS, LEAST_LETTERS, MEMORY_BYTES, MOST_PAGES_RECOGNISED, MOST_PIXELS, SOFT_TIME, Task,
};
use crate::documents::media_type::pixels;

/// Open files: three, and what two programs beside it are spoken to with.
const MOST_OPEN_FILES: u64 = 64;

/// Reads the file in `input` as `task` says, within limits that this process keeps from now on.
///
/// # Errors
/// The limits cannot be set, or the task or the file cannot be read: nothing was looked at.
pub fn work(task: &str, mut input: impl Read) -> io::Result<Vec<u8>> {
    let task: Task = serde_json::from_str(task)?;
    confine()?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    match task.draw {
        Some(number) => Ok(draw(&task, &bytes, number)),
        None => Ok(serde_json::to_vec(&read(&task, bytes))?),
    }
}

/// A page as a picture; nothing if there is no such page, or it takes too long.
pub(super) fn draw(task: &Task, pdf: &[u8], number: u32) -> Vec<u8> {
    recognise::drawn(task, pdf, number, SOFT_TIME).unwrap_or_default()
}

/// Limits that programs started from here inherit. None of them may write a file: what they work on goes through pipes.
fn confine() -> io::Result<()> {
    for (resource, most) in [
        (Resource::As, MEMORY_BYTES),
        (Resource::Cpu, CPU_SECONDS),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        (Resource::Nofile, MOST_OPEN_FILES),
    ] {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    end_with_parent()
}

/// A hub that is killed cannot kill this process.
#[cfg(target_os = "linux")]
fn end_with_parent() -> io::Result<()> {
    use rustix::process::{Signal, set_parent_process_death_signal};
    Ok(set_parent_process_death_signal(Some(Signal::KILL))?)
}

/// Elsewhere its processor time ends it.
#[cfg(not(target_os = "linux"))]
fn end_with_parent() -> io::Result<()> {
    Ok(())
}

/// Reads a file without limits but those on what is kept. The time is looked at between pages only.
pub(super) fn read(task: &Task, bytes: Vec<u8>) -> Content {
    let begun = Instant::now();
    let left = || SOFT_TIME.saturating_sub(begun.elapsed());
    match task.media_type {
        MediaType::Png | MediaType::Jpeg => picture(task, &bytes, left()),
        MediaType::Pdf => {
            // Drawing pages takes the file once more.
            let copy = task.renderer.is_some().then(|| bytes.clone());
            let Layer { mut content, pictures } = pdf::read(bytes);
            if let Some(pdf) = copy.filter(|_| !pictures.is_empty()) {
                recognise_pages(task, &mut content, &pdf, &pictures, left);
            }
            conclude(content)
        }
    }
}

fn picture(task: &Task, bytes: &[u8], time: Duration) -> Content {
    let Some(points) = pixels(bytes) else { return Content::illegible(Legibility::Damaged) };
    let content = Content { pages: 1, ..Content::illegible(Legibility::TooLarge) };
    if points > MOST_PIXELS {
        return content;
    }
    match recognise::text_of(task, bytes, time) {
        Err(legibility) => Content { legibility, ..content },
        Ok(text) if text.is_empty() => Content { legibility: Legibility::NoText, ..content },
        Ok(text) => {
            let page = PageText { page: 1, how: How::Recognised, text };
            Content { legibility: Legibility::Text, texts: vec![page], ..content }
        }
    }
}

/// Adds the texts of pages that are pictures, as far as time and programs allow.
fn recognise_pages(
    task: &Task,
    content: &mut Content,
    pdf: &[u8],
    pictures: &[u32],
    left: impl Fn() -> Duration,
) {
    for number in pictures.iter().copied().take(MOST_PAGES_RECOGNISED) {
        let text = recognise::page(task, pdf, number, left())
            .and_then(|picture| recognise::text_of(task, &picture, left()));
        match text {
            Err(legibility) => {
                content.legibility = legibility;
                break;
            }
            Ok(text) if text.is_empty() => content.legibility = Legibility::NoText,
            Ok(text) => {
                content.legibility = Legibility::Text;
                // What little the text layer of the page says stands in the picture too.
                content.texts.retain(|page| page.page != number);
                content.texts.push(PageText { page: number, how: How::Recognised, text });
            }
        }
    }
    content.texts.sort_by_key(|page| page.page);
}

/// One page of text is enough to call a file legible; the stamp that a scanner sets on a picture is none.
fn conclude(content: Content) -> Content {
    let is_text = |page: &PageText| page.how == How::Recognised || letters(&page.text) >= LEAST_LETTERS;
    match content.legibility {
        Legibility::NotRecognised | Legibility::NoText | Legibility::TooCostly
            if content.texts.iter().any(is_text) =>
        {
            Content { legibility: Legibility::Text, ..content }
        }
        Legibility::Text
        | Legibility::NoText
        | Legibility::NotRecognised
        | Legibility::Locked
        | Legibility::Damaged
        | Legibility::TooLarge
        | Legibility::TooCostly
        | Legibility::Withheld => content,
    }
}
