//! `contracts/histories-2.json`: random histories, their events and the entries that they leave, for readers in other
//! languages. With PASSA_GOLDEN=write the test writes it, else it compares.
use crate::{
    fixture::PASSPHRASE,
    json::{array, line, object, text},
    player::Player,
};
use soroban_sdk::{
    testutils::storage::{Instance as _, Persistent as _},
    xdr::{ContractEvent, ContractEventBody, Limits, ScSymbol, ScVal, ToXdr, WriteXdr},
    Env, Map, Val,
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../histories-2.json");
const HISTORIES: u64 = 40;
const TURNS: usize = 130;

#[test]
fn the_recorded_histories_are_what_the_event_does() {
    let histories: Vec<String> = (0..HISTORIES).map(history).collect();
    let recorded = object(&[("passphrase", text(PASSPHRASE)), ("histories", array(&histories))]) + "\n";
    if std::env::var("PASSA_GOLDEN").as_deref() == Ok("write") {
        std::fs::write(FILE, &recorded).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap();
    assert!(kept == recorded, "contracts/histories-2.json differs: PASSA_GOLDEN=write cargo test recorded");
}

fn history(seed: u64) -> String {
    let mut player = Player::new(seed);
    (0..TURNS).for_each(|_| player.turn());
    player.finish(seed);
    let w = &player.w;
    let published = w.published.borrow();
    let events: Vec<String> =
        published.iter().zip(&player.times).filter_map(|(event, time)| ours(event, *time)).collect();
    let event = String::from_utf8(w.event.to_string().to_bytes().iter().collect()).unwrap();
    object(&[
        ("event", text(event)),
        ("balance", text(w.held())),
        ("events", array(&events)),
        ("instance", w.inside(|e| packed(e, e.storage().instance().all()))),
        ("entries", w.inside(|e| packed(e, e.storage().persistent().all()))),
    ])
}

/// [Unix seconds, data, topics …] of an event that SEP-50 does not ask for, as XDR.
fn ours(event: &ContractEvent, time: u64) -> Option<String> {
    let ContractEventBody::V0(body) = &event.body;
    if body.topics.first() != Some(&ScVal::Symbol(ScSymbol("passa".try_into().unwrap()))) {
        return None;
    }
    let xdr = |value: &ScVal| base64(&WriteXdr::to_xdr(value, Limits::none()).unwrap());
    let values = std::iter::once(&body.data).chain(body.topics.iter());
    Some(line(&std::iter::once(text(time)).chain(values.map(xdr)).collect::<Vec<_>>()))
}

/// [key, value] of the event's own entries, as XDR. The token's, which are no bytes, are left out.
fn packed(e: &Env, entries: Map<Val, Val>) -> String {
    let xdr = |value: Val| base64(&value.to_xdr(e).iter().collect::<Vec<u8>>());
    let own = entries.iter().filter(|(_, value)| value.get_tag() == BYTES);
    array(&own.map(|(key, value)| line(&[xdr(key), xdr(value)])).collect::<Vec<_>>())
}

const BYTES: soroban_env_host::Tag = soroban_env_host::Tag::BytesObject;

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut coded = String::new();
    for three in bytes.chunks(3) {
        let byte = |i: usize| three.get(i).copied().unwrap_or(0) as u32;
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for i in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * i) & 63) as usize] as char;
            coded.push(if i > three.len() { '=' } else { digit });
        }
    }
    text(coded)
}
