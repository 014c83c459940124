//! The organizer gives tickets away, within a quota that everybody sees.
use crate::{
    clock::ensure_selling,
    ensure,
    errors::Error,
    events, ids, log,
    payloads::Minting,
    records::{
        counters::ORDERED,
        order::{Order, COMPLIMENTARY, CUSTODY},
        storage,
    },
    sale::inventory,
    ticket_events,
};
use soroban_sdk::{Address, Env};

/// With `custody` for somebody without a wallet: `to` is an address of the relayer's. Returns the order's id.
pub fn execute(e: &Env, to: &Address, tier: u32, nonce: u64, custody: bool) -> Result<u64, Error> {
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    config.organizer.require_auth();
    if custody {
        config.registry.require_auth();
    }
    ensure_selling(e, &terms, &counters)?;
    ensure!(!config.is_taken(e, to), Error::AddressTaken);
    ensure!(counters.complimentary < terms.complimentary, Error::ComplimentaryOver);
    let id = ids::minted(e, to, nonce, tier);
    ensure!(!storage::has_order(e, id), Error::OrderExists);
    inventory::sell_to_wallet(&mut counters, tier, terms.tier(tier)?.capacity, 1)?;
    counters.complimentary += 1;
    counters.set(ORDERED, true);

    let flags = COMPLIMENTARY | if custody { CUSTODY } else { 0 };
    storage::set_order(e, id, &Order::new(to, tier, 1, flags, counters.terms_version));
    let payload = Minting { custody, order: id, tier };
    log::publish(e, &mut counters, |n, log| events::Minted { to: to.clone(), payload, n, log });
    storage::set_counters(e, &counters);
    if !custody {
        ticket_events::Mint { to: to.clone(), token_id: ids::ticket(id, 0) }.publish(e);
    }
    Ok(id)
}
