//! The log: each event carries its number and a hash over all before it, so that a list of events from any source is
//! complete or provably not.
use crate::{events::Logged, records::counters::Counters, records::packed::raw};
use soroban_sdk::{xdr::ToXdr, Bytes, BytesN, Env, IntoVal, Val, Vec};

/// SHA-256(network id ‖ event contract id).
pub fn start(e: &Env) -> [u8; 32] {
    let mut bytes = Bytes::from(e.ledger().network_id());
    bytes.extend_from_array(&raw(&e.current_contract_address()).1);
    e.crypto().sha256(&bytes).to_array()
}

/// SHA-256(log ‖ XDR[topics, payload, n]).
fn next(e: &Env, log: &[u8; 32], topics: Vec<Val>, payload: Val, n: u64) -> [u8; 32] {
    let step: Vec<Val> = Vec::from_array(e, [topics.into_val(e), payload, n.into_val(e)]);
    let mut bytes = Bytes::from_array(e, log);
    bytes.append(&step.to_xdr(e));
    e.crypto().sha256(&bytes).to_array()
}

/// Publishes the event with its number and the log after it. The caller stores the counters.
pub fn publish<E: Logged>(e: &Env, counters: &mut Counters, make: impl FnOnce(u64, BytesN<32>) -> E) {
    counters.n += 1;
    let mut event = make(counters.n, BytesN::from_array(e, &counters.log));
    counters.log = next(e, &counters.log, event.topics(e), event.payload(e), counters.n);
    event.seal(BytesN::from_array(e, &counters.log));
    event.send(e);
}
