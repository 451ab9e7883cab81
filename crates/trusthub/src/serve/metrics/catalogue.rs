//! Every metric there is: its name, labels and meaning, as `/metrics` and docs/operations.md tell them.
//!
//! `cargo xtask tidy` compares the names with those in the code, the dashboard and the alerts.

/// What a metric does over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Grows only, and begins anew with the process.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Many observations, as cumulative buckets, a sum and a count.
    Histogram,
}

/// A metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Metric {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it does over time.
    pub(crate) kind: Kind,
    /// Its labels and their values.
    pub(crate) labels: &'static str,
    /// What it counts.
    pub(crate) meaning: &'static str,
}

const fn counter(name: &'static str, labels: &'static str, meaning: &'static str) -> Metric {
    Metric { name, kind: Kind::Counter, labels, meaning }
}

const fn gauge(name: &'static str, labels: &'static str, meaning: &'static str) -> Metric {
    Metric { name, kind: Kind::Gauge, labels, meaning }
}

const fn histogram(name: &'static str, labels: &'static str, meaning: &'static str) -> Metric {
    Metric { name, kind: Kind::Histogram, labels, meaning }
}

const JOB_KINDS: &str = "`kind`: `relay`, `mail`, `mail_received`, `callback`, `vet`, `expiry`, …";

