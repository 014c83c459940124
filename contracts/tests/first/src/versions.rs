//! Events of two versions under one registry: each keeps the code it was published with. `tests/registry` calls the second.
use crate::{
    changes::DELAY,
    fixture::{wasm, Code, Failure, Fixture},
    second_terms,
    sign::{call, sign},
};
use passa_event_next::Error;
use passa_registry::Change;
use sha2::{Digest, Sha256};
use soroban_sdk::{
    xdr::{ContractEventBody, ScVal},
    Address, BytesN, IntoVal, Map, Symbol, TryFromVal, Val, Vec,
};

/// `event` of the fixture is the older.
struct Two {
    w: Fixture,
    first: Address,
    second: Address,
}

impl Two {
    fn published() -> Self {
        let mut w = Fixture::with(Code::Wasm, |_, _| {});
        let first = w.event.clone();
        w.change_event_wasm();
        let second = w.publish(2, &second_terms::init(&w.env)).unwrap();
        w.event = first.clone();
        Two { w, first, second }
    }

    fn versions(&self) -> [u32; 2] {
        [&self.first, &self.second].map(|event| self.w.run(&self.w.registry, "event_version", (event,)).unwrap())
    }
}

/// Seats for fiat, a batch of two orders, all dues paid.
fn settle_and_pay(w: &Fixture) {
    w.allocate(0, 5).unwrap();
    let items = [w.item(&w.address("custodial 1"), 0, 2), w.item(&w.address("custodial 2"), 0, 1)];
    assert_eq!(w.settle(0, 1, &items), Ok(0b11));
    w.deallocate(0, 1).unwrap();
    assert_eq!(w.distribute(u32::MAX).iter().sum::<i128>(), 125 * crate::fixture::USDC);
    assert_eq!((w.cash(), w.state(0).violations()), (0, vec![]));
}

fn hash_of(w: &Fixture, name: &str) -> BytesN<32> {
    BytesN::from_array(&w.env, &Sha256::digest(wasm(name)).into())
}

#[test]
fn an_event_published_before_the_change_sells_settles_and_pays_as_ever() {
    let two = Two::published();
    let w = &two.w;
    assert_eq!(two.versions(), [1, 2]);
    assert_eq!((w.code_of(&two.first), w.code_of(&two.second)), (hash_of(w, "event-1"), hash_of(w, "event")));
    w.buy("fan", 1, 0, 2).unwrap();
    settle_and_pay(w);
    w.transfer("fan", "friend", w.buy("fan", 2, 0, 1).unwrap().get_unchecked(0) << 5).unwrap();
}

#[test]
fn events_of_one_ledger_keep_the_code_of_their_moment() {
    let mut w = Fixture::with(Code::Wasm, |_, _| {});
    w.set_event_wasm(&w.next_event_wasm(), 2).unwrap();
    w.wait(DELAY);
    let init = w.init.clone();
    let first = w.publish(2, &init).unwrap();
    w.apply(Change::EventWasm).unwrap();
    let second = w.publish(3, &second_terms::init(&w.env)).unwrap();
    let two = Two { w, first, second };
    assert_eq!(two.versions(), [1, 2]);
    assert_eq!(two.w.code_of(&two.first), hash_of(&two.w, "event-1"));
    assert_eq!(two.w.code_of(&two.second), hash_of(&two.w, "event"));
}

/// Only a transaction's footprint names the code: `scripts/test/change-code.test.ts`.
#[test]
fn an_authorisation_signed_apart_publishes_under_the_code_of_the_moment() {
    let w = Fixture::with(Code::Wasm, |_, _| {});
    let next = w.next_event_wasm();
    w.set_event_wasm(&next, 2).unwrap();
    w.wait(DELAY);
    let args = (w.address("organizer"), 2u64, second_terms::init(&w.env));
    let publication = call(&w.env, &w.registry, "create_event", args, &[]);
    let signed = sign(&w.env, &w.person("organizer"), w.next_nonce(), &publication);
    w.apply(Change::EventWasm).unwrap();
    w.env.set_auths(&[signed]);
    w.invoke(&publication).unwrap();
    let event: Address = w.run(&w.registry, "event_address", (w.address("organizer"), 2u64)).unwrap();
    assert_eq!(w.code_of(&event), next);
}

#[test]
fn an_event_signed_in_the_first_versions_form_is_not_published_under_the_second() {
    let mut w = Fixture::with(Code::Wasm, |_, _| {});
    let (first, second) = (w.init.clone(), second_terms::init(&w.env));
    w.change_event_wasm();
    assert_eq!(w.publish(2, &first), Err(Failure::Host));
    w.publish(2, &second).unwrap();
}

/// From version 2 on the registry speaks the second form: the command that proposes code must not go back.
#[test]
fn the_first_versions_code_publishes_nothing_under_a_later_number() {
    let mut two = Two::published();
    let old = two.w.code_of(&two.first);
    two.w.set_event_wasm(&old, 3).unwrap();
    two.w.wait(DELAY);
    two.w.apply(Change::EventWasm).unwrap();
    let init = two.w.init.clone();
    assert_eq!(two.w.publish(3, &init), Err(Failure::Host));
    two.w.set_event_wasm(&two.w.next_event_wasm(), 4).unwrap();
    two.w.wait(DELAY);
    two.w.apply(Change::EventWasm).unwrap();
    let fourth = two.w.publish(3, &second_terms::init(&two.w.env)).unwrap();
    assert_eq!(two.w.run(&two.w.registry, "event_version", (fourth,)), Ok(4u32));
}

