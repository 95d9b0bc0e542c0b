//! The input, sifted: what reaches the transport is framed well and is a message.
//!
//! The library answers a bad message and then takes the input for closed, so one slip of a client would end the server.
//! Here a bad message is replaced by one that asks the gate for the error to answer with.

use super::protocol::{Error, ErrorCode, Id, LSPAny, Request, Response};
use std::io;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};

/// The method of a message that stands for a bad one.
const BAD: &str = "racelens/bad";

/// Longer messages are not believed.
const LONGEST: usize = 1 << 30;

/// Copies messages from `input` to `output` until the input ends, bad ones replaced.
///
/// # Errors
/// Where a stream fails.
pub async fn sift(input: impl AsyncRead + Unpin, mut output: impl AsyncWrite + Unpin) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let mut body = Vec::new();
    while let Some(length) = length(&mut input).await? {
        body.clear();
        match length {
            Some(length) => {
                body.resize(length, 0);
                input.read_exact(&mut body).await?;
                if let Err(error) = check(&body) {
                    body = stand_in(error);
                }
            }
            None => body = stand_in(ErrorCode::ParseError),
        }
        output.write_all(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes()).await?;
        output.write_all(&body).await?;
    }
    Ok(())
}

/// The answer to a message that stands for a bad one.
pub fn refusal(request: &Request) -> Option<Response> {
    if request.method() != BAD || request.id() != Some(&Id::Null) {
        return None;
    }
    let code = request.params().and_then(LSPAny::as_i64).map_or(ErrorCode::ParseError, ErrorCode::from);
    Some(Response::from_error(Id::Null, Error::new(code)))
}

/// The length in the next header; an inner none where it has none, an outer where the input ends.
async fn length(input: &mut (impl AsyncBufReadExt + Unpin)) -> io::Result<Option<Option<usize>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line).to_ascii_lowercase();
        if text.trim().is_empty() {
            return Ok(Some(length));
        }
        // Searched for, not looked for at the start: after a length that was too short the rest of that message stands
        // before it.
        if let Some((_, digits)) = text.rsplit_once("content-length:") {
            length = digits.trim().parse().ok().filter(|length| *length <= LONGEST);
        }
    }
}

/// # Errors
/// The code of the error where the library could not read this message.
fn check(body: &[u8]) -> Result<(), ErrorCode> {
    let Err(error) = serde_json::from_slice::<Request>(body) else {
        return Ok(());
    };
    match serde_json::from_slice::<Response>(body) {
        Ok(_) => Ok(()),
        Err(_) if error.is_data() => Err(ErrorCode::InvalidRequest),
        Err(_) => Err(ErrorCode::ParseError),
    }
}

fn stand_in(error: ErrorCode) -> Vec<u8> {
    let message = serde_json::json!({ "jsonrpc": "2.0", "id": null, "method": BAD, "params": error.code() });
    message.to_string().into_bytes()
}