/// Every metric, in the order of the documentation.
pub(crate) const METRICS: &[Metric] = &[
    counter(
        "trusthub_http_requests_total",
        "`method`, `route` (the template, never the path), `status`",
        "Requests answered.",
    ),
    histogram(
        "trusthub_http_request_duration_seconds",
        "`method`, `route`, `status` (its class: `2xx` …)",
        "From the head of a request to the head of its answer.",
    ),
    gauge("trusthub_http_requests_in_flight", "", "Requests being answered."),
    counter(
        "trusthub_decisions_total",
        "`kind` (`customer_profile`, `trust_product`), `outcome` (`approved`, `rejected`), `by` (`machine`, `reviewer`, `operator`)",
        "Decisions, wherever they were taken, counted by the node that told of them.",
    ),
    counter(
        "trusthub_transitions_total",
        "`kind`, `event` (`submitted`, `review_started`, `suspended`, `reinstated`, `expired`), `by`",
        "Other transitions of bundles, counted likewise.",
    ),
    histogram(
        "trusthub_vetting_duration_seconds",
        "`outcome` (`approved`, `rejected`, `referred`, `withdrawn`)",
        "From submission to the end of automatic vetting.",
    ),
    counter(
        "trusthub_confirmations_total",
        "`event` (`asked`, `sent`, `held`: too many that day, `unreachable`, `confirmed`, `denied`), `channel` (`mail`, `sms`)",
        "Questions to representatives and what became of them, counted by the node that did it.",
    ),
    counter(
        "trusthub_brands_total",
        "`status` (`IN_REVIEW`, `APPROVED`, `FAILED`)",
        "Looks at brands that changed something, and what to.",
    ),
    counter(
        "trusthub_campaigns_total",
        "`status` (`VERIFIED`, `FAILED`, `IN_PROGRESS`: left to a person, or to the registry downstream)",
        "Campaigns that were read, and what came of it.",
    ),
    counter(
        "trusthub_registry_looks_total",
        "`subject` (`brand`, `campaign`), `outcome` (`registered`, `undecided`, `refused`, `missing`, `failed`, `skipped`: it was down lately)",
        "What the campaign registry downstream was told or asked, and what it said.",
    ),
    counter(
        "trusthub_registry_differences_total",
        "`kind` (`missing`: submitted again, `status`: taken over)",
        "What was registered at the campaign registry and turned out to be otherwise there.",
    ),
    gauge(
        "trusthub_registry_unknown",
        "`subject`",
        "What the campaign registry has and the hub does not, as of this node's last reconciliation.",
    ),
    histogram(
        "trusthub_lookup_duration_seconds",
        "`source` (`website`, `browser`, `mail`, `rdap`, `gleif`, `vies`, `opencorporates`), `outcome` (`answered`, `remembered`, `failed`, `skipped`: nobody answered there lately)",
        "One question about a business to somebody outside.",
    ),
    counter(
        "trusthub_appeals_total",
        "`outcome` (`opened`, `overturned`: approved after all, `upheld`), `against` (`machine`, `reviewer`)",
        "Appeals: how often decisions of the machine and of reviewers were doubted, and how often they were wrong.",
    ),
    gauge(
        "trusthub_cases_open",
        "`state` (`vetting`, `open`, `claimed`)",
        "Cases that nobody has decided. *Shared.*",
    ),
    counter(
        "trusthub_stir_signings_total",
        "`outcome` (`A`, `B`, `C`, `refused`), `spc` (of the certificate)",
        "Calls that were to be signed.",
    ),
    counter(
        "trusthub_stir_verifications_total",
        "`outcome` (`passed`, `refused`, `ignored`), `case` (`E3` … `E19`, or a word where ATIS-1000082 has none), `spc` (of the signer)",
        "Calls that were to be verified.",
    ),
    gauge(
        "trusthub_stir_authorities",
        "",
        "Authorities that this node trusts to vouch for signed calls; those of a trust list that has ended are counted.",
    ),
    gauge(
        "trusthub_stir_list_age_seconds",
        "`list` (`trust_list`, `crl`), `url`",
        "Since each trust list and revocation list was last fetched. Not told of one that was never had. *Shared.*",
    ),
    gauge(
        "trusthub_stir_list_seconds_left",
        "`list`, `url`",
        "Until it ends; then what it vouches for is trusted no more. Negative afterwards. *Shared.*",
    ),
    counter(
        "trusthub_stir_list_fetches_total",
        "`list`, `outcome` (`fetched`, `failed`: not had, `refused`: not signed as it must be, too old, or older than the one before)",
        "Tries to fetch them.",
    ),
    counter(
        "trusthub_stir_prefetches_total",
        "`outcome` (`fetched`, `failed`), `why` (such as `silent`, `status`, `path`)",
        "Other providers' certificates that were in use and fetched again before a call had to wait.",
    ),
    gauge(
        "trusthub_stir_certificate_seconds_left",
        "`owner` (`hub`, `account`), `spc` (of the hub's)",
        "Until the last certificate for signing calls ends: of each of the hub's codes, and of the account whose last one ends first. Negative afterwards. *Shared.*",
    ),
    counter(
        "trusthub_attestation_decisions_total",
        "`purpose` (`preview`, `signing`), `outcome` (`A`, `B`, `C`, `refused`)",
        "Decisions how calls are attested.",
    ),
    gauge(
        "trusthub_attestation_decisions_waiting",
        "",
        "Of them, those of this node that are not stored yet. At 100,000 no call is signed.",
    ),
    counter(
        "trusthub_message_decisions_total",
        "`outcome` (`allow`, `throttle`, `block`), `reason` (such as `registered`, `rate_exceeded`, `no_campaign`)",
        "Decisions whether messages may be sent; one may be about many messages.",
    ),
    gauge(
        "trusthub_message_counts_untold",
        "",
        "Counts of messages on this node that the database has not heard of yet. Each is told within two seconds.",
    ),
    gauge(
        "trusthub_attestation_index_numbers",
        "",
        "Telephone numbers in the memory of this node, by which calls are attested.",
    ),
    gauge("trusthub_attestation_index_bytes", "", "What that takes of its memory."),
    gauge(
        "trusthub_attestation_index_age_seconds",
        "",
        "Since this node last knew that it has all of it as the database has it.",
    ),
    counter(
        "trusthub_partner_requests_total",
        "`partner`, `outcome` (`admitted`, `over_quota`)",
        "Requests with the credentials of a partner.",
    ),
    counter(
        "trusthub_partner_lookups_total",
        "`subject` (`number`, `account`), `outcome` (`found`, `nothing`)",
        "Numbers and accounts that partners looked up.",
    ),
    counter(
        "trusthub_partner_feed_events_total",
        "",
        "Entries of the partners' feed, counted by the node that numbered them.",
    ),
    histogram(
        "trusthub_partner_feed_delay_seconds",
        "",
        "From a change of trust to its place in the feed; of several at once the oldest.",
    ),
    counter(
        "trusthub_partner_deliveries_total",
        "`outcome` (`delivered`, `failed`: tried again, `refused`: by the guard on outbound requests, or no URL)",
        "Attempts to send a partner an entry of the feed.",
    ),
    gauge(
        "trusthub_partner_delivery_behind",
        "",
        "Entries that the partner farthest behind has not taken yet. *Shared.*",
    ),
    counter(
        "trusthub_partner_stream_events_total",
        "`outcome` (`published`, `failed`: tried again)",
        "Attempts to publish an entry of the partners' feed to the operator's stream.",
    ),
    gauge(
        "trusthub_partner_stream_behind",
        "",
        "Entries that the operator's stream has not acknowledged yet. *Shared.*",
    ),
    counter(
        "trusthub_partner_tickets_total",
        "`step` (`flagged`, `answered`, `partner-asked`, `resolved`, `cleared`), `reason`",
        "What was said on tickets about numbers that partners found fault with.",
    ),
    gauge("trusthub_watchlist_entries", "`list`", "Entries of each sanctions list in force. *Shared.*"),
    gauge(
        "trusthub_watchlist_age_seconds",
        "`list`",
        "Since somebody last imported or confirmed each sanctions list. *Shared.*",
    ),
    counter(
        "trusthub_screening_hits_total",
        "`list`",
        "Hits that screening put before a reviewer, counted by the node that screened.",
    ),
    counter(
        "trusthub_certificate_orders_total",
        "`outcome`",
        "Orders of certificates for signing calls: `issued`, `failed` (tried again), `not_configured`.",
    ),
    counter(
        "trusthub_reverifications_total",
        "`outcome`",
        "Profiles in force that were verified again: `same`, `worse` (a case is open), `under_review`, `gone`.",
    ),
    gauge("trusthub_cases_overdue", "`state`", "Of them, those past their due time. *Shared.*"),
    gauge("trusthub_cases_due_within_hour", "`state`", "Of the others, those due within an hour. *Shared.*"),
    gauge("trusthub_cases_oldest_seconds", "`state`", "Since the oldest of them was submitted. *Shared.*"),
    gauge(
        "trusthub_jobs",
        "`kind`, `state` (`ready`: due and waiting, `leased`: being carried out, `dead`: given up)",
        "Jobs. Those whose time has not come are not counted. *Shared.*",
    ),
    gauge(
        "trusthub_jobs_oldest_ready_seconds",
        JOB_KINDS,
        "How long the oldest due job has waited for a worker. *Shared.*",
    ),
    histogram("trusthub_job_delay_seconds", JOB_KINDS, "From the time a job was due to the begin of a try."),
    histogram(
        "trusthub_job_duration_seconds",
        "`kind`, `end` (`done`, `wait`: not its turn yet, `retry`: failed, `dead`: given up)",
        "One try of a job.",
    ),
    histogram(
        "trusthub_job_attempts",
        "`kind`, `end` (`done`, `dead`)",
        "Tries that a job took until it was over.",
    ),
    histogram(
        "trusthub_delivery_duration_seconds",
        "`channel` (`mail`, `callback`, `sms`), `outcome` (`delivered`, `failed`: tried again, `refused`: for good)",
        "One try to hand something to a mail server, a gateway for text messages or a status callback.",
    ),
    gauge(
        "trusthub_audit_pending_entries",
        "",
        "Entries of the audit log that no signed checkpoint covers yet. *Shared.*",
    ),
    gauge("trusthub_audit_lag_seconds", "", "Since this node last saw all entries covered by a checkpoint."),
    gauge(
        "trusthub_database_connections",
        "`pool` (`all`; on SQLite `read` and `write`), `state` (`used`, `idle`)",
        "Open connections of this node.",
    ),
    gauge("trusthub_database_connections_max", "`pool`", "As many as there may be."),
    histogram(
        "trusthub_database_wait_seconds",
        "`access` (`read`, `write`)",
        "From asking for a transaction to having one: the queue for connections, and on SQLite for the writer.",
    ),
    histogram(
        "trusthub_database_statement_duration_seconds",
        "`of`: whose statement, such as `tenant::bundles`",
        "One statement, its rows included.",
    ),
    counter(
        "trusthub_database_errors_total",
        "`kind` (`unavailable`: worth trying again, `refused`, `corrupt`)",
        "Failures of the database.",
    ),
    gauge("trusthub_sip_up", "", "Whether SIP is answered: 1, or 0 once a part of its server has ended."),
    gauge("trusthub_sip_trunks", "", "Trunks in force."),
    gauge(
        "trusthub_sip_trunks_refused",
        "",
        "1 while the file of trunks cannot be used and those before stay in force, else 0.",
    ),
    counter(
        "trusthub_sip_requests_total",
        "`transport` (`udp`, `tcp`), `method` (`INVITE`, `CANCEL`, `OPTIONS`, `other`), `status`",
        "SIP requests answered, each once however often it came.",
    ),
    histogram("trusthub_sip_answer_duration_seconds", "`transport`", "From an INVITE to its final answer."),
    gauge(
        "trusthub_sip_transactions",
        "`state` (`pending`: not answered yet, `answered`: kept for what comes again)",
        "SIP transactions.",
    ),
    counter(
        "trusthub_sip_discarded_total",
        "`reason` (`stranger`: no trunk's address, `bad`: refused in words, `unreadable`, `stray`: an ACK of nothing, `full`: too many connections, `unsent`: an answer that could not be sent)",
        "SIP messages that came to nothing.",
    ),
    counter(
        "trusthub_trace_spans_total",
        "`outcome` (`exported`, `lost`: the collector did not take them)",
        "Spans given to the collector of traces, where `otlp_url` names one.",
    ),
    gauge("trusthub_build_info", "`version`", "Always 1."),
    gauge("process_start_time_seconds", "", "When the process began to serve, Unix time."),
    gauge("process_cpu_seconds_total", "", "Processor time used (Linux)."),
    gauge("process_resident_memory_bytes", "", "Memory in use (Linux)."),
    gauge("process_open_fds", "", "Open files and sockets (Linux)."),
    gauge("process_max_fds", "", "As many as there may be (Linux)."),
];

/// Gives every metric its words on `/metrics`.
pub(super) fn describe() {
    for metric in METRICS {
        let meaning = metric.meaning.replace(" *Shared.*", " The same on every node.");
        match metric.kind {
            Kind::Counter => metrics::describe_counter!(metric.name, meaning),
            Kind::Gauge => metrics::describe_gauge!(metric.name, meaning),
            Kind::Histogram => metrics::describe_histogram!(metric.name, meaning),
        }
    }
}
