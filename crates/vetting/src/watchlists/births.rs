//! Dates as lists know them: a year, a month, a day, a span, "about".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

/// When somebody was born: on, between, about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BirthDate {
    from: PartialDate,
    to: Option<PartialDate>,
    is_circa: bool,
}

/// The text is no such date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDate;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Nobody on a list was born, and no list was made, outside of these.
const YEARS: std::ops::RangeInclusive<u16> = 1800..=2200;

impl PartialDate {
    /// A date as far as it is known.
    ///
    /// # Errors
    /// There is no such month or day.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Result<Self, NoDate> {
        let is_date = YEARS.contains(&year)
            && month.is_none_or(|month| (1..=12).contains(&month))
            && day.is_none_or(|day| (1..=31).contains(&day))
            && (day.is_none() || month.is_some());
        if is_date { Ok(Self { year, month, day }) } else { Err(NoDate) }
    }

    /// The year.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, where it is known.
    #[must_use]
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    /// The day, where it is known.
    #[must_use]
    pub const fn day(self) -> Option<u8> {
        self.day
    }

    /// `4 Jul 1961`, `Jul 1961`, `1961`: OFAC's way.
    pub(super) fn by_month_name(text: &str) -> Result<Self, NoDate> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match *words.as_slice() {
            [year] => Self::new(number(year)?, None, None),
            [month, year] => Self::new(number(year)?, Some(month_named(month)?), None),
            [day, month, year] => Self::new(number(year)?, Some(month_named(month)?), Some(number(day)?)),
            _ => Err(NoDate),
        }
    }

    /// `04/07/1961` by day and month; what is not digits, as in `dd/mm/1961`, is not known. The UK's and the EU's way.
    pub(super) fn by_day_first(text: &str) -> Result<Self, NoDate> {
        let parts: Vec<&str> = text.trim().split('/').collect();
        let known = |part: &str| {
            if part.contains(|c: char| c.is_ascii_digit()) { number(part).map(Some) } else { Ok(None) }
        };
        match *parts.as_slice() {
            [year] => Self::new(number(year)?, None, None),
            [month, year] => Self::whole_or_coarser(number(year)?, known(month)?, None),
            [day, month, year] => Self::whole_or_coarser(number(year)?, known(month)?, known(day)?),
            _ => Err(NoDate),
        }
    }

    /// `06/19/2003`: month first, the American way.
    pub(super) fn by_month_first(text: &str) -> Result<Self, NoDate> {
        match *text.trim().split('/').collect::<Vec<_>>().as_slice() {
            [month, day, year] => Self::new(number(year)?, Some(number(month)?), Some(number(day)?)),
            _ => Err(NoDate),
        }
    }

    /// Lists write `00` for what they do not know.
    fn whole_or_coarser(year: u16, month: Option<u8>, day: Option<u8>) -> Result<Self, NoDate> {
        let month = month.filter(|month| *month > 0);
        Self::new(year, month, day.filter(|day| *day > 0 && month.is_some()))
    }
}

impl BirthDate {
    /// On this day, in this month or year.
    #[must_use]
    pub const fn on(date: PartialDate) -> Self {
        Self { from: date, to: None, is_circa: false }
    }

    /// Not before the one, not after the other.
    #[must_use]
    pub const fn between(from: PartialDate, to: PartialDate) -> Self {
        Self { from, to: Some(to), is_circa: false }
    }

    /// The same, give or take.
    #[must_use]
    pub(super) const fn circa(self) -> Self {
        Self { is_circa: true, ..self }
    }

    /// The years it may be in. "About" is two years to either side: ours, as wide as lists' own spans mostly are.
    #[must_use]
    pub fn years(&self) -> (u16, u16) {
        let about = if self.is_circa { 2 } else { 0 };
        let last = self.to.unwrap_or(self.from).year;
        (self.from.year.saturating_sub(about), last.saturating_add(about))
    }

    /// The day, month or year it is said to be on; `None` for a span or "about".
    #[must_use]
    pub fn exact(&self) -> Option<PartialDate> {
        if self.to.is_none() && !self.is_circa { Some(self.from) } else { None }
    }

    /// What follows `DOB` in OFAC's remarks: `circa 1961`, `1958 to 1963`, `4 Jul 1961`.
    pub(super) fn by_month_name(text: &str) -> Result<Self, NoDate> {
        let text = text.trim();
        let (text, is_circa) = match text.strip_prefix("circa ") {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let date = match text.split_once(" to ") {
            Some((from, to)) => {
                let (from, to) = (from.trim_start_matches("circa "), to.trim_start_matches("circa "));
                Self::between(PartialDate::by_month_name(from)?, PartialDate::by_month_name(to)?)
            }
            None => Self::on(PartialDate::by_month_name(text)?),
        };
        Ok(if is_circa { date.circa() } else { date })
    }
}

fn number<N: FromStr>(text: &str) -> Result<N, NoDate> {
    let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits { text.parse().map_err(|_| NoDate) } else { Err(NoDate) }
}

fn month_named(text: &str) -> Result<u8, NoDate> {
    let begin: String = text.chars().take(3).flat_map(char::to_lowercase).collect();
    let index = MONTHS.iter().position(|month| *month == begin).ok_or(NoDate)?;
    u8::try_from(index + 1).map_err(|_| NoDate)
}

impl fmt::Display for NoDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date")
    }
}

impl std::error::Error for NoDate {}

/// `1961`, `1961-07`, `1961-07-04`.
impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, NoDate> {
        match *text.trim().split('-').collect::<Vec<_>>().as_slice() {
            [year] => Self::new(number(year)?, None, None),
            [year, month] => Self::new(number(year)?, Some(number(month)?), None),
            [year, month, day] => Self::new(number(year)?, Some(number(month)?), Some(number(day)?)),
            _ => Err(NoDate),
        }
    }
}

/// `1961-07-04`, `1958/1963`, `~1961`.
impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_circa {
            f.write_str("~")?;
        }
        write!(f, "{}", self.from)?;
        match self.to {
            Some(to) => write!(f, "/{to}"),
            None => Ok(()),
        }
    }
}

impl FromStr for BirthDate {
    type Err = NoDate;

    fn from_str(text: &str) -> Result<Self, NoDate> {
        let (text, is_circa) = match text.trim().strip_prefix('~') {
            Some(rest) => (rest, true),
            None => (text, false),
        };
        let date = match text.split_once('/') {
            Some((from, to)) => Self::between(from.parse()?, to.parse()?),
            None => Self::on(text.parse()?),
        };
        Ok(if is_circa { date.circa() } else { date })
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NoDate;

    fn try_from(text: String) -> Result<Self, NoDate> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for BirthDate {
    type Error = NoDate;

    fn try_from(text: String) -> Result<Self, NoDate> {
        text.parse()
    }
}

impl From<BirthDate> for String {
    fn from(date: BirthDate) -> Self {
        date.to_string()
    }
}
