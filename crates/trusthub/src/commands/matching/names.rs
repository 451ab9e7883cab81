//! `trusthub match pairs` and `trusthub match screen`: names against names, one by one or against a whole list.

use std::collections::HashMap;
use std::path::Path;

use trusthub_vetting::names::{Subject, compare, match_threshold};
use trusthub_vetting::screening::{Alias, Context, Index, Listed, Strength, screening_threshold};

use super::rows;
use crate::failure::Outcome;

pub(super) fn pairs(file: &Path) -> Outcome {
    rows::pass_through_on_all_cores(
        file,
        ["schema", "query", "candidate"],
        ["score", "matched"],
        || (),
        |(), [schema, query, candidate]| {
            let score = compare(Subject::of_schema(schema), query, candidate).score();
            [rows::score(score), (score >= match_threshold()).to_string()]
        },
    )
}

pub(super) fn screen(index: &Path, file: &Path) -> Outcome {
    let index = Index::build(listed(index)?);
    rows::pass_through_on_all_cores(
        file,
        ["schema", "query_name"],
        ["top_entity_id", "score", "matched"],
        || index.searcher(),
        |searcher, [schema, query]| {
            let hits = searcher.search(Subject::of_schema(schema), query, &Context::default(), 1);
            match hits.first() {
                Some(hit) => [
                    hit.id.to_owned(),
                    rows::score(hit.score),
                    (hit.score >= screening_threshold()).to_string(),
                ],
                None => [String::new(), rows::score(0.0), false.to_string()],
            }
        },
    )
}

/// Entities with their names, in the order in which they first come.
fn listed(path: &Path) -> Outcome<Vec<Listed>> {
    let mut listed: Vec<Listed> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    rows::each(path, ["entity_id", "schema", "name"], |[id, schema, name]| {
        let alias = Alias { text: name.to_owned(), strength: Strength::Strong };
        if let Some(known) = places.get(id).and_then(|place| listed.get_mut(*place)) {
            known.names.push(alias);
            return;
        }
        places.insert(id.to_owned(), listed.len());
        listed.push(Listed {
            id: id.to_owned(),
            subject: Subject::of_schema(schema),
            names: vec![alias],
            context: Context::default(),
        });
    })?;
    Ok(listed)
}
