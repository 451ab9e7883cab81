//! Every publisher's layout with the little there is to get wrong in it; real lists are read in `tests/it`.

use std::io::Cursor;

use super::*;

fn file(name: &str, content: &str) -> ListFile<'static> {
    ListFile { name: name.to_owned(), content: Box::new(Cursor::new(content.as_bytes().to_vec())) }
}

fn one(source: Source, content: &str) -> Result<Watchlist, Refusal> {
    read(source, vec![file("list", content)])
}

fn refusal(source: Source, content: &str) -> String {
    one(source, content).unwrap_err().to_string()
}

fn names(entity: &Entity) -> Vec<(&str, Strength)> {
    entity.names.iter().map(|name| (name.text.as_str(), name.strength)).collect()
}

const NAMES: &str = "\
36,\"AEROCARIBBEAN AIRLINES\",-0- ,\"CUBA\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r
7157,\"DOE, John\",\"individual\",\"SDGT] [IRGC\",\"Director\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 04 Jul 1961; alt. DOB circa 1958; POB Havana, Cuba; nationality Cuba; Gender Male; Passport C123 (Cuba) issued 2001; Tax ID No. 99-1; a.k.a. 'EL T\"\r
15036,\"MAR AZUL\",\"vessel\",\"CUBA\",-0- ,\"CL2192\",\"Tug\",-0- ,\"212\",\"Panama\",\"Samir\",\"Vessel Registration Identification IMO 7406784.\"\r
\x1a";
const ALIASES: &str = "36,12,\"aka\",\"AERO-CARIBBEAN\",-0- \r\n";
const ADDRESSES: &str = "36,25,-0- ,\"Havana\",\"Cuba\",-0- \r\n";
const COMMENTS: &str = "7157,\"IO'; Linked To: NOBODY.\"\r\n";

fn ofac() -> Vec<ListFile<'static>> {
    vec![file("add", ADDRESSES), file("comments", COMMENTS), file("sdn", NAMES), file("alt", ALIASES)]
}

#[test]
fn ofacs_tables_are_told_apart_and_joined_in_any_order() {
    let list = read(Source::OfacSdn, ofac()).unwrap();
    let [ship, airline, person] = list.entities.as_slice() else { panic!("{list:?}") };
    assert_eq!(
        names(airline),
        [("AEROCARIBBEAN AIRLINES", Strength::Primary), ("AERO-CARIBBEAN", Strength::Strong)]
    );
    assert_eq!(
        (airline.kind, airline.countries.as_slice()),
        (EntityKind::Business, ["CU".to_owned()].as_slice())
    );
    assert_eq!((ship.kind, ship.countries.as_slice()), (EntityKind::Vessel, ["PA".to_owned()].as_slice()));
    assert!(ship.identifiers.iter().any(|id| id.value == "IMO 7406784"), "{ship:?}");
    assert_eq!(person.programmes, ["SDGT", "IRGC"]);
}

#[test]
fn ofacs_remarks_go_on_in_their_own_file_and_are_understood() {
    let list = read(Source::OfacSdn, ofac()).unwrap();
    let person = list.entities.iter().find(|entity| entity.id == "7157").unwrap();
    assert_eq!(names(person), [("DOE, John", Strength::Primary), ("EL TIO", Strength::Weak)]);
    let births: Vec<String> = person.births.iter().map(ToString::to_string).collect();
    assert_eq!(births, ["1961-07-04", "~1958"]);
    assert_eq!(
        (person.gender, person.birth_places.as_slice()),
        (Some(Gender::Male), ["Havana, Cuba".to_owned()].as_slice())
    );
    let papers: Vec<_> = person
        .identifiers
        .iter()
        .map(|id| (id.kind.as_str(), id.value.as_str(), id.country.as_deref()))
        .collect();
    assert_eq!(papers, [("Passport", "C123", Some("CU")), ("Tax ID No.", "99-1", None)]);
}

#[test]
fn a_list_of_ofacs_without_one_of_its_files_is_refused() {
    for missing in ["sdn", "alt", "add"] {
        let files = ofac().into_iter().filter(|file| file.name != missing).collect();
        let why = read(Source::OfacSdn, files).unwrap_err().to_string();
        assert!(why.contains("is missing"), "{missing}: {why}");
    }
    let files = ofac().into_iter().chain([file("again", ALIASES)]).collect();
    assert!(read(Source::OfacSdn, files).unwrap_err().to_string().contains("both this file and alt"));
}

