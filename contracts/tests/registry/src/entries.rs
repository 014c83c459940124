//! Every entry of the registry, and whose signatures it takes.

pub const ROLES: [&str; 12] = [
    "support",
    "admin",
    "guardian",
    "relayer",
    "treasury",
    "organizer",
    "platform",
    "artist",
    "fan",
    "c1",
    "newcomer",
    "stranger",
];

/// Whose signatures, together and no others, make an entry work.
pub enum Who {
    Anybody,
    Nobody,
    Together(&'static [&'static str]),
}
pub use Who::{Anybody, Nobody, Together};

/// What has happened before the call.
#[derive(Clone, Copy, PartialEq)]
pub enum Scene {
    Sold,
    /// The ticket in custody is for sale.
    Listed,
    Cancelled,
    /// The event owes the treasury.
    Owing,
    /// New code and a new relayer, which has accepted, are proposed.
    Proposed,
    /// … 48 hours ago.
    Due,
    /// A new guardian is proposed.
    Guardian,
    /// Support is somebody's own role, a brand objected, a member has points, and `loyalty` has code that waits.
    Beside,
}
pub use Scene::{Beside, Cancelled, Due, Guardian, Listed, Owing, Proposed, Sold};

pub struct Entry {
    pub name: &'static str,
    pub scene: Scene,
    pub who: Who,
}

const fn entry(name: &'static str, scene: Scene, who: Who) -> Entry {
    Entry { name, scene, who }
}

/// An entry that names who acts is here once for each who may; `by` is the first signer.
pub const ENTRIES: [Entry; 53] = [
    entry("__constructor", Sold, Nobody),
    entry("create_event", Sold, Together(&["organizer"])),
    entry("settle_batch", Sold, Together(&["relayer", "treasury"])),
    entry("allocate", Sold, Together(&["relayer"])),
    entry("deallocate", Sold, Together(&["relayer"])),
    entry("mint_custodial", Sold, Together(&["organizer", "relayer"])),
    entry("claim_custodial", Sold, Together(&["relayer"])),
    entry("list_custodial", Sold, Together(&["relayer"])),
    entry("unlist_custodial", Listed, Together(&["relayer"])),
    entry("buy_custodial", Listed, Together(&["relayer", "treasury"])),
    entry("refund_custodial", Sold, Together(&["organizer", "relayer"])),
    entry("refund_custodial", Cancelled, Anybody),
    entry("reverse_fiat", Sold, Together(&["relayer", "treasury"])),
    entry("pay_treasury", Owing, Anybody),
    entry("process_bulk_distribution", Sold, Anybody),
    entry("cancel", Sold, Together(&["admin", "guardian"])),
    entry("pause", Sold, Together(&["guardian"])),
    entry("freeze", Sold, Together(&["guardian"])),
    entry("set_cap", Sold, Anybody),
    entry("set_attribution_key", Sold, Anybody),
    entry("set_event_wasm", Sold, Together(&["admin"])),
    entry("upgrade", Sold, Together(&["admin"])),
    entry("propose", Sold, Together(&["admin"])),
    entry("accept_role", Guardian, Together(&["newcomer"])),
    entry("cancel_change", Proposed, Together(&["admin"])),
    entry("cancel_change", Proposed, Together(&["guardian"])),
    entry("cancel_change", Guardian, Together(&["admin"])),
    entry("apply_change", Due, Anybody),
    entry("disable_relayer", Sold, Together(&["guardian"])),
    entry("pending_change", Proposed, Anybody),
    entry("pending_setting", Proposed, Anybody),
    entry("relayer_disabled", Sold, Anybody),
    entry("config", Sold, Anybody),
    entry("events_count", Sold, Anybody),
    entry("event_no", Sold, Anybody),
    entry("event_version", Sold, Anybody),
    entry("event_address", Sold, Anybody),
    entry("approve_content", Sold, Together(&["admin"])),
    entry("sponsor_decide", Beside, Together(&["support"])),
    entry("set_root", Sold, Together(&["relayer"])),
    entry("redeem", Beside, Together(&["relayer"])),
    entry("propose_wasm", Sold, Together(&["admin"])),
    entry("cancel_wasm", Beside, Together(&["admin"])),
    entry("cancel_wasm", Beside, Together(&["guardian"])),
    entry("support", Sold, Anybody),
    entry("set_support", Sold, Nobody),
    entry("no_such_entry", Sold, Nobody),
    entry("set_config", Sold, Nobody),
    entry("set_relayer", Sold, Nobody),
    entry("set_treasury", Sold, Nobody),
    entry("set_admin", Sold, Nobody),
    entry("enable_relayer", Sold, Nobody),
    entry("initialize", Sold, Nobody),
];
