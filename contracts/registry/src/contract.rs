use crate::{
    errors::Error,
    storage,
    types::{Announced, RegistryConfig},
};
use passa_types::{Config, EventClient, EventInit, Role, SettleItem};
use soroban_sdk::{contract, contractimpl, xdr::ToXdr, ContractExecutable, Address, BytesN, Env, Vec};

/// The layout and rules of the event code that this registry deploys.
const EVENT_VERSION: u32 = 1;
const WHOLE: u32 = 10_000;

#[contract]
pub struct RegistryContract;

#[contractimpl]
impl RegistryContract {
    pub fn __constructor(e: Env, config: RegistryConfig) -> Result<(), Error> {
        let sane = (1..WHOLE).contains(&config.platform_fee_bps) && config.min_reserve_bps <= WHOLE && config.event_cap > 0;
        if !sane {
            return Err(Error::ConfigInvalid);
        }
        storage::set_config(&e, &config);
        Ok(())
    }

    /// By the organizer: announces and deploys an event's contract. The address follows from (organizer, nonce).
    pub fn create_event(e: Env, organizer: Address, nonce: u64, init: EventInit) -> Result<Address, Error> {
        organizer.require_auth();
        let config = storage::config(&e);
        let ours = |p: passa_types::Payee| {
            p.role == Role::Platform && p.bps == config.platform_fee_bps && same(&p.address, &config.platform)
        };
        if !init.payees.iter().any(ours) {
            return Err(Error::PlatformShareMissing);
        }
        if init.policy.reserve_bps < config.min_reserve_bps {
            return Err(Error::ReserveTooSmall);
        }
        let deployer = e.deployer().with_current_contract(salt(&e, &organizer, nonce));
        let event = deployer.deployed_address();
        let no = storage::enlist(&e, &event);
        let wasm_hash = config.event_wasm.clone();
        Announced { event, no, nonce, organizer: organizer.clone(), wasm_hash: wasm_hash.clone() }.publish(&e);
        Ok(deployer.deploy_contract(ContractExecutable::Wasm(wasm_hash), (event_config(&e, config, organizer), init)))
    }

    /// By the relayer, with the treasury's signature over the payment.
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
        e.deployer().with_current_contract(salt(&e, &organizer, nonce)).deployed_address()
    }
}

fn same(a: &soroban_sdk::MuxedAddress, b: &soroban_sdk::MuxedAddress) -> bool {
    a.address() == b.address() && a.id() == b.id()
}

fn salt(e: &Env, organizer: &Address, nonce: u64) -> BytesN<32> {
    e.crypto().sha256(&(organizer.clone(), nonce).to_xdr(e)).to_bytes()
}

fn event_config(e: &Env, c: RegistryConfig, organizer: Address) -> Config {
    Config {
        attribution_key: c.attribution_key,
        cap: c.event_cap,
        organizer,
        registry: e.current_contract_address(),
        treasury: c.treasury,
        usdc: c.usdc,
        version: EVENT_VERSION,
    }
}

fn known<'a>(e: &'a Env, event: &Address) -> Result<EventClient<'a>, Error> {
    storage::event_no(e, event)?;
    Ok(EventClient::new(e, event))
}
