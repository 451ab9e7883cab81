//! Everything that is compiled into the binary, as CycloneDX 1.5 (ECMA-424): from cargo's own graph, without tools of
//! others, and the same text from the same `Cargo.lock`.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{read, version};
use crate::{shell, workspace};

const BINARY: &str = "trusthub-trusthub";

/// The list for the binary on this machine's target.
///
/// # Errors
/// cargo cannot read the workspace.
pub fn of_binary() -> Result<String> {
    let rustc = shell::capture(workspace::program("rustc").arg("-vV"))?;
    let target = rustc.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc names no host")?;
    let mut cargo = workspace::cargo();
    cargo.args(["metadata", "--format-version=1", "--locked", "--filter-platform", target]);
    cargo.args(workspace::FEATURES);
    let metadata: Value = serde_json::from_str(&shell::capture(&mut cargo)?)?;
    let checksums = checksums(&read(&workspace::root().join("Cargo.lock"))?);
    let list = list(&metadata, &checksums, &version()?).context("cargo metadata lacks something")?;
    Ok(serde_json::to_string_pretty(&list)?)
}

fn list(metadata: &Value, checksums: &BTreeMap<String, String>, version: &str) -> Option<Value> {
    let packages: BTreeMap<&str, &Value> = metadata["packages"]
        .as_array()?
        .iter()
        .map(|package| Some((package["id"].as_str()?, package)))
        .collect::<Option<_>>()?;
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()?
        .iter()
        .map(|node| Some((node["id"].as_str()?, node)))
        .collect::<Option<_>>()?;
    let (root, _) = packages.iter().find(|(_, package)| package["name"] == BINARY)?;
    let mut shipped = BTreeSet::new();
    let mut waiting = vec![*root];
    let mut dependencies = BTreeMap::new();
    while let Some(id) = waiting.pop() {
        if !shipped.insert(id) {
            continue;
        }
        let below = normal_dependencies(nodes.get(id)?)?;
        waiting.extend(&below);
        dependencies.insert(id, below);
    }
    let name = |id: &str| Some(reference(packages.get(id)?));
    let mut components = Vec::new();
    for id in shipped.iter().filter(|id| *id != root) {
        components.push(component(packages.get(id)?, checksums));
    }
    components.sort_by_key(|component| component["bom-ref"].as_str().map(str::to_owned));
    let mut edges = Vec::new();
    for (id, below) in dependencies {
        let mut below = below.into_iter().map(name).collect::<Option<Vec<_>>>()?;
        below.sort();
        below.dedup();
        edges.push(json!({"ref": name(id)?, "dependsOn": below}));
    }
    edges.sort_by_key(|edge| edge["ref"].as_str().map(str::to_owned));
    Some(json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": name(root)?, "name": "trusthub", "version": version,
            "licenses": [{"expression": "Apache-2.0"}],
        }},
        "components": components,
        "dependencies": edges,
    }))
}

/// What is linked, not what only builds or tests it.
fn normal_dependencies(node: &Value) -> Option<Vec<&str>> {
    let is_normal = |dependency: &&Value| {
        dependency["dep_kinds"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
    };
    node["deps"].as_array()?.iter().filter(is_normal).map(|dependency| dependency["pkg"].as_str()).collect()
}

fn component(package: &Value, checksums: &BTreeMap<String, String>) -> Value {
    let (name, version) = (text(package, "name"), text(package, "version"));
    let mut component = json!({
        "type": "library", "bom-ref": reference(package), "name": name, "version": version,
        "purl": reference(package),
    });
    let license = text(package, "license");
    if !license.is_empty() {
        // Older crates write a slash for OR, which is no SPDX expression.
        component["licenses"] = json!([{"expression": license.replace('/', " OR ").replace("  ", " ")}]);
    }
    if let Some(checksum) = checksums.get(&format!("{name} {version}")) {
        component["hashes"] = json!([{"alg": "SHA-256", "content": checksum}]);
    }
    component
}

fn reference(package: &Value) -> String {
    format!("pkg:cargo/{}@{}", text(package, "name"), text(package, "version"))
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or_default()
}

/// `name version` to the registry's checksum.
fn checksums(lock: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for block in lock.split("[[package]]") {
        let value = |key: &str| block.lines().find_map(|line| line.strip_prefix(key)?.strip_suffix('"'));
        if let (Some(name), Some(version), Some(sum)) =
            (value("name = \""), value("version = \""), value("checksum = \""))
        {
            found.insert(format!("{name} {version}"), sum.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_what_is_linked_and_nothing_that_only_builds_or_tests() {
        let list: Value = serde_json::from_str(&of_binary().unwrap()).unwrap();
        let components = list["components"].as_array().unwrap();
        let names: BTreeSet<&str> = components.iter().map(|one| text(one, "name")).collect();
        assert!(
            ["sqlx", "rustls", "opentelemetry", "trusthub-domain"].iter().all(|name| names.contains(name))
        );
        assert!(
            ["insta", "cc", "wiremock", "trusthub-testkit", "xtask"].iter().all(|name| !names.contains(name))
        );
        let references: BTreeSet<&str> = components.iter().map(|one| text(one, "bom-ref")).collect();
        assert_eq!(references.len(), components.len(), "a reference names one component");
        for edge in list["dependencies"].as_array().unwrap() {
            for below in edge["dependsOn"].as_array().unwrap() {
                assert!(references.contains(below.as_str().unwrap()), "{below} is no component");
            }
        }
        for one in components.iter().filter(|one| !text(one, "name").starts_with("trusthub-")) {
            assert!(one["licenses"][0]["expression"].is_string(), "{one}");
            assert_eq!(one["hashes"][0]["content"].as_str().map(str::len), Some(64), "{one}");
        }
    }
}
