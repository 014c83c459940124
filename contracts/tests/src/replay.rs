//! The log as an auditor replays it: from the network, the event's address and a list of events, nothing else.
use sha2::{Digest, Sha256};
use soroban_sdk::{
    xdr::{ContractEvent, ContractEventBody, Limits, ScAddress, ScSymbol, ScVal, ScVec, WriteXdr},
    Address,
};

pub fn start(network: &[u8; 32], event: &Address) -> [u8; 32] {
    let ScAddress::Contract(id) = event.into() else { panic!("an event is a contract") };
    Sha256::new().chain_update(network).chain_update(id.0 .0).finalize().into()
}

pub struct Entry {
    pub topics: ScVal,
    pub payload: ScVal,
    pub n: u64,
    pub log: [u8; 32],
}

/// The events that the log covers, among an event contract's events: their data is [payload, n, log].
pub fn entries(published: &[ContractEvent]) -> Vec<Entry> {
    let passa = ScVal::Symbol(ScSymbol("passa".try_into().unwrap()));
    let bodies = published.iter().map(|e| match &e.body {
        ContractEventBody::V0(body) => body,
    });
    bodies.filter(|b| b.topics.first() == Some(&passa)).filter_map(|b| entry(&b.topics, &b.data)).collect()
}

fn entry(topics: &[ScVal], data: &ScVal) -> Option<Entry> {
    let ScVal::Vec(Some(data)) = data else { return None };
    let [payload, ScVal::U64(n), ScVal::Bytes(log)] = data.as_slice() else { return None };
    let topics = ScVal::Vec(Some(ScVec(topics.to_vec().try_into().unwrap())));
    Some(Entry { topics, payload: payload.clone(), n: *n, log: log.to_vec().try_into().unwrap() })
}

pub fn step(log: &[u8; 32], entry: &Entry) -> [u8; 32] {
    let step = vec![entry.topics.clone(), entry.payload.clone(), ScVal::U64(entry.n)];
    let xdr = ScVal::Vec(Some(ScVec(step.try_into().unwrap()))).to_xdr(Limits::none()).unwrap();
    Sha256::new().chain_update(log).chain_update(xdr).finalize().into()
}

/// The log after all entries, or the number of the first that does not fit.
pub fn replay(start: [u8; 32], entries: &[Entry]) -> Result<[u8; 32], u64> {
    let mut log = start;
    for (i, entry) in entries.iter().enumerate() {
        log = step(&log, entry);
        if entry.n != i as u64 + 1 || entry.log != log {
            return Err(i as u64 + 1);
        }
    }
    Ok(log)
}
