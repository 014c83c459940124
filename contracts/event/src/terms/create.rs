//! An event comes into being, by the registry's deploy alone.
use crate::{
    ensure,
    errors::Error,
    events, log,
    payloads::Creation,
    records::{config::Config, counters::Counters, payee::MAX_PAYEES, storage, terms::Terms},
    terms::{consent, validate},
};
use passa_types::EventInit;
use soroban_sdk::{token::TokenClient, Address, Env};

pub fn execute(e: &Env, born: passa_types::Config, init: &EventInit) -> Result<(), Error> {
    let terms = Terms::new(init)?;
    ensure!((0..=u64::MAX as i128).contains(&born.cap), Error::PolicyInvalid);
    let config = Config {
        version: born.version,
        cap: born.cap,
        min_reserve_bps: born.min_reserve_bps,
        key: born.attribution_key,
        issuer: issuer(e, &born.usdc),
        organizer: born.organizer,
        registry: born.registry,
        usdc: born.usdc,
    };
    validate::everything(e, &config, &terms)?;
    storage::set_config(e, &config);
    storage::set_terms(e, &terms);
    storage::set_paid(e, &[0; MAX_PAYEES], terms.payees().len());
    let mut counters = Counters::new(log::start(e), terms.tiers().len());
    counters.consents = consent::given(&terms);
    let payload = Creation { config: config.pack(e), terms: terms.pack(e) };
    log::publish(e, &mut counters, |n, log| events::Created { payload, n, log });
    storage::set_counters(e, &counters);
    Ok(())
}

/// The asset contract's own name says it: `USDC:G…`.
fn issuer(e: &Env, usdc: &Address) -> Address {
    let name = TokenClient::new(e, usdc).name().to_bytes();
    let colon = name.iter().position(|byte| byte == b':').unwrap_or(0) as u32;
    Address::from_string_bytes(&name.slice(colon + 1..))
}
