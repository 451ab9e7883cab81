//! `trusthub screen`: one name against the sanctions lists in force.

use serde::Serialize;
use trusthub_app::watchlists::{self, Answer, Found, Question};
use trusthub_app::{Actor, Hub};
use trusthub_vetting::watchlists::{Entity, EntityKind, Strength};

use super::beside;
use crate::cli::{self, Place};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Style};

/// As much of a version's digest as tells it from others.
const BRIEF: usize = 12;

pub(super) async fn run(place: &Place, arguments: cli::Screen) -> Outcome {
    beside(place, async |hub| screen(hub, arguments).await).await
}

async fn screen(hub: &Hub, arguments: cli::Screen) -> Outcome {
    let cli::Screen { name, kind, country, limit, json } = arguments;
    let question = Question { name, kind: kind.map(EntityKind::from), country, limit };
    let answer = watchlists::screen(hub, &Actor::operator(), question).await?;
    let has_hit = answer.found.iter().any(|found| found.is_hit);
    if json.json {
        output::json(&Told::of(&answer))?;
    } else {
        tell(&answer);
    }
    for source in &answer.unreadable {
        output::remark(format!("The list {source} is in force but could not be read; import it again."));
    }
    if answer.lists.is_empty() {
        let mend =
            "`trusthub watchlist import` brings one into force; docs/screening.md says which there are";
        return Err(Failure::environment_because("no sanctions list can be searched").hint(mend));
    }
    if has_hit { Err(Failure::found_wanting()) } else { Ok(()) }
}

/// What `screen --json` prints.
#[derive(Serialize)]
struct Told<'a> {
    lists: Vec<ToldList<'a>>,
    found: Vec<ToldFound<'a>>,
}

#[derive(Serialize)]
struct ToldList<'a> {
    source: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct ToldFound<'a> {
    score: f64,
    hit: bool,
    source: &'a str,
    version: &'a str,
    entry_id: &'a str,
    matched: &'a str,
    strength: Strength,
    aligned: &'a [trusthub_vetting::Aligned],
    entry: &'a Entity,
}

impl<'a> Told<'a> {
    fn of(answer: &'a Answer) -> Self {
        let lists = answer.lists.iter();
        Self {
            lists: lists
                .map(|list| ToldList { source: list.source.as_str(), version: &list.version })
                .collect(),
            found: answer.found.iter().map(ToldFound::of).collect(),
        }
    }
}

impl<'a> ToldFound<'a> {
    fn of(found: &'a Found) -> Self {
        Self {
            score: found.score,
            hit: found.is_hit,
            source: found.source.as_str(),
            version: &found.version,
            entry_id: &found.entity().id,
            matched: &found.matched.text,
            strength: found.matched.strength,
            aligned: &found.aligned,
            entry: found.entity(),
        }
    }
}

fn tell(answer: &Answer) {
    let style = Style::of_standard_output();
    if answer.found.is_empty() && !answer.lists.is_empty() {
        output::line("No listed name resembles it.");
    }
    for (index, found) in answer.found.iter().enumerate() {
        if index > 0 {
            output::line("");
        }
        for line in paragraph(found, style) {
            output::line(line);
        }
    }
    let lists: Vec<String> = answer
        .lists
        .iter()
        .map(|list| format!("{} {}", list.source, list.version.get(..BRIEF).unwrap_or(&list.version)))
        .collect();
    if !lists.is_empty() {
        output::remark(style.dim(format!("searched: {}", lists.join(", "))));
    }
}

/// Score and names, the words held against each other, and what else tells one from the other.
fn paragraph(found: &Found, style: Style) -> Vec<String> {
    let entity = found.entity();
    let score = format!("{:.4}", found.score);
    let score = if found.is_hit { style.bad(score) } else { style.dim(score) };
    let mut lines = vec![format!(
        "{score}  {}  {}",
        style.bold(output::harmless(&found.matched.text)),
        style.dim(format!("{}, {}", found.matched.strength.as_str(), entity.kind.as_str()))
    )];
    lines.extend(alignment(found, style).into_iter().map(|line| format!("        {line}")));
    if found.matched.text != entity.primary_name() {
        lines.push(format!("        listed as {}", output::harmless(entity.primary_name())));
    }
    lines.push(format!("        {} entry {}", found.source.title(), output::harmless(&entity.id)));
    let births: Vec<String> = entity.births.iter().map(ToString::to_string).collect();
    for (label, values) in [
        ("born", births.join(" or ")),
        ("of", entity.countries.join(", ")),
        ("under", entity.programmes.join(", ")),
    ] {
        if !values.is_empty() {
            lines.push(format!("        {} {}", style.dim(label), output::harmless(&values)));
        }
    }
    lines
}

/// Two lines: the words asked for over the listed ones, each over its own.
fn alignment(found: &Found, style: Style) -> Vec<String> {
    let mut rows = [vec![style.dim("asked")], vec![style.dim("listed")]];
    for pair in &found.aligned {
        let [asked, listed] = &mut rows;
        let is_equal = pair.how == "equal";
        let shown = |word: &str| {
            let word = if word.is_empty() { "–".to_owned() } else { output::harmless(word) };
            if is_equal { style.good(word) } else { style.attention(word) }
        };
        asked.push(shown(&pair.subject));
        listed.push(shown(&pair.listed));
    }
    output::columns(&rows)
}
