use crate::{
    fixture::{Code, Failure, Fixture, NOW, USDC},
    terms::{tier, STARTS_AT},
};
use passa_event::Error;
use soroban_sdk::{xdr::ContractEventBody, Address, BytesN};

fn refused<T>(error: Error) -> Result<T, Failure> {
    Err(Failure::Code(error as u32))
}

#[test]
fn a_purchase_moves_its_price_once_into_the_event() {
    let w = Fixture::native();
    let before = w.balance(&w.address("fan"));
    let orders = w.buy_items("fan", 1, &[(0, 2), (1, 1)], 1, 130 * USDC).unwrap();
    assert_eq!(orders.len(), 2);
    assert_eq!(before - w.balance(&w.address("fan")), 130 * USDC);
    assert_eq!(w.balance(&w.event), 130 * USDC);
    assert_eq!(w.cash(), 130 * USDC);
}

#[test]
fn an_order_belongs_to_its_buyer_ticket_by_ticket() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 3).unwrap().get_unchecked(0);
    let order = w.order(id).unwrap();
    assert_eq!((order.owner.clone(), order.payer, order.tier, order.count), (w.address("fan"), order.owner, 0, 3));
    assert_eq!((order.used, order.moved, order.refunded, order.flags), (0, 0, 0, 0));
    for index in 0..3 {
        assert_eq!(w.owner_of(id << 5 | index), Ok(w.address("fan")));
    }
    assert_eq!(w.owner_of(id << 5 | 3), refused(Error::TicketUnknown));
    assert_eq!(w.owner_of((id + 1) << 5), refused(Error::OrderUnknown));
}

#[test]
fn each_ticket_of_a_wallet_publishes_a_mint() {
    let w = Fixture::native();
    w.buy_items("fan", 1, &[(0, 3), (1, 1)], 1, i128::MAX).unwrap();
    let mints = w.published.borrow().iter().filter(|e| is_named(e, "mint")).count();
    assert_eq!(mints, 4);
}

fn is_named(event: &soroban_sdk::xdr::ContractEvent, name: &str) -> bool {
    let ContractEventBody::V0(body) = &event.body;
    matches!(&body.topics[0], soroban_sdk::xdr::ScVal::Symbol(s) if s.to_string() == name)
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
    let same = w.init.payees.clone();
    w.set_splits(&same).unwrap();
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
    let w = Fixture::with(Code::Native, |_, init| {
        (0..6).for_each(|_| init.tiers.push_back(tier(USDC, 100, 0)));
    });
    assert_eq!(w.buy("fan", 1, 0, 0), refused(Error::QuantityInvalid));
    assert_eq!(w.buy("fan", 1, 0, 11), refused(Error::QuantityInvalid));
    assert_eq!(w.buy("fan", 1, 8, 1), refused(Error::TierUnknown));
    assert_eq!(w.buy("fan", 1, u32::MAX, 1), refused(Error::TierUnknown));
    let some = |items: &[(u32, u32)]| w.buy_items("fan", 1, items, 1, i128::MAX);
    assert_eq!(some(&[]), refused(Error::ItemCountInvalid));
    assert_eq!(some(&[(2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1)]), refused(Error::ItemCountInvalid));
    assert_eq!(some(&[(2, 7), (3, 7), (4, 7)]), refused(Error::TooManyTickets));
    assert!(some(&[(2, 4), (3, 4), (4, 4), (5, 4), (6, 4)]).is_ok(), "5 items, 20 tickets");
}

#[test]
fn a_tier_sells_in_its_window_only() {
    let w = Fixture::with(Code::Native, |_, init| {
        let mut early = tier(USDC, 10, 0);
        early.opens_at = NOW + 100;
        early.closes_at = NOW + 200;
        init.tiers.push_back(early);
    });
    w.at(NOW + 99);
    assert_eq!(w.buy("fan", 1, 2, 1), refused(Error::SaleNotOpen));
    w.at(NOW + 100);
    assert!(w.buy("fan", 1, 2, 1).is_ok());
    w.at(NOW + 199);
    assert!(w.buy("fan", 2, 2, 1).is_ok());
    w.at(NOW + 200);
    assert_eq!(w.buy("fan", 3, 2, 1), refused(Error::SaleOver));
    w.at(STARTS_AT);
    assert_eq!(w.buy("fan", 4, 0, 1), refused(Error::SaleOver));
}

#[test]
fn the_last_ticket_sells_and_the_next_does_not() {
    let w = Fixture::native();
    w.buy("fan", 1, 1, 9).unwrap();
    assert_eq!(w.buy("fan", 2, 1, 2), refused(Error::TierSoldOut));
    w.buy("friend", 1, 1, 1).unwrap();
    assert_eq!(w.buy("fan", 3, 1, 1), refused(Error::TierSoldOut));
}

#[test]
fn who_cannot_pay_gets_nothing() {
    let w = Fixture::native();
    let poor = w.person("poor");
    poor.open(&w.env);
    assert_eq!(w.buy("poor", 1, 0, 1), Err(Failure::Code(13)), "no trustline");
    poor.trust(&w.env, &w.asset, (25 * USDC - 1) as i64, true);
    assert_eq!(w.buy("poor", 1, 0, 1), Err(Failure::Code(10)), "one stroop short");
    assert_eq!(w.hot().tiers.get_unchecked(0).sold, 0);
    poor.trust(&w.env, &w.asset, (25 * USDC) as i64, true);
    assert!(w.buy("poor", 1, 0, 1).is_ok());
}

#[test]
fn an_event_holds_no_more_than_its_cap() {
    // The cap is 100 000 USDC.
    let w = Fixture::with(Code::Native, |_, init| init.tiers.push_back(tier(30_000 * USDC, 10, 0)));
    w.buy("fan", 1, 2, 3).unwrap();
    assert_eq!(w.buy("fan", 2, 2, 1), refused(Error::HeldMoneyCap));
    w.distribute(u32::MAX);
    assert!(w.buy("fan", 2, 2, 1).is_ok(), "what is paid out is held no longer");
}

#[test]
fn a_payee_who_cannot_be_paid_stops_no_sale() {
    let w = Fixture::native();
    w.freeze("artist", true);
    assert!(w.buy("fan", 1, 0, 1).is_ok());
}

#[test]
fn a_token_names_its_collection() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap().get_unchecked(0);
    let name: soroban_sdk::String = w.run(&w.event, "name", ()).unwrap();
    let uri: soroban_sdk::String = w.run(&w.event, "token_uri", (id << 5,)).unwrap();
    assert_eq!((name, uri), (w.init.name.clone(), w.init.uri.clone()));
    let unknown: Result<soroban_sdk::String, _> = w.run(&w.event, "token_uri", (id << 5 | 1,));
    assert_eq!(unknown, refused(Error::TicketUnknown));
}

#[test]
fn a_contract_can_buy_and_hold() {
    let w = Fixture::native();
    let vault = Address::from_payload(
        &w.env,
        soroban_sdk::address_payload::AddressPayload::ContractIdHash(BytesN::from_array(&w.env, &[5; 32])),
    );
    let fan = w.address("fan");
    w.token().transfer(&fan, &vault, &(25 * USDC));
    let items = soroban_sdk::vec![&w.env, (0u32, 1u32)];
    let args = (&vault, 1u64, items, 1u32, i128::MAX);
    let orders: soroban_sdk::Vec<u64> = w.run(&w.event, "process_ticket_purchase", args).unwrap();
    assert_eq!(w.owner_of(orders.get_unchecked(0) << 5), Ok(vault));
}
