//! Many events pay out in one call.
use crate::{
    calls::refused,
    events::{both, settle_first},
    fixture::{Code, Fixture, USDC},
};
use passa_registry::Error;
use soroban_sdk::{Address, Vec};

fn of(w: &Fixture, events: &[&Address]) -> Vec<(Address, u32, Vec<Address>)> {
    let mut of = Vec::new(&w.env);
    events.iter().for_each(|event| of.push_back(((*event).clone(), u32::MAX, Vec::new(&w.env))));
    of
}

#[test]
fn events_of_both_versions_pay_in_one_call_and_a_failing_one_stops_no_other() {
    let (mut w, first, second) = both();
    settle_first(&w, &first, 1);
    w.event = second.clone();
    w.settle_one("c1", 2);
    let frozen = w.publish(3, w.second_init()).unwrap();
    w.call::<()>("freeze", (&frozen, 3600u64)).unwrap();
    let all = of(&w, &[&w.usdc, &first, &frozen, &w.address("fan"), &second]);
    assert_eq!(w.call("process_bulk_distribution", (all,)), Ok(0b10010u64));
    assert_eq!(w.balance(&w.address("artist")), 25 * USDC, "a quarter of each");
    assert_eq!((w.balance(&first), w.balance(&second)), (0, 0));
}

#[test]
fn at_most_64_events_pay_in_one_call() {
    let w = Fixture::published(Code::Native);
    let unknown = w.usdc.clone();
    assert_eq!(w.call("process_bulk_distribution", (of(&w, &[&unknown; 64]),)), Ok(0u64));
    assert_eq!(w.call::<u64>("process_bulk_distribution", (of(&w, &[&unknown; 65]),)), refused(Error::TooManyEvents));
}
