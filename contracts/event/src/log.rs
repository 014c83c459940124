//! The log: each event carries its number and a hash over all before it, so that a list of events from any source is
//! complete or provably not.
use crate::hot::Hot;
use soroban_sdk::{xdr::ToXdr, Address, BytesN, Env, Event, IntoVal, Val, Vec};

/// SHA-256(network id ‖ event contract id).
pub fn start(e: &Env, contract: &Address) -> [u8; 32] {
    use soroban_sdk::address_payload::AddressPayload;
    let id = match contract.to_payload().unwrap() {
        AddressPayload::ContractIdHash(id) => id,
        AddressPayload::AccountIdPublicKeyEd25519(_) => unreachable!(),
    };
    let mut bytes = soroban_sdk::Bytes::from_array(e, &e.ledger().network_id().to_array());
    bytes.extend_from_array(&id.to_array());
    e.crypto().sha256(&bytes).to_array()
}

/// Publishes `make(payload, n, log′)` with log′ = SHA-256(log ‖ XDR[topics, payload, n]). The caller stores `hot`.
pub fn publish<P, E>(e: &Env, hot: &mut Hot, payload: P, make: impl Fn(P, u64, BytesN<32>) -> E)
where
    P: Clone + IntoVal<Env, Val>,
    E: Event,
{
    hot.n += 1;
    let topics = make(payload.clone(), hot.n, BytesN::from_array(e, &hot.log)).topics(e);
    let step: Vec<Val> = Vec::from_array(e, [topics.into_val(e), payload.clone().into_val(e), hot.n.into_val(e)]);
    let mut bytes = soroban_sdk::Bytes::from_array(e, &hot.log);
    bytes.append(&step.to_xdr(e));
    hot.log = e.crypto().sha256(&bytes).to_array();
    make(payload, hot.n, BytesN::from_array(e, &hot.log)).publish(e);
}
