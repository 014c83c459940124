//! Events of two versions under one registry: each keeps the code it was published with.
use crate::{
    changes::DELAY,
    fixture::{Code, Failure, Fixture, USDC},
    replay,
    sign::{call, sign},
    state::State,
};
use passa_event_next::Error;
use passa_registry::Change;
use passa_types::first::Config;
use sha2::{Digest, Sha256};
use soroban_sdk::{
    testutils::Ledger as _,
    xdr::{ContractEventBody, ScMap, ScSymbol, ScVal},
    Address, BytesN, IntoVal, Map, Symbol, TryFromVal, Val, Vec,
};

/// `event` of the fixture is the older; calls go to it until `look_at`.
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
        let init = w.init.clone();
        let second = w.publish(Code::Wasm, 2, &init).unwrap();
        Two { w, first, second }
    }

    fn look_at(&mut self, event: &Address) -> &Fixture {
        self.w.event = event.clone();
        &self.w
    }

    fn version(&self, event: &Address) -> (u32, u32) {
        let config: Config = self.w.run(event, "config", ()).unwrap();
        (self.w.run(&self.w.registry, "event_version", (event,)).unwrap(), config.version)
    }
}

/// Buys two tickets of the first tier with the second version's one more argument.
fn buy_with_reference(w: &Fixture, nonce: u64, reference: &Option<BytesN<32>>) -> Result<Vec<u64>, Failure> {
    let items = soroban_sdk::vec![&w.env, (0u32, 2u32)];
    let args = (w.address("fan"), nonce, items, 1u32, 50 * USDC, reference.clone());
    w.run(&w.event, "process_ticket_purchase", args)
}

/// Seats for fiat, a batch of two orders, all dues paid: what every version does alike.
fn settle_and_pay(w: &Fixture) {
    w.allocate(0, 5).unwrap();
    let items = [w.item(&w.address("custodial 1"), 0, 2), w.item(&w.address("custodial 2"), 0, 1)];
    assert_eq!(w.settle(0, 1, &items), Ok(0b11));
    w.deallocate(0, 1).unwrap();
    assert_eq!(w.distribute(u32::MAX).iter().sum::<i128>(), 125 * USDC);
    assert_eq!((w.cash(), w.state(0).violations()), (0, vec![]));
}

#[test]
fn an_event_published_before_the_change_sells_settles_and_pays_as_ever() {
    let mut two = Two::published();
    let first = two.first.clone();
    let w = two.look_at(&first);
    assert_eq!(w.code_of(&first), BytesN::from_array(&w.env, &Sha256::digest(crate::fixture::wasm("event")).into()));
    w.buy("fan", 1, 0, 2).unwrap();
    settle_and_pay(w);
    w.transfer("fan", "friend", w.buy("fan", 2, 0, 1).unwrap().get_unchecked(0) << 5).unwrap();
    assert_eq!(buy_with_reference(w, 3, &None), Err(Failure::Host), "it has no such parameter");
}

#[test]
fn an_event_published_after_the_change_has_the_new_form() {
    let mut two = Two::published();
    let second = two.second.clone();
    assert_eq!((two.version(&two.first), two.version(&two.second)), ((1, 1), (2, 2)));
    let w = two.look_at(&second);
    assert_eq!(w.code_of(&second), w.next_event_wasm());
    assert_eq!(w.buy("fan", 1, 0, 2), Err(Failure::Host), "an argument is missing");
    buy_with_reference(w, 1, &None).unwrap();
    settle_and_pay(w);
}

#[test]
fn events_of_one_ledger_keep_the_code_of_their_moment() {
    let mut w = Fixture::with(Code::Wasm, |_, _| {});
    let next = w.next_event_wasm();
    w.set_event_wasm(&next, 2).unwrap();
    w.wait(DELAY);
    let init = w.init.clone();
    let before = w.publish(Code::Wasm, 2, &init).unwrap();
    w.apply(Change::EventWasm).unwrap();
    let after = w.publish(Code::Wasm, 3, &init).unwrap();
    let two = Two { w, first: before, second: after };
    assert_eq!((two.version(&two.first), two.version(&two.second)), ((1, 1), (2, 2)));
    assert_ne!(two.w.code_of(&two.first), next);
    assert_eq!(two.w.code_of(&two.second), next);
}

/// Only a transaction's footprint names the code: `scripts/test/change-code.test.ts`.
#[test]
fn an_authorisation_signed_apart_publishes_under_the_code_of_the_moment() {
    let w = Fixture::with(Code::Wasm, |_, _| {});
    let next = w.next_event_wasm();
    w.set_event_wasm(&next, 2).unwrap();
    w.wait(DELAY);
    let args = (w.address("organizer"), 2u64, w.init.clone());
    let publication = call(&w.env, &w.registry, "create_event", args, &[]);
    let signed = sign(&w.env, &w.person("organizer"), w.next_nonce(), &publication);
    w.apply(Change::EventWasm).unwrap();
    w.env.set_auths(&[signed]);
    w.invoke(&publication).unwrap();
    let event: Address = w.run(&w.registry, "event_address", (w.address("organizer"), 2u64)).unwrap();
    assert_eq!(w.code_of(&event), next);
}

