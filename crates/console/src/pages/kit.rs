//! `/console/_kit`: every component of the design system, in debug builds.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::fault::Result;
use crate::form::{Choice, Control, Field};
use crate::frame::{Bare, Frame, Way, render};
use crate::session::Visitor;
use crate::state::ConsoleState;

pub(super) fn routes() -> Router<ConsoleState> {
    Router::new().route("/console/_kit", get(kit))
}

#[derive(Template)]
#[template(path = "kit.html")]
struct KitPage {
    frame: Frame,
    fields: Vec<Field>,
}

async fn kit(State(state): State<ConsoleState>, visitor: Visitor) -> Result<Response> {
    let bare = Bare::of(&state, &visitor, "Kit");
    let choices = || {
        vec![Choice::new("a", "First"), Choice::new("b", "Second").with_note("With a line that explains it.")]
    };
    let ways = ["Profiles", "Trust products", "Numbers"];
    let frame = Frame {
        title: "Kit".to_owned(),
        assets: bare.assets,
        scheme: bare.scheme,
        csrf: String::new(),
        person: "ada@owlbakery.com".to_owned(),
        role: "owner",
        ways: ways
            .into_iter()
            .enumerate()
            .map(|(at, label)| Way { label, href: "#main".to_owned(), is_here: at == 0 })
            .collect(),
        account: None,
        home: "/console".to_owned(),
        here: "/console/_kit".to_owned(),
        done: Some("What the last form came to."),
        support: None,
    };
    let fields = vec![
        Field::line("text", "line", "One line").hint("Why it is asked.").example("Owl Bakery, Inc."),
        Field::line("email", "wrong", "One line, refused")
            .value("no address")
            .wrong(Some("Enter one e-mail address.".to_owned())),
        Field::new(Control::Area, "area", "Several lines").optional(),
        Field::new(Control::Select(choices()), "select", "One of a closed list").value("b"),
        Field::new(Control::Radios(choices()), "radios", "One of an open list").value("a"),
        Field::new(Control::Boxes(choices()), "boxes", "Any of a list").value("a,b"),
        Field::new(Control::Tick, "tick", "Yes or no").optional().value("true"),
        Field::new(Control::File("image/png"), "file", "A file").hint("A PNG.").optional(),
    ];
    Ok(render(&KitPage { frame, fields })?.into_response())
}
