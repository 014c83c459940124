//! New code waits 48 hours, so that anyone who disagrees can see it coming and leave, and the guardian can stop it.
use crate::{
    errors::Error,
    roles, storage,
    types::{Change, ChangeApplied, ChangeCancelled, ChangeProposed, Pending},
};
use soroban_sdk::{Address, BytesN, ContractExecutable, Env};

/// Seconds.
const DELAY: u64 = 48 * 3600;

pub fn propose_event_wasm(e: &Env, wasm_hash: BytesN<32>, version: u32) -> Result<(), Error> {
    // A number far too high leaves no next one; a number used twice names two codes. A cancelled one was never used.
    if version.checked_sub(1) != Some(storage::config(e).event_version) {
        return Err(Error::VersionNotNext);
    }
    propose(e, Change::EventWasm, wasm_hash, Some(version))
}

pub fn propose_registry_wasm(e: &Env, wasm_hash: BytesN<32>) -> Result<(), Error> {
    propose(e, Change::RegistryWasm, wasm_hash, None)
}

/// One proposal of a kind at a time: each ends in an event that says it was applied or cancelled, never by another one
/// in its place.
fn propose(e: &Env, change: Change, wasm_hash: BytesN<32>, version: Option<u32>) -> Result<(), Error> {
    if storage::pending(e, change).is_some() {
        return Err(Error::ChangePending);
    }
    let apply_from = e.ledger().timestamp() + DELAY;
    storage::set_pending(e, change, &Pending { apply_from, version, wasm_hash: wasm_hash.clone() });
    ChangeProposed { change, apply_from, version, wasm_hash }.publish(e);
    Ok(())
}

pub fn cancel(e: &Env, by: Address, change: Change) -> Result<(), Error> {
    roles::ensure_admin_or_guardian(e, &by)?;
    let Pending { version, wasm_hash, .. } = remove(e, change)?;
    ChangeCancelled { change, by, version, wasm_hash }.publish(e);
    Ok(())
}

/// The registry's own new code works from the next call on.
pub fn apply(e: &Env, change: Change) -> Result<(), Error> {
    let Pending { apply_from, version, wasm_hash } = remove(e, change)?;
    if e.ledger().timestamp() < apply_from {
        return Err(Error::DelayNotOver);
    }
    // Only the event's code has a version.
    match version {
        Some(version) => set_event_wasm(e, wasm_hash.clone(), version),
        None => e.deployer().update_current_contract(ContractExecutable::Wasm(wasm_hash.clone())),
    }
    ChangeApplied { change, version, wasm_hash }.publish(e);
    Ok(())
}

fn remove(e: &Env, change: Change) -> Result<Pending, Error> {
    let pending = storage::pending(e, change).ok_or(Error::NothingPending)?;
    storage::remove_pending(e, change);
    Ok(pending)
}

fn set_event_wasm(e: &Env, wasm_hash: BytesN<32>, version: u32) {
    let mut config = storage::config(e);
    config.event_wasm = wasm_hash;
    config.event_version = version;
    storage::set_config(e, &config);
}
