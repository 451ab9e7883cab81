//! Rows of comma-separated values (RFC 4180), for files that people open in spreadsheets.

/// One row with its line end.
///
/// A field that a spreadsheet would take for a formula gets an apostrophe in front: names come from customers, and a file of
/// them must not act when somebody opens it.
#[must_use]
pub fn csv_row<T: AsRef<str>>(fields: impl IntoIterator<Item = T>) -> String {
    let fields: Vec<String> = fields.into_iter().map(|field| quoted(field.as_ref())).collect();
    format!("{}\r\n", fields.join(","))
}

fn quoted(field: &str) -> String {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let field = if is_formula { format!("'{field}") } else { field.to_owned() };
    if field.contains(['"', ',', '\r', '\n']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field }
}

#[cfg(test)]
mod tests {
    use super::csv_row;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let row = csv_row(["plain", "a,b", "say \"no\"", "two\nlines", "", "Müller"]);
        assert_eq!(row, "plain,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",,Müller\r\n");
    }

    #[test]
    fn what_a_spreadsheet_would_run_stays_a_text() {
        let row = csv_row(["=1+1", "@SUM(A1)", "+1", "-1", "a=1", "=a,b"]);
        assert_eq!(row, "'=1+1,'@SUM(A1),'+1,'-1,a=1,\"'=a,b\"\r\n");
    }
}
