use secrecy::ExposeSecret;

use super::*;

fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn from_file(text: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = folder();
    let path = folder.path().join("hub.toml");
    std::fs::write(&path, text).unwrap();
    let given = Given { file: Some(path), flags: Vec::new() };
    load_from(&given, &variables(environment))
}

/// The message without the folder's random name.
fn complaint(text: &str, environment: &[(&str, &str)]) -> String {
    let message = from_file(text, environment).err().expect("must be refused").to_string();
    message.split_once("hub.toml").map_or(message.clone(), |(_, rest)| format!("hub.toml{rest}"))
}

fn shown<'a>(config: &'a Config, key: &str) -> &'a Shown {
    config.shown.iter().find(|shown| shown.key == key).unwrap()
}

#[test]
fn without_any_setting_everything_lies_in_the_data_directory() {
    let folder = folder();
    let data_dir = folder.path().join("fresh");
    let flags = vec![("data_dir", "--data-dir", data_dir.display().to_string())];
    let config = load_from(&Given { file: None, flags }, &variables(&[])).unwrap();
    assert_eq!(config.database.url.expose_secret(), format!("sqlite:{}/trusthub.db", data_dir.display()));
    assert!(config.database.is_embedded());
    assert!(matches!(config.documents, DocumentPlace::Folder(path) if path == data_dir.join("documents")));
    assert!(
        matches!(config.master_key, MasterKeyPlace::OwnFile(path) if path == data_dir.join("master.key"))
    );
    assert_eq!(config.listen, "127.0.0.1:8080");
    assert_eq!(config.metrics_listen.as_deref(), Some("127.0.0.1:9464"));
    assert_eq!((config.public_url, config.smtp_url.is_some(), config.tls.is_some()), (None, false, false));
    assert!(config.primary_by_api && config.auto_decide && config.database.is_synchronous);
    assert_eq!(config.document_max_bytes, 10 * 1024 * 1024);
}

#[test]
fn the_command_line_wins_over_the_environment_and_that_over_the_file() {
    let folder = folder();
    let path = folder.path().join("hub.toml");
    std::fs::write(
        &path,
        "listen = \"127.0.0.1:1\"\nmetrics_listen = \"127.0.0.1:2\"\nsupport_email = \"a@b.example\"\n",
    )
    .unwrap();
    let given =
        Given { file: Some(path.clone()), flags: vec![("listen", "--listen", "127.0.0.1:5".to_owned())] };
    let environment = [("TRUSTHUB_LISTEN", "127.0.0.1:3"), ("TRUSTHUB_METRICS_LISTEN", "127.0.0.1:4")];
    let config = load_from(&given, &variables(&environment)).unwrap();
    assert_eq!(config.listen, "127.0.0.1:5");
    assert_eq!(config.metrics_listen.as_deref(), Some("127.0.0.1:4"));
    assert_eq!(shown(&config, "listen").source, "--listen");
    assert_eq!(shown(&config, "metrics_listen").source, "TRUSTHUB_METRICS_LISTEN");
    assert_eq!(shown(&config, "support_email").source, format!("{}:3", path.display()));
    assert_eq!(shown(&config, "log").source, "default");
}

#[test]
fn a_file_in_the_data_directory_is_read_without_being_named() {
    let folder = folder();
    std::fs::write(folder.path().join(FILE_IN_DATA_DIR), "auto_decide = false\n").unwrap();
    let environment = [("TRUSTHUB_DATA_DIR", folder.path().to_str().unwrap())];
    let config = load_from(&Given::default(), &variables(&environment)).unwrap();
    assert!(!config.auto_decide);
    std::fs::write(folder.path().join(FILE_IN_DATA_DIR), "data_dir = \"elsewhere\"\n").unwrap();
    let error = load_from(&Given::default(), &variables(&environment)).err().unwrap().to_string();
    assert!(error.ends_with("trusthub.toml:1: data_dir: a file in the data directory cannot move it; use --data-dir, or --config with a file elsewhere"), "{error}");
}

