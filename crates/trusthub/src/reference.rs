//! Pages made from the code: commands, configuration keys, error codes, metrics. `cargo xtask gen` writes them; these
//! tests fail when one is out of date.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use trusthub_domain::policy::Catalog;
use trusthub_vetting::identifiers::schemes;

use crate::cli::CommandLine;
use crate::config::{KEYS, Secrecy};
use crate::serve::metrics_catalogue::{Kind, METRICS};

/// Set by `cargo xtask gen`: write instead of compare.
const WRITE: &str = "TRUSTHUB_WRITE_REFERENCE";

fn page(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

fn must_be(name: &str, wanted: &str) {
    let path = page(name);
    if std::env::var_os(WRITE).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        return std::fs::write(path, wanted).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    // Not the whole page in the failure: the difference is in git after `cargo xtask gen`.
    assert!(found == wanted, "docs/{name} is out of date: run `cargo xtask gen`");
}

/// A table's cell: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', r"\|")
}

#[test]
fn the_page_of_commands_is_fresh() {
    let mut text = String::from(
        "# Every command\n\nWhat `--help` prints, made by `cargo xtask gen`. What the commands mean together is in [cli.md](../cli.md).\n",
    );
    let mut root = CommandLine::command();
    root.build();
    help(&mut root, "", &mut text);
    must_be("reference/commands.md", &text);
}

fn help(command: &mut Command, above: &str, text: &mut String) {
    let name = format!("{above}{}", command.get_name());
    let printed = command.render_long_help().to_string();
    let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
    write!(text, "\n## {name}\n\n```text\n{}\n```\n", printed.join("\n").trim_end()).unwrap();
    for part in command.get_subcommands_mut().filter(|part| part.get_name() != "help" && !part.is_hide_set())
    {
        help(part, &format!("{name} "), text);
    }
}

#[test]
fn the_page_of_configuration_keys_is_fresh() {
    let mut text = String::from(
        "# Every configuration key\n\nMade by `cargo xtask gen`. How keys are set, and what they mean together, is in [configuration.md](../configuration.md).\n\n\
         | key | variable | default | |\n|---|---|---|---|\n",
    );
    for key in KEYS {
        let default = if key.default.is_empty() { "none".to_owned() } else { format!("`{}`", key.default) };
        let secret = match key.secrecy {
            Secrecy::Open => "",
            Secrecy::UrlWithPassword => " *May come from a file; shown without its password.*",
            Secrecy::Secret => " *Secret: may come from a file; never shown.*",
        };
        let (name, variable, meaning) = (key.name, key.variable(), cell(key.meaning));
        writeln!(text, "| `{name}` | `{variable}` | {} | {meaning}.{secret} |", cell(&default)).unwrap();
    }
    must_be("reference/configuration.md", &text);
}

#[test]
fn the_page_of_error_codes_is_fresh() {
    let mut text = String::from(
        "# Every error code\n\nMade by `cargo xtask gen`; a running hub explains each at `/docs/errors/CODE`.\n\n\
         | code | says | mend |\n|---|---|---|\n",
    );
    let catalog = Catalog::with_files(Vec::<(String, String)>::new()).unwrap();
    for code in catalog.error_codes() {
        writeln!(text, "| {} | {} | {} |", code.code.0, cell(&code.message), cell(&code.mend)).unwrap();
    }
    must_be("reference/errors.md", &text);
}

#[test]
fn the_page_of_identifiers_is_fresh() {
    let mut text = String::from(
        "# Every identifier\n\nMade by `cargo xtask gen` from `crates/vetting/src/identifiers`: the schemes that `trusthub match identifiers` knows. \
         Examples are made up; a sound form does not say that a number was issued.\n\n\
         | scheme | country | name | form | example | rules | source |\n|---|---|---|---|---|---|---|\n",
    );
    let mut schemes: Vec<_> = schemes().collect();
    schemes.sort_by_key(|scheme| scheme.module);
    for scheme in schemes {
        let cells = [scheme.country, scheme.name, scheme.form].map(cell).join(" | ");
        let (module, example, source) = (scheme.module, scheme.example, cell(scheme.source));
        let rules = scheme.rule_set().replace('+', ", ");
        writeln!(text, "| `{module}` | {cells} | `{example}` | {rules} | {source} |").unwrap();
    }
    must_be("reference/identifiers.md", &text);
}

#[test]
fn the_table_of_metrics_is_fresh() {
    const BEGIN: &str = "<!-- metrics: made by `cargo xtask gen` -->\n";
    const END: &str = "<!-- end of metrics -->\n";
    let mut table = String::from("| metric | type | labels | |\n|---|---|---|---|\n");
    for metric in METRICS {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let labels = cell(metric.labels);
        writeln!(table, "| `{}` | {kind} | {labels} | {} |", metric.name, metric.meaning).unwrap();
    }
    let text = std::fs::read_to_string(page("operations.md")).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    must_be("operations.md", &format!("{before}{BEGIN}{table}{END}{after}"));
}

#[test]
fn each_metric_is_named_once() {
    for (index, metric) in METRICS.iter().enumerate() {
        assert!(METRICS.iter().skip(index + 1).all(|other| other.name != metric.name), "{}", metric.name);
    }
}
