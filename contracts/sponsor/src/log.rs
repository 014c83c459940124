//! Each sponsorship has its own log, as an event has: one for all would make brands wait for each other. Its events carry
//! their number and a hash over all before it, so that a list of them is complete or provably not.
use crate::{events::Logged, records::Sponsorship};
use soroban_sdk::{address_payload::AddressPayload, xdr::ToXdr, Bytes, BytesN, Env, IntoVal, Val, Vec};

/// SHA-256(network id ‖ contract id ‖ sponsorship id).
pub fn start(e: &Env, id: &BytesN<32>) -> BytesN<32> {
    let mut bytes = Bytes::from(e.ledger().network_id());
    match e.current_contract_address().to_payload() {
        Some(AddressPayload::ContractIdHash(contract)) => bytes.append(contract.as_ref()),
        _ => unreachable!(),
    }
    bytes.append(id.as_ref());
    e.crypto().sha256(&bytes).to_bytes()
}

/// Log ← SHA-256(log ‖ XDR[topics, payload, n]); the event's data is [payload, n, log]. The caller stores the sponsorship.
pub fn publish<E: Logged>(e: &Env, s: &mut Sponsorship, make: impl Fn(u64, BytesN<32>) -> E) {
    s.n += 1;
    let event = make(s.n, s.log.clone());
    let step: [Val; 3] = [event.topics(e).to_val(), event.payload(e), s.n.into_val(e)];
    let mut bytes = Bytes::from(s.log.clone());
    bytes.append(&Vec::<Val>::from_array(e, step).to_xdr(e));
    s.log = e.crypto().sha256(&bytes).to_bytes();
    make(s.n, s.log.clone()).emit(e);
}
