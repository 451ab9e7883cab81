use crate::hub::{Done, binary, run};

fn judged(text: &str) -> Done {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("numbers.csv");
    std::fs::write(&file, text).unwrap();
    run(binary().args(["match", "identifiers"]).arg(file))
}

#[test]
fn identifiers_are_judged_row_by_row_and_other_columns_pass_through() {
    let done = judged(
        "\u{feff}remark,number,module\n\
         \"a, b\",04-2103594,us.ein\n\
         ,07-1144442,us.ein\n\
         \"two\nlines\",,lei\n\
         x,1,zz.none\n",
    );
    assert_eq!(done.code, 0, "{}", done.err);
    assert_eq!(
        done.out,
        "remark,number,module,accepted,rule\n\
         \"a, b\",04-2103594,us.ein,true,form+prefix\n\
         ,07-1144442,us.ein,false,prefix\n\
         \"two\nlines\",,lei,false,length\n\
         x,1,zz.none,false,unknown_scheme\n"
    );
}

#[test]
fn a_file_that_cannot_be_judged_is_refused() {
    let done = judged("number,kind\n1,2\n");
    assert_eq!(done.code, 1);
    assert!(done.err.contains("names no column module"), "{}", done.err);
    let done = judged("module,number\nlei\n");
    assert_eq!(done.code, 3);
    assert!(done.err.contains("line: 2"), "{}", done.err);
    assert_eq!(judged("").code, 1);
    assert_eq!(run(binary().args(["match", "identifiers", "/nowhere.csv"])).code, 3);
}

#[test]
fn names_are_compared_and_looked_for_in_a_list_row_by_row() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let pairs = file(
        "pairs.csv",
        "is_match,schema,query,candidate\n\
         x,Company,Siemens Aktiengesellschaft,SIEMENS AG\n\
         x,Person,Jane Doe,Igor Sova\n",
    );
    let done = run(binary().args(["match", "pairs"]).arg(pairs));
    assert_eq!(done.code, 0, "{}", done.err);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines[0], "is_match,schema,query,candidate,score,matched");
    assert!(lines[1].starts_with("x,Company,Siemens Aktiengesellschaft,SIEMENS AG,0."), "{}", lines[1]);
    assert!(lines[1].ends_with(",true") && lines[2].ends_with(",false"), "{}", done.out);

    let index = file(
        "index.csv",
        "entity_id,schema,name\n7,Person,Igor SOVA\n9,Company,OWL BANK\n7,Person,Ihor SOVA\n",
    );
    let asked = file("asked.csv", "schema,query_name\nPerson,\"Sova, Ihor\"\nPerson,\n");
    let done = run(binary().args(["match", "screen", "--index"]).arg(index).arg(asked));
    assert_eq!(done.code, 0, "{}", done.err);
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(lines[0], "schema,query_name,top_entity_id,score,matched");
    assert!(lines[1].starts_with("Person,\"Sova, Ihor\",7,0."), "{}", lines[1]);
    assert_eq!(lines[2], "Person,,,0.0000000,false");
}
