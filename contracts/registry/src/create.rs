//! Publishing an event deploys its contract.
use crate::{
    errors::Error,
    rules, storage,
    types::{Announced, RegistryConfig},
};
use passa_types::first::Config;
use soroban_sdk::{deploy::DeployerWithAddress, xdr::ToXdr, Address, ContractExecutable, Env, Val};

pub fn execute(e: &Env, organizer: Address, nonce: u64, init: Val) -> Result<Address, Error> {
    let config = storage::config(e);
    rules::check_init(e, &config, &init)?;
    let deployer = deployer(e, &organizer, nonce);
    let event = deployer.deployed_address();
    let no = storage::enlist(e, &event, config.event_version)?;
    let wasm_hash = config.event_wasm.clone();
    Announced { event, no, nonce, organizer: organizer.clone(), wasm_hash: wasm_hash.clone() }.publish(e);
    Ok(deployer.deploy_contract(ContractExecutable::Wasm(wasm_hash), (event_config(e, config, organizer), init)))
}

/// Its salt is SHA-256 over XDR [organizer, nonce]: nothing that changes.
pub fn deployer(e: &Env, organizer: &Address, nonce: u64) -> DeployerWithAddress {
    let salt = e.crypto().sha256(&(organizer.clone(), nonce).to_xdr(e));
    e.deployer().with_current_contract(salt)
}

fn event_config(e: &Env, c: RegistryConfig, organizer: Address) -> Config {
    Config {
        attribution_key: c.attribution_key,
        cap: c.event_cap,
        organizer,
        registry: e.current_contract_address(),
        treasury: c.treasury,
        usdc: c.usdc,
        version: c.event_version,
    }
}
