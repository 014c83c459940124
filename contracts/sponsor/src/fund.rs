use crate::{
    errors::Error,
    events::{Funded, Funding},
    log,
    records::{Claim, Grant, Offer, Sponsorship, Stage},
    storage, token,
};
use passa_types::{ensure, platform::known_event};
use soroban_sdk::{xdr::ToXdr, Address, BytesN, Env, Vec};

const MAX_CREATORS: u32 = 8;

/// No balance of a Stellar account is larger.
const MAX_AMOUNT: i128 = i64::MAX as i128;

pub fn execute(e: &Env, brand: &Address, event: &Address, nonce: u64, offer: Offer) -> Result<BytesN<32>, Error> {
    check(e, &offer)?;
    // The rules hang on what the event says: any other contract could say anything.
    ensure!(known_event(e, &storage::registry(e), event).is_some(), Error::EventUnknown);
    let id = id(e, brand, event, nonce);
    ensure!(!storage::has_sponsorship(e, &id), Error::SponsorshipExists);
    let mut s = born(e, brand, event, &offer, &id);
    let payload = |offer: &Offer| Funding { brand: brand.clone(), event: event.clone(), nonce, offer: offer.clone() };
    log::publish(e, &mut s, |n, log| Funded { id: id.clone(), payload: payload(&offer), n, log });
    storage::set_sponsorship(e, &id, &s);
    token::collect(e, brand, s.amount);
    Ok(id)
}

/// SHA-256(XDR [brand, event, nonce]): nothing that changes.
fn id(e: &Env, brand: &Address, event: &Address, nonce: u64) -> BytesN<32> {
    e.crypto().sha256(&(brand, event, nonce).to_xdr(e)).to_bytes()
}

fn check(e: &Env, offer: &Offer) -> Result<(), Error> {
    let Offer { amount, creators, daily, rate, total, .. } = offer;
    ensure!((1..=MAX_AMOUNT).contains(amount), Error::AmountInvalid);
    ensure!(creators.len() <= MAX_CREATORS, Error::TooManyCreators);
    let none = *daily == 0 && *rate == 0 && *total == 0;
    let some = 0 < *rate && *rate <= *daily && *daily <= *total && *total <= *amount;
    ensure!(if creators.is_empty() { none } else { some }, Error::LimitsInvalid);
    for creator in creators.iter() {
        let once = creators.first_index_of(&creator) == creators.last_index_of(&creator);
        ensure!(once && creator != e.current_contract_address(), Error::CreatorInvalid);
    }
    Ok(())
}

fn born(e: &Env, brand: &Address, event: &Address, offer: &Offer, id: &BytesN<32>) -> Sponsorship {
    let mut grants = Vec::new(e);
    offer.creators.iter().for_each(|creator| grants.push_back(Grant { base: 0, creator, paid: 0 }));
    Sponsorship {
        amount: offer.amount,
        brand: brand.clone(),
        claim: Claim::NONE,
        daily: offer.daily,
        day: 0,
        event: event.clone(),
        grants,
        log: log::start(e, id),
        n: 0,
        paid: 0,
        rate: offer.rate,
        refunded: 0,
        released: 0,
        spent: 0,
        stage: Stage::Funded,
        total: offer.total,
    }
}
