//! Invariant 6: every entry × every role, with real signatures. Whoever has not the role changes nothing.
use crate::{
    changes::DELAY,
    fixture::{wasm, Code, Failure, Fixture, USDC},
    sign::{call, sign, Call},
    state::State,
};
use passa_registry::{Change, Pending, RegistryConfig};
use soroban_sdk::{xdr::ScSpecEntry, Address, IntoVal, Val, Vec};

const ROLES: [&str; 10] =
    ["organizer", "artist", "platform", "fan", "friend", "relayer", "treasury", "admin", "guardian", "stranger"];

/// Whose signatures, together and no others, make an entry work.
enum Who {
    Anybody,
    Nobody,
    Together(&'static [&'static str]),
}
use Who::{Anybody, Nobody, Together};

struct Entry {
    contract: &'static str,
    name: &'static str,
    who: Who,
}

const fn entry(contract: &'static str, name: &'static str, who: Who) -> Entry {
    Entry { contract, name, who }
}

const ENTRIES: [Entry; 36] = [
    entry("event", "process_ticket_purchase", Together(&["fan"])),
    entry("event", "settle_batch", Nobody),
    entry("event", "allocate", Nobody),
    entry("event", "deallocate", Nobody),
    entry("event", "set_splits", Together(&["organizer"])),
    entry("event", "transfer", Together(&["fan"])),
    entry("event", "distribute_ticket_revenue", Anybody),
    entry("event", "claim", Anybody),
    entry("event", "terms", Anybody),
    entry("event", "config", Anybody),
    entry("event", "hot", Anybody),
    entry("event", "accounts", Anybody),
    entry("event", "cash", Anybody),
    entry("event", "order", Anybody),
    entry("event", "owner_of", Anybody),
    entry("event", "name", Anybody),
    entry("event", "symbol", Anybody),
    entry("event", "token_uri", Anybody),
    entry("event", "__constructor", Nobody),
    entry("registry", "create_event", Together(&["organizer"])),
    entry("registry", "settle_batch", Together(&["relayer", "treasury"])),
    entry("registry", "allocate", Together(&["relayer"])),
    entry("registry", "deallocate", Together(&["relayer"])),
    entry("registry", "set_event_wasm", Together(&["admin"])),
    entry("registry", "upgrade", Together(&["admin"])),
    entry("registry", "cancel_change", Together(&["admin"])),
    entry("registry", "cancel_change", Together(&["guardian"])),
    entry("registry", "apply_change", Anybody),
    entry("registry", "pending_change", Anybody),
    entry("registry", "config", Anybody),
    entry("registry", "events_count", Anybody),
    entry("registry", "event_no", Anybody),
    entry("registry", "event_version", Anybody),
    entry("registry", "event_address", Anybody),
    entry("registry", "__constructor", Nobody),
    entry("event", "no_such_entry", Nobody),
];

/// The deployed code, with a sale and seats for fiat. Splits change before any sale; a change that is applied or cancelled
/// is proposed and due. `by` is the address that a call names as its own.
struct Scene {
    w: Fixture,
    order: u64,
    by: &'static str,
    before: Everything,
}

type Everything = (State, i128, u32, RegistryConfig, [Option<Pending>; 2]);

fn scene(name: &str) -> Scene {
    let w = Fixture::with(Code::Wasm, |_, _| {});
    w.allocate(0, 5).unwrap();
    if ["apply_change", "cancel_change"].contains(&name) {
        w.set_event_wasm(&w.next_event_wasm(), 2).unwrap();
        w.wait(DELAY);
    }
    let order = if name == "set_splits" { 0 } else { w.buy("fan", 1, 0, 2).unwrap().get_unchecked(0) };
    let before = everything(&w);
    Scene { w, order, by: "guardian", before }
}

/// The scene of an entry, whose call names the one that must sign it.
fn scene_of(entry: &Entry) -> Scene {
    let scene = scene(entry.name);
    match entry.who {
        Together(all) => Scene { by: all[0], ..scene },
        _ => scene,
    }
}

