import { type Check, equal } from '#shared/chain/audit/check.ts';
import type { Terms } from '#shared/contract/event.ts';
import { flags } from '#shared/contract/event-v2/flags.ts';
import type { Counters, DecodedState, Powers } from '#shared/contract/event-version.ts';
import { supports } from '#shared/contract/supports.ts';
import { hex } from '#shared/hex.ts';
import { readableName, readableText } from '#shared/readable-text.ts';
import type { EventParts } from '../models/event-parts.ts';
import type { EventRow } from '../models/events.ts';

/** What read models say of an event, beside what the contract's own entries say. */
export function stateChecks(
	part: EventParts,
	{ config, terms, counters, paid, powers }: DecodedState,
): Check[] {
	const { row } = part;
	return [
		equal('n', counters.n, row.n),
		equal('log', hex(counters.log), row.log),
		equal('terms version', counters.termsVersion, row.termsVersion),
		equal('splits version', counters.splitsVersion, row.splitsVersion),
		...moneyOf(row).map(([name, total]) => equal(name, counters[name], total)),
		equal('complimentary', counters.complimentary, row.complimentary),
		equal('flags', counters.flags, flagsOf(part)),
		equal('consents', counters.consents, consentsOf(part)),
		...part.tiers.map((t) => equal(`tier ${t.index}`, countsIn(counters, t.index), countsText(t))),
		equal('paid', paid.join(' '), part.payees.map((p) => p.paid).join(' ')),
		equal('cap', config.cap, row.cap),
		equal('attribution key', hex(config.attribution_key), row.attributionKey),
		equal('treasury', config.treasury, row.treasury),
		...termsChecks(part, terms),
		...powersChecks(part, powers),
	];
}

/** Totals by their names in the counters. */
const moneyOf = (row: EventRow) =>
	[
		['gross', row.gross],
		['royalties', row.royalties],
		['refunded', row.refunded],
		['refundable', row.refundable],
		['topUps', row.topUps],
		['shortfalls', row.shortfalls],
		['commissions', row.commissions],
		['creatorsPaid', row.creatorsPaid],
		['overpaid', row.overpaid],
		['owed', row.owed],
	] as const;

/** As version 2 packs them; version 1 has none. */
function flagsOf({ row, payees }: EventParts): number {
	if (!supports(row.version, 'acts')) return 0;
	const isRedirected = payees.some((p) => p.redirectTo !== null);
	return (
		(row.ordered ? flags.ordered : 0) |
		(row.pausedByOrganizer ? flags.pausedByOrganizer : 0) |
		(row.pausedByRegistry ? flags.pausedByRegistry : 0) |
		(row.cancelledAt > 0n ? flags.cancelled : 0) |
		(row.frozenUntil > 0n ? flags.frozen : 0) |
		(isRedirected ? flags.redirected : 0) |
		(row.windowUntil > 0n ? flags.window : 0)
	);
}

const consentsOf = ({ payees }: Pick<EventParts, 'payees'>): number =>
	payees.reduce((mask, p) => (p.accepted ? mask | (1 << p.index) : mask), 0);

const countsText = (t: { sold: number; fiatAllocated: number; fiatSold: number }): string =>
	`sold ${t.sold}, set aside ${t.fiatAllocated}, sold of these ${t.fiatSold}`;
const countsIn = (counters: Counters, index: number): string => {
	const tier = counters.tiers[index];
	return tier ? countsText(tier) : 'no such tier';
};

function termsChecks({ row, tiers, payees }: EventParts, terms: Terms): Check[] {
	const policy = Object.fromEntries(Object.entries(terms.policy).map(([key, value]) => [key, String(value)]));
	const stored = Object.fromEntries(Object.entries(row.policy).map(([key, value]) => [key, String(value)]));
	const sorted = (fields: Record<string, string>) => Object.entries(fields).sort().join(' ');
	return [
		equal('name', readableName(terms.name), row.name),
		equal('uri', readableText(terms.uri), row.uri),
		equal('metadata hash', hex(terms.metadata_hash), row.metadataHash),
		equal('place hash', terms.place_hash && hex(terms.place_hash), row.placeHash),
		equal('times', [terms.starts_at, terms.ends_at, terms.doors_at], [row.startsAt, row.endsAt, row.doorsAt]),
		equal('complimentary quota', terms.complimentary, row.complimentaryQuota),
		equal('policy', sorted(policy), sorted(stored)),
		equal(
			'payees',
			terms.payees.map((p) => `${p.address} ${p.role} ${p.bps}`),
			payees.map((p) => `${p.address} ${p.role} ${p.bps}`),
		),
		equal(
			'tiers',
			terms.tiers.map((t) => `${t.price} ${t.capacity} ${t.fiat_quota} ${t.opens_at} ${t.closes_at}`),
			tiers.map((t) => `${t.price} ${t.capacity} ${t.fiatQuota} ${t.opensAt} ${t.closesAt}`),
		),
	];
}

function powersChecks({ row, payees, gates }: EventParts, powers: Powers): Check[] {
	const { window, redirects } = powers;
	const times = [powers.cancelledAt, powers.postponedBy, powers.frozenAt, powers.frozenUntil];
	const redirected = payees.filter((p) => p.redirectTo !== null);
	return [
		equal('powers', times, [row.cancelledAt, row.postponedBy, row.frozenAt, row.frozenUntil]),
		equal(
			'refund window',
			[window.at, window.until, window.version],
			[row.windowAt, row.windowUntil, row.windowVersion],
		),
		equal('gates', [...powers.gates].sort(), gates),
		equal(
			'redirects',
			redirects.map((r) => `${r.payee} ${r.from} ${r.to}`),
			redirected.map((p) => `${p.index} ${p.redirectFrom} ${p.redirectTo}`),
		),
	];
}
