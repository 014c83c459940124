//! The organizer puts in what refunds need beyond what is still here, and gets it back when nobody needs it.
use crate::{
    clock::ensure_not_frozen,
    ensure,
    errors::Error,
    events, log,
    money::accounting::{refunds_open, spare},
    records::storage,
};
use soroban_sdk::{token::TokenClient, Env};

/// 100 billion USDC: no sum can leave the range of what is stored.
const MAX: i128 = 1_000_000_000_000_000_000;

pub fn fund(e: &Env, amount: i128) -> Result<(), Error> {
    let (config, mut counters) = (storage::config(e), storage::counters(e));
    config.organizer.require_auth();
    ensure!((1..=MAX).contains(&amount), Error::AmountZero);
    counters.top_ups += amount;
    log::publish(e, &mut counters, |n, log| events::Funded { payload: amount, n, log });
    storage::set_counters(e, &counters);
    TokenClient::new(e, &config.usdc).transfer(&config.organizer, &e.current_contract_address(), &amount);
    Ok(())
}

/// What no entitlement needs, the treasury's shortfalls first. Returns stroops.
pub fn give_back(e: &Env) -> Result<i128, Error> {
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    config.organizer.require_auth();
    ensure_not_frozen(e, &counters)?;
    ensure!(!refunds_open(e, &terms, &counters), Error::RefundsOpen);
    let spare = spare(&terms, &counters, &storage::paid(e)) - counters.shortfalls;
    let amount = spare.min(counters.top_ups);
    ensure!(amount > 0, Error::NothingDue);
    counters.top_ups -= amount;
    log::publish(e, &mut counters, |n, log| events::TopUpsReturned { payload: amount, n, log });
    storage::set_counters(e, &counters);
    TokenClient::new(e, &config.usdc).transfer(&e.current_contract_address(), &config.organizer, &amount);
    Ok(amount)
}
