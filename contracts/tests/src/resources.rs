//! Invariant 7: the worst case of each call stays under half of what a transaction on mainnet may use.
use crate::{
    changes::DELAY,
    fixture::{Code, Fixture, USDC},
    terms::{payee, tier},
};
use passa_registry::Change;
use passa_types::{EventInit, Role};
use soroban_env_host::InvocationResourceLimits;
use soroban_sdk::{
    testutils::cost_estimate::NetworkInvocationResourceLimits,
    xdr::{Limits, ScVal, WriteXdr},
    Env, String, Vec,
};

/// Events and return value of one transaction.
const PURCHASE_BYTES: u32 = 8_192;
const BATCH_BYTES: u32 = 16_384;

/// Ten payees, sixteen tiers, the longest texts.
fn largest(env: &Env, init: &mut EventInit) {
    init.payees.set(0, payee(init.payees.get_unchecked(0).address, Role::Organizer, 5_494));
    for i in 0..6u64 {
        let address = crate::fixture::person(env, "treasury").muxed(env, 100 + i);
        init.payees.push_back(payee(address, Role::Artist, 1));
    }
    (2..16).for_each(|_| init.tiers.push_back(tier(USDC, 10_000, 10_000)));
    init.name = String::from_str(env, &"n".repeat(64));
    init.uri = String::from_str(env, &"u".repeat(256));
}

fn fixture() -> Fixture {
    Fixture::with(Code::Wasm, largest)
}

fn xdr_size(value: impl Into<ScVal>) -> u32 {
    value.into().to_xdr(Limits::none()).unwrap().len() as u32
}

/// Checks the last call against half of every limit but the one for events, which is `event_bytes` with the result.
fn assert_small(w: &Fixture, call: &str, result: u32, event_bytes: u32) {
    let (used, limit) = (w.env.cost_estimate().resources(), InvocationResourceLimits::mainnet());
    let events = used.contract_events_size_bytes + result;
    println!(
        "{call}: {} instructions, {} B memory, {} entries, {} written ({} B), {} B events and result, {} stroops",
        used.instructions,
        used.mem_bytes,
        used.memory_read_entries + used.disk_read_entries,
        used.write_entries,
        used.write_bytes,
        events,
        w.env.cost_estimate().fee().total
    );
    let half = |what: &str, used: i64, limit: i64| assert!(used * 2 <= limit, "{call}: {used} {what} of {limit}");
    half("instructions", used.instructions, limit.instructions);
    half("bytes of memory", used.mem_bytes, limit.mem_bytes);
    half("disk reads", used.disk_read_entries.into(), limit.disk_read_entries.into());
    half("bytes read", used.disk_read_bytes.into(), limit.disk_read_bytes.into());
    half("writes", used.write_entries.into(), limit.write_entries.into());
    half("bytes written", used.write_bytes.into(), limit.write_bytes.into());
    half(
        "entries",
        (used.memory_read_entries + used.disk_read_entries + used.write_entries).into(),
        limit.ledger_entries.into(),
    );
    assert!(events <= event_bytes, "{call}: {events} bytes of events and result, allowed are {event_bytes}");
}

#[test]
fn publishing_the_largest_event_is_small() {
    let w = fixture();
    assert_small(&w, "create_event", 64, PURCHASE_BYTES);
}

#[test]
fn twenty_tickets_of_five_tiers_are_small() {
    let w = fixture();
    let orders = w.buy_items("fan", 1, &[(2, 4), (3, 4), (4, 4), (5, 4), (6, 4)], 1, i128::MAX).unwrap();
    assert_small(&w, "process_ticket_purchase of 5 × 4", xdr_size(&orders), PURCHASE_BYTES);
    w.buy_items("fan", 2, &[(2, 1)], 1, i128::MAX).unwrap();
    assert_small(&w, "process_ticket_purchase of 1", 20, PURCHASE_BYTES);
}

#[test]
fn a_batch_of_fifty_is_small() {
    let w = fixture();
    w.allocate(2, 1_000).unwrap();
    assert_small(&w, "allocate", 4, PURCHASE_BYTES);
    // Half of them find no seats: money comes back too.
    let batch = |seats: u32| -> std::vec::Vec<_> {
        (0..50).map(|i| w.item(&w.address(&format!("custodial {i}")), 2, if i < seats { 20 } else { 1 })).collect()
    };
    assert_eq!(w.settle(0, 1, &batch(50)), Ok((1 << 50) - 1));
    assert_small(&w, "settle_batch of 50", 16, BATCH_BYTES);
    assert_eq!(w.settle(0, 2, &batch(0)), Ok(0));
    assert_small(&w, "settle_batch of 50, none served", 16, BATCH_BYTES);
}

#[test]
fn paying_ten_payees_is_small() {
    let w = fixture();
    w.buy("fan", 1, 2, 1).unwrap();
    let paid = w.distribute(u32::MAX);
    assert_eq!(paid.iter().filter(|a| *a > 0).count(), 10);
    assert_small(&w, "distribute_ticket_revenue to 10", xdr_size(&paid), PURCHASE_BYTES);
    w.buy("fan", 2, 2, 1).unwrap();
    w.claim(9).unwrap();
    assert_small(&w, "claim", 20, PURCHASE_BYTES);
}

#[test]
fn moving_a_ticket_and_changing_splits_are_small() {
    let w = fixture();
    w.set_splits(&w.init.payees).unwrap();
    assert_small(&w, "set_splits of 10", 4, PURCHASE_BYTES);
    let id = w.buy_items("fan", 1, &[(2, 10)], 2, i128::MAX).unwrap().get_unchecked(0);
    w.transfer("fan", "friend", id << 5).unwrap();
    assert_small(&w, "transfer of one of ten", 4, PURCHASE_BYTES);
}

#[test]
fn changing_code_is_small() {
    let w = fixture();
    let (event, registry) = (w.next_event_wasm(), w.next_registry_wasm());
    w.set_event_wasm(&event, 2).unwrap();
    assert_small(&w, "set_event_wasm", 4, PURCHASE_BYTES);
    w.upgrade(&registry).unwrap();
    assert_small(&w, "upgrade", 4, PURCHASE_BYTES);
    w.wait(DELAY);
    for change in [Change::EventWasm, Change::RegistryWasm] {
        w.apply(change).unwrap();
        assert_small(&w, &format!("apply_change of {change:?}"), 4, PURCHASE_BYTES);
    }
    w.upgrade(&registry).unwrap();
    w.cancel("guardian", Change::RegistryWasm).unwrap();
    assert_small(&w, "cancel_change", 4, PURCHASE_BYTES);
}

#[test]
fn an_events_own_error_passes_through_the_registry() {
    let w = fixture();
    let item = w.item(&w.address("custodial 1"), 2, 1);
    let gap = passa_event::Error::SequenceGap as u32;
    assert_eq!(w.settle(0, 2, &[item]), Err(crate::fixture::Failure::Code(gap)));
}

#[test]
fn a_transaction_of_fifty_settlements_is_small() {
    let w = fixture();
    let items: std::vec::Vec<_> = (0..50).map(|i| w.item(&w.address(&format!("custodial {i}")), 2, 1)).collect();
    let args: Vec<_> = Vec::from_slice(&w.env, &items);
    // The arguments are in the operation and in both signatures; 60 keys in the footprint; an envelope.
    let transaction = 3 * (xdr_size(&args) + 200) + 60 * 120 + 1_000;
    println!("settle_batch of 50: {transaction} B of transaction");
    assert!(transaction * 2 <= 132_096, "{transaction}");
}
