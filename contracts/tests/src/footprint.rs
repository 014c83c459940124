//! Simultaneous buyers must not stand in each other's way: what two purchases both write is little and always the same.
use crate::{
    assertions::ticket,
    fixture::{Code, Fixture},
    terms::DOORS_AT,
};
use soroban_sdk::xdr::{LedgerEntry, LedgerKey, Limits, ScVal, WriteXdr};
use std::collections::{BTreeMap, BTreeSet};

type Ledger = BTreeMap<String, (LedgerKey, LedgerEntry)>;

fn ledger(w: &Fixture) -> Ledger {
    let entries = w.env.to_ledger_snapshot().ledger_entries;
    entries.into_iter().map(|(k, (v, _))| (k.to_xdr_base64(Limits::none()).unwrap(), (*k, *v))).collect()
}

/// The keys of what a call changed, as an event's own names where they are its. A signature's nonce is its signer's alone; a
/// buyer who sends the transaction needs none.
fn written(w: &Fixture, call: impl FnOnce(&Fixture)) -> BTreeSet<String> {
    let before = ledger(w);
    call(w);
    let after = ledger(w);
    let changed = after.iter().filter(|(k, v)| before.get(*k).map(|b| &b.1.data) != Some(&v.1.data));
    let gone = before.iter().filter(|(k, _)| !after.contains_key(*k));
    changed
        .chain(gone)
        .filter(|(_, (key, _))| !is_nonce(key))
        .map(|(k, (key, _))| name(key).unwrap_or(k.clone()))
        .collect()
}

fn is_nonce(key: &LedgerKey) -> bool {
    matches!(key, LedgerKey::ContractData(data) if matches!(data.key, ScVal::LedgerKeyNonce(_)))
}

fn name(key: &LedgerKey) -> Option<String> {
    let LedgerKey::ContractData(data) = key else { return None };
    let parts = match &data.key {
        ScVal::Vec(Some(parts)) => parts.to_vec(),
        single => vec![single.clone()],
    };
    let word = |part: &ScVal| match part {
        ScVal::Symbol(s) => s.to_string(),
        part => part.to_xdr_base64(Limits::none()).unwrap(),
    };
    Some(parts.iter().map(word).collect::<Vec<_>>().join(" "))
}

fn purchase(w: &Fixture, buyer: &str) -> BTreeSet<String> {
    written(w, |w| {
        w.buy(buyer, 1, 0, 2).unwrap();
    })
}

#[test]
fn two_buyers_share_the_counters_and_the_events_balance_only() {
    let w = Fixture::with(Code::Wasm, |_, _| {});
    w.buy("stranger", 1, 0, 1).unwrap();
    let (first, second) = (purchase(&w, "fan"), purchase(&w, "friend"));
    assert_eq!((first.len(), second.len()), (4, 4), "counters, two balances, an order: {first:?}");
    let shared: Vec<&String> = first.intersection(&second).collect();
    assert_eq!(shared.len(), 2, "{shared:?}");
    assert!(shared.iter().any(|k| *k == "Counters") && shared.iter().any(|k| k.starts_with("Balance ")), "{shared:?}");
}

#[test]
fn what_a_buyer_writes_does_not_hang_on_who_bought_before() {
    let (alone, crowded) = (Fixture::with(Code::Wasm, |_, _| {}), Fixture::with(Code::Wasm, |_, _| {}));
    let expected = purchase(&alone, "friend");
    (1..20).for_each(|nonce| {
        crowded.buy("fan", nonce, 0, 1).unwrap();
    });
    let mut written = purchase(&crowded, "friend");
    // The first sale of all makes the event's balance; it is the same key.
    written.retain(|k| !expected.contains(k));
    assert!(written.is_empty(), "{written:?}");
}

#[test]
fn entry_and_gifts_write_no_counters() {
    let w = Fixture::with(Code::Wasm, |_, _| {});
    let (one, ten) = (w.buy("fan", 1, 0, 1).unwrap(), w.buy("fan", 2, 0, 10).unwrap());
    w.set_gate("gate", true).unwrap();
    assert_eq!(written(&w, |w| w.transfer("fan", "friend", ticket(one, 0)).unwrap()).len(), 1, "the order");
    assert_eq!(written(&w, |w| w.transfer("fan", "friend", ticket(ten, 0)).unwrap()).len(), 2, "and where it went");
    w.at(DOORS_AT);
    assert_eq!(
        written(&w, |w| {
            w.check_in("gate", &[(ten, 0x3ff)]).unwrap();
        })
        .len(),
        1
    );
}

#[test]
fn a_call_extends_no_time_to_live() {
    let w = Fixture::with(Code::Wasm, |_, _| {});
    let lives = |w: &Fixture| -> BTreeMap<String, Option<u32>> {
        let entries = w.env.to_ledger_snapshot().ledger_entries;
        entries.into_iter().map(|(k, (_, ttl))| (k.to_xdr_base64(Limits::none()).unwrap(), ttl)).collect()
    };
    w.buy("stranger", 1, 0, 1).unwrap();
    let before = lives(&w);
    w.wait(5);
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.transfer("fan", "friend", ticket(id, 0)).unwrap();
    w.refund(id, 1).unwrap();
    w.distribute(u32::MAX, &[]).unwrap();
    let after = lives(&w);
    for (key, live_until) in &before {
        assert_eq!(after.get(key), Some(live_until), "{key}");
    }
}
