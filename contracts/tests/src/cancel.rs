use crate::{
    assertions::{field, refused, stroops},
    fixture::{Fixture, USDC},
    sign::{call, sign},
    terms::{DAY, DOORS_AT, ENDS_AT, RELEASE_AT},
};
use passa_event::Error;
use soroban_sdk::xdr::ScVal;

/// 200 USDC of revenue from two fans; half of it was paid out where `paid`.
fn cancelled(paid: bool) -> (Fixture, u64, u64) {
    let w = Fixture::policy(|policy| policy.reserve_bps = if policy.consent { 0 } else { 5_000 });
    let (a, b) = (w.buy("fan", 1, 0, 4).unwrap(), w.buy("friend", 1, 0, 4).unwrap());
    if paid {
        w.distribute(u32::MAX, &[]).unwrap();
    }
    w.cancel("organizer").unwrap();
    (w, a, b)
}

#[test]
fn a_cancelled_event_pays_nobody_and_sells_nothing() {
    let (w, ..) = cancelled(false);
    assert_eq!(w.claim(0), refused(Error::NothingDue));
    w.distribute(u32::MAX, &[]).unwrap();
    w.at(RELEASE_AT);
    assert_eq!(w.claim(1), refused(Error::NothingDue));
    assert_eq!(w.buy("fan", 2, 0, 1), refused(Error::SalesClosed));
    assert_eq!(w.mint("fan", 0, 2), refused(Error::SalesClosed));
    assert_eq!(w.cancel("registry"), refused(Error::EventCancelled));
}

#[test]
fn a_creator_gets_nothing_of_a_cancelled_event() {
    let w = crate::commission::rewarded(|_| {});
    crate::commission::settled(&w, 1, &[("njeri", 10_000)]);
    w.cancel("organizer").unwrap();
    assert_eq!(w.claim_creator("njeri"), refused(Error::NothingDue));
}

#[test]
fn a_funded_cancel_refunds_everybody_by_anyones_call_used_tickets_too() {
    let w = Fixture::native();
    let (id, fiat) = (w.buy("fan", 1, 0, 2).unwrap(), w.settle_one("c1", 0, 1));
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT);
    w.check_in("gate", &[(id, 0b01)]).unwrap();
    w.cancel("organizer").unwrap();
    w.env.set_auths(&[]);
    assert_eq!(w.refund(id, 0b11), Ok(50 * USDC), "without any signature");
    w.allow_all();
    assert_eq!(w.refund_custodial(fiat, 1, false), Ok(25 * USDC), "nor the relayer's");
    assert_eq!((w.gained("fan"), w.gained("treasury"), w.held()), (0, 0, 0));
}

#[test]
fn a_refund_after_a_cancel_needs_no_credits() {
    let w = crate::commission::rewarded(|_| {});
    let id = crate::commission::settled(&w, 1, &[("njeri", 10_000)]);
    w.cancel("organizer").unwrap();
    assert_eq!(w.refund_custodial(id, 1, false), Ok(25 * USDC));
}

#[test]
fn an_unfunded_cancel_waits_a_week_then_refunds_in_proportion() {
    let (w, a, b) = cancelled(true);
    assert_eq!(w.refund(a, 0b1111), refused(Error::NeedsFunding));
    w.wait(7 * DAY - 1);
    assert_eq!(w.refund(a, 0b1111), refused(Error::NeedsFunding));
    w.wait(1);
    assert_eq!(w.refund(a, 0b1111), Ok(50 * USDC), "half is left");
    w.fund(25 * USDC).unwrap();
    assert_eq!(w.refund(b, 0b0001), Ok(25 * USDC * 3 / 4), "a top-up lifts the rate for those who waited");
    assert_eq!(w.refund(b, 0b1110), Ok(75 * USDC * 3 / 4));
    let c = w.counters();
    assert_eq!((c.refunded, c.refundable, c.cash()), (125 * USDC, 0, 0), "what was paid counts");
}

