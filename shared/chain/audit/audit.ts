import { asText } from '#shared/as-text.ts';
import { type Account, accounts, cash, creatorAccount, netOf } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import { type ReplayedState, sameOrder } from '#shared/contract/event-version.ts';
import { isLogged } from '#shared/contract/passa-event.ts';
import { publishedCode } from '#shared/contract/published-code.ts';
import { hex } from '#shared/hex.ts';
import { logStart, logStepOf } from '../events/log.ts';
import { type Anchor, anchorOf, archiveChecks } from './anchor.ts';
import { attachmentChecks } from './attachments.ts';
import { type AuditCheck, atLeast, equal, none, sum } from './check.ts';
import { verifyProofs } from './event-proofs.ts';
import { type Evidence, replayOf } from './evidence.ts';
import { moneyOf } from './money-movements.ts';
import { isFresh, timeText } from './newest-ledger.ts';
import { originChecks } from './origin-checks.ts';
import { sourceChecks } from './source-checks.ts';

export type Audit = {
	/** Whether every check holds, those of a second source among them where one was asked for. */
	green: boolean;
	checks: AuditCheck[];
	payees: ({ payee: string; role: number; bps: number } & Account)[];
	/** Whom the organizer rewards. `bps` is the rate of later sales. */
	creators: ({ creator: string; bps: number } & Account)[];
	/** Sales and royalties, and what was given back of it. */
	gross: bigint;
	refunded: bigint;
	royalties: bigint;
	/** To payees and creators. */
	paid: bigint;
	cash: bigint;
	/** What could not be delivered and waits for its receivers: not in `cash`. */
	owed: bigint;
	balance: bigint;
	/** Stroops that came in without a sale: no payee's money, and not an error. */
	stray: bigint;
	/** Stroops that USDC's issuer took back out of the contract. */
	clawedBack: bigint;
	/** The addresses that paid and were paid as the platform's treasury. */
	treasuries: string[];
	cancelled: boolean;
	/** Those that were given back are not counted. */
	tickets: number;
	/** The last ledger that the sums cover. */
	ledger: number;
	/** The source's newest ledger: at least `ledger`. */
	newestLedger: number;
	/** ISO 8601: when the newest ledger closed, and when it was read by this machine's clock. */
	closedAt: string;
	readAt: string;
	/**
	 * How many sources name the ledger that holds the newest event; 0 where its proof could not be read, or none was
	 * asked.
	 */
	anchored: number;
	/** That ledger, and what history archives say of it. */
	anchor: Pick<Anchor, 'ledger' | 'archives'>;
	/**
	 * `anchored`: two sources have the same ledger. Two nodes have also the same state, where the evidence was just
	 * read.
	 */
	label: 'anchored' | 'unanchored';
	/**
	 * Of a file: whether no node that was asked has anything later of the event. Null where none was asked, or the
	 * evidence was just read.
	 */
	current: boolean | null;
	/** Of how many events ledger, time and transaction are proved. Of all others they are as the source states them. */
	proved: { events: number; of: number };
};

/**
 * Recomputes from its events what an event's payees are due and were paid. Compares that with its state and with the
 * asset's own transfers. `eventWasm` are the code hashes (hex) known to be ours, `registryWasm` those of registries.
 */
export function audit(
	evidence: Evidence,
	eventWasm: string[] = publishedCode.events,
	registryWasm: string[] = publishedCode.registries,
): Audit {
	const { raw, state, newestLedger, closedAt, readAt, ledger } = evidence;
	const replayed = replayOf(evidence);
	const sums = sumsOf(evidence, replayed);
	const money = moneyOf(evidence, replayed?.movements ?? []);
	const proofs = verifyProofs(evidence);
	const sources = [...sourceChecks(evidence, proofs), ...archiveChecks(evidence, proofs)];
	const checks = [
		isFresh('source_fresh', closedAt, readAt, evidence.source.passphrase),
		...originChecks(evidence, { events: eventWasm, registries: registryWasm }),
		...logChecks(evidence),
		...(replayed
			? [...stateChecks(evidence, replayed), ...ruleChecks(replayed), ...entryChecks(evidence, replayed)]
			: [none('log_begins', ['no `created`'])]),
		...money.checks,
		...sums.checks,
		...proofs.checks,
		...attachmentChecks(evidence),
		...sources,
	];
	const { sources: anchored, ...anchor } = anchorOf(evidence, proofs, sources);
	const { checks: _checks, ...shown } = sums;
	return {
		green: checks.every((c) => c.ok),
		checks,
		...shown,
		balance: evidence.balance,
		stray: money.stray,
		clawedBack: money.clawedBack,
		treasuries: money.treasuries,
		cancelled: state.counters.cancelled,
		ledger,
		newestLedger,
		closedAt: timeText(closedAt),
		readAt: new Date(readAt).toISOString(),
		...{ anchored, anchor },
		label: anchored >= 2 ? 'anchored' : 'unanchored',
		current: evidence.file?.nodes.length ? evidence.file.nodes.every((node) => !node.isOld) : null,
		proved: { events: proofs.proven.size, of: raw.length },
	};
}

type Sums = Pick<
	Audit,
	'checks' | 'payees' | 'creators' | 'gross' | 'refunded' | 'royalties' | 'paid' | 'cash' | 'owed' | 'tickets'
