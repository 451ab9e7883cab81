//! `trusthub config`: what is in force, and where each value came from.

use crate::cli::{Json, Place};
use crate::config;
use crate::failure::Outcome;
use crate::output::{self, Style};

pub(super) fn run(place: &Place, json: Json) -> Outcome {
    let config = config::load(&place.given())?;
    if json.json {
        return output::json(&config.shown);
    }
    let style = Style::of_standard_output();
    let rows = config.shown.iter().map(|shown| {
        let value = shown.value.clone().unwrap_or_else(|| style.dim("(not set)"));
        let is_default = shown.source == "default";
        let source = if is_default { style.dim(&shown.source) } else { style.name(&shown.source) };
        vec![shown.key.to_owned(), output::harmless(&value), source]
    });
    output::table(rows);
    Ok(())
}