#[test]
fn in_proportion_only_who_is_entitled_asks() {
    let (w, a, _) = cancelled(true);
    w.wait(7 * DAY);
    let args = (a, 1u32, soroban_sdk::Vec::<passa_types::Credit>::new(&w.env));
    let what = call(&w.env, &w.event, "refund", args, &[]);
    w.env.set_auths(&[sign(&w.env, &w.person("stranger"), w.next_nonce(), &what)]);
    assert!(w.invoke(&what).is_err());
    w.env.set_auths(&[sign(&w.env, &w.person("fan"), w.next_nonce(), &what)]);
    assert!(w.invoke(&what).is_ok());
}

#[test]
fn in_proportion_the_relayer_asks_for_the_treasury() {
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 2);
    w.claim(1).unwrap();
    w.cancel("organizer").unwrap();
    w.wait(7 * DAY);
    assert_eq!(w.refund_custodial(id, 1, false), refused(Error::NotAllowed));
    assert_eq!(w.refund_custodial(id, 1, true), Ok(25 * USDC * 3 / 4));
}

#[test]
fn nothing_is_given_back_for_nothing() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.distribute(u32::MAX, &[]).unwrap();
    w.cancel("organizer").unwrap();
    w.wait(7 * DAY);
    assert_eq!(w.refund(id, 1), refused(Error::NothingDue), "a top-up may still come");
}

#[test]
fn refunds_after_a_cancel_have_no_deadline() {
    let (w, a, _) = cancelled(false);
    w.wait(900 * DAY);
    assert_eq!(w.refund(a, 1), Ok(25 * USDC));
}

#[test]
fn the_organizer_cancels_until_the_end_and_the_registry_until_the_release() {
    let at = |by: &str, time: u64| {
        let w = Fixture::native();
        w.at(time);
        w.cancel(by)
    };
    assert_eq!(at("organizer", ENDS_AT - 1), Ok(()));
    assert_eq!(at("organizer", ENDS_AT), refused(Error::TooLate));
    assert_eq!(at("registry", RELEASE_AT - 1), Ok(()));
    assert_eq!(at("registry", RELEASE_AT), refused(Error::TooLate));
    assert_eq!(at("stranger", ENDS_AT - 1), refused(Error::NotAllowed));
    let w = Fixture::policy(|policy| policy.release_at = 0);
    w.at(ENDS_AT - 1);
    assert_eq!(w.cancel("registry"), Ok(()), "until the end in any case");
}

#[test]
fn what_is_left_goes_to_the_organizer_up_to_the_top_ups_and_then_by_splits() {
    let w = Fixture::policy(crate::terms::resellable);
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.list(crate::assertions::ticket(id, 0), 25 * USDC).unwrap();
    w.buy_listed("friend", crate::assertions::ticket(id, 0), i128::MAX).unwrap();
    w.fund(10 * USDC).unwrap();
    assert_eq!(w.close(), refused(Error::NotCancelled));
    w.cancel("organizer").unwrap();
    assert_eq!(w.close(), refused(Error::RefundsOpen));
    assert_eq!(w.refund(id, 1), Ok(25 * USDC));
    assert_eq!(w.gained("friend"), 0, "the right followed the sale");
    w.block(&w.address("artist"), true);
    w.close().unwrap();
    let royalty = 25 * USDC / 10;
    assert_eq!(w.gained("organizer"), royalty * 55 / 100);
    assert_eq!((w.balance("platform"), w.owed("artist")), (royalty * 5 / 100, royalty * 25 / 100));
    assert_eq!((w.counters().cash(), w.counters().owed, w.held()), (0, royalty / 4, royalty / 4));
    let paid = w.inside(passa_event::records::storage::paid);
    assert_eq!(paid[..4], [55, 25, 15, 5].map(|bps| royalty * bps / 100));
    assert_eq!(w.close(), refused(Error::NothingDue));
    let closed = w.payloads("closed").pop().unwrap();
    assert_eq!(field(&closed, "organizer"), &stroops(10 * USDC));
    assert_eq!(field(&closed, "delivered"), &ScVal::U32(1 << 31 | 0b1101));
}
