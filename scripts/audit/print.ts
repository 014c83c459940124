import { jsonValue } from '#shared/as-text.ts';
import type { ArchiveAnswer } from '#shared/chain/audit/anchor.ts';
import { checkSentences } from '#shared/chain/audit/check-sentences.ts';
import type { Evidence, FileAtNode } from '#shared/chain/audit/evidence.ts';
import { hasDropped } from '#shared/chain/audit/second-source.ts';
import { secondsAhead } from '#shared/chain/audit/seconds-ahead.ts';
import { formatUsdc } from '#shared/money.ts';
import { chainRoles } from '#shared/payee-roles.ts';
import { visibleText } from '#shared/text.ts';
import { archiveSentences } from './check-archives.ts';
import { type ComparedAudit, indexerSentences } from './compare-with-indexer.ts';

/** By how many sources name the ledger; of evidence that was just read, and of evidence out of a file. */
const unanchored = {
	now: [
		'UNANCHORED: no proof of the newest event could be read',
		'UNANCHORED: one source says all this (--anchor <rpc> asks a second one, --archive <url or folder> a history archive)',
	],
	file: [
		'UNANCHORED: the file says all this (--rpc <rpc>, --anchor <rpc>, --archive <url or folder>: two of them say whether its ledger is the network’s)',
		'UNANCHORED: one source names the ledger that holds the newest event (--anchor <rpc> or --archive <url or folder> asks another one)',
	],
} as const;

const droppedByAll =
	'UNANCHORED: the file says all this, and the nodes that were asked no longer have its ledger (--archive <url or folder>: a history archive keeps all)';

function anchorWords({ anchored }: ComparedAudit, evidence: Evidence): string {
	const { file, second } = evidence;
	if (anchored === 0 && hasDropped(evidence, file?.ledgers)) return droppedByAll;
	if (anchored < 2) return unanchored[file ? 'file' : 'now'][anchored]!;
	const count = anchored === 2 ? 'two' : String(anchored);
	if (second?.entries && anchored === 2)
		return 'anchored: two sources hold the same state, and name the ledger that holds the newest event';
	return `anchored: ${count} sources name the ledger that holds the newest event`;
}

/** The ledger that is compared, and what each history archive says of it. */
const anchorLines = ({ anchor: { ledger, archives } }: ComparedAudit): string[] =>
	ledger && archives.length > 0
		? [
				`  ledger ${ledger.ledger}, closed ${ledger.closedAt}, has the hash ${ledger.hash}`,
				...archives.map((each) => `  archive ${each.name}: ${archiveWords(each)}`),
			]
		: [];

function archiveWords({ name, state, copyOf, fault, checkpoint, follows }: ArchiveAnswer): string {
	if (state === 'differs') return 'it has another ledger';
	if (state === 'unknown') return fault ? faultWords(fault) : 'there is nothing to compare';
	if (state === 'copy')
		return `its files are those of ${copyOf}, byte for byte: they may be one archive, so they count once`;
	const later = follows === 0 ? 'it is' : `${follows} ledgers later follows`;
	const known = URL.canParse(name)
		? ''
		: '; a folder does not say whose archive it comes from: that is for you to know';
	return `it has this ledger, and ${later} the archive’s checkpoint ${checkpoint}${known}`;
}

const faultWords = ({ code, message }: NonNullable<ArchiveAnswer['fault']>): string =>
	code === 'ARCHIVE_NOT_YET' ? `not yet in the archive (${code}): ${message}` : `${code}, ${message}`;

/** As JSON in one line. What a terminal obeys is escaped within its texts, so they are read as they were. */
export const asJsonLine = (value: unknown): string => visibleText(JSON.stringify(value, jsonValue));

