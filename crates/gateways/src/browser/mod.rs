//! Draws the first page of a website as a person would see it, in Chromium, for reviewers to look at.
//!
//! A stranger's page runs its scripts there, so it is given nothing: a profile that is thrown away, a sandbox, limits on
//! memory, processor and time, and no way to the network but the `proxy`, which lets through what the guard lets through.
//! It is spoken to over two pipes, so that no port of it is open on this machine. Start at [`Browser::draw`].

mod devtools;
mod page;
mod process;
mod proxy;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use self::devtools::Devtools;
use self::process::Running;
use self::proxy::Proxy;
use crate::documents::media_type::{pixels, sniff};
use crate::ssrf::GuardedClient;

/// Picture points of a picture, across and down.
pub const WIDTH: u32 = 1280;
/// The same, down.
pub const HEIGHT: u32 = 800;

/// Bytes of a picture: at worst four for each point. A page of photographs has half of it.
const MOST_PICTURE_BYTES: usize = 4 * 1024 * 1024;

/// How long a picture may take, from starting Chromium to its end.
pub const LONGEST: Duration = Duration::from_secs(25);

/// Ports that websites are at.
const PORTS: [u16; 2] = [80, 443];

/// Draws pages. Cheap to clone; clones draw one picture at a time together.
#[derive(Debug, Clone)]
pub enum Browser {
    /// With Chromium.
    Chromium(Chromium),
    /// Always this picture: for tests.
    Given(Arc<[u8]>),
}

/// Chromium, and the way to the network that it is given.
#[derive(Debug, Clone)]
pub struct Chromium {
    config: ChromiumConfig,
    client: GuardedClient,
    permit: Arc<Semaphore>,
}

/// How Chromium is run.
#[derive(Debug, Clone)]
pub struct ChromiumConfig {
    /// The program.
    pub program: PathBuf,
    /// Whether its own sandbox stays on. Only for a platform that cannot have it: without user namespaces, or as root.
    pub has_sandbox: bool,
    /// The ports that pages may be fetched from.
    pub ports: Vec<u16>,
}

impl ChromiumConfig {
    /// This program, in its sandbox, on the ports of websites.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program, has_sandbox: true, ports: PORTS.to_vec() }
    }
}

/// A page as it looked.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// In PNG, [`WIDTH`] by [`HEIGHT`].
    pub png: Vec<u8>,
    /// Where it was in the end, without user name, query and fragment.
    pub url: String,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum Undrawn {
    /// Another one is being drawn.
    #[error("another picture is being drawn")]
    Busy,
    /// Chromium, or what it needs, cannot be started.
    #[error("Chromium cannot be started")]
    NotStarted(#[source] io::Error),
    /// It ended by itself, or does not speak as expected.
    #[error("Chromium does not do what it is asked for: {0}")]
    Broken(&'static str),
    /// The page took too long.
    #[error("the page was not drawn within {} seconds", LONGEST.as_secs())]
    TooLong,
    /// There is no page at the address.
    #[error("there is no page to be drawn")]
    NoPage,
    /// The picture is none, or larger than is kept.
    #[error("what was drawn is no picture of at most {MOST_PICTURE_BYTES} bytes")]
    NoPicture,
}

impl Undrawn {
    /// Whether the page is to blame, so that trying again soon cannot help.
    #[must_use]
    pub const fn is_of_page(&self) -> bool {
        match self {
            Self::TooLong | Self::NoPage | Self::NoPicture => true,
            Self::Busy | Self::NotStarted(_) | Self::Broken(_) => false,
        }
    }
}

impl Browser {
    /// Draws the page at an http or https URL. Never takes much longer than [`LONGEST`].
    ///
    /// # Errors
    /// Why there is no picture.
    pub async fn draw(&self, url: &str) -> Result<Picture, Undrawn> {
        match self {
            Self::Chromium(chromium) => chromium.draw(url).await,
            Self::Given(png) => Ok(Picture { png: png.to_vec(), url: url.to_owned() }),
        }
    }
}

impl Chromium {
    /// Chromium, which gets to the network as `client` does and no other way.
    #[must_use]
    pub fn new(config: ChromiumConfig, client: GuardedClient) -> Self {
        Self { config, client, permit: Arc::new(Semaphore::new(1)) }
    }

    /// Whether it starts and is spoken to, and what it calls itself: `Chrome/140.0.7339.80`. Nothing is fetched.
    ///
    /// # Errors
    /// `NotStarted`, `Broken` or `TooLong`.
    pub async fn version(&self) -> Result<String, Undrawn> {
        let mut running = Running::start(&self.config)?;
        let version = match running.pipes() {
            Ok((to, from)) => {
                tokio::time::timeout(LONGEST, page::version(&mut Devtools::new(to, from))).await
            }
            Err(error) => Ok(Err(error)),
        };
        running.end().await;
        version.unwrap_or(Err(Undrawn::TooLong))
    }

    async fn draw(&self, url: &str) -> Result<Picture, Undrawn> {
        let _permit = self.permit.try_acquire().map_err(|_| Undrawn::Busy)?;
        let url = self.client.check(url).map_err(|_| Undrawn::NoPage)?;
        let proxy =
            Proxy::listen(self.client.clone(), &self.config.ports).await.map_err(Undrawn::NotStarted)?;
        let mut running = Running::start(&self.config)?;
        let drawn = match running.pipes() {
            Ok((to, from)) => {
                let mut devtools = Devtools::new(to, from);
                let drawing = page::draw(&mut devtools, proxy.address(), url.as_str());
                tokio::select! {
                    drawn = tokio::time::timeout(LONGEST, drawing) => drawn.unwrap_or(Err(Undrawn::TooLong)),
                    never = proxy.serve() => match never {},
                }
            }
            Err(error) => Err(error),
        };
        running.end().await;
        drawn.and_then(checked)
    }
}

/// A picture of the right kind, size and measures.
fn checked(picture: Picture) -> Result<Picture, Undrawn> {
    let is_png = sniff(&picture.png).is_some_and(|found| found.as_str() == "image/png");
    let is_whole = pixels(&picture.png) == Some(u64::from(WIDTH) * u64::from(HEIGHT));
    let fits = picture.png.len() <= MOST_PICTURE_BYTES;
    if is_png && is_whole && fits { Ok(picture) } else { Err(Undrawn::NoPicture) }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Picture").field("bytes", &self.png.len()).finish_non_exhaustive()
    }
}
