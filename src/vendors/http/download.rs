//! A large file that a vendor has made ready, read line by line: in bounded memory, and gone on with after a cut.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, HeaderMap, HeaderValue, RANGE};
use reqwest::{StatusCode, Url};
use tokio::time::{Instant, timeout};

use super::failure::{Cause, Failure};
use super::{Http, back_off, cause_of, is_loopback, jittered};
use crate::ports::{PortError, Trouble};

/// A longer line is none.
const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// A file of lines. It is asked for without credentials: its address is its own.
pub struct Lines {
    http: Http,
    url: Url,
    incoming: Option<reqwest::Response>,
    /// Bytes that have arrived and were not given out yet.
    buffer: Vec<u8>,
    /// Of them, those in which no line ends.
    searched: usize,
    /// Where the buffer begins in the file.
    offset: u64,
    /// Bytes of the answer that were read of an earlier one already.
    skip: u64,
    /// How long the file is, where the answer is a part of it and says so.
    length: Option<u64>,
    ended: bool,
}

impl Lines {
    /// Where the next line begins, in bytes.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The next line without its end; nothing at the end of the file. All together takes at most `within`.
    ///
    /// # Errors
    /// The file could not be had or broke off too often; the next call goes on at the same line.
    pub async fn next(&mut self, within: Duration) -> Result<Option<Vec<u8>>, Failure> {
        let deadline = Instant::now() + within;
        let mut pauses =
            back_off(Duration::from_millis(200), self.http.attempts().saturating_sub(1) as usize);
        let mut attempts = 1;
        loop {
            if let Some(line) = self.line() {
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(self.rest());
            }
            let failure = match self.more(deadline).await {
                Ok(()) => continue,
                Err(failure) => failure,
            };
            self.incoming = None;
            let named = match failure.cause {
                Cause::Limited(wait) => wait.map(jittered),
                _ => None,
            };
            let is_final = matches!(failure.cause, Cause::TooLarge)
                || failure.last.as_ref().is_some_and(|last| last.status.is_client_error());
            let pause = pauses.next().map(|pause| named.unwrap_or(pause));
            match pause.filter(|pause| !is_final && Instant::now() + *pause < deadline) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(Failure { attempts, ..failure }),
            }
            attempts += 1;
        }
    }

    /// A whole line of what has arrived.
    fn line(&mut self) -> Option<Vec<u8>> {
        let end = self.buffer[self.searched..].iter().position(|byte| *byte == b'\n');
        let Some(end) = end.map(|end| self.searched + end) else {
            self.searched = self.buffer.len();
            return None;
        };
        let mut line: Vec<u8> = self.buffer.drain(..=end).collect();
        self.offset += line.len() as u64;
        self.searched = 0;
        line.pop();
        Some(line)
    }

    /// What stands behind the last line's end.
    fn rest(&mut self) -> Option<Vec<u8>> {
        let rest = std::mem::take(&mut self.buffer);
        self.offset += rest.len() as u64;
        self.searched = 0;
        (!rest.is_empty()).then_some(rest)
    }

    /// Takes in more of the file, asking for it where no answer is under way.
    async fn more(&mut self, deadline: Instant) -> Result<(), Failure> {
        let patience = self.http.background_attempt().min(deadline.saturating_duration_since(Instant::now()));
        let failed = |cause| Failure { cause, may_have_happened: false, attempts: 1, last: None };
        let Some(incoming) = &mut self.incoming else {
            let opened = timeout(patience, self.open()).await;
            return opened.unwrap_or_else(|_| Err(failed(Cause::TimedOut)));
        };
        let piece = timeout(patience, incoming.chunk()).await.map_err(|_| failed(Cause::TimedOut))?;
        match piece.map_err(|error| failed(cause_of(&error)))? {
            Some(_) if self.buffer.len() > LONGEST_LINE => Err(failed(Cause::TooLarge)),
            Some(piece) => {
                let passed = usize::try_from(self.skip).unwrap_or(usize::MAX).min(piece.len());
                self.skip -= passed as u64;
                self.buffer.extend_from_slice(&piece[passed..]);
                Ok(())
            }
            None if self.skip > 0 || self.length.is_some_and(|length| self.read() < length) => {
                Err(failed(Cause::Cut))
            }
            None => {
                self.ended = true;
                Ok(())
            }
        }
    }

    /// How much of the file has arrived.
    fn read(&self) -> u64 {
        self.offset + self.buffer.len() as u64
    }

    /// Asks for the file from where it was read to.
    async fn open(&mut self) -> Result<(), Failure> {
        // A line that is there in part is asked for again from its begin.
        self.buffer.clear();
        self.searched = 0;
        self.length = None;
        let failed = |cause, last| Failure { cause, may_have_happened: false, attempts: 1, last };
        let client = self.http.client();
        // Compressed, it could not be gone on with in the middle.
        let mut request =
            client.get(self.url.clone()).header(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        if self.offset > 0 {
            request = request.header(RANGE, format!("bytes={}-", self.offset));
        }
        let mut incoming = request.send().await.map_err(|error| failed(cause_of(&error), None))?;
        let status = incoming.status();
        let range = ContentRange::of(incoming.headers());
        match status {
            StatusCode::PARTIAL_CONTENT if range.begin == Some(self.offset) => {
                (self.skip, self.length) = (0, range.length);
            }
            // All of it again.
            StatusCode::OK => self.skip = self.offset,
            // Of a shorter file, or of one that does not say how long it is, this would not be the end.
            StatusCode::RANGE_NOT_SATISFIABLE if range.length == Some(self.offset) => {
                self.ended = true;
                return Ok(());
            }
            _ => {
                let headers = std::mem::take(incoming.headers_mut());
                let last = super::Response { status, headers, body: Vec::new(), elapsed: Duration::ZERO };
                let limited = status == StatusCode::TOO_MANY_REQUESTS;
                let cause = if limited { Cause::Limited(last.retry_after()) } else { Cause::Broken };
                return Err(failed(cause, (!limited).then(|| Box::new(last))));
            }
        }
        self.incoming = Some(incoming);
        Ok(())
    }
}

