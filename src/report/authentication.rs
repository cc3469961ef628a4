//! How a source's packets are authenticated (`authdata` in chronyc). chronyd tells this only to
//! root on its Unix socket, or where `opencommands` allows it.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use super::sources::unknown;

/// The mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthenticationMode {
    /// Anybody can forge the source's packets.
    None,
    /// A key that both sides have.
    Key,
    /// Network Time Security (RFC 8915).
    Nts,
    /// A mechanism that this program does not know, by its number on the wire.
    Unknown(u16),
}

impl AuthenticationMode {
    /// The mechanism as a word.
    pub fn word(self) -> Cow<'static, str> {
        match self {
            Self::None => "none".into(),
            Self::Key => "key".into(),
            Self::Nts => "nts".into(),
            Self::Unknown(number) => unknown(number),
        }
    }
}

impl Serialize for AuthenticationMode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

/// What packets are authenticated with: chrony's own numbers for hashes and ciphers, IANA's for the
/// algorithms of NTS (chronyc(1), "authdata").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Algorithm(pub u16);

impl Algorithm {
    /// The algorithm's name.
    pub fn word(self) -> Cow<'static, str> {
        match self.0 {
            1 => "MD5",
            2 => "SHA1",
            3 => "SHA256",
            4 => "SHA384",
            5 => "SHA512",
            6 => "SHA3-224",
            7 => "SHA3-256",
            8 => "SHA3-384",
            9 => "SHA3-512",
            10 => "TIGER",
            11 => "WHIRLPOOL",
            13 => "AES128",
            14 => "AES256",
            15 => "AEAD-AES-SIV-CMAC-256",
            30 => "AEAD-AES-128-GCM-SIV",
            other => return unknown(other),
        }
        .into()
    }
}

impl Serialize for Algorithm {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

/// How a source's packets are authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Authentication {
    /// By which mechanism.
    pub mode: AuthenticationMode,
    /// The key's number in the key file, or, with NTS, how often keys were established; `None`: there is
    /// no key (yet).
    pub key_id: Option<u32>,
    /// What packets are authenticated with; `None`: there is no key (yet).
    pub algorithm: Option<Algorithm>,
    /// The key's length in bits; `None`: there is no key (yet).
    pub key_length_bits: Option<u16>,
    /// Seconds since keys were last established; `None`: never, or not by NTS.
    pub last_exchange_age_seconds: Option<u32>,
    /// Attempts to establish keys since the last success; `None` without NTS. More than one: the
    /// network or the server is at fault.
    pub attempts: Option<u16>,
    /// Whether the server refused the last request because it no longer knows the keys; `None`
    /// without NTS.
    pub nak: Option<bool>,
    /// Cookies left, at most eight: each request takes one, each answer brings one, and without
    /// any, chronyd establishes new keys. `None` without NTS.
    pub cookies: Option<u16>,
    /// The length in bytes of the next cookie; `None`: there is none.
    pub cookie_length_bytes: Option<u16>,
}

impl Authentication {
    /// Whether this is NTS without keys so far.
    pub fn never_established(&self) -> bool {
        self.mode == AuthenticationMode::Nts && self.algorithm.is_none()
    }
}
