//! Whether the company registers in force can be loaded.

use trusthub_app::registries::{self, Damage, RegistryVersion};
use trusthub_app::{Actor, Hub};

use super::Finding;
use crate::failure::Outcome;

pub(super) async fn check(hub: &Hub) -> Outcome<Finding> {
    let checked = registries::check(hub, &Actor::operator()).await?;
    let damaged =
        checked.iter().find_map(|(version, damage)| damage.as_ref().map(|damage| (version, damage)));
    Ok(match damaged {
        Some((version, damage)) => broken(version, damage),
        None if checked.is_empty() => {
            Finding::ok("registers", "none imported; businesses are not looked up in one")
        }
        None => {
            let names =
                checked.iter().map(|(version, _)| format!("{} ({})", version.source, version.companies));
            Finding::ok("registers", format!("whole: {}", names.collect::<Vec<_>>().join(", ")))
        }
    })
}

fn broken(version: &RegistryVersion, damage: &Damage) -> Finding {
    let what = format!("{} cannot be loaded: {damage}", version.source);
    let mend = match damage {
        Damage::Missing | Damage::Changed => "import the register again; see docs/registries.md",
        Damage::Store(_) => "see what is said of the documents",
    };
    Finding::fail("registers", what, mend)
}
