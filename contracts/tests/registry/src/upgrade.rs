//! From the registry before this one: what it stored is read, and its events and proposals go on.
use crate::{
    calls::refused,
    events::settle_first,
    fixture::{Code, Fixture, CAP},
};
use passa_registry::{Change, Error, Pending, RegistryConfig, Setting};
use soroban_sdk::{xdr::ScVal, Symbol, Val};

const DELAY: u64 = 48 * 3600;

/// With an event of the first version that has sold, and both kinds of code proposed.
fn before() -> Fixture {
    let mut w = Fixture::new(Code::Before, 1);
    w.publish(1, w.first_init()).unwrap();
    settle_first(&w, &w.event, 1);
    w.call::<()>("set_event_wasm", (w.upload("event"), 2u32)).unwrap();
    w.call::<()>("upgrade", (w.upload("registry"),)).unwrap();
    w.wait(DELAY);
    w
}

type Kept = (RegistryConfig, u32, u32, u32, Option<Pending>);

fn kept(w: &Fixture) -> Kept {
    let of_event = |name| w.call::<u32>(name, (&w.event,)).unwrap();
    let pending = w.call("pending_change", (Change::EventWasm,)).unwrap();
    (w.config(), w.call("events_count", ()).unwrap(), of_event("event_no"), of_event("event_version"), pending)
}

#[test]
fn an_upgraded_registry_reads_all_that_the_one_before_stored() {
    let w = before();
    let (old, code) = (kept(&w), w.code_of(&w.registry));
    assert!(w.call::<bool>("relayer_disabled", ()).is_err(), "the code before has no such entry");
    w.apply(Change::RegistryWasm).unwrap();
    assert_ne!(w.code_of(&w.registry), code);
    assert_eq!(kept(&w), old);
    assert!(old.4.is_some() && old.0.event_cap == CAP);
    assert_eq!(w.call("relayer_disabled", ()), Ok(false));
    assert_eq!(w.proposal(Change::Relayer), None);
    assert_eq!(w.call("support", ()), Ok(w.address("admin")));
}

#[test]
fn its_events_go_on_and_new_ones_have_the_second_version() {
    let mut w = before();
    w.apply(Change::RegistryWasm).unwrap();
    let first = w.event.clone();
    settle_first(&w, &first, 2);
    w.apply(Change::EventWasm).unwrap();
    let taken = w.publish(1, w.second_init());
    assert_eq!(taken, refused(Error::EventExists), "nonces stay used");
    let second = w.publish(2, w.second_init()).unwrap();
    w.settle_one("c1", 2);
    assert_eq!((w.call("event_no", (&second,)), w.call("event_version", (&second,))), (Ok(2u32), Ok(2u32)));
    settle_first(&w, &first, 3);
    w.change(&Setting::Treasury(w.address("newcomer")));
    assert_eq!(w.config().treasury, w.address("newcomer"));
}

/// The keys that the code before wrote, as they lie in the ledger.
#[test]
fn an_upgrade_writes_nothing_anew() {
    let w = before();
    let stored = |name: &str| {
        w.env.as_contract(&w.registry, || {
            let key = (Symbol::new(&w.env, name),);
            ScVal::from_val_of(&w, w.env.storage().instance().get::<_, Val>(&key).unwrap())
        })
    };
    let old = ["Config", "Count"].map(stored);
    w.apply(Change::RegistryWasm).unwrap();
    assert_eq!(["Config", "Count"].map(stored), old);
}

trait FromVal {
    fn from_val_of(w: &Fixture, value: Val) -> ScVal;
}

impl FromVal for ScVal {
    fn from_val_of(w: &Fixture, value: Val) -> ScVal {
        soroban_sdk::TryFromVal::try_from_val(&w.env, &value).unwrap()
    }
}
