import { Currency, type EventInit, Role } from '#shared/contract/event.ts';
import type { Metadata } from '#shared/metadata.ts';
import { chainRoleOf } from '#shared/payee-roles.ts';
import { placeHash } from '#shared/place-hash.ts';
import type { DraftContent } from '../models/draft-content.ts';
import { type ChainPayee, chainPayees } from './paid-to.ts';
import { faceOf, priceOf } from './price.ts';
import type { PublishFacts } from './publish-facts-types.ts';
import { secondsAt } from './seconds-at.ts';

const day = 86_400n;
const hour = 3_600n;
export const platformName = 'Passa';

/** The event's metadata, from a draft without problems. Payees and tiers are in the contract's order. */
export function metadataOf(content: DraftContent, facts: PublishFacts): Metadata {
	const { basics, tiers } = content;
	const category = basics.category.trim();
	const lineup = basics.lineup.map((act) => act.trim()).filter(Boolean);
	return {
		name: basics.name.trim(),
		description: basics.description.trim(),
		...(category ? { category } : {}),
		...(lineup.length > 0 ? { lineup } : {}),
		venue: venueOf(content),
		starts_at: isoAt(basics.startsAt),
		ends_at: isoAt(basics.endsAt),
		...(facts.picture ? { picture: facts.picture } : {}),
		tiers: tiers.map((t) => {
			const description = t.description.trim();
			return { name: t.name.trim(), ...(description ? { description } : {}) };
		}),
		payees: [...chainPayees(content, facts).map(writtenPayee), { name: platformName, role: 'platform' }],
	};
}

function venueOf({ basics: { venue } }: DraftContent): Metadata['venue'] {
	const { lat, lon } = venue;
	return {
		name: venue.name.trim(),
		city: venue.city.trim(),
		...(lat !== null && lon !== null ? { lat, lon } : {}),
	};
}

/** Whose money the payouts account gets stands in the document, which the contract's hash fixes. */
const writtenPayee = ({ name, role, held }: ChainPayee): Metadata['payees'][number] => ({
	name,
	role,
	...(held.length > 0
		? {
				held: held.map((share) => ({
					ref: share.invitation,
					name: share.name,
					role: share.role,
					bps: share.bps,
				})),
			}
		: {}),
});

const isoAt = (local: string): string => new Date(Number(secondsAt(local)!) * 1000).toISOString();

export type DocumentRef = { uri: string; sha256: Uint8Array };

/** The `init` of `create_event`, from a draft without problems. */
export function initOf(content: DraftContent, facts: PublishFacts, document: DocumentRef): EventInit {
	const { basics } = content;
	return {
		name: basics.name.trim(),
		uri: document.uri,
		metadata_hash: document.sha256,
		place_hash: placeHash(venueOf(content)),
		complimentary: content.policy.complimentary ?? 0,
		doors_at: doorsOf(content)!,
		starts_at: secondsAt(basics.startsAt)!,
		ends_at: secondsAt(basics.endsAt)!,
		payees: [
			...chainPayees(content, facts).map(({ address, bps, role }) => ({
				address,
				bps,
				role: chainRoleOf(role) as Role,
			})),
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

export function policyOf(content: DraftContent): EventInit['policy'] {
	const { basics, policy } = content;
	const ends = secondsAt(basics.endsAt)!;
	return {
		consent: policy.consent ?? false,
		reserve_bps: policy.reserveBps,
		release_at: policy.reserveBps > 0 ? ends + BigInt(policy.releaseDays) * day : 0n,
		refund_until: policy.refundUntil === '' ? 0n : secondsAt(policy.refundUntil)!,
		transferable: policy.transferable,
		freeze_at: freezeOf(content)!,
		resale_cap_bps: policy.resaleCapBps,
		resale_limit: policy.resaleLimit,
		royalty_bps: policy.royaltyBps,
		commission_cap_bps: policy.commissionCapBps,
	};
}

/** When gates open: at the start, unless the draft says otherwise. Null if a time is missing or is none. */
const doorsOf = ({ basics: { doorsAt, startsAt } }: DraftContent): bigint | null =>
	secondsAt(doorsAt ? doorsAt : startsAt);

/** When transfers end: at the latest when gates open, since a person inside must not sell. */
export function freezeOf(content: DraftContent): bigint | null {
	const [starts, doors] = [secondsAt(content.basics.startsAt), doorsOf(content)];
	if (starts === null || doors === null) return null;
	const before = starts - BigInt(content.policy.freezeHours) * hour;
	return before < doors ? before : doors;
}
