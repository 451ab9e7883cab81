//! From glyphs at places on a page to lines of words.
//!
//! A PDF places glyphs; spaces and line ends are often only gaps between them. Glyphs are taken in the order in which
//! they are drawn, which is the order of reading in all but layouts of columns, and there each column stays together.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Vec2};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};

/// Glyphs are drawn in thousandths of the type size.
const UNITS_PER_EM: f64 = 1000.0;
/// A gap from here on, in parts of the type size, stands for a space; letters are set less far apart than this.
const SPACE: f64 = 0.18;
/// Going back by more than this begins a new line; accents are set back by less.
const BACK: f64 = 0.6;
/// So far up or down is another line; less is a raised letter.
const OTHER_LINE: f64 = 0.5;

/// Collects the text of one page.
pub(super) struct Lines {
    text: String,
    most_bytes: usize,
    pen: Option<Pen>,
    /// Where the run before began.
    run: Option<Point>,
}

/// Where the glyph before ended, and how large it was.
struct Pen {
    start: Point,
    end: Point,
    direction: Vec2,
    size: f64,
}

impl Lines {
    pub(super) const fn new(most_bytes: usize) -> Self {
        Self { text: String::new(), most_bytes, pen: None, run: None }
    }

    pub(super) fn finish(self) -> String {
        self.text.trim().to_owned()
    }

    fn glyph(&mut self, text: &str, pen: Pen) {
        if self.text.len() + text.len() + 1 > self.most_bytes {
            return;
        }
        let gap = self.pen.as_ref().and_then(|before| gap(before, &pen));
        if let Some(gap) = gap
            && !self.text.ends_with(char::is_whitespace)
            && !text.starts_with(char::is_whitespace)
        {
            self.text.push(gap);
        }
        self.text.push_str(text);
        self.pen = Some(pen);
    }
}

/// What stands between two glyphs.
fn gap(before: &Pen, next: &Pen) -> Option<char> {
    let size = before.size.max(next.size);
    let moved = next.start - before.end;
    let along = moved.dot(before.direction);
    let across = moved.cross(before.direction).abs();
    if across > OTHER_LINE * size || along < -BACK * size {
        Some('\n')
    } else if along > SPACE * size {
        Some(' ')
    } else {
        None
    }
}

impl Device<'_> for Lines {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        let start = run.glyphs().first().map(|glyph| props.transform * glyph.transform() * Point::ZERO);
        // Letters with an outline are drawn twice: filled, then stroked.
        let is_outline = matches!(mode, DrawMode::Stroke(_)) && start.is_some() && start == self.run;
        self.run = start;
        if is_outline {
            return;
        }
        for glyph in run.glyphs() {
            let Some(pen) = pen(props.transform * glyph.transform(), glyph) else { continue };
            match glyph.as_unicode() {
                Some(BfString::Char(character)) => {
                    self.glyph(character.encode_utf8(&mut [0; 4]), pen);
                }
                Some(BfString::String(text)) => self.glyph(&text, pen),
                // A space all the same: what is not told apart must not join the words beside it.
                None => self.glyph(" ", pen),
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}

    // Never decoded: pictures are another program's work.
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// `None` where a glyph has no size or no place: it cannot be seen.
fn pen(transform: Affine, glyph: &Glyph<'_>) -> Option<Pen> {
    let advance = match glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(drawn) => drawn.advance_width(),
    };
    let start = transform * Point::ZERO;
    let size = (transform * Point::new(0.0, UNITS_PER_EM) - start).hypot();
    let along = transform * Point::new(UNITS_PER_EM, 0.0) - start;
    let end = start + along * (f64::from(advance.unwrap_or(500.0)) / UNITS_PER_EM);
    let is_seen = size.is_normal() && along.hypot().is_normal() && start.is_finite() && end.is_finite();
    is_seen.then(|| Pen { start, end, direction: along.normalize(), size })
}
