//! New code: proposed by the admin, visible for 48 hours, stopped by the admin or the guardian, applied by anyone.
use crate::world::{Code, Failure, World, NOW};
use passa_registry::{Change, Error, Pending, RegistryConfig};
use soroban_sdk::{testutils::Events as _, xdr::ContractEventBody, BytesN, Env, IntoVal, Symbol, Val};

pub const DELAY: u64 = 48 * 3600;
const BOTH: [Change; 2] = [Change::EventWasm, Change::RegistryWasm];

fn refused<T>(error: Error) -> Result<T, Failure> {
    Err(Failure::Code(error as u32))
}

fn registry() -> World {
    World::with(Code::Wasm, |_, _| {})
}

fn config(w: &World) -> RegistryConfig {
    w.run(&w.registry, "config", ()).unwrap()
}

/// Proposes new code of this kind, the event's as version 2. Returns its hash.
fn propose(w: &World, change: Change) -> BytesN<32> {
    match change {
        Change::EventWasm => {
            let hash = w.next_event_wasm();
            w.set_event_wasm(&hash, 2).unwrap();
            hash
        }
        Change::RegistryWasm => {
            let hash = w.next_registry_wasm();
            w.upgrade(&hash).unwrap();
            hash
        }
    }
}

/// The code that a change of this kind replaces.
fn code(w: &World, change: Change) -> BytesN<32> {
    match change {
        Change::EventWasm => config(w).event_wasm,
        Change::RegistryWasm => w.code_of(&w.registry),
    }
}

#[test]
fn new_code_works_after_48_hours_and_not_a_second_earlier() {
    for change in BOTH {
        let w = registry();
        let before = code(&w, change);
        let hash = propose(&w, change);
        assert_ne!(hash, before);
        assert_eq!(w.apply(change), refused(Error::DelayNotOver));
        w.at(NOW + DELAY - 1);
        assert_eq!(w.apply(change), refused(Error::DelayNotOver));
        assert_eq!(code(&w, change), before);
        assert!(w.pending(change).is_some(), "an early try takes nothing away");
        w.at(NOW + DELAY);
        w.apply(change).unwrap();
        assert_eq!(code(&w, change), hash);
        assert_eq!((w.pending(change), w.apply(change)), (None, refused(Error::NothingPending)));
    }
}

#[test]
fn the_events_version_changes_with_its_code() {
    let w = registry();
    assert_eq!(config(&w).event_version, 1);
    w.change_event_wasm();
    assert_eq!(config(&w), RegistryConfig { event_version: 2, event_wasm: w.next_event_wasm(), ..config(&registry()) });
}

#[test]
fn what_is_proposed_is_readable() {
    let w = registry();
    assert_eq!(BOTH.map(|change| w.pending(change)), [None, None]);
    let event = propose(&w, Change::EventWasm);
    w.at(NOW + 60);
    let own = propose(&w, Change::RegistryWasm);
    let expected = Pending { apply_from: NOW + DELAY, version: Some(2), wasm_hash: event };
    assert_eq!(w.pending(Change::EventWasm), Some(expected));
    let expected = Pending { apply_from: NOW + 60 + DELAY, version: None, wasm_hash: own };
    assert_eq!(w.pending(Change::RegistryWasm), Some(expected));
}

#[test]
fn admin_and_guardian_cancel_and_nobody_else_does() {
    for change in BOTH {
        let w = registry();
        let before = code(&w, change);
        for by in ["admin", "guardian"] {
            propose(&w, change);
            for other in ["relayer", "treasury", "organizer", "platform", "stranger"] {
                assert_eq!(w.cancel(other, change), refused(Error::NotAdminOrGuardian), "{other}");
            }
            w.cancel(by, change).unwrap();
            assert_eq!(w.pending(change), None);
            w.wait(DELAY);
            assert_eq!(w.apply(change), refused(Error::NothingPending));
            assert_eq!(w.cancel(by, change), refused(Error::NothingPending));
        }
        assert_eq!(code(&w, change), before);
    }
}

#[test]
fn a_change_can_be_cancelled_until_it_is_applied() {
    let w = registry();
    propose(&w, Change::EventWasm);
    w.wait(10 * DELAY);
    w.cancel("guardian", Change::EventWasm).unwrap();
    assert_eq!(w.apply(Change::EventWasm), refused(Error::NothingPending));
}

