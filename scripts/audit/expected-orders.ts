import { type Evidence, replayOf } from '#shared/chain/audit/evidence.ts';
import { ordersOf } from '#shared/chain/events/orders.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { splitsOf } from '#shared/contract/accounting.ts';
import type { Order, ReplayedState } from '#shared/contract/event-version.ts';
import type { EventOf, PassaEvent } from '#shared/contract/passa-event.ts';
import { payTo } from '#shared/contract/pay-to.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { supports } from '#shared/contract/supports.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { hex } from '#shared/hex.ts';
import { ticketCode } from '#shared/ticket-code.ts';
import type { View } from './expected-views.ts';

type Voiding = EventOf<'refunded'> | EventOf<'reversed'>;
type Voided = { event: Voiding; raw: RawEvent };
type Entry = { gate: string; usedAt: string };

const isoText = (text: string): string => new Date(text).toISOString();
const sum = (list: bigint[]): bigint => list.reduce((n, x) => n + x, 0n);

/** What a refund or reversal takes off revenue, and off what creators earned. */
const takenBy = ({ event: { name, payload } }: Voided): bigint =>
	payload.paid + (name === 'reversed' ? payload.shortfall : 0n);
const backBy = ({ event }: Voided): bigint => sum(event.payload.commissions.map(([, amount]) => amount));

/** Orders in the order of the log. */
export function expectedOrders(evidence: Evidence): View[] {
	const { raw, events, state, announcement } = evidence;
	const replayed = replayOf(evidence);
	if (!replayed) return [];
	const { event: address, no: eventNo } = announcement;
	const bps = state.terms.payees.map((p) => p.bps);
	const voided = voidingsOf(evidence);
	const entries = entriesOf(evidence);
	const before = { gross: 0n, refunded: 0n };
	return events.flatMap((event, i) => {
		if (event.name === 'resold') before.gross += event.payload.royalty;
		return ordersOf([event]).map((order, position): View => {
			const refunds = voided.get(order.id) ?? [];
			const price = state.terms.tiers[order.tier]?.price ?? 0n;
			const total = order.complimentary ? 0n : price * BigInt(order.qty);
			const [refunded, back] = [sum(refunds.map(takenBy)), sum(refunds.map(backBy))];
			const net = before.gross - before.refunded;
			const splits = splitsOf(bps, net, total - refunded, order.commissions - back);
			before.gross += total;
			before.refunded += refunded;
			const { txHash, ledger, ledgerClosedAt } = raw[i]!;
			const place = { n: event.n ?? 0n, position };
			return {
				...{ id: String(order.id), eventNo, event: address, buyer: order.owner },
				...{ tier: order.tier, qty: order.qty, total: String(total), refunded: String(refunded) },
				...saidOf(event, replayed.orders.get(order.id)!, order.id, evidence),
				...{ txHash, ledger, soldAt: isoText(ledgerClosedAt), n: String(event.n), position },
				refunds: refunds.map((each) => refundView(each, announcement)),
				tickets: Array.from({ length: order.qty }, (_, index) => ({
					id: String(ticketId(order.id, index)),
					code: ticketCode(address, { ...place, index }),
					index,
					...ticketView(replayed, order.id, index, entries),
				})),
				splits: splits.map((amount, index) => ({ index, amount: String(amount), bps: bps[index] })),
			};
		});
	});
}

/** What only the order's own event says. */
function saidOf(event: PassaEvent, held: Order, id: bigint, { version }: Evidence): View {
	const item = event.name === 'settled' ? event.payload.items[Number(id & 63n)] : null;
	const order = event.name === 'sold' ? event.payload.orders.find(([of]) => of === id) : null;
	const weights = event.name === 'sold' ? event.payload.credits : [];
	const credits =
		item?.[4] ?? weights.map(([creator, weight], i) => [creator, weight, order![3][i]!] as const);
	const hash = event.name === 'sold' ? event.payload.inputs_hash : null;
	return {
		rail: held.fiat ? 'fiat' : 'usdc',
		complimentary: held.complimentary,
		evidence: item ? hex(item[3]) : null,
		termsVersion: supports(version.version, 'orderTerms') ? held.termsVersion : 0,
		credits: credits.map(([creator, weight, amount]) => ({ creator, weight, amount: String(amount) })),
		attribution: event.name === 'sold' && hash ? { model: event.payload.model, inputsHash: hex(hash) } : null,
	};
}

