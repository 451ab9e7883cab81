//! Where a partner goes on with the export: a place in the feed, and within the account that it was cut off in.

use std::fmt;
use std::str::FromStr;

use trusthub_domain::bundle::UnknownName;
use trusthub_domain::sid::{AccountSid, BundleSid, ChannelAssignmentSid};

/// A place within the products of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inside {
    /// Products up to this one are told.
    pub(super) bundle: BundleSid,
    /// Of this one, only numbers up to this.
    pub(super) assignment: Option<ChannelAssignmentSid>,
}

/// How far a partner is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// It is told everything there is: accounts up to this one, but for what is left within it.
    Everything(Option<AccountSid>),
    /// It is told what changes.
    Changes,
}

/// Where to go on. Written and read as one word; what it is made of is nobody else's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportCursor {
    pub(super) stage: Stage,
    /// Entries of the feed up to this one are told, or told by what there is; the last but for what is left within it.
    pub(super) sequence: i64,
    /// Where the page was cut off, if within an account.
    pub(super) inside: Option<Inside>,
}

impl ExportCursor {
    pub(super) const fn everything(
        sequence: i64,
        account: Option<AccountSid>,
        inside: Option<Inside>,
    ) -> Self {
        Self { stage: Stage::Everything(account), sequence, inside }
    }

    pub(super) const fn changes(sequence: i64, inside: Option<Inside>) -> Self {
        Self { stage: Stage::Changes, sequence, inside }
    }

    /// The last entry that need not be read any more.
    pub(super) const fn behind(self) -> i64 {
        match (self.stage, self.inside) {
            (Stage::Changes, Some(_)) => self.sequence.saturating_sub(1),
            (Stage::Changes, None) | (Stage::Everything(_), _) => self.sequence,
        }
    }
}

impl fmt::Display for ExportCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.stage {
            Stage::Everything(None) => write!(f, "all.{}", self.sequence)?,
            Stage::Everything(Some(account)) => write!(f, "all.{}.{account}", self.sequence)?,
            Stage::Changes => write!(f, "{}", self.sequence)?,
        }
        if let Some(Inside { bundle, assignment }) = self.inside {
            write!(f, ".{bundle}")?;
            if let Some(assignment) = assignment {
                write!(f, ".{assignment}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for ExportCursor {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        fn word<T: FromStr>(word: Option<&str>) -> Result<Option<T>, UnknownName> {
            word.map(|word| word.parse().map_err(|_| UnknownName)).transpose()
        }
        let (is_all, rest) = match text.strip_prefix("all.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut words = rest.split('.');
        let sequence: i64 = word(words.next())?.filter(|sequence| *sequence >= 0).ok_or(UnknownName)?;
        let account = if is_all { word(words.next())? } else { None };
        let bundle: Option<BundleSid> = word(words.next())?;
        let assignment = word(words.next())?;
        if words.next().is_some() {
            return Err(UnknownName);
        }
        let inside = bundle.map(|bundle| Inside { bundle, assignment });
        Ok(if is_all { Self::everything(sequence, account, inside) } else { Self::changes(sequence, inside) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let (account, bundle, number) = (
            "AC0123456789abcdef0123456789abcdef",
            "BU0123456789abcdef0123456789abcdef",
            "RA0123456789abcdef0123456789abcdef",
        );
        for text in [
            "0".to_owned(),
            "1042".to_owned(),
            format!("1042.{bundle}"),
            format!("1042.{bundle}.{number}"),
            "all.7".to_owned(),
            format!("all.7.{account}"),
            format!("all.7.{account}.{bundle}"),
            format!("all.7.{account}.{bundle}.{number}"),
        ] {
            assert_eq!(text.parse::<ExportCursor>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "all",
            "all.",
            "-1",
            "7.8",
            "7.",
            "latest",
            &format!("7.{bundle}.{number}.1"),
            &format!("7.{account}"),
        ] {
            assert_eq!(text.parse::<ExportCursor>(), Err(UnknownName), "{text}");
        }
    }
}
