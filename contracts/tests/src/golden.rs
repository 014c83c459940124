//! `contracts/golden.json`: bytes and what they mean, for readers in other languages. With PASSA_GOLDEN=write the test
//! writes it, else it compares.
use crate::{
    fixture::{Fixture, PASSPHRASE, USDC},
    json::{array, hex, line, object, text},
    replay,
};
use soroban_sdk::{
    address_payload::AddressPayload,
    testutils::Ledger as _,
    xdr::{Limits, ScVal, ToXdr, WriteXdr},
    Address, Bytes, IntoVal, Symbol, Val, Vec as SdkVec,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../golden.json");

#[test]
fn the_golden_file_is_what_the_contracts_do() {
    let golden = golden() + "\n";
    if std::env::var("PASSA_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(FILE, &golden).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap();
    assert!(kept == golden, "contracts/golden.json differs: PASSA_GOLDEN=write cargo test golden");
}

/// One history with everything in it.
fn history() -> (Fixture, Vec<(&'static str, u64)>) {
    let w = Fixture::native();
    w.set_splits(&w.init.payees).unwrap();
    let buy = |who, nonce, items: &[(u32, u32)]| w.buy_items(who, nonce, items, 2, i128::MAX).unwrap();
    w.allocate(0, 12).unwrap();
    w.deallocate(0, 2).unwrap();
    let both = buy("fan", 1, &[(0, 3), (1, 1)]);
    let (many, single) = (both.get_unchecked(0), both.get_unchecked(1));
    let contract = contract_order(&w);
    let items = [
        w.item(&w.address("custodial 1"), 0, 2),
        w.item(&w.address("custodial 2"), 0, 9),
        w.item(&w.address("custodial 3"), 0, 1),
    ];
    w.settle(2, 1, &items).unwrap();
    w.transfer("fan", "friend", many << 5 | 1).unwrap();
    w.transfer("fan", "friend", single << 5).unwrap();
    w.freeze("artist", true);
    w.distribute(0b1111);
    w.freeze("artist", false);
    w.claim(1).unwrap();
    let batch = 1 << 58 | 2 << 38 | 1 << 6;
    let orders = vec![
        ("three tickets, the second moved", many),
        ("one ticket, its payer follows", single),
        ("owned by a contract", contract),
        ("settled, custodial", batch),
        ("settled, third item", batch | 2),
    ];
    (w, orders)
}

fn contract_order(w: &Fixture) -> u64 {
    let payload = AddressPayload::ContractIdHash(soroban_sdk::BytesN::from_array(&w.env, &[5; 32]));
    let vault = Address::from_payload(&w.env, payload);
    w.token().transfer(&w.address("fan"), &vault, &(50 * USDC));
    let args = (&vault, u64::MAX, soroban_sdk::vec![&w.env, (0u32, 2u32)], 2u32, i128::MAX);
    w.run::<SdkVec<u64>>(&w.event, "process_ticket_purchase", args).unwrap().get_unchecked(0)
}

fn golden() -> String {
    let (w, orders) = history();
    let network = w.env.ledger().get().network_id;
    object(&[
        ("passphrase", text(PASSPHRASE)),
        ("network_id", hex(&network)),
        ("registry", address(&w.registry)),
        ("event", address(&w.event)),
        ("event_address", event_address(&w)),
        ("keys", keys(&w, orders[0].1)),
        ("hot", hot(&w)),
        ("paid", line(&w.accounts().iter().map(|a| text(a.paid)).collect::<Vec<_>>())),
        ("orders", array(&orders.iter().map(|(what, id)| order(&w, what, *id)).collect::<Vec<_>>())),
        ("log", log(&w, network)),
        // These buy more: whatever stands below is after the history above.
        ("order_ids", order_ids(&w)),
    ])
}

fn address(address: &Address) -> String {
    text(String::from_utf8(address.to_string().to_bytes().iter().collect()).unwrap())
}

fn xdr(w: &Fixture, value: impl IntoVal<soroban_sdk::Env, Val>) -> String {
    let value: Val = value.into_val(&w.env);
    hex(&value.to_xdr(&w.env).iter().collect::<Vec<u8>>())
}

fn event_address(w: &Fixture) -> String {
    let organizer = w.address("organizer");
    let preimage = (organizer.clone(), 1u64).to_xdr(&w.env);
    let salt = w.env.crypto().sha256(&preimage).to_array();
    object(&[
        ("organizer", address(&organizer)),
        ("nonce", text(1)),
        ("salt", hex(&salt)),
        ("address", address(&w.event)),
    ])
}

/// Storage keys as XDR of their ScVal.
fn keys(w: &Fixture, id: u64) -> String {
    let symbol = |name: &str| Symbol::new(&w.env, name);
    object(&[
        ("Hot", xdr(w, (symbol("Hot"),))),
        ("Paid", xdr(w, (symbol("Paid"),))),
        ("Order", object(&[("id", text(id)), ("xdr", xdr(w, (symbol("Order"), id)))])),
        ("Moved", object(&[("ticket", text(id << 5 | 1)), ("xdr", xdr(w, (symbol("Moved"), id << 5 | 1)))])),
    ])
}

fn stored(w: &Fixture, key: impl IntoVal<soroban_sdk::Env, Val>) -> Vec<u8> {
    let key: Val = key.into_val(&w.env);
    let packed: Bytes = w.env.as_contract(&w.event, || w.env.storage().persistent().get(&key)).unwrap();
    packed.iter().collect()
}

fn hot(w: &Fixture) -> String {
    let view = w.hot();
    let tiers: Vec<String> = view
        .tiers
        .iter()
        .map(|t| {
            object(&[
                ("sold", t.sold.to_string()),
                ("fiat_allocated", t.fiat_allocated.to_string()),
                ("fiat_sold", t.fiat_sold.to_string()),
            ])
        })
        .collect();
    let lanes: Vec<String> =
        view.lanes.iter().map(|l| object(&[("seq", l.seq.to_string()), ("served", text(l.served))])).collect();
    let fields = object(&[
        ("status", view.status.to_string()),
        ("terms_version", view.terms_version.to_string()),
        ("n", text(view.n)),
        ("log", hex(&view.log.to_array())),
        ("gross", text(view.gross)),
        ("refunded", text(view.refunded)),
        ("top_ups", text(view.top_ups)),
        ("commissions", text(view.commissions)),
        ("tiers", array(&tiers)),
        ("lanes", array(&lanes)),
    ]);
    object(&[("bytes", hex(&stored(w, (Symbol::new(&w.env, "Hot"),)))), ("view", fields)])
}

fn order(w: &Fixture, what: &str, id: u64) -> String {
    let view = w.order(id).unwrap();
    let number = |n: u32| n.to_string();
    let fields = object(&[
        ("owner", address(&view.owner)),
        ("payer", address(&view.payer)),
        ("tier", number(view.tier)),
        ("count", number(view.count)),
        ("used", number(view.used)),
        ("moved", number(view.moved)),
        ("refunded", number(view.refunded)),
        ("flags", number(view.flags)),
    ]);
    let bytes = hex(&stored(w, (Symbol::new(&w.env, "Order"), id)));
    object(&[("what", text(what)), ("id", text(id)), ("bytes", bytes), ("view", fields)])
}

fn order_ids(w: &Fixture) -> String {
    let mut rows = vec![];
    for (who, nonce, tier) in [("fan", 40u64, 0u32), ("fan", u64::MAX, 0), ("friend", 40, 1)] {
        let id = w.buy_items(who, nonce, &[(tier, 1)], 2, i128::MAX).unwrap().get_unchecked(0);
        let buyer = w.address(who);
        let preimage = xdr(w, (Symbol::new(&w.env, "buy"), buyer.clone(), nonce, tier));
        rows.push(object(&[
            ("buyer", address(&buyer)),
            ("nonce", text(nonce)),
            ("tier", tier.to_string()),
            ("preimage", preimage),
            ("id", text(id)),
            ("ticket_0", text(id << 5)),
        ]));
    }
    array(&rows)
}

/// The whole chain: topics and payload as XDR, the log after each.
fn log(w: &Fixture, network: [u8; 32]) -> String {
    let value = |v: &ScVal| hex(&WriteXdr::to_xdr(v, Limits::none()).unwrap());
    let entries = replay::entries(&w.published.borrow());
    let steps: Vec<String> = entries
        .iter()
        .map(|e| {
            let (topics, payload) = (value(&e.topics), value(&e.payload));
            object(&[("n", text(e.n)), ("topics", topics), ("payload", payload), ("log", hex(&e.log))])
        })
        .collect();
    object(&[("start", hex(&replay::start(&network, &w.event))), ("steps", array(&steps))])
}
