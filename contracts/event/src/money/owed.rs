//! What could not be delivered is fetched later, by anyone's call, to whom it belongs.
use crate::{
    clock::ensure_not_frozen,
    ensure,
    errors::Error,
    events, log,
    money::accounting::{refunds_open, spare},
    payloads::OwedPayment,
    records::storage,
};
use soroban_sdk::{token::TokenClient, Address, Env};

/// Returns stroops. Errors 501, 651, the token's own.
pub fn claim(e: &Env, to: &Address) -> Result<i128, Error> {
    let amount = storage::owed(e, to);
    storage::set_owed(e, to, 0);
    pay(e, to, amount, 0, false)
}

/// Through the registry, which names the present treasury: what is owed to it, and its shortfalls as far as no entitlement
/// needs them. Returns stroops.
pub fn pay_treasury(e: &Env, treasury: &Address) -> Result<i128, Error> {
    let (config, terms, counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    config.registry.require_auth();
    let mut shortfall = 0;
    if !refunds_open(e, &terms, &counters) {
        shortfall = spare(&terms, &counters, &storage::paid(e)).clamp(0, counters.shortfalls);
    }
    let owed = storage::treasury_owed(e);
    storage::set_treasury_owed(e, 0);
    pay(e, treasury, owed, shortfall, true)
}

fn pay(e: &Env, to: &Address, owed: i128, shortfall: i128, treasury: bool) -> Result<i128, Error> {
    let (config, mut counters) = (storage::config(e), storage::counters(e));
    ensure_not_frozen(e, &counters)?;
    let amount = owed + shortfall;
    ensure!(amount > 0, Error::NothingDue);
    counters.owed -= owed;
    counters.shortfalls -= shortfall;
    let payload = OwedPayment { amount, shortfall, treasury };
    log::publish(e, &mut counters, |n, log| events::OwedPaid { to: to.clone(), payload, n, log });
    storage::set_counters(e, &counters);
    TokenClient::new(e, &config.usdc).transfer(&e.current_contract_address(), to, &amount);
    Ok(amount)
}
