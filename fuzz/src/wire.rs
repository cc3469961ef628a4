//! Requests and replies as bytes, from `candm.h`: enough to forge a reply that matches.

/// A reply's header.
pub const HEADER: usize = 28;

const N_SOURCES: u16 = 14;

/// The reply that a request asks for: the code and the length of its body.
pub fn honest_shape(request: &[u8]) -> (u16, usize) {
    match command(request) {
        N_SOURCES => (2, 4),
        15 => (3, 48),
        33 => (5, 76),
        34 => (6, 56),
        35 => (7, 28),
        44 => (12, 20),
        57 => (26, 144),
        65 => (19, 256),
        67 => (20, 24),
        69 => (23, 48),
        other => panic!("not a request of this program's: {other}"),
    }
}

/// Whether it asks for the number of sources.
pub fn is_count(request: &[u8]) -> bool {
    command(request) == N_SOURCES
}

/// The request's code.
pub fn command(request: &[u8]) -> u16 {
    u16::from_be_bytes([request[4], request[5]])
}

/// The number by which a reply finds its request.
pub fn sequence(request: &[u8]) -> u32 {
    u32::from_be_bytes([request[8], request[9], request[10], request[11]])
}

/// A reply to this request, with a body of the right length that begins with these bytes.
pub fn reply(request: &[u8], status: u16, body: &[u8]) -> Vec<u8> {
    let (code, length) = honest_shape(request);
    let mut reply = vec![0; HEADER + length];
    reply[0] = 6;
    reply[1] = 2;
    reply[6..8].copy_from_slice(&code.to_be_bytes());
    reply[8..10].copy_from_slice(&status.to_be_bytes());
    let said = body.len().min(length);
    reply[HEADER..HEADER + said].copy_from_slice(&body[..said]);
    address_to(request, &mut reply);
    reply
}

/// The same, of a source that is this request's and no other's where it asks for one by its index.
pub fn reply_by_index(request: &[u8], body: &[u8]) -> Vec<u8> {
    const IPV4: [u8; 2] = [0, 1];
    let mut reply = reply(request, 0, body);
    let address = match command(request) {
        15 => HEADER,
        34 | 69 => HEADER + 4,
        _ => return reply,
    };
    let [_, index @ ..] = [request[20], request[21], request[22], request[23]];
    reply[address] = 10;
    reply[address + 1..address + 4].copy_from_slice(&index);
    reply[address + 16..address + 18].copy_from_slice(&IPV4);
    reply
}

/// Has the datagram answer this request, if it is long enough to answer anything.
pub fn address_to(request: &[u8], datagram: &mut [u8]) {
    if datagram.len() >= HEADER {
        datagram[4..6].copy_from_slice(&request[4..6]);
        datagram[16..20].copy_from_slice(&request[8..12]);
    }
}
