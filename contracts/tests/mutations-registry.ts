import { change, type Mutant, once, signatures, source } from './mutations.ts';

const registry = (file: string) => `registry/src/${file}.rs`;

/** An entry of the relayer's without its signature. */
const relayed = (verb: string): Mutant => {
	const room = { allocate: 'sale', mint: 'sale', set_root: 'beside', redeem: 'beside' }[verb] ?? 'tickets';
	const file = registry(`contract/${room}`);
	const text = source(file);
	const at = text.indexOf('roles::relayer(&e)?;\n', text.indexOf(`pub fn ${verb}`));
	const find = once(text, at, at + 'roles::relayer(&e)?;\n'.length);
	return change(`${verb} by anybody`, file, 'roles', find, find.replace('roles::relayer(&e)?;\n', '\n'));
};

export const mutantsOfRegistry: Mutant[] = [
	...[
		'contract/sale',
		'contract/money',
		'contract/powers',
		'contract/changes',
		'contract/beside',
		'roles',
		'settings',
	]
		.map(registry)
		.flatMap((file) => signatures(file)),
	...['allocate', 'mint', 'claim', 'list', 'unlist'].map((verb) => relayed(verb)),
	change(
		'any relayer',
		registry('roles'),
		'roles',
		'with_relayer(e)?.relayer.require_auth();',
		'with_relayer(e)?;',
	),
	change('a disabled relayer', registry('roles'), 'settings', 'storage::relayer_disabled(e)', 'false'),
	change(
		'a batch without the relayer',
		registry('settle'),
		'roles',
		'config.relayer.require_auth_for_args(signed.clone());',
		'let _ = signed.clone();',
	),
	change(
		'a batch without the treasury',
		registry('settle'),
		'roles',
		'config.treasury.require_auth_for_args(signed);',
		'drop(signed);',
	),
	change('a digest of no event', registry('settle'), 'settle', '(event.clone(), lane', '(lane, lane'),
	change(
		'a digest of no lane',
		registry('settle'),
		'settle',
		'(event.clone(), lane, seq',
		'(event.clone(), 0u32, seq',
	),
	change(
		'a digest of no number',
		registry('settle'),
		'settle',
		'lane, seq, items.clone())',
		'lane, 1u32, items.clone())',
	),
	change(
		'a digest of no items',
		registry('settle'),
		'settle',
		'seq, items.clone()).to_xdr',
		'seq, 0u32).to_xdr',
	),
	change(
		'old events too',
		registry('events'),
		'events',
		'Err(Error::EventTooOld)',
		'Ok(EventClient::new(e, event))',
	),
	change(
		'pays any contract',
		registry('distribute'),
		'distribute',
		'Err(_) => return false,',
		'Err(_) => (payees,).into_val(e),',
	),
	change(
		'a setting at once',
		registry('settings'),
		'settings',
		'e.ledger().timestamp() < apply_from',
		'false',
	),
	change('a setting a second late', registry('settings'), 'settings', '() < apply_from', '() <= apply_from'),
	change('nobody accepts', registry('settings'), 'settings', 'if !accepted {', 'if false {'),
	change(
		'a setting is replaced',
		registry('settings'),
		'settings',
		'storage::proposal(e, change).is_some()',
		'false',
	),
	change(
		'a veto of its own end',
		registry('settings'),
		'settings',
		'change == Change::Guardian && by',
		'false && by',
	),
	change(
		'the guardian goes in 48 hours',
		registry('settings'),
		'settings',
		'GUARDIAN_DELAY } else',
		'DELAY } else',
	),
	change(
		'a higher cap at once',
		registry('settings'),
		'settings',
		'changed.event_cap < config.event_cap',
		'true',
	),
	change(
		'a raise outlives a lower cap',
		registry('settings'),
		'settings',
		'= remove(e, Change::Cap)',
		'= Err::<Proposal, Error>(Error::NothingPending)',
	),
	change(
		'the platform stays where it was',
		registry('settings'),
		'settings',
		'Setting::Platform(payee) => config.platform = payee',
		'Setting::Platform(_) => {}',
	),
	change('no cap at once', registry('settings'), 'settings', 'changed.event_cap != 0 && ', ''),
	change(
		'disabled for ever',
		registry('settings'),
		'settings',
		'if change == Change::Relayer {',
		'if false {',
	),
	change(
		'enabled by any setting',
		registry('settings'),
		'settings',
		'if change == Change::Relayer {',
		'if true {',
	),
	change(
		'two settings that do not go together',
		registry('settings'),
		'settings',
		'    rules::check(&config)?;\n',
		'',
	),
	// Who may withdraw a proposal
	...['settings', 'changes', 'beside'].flatMap((seenBy) => [
		change(
			`withdrawn by anybody, ${seenBy}`,
			registry('roles'),
			seenBy,
			'*by == config.admin || *by == config.guardian',
			'true || *by == config.admin',
		),
		change(
			`never by the admin, ${seenBy}`,
			registry('roles'),
			seenBy,
			'*by == config.admin || *by == config.guardian',
			'*by == config.guardian',
		),
		change(
			`never by the guardian, ${seenBy}`,
			registry('roles'),
			seenBy,
			'*by == config.admin || *by == config.guardian',
			'*by == config.admin',
		),
	]),
	// Beside the event
	...['set_root', 'redeem'].map((verb) => relayed(verb)),
	change(
		'content for any contract',
		registry('contract/beside'),
		'beside',
		'        events::second(&e, &event)?;\n',
		'',
	),
	change('any decides', registry('contract/beside'), 'roles', 'roles::support(&e).require_auth();', ''),
	change(
		'the admin stays support',
		registry('roles'),
		'beside',
		'storage::support(e).unwrap_or_else(|| storage::config(e).admin)',
		'storage::config(e).admin',
	),
	change(
		'support is not kept',
		registry('settings'),
		'settings',
		'storage::set_support(e, support);',
		'let _ = support;',
	),
	// The registry's own rules
	change('any fee', registry('rules'), 'create_event', 'bps == c.platform_fee_bps && ', ''),
	change('any platform', registry('rules'), 'create_event', ' && address == c.platform {', ' {'),
	change('two platforms', registry('rules'), 'create_event', 'platforms != 1', 'platforms == 0'),
	change('no platform', registry('rules'), 'create_event', 'platforms != 1', 'platforms > 1'),
	change('any reserve', registry('rules'), 'create_event', '? < c.min_reserve_bps', '? > 10_000'),
	change(
		'passes over payees that it cannot read',
		registry('rules'),
		'create_event',
		'&read(e, &payee)?)? as u32',
		'&read(e, &payee)?).unwrap_or(false) as u32',
	),
	change(
		'passes over payees that are none',
		registry('rules'),
		'create_event',
		'platforms += is_platform(e, c, &read(e, &payee)?)? as u32;',
		'if let Ok(p) = read(e, &payee) { platforms += is_platform(e, c, &p)? as u32; }',
	),
	// Versions and new code
	change(
		'every event is of version 1',
		registry('storage'),
		'versions',
		'{ no, version })',
		'{ no, version: 1 })',
	),
	change('the version stays', registry('code'), 'changes', '    config.event_version = version;\n', ''),
	change('the code stays', registry('code'), 'changes', '    config.event_wasm = wasm_hash;\n', ''),
	change(
		'any version',
		registry('code'),
		'changes',
		'version.checked_sub(1) != Some(storage::config(e).event_version)',
		'false',
	),
	change(
		'a version is left out',
		registry('code'),
		'changes',
		'version.checked_sub(1) != Some(storage::config(e).event_version)',
		'version <= storage::config(e).event_version',
	),
	change(
		'the last version',
		registry('rules'),
		'create_event',
		'(1..u32::MAX).contains',
		'(1..=u32::MAX).contains',
	),
	change('no version', registry('rules'), 'create_event', '(1..u32::MAX).contains', '(0..u32::MAX).contains'),
	change(
		'no number',
		registry('create'),
		'create_event',
		'Announced { event, no, ',
		'Announced { event, no: no * 0, ',
	),
	change('replaced', registry('code'), 'changes', 'storage::pending(e, change).is_some()', 'false'),
	change('no delay', registry('code'), 'changes', 'e.ledger().timestamp() < apply_from', 'false'),
	change('a second late', registry('code'), 'changes', '() < apply_from', '() <= apply_from'),
	change('applied twice', registry('code'), 'changes', '    storage::remove_pending(e, change);\n', ''),
];
