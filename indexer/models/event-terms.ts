import type { Policy, Terms } from '#shared/contract/event.ts';
import type { Payloads } from '#shared/contract/passa-event.ts';
import { hex } from '#shared/hex.ts';
import { readableName, readableText } from '#shared/readable-text.ts';

/** Times in Unix seconds as decimal strings: JSON has no u64. */
export type StoredPolicy = { [K in keyof Policy]: Policy[K] extends bigint ? string : Policy[K] };

/** An event's columns at its creation, apart from its announcement, its totals and its place in the log. */
export const initialRow = ({ config, terms }: Payloads['created']) => ({
	...timesOf(terms),
	...policyOf(terms.policy),
	name: readableName(terms.name),
	uri: readableText(terms.uri),
	metadataHash: hex(terms.metadata_hash),
	placeHash: terms.place_hash && hex(terms.place_hash),
	version: config.version,
	termsVersion: terms.terms_version,
	splitsVersion: terms.splits_version,
	usdc: config.usdc,
	treasury: config.treasury,
	cap: config.cap,
	attributionKey: hex(config.attribution_key),
	complimentaryQuota: terms.complimentary,
	complimentary: 0,
	...untouched,
});

const untouched = {
	ordered: false,
	pausedByOrganizer: false,
	pausedByRegistry: false,
	cancelledAt: 0n,
	cancelledBy: null,
	postponedBy: 0n,
	frozenAt: 0n,
	frozenUntil: 0n,
	windowAt: 0n,
	windowUntil: 0n,
	windowVersion: 0,
};

export const timesOf = ({
	starts_at,
	ends_at,
	doors_at,
}: Pick<Terms, 'starts_at' | 'ends_at' | 'doors_at'>) => ({
	startsAt: starts_at,
	endsAt: ends_at,
	doorsAt: doors_at,
});

export const policyOf = (policy: Policy) => ({
	reserveBps: policy.reserve_bps,
	releaseAt: policy.release_at,
	policy: {
		...policy,
		freeze_at: String(policy.freeze_at),
		refund_until: String(policy.refund_until),
		release_at: String(policy.release_at),
	},
});
