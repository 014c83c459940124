import { Currency, type EventInit, Role } from '#shared/contract/event.ts';
import type { Metadata } from '#shared/metadata.ts';
import type { Picture } from '#shared/picture.ts';
import type { DraftContent, DraftPayee } from '../models/draft-content.ts';
import type { PublishFacts } from './check.ts';
import { secondsAt } from './empty-draft.ts';
import { faceOf, priceOf } from './price.ts';

const roles: Record<DraftPayee['role'], Role> = {
	organizer: Role.Organizer,
	artist: Role.Artist,
	venue: Role.Venue,
	promoter: Role.Promoter,
};

const day = 86_400n;
const hour = 3_600n;
export const platformName = 'Passa';

/** The event's metadata, from a draft without problems. Payees and tiers are in the contract's order. */
export function metadataOf({ basics, tiers, payees }: DraftContent, picture: Picture | null): Metadata {
	const { lat, lon } = basics.venue;
	const category = basics.category.trim();
	const lineup = basics.lineup.map((act) => act.trim()).filter(Boolean);
	return {
		name: basics.name.trim(),
		description: basics.description.trim(),
		...(category ? { category } : {}),
		...(lineup.length > 0 ? { lineup } : {}),
		venue: {
			name: basics.venue.name.trim(),
			city: basics.venue.city.trim(),
			...(lat !== null && lon !== null ? { lat, lon } : {}),
		},
		starts_at: isoAt(basics.startsAt),
		ends_at: isoAt(basics.endsAt),
		...(picture ? { picture } : {}),
		tiers: tiers.map((t) => {
			const description = t.description.trim();
			return { name: t.name.trim(), ...(description ? { description } : {}) };
		}),
		payees: [
			...payees.map((p) => ({ name: p.name.trim(), role: p.role })),
			{ name: platformName, role: 'platform' },
		],
	};
}

const isoAt = (local: string): string => new Date(Number(secondsAt(local)!) * 1000).toISOString();

export type DocumentRef = { uri: string; sha256: Uint8Array };

/** The `init` of `create_event`, from a draft without problems. */
export function initOf(content: DraftContent, facts: PublishFacts, document: DocumentRef): EventInit {
	const { basics, payees } = content;
	return {
		name: basics.name.trim(),
		uri: document.uri,
		metadata_hash: document.sha256,
		starts_at: secondsAt(basics.startsAt)!,
		ends_at: secondsAt(basics.endsAt)!,
		payees: [
			...payees.map((p) => ({ address: p.address, bps: p.bps, role: roles[p.role] })),
			{ address: facts.platform, bps: facts.platformFeeBps, role: Role.Platform },
		],
		tiers: tiersOf(content, facts),
		policy: policyOf(content),
	};
}

function tiersOf({ basics, tiers }: DraftContent, { rate }: PublishFacts): EventInit['tiers'] {
	return tiers.map((t) => ({
		price: priceOf(t, rate)!,
		face: { currency: Currency.Kes, amount: faceOf(t)! },
		capacity: t.capacity!,
		fiat_quota: t.fiatQuota!,
		opens_at: t.opensAt === '' ? 0n : secondsAt(t.opensAt)!,
		closes_at: secondsAt(t.closesAt === '' ? basics.endsAt : t.closesAt)!,
		per_order: t.perOrder!,
	}));
}

function policyOf({ basics, policy }: DraftContent): EventInit['policy'] {
	const [starts, ends] = [secondsAt(basics.startsAt)!, secondsAt(basics.endsAt)!];
	return {
		reserve_bps: policy.reserveBps,
		release_at: policy.reserveBps > 0 ? ends + BigInt(policy.releaseDays) * day : 0n,
		refund_until: policy.refundUntil === '' ? 0n : secondsAt(policy.refundUntil)!,
		transferable: policy.transferable,
		freeze_at: starts - BigInt(policy.freezeHours) * hour,
		resale_cap_bps: policy.resaleCapBps,
		resale_limit: policy.resaleLimit,
		royalty_bps: policy.royaltyBps,
		commission_cap_bps: policy.commissionCapBps,
	};
}
