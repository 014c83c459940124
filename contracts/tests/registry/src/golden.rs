//! `contracts/golden-registry.json`: what a batch's signers hash, and how the registry's entries, keys, settings and events
//! look as XDR, for other languages. With PASSA_GOLDEN=write the test writes it, else it compares.
use crate::{
    fixture::{Code, Fixture, CAP, NOW, PASSPHRASE, USDC},
    json::{array, hex, object, text},
    settle::{digest, signed_batch},
};
use passa_registry::{Change, Setting};
use soroban_sdk::{
    testutils::Ledger as _,
    xdr::{ContractEventBody, Limits, ScVal, ScVec, ToXdr, WriteXdr},
    Address, BytesN, Env, IntoVal, Symbol, Val,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../golden-registry.json");

#[test]
fn the_golden_file_is_what_the_registry_does() {
    let golden = golden() + "\n";
    if std::env::var("PASSA_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(FILE, &golden).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap();
    assert!(kept == golden, "contracts/golden-registry.json differs: PASSA_GOLDEN=write cargo test golden");
}

fn golden() -> String {
    let w = Fixture::published(Code::Native);
    object(&[
        ("passphrase", text(PASSPHRASE)),
        ("network_id", hex(&w.env.ledger().get().network_id)),
        ("registry", address(&w.registry)),
        ("event", address(&w.event)),
        ("now", text(NOW)),
        ("batch", batch(&w)),
        ("settings", array(&settings(&w).map(|setting| xdr(&w.env, setting)))),
        ("keys", keys(&w)),
        ("steps", steps(&w)),
        ("stored", stored(&w)),
    ])
}

fn address(address: &Address) -> String {
    text(String::from_utf8(address.to_string().to_bytes().iter().collect()).unwrap())
}

fn xdr(env: &Env, value: impl IntoVal<Env, Val>) -> String {
    let value: Val = value.into_val(env);
    hex(&value.to_xdr(env).iter().collect::<Vec<u8>>())
}

/// Two orders in lane 0, the first batch; `signed` is the invocation that relayer and treasury sign, the payment in it.
fn batch(w: &Fixture) -> String {
    let items = [w.item("c1", 2), w.item("friend", 1)];
    let raw = w.items(&items);
    let preimage = (w.event.clone(), 0u32, 1u32, raw.clone());
    object(&[
        ("lane", text(0)),
        ("seq", text(1)),
        ("items", xdr(&w.env, raw.clone())),
        ("preimage", xdr(&w.env, preimage)),
        ("digest", hex(&digest(w, &w.event, 0, 1, &raw).to_array())),
        ("signed", hex(&WriteXdr::to_xdr(&signed_batch(w, 1, &items, 75 * USDC), Limits::none()).unwrap())),
    ])
}

fn settings(w: &Fixture) -> [Setting; 8] {
    let newcomer = || w.address("newcomer");
    [
        Setting::Relayer(newcomer()),
        Setting::Treasury(newcomer()),
        Setting::Guardian(newcomer()),
        Setting::Admin(newcomer()),
        Setting::Cap(CAP + 1),
        Setting::AttributionKey(BytesN::from_array(&w.env, &[8; 32])),
        Setting::Support(newcomer()),
        Setting::Platform(newcomer().into()),
    ]
}

fn keys(w: &Fixture) -> String {
    let symbol = |name: &str| Symbol::new(&w.env, name);
    object(&[
        ("Config", xdr(&w.env, (symbol("Config"),))),
        ("Count", xdr(&w.env, (symbol("Count"),))),
        ("Event", xdr(&w.env, (symbol("Event"), w.event.clone()))),
        ("Pending(EventWasm)", xdr(&w.env, (symbol("Pending"), 0u32))),
        ("Proposal(Relayer)", xdr(&w.env, (symbol("Proposal"), 2u32))),
        ("RelayerDisabled", xdr(&w.env, (symbol("RelayerDisabled"),))),
        ("Support", xdr(&w.env, (symbol("Support"),))),
    ])
}

/// Every event of a setting's life, and of the relayer's end, as XDR of its topics and data.
fn steps(w: &Fixture) -> String {
    let mut steps: Vec<String> = vec![];
    let mut published = || {
        for event in w.published.borrow().iter() {
            let ContractEventBody::V0(body) = &event.body;
            let topics = ScVal::Vec(Some(ScVec(body.topics.clone())));
            let bytes = |value: &ScVal| hex(&WriteXdr::to_xdr(value, Limits::none()).unwrap());
            steps.push(object(&[("topics", bytes(&topics)), ("data", bytes(&body.data))]));
        }
    };
    let relayer = &settings(w)[0];
    w.propose(relayer).unwrap();
    published();
    w.cancel_change("guardian", Change::Relayer).unwrap();
    published();
    w.propose(relayer).unwrap();
    w.accept(Change::Relayer).unwrap();
    published();
    w.call::<()>("disable_relayer", ()).unwrap();
    published();
    w.wait(48 * 3600);
    w.apply(Change::Relayer).unwrap();
    published();
    w.propose(&Setting::Cap(CAP - 1)).unwrap();
    published();
    array(&steps)
}

/// What the registry keeps of a proposal and of an event.
fn stored(w: &Fixture) -> String {
    w.propose(&settings(w)[2]).unwrap();
    let (proposal, event) = w.env.as_contract(&w.registry, || {
        let (instance, persistent) = (w.env.storage().instance(), w.env.storage().persistent());
        let proposal: Val = instance.get(&(Symbol::new(&w.env, "Proposal"), 4u32)).unwrap();
        let event: Val = persistent.get(&(Symbol::new(&w.env, "Event"), w.event.clone())).unwrap();
        (xdr(&w.env, proposal), xdr(&w.env, event))
    });
    object(&[("Proposal(Guardian)", proposal), ("Event", event)])
}
