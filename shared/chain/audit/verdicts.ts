import type { AuditCheck } from './check.ts';
import type { CheckName } from './check-sentences.ts';

/** What a visitor asks of an event's money, in the order in which a page answers. */
export const verdictNames = ['ticketsPaid', 'splitsKept', 'payeesPaid', 'nothingElse'] as const;
export type VerdictName = (typeof verdictNames)[number];

/**
 * `holds`: every check that it rests on was made and holds. `fails`: one of its own does not. `unknown`: one was not
 * made, or what was read cannot be relied on. Only `holds` is green.
 */
export type VerdictState = 'holds' | 'fails' | 'unknown';

/** The verdicts that a check decides. `reading`: all four rest on it, since it says whether the data is genuine. */
type Concern = 'reading' | readonly [VerdictName, ...VerdictName[]];

const reading: Concern = 'reading';

/** Every check decides at least one verdict, so that no difference leaves all four green. */
export const concerns = {
	source_fresh: reading,
	registry_deployed: reading,
	registry_knows: reading,
	registry_code: reading,
	code_announced: reading,
	code_published: reading,
	contract_belongs: reading,
	money_usdc: reading,
	log_begins: reading,
	log_unbroken: reading,
	log_complete: reading,
	log_hash: reading,
	config_kept: reading,
	terms_kept: ['ticketsPaid', 'splitsKept'],
	revenue_same: ['ticketsPaid'],
	payouts_same: ['payeesPaid'],
	seats_same: ['ticketsPaid'],
	counters_same: reading,
	powers_same: reading,
	shares_whole: ['splitsKept'],
	shares_unchanged: ['splitsKept'],
	sales_at_terms: ['ticketsPaid', 'splitsKept'],
	sales_priced: ['ticketsPaid'],
	within_capacity: ['ticketsPaid'],
	payouts_as_due: ['payeesPaid'],
	commissions_exact: ['splitsKept', 'payeesPaid'],
	refunds_right: ['payeesPaid', 'nothingElse'],
	resales_capped: ['ticketsPaid', 'splitsKept'],
	powers_kept: reading,
	orders_as_sold: ['ticketsPaid'],
	moved_to_owner: ['ticketsPaid'],
	moved_by_holder: ['ticketsPaid'],
	listings_same: ['ticketsPaid'],
	creators_same: ['payeesPaid'],
	owed_same: ['nothingElse'],
	moves_have_transfer: ['ticketsPaid', 'payeesPaid'],
	only_payouts_leave: ['nothingElse'],
	balance_adds_up: ['nothingElse'],
	shares_add_up: ['splitsKept'],
	cash_there: ['payeesPaid', 'nothingElse'],
	cash_covers: ['payeesPaid'],
	newest_proved: reading,
	places_proved: reading,
	code_attached: reading,
	document_attached: reading,
	ledger_kept: reading,
	file_complete: reading,
	second_answers: reading,
	second_ledger: reading,
	second_same_state: reading,
	second_fresh: reading,
	archive_ledger: reading,
} as const satisfies Record<CheckName, Concern>;

/**
 * Made only if there is something to check: a missing start, a proof that the node gives, an attachment, a second
 * source, an archive.
 */
const conditional: ReadonlySet<CheckName> = new Set<CheckName>([
	'log_begins',
	'newest_proved',
	'code_attached',
	'document_attached',
	'ledger_kept',
	'file_complete',
	'second_answers',
	'second_ledger',
	'second_same_state',
	'second_fresh',
	'archive_ledger',
]);

const names = Object.keys(concerns) as CheckName[];

const decides = (name: CheckName, verdict: VerdictName): boolean => {
	const concern: Concern = concerns[name];
	return concern !== 'reading' && concern.includes(verdict);
};

/** The four verdicts of an audit's checks. A check that is missing, or of an unknown name, leaves no verdict green. */
export function verdictsOf(checks: readonly AuditCheck[]): Record<VerdictName, VerdictState> {
	const made = new Set<string>(checks.map((c) => c.name));
	const failed = new Set<string>(checks.filter((c) => !c.ok).map((c) => c.name));
	const isLacking = (name: CheckName) => failed.has(name) || !(made.has(name) || conditional.has(name));
	const isStrange = checks.some((c) => !Object.hasOwn(concerns, c.name));
	const unreliable = isStrange || names.some((name) => concerns[name] === reading && isLacking(name));
	const stateOf = (verdict: VerdictName): VerdictState => {
		const own = names.filter((name) => decides(name, verdict));
		if (own.some((name) => failed.has(name))) return 'fails';
		return unreliable || own.some(isLacking) ? 'unknown' : 'holds';
	};
	return {
		ticketsPaid: stateOf('ticketsPaid'),
		splitsKept: stateOf('splitsKept'),
		payeesPaid: stateOf('payeesPaid'),
		nothingElse: stateOf('nothingElse'),
	};
}
