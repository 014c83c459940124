//! Every entry of the event, and whose signatures it takes.

pub const ROLES: [&str; 12] = [
    "organizer",
    "artist",
    "platform",
    "fan",
    "friend",
    "registry",
    "relayer",
    "treasury",
    "guardian",
    "gate",
    "njeri",
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
    New,
    Sold,
    Listed,
    Open,
    Cancelled,
    Closable,
    Owing,
    Paused(&'static str),
}
pub use Scene::{Cancelled, Closable, Listed, New, Open, Owing, Paused, Sold};

pub struct Entry {
    pub name: &'static str,
    pub scene: Scene,
    pub who: Who,
}

pub const fn entry(name: &'static str, scene: Scene, who: Who) -> Entry {
    Entry { name, scene, who }
}

/// An entry that names who acts is here once for each who may; `by` is the first signer.
pub const ENTRIES: [Entry; 59] = [
    entry("__constructor", Sold, Nobody),
    entry("update_details", Sold, Together(&["organizer"])),
    entry("add_tier", Sold, Together(&["organizer"])),
    entry("set_splits", New, Together(&["organizer"])),
    entry("accept_share", New, Together(&["artist"])),
    entry("postpone", Sold, Together(&["organizer"])),
    entry("set_commission", Sold, Together(&["organizer"])),
    entry("process_ticket_purchase", Sold, Together(&["fan"])),
    entry("settle_batch", Sold, Together(&["registry", "treasury"])),
    entry("allocate", Sold, Together(&["registry"])),
    entry("deallocate", Sold, Together(&["registry"])),
    entry("deallocate", Open, Together(&["organizer"])),
    entry("mint_ticket", Sold, Together(&["organizer"])),
    entry("mint_custodial", Sold, Together(&["organizer", "registry"])),
    entry("distribute_ticket_revenue", Sold, Anybody),
    entry("claim", Sold, Anybody),
    entry("claim_creator", Sold, Anybody),
    entry("claim_owed", Owing, Anybody),
    entry("redirect", Sold, Together(&["artist"])),
    entry("refund", Sold, Together(&["organizer", "fan"])),
    entry("refund", Cancelled, Anybody),
    entry("refund_custodial", Sold, Together(&["organizer", "registry"])),
    entry("refund_custodial", Cancelled, Together(&["registry"])),
    entry("reverse_fiat", Sold, Together(&["registry"])),
    entry("pay_treasury", Owing, Together(&["registry"])),
    entry("fund_refunds", Sold, Together(&["organizer"])),
    entry("return_top_ups", Owing, Together(&["organizer"])),
    entry("close_refunds", Closable, Anybody),
    entry("transfer", New, Together(&["fan"])),
    entry("claim_custodial", Sold, Together(&["registry"])),
    entry("list", Sold, Together(&["fan"])),
    entry("list", Owing, Together(&["registry"])),
    entry("unlist", Listed, Together(&["fan"])),
    entry("buy_listed", Listed, Together(&["friend"])),
    entry("buy_custodial", Listed, Together(&["registry", "treasury"])),
    entry("verify_ticket", Open, Together(&["gate"])),
    entry("check_in", Open, Together(&["gate"])),
    entry("cancel", Sold, Together(&["organizer"])),
    entry("cancel", Sold, Together(&["registry"])),
    entry("pause", Sold, Together(&["organizer"])),
    entry("pause", Sold, Together(&["registry"])),
    entry("pause", Paused("organizer"), Together(&["organizer"])),
    entry("pause", Paused("registry"), Together(&["registry"])),
    entry("freeze", Sold, Together(&["registry"])),
    entry("set_gate", Sold, Together(&["organizer"])),
    entry("set_cap", Sold, Together(&["registry"])),
    entry("set_attribution_key", Sold, Together(&["registry"])),
    entry("organizer", Sold, Anybody),
    entry("status", Sold, Anybody),
    entry("creator", Sold, Anybody),
    entry("owner_of", Sold, Anybody),
    entry("name", Sold, Anybody),
    entry("symbol", Sold, Anybody),
    entry("token_uri", Sold, Anybody),
    entry("no_such_entry", Sold, Nobody),
    entry("upgrade", Sold, Nobody),
    entry("mint", Sold, Nobody),
    entry("approve", Sold, Nobody),
    entry("burn", Sold, Nobody),
];
