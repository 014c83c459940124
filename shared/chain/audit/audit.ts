import { asText } from '#shared/as-text.ts';
import { type Account, accounts, cash } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import type { ReplayedState } from '#shared/contract/event-version.ts';
import { publishedCode } from '#shared/contract/published-code.ts';
import { hex } from '#shared/hex.ts';
import { logStart, logStepOf } from '../events/log.ts';
import { ownershipOf } from '../events/orders.ts';
import { type AuditCheck, atLeast, equal, none, sum } from './check.ts';
import type { Evidence } from './collect-evidence.ts';
import { verifyProofs } from './event-proofs.ts';
import { moneyOf } from './money-movements.ts';
import { isFresh, isoOf } from './newest-ledger.ts';
import { originChecks } from './origin-checks.ts';
import { secondSourceChecks } from './second-source-checks.ts';

export type Audit = {
	/** Whether every check holds, those of a second source among them where one was asked for. */
	green: boolean;
	checks: AuditCheck[];
	payees: ({ payee: string; role: number; bps: number } & Account)[];
	gross: bigint;
	paid: bigint;
	cash: bigint;
	balance: bigint;
	/** Stroops that came in without a sale: no payee's money, and not an error. */
	stray: bigint;
	/** Stroops that USDC's issuer took back out of the contract. */
	clawedBack: bigint;
	tickets: number;
	/** The last ledger that the sums cover. */
	ledger: number;
	/** The source's newest ledger: at least `ledger`. */
	newestLedger: number;
	/** ISO 8601: when the newest ledger closed, and when it was read by this machine's clock. */
	closedAt: string;
	readAt: string;
	/** How many sources name the ledger that holds the newest event; 0 where its proof could not be read. */
	anchored: 0 | 1 | 2;
	/** `anchored`: a second source has the same ledger and the same state. */
	label: 'anchored' | 'unanchored';
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
	const { raw, version, state, events, balance, newestLedger, closedAt, readAt, ledger } = evidence;
	const replayed = version.replay(raw, events);
	const books = booksOf(state);
	const { gross, tiers } = replayed?.counters ?? state.counters;
	const recomputed = accounts({ ...books, gross, paid: replayed?.paid ?? state.paid }, closedAt);
	const held = cash(books);
	const money = moneyOf(evidence);
	const proofs = verifyProofs(evidence);
	const second = secondSourceChecks(evidence, proofs.newest);
	const checks = [
		isFresh('source_fresh', closedAt, readAt, evidence.source.passphrase),
		...originChecks(evidence, { events: eventWasm, registries: registryWasm }),
		...logChecks(evidence),
		...(replayed
			? [...stateChecks(evidence, replayed), ...ruleChecks(replayed)]
			: [none('log_begins', ['no `created`'])]),
		...ownershipChecks(evidence),
		...money.checks,
		equal('shares_add_up', gross, sum(recomputed.map((a) => a.entitled)) + books.commissions),
		atLeast('cash_there', held, balance),
		atLeast('cash_covers', sum(recomputed.map((a) => a.due)), held),
		...proofs.checks,
		...second,
	];
	const confirmed = second.length > 0 && second.every((c) => c.ok);
	const anchored = proofs.newest === null ? 0 : confirmed ? 2 : 1;
	return {
		green: checks.every((c) => c.ok),
		checks,
		payees: state.terms.payees.map((p, i) => ({
			payee: String(p.address),
			role: p.role,
			bps: p.bps,
			...recomputed[i]!,
		})),
		gross,
		paid: sum(recomputed.map((a) => a.paid)),
		cash: held,
		balance,
		stray: money.stray,
		clawedBack: money.clawedBack,
		tickets: tiers.reduce((n, t) => n + t.sold, 0),
		ledger,
		newestLedger,
		closedAt: isoOf(closedAt),
		readAt: new Date(readAt).toISOString(),
		anchored,
		label: anchored === 2 ? 'anchored' : 'unanchored',
		proved: { events: proofs.proven.size, of: raw.length },
	};
}

/** Each event's number and hash follow from the event before: none is missing, and none was changed. */
function logChecks({ raw, events, state, source, announcement }: Evidence): AuditCheck[] {
	let log = logStart(source.passphrase, announcement.event);
	const broken: string[] = [];
	for (const [i, event] of raw.entries()) {
		const next = logStepOf(log, event, BigInt(i + 1));
		const read = events[i]!;
		if (next === null || read.n !== BigInt(i + 1) || hex(read.log) !== hex(next)) broken.push(event.id);
		log = next ?? log;
	}
	return [
		none('log_unbroken', broken.slice(0, 1)),
		equal('log_complete', state.counters.n, events.length),
		equal('log_hash', hex(log), hex(state.counters.log)),
	];
}

/** Every entry of the contract agrees with the events. */
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
	];
}

/** The rules that the contract promises, applied to the events again. */
function ruleChecks(replayed: ReplayedState): AuditCheck[] {
	const whole = replayed.terms.payees.reduce((n, p) => n + p.bps, 0);
	return [
		equal('shares_whole', 10_000, whole),
		none('shares_unchanged', replayed.lateSplits),
		none('sales_at_terms', replayed.wrongTerms),
		none('sales_priced', replayed.mispriced),
		none('within_capacity', [...new Set(replayed.overSold)]),
		none('payouts_as_due', [...new Set(replayed.wrongPayouts)]),
	];
}

/** Every order, and every ticket that left its order, is in the contract as the events say. */
function ownershipChecks({ events, orders, moved }: Evidence): AuditCheck[] {
	const expected = ownershipOf(events);
	const wrong = [...expected.orders].filter(
		([id, order]) => asText(orders.get(id) ?? null) !== asText(order),
	);
	const lost = [...expected.moved].filter(([ticket, owner]) => moved.get(ticket) !== owner);
	return [
		none(
			'orders_as_sold',
			wrong.map(([id]) => `${id}`),
		),
		none(
			'moved_to_owner',
			lost.map(([ticket]) => `${ticket}`),
		),
		none('moved_by_holder', expected.wrongful.map(String)),
	];
}