>;

/** Who is due what, by the events, and whether what is there covers it. */
function sumsOf({ state, closedAt, balance }: Evidence, replayed: ReplayedState | null): Sums {
	const { counters, paid } = replayed ?? state;
	const books = booksOf({ terms: state.terms, counters, paid });
	const payees = accounts(books, closedAt);
	const creators = [...(replayed?.creators ?? [])].map(([creator, account]) => ({
		creator,
		bps: account.bps,
		...creatorAccount(books, account, closedAt),
	}));
	const held = cash(booksOf(state));
	const total = (of: 'entitled' | 'paid' | 'due') => sum([...payees, ...creators].map((a) => a[of]));
	return {
		checks: [
			equal('shares_add_up', netOf(books), total('entitled')),
			atLeast('cash_there', held + state.counters.owed, balance),
			atLeast('cash_covers', total('due'), held),
		],
		payees: state.terms.payees.map((p, i) => ({
			payee: p.address,
			role: p.role,
			bps: p.bps,
			...payees[i]!,
		})),
		creators,
		gross: counters.gross,
		refunded: counters.refunded,
		royalties: counters.royalties,
		paid: total('paid'),
		cash: held,
		owed: state.counters.owed,
		tickets: counters.tiers.reduce((n, t) => n + t.sold, 0),
	};
}

/**
 * Each event's number and hash follow from the event before: none is missing, and none was changed. Events that bring
 * the event no money are not in the log; the entries that they lead to are compared instead.
 */
function logChecks({ raw, events, state, source, announcement }: Evidence): AuditCheck[] {
	let log = logStart(source.passphrase, announcement.event);
	let count = 0n;
	const broken: string[] = [];
	for (const [i, event] of raw.entries()) {
		const read = events[i]!;
		if (!isLogged(read)) continue;
		count += 1n;
		const next = logStepOf(log, event, count);
		if (next === null || read.n !== count || hex(read.log) !== hex(next)) broken.push(event.id);
		log = next ?? log;
	}
	return [
		none('log_unbroken', broken.slice(0, 1)),
		equal('log_complete', state.counters.n, count),
		equal('log_hash', hex(log), hex(state.counters.log)),
	];
}

/** Every entry of the contract's state agrees with the events. */
function stateChecks({ state }: Evidence, replayed: ReplayedState): AuditCheck[] {
	const { gross, tiers, ...rest } = replayed.counters;
	const { gross: inGross, tiers: inTiers, n: _n, log: _log, ...inRest } = state.counters;
	const counts = (list: ReplayedState['counters']['tiers']) =>
		list
			.slice(0, state.terms.tiers.length)
			.map((t) => `${t.sold}/${t.fiatAllocated}/${t.fiatSold}`)
			.join(' ');
	return [
		equal('config_kept', replayed.config, state.config),
		equal('terms_kept', replayed.terms, state.terms),
		equal('revenue_same', gross, inGross),
		equal('payouts_same', replayed.paid.join(' '), state.paid.join(' ')),
		equal('seats_same', counts(tiers), counts(inTiers)),
		equal('counters_same', { ...rest, tiers }, { ...inRest, tiers: inTiers }),
		equal('powers_same', replayed.powers, state.powers),
	];
}

/** The rules that the contract promises, applied to the events again. */
function ruleChecks({ terms, broken }: ReplayedState): AuditCheck[] {
	const whole = terms.payees.reduce((n, p) => n + p.bps, 0);
	return [
		equal('shares_whole', 10_000, whole),
		none('shares_unchanged', broken.lateSplits),
		none('sales_at_terms', broken.wrongTerms),
		none('sales_priced', broken.mispriced),
		none('within_capacity', broken.overSold),
		none('payouts_as_due', broken.wrongPayouts),
		none('commissions_exact', broken.wrongCommissions),
		none('refunds_right', broken.wrongRefunds),
		none('resales_capped', broken.wrongResales),
		none('powers_kept', broken.wrongPowers),
		none('moved_by_holder', broken.wrongOwners),
	];
}

/** Every order, every ticket that left its order, and everybody's account is in the contract as the events say. */
function entryChecks(evidence: Evidence, replayed: ReplayedState): AuditCheck[] {
	const { orders, moved, listed, creators, owed, treasuryOwed } = evidence;
	const wrong = [...replayed.orders].filter(([id, order]) => {
		const found = orders.get(id);
		return !found || !sameOrder(order, found);
	});
	const ids = (list: [bigint, unknown][]) => list.map(([id]) => `${id}`);
	return [
		none('orders_as_sold', ids(wrong)),
		none('moved_to_owner', ids(differing(replayed.moved, moved))),
		none('listings_same', ids(differing(replayed.listed, listed))),
		none(
			'creators_same',
			differing(replayed.creators, creators).map(([creator]) => creator),
		),
		none('owed_same', [
			...differing(replayed.owed, owed).map(([to]) => to),
			...(replayed.treasuryOwed === treasuryOwed ? [] : ['treasury']),
		]),
	];
}

const differing = <K, V>(expected: Map<K, V>, found: Map<K, V | null>): [K, V][] =>
	[...expected].filter(([of, value]) => asText(found.get(of) ?? null) !== asText(value));
