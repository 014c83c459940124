import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One fault: `find` (there exactly once) becomes `replace` in `file`, and tests whose path has `seenBy` must fail. */
export type Mutant = { title: string; file: string; find: string; replace: string; seenBy: string };

const source = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');
const event = (file: string) => `event/src/${file}.rs`;
const registry = (file: string) => `registry/src/${file}.rs`;

const change = (title: string, file: string, seenBy: string, find: string, replace: string): Mutant => ({
	title: `${file}: ${title}`,
	file,
	find,
	replace,
	seenBy,
});

const auth = (file: string, find: string): Mutant =>
	change(`without ${find}`, file, '', `        ${find}.require_auth();\n`, '');

/** `find` with as many lines before it as it takes to be there once. */
function once(text: string, at: number, end: number): string {
	let start = at;
	while (text.split(text.slice(start, end)).length > 2) start = text.lastIndexOf('\n', start - 2) + 1;
	return text.slice(start, end);
}

/** Each `ensure!(condition, …)` of a file, without its condition. */
function guards(file: string): Mutant[] {
	const text = source(file);
	return [...text.matchAll(/ensure!\(/g)].map((match) => {
		const at = match.index + match[0].length;
		let [end, depth] = [at, 0];
		for (; depth > 0 || text[end] !== ','; end++) {
			if ('([{'.includes(text[end]!)) depth++;
			if (')]}'.includes(text[end]!)) depth--;
		}
		const condition = text.slice(at, end);
		const find = once(text, match.index, end);
		const replace = find.slice(0, find.length - condition.length) + `true || ${condition}`;
		return change(`without ${condition}`, file, '', find, replace);
	});
}

/** Each statement of a file that adds, takes away or marks something, left out. */
function sums(file: string): Mutant[] {
	const text = source(file);
	return [...text.matchAll(/^ +([\w.*()&]+ [+\-|&]= [^;{]*;)$/gm)].map((match) => {
		const at = match.index + match[0].indexOf(match[1]!);
		const find = once(text, at, at + match[1]!.length);
		return change(`no ${match[1]}`, file, '', find, `${find.slice(0, -match[1]!.length)}let _ = 0;`);
	});
}

/** Each signature that a file asks for, not asked for. */
function signatures(file: string): Mutant[] {
	const text = source(file);
	return [...text.matchAll(/^ +[\w:.()&]+\.require_auth\(\);$/gm)].map((match) => {
		const find = once(text, match.index, match.index + match[0].length);
		return change(
			`without ${match[0].trim()}`,
			file,
			'',
			find,
			`${find.slice(0, -match[0].length)}let _ = 0;`,
		);
	});
}

const ofEvent = readdirSync(join(import.meta.dirname, '../event/src'), { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.rs') && !file.startsWith('contract/') && !file.endsWith('guards.rs'))
	.sort()
	.map((file) => `event/src/${file}`);

/** The contracts beside `event`: small enough to have no folders. */
const beside = ['creators', 'sponsor', 'loyalty'].flatMap((name) =>
	readdirSync(join(import.meta.dirname, `../${name}/src`))
		.sort()
		.map((file) => `${name}/src/${file}`),
);

export const mutants: Mutant[] = [
	...ofEvent.flatMap((file) => [...guards(file), ...sums(file), ...signatures(file)]),
	...beside.flatMap((file) =>
		[...guards(file), ...sums(file), ...signatures(file)].map((m) => ({ ...m, seenBy: 'beside' })),
	),
	auth(event('contract/sale'), 'buyer'),
	change('a lower price', event('sale/purchase'), '', 'tier.price * qty as i128', 'tier.price'),
	change(
		'the counter in the id',
		event('sale/purchase'),
		'footprint',
		'request.nonce, index);',
		'counters.n, index);',
	),
	change('fiat seats are free too', event('sale/inventory'), '', ' - t.fiat_allocated\n', '\n'),
	change('the change is kept', event('sale/settle'), '', 'if asked > total {', 'if false {'),
	change('any payee', event('money/payouts'), '', '.filter(|i| mask >> i & 1 == 1)', ''),
	change(
		'a failed payout counts',
		event('money/delivery'),
		'',
		'matches!(sent, Ok(Ok(())))',
		'{ let _ = sent; true }',
	),
	change('the reserve is paid', event('money/accounting'), '', '(WHOLE - held_back)', 'WHOLE'),
	change(
		'a cancelled event pays',
		event('money/accounting'),
		'',
		'if counters.has(CANCELLED) {',
		'if false {',
	),
	change('dues ignore payouts', event('money/accounting'), '', ' / WHOLE - paid)', ' / WHOLE)'),
	change(
		'one hides what another is owed',
		event('money/accounting'),
		'',
		'.sum::<i128>() + counters.overpaid',
		'.sum::<i128>()',
	),
	change(
		'the payer is lost',
		event('tickets/ticket'),
		'',
		'Payer::Other(self.owner().clone()),',
		'Payer::Owner,',
	),
	change('a resale is not counted', event('tickets/resale'), '', 'resales + 1', 'resales'),
	change(
		'the right stays with the seller',
		event('tickets/resale'),
		'',
		'false => Payer::Owner,',
		'false => ticket.payer_after_gift(),',
	),
	change(
		'the chain breaks',
		event('log'),
		'',
		'Bytes::from_array(e, &counters.log);',
		'Bytes::from_array(e, &[0u8; 32]);',
	),
	auth(registry('contract'), 'organizer'),
	auth(registry('contract'), 'config.relayer'),
	auth(registry('contract'), 'config.treasury'),
	change(
		'allocated by anybody',
		registry('contract'),
		'',
		'.relayer.require_auth();\n        known(&e, &event)?.allocate',
		';\n        known(&e, &event)?.allocate',
	),
	change(
		'deallocated by anybody',
		registry('contract'),
		'',
		'.relayer.require_auth();\n        known(&e, &event)?.deallocate',
		';\n        known(&e, &event)?.deallocate',
	),
	change('any event', registry('contract'), 'settle', '    storage::event(e, event)?;\n', ''),
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
	change('the version stays', registry('change'), 'changes', '    config.event_version = version;\n', ''),
	change('the code stays', registry('change'), 'changes', '    config.event_wasm = wasm_hash;\n', ''),
	change(
		'any version',
		registry('change'),
		'changes',
		'version.checked_sub(1) != Some(storage::config(e).event_version)',
		'false',
	),
	change(
		'a version is left out',
		registry('change'),
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
	change('replaced', registry('change'), 'changes', 'storage::pending(e, change).is_some()', 'false'),
	change('no delay', registry('change'), 'changes', 'e.ledger().timestamp() < apply_from', 'false'),
	change('a second late', registry('change'), 'changes', '() < apply_from', '() <= apply_from'),
	change('applied twice', registry('change'), 'changes', '    storage::remove_pending(e, change);\n', ''),
	change('never by the admin', registry('change'), 'changes', 'by != config.admin && ', ''),
	change('never by the guardian', registry('change'), 'changes', ' && by != config.guardian', ''),
	change(
		'cancelled by anybody',
		registry('change'),
		'changes',
		'by != config.admin && by != config.guardian',
		'false',
	),
	auth(registry('contract'), 'by'),
	change(
		'event code by anybody',
		registry('contract'),
		'',
		'.admin.require_auth();\n        change::propose_event_wasm',
		';\n        change::propose_event_wasm',
	),
	change(
		'own code by anybody',
		registry('contract'),
		'',
		'.admin.require_auth();\n        change::propose_registry_wasm',
		';\n        change::propose_registry_wasm',
	),
];
