//! OFAC's legacy tables: names (12 columns), aliases (5), addresses (6) and the ends of remarks that are too long (2),
//! joined by the entry's number. No file has a header; `-0-` stands for nothing.
//!
//! Source: the data specification that OFAC publishes with its files. `sdn.csv alt.csv add.csv sdn_comments.csv` and
//! `cons_prim.csv cons_alt.csv cons_add.csv cons_comments.csv` have the same columns.

use super::births::PartialDate;
use super::entity::{EntityKind, Strength};
use super::refusal::{Refusal, excerpt};
use super::roster::Roster;
use super::rows::{Row, Rows};
use super::{ListFile, remarks};

/// Which of the four a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Names,
    Aliases,
    Addresses,
    Comments,
}

struct Read {
    file: String,
    part: Part,
    rows: Vec<Row>,
}

impl Part {
    fn of(columns: usize) -> Option<Self> {
        match columns {
            12 => Some(Self::Names),
            5 => Some(Self::Aliases),
            6 => Some(Self::Addresses),
            2 => Some(Self::Comments),
            _ => None,
        }
    }

    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Names => &[
                "ent_num",
                "SDN_Name",
                "SDN_Type",
                "Program",
                "Title",
                "Call_Sign",
                "Vess_type",
                "Tonnage",
                "GRT",
                "Vess_flag",
                "Vess_owner",
                "Remarks",
            ],
            Self::Aliases => &["ent_num", "alt_num", "alt_type", "alt_name", "alt_remarks"],
            Self::Addresses => &["ent_num", "add_num", "Address", "City", "Country", "Add_remarks"],
            Self::Comments => &["ent_num", "Remarks"],
        }
    }

    const fn what(self) -> &'static str {
        match self {
            Self::Names => "names (12 columns)",
            Self::Aliases => "aliases (5 columns)",
            Self::Addresses => "addresses (6 columns)",
            Self::Comments => "the ends of long remarks (2 columns)",
        }
    }
}

pub(super) fn read(files: Vec<ListFile<'_>>) -> Result<(Option<PartialDate>, Roster), Refusal> {
    let mut parts: Vec<Read> = Vec::new();
    for file in files {
        let read = rows(file)?;
        if let Some(other) = parts.iter().find(|other| other.part == read.part) {
            let why = format!("both this file and {} are {}", other.file, read.part.what());
            return Err(Refusal::whole(&read.file, why));
        }
        parts.push(read);
    }
    for part in [Part::Names, Part::Aliases, Part::Addresses] {
        if !parts.iter().any(|read| read.part == part) {
            let given: Vec<&str> = parts.iter().map(|read| read.file.as_str()).collect();
            let why = format!("the file of {} is missing; give all files of the list", part.what());
            return Err(Refusal::whole(&given.join(", "), why));
        }
    }
    // Names first, whatever the order on the command line; the ends of remarks before the remarks are understood.
    let of = |part: Part| parts.iter().filter(move |read| read.part == part);
    let mut roster = Roster::new(of(Part::Names).map(|read| read.file.as_str()).next().unwrap_or_default());
    for read in of(Part::Names) {
        names(&mut roster, read)?;
    }
    for read in of(Part::Aliases).chain(of(Part::Addresses)).chain(of(Part::Comments)) {
        follow(&mut roster, read)?;
    }
    let ids = of(Part::Names).flat_map(|read| read.rows.iter()).filter_map(|row| row.fields.first());
    for id in ids {
        if let Some(entity) = roster.get_mut(id) {
            let text = entity.remarks.clone();
            remarks::understand(entity, &text);
        }
    }
    Ok((None, roster))
}

fn rows(file: ListFile<'_>) -> Result<Read, Refusal> {
    let mut reader = Rows::new(file, b',');
    let mut part = None;
    let mut rows = Vec::new();
    while let Some(row) = reader.next()? {
        let found = row.fields.len();
        let expected = match part {
            Some(part) => part,
            None => Part::of(found).ok_or_else(|| {
                let why =
                    format!("a row of {found} fields is in none of OFAC's tables, which have 12, 5, 6 or 2");
                reader.refuse(row.line, found, None, why)
            })?,
        };
        part = Some(expected);
        let wanted = expected.columns().len();
        if found != wanted {
            let why = format!("the row has {found} fields, those before it {wanted}");
            return Err(reader.refuse(row.line, found.min(wanted), None, why));
        }
        rows.push(row);
    }
    let file = reader.file().to_owned();
    part.map(|part| Read { file: file.clone(), part, rows })
        .ok_or_else(|| Refusal::whole(&file, "the file is empty"))
}

/// What stands in a column; empty for OFAC's null.
fn value(row: &Row, index: usize) -> &str {
    let text = row.fields.get(index).map_or("", |field| field.trim());
    if text == "-0-" { "" } else { text }
}

fn refuse(read: &Read, row: &Row, index: usize, why: impl Into<String>) -> Refusal {
    Refusal {
        file: read.file.clone(),
        line: Some(row.line),
        column: u64::try_from(index + 1).ok(),
        field: read.part.columns().get(index).map(|name| (*name).to_owned()),
        why: why.into(),
    }
}

/// The entry's number, which must be one.
fn id<'r>(read: &Read, row: &'r Row) -> Result<&'r str, Refusal> {
    let id = value(row, 0);
    if !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(id);
    }
    Err(refuse(read, row, 0, format!("{} is not an entry's number", excerpt(id))))
}

fn names(roster: &mut Roster, read: &Read) -> Result<(), Refusal> {
    for row in &read.rows {
        let id = id(read, row)?;
        if roster.contains(id) {
            return Err(refuse(read, row, 0, format!("entry {id} is there twice")));
        }
        let kind = match value(row, 2).to_ascii_lowercase().as_str() {
            "individual" => EntityKind::Person,
            "vessel" => EntityKind::Vessel,
            "aircraft" => EntityKind::Aircraft,
            "" | "entity" => EntityKind::Business,
            other => return Err(refuse(read, row, 2, format!("{} is no type of OFAC's", excerpt(other)))),
        };
        if value(row, 1).is_empty() {
            return Err(refuse(read, row, 1, "the entry has no name"));
        }
        let entity = roster.entry(id, kind).map_err(|why| refuse(read, row, 0, why))?;
        entity.add_name(value(row, 1), Strength::Primary);
        for programme in value(row, 3).split([']', '[']) {
            entity.add_programme(programme);
        }
        if !value(row, 9).is_empty() {
            entity.add_country(value(row, 9));
        }
        entity.add_identifier("Call sign", value(row, 5), "");
        entity.remarks = value(row, 11).to_owned();
        for (label, index) in [("Title", 4), ("Vessel type", 6), ("Vessel owner", 10)] {
            if !value(row, index).is_empty() {
                // In front, because the remarks may go on in the file of their ends.
                entity.remarks = format!("{label}: {}; {}", value(row, index), entity.remarks);
            }
        }
    }
    Ok(())
}

fn follow(roster: &mut Roster, read: &Read) -> Result<(), Refusal> {
    for row in &read.rows {
        let id = id(read, row)?;
        let Some(entity) = roster.get_mut(id) else {
            let why = format!("there is no entry {id} in the file of names; are the files of one day?");
            return Err(refuse(read, row, 0, why));
        };
        match read.part {
            Part::Aliases => entity.add_name(value(row, 3), Strength::Strong),
            Part::Addresses => entity.add_country(value(row, 4)),
            // It goes on in the middle of a word.
            Part::Comments => entity.remarks.push_str(value(row, 1)),
            Part::Names => {}
        }
    }
    Ok(())
}