#[test]
fn an_alias_of_nobody_says_that_the_files_do_not_belong_together() {
    let files = vec![file("sdn", NAMES), file("alt", "99,1,\"aka\",\"X\",-0- \n"), file("add", ADDRESSES)];
    let why = read(Source::OfacSdn, files).unwrap_err().to_string();
    assert_eq!(
        why,
        "alt, line 1, column 1 (ent_num): there is no entry 99 in the file of names; are the files of one day?"
    );
}

const CSL: &str =
    "_id,source,type,programs,name,addresses,alt_names,dates_of_birth,ids,start_date,nationalities\n";

#[test]
fn the_consolidated_screening_list_is_read_by_its_header_even_where_it_stands_twice() {
    let list = format!(
        "{CSL}{CSL}a1,SDN,Individual,SDGT; IRAN,Jo Doe,\"1 Road, Tehran, IR; 2 Way, X, US\",J. D.; Dough,1961-07-04; 1962,\"Passport, A1, IR; Gender, Male\",2020-01-02,IR\n"
    );
    let list = one(Source::UsCsl, &list).unwrap();
    let entity = &list.entities[0];
    assert_eq!(
        names(entity),
        [("Jo Doe", Strength::Primary), ("J. D.", Strength::Strong), ("Dough", Strength::Strong)]
    );
    assert_eq!(entity.countries, ["IR", "US"]);
    assert_eq!(entity.programmes, ["SDN", "SDGT", "IRAN"]);
    assert_eq!(entity.listed_on.unwrap().to_string(), "2020-01-02");
    assert_eq!(entity.identifiers[0].country.as_deref(), Some("IR"));
}

const BIS: &str =
    "Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\n";

#[test]
fn orders_of_one_name_and_day_are_one_denied_person() {
    let rows =
        "A B\t1 Road\tX\tTX\tUS\t1\t06/19/2003\t06/19/2013\nA B\t2 Way\tY\t\tAE\t\t06/19/2003\t06/19/2013\n";
    let list = one(Source::Bis, &format!("{BIS}{rows}")).unwrap();
    assert_eq!(list.entities.len(), 1);
    assert_eq!(list.entities[0].countries, ["US", "AE"]);
    assert_eq!(list.entities[0].kind, EntityKind::Unknown);
    let why = refusal(Source::Bis, &format!("{BIS}A\t1\tX\tTX\tUS\t1\t2003\t\n"));
    assert_eq!(why, "list, line 2, column 7 (Effective_Date): \"2003\" is not a date (month/day/year)");
}

const UN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS>
<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>BADEGE</SECOND_NAME>
<REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER><UN_LIST_TYPE>DRC</UN_LIST_TYPE><LISTED_ON>2012-12-31</LISTED_ON>
<NAME_ORIGINAL_SCRIPT>صدام</NAME_ORIGINAL_SCRIPT><NATIONALITY><VALUE>Rwanda</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>B &amp; B</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>ERIK</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1958</FROM_YEAR><TO_YEAR>1963</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT/></INDIVIDUAL></INDIVIDUALS>
<ENTITIES><ENTITY><FIRST_NAME>ADF</FIRST_NAME><REFERENCE_NUMBER>CDe.001</REFERENCE_NUMBER></ENTITY></ENTITIES></CONSOLIDATED_LIST>"#;

#[test]
fn the_united_nations_list_gives_aliases_by_quality_scripts_and_spans() {
    let list = one(Source::Un, UN).unwrap();
    assert_eq!(list.published.unwrap().to_string(), "2026-02-27");
    let person = list.entities.iter().find(|entity| entity.kind == EntityKind::Person).unwrap();
    assert_eq!(
        names(person),
        [
            ("ERIC BADEGE", Strength::Primary),
            ("صدام", Strength::OriginalScript),
            ("B & B", Strength::Weak),
            ("ERIK", Strength::Strong)
        ]
    );
    assert_eq!(person.births[0].to_string(), "1958/1963");
    assert_eq!((person.id.as_str(), person.countries[0].as_str()), ("CDi.001", "RW"));
}

#[test]
fn xml_that_defines_entities_or_names_foreign_ones_is_refused() {
    let bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><CONSOLIDATED_LIST/>";
    assert!(refusal(Source::Un, bomb).contains("document type"));
    let foreign = UN.replace("&amp;", "&xxe;");
    assert!(refusal(Source::Un, &foreign).contains("none of XML's own"));
}

