import { Keypair } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import type { PayeeStanding } from '#shared/chain/state/payee-standing.ts';
import { parseRate } from '#shared/kes-rate.ts';
import { nairobiTime } from '#shared/nairobi.ts';
import type { DraftContent, DraftPayee, DraftTier } from '../../models/draft-content.ts';
import { emptyDraft } from '../empty-draft.ts';
import type { PublishFacts } from '../publish-facts-types.ts';

const minute = 60;
const day = 86_400;

/** Nairobi's wall clock at a Unix time. */
export const localAt = (seconds: number): string => nairobiTime(seconds * 1000).slice(0, 16);

export const fine: PayeeStanding = { refusal: null, room: null, memoRequired: false, unknownContract: false };

/** Payees of these drafts: a test that publishes gives them accounts and trust lines. */
export const payeeKeys = Array.from({ length: 9 }, (_, i) =>
	Keypair.fromRawEd25519Seed(new Uint8Array(32).fill(i + 1)),
);

export const factsAt = (now: number, change: Partial<PublishFacts> = {}): PublishFacts => ({
	now: BigInt(now),
	platform: Keypair.random().publicKey(),
	platformFeeBps: 500,
	minReserveBps: 0,
	rate: parseRate('129'),
	wallets: [Keypair.random().publicKey()],
	standingOf: () => fine,
	picture: null,
	answers: new Map(),
	payouts: null,
	...change,
});

export const completeTier = (change: Partial<DraftTier> = {}): DraftTier => ({
	name: 'Regular',
	description: 'Entry all day',
	price: '2500',
	usdcPrice: '',
	capacity: 100,
	fiatQuota: 40,
	opensAt: '',
	closesAt: '',
	perOrder: 10,
	...change,
});

/** A draft that `check` has nothing against. */
export function completeDraft(facts: PublishFacts): DraftContent {
	const starts = Math.floor(Number(facts.now) / minute) * minute + 10 * day;
	const empty = emptyDraft('Wanjiru Events');
	return {
		...empty,
		basics: {
			...empty.basics,
			name: 'Blankets & Basslines',
			description: 'An afternoon on the grass.',
			category: 'music',
			lineup: ['Wamũ', 'DJ Kemboi'],
			venue: { name: 'Ngong Racecourse', city: 'Nairobi', lat: -1.3057, lon: 36.7399 },
			startsAt: localAt(starts),
			endsAt: localAt(starts + 9 * 3600),
		},
		tiers: [
			completeTier(),
			completeTier({ name: 'VIP', price: '6500', capacity: 20, fiatQuota: 0, perOrder: 4 }),
		],
		payees: [
			{ name: 'Wanjiru Events', address: facts.wallets[0]!, role: 'organizer', bps: 6000 },
			{ name: 'Wamũ', address: payeeKeys[0]!.publicKey(), role: 'artist', bps: 3500 },
		],
	};
}

/** Control characters and halves of characters are refused before a draft is one. */
const clean = (text: string): string =>
	text
		.toWellFormed()
		.replace(/\p{Cc}/gu, '')
		.slice(0, 16)
		.toWellFormed();
const words = fc.string({ unit: 'grapheme', maxLength: 20 }).map(clean);

/** Mostly what fits, now and then what may not. */
const mostly = <T>(usual: fc.Arbitrary<T>, unusual: fc.Arbitrary<T>): fc.Arbitrary<T> =>
	fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: unusual });
const titled = mostly(
	words.map((text) => `A${text}`),
	words,
);
const within = (min: number, max: number) => fc.integer({ min, max });

/** What a price in shillings is in USDC at the rate of `factsAt`, in steps of 0.001. */
const fairPrice = (shillings: string): string => (Number(shillings) / 129).toFixed(3);

const tier = (now: number, starts: number, ends: number): fc.Arbitrary<DraftTier> =>
	fc
		.tuple(tierFields(now, starts, ends), fc.boolean())
		.map(([fields, fair]) => (fair ? { ...fields, usdcPrice: fairPrice(fields.price) } : fields));

