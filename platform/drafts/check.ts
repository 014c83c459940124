import { StrKey } from '@stellar/stellar-sdk';
import { opensLater, type PayeeStanding, payeeRefusals } from '#shared/chain/state/payee-standing.ts';
import { eventV1Failures } from '#shared/contract/event-v1/failures.ts';
import { type Failures, registryFailures } from '#shared/contract/failures.ts';
import { isFair } from '#shared/fair-price.ts';
import { type KesRate, priceStep } from '#shared/kes-rate.ts';
import { formatKes } from '#shared/money.ts';
import { mostByMpesa } from '#shared/mpesa-limit.ts';
import type { DraftContent } from '../models/draft-content.ts';
import { checkTexts } from './check-texts.ts';
import { checkTyped } from './check-typed.ts';
import type { DraftProblem } from './draft-problem.ts';
import { secondsAt } from './empty-draft.ts';
import { faceOf, priceOf } from './price.ts';

/**
 * The facts that a draft is checked against: the registry's rules, the network's time, the rate, the account's wallets.
 */
export type PublishFacts = {
	/** Unix seconds. */
	now: bigint;
	platform: string;
	platformFeeBps: number;
	minReserveBps: number;
	rate: KesRate;
	wallets: string[];
	/** Of a payee's address on the ledger; null where it was not read. */
	standingOf: (address: string) => PayeeStanding | null;
};

const whole = 10_000;
const nameBytes = 64;
const mostPerOrder = 20;
const mostHoldDays = 180;
/** Stroops, or minor units of a face price: contracts/event/src/terms.rs. */
const mostPrice = 1_000_000_000_000_000n;

/** Problems that the contracts would refuse, by their error numbers. */
export const contractFailures: Failures = { ...eventV1Failures, ...registryFailures };

type Report = (path: string, code: number | Words) => void;
type Words = { code: string; message: string };

const words = (code: string, message: string): Words => ({ code, message });
const timeInvalid = words('TIME_INVALID', 'There is no such day or time.');

/**
 * Everything that must still change before the contract accepts the draft; empty when it does. A problem that the contract
 * would refuse has the contract's code.
 */
export function check(content: DraftContent, facts: PublishFacts): DraftProblem[] {
	const found: DraftProblem[] = [...checkTyped(content), ...checkTexts(content)];
	const named = new Set(found.map(({ path }) => path));
	const report: Report = (path, code) => {
		// What stands in the field comes before what the field lacks.
		if (named.has(path)) return;
		const { code: stable, message } = typeof code === 'number' ? contractFailures[code]! : code;
		found.push({ path, code: stable, message });
	};
	checkBasics(content, facts, report);
	checkTiers(content, facts, report);
	checkPayees(content, facts, report);
	checkPolicy(content, facts, report);
	return found;
}

function checkBasics({ basics }: DraftContent, { now }: PublishFacts, report: Report): void {
	const bytes = new TextEncoder().encode(basics.name.trim()).length;
	if (bytes < 1) report('basics.name', words('NAME_MISSING', 'What is the event called?'));
	else if (bytes > nameBytes) report('basics.name', 118);
	const { venue } = basics;
	if (!venue.name.trim()) report('basics.venue.name', words('VENUE_MISSING', 'Where does it take place?'));
	if (!venue.city.trim()) report('basics.venue.city', words('CITY_MISSING', 'In which town or city?'));
	if ((venue.lat === null) !== (venue.lon === null)) {
		report(
			'basics.venue.lat',
			words('PLACE_INCOMPLETE', 'A place on the map has a latitude and a longitude.'),
		);
	}
	const [starts, ends] = [secondsAt(basics.startsAt), secondsAt(basics.endsAt)];
	if (starts === null) {
		const missing = basics.startsAt === '';
		report('basics.startsAt', missing ? words('START_MISSING', 'When does it begin?') : timeInvalid);
	} else if (starts <= now) report('basics.startsAt', 109);
	if (ends === null) {
		report('basics.endsAt', basics.endsAt === '' ? words('END_MISSING', 'When does it end?') : timeInvalid);
	} else if (starts !== null && ends <= starts) report('basics.endsAt', 110);
}

