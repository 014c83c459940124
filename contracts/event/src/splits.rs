//! The organizer may rearrange the shares until the first ticket is sold, never afterwards.
use crate::{ensure, errors::Error, events, log, storage, terms, types::SplitsChanged};
use passa_types::{Payee, Role};
use soroban_sdk::{Env, Vec};

pub fn execute(e: &Env, payees: Vec<Payee>) -> Result<(), Error> {
    let (config, mut terms, mut hot) = (storage::config(e), storage::terms(e), storage::hot(e));
    ensure!(hot.gross == 0, Error::SplitsFixed);
    ensure!(platform(e, &terms.payees) == platform(e, &payees), Error::PlatformShareChanged);
    terms.terms_version += 1;
    terms.payees = payees.clone();
    terms::splits(e, &config, &terms)?;
    hot.terms_version = terms.terms_version;
    hot.consents = 0;

    let payload = SplitsChanged { payees, terms_version: terms.terms_version };
    log::publish(e, &mut hot, |n, log| events::SplitsSet { payload, n, log });
    storage::set_paid(e, &nothing_paid(e, terms.payees.len()));
    storage::set_terms(e, &terms);
    storage::set_hot(e, &hot);
    Ok(())
}

/// The platform's payees, which only the registry's rules set.
fn platform(e: &Env, payees: &Vec<Payee>) -> Vec<Payee> {
    let mut ours = Vec::new(e);
    payees.iter().filter(|p| p.role == Role::Platform).for_each(|p| ours.push_back(p));
    ours
}

pub fn nothing_paid(e: &Env, payees: u32) -> Vec<i128> {
    let mut paid = Vec::new(e);
    (0..payees).for_each(|_| paid.push_back(0));
    paid
}
