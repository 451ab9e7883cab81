//! Reads an archive part by part, and gives no part before it was found whole and in its place.

use tokio::io::{AsyncRead, AsyncReadExt};

use super::{
    ArchiveError, END, FAMILY, Link, MAGIC, MOST_BODY_BYTES, MOST_HEAD_BYTES, PART, first_link, next_link,
};

/// One part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub head: Vec<u8>,
    /// What it holds.
    pub body: Vec<u8>,
}

/// What an archive ends with. Whether the signature is a good one is for the caller to find out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The link of the last part.
    pub link: Link,
    /// What was given as a signature over it.
    pub signature: Vec<u8>,
}

/// An archive being read. Holds one part at a time.
#[derive(Debug)]
pub struct ArchiveReader<R> {
    from: R,
    link: Link,
    /// Where the present part begins.
    at: u64,
    read: u64,
    seal: Option<Seal>,
}

impl<R: AsyncRead + Unpin> ArchiveReader<R> {
    /// Looks at the beginning.
    ///
    /// # Errors
    /// `Foreign`, `Newer`, `Io`.
    pub async fn begin(from: R) -> Result<Self, ArchiveError> {
        let mut reader = Self { from, link: first_link(), at: 0, read: 0, seal: None };
        let magic = reader.up_to(MAGIC.len()).await?;
        match magic.strip_prefix(FAMILY) {
            Some(_) if magic == MAGIC => Ok(reader),
            Some([b'2'..=b'9', ..] | [b'1', b'0'..=b'9']) => Err(ArchiveError::Newer),
            Some(_) | None => Err(ArchiveError::Foreign),
        }
    }

    /// The next part; `None` once the end was found whole.
    ///
    /// # Errors
    /// `Damaged`, `Io`.
    pub async fn next_part(&mut self) -> Result<Option<Part>, ArchiveError> {
        if self.seal.is_some() {
            return Ok(None);
        }
        self.at = self.read;
        match self.exactly::<1>().await? {
            [PART] => self.part().await.map(Some),
            [END] => self.end().await.map(|()| None),
            [_] => Err(self.damaged("here begins neither a part nor the end")),
        }
    }

    async fn part(&mut self) -> Result<Part, ArchiveError> {
        let head_length = self.exactly::<4>().await?;
        let body_length = self.exactly::<4>().await?;
        let (head_bytes, body_bytes) = (u32::from_be_bytes(head_length), u32::from_be_bytes(body_length));
        if head_bytes > MOST_HEAD_BYTES || body_bytes > MOST_BODY_BYTES {
            return Err(self.damaged("a part is larger than one can be"));
        }
        let head = self.whole(head_bytes).await?;
        let body = self.whole(body_bytes).await?;
        let lengths = [head_length, body_length].concat();
        let link = next_link(&self.link, &lengths, &head, &body);
        if self.exactly::<32>().await? != link {
            return Err(self.damaged("a part was changed, or does not follow the one before it"));
        }
        self.link = link;
        Ok(Part { head, body })
    }

    async fn end(&mut self) -> Result<(), ArchiveError> {
        let signature_bytes = u16::from_be_bytes(self.exactly::<2>().await?);
        let signature = self.whole(signature_bytes.into()).await?;
        if !self.up_to(1).await?.is_empty() {
            return Err(self.damaged("something follows the end"));
        }
        self.seal = Some(Seal { link: self.link, signature });
        Ok(())
    }

    /// The seal, once there are no more parts.
    pub fn seal(&self) -> Option<&Seal> {
        self.seal.as_ref()
    }

    /// How far it was read, in bytes.
    pub fn position(&self) -> u64 {
        self.read
    }

    fn damaged(&self, what: &'static str) -> ArchiveError {
        ArchiveError::Damaged { what, at: self.at }
    }

    async fn exactly<const N: usize>(&mut self) -> Result<[u8; N], ArchiveError> {
        let bytes = self.up_to(N).await?;
        bytes.try_into().map_err(|_| self.damaged("the file is cut off"))
    }

    async fn whole(&mut self, size_bytes: u32) -> Result<Vec<u8>, ArchiveError> {
        let size_bytes = usize::try_from(size_bytes).unwrap_or(usize::MAX);
        let bytes = self.up_to(size_bytes).await?;
        if bytes.len() == size_bytes { Ok(bytes) } else { Err(self.damaged("the file is cut off")) }
    }

    /// What is there, at most so much. Grows with what arrives: a length that was damaged reserves no memory.
    async fn up_to(&mut self, size_bytes: usize) -> Result<Vec<u8>, ArchiveError> {
        let mut bytes = Vec::new();
        let most = u64::try_from(size_bytes).unwrap_or(u64::MAX);
        let count = (&mut self.from).take(most).read_to_end(&mut bytes).await?;
        self.read += u64::try_from(count).unwrap_or(0);
        Ok(bytes)
    }
}
