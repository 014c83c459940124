import { type Account, accounts, cash } from './accounting.ts';
import { atLeast, type Check, equal, sum } from './check.ts';
import { logged, type PassaEvent } from './decode.ts';
import { booksOf } from './event-state.ts';
import { type Evidence, ordersOf } from './evidence.ts';
import { orderOf } from './ids.ts';
import { logStart, logStep } from './log.ts';
import { transferChecks } from './transfers.ts';

export type Audit = {
	green: boolean;
	checks: Check[];
	payees: ({ payee: string; role: number; bps: number } & Account)[];
	gross: bigint;
	paid: bigint;
	cash: bigint;
	balance: bigint;
	tickets: number;
	ledger: number;
};

/**
 * Recomputes everything an event owes and paid from its events, and holds it against its state and the asset's own
 * transfers. `eventWasm` are the code hashes (hex) known to be ours; `now` is Unix seconds.
 */
export function audit(evidence: Evidence, eventWasm: string[], now: bigint): Audit {
	const { state, events, balance } = evidence;
	const retold = retell(events);
	const books = booksOf(state);
	const recomputed = accounts({ ...books, gross: retold.gross, paid: retold.paid }, now);
	const held = cash(books);
	const checks = [
		...codeChecks(evidence, eventWasm),
		...logChecks(evidence),
		...termsChecks(evidence),
		...moneyChecks(evidence, retold, recomputed),
		...tierChecks(evidence, retold),
		...transferChecks(evidence),
		...ownershipChecks(evidence),
		atLeast('the contract holds what it owes', held, balance),
		atLeast('cash covers all dues', sum(recomputed.map((a) => a.due)), held),
	];
	return {
		green: checks.every((c) => c.ok),
		checks,
		payees: state.terms.payees.map((p, i) => ({
			payee: String(p.address),
			role: p.role,
			bps: p.bps,
			...recomputed[i]!,
		})),
		gross: retold.gross,
		paid: sum(retold.paid),
		cash: held,
		balance,
		tickets: retold.sold.reduce((n, s) => n + s, 0),
		ledger: evidence.ledger,
	};
}

/** Totals as the events alone tell them. */
type Retold = { gross: bigint; paid: bigint[]; sold: number[]; fiatSold: number[]; fiatAllocated: number[] };

