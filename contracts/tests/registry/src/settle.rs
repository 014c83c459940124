//! A batch is signed by its digest, and nothing else about it can be changed by anybody.
use crate::{
    calls::{failed, refused},
    fixture::{Code, Failure, Fixture, USDC},
    sign::{call, sign, Call},
};
use passa_registry::{Error, Setting};
use passa_types::SettleItem;
use sha2::{Digest, Sha256};
use soroban_sdk::{xdr::ToXdr, Address, BytesN, Val, Vec};

/// As a signer computes it: from what it knows, never from what it is given.
pub fn digest(w: &Fixture, event: &Address, lane: u32, seq: u32, items: &Vec<Val>) -> BytesN<32> {
    let payload: std::vec::Vec<u8> = (event.clone(), lane, seq, items.clone()).to_xdr(&w.env).iter().collect();
    BytesN::from_array(&w.env, &Sha256::digest(payload).into())
}

/// What relayer and treasury sign for a batch that costs so much.
pub fn signed_batch(w: &Fixture, seq: u32, items: &[SettleItem], cost: i128) -> Call {
    let digest = digest(w, &w.event, 0, seq, &w.items(items));
    let pay = call(&w.env, &w.usdc, "transfer", (w.address("treasury"), &w.event, cost), &[]);
    call(&w.env, &w.registry, "settle_batch", (digest,), &[pay])
}

fn ready() -> Fixture {
    let w = Fixture::published(Code::Wasm);
    w.allocate(10).unwrap();
    w
}

fn sign_by(w: &Fixture, names: &[&str], what: &Call) {
    let auths: std::vec::Vec<_> = names.iter().map(|n| sign(&w.env, &w.person(n), w.next_nonce(), what)).collect();
    w.env.set_auths(&auths);
}

#[test]
fn a_batch_lands_with_both_signatures_over_its_digest() {
    let w = ready();
    let items = [w.item("c1", 2), w.item("c1", 1)];
    sign_by(&w, &["relayer", "treasury"], &signed_batch(&w, 1, &items, 75 * USDC));
    assert_eq!(w.settle(1, &items), Ok(0b11));
    assert_eq!((w.gained("treasury"), w.held()), (-75 * USDC, 75 * USDC));
}

#[test]
fn a_signature_lands_no_other_items_place_or_event() {
    let mut w = ready();
    let other = {
        let first = w.event.clone();
        let init = w.second_init();
        let other = w.publish(2, init).unwrap();
        w.allocate(10).unwrap();
        w.event = first;
        other
    };
    let items = [w.item("c1", 2)];
    let good = signed_batch(&w, 1, &items, 50 * USDC);
    let attempts: [(&Address, u32, u32, &[SettleItem]); 4] = [
        (&w.event, 0, 1, &[w.item("friend", 2)]),
        (&w.event, 1, 1, &items),
        (&w.event, 0, 2, &items),
        (&other, 0, 1, &items),
    ];
    for (event, lane, seq, items) in attempts {
        sign_by(&w, &["relayer", "treasury"], &good);
        let done: Result<u64, _> = w.call("settle_batch", (event, lane, seq, w.items(items)));
        assert_eq!(done, Err(Failure::Host), "lane {lane}, seq {seq}");
    }
    let plain = call(&w.env, &w.registry, "settle_batch", (&w.event, 0u32, 1u32, w.items(&items)), &[]);
    sign_by(&w, &["relayer", "treasury"], &plain);
    assert_eq!(w.settle(1, &items), Err(Failure::Host), "the items themselves are not what is signed");
    sign_by(&w, &["relayer", "treasury"], &signed_batch(&w, 1, &items, 49 * USDC));
    assert_eq!(w.settle(1, &items), Err(Failure::Host), "another payment");
    assert_eq!(w.held(), 0);
    sign_by(&w, &["relayer", "treasury"], &good);
    assert_eq!(w.settle(1, &items), Ok(1));
}

#[test]
fn items_reach_the_event_as_they_were_given_and_one_that_it_cannot_read_costs_nothing() {
    let w = ready();
    let mut items = w.items(&[w.item("c1", 2)]);
    items.push_back(7u32.into());
    items.push_back(soroban_sdk::vec![&w.env, 1u32].to_val());
    assert_eq!(w.call("settle_batch", (&w.event, 0u32, 1u32, items)), Ok(1u64));
    assert_eq!(w.gained("treasury"), -50 * USDC);
}

#[test]
fn a_batch_goes_into_no_event_that_the_registry_did_not_deploy() {
    let w = ready();
    let done: Result<u64, _> = w.call("settle_batch", (&w.usdc, 0u32, 1u32, w.items(&[])));
    assert_eq!(done, refused(Error::EventUnknown));
    assert_eq!(w.settle(2, &[w.item("c1", 1)]), failed(passa_event::Error::SequenceGap), "the event's number passes");
}

#[test]
fn the_treasury_of_the_moment_pays_and_is_paid_back() {
    let w = Fixture::published(Code::Native);
    let first = w.settle_one("c1", 1);
    w.person("newcomer").trust(&w.env, &w.asset, (100 * USDC) as i64, true);
    w.change(&Setting::Treasury(w.address("newcomer")));
    let second = w.settle_one("c1", 2);
    assert_eq!((w.gained("treasury"), w.balance(&w.address("newcomer"))), (-25 * USDC, 50 * USDC));
    w.call::<()>("cancel", (&w.event,)).unwrap();
    assert_eq!(w.refund_custodial(first, 1, false, &[]), Ok(25 * USDC));
    assert_eq!(w.reverse(second, 0b01), Ok(25 * USDC));
    assert_eq!((w.gained("treasury"), w.balance(&w.address("newcomer"))), (-25 * USDC, 100 * USDC));
}
