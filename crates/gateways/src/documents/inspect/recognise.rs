//! Text in pictures: `tesseract` reads them, `pdftoppm` makes pictures of pages that have no text layer, and for people.

use std::time::Duration;

use trusthub_domain::reading::Legibility;

use super::run::{Ran, run};
use super::task::{DRAWN_SIDE, LONGEST_SIDE, MOST_DRAWN_BYTES, MOST_PAGE_BYTES, Task};

/// A page of [`LONGEST_SIDE`] squared in grey, and its head.
const MOST_PICTURE_BYTES: u64 = 8 * 1024 * 1024;

/// The text in a picture, empty if there is none; otherwise why it is not known.
pub(super) fn text_of(task: &Task, picture: &[u8], time: Duration) -> Result<String, Legibility> {
    let program = task.recogniser.as_deref().ok_or(Legibility::NotRecognised)?;
    let arguments = ["stdin", "stdout", "-l", task.languages.as_str()];
    let most_bytes = u64::try_from(MOST_PAGE_BYTES).unwrap_or(u64::MAX);
    let text = written(run(program, &arguments, picture, most_bytes, time))?;
    Ok(String::from_utf8_lossy(&text).trim().to_owned())
}

/// A page of a PDF as a picture; otherwise why there is none. However large a page says that it is, the picture has no
/// more points than [`LONGEST_SIDE`] along its longer side.
pub(super) fn page(task: &Task, pdf: &[u8], number: u32, time: Duration) -> Result<Vec<u8>, Legibility> {
    let program = task.renderer.as_deref().ok_or(Legibility::NotRecognised)?;
    let (number, side) = (number.to_string(), LONGEST_SIDE.to_string());
    let arguments = ["-q", "-f", &number, "-l", &number, "-gray", "-scale-to", &side, "-"];
    written(run(program, &arguments, pdf, MOST_PICTURE_BYTES, time))
}

/// A page of a PDF as people look at it, in PNG.
pub(super) fn drawn(task: &Task, pdf: &[u8], number: u32, time: Duration) -> Result<Vec<u8>, Legibility> {
    let program = task.renderer.as_deref().ok_or(Legibility::NotRecognised)?;
    let (number, side) = (number.to_string(), DRAWN_SIDE.to_string());
    let arguments = ["-q", "-f", &number, "-l", &number, "-png", "-scale-to", &side, "-"];
    written(run(program, &arguments, pdf, MOST_DRAWN_BYTES, time))
}

fn written(ran: Ran) -> Result<Vec<u8>, Legibility> {
    match ran {
        Ran::Wrote(output) => Ok(output),
        Ran::TooLong => Err(Legibility::TooCostly),
        Ran::NotStarted => Err(Legibility::NotRecognised),
    }
}
