//! Roles, cap, attribution key and the platform's own payee change in sight of everybody: proposed by the admin, accepted by who takes on a role,
//! applied by anyone after a delay, and stopped by the guardian.
use crate::{
    errors::Error,
    roles, rules, storage,
    types::{
        Change, Proposal, RegistryConfig, RoleAccepted, Setting, SettingApplied, SettingCancelled, SettingProposed,
    },
};
use soroban_sdk::{Address, Env};

/// Seconds.
const HOUR: u64 = 3600;
const DELAY: u64 = 48 * HOUR;
/// Who may veto everything else cannot veto its own end, and keeps its powers for a week.
const GUARDIAN_DELAY: u64 = 7 * 24 * HOUR;

pub fn propose(e: &Env, setting: Setting) -> Result<(), Error> {
    let config = storage::config(e);
    let changed = with(&config, &setting);
    rules::check(&changed)?;
    // It takes nothing that anybody counts on, and may have to be quick.
    if is_lower_cap(&config, &changed) {
        // A raise that was proposed before the emergency must not undo it.
        if let Ok(Proposal { setting, .. }) = remove(e, Change::Cap) {
            SettingCancelled { change: Change::Cap, by: config.admin, setting }.publish(e);
        }
        storage::set_config(e, &changed);
        SettingApplied { change: Change::Cap, setting }.publish(e);
        return Ok(());
    }
    let change = setting.change();
    if storage::proposal(e, change).is_some() {
        return Err(Error::ChangePending);
    }
    let apply_from = e.ledger().timestamp() + if change == Change::Guardian { GUARDIAN_DELAY } else { DELAY };
    let proposal = Proposal { accepted: setting.holder().is_none(), apply_from, setting: setting.clone() };
    storage::set_proposal(e, change, &proposal);
    SettingProposed { change, apply_from, setting }.publish(e);
    Ok(())
}

/// A role goes to nobody who cannot sign for it.
pub fn accept(e: &Env, change: Change) -> Result<(), Error> {
    let mut proposal = storage::proposal(e, change).ok_or(Error::NothingPending)?;
    let holder = proposal.setting.holder().ok_or(Error::NotARole)?;
    holder.require_auth();
    proposal.accepted = true;
    storage::set_proposal(e, change, &proposal);
    RoleAccepted { change, by: holder }.publish(e);
    Ok(())
}

pub fn cancel(e: &Env, by: Address, change: Change) -> Result<(), Error> {
    roles::ensure_admin_or_guardian(e, &by)?;
    if change == Change::Guardian && by != storage::config(e).admin {
        return Err(Error::NotVetoable);
    }
    let Proposal { setting, .. } = remove(e, change)?;
    SettingCancelled { change, by, setting }.publish(e);
    Ok(())
}

pub fn apply(e: &Env, change: Change) -> Result<(), Error> {
    let Proposal { accepted, apply_from, setting } = remove(e, change)?;
    if e.ledger().timestamp() < apply_from {
        return Err(Error::DelayNotOver);
    }
    if !accepted {
        return Err(Error::NotAccepted);
    }
    // Another setting may have changed since the proposal.
    let config = with(&storage::config(e), &setting);
    rules::check(&config)?;
    storage::set_config(e, &config);
    if let Setting::Support(support) = &setting {
        storage::set_support(e, support);
    }
    if change == Change::Relayer {
        storage::set_relayer_disabled(e, false);
    }
    SettingApplied { change, setting }.publish(e);
    Ok(())
}

fn remove(e: &Env, change: Change) -> Result<Proposal, Error> {
    let proposal = storage::proposal(e, change).ok_or(Error::NothingPending)?;
    storage::remove_proposal(e, change);
    Ok(proposal)
}

/// A cap of 0 is none.
fn is_lower_cap(config: &RegistryConfig, changed: &RegistryConfig) -> bool {
    changed.event_cap != 0 && (config.event_cap == 0 || changed.event_cap < config.event_cap)
}

fn with(config: &RegistryConfig, setting: &Setting) -> RegistryConfig {
    let mut config = config.clone();
    match setting.clone() {
        Setting::Relayer(relayer) => config.relayer = relayer,
        Setting::Treasury(treasury) => config.treasury = treasury,
        Setting::Guardian(guardian) => config.guardian = guardian,
        Setting::Admin(admin) => config.admin = admin,
        Setting::Cap(cap) => config.event_cap = cap,
        Setting::AttributionKey(key) => config.attribution_key = key,
        Setting::Platform(payee) => config.platform = payee,
        // It has an entry of its own: the configuration keeps the form that an earlier registry wrote.
        Setting::Support(_) => {}
    }
    config
}