#[test]
fn xml_without_an_end_is_refused_wherever_it_has_none() {
    let deep = format!("<CONSOLIDATED_LIST>{}", "<INDIVIDUAL>".repeat(200));
    assert!(refusal(Source::Un, &deep).contains("nested deeper"));
    let long = format!("<CONSOLIDATED_LIST>{}", "x".repeat(limits::MOST_FIELD_BYTES * 2));
    assert!(refusal(Source::Un, &long).contains("without an element"));
    let wide = format!("<CONSOLIDATED_LIST><INDIVIDUAL>{}", "<A/>".repeat(60_000));
    assert!(refusal(Source::Un, &wide).contains("more than 50000 elements"));
    for length in 1..UN.len() {
        if let Some(cut) = UN.get(..length) {
            assert!(one(Source::Un, cut).is_err(), "cut off at {length}");
        }
    }
    assert!(refusal(Source::Un, &UN.replace("UTF-8", "ISO-8859-1")).contains("not in UTF-8"));
}

#[test]
fn a_wrong_date_in_xml_is_named_by_line_and_element() {
    let why = refusal(Source::Un, &UN.replace("1958", "58 BC"));
    assert!(why.starts_with("list, line 9, column "), "{why}");
    assert!(why.ends_with("FROM_YEAR \"58 BC\" is no date"), "{why}");
}

/// Hand-made in the layout of the published table; no entry of it is real.
const UK: &str = "\
Report Date: 26-Nov-2025,,,,,,,,,,,,,
Unique ID,Name 6,Name 1,Name 2,Name type,Alias strength,Name non-latin script,Regime Name,Designation Type,Date Designated,D.O.B,Nationality(/ies),Gender,IMO number
XX0001,DOUGH,Jon,,Alias,Low quality,,Nowhere,Individual,01/02/2021,dd/mm/1961,Iran,Male,
XX0001,DOE,John,Q,Primary Name,,Доу,Nowhere,Individual,01/02/2021,04/07/1961,Iran,Male,
XX0002,SEA CROW,,,Primary Name,,,Nowhere,Ship,01/02/2021,,,,1234567
";

#[test]
fn the_uks_rows_of_one_identifier_are_one_entry_with_its_primary_name_first() {
    let list = one(Source::Uk, UK).unwrap();
    assert_eq!(list.published.unwrap().to_string(), "2025-11-26");
    let [person, ship] = list.entities.as_slice() else { panic!("{list:?}") };
    assert_eq!(
        names(person),
        [("John Q DOE", Strength::Primary), ("Jon DOUGH", Strength::Weak), ("Доу", Strength::OriginalScript)]
    );
    let births: Vec<String> = person.births.iter().map(ToString::to_string).collect();
    assert_eq!(births, ["1961", "1961-07-04"]);
    assert_eq!((ship.kind, ship.identifiers[0].value.as_str()), (EntityKind::Vessel, "1234567"));
}

/// Hand-made in the layout of the published table; no entry of it is real.
const EU: &str = "\
fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;Entity_Regulation_Programme;NameAlias_LastName;NameAlias_FirstName;NameAlias_MiddleName;NameAlias_WholeName;BirthDate_Day;BirthDate_BirthDate;BirthDate_YearRangeFrom;BirthDate_YearRangeTo;Citizenship_CountryIso2Code;Identification_Number;Identification_TypeDescription
26/11/2025;1;EU.1.1;P;XYZ;Doe;John;;John Doe;;;;;;;
26/11/2025;1;EU.1.1;P;XYZ;;;;Джон Доу;;;;;;;
26/11/2025;1;EU.1.1;P;XYZ;;;;;;1961-07-04;;;;;
26/11/2025;1;EU.1.1;P;XYZ;;;;;;;1958;1963;IR;;
26/11/2025;1;EU.1.1;P;XYZ;;;;;;;;;;A1;Passport
26/11/2025;2;EU.2.1;E;XYZ;;;;\"Crow; Crow \"\"Sea\"\" Ltd\";;;;;;;
";

#[test]
fn the_unions_rows_of_one_reference_are_one_entry() {
    let list = one(Source::Eu, EU).unwrap();
    assert_eq!(list.published.unwrap().to_string(), "2025-11-26");
    let [person, business] = list.entities.as_slice() else { panic!("{list:?}") };
    assert_eq!(names(person), [("John Doe", Strength::Primary), ("Джон Доу", Strength::OriginalScript)]);
    let births: Vec<String> = person.births.iter().map(ToString::to_string).collect();
    assert_eq!(births, ["1961-07-04", "1958/1963"]);
    assert_eq!((person.countries[0].as_str(), person.identifiers[0].value.as_str()), ("IR", "A1"));
    assert_eq!(business.primary_name(), "Crow; Crow \"Sea\" Ltd");
}

const OWN: &str = "entity_id,kind,name,aliases,country,birth_date,program,remarks\n";

