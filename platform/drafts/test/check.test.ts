import { Account, Keypair, MuxedAccount } from '@stellar/stellar-sdk';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type PayeeRefusal, type PayeeStanding, payeeRefusals } from '#shared/chain/state/payee-standing.ts';
import { parseRate } from '#shared/kes-rate.ts';
import { metadataSchema } from '#shared/metadata.ts';
import { parseUsdc } from '#shared/money.ts';
import { openSeal } from '#shared/seal.server.ts';
import { draftContent } from '../../models/draft-content.ts';
import { check, contractFailures } from '../check.ts';
import { warningsOf } from '../check-payees.ts';
import { emptyDraft } from '../empty-draft.ts';
import { initOf, metadataOf } from '../event-init.ts';
import { previewOf, sharesOf } from '../preview.ts';
import { priceOf } from '../price.ts';
import type { PublishFacts } from '../publish-facts-types.ts';
import { secondsAt } from '../seconds-at.ts';
import { anyDraft, completeDraft, completeTier, factsAt, fine, localAt } from './arbitraries.ts';
import { type Change, problemsAfter } from './change-draft.ts';

const day = 86_400;
const test = suite('drafts');
const now = Date.UTC(2026, 11, 1, 12) / 1000;
const facts = factsAt(now);
const nobodyInvited = { seal: openSeal('00'.repeat(32), 'a test'), invitations: [] };

const problemsOf = (change: Change, given: PublishFacts = facts): string[] => problemsAfter(change, given);

test('a complete draft has no problem: each problem below comes from one change to it', () => {
	assert.equal(problemsOf({}), []);
});

test('an empty draft can be saved, and everything that is missing is listed', () => {
	const draft = draftContent.parse(emptyDraft('Wanjiru Events'));
	assert.equal(
		check(draft, facts).map((p) => `${p.path} ${p.code}`),
		[
			'basics.name NAME_MISSING',
			'basics.venue.name VENUE_MISSING',
			'basics.venue.city CITY_MISSING',
			'basics.startsAt START_MISSING',
			'basics.endsAt END_MISSING',
			'tiers.0.name TIER_NAME_MISSING',
			'tiers.0.price PRICE_MISSING',
			'tiers.0.capacity CAPACITY_MISSING',
			'tiers.0.fiatQuota QUOTA_MISSING',
			'payees.0.bps SHARE_ZERO',
			'payees.0.address ORGANIZER_WALLET_UNKNOWN',
			'payees SPLITS_NOT_WHOLE',
			'policy.commissionCapBps COMMISSION_OVER_SHARE',
		],
	);
});

type Case = [string, Change];
const [wallet] = facts.wallets;

