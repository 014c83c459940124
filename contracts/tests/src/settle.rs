use crate::{
    fixture::{Code, Failure, Fixture, USDC},
    terms::{tier, RELEASE_AT},
};
use passa_event::Error;

fn refused<T>(error: Error) -> Result<T, Failure> {
    Err(Failure::Code(error as u32))
}

fn ready() -> Fixture {
    let w = Fixture::native();
    w.allocate(0, 10).unwrap();
    w
}

const BATCH: u64 = 1 << 58;

#[test]
fn a_settled_payment_is_an_order_of_its_custodial_owner() {
    let w = ready();
    let owner = w.address("custodial 1");
    let before = w.balance(&w.address("treasury"));
    assert_eq!(w.settle(3, 1, &[w.item(&owner, 0, 2)]), Ok(1));
    let id = BATCH | 3 << 38 | 1 << 6;
    let order = w.order(id).unwrap();
    assert_eq!((order.owner, order.payer, order.count, order.flags), (owner, w.address("treasury"), 2, 1));
    assert_eq!(before - w.balance(&w.address("treasury")), 50 * USDC);
    assert_eq!(w.cash(), 50 * USDC);
    let lane = w.hot().lanes.get_unchecked(3);
    assert_eq!((lane.seq, lane.served), (1, 1));
}

#[test]
fn what_finds_no_seat_is_not_served_and_its_money_goes_back() {
    let w = ready();
    let owner = w.address("custodial 1");
    let before = w.balance(&w.address("treasury"));
    let items = [w.item(&owner, 0, 6), w.item(&owner, 0, 6), w.item(&owner, 0, 4), w.item(&owner, 0, 1)];
    assert_eq!(w.settle(0, 1, &items), Ok(0b0101));
    assert_eq!(before - w.balance(&w.address("treasury")), 250 * USDC);
    assert_eq!(w.balance(&w.event), 250 * USDC);
    assert_eq!(w.order(BATCH | 1 << 6 | 1), refused(Error::OrderUnknown));
    assert_eq!(w.order(BATCH | 1 << 6 | 2).unwrap().count, 4);
}

#[test]
fn each_number_of_a_lane_is_used_once_and_in_order() {
    let w = ready();
    let items = [w.item(&w.address("custodial 1"), 0, 1)];
    assert_eq!(w.settle(0, 0, &items), refused(Error::SequenceUsed));
    assert_eq!(w.settle(0, 2, &items), refused(Error::SequenceGap));
    assert_eq!(w.settle(0, 1, &items), Ok(1));
    assert_eq!(w.settle(0, 1, &items), refused(Error::SequenceUsed));
    assert_eq!(w.settle(0, 3, &items), refused(Error::SequenceGap));
    assert_eq!(w.settle(0, 2, &items), Ok(1));
    assert_eq!(w.settle(15, 1, &items), Ok(1), "lanes do not wait for each other");
    assert_eq!(w.settle(16, 1, &items), refused(Error::LaneUnknown));
}

#[test]
fn a_batch_is_bounded() {
    let w = ready();
    let item = w.item(&w.address("custodial 1"), 0, 1);
    assert_eq!(w.settle(0, 1, &[]), refused(Error::BatchSizeInvalid));
    assert_eq!(w.settle(0, 1, &vec![item.clone(); 51]), refused(Error::BatchSizeInvalid));
    assert_eq!(w.settle(0, 1, &[w.item(&item.owner, 0, 0)]), refused(Error::QuantityInvalid));
    assert_eq!(w.settle(0, 1, &[w.item(&item.owner, 0, 21)]), refused(Error::QuantityInvalid));
    assert_eq!(w.settle(0, 1, &[w.item(&item.owner, 2, 1)]), refused(Error::TierUnknown));
    assert_eq!(w.settle(0, 1, &vec![item; 50]), Ok((1 << 10) - 1), "the first ten found seats");
}

