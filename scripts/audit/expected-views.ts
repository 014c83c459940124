import type { Audit } from '#shared/chain/audit/audit.ts';
import type { Evidence } from '#shared/chain/audit/collect-evidence.ts';
import { ordersOf, ownershipOf } from '#shared/chain/events/orders.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import { splitsOf } from '#shared/contract/accounting.ts';
import type { Policy } from '#shared/contract/event.ts';
import { currencies } from '#shared/currencies.ts';
import { hex } from '#shared/hex.ts';
import { chainRoles } from '#shared/payee-roles.ts';
import { readable, readableName } from '#shared/readable.ts';
import { ticketCode } from '#shared/ticket-code.ts';

/** What the indexer must show of an event, an order or a payout: its JSON, as far as the chain decides it. */
export type View = { [field: string]: unknown };

/** The last second of the year 9999: the indexer shows later times as that. */
const lastSecond = 253_402_300_799n;
const iso = (seconds: bigint): string =>
	new Date(Number(seconds < lastSecond ? seconds : lastSecond) * 1000).toISOString();
const isoText = (text: string): string => new Date(text).toISOString();

export function expectedEvent(evidence: Evidence, result: Audit): View {
	const { state, announcement, raw, source } = evidence;
	const { terms, config, counters } = state;
	const announced = evidence.kept[0]!;
	return {
		no: announcement.no,
		address: announcement.event,
		n: String(counters.n),
		log: hex(counters.log),
		ledger: raw.at(-1)?.ledger,
		gross: String(result.gross),
		net: String(counters.gross - counters.refunded),
		cash: String(result.cash),
		name: readableName(terms.name),
		organizer: config.organizer,
		startsAt: iso(terms.starts_at),
		endsAt: iso(terms.ends_at),
		termsVersion: counters.termsVersion,
		selling: counters.status === 0,
		announcedAt: isoText(announced.ledgerClosedAt),
		announcedLedger: announced.ledger,
		wasmHash: hex(announcement.wasmHash),
		usdc: source.usdc,
		treasury: config.treasury,
		policy: expectedPolicy(terms.policy),
		tiers: terms.tiers.map((t, index) => ({
			index,
			...{ sold: counters.tiers[index]!.sold, fiatSold: counters.tiers[index]!.fiatSold },
			fiatAllocated: counters.tiers[index]!.fiatAllocated,
			price: String(t.price),
			face: { currency: currencies[t.face.currency], amount: String(t.face.amount) },
			...{ capacity: t.capacity, fiatQuota: t.fiat_quota, perOrder: t.per_order },
			...{ opensAt: iso(t.opens_at), closesAt: iso(t.closes_at) },
		})),
		payees: result.payees.map((p, index) => ({
			...{ index, address: p.payee, role: chainRoles[p.role], bps: p.bps },
			...{ entitled: String(p.entitled), paid: String(p.paid) },
		})),
		metadata: { hash: hex(terms.metadata_hash), uri: readable(terms.uri) },
	};
}

const expectedPolicy = (policy: Policy): View => ({
	reserveBps: policy.reserve_bps,
	releaseAt: iso(policy.release_at),
	refundUntil: iso(policy.refund_until),
	transferable: policy.transferable,
	freezeAt: iso(policy.freeze_at),
	resaleCapBps: policy.resale_cap_bps,
	resaleLimit: policy.resale_limit,
	royaltyBps: policy.royalty_bps,
	commissionCapBps: policy.commission_cap_bps,
});

/** Orders in the order of the log. */
export function expectedOrders({ raw, events, state, announcement }: Evidence): View[] {
	const { moved, orders: held } = ownershipOf(events);
	const bps = state.terms.payees.map((p) => p.bps);
	let gross = 0n;
	return events.flatMap((event, i) => {
		const { txHash, ledger, ledgerClosedAt } = raw[i]!;
		return ordersOf([event]).map((order, position): View => {
			const total = (state.terms.tiers[order.tier]?.price ?? 0n) * BigInt(order.qty);
			const splits = splitsOf(bps, gross, total);
			gross += total;
			return {
				id: String(order.id),
				eventNo: announcement.no,
				event: announcement.event,
				buyer: String(order.owner),
				...{ tier: order.tier, qty: order.qty, total: String(total) },
				rail: order.custodial ? 'fiat' : 'usdc',
				evidence: event.name === 'settled' ? hex(event.payload.items[Number(order.id & 63n)]![3]) : null,
				...{ txHash, ledger, soldAt: isoText(ledgerClosedAt), n: String(event.n), position },
				tickets: Array.from({ length: order.qty }, (_, index) => {
					const ticket = ticketId(order.id, index);
					return {
						id: String(ticket),
						code: ticketCode(announcement.event, { n: event.n, position, index }),
						index,
						owner: moved.get(ticket) ?? held.get(order.id)?.owner,
					};
				}),
				splits: splits.map((amount, index) => ({ index, amount: String(amount), bps: bps[index] })),
			};
		});
	});
}

/** Payouts in the order of the log, a payee after the other. */
export function expectedPayouts({ raw, events, state, announcement }: Evidence): View[] {
	const payees = state.terms.payees.map((p) => String(p.address));
	return events.flatMap((event, i) => {
		if (event.name !== 'paid') return [];
		const { txHash, ledger, ledgerClosedAt } = raw[i]!;
		return event.payload.payouts.map(
			([payee, amount]): View => ({
				event: announcement.event,
				eventNo: announcement.no,
				...{ n: String(event.n), payee, address: payees[payee], amount: String(amount) },
				...{ txHash, ledger, paidAt: isoText(ledgerClosedAt) },
			}),
		);
	});
}
