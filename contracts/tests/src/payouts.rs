use crate::{
    assertions::{field, refused},
    fixture::{person, Code, Failure, Fixture, USDC},
    terms::{ENDS_AT, RELEASE_AT},
};
use passa_event::{records::storage, Error};
use soroban_sdk::{
    testutils::Events as _,
    xdr::{ContractEvent, ContractEventBody, ScMapEntry, ScVal},
};

/// 100 USDC of revenue: 55 for the organizer, 25 for the artist, 15 for the venue, 5 for the platform.
fn sold(reserve_bps: u32) -> Fixture {
    let w = Fixture::with(Code::Native, |_, init| init.policy.reserve_bps = reserve_bps);
    w.buy("fan", 1, 0, 4).unwrap();
    w
}

fn usdc(amounts: &[i128]) -> Vec<i128> {
    amounts.iter().map(|a| a * USDC).collect()
}

/// What a payout to the payees of the mask gives each of them.
fn paid(w: &Fixture, mask: u32) -> Vec<i128> {
    let books = || w.inside(storage::paid);
    let before = books();
    w.distribute(mask, &[]).unwrap();
    let payees = w.event_terms().payees().len();
    books().iter().zip(before).map(|(now, then)| now - then).take(payees).collect()
}

#[test]
fn everyone_gets_a_share_and_nothing_twice() {
    let w = sold(0);
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 25, 15, 5]));
    assert_eq!(paid(&w, 0b1111), usdc(&[0, 0, 0, 0]));
    assert_eq!((w.gained("organizer"), w.balance("artist"), w.held()), (55 * USDC, 25 * USDC, 0));
    assert_eq!((w.counters().paid, w.counters().cash()), (100 * USDC, 0));
}

#[test]
fn only_payees_of_the_mask_are_paid() {
    let w = sold(0);
    assert_eq!(paid(&w, 0b0010), usdc(&[0, 25, 0, 0]));
    assert_eq!(paid(&w, 0xffff_fff0), usdc(&[0, 0, 0, 0]));
    assert_eq!(paid(&w, 0b0011), usdc(&[55, 0, 0, 0]));
}

#[test]
fn a_payout_of_nothing_publishes_and_transfers_nothing() {
    let w = sold(0);
    let n = w.counters().n;
    w.distribute(0, &["njeri"]).unwrap();
    assert_eq!(w.counters().n, n);
    w.distribute(1, &[]).unwrap();
    assert_eq!(w.counters().n, n + 1);
    w.distribute(1, &[]).unwrap();
    let transfers = w.env.events().all().filter_by_contract(&w.usdc);
    assert!(transfers.events().is_empty(), "zero dues are not transferred");
    let ScVal::Vec(Some(payees)) = field(&w.payloads("paid")[0], "payees").clone() else { panic!() };
    assert_eq!(payees.len(), 1);
}

#[test]
fn a_payee_without_a_trust_line_stops_nobody_and_is_paid_later() {
    let w = Fixture::with(Code::Native, |env, init| {
        let mut artist = init.payees.get_unchecked(1);
        artist.address = person(env, "newcomer").address.into();
        init.payees.set(1, artist);
    });
    w.buy("fan", 1, 0, 4).unwrap();
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 0, 15, 5]));
    assert_eq!(w.claim(1), Err(Failure::Code(13)), "claim says that the trust line is missing");
    w.person("newcomer").open(&w.env);
    w.person("newcomer").trust(&w.env, &w.asset, 0, true);
    assert_eq!(w.claim(1), Ok(25 * USDC));
    assert_eq!(w.balance("newcomer"), 25 * USDC);
}

#[test]
fn a_frozen_payee_keeps_the_due() {
    let w = sold(0);
    w.block(&w.address("artist"), true);
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 0, 15, 5]));
    w.block(&w.address("artist"), false);
    assert_eq!(paid(&w, 0b1111), usdc(&[0, 25, 0, 0]));
}

#[test]
fn a_payee_may_be_a_contract() {
    let w = Fixture::with(Code::Native, |env, init| {
        let contract = env.register_stellar_asset_contract_v2(person(env, "someone").address).address();
        let mut artist = init.payees.get_unchecked(1);
        artist.address = contract.into();
        init.payees.set(1, artist);
    });
    w.buy("fan", 1, 0, 4).unwrap();
    assert_eq!(w.claim(1), Ok(25 * USDC));
}

#[test]
fn a_claim_of_nothing_says_so() {
    let w = sold(0);
    assert_eq!(w.claim(4), refused(Error::PayeeUnknown));
    w.claim(3).unwrap();
    assert_eq!(w.claim(3), refused(Error::NothingDue));
    assert_eq!(w.claim_creator("njeri"), refused(Error::NothingDue));
}

#[test]
fn the_reserve_stays_until_the_release() {
    let w = sold(4_000);
    assert_eq!(paid(&w, 0b1111), usdc(&[33, 15, 9, 3]));
    w.at(RELEASE_AT - 1);
    assert_eq!(paid(&w, 0b1111), usdc(&[0, 0, 0, 0]));
    w.at(RELEASE_AT);
    assert_eq!(paid(&w, 0b1111), usdc(&[22, 10, 6, 2]));
}

#[test]
fn an_escrow_pays_nothing_before_the_release() {
    let w = sold(10_000);
    w.at(ENDS_AT);
    assert_eq!(paid(&w, 0b1111), usdc(&[0, 0, 0, 0]));
    w.at(RELEASE_AT);
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 25, 15, 5]));
}

#[test]
fn a_muxed_payee_is_paid_with_its_id() {
    let w = sold(0);
    let ids = || -> Vec<ScVal> {
        w.env.events().all().filter_by_contract(&w.usdc).events().iter().filter_map(muxed_id).collect()
    };
    w.distribute(0b0100, &[]).unwrap();
    assert_eq!(ids(), [ScVal::U64(7)]);
    w.buy("fan", 2, 0, 4).unwrap();
    w.claim(2).unwrap();
    assert_eq!(ids(), [ScVal::U64(7)]);
    assert_eq!(w.balance("venue"), 30 * USDC);
}

fn muxed_id(event: &ContractEvent) -> Option<ScVal> {
    let ContractEventBody::V0(body) = &event.body;
    let ScVal::Map(Some(map)) = &body.data else { return None };
    let named = |e: &&ScMapEntry| matches!(&e.key, ScVal::Symbol(s) if s.to_string() == "to_muxed_id");
    map.iter().find(named).map(|e| e.val.clone())
}

#[test]
fn a_pause_stops_no_payout() {
    let w = sold(0);
    w.pause("organizer", true).unwrap();
    w.pause("registry", true).unwrap();
    assert_eq!(paid(&w, 0b0001), usdc(&[55, 0, 0, 0]));
    assert_eq!(w.claim(1), Ok(25 * USDC));
}

#[test]
fn stray_tokens_belong_to_nobody() {
    let w = sold(0);
    w.token().transfer(&w.address("stranger"), &w.event, &(9 * USDC));
    assert_eq!(w.counters().cash(), 100 * USDC);
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 25, 15, 5]));
    assert_eq!(w.held(), 9 * USDC);
}
