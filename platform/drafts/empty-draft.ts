import { emptyTier } from '#shared/draft-fields.ts';
import type { DraftContent } from '../models/draft-content.ts';

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
