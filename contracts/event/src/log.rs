//! The log: each event carries its number and a hash over all before it, so that a list of events from any source is
//! complete or provably not.
use crate::{events::Logged, hot::Hot};
use soroban_sdk::{address_payload::AddressPayload, xdr::ToXdr, Address, Bytes, BytesN, Env, IntoVal, Val, Vec};

/// SHA-256(network id ‖ event contract id).
pub fn start(e: &Env, contract: &Address) -> [u8; 32] {
    let id = match contract.to_payload().unwrap() {
        AddressPayload::ContractIdHash(id) | AddressPayload::AccountIdPublicKeyEd25519(id) => id,
    };
    let mut bytes = Bytes::from(e.ledger().network_id());
    bytes.append(id.as_bytes());
    e.crypto().sha256(&bytes).to_array()
}

/// SHA-256(log ‖ XDR[topics, payload, n]).
fn next(e: &Env, log: &[u8; 32], topics: Vec<Val>, payload: Val, n: u64) -> [u8; 32] {
    let step: Vec<Val> = Vec::from_array(e, [topics.into_val(e), payload, n.into_val(e)]);
    let mut bytes = Bytes::from_array(e, log);
    bytes.append(&step.to_xdr(e));
    e.crypto().sha256(&bytes).to_array()
}

/// Publishes the event with its number and the log after it. The caller stores `hot`.
pub fn publish<E: Logged>(e: &Env, hot: &mut Hot, make: impl FnOnce(u64, BytesN<32>) -> E) {
    hot.n += 1;
    let mut event = make(hot.n, BytesN::from_array(e, &hot.log));
    hot.log = next(e, &hot.log, event.topics(e), event.payload(e), hot.n);
    event.seal(BytesN::from_array(e, &hot.log));
    event.send(e);
}
