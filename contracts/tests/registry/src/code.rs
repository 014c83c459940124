//! New code on its way, natively: `tests/first` shows on wasm that it then runs.
use crate::{
    calls::refused,
    events::settle_first,
    fixture::{Code, Fixture, NOW, USDC},
};
use passa_registry::{Change, Error, Pending};
use soroban_sdk::{vec, Address, BytesN, Vec};

const DELAY: u64 = 48 * 3600;

fn propose(w: &Fixture, version: u32) -> crate::fixture::Done {
    w.call("set_event_wasm", (BytesN::from_array(&w.env, &[3; 32]), version))
}

fn pending(w: &Fixture, change: Change) -> Option<Pending> {
    w.call("pending_change", (change,)).unwrap()
}

#[test]
fn an_events_next_code_waits_and_has_the_next_number() {
    let w = Fixture::new(Code::Native, 2);
    assert_eq!(propose(&w, 4), refused(Error::VersionNotNext));
    assert_eq!(w.apply(Change::EventWasm), refused(Error::NothingPending));
    propose(&w, 3).unwrap();
    assert_eq!(propose(&w, 3), refused(Error::ChangePending));
    let wasm_hash = BytesN::from_array(&w.env, &[3; 32]);
    let expected = Pending { apply_from: NOW + DELAY, version: Some(3), wasm_hash: wasm_hash.clone() };
    assert_eq!(pending(&w, Change::EventWasm), Some(expected));
    w.wait(DELAY - 1);
    assert_eq!(w.apply(Change::EventWasm), refused(Error::DelayNotOver));
    w.wait(1);
    w.apply(Change::EventWasm).unwrap();
    assert_eq!((w.config().event_version, w.config().event_wasm), (3, wasm_hash));
    assert_eq!(w.apply(Change::EventWasm), refused(Error::NothingPending));
}

#[test]
fn the_registrys_own_code_has_no_number_and_the_guardian_stops_it() {
    let w = Fixture::new(Code::Native, 2);
    w.call::<()>("upgrade", (w.upload("registry"),)).unwrap();
    assert_eq!(pending(&w, Change::RegistryWasm).unwrap().version, None);
    assert_eq!(w.cancel_change("stranger", Change::RegistryWasm), refused(Error::NotAdminOrGuardian));
    w.cancel_change("guardian", Change::RegistryWasm).unwrap();
    w.wait(DELAY);
    assert_eq!(w.apply(Change::RegistryWasm), refused(Error::NothingPending));
}

#[test]
fn events_have_running_numbers_and_addresses_known_beforehand() {
    let mut w = Fixture::new(Code::Native, 2);
    assert_eq!(w.call("events_count", ()), Ok(0u32));
    let address: Address = w.call("event_address", (w.address("organizer"), 7u64)).unwrap();
    assert_eq!(w.call::<u32>("event_no", (&address,)), refused(Error::EventUnknown));
    assert_eq!(w.publish(7, w.second_init()), Ok(address.clone()));
    assert_eq!(w.publish(7, w.second_init()), refused(Error::EventExists));
    let read = |name| w.call::<u32>(name, (&address,)).unwrap();
    assert_eq!((read("event_no"), read("event_version"), w.call("events_count", ())), (1, 2, Ok(1u32)));
    assert_eq!(w.call("relayer_disabled", ()), Ok(false));
}

#[test]
fn an_event_of_the_first_version_sells_and_pays_and_does_nothing_else() {
    let mut w = Fixture::new(Code::Native, 1);
    let first = w.publish(1, w.first_init()).unwrap();
    settle_first(&w, &first, 1);
    assert_eq!(w.call::<()>("set_cap", (&first,)), refused(Error::EventTooOld));
    let all = vec![&w.env, (first.clone(), u32::MAX, Vec::<Address>::new(&w.env))];
    assert_eq!(w.call("process_bulk_distribution", (all,)), Ok(1u64));
    assert_eq!((w.balance(&first), w.balance(&w.address("artist")) > 10 * USDC), (0, true));
}
