//! Invariant 7: the worst case of each call stays under half of what a transaction on mainnet may use.
use crate::{
    assertions::ticket,
    fixture::{person, Code, Fixture, USDC},
    terms::{payee, resellable, tier, DOORS_AT},
};
use passa_types::{EventInit, Role};
use soroban_env_host::{fees::FeeConfiguration, InvocationResourceLimits};
use soroban_sdk::{
    testutils::cost_estimate::NetworkInvocationResourceLimits,
    xdr::{Limits, ScVal, WriteXdr},
    Env, String, Vec,
};

/// Events and return value of one transaction.
const BYTES: u32 = 8_192;
const BATCH_BYTES: u32 = 16_384;

/// Ten payees, sixteen tiers, the longest texts.
fn largest(env: &Env, init: &mut EventInit) {
    init.payees.set(0, payee(init.payees.get_unchecked(0).address, Role::Organizer, 5_494));
    for i in 0..6u64 {
        init.payees.push_back(payee(person(env, "venue").muxed(env, 100 + i), Role::Artist, 1));
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

/// Mainnet's rates of 2026-07-10 with rent at its floor, as it is below 2.5 GB of state. Without the transaction's own bytes,
/// with a nonce for each signature, which who sends the transaction needs not.
fn fee(w: &Fixture) -> i64 {
    let rates = FeeConfiguration {
        fee_per_instruction_increment: 7,
        fee_per_disk_read_entry: 1_563,
        fee_per_write_entry: 2_500,
        fee_per_disk_read_1kb: 447,
        fee_per_write_1kb: 875,
        fee_per_historical_1kb: 4_059,
        fee_per_contract_event_1kb: 5_000,
        fee_per_transaction_size_1kb: 406,
    };
    w.env.cost_estimate().resources().estimate_fees(&rates, 1_000, 1_215, 2_430).total
}

/// Checks the last call against half of every limit but the one for events, which is `event_bytes` with the result.
fn assert_small(w: &Fixture, call: &str, result: u32, event_bytes: u32) {
    let (used, limit) = (w.env.cost_estimate().resources(), InvocationResourceLimits::mainnet());
    let events = used.contract_events_size_bytes + result;
    println!(
        "{call}: {} instructions, {} B memory, {} entries, {} written ({} B), {} B events and result, {} stroops at mainnet's rent",
        used.instructions,
        used.mem_bytes,
        used.memory_read_entries + used.disk_read_entries,
        used.write_entries,
        used.write_bytes,
        events,
        fee(w)
    );
    let half = |what: &str, used: i64, limit: i64| assert!(used * 2 <= limit, "{call}: {used} {what} of {limit}");
    half("instructions", used.instructions, limit.instructions);
    half("bytes of memory", used.mem_bytes, limit.mem_bytes);
    half("disk reads", used.disk_read_entries.into(), limit.disk_read_entries.into());
    half("bytes read", used.disk_read_bytes.into(), limit.disk_read_bytes.into());
    half("writes", used.write_entries.into(), limit.write_entries.into());
    half("bytes written", used.write_bytes.into(), limit.write_bytes.into());
    let entries = used.memory_read_entries + used.disk_read_entries + used.write_entries;
    half("entries", entries.into(), limit.ledger_entries.into());
    assert!(events <= event_bytes, "{call}: {events} bytes of events and result, allowed are {event_bytes}");
}

#[test]
fn publishing_the_largest_event_is_small() {
    assert_small(&fixture(), "birth of the largest event", 64, BYTES);
    assert_small(&Fixture::with(Code::Wasm, |_, _| {}), "birth with 4 payees and 2 tiers", 64, BYTES);
}

#[test]
fn an_ordinary_events_calls_are_cheap() {
    let w = Fixture::with(Code::Wasm, |_, _| {});
    w.buy("stranger", 1, 0, 1).unwrap();
    w.buy("fan", 1, 0, 1).unwrap();
    assert_small(&w, "purchase of 1", 20, BYTES);
    w.buy("fan", 2, 0, 10).unwrap();
    assert_small(&w, "purchase of 10", 20, BYTES);
    let (one, ten) = (w.buy("fan", 3, 0, 1).unwrap(), w.buy("fan", 4, 0, 10).unwrap());
    w.distribute(0b1111, &[]).unwrap();
    assert_small(&w, "distribution to 4", 20, BYTES);
    w.transfer("fan", "friend", ticket(one, 0)).unwrap();
    assert_small(&w, "transfer of a single", 4, BYTES);
    w.transfer("fan", "friend", ticket(ten, 0)).unwrap();
    assert_small(&w, "transfer of one of ten", 4, BYTES);
    w.allocate(0, 40).unwrap();
    w.settle(0, 1, &std::vec::Vec::from_iter((0..20).map(|i| w.item(&format!("c{i}"), 0, 2)))).unwrap();
    assert_small(&w, "batch of 20 × 2", 16, BATCH_BYTES);
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT);
    w.check_in("gate", &[(ten, 0x3fe)]).unwrap();
    assert_small(&w, "check-in of an order", 20, BYTES);
}

#[test]
fn twenty_tickets_of_five_tiers_are_small() {
    let w = fixture();
    let orders = w.buy_items("fan", 1, &[(2, 4), (3, 4), (4, 4), (5, 4), (6, 4)], 1, i128::MAX).unwrap();
    assert_small(&w, "purchase of 5 × 4", xdr_size(&orders), BYTES);
}

#[test]
fn a_batch_of_fifty_with_the_most_credits_is_small() {
    let w = fixture();
    w.allocate(2, 1_000).unwrap();
    let names: std::vec::Vec<std::string::String> = (0..30).map(|i| format!("creator {i}")).collect();
    names.iter().for_each(|name| w.set_commission(name, 100).unwrap());
    let item = |i: usize| {
        let two = [(names[i % 30].as_str(), 5_000), (names[(i + 1) % 30].as_str(), 5_000)];
        w.credited_item(&format!("c{i}"), 2, 10, if i < 30 { &two } else { &[] })
    };
    let batch: std::vec::Vec<_> = (0..50).map(item).collect();
    assert_eq!(w.settle(0, 1, &batch), Ok((1 << 50) - 1));
    assert_small(&w, "batch of 50 with 60 credits", 16, BATCH_BYTES);
    let none: std::vec::Vec<_> = (0..50).map(|i| w.item(&format!("c{i}"), 3, 10)).collect();
    assert_eq!(w.settle(0, 2, &none), Ok(0));
    assert_small(&w, "batch of 50, none served", 16, BATCH_BYTES);
}

#[test]
fn paying_ten_payees_and_eight_creators_is_small() {
    let w = fixture();
    let names: std::vec::Vec<std::string::String> = (0..8).map(|i| format!("creator {i}")).collect();
    w.allocate(2, 1_000).unwrap();
    for name in &names {
        w.person(name).open(&w.env);
        w.person(name).trust(&w.env, &w.asset, 0, true);
        w.set_commission(name, 100).unwrap();
    }
    let batch: std::vec::Vec<_> = names.iter().map(|name| w.credited_item("c", 2, 1, &[(name, 10_000)])).collect();
    w.settle(0, 1, &batch).unwrap();
    let named: std::vec::Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    w.distribute(u32::MAX, &named).unwrap();
    assert_small(&w, "distribution to 10 payees and 8 creators", 4, BYTES);
    assert_eq!(w.counters().cash(), 0);
}

#[test]
fn refunds_resales_and_claims_are_small() {
    let w = Fixture::with(Code::Wasm, |env, init| {
        largest(env, init);
        resellable(&mut init.policy);
    });
    let id = w.buy("fan", 1, 2, 10).unwrap();
    w.list(ticket(id, 0), USDC).unwrap();
    assert_small(&w, "list", 4, BYTES);
    w.buy_listed("friend", ticket(id, 0), USDC).unwrap();
    assert_small(&w, "resale", 4, BYTES);
    w.refund(id, 0x3fe).unwrap();
    assert_small(&w, "refund of nine", 20, BYTES);
    let fiat = w.settle_one("c1", 2, 10);
    w.claim_custodial(fiat, 0x1ff, "fan").unwrap();
    assert_small(&w, "claim of nine of ten", 4, BYTES);
    w.refund_custodial(fiat, 1, true).unwrap();
    assert_small(&w, "custodial refund", 20, BYTES);
}

#[test]
fn changes_of_the_largest_event_are_small() {
    let w = fixture();
    w.set_splits(&w.init.payees, &w.init.policy).unwrap();
    assert_small(&w, "set_splits of 10", 4, BYTES);
    w.move_to(9).unwrap();
    assert_small(&w, "update_details", 4, BYTES);
    w.postpone(1).unwrap();
    assert_small(&w, "postpone", 4, BYTES);
    (0..16).for_each(|i| w.set_gate(&format!("gate {i}"), true).unwrap());
    assert_small(&w, "set_gate, the sixteenth", 4, BYTES);
    w.buy("fan", 1, 2, 1).unwrap();
    w.cancel("organizer").unwrap();
    assert_small(&w, "cancel", 4, BYTES);
    w.refund(ticket(0, 0), 1).unwrap_err();
}

#[test]
fn fifty_orders_enter_in_a_small_call() {
    let w = fixture();
    let orders: std::vec::Vec<(u64, u32)> = (0..50).map(|i| (w.buy("fan", i, 2, 1).unwrap(), 1)).collect();
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT);
    w.check_in("gate", &orders).unwrap();
    assert_small(&w, "check-in of 50 orders", 500, BYTES);
}

#[test]
fn a_transaction_of_fifty_settlements_is_small() {
    let w = fixture();
    let mut items: Vec<passa_types::SettleItem> = Vec::new(&w.env);
    (0..50).for_each(|i| items.push_back(w.item(&format!("c{i}"), 2, 1)));
    // The arguments are in the operation alone: relayer and treasury sign a digest. 60 keys in the footprint; an envelope.
    let size = xdr_size(&items);
    let transaction = size + 60 * 120 + 1_500;
    println!("settle_batch of 50: {} B an item, {transaction} B of transaction", size / 50);
    assert!(transaction * 2 <= 132_096, "{transaction}");
}