fn everything(w: &Fixture) -> Everything {
    let events = w.run(&w.registry, "events_count", ()).unwrap();
    let balances = w.balance(&w.address("fan")) + w.balance(&w.address("treasury"));
    let pending = [Change::EventWasm, Change::RegistryWasm].map(|change| w.pending(change));
    (w.state(0), balances, events, w.run(&w.registry, "config", ()).unwrap(), pending)
}

impl Scene {
    /// The call of an entry, with the token transfer it leads to.
    fn call(&self, contract: &Address, name: &str) -> Call {
        let (w, env) = (&self.w, &self.w.env);
        let items = || soroban_sdk::vec![env, w.item(&w.address("custodial 1"), 0, 2)];
        let through = *contract == w.registry;
        let pay = |from: &str, amount: i128| call(env, &w.usdc, "transfer", (w.address(from), &w.event, amount), &[]);
        let call = |args: Vec<Val>, then: &[Call]| call(env, contract, name, args, then);
        let args: Vec<Val> = match name {
            "process_ticket_purchase" => {
                let args =
                    (w.address("fan"), 9u64, soroban_sdk::vec![env, (0u32, 1u32)], 1u32, 25 * USDC).into_val(env);
                return call(args, &[pay("fan", 25 * USDC)]);
            }
            "settle_batch" if through => {
                let args = (&w.event, 0u32, 1u32, items()).into_val(env);
                return call(args, &[pay("treasury", 50 * USDC)]);
            }
            "settle_batch" => (0u32, 1u32, items()).into_val(env),
            "allocate" | "deallocate" if through => (&w.event, 0u32, 1u32).into_val(env),
            "allocate" | "deallocate" => (0u32, 1u32).into_val(env),
            "set_splits" => (w.init.payees.clone(),).into_val(env),
            "transfer" => (w.address("fan"), w.address("friend"), self.order << 5).into_val(env),
            "distribute_ticket_revenue" => (u32::MAX,).into_val(env),
            "claim" => (1u32,).into_val(env),
            "create_event" => (w.address("organizer"), 2u64, w.init.clone()).into_val(env),
            "order" => (self.order,).into_val(env),
            "owner_of" | "token_uri" => (self.order << 5,).into_val(env),
            "set_event_wasm" => (w.next_event_wasm(), 2u32).into_val(env),
            "upgrade" => (w.next_registry_wasm(),).into_val(env),
            "cancel_change" => (w.address(self.by), Change::EventWasm).into_val(env),
            "apply_change" | "pending_change" => (Change::EventWasm,).into_val(env),
            "event_no" | "event_version" => (&w.event,).into_val(env),
            "event_address" => (w.address("organizer"), 1u64).into_val(env),
            _ => Vec::new(env),
        };
        call(args, &[])
    }

    /// Makes the call with just these signatures. The treasury's covers the payment; nobody else's has to.
    fn attempt(&self, entry: &Entry, signers: &[&str]) -> Result<(), Failure> {
        let w = &self.w;
        let contract = if entry.contract == "event" { w.event.clone() } else { w.registry.clone() };
        let whole = self.call(&contract, entry.name);
        let alone = Call { sub_invocations: Default::default(), ..whole.clone() };
        let settling = entry.contract == "registry" && entry.name == "settle_batch";
        let auths: std::vec::Vec<_> = signers
            .iter()
            .map(|name| {
                let call = if settling && *name != "treasury" { &alone } else { &whole };
                sign(&w.env, &w.person(name), w.next_nonce(), call)
            })
            .collect();
        w.env.set_auths(&auths);
        w.invoke(&whole)
    }
}

