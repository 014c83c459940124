//! What the registry sets for its events, so that a change there reaches those that live.
use crate::{ensure, errors::Error, events, log, records::storage};
use soroban_sdk::{BytesN, Env};

/// In stroops; 0 is none.
pub fn set_cap(e: &Env, cap: i128) -> Result<(), Error> {
    let (mut config, mut counters) = (storage::config(e), storage::counters(e));
    config.registry.require_auth();
    ensure!((0..=u64::MAX as i128).contains(&cap), Error::PolicyInvalid);
    config.cap = cap;
    log::publish(e, &mut counters, |n, log| events::CapSet { payload: cap, n, log });
    storage::set_config(e, &config);
    storage::set_counters(e, &counters);
    Ok(())
}

/// The key that signs attributions; zeros are none.
pub fn set_attribution_key(e: &Env, key: BytesN<32>) -> Result<(), Error> {
    let (mut config, mut counters) = (storage::config(e), storage::counters(e));
    config.registry.require_auth();
    config.key = key.clone();
    log::publish(e, &mut counters, |n, log| events::KeySet { payload: key, n, log });
    storage::set_config(e, &config);
    storage::set_counters(e, &counters);
    Ok(())
}