#[test]
fn earlier_code_comes_back_under_the_next_version() {
    let mut two = Two::published();
    let old = two.w.code_of(&two.first);
    two.w.set_event_wasm(&old, 3).unwrap();
    two.w.wait(DELAY);
    two.w.apply(Change::EventWasm).unwrap();
    let init = two.w.init.clone();
    let third = two.w.publish(Code::Wasm, 3, &init).unwrap();
    assert_eq!((two.w.code_of(&third), two.version(&third)), (old, (3, 3)));
    two.w.buy("fan", 1, 0, 2).unwrap();
    assert_eq!((two.version(&two.first), two.version(&two.second)), ((1, 1), (2, 2)));
    settle_and_pay(&two.w);
}

#[test]
fn a_foreign_contract_has_no_version() {
    let w = Fixture::native();
    let unknown = Err(Failure::Code(passa_registry::Error::EventUnknown as u32));
    assert_eq!(w.run::<u32>(&w.registry, "event_version", (&w.usdc,)), unknown);
}

#[test]
fn one_registry_serves_both_in_turn_and_neither_touches_the_other() {
    let mut two = Two::published();
    let (first, second) = (two.first.clone(), two.second.clone());
    let mut untouched: State = two.look_at(&second).state(0);
    for (event, other) in [(&first, &second), (&second, &first)] {
        let w = two.look_at(event);
        w.allocate(0, 5).unwrap();
        let batch = [w.item(&w.address("custodial 1"), 0, 2)];
        assert_eq!((w.settle(0, 1, &batch), w.settle(0, 2, &batch)), (Ok(1), Ok(1)));
        assert_eq!(w.settle(0, 2, &batch), Err(Failure::Code(Error::SequenceUsed as u32)));
        let after = w.state(0);
        assert_eq!(two.look_at(other).state(0), untouched);
        untouched = after;
    }
}

#[test]
fn the_second_versions_sale_carries_the_reference_and_the_log_covers_it() {
    let mut two = Two::published();
    let second = two.second.clone();
    let w = two.look_at(&second);
    let reference = BytesN::from_array(&w.env, &[3; 32]);
    buy_with_reference(w, 1, &Some(reference.clone())).unwrap();
    let entries = replay::entries(&w.published.borrow());
    let ScVal::Map(Some(ScMap(sale))) = &entries.last().unwrap().payload else { panic!("a sale is a map") };
    let names: std::vec::Vec<String> = sale.iter().map(|e| symbol(&e.key)).collect();
    assert_eq!(names, ["orders", "reference", "terms_version", "total"]);
    assert_eq!(sale[1].val, (&reference).into());
    let start = replay::start(&w.env.ledger().get().network_id, &second);
    assert_eq!(replay::replay(start, &entries), Ok(w.hot().log.to_array()));
}

fn symbol(value: &ScVal) -> String {
    match value {
        ScVal::Symbol(ScSymbol(name)) => name.to_string(),
        other => panic!("no symbol: {other:?}"),
    }
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
    let mut two = Two::published();
    for event in [two.first.clone(), two.second.clone()] {
        let w = two.look_at(&event);
        w.allocate(0, 5).unwrap();
        let items = soroban_sdk::vec![&w.env, with_note(w, w.item(&w.address("custodial 1"), 0, 2))];
        let given = ScVal::from(&items);
        let served: Result<u64, _> = w.run(&w.registry, "settle_batch", (&event, 0u32, 1u32, items));
        let ScVal::Vec(Some(passed)) = arguments(w, &event, "settle_batch") else { panic!("no arguments") };
        assert_eq!((served, &passed[2]), (Ok(1), &given));
    }
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
    let two = Two::published();
    let w = &two.w;
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
    let (first, second) = (two.first.clone(), two.second.clone());
    two.look_at(&first).buy("fan", 1, 0, 2).unwrap();
    settle_and_pay(&two.w);
    buy_with_reference(two.look_at(&second), 1, &None).unwrap();
    settle_and_pay(&two.w);
    let init = two.w.init.clone();
    let third = two.w.publish(Code::Wasm, 3, &init).unwrap();
    assert_eq!(two.w.run(&two.w.registry, "event_no", (&third,)), Ok(3u32));
}

fn kept(two: &Two) -> impl PartialEq + std::fmt::Debug {
    let w = &two.w;
    let config: passa_registry::RegistryConfig = w.run(&w.registry, "config", ()).unwrap();
    let no = |event: &Address| w.run::<u32>(&w.registry, "event_no", (event,)).unwrap();
    let count: u32 = w.run(&w.registry, "events_count", ()).unwrap();
    (config, count, no(&two.first), no(&two.second), two.version(&two.first), two.version(&two.second))
}