const tierFields = (now: number, starts: number, ends: number): fc.Arbitrary<DraftTier> =>
	fc.record({
		name: titled,
		description: words,
		// Above KES 250,000 M-Pesa may have no tickets.
		price: mostly(within(1, 250_000).map(String), fc.constantFrom('', '0', '250001', '999999999')),
		usdcPrice: mostly(fc.constant(''), fc.constantFrom('19.5', '0.001', '12.', '0', '3.0001', '999999999')),
		capacity: mostly(within(200, 4_294_967_295), fc.constantFrom(0, null, 1)),
		fiatQuota: mostly(within(0, 200), fc.constantFrom(null, 4_294_967_295)),
		opensAt: mostly(fc.constantFrom('', localAt(now)), within(now - day, ends).map(localAt)),
		closesAt: mostly(fc.constantFrom('', localAt(ends)), within(starts - day, ends + day).map(localAt)),
		perOrder: mostly(within(1, 20), fc.constantFrom(0, 21, null)),
	});

/** Drafts near the border: many are complete, the others have one problem or several. */
export function anyDraft(facts: PublishFacts): fc.Arbitrary<DraftContent> {
	const now = Math.floor(Number(facts.now) / minute) * minute;
	const complete = completeDraft(facts);
	const strangers = payeeKeys.slice(1).map((key) => key.publicKey());
	const others = fc
		.tuple(
			fc.shuffledSubarray(strangers, { minLength: 0 }),
			fc.array(mostly(within(1, 900), fc.constant(0)), { minLength: 8, maxLength: 8 }),
			fc.array(fc.constantFrom('artist', 'venue', 'promoter', 'organizer'), { minLength: 8, maxLength: 8 }),
			mostly(fc.constant(null), fc.constantFrom(facts.platform, facts.wallets[0]!, '', 'nonsense')),
		)
		.map(([addresses, bps, roles, odd]) =>
			addresses.map(
				(address, i): DraftPayee => ({
					name: `Payee ${i}`,
					address: i === 0 && odd !== null ? odd : address,
					role: roles[i]!,
					bps: bps[i]!,
				}),
			),
		);
	const policy = fc.record({
		reserveBps: fc.oneof(within(0, 10_000), fc.constant(10_000)),
		consent: fc.boolean(),
		complimentary: mostly(within(0, 4_294_967_295), fc.constant(0)),
		releaseDays: mostly(within(0, 180), fc.constant(181)),
		refundUntil: fc.constantFrom('', localAt(now + day)),
		transferable: fc.boolean(),
		freezeHours: within(0, 8760),
		resaleCapBps: mostly(fc.constantFrom(0, 11_000, 50_000), fc.constant(50_001)),
		resaleLimit: mostly(within(1, 255), fc.constantFrom(0, 256)),
		royaltyBps: within(0, 10_000),
		commissionCapBps: mostly(within(0, 1000), fc.constant(9_000)),
	});
	const startsIn = mostly(within(1, 400), within(-2, 0));
	const lasts = mostly(within(1, 100), fc.constant(0));
	return fc
		.record({
			startsIn,
			lasts,
			name: titled,
			others,
			off: mostly(fc.constant(0), fc.constantFrom(1, -1)),
			doors: mostly(within(0, 48), fc.constantFrom(null, -1)),
			policy,
		})
		.chain((made) => {
			const starts = now + made.startsIn * 3600;
			const ends = starts + made.lasts * 3600;
			const left = 10_000 - facts.platformFeeBps - made.others.reduce((n, p) => n + p.bps, 0);
			const basics = {
				...complete.basics,
				name: made.name,
				startsAt: localAt(starts),
				endsAt: localAt(ends),
				doorsAt: made.doors === null ? '' : localAt(starts - made.doors * 3600),
			};
			const organizer: DraftPayee = { ...complete.payees[0]!, bps: left + made.off };
			return fc.array(tier(now, starts, ends), { minLength: 1, maxLength: 3 }).map((tiers) => ({
				basics,
				picture: null,
				tiers,
				payees: [organizer, ...made.others],
				policy: made.policy,
			}));
		});
}
