//! The entry points: authorisation, then one verb. The platform's roles act on an event only through here.
use crate::{create, errors::Error, rules, storage, types::RegistryConfig};
use passa_types::{EventClient, EventInit, SettleItem};
use soroban_sdk::{contract, contractimpl, Address, Env, Vec};

#[contract]
pub struct RegistryContract;

#[contractimpl]
impl RegistryContract {
    pub fn __constructor(e: Env, config: RegistryConfig) -> Result<(), Error> {
        rules::check(&config)?;
        storage::set_config(&e, &config);
        Ok(())
    }

    /// By the organizer: announces and deploys an event's contract. The address follows from (organizer, nonce).
    pub fn create_event(e: Env, organizer: Address, nonce: u64, init: EventInit) -> Result<Address, Error> {
        organizer.require_auth();
        create::execute(&e, organizer, nonce, init)
    }

    /// By the relayer, with the treasury's signature over the payment, a child of this call.
    pub fn settle_batch(e: Env, event: Address, lane: u32, seq: u32, items: Vec<SettleItem>) -> Result<u64, Error> {
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

    pub fn config(e: Env) -> RegistryConfig {
        storage::config(&e)
    }

    pub fn events_count(e: Env) -> u32 {
        storage::count(&e)
    }

    /// The running number of an event of this registry.
    pub fn event_no(e: Env, event: Address) -> Result<u32, Error> {
        storage::event_no(&e, &event)
    }

    /// Where `create_event` with these arguments deploys.
    pub fn event_address(e: Env, organizer: Address, nonce: u64) -> Address {
        create::deployer(&e, &organizer, nonce).deployed_address()
    }
}

fn known<'a>(e: &'a Env, event: &Address) -> Result<EventClient<'a>, Error> {
    storage::event_no(e, event)?;
    Ok(EventClient::new(e, event))
}
