//! The entry points: authorisation, then one verb. The platform's roles act on an event only through here.
use crate::{
    change, create,
    errors::Error,
    rules, storage,
    types::{Change, Pending, RegistryConfig},
};
use passa_types::first::EventClient;
use soroban_sdk::{contract, contractimpl, Address, BytesN, Env, Val, Vec};

#[contract]
pub struct RegistryContract;

#[contractimpl]
impl RegistryContract {
    pub fn __constructor(e: Env, config: RegistryConfig) -> Result<(), Error> {
        rules::check(&config)?;
        storage::set_config(&e, &config);
        Ok(())
    }

    /// By the organizer: announces and deploys an event's contract. The address follows from (organizer, nonce). `init`
    /// is the event constructor's, in the form of `config().event_version`. Errors 700, 701, 704, 705; event `announced`.
    pub fn create_event(e: Env, organizer: Address, nonce: u64, init: Val) -> Result<Address, Error> {
        organizer.require_auth();
        create::execute(&e, organizer, nonce, init)
    }

    /// By the relayer, with the treasury's signature over the payment, a child of this call. Items have the form of
    /// `event_version(event)` and pass on unread.
    pub fn settle_batch(e: Env, event: Address, lane: u32, seq: u32, items: Vec<Val>) -> Result<u64, Error> {
        let config = storage::config(&e);
        config.relayer.require_auth();
        config.treasury.require_auth();
        Ok(known(&e, &event)?.settle_batch(&lane, &seq, &items))
    }

    /// By the relayer: sets seats aside for fiat buyers.
    pub fn allocate(e: Env, event: Address, tier: u32, n: u32) -> Result<(), Error> {
        storage::config(&e).relayer.require_auth();
        known(&e, &event)?.allocate(&tier, &n);
        Ok(())
    }

    /// By the relayer: gives seats back to wallets.
    pub fn deallocate(e: Env, event: Address, tier: u32, n: u32) -> Result<(), Error> {
        storage::config(&e).relayer.require_auth();
        known(&e, &event)?.deallocate(&tier, &n);
        Ok(())
    }

    /// By the admin: proposes the code of events published later. `version` is the present one plus 1. Errors 706, 707;
    /// event `change_proposed`.
    pub fn set_event_wasm(e: Env, wasm_hash: BytesN<32>, version: u32) -> Result<(), Error> {
        storage::config(&e).admin.require_auth();
        change::propose_event_wasm(&e, wasm_hash, version)
    }

    /// By the admin: proposes the registry's own new code. Error 707; event `change_proposed`.
    pub fn upgrade(e: Env, wasm_hash: BytesN<32>) -> Result<(), Error> {
        storage::config(&e).admin.require_auth();
        change::propose_registry_wasm(&e, wasm_hash)
    }

    /// By the admin or the guardian: withdraws a proposal. Errors 708, 710; event `change_cancelled`.
    pub fn cancel_change(e: Env, by: Address, change: Change) -> Result<(), Error> {
        by.require_auth();
        change::cancel(&e, by, change)
    }

    /// By anyone, 48 hours after the proposal. Errors 708, 709; event `change_applied`.
    pub fn apply_change(e: Env, change: Change) -> Result<(), Error> {
        change::apply(&e, change)
    }

    /// What is proposed and neither applied nor cancelled.
    pub fn pending_change(e: Env, change: Change) -> Option<Pending> {
        storage::pending(&e, change)
    }

    pub fn config(e: Env) -> RegistryConfig {
        storage::config(&e)
    }

    pub fn events_count(e: Env) -> u32 {
        storage::count(&e)
    }

    /// The running number of an event of this registry.
    pub fn event_no(e: Env, event: Address) -> Result<u32, Error> {
        Ok(storage::event(&e, &event)?.no)
    }

    /// The version of an event of this registry: the form of its calls, items and events. Error 702.
    pub fn event_version(e: Env, event: Address) -> Result<u32, Error> {
        Ok(storage::event(&e, &event)?.version)
    }

    /// Where `create_event` with these arguments deploys.
    pub fn event_address(e: Env, organizer: Address, nonce: u64) -> Address {
        create::deployer(&e, &organizer, nonce).deployed_address()
    }
}

fn known<'a>(e: &'a Env, event: &Address) -> Result<EventClient<'a>, Error> {
    storage::event(e, event)?;
    Ok(EventClient::new(e, event))
}
