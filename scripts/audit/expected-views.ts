import type { Audit } from '#shared/chain/audit/audit.ts';
import { type Evidence, replayOf } from '#shared/chain/audit/evidence.ts';
import type { Policy, Terms } from '#shared/contract/event.ts';
import { flags } from '#shared/contract/event-v2/flags.ts';
import type { Counters, Powers } from '#shared/contract/event-version.ts';
import { extended, payTo, redirectDelay } from '#shared/contract/pay-to.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { currencies } from '#shared/currencies.ts';
import { hex } from '#shared/hex.ts';
import { chainRoles } from '#shared/payee-roles.ts';
import { readableName, readableText } from '#shared/readable-text.ts';

/** What the indexer must show of an event, an order or a payout: its JSON, as far as the chain decides it. */
export type View = { [field: string]: unknown };

/** The last second of the year 9999: the indexer shows later times as that. */
const lastSecond = 253_402_300_799n;
const iso = (seconds: bigint): string =>
	new Date(Number(seconds < lastSecond ? seconds : lastSecond) * 1000).toISOString();
/** Null where it never was, or never will be. */
const isoOrNull = (seconds: bigint): string | null => (seconds > 0n ? iso(seconds) : null);

export function expectedEvent(evidence: Evidence, result: Audit): View {
	const { state, announcement, raw, events, source } = evidence;
	const { terms, config, counters, powers } = state;
	const announced = evidence.announced;
	return {
		no: announcement.no,
		address: announcement.event,
		n: String(counters.n),
		log: hex(counters.log),
		ledger: raw.at(-1)?.ledger,
		...expectedMoney(counters, result),
		...expectedStatus(evidence),
		name: readableName(terms.name),
		organizer: config.organizer,
		startsAt: iso(terms.starts_at),
		endsAt: iso(terms.ends_at),
		doorsAt: iso(terms.doors_at),
		termsVersion: counters.termsVersion,
		splitsVersion: counters.splitsVersion,
		version: config.version,
		announcedAt: new Date(announced.ledgerClosedAt).toISOString(),
		announcedLedger: announced.ledger,
		wasmHash: hex(announcement.wasmHash),
		usdc: source.usdc,
		treasury: config.treasury,
		cap: String(config.cap),
		attributionKey: hex(config.attribution_key),
		placeHash: terms.place_hash && hex(terms.place_hash),
		cancelledBy: events.find((e) => e.name === 'cancelled')?.payload.by ?? null,
		postponedBySeconds: Number(powers.postponedBy),
		gates: powers.gates.toSorted(),
		complimentary: { quota: terms.complimentary, given: counters.complimentary },
		policy: expectedPolicy(terms.policy),
		tiers: expectedTiers(evidence),
		payees: expectedPayees(evidence, result),
		metadata: { hash: hex(terms.metadata_hash), uri: readableText(terms.uri) },
	};
}

const expectedMoney = (counters: Counters, { gross, cash }: Audit): View => ({
	gross: String(gross),
	net: String(counters.gross - counters.refunded),
	cash: String(cash),
	royalties: String(counters.royalties),
	refunded: String(counters.refunded),
	refundable: String(counters.refundable),
	topUps: String(counters.topUps),
	shortfalls: String(counters.shortfalls),
	owed: String(counters.owed),
	commissions: { earned: String(counters.commissions), paid: String(counters.creatorsPaid) },
});

/** What stops sales, refunds and money now. */
function expectedStatus({ state: { terms, counters, powers }, closedAt }: Evidence): View {
	const stopped = stoppedBy(terms, counters, powers, closedAt);
	const { window } = powers;
	return {
		selling: stopped === null,
		stopped,
		paused: {
			organizer: (counters.flags & flags.pausedByOrganizer) !== 0,
			registry: (counters.flags & flags.pausedByRegistry) !== 0,
		},
		cancelledAt: isoOrNull(powers.cancelledAt),
		frozenUntil: isoOrNull(powers.frozenUntil),
		refundsUntil: isoOrNull(extended(powers, 0n, terms.policy.refund_until)),
		refundWindow:
			window.until > 0n
				? {
						from: iso(window.at),
						until: iso(extended(powers, window.at, window.until)),
						termsVersion: window.version,
					}
				: null,
	};
}

function stoppedBy(terms: Terms, counters: Counters, powers: Powers, now: bigint): string | null {
	if (counters.cancelled) return 'cancelled';
	if (now < powers.frozenUntil) return 'frozen';
	if (counters.flags & (flags.pausedByOrganizer | flags.pausedByRegistry)) return 'paused';
	const everybody = 2 ** terms.payees.length - 1;
	return terms.policy.consent && counters.consents !== everybody ? 'consent' : null;
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
	consent: policy.consent,
});

function expectedTiers(evidence: Evidence): View[] {
	const { terms, counters } = evidence.state;
	const used = terms.tiers.map(() => 0);
	const given = terms.tiers.map(() => 0);
	for (const order of replayOf(evidence)?.orders.values() ?? []) {
		used[order.tier]! += indexesOf(order.used).length;
		if (order.complimentary) given[order.tier]! += order.count;
	}
	const replaced = new Map(
		evidence.events.flatMap((e) =>
			e.name === 'tier_added' ? [[e.payload.tier, e.payload.replaced] as const] : [],
		),
	);
	return terms.tiers.map((t, index) => {
		const { sold, fiatSold, fiatAllocated } = counters.tiers[index]!;
		return {
			...{ index, sold, fiatSold, fiatAllocated, given: given[index], used: used[index] },
			replaces: replaced.get(index) ?? null,
			price: String(t.price),
			face: { currency: currencies[t.face.currency], amount: String(t.face.amount) },
			...{ capacity: t.capacity, fiatQuota: t.fiat_quota, perOrder: t.per_order },
			...{ opensAt: iso(t.opens_at), closesAt: iso(t.closes_at) },
		};
	});
}

function expectedPayees({ state, closedAt }: Evidence, result: Audit): View[] {
	const { counters, powers } = state;
	return result.payees.map((p, index) => {
		const redirect = powers.redirects.find((r) => r.payee === index);
		return {
			...{ index, address: p.payee, role: chainRoles[p.role], bps: p.bps },
			...{ entitled: String(p.entitled), paid: String(p.paid) },
			accepted: (counters.consents & (1 << index)) !== 0,
			paidTo: payTo(state, index, closedAt),
			redirect: redirect
				? { to: redirect.to, from: iso(extended(powers, redirect.from - redirectDelay, redirect.from)) }
				: null,
		};
	});
}
