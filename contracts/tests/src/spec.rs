//! The interface that the deployed code declares, which bindings are made from.
use crate::world::wasm;
use soroban_sdk::xdr::ScSpecEntry;

fn declared(contract: &str) -> Vec<ScSpecEntry> {
    soroban_spec::read::from_wasm(&wasm(contract)).unwrap()
}

fn events(contract: &str) -> Vec<String> {
    let mut names: Vec<String> = declared(contract)
        .iter()
        .filter_map(|e| match e {
            ScSpecEntry::EventV0(e) => Some(e.name.to_string()),
            _ => None,
        })
        .collect();
    names.sort();
    names
}

#[test]
fn every_event_is_declared() {
    let expected = ["Allocated", "Created", "Mint", "Moved", "Paid", "Settled", "Sold", "SplitsSet", "Transfer"];
    assert_eq!(events("event"), expected);
    assert_eq!(events("registry"), ["Announced"]);
}

#[test]
fn an_event_cannot_be_upgraded() {
    let functions = declared("event").into_iter().filter_map(|e| match e {
        ScSpecEntry::FunctionV0(f) => Some(f.name.to_string()),
        _ => None,
    });
    assert!(!functions.into_iter().any(|f| f.contains("upgrade") || f.contains("init")));
    // The host's function that would replace the code is not even imported: module l, function 6.
    let imports = imports(&wasm("event"));
    assert!(imports.contains(&("l".into(), "1".into())), "storage reads are imported: {imports:?}");
    assert!(!imports.contains(&("l".into(), "6".into())));
}

#[test]
fn the_event_stays_within_its_budget() {
    let (event, registry) = (wasm("event").len(), wasm("registry").len());
    assert!(event <= 56 * 1024, "event: {event} bytes");
    assert!(registry <= 24 * 1024, "registry: {registry} bytes");
}

/// (module, name) of each import of a wasm.
fn imports(wasm: &[u8]) -> Vec<(String, String)> {
    let mut at = 8;
    while at < wasm.len() {
        let (id, mut body) = (wasm[at], at + 1);
        let size = leb128(wasm, &mut body);
        if id == 2 {
            let count = leb128(wasm, &mut body);
            return (0..count).map(|_| import(wasm, &mut body)).collect();
        }
        at = body + size;
    }
    vec![]
}

fn import(wasm: &[u8], at: &mut usize) -> (String, String) {
    let mut word = || {
        let length = leb128(wasm, at);
        *at += length;
        String::from_utf8(wasm[*at - length..*at].to_vec()).unwrap()
    };
    let name = (word(), word());
    assert_eq!(wasm[*at], 0, "only functions are imported");
    *at += 1;
    leb128(wasm, at);
    name
}

fn leb128(bytes: &[u8], at: &mut usize) -> usize {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[*at];
        *at += 1;
        value |= ((byte & 0x7f) as usize) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}
