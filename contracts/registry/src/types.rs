use soroban_sdk::{contractevent, contracttype, Address, BytesN, MuxedAddress};

/// The platform's roles and rules. `event_cap` bounds what one event may hold, in stroops. `event_wasm` is the code that
/// `create_event` deploys, `event_version` its number, which the event keeps in its own configuration.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegistryConfig {
    pub admin: Address,
    pub attribution_key: BytesN<32>,
    pub event_cap: i128,
    pub event_version: u32,
    pub event_wasm: BytesN<32>,
    pub guardian: Address,
    pub min_reserve_bps: u32,
    pub platform: MuxedAddress,
    pub platform_fee_bps: u32,
    pub relayer: Address,
    pub treasury: Address,
    pub usdc: Address,
}

/// What the registry keeps of an event that it deployed: its running number, and the version its calls are made for.
#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct EventRecord {
    pub no: u32,
    pub version: u32,
}

/// Code that the admin may replace, after a delay.
#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Change {
    /// Of events published from then on.
    EventWasm = 0,
    /// The registry's own.
    RegistryWasm = 1,
}

/// A proposed change. Anyone can apply it from `apply_from` on, in Unix seconds. `version` is the event code's; the
/// registry's own code has none.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Pending {
    pub apply_from: u64,
    pub version: Option<u32>,
    pub wasm_hash: BytesN<32>,
}

/// An event's address is announced before it is deployed. `no` is a running number for people; it is in no key.
#[contractevent(topics = ["passa", "announced"])]
pub struct Announced {
    #[topic]
    pub event: Address,
    pub no: u32,
    pub nonce: u64,
    pub organizer: Address,
    pub wasm_hash: BytesN<32>,
}

#[contractevent(topics = ["passa", "change_proposed"])]
pub struct ChangeProposed {
    #[topic]
    pub change: Change,
    pub apply_from: u64,
    pub version: Option<u32>,
    pub wasm_hash: BytesN<32>,
}

/// `by` is the admin or the guardian.
#[contractevent(topics = ["passa", "change_cancelled"])]
pub struct ChangeCancelled {
    #[topic]
    pub change: Change,
    pub by: Address,
    pub version: Option<u32>,
    pub wasm_hash: BytesN<32>,
}

#[contractevent(topics = ["passa", "change_applied"])]
pub struct ChangeApplied {
    #[topic]
    pub change: Change,
    pub version: Option<u32>,
    pub wasm_hash: BytesN<32>,
}
