import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One fault: `find` (there exactly once) becomes `replace` in `file`, and tests whose path has `seenBy` must fail. */
export type Mutant = { title: string; file: string; find: string; replace: string; seenBy: string };

export const source = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');
const event = (file: string) => `event/src/${file}.rs`;

export const change = (
	title: string,
	file: string,
	seenBy: string,
	find: string,
	replace: string,
): Mutant => ({
	title: `${file}: ${title}`,
	file,
	find,
	replace,
	seenBy,
});

const auth = (file: string, find: string): Mutant =>
	change(`without ${find}`, file, '', `        ${find}.require_auth();\n`, '');

/** `find` with as many lines before it as it takes to be there once. */
export function once(text: string, at: number, end: number): string {
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
		const replace = `${find.slice(0, find.length - condition.length)}true || ${condition}`;
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
export function signatures(file: string): Mutant[] {
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
		'a rate above the cap',
		event('sale/credits'),
		'attacks',
		'set.min(terms.policy.commission_cap_bps)',
		'set',
	),
	change(
		'a time that began in a freeze ends in it',
		event('records/state'),
		'attacks',
		'self.frozen_at.max(since)',
		'self.frozen_until',
	),
	change(
		'a later window may end earlier',
		event('terms/window'),
		'attacks',
		'if state.extended(now(e), until) > state.extended(state.window_at, state.window_until) {',
		'if true {',
	),
	change(
		'a start that is over stays',
		event('terms/postpone'),
		'attacks',
		'{ state.frozen_at }',
		'{ now(e) }',
	),
	change(
		'a postponement into the past',
		event('terms/postpone'),
		'freeze',
		'    ensure!(now(e) < terms.starts_at, Error::DelayInvalid);\n',
		'',
	),
	change(
		'transfers come back',
		event('terms/postpone'),
		'attacks',
		'if policy.freeze_at > now',
		'if policy.freeze_at > passed',
	),
	change(
		'a freeze takes the time to cancel',
		event('powers/cancel'),
		'attacks',
		'extended(e, &counters, 0, terms.ends_at.max(terms.policy.release_at))',
		'terms.ends_at.max(terms.policy.release_at)',
	),
	change(
		'the platform where it was once',
		event('terms/splits'),
		'attacks',
		'        old.payee_mut(index).to = pay_to(e, &old, &counters, index)?;\n',
		'        let _ = (index, pay_to(e, &old, &counters, index)?, &mut old);\n',
	),
	change(
		'a later version than there is',
		event('sale/settle'),
		'settle',
		'item.terms_version.min(self.counters.terms_version)',
		'item.terms_version',
	),
	change(
		'the chain breaks',
		event('log'),
		'',
		'Bytes::from_array(e, &counters.log);',
		'Bytes::from_array(e, &[0u8; 32]);',
	),
];
