//! The desk in numbers: how fast, how well, who, why; as pictures with the table behind each, and as a file.

mod chart;

use askama::Template;
use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use trusthub_app::review::desk::{self, Desk as Numbers, Totals, per_mille};
use trusthub_domain::time::Timestamp;

use self::chart::{Bars, Column};
use super::words::percent;
use crate::fault::Result;
use crate::frame::{DeskPlace, Frame, render};
use crate::session::Desk;

/// How far back; what is not understood is a month.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    days: String,
}

impl Asked {
    fn days(&self) -> u32 {
        if self.days == "90" { 90 } else { 30 }
    }
}

/// A share with its words.
struct Share {
    label: &'static str,
    value: String,
    count: i64,
}

/// What a decider did.
struct Work {
    name: String,
    approved: i64,
    rejected: i64,
    reversed: i64,
    accuracy: String,
}

struct Given {
    code: u32,
    message: String,
    count: i64,
}

struct Due {
    name: String,
    href: String,
    due_at: Timestamp,
}

#[derive(Template)]
#[template(path = "review/desk.html")]
struct DeskPage {
    frame: Frame,
    days: u32,
    shares: Vec<Share>,
    decided: i64,
    accuracy: String,
    machine: Totals,
    late: Vec<Due>,
    work: Vec<Work>,
    reasons: Vec<Given>,
    counted_since: Option<String>,
    bars: Bars,
}

pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Result<Response> {
    let days = asked.days();
    let numbers = desk::read(desk.hub(), &desk.actor, days).await?;
    let (all, machine) = (numbers.everybody(), numbers.machine());
    let share = |label, count| Share { label, value: percent(per_mille(count, all.decided())), count };
    let message = |code| desk.hub().catalog().error_code(code).map(|known| known.message.clone());
    let page = DeskPage {
        frame: Frame::desk(&desk, DeskPlace::Numbers, "Desk"),
        days,
        shares: vec![
            share("within a second", all.within_second),
            share("within an hour", all.within_hour),
            share("within 24 hours", all.within_day),
        ],
        decided: all.decided(),
        accuracy: percent(machine.accuracy_per_mille()),
        machine,
        late: numbers
            .about_to_breach
            .iter()
            .map(|case| Due {
                name: case.friendly_name.clone(),
                href: format!("/console/review/{}", case.bundle_sid),
                due_at: case.due_at,
            })
            .collect(),
        work: work(&numbers),
        reasons: numbers
            .reasons
            .iter()
            .map(|(code, count)| Given {
                code: code.0,
                message: message(*code).unwrap_or_default(),
                count: *count,
            })
            .collect(),
        counted_since: numbers.counted_since.map(chart::day),
        bars: Bars::of(numbers.by_day().into_iter().map(|(day, machine, people)| Column {
            day: chart::day(day),
            machine: machine.decided(),
            people: people.decided(),
        })),
    };
    Ok(render(&page)?.into_response())
}

fn work(numbers: &Numbers) -> Vec<Work> {
    let of = |name: String, totals: Totals| Work {
        name,
        approved: totals.approved,
        rejected: totals.rejected,
        reversed: totals.reversed(),
        accuracy: percent(totals.accuracy_per_mille()),
    };
    let people = numbers.by_reviewer().into_iter().map(|(sid, totals)| {
        of(numbers.reviewers.get(&sid).cloned().unwrap_or_else(|| sid.to_string()), totals)
    });
    [of("The machine".to_owned(), numbers.machine())].into_iter().chain(people).collect()
}

/// One line for each day and decider. The names are ours, and hold nothing that a spreadsheet would take for a formula.
pub(super) async fn csv(desk: Desk, Query(asked): Query<Asked>) -> Result<Response> {
    let numbers = desk::read(desk.hub(), &desk.actor, asked.days()).await?;
    let mut lines = vec![
        "day,decider,approved,rejected,within_second,within_hour,within_day,late,overturned,suspended,revoked"
            .to_owned(),
    ];
    for one in &numbers.days {
        let decider = one.decider.map_or_else(|| "machine".to_owned(), |sid| sid.to_string());
        let counts = [
            one.approved,
            one.rejected,
            one.within_second,
            one.within_hour,
            one.within_day,
            one.late,
            one.overturned,
            one.suspended,
            one.revoked,
        ];
        lines.push(format!(
            "{},{decider},{}",
            chart::day(one.day),
            counts.map(|count| count.to_string()).join(",")
        ));
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"desk.csv\""),
    ];
    Ok((headers, format!("{}\r\n", lines.join("\r\n"))).into_response())
}
