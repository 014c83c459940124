//! `contracts/golden-2.json`: bytes and what they mean, for readers in other languages. With PASSA_GOLDEN=write the test
//! writes it, else it compares.
use crate::{
    assertions::ticket,
    fixture::{Fixture, NOW, PASSPHRASE, USDC},
    json::{array, hex, line, object, text},
    replay,
    terms::{resellable, DAY, DOORS_AT},
};
use passa_event::records::{
    order::{Order, Payer},
    storage,
};
use soroban_sdk::{
    testutils::Ledger as _,
    xdr::{Limits, ScVal, ToXdr, WriteXdr},
    Address, Bytes, IntoVal, Symbol, Val,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../golden-2.json");

#[test]
fn the_golden_file_is_what_the_event_does() {
    let golden = golden() + "\n";
    if std::env::var("PASSA_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(FILE, &golden).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap();
    assert!(kept == golden, "contracts/golden-2.json differs: PASSA_GOLDEN=write cargo test golden");
}

/// One history with every record in it, and its orders by what is special about them.
fn history() -> (Fixture, Vec<(&'static str, u64)>) {
    let w = Fixture::policy(resellable);
    w.set_splits(&w.init.payees, &w.init.policy).unwrap();
    w.set_commission("njeri", 1_000).unwrap();
    w.allocate(0, 12).unwrap();
    let (many, single) = (w.buy("fan", 1, 0, 3).unwrap(), w.buy("fan", 2, 1, 1).unwrap());
    let settled = [w.credited_item("c1", 0, 2, &[("njeri", 6_000)]), w.item("c2", 0, 10)];
    w.settle(2, 1, &settled).unwrap();
    let free = w.mint("friend", 0, 1).unwrap();
    w.list(ticket(many, 1), 20 * USDC).unwrap();
    w.buy_listed("friend", ticket(many, 1), 20 * USDC).unwrap();
    w.list(ticket(single, 0), 20 * USDC).unwrap();
    w.redirect(1, w.muxed("njeri", 9)).unwrap();
    w.move_to(9).unwrap();
    w.postpone(DAY).unwrap();
    w.freeze(DAY).unwrap();
    w.wait(3 * DAY);
    w.distribute(u32::MAX, &["njeri"]).unwrap();
    w.fund(90 * USDC).unwrap();
    w.block(&w.address("fan"), true);
    w.refund(many, 0b100).unwrap();
    w.block(&w.address("fan"), false);
    let batch = 1 << 58 | 2 << 38 | 1 << 6;
    w.claim_custodial(batch, 0b01, "friend").unwrap();
    w.list(ticket(batch, 1), 10 * USDC).unwrap();
    w.buy_listed("stranger", ticket(batch, 1), 10 * USDC).unwrap();
    w.set_gate("gate", true).unwrap();
    w.at(DOORS_AT + DAY);
    w.check_in("gate", &[(many, 0b001)]).unwrap();
    let orders = vec![
        ("three tickets: one used, one sold on, one given back", many),
        ("one ticket, listed", single),
        ("settled and attributed: one claimed, one sold for the treasury", batch),
        ("complimentary", free),
    ];
    (w, orders)
}

fn golden() -> String {
    let (w, orders) = history();
    let network = w.env.ledger().get().network_id;
    let (many, batch) = (orders[0].1, orders[2].1);
    object(&[
        ("passphrase", text(PASSPHRASE)),
        ("network_id", hex(&network)),
        ("event", address(&w.event)),
        ("now", text(NOW)),
        ("keys", keys(&w, many)),
        ("config", config(&w)),
        ("terms", terms(&w)),
        ("counters", counters(&w)),
        ("paid", paid(&w)),
        ("state", state(&w)),
        ("orders", array(&orders.iter().map(|(what, id)| order(&w, what, *id)).collect::<Vec<_>>())),
        ("moved", array(&[moved(&w, ticket(many, 1)), moved(&w, ticket(batch, 0)), moved(&w, ticket(batch, 1))])),
        ("listed", sum(&w, (Symbol::new(&w.env, "Listed"), ticket(orders[1].1, 0)), 20 * USDC)),
        ("creator", creator(&w)),
        ("owed", sum(&w, (Symbol::new(&w.env, "Owed"), w.address("fan")), w.owed("fan"))),
        ("treasury", sum(&w, Symbol::new(&w.env, "Treasury"), w.treasury_owed())),
        ("log", log(&w, network)),
    ])
}

fn address(address: &Address) -> String {
    text(String::from_utf8(address.to_string().to_bytes().iter().collect()).unwrap())
}

fn xdr(w: &Fixture, value: impl IntoVal<soroban_sdk::Env, Val>) -> String {
    let value: Val = value.into_val(&w.env);
    hex(&value.to_xdr(&w.env).iter().collect::<Vec<u8>>())
}

fn bytes(packed: &Bytes) -> String {
    hex(&packed.iter().collect::<Vec<u8>>())
}

fn stored(w: &Fixture, key: impl IntoVal<soroban_sdk::Env, Val>) -> String {
    let key: Val = key.into_val(&w.env);
    bytes(&w.inside(|e| e.storage().persistent().get::<Val, Bytes>(&key)).unwrap())
}

/// Storage keys as XDR of their ScVal.
fn keys(w: &Fixture, id: u64) -> String {
    let symbol = |name: &str| Symbol::new(&w.env, name);
    let fan = || w.address("fan");
    object(&[
        ("Counters", xdr(w, symbol("Counters"))),
        ("Paid", xdr(w, symbol("Paid"))),
        ("State", xdr(w, symbol("State"))),
        ("Treasury", xdr(w, symbol("Treasury"))),
        ("order", object(&[("id", text(id)), ("xdr", xdr(w, id))])),
        ("Moved", object(&[("ticket", text(ticket(id, 1))), ("xdr", xdr(w, (symbol("Moved"), ticket(id, 1))))])),
        ("Listed", object(&[("ticket", text(ticket(id, 1))), ("xdr", xdr(w, (symbol("Listed"), ticket(id, 1))))])),
        ("Creator", object(&[("address", address(&fan())), ("xdr", xdr(w, (symbol("Creator"), fan())))])),
        ("Owed", object(&[("address", address(&fan())), ("xdr", xdr(w, (symbol("Owed"), fan())))])),
    ])
}

fn config(w: &Fixture) -> String {
    let c = w.inside(storage::config);
    let view = object(&[
        ("version", text(c.version)),
        ("cap", text(c.cap)),
        ("min_reserve_bps", text(c.min_reserve_bps)),
        ("key", hex(&c.key.to_array())),
        ("organizer", address(&c.organizer)),
        ("registry", address(&c.registry)),
        ("usdc", address(&c.usdc)),
        ("issuer", address(&c.issuer)),
    ]);
    object(&[("bytes", bytes(&c.pack(&w.env))), ("view", view)])
}

fn terms(w: &Fixture) -> String {
    let t = w.event_terms();
    let payees: Vec<String> = t
        .payees()
        .iter()
        .map(|p| {
            let to = p.to.muxed(&w.env);
            let id = to.id().map_or("null".into(), text);
            object(&[("address", address(&to.address())), ("id", id), ("role", text(p.role)), ("bps", text(p.bps))])
        })
        .collect();
    let tiers: Vec<String> = t
        .tiers()
        .iter()
        .map(|t| {
            line(&[
                text(t.price),
                text(t.face.amount),
                text(t.face.currency as u32),
                text(t.capacity),
                text(t.fiat_quota),
                text(t.opens_at),
                text(t.closes_at),
                text(t.per_order),
            ])
        })
        .collect();
    let p = &t.policy;
    let view = object(&[
        ("name", text(String::from_utf8(t.name.iter().collect()).unwrap())),
        ("uri", text(String::from_utf8(t.uri.iter().collect()).unwrap())),
        ("metadata_hash", hex(&t.metadata_hash.to_array())),
        ("place_hash", hex(&t.place_hash.to_array())),
        ("starts_ends_doors", line(&[t.starts_at, t.ends_at, t.doors_at].map(text))),
        ("transferable_consent", line(&[p.transferable, p.consent].map(text))),
        ("reserve_royalty_commission_resale", {
            line(&[p.reserve_bps, p.royalty_bps, p.commission_cap_bps, p.resale_cap_bps].map(text))
        }),
        ("resale_limit", text(p.resale_limit)),
        ("complimentary", text(t.complimentary)),
        ("freeze_refund_release", line(&[p.freeze_at, p.refund_until, p.release_at].map(text))),
        ("payees", array(&payees)),
        ("tiers", array(&tiers)),
        ("splits_hash", hex(&t.splits_hash(&w.env).to_array())),
    ]);
    object(&[("bytes", bytes(&t.pack(&w.env))), ("view", view)])
}

fn counters(w: &Fixture) -> String {
    let c = w.counters();
    let tiers: Vec<String> =
        c.counts().iter().map(|t| line(&[t.sold, t.fiat_allocated, t.fiat_sold].map(text))).collect();
    let lanes: Vec<String> = c.lanes().iter().map(|l| line(&[text(l.seq), text(l.served)])).collect();
    let view = object(&[
        ("flags", text(c.flags)),
        ("terms_version", text(c.terms_version)),
        ("splits_version", text(c.splits_version)),
        ("consents", text(c.consents)),
        ("relayer_at", text(c.relayer_at)),
        ("n", text(c.n)),
        ("log", hex(&c.log)),
        ("gross_royalties_refunded_refundable", line(&[c.gross, c.royalties, c.refunded, c.refundable].map(text))),
        ("paid_topups_shortfalls_owed", line(&[c.paid, c.top_ups, c.shortfalls, c.owed].map(text))),
        ("commissions_earned_paid_overpaid", line(&[c.earned, c.creators_paid, c.overpaid].map(text))),
        ("complimentary", text(c.complimentary)),
        ("tiers", array(&tiers)),
        ("lanes", array(&lanes)),
    ]);
    object(&[("bytes", stored(w, Symbol::new(&w.env, "Counters"))), ("view", view)])
}

fn paid(w: &Fixture) -> String {
    let sums = w.inside(storage::paid)[..w.event_terms().payees().len()].iter().map(text).collect::<Vec<_>>();
    object(&[("bytes", stored(w, Symbol::new(&w.env, "Paid"))), ("view", line(&sums))])
}

fn state(w: &Fixture) -> String {
    let s = w.inside(storage::state);
    let times = [s.cancelled_at, s.postponed_by, s.frozen_at, s.frozen_until, s.window_at, s.window_until];
    let redirect = s.redirects[1].unwrap();
    let view = object(&[
        ("times", line(&times.map(text))),
        ("window_version", text(s.window_version)),
        ("gates", line(&s.gates.iter().map(|gate| address(&gate)).collect::<Vec<_>>())),
        ("redirect_of_payee_1", {
            let to = redirect.to.muxed(&w.env);
            line(&[text(redirect.from_when), address(&to.address()), text(to.id().unwrap())])
        }),
    ]);
    object(&[("bytes", stored(w, Symbol::new(&w.env, "State"))), ("view", view)])
}

fn payer(payer: &Payer) -> String {
    match payer {
        Payer::Owner => text("owner"),
        Payer::Treasury => text("treasury"),
        Payer::Other(other) => address(other),
    }
}

fn order(w: &Fixture, what: &str, id: u64) -> String {
    let o: Order = w.order(id);
    let view = object(&[
        ("flags", text(o.flags)),
        ("tier", text(o.tier)),
        ("count", text(o.count)),
        ("used_moved_listed_refunded", line(&[o.used, o.moved, o.listed, o.refunded].map(text))),
        ("terms_version", text(o.terms_version)),
        ("resales", text(o.resales)),
        ("owner", address(&o.owner)),
        ("day", text(o.day)),
        ("credits", hex(&o.credits)),
        ("payer", payer(&o.payer)),
    ]);
    object(&[("what", text(what)), ("id", text(id)), ("bytes", stored(w, id)), ("view", view)])
}

fn moved(w: &Fixture, id: u64) -> String {
    let m = w.inside(|e| storage::moved(e, id)).unwrap();
    let view = object(&[
        ("custody", text(m.custody)),
        ("resales", text(m.resales)),
        ("owner", address(&m.owner)),
        ("payer", m.payer.as_ref().map_or(text("the order's owner"), payer)),
    ]);
    object(&[("ticket", text(id)), ("bytes", stored(w, (Symbol::new(&w.env, "Moved"), id))), ("view", view)])
}

fn sum(w: &Fixture, key: impl IntoVal<soroban_sdk::Env, Val>, amount: i128) -> String {
    object(&[("bytes", stored(w, key)), ("view", text(amount))])
}

fn creator(w: &Fixture) -> String {
    let c = w.creator("njeri");
    let key = (Symbol::new(&w.env, "Creator"), w.address("njeri"));
    let view =
        object(&[("bps", text(c.bps)), ("earned", text(c.earned)), ("paid", text(c.paid)), ("points", text(c.points))]);
    object(&[("address", address(&w.address("njeri"))), ("bytes", stored(w, key)), ("view", view)])
}

/// The whole chain: topics and payload as XDR, the log after each.
fn log(w: &Fixture, network: [u8; 32]) -> String {
    let value = |v: &ScVal| hex(&WriteXdr::to_xdr(v, Limits::none()).unwrap());
    let steps: Vec<String> = replay::entries(&w.published.borrow())
        .iter()
        .map(|e| {
            let (topics, payload) = (value(&e.topics), value(&e.payload));
            object(&[("n", text(e.n)), ("topics", topics), ("payload", payload), ("log", hex(&e.log))])
        })
        .collect();
    object(&[("start", hex(&replay::start(&network, &w.event))), ("steps", array(&steps))])
}
