import { nairobiAheadMilliseconds, nairobiOffset } from '#shared/nairobi.ts';
import type { DraftContent, DraftTier } from '../models/draft-content.ts';

export const emptyTier = (): DraftTier => ({
	name: '',
	description: '',
	price: '',
	usdcPrice: '',
	capacity: null,
	fiatQuota: null,
	opensAt: '',
	closesAt: '',
	perOrder: 10,
});

/** A new draft; `organizer` is the account's public name. */
export const emptyDraft = (organizer: string): DraftContent => ({
	basics: {
		name: '',
		description: '',
		category: '',
		lineup: [],
		venue: { name: '', city: '', lat: null, lon: null },
		startsAt: '',
		endsAt: '',
	},
	picture: null,
	tiers: [emptyTier()],
	payees: [{ name: organizer, address: '', role: 'organizer', bps: 0 }],
	policy: {
		reserveBps: 0,
		releaseDays: 3,
		refundUntil: '',
		transferable: true,
		freezeHours: 1,
		resaleCapBps: 0,
		resaleLimit: 0,
		royaltyBps: 0,
		commissionCapBps: 1000,
	},
});

/** Unix seconds of a local time; null when unset or no such minute exists. Kenya has no summer time. */
export function secondsAt(local: string): bigint | null {
	const [, year, month, day, hour, minute] = (/^(\d+)-(\d+)-(\d+)T(\d+):(\d+)$/.exec(local) ?? []).map(
		Number,
	);
	const at = Date.parse(`${local}:00${nairobiOffset}`);
	if (year === undefined || Number.isNaN(at)) return null;
	// JavaScript reads 30 February as 2 March.
	const back = new Date(at + nairobiAheadMilliseconds);
	const same =
		back.getUTCFullYear() === year &&
		back.getUTCMonth() + 1 === month &&
		back.getUTCDate() === day &&
		back.getUTCHours() === hour &&
		back.getUTCMinutes() === minute;
	return same ? BigInt(at / 1000) : null;
}
