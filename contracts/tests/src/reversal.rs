use crate::{
    assertions::{field, refused, stroops, ticket},
    fixture::{Fixture, NOW, USDC},
    terms::{resellable, DAY, DOORS_AT},
};
use passa_event::Error;

#[test]
fn a_reversed_payment_takes_its_unused_tickets_and_gives_the_treasury_its_money() {
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 2);
    assert_eq!(w.reverse(id, 0b01), Ok(25 * USDC));
    assert_eq!((w.gained("treasury"), w.counters().shortfalls, w.order(id).refunded), (-25 * USDC, 0, 0b01));
    assert_eq!(w.counters().counts()[0].fiat_sold, 1);
    assert_eq!(w.reverse(id, 0b01), refused(Error::TicketRefunded));
    let reversed = w.payloads("reversed").pop().unwrap();
    assert_eq!(field(&reversed, "paid"), &stroops(25 * USDC));
}

#[test]
fn a_claimed_ticket_goes_too() {
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 1);
    w.claim_custodial(id, 1, "fan").unwrap();
    assert_eq!(w.reverse(id, 1), Ok(25 * USDC));
}

#[test]
fn offering_a_ticket_for_sale_does_not_keep_it_from_a_reversal() {
    let w = Fixture::policy(resellable);
    let id = w.settle_one("c1", 0, 1);
    w.claim_custodial(id, 1, "fan").unwrap();
    w.list(ticket(id, 0), 20 * USDC).unwrap();
    assert_eq!(w.reverse(id, 1), Ok(25 * USDC));
    assert_eq!(w.buy_listed("friend", ticket(id, 0), i128::MAX), refused(Error::TicketRefunded));
}

#[test]
fn what_was_paid_out_already_the_treasury_gets_back_after_everybodys_dues() {
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 1);
    w.distribute(0b0011, &[]).unwrap();
    assert_eq!(w.reverse(id, 1), Ok(5 * USDC), "80 % was paid out");
    let c = w.counters();
    assert_eq!((c.shortfalls, c.refunded, c.cash()), (20 * USDC, 25 * USDC, 0));
    assert_eq!(w.pay_treasury(), refused(Error::NothingDue));
    w.buy("fan", 1, 0, 1).unwrap();
    w.distribute(u32::MAX, &[]).unwrap();
    assert_eq!(w.counters().cash(), 20 * USDC, "organizer and artist had their share of this one");
    assert_eq!((w.balance("venue"), w.balance("platform")), (375 * USDC / 100, 125 * USDC / 100));
    assert_eq!(w.pay_treasury(), Ok(20 * USDC));
    assert_eq!((w.gained("treasury"), w.counters().shortfalls, w.held()), (0, 0, 0));
}

#[test]
fn a_shortfall_returns_before_the_organizers_top_ups() {
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 1);
    w.distribute(u32::MAX, &[]).unwrap();
    assert_eq!(w.reverse(id, 1), Ok(0));
    w.fund(10 * USDC).unwrap();
    assert_eq!(w.return_top_ups(), refused(Error::NothingDue));
    assert_eq!(w.pay_treasury(), Ok(10 * USDC));
    w.buy("fan", 1, 0, 1).unwrap();
    assert_eq!(w.pay_treasury(), Ok(15 * USDC));
    assert_eq!(w.return_top_ups(), Ok(10 * USDC));
}

#[test]
fn a_reversal_takes_no_used_resold_or_wallets_ticket() {
    let w = Fixture::policy(resellable);
    let (used, sold, wallet) = (w.settle_one("c1", 0, 2), w.settle_one("c2", 0, 2), w.buy("fan", 1, 0, 1).unwrap());
    w.list(ticket(sold, 0), 20 * USDC).unwrap();
    w.buy_listed("friend", ticket(sold, 0), i128::MAX).unwrap();
    assert_eq!(w.reverse(sold, 0b01), refused(Error::ResalesOff));
    assert_eq!(w.reverse(sold, 0b11), refused(Error::MixedTickets));
    assert!(w.reverse(sold, 0b10).is_ok());
    assert_eq!(w.reverse(wallet, 1), refused(Error::NotFiat));
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT);
    w.check_in("gate", &[(used, 0b01)]).unwrap();
    assert_eq!(w.reverse(used, 0b01), refused(Error::TicketUsed));
    w.cancel("organizer").unwrap();
    assert_eq!(w.reverse(used, 0b01), refused(Error::TicketUsed), "after a cancel neither");
}

#[test]
fn a_reversal_has_thirty_whole_days() {
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 2);
    let day = NOW / DAY * DAY;
    w.at(day + 31 * DAY - 1);
    assert!(w.reverse(id, 0b01).is_ok());
    w.at(day + 31 * DAY);
    assert_eq!(w.reverse(id, 0b10), refused(Error::ReversalTooLate));
}

#[test]
fn after_a_cancel_a_reversal_takes_no_more_than_other_buyers_get() {
    let w = Fixture::native();
    let (id, wallet) = (w.settle_one("c1", 0, 4), w.buy("fan", 1, 0, 4).unwrap());
    w.claim(0).unwrap();
    w.cancel("organizer").unwrap();
    assert_eq!(w.reverse(id, 0b1111), Ok(45 * USDC), "45 % of the money is left");
    assert_eq!(w.counters().shortfalls, 55 * USDC);
    w.wait(7 * DAY);
    assert_eq!(w.refund(wallet, 0b1111), Ok(45 * USDC));
    w.fund(60 * USDC).unwrap();
    w.close().unwrap();
    assert_eq!((w.counters().shortfalls, w.counters().cash(), w.close()), (0, 0, refused(Error::NothingDue)));
    assert_eq!((w.treasury_owed(), w.gained("organizer")), (55 * USDC, 55 * USDC * 2 - 60 * USDC + 5 * USDC));
    assert_eq!(w.pay_treasury(), Ok(55 * USDC));
    assert_eq!((w.gained("treasury"), w.held()), (0, 0));
}