#[test]
fn a_foreign_contract_has_no_version() {
    let w = Fixture::native();
    let unknown = Err(Failure::Code(passa_registry::Error::EventUnknown as u32));
    assert_eq!(w.run::<u32>(&w.registry, "event_version", (&w.usdc,)), unknown);
}

/// The arguments that a contract's function was called with in the last call, from the host's diagnostic events.
fn arguments(w: &Fixture, contract: &Address, function: &str) -> ScVal {
    let id: ScVal = contract.into();
    let ScVal::Address(soroban_sdk::xdr::ScAddress::Contract(id)) = id else { panic!("no contract") };
    let events = w.env.host().get_events().unwrap().0;
    let found = events.iter().find_map(|e| {
        let ContractEventBody::V0(body) = &e.event.body;
        match body.topics.as_slice() {
            [ScVal::Symbol(call), ScVal::Bytes(of), ScVal::Symbol(name)] => {
                let ours = call.0.to_string() == "fn_call" && of.as_slice() == id.0 .0.as_slice();
                (ours && name.0.to_string() == function).then(|| body.data.clone())
            }
            _ => None,
        }
    });
    found.unwrap_or_else(|| panic!("{function} was not called"))
}

/// The value with one more field.
fn with_note(w: &Fixture, value: impl IntoVal<soroban_sdk::Env, Val>) -> Map<Symbol, Val> {
    let value: Val = value.into_val(&w.env);
    let mut fields = Map::<Symbol, Val>::try_from_val(&w.env, &value).unwrap();
    fields.set(Symbol::new(&w.env, "note"), 7u32.into_val(&w.env));
    fields
}

#[test]
fn items_with_one_more_field_reach_the_event_as_they_were_given() {
    let w = Two::published().w;
    w.allocate(0, 5).unwrap();
    let items = soroban_sdk::vec![&w.env, with_note(&w, w.item(&w.address("custodial 1"), 0, 2))];
    let given = ScVal::from(&items);
    let served: Result<u64, _> = w.run(&w.registry, "settle_batch", (&w.event, 0u32, 1u32, items));
    let ScVal::Vec(Some(passed)) = arguments(&w, &w.event, "settle_batch") else { panic!("no arguments") };
    assert_eq!((served, &passed[2]), (Ok(1), &given));
}

#[test]
fn items_that_the_event_cannot_read_are_refused_by_it() {
    let two = Two::published();
    let w = &two.w;
    w.allocate(0, 5).unwrap();
    let good: Val = w.item(&w.address("custodial 1"), 0, 1).into_val(&w.env);
    let mut short = Map::<Symbol, Val>::try_from_val(&w.env, &good).unwrap();
    short.remove(Symbol::new(&w.env, "qty"));
    for bad in [7u32.into_val(&w.env), short.to_val(), ().into_val(&w.env)] {
        let items = soroban_sdk::vec![&w.env, good, bad];
        let done: Result<u64, _> = w.run(&w.registry, "settle_batch", (&w.event, 0u32, 1u32, items));
        assert_eq!(done, Err(Failure::Host));
    }
    assert_eq!((w.hot().lanes.get_unchecked(0).seq, w.cash()), (0, 0));
}

#[test]
fn an_init_with_one_more_field_reaches_the_event_as_it_was_given() {
    let w = &Fixture::with(Code::Wasm, |_, _| {});
    let init = with_note(w, w.init.clone());
    let args = (w.address("organizer"), 3u64, init.clone());
    let event: Address = w.run(&w.registry, "create_event", args).unwrap();
    let ScVal::Vec(Some(passed)) = arguments(w, &event, "__constructor") else { panic!("no arguments") };
    assert_eq!(passed[1], ScVal::from(&init));
}

#[test]
fn an_upgraded_registry_keeps_its_configuration_and_its_events() {
    let mut two = Two::published();
    let before = kept(&two);
    let hash = two.w.next_registry_wasm();
    two.w.upgrade(&hash).unwrap();
    two.w.wait(DELAY);
    two.w.apply(Change::RegistryWasm).unwrap();
    assert_eq!(two.w.code_of(&two.w.registry), hash);
    assert_eq!(kept(&two), before);
    two.w.buy("fan", 1, 0, 2).unwrap();
    settle_and_pay(&two.w);
    let third = two.w.publish(3, &second_terms::init(&two.w.env)).unwrap();
    assert_eq!(two.w.run(&two.w.registry, "event_no", (&third,)), Ok(3u32));
}

fn kept(two: &Two) -> impl PartialEq + std::fmt::Debug {
    let w = &two.w;
    let config: passa_registry::RegistryConfig = w.run(&w.registry, "config", ()).unwrap();
    let no = |event: &Address| w.run::<u32>(&w.registry, "event_no", (event,)).unwrap();
    let count: u32 = w.run(&w.registry, "events_count", ()).unwrap();
    (config, count, no(&two.first), no(&two.second), two.versions())
}
