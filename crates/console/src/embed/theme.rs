//! Colours of an ISV's own for the embedded form, refused where people could not read them.

use std::collections::BTreeMap;

/// Themes by name (`ThemeSetId`).
#[derive(Debug, Clone, Default)]
pub struct Themes(BTreeMap<String, Theme>);

impl Themes {
    /// Of these names; letters, digits, hyphens and underscores.
    #[must_use]
    pub fn new(themes: BTreeMap<String, Theme>) -> Self {
        Self(themes)
    }

    /// The style of one.
    pub(super) fn css(&self, name: &str) -> Option<String> {
        self.0.get(name).map(Theme::css)
    }
}

/// How an embedded form looks: the colour of what can be pressed, and how round its corners are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    accent: Colour,
    accent_dark: Colour,
    radius_px: u8,
}

/// Why a theme is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// Not `#rrggbb`.
    #[error("{0:?} is no colour; write it as #1f4fd1")]
    Colour(String),
    /// WCAG 2.2, 1.4.3: text needs 4.5 to 1.
    #[error("{colour} has a contrast of {ratio} to 1 on the form's {ground} ground; text needs 4.5 to 1")]
    Contrast {
        /// The colour.
        colour: String,
        /// `light` or `dark`.
        ground: &'static str,
        /// What it comes to, to one decimal.
        ratio: String,
    },
}

/// The design system's grounds, see `console.css`.
const PAPER: Colour = Colour([0xff, 0xff, 0xff]);
const DARK_PAPER: Colour = Colour([0x1a, 0x1e, 0x25]);
const ENOUGH: f64 = 4.5;

impl Theme {
    /// From colours as they stand in CSS (`#rrggbb`).
    ///
    /// # Errors
    /// A colour that is none, or that could not be read on its ground.
    pub fn new(accent: &str, accent_dark: &str, radius_px: u8) -> Result<Self, ThemeError> {
        let read = |text: &str| Colour::read(text).ok_or_else(|| ThemeError::Colour(text.to_owned()));
        let (light, dark) = (read(accent)?, read(accent_dark)?);
        for (colour, ground, name, text) in
            [(light, PAPER, "light", accent), (dark, DARK_PAPER, "dark", accent_dark)]
        {
            let ratio = colour.contrast(ground);
            if ratio < ENOUGH {
                let ratio = format!("{ratio:.1}");
                return Err(ThemeError::Contrast { colour: text.to_owned(), ground: name, ratio });
            }
        }
        Ok(Self { accent: light, accent_dark: dark, radius_px })
    }

    fn css(&self) -> String {
        let (light, dark, radius) = (self.accent.css(), self.accent_dark.css(), self.radius_px);
        format!(
            ":root {{ --accent: light-dark({light}, {dark}); \
             --accent-strong: light-dark(color-mix(in srgb, {light} 82%, #000), color-mix(in srgb, {dark} 75%, #fff)); \
             --on-accent: light-dark(#fff, #0d1220); \
             --accent-soft: color-mix(in srgb, var(--accent) 12%, var(--paper)); \
             --radius: {radius}px; --radius-small: {radius}px; }}\n"
        )
    }
}

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour([u8; 3]);

impl Colour {
    fn read(text: &str) -> Option<Self> {
        let bytes = hex::decode(text.strip_prefix('#')?).ok()?;
        bytes.try_into().ok().map(Self)
    }

    fn css(self) -> String {
        format!("#{}", hex::encode(self.0))
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let linear = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        let [red, green, blue] = linear;
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// WCAG 2.2, "contrast ratio".
    fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_that_cannot_be_read_are_refused() {
        assert!(Theme::new("#1f4fd1", "#8fb0ff", 8).is_ok());
        assert!(matches!(
            Theme::new("#ffcc00", "#8fb0ff", 8),
            Err(ThemeError::Contrast { ground: "light", .. })
        ));
        assert!(matches!(
            Theme::new("#1f4fd1", "#1f4fd1", 8),
            Err(ThemeError::Contrast { ground: "dark", .. })
        ));
        assert_eq!(Theme::new("blue", "#8fb0ff", 8), Err(ThemeError::Colour("blue".to_owned())));
        assert!(Theme::new("#12345", "#8fb0ff", 8).is_err());
    }

    #[test]
    fn contrast_is_the_standards() {
        let black = Colour([0, 0, 0]);
        assert!((black.contrast(PAPER) - 21.0).abs() < 0.01);
        // The lightest grey that passes on white, as the standard's readers know it.
        assert!(Colour([0x76, 0x76, 0x76]).contrast(PAPER) >= 4.5);
        assert!(Colour([0x77, 0x77, 0x77]).contrast(PAPER) < 4.5);
    }
}
