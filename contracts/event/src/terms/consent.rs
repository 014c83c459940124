//! A payee agrees to its share before anything is sold.
use crate::{
    ensure,
    errors::Error,
    events, log,
    payloads::Consent,
    records::{storage, terms::Terms},
};
use passa_types::Role;
use soroban_sdk::{address_payload::AddressPayload, token::StellarAssetClient, BytesN, Env};

/// The organizer published the terms and the platform's rules are in them: both agreed already.
pub fn given(terms: &Terms) -> u16 {
    let agreed = |(i, payee): (usize, &crate::records::payee::PayeeRow)| i == 0 || payee.is(Role::Platform);
    let bit = |(i, payee)| if agreed((i, payee)) { 1 << i } else { 0 };
    terms.payees().iter().enumerate().map(bit).sum()
}

/// `splits_hash` is what the payee saw. Opens the account's trust line, where it has none.
pub fn execute(e: &Env, index: u32, splits_hash: BytesN<32>) -> Result<(), Error> {
    let terms = storage::terms(e);
    let payee = terms.payee(index)?.to.address(e);
    payee.require_auth();
    ensure!(splits_hash == terms.splits_hash(e), Error::SplitsChanged);
    let mut counters = storage::counters(e);
    ensure!(counters.consents & 1 << index == 0, Error::AlreadyAccepted);
    counters.consents |= 1 << index;
    let payload = Consent { index, splits_hash };
    log::publish(e, &mut counters, |n, log| events::Accepted { payee: payee.clone(), payload, n, log });
    storage::set_counters(e, &counters);
    if let Some(AddressPayload::AccountIdPublicKeyEd25519(_)) = payee.to_payload() {
        StellarAssetClient::new(e, &storage::config(e).usdc).trust(&payee);
    }
    Ok(())
}
