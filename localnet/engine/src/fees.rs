//! The arithmetic of resource and rent fees, by the network's settings.
use crate::{
    codec::{Reader, Writer},
    invoke::rent_size,
    state::network,
};
use soroban_env_host::fees::{compute_rent_fee, compute_transaction_resource_fee, LedgerEntryRentChange, TransactionResources};

/// Input: the seven resources in the order of `TransactionResources`. Output: non-refundable and refundable fee, stroops.
pub fn resource(input: &[u8]) -> Vec<u8> {
    let mut r = Reader::new(input);
    let resources = TransactionResources {
        instructions: r.u32(),
        disk_read_entries: r.u32(),
        write_entries: r.u32(),
        disk_read_bytes: r.u32(),
        write_bytes: r.u32(),
        contract_events_size_bytes: r.u32(),
        transaction_size_bytes: r.u32(),
    };
    let (fixed, refundable) = compute_transaction_resource_fee(&resources, &network().config.fee_configuration);
    let mut w = Writer::default();
    w.i64(fixed).i64(refundable);
    w.0
}

/// Rent of TTL changes alone. Input: ledger info, then per entry: persistent flag, code flag, entry, old and new
/// live-until ledger (old 0 = restored). Output: stroops.
pub fn rent(input: &[u8]) -> Vec<u8> {
    let net = network();
    let mut r = Reader::new(input);
    let info = net.ledger_info(&mut r);
    let changes: Vec<_> = (0..r.u32())
        .map(|_| {
            let (is_persistent, is_code_entry) = (r.u32() == 1, r.u32() == 1);
            let size = rent_size(&net, &info, r.blob());
            let (old, new) = (r.u32(), r.u32());
            LedgerEntryRentChange {
                is_persistent,
                is_code_entry,
                old_size_bytes: if old == 0 { 0 } else { size },
                new_size_bytes: size,
                old_live_until_ledger: old,
                new_live_until_ledger: new,
            }
        })
        .collect();
    let mut w = Writer::default();
    w.i64(compute_rent_fee(&changes, &net.config.rent_fee_configuration, info.sequence_number));
    w.0
}
