//! What the hub of the story knows of the world: a company register and a sanctions list, both made up like the businesses.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::Path;

use anyhow::Context;
use trusthub_app::registries::{self, Fewer};
use trusthub_app::watchlists::{self, Import};
use trusthub_app::{Actor, Hub};
use trusthub_vetting::registries::{Layout, Mapping};
use trusthub_vetting::watchlists::{ListFile, Source, read};

use super::business::{Bookshop, Trader};
use super::stage::Stage;
use crate::commands::words;
use crate::failure::{Failure, Outcome};

const MAPPING: &str = r#"name = "harbor-states"
country = "US"

[columns]
source_id = "file_number"
legal_name = "name"

[[identifiers]]
scheme = "EIN"
column = "ein"

[status]
column = "standing"
active = ["good standing"]
inactive = ["dissolved"]
"#;

/// Writes the files that an operator would have from their publishers, and imports them.
pub(super) async fn import(stage: &Stage, hub: &Hub, folder: &Path) -> Outcome {
    let shown = folder.display();
    let (mapping, register) = (folder.join("register.toml"), folder.join("register.csv"));
    let list = folder.join("watchlist.csv");
    let companies = format!(
        "file_number,name,ein,standing\nC0418,\"{}\",{},good standing\nC0977,\"Old Quay Chandlers, Inc.\",41-7731902,dissolved\n",
        Bookshop::NAME,
        Bookshop::EIN
    );
    let listed = format!(
        "entity_id,kind,name,country,program\nD-17,person,\"{}\",,DEMO\nD-18,business,Marzipan Submarine Works,,DEMO\n",
        Trader::LISTED_NAME
    );
    for (path, text) in [(&mapping, MAPPING), (&register, companies.as_str()), (&list, listed.as_str())] {
        fs::write(path, text)
            .with_context(|| format!("cannot write {}", path.display()))
            .map_err(Failure::environment)?;
    }
    stage.command(&format!(
        "trusthub registry import --source csv --mapping {} {} --data-dir {shown}",
        mapping.display(),
        register.display()
    ));
    let layout = Layout::Csv(Box::new(Mapping::parse(MAPPING).map_err(Failure::refused)?));
    let prepared = registries::prepare(&layout, open(&register)?, |_| {}).map_err(Failure::refused)?;
    let operator = Actor::operator();
    let taken = registries::take_in(hub, &operator, prepared, None, Fewer::Refused).await;
    let taken = taken.map_err(Failure::refused)?.version;
    registries::load_in_force(hub).await?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let companies = words::count(count(taken.companies), "company", "companies");
    stage.printed(&[format!("Now in force: {companies} of {}.", taken.source)]);

    stage.command(&format!("trusthub watchlist import --source csv {} --data-dir {shown}", list.display()));
    let file = ListFile { name: "watchlist.csv".to_owned(), content: Box::new(open(&list)?) };
    let list = read(Source::Csv, vec![file]).map_err(Failure::refused)?;
    let taken = watchlists::import(hub, &operator, Import { list, accepts_shrink: false }).await;
    let entries = count(taken.map_err(Failure::refused)?.version.entries);
    stage.printed(&[format!("Now in force: {}.", words::count(entries, "entry", "entries"))]);
    Ok(())
}

fn open(path: &Path) -> Outcome<BufReader<File>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()));
    Ok(BufReader::new(file.map_err(Failure::environment)?))
}
