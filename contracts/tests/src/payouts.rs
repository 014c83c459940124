use crate::{
    fixture::{Code, Failure, Fixture, USDC},
    terms::{ENDS_AT, RELEASE_AT},
};
use passa_event::Error;
use soroban_sdk::{
    testutils::Events as _,
    xdr::{ContractEventBody, ScMapEntry, ScVal},
    Symbol,
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

fn paid(w: &Fixture, mask: u32) -> Vec<i128> {
    w.distribute(mask).iter().collect()
}

#[test]
fn everyone_gets_a_share_and_nothing_twice() {
    let w = sold(0);
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 25, 15, 5]));
    assert_eq!(paid(&w, 0b1111), usdc(&[0, 0, 0, 0]));
    assert_eq!(w.balance(&w.address("artist")), 25 * USDC);
    assert_eq!(w.cash(), 0);
}

#[test]
fn only_payees_of_the_mask_are_paid() {
    let w = sold(0);
    assert_eq!(paid(&w, 0b0010), usdc(&[0, 25, 0, 0]));
    assert_eq!(paid(&w, 0xffff_fff0), usdc(&[0, 0, 0, 0]));
    assert_eq!(paid(&w, 0b0011), usdc(&[55, 0, 0, 0]));
}

#[test]
fn a_payout_of_nothing_publishes_nothing() {
    let w = sold(0);
    let n = w.hot().n;
    w.distribute(0);
    assert_eq!(w.hot().n, n);
    w.distribute(1);
    assert_eq!(w.hot().n, n + 1);
}

#[test]
fn a_payee_without_a_trustline_stops_nobody_and_is_paid_later() {
    let w = Fixture::with(Code::Native, |env, init| {
        let mut artist = init.payees.get_unchecked(1);
        artist.address = crate::fixture::person(env, "newcomer").address.into();
        init.payees.set(1, artist);
    });
    w.buy("fan", 1, 0, 4).unwrap();
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 0, 15, 5]));
    assert_eq!(w.claim(1), Err(Failure::Code(13)), "claim says that the trustline is missing");
    assert_eq!(w.accounts()[1].due, 25 * USDC);
    w.person("newcomer").open(&w.env);
    w.person("newcomer").trust(&w.env, &w.asset, 0, true);
    assert_eq!(w.claim(1), Ok(25 * USDC));
    assert_eq!(w.balance(&w.address("newcomer")), 25 * USDC);
}

#[test]
fn a_frozen_payee_keeps_the_due() {
    let w = sold(0);
    w.freeze("artist", true);
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 0, 15, 5]));
    w.freeze("artist", false);
    assert_eq!(paid(&w, 0b1111), usdc(&[0, 25, 0, 0]));
}

#[test]
fn a_claim_of_nothing_says_so() {
    let w = sold(0);
    assert_eq!(w.claim(4), Err(Failure::Code(Error::PayeeUnknown as u32)));
    w.claim(3).unwrap();
    assert_eq!(w.claim(3), Err(Failure::Code(Error::NothingDue as u32)));
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
    w.distribute(0b0100);
    let ids: Vec<ScVal> =
        w.env.events().all().filter_by_contract(&w.usdc).events().iter().filter_map(muxed_id).collect();
    assert_eq!(ids, vec![ScVal::U64(7)]);
    w.buy("fan", 2, 0, 4).unwrap();
    w.claim(2).unwrap();
    let ids: Vec<ScVal> =
        w.env.events().all().filter_by_contract(&w.usdc).events().iter().filter_map(muxed_id).collect();
    assert_eq!(ids, vec![ScVal::U64(7)]);
}

fn muxed_id(event: &soroban_sdk::xdr::ContractEvent) -> Option<ScVal> {
    let ContractEventBody::V0(body) = &event.body;
    let ScVal::Map(Some(map)) = &body.data else { return None };
    let named = |e: &&ScMapEntry| matches!(&e.key, ScVal::Symbol(s) if s.to_string() == "to_muxed_id");
    map.iter().find(named).map(|e| e.val.clone())
}

/// Pausing and cancelling come later; the status already counts.
#[test]
fn only_an_active_event_sells_and_a_paused_one_still_pays() {
    let w = sold(0);
    w.allocate(0, 1).unwrap();
    w.overwrite((Symbol::new(&w.env, "Hot"),), 1, &[1]);
    let closed = Failure::Code(Error::SalesClosed as u32);
    assert_eq!(w.buy("fan", 2, 0, 1), Err(closed.clone()));
    assert_eq!(w.settle(0, 1, &[w.item(&w.address("custodial 1"), 0, 1)]), Err(closed));
    assert_eq!(paid(&w, 0b0001), usdc(&[55, 0, 0, 0]));
    assert_eq!(w.claim(1), Ok(25 * USDC));
}

#[test]
fn stray_tokens_belong_to_nobody() {
    let w = sold(0);
    w.token().transfer(&w.address("stranger"), &w.event, &(9 * USDC));
    assert_eq!(w.cash(), 100 * USDC);
    assert_eq!(paid(&w, 0b1111), usdc(&[55, 25, 15, 5]));
    assert_eq!(w.balance(&w.event), 9 * USDC);
}
