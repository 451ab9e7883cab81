//! Writes an archive from its first byte to its last.

use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::{ArchiveError, END, Link, MAGIC, MOST_BODY_BYTES, MOST_HEAD_BYTES, PART, first_link, next_link};

/// An archive being written. Without [`ArchiveWriter::finish`] it stays a file that nobody accepts.
#[derive(Debug)]
pub struct ArchiveWriter<W> {
    to: W,
    link: Link,
    size_bytes: u64,
}

impl<W: AsyncWrite + Unpin> ArchiveWriter<W> {
    /// Begins one.
    ///
    /// # Errors
    /// `Io`.
    pub async fn begin(to: W) -> Result<Self, ArchiveError> {
        let mut writer = Self { to, link: first_link(), size_bytes: 0 };
        writer.write(MAGIC).await?;
        Ok(writer)
    }

    /// Adds a part: what it is, and what it holds.
    ///
    /// # Errors
    /// `Io`; `TooLarge`.
    pub async fn part(&mut self, head: &[u8], body: &[u8]) -> Result<(), ArchiveError> {
        let head_bytes = length(head, MOST_HEAD_BYTES)?;
        let body_bytes = length(body, MOST_BODY_BYTES)?;
        let lengths = [head_bytes.to_be_bytes(), body_bytes.to_be_bytes()].concat();
        self.link = next_link(&self.link, &lengths, head, body);
        self.write(&[PART]).await?;
        self.write(&lengths).await?;
        self.write(head).await?;
        self.write(body).await?;
        let link = self.link;
        self.write(&link).await
    }

    /// The link of the last part, which stands for all of them.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Ends it with a signature over [`ArchiveWriter::link`]; gives the file back, flushed, and its size.
    ///
    /// # Errors
    /// `Io`; `TooLarge`.
    pub async fn finish(mut self, signature: &[u8]) -> Result<(W, u64), ArchiveError> {
        let signature_bytes = u16::try_from(signature.len())
            .map_err(|_| ArchiveError::TooLarge { size_bytes: signature.len() })?;
        self.write(&[END]).await?;
        self.write(&signature_bytes.to_be_bytes()).await?;
        self.write(signature).await?;
        self.to.flush().await?;
        Ok((self.to, self.size_bytes))
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), ArchiveError> {
        self.to.write_all(bytes).await?;
        self.size_bytes += u64::try_from(bytes.len()).unwrap_or(0);
        Ok(())
    }
}

fn length(bytes: &[u8], most: u32) -> Result<u32, ArchiveError> {
    let fitting = u32::try_from(bytes.len()).ok().filter(|length| *length <= most);
    fitting.ok_or(ArchiveError::TooLarge { size_bytes: bytes.len() })
}
