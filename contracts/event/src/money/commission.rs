//! What a creator earns from now on, out of the organizer's share.
use crate::{clock::ensure_not_cancelled, ensure, errors::Error, events, log, payloads::Commission, records::storage};
use soroban_sdk::{Address, BytesN, Env};

/// A rate of 0 earns no more. `terms_hash` is the SHA-256 of what organizer and creator agreed.
pub fn execute(e: &Env, creator: &Address, bps: u32, terms_hash: BytesN<32>) -> Result<(), Error> {
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    config.organizer.require_auth();
    ensure_not_cancelled(&counters)?;
    ensure!(bps <= terms.policy.commission_cap_bps, Error::CommissionTooHigh);
    ensure!(!config.is_taken(e, creator), Error::CreatorInvalid);
    let mut account = storage::creator(e, creator).unwrap_or_default();
    account.bps = bps;
    storage::set_creator(e, creator, &account);
    let payload = Commission { bps, terms_hash };
    log::publish(e, &mut counters, |n, log| events::CommissionSet { creator: creator.clone(), payload, n, log });
    storage::set_counters(e, &counters);
    Ok(())
}
