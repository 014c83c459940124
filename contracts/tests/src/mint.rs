use crate::{
    assertions::{field, refused, ticket},
    fixture::Fixture,
    terms::resellable,
};
use passa_event::{
    records::order::{Payer, COMPLIMENTARY, CUSTODY},
    Error,
};
use soroban_sdk::xdr::ScVal;

#[test]
fn a_complimentary_ticket_takes_a_seat_and_no_money() {
    let w = Fixture::native();
    let id = w.mint("friend", 1, 1).unwrap();
    let order = w.order(id);
    assert_eq!((order.owner, order.flags, order.count), (w.address("friend"), COMPLIMENTARY, 1));
    let c = w.counters();
    assert_eq!((c.gross, c.refundable, c.complimentary, c.counts()[1].sold), (0, 0, 1, 1));
    assert_eq!(w.buy("fan", 1, 1, 10), refused(Error::TierSoldOut));
    assert_eq!(w.mints(), [(w.scval("friend"), ScVal::U64(ticket(id, 0)))]);
    assert_eq!(field(&w.payloads("minted")[0], "custody"), &ScVal::Bool(false));
}

#[test]
fn the_quota_is_for_all_tiers_and_both_kinds_together() {
    let w = Fixture::native();
    (0..3).for_each(|nonce| {
        w.mint("friend", nonce as u32 % 2, nonce).unwrap();
    });
    (3..5).for_each(|nonce| {
        w.mint_custodial("c1", 0, nonce).unwrap();
    });
    assert_eq!(w.mint("friend", 0, 9), refused(Error::ComplimentaryOver));
    assert_eq!(w.mint_custodial("c1", 0, 9), refused(Error::ComplimentaryOver));
}

#[test]
fn a_nonce_gives_once_and_never_what_a_purchase_has() {
    let w = Fixture::native();
    let id = w.mint("fan", 0, 1).unwrap();
    assert_eq!(w.mint("fan", 0, 1), refused(Error::OrderExists));
    assert_ne!(w.buy("fan", 1, 0, 1).unwrap(), id);
    assert_eq!(w.mint("fan", 7, 2), refused(Error::TierUnknown));
}

#[test]
fn one_without_a_wallet_is_in_custody_until_it_is_claimed() {
    let w = Fixture::native();
    let id = w.mint_custodial("c1", 0, 1).unwrap();
    assert_eq!(w.order(id).flags, COMPLIMENTARY | CUSTODY);
    assert!(w.mints().is_empty());
    w.claim_custodial(id, 1, "fan").unwrap();
    let order = w.order(id);
    assert_eq!((order.owner, order.payer, order.flags), (w.address("fan"), Payer::Owner, COMPLIMENTARY));
}

#[test]
fn a_first_complimentary_ticket_fixes_the_splits() {
    let w = Fixture::native();
    w.mint("friend", 0, 1).unwrap();
    assert_eq!(w.set_splits(&w.init.payees, &w.init.policy), refused(Error::SplitsFixed));
}

#[test]
fn it_may_be_given_away_and_never_sold() {
    let w = Fixture::native();
    let id = w.mint("friend", 0, 1).unwrap();
    w.transfer("friend", "fan", ticket(id, 0)).unwrap();
    assert_eq!(w.order(id).payer, Payer::Owner, "nobody paid");
    let w = Fixture::policy(resellable);
    let id = w.mint("friend", 0, 1).unwrap();
    assert_eq!(w.list(ticket(id, 0), 1), refused(Error::TicketComplimentary));
}

#[test]
fn the_events_own_addresses_are_given_nothing() {
    let w = Fixture::native();
    for taken in [&w.event, &w.usdc, &w.issuer, &w.config.registry] {
        for entry in ["mint_ticket", "mint_custodial"] {
            assert_eq!(w.call::<u64>(entry, (taken, 0u32, 1u64)), refused(Error::AddressTaken));
        }
    }
}
