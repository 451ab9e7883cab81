//! The Date header: `Sat, 13 Nov 2010 23:29:00 GMT`. RFC 3261 section 20.17.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// A text that is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no date such as Sat, 13 Nov 2010 23:29:00 GMT")]
pub struct BadDate;

/// Seconds since 1970.
///
/// # Errors
/// It is no date, or no such day was.
pub fn read_date(text: &str) -> Result<i64, BadDate> {
    let text = text.trim().strip_suffix("GMT").ok_or(BadDate)?;
    let (_, text) = text.split_once(',').ok_or(BadDate)?;
    let read = DateTime::strptime("%d %b %Y %H:%M:%S", text.trim()).map_err(|_| BadDate)?;
    let zoned = read.to_zoned(TimeZone::UTC).map_err(|_| BadDate)?;
    Ok(zoned.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_seconds() {
        assert_eq!(read_date("Sat, 13 Nov 2010 23:29:00 GMT"), Ok(1_289_690_940));
        assert_eq!(read_date("Thu, 01 Jan 1970 00:00:00 GMT"), Ok(0));
        for text in [
            "",
            "Sat, 13 Nov 2010 23:29:00",
            "Sat, 31 Feb 2010 23:29:00 GMT",
            "13 Nov 2010 23:29:00 GMT",
            "x, GMT",
        ] {
            assert_eq!(read_date(text), Err(BadDate), "{text}");
        }
    }
}
