//! Dry runs: what a transaction would read, write, cost and need signed.
use crate::{
    codec::{Reader, Writer},
    invoke::{write_error, OK},
    state::{network, Ledger},
};
use soroban_env_host::{
    e2e_invoke::RecordingInvocationAuthMode,
    xdr::{AccountId, HostFunction, LedgerKey, Limits, ReadXdr, SorobanAuthorizationEntry, WriteXdr},
};
use soroban_simulation::simulation::{
    simulate_extend_ttl_op, simulate_invoke_host_function_op, simulate_restore_op, InvokeHostFunctionSimulationResult,
    SimulationAdjustmentConfig, SimulationAdjustmentFactor,
};
use std::rc::Rc;

const RECORD: u32 = 0;
const RECORD_ALLOW_NON_ROOT: u32 = 1;

fn xdr<T: WriteXdr>(v: &T) -> Vec<u8> {
    v.to_xdr(Limits::none()).expect("encodable")
}

/// The margins the public RPC adds: at least the caller's leeway in instructions, 15 % of refundable fee.
fn margins(leeway: u32) -> SimulationAdjustmentConfig {
    let mut config = SimulationAdjustmentConfig::default_adjustment();
    config.instructions = SimulationAdjustmentFactor::new(1.04, leeway.max(50_000));
    config
}

/// Input: ledger info, host function, source, auth mode, signed entries, leeway, seed, address-bound credentials flag.
pub fn invoke(input: &[u8]) -> Vec<u8> {
    let net = network();
    let mut r = Reader::new(input);
    let info = net.ledger_info(&mut r);
    let host_fn = HostFunction::from_xdr(r.blob(), Limits::none()).expect("a host function");
    let source = AccountId::from_xdr(r.blob(), Limits::none()).expect("an account");
    let mode = r.u32();
    let signed: Vec<_> = r.blobs().iter().map(|b| SorobanAuthorizationEntry::from_xdr(b, Limits::none()).unwrap()).collect();
    let leeway = r.u32();
    let seed = r.array32();
    let address_bound = r.u32() == 1;
    let auth = match mode {
        RECORD => RecordingInvocationAuthMode::recording(true, address_bound),
        RECORD_ALLOW_NON_ROOT => RecordingInvocationAuthMode::recording(false, address_bound),
        _ => RecordingInvocationAuthMode::Enforcing(signed),
    };
    let outcome = simulate_invoke_host_function_op(
        Rc::new(Ledger),
        &net.config,
        &margins(leeway),
        &info,
        host_fn,
        auth,
        &source,
        seed,
        true,
    );
    let mut w = Writer::default();
    match outcome {
        Ok(result) => write_result(&mut w, &result),
        Err(e) => refused(&mut w, &e.to_string()),
    }
    w.0
}

fn write_result(w: &mut Writer, result: &InvokeHostFunctionSimulationResult) {
    match (&result.invoke_result, &result.transaction_data) {
        (Ok(value), Some(data)) => {
            w.u32(OK).blob(&xdr(value)).blob(&xdr(data)).i64(data.resource_fee);
            w.blobs(&result.auth.iter().map(xdr).collect::<Vec<_>>());
            w.blobs(&result.contract_events.iter().map(xdr).collect::<Vec<_>>());
            w.u32(result.modified_entries.len() as u32);
            for diff in &result.modified_entries {
                w.maybe(diff.state_before.as_ref().map(xdr).as_deref());
                w.maybe(diff.state_after.as_ref().map(xdr).as_deref());
            }
        }
        (Err(e), _) => write_error(w, e, &result.diagnostic_events),
        (Ok(_), None) => refused(w, "the simulation gave no resources"),
    }
    w.blobs(&result.diagnostic_events.iter().map(xdr).collect::<Vec<_>>());
    w.u64(result.simulated_instructions as u64).u64(result.simulated_memory as u64);
}

/// An error before anything ran, in the shape of a host error without type.
fn refused(w: &mut Writer, text: &str) {
    w.u32(1).u32(u32::MAX).u32(0).blob(text.as_bytes());
}

/// Input: ledger info, keys, extend-to (0 = restore). Output: 0, transaction data, fee; or 1 and why not.
pub fn footprint(input: &[u8]) -> Vec<u8> {
    let net = network();
    let mut r = Reader::new(input);
    let info = net.ledger_info(&mut r);
    let keys: Vec<_> = r.blobs().iter().map(|b| LedgerKey::from_xdr(b, Limits::none()).expect("a key")).collect();
    let extend_to = r.u32();
    let data = if extend_to == 0 {
        simulate_restore_op(&Ledger, &net.config, &margins(0), &info, &keys).map(|r| r.transaction_data)
    } else {
        simulate_extend_ttl_op(&Ledger, &net.config, &margins(0), &info, &keys, extend_to).map(|r| r.transaction_data)
    };
    let mut w = Writer::default();
    match data {
        Ok(d) => w.u32(OK).blob(&xdr(&d)).i64(d.resource_fee),
        Err(e) => w.u32(1).blob(e.to_string().as_bytes()),
    };
    w.0
}
