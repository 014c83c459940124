use soroban_sdk::{contractevent, contracttype, Address, BytesN, MuxedAddress};

/// The platform's roles and rules. `event_cap` bounds what one event may hold, in
/// stroops; 0 is none. `event_wasm` is the code that
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

/// What the admin may replace, after a delay.
#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Change {
    /// Of events published from then on.
    EventWasm = 0,
    /// The registry's own.
    RegistryWasm = 1,
    Relayer = 2,
    Treasury = 3,
    Guardian = 4,
    Admin = 5,
    Cap = 6,
    AttributionKey = 7,
    Support = 8,
    /// The address that the platform's share of later events goes to.
    Platform = 9,
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

/// A role's holder, the cap on what an event holds in stroops (0 is none), the key that signs attributions (zeros are none),
/// or where the platform is paid.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Setting {
    Relayer(Address),
    Treasury(Address),
    Guardian(Address),
    Admin(Address),
    Cap(i128),
    AttributionKey(BytesN<32>),
    Support(Address),
    Platform(MuxedAddress),
}

impl Setting {
    pub fn change(&self) -> Change {
        match self {
            Setting::Relayer(_) => Change::Relayer,
            Setting::Treasury(_) => Change::Treasury,
            Setting::Guardian(_) => Change::Guardian,
            Setting::Admin(_) => Change::Admin,
            Setting::Cap(_) => Change::Cap,
            Setting::AttributionKey(_) => Change::AttributionKey,
            Setting::Support(_) => Change::Support,
            Setting::Platform(_) => Change::Platform,
        }
    }

    /// Who would hold a role; nobody where it is none.
    pub fn holder(&self) -> Option<Address> {
        match self.clone() {
            Setting::Relayer(holder) | Setting::Treasury(holder) => Some(holder),
            Setting::Guardian(holder) | Setting::Admin(holder) | Setting::Support(holder) => Some(holder),
            Setting::Platform(payee) => Some(payee.address()),
            Setting::Cap(_) | Setting::AttributionKey(_) => None,
        }
    }
}

/// A proposed setting. Anyone can apply it from `apply_from` on, in Unix seconds, once a role's new holder has accepted.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Proposal {
    pub accepted: bool,
    pub apply_from: u64,
    pub setting: Setting,
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

#[contractevent(topics = ["passa", "setting_proposed"])]
pub struct SettingProposed {
    #[topic]
    pub change: Change,
    pub apply_from: u64,
    pub setting: Setting,
}

/// `by` is the role's new holder.
#[contractevent(topics = ["passa", "role_accepted"])]
pub struct RoleAccepted {
    #[topic]
    pub change: Change,
    pub by: Address,
}

/// `by` is the admin or the guardian.
#[contractevent(topics = ["passa", "setting_cancelled"])]
pub struct SettingCancelled {
    #[topic]
    pub change: Change,
    pub by: Address,
    pub setting: Setting,
}

#[contractevent(topics = ["passa", "setting_applied"])]
pub struct SettingApplied {
    #[topic]
    pub change: Change,
    pub setting: Setting,
}

#[contractevent(topics = ["passa", "relayer_disabled"])]
pub struct RelayerDisabled {
    #[topic]
    pub relayer: Address,
}
