use std::process::Stdio;

use serde_json::{Value, json};

use crate::hub::Hub;

const HEADER: &str = "EIN,NAME,STREET,CITY,STATE,ZIP,STATUS";

fn table(companies: usize) -> String {
    let rows =
        (0..companies).map(|number| format!("{number:09},Owl {number},1 Mill Lane,Salem,MA,01970,01\n"));
    format!("{HEADER}\n{}", rows.collect::<String>())
}

fn import(hub: &Hub, name: &str, content: &str) -> crate::hub::Done {
    let file = hub.path(name);
    std::fs::write(&file, content).unwrap();
    hub.run(&["registry", "import", "--source", "irs-eo", file.to_str().unwrap(), "--json"])
}

fn listed(hub: &Hub) -> Vec<Value> {
    hub.run(&["registry", "list", "--json"]).json().as_array().unwrap().clone()
}

#[test]
fn a_register_comes_into_force_and_is_listed_with_its_date() {
    let hub = Hub::started();
    assert_eq!(listed(&hub), [Value::Null; 0]);
    let done = import(&hub, "eo_2026-11-01.csv", &table(3));
    assert_eq!(done.code, 0, "{}", done.err);
    let told = done.json();
    assert_eq!(
        (&told["unchanged"], &told["skipped"], &told["replaced"]),
        (&json!(false), &json!(0), &Value::Null)
    );
    let version = &listed(&hub)[0];
    assert_eq!(version, &told["version"]);
    assert_eq!((&version["source"], &version["companies"]), (&json!("irs-eo"), &json!(3)));
    assert_eq!((&version["published"], &version["replaced_at"]), (&json!("2026-11-01"), &Value::Null));
    assert!(hub.must(&["doctor"]).out.contains("irs-eo (3)"));
    assert!(hub.must(&["registry", "list"]).out.contains("in force"));
}

#[test]
fn a_file_that_is_refused_leaves_the_old_version_in_force() {
    let hub = Hub::started();
    assert_eq!(import(&hub, "whole.csv", &table(3)).code, 0);
    let before = listed(&hub);
    for (content, told) in [
        (table(3).replace("Salem,MA", "Salem"), "line 2"),
        (String::new(), "no column EIN"),
        (format!("{HEADER}\n"), "names no company"),
        (table(1), "is it only a part?"),
    ] {
        let done = import(&hub, "broken.csv", &content);
        assert_eq!(done.code, 1, "{told}: {}", done.out);
        assert!(done.err.contains(told), "{told}: {}", done.err);
    }
    assert_eq!(listed(&hub), before);
}

#[test]
fn an_import_that_is_killed_halfway_leaves_the_old_version_in_force() {
    let hub = Hub::started();
    assert_eq!(import(&hub, "whole.csv", &table(3)).code, 0);
    let before = listed(&hub);
    // It waits for the rest of a file that never comes: the kill always falls into its reading.
    let pipe = hub.path("endless.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut command = hub.beside(&["registry", "import", "--source", "irs-eo", pipe.to_str().unwrap()]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut writer = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    std::io::Write::write_all(&mut writer, table(1000).as_bytes()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(listed(&hub), before);
    assert!(hub.must(&["doctor"]).out.contains("irs-eo (3)"));
    assert_eq!(import(&hub, "next.csv", &table(4)).code, 0);
}

#[test]
fn a_damaged_file_of_a_register_is_found_by_doctor() {
    let hub = Hub::started();
    assert_eq!(import(&hub, "whole.csv", &table(3)).code, 0);
    let folder = hub.data_dir().join("documents/reference/registries");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    std::fs::write(file, "damaged").unwrap();
    let done = hub.run(&["doctor"]);
    assert_eq!(done.code, 1);
    assert!(done.out.contains("irs-eo cannot be loaded: its file is damaged"), "{}", done.out);
}

#[test]
fn a_mapping_is_for_tables_and_tables_need_one() {
    let hub = Hub::started();
    let (mapping, file) = (hub.path("map.toml"), hub.path("any.csv"));
    std::fs::write(&mapping, "name = \"owls\"\n[columns]\nsource_id = \"id\"\nlegal_name = \"name\"\n")
        .unwrap();
    std::fs::write(&file, "id,name\n1,Owl Bakery\n").unwrap();
    let (mapping, file) = (mapping.to_str().unwrap(), file.to_str().unwrap());
    let told =
        hub.run(&["registry", "import", "--source", "csv", "--mapping", mapping, file, "--json"]).json();
    assert_eq!(told["version"]["source"], "csv-owls");
    assert_eq!(hub.run(&["registry", "import", "--source", "csv", file]).code, 2);
    assert_eq!(hub.run(&["registry", "import", "--source", "sec", "--mapping", mapping, file]).code, 2);
}

#[test]
fn names_are_looked_up_in_a_register_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(
        path("register.csv"),
        "lei,name,country,category\n1,Barn Owl Bakery Limited,GB,GENERAL\n2,Snowy Heron Fund II,US,FUND\n\
         3,Snowy Heron Fund III,US,FUND\n",
    )
    .unwrap();
    std::fs::write(
        path("queries.csv"),
        "remark,query_country,query_name\n\"a, b\",GB,BARN OWL BAKERY LTD\n,US,Snowy Heron Fund 3\nx,US,Kite\n",
    )
    .unwrap();
    let run = |register: &str, queries: &str| {
        let mut command = crate::hub::binary();
        command.args(["match", "registry", "--registry"]).arg(path(register)).arg(path(queries));
        crate::hub::run(&mut command)
    };
    let done = run("register.csv", "queries.csv");
    assert_eq!(done.code, 0, "{}", done.err);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines[0], "remark,query_country,query_name,matched_lei,score,auto");
    assert!(lines[1].starts_with("\"a, b\",GB,BARN OWL BAKERY LTD,1,0."), "{}", lines[1]);
    assert!(lines[2].starts_with(",US,Snowy Heron Fund 3,3,0."), "{}", lines[2]);
    assert!(lines[3].starts_with("x,US,Kite,,") && lines[3].ends_with(",false"), "{}", lines[3]);
    assert_eq!(lines.len(), 4);
    assert_eq!(run("queries.csv", "queries.csv").code, 1);
    assert_eq!(run("register.csv", "register.csv").code, 1);
    assert_eq!(run("register.csv", "nowhere.csv").code, 3);
}
