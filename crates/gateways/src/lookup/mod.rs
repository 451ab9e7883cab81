//! Questions to registries on the network: who holds a domain, which company has a number.
//!
//! A [`Provider`] knows how one of them is asked and understood; [`Lookups`] does for all what they have in common: a time
//! limit, a second try after a random pause, a memory of answers, and a breaker that leaves alone who is down. An answer
//! that is not certainly one — an error, a page for people, half a document — is none: [`Heard::Silence`].

mod fetch;
pub mod gleif;
pub mod opencorporates;
pub mod rdap;
pub mod vies;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::Value;
use trusthub_domain::time::Timestamp;
use url::Url;

use self::fetch::{Fetched, fetch};
use crate::breaker::Breaker;
use crate::ssrf::GuardedClient;

/// How long one try may take. Ours: registries answer within a second, or not at all.
pub const LONGEST_TRY: Duration = Duration::from_secs(3);

/// Tries of one question.
const MOST_TRIES: u32 = 2;

/// The pause before a second try is random, up to this: many hubs must not knock at the same moment.
const LONGEST_PAUSE: Duration = Duration::from_millis(400);

/// How long an answer is remembered. Registries change daily at most; a case that is vetted again asks again tomorrow.
const MEMORY: Duration = Duration::from_hours(12);

/// How many answers are remembered.
const MOST_REMEMBERED: u64 = 4096;

/// Somebody who can be asked.
pub trait Provider: Send + Sync {
    /// What is asked about.
    type Question: Send + Sync;
    /// What is learned.
    type Answer: Clone + Send + Sync + 'static;

    /// As evidence and metrics name it.
    const NAME: &'static str;

    /// Where to ask; `None` if it cannot answer such a question.
    fn url(&self, question: &Self::Question) -> Option<Url>;

    /// The same with what lets the hub in, which is neither shown nor remembered.
    fn admitted(&self, url: &Url) -> Url {
        url.clone()
    }

    /// Understands an answer with status 200.
    fn read(&self, question: &Self::Question, body: &Value) -> Read<Self::Answer>;
}

/// What a document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read<A> {
    /// This.
    Answer(A),
    /// What was asked about is not there.
    Nothing,
    /// It cannot answer just now.
    Later,
    /// It is no answer.
    Unreadable,
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard<A> {
    /// An answer.
    Answer(A),
    /// The certain answer that there is nothing.
    Nothing,
    /// No answer.
    Silence,
}

/// An answer with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<A> {
    /// What.
    pub heard: Heard<A>,
    /// Where it was asked for, without secrets.
    pub url: String,
    /// When, also where it is only remembered.
    pub at: Timestamp,
    /// For the metrics: `answered`, `remembered`, `failed`, or `skipped` because nobody answered lately.
    pub how: &'static str,
}

/// A provider with all that asking it takes. Cheap to clone; clones share memory and breaker.
pub struct Lookups<P: Provider>(Arc<Parts<P>>);

struct Parts<P: Provider> {
    provider: P,
    client: GuardedClient,
    breaker: Mutex<Breaker>,
    memory: moka::sync::Cache<String, (Heard<P::Answer>, Timestamp)>,
}

impl<P: Provider> Clone for Lookups<P> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<P: Provider> std::fmt::Debug for Lookups<P> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Lookups").field(&P::NAME).finish()
    }
}

impl<P: Provider> Lookups<P> {
    /// Asks through this client.
    #[must_use]
    pub fn new(provider: P, client: GuardedClient) -> Self {
        let memory = moka::sync::Cache::builder().max_capacity(MOST_REMEMBERED).time_to_live(MEMORY).build();
        Self(Arc::new(Parts { provider, client, breaker: Mutex::default(), memory }))
    }

    /// Asks a question; `None` if it is not one for this provider. `now` dates the answer.
    pub async fn ask(&self, question: &P::Question, now: Timestamp) -> Option<Said<P::Answer>> {
        let parts = &self.0;
        let url = parts.provider.url(question)?;
        let key = url.to_string();
        let said = |heard, at, how| Some(Said { heard, url: key.clone(), at, how });
        if let Some((heard, at)) = parts.memory.get(&key) {
            return said(heard, at, "remembered");
        }
        if !self.breaker(Breaker::may_try) {
            return said(Heard::Silence, now, "skipped");
        }
        match self.try_twice(question, &url).await {
            Heard::Silence => said(Heard::Silence, now, "failed"),
            heard => {
                parts.memory.insert(key.clone(), (heard.clone(), now));
                said(heard, now, "answered")
            }
        }
    }

    /// Where a question is asked, without secrets.
    pub fn shown(&self, question: &P::Question) -> Option<String> {
        self.0.provider.url(question).map(String::from)
    }

    async fn try_twice(&self, question: &P::Question, url: &Url) -> Heard<P::Answer> {
        for tried in 1..=MOST_TRIES {
            match self.try_once(question, url).await {
                Read::Answer(answer) => {
                    self.breaker(Breaker::worked);
                    return Heard::Answer(answer);
                }
                Read::Nothing => {
                    self.breaker(Breaker::worked);
                    return Heard::Nothing;
                }
                Read::Later if tried < MOST_TRIES => tokio::time::sleep(pause()).await,
                Read::Later | Read::Unreadable => break,
            }
        }
        self.breaker(Breaker::failed);
        Heard::Silence
    }

    async fn try_once(&self, question: &P::Question, url: &Url) -> Read<P::Answer> {
        let provider = &self.0.provider;
        let admitted = provider.admitted(url);
        let fetching = fetch(&self.0.client, &admitted);
        match tokio::time::timeout(LONGEST_TRY, fetching).await {
            Ok(Fetched::Document(body)) => provider.read(question, &body),
            Ok(Fetched::NotThere) => Read::Nothing,
            Ok(Fetched::Later) | Err(_) => Read::Later,
            Ok(Fetched::Unusable) => Read::Unreadable,
        }
    }

    fn breaker<T>(&self, with: impl FnOnce(&mut Breaker) -> T) -> T {
        with(&mut self.0.breaker.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn pause() -> Duration {
    let mut random = [u8::MAX];
    // Without randomness the longest pause does.
    let _ = aws_lc_rs::rand::fill(&mut random);
    let [byte] = random;
    LONGEST_PAUSE * u32::from(byte) / u32::from(u8::MAX)
}

/// A company as a register has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    /// The register's number of it.
    pub number: String,
    /// Its name; empty if the register does not give it away.
    pub name: String,
    /// ISO 3166-1 alpha-2; empty if the register does not say.
    pub country: String,
    /// Whether it may do business; `None` if the register does not say.
    pub is_active: Option<bool>,
    /// The day it was made; empty if the register does not say.
    pub created: String,
}

/// `base` with these segments behind its path.
fn under(base: &Url, segments: &[&str]) -> Option<Url> {
    let mut url = base.clone();
    url.path_segments_mut().ok()?.pop_if_empty().extend(segments);
    Some(url)
}

fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}
