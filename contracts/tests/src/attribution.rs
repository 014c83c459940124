//! A wallet's buyer was brought by somebody: the platform's key says so.
use crate::{
    assertions::{field, stroops},
    fixture::{Failure, Fixture, NOW, USDC},
};
use ed25519_dalek::Signer;
use passa_event::records::order::ATTRIBUTED;
use sha2::{Digest, Sha256};
use soroban_sdk::{
    xdr::{ScVal, ToXdr},
    Bytes, BytesN,
};

pub struct Claim {
    pub layout: u8,
    pub expiry: u64,
    pub credits: Vec<(&'static str, u16)>,
    pub signer: &'static str,
    pub buyer: &'static str,
    pub nonce: u64,
}

impl Default for Claim {
    fn default() -> Self {
        Claim {
            layout: 1,
            expiry: NOW,
            credits: vec![("njeri", 10_000)],
            signer: "attribution",
            buyer: "fan",
            nonce: 1,
        }
    }
}

impl Claim {
    pub fn packed(&self, w: &Fixture) -> Bytes {
        let mut head = vec![self.layout, 3];
        head.extend(self.expiry.to_be_bytes());
        head.extend([8; 32]);
        for (name, weight) in &self.credits {
            head.push(0);
            head.extend(w.person(name).key.verifying_key().to_bytes());
            head.extend(weight.to_be_bytes());
        }
        let mut signed = b"passa attribution".to_vec();
        signed.extend(Sha256::digest(crate::fixture::PASSPHRASE));
        signed.extend((w.event.clone(), w.address(self.buyer), self.nonce).to_xdr(&w.env).iter());
        signed.extend(&head);
        head.extend(w.person(self.signer).key.sign(&signed).to_bytes());
        Bytes::from_slice(&w.env, &head)
    }
}

fn rewarded() -> Fixture {
    let w = Fixture::native();
    w.set_commission("njeri", 1_000).unwrap();
    w
}

/// What Njeri earned with one ticket of 25 USDC.
fn earned(claim: &Claim) -> Result<i128, Failure> {
    let w = rewarded();
    w.buy_attributed("fan", 1, &[(0, 1)], claim.packed(&w))?;
    Ok(w.creator("njeri").earned)
}

#[test]
fn a_signed_attribution_earns_the_creator_a_commission() {
    let w = rewarded();
    let orders = w.buy_attributed("fan", 1, &[(0, 2), (1, 1)], Claim::default().packed(&w)).unwrap();
    assert_eq!(w.creator("njeri").earned, 13 * USDC, "10 % of 2 × 25 + 80");
    assert_eq!(w.order(orders.get_unchecked(0)).flags, ATTRIBUTED);
    let sold = w.payloads("sold").pop().unwrap();
    assert_eq!(field(&sold, "inputs_hash"), &ScVal::Bytes(vec![8; 32].try_into().unwrap()));
    assert_eq!(field(&sold, "model"), &ScVal::U32(3));
    let ScVal::Vec(Some(orders)) = field(&sold, "orders") else { panic!() };
    let amounts = |order: &ScVal| match order {
        ScVal::Vec(Some(fields)) => fields[3].clone(),
        _ => panic!(),
    };
    let one = |amount| ScVal::Vec(Some(vec![stroops(amount)].try_into().unwrap()));
    assert_eq!((amounts(&orders[0]), amounts(&orders[1])), (one(25 * USDC / 10), one(8 * USDC)));
}

#[test]
fn a_wrong_signature_fails_and_the_buyer_tries_again_without() {
    for claim in [
        Claim { signer: "stranger", ..Claim::default() },
        Claim { buyer: "friend", ..Claim::default() },
        Claim { nonce: 2, ..Claim::default() },
    ] {
        assert_eq!(earned(&claim), Err(Failure::Host));
    }
    let w = rewarded();
    let mut changed = Claim::default().packed(&w);
    changed.set(76, 1);
    assert_eq!(w.buy_attributed("fan", 1, &[(0, 1)], changed), Err(Failure::Host), "another weight");
    assert!(w.buy("fan", 1, 0, 1).is_ok());
}

#[test]
fn what_does_not_count_is_ignored_before_the_signature() {
    let unsigned = |claim: Claim| Claim { signer: "stranger", ..claim };
    assert_eq!(earned(&Claim { expiry: NOW, ..Claim::default() }), Ok(25 * USDC / 10), "until then it counts");
    assert_eq!(earned(&unsigned(Claim { expiry: NOW - 1, ..Claim::default() })), Ok(0), "expired");
    assert_eq!(earned(&unsigned(Claim { layout: 2, ..Claim::default() })), Ok(0), "another layout");
    assert_eq!(earned(&unsigned(Claim { credits: vec![("otieno", 1)], ..Claim::default() })), Ok(0), "unapproved");
    assert_eq!(earned(&unsigned(Claim { credits: vec![], ..Claim::default() })), Ok(0), "nobody");
    assert_eq!(earned(&unsigned(Claim { credits: vec![("njeri", 10_001)], ..Claim::default() })), Ok(0), "too heavy");
    assert_eq!(
        earned(&unsigned(Claim { credits: vec![("fan", 1), ("njeri", 1)], ..Claim::default() })),
        Ok(0),
        "oneself"
    );
    let w = rewarded();
    for length in [0u32, 1, 41, 105, 106, 140, 142] {
        let short = Claim::default().packed(&w).slice(..length.min(141));
        assert!(w.buy_attributed("fan", length as u64, &[(0, 1)], short).is_ok() || length == 142, "{length}");
    }
    assert_eq!(w.creator("njeri").earned, 0);
}

#[test]
fn two_creators_take_180_bytes_at_most_and_four_246() {
    let w = rewarded();
    let of = |names: &[&'static str]| {
        let credits = names.iter().map(|name| (*name, 1)).collect();
        Claim { credits, ..Claim::default() }.packed(&w).len()
    };
    assert_eq!((of(&["njeri", "otieno"]), of(&["njeri", "otieno", "artist", "venue"])), (176, 246));
}

#[test]
fn the_registry_changes_the_key_and_takes_it_away() {
    let w = rewarded();
    let set = |key: [u8; 32]| w.call::<()>("set_attribution_key", (BytesN::from_array(&w.env, &key),)).unwrap();
    set(w.person("stranger").key.verifying_key().to_bytes());
    assert_eq!(w.buy_attributed("fan", 1, &[(0, 1)], Claim::default().packed(&w)), Err(Failure::Host));
    let claim = Claim { signer: "stranger", ..Claim::default() };
    w.buy_attributed("fan", 1, &[(0, 1)], claim.packed(&w)).unwrap();
    set([0; 32]);
    let again = Claim { signer: "stranger", nonce: 2, ..Claim::default() };
    w.buy_attributed("fan", 2, &[(0, 1)], again.packed(&w)).unwrap();
    assert_eq!(w.creator("njeri").points, 10_000);
}
