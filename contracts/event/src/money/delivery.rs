//! Money goes to somebody who may not be able to take it: then it waits, and nobody else waits with it.
use crate::{
    ensure,
    errors::Error,
    records::{config::Config, counters::Counters, storage},
};
use soroban_sdk::{
    token::{StellarAssetClient, TokenClient},
    Address, Env, MuxedAddress,
};

/// Whether the transfer went through: no trust line, a frozen or a full balance make it fail. Only the transfer can tell.
pub fn send(e: &Env, config: &Config, to: &MuxedAddress, amount: i128) -> bool {
    let sent = TokenClient::new(e, &config.usdc).try_transfer(&e.current_contract_address(), to, &amount);
    matches!(sent, Ok(Ok(())))
}

/// Error 508: the event's own balance is frozen, so that nobody could be paid; that is no reason to owe it.
fn ensure_payable(e: &Env, config: &Config) -> Result<(), Error> {
    let usable = StellarAssetClient::new(e, &config.usdc).authorized(&e.current_contract_address());
    ensure!(usable, Error::EventBalanceFrozen);
    Ok(())
}

/// Pays somebody or owes it. Returns whether it was delivered.
pub fn deliver(e: &Env, config: &Config, counters: &mut Counters, to: &Address, amount: i128) -> Result<bool, Error> {
    if amount == 0 || send(e, config, &to.clone().into(), amount) {
        return Ok(true);
    }
    ensure_payable(e, config)?;
    storage::set_owed(e, to, storage::owed(e, to) + amount);
    counters.owed += amount;
    Ok(false)
}

/// Pays the treasury or owes it, to whichever address it has then.
pub fn deliver_to_treasury(
    e: &Env,
    config: &Config,
    counters: &mut Counters,
    treasury: &Address,
    amount: i128,
) -> Result<bool, Error> {
    if amount == 0 || send(e, config, &treasury.clone().into(), amount) {
        return Ok(true);
    }
    ensure_payable(e, config)?;
    owe_treasury(e, counters, amount);
    Ok(false)
}

pub fn owe_treasury(e: &Env, counters: &mut Counters, amount: i128) {
    storage::set_treasury_owed(e, storage::treasury_owed(e) + amount);
    counters.owed += amount;
}