/** What the contract refuses, with its own code; contracts/event/src/terms/validate.rs and contracts/registry/src/rules.rs. */
const refusals: Case[] = [
	['tiers NO_TIERS', { tiers: [] }],
	['tiers.0.price PRICE_NOT_POSITIVE', { 'tiers.0.price': '0' }],
	['tiers.0.price FACE_PRICE_INVALID', { 'tiers.0.price': '0', 'tiers.0.usdcPrice': '1' }],
	['tiers.0.usdcPrice PRICE_NOT_POSITIVE', { 'tiers.0.usdcPrice': '0' }],
	['tiers.0.usdcPrice PRICE_NOT_EXACT', { 'tiers.0.usdcPrice': '19.0005' }],
	['tiers.0.usdcPrice PRICE_TOO_HIGH', { 'tiers.0.usdcPrice': '100000000.001' }],
	['tiers.0.capacity CAPACITY_ZERO', { 'tiers.0.capacity': 0, 'tiers.0.fiatQuota': 0 }],
	['tiers.0.fiatQuota QUOTA_OVER_CAPACITY', { 'tiers.0.fiatQuota': 101 }],
	['tiers.0.perOrder ORDER_LIMIT_INVALID', { 'tiers.0.perOrder': 0 }],
	['tiers.0.perOrder ORDER_LIMIT_INVALID', { 'tiers.0.perOrder': 21 }],
	['tiers.0.perOrder ORDER_LIMIT_INVALID', { 'tiers.0.perOrder': null }],
	['tiers.0.closesAt SALE_WINDOW_INVALID', { 'tiers.0.closesAt': localAt(now + 30 * 86_400) }],
	['tiers.0.opensAt SALE_WINDOW_INVALID', { 'tiers.0.opensAt': completeDraft(facts).basics.endsAt }],
	['basics.startsAt EVENT_IN_PAST', { 'basics.startsAt': localAt(now - 60) }],
	['basics.startsAt EVENT_IN_PAST', { 'basics.startsAt': localAt(now) }],
	['basics.endsAt EVENT_TIMES_INVALID', { 'basics.endsAt': completeDraft(facts).basics.startsAt }],
	['payees PAYEE_COUNT_INVALID', { payees: [] }],
	['payees SPLITS_NOT_WHOLE', { 'payees.1.bps': 3499 }],
	['payees.1.bps SHARE_ZERO', { 'payees.0.bps': 9500, 'payees.1.bps': 0 }],
	['payees.1.address PAYEE_TWICE', { 'payees.1.address': wallet }],
	['payees.1.address PAYEE_TWICE', { 'payees.1.address': facts.platform }],
	['payees.0.role ORGANIZER_NOT_FIRST', { 'payees.0.role': 'venue' }],
	['policy.resaleLimit POLICY_INVALID', { 'policy.resaleCapBps': 11_000 }],
	['policy.releaseDays POLICY_INVALID', { 'policy.reserveBps': 1, 'policy.releaseDays': 181 }],
	['basics.name NAME_INVALID', { 'basics.name': 'ũ'.repeat(33) }],
];

for (const [i, [expected, change]] of refusals.entries()) {
	test(`what the contract would refuse is a problem beforehand: ${expected} (${i + 1})`, () => {
		assert.equal(problemsOf(change), [expected]);
		const known = Object.values(contractFailures).map((e) => e.code);
		assert.ok(known.includes(expected.split(' ')[1]!), 'by the contract’s own code');
	});
}

test('shares above 100 % in sum stay in a draft, and the first that does not fit is named at its field', () => {
	assert.equal(problemsOf({ 'payees.1.bps': 3501 }), ['payees.1.bps SHARE_TOO_LARGE']);
	assert.equal(problemsOf({ 'payees.0.bps': 10_000, 'payees.1.bps': 9000 }), [
		'payees.0.bps SHARE_TOO_LARGE',
	]);
	const draft = draftContent.parse(completeDraft(facts));
	draft.payees[1]!.bps = 10_000;
	const { payees, bpsTotal, problems } = previewOf(draft, 1, facts, nobodyInvited);
	assert.is(payees[1]!.bps, 10_000);
	assert.ok(bpsTotal > 10_000);
	assert.equal(
		problems.map(({ path, code }) => `${path} ${code}`),
		['payees.1.bps SHARE_TOO_LARGE'],
	);
});

test('a reserve below what the registry asks for', () => {
	const strict = factsAt(now, { minReserveBps: 2000 });
	assert.equal(problemsOf({ 'policy.reserveBps': 1999 }, strict), ['policy.reserveBps RESERVE_TOO_SMALL']);
	assert.equal(problemsOf({ 'policy.reserveBps': 2000 }, strict), []);
});

