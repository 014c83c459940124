//! The checks themselves are checked: each must see the fault that it is there for.
use crate::{
    fixture::{Fixture, USDC},
    model::{Model, Tier, WHOLE},
    replay::{self, Entry},
    state::State,
};
use soroban_sdk::{testutils::Ledger as _, xdr::ScVal};

const CREATORS: [&str; 2] = ["njeri", "otieno"];

/// Sales on both rails, a creator who was paid and one who had too much, a payout.
fn sold() -> (Fixture, State) {
    let w = Fixture::native();
    w.allocate(0, 10).unwrap();
    CREATORS.iter().for_each(|name| w.set_commission(name, 1_000).unwrap());
    w.buy("fan", 1, 0, 4).unwrap();
    let items = [w.credited_item("c1", 0, 2, &[("njeri", 10_000)]), w.credited_item("c2", 0, 1, &[("otieno", 10_000)])];
    w.settle(0, 1, &items).unwrap();
    w.distribute(0b0110, &CREATORS).unwrap();
    w.fund(30 * USDC).unwrap();
    let credits = soroban_sdk::vec![&w.env, w.credit("otieno", 10_000, 25 * USDC / 10)];
    let args = (w.address("treasury"), 1u64 << 58 | 1 << 6 | 1, 1u32, credits, true);
    w.call::<i128>("refund_custodial", args).unwrap();
    let state = w.state(&CREATORS, 0);
    (w, state)
}

fn seen(state: &State, change: impl FnOnce(&mut State)) -> bool {
    let mut state = state.clone();
    change(&mut state);
    !state.violations().is_empty()
}

#[test]
fn the_invariants_see_each_fault() {
    let (_w, state) = sold();
    assert!(!seen(&state, |_| {}), "nothing is wrong to begin with");
    assert!(seen(&state, |s| s.balance -= 1), "a stroop is missing");
    assert!(seen(&state, |s| s.balance += 1), "a stroop too much");
    assert!(seen(&state, |s| s.counters.owed += 1), "something is owed that is not there");
    assert!(seen(&state, |s| s.paid[1] += 1), "a payout that did not happen");
    assert!(seen(&state, |s| s.counters.paid += 1), "a sum that is none");
    assert!(seen(&state, |s| s.counters.gross += 1), "revenue without a payment");
    assert!(seen(&state, |s| s.counters.refunded += 1), "a refund that did not happen");
    assert!(seen(&state, |s| s.counters.earned += 1), "a commission that nobody earned");
    assert!(seen(&state, |s| s.counters.creators_paid += 1), "a commission that nobody had");
    assert!(seen(&state, |s| s.counters.overpaid -= 1), "what one had too much hides what another is owed");
    assert!(seen(&state, |s| s.counters.count(0).unwrap().sold += 96), "oversold by wallets");
    assert!(seen(&state, |s| s.counters.count(0).unwrap().fiat_sold = 11), "oversold by fiat");
    assert!(seen(&state, |s| s.counters.count(0).unwrap().fiat_allocated = 41), "over the quota");
    let insolvent = |s: &mut State| {
        s.counters.top_ups = 0;
        s.balance -= 30 * USDC;
    };
    assert!(seen(&state, insolvent), "not enough cash for all entitlements");
}

#[test]
fn the_replay_sees_each_tampering() {
    let (w, state) = sold();
    let start = replay::start(&w.env.ledger().get().network_id, &w.event);
    let entries = || replay::entries(&w.published.borrow());
    let after = |tamper: fn(&mut Vec<Entry>)| {
        let mut list = entries();
        tamper(&mut list);
        replay::replay(start, &list)
    };
    let log = Ok(state.counters.log);
    assert_eq!(after(|_| {}), log);
    assert_ne!(after(|l| drop(l.pop())), log, "the last is missing");
    assert!(after(|l| drop(l.remove(2))).is_err(), "one is missing");
    assert!(after(|l| l.swap(2, 3)).is_err(), "two are exchanged");
    assert!(after(|l| l[2].payload = ScVal::U32(1)).is_err(), "one says something else");
    assert!(after(|l| l[2].n += 1).is_err(), "one has another number");
    let elsewhere = replay::start(&w.env.ledger().get().network_id, &w.usdc);
    assert!(replay::replay(elsewhere, &entries()).is_err(), "another contract's");
}

#[test]
fn a_stranger_sending_tokens_sells_nothing() {
    let (w, before) = sold();
    w.token().transfer(&w.address("stranger"), &w.event, &(50 * USDC));
    let after = w.state(&CREATORS, 50 * USDC);
    assert!(after.violations().is_empty());
    assert_eq!(after.counters, before.counters);
}

/// The design's model, part 1: why a share is computed on totals, and why a price is a multiple of 10 000 stroops.
#[test]
fn the_naive_split_loses_dust_and_cannot_be_paid() {
    let bps = [3_334, 3_333, 3_333];
    let each_rounded_down = |net: i128| bps.map(|b| net * b / 10_000);
    assert!((1..8).any(|net| each_rounded_down(net).iter().sum::<i128>() != net), "dust");
    let mut paid = [0; 3];
    let (mut cash, mut unpayable) = (0, false);
    for net in 1..8 {
        cash += 1;
        let mut shares = each_rounded_down(net);
        shares[0] = net - shares[1] - shares[2];
        for (share, paid) in shares.iter().zip(&mut paid) {
            let due = share - *paid;
            unpayable |= due < 0 || due > cash;
            if due > 0 && due <= cash {
                (*paid, cash) = (*paid + due, cash - due);
            }
        }
    }
    assert!(unpayable, "a price of one stroop");
}

#[test]
fn a_model_that_asks_less_of_a_refund_is_caught() {
    // The control: with what is due now instead of the entitlement, half reserved makes the event insolvent at the release.
    let tier = Tier { price: 1_000, capacity: 9, quota: 0, sold: 0, allocated: 0, fiat_sold: 0 };
    let mut m = Model {
        tiers: vec![tier],
        bps: vec![WHOLE / 2; 2],
        paid: vec![0; 2],
        creators: vec![],
        orders: Default::default(),
        gross: 0,
        refunded: 0,
        top_ups: 0,
        shortfalls: 0,
        reserve_bps: 5_000,
        released: false,
        cancelled: false,
        in_proportion: false,
    };
    assert!(m.buy(1, 0, 3));
    m.pay(0);
    assert!(m.refund(1, 0b011).is_none(), "one third is left, and a quarter of all was paid to one of two");
    m.refunded += 2_000;
    assert!((0..2).all(|i| m.cash() >= m.due(i)), "what is due now is there");
    m.released = true;
    assert!(m.cash() < m.need(), "and at the release it is not");
}
