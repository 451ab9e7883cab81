//! What every scheme is made of: how a number is cleaned, the rules it is held against, and how they are tried.
//!
//! A scheme is data, an [`Entry`] in one of the files of [`families`](super::families): how it is written, and a list
//! of [`Part`]s that are tried in order. This folder knows no country. Start at [`Entry::judge`], then [`Part`].

mod arithmetic;
mod clean;
mod entry;
mod iso_7064;
mod part;
mod permutation;
mod read;
mod weighted;

pub(crate) use arithmetic::{luhn, luhn_over, remainder};
pub(crate) use clean::{CYRILLIC, Clean, Number, arabic};
pub(crate) use entry::Broken;
pub use entry::{Answer, Entry};
pub(crate) use iso_7064::{hybrid, mod_11_2, mod_11_10, mod_37_2, mod_37_36, mod_97, mod_97_10};
pub(crate) use part::{
    Part, any, as_of, by_day, check_test, component, date, form, length, one_of, range, test, within,
};
pub(crate) use permutation::{damm, verhoeff};
pub use read::Day;
pub(crate) use read::{
    all, at, ends_with, has_date, in_list, is_date, is_digits, is_palindrome, part, starts_with, total,
    value, words,
};
pub(crate) use weighted::{
    ALPHANUMERIC, COMPLEMENT, COMPLEMENT_OR_NONE, REMAINDER, TENS, check, ean, luhn_check, sum,
};
