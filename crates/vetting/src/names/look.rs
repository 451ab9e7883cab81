//! Words that people type to get past a form instead of a name.

/// Never a whole name of a person or business. Surnames that exist, such as Null or Test, only raise a doubt.
const PLACEHOLDERS: &[&str] = &[
    "a",
    "aa",
    "aaa",
    "abc",
    "abcd",
    "admin",
    "asd",
    "asdf",
    "asdfgh",
    "bar",
    "blah",
    "company",
    "company name",
    "demo",
    "dummy",
    "example",
    "fake",
    "first",
    "first name",
    "firstname",
    "foo",
    "foobar",
    "last",
    "last name",
    "lastname",
    "lorem",
    "lorem ipsum",
    "my company",
    "n a",
    "na",
    "name",
    "nil",
    "no name",
    "noname",
    "none",
    "null",
    "placeholder",
    "qwerty",
    "sample",
    "string",
    "tbd",
    "test",
    "test business",
    "test company",
    "test test",
    "tester",
    "testing",
    "undefined",
    "unknown",
    "user",
    "username",
    "xx",
    "xxx",
    "your company",
    "your name",
    "zzz",
];

/// What a name's look gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// Nothing against it.
    Plain,
    /// A word that stands for a name.
    Placeholder,
    /// No letter at all.
    NoLetters,
    /// A digit, which persons' names do not have.
    HasDigit,
}

/// How a person's name looks.
pub(crate) fn look_of_person(name: &str) -> Look {
    match look(name) {
        Look::Plain if name.contains(|character: char| character.is_numeric()) => Look::HasDigit,
        seen => seen,
    }
}

/// How a business's name, or any text, looks.
pub(crate) fn look(name: &str) -> Look {
    let words = name.to_lowercase();
    let words: Vec<&str> =
        words.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = words.join(" ");
    let mut characters = words.chars();
    let first = characters.next();
    let repeats = words.chars().count() >= 3 && characters.all(|character| Some(character) == first);
    if PLACEHOLDERS.contains(&words.as_str()) || (repeats && first.is_some_and(char::is_alphabetic)) {
        Look::Placeholder
    } else if words.contains(char::is_alphabetic) {
        Look::Plain
    } else {
        Look::NoLetters
    }
}
