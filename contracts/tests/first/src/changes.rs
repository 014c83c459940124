//! New code: proposed by the admin, visible for 48 hours, stopped by the admin or the guardian, applied by anyone.
use crate::{
    fixture::{Code, Failure, Fixture, NOW},
    second_terms,
};
use passa_registry::{Change, Error, Pending, RegistryConfig};
use soroban_sdk::{BytesN, Env, IntoVal, Val};

pub const DELAY: u64 = 48 * 3600;
const BOTH: [Change; 2] = [Change::EventWasm, Change::RegistryWasm];

fn refused<T>(error: Error) -> Result<T, Failure> {
    Err(Failure::Code(error as u32))
}

fn registry() -> Fixture {
    Fixture::with(Code::Wasm, |_, _| {})
}

fn config(w: &Fixture) -> RegistryConfig {
    w.run(&w.registry, "config", ()).unwrap()
}

/// Proposes new code of this kind, the event's as version 2. Returns its hash.
fn propose(w: &Fixture, change: Change) -> BytesN<32> {
    if change == Change::EventWasm {
        let hash = w.next_event_wasm();
        w.set_event_wasm(&hash, 2).unwrap();
        return hash;
    }
    let hash = w.next_registry_wasm();
    w.upgrade(&hash).unwrap();
    hash
}

/// The code that a change of this kind replaces.
fn code(w: &Fixture, change: Change) -> BytesN<32> {
    match change == Change::EventWasm {
        true => config(w).event_wasm,
        false => w.code_of(&w.registry),
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
    assert_eq!(w.set_event_wasm(&w.next_registry_wasm(), 2), refused(Error::ChangePending));
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
fn the_events_version_rises_by_one() {
    let w = registry();
    let hash = w.next_event_wasm();
    for version in [0, 1, 3, u32::MAX] {
        assert_eq!(w.set_event_wasm(&hash, version), refused(Error::VersionNotNext), "{version}");
    }
    w.change_event_wasm();
    for version in [0, 1, 2, 4, u32::MAX] {
        assert_eq!(w.set_event_wasm(&hash, version), refused(Error::VersionNotNext), "{version}");
    }
    w.set_event_wasm(&hash, 3).unwrap();
}

#[test]
fn a_version_counts_when_it_is_applied_and_a_cancelled_one_is_free_again() {
    let w = registry();
    propose(&w, Change::EventWasm);
    w.cancel("guardian", Change::EventWasm).unwrap();
    assert_eq!(config(&w).event_version, 1);
    let other = w.next_registry_wasm();
    assert_eq!(w.set_event_wasm(&other, 3), refused(Error::VersionNotNext));
    w.set_event_wasm(&other, 2).unwrap();
    assert_eq!(w.pending(Change::EventWasm).unwrap().version, Some(2));
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

#[test]
fn event_code_that_nobody_uploaded_publishes_nothing_until_the_next_proposal_is_applied() {
    let mut w = registry();
    let old = w.event.clone();
    w.set_event_wasm(&BytesN::from_array(&w.env, &[5; 32]), 2).unwrap();
    w.wait(DELAY);
    w.apply(Change::EventWasm).unwrap();
    let init = second_terms::init(&w.env);
    assert_eq!(w.publish(2, &init), Err(Failure::Host));
    assert_eq!(w.run(&w.registry, "events_count", ()), Ok(1u32), "nothing was announced");
    assert!(w.event == old && w.buy("fan", 1, 0, 1).is_ok(), "published events go on selling");
    w.set_event_wasm(&w.next_event_wasm(), 3).unwrap();
    w.wait(DELAY);
    w.apply(Change::EventWasm).unwrap();
    let event = w.publish(2, &init).unwrap();
    assert_eq!(w.run(&w.registry, "event_version", (&event,)), Ok(3u32));
}

/// Why the proposing command reads the code first: no contract can.
#[test]
fn code_that_is_no_registry_ends_the_registry_for_ever() {
    let w = registry();
    let event = config(&w).event_wasm;
    w.upgrade(&event).unwrap();
    w.wait(DELAY);
    w.apply(Change::RegistryWasm).unwrap();
    assert_eq!(w.upgrade(&w.next_registry_wasm()), Err(Failure::Host));
    assert_eq!(w.apply(Change::RegistryWasm), Err(Failure::Host));
}

#[test]
fn a_proposal_outlives_the_registrys_upgrade() {
    let w = registry();
    let event = propose(&w, Change::EventWasm);
    propose(&w, Change::RegistryWasm);
    w.wait(DELAY);
    let before = w.pending(Change::EventWasm);
    w.apply(Change::RegistryWasm).unwrap();
    assert_eq!((w.pending(Change::EventWasm), w.pending(Change::RegistryWasm)), (before, None));
    w.apply(Change::EventWasm).unwrap();
    assert_eq!((config(&w).event_wasm, config(&w).event_version), (event, 2));
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
        w.assert_published("change_proposed", change, &and("apply_from", (NOW + DELAY).into_val(env)));
        w.cancel("guardian", change).unwrap();
        w.assert_published("change_cancelled", change, &and("by", w.address("guardian").into_val(env)));
        propose(&w, change);
        w.wait(DELAY);
        w.apply(change).unwrap();
        w.assert_published("change_applied", change, &code);
    }
}
