//! Rows of the tables that are built in from `policies`.

/// Rows of a built-in file below its header. No field of theirs has a line break; one with a comma is in quotes.
pub(crate) fn rows<const COLUMNS: usize>(
    text: &'static str,
) -> impl Iterator<Item = [&'static str; COLUMNS]> {
    text.lines().skip(1).filter_map(|line| {
        let mut rest = line;
        let mut fields = [""; COLUMNS];
        for field in &mut fields {
            let (value, after) = match rest.strip_prefix('"') {
                Some(quoted) => {
                    let (value, after) = quoted.split_once('"')?;
                    (value, after.strip_prefix(',').unwrap_or(after))
                }
                None => rest.split_once(',').unwrap_or((rest, "")),
            };
            *field = value;
            rest = after;
        }
        Some(fields)
    })
}

/// Lines of a built-in list; those that begin with `#` are comments.
pub(crate) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
