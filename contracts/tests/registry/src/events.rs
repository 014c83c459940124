//! Events of both versions under one registry, and what only those of the second can.
use crate::{
    calls::{refused, ticket},
    fixture::{Code, Failure, Fixture, CAP, USDC},
    terms::resellable,
};
use passa_registry::{Change, Error, Setting};
use passa_types::first::SettleItem as FirstItem;
use soroban_sdk::{Address, BytesN, Val, Vec};

/// (registry, event of version 1, event of version 2).
pub fn both() -> (Fixture, Address, Address) {
    let mut w = Fixture::new(Code::Wasm, 1);
    let first = w.publish(1, w.first_init()).unwrap();
    w.call::<()>("set_event_wasm", (w.upload("event"), 2u32)).unwrap();
    w.wait(48 * 3600);
    w.apply(Change::EventWasm).unwrap();
    let second = w.publish(2, w.second_init()).unwrap();
    (w, first, second)
}

/// Seats, a batch of one order of two tickets, one seat back, in the form of the first version.
pub fn settle_first(w: &Fixture, event: &Address, seq: u32) {
    w.call::<()>("allocate", (event, 0u32, 3u32)).unwrap();
    let evidence = BytesN::from_array(&w.env, &[9; 32]);
    let item = FirstItem { evidence, owner: w.address("c1"), qty: 2, tier: 0 };
    let items = soroban_sdk::vec![&w.env, item];
    assert_eq!(w.call("settle_batch", (event, 0u32, seq, items)), Ok(1u64));
    w.call::<()>("deallocate", (event, 0u32, 1u32)).unwrap();
}

#[test]
fn one_registry_serves_both_versions_each_in_its_own_form() {
    let (mut w, first, second) = both();
    settle_first(&w, &first, 1);
    w.event = second.clone();
    let order = w.settle_one("c1", 2);
    w.allocate(1).unwrap();
    w.call::<()>("deallocate", (&second, 0u32, 1u32)).unwrap();
    assert_eq!(w.counters().counts()[0].fiat_allocated, 2);
    assert_eq!(w.order(order).owner, w.address("c1"));
    assert_eq!((w.balance(&first), w.balance(&second)), (50 * USDC, 50 * USDC));
    let version = |event: &Address| w.call::<u32>("event_version", (event,)).unwrap();
    assert_eq!((version(&first), version(&second)), (1, 2));
}

#[test]
fn an_event_is_born_with_the_registrys_cap_key_and_least_reserve() {
    let w = Fixture::published(Code::Native);
    let config = w.event_config();
    assert_eq!((config.version, config.cap, config.min_reserve_bps), (2, CAP, 0));
    assert_eq!((config.key, config.registry), (BytesN::from_array(&w.env, &[7; 32]), w.registry.clone()));
    let mut w = Fixture::configured(Code::Native, 2, |config| config.min_reserve_bps = 1_000);
    assert_eq!(w.publish(1, w.second_init()), refused(Error::ReserveTooSmall));
    let mut init = w.second_init();
    init.policy.reserve_bps = 1_000;
    w.publish(1, init).unwrap();
    assert_eq!(w.event_config().min_reserve_bps, 1_000);
}

#[test]
fn without_a_cap_the_first_version_sells_too() {
    let mut w = Fixture::configured(Code::Native, 1, |config| config.event_cap = 0);
    let first = w.publish(1, w.first_init()).unwrap();
    settle_first(&w, &first, 1);
    let mut w = Fixture::configured(Code::Native, 2, |config| config.event_cap = 0);
    w.publish(1, w.second_init()).unwrap();
    assert_eq!(w.event_config().cap, 0);
    w.settle_one("c1", 2);
}