test('a gap that the contract accepts but people would miss is a problem too', () => {
	const own: Case[] = [
		['basics.name NAME_MISSING', { 'basics.name': '  ' }],
		['basics.name NAME_MISSING', { 'basics.name': '\u202E\u200B' }],
		['policy.commissionCapBps COMMISSION_OVER_SHARE', { 'policy.commissionCapBps': 6001 }],
		['basics.venue.name VENUE_MISSING', { 'basics.venue.name': ' ' }],
		['basics.venue.city CITY_MISSING', { 'basics.venue.city': '' }],
		['basics.venue.lat PLACE_INCOMPLETE', { 'basics.venue.lon': null }],
		['tiers.0.usdcPrice PRICE_OFF_RATE', { 'tiers.0.usdcPrice': '25' }],
		['tiers.0.fiatQuota OVER_MPESA_LIMIT', { 'tiers.0.price': '250001' }],
		['tiers.1.name TIER_NAME_MISSING', { 'tiers.1.name': '' }],
		['tiers.1.closesAt SALE_OVER', { 'tiers.1.closesAt': localAt(now - 60) }],
		['payees.1.name PAYEE_NAME_MISSING', { 'payees.1.name': '' }],
		['payees.1.name PAYEE_NAME_OURS', { 'payees.1.name': 'Asha (held by Passa)' }],
		['payees.1.address PAYEE_ADDRESS_MISSING', { 'payees.1.address': '' }],
		['payees.1.address PAYEE_ADDRESS_INVALID', { 'payees.1.address': Keypair.random().secret() }],
		['payees.0.address ORGANIZER_WALLET_UNKNOWN', { 'payees.0.address': Keypair.random().publicKey() }],
		[
			'policy.refundUntil TIME_INVALID',
			{ 'policy.refundUntil': '2027-02-30T10:00', 'policy.reserveBps': 10_000 },
		],
		['policy.reserveBps REFUNDS_NEED_RESERVE', { 'policy.refundUntil': localAt(now + 60) }],
		[
			'policy.refundUntil REFUNDS_TOO_LATE',
			{ 'policy.refundUntil': localAt(now + 900 * day), 'policy.reserveBps': 10_000 },
		],
		['basics.doorsAt DOORS_AFTER_START', { 'basics.doorsAt': localAt(now + 900 * day) }],
		['basics.doorsAt TIME_INVALID', { 'basics.doorsAt': '2027-02-30T10:00' }],
		['basics.endsAt TIME_INVALID', { 'basics.endsAt': '20261-12-12T10:00' }],
		['tiers.0.opensAt TIME_INVALID', { 'tiers.0.opensAt': '2026-13-01T10:00' }],
	];
	for (const [expected, change] of own) assert.equal(problemsOf(change), [expected]);
	const walletOnly = { 'tiers.0.usdcPrice': '25', 'tiers.0.fiatQuota': 0 };
	assert.equal(problemsOf(walletOnly), [], 'a price for wallets alone may be any');
});

test('a payee may be an account, a muxed account or a contract', () => {
	const muxed = new MuxedAccount(new Account(Keypair.random().publicKey(), '0'), '7').accountId();
	for (const address of [muxed, `C${'A'.repeat(51)}D2KM`])
		assert.equal(problemsOf({ 'payees.1.address': address }), [], address);
});

test('a payee who could never use its money is a problem at its field, by its own code', () => {
	for (const refusal of Object.keys(payeeRefusals) as PayeeRefusal[]) {
		const of = (index: number) => {
			const given = factsAt(now);
			const payee = completeDraft(given).payees[index]!.address;
			return {
				...given,
				standingOf: (address: string) => (address === payee ? { ...fine, refusal } : fine),
			};
		};
		assert.equal(problemsOf({}, of(1)), [`payees.1.address ${refusal}`]);
		const own = of(0);
		const later = refusal === 'PAYEE_ACCOUNT_MISSING' || refusal === 'PAYEE_NO_TRUST_LINE';
		assert.equal(problemsOf({}, own), later ? [] : [`payees.0.address ${refusal}`]);
		assert.equal(
			warningsOf(completeDraft(own), own).map((p) => `${p.path} ${p.code}`),
			later ? [`payees.0.address ${refusal}`] : [],
			'the organizer can still open their own',
		);
	}
	const unread = { ...facts, standingOf: () => null };
	assert.equal(problemsOf({}, unread), [
		'payees.0.address PAYEE_UNCHECKED',
		'payees.1.address PAYEE_UNCHECKED',
	]);
});

