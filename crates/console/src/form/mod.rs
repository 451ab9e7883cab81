//! Every input of every page: a label, why it is asked, an example, the value, and what is wrong with it, tied together so
//! that a screen reader says them in that order. Templates write `{{ field|safe }}`; the field escapes its own content.

pub(crate) mod countries;
mod groups;
mod refusal;

pub(crate) use groups::{Group, Open, lines};
pub(crate) use refusal::{beside, status_of};

use askama::Template;
use askama::filters::HtmlSafe;

/// How a value is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Control {
    /// One line; the HTML type (`text`, `email`, `tel`, `url`, `password`, `date`, `search`, `number`).
    Line(&'static str),
    /// Several lines.
    Area,
    /// One of a list that opens.
    Select(Vec<Choice>),
    /// One of a list that is shown.
    Radios(Vec<Choice>),
    /// Any of a list.
    Boxes(Vec<Choice>),
    /// Yes or no.
    Tick,
    /// A file; what it may be.
    File(&'static str),
}

/// One of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    /// A line of explanation; may be empty.
    pub(crate) note: String,
    pub(crate) is_chosen: bool,
}

impl Choice {
    /// Without explanation.
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), note: String::new(), is_chosen: false }
    }

    #[must_use]
    pub(crate) fn with_note(self, note: impl Into<String>) -> Self {
        Self { note: note.into(), ..self }
    }
}

/// One input with all that belongs to it.
#[derive(Debug, Clone, Template)]
#[template(path = "field.html")]
pub(crate) struct Field {
    /// The name of the value, and of the input's element.
    pub(crate) name: String,
    pub(crate) label: String,
    /// Why it is asked, and how it should look.
    pub(crate) hint: String,
    /// What an answer may look like.
    pub(crate) example: String,
    pub(crate) value: String,
    pub(crate) control: Control,
    pub(crate) error: Option<String>,
    /// What may turn out wrong later; it does not stand in the way.
    pub(crate) advice: Option<String>,
    pub(crate) is_required: bool,
    /// What browsers may fill in (HTML's autofill tokens).
    pub(crate) autocomplete: &'static str,
    /// Where a value is checked while it is typed.
    pub(crate) check: Option<String>,
    /// The longest value, in characters.
    pub(crate) max_length: Option<usize>,
    /// What is usually entered in a line, each with its words.
    pub(crate) suggestions: Vec<(&'static str, &'static str)>,
    /// It takes the place of the line of its name, wherever the rest of an answer goes.
    pub(crate) is_swapped: bool,
}

impl HtmlSafe for Field {}

impl Field {
    /// A required input of one line.
    pub(crate) fn line(kind: &'static str, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(Control::Line(kind), name, label)
    }

    /// A required input.
    pub(crate) fn new(control: Control, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: String::new(),
            example: String::new(),
            value: String::new(),
            control,
            error: None,
            advice: None,
            is_required: true,
            autocomplete: "",
            check: None,
            max_length: None,
            suggestions: Vec::new(),
            is_swapped: false,
        }
    }

    #[must_use]
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    #[must_use]
    pub(crate) fn example(self, example: impl Into<String>) -> Self {
        Self { example: example.into(), ..self }
    }

    /// What is usually entered, each with its words.
    #[must_use]
    pub(crate) fn suggesting(self, suggestions: Vec<(&'static str, &'static str)>) -> Self {
        Self { suggestions, ..self }
    }

    #[must_use]
    pub(crate) fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    #[must_use]
    pub(crate) fn optional(self) -> Self {
        Self { is_required: false, ..self }
    }

    #[must_use]
    pub(crate) fn wrong(self, error: Option<String>) -> Self {
        Self { error, ..self }
    }

    #[must_use]
    pub(crate) fn max_length(self, characters: usize) -> Self {
        Self { max_length: Some(characters), ..self }
    }

    /// With a value; of a list, the choices it names are chosen (several are separated by commas).
    #[must_use]
    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        let value = self.value.clone();
        match &mut self.control {
            Control::Select(choices) | Control::Radios(choices) => {
                for choice in choices {
                    choice.is_chosen = choice.value == value;
                }
            }
            Control::Boxes(choices) => {
                for choice in choices {
                    choice.is_chosen = value.split(',').any(|one| one.trim() == choice.value);
                }
            }
            Control::Line(_) | Control::Area | Control::Tick | Control::File(_) => {}
        }
        self
    }

    /// What describes the input to a screen reader, in the order of the page.
    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() || !self.example.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        ids.push(format!("{}-error", self.name));
        ids.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_entered_is_escaped_and_what_is_wrong_is_tied_to_the_input() {
        let field = Field::line("text", "name", "Legal name")
            .hint("As in the register.")
            .value("\"><script>alert(1)</script>")
            .wrong(Some("The Legal name is missing.".to_owned()));
        let html = field.render().unwrap();
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains(r#"aria-describedby="name-hint name-error""#), "{html}");
        assert!(html.contains(r#"aria-invalid="true""#), "{html}");
        assert!(html.contains(r#"<label for="name""#), "{html}");
    }

    #[test]
    fn a_value_chooses_from_a_list() {
        let choices = vec![Choice::new("a", "A"), Choice::new("b", "B"), Choice::new("c", "C")];
        let chosen = |field: Field| match field.control {
            Control::Boxes(choices) | Control::Radios(choices) => choices
                .into_iter()
                .filter(|choice| choice.is_chosen)
                .map(|choice| choice.value)
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!(chosen(Field::new(Control::Boxes(choices.clone()), "x", "X").value("a, c")), ["a", "c"]);
        assert_eq!(chosen(Field::new(Control::Radios(choices), "x", "X").value("b")), ["b"]);
    }
}
