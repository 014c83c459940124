//! What the platform does to a whole event, and the refunds that pass through it.
use crate::{
    calls::{failed, refused},
    fixture::{Code, Fixture, USDC},
};
use passa_event::Error;
use passa_registry::Error as Refusal;

#[test]
fn the_guardian_pauses_and_lifts_and_freezes_once() {
    let w = Fixture::published(Code::Native);
    w.allocate(4).unwrap();
    w.call::<()>("pause", (&w.event, true)).unwrap();
    assert_eq!(w.settle(1, &[w.item("c1", 1)]), Ok(0), "a paused event serves nobody");
    w.call::<()>("pause", (&w.event, false)).unwrap();
    assert_eq!(w.settle(2, &[w.item("c1", 1)]), Ok(1));
    w.call::<()>("freeze", (&w.event, 3600u64)).unwrap();
    assert_eq!(w.settle(3, &[w.item("c1", 1)]), Ok(0));
    assert_eq!(w.call::<()>("freeze", (&w.event, 3600u64)), failed(Error::FrozenBefore));
    assert_eq!(w.gained("treasury"), -25 * USDC);
}

#[test]
fn a_cancelled_event_gives_the_treasury_its_money_back_by_anyones_call() {
    let w = Fixture::published(Code::Native);
    let order = w.settle_one("c1", 2);
    assert_eq!(w.refund_custodial(order, 0b01, false, &[]), failed(Error::NotAllowed));
    w.call::<()>("cancel", (&w.event,)).unwrap();
    assert_eq!(w.call::<()>("cancel", (&w.event,)), failed(Error::EventCancelled));
    assert_eq!(w.refund_custodial(order, 0b11, false, &[]), Ok(50 * USDC));
    assert_eq!((w.gained("treasury"), w.held()), (0, 0));
}

#[test]
fn before_a_cancel_the_relayer_asks_and_the_organizer_agrees() {
    let w = Fixture::published(Code::Native);
    let order = w.settle_one("c1", 2);
    assert_eq!(w.refund_custodial(order, 0b01, true, &["organizer"]), Ok(25 * USDC));
    assert_eq!(w.gained("treasury"), -25 * USDC);
    assert_eq!(w.reverse(order, 0b10), Ok(25 * USDC));
    assert_eq!(w.gained("treasury"), 0);
    assert_eq!(w.call::<i128>("pay_treasury", (&w.event,)), failed(Error::NothingDue));
}

#[test]
fn nothing_is_done_to_a_contract_that_the_registry_did_not_deploy() {
    let w = Fixture::published(Code::Native);
    assert_eq!(w.call::<()>("cancel", (&w.usdc,)), refused(Refusal::EventUnknown));
    assert_eq!(w.call::<()>("pause", (&w.usdc, true)), refused(Refusal::EventUnknown));
    assert_eq!(w.call::<()>("allocate", (&w.usdc, 0u32, 1u32)), refused(Refusal::EventUnknown));
    assert_eq!(w.call::<()>("deallocate", (&w.usdc, 0u32, 1u32)), refused(Refusal::EventUnknown));
}