#[test]
fn an_operators_own_list_holds_several_values_in_a_field() {
    let list = one(
        Source::Csv,
        &format!("\u{feff}{OWN}7,person,Jo Doe,J. D.;Dough,IR; Cuba,1958/1963;~1961,ours,\"a, b\"\n"),
    )
    .unwrap();
    let entity = &list.entities[0];
    assert_eq!(entity.names.len(), 3);
    assert_eq!(entity.countries, ["IR", "CU"]);
    assert_eq!(entity.births.len(), 2);
}

#[test]
fn a_list_that_is_no_list_is_refused_whole_with_line_and_column() {
    let row = "1,person,A,,,,,\n";
    for (content, why) in [
        (String::new(), "list: the file is empty".to_owned()),
        (OWN.to_owned(), "list: there is no entry in it".to_owned()),
        ("id,name\n".to_owned(), "list, line 1, column 1: there is no column entity_id; is this the list it is said to be?".to_owned()),
        (format!("{OWN}{row}2,person\n"), "list, line 3, column 2: the row has 2 fields, the header 8".to_owned()),
        (format!("{OWN}{row}{row}"), "list, line 3, column 1 (entity_id): the entry is there twice".to_owned()),
        (format!("{OWN}1,ghost,A,,,,,\n"), "list, line 2, column 2 (kind): \"ghost\" is not person, business, vessel, aircraft or unknown".to_owned()),
        (format!("{OWN}1,person,A\0,,,,,\n"), "list, line 2, column 3: there is a NUL byte in the text".to_owned()),
        (format!("{OWN}1,person,\"A,,,,,\n"), "list, line 2, column 3: the file ends within a quoted field that begins here".to_owned()),
        (format!("{OWN}1,person,\"A\"B,,,,,\n"), "list, line 2, column 3: there is text behind the closing quote".to_owned()),
        (format!("{OWN}1,person,A,,,31/12/1961,,\n"), "list, line 2, column 6 (birth_date): \"31/12/1961\" is not a date such as 1961-07-04, 1961, 1958/1963 or ~1961".to_owned()),
        (format!("{OWN}1,person,{},,,,,\n", "A".repeat(limits::MOST_FIELD_BYTES + 1)), format!("list, line 2, column 3: a field has more than {} bytes", limits::MOST_FIELD_BYTES)),
        (",".repeat(300), "list, line 1, column 257: a row has more than 256 fields".to_owned()),
        (format!("{OWN}1,person,{},,,,,\n", "A".repeat(limits::MOST_NAME_BYTES + 1)), "list: entry 1 has a name of more than 4096 bytes".to_owned()),
        ("entity_id,name,extra\n1,A,\n".to_owned(), format!("list, line 1, column 3 (extra): the column is not known; known are {}", OWN.trim().replace(',', ", "))),
    ] {
        assert_eq!(refusal(Source::Csv, &content), why);
    }
}

#[test]
fn bytes_that_are_no_text_are_refused_where_they_stand() {
    let content = [OWN.as_bytes(), b"1,person,Jos\xE9,,,,,\n"].concat();
    let file = ListFile { name: "list".to_owned(), content: Box::new(Cursor::new(content)) };
    let why = read(Source::Csv, vec![file]).unwrap_err().to_string();
    assert_eq!(why, "list, line 2, column 3: the text is not UTF-8");
}

#[test]
fn an_entry_is_stored_and_read_again_without_a_change() {
    for list in [read(Source::OfacSdn, ofac()), one(Source::Un, UN), one(Source::Uk, UK), one(Source::Eu, EU)]
    {
        for entity in list.unwrap().entities {
            let stored = serde_json::to_string(&entity).unwrap();
            assert_eq!(serde_json::from_str::<Entity>(&stored).unwrap(), entity);
        }
    }
}

#[test]
fn dates_of_lists_read_in_every_way_they_are_written() {
    for (text, read) in [
        ("04 Jul 1961", "1961-07-04"),
        ("Jul 1961", "1961-07"),
        ("circa 1961", "~1961"),
        ("1958 to 1963", "1958/1963"),
        ("01 Jan 1958 to 31 Dec 1959", "1958-01-01/1959-12-31"),
    ] {
        assert_eq!(BirthDate::by_month_name(text).unwrap().to_string(), read, "{text}");
    }
    for text in ["", "1961, 1962", "04 Foo 1961", "32 Jan 1961", "1061"] {
        assert_eq!(BirthDate::by_month_name(text), Err(NoDate), "{text}");
    }
    let years = |birth: &str| birth.parse::<BirthDate>().unwrap().years();
    assert_eq!(
        (years("1961-07-04"), years("1958/1963"), years("~1961")),
        ((1961, 1961), (1958, 1963), (1959, 1963))
    );
}