#[test]
fn each_entry_works_for_its_role_and_for_no_other() {
    for entry in &ENTRIES {
        let refused = scene_of(entry);
        let mut combinations: std::vec::Vec<std::vec::Vec<&str>> = ROLES.iter().map(|r| vec![*r]).collect();
        combinations.push(vec![]);
        combinations.push(vec!["relayer", "treasury"]);
        combinations.push(ROLES.iter().filter(|r| !is_needed(entry, r)).copied().collect());
        for signers in combinations {
            let allowed = match entry.who {
                Anybody => true,
                Nobody => false,
                Together(all) => all.iter().all(|a| signers.contains(a)),
            };
            let fresh = allowed.then(|| scene_of(entry));
            let at = fresh.as_ref().unwrap_or(&refused);
            let done = at.attempt(entry, &signers);
            assert_eq!(done.is_ok(), allowed, "{}.{} signed by {signers:?}: {done:?}", entry.contract, entry.name);
            let exists = !["__constructor", "no_such_entry"].contains(&entry.name);
            assert!(allowed || !exists || at.w.unauthorised(), "{}: refused for another reason", entry.name);
            assert!(allowed || everything(&at.w) == at.before, "{} by {signers:?} changed something", entry.name);
        }
    }
}

fn is_needed(entry: &Entry, role: &str) -> bool {
    matches!(entry.who, Together(all) if all.contains(&role))
}

#[test]
fn the_table_names_every_entry_of_the_deployed_code() {
    for contract in ["event", "registry"] {
        let spec = soroban_spec::read::from_wasm(&wasm(contract)).unwrap();
        let functions = spec.iter().filter_map(|e| match e {
            ScSpecEntry::FunctionV0(f) => Some(f.name.to_string()),
            _ => None,
        });
        let missing: std::vec::Vec<String> =
            functions.filter(|f| !ENTRIES.iter().any(|e| e.contract == contract && e.name == f)).collect();
        assert!(missing.is_empty(), "{contract} has entries without a rule: {missing:?}");
    }
}

#[test]
fn a_signature_covers_one_call_of_one_event_once() {
    let s = scene("process_ticket_purchase");
    let (w, env) = (&s.w, &s.w.env);
    let good = s.call(&w.event, "process_ticket_purchase");
    let entry = sign(env, &w.person("fan"), w.next_nonce(), &good);
    let dearer = |price: i128| {
        let pay = call(env, &w.usdc, "transfer", (w.address("fan"), &w.event, price), &[]);
        let args = (w.address("fan"), 9u64, soroban_sdk::vec![env, (0u32, 2u32)], 1u32, 50 * USDC);
        call(env, &w.event, "process_ticket_purchase", args, &[pay])
    };
    w.env.set_auths(&[entry.clone()]);
    assert_eq!(w.invoke(&dearer(50 * USDC)), Err(Failure::Host), "other arguments");
    w.env.set_auths(&[sign(env, &w.person("fan"), w.next_nonce(), &dearer(49 * USDC))]);
    assert_eq!(w.invoke(&dearer(49 * USDC)), Err(Failure::Host), "the payment is another");
    w.env.set_auths(&[entry.clone()]);
    assert!(w.invoke(&good).is_ok());
    w.env.set_auths(&[entry]);
    assert_eq!(w.invoke(&good), Err(Failure::Host), "a second time");
}

#[test]
fn the_treasury_pays_no_other_amount_than_it_signed() {
    let s = scene("settle_batch");
    let (w, env) = (&s.w, &s.w.env);
    let whole = s.call(&w.registry, "settle_batch");
    let alone = Call { sub_invocations: Default::default(), ..whole.clone() };
    let less = call(env, &w.usdc, "transfer", (w.address("treasury"), &w.event, 25 * USDC), &[]);
    let short = Call { sub_invocations: [less].try_into().unwrap(), ..whole.clone() };
    let relayer = |nonce| sign(env, &w.person("relayer"), nonce, &alone);
    let treasury = w.person("treasury");
    w.env.set_auths(&[relayer(w.next_nonce()), sign(env, &treasury, w.next_nonce(), &short)]);
    assert_eq!(w.invoke(&whole), Err(Failure::Host));
    w.env.set_auths(&[relayer(w.next_nonce()), sign(env, &treasury, w.next_nonce(), &whole)]);
    assert!(w.invoke(&whole).is_ok());
}
