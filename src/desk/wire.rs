//! What goes over the private socket: one JSON document a line.

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::api::{Answer, DeskError, Notice, Request};

/// Both sides say this first; different numbers do not talk.
pub const PROTOCOL: u32 = 2;
/// Longest line taken, in bytes: a profile with thousands of orders fits.
const LONGEST_LINE: u64 = 256 * 1024 * 1024;

/// From the process that asks.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToDesk {
    /// Which protocol is spoken.
    Hello { protocol: u32 },
    /// A request under a number of the asker's.
    Ask { id: u64, request: Box<Request> },
    /// Nobody waits for this one any more.
    Cancel { id: u64 },
}

/// From the process that holds the storage.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FromDesk {
    /// Which protocol is spoken, and as whom everything is done there: an e-mail address.
    Hello {
        protocol: u32,
        #[serde(default)]
        acts_as: String,
    },
    /// The answer to a request.
    Answer { id: u64, answer: Box<Result<Answer, DeskError>> },
    /// Something told unasked.
    Notice(Box<Notice>),
}

/// Writes one document.
pub async fn write<T: Serialize>(to: &mut (impl AsyncWrite + Unpin), message: &T) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    to.write_all(&line).await?;
    to.flush().await
}

/// Reads one document; nothing at the end.
pub async fn read<T: for<'de> Deserialize<'de>>(
    from: &mut (impl AsyncBufRead + Unpin),
) -> std::io::Result<Option<T>> {
    let mut line = Vec::new();
    let length = from.take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    if length == 0 {
        return Ok(None);
    }
    Ok(Some(serde_json::from_slice(&line)?))
}