#[test]
fn what_the_first_version_cannot_do_is_refused_by_name() {
    let (w, first, _) = both();
    let (hash, to) = (BytesN::from_array(&w.env, &[3; 32]), w.address("friend"));
    let (nobody, credits) = (Vec::<Address>::new(&w.env), Vec::<passa_types::Credit>::new(&w.env));
    let old = || refused::<Val>(Error::EventTooOld);
    assert!(w.call::<Val>("claim_custodial", (&first, 1u64, 1u32, to.clone())).err() == old().err());
    assert!(w.call::<Val>("list_custodial", (&first, 1u64, USDC)).err() == old().err());
    assert!(w.call::<Val>("unlist_custodial", (&first, 1u64)).err() == old().err());
    assert!(w.call::<Val>("buy_custodial", (&first, 1u64, USDC, to.clone())).err() == old().err());
    assert!(w.call::<Val>("mint_custodial", (&first, to, 0u32, 1u64)).err() == old().err());
    let refund = (&first, 1u64, 1u32, credits.clone(), true, nobody);
    assert!(w.call::<Val>("refund_custodial", refund).err() == old().err());
    assert!(w.call::<Val>("reverse_fiat", (&first, 1u64, 1u32, credits, hash)).err() == old().err());
    assert!(w.call::<Val>("freeze", (&first, 1u64)).err() == old().err());
    assert!(w.call::<Val>("pause", (&first, true)).err() == old().err());
    for name in ["cancel", "pay_treasury", "set_cap", "set_attribution_key"] {
        assert!(w.call::<Val>(name, (&first,)).err() == old().err(), "{name}");
    }
}

#[test]
fn a_custodial_ticket_is_minted_listed_sold_and_claimed_through_the_registry() {
    let w = Fixture::with(Code::Native, resellable);
    let minted: u64 = w.call("mint_custodial", (&w.event, w.address("c1"), 0u32, 1u64)).unwrap();
    assert_eq!(w.order(minted).owner, w.address("c1"));
    let fiat = w.settle_one("c1", 2);
    w.list_custodial(ticket(fiat, 0), 10 * USDC).unwrap();
    w.call::<()>("unlist_custodial", (&w.event, ticket(fiat, 0))).unwrap();
    w.list_custodial(ticket(fiat, 0), 20 * USDC).unwrap();
    w.on_event::<()>("buy_listed", (w.address("friend"), ticket(fiat, 0), 20 * USDC)).unwrap();
    assert_eq!(w.call("pay_treasury", (&w.event,)), Ok(18 * USDC));
    assert_eq!(w.gained("treasury"), -50 * USDC + 18 * USDC);
    let wallet = w.buy("fan", 1, 1);
    w.on_event::<()>("list", (ticket(wallet, 0), 10 * USDC)).unwrap();
    w.buy_custodial(ticket(wallet, 0), 10 * USDC, "c1").unwrap();
    assert_eq!(w.gained("fan"), -25 * USDC + 9 * USDC);
    w.call::<()>("claim_custodial", (&w.event, wallet, 1u32, w.address("friend"))).unwrap();
    assert_eq!(w.order(wallet).owner, w.address("friend"));
    let again: Result<(), Failure> = w.call("claim_custodial", (&w.event, wallet, 1u32, w.address("fan")));
    assert!(again.is_err(), "custody ended");
}

#[test]
fn cap_and_key_reach_an_event_that_lives_by_anyones_call() {
    let w = Fixture::published(Code::Native);
    let key = BytesN::from_array(&w.env, &[8; 32]);
    w.propose(&Setting::Cap(40 * USDC)).unwrap();
    w.change(&Setting::AttributionKey(key.clone()));
    assert_eq!(w.event_config().cap, CAP, "not before it is pushed");
    w.call::<()>("set_cap", (&w.event,)).unwrap();
    w.call::<()>("set_attribution_key", (&w.event,)).unwrap();
    assert_eq!((w.event_config().cap, w.event_config().key), (40 * USDC, key));
    w.allocate(2).unwrap();
    assert_eq!(w.settle(1, &[w.item("c1", 1), w.item("c1", 1)]), Ok(0b01), "the second would pass the cap");
}
