//! The organizer may rearrange the shares until the first ticket is sold, never afterwards.
use crate::{ensure, errors::Error, events, log, storage, terms, types::SplitsChanged};
use passa_types::{Payee, Role};
use soroban_sdk::{Env, Vec};

pub fn execute(e: &Env, payees: Vec<Payee>) -> Result<(), Error> {
    let (config, mut terms, mut state) = (storage::config(e), storage::terms(e), storage::hot(e));
    ensure!(state.gross == 0, Error::SplitsFixed);
    terms::payees(&config, &payees)?;
    ensure!(payees.get_unchecked(0).bps >= terms.policy.commission_cap_bps, Error::PolicyInvalid);
    let kept = |p: Payee| p.role != Role::Platform || payees.iter().any(|q| q == p);
    ensure!(terms.payees.iter().all(kept), Error::PlatformShareChanged);

    let mut paid = Vec::new(e);
    payees.iter().for_each(|_| paid.push_back(0i128));
    storage::set_paid(e, &paid);
    terms.terms_version += 1;
    terms.payees = payees.clone();
    state.terms_version = terms.terms_version;
    state.consents = 0;
    let change = SplitsChanged { payees, terms_version: terms.terms_version };
    log::publish(e, &mut state, change, |payload, n, log| events::SplitsSet { payload, n, log });
    storage::set_terms(e, &terms);
    storage::set_hot(e, &state);
    Ok(())
}