/// Which part of a file an answer brings: `bytes 100-199/300`, or `bytes */300` where it brings none.
#[derive(Debug, Default, PartialEq)]
struct ContentRange {
    begin: Option<u64>,
    length: Option<u64>,
}

impl ContentRange {
    fn of(headers: &HeaderMap) -> Self {
        let named = headers.get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
        named.and_then(Self::read).unwrap_or_default()
    }

    fn read(text: &str) -> Option<Self> {
        let (unit, rest) = text.trim().split_once(' ')?;
        let (part, length) = rest.trim().split_once('/')?;
        let begin = part.split_once('-').and_then(|(begin, _)| begin.parse().ok());
        unit.eq_ignore_ascii_case("bytes").then(|| Self { begin, length: length.parse().ok() })
    }
}

impl Http {
    /// A file at an address that the vendor named, from a place in it on. Nothing is asked for yet.
    ///
    /// # Errors
    /// The address is none that may be asked.
    pub fn lines(&self, address: &str, offset: u64) -> Result<Lines, PortError> {
        let refused = |why: &str| {
            let what = format!("{} named a file at an address that {why}", self.account());
            PortError::new(Trouble::Garbled, what)
        };
        let url = Url::parse(address).map_err(|_| refused("is none"))?;
        let may_be_asked = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url));
        if !may_be_asked {
            return Err(refused("is not encrypted"));
        }
        let (incoming, buffer) = (None, Vec::new());
        let http = self.clone();
        Ok(Lines { http, url, incoming, buffer, searched: 0, offset, skip: 0, length: None, ended: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_part_an_answer_brings_is_read_and_what_is_no_range_says_nothing() {
        let range = |begin, length| Some(ContentRange { begin, length });
        let cases = [
            ("bytes 100-199/300", range(Some(100), Some(300))),
            ("Bytes 100-199/*", range(Some(100), None)),
            ("bytes */300", range(None, Some(300))),
            ("lines 1-2/3", None),
            ("bytes", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(ContentRange::read(text), expected, "{text}");
        }
    }
}
