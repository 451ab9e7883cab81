use serde_json::json;

use crate::hub::Hub;

#[tokio::test]
async fn good_lines_are_taken_in_and_bad_ones_are_told() {
    let hub = Hub::started();
    let customer = hub.first();
    let sid = &customer.sid;
    let file = hub.path("numbers.csv");
    let text = format!(
        "\u{feff}Phone_Number,account_sid,friendly_name,remark\n\
         +14155550101,{sid},\"Front desk, main\",x\n\
         +14155550102,{sid}\n\
         +14155550101,{sid},again,\n\
         555-0103,{sid},,\n\
         +14155550104,AC00000000000000000000000000000000,,\n\
         +14155550105\n"
    );
    std::fs::write(&file, text).unwrap();
    let path = file.to_str().unwrap();
    let done = hub.run(&["number", "import", path, "--json"]);
    assert_eq!(done.code, 1, "{}", done.err);
    let report = done.json();
    assert_eq!((&report["imported"], &report["unchanged"]), (&json!(2), &json!(1)));
    let lines: Vec<_> =
        report["problems"].as_array().unwrap().iter().map(|one| one["line"].as_u64().unwrap()).collect();
    assert_eq!(lines, [5, 6, 7], "{report:#}");
    let (_, listed) = customer.get(&format!("/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json")).await;
    assert_eq!(listed["incoming_phone_numbers"].as_array().unwrap().len(), 2, "{listed:#}");
    assert!(listed.to_string().contains("Front desk, main"));
}

#[test]
fn a_file_without_the_columns_is_refused() {
    let hub = Hub::started();
    let file = hub.path("numbers.csv");
    std::fs::write(&file, "account,phone\n").unwrap();
    let done = hub.run(&["number", "import", file.to_str().unwrap()]);
    assert_eq!(done.code, 1);
    assert!(done.err.contains("names no column account_sid"), "{}", done.err);
    assert_eq!(hub.run(&["number", "import", "/nowhere.csv"]).code, 3);
}