#[test]
fn each_mistake_in_a_file_is_told_with_line_and_key() {
    let table = [
        ("\n\nlisten = \n", "hub.toml:3: "),
        (
            "# hub\ndatabase_ulr = \"sqlite:x\"\n",
            "hub.toml:2: unknown key \"database_ulr\"; did you mean \"database_url\"?",
        ),
        ("colour = \"red\"\n", "hub.toml:1: unknown key \"colour\"; `trusthub config` lists all keys"),
        ("listen_file = \"x\"\n", "hub.toml:1: unknown key \"listen_file\""),
        (
            "\nlisten = \"8080\"\n",
            "hub.toml:2: listen: \"8080\" is not HOST:PORT, such as 127.0.0.1:8080 or [::1]:8080",
        ),
        ("listen = \"::1:8080\"\n", "hub.toml:1: listen: "),
        ("listen = 1.5\n", "hub.toml:1: listen: expected a text, a whole number, a switch or a list"),
        (
            "[listen]\nport = 1\n",
            "hub.toml:1: listen: the file has no sections; write every key at its top level",
        ),
        ("auto_decide = \"maybe\"\n", "hub.toml:1: auto_decide: \"maybe\" is neither on nor off"),
        (
            "document_max_bytes = 10\n",
            "hub.toml:1: document_max_bytes: \"10\" is no whole number from 1024 to 1073741824",
        ),
        (
            "database_url = \"mysql://x\"\n",
            "hub.toml:1: database_url: expected sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME",
        ),
        (
            "public_url = \"trust.example\"\n",
            "hub.toml:1: public_url: \"trust.example\" is no http or https URL",
        ),
        (
            "public_url = \"https://trust.example/hub\"\n",
            "hub.toml:1: public_url: only scheme, host and port belong here",
        ),
        (
            "webhook_allow = [\"10.0.0.0/8\", \"intranet\"]\n",
            "hub.toml:1: webhook_allow: \"intranet\" is neither an IP address nor a network",
        ),
        ("support_email = \"nobody\"\n", "hub.toml:1: support_email: Email is invalid."),
        ("tls_cert_file = \"a.pem\"\n", "hub.toml:1: tls_cert_file: tls_key_file is missing"),
        (
            "tls_client_ca_file = \"a.pem\"\n",
            "hub.toml:1: tls_client_ca_file: tls_cert_file and tls_key_file are missing",
        ),
        ("smtp_url = \"smtps://mail.example\"\n", "hub.toml:1: smtp_url: mail_from is missing"),
        (
            "registry_url = \"http://registry.example\"\n",
            "hub.toml:1: registry_url: \"http://registry.example\" is no https URL",
        ),
        ("registry_url = \"https://registry.example/v2\"\n", "hub.toml:1: registry_url: leave out /v2"),
        (
            "registry_url = \"https://registry.example\"\n",
            "hub.toml:1: registry_url: registry_key is missing",
        ),
        (
            "registry_url = \"https://registry.example\"\nregistry_key = \"owl\"\n",
            "hub.toml:1: registry_url: registry_secret is missing",
        ),
        ("s3_access_key_id = \"AKIA\"\n", "hub.toml:1: s3_access_key_id: s3_secret_access_key is missing"),
        ("nats_stream = \"a.b\"\n", "hub.toml:1: nats_stream: \"a.b\": give letters, digits, - and _"),
        (
            "nats_url = \"nats://token@nats.example\"\n",
            "hub.toml:1: nats_url: expected nats://USER:PASSWORD@HOST:4222 or tls://…",
        ),
        ("log_format = \"xml\"\n", "hub.toml:1: log_format: \"xml\" is neither text nor json"),
        ("log = \"=loud\"\n", "hub.toml:1: log: "),
        (
            "master_key = \"0123\"\n",
            "hub.toml:1: master_key: expected 64 hexadecimal digits or 44 base64 characters",
        ),
        ("smtp_url_file = \"/nowhere/smtp\"\n", "hub.toml:1: smtp_url: cannot read /nowhere/smtp: "),
    ];
    for (text, expected) in table {
        let message = complaint(text, &[]);
        assert!(message.starts_with(expected), "{text:?}\n  gave     {message}\n  expected {expected}");
    }
}

#[test]
fn a_variable_that_nearly_spells_a_key_is_refused_and_a_strange_one_is_not() {
    assert_eq!(
        complaint("", &[("TRUSTHUB_LISTN", "127.0.0.1:1")]),
        "TRUSTHUB_LISTN: unknown key \"listn\"; did you mean \"listen\"?"
    );
    for strange in
        ["TRUSTHUB_SERVICE_HOST", "TRUSTHUB_PORT_8080_TCP", "TRUSTHUB_ACCOUNT_SID", "TRUSTHUB_URL", "PATH"]
    {
        assert!(from_file("", &[(strange, "x")]).is_ok(), "{strange}");
    }
}