#[test]
fn wallets_never_sell_what_fiat_holds_nor_the_other_way_round() {
    let w = Fixture::with(Code::Native, |_, init| init.tiers.push_back(tier(USDC, 10, 6)));
    w.allocate(2, 6).unwrap();
    assert_eq!(w.buy("fan", 1, 2, 5), refused(Error::TierSoldOut));
    w.buy("fan", 1, 2, 4).unwrap();
    let owner = w.address("custodial 1");
    assert_eq!(w.settle(0, 1, &[w.item(&owner, 2, 7), w.item(&owner, 2, 6)]), Ok(0b10));
    assert_eq!(w.buy("fan", 2, 2, 1), refused(Error::TierSoldOut));
    assert_eq!(w.settle(0, 2, &[w.item(&owner, 2, 1)]), Ok(0));
}

#[test]
fn a_late_payment_settles_after_the_sale_closed() {
    let w = ready();
    w.at(RELEASE_AT);
    assert_eq!(w.settle(0, 1, &[w.item(&w.address("custodial 1"), 0, 1)]), Ok(1));
}

#[test]
fn what_would_pass_the_cap_on_held_money_goes_back() {
    let w = Fixture::with(Code::Native, |_, init| init.tiers.push_back(tier(30_000 * USDC, 10, 10)));
    w.allocate(2, 10).unwrap();
    let item = w.item(&w.address("custodial 1"), 2, 1);
    assert_eq!(w.settle(0, 1, &vec![item; 5]), Ok(0b00111));
    assert_eq!(w.balance(&w.event), 90_000 * USDC);
}

#[test]
fn a_treasury_that_is_short_settles_nothing() {
    let w = ready();
    w.person("treasury").trust(&w.env, &w.asset, (25 * USDC - 1) as i64, true);
    assert_eq!(w.settle(0, 1, &[w.item(&w.address("custodial 1"), 0, 1)]), Err(Failure::Code(10)));
    assert_eq!(w.hot().lanes.get_unchecked(0).seq, 0);
}

#[test]
fn the_platform_acts_on_events_of_this_registry_only() {
    let w = ready();
    let unknown = Failure::Code(passa_registry::Error::EventUnknown as u32);
    for foreign in [&w.usdc, &w.registry, &w.address("organizer")] {
        let items = soroban_sdk::vec![&w.env, w.item(&w.address("custodial 1"), 0, 1)];
        let done: Result<u64, _> = w.run(&w.registry, "settle_batch", (foreign, 0u32, 1u32, items));
        assert_eq!(done, Err(unknown.clone()));
        for seats in ["allocate", "deallocate"] {
            let done: Result<(), _> = w.run(&w.registry, seats, (foreign, 0u32, 1u32));
            assert_eq!(done, Err(unknown.clone()), "{seats}");
        }
    }
}

#[test]
fn capacity_moves_between_the_rails_within_the_quota() {
    let w = Fixture::native();
    assert_eq!(w.allocate(0, 0), refused(Error::AmountZero));
    assert_eq!(w.allocate(0, 41), refused(Error::QuotaExceeded));
    assert_eq!(w.allocate(1, 1), refused(Error::QuotaExceeded));
    assert_eq!(w.allocate(2, 1), refused(Error::TierUnknown));
    w.allocate(0, 40).unwrap();
    w.settle(0, 1, &[w.item(&w.address("custodial 1"), 0, 5)]).unwrap();
    assert_eq!(w.deallocate(0, 36), refused(Error::NothingToRelease));
    assert_eq!(w.deallocate(0, 0), refused(Error::AmountZero));
    w.deallocate(0, 35).unwrap();
    let count = w.hot().tiers.get_unchecked(0);
    assert_eq!((count.sold, count.fiat_allocated, count.fiat_sold), (5, 5, 5));
    (0..9).for_each(|n| drop(w.buy("fan", n, 0, 10).unwrap()));
    w.buy("fan", 9, 0, 1).unwrap();
    assert_eq!(w.allocate(0, 5), refused(Error::TierSoldOut), "4 seats are left");
}
