use crate::{
    fixture::{Code, Failure, Fixture},
    terms::STARTS_AT,
};
use passa_event::Error;
use proptest::prelude::*;
use soroban_sdk::Symbol;

fn refused<T>(error: Error) -> Result<T, Failure> {
    Err(Failure::Code(error as u32))
}

fn bought(w: &Fixture, qty: u32) -> u64 {
    w.buy("fan", 1, 0, qty).unwrap().get_unchecked(0)
}

#[test]
fn one_ticket_of_many_leaves_its_order() {
    let w = Fixture::native();
    let id = bought(&w, 3);
    w.transfer("fan", "friend", id << 5 | 1).unwrap();
    assert_eq!(w.owner_of(id << 5), Ok(w.address("fan")));
    assert_eq!(w.owner_of(id << 5 | 1), Ok(w.address("friend")));
    assert_eq!(w.order(id).unwrap().moved, 0b010);
    assert_eq!(w.transfer("fan", "stranger", id << 5 | 1), refused(Error::NotOwner));
    w.transfer("friend", "stranger", id << 5 | 1).unwrap();
    assert_eq!(w.owner_of(id << 5 | 1), Ok(w.address("stranger")));
    w.transfer("stranger", "fan", id << 5 | 1).unwrap();
    assert_eq!(w.owner_of(id << 5 | 1), Ok(w.address("fan")));
}

#[test]
fn a_single_ticket_takes_its_order_along_and_its_payer_stays() {
    let w = Fixture::native();
    let id = bought(&w, 1);
    w.transfer("fan", "friend", id << 5).unwrap();
    w.transfer("friend", "stranger", id << 5).unwrap();
    let order = w.order(id).unwrap();
    assert_eq!((order.owner, order.payer, order.moved), (w.address("stranger"), w.address("fan"), 0));
}

#[test]
fn only_the_holder_gives_a_ticket_away() {
    let w = Fixture::native();
    let id = bought(&w, 1);
    assert_eq!(w.transfer("friend", "stranger", id << 5), refused(Error::NotOwner));
    assert_eq!(w.transfer("fan", "fan", id << 5), refused(Error::TransferToSelf));
    assert_eq!(w.transfer("fan", "friend", id << 5 | 1), refused(Error::TicketUnknown));
    assert_eq!(w.transfer("fan", "friend", (id + 1) << 5), refused(Error::OrderUnknown));
}

#[test]
fn transfers_stop_at_the_freeze() {
    let w = Fixture::native();
    let id = bought(&w, 1);
    w.at(STARTS_AT - 3601);
    w.transfer("fan", "friend", id << 5).unwrap();
    w.at(STARTS_AT - 3600);
    assert_eq!(w.transfer("friend", "fan", id << 5), refused(Error::TransfersFrozen));
}

#[test]
fn transfers_can_be_off() {
    let off = Fixture::with(Code::Native, |_, init| init.policy.transferable = false);
    let id = bought(&off, 1);
    assert_eq!(off.transfer("fan", "friend", id << 5), refused(Error::TransfersOff));
    let capped = Fixture::with(Code::Native, |_, init| {
        init.policy.resale_cap_bps = 11_000;
        init.policy.resale_limit = 1;
    });
    let id = bought(&capped, 1);
    assert_eq!(capped.transfer("fan", "friend", id << 5), refused(Error::TransfersOff), "a way round the cap");
}

/// Check-in and refunds come later; their bits already count.
#[test]
fn a_used_or_refunded_ticket_stays_where_it_is() {
    for (offset, error) in [(3, Error::TicketUsed), (11, Error::TicketRefunded)] {
        let w = Fixture::native();
        let id = bought(&w, 2);
        w.overwrite((Symbol::new(&w.env, "Order"), id), offset, &1u32.to_be_bytes());
        assert_eq!(w.transfer("fan", "friend", id << 5), refused(error));
        assert!(w.transfer("fan", "friend", id << 5 | 1).is_ok());
    }
}

const PEOPLE: [&str; 3] = ["fan", "friend", "stranger"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]
    /// Invariant 4: whoever moves what, a ticket has one owner, and nobody else gave it away.
    #[test]
    fn a_ticket_has_one_owner_after_any_transfers(moves in prop::collection::vec((0..6usize, 0..3usize, 0..3usize), 1..30)) {
        let w = Fixture::native();
        let (three, one) = (bought(&w, 3), w.buy("fan", 2, 0, 1).unwrap().get_unchecked(0));
        let tickets = [three << 5, three << 5 | 1, three << 5 | 2, one << 5, three << 5 | 3, one << 5 | 1];
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
