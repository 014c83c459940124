//! One event for each step. `id` is SHA-256(XDR [event, creator, content hash]): who has the three finds all steps.
use soroban_sdk::{contractevent, xdr::ToXdr, Address, BytesN, Env, Symbol};

pub fn content_id(e: &Env, event: &Address, creator: &Address, content_hash: &BytesN<32>) -> BytesN<32> {
    e.crypto().sha256(&(event, creator, content_hash).to_xdr(e)).to_bytes()
}

/// `terms_hash` is the SHA-256 of the terms that the creator offers or accepts.
#[contractevent(topics = ["passa", "applied"])]
pub struct Applied {
    #[topic]
    pub event: Address,
    #[topic]
    pub creator: Address,
    pub terms_hash: BytesN<32>,
}

#[contractevent(topics = ["passa", "content_submitted"])]
pub struct ContentSubmitted {
    #[topic]
    pub event: Address,
    #[topic]
    pub creator: Address,
    pub content_hash: BytesN<32>,
    pub id: BytesN<32>,
    pub platform: Symbol,
}

/// `approver` is the organizer, or the registry for the platform's admin.
#[contractevent(topics = ["passa", "content_approved"])]
pub struct ContentApproved {
    #[topic]
    pub event: Address,
    #[topic]
    pub creator: Address,
    pub approver: Address,
    pub content_hash: BytesN<32>,
    pub id: BytesN<32>,
}
