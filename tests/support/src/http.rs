//! One call in HTTP 1.0, whose answers end where the connection does.

use std::io::{self, Read, Write};

/// Asks for `path` over a connection of its own, with a JSON document in `body` where there is something to say. Returns
/// the answer's body.
///
/// # Errors
///
/// When the connection breaks, or the answer's status is not a success.
pub fn call(
    mut connection: impl Read + Write,
    method: &str,
    path: &str,
    body: &str,
) -> io::Result<String> {
    write!(
        connection,
        "{method} {path} HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    match head.split(' ').nth(1) {
        Some(status) if status.starts_with('2') => Ok(body.to_owned()),
        _ => Err(io::Error::other(answer)),
    }
}
