//! Applies one InvokeHostFunction operation, as a validator does.
use crate::{
    codec::{Reader, Writer},
    state::{fetch, network, unlimited, Network},
};
use soroban_env_host::{
    e2e_invoke::{entry_size_for_rent, extract_rent_changes, invoke_host_function, LedgerEntryChange, TtlLedgerEntryMeta},
    events::HostEvent,
    fees::compute_rent_fee,
    ledger_info::get_key_durability,
    xdr::{
        ContractDataDurability, DiagnosticEvent, LedgerEntry, LedgerEntryData, LedgerKey, Limits, ReadXdr, SorobanResources,
        WriteXdr,
    },
    HostError, LedgerInfo,
};

/// Where a footprint's entry stands before the call.
enum Standing {
    Given(Vec<u8>, Option<TtlLedgerEntryMeta>),
    Absent,
    Archived,
}

pub const OK: u32 = 0;
pub const FAILED: u32 = 1;
pub const ARCHIVED: u32 = 2;

/// Input: ledger info, host function, resources, source account, auth entries, seed, restored indices, diagnostics flag.
pub fn run(input: &[u8]) -> Vec<u8> {
    let net = network();
    let mut r = Reader::new(input);
    let info = net.ledger_info(&mut r);
    let (host_fn, resources_xdr, source) = (r.blob(), r.blob(), r.blob());
    let auth = r.blobs();
    let seed = r.blob();
    let restored = r.u32s();
    let diagnostics = r.u32() == 1;

    let resources = SorobanResources::from_xdr(resources_xdr, Limits::none()).expect("checked resources");
    let mut entries = Vec::new();
    for (key, rw_index) in keys_of(&resources) {
        match standing(&net, &info, key, rw_index.is_some_and(|i| restored.contains(&i))) {
            Standing::Given(bytes, ttl) => entries.push((Some(bytes), ttl)),
            Standing::Absent => entries.push((None, None)),
            Standing::Archived => return archived(key),
        }
    }

    let budget = net.budget_within(resources.instructions);
    let mut diagnostic_events = vec![];
    let result = invoke_host_function(
        &budget,
        diagnostics,
        host_fn.to_vec(),
        resources_xdr.to_vec(),
        &restored,
        source.to_vec(),
        auth.iter().map(|a| a.to_vec()),
        info.clone(),
        entries.into_iter(),
        seed.to_vec(),
        &mut diagnostic_events,
        None,
        Some(net.modules.clone()),
    );
    let diagnostic: Vec<Vec<u8>> = diagnostic_events.iter().map(|e| e.to_xdr(Limits::none()).unwrap()).collect();
    let mut w = Writer::default();
    let outcome = result.and_then(|r| r.encoded_invoke_result.map(|v| (v, r.ledger_changes, r.encoded_contract_events)));
    match outcome {
        Err(e) => write_error(&mut w, &e, &diagnostic_events),
        Ok((value, changes, events)) => {
            w.u32(OK).blob(&value).blobs(&events);
            write_changes(&mut w, &changes);
            let rent = extract_rent_changes(&changes);
            w.i64(compute_rent_fee(&rent, &net.config.rent_fee_configuration, info.sequence_number));
        }
    }
    w.blobs(&diagnostic);
    w.u64(budget.get_cpu_insns_consumed().unwrap_or(0)).u64(budget.get_mem_bytes_consumed().unwrap_or(0));
    w.0
}

fn keys_of(resources: &SorobanResources) -> impl Iterator<Item = (&LedgerKey, Option<u32>)> {
    let ro = resources.footprint.read_only.iter().map(|k| (k, None));
    let rw = resources.footprint.read_write.iter().enumerate().map(|(i, k)| (k, Some(i as u32)));
    ro.chain(rw)
}

/// An expired temporary entry is absent; an expired persistent one is archived, unless the transaction restores it.
fn standing(net: &Network, info: &LedgerInfo, key: &LedgerKey, restore: bool) -> Standing {
    let encoded = key.to_xdr(Limits::none()).expect("a ledger key");
    let Some((bytes, live_until)) = fetch(&encoded) else { return Standing::Absent };
    let Some(live_until) = live_until else { return Standing::Given(bytes, None) };
    let mut live_until_ledger = live_until;
    if live_until < info.sequence_number {
        if get_key_durability(key) == Some(ContractDataDurability::Temporary) {
            return Standing::Absent;
        }
        if !restore {
            return Standing::Archived;
        }
        live_until_ledger = info.min_live_until_ledger_checked(ContractDataDurability::Persistent).expect("a ledger number");
    }
    let entry_size_for_rent = rent_size(net, info, &bytes);
    Standing::Given(bytes, Some(TtlLedgerEntryMeta { live_until_ledger, entry_size_for_rent }))
}

/// Bytes an entry pays rent for. Code is billed for the memory of its parsed module too, which is cached on the way.
pub fn rent_size(net: &Network, info: &LedgerInfo, bytes: &[u8]) -> u32 {
    const CONTRACT_CODE: [u8; 4] = [0, 0, 0, 7];
    if bytes[4..8] != CONTRACT_CODE {
        return bytes.len() as u32;
    }
    let entry = LedgerEntry::from_xdr(bytes, Limits::none()).expect("a ledger entry");
    if let LedgerEntryData::ContractCode(code) = &entry.data {
        if !net.modules.contains_module(&code.hash).unwrap_or(false) {
            net.cache_module(info.protocol_version, &code.code);
        }
    }
    entry_size_for_rent(&unlimited(&net.config), &entry, bytes.len() as u32).expect("a size")
}

fn archived(key: &LedgerKey) -> Vec<u8> {
    let mut w = Writer::default();
    w.u32(ARCHIVED).blob(&key.to_xdr(Limits::none()).unwrap());
    w.0
}

/// Type and code are the numbers of ScErrorType and ScErrorCode; a contract's own error has type 0 and its own number.
pub fn write_error(w: &mut Writer, e: &HostError, events: &[DiagnosticEvent]) {
    let (kind, code) = match soroban_env_host::xdr::ScError::try_from(e.error) {
        Ok(sc) => (sc.discriminant() as u32, e.error.get_code()),
        Err(_) => (u32::MAX, 0),
    };
    w.u32(FAILED).u32(kind).u32(code).blob(in_words(e, events).as_bytes());
}

/// The error with its log of events, in the host's own words. The host writes the log itself only in its test builds.
fn in_words(e: &HostError, events: &[DiagnosticEvent]) -> String {
    let mut text = format!("HostError: {:?}\n", e.error);
    if !events.is_empty() {
        text.push_str("\nEvent log (newest first):\n");
    }
    for (i, logged) in events.iter().rev().enumerate() {
        let event = HostEvent { event: logged.event.clone(), failed_call: !logged.in_successful_contract_call };
        text.push_str(&format!("   {i}: {event}\n"));
    }
    text
}

/// Per entry: flags (1 read only, 2 has a TTL), key, new value or none, old and new live-until ledger.
fn write_changes(w: &mut Writer, changes: &[LedgerEntryChange]) {
    w.u32(changes.len() as u32);
    for c in changes {
        let flags = c.read_only as u32 | (c.ttl_change.is_some() as u32) << 1;
        w.u32(flags).blob(&c.encoded_key).maybe(c.encoded_new_value.as_deref());
        let (old, new) = c.ttl_change.as_ref().map_or((0, 0), |t| (t.old_live_until_ledger, t.new_live_until_ledger));
        w.u32(old).u32(new);
    }
}
