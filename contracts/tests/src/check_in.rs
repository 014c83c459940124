use crate::{
    assertions::{refused, ticket},
    fixture::Fixture,
    terms::DOORS_AT,
};
use passa_event::Error;
use soroban_sdk::xdr::ScVal;

/// Doors are open; a fan has three tickets.
fn open() -> (Fixture, u64) {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 3).unwrap();
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT);
    (w, id)
}

#[test]
fn a_ticket_enters_once() {
    let (w, id) = open();
    assert_eq!(w.verify("gate", ticket(id, 0)), Ok(true));
    assert_eq!(w.verify("gate", ticket(id, 0)), Ok(false));
    assert_eq!(w.verify("gate", ticket(id, 3)), Ok(false));
    assert_eq!(w.verify("gate", ticket(id + 1, 0)), Ok(false));
    assert_eq!(w.order(id).used, 0b001);
}

#[test]
fn a_batch_says_which_tickets_are_good_and_stops_at_none() {
    let (w, id) = open();
    let other = w.mint("friend", 0, 1).unwrap();
    w.refund(id, 0b100).unwrap();
    w.verify("gate", ticket(id, 0)).unwrap();
    let orders = [(id, 0b111), (7, 1), (other, u32::MAX), (other, 1)];
    assert_eq!(w.check_in("gate", &orders), Ok(w.masks(&[0b010, 0, 1, 0])));
    let ScVal::Vec(Some(published)) = w.payloads("checked_in").pop().unwrap() else { panic!() };
    assert_eq!(published.len(), 2, "only what is used now");
}

#[test]
fn a_check_in_of_nothing_new_publishes_nothing() {
    let (w, id) = open();
    w.verify("gate", ticket(id, 0)).unwrap();
    w.verify("gate", ticket(id, 0)).unwrap();
    assert_eq!(w.payloads("checked_in").len(), 1);
}

#[test]
fn a_batch_is_bounded() {
    let (w, id) = open();
    assert_eq!(w.check_in("gate", &[]), refused(Error::BatchSizeInvalid));
    assert_eq!(w.check_in("gate", &[(id, 1); 51]), refused(Error::BatchSizeInvalid));
    assert!(w.check_in("gate", &[(id, 1); 50]).is_ok());
}

#[test]
fn doors_open_when_they_open() {
    let (w, id) = open();
    w.at(DOORS_AT - 1);
    assert_eq!(w.verify("gate", ticket(id, 0)), refused(Error::DoorsClosed));
}

#[test]
fn only_gates_of_the_organizer_let_people_in() {
    let (w, id) = open();
    assert_eq!(w.verify("stranger", ticket(id, 0)), refused(Error::NotGate));
    assert_eq!(w.verify("organizer", ticket(id, 0)), refused(Error::NotGate));
    w.set_gate("gate", false).unwrap();
    assert_eq!(w.verify("gate", ticket(id, 0)), refused(Error::NotGate));
    (0..16).for_each(|i| w.set_gate(&format!("gate {i}"), true).unwrap());
    w.set_gate("gate 3", true).unwrap();
    assert_eq!(w.set_gate("gate 16", true), refused(Error::TooManyGates));
    w.set_gate("gate 3", false).unwrap();
    w.set_gate("gate 16", true).unwrap();
}

#[test]
fn a_moved_ticket_enters_too_and_a_cancelled_events_does_not() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 2).unwrap();
    w.transfer("fan", "friend", ticket(id, 1)).unwrap();
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT);
    assert_eq!(w.verify("gate", ticket(id, 1)), Ok(true));
    w.cancel("organizer").unwrap();
    assert_eq!(w.verify("gate", ticket(id, 0)), refused(Error::EventCancelled));
}

#[test]
fn entry_does_not_stand_in_the_way_of_sales() {
    let (w, id) = open();
    let before = w.counters();
    w.check_in("gate", &[(id, 0b111)]).unwrap();
    assert_eq!(w.counters(), before);
    let (w, id) = open();
    w.freeze(100).unwrap();
    w.pause("registry", true).unwrap();
    assert_eq!(w.verify("gate", ticket(id, 0)), Ok(true), "neither does what stops sales stop entry");
}