test('a memo that payouts do not carry, a nearly full trust line and an unknown contract are warnings', () => {
	const warned = (change: Partial<PayeeStanding>) => {
		const given = { ...facts, standingOf: () => ({ ...fine, ...change }) };
		assert.equal(problemsOf({}, given), []);
		return warningsOf(completeDraft(given), given).map((p) => `${p.path} ${p.code}`);
	};
	assert.equal(warned({}), []);
	assert.equal(warned({ memoRequired: true }), [
		'payees.0.address PAYEE_MEMO_REQUIRED',
		'payees.1.address PAYEE_MEMO_REQUIRED',
	]);
	assert.equal(warned({ unknownContract: true })[1], 'payees.1.address PAYEE_CONTRACT_UNKNOWN');
	// 100 tickets at 19.380 USDC and 20 at 50.388, of which the second payee gets 35 %.
	const share = ((100n * parseUsdc('19.38') + 20n * parseUsdc('50.388')) * 35n) / 100n;
	assert.equal(warned({ room: share }), ['payees.0.address PAYEE_NEARLY_FULL']);
	assert.equal(warned({ room: share - 1n }).length, 2);
	assert.equal(warned({ room: parseUsdc('1000000') }), []);
});

test('a date that does not exist is refused; Nairobi is three hours ahead, all year', () => {
	assert.is(secondsAt('2026-12-12T14:00'), BigInt(Date.UTC(2026, 11, 12, 11) / 1000));
	assert.is(secondsAt('2026-07-01T00:30'), BigInt(Date.UTC(2026, 5, 30, 21, 30) / 1000));
	for (const wrong of [
		'',
		'2026-02-30T10:00',
		'2026-02-29T10:00',
		'2026-12-12T24:01',
		'2026-00-10T10:00',
		'2026-12-12',
	])
		assert.is(secondsAt(wrong), null, wrong);
	assert.is(secondsAt('2028-02-29T10:00'), BigInt(Date.UTC(2028, 1, 29, 7) / 1000));
});

test('a face price becomes USDC, up to the next 0.001: the demo’s prices and the border', () => {
	const rate = parseRate('129');
	const price = (kes: string) => priceOf(completeTier({ price: kes }), rate);
	assert.is(price('2500'), parseUsdc('19.380'));
	assert.is(price('129'), parseUsdc('1'));
	assert.is(price('1'), parseUsdc('0.008'));
	assert.is(price(''), null);
	assert.is(priceOf(completeTier({ price: '2500', usdcPrice: '20.' }), rate), parseUsdc('20'));
});

test('shares of any amount add up to it when they are whole, and are never more than it', () => {
	const split = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 8 });
	fc.assert(
		fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n }), split, (amount, others) => {
			const rest = 10_000 - others.reduce((n, b) => n + b, 0);
			const bps = (rest > 0 ? [rest, ...others] : others).map(BigInt);
			const shares = sharesOf(amount, bps);
			const sum = shares.reduce((n, s) => n + s, 0n);
			if (rest >= 0) assert.ok(sum <= amount);
			if (rest > 0) assert.is(sum, amount);
			for (const [i, s] of shares.entries()) assert.ok(s >= (amount * bps[i]!) / 10_000n);
		}),
	);
});

test('the preview of any draft never fails, and without problems its parts add up', () => {
	let complete = 0;
	fc.assert(
		fc.property(anyDraft(facts), (draft) => {
			const content = draftContent.parse(draft);
			const { problems, tiers, payees, bpsTotal } = previewOf(content, 1, facts, nobodyInvited);
			assert.is(payees.length, content.payees.length + 1);
			if (problems.length > 0) return;
			complete++;
			assert.is(bpsTotal, 10_000);
			const init = initOf(content, facts, { uri: 'metadata/x.json', sha256: new Uint8Array(32) });
			const document = metadataSchema.parse(metadataOf(content, facts));
			assert.is(document.payees.length, init.payees.length);
			assert.is(document.tiers.length, init.tiers.length);
			assert.is(BigInt(Date.parse(document.starts_at) / 1000), init.starts_at);
			for (const [i, tier] of tiers.entries()) {
				const total = tier.shares.reduce((n, s) => n + BigInt(s.usdc), 0n);
				assert.is(total, init.tiers[i]!.price);
				assert.is(String(total), tier.price);
				assert.is(
					tier.shares.reduce((n, s) => n + BigInt(s.kes!), 0n),
					BigInt(tier.face!),
				);
			}
		}),
		{ numRuns: 400 },
	);
	assert.ok(complete > 20 && complete < 380, `only ${complete} of 400 drafts were complete`);
});

test.run();
