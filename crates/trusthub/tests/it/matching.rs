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
