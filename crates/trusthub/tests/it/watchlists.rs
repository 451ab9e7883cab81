//! Sanctions lists on the command line, beside a running server.

use serde_json::json;

use crate::hub::Hub;

const HEADER: &str = "entity_id,kind,name\n";

#[test]
fn a_list_comes_into_force_is_confirmed_and_is_listed() {
    let hub = Hub::started();
    let file = hub.path("own.csv");
    let path = file.to_str().unwrap();
    std::fs::write(&file, format!("{HEADER}1,person,Ann Ash\n2,business,Birch Ltd\n")).unwrap();
    let empty = hub.run(&["doctor", "--json"]);
    assert!(empty.out.contains("no sanctions list is in force"), "{}", empty.out);

    let done = hub.run(&["watchlist", "import", "--source", "csv", path, "--json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let imported = done.json();
    assert_eq!((&imported["entries"], &imported["unchanged"]), (&json!(2), &json!(false)));
    let again = hub.run(&["watchlist", "import", "--source", "csv", path]);
    assert!(again.out.contains("is in force already"), "{}{}", again.out, again.err);

    let listed = hub.run(&["watchlist", "list", "--json"]).json();
    let list = &listed[0];
    assert_eq!((&list["source"], &list["version"]), (&json!("csv"), &imported["version"]));
    assert_eq!((&list["in_force"], &list["stale"]), (&json!(true), &json!(false)));
    let told = hub.run(&["watchlist", "list"]).out;
    assert!(told.contains("in force") && told.contains("+2 ~0 -0"), "{told}");
    let doctor = hub.run(&["doctor", "--json"]).out;
    assert!(doctor.contains("1 list in force, 2 entries"), "{doctor}");
}

#[test]
fn a_list_that_is_none_is_refused_by_line_and_column_and_the_one_before_stays() {
    let hub = Hub::started();
    let file = hub.path("own.csv");
    let path = file.to_str().unwrap();
    std::fs::write(&file, format!("{HEADER}1,person,Ann Ash\n")).unwrap();
    assert_eq!(hub.run(&["watchlist", "import", "--source", "csv", path]).code, 0);
    for (content, why) in [
        (format!("{HEADER}1,person\n"), "own.csv, line 2, column 2: the row has 2 fields, the header 3"),
        (format!("{HEADER}1,person,\"Ann"), "own.csv, line 2, column 3: the file ends within a quoted field"),
        ("\u{1f}\u{8b}not gzip".to_owned(), "there is no column entity_id"),
    ] {
        std::fs::write(&file, content).unwrap();
        let refused = hub.run(&["watchlist", "import", "--source", "csv", path]);
        assert_eq!(refused.code, 1);
        assert!(refused.err.contains(why), "{}", refused.err);
    }
    let listed = hub.run(&["watchlist", "list", "--json"]).json();
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["entries"]), (1, &json!(1)));
    assert_eq!(hub.run(&["watchlist", "import", "--source", "csv", "/nowhere.csv"]).code, 3);
    assert_eq!(hub.run(&["watchlist", "import", "--source", "moon", path]).code, 2);
}

#[tokio::test]
async fn a_name_is_looked_for_beside_a_running_server_which_takes_the_list_too() {
    let hub = Hub::started();
    let nobody = hub.run(&["screen", "Rosalind Achterberg"]);
    assert_eq!(nobody.code, 3, "{}", nobody.out);
    assert!(nobody.err.contains("no sanctions list can be searched"), "{}", nobody.err);

    let file = hub.path("own.csv");
    std::fs::write(&file, "entity_id,kind,name,birth_date\n7,person,\"ACHTERBERG, Rosalind\",1961\n")
        .unwrap();
    assert_eq!(hub.run(&["watchlist", "import", "--source", "csv", file.to_str().unwrap()]).code, 0);
    let found = hub.run(&["screen", "Rosalind Achterburg", "--kind", "person", "--json"]);
    assert_eq!(found.code, 1, "{}", found.err);
    let hit = &found.json()["found"][0];
    assert_eq!((&hit["hit"], &hit["entry_id"]), (&json!(true), &json!("7")));
    assert_eq!(
        hit["aligned"][1],
        json!({"subject": "achterburg", "listed": "achterberg", "how": "spelling"})
    );
    let told = hub.run(&["screen", "Rosalind Achterberg"]).out;
    for words in ["ACHTERBERG, Rosalind", "asked", "entry 7", "born 1961"] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let other = hub.run(&["screen", "Aloysius Pennyfeather"]);
    assert_eq!((other.code, other.out.trim()), (0, "No listed name resembles it."));
}
