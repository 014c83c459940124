use crate::{
    assertions::{refused, ticket},
    fixture::Fixture,
    terms::resellable,
};
use passa_event::{
    records::order::{Payer, CUSTODY},
    Error,
};
use soroban_sdk::xdr::ScVal;

#[test]
fn a_claim_of_all_tickets_takes_the_order_along_and_ends_custody() {
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 3);
    w.claim_custodial(id, 0b111, "fan").unwrap();
    let order = w.order(id);
    assert_eq!((order.owner, order.moved, order.flags & CUSTODY), (w.address("fan"), 0, 0));
    assert_eq!(order.payer, Payer::Treasury, "the right to a refund stays");
    assert_eq!(w.claim_custodial(id, 0b001, "stranger"), refused(Error::NotInCustody), "never moved again");
    let mint = |i| (w.scval("fan"), ScVal::U64(ticket(id, i)));
    assert_eq!(w.mints(), [mint(0), mint(1), mint(2)]);
}

#[test]
fn tickets_are_claimed_one_by_one_too() {
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 3);
    w.claim_custodial(id, 0b001, "fan").unwrap();
    assert_eq!(w.claim_custodial(id, 0b001, "friend"), refused(Error::NotInCustody));
    assert_eq!(w.claim_custodial(id, 0b011, "friend"), refused(Error::NotInCustody));
    w.claim_custodial(id, 0b110, "friend").unwrap();
    let owners: Vec<_> = (0..3).map(|i| w.owner_of(ticket(id, i)).unwrap()).collect();
    assert_eq!(owners, [w.address("fan"), w.address("friend"), w.address("friend")]);
    assert_eq!(w.order(id).moved, 0b001, "the rest left with the order");
    w.transfer("fan", "stranger", ticket(id, 0)).unwrap();
    assert_eq!(w.owner_of(ticket(id, 0)), Ok(w.address("stranger")));
}

#[test]
fn only_good_tickets_in_custody_are_claimed() {
    let w = Fixture::policy(resellable);
    let (fiat, wallet) = (w.settle_one("c1", 0, 3), w.buy("fan", 1, 0, 1).unwrap());
    assert_eq!(w.claim_custodial(wallet, 1, "friend"), refused(Error::NotInCustody));
    assert_eq!(w.claim_custodial(fiat, 0, "friend"), refused(Error::TicketUnknown));
    assert_eq!(w.claim_custodial(fiat, 0b1000, "friend"), refused(Error::TicketUnknown));
    w.refund_custodial(fiat, 0b001, true).unwrap();
    w.list(ticket(fiat, 1), 25_0000000).unwrap();
    assert_eq!(w.claim_custodial(fiat, 0b001, "friend"), refused(Error::TicketRefunded));
    assert_eq!(w.claim_custodial(fiat, 0b010, "friend"), refused(Error::TicketListed));
    let args = (fiat, 0b100u32, w.event.clone());
    assert_eq!(w.call::<()>("claim_custodial", args), refused(Error::AddressTaken));
    w.claim_custodial(fiat, 0b100, "friend").unwrap();
}
