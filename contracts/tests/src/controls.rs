//! The checks themselves are checked: each must see the fault that it is there for.
use crate::{
    fixture::{Fixture, USDC},
    replay::{self, Entry},
    state::State,
};
use proptest::prelude::*;
use soroban_sdk::{testutils::Ledger as _, xdr::ScVal};

fn sold() -> (Fixture, State) {
    let w = Fixture::native();
    w.allocate(0, 10).unwrap();
    w.buy("fan", 1, 0, 4).unwrap();
    w.settle(0, 1, &[w.item(&w.address("custodial 1"), 0, 2)]).unwrap();
    w.distribute(0b0110);
    let state = w.state(0);
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
    assert!(seen(&state, |s| s.accounts[1].entitled -= 1), "dust is lost");
    assert!(seen(&state, |s| s.accounts[1].entitled += 1), "more is promised than came in");
    assert!(seen(&state, |s| s.accounts[1].paid += 1), "a payout that did not happen");
    assert!(seen(&state, |s| s.accounts[3].due += 1), "more is due than the share");
    assert!(seen(&state, |s| s.hot.gross += 1), "revenue without a payment");
    let tier = |s: &mut State, change: fn(&mut passa_event::TierCount)| {
        let mut count = s.hot.tiers.get_unchecked(0);
        change(&mut count);
        s.hot.tiers.set(0, count);
    };
    assert!(seen(&state, |s| tier(s, |t| t.sold += 89)), "oversold by wallets");
    assert!(seen(&state, |s| tier(s, |t| t.fiat_sold = 11)), "oversold by fiat");
    assert!(seen(&state, |s| tier(s, |t| t.fiat_allocated = 41)), "over the quota");
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
    let log = Ok(state.hot.log.to_array());
    assert_eq!(after(|_| {}), log);
    assert_ne!(after(|l| drop(l.pop())), log, "the last is missing");
    assert!(after(|l| drop(l.remove(2))).is_err(), "one is missing");
    assert!(after(|l| l.swap(2, 3)).is_err(), "two are exchanged");
    assert!(after(|l| l[2].payload = ScVal::U32(1)).is_err(), "one says something else");
    assert!(after(|l| l[2].n += 1).is_err(), "one has another number");
    let elsewhere = replay::start(&w.env.ledger().get().network_id, &w.registry);
    assert!(replay::replay(elsewhere, &entries()).is_err(), "another contract's");
}

/// The design's model, part 1: why a share is computed on totals, and why a price is a multiple of 10 000 stroops.
#[test]
fn the_naive_split_loses_dust_and_cannot_be_paid() {
    let bps = [3_334, 3_333, 3_333];
    let each_rounded_down = |net: i128| bps.map(|b| net * b / 10_000);
    assert!((1..8).any(|net| each_rounded_down(net).iter().sum::<i128>() != net), "dust");
    let mut paid = [0; 3];
    let mut cash = 0;
    let mut unpayable = false;
    for net in 1..8 {
        cash += 1;
        for (i, share) in remainder_first(net, &bps).iter().enumerate() {
            let due = share - paid[i];
            unpayable |= due < 0 || due > cash;
            if due > 0 && due <= cash {
                (paid[i], cash) = (paid[i] + due, cash - due);
            }
        }
    }
    assert!(unpayable, "a price of one stroop");
}

fn remainder_first(net: i128, bps: &[i128]) -> Vec<i128> {
    let mut shares: Vec<i128> = bps.iter().map(|b| net * b / 10_000).collect();
    shares[0] = net - shares[1..].iter().sum::<i128>();
    shares
}

proptest! {
    #[test]
    fn exact_prices_make_exact_shares(prices in prop::collection::vec(1..10_000_000i128, 1..20), a in 1..9_998i128, b in 1..9_998i128) {
        let bps = [10_000 - (a + b) % 9_998 - 1, (a + b) % 9_998, 1];
        let (mut net, mut before) = (0, vec![0; 3]);
        for price in prices {
            net += price * 10_000;
            let shares = remainder_first(net, &bps);
            prop_assert!(shares.iter().zip(&before).all(|(now, then)| now >= then));
            prop_assert_eq!(&shares, &bps.iter().map(|b| net * b / 10_000).collect::<Vec<_>>());
            before = shares;
        }
    }
}

#[test]
fn a_stranger_sending_tokens_sells_nothing() {
    let (w, before) = sold();
    w.token().transfer(&w.address("stranger"), &w.event, &(50 * USDC));
    let after = w.state(50 * USDC);
    assert!(after.violations().is_empty());
    assert_eq!((after.cash, after.hot), (before.cash, before.hot));
}
