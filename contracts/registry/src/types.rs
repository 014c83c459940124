use soroban_sdk::{contractevent, contracttype, Address, BytesN, MuxedAddress};

/// The platform's roles and rules. `event_cap` bounds what one event may hold, in stroops.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RegistryConfig {
    pub admin: Address,
    pub attribution_key: BytesN<32>,
    pub event_cap: i128,
    pub event_wasm: BytesN<32>,
    pub guardian: Address,
    pub min_reserve_bps: u32,
    pub platform: MuxedAddress,
    pub platform_fee_bps: u32,
    pub relayer: Address,
    pub treasury: Address,
    pub usdc: Address,
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
