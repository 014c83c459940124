//! The organizer may rearrange shares and policy until the first order, never afterwards.
use crate::{
    clock::pay_to,
    ensure,
    errors::Error,
    events, log,
    payloads::SplitsChange,
    records::{
        counters::{Counters, ORDERED, REDIRECTED},
        payee::{PayeeRow, MAX_PAYEES},
        storage,
        terms::Terms,
    },
    terms::{consent, validate},
};
use passa_types::{Payee, Policy, Role};
use soroban_sdk::{Env, Vec};

pub fn execute(e: &Env, payees: Vec<Payee>, policy: Policy) -> Result<(), Error> {
    let (config, mut old, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    config.organizer.require_auth();
    ensure!(!counters.has(ORDERED), Error::SplitsFixed);
    // A payee that redirected is at its new address now: the platform's money must not go back to an address that it left.
    for index in 0..old.payees().len() as u32 {
        old.payee_mut(index).to = pay_to(e, &old, &counters, index)?;
    }
    let mut terms = old.clone();
    terms.set_payees(&payees)?;
    terms.policy = policy;
    ensure!(platform(&old).eq(platform(&terms)), Error::PlatformShareChanged);
    validate::splits(e, &config, &terms)?;
    counters.terms_version += 1;
    counters.splits_version += 1;
    counters.consents = consent::given(&terms);
    forget_redirects(e, &mut counters);

    let (splits_version, terms_version) = (counters.splits_version, counters.terms_version);
    let payload = SplitsChange { splits_version, terms: terms.pack(e), terms_version };
    log::publish(e, &mut counters, |n, log| events::SplitsSet { payload, n, log });
    // Nobody was paid yet: there was no order.
    storage::set_paid(e, &[0; MAX_PAYEES], terms.payees().len());
    storage::set_terms(e, &terms);
    storage::set_counters(e, &counters);
    Ok(())
}

/// Where a payee wanted its money counts for that payee, not for the one who has the place now.
fn forget_redirects(e: &Env, counters: &mut Counters) {
    if counters.has(REDIRECTED) {
        let mut state = storage::state(e);
        state.redirects = Default::default();
        storage::set_state(e, &state);
        counters.set(REDIRECTED, false);
    }
}

/// The platform's payees, which only the registry's rules set.
fn platform(terms: &Terms) -> impl Iterator<Item = &PayeeRow> {
    terms.payees().iter().filter(|payee| payee.is(Role::Platform))
}
