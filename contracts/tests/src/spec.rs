//! The interface that the deployed code declares, which bindings are made from.
use crate::fixture::wasm;
use soroban_sdk::xdr::{ScSpecEntry, ScSpecFunctionV0, ScSpecTypeDef};

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
    assert_eq!(events("event-next"), expected);
    assert_eq!(events("registry"), ["Announced", "ChangeApplied", "ChangeCancelled", "ChangeProposed"]);
}

fn functions(contract: &str) -> Vec<ScSpecFunctionV0> {
    let functions = declared(contract).into_iter().filter_map(|e| match e {
        ScSpecEntry::FunctionV0(f) => Some(f),
        _ => None,
    });
    functions.collect()
}

/// The host's function that replaces a contract's code is module l, function 6.
fn replaces_code(contract: &str) -> bool {
    let imports = imports(&wasm(contract));
    assert!(imports.contains(&("l".into(), "1".into())), "storage reads are imported: {imports:?}");
    imports.contains(&("l".into(), "6".into()))
}

#[test]
fn an_event_cannot_be_upgraded() {
    for event in ["event", "event-next"] {
        let names = functions(event).into_iter().map(|f| f.name.to_string());
        assert!(!names.into_iter().any(|f| f.contains("upgrade") || f.contains("init")));
        assert!(!replaces_code(event), "{event}");
    }
    assert!(replaces_code("registry"), "the search finds it where it is");
}

#[test]
fn the_second_version_differs_in_one_parameter_only() {
    let parameters = |f: &ScSpecFunctionV0| -> Vec<String> { f.inputs.iter().map(|i| i.name.to_string()).collect() };
    let (first, second) = (functions("event"), functions("event-next"));
    assert_eq!(first.len(), second.len());
    for f in &first {
        let next = second.iter().find(|n| n.name == f.name).expect("every entry is there");
        let mut expected = parameters(f);
        if f.name.to_string() == "process_ticket_purchase" {
            expected.push("reference".into());
        }
        assert_eq!(parameters(next), expected, "{}", f.name.to_string());
    }
}

#[test]
fn the_registry_declares_no_form_of_terms_or_items() {
    let registry = functions("registry");
    let last = |name: &str| {
        let f = registry.iter().find(|f| f.name.to_string() == name).unwrap();
        f.inputs.last().unwrap().type_.clone()
    };
    assert_eq!(last("create_event"), ScSpecTypeDef::Val);
    let ScSpecTypeDef::Vec(items) = last("settle_batch") else { panic!("items are a vector") };
    assert_eq!(*items.element_type, ScSpecTypeDef::Val);
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