#[test]
fn a_secret_may_come_from_a_file_and_is_never_shown() {
    let folder = folder();
    let path = folder.path().join("smtp");
    std::fs::write(&path, "smtps://hub:hunter2@mail.example\n").unwrap();
    let environment = [
        ("TRUSTHUB_SMTP_URL_FILE", path.to_str().unwrap()),
        ("TRUSTHUB_MAIL_FROM", "hub@trust.example"),
        ("TRUSTHUB_MASTER_KEY", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
        ("TRUSTHUB_DATABASE_URL", "postgres://hub:hunter3@db.example/hub?password=hunter4"),
    ];
    let config = from_file("", &environment).unwrap();
    assert_eq!(config.smtp_url.as_ref().unwrap().expose_secret(), "smtps://hub:hunter2@mail.example");
    assert_eq!(shown(&config, "smtp_url").value.as_deref(), Some("smtps://hub:hidden@mail.example"));
    assert_eq!(shown(&config, "smtp_url").source, format!("TRUSTHUB_SMTP_URL_FILE -> {}", path.display()));
    assert_eq!(shown(&config, "master_key").value.as_deref(), Some("(hidden)"));
    assert_eq!(
        shown(&config, "database_url").value.as_deref(),
        Some("postgres://hub:hidden@db.example/hub?hidden")
    );
    let json = serde_json::to_string(&config.shown).unwrap();
    assert!(!json.contains("hunter") && !json.contains("00112233"), "{json}");
}

#[test]
fn a_secret_given_twice_at_the_same_place_is_refused() {
    let folder = folder();
    let path = folder.path().join("smtp");
    std::fs::write(&path, "smtps://mail.example").unwrap();
    let environment =
        [("TRUSTHUB_SMTP_URL", "smtps://a.example"), ("TRUSTHUB_SMTP_URL_FILE", path.to_str().unwrap())];
    assert_eq!(
        complaint("", &environment),
        "TRUSTHUB_SMTP_URL_FILE: smtp_url: also set at TRUSTHUB_SMTP_URL; keep one of the two"
    );
}

#[test]
fn an_empty_variable_undoes_the_file() {
    let config = from_file("support_email = \"a@b.example\"\n", &[("TRUSTHUB_SUPPORT_EMAIL", "")]).unwrap();
    assert_eq!(config.support_email, None);
}

#[test]
fn the_url_of_a_listener_is_one_that_can_be_opened() {
    let table = [
        ("127.0.0.1:8080", false, "http://127.0.0.1:8080"),
        ("0.0.0.0:80", false, "http://127.0.0.1:80"),
        ("[::]:443", true, "https://[::1]:443"),
        ("localhost:1", false, "http://localhost:1"),
    ];
    for (listen, speaks_tls, expected) in table {
        assert_eq!(url_of_listener(listen, speaks_tls), expected);
    }
}

#[cfg(feature = "otlp")]
#[test]
fn traces_go_to_the_collectors_own_path_with_its_headers() {
    let text = "otlp_url = \"https://collector.example/tenant/\"\notlp_sample = \"0.25\"\n";
    let config = from_file(text, &[("TRUSTHUB_OTLP_HEADERS", "Api-Key = a%2Cb ,x-two=2")]).unwrap();
    let otlp = config.otlp.clone().unwrap();
    assert_eq!(otlp.url.as_str(), "https://collector.example/tenant/v1/traces");
    assert_eq!(
        (&otlp.headers["api-key"], &otlp.headers["x-two"], otlp.sample),
        (&"a,b".parse().unwrap(), &"2".parse().unwrap(), 0.25)
    );
    assert!(otlp.headers.values().all(reqwest::header::HeaderValue::is_sensitive));
    assert_eq!(shown(&config, "otlp_headers").value.as_deref(), Some("(hidden)"));
    assert!(from_file("", &[]).unwrap().otlp.is_none());
}

#[cfg(feature = "otlp")]
#[test]
fn a_collector_that_cannot_be_meant_is_refused() {
    for (text, expected) in [
        ("otlp_url = \"collector:4318\"", "otlp_url: \"collector:4318\" is no http or https URL"),
        ("otlp_url = \"http://key@collector\"", "otlp_url: credentials belong in otlp_headers"),
        ("otlp_url = \"http://collector/v1/traces\"", "otlp_url: leave out /v1/traces"),
        ("otlp_url = \"http://collector?token=1\"", "otlp_url: only scheme, host, port and path"),
        ("otlp_headers = \"a=b\"", "otlp_headers: otlp_url is missing"),
        (
            "otlp_url = \"http://collector\"\notlp_headers = \"a b=c\"",
            "otlp_headers: part 1 is not NAME=VALUE",
        ),
        (
            "otlp_url = \"http://collector\"\notlp_sample = \"2\"",
            "otlp_sample: \"2\" is no share from 0 to 1",
        ),
    ] {
        let message = complaint(text, &[]);
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn chromium_draws_only_what_is_visited_and_is_named_by_its_whole_path() {
    let set = |text: &str| from_file(text, &[]).map(|config| config.chromium);
    assert_eq!(set("website_checks = true").unwrap(), None);
    let on = set("website_checks = \"on\"\nchromium = \"/usr/bin/chromium\"").unwrap();
    assert_eq!(on, Some(("/usr/bin/chromium".into(), true)));
    let visited = complaint("chromium = \"/usr/bin/chromium\"", &[]);
    assert!(visited.contains("website_checks is off"), "{visited}");
    let named = complaint("website_checks = \"on\"\nchromium = \"chromium\"", &[]);
    assert!(named.contains("/usr/bin/chromium"), "{named}");
}
