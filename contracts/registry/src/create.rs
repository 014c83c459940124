//! Publishing an event deploys its contract.
use crate::{
    errors::Error,
    events::FIRST,
    rules, storage,
    types::{Announced, RegistryConfig},
};
use passa_types::{first, Config};
use soroban_sdk::{deploy::DeployerWithAddress, xdr::ToXdr, Address, ContractExecutable, Env, Val};

pub fn execute(e: &Env, organizer: Address, nonce: u64, init: Val) -> Result<Address, Error> {
    let config = storage::config(e);
    rules::check_init(e, &config, &init)?;
    let deployer = deployer(e, &organizer, nonce);
    let event = deployer.deployed_address();
    let no = storage::enlist(e, &event, config.event_version)?;
    let wasm_hash = config.event_wasm.clone();
    Announced { event, no, nonce, organizer: organizer.clone(), wasm_hash: wasm_hash.clone() }.publish(e);
    let code = ContractExecutable::Wasm(wasm_hash);
    Ok(match config.event_version {
        ..=FIRST => deployer.deploy_contract(code, (first_config(e, config, organizer), init)),
        _ => deployer.deploy_contract(code, (second_config(e, config, organizer), init)),
    })
}

/// Its salt is SHA-256 over XDR [organizer, nonce]: nothing that changes.
pub fn deployer(e: &Env, organizer: &Address, nonce: u64) -> DeployerWithAddress {
    let salt = e.crypto().sha256(&(organizer.clone(), nonce).to_xdr(e));
    e.deployer().with_current_contract(salt)
}

/// The first version knows the treasury for ever, and no event without a cap.
fn first_config(e: &Env, c: RegistryConfig, organizer: Address) -> first::Config {
    first::Config {
        attribution_key: c.attribution_key,
        cap: if c.event_cap == 0 { i128::MAX } else { c.event_cap },
        organizer,
        registry: e.current_contract_address(),
        treasury: c.treasury,
        usdc: c.usdc,
        version: c.event_version,
    }
}

/// The treasury comes with each call, and cap and key may change: `set_cap`, `set_attribution_key`.
fn second_config(e: &Env, c: RegistryConfig, organizer: Address) -> Config {
    Config {
        attribution_key: c.attribution_key,
        cap: c.event_cap,
        min_reserve_bps: c.min_reserve_bps,
        organizer,
        registry: e.current_contract_address(),
        usdc: c.usdc,
        version: c.event_version,
    }
}
