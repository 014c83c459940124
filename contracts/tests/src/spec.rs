//! The interface that the deployed code declares, which bindings are made from.
use crate::fixture::wasm;
use soroban_sdk::xdr::{ScSpecEntry, ScSpecFunctionV0, ScSpecTypeDef};

fn declared() -> Vec<ScSpecEntry> {
    soroban_spec::read::from_wasm(&wasm("event")).unwrap()
}

#[test]
fn every_event_is_declared() {
    let mut names: Vec<String> = declared()
        .iter()
        .filter_map(|e| match e {
            ScSpecEntry::EventV0(e) => Some(e.name.to_string()),
            _ => None,
        })
        .collect();
    names.sort();
    let expected = "Accepted Allocated Cancelled CapSet CheckedIn Claimed Closed CommissionSet Created DetailsSet Frozen \
        Funded GateSet KeySet ListedForSale Mint Minted Moved OwedPaid Paid Paused Postponed Redirected Refunded Resold \
        Reversed Settled Sold SplitsSet TierAdded TopUpsReturned Transfer Unlisted";
    assert_eq!(names, expected.split_whitespace().collect::<Vec<_>>());
}

pub fn functions() -> Vec<ScSpecFunctionV0> {
    let functions = declared().into_iter().filter_map(|e| match e {
        ScSpecEntry::FunctionV0(f) => Some(f),
        _ => None,
    });
    functions.collect()
}

/// The host's function that replaces a contract's code is module l, function 6.
#[test]
fn an_event_cannot_be_upgraded() {
    let names = functions().into_iter().map(|f| f.name.to_string());
    assert!(!names.into_iter().any(|f| f.contains("upgrade") || f.contains("init")));
    let imports = imports(&wasm("event"));
    assert!(imports.contains(&("l".into(), "1".into())), "storage reads are imported: {imports:?}");
    assert!(!imports.contains(&("l".into(), "6".into())));
}

#[test]
fn a_batchs_items_have_no_declared_form() {
    let settle = functions().into_iter().find(|f| f.name.to_string() == "settle_batch").unwrap();
    let ScSpecTypeDef::Vec(items) = settle.inputs.last().unwrap().type_.clone() else { panic!("items are a vector") };
    assert_eq!(*items.element_type, ScSpecTypeDef::Val);
}

#[test]
fn the_event_stays_within_its_budget() {
    let event = wasm("event").len();
    assert!(event <= 112 * 1024, "event: {event} bytes");
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
