use crate::{
    assertions::{field, refused, stroops, ticket},
    fixture::{Code, Fixture, NOW, USDC},
    terms::{tier, STARTS_AT},
};
use passa_event::{records::order::Payer, Error};
use soroban_sdk::xdr::ScVal;

#[test]
fn a_purchase_moves_its_price_once_into_the_event() {
    let w = Fixture::native();
    assert_eq!(w.buy_items("fan", 1, &[(0, 2), (1, 1)], 1, 130 * USDC).unwrap().len(), 2);
    assert_eq!((w.gained("fan"), w.held()), (-130 * USDC, 130 * USDC));
    let c = w.counters();
    assert_eq!((c.gross, c.refundable, c.cash(), c.counts()[0].sold), (130 * USDC, 130 * USDC, 130 * USDC, 2));
}

#[test]
fn an_order_belongs_to_its_buyer_ticket_by_ticket() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 3).unwrap();
    let order = w.order(id);
    assert_eq!((order.owner, order.payer, order.tier, order.count), (w.address("fan"), Payer::Owner, 0, 3));
    assert_eq!((order.used, order.moved, order.listed, order.refunded, order.flags), (0, 0, 0, 0, 0));
    assert_eq!(order.terms_version, 1);
    for index in 0..3 {
        assert_eq!(w.owner_of(ticket(id, index)), Ok(w.address("fan")));
    }
    assert_eq!(w.owner_of(ticket(id, 3)), refused(Error::TicketUnknown));
    assert_eq!(w.owner_of(ticket(id + 1, 0)), refused(Error::OrderUnknown));
}

#[test]
fn each_ticket_of_a_wallet_publishes_its_own_mint() {
    let w = Fixture::native();
    let orders = w.buy_items("fan", 1, &[(0, 2), (1, 1)], 1, i128::MAX).unwrap();
    let (a, b) = (orders.get_unchecked(0), orders.get_unchecked(1));
    let mint = |id| (w.scval("fan"), ScVal::U64(id));
    assert_eq!(w.mints(), [mint(ticket(a, 0)), mint(ticket(a, 1)), mint(ticket(b, 0))]);
}

#[test]
fn a_sale_publishes_what_a_reader_needs() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 2).unwrap();
    let sold = w.payloads("sold").pop().unwrap();
    assert_eq!(field(&sold, "total"), &stroops(50 * USDC));
    assert_eq!(field(&sold, "inputs_hash"), &ScVal::Void);
    let ScVal::Vec(Some(orders)) = field(&sold, "orders") else { panic!() };
    let ScVal::Vec(Some(order)) = &orders[0] else { panic!() };
    assert_eq!(order[..3], [ScVal::U64(id), ScVal::U32(0), ScVal::U32(2)]);
}

#[test]
fn no_more_than_the_named_total_is_taken() {
    let w = Fixture::native();
    assert_eq!(w.buy_items("fan", 1, &[(0, 2)], 1, 50 * USDC - 1), refused(Error::TotalAboveMax));
    assert!(w.buy_items("fan", 1, &[(0, 2)], 1, 50 * USDC).is_ok());
}

#[test]
fn other_terms_than_those_shown_are_refused() {
    let w = Fixture::native();
    assert_eq!(w.buy_items("fan", 1, &[(0, 1)], 2, i128::MAX), refused(Error::TermsChanged));
    w.set_splits(&w.init.payees, &w.init.policy).unwrap();
    assert_eq!(w.buy_items("fan", 1, &[(0, 1)], 1, i128::MAX), refused(Error::TermsChanged));
    assert!(w.buy_items("fan", 1, &[(0, 1)], 2, i128::MAX).is_ok());
}

#[test]
fn a_nonce_buys_once_in_each_tier() {
    let w = Fixture::native();
    w.buy("fan", 7, 0, 1).unwrap();
    assert_eq!(w.buy("fan", 7, 0, 1), refused(Error::OrderExists));
    assert!(w.buy("fan", 7, 1, 1).is_ok(), "another tier");
    assert!(w.buy("friend", 7, 0, 1).is_ok(), "another buyer");
    assert_eq!(w.buy_items("fan", 8, &[(0, 1), (0, 1)], 1, i128::MAX), refused(Error::OrderExists));
}

#[test]
fn an_order_is_bounded() {
    let w = Fixture::with(Code::Native, |_, init| (0..6).for_each(|_| init.tiers.push_back(tier(USDC, 100, 0))));
    let buy = |items: &[(u32, u32)]| w.buy_items("fan", 1, items, 1, i128::MAX).map(drop);
    assert_eq!(buy(&[]), refused(Error::ItemCountInvalid));
    assert_eq!(buy(&[(0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]), refused(Error::ItemCountInvalid));
    assert_eq!(buy(&[(0, 0)]), refused(Error::QuantityInvalid));
    assert_eq!(buy(&[(0, 11)]), refused(Error::QuantityInvalid));
    assert_eq!(buy(&[(8, 1)]), refused(Error::TierUnknown));
    assert_eq!(buy(&[(0, 10), (2, 10), (3, 1)]), refused(Error::TooManyTickets));
    assert!(buy(&[(0, 10), (2, 10)]).is_ok());
}

#[test]
fn a_tier_sells_within_its_window() {
    let w = Fixture::with(Code::Native, |_, init| {
        let mut late = tier(USDC, 10, 0);
        (late.opens_at, late.closes_at) = (NOW + 100, NOW + 200);
        init.tiers.push_back(late);
    });
    assert_eq!(w.buy("fan", 1, 2, 1), refused(Error::SaleNotOpen));
    w.at(NOW + 100);
    w.buy("fan", 1, 2, 1).unwrap();
    w.at(NOW + 199);
    w.buy("fan", 2, 2, 1).unwrap();
    w.at(NOW + 200);
    assert_eq!(w.buy("fan", 3, 2, 1), refused(Error::SaleOver));
    w.at(STARTS_AT);
    assert_eq!(w.buy("fan", 3, 0, 1), refused(Error::SaleOver));
}

#[test]
fn a_tier_sells_no_more_seats_than_it_has() {
    let w = Fixture::native();
    assert!(w.buy("fan", 1, 1, 10).is_ok());
    assert_eq!(w.buy("fan", 2, 1, 1), refused(Error::TierSoldOut));
}

#[test]
fn without_a_cap_an_event_holds_any_sum() {
    let dear = |_: &_, init: &mut passa_types::EventInit| init.tiers.push_back(tier(900_000 * USDC, 10, 10));
    let w = Fixture::with(Code::Native, dear);
    assert!(w.buy("fan", 1, 2, 10).is_ok());
}

#[test]
fn a_cap_bounds_what_is_held_and_not_what_was_paid_out() {
    let w = Fixture::native();
    w.set_cap(100 * USDC).unwrap();
    w.buy("fan", 1, 0, 4).unwrap();
    assert_eq!(w.buy("fan", 2, 0, 1), refused(Error::HeldMoneyCap));
    w.claim(1).unwrap();
    assert!(w.buy("fan", 2, 0, 1).is_ok(), "25 of 100 were paid out");
}

#[test]
fn the_events_own_addresses_buy_nothing() {
    let w = Fixture::native();
    for taken in [&w.event, &w.usdc, &w.issuer, &w.config.registry] {
        let args = (taken, 1u64, soroban_sdk::vec![&w.env, (0u32, 1u32)], 1u32, i128::MAX, None::<soroban_sdk::Bytes>);
        assert_eq!(w.call::<soroban_sdk::Vec<u64>>("process_ticket_purchase", args), refused(Error::AddressTaken));
    }
}