function checkTiers(content: DraftContent, facts: PublishFacts, report: Report): void {
	if (content.tiers.length === 0) report('tiers', 100);
	for (const [i, tier] of content.tiers.entries()) {
		const at = `tiers.${i}`;
		if (!tier.name.trim()) report(`${at}.name`, words('TIER_NAME_MISSING', 'Give these tickets a name.'));
		checkPrice(tier, facts, at, report);
		if (tier.capacity === null)
			report(`${at}.capacity`, words('CAPACITY_MISSING', 'How many tickets are there?'));
		else if (tier.capacity === 0) report(`${at}.capacity`, 105);
		if (tier.fiatQuota === null) {
			report(`${at}.fiatQuota`, words('QUOTA_MISSING', 'How many of these may M-Pesa and bank buyers get?'));
		} else if (tier.capacity !== null && tier.fiatQuota > tier.capacity) report(`${at}.fiatQuota`, 106);
		const { perOrder } = tier;
		if (perOrder === null || perOrder < 1 || perOrder > mostPerOrder) report(`${at}.perOrder`, 107);
		checkWindow(content, i, facts.now, report);
	}
}

type Tier = DraftContent['tiers'][number];

const offRate = words(
	'PRICE_OFF_RATE',
	'More than 3 % off the shillings: M-Pesa would not sell it. Leave it empty, or give M-Pesa none.',
);

const overLimit = words(
	'OVER_MPESA_LIMIT',
	`M-Pesa takes at most ${formatKes(mostByMpesa)} at once, so it cannot sell these tickets: give it none.`,
);

function checkPrice(tier: Tier, { rate }: PublishFacts, at: string, report: Report): void {
	const [face, price] = [faceOf(tier), priceOf(tier, rate)];
	if (face === null) report(`${at}.price`, words('PRICE_MISSING', 'What does a ticket cost, in shillings?'));
	else if (face === 0n) report(`${at}.price`, tier.usdcPrice === '' ? 102 : 104);
	if (tier.usdcPrice !== '' && price === 0n) report(`${at}.usdcPrice`, 102);
	if (price === null) return;
	if (price % priceStep !== 0n) report(`${at}.usdcPrice`, 103);
	const byMpesa = (tier.fiatQuota ?? 0) > 0;
	if (byMpesa && face !== null && face > mostByMpesa) report(`${at}.fiatQuota`, overLimit);
	if (price > mostPrice) report(tier.usdcPrice === '' ? `${at}.price` : `${at}.usdcPrice`, 121);
	else if (tier.usdcPrice !== '' && byMpesa && face && price > 0n && !isFair({ price, face }, rate))
		report(`${at}.usdcPrice`, offRate);
}

function checkWindow({ basics, tiers }: DraftContent, i: number, now: bigint, report: Report): void {
	const { opensAt, closesAt } = tiers[i]!;
	const ends = secondsAt(basics.endsAt);
	const opens = opensAt === '' ? 0n : secondsAt(opensAt);
	const closes = closesAt === '' ? ends : secondsAt(closesAt);
	if (opens === null) report(`tiers.${i}.opensAt`, timeInvalid);
	if (closes === null && closesAt !== '') report(`tiers.${i}.closesAt`, timeInvalid);
	if (opens === null || closes === null) return;
	if (closes <= now && closesAt !== '') report(`tiers.${i}.closesAt`, 306);
	else if (opens >= closes || (ends !== null && closes > ends)) {
		// At the field that was written.
		report(`tiers.${i}.${closesAt === '' ? 'opensAt' : 'closesAt'}`, 108);
	}
}

