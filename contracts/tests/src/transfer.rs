use crate::{
    assertions::{refused, ticket},
    fixture::Fixture,
    terms::{resellable, DOORS_AT, FREEZE_AT},
};
use passa_event::{records::order::Payer, Error};
use proptest::prelude::*;
use soroban_sdk::xdr::ScVal;

#[test]
fn one_ticket_of_many_leaves_its_order() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 3).unwrap();
    w.transfer("fan", "friend", ticket(id, 1)).unwrap();
    assert_eq!(w.owner_of(ticket(id, 0)), Ok(w.address("fan")));
    assert_eq!(w.owner_of(ticket(id, 1)), Ok(w.address("friend")));
    assert_eq!(w.order(id).moved, 0b010);
    assert_eq!(w.transfer("fan", "stranger", ticket(id, 1)), refused(Error::NotOwner));
    w.transfer("friend", "stranger", ticket(id, 1)).unwrap();
    let moved = || w.inside(|e| passa_event::records::storage::moved(e, ticket(id, 1))).unwrap();
    assert_eq!(moved().payer, None, "the order says who paid");
    w.transfer("stranger", "fan", ticket(id, 1)).unwrap();
    assert_eq!(w.owner_of(ticket(id, 1)), Ok(w.address("fan")));
    assert_eq!(moved().payer, Some(Payer::Owner));
    w.transfer("fan", "friend", ticket(id, 1)).unwrap();
    assert_eq!(moved().payer, None);
}

#[test]
fn a_single_ticket_takes_its_order_along_and_its_payer_stays() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.transfer("fan", "friend", ticket(id, 0)).unwrap();
    w.transfer("friend", "stranger", ticket(id, 0)).unwrap();
    let order = w.order(id);
    assert_eq!((order.owner, order.payer, order.moved), (w.address("stranger"), Payer::Other(w.address("fan")), 0));
    w.transfer("stranger", "fan", ticket(id, 0)).unwrap();
    assert_eq!(w.order(id).payer, Payer::Owner, "back with who paid, nobody else has to be kept");
}

#[test]
fn a_transfer_publishes_both_events_and_no_money_event() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    let before = w.counters();
    w.transfer("fan", "friend", ticket(id, 0)).unwrap();
    assert_eq!(w.payloads("moved"), [ScVal::U64(ticket(id, 0))]);
    assert_eq!(w.transfers(), [(w.scval("fan"), w.scval("friend"), ScVal::U64(ticket(id, 0)))]);
    assert_eq!(w.counters(), before, "a transfer does not stand in the way of sales");
}

#[test]
fn only_the_holder_gives_a_ticket_away() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    assert_eq!(w.transfer("friend", "stranger", ticket(id, 0)), refused(Error::NotOwner));
    assert_eq!(w.transfer("fan", "fan", ticket(id, 0)), refused(Error::TransferToSelf));
    assert_eq!(w.transfer("fan", "friend", ticket(id, 1)), refused(Error::TicketUnknown));
    assert_eq!(w.transfer("fan", "friend", ticket(id + 1, 0)), refused(Error::OrderUnknown));
    for taken in [&w.event, &w.usdc, &w.issuer, &w.config.registry] {
        let args = (w.address("fan"), taken, ticket(id, 0));
        assert_eq!(w.call::<()>("transfer", args), refused(Error::AddressTaken));
    }
}

#[test]
fn transfers_stop_at_the_freeze() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.at(FREEZE_AT - 1);
    w.transfer("fan", "friend", ticket(id, 0)).unwrap();
    w.at(FREEZE_AT);
    assert_eq!(w.transfer("friend", "fan", ticket(id, 0)), refused(Error::TransfersFrozen));
}

#[test]
fn transfers_can_be_off() {
    let off = Fixture::policy(|policy| policy.transferable = false);
    let id = off.buy("fan", 1, 0, 1).unwrap();
    assert_eq!(off.transfer("fan", "friend", ticket(id, 0)), refused(Error::TransfersOff));
    let capped = Fixture::policy(resellable);
    let id = capped.buy("fan", 1, 0, 1).unwrap();
    assert_eq!(capped.transfer("fan", "friend", ticket(id, 0)), refused(Error::TransfersOff), "a way round the cap");
}

#[test]
fn a_used_or_refunded_ticket_stays_where_it_is() {
    let w = Fixture::with(crate::fixture::Code::Native, |_, init| {
        // Doors open before transfers stop only where both are at once: the freeze is at the doors.
        init.policy.freeze_at = DOORS_AT;
    });
    let id = w.buy("fan", 1, 0, 3).unwrap();
    w.refund(id, 0b001).unwrap();
    assert_eq!(w.transfer("fan", "friend", ticket(id, 0)), refused(Error::TicketRefunded));
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT);
    w.check_in("gate", &[(id, 0b010)]).unwrap();
    assert_eq!(w.transfer("fan", "friend", ticket(id, 1)), refused(Error::TicketUsed));
}

const PEOPLE: [&str; 3] = ["fan", "friend", "stranger"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]
    /// Invariant 4: after any move a ticket has one owner, and nobody else gave it away.
    #[test]
    fn a_ticket_has_one_owner_after_any_transfers(moves in prop::collection::vec((0..6usize, 0..3usize, 0..3usize), 1..30)) {
        let w = Fixture::native();
        let (three, one) = (w.buy("fan", 1, 0, 3).unwrap(), w.buy("fan", 2, 0, 1).unwrap());
        let tickets = [ticket(three, 0), ticket(three, 1), ticket(three, 2), ticket(one, 0), ticket(three, 3), ticket(one, 1)];
        let mut owners = [Some(0), Some(0), Some(0), Some(0), None, None];
        for (ticket, from, to) in moves {
            let legal = owners[ticket] == Some(from) && from != to;
            prop_assert_eq!(w.transfer(PEOPLE[from], PEOPLE[to], tickets[ticket]).is_ok(), legal);
            if legal {
                owners[ticket] = Some(to);
            }
            for (ticket, owner) in tickets.iter().zip(owners) {
                prop_assert_eq!(w.owner_of(*ticket).ok(), owner.map(|o| w.address(PEOPLE[o])));
            }
        }
    }
}
