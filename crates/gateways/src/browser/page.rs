//! What Chromium is asked for one picture.

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::devtools::Devtools;
use super::{HEIGHT, Picture, Undrawn, WIDTH};
use crate::website::shown;

/// How long a page may load; as it is then, it is drawn.
const LOADING: Duration = Duration::from_secs(10);
/// How long a page that has loaded has to come to rest: what scripts draw, fades in.
const SETTLING: Duration = Duration::from_secs(1);

/// What it calls itself.
pub(super) async fn version(devtools: &mut Devtools) -> Result<String, Undrawn> {
    let version = devtools.ask("Browser.getVersion", json!({})).await?;
    text(&version, "/product")
}

/// Opens the page in a context of its own, whose only way out is the proxy, and draws it.
pub(super) async fn draw(devtools: &mut Devtools, proxy: SocketAddr, url: &str) -> Result<Picture, Undrawn> {
    // Chromium itself has no way out at all: what it would tell its makers stays here.
    let context = json!({ "proxyServer": format!("http://{proxy}"), "proxyBypassList": "<-loopback>", "disposeOnDetach": true });
    let context = text(&devtools.ask("Target.createBrowserContext", context).await?, "/browserContextId")?;
    let denied = json!({ "behavior": "deny", "browserContextId": context });
    devtools.ask("Browser.setDownloadBehavior", denied).await?;
    let target = json!({ "url": "about:blank", "browserContextId": context });
    let target = text(&devtools.ask("Target.createTarget", target).await?, "/targetId")?;
    let session = json!({ "targetId": target, "flatten": true });
    let session = text(&devtools.ask("Target.attachToTarget", session).await?, "/sessionId")?;
    devtools.attach(session);
    let screen = json!({ "width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": false });
    devtools.ask("Emulation.setDeviceMetricsOverride", screen).await?;
    devtools.ask("Page.enable", json!({})).await?;
    let navigated = devtools.ask("Page.navigate", json!({ "url": url })).await?;
    if navigated.get("errorText").is_some() {
        return Err(Undrawn::NoPage);
    }
    // A page that never finishes loading can be looked at all the same.
    if let Ok(loaded) = tokio::time::timeout(LOADING, devtools.loaded()).await {
        loaded?;
    }
    if let Ok(ended) = tokio::time::timeout(SETTLING, devtools.listen()).await {
        ended?;
    }
    let frames = devtools.ask("Page.getFrameTree", json!({})).await?;
    let url = Url::parse(&text(&frames, "/frameTree/frame/url")?).map_err(|_| Undrawn::NoPage)?;
    // Where the page led nowhere, Chromium shows a page of its own.
    if !matches!(url.scheme(), "http" | "https")
        || frames.pointer("/frameTree/frame/unreachableUrl").is_some()
    {
        return Err(Undrawn::NoPage);
    }
    let drawn = devtools.ask("Page.captureScreenshot", json!({ "format": "png" })).await?;
    let png = STANDARD.decode(text(&drawn, "/data")?).map_err(|_| Undrawn::NoPicture)?;
    Ok(Picture { png, url: shown(&url) })
}

fn text(answer: &Value, at: &str) -> Result<String, Undrawn> {
    let found = answer.pointer(at).and_then(Value::as_str);
    found.map(str::to_owned).ok_or(Undrawn::Broken("an answer lacks what was asked for"))
}
