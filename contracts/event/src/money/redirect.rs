//! A payee moves to another address, and everybody can see it two days before it happens.
use crate::{
    clock::{now, pay_to},
    ensure,
    errors::Error,
    events, log,
    payloads::Redirection,
    records::{
        counters::REDIRECTED,
        payee::PayTo,
        state::{Redirect, REDIRECT_DELAY},
        storage,
    },
};
use soroban_sdk::{token::StellarAssetClient, Env, MuxedAddress};

/// `to` must be able to hold USDC. The present address as `to` withdraws what is pending.
pub fn execute(e: &Env, index: u32, to: MuxedAddress) -> Result<(), Error> {
    let (config, mut terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    let present = pay_to(e, &terms, &counters, index)?;
    present.address(e).require_auth();
    let next = PayTo::new(&to);
    for other in (0..terms.payees().len() as u32).filter(|i| *i != index) {
        ensure!(pay_to(e, &terms, &counters, other)? != next, Error::PayeeTwice);
    }
    ensure!(!config.is_taken(e, &to.address()), Error::PayeeInvalid);
    let able = StellarAssetClient::new(e, &config.usdc).try_authorized(&to.address());
    ensure!(matches!(able, Ok(Ok(true))), Error::CannotReceive);

    let mut state = storage::state(e);
    if terms.payee(index)?.to != present {
        terms.payee_mut(index).to = present;
        storage::set_terms(e, &terms);
    }
    let from_when = now(e) + REDIRECT_DELAY;
    let pending = (next != present).then_some(Redirect { from_when, to: next });
    if let Some(slot) = state.redirects.get_mut(index as usize) {
        *slot = pending;
    }
    counters.set(REDIRECTED, state.redirects.iter().any(Option::is_some));
    let payload = Redirection { from_when, index, to };
    log::publish(e, &mut counters, |n, log| events::Redirected { payload, n, log });
    storage::set_state(e, &state);
    storage::set_counters(e, &counters);
    Ok(())
}
