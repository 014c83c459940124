import { checkSentences } from '#shared/chain/audit/check-sentences.ts';
import type { Evidence } from '#shared/chain/audit/collect-evidence.ts';
import { secondsAhead } from '#shared/chain/audit/seconds-ahead.ts';
import { formatUsdc } from '#shared/money.ts';
import { chainRoles } from '#shared/payee-roles.ts';
import { type ComparedAudit, indexerSentences } from './compare-with-indexer.ts';

const anchors = [
	'UNANCHORED: no proof of the newest event could be read',
	'UNANCHORED: one source says all this (--anchor <rpc> asks a second one)',
	'anchored: two sources hold the same state, and name the ledger that holds the newest event',
] as const;

/** The audit's sums and checks as a table for people. */
export function asTable(result: ComparedAudit, { state, source, origin }: Evidence): string {
	const row = (cells: string[]) =>
		`  ${cells.map((c, i) => (i < 2 ? c.padEnd(10) : c.padStart(14))).join(' ')}`;
	const money = (amounts: bigint[]) => amounts.map(formatUsdc);
	const { events, of } = result.proved;
	return [
		`${state.terms.name}: ${result.tickets} tickets, USDC ${formatUsdc(result.gross)} up to ledger ${result.ledger}`,
		`  newest ledger ${result.newestLedger} closed ${result.closedAt}, read ${result.readAt}${aheadOf(result)}`,
		`  registry ${source.registry}, money ${origin.asset ?? 'unknown'}`,
		...(source.registryNamed
			? []
			: ['  the event names this registry: compare it with the one that Passa publishes (--registry C…)']),
		row(['role', 'share', 'entitled', 'paid', 'due']),
		...result.payees.map((p) =>
			row([chainRoles[p.role]!, `${p.bps / 100} %`, ...money([p.entitled, p.paid, p.due])]),
		),
		`  paid out ${formatUsdc(result.paid)}, held for payees ${formatUsdc(result.cash)}, balance ${formatUsdc(result.balance)}`,
		...(result.stray > 0n ? [`  ${formatUsdc(result.stray)} of the balance came without a sale`] : []),
		...(result.clawedBack > 0n
			? [`  ${formatUsdc(result.clawedBack)} was clawed back by USDC's issuer, and paid to nobody`]
			: []),
		...result.checks.map(checkLine),
		`  ledger, time and transaction are proved of ${events} of ${of} events${events < of ? '; of the others they are as the source states them (--prove all)' : ''}`,
		`  ${anchors[result.anchored]}`,
		result.green ? 'GREEN: every split is as the contract promised.' : 'NOT GREEN: see what differs above.',
	].join('\n');
}

/** A network's time may be ahead of this machine's clock: then the ledger seems to close after it was read. */
function aheadOf(result: ComparedAudit): string {
	const ahead = secondsAhead(result);
	return ahead > 0 ? `, ${ahead} s ahead of this clock` : '';
}

const sentences = { ...checkSentences, ...indexerSentences };

/** The sentence is true where the check holds, and denied where it does not. */
const checkLine = ({ name, ok, expected, found }: ComparedAudit['checks'][number]): string =>
	ok
		? `  ok       ${sentences[name]}`
		: `  DIFFERS  it is not so that ${sentences[name]}: expected ${expected}, found ${found}`;

/** One line for each check: name, result, expected, found. */
export function asCsv(result: ComparedAudit): string {
	const cell = (value: unknown) => `"${String(value).replaceAll('"', '""')}"`;
	const { label, closedAt, readAt, proved } = result;
	const facts = {
		label,
		newest_ledger: result.newestLedger,
		closed_at: closedAt,
		read_at: readAt,
		events_proved: `${proved.events}/${proved.of}`,
	};
	return [
		'role,payee,bps,entitled_stroops,paid_stroops,due_stroops',
		...result.payees.map((p) => [chainRoles[p.role], p.payee, p.bps, p.entitled, p.paid, p.due].join(',')),
		'check,ok,expected,found',
		...result.checks.map((c) => [c.name, c.ok, c.expected, c.found].map(cell).join(',')),
		'fact,value',
		...Object.entries(facts).map((fact) => fact.map(cell).join(',')),
	].join('\n');
}