#[test]
fn a_proposal_is_not_replaced_and_one_made_again_waits_again() {
    let w = registry();
    propose(&w, Change::EventWasm);
    propose(&w, Change::RegistryWasm);
    w.at(NOW + DELAY - 1);
    assert_eq!(w.set_event_wasm(&w.next_registry_wasm(), 3), refused(Error::ChangePending));
    assert_eq!(w.upgrade(&w.next_event_wasm()), refused(Error::ChangePending));
    for change in BOTH {
        w.cancel("admin", change).unwrap();
        propose(&w, change);
        w.at(NOW + 2 * DELAY - 2);
        assert_eq!(w.apply(change), refused(Error::DelayNotOver));
        w.at(NOW + DELAY - 1);
    }
}

#[test]
fn cancelling_one_kind_leaves_the_other() {
    let w = registry();
    propose(&w, Change::EventWasm);
    let own = propose(&w, Change::RegistryWasm);
    w.cancel("guardian", Change::EventWasm).unwrap();
    w.wait(DELAY);
    w.apply(Change::RegistryWasm).unwrap();
    assert_eq!(w.code_of(&w.registry), own);
}

#[test]
fn the_events_version_only_rises() {
    let w = registry();
    let hash = w.next_event_wasm();
    for version in [0, 1] {
        assert_eq!(w.set_event_wasm(&hash, version), refused(Error::VersionNotHigher));
    }
    w.change_event_wasm();
    for version in [1, 2] {
        assert_eq!(w.set_event_wasm(&hash, version), refused(Error::VersionNotHigher));
    }
    w.set_event_wasm(&hash, 7).unwrap();
}

#[test]
fn code_that_nobody_uploaded_upgrades_nothing() {
    let w = registry();
    let before = w.code_of(&w.registry);
    w.upgrade(&BytesN::from_array(&w.env, &[5; 32])).unwrap();
    w.wait(DELAY);
    assert_eq!(w.apply(Change::RegistryWasm), Err(Failure::Host));
    assert_eq!(w.code_of(&w.registry), before);
    w.cancel("admin", Change::RegistryWasm).unwrap();
}

/// The last call's events of the registry, as (topics, data).
fn published(w: &World) -> Vec<(Vec<Val>, Val)> {
    let events = w.env.events().all().filter_by_contract(&w.registry);
    let val = |v: &soroban_sdk::xdr::ScVal| v.into_val(&w.env);
    let bodies = events.events().iter().map(|e| match &e.body {
        ContractEventBody::V0(body) => (body.topics.iter().map(val).collect(), val(&body.data)),
    });
    bodies.collect()
}

/// One event with these topics and exactly these fields.
fn assert_published(w: &World, name: &str, change: Change, fields: &[(&str, Val)]) {
    let env = &w.env;
    let mut data = soroban_sdk::Map::<Symbol, Val>::new(env);
    fields.iter().for_each(|(name, value)| data.set(Symbol::new(env, name), *value));
    let xdr = |v: Val| soroban_sdk::xdr::ToXdr::to_xdr(v, env);
    let topics: Vec<Val> =
        vec![Symbol::new(env, "passa").into_val(env), Symbol::new(env, name).into_val(env), change.into_val(env)];
    let expected = (topics.into_iter().map(xdr).collect::<Vec<_>>(), xdr(data.to_val()));
    let found: Vec<_> =
        published(w).into_iter().map(|(t, d)| (t.into_iter().map(xdr).collect::<Vec<_>>(), xdr(d))).collect();
    assert_eq!(found, [expected], "{name}");
}

#[test]
fn each_step_is_an_event_with_all_that_there_is_to_know() {
    for change in BOTH {
        let w = registry();
        let env: &Env = &w.env;
        let hash: Val = propose(&w, change).into_val(env);
        let mut code = vec![("wasm_hash", hash)];
        if change == Change::EventWasm {
            code.push(("version", 2u32.into_val(env)));
        }
        let and = |name, value: Val| [vec![(name, value)], code.clone()].concat();
        assert_published(&w, "change_proposed", change, &and("apply_from", (NOW + DELAY).into_val(env)));
        w.cancel("guardian", change).unwrap();
        assert_published(&w, "change_cancelled", change, &and("by", w.address("guardian").into_val(env)));
        propose(&w, change);
        w.wait(DELAY);
        w.apply(change).unwrap();
        assert_published(&w, "change_applied", change, &code);
    }
}