function checkPayees({ payees }: DraftContent, facts: PublishFacts, report: Report): void {
	if (payees.length === 0) report('payees', 111);
	const taken = new Set([facts.platform]);
	for (const [i, payee] of payees.entries()) {
		const { address } = payee;
		if (!payee.name.trim()) report(`payees.${i}.name`, words('PAYEE_NAME_MISSING', 'Who is this?'));
		if (i === 0 && payee.role !== 'organizer') report('payees.0.role', 115);
		if (payee.bps === 0) report(`payees.${i}.bps`, 113);
		if (i === 0 && !facts.wallets.includes(address)) {
			const message = 'The first payee is you: choose a wallet that is linked to your account.';
			report('payees.0.address', words('ORGANIZER_WALLET_UNKNOWN', message));
		} else if (address === '') {
			report(`payees.${i}.address`, words('PAYEE_ADDRESS_MISSING', 'Where is this payee paid?'));
		} else if (!isAddress(address)) {
			report(
				`payees.${i}.address`,
				words('PAYEE_ADDRESS_INVALID', 'That is no Stellar address (G…, M… or C…).'),
			);
		} else if (taken.has(address)) report(`payees.${i}.address`, 114);
		else checkStanding(address, i, facts, report);
		taken.add(address);
	}
	const sum = payees.reduce((n, p) => n + p.bps, facts.platformFeeBps);
	if (payees.length > 0 && sum !== whole) report('payees', 112);
}

/**
 * A payee who could never use its money. The organizer's own wallet may still open its account and trust line: that is a
 * warning until it signs.
 */
function checkStanding(address: string, i: number, { standingOf }: PublishFacts, report: Report): void {
	const standing = standingOf(address);
	const at = `payees.${i}.address`;
	if (!standing) report(at, words('PAYEE_UNCHECKED', 'Whether it can be paid could not be checked.'));
	const refusal = standing?.refusal;
	if (refusal && !(i === 0 && opensLater.has(refusal))) report(at, words(refusal, payeeRefusals[refusal]));
}

const warningWords = {
	PAYEE_MEMO_REQUIRED:
		'That account wants a memo with each payment, and payouts carry none. Is it an exchange’s?',
	PAYEE_NEARLY_FULL: 'That account’s limit for USDC is lower than what it may earn here.',
	PAYEE_CONTRACT_UNKNOWN: 'That is a contract. Can it pay on what it gets?',
};

/** What may go wrong for a payee, and is still the organizer's choice. */
export function warningsOf(content: DraftContent, facts: PublishFacts): DraftProblem[] {
	const found: DraftProblem[] = [];
	const warn = (i: number, code: string, message: string) =>
		found.push({ path: `payees.${i}.address`, code, message });
	const most = mostRevenue(content, facts);
	for (const [i, { address, bps }] of content.payees.entries()) {
		const standing = facts.standingOf(address);
		if (!standing) continue;
		const { refusal, memoRequired, unknownContract, room } = standing;
		if (i === 0 && refusal && opensLater.has(refusal)) warn(i, refusal, payeeRefusals[refusal]);
		const full = room !== null && room < (most * BigInt(bps)) / BigInt(whole);
		const codes = { PAYEE_MEMO_REQUIRED: memoRequired, PAYEE_CONTRACT_UNKNOWN: unknownContract };
		for (const [code, is] of Object.entries({ ...codes, PAYEE_NEARLY_FULL: full }))
			if (is) warn(i, code, warningWords[code as keyof typeof warningWords]);
	}
	return found;
}

/** Stroops that all tickets together bring in. */
const mostRevenue = ({ tiers }: DraftContent, { rate }: PublishFacts): bigint =>
	tiers.reduce((sum, tier) => sum + (priceOf(tier, rate) ?? 0n) * BigInt(tier.capacity ?? 0), 0n);

const commissionOver = 'Creators are paid out of your own share, so they can earn at most as much as it is.';

export const isAddress = (text: string): boolean =>
	StrKey.isValidEd25519PublicKey(text) ||
	StrKey.isValidMed25519PublicKey(text) ||
	StrKey.isValidContract(text);

function checkPolicy({ policy, payees }: DraftContent, facts: PublishFacts, report: Report): void {
	if (policy.reserveBps < facts.minReserveBps) report('policy.reserveBps', 701);
	if (policy.reserveBps > 0 && policy.releaseDays > mostHoldDays) report('policy.releaseDays', 116);
	if (policy.refundUntil !== '' && secondsAt(policy.refundUntil) === null)
		report('policy.refundUntil', timeInvalid);
	if (policy.resaleCapBps > 0 && policy.resaleLimit === 0) report('policy.resaleLimit', 116);
	// Creators are paid out of the organizer's share.
	if (payees[0] && policy.commissionCapBps > payees[0].bps)
		report('policy.commissionCapBps', words('COMMISSION_OVER_SHARE', commissionOver));
}