function ticketView(
	{ orders, moved, listed }: ReplayedState,
	id: bigint,
	index: number,
	entries: Map<bigint, Entry>,
) {
	const ticket = ticketId(id, index);
	const order = orders.get(id)!;
	const { owner, custodial, resales } = moved.get(ticket) ?? order;
	const paid = moved.get(ticket)?.payer ?? order.payer;
	const payer = paid === 'order' ? order.owner : paid.treasury ? null : paid.address;
	const bit = 1 << index;
	const price = listed.get(ticket);
	return {
		owner,
		state: order.refunded & bit ? 'refunded' : order.used & bit ? 'used' : 'valid',
		custody: custodial,
		payer: order.complimentary ? null : payer,
		price: price === undefined ? null : String(price),
		resales,
		usedAt: entries.get(ticket)?.usedAt ?? null,
		gate: entries.get(ticket)?.gate ?? null,
	};
}

function refundView(
	{ event: { name, n, payload }, raw }: Voided,
	{ event, no }: Evidence['announcement'],
): View {
	return {
		...{ event, eventNo: no, n: String(n), orderId: String(payload.order) },
		kind: name === 'reversed' ? 'reversal' : 'refund',
		tickets: indexesOf(payload.mask).map((index) => ({ id: String(ticketId(payload.order, index)), index })),
		payer: name === 'refunded' ? payload.payer : null,
		paid: String(payload.paid),
		delivered: payload.delivered,
		shortfall: name === 'reversed' ? String(payload.shortfall) : '0',
		evidence: name === 'reversed' ? hex(payload.evidence) : null,
		commissions: payload.commissions.map(([creator, amount]) => ({ creator, amount: String(amount) })),
		...{ txHash: raw.txHash, ledger: raw.ledger, at: isoText(raw.ledgerClosedAt) },
	};
}

/** Refunds and reversals by order, in the order of the log. */
function voidingsOf({ raw, events }: Evidence): Map<bigint, Voided[]> {
	const all = events.flatMap((event, i) =>
		event.name === 'refunded' || event.name === 'reversed' ? [{ event, raw: raw[i]! }] : [],
	);
	return Map.groupBy(all, ({ event }) => event.payload.order);
}

/** Who let whom in, by ticket. */
function entriesOf({ raw, events }: Evidence): Map<bigint, Entry> {
	const entries = new Map<bigint, Entry>();
	for (const [i, event] of events.entries()) {
		if (event.name !== 'checked_in') continue;
		const entry = { gate: event.payload.gate, usedAt: isoText(raw[i]!.ledgerClosedAt) };
		for (const [order, mask] of event.payload.orders)
			for (const index of indexesOf(mask)) entries.set(ticketId(order, index), entry);
	}
	return entries;
}

/** Payouts in the order of the log, a payee after the other, then creators. */
export function expectedPayouts({ raw, events, version, announcement }: Evidence): View[] {
	const { event: address, no: eventNo } = announcement;
	return events.flatMap((event, i): View[] => {
		if (event.name !== 'paid' && event.name !== 'closed') return [];
		const { txHash, ledger, ledgerClosedAt } = raw[i]!;
		const facts = {
			event: address,
			eventNo,
			n: String(event.n),
			txHash,
			ledger,
			paidAt: isoText(ledgerClosedAt),
		};
		const before = version.replay(raw.slice(0, i), events.slice(0, i), address)!;
		const now = BigInt(Math.floor(Date.parse(ledgerClosedAt) / 1000));
		const toPayee = ([payee, amount]: [number, bigint], delivered: boolean): View => ({
			...{ ...facts, payee, address: payTo(before, payee, now), amount: String(amount), delivered },
		});
		if (event.name === 'closed') {
			const { payees, delivered } = event.payload;
			const paid = payees.map((amount, payee): [number, bigint] => [payee, amount]);
			return paid
				.filter(([, amount]) => amount > 0n)
				.map((each) => toPayee(each, ((delivered >>> each[0]) & 1) === 1));
		}
		const creators = event.payload.creators.map(
			([creator, amount]): View => ({
				...{ ...facts, payee: null, address: creator, amount: String(amount), delivered: true },
			}),
		);
		return [...event.payload.payees.map((each) => toPayee(each, true)), ...creators];
	});
}
