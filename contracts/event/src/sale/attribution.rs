//! Who brought a wallet's buyer, as the platform signed it:
//! layout u8 ‖ model u8 ‖ expiry u64 ‖ inputs hash ‖ 1–4 × (address ‖ weight u16) ‖ Ed25519 signature over
//! "passa attribution" ‖ network id ‖ XDR[event, buyer, nonce] ‖ all before the signature.
use crate::{
    clock::now,
    records::{
        config::Config,
        packed::{Reader, LAYOUT},
        terms::Terms,
    },
    sale::credits,
};
use soroban_sdk::{xdr::ToXdr, Address, Bytes, BytesN, Env, Vec};

const DOMAIN: &[u8] = b"passa attribution";
const HEAD: u32 = 42;
const CREDIT: u32 = 35;
const SIGNATURE: u32 = 64;
const LONGEST: usize = (HEAD + 4 * CREDIT + SIGNATURE) as usize;

/// Credits as (creator, weight, rate).
pub struct Attribution {
    pub model: u32,
    pub inputs_hash: Option<BytesN<32>>,
    pub credits: Vec<(Address, u32, u32)>,
}

/// What counts of an attribution: nothing where it cannot be read, is late, or names nobody whom the organizer rewards. The
/// sale goes on without. A wrong signature makes the call fail, and the buyer tries again without.
pub fn read(
    e: &Env,
    config: &Config,
    terms: &Terms,
    buyer: &Address,
    nonce: u64,
    packed: Option<Bytes>,
) -> Attribution {
    let none = Attribution { model: 0, inputs_hash: None, credits: Vec::new(e) };
    let Some(packed) = packed else { return none };
    let credits_size = packed.len().wrapping_sub(HEAD + SIGNATURE);
    let known = credits_size % CREDIT == 0 && (CREDIT..=4 * CREDIT).contains(&credits_size);
    if !known || packed.get_unchecked(0) != LAYOUT || config.key == BytesN::from_array(e, &[0; 32]) {
        return none;
    }
    let buffer = packed.to_buffer::<LONGEST>();
    let mut r = Reader::new(buffer.as_slice());
    let (model, expiry, inputs_hash) = (r.u8() as u32, r.u64(), BytesN::from_array(e, &r.take()));
    let mut named = Vec::new(e);
    (0..credits_size / CREDIT).for_each(|_| named.push_back((r.address(e), r.u16() as u32)));
    let credits = credits::approved(e, terms, buyer, &named);
    if now(e) > expiry || credits.is_empty() {
        return none;
    }
    let mut signed = Bytes::from_slice(e, DOMAIN);
    signed.append(&e.ledger().network_id().into());
    signed.append(&(e.current_contract_address(), buyer.clone(), nonce).to_xdr(e));
    signed.append(&packed.slice(..HEAD + credits_size));
    e.crypto().ed25519_verify(&config.key, &signed, &BytesN::from_array(e, &r.take()));
    Attribution { model, inputs_hash: Some(inputs_hash), credits }
}