function retell(events: PassaEvent[]): Retold {
	const sixteen = () => Array.from({ length: 16 }, () => 0);
	const told: Retold = {
		gross: 0n,
		paid: [],
		sold: sixteen(),
		fiatSold: sixteen(),
		fiatAllocated: sixteen(),
	};
	for (const e of events) {
		if (e.name === 'created') told.paid = e.payload.terms.payees.map(() => 0n);
		else if (e.name === 'splits_set') told.paid = e.payload.payees.map(() => 0n);
		else if (e.name === 'allocated') told.fiatAllocated[e.payload.tier] = e.payload.fiat_allocated;
		else if (e.name === 'sold' || e.name === 'settled') told.gross += e.payload.total;
		else if (e.name === 'paid')
			for (const [i, amount] of e.payload.payouts) told.paid[i] = (told.paid[i] ?? 0n) + amount;
	}
	for (const order of ordersOf(events)) {
		told.sold[order.tier]! += order.qty;
		if (order.custodial) told.fiatSold[order.tier]! += order.qty;
	}
	return told;
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');

function codeChecks({ state, announcement }: Evidence, known: string[]): Check[] {
	const found = state.wasmHash ? hex(state.wasmHash) : 'not a plain Wasm contract';
	return [
		equal('the code is the announced one', hex(announcement.wasmHash), found),
		{ name: 'the code is one we published', ok: known.includes(found), expected: known.join(' or '), found },
	];
}

/** Each event's number and hash follow from the one before: nothing is missing, nothing was changed. */
function logChecks({ raw, events, state, passphrase, announcement }: Evidence): Check[] {
	let log = logStart(passphrase, announcement.event);
	let broken = 'none';
	for (const [i, event] of raw.entries()) {
		const { topics, payload } = logged(event);
		log = logStep(log, topics, payload, BigInt(i + 1));
		const read = events[i]!;
		if (broken === 'none' && (read.n !== BigInt(i + 1) || hex(read.log) !== hex(log))) broken = event.id;
	}
	return [
		equal('the first event that does not follow', 'none', broken),
		equal('the number of events', state.hot.n, events.length),
		equal('the log in the contract', hex(log), hex(state.hot.log)),
	];
}

const plain = (value: unknown): string =>
	JSON.stringify(value, (_, v) =>
		typeof v === 'bigint' ? v.toString() : v instanceof Uint8Array ? hex(v) : v,
	);

/** The terms in force are those published, changed only by what was announced before the first sale. */
function termsChecks({ events, state }: Evidence): Check[] {
	const created = events.find((e) => e.name === 'created');
	const changes = events.filter((e) => e.name === 'splits_set');
	const firstSale = events.find((e) => e.name === 'sold' || e.name === 'settled')?.n;
	const late = firstSale === undefined ? 0 : changes.filter((c) => c.n > firstSale).length;
	const terms = created && {
		...created.payload.terms,
		terms_version: changes.at(-1)?.payload.terms_version ?? 1,
		payees: changes.at(-1)?.payload.payees ?? created.payload.terms.payees,
	};
	const whole = state.terms.payees.reduce((n, p) => n + p.bps, 0);
	return [
		equal('the terms are as published', plain(terms), plain(state.terms)),
		equal('changes of shares after the first sale', 0, late),
		equal('the shares add up to 10 000 basis points', 10_000, whole),
	];
}

function moneyChecks({ events, state }: Evidence, told: Retold, recomputed: Account[]): Check[] {
	const priced = ordersOf(events).reduce(
		(n, o) => n + (state.terms.tiers[o.tier]?.price ?? 0n) * BigInt(o.qty),
		0n,
	);
	const net = told.gross - state.hot.refunded;
	return [
		equal('revenue is tickets times prices', priced, told.gross),
		equal('revenue in the contract', told.gross, state.hot.gross),
		equal('payouts in the contract', told.paid.join(' '), state.paid.join(' ')),
		equal(
			'entitlements and commissions add up to revenue',
			net,
			sum(recomputed.map((a) => a.entitled)) + state.hot.commissions,
		),
		{
			name: 'nobody was paid more than entitled',
			ok: recomputed.every((a) => a.paid <= a.entitled),
			expected: recomputed.map((a) => `≤ ${a.entitled}`).join(' '),
			found: told.paid.join(' '),
		},
	];
}

function tierChecks({ state }: Evidence, told: Retold): Check[] {
	const counts = (sold: number[], allocated: number[], fiat: number[]) =>
		state.terms.tiers.map((_, i) => `${sold[i]}/${allocated[i]}/${fiat[i]}`).join(' ');
	const { tiers } = state.hot;
	const over = state.terms.tiers.filter((t, i) => {
		const { sold, fiatSold, fiatAllocated } = tiers[i]!;
		return sold - fiatSold + fiatAllocated > t.capacity || fiatSold > fiatAllocated;
	});
	return [
		equal(
			'seats sold, set aside for fiat, and sold there',
			counts(told.sold, told.fiatAllocated, told.fiatSold),
			counts(
				tiers.map((t) => t.sold),
				tiers.map((t) => t.fiatAllocated),
				tiers.map((t) => t.fiatSold),
			),
		),
		equal('tiers beyond their capacity', 0, over.length),
	];
}

/** Every order and every moved ticket stands in the contract as the events say. */
function ownershipChecks({ events, orders, moved }: Evidence): Check[] {
	const lastOwner = new Map<bigint, string>();
	for (const e of events) if (e.name === 'moved') lastOwner.set(e.payload.ticket, e.payload.to);
	const wrong = ordersOf(events).filter((o) => {
		const found = orders.get(o.id);
		const owner = o.qty === 1 ? (lastOwner.get(o.id << 5n) ?? o.owner) : o.owner;
		return (
			!found ||
			found.tier !== o.tier ||
			found.count !== o.qty ||
			found.owner !== owner ||
			found.custodial !== o.custodial
		);
	});
	const shared = new Set(
		ordersOf(events)
			.filter((o) => o.qty > 1)
			.map((o) => o.id),
	);
	const lost = [...lastOwner].filter(([t, owner]) => shared.has(orderOf(t).order) && moved.get(t) !== owner);
	return [
		equal('orders that differ from their sale', 0, wrong.length),
		equal('moved tickets whose owner differs', 0, lost.length),
	];
}
