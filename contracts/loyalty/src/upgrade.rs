//! New code waits 48 hours, so that anyone who disagrees can see it coming, and the guardian can stop it.
use crate::{
    errors::Error,
    events::{WasmApplied, WasmCancelled, WasmProposed},
    storage,
};
use passa_types::ensure;
use soroban_sdk::{contracttype, BytesN, ContractExecutable, Env};

/// Seconds.
const DELAY: u64 = 48 * 3600;

/// Anyone can apply it from `apply_from` on, in Unix seconds.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pending {
    pub apply_from: u64,
    pub wasm_hash: BytesN<32>,
}

/// One proposal at a time: each ends in an event that says it was applied or cancelled.
pub fn propose(e: &Env, wasm_hash: BytesN<32>) -> Result<(), Error> {
    ensure!(storage::pending(e).is_none(), Error::ChangePending);
    let apply_from = e.ledger().timestamp() + DELAY;
    storage::set_pending(e, &Pending { apply_from, wasm_hash: wasm_hash.clone() });
    WasmProposed { apply_from, wasm_hash }.publish(e);
    Ok(())
}

pub fn cancel(e: &Env) -> Result<(), Error> {
    let Pending { wasm_hash, .. } = storage::pending(e).ok_or(Error::NothingPending)?;
    storage::remove_pending(e);
    WasmCancelled { wasm_hash }.publish(e);
    Ok(())
}

/// The new code works from the next call on.
pub fn apply(e: &Env) -> Result<(), Error> {
    let Pending { apply_from, wasm_hash } = storage::pending(e).ok_or(Error::NothingPending)?;
    ensure!(e.ledger().timestamp() >= apply_from, Error::DelayNotOver);
    storage::remove_pending(e);
    WasmApplied { wasm_hash: wasm_hash.clone() }.publish(e);
    e.deployer().update_current_contract(ContractExecutable::Wasm(wasm_hash));
    Ok(())
}
