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

/// Publishes the event with its number and the log after it. The caller stores the counters.
pub fn publish<E: Logged>(e: &Env, counters: &mut Counters, make: impl FnOnce(u64, BytesN<32>) -> E) {
    let event = make(0, BytesN::from_array(e, &counters.log));
    event.declare();
    enter(e, counters, event.topics(e), event.payload(e));
}

/// Log ← SHA-256(log ‖ XDR[topics, payload, n]); the event's data is [payload, n, log].
fn enter(e: &Env, counters: &mut Counters, topics: Vec<Val>, payload: Val) {
    counters.n += 1;
    let n: Val = counters.n.into_val(e);
    let mut bytes = Bytes::from_array(e, &counters.log);
    bytes.append(&Vec::<Val>::from_array(e, [topics.to_val(), payload, n]).to_xdr(e));
    let log = e.crypto().sha256(&bytes).to_bytes();
    counters.log = log.to_array();
    // The typed events declare this form; built for each of them it would be a tenth of the code.
    #[allow(deprecated)]
    e.events().publish(topics, Vec::<Val>::from_array(e, [payload, n, log.to_val()]));
}
