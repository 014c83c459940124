use super::{RegistryContract, RegistryContractArgs, RegistryContractClient};
use crate::{create, errors::Error, events, events::Event, roles, rules, settle, storage, types::RegistryConfig};
use soroban_sdk::{contractimpl, Address, Env, Val, Vec};

#[contractimpl]
impl RegistryContract {
    /// Called once, by the deploy: what it sets works at once. Error 703.
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

    /// By relayer and treasury, which sign as `settle.rs` says; the payment is a child of the treasury's signature. Items
    /// have the form of `event_version(event)` and pass on unread. Errors 702, 711, the event's.
    pub fn settle_batch(e: Env, event: Address, lane: u32, seq: u32, items: Vec<Val>) -> Result<u64, Error> {
        settle::execute(&e, &event, lane, seq, &items)
    }

    /// By the relayer: sets seats aside for fiat buyers. Errors 702, 711, the event's.
    pub fn allocate(e: Env, event: Address, tier: u32, n: u32) -> Result<(), Error> {
        roles::relayer(&e)?;
        match events::find(&e, &event)? {
            Event::First(event) => event.allocate(&tier, &n),
            Event::Second(event) => event.allocate(&tier, &n),
        }
        Ok(())
    }

    /// By the relayer: gives seats back to wallets. Errors 702, 711, the event's.
    pub fn deallocate(e: Env, event: Address, tier: u32, n: u32) -> Result<(), Error> {
        roles::relayer(&e)?;
        match events::find(&e, &event)? {
            Event::First(event) => event.deallocate(&tier, &n),
            Event::Second(event) => event.deallocate(&e.current_contract_address(), &tier, &n),
        }
        Ok(())
    }

    /// By relayer and organizer, whose signature covers the event's call as a child: a complimentary ticket for somebody
    /// without a wallet. Returns its order. Errors 702, 711, 714, the event's.
    pub fn mint_custodial(e: Env, event: Address, to: Address, tier: u32, nonce: u64) -> Result<u64, Error> {
        roles::relayer(&e)?;
        let event = events::second(&e, &event)?;
        event.organizer().require_auth();
        Ok(event.mint_custodial(&to, &tier, &nonce))
    }
}