/** The audit's sums and checks as a table for people. */
export function asTable(result: ComparedAudit, evidence: Evidence): string {
	const { state, source, origin, file, kept } = evidence;
	const row = (cells: string[]) =>
		`  ${cells.map((c, i) => (i < 2 ? c.padEnd(10) : c.padStart(14))).join(' ')}`;
	const money = (amounts: bigint[]) => amounts.map(formatUsdc);
	const { events, of } = result.proved;
	return [
		`${state.terms.name}: ${result.tickets} tickets${result.refunded > 0n ? ' left' : ''}, sold for USDC ${formatUsdc(result.gross)}, up to ledger ${result.ledger}`,
		`  newest ledger ${result.newestLedger} closed ${result.closedAt}, read ${result.readAt}${aheadOf(result)}`,
		`  registry ${source.registry}, money ${origin.asset ?? 'unknown'}`,
		...(source.registryNamed
			? []
			: ['  the event names this registry: compare it with the one that Passa publishes (--registry C…)']),
		row(['role', 'share', 'entitled', 'paid', 'due']),
		...result.payees.map((p) =>
			row([chainRoles[p.role]!, `${p.bps / 100} %`, ...money([p.entitled, p.paid, p.due])]),
		),
		...result.creators.map((c) =>
			row(['creator', `${c.bps / 100} %`, ...money([c.entitled, c.paid, c.due]), c.creator]),
		),
		`  paid out ${formatUsdc(result.paid)}, held for payees ${formatUsdc(result.cash)}, balance ${formatUsdc(result.balance)}`,
		...lifeOf(result),
		...(result.stray > 0n ? [`  ${formatUsdc(result.stray)} of the balance came without a sale`] : []),
		...(result.clawedBack > 0n
			? [`  ${formatUsdc(result.clawedBack)} was clawed back by USDC's issuer, and paid to nobody`]
			: []),
		...result.checks.map(checkLine),
		`  ledger, time and transaction are proved of ${events} of ${of} events${events < of ? '; of the others they are as the source states them (--prove all)' : ''}`,
		`  ${anchorWords(result, evidence)}`,
		...anchorLines(result),
		...(file ? fileNotes(result, evidence, file.nodes) : []),
		...(kept
			? [
					'  the node has dropped its beginning: the indexer gave the list of events, and the contract’s own log covers it',
				]
			: []),
		endOf(result, evidence),
	]
		.map(plainLine)
		.join('\n');
}

/** An event's name, and all that a file or a node says, may hold what a terminal obeys: it could hide the lines below, and write others. */
const plainLine = (line: string): string => visibleText(line).replaceAll('\n', '\\n');

/** A file cannot know what came after it: only a network can say. Its time is its own word. */
function fileNotes({ ledger, readAt }: ComparedAudit, evidence: Evidence, nodes: FileAtNode[]): string[] {
	const note = `  from a file of ${readAt}: what happened after ledger ${ledger} is not in it`;
	if (nodes.length === 0) return [`${note} (--rpc <rpc> asks a node whether anything has)`];
	return [
		note,
		...nodes.map((node, i) => `  ${nodeWords(node, evidence, i > 0)}`),
		...[evidence.file?.ledgers, evidence.second?.ledgers].flatMap((ledgers, i) =>
			hasDropped(evidence, ledgers) ? [`  ${droppedWords(nodeNames[i]!)}`] : [],
		),
	];
}

const nodeNames = ['the node', 'the second node'] as const;

const droppedWords = (who: string): string =>
	`${who} no longer has the ledger of the newest event: it cannot say whether the file’s is the network’s`;

function nodeWords(node: FileAtNode, { state, raw }: Evidence, isSecond: boolean): string {
	const who = nodeNames[isSecond ? 1 : 0];
	const cut = node.from > (raw[0]?.ledger ?? 0) ? `; ${who} gives events from ledger ${node.from} on` : '';
	if (!node.isOld) return `${who} has nothing later of this event, up to ledger ${node.ledger}${cut}`;
	const logged =
		node.logged === null ? '' : `: its log has ${node.logged} entries now, ${state.counters.n} in the file`;
	return `OLD: by ${who}, the event has changed since${logged}; later events: ${node.laterEvents}${cut}`;
}

