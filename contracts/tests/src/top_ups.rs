use crate::{
    assertions::refused,
    fixture::{Fixture, USDC},
    terms::{refundable, FREEZE_AT},
};
use passa_event::Error;

/// 100 USDC came in and were paid out, then 25 went back.
fn refunded() -> Fixture {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 4).unwrap();
    w.distribute(u32::MAX, &[]).unwrap();
    w.fund(40 * USDC).unwrap();
    w.refund(id, 1).unwrap();
    w
}

#[test]
fn a_top_up_pays_for_refunds_and_no_entitlement() {
    let w = refunded();
    assert_eq!((w.counters().top_ups, w.counters().cash()), (40 * USDC, 15 * USDC));
    assert_eq!(w.claim(1), refused(Error::NothingDue));
    assert_eq!(w.fund(0), refused(Error::AmountZero));
}

#[test]
fn what_nobody_needs_returns_and_the_rest_when_later_sales_cover_it() {
    let w = refunded();
    assert_eq!(w.return_top_ups(), Ok(15 * USDC));
    assert_eq!(w.return_top_ups(), refused(Error::NothingDue));
    w.buy("friend", 1, 0, 1).unwrap();
    assert_eq!(w.return_top_ups(), Ok(25 * USDC), "everybody's share is what was paid again");
    assert_eq!((w.counters().top_ups, w.counters().cash(), w.held()), (0, 0, 0));
}

#[test]
fn top_ups_stay_while_buyers_may_still_give_back() {
    let w = Fixture::policy(refundable);
    w.buy("fan", 1, 0, 1).unwrap();
    w.fund(USDC).unwrap();
    w.at(FREEZE_AT - 1);
    assert_eq!(w.return_top_ups(), refused(Error::RefundsOpen));
    w.at(FREEZE_AT);
    assert_eq!(w.return_top_ups(), Ok(USDC));
    let w = Fixture::native();
    w.buy("fan", 1, 0, 1).unwrap();
    w.fund(USDC).unwrap();
    w.move_to(9).unwrap();
    assert_eq!(w.return_top_ups(), refused(Error::RefundsOpen), "the place changed");
    w.wait(14 * crate::terms::DAY);
    assert_eq!(w.return_top_ups(), Ok(USDC));
    w.fund(USDC).unwrap();
    w.cancel("organizer").unwrap();
    assert_eq!(w.return_top_ups(), refused(Error::RefundsOpen), "the event is cancelled");
}
