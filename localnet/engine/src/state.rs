//! What outlives a call: the network's settings, the cache of parsed modules, and the way to the ledger's entries.
use crate::codec::Reader;
use soroban_env_host::{
    budget::{AsBudget, Budget},
    storage::{EntryWithLiveUntil, SnapshotSource},
    xdr::{ConfigSettingEntry, LedgerEntry, LedgerEntryData, LedgerEntryExt, LedgerKey, Limits, ReadXdr, WriteXdr},
    CompilationContext, Error, ErrorHandler, HostError, LedgerInfo, ModuleCache, Val,
};
use soroban_simulation::NetworkConfig;
use std::{cell::RefCell, rc::Rc};

pub struct Network {
    pub config: NetworkConfig,
    pub modules: ModuleCache,
}

thread_local! {
    static NETWORK: RefCell<Option<Rc<Network>>> = const { RefCell::new(None) };
}

pub fn network() -> Rc<Network> {
    NETWORK.with(|n| n.borrow().clone().expect("configure comes first"))
}

/// Takes the ConfigSetting entries (XDR) that rule the network from now on.
pub fn configure(settings: Vec<&[u8]>) {
    let entries = settings
        .iter()
        .map(|b| ConfigSettingEntry::from_xdr(b, Limits::none()).expect("a ConfigSettingEntry"))
        .collect();
    let config = NetworkConfig::load_from_snapshot(&Settings(entries)).expect("complete settings");
    let modules = ModuleCache::new(&Compile(unlimited(&config))).expect("a module cache");
    NETWORK.with(|n| *n.borrow_mut() = Some(Rc::new(Network { config, modules })));
}

impl Network {
    /// A transaction's budget: the instructions it declared, the network's memory.
    pub fn budget_within(&self, instructions: u32) -> Budget {
        budget(&self.config, instructions as u64, self.config.tx_memory_limit as u64)
    }

    /// Parses a module once, outside any transaction's budget, as validators do when a contract's code is written.
    pub fn cache_module(&self, protocol: u32, wasm: &[u8]) {
        let _ = self.modules.parse_and_cache_module_simple(&Compile(unlimited(&self.config)), protocol, wasm);
    }

    pub fn ledger_info(&self, r: &mut Reader) -> LedgerInfo {
        let mut info = LedgerInfo {
            protocol_version: r.u32(),
            sequence_number: r.u32(),
            timestamp: r.u64(),
            network_id: r.array32(),
            base_reserve: r.u32(),
            ..Default::default()
        };
        self.config.fill_config_fields_in_ledger_info(&mut info);
        info
    }
}

/// For work outside any transaction.
pub fn unlimited(config: &NetworkConfig) -> Budget {
    budget(config, u64::MAX, u64::MAX)
}

fn budget(config: &NetworkConfig, cpu: u64, memory: u64) -> Budget {
    Budget::try_from_configs(cpu, memory, config.cpu_cost_params.clone(), config.memory_cost_params.clone())
        .expect("cost parameters")
}

#[derive(Clone)]
struct Compile(Budget);

impl AsBudget for Compile {
    fn as_budget(&self) -> &Budget {
        &self.0
    }
}

impl ErrorHandler for Compile {
    fn map_err<T, E>(&self, res: Result<T, E>) -> Result<T, HostError>
    where
        Error: From<E>,
        E: core::fmt::Debug,
    {
        res.map_err(|e| HostError::from(Error::from(e)))
    }
    fn error(&self, error: Error, _msg: &str, _args: &[Val]) -> HostError {
        HostError::from(error)
    }
}

impl CompilationContext for Compile {}

struct Settings(Vec<ConfigSettingEntry>);

impl SnapshotSource for Settings {
    fn get(&self, key: &Rc<LedgerKey>) -> Result<Option<EntryWithLiveUntil>, HostError> {
        let LedgerKey::ConfigSetting(wanted) = key.as_ref() else { return Ok(None) };
        let found = self.0.iter().find(|s| s.discriminant() == wanted.config_setting_id);
        Ok(found.map(|s| {
            let entry = LedgerEntry {
                last_modified_ledger_seq: 0,
                data: LedgerEntryData::ConfigSetting(s.clone()),
                ext: LedgerEntryExt::V0,
            };
            (Rc::new(entry), None)
        }))
    }
}

#[link(wasm_import_module = "ledger")]
extern "C" {
    /// 0, or `pointer << 32 | length` of a buffer made by `alloc`: live-until ledger (0 = no TTL), then the entry's XDR.
    fn get_entry(key: *const u8, len: usize) -> u64;
}

/// One entry of the ledger as JavaScript holds it: the encoded LedgerEntry and its live-until ledger.
pub fn fetch(key: &[u8]) -> Option<(Vec<u8>, Option<u32>)> {
    let packed = unsafe { get_entry(key.as_ptr(), key.len()) };
    if packed == 0 {
        return None;
    }
    let (ptr, len) = ((packed >> 32) as usize, (packed & 0xffff_ffff) as usize);
    let buffer = unsafe { Vec::from_raw_parts(ptr as *mut u8, len, len) };
    let live_until = u32::from_be_bytes(buffer[..4].try_into().unwrap());
    Some((buffer[4..].to_vec(), (live_until != 0).then_some(live_until)))
}

pub struct Ledger;

impl SnapshotSource for Ledger {
    fn get(&self, key: &Rc<LedgerKey>) -> Result<Option<EntryWithLiveUntil>, HostError> {
        let encoded = key.to_xdr(Limits::none()).expect("a ledger key");
        Ok(fetch(&encoded).map(|(bytes, live_until)| {
            let entry = LedgerEntry::from_xdr(bytes, Limits::none()).expect("a ledger entry");
            (Rc::new(entry), live_until)
        }))
    }
}