/** Of a file the last line says what a plain green would hide: who has confirmed its ledger, and whether it is current. */
function endOf({ green, current, ledger, anchored }: ComparedAudit, { file }: Evidence): string {
	if (!green) return 'NOT GREEN: see what differs above.';
	if (!file) return 'GREEN: every split is as the contract promised.';
	const notes = [
		...(anchored < 2 ? ['It is UNANCHORED.'] : []),
		...(current === null ? ['Its age was NOT ASKED: no node said whether the event has changed since.'] : []),
		...(current === false ? ['The file is OLD: the event has changed since.'] : []),
	];
	if (current) return ['GREEN: every split is as the contract promised.', ...notes].join(' ');
	return [`GREEN UP TO LEDGER ${ledger}: every split was as the contract promised.`, ...notes].join(' ');
}

/** What only some events have: a cancel, refunds, resales, money that waits, and who paid for buyers without a wallet. */
const lifeOf = (result: ComparedAudit): string[] => [
	...(result.cancelled ? ['  cancelled: payees are due nothing more'] : []),
	...(result.refunded > 0n ? [`  ${formatUsdc(result.refunded)} was given back to buyers`] : []),
	...(result.royalties > 0n ? [`  ${formatUsdc(result.royalties)} came in as royalties of resales`] : []),
	...(result.owed > 0n ? [`  ${formatUsdc(result.owed)} waits for receivers who could not be paid`] : []),
	...result.treasuries.map((treasury) => `  paid and was paid as Passa's treasury: ${treasury}`),
];

/** A network's time may be ahead of this machine's clock: then the ledger seems to close after it was read. */
function aheadOf(result: ComparedAudit): string {
	const ahead = secondsAhead(result);
	return ahead > 0 ? `, ${ahead} s ahead of this clock` : '';
}

const sentences = { ...checkSentences, ...indexerSentences, ...archiveSentences };

/** The sentence is true where the check holds, and denied where it does not. */
const checkLine = ({ name, ok, expected, found }: ComparedAudit['checks'][number]): string =>
	ok
		? `  ok       ${sentences[name]}`
		: `  DIFFERS  it is not so that ${sentences[name]}: expected ${expected}, found ${found}`;

/** A spreadsheet would run what begins as a formula: an asset's name may. A number is none. */
const begunFormula = /^\s*[=+\-@](?![\d.]+$)/;

function cell(value: unknown): string {
	const text = plainLine(String(value)).replaceAll('"', '""');
	return `"${begunFormula.test(text) ? "'" : ''}${text}"`;
}

/** One line for each check: name, result, expected, found. */
export function asCsv(result: ComparedAudit): string {
	const { label, closedAt, readAt, proved, anchor } = result;
	const facts = {
		label,
		anchor_ledger: anchor.ledger ? `${anchor.ledger.ledger} ${anchor.ledger.hash}` : '',
		archives: anchor.archives.map(({ name, state }) => `${name} ${state}`).join(' '),
		newest_ledger: result.newestLedger,
		closed_at: closedAt,
		read_at: readAt,
		current: result.current ?? '',
		events_proved: `${proved.events}/${proved.of}`,
		cancelled: result.cancelled,
		refunded_stroops: result.refunded,
		royalties_stroops: result.royalties,
		owed_stroops: result.owed,
		treasuries: result.treasuries.join(' '),
	};
	return [
		'role,payee,bps,entitled_stroops,paid_stroops,due_stroops',
		...result.payees.map((p) => [chainRoles[p.role], p.payee, p.bps, p.entitled, p.paid, p.due].join(',')),
		...result.creators.map((c) => ['creator', c.creator, c.bps, c.entitled, c.paid, c.due].join(',')),
		'check,ok,expected,found',
		...result.checks.map((c) => [c.name, c.ok, c.expected, c.found].map(cell).join(',')),
		'fact,value',
		...Object.entries(facts).map((fact) => fact.map(cell).join(',')),
	].join('\n');
}
