//! Bodies of answers, read to a limit: whoever answers could go on for ever.

use reqwest::Response;

/// Why a body is not whole.
#[derive(Debug)]
pub(crate) enum Cut {
    /// It is longer than it may be.
    Long,
    /// It ended too early, or did not end in time.
    Broken(reqwest::Error),
}

/// The whole body, if it has no more than so many bytes.
pub(crate) async fn whole(mut answer: Response, most_bytes: usize) -> Result<Vec<u8>, Cut> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(Cut::Broken)? {
        if body.len().saturating_add(chunk.len()) > most_bytes {
            return Err(Cut::Long);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
