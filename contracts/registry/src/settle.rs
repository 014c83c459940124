//! Settled fiat payments on their way to an event. Each version's batch is signed in its own form.
use crate::{
    errors::Error,
    events::{self, Event},
    roles,
};
use soroban_sdk::{xdr::ToXdr, Address, BytesN, Env, IntoVal, Val, Vec};

/// Relayer and treasury sign. A batch for the first version they sign as it is; later ones by its digest, for each of the
/// two signatures would repeat all items, and bytes are what limits a ledger.
pub fn execute(e: &Env, event: &Address, lane: u32, seq: u32, items: &Vec<Val>) -> Result<u64, Error> {
    let found = events::find(e, event)?;
    match found {
        Event::First(event) => {
            roles::relayer_and_treasury(e)?;
            Ok(event.settle_batch(&lane, &seq, items))
        }
        Event::Second(client) => {
            let config = roles::with_relayer(e)?;
            let signed: Vec<Val> = (digest(e, event, lane, seq, items),).into_val(e);
            config.relayer.require_auth_for_args(signed.clone());
            config.treasury.require_auth_for_args(signed);
            Ok(client.settle_batch(&config.treasury, &lane, &seq, items))
        }
    }
}

/// SHA-256 over XDR [event, lane, seq, items]: names one payload for one place in one event.
fn digest(e: &Env, event: &Address, lane: u32, seq: u32, items: &Vec<Val>) -> BytesN<32> {
    let payload = (event.clone(), lane, seq, items.clone()).to_xdr(e);
    e.crypto().sha256(&payload).to_bytes()
}
