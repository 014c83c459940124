import { StrKey } from '@stellar/stellar-sdk';
import { eventV1Failures } from '#shared/contract/event-v1/failures.ts';
import { type Failures, registryFailures } from '#shared/contract/failures.ts';
import { isFair } from '#shared/fair-price.ts';
import { type KesRate, priceStep } from '#shared/kes-rate.ts';
import { type DraftContent, secondsAt } from './draft.ts';
import { faceOf, priceOf } from './price.ts';

/** What stands between a draft and its publishing. `path` names the field as in the content: `tiers.0.price`. */
export type DraftProblem = { path: string; code: string; message: string };

/** What a draft is held against: the registry's rules, the network's time, the rate, the account's wallets. */
export type PublishFacts = {
	/** Unix seconds. */
	now: bigint;
	platform: string;
	platformFeeBps: number;
	minReserveBps: number;
	rate: KesRate;
	wallets: string[];
};

const whole = 10_000;
const nameBytes = 64;
const mostPerOrder = 20;
const mostHoldDays = 180;
/** Stroops, or minor units of a face price: contracts/event/src/terms.rs. */
const mostPrice = 1_000_000_000_000_000n;

/** What the contracts themselves would refuse, by their error numbers. */
export const contractFailures: Failures = { ...eventV1Failures, ...registryFailures };

type Say = (path: string, code: number | Words) => void;
type Words = { code: string; message: string };

const said = (code: string, message: string): Words => ({ code, message });
const timeInvalid = said('TIME_INVALID', 'There is no such day or time.');

/**
 * Everything that must still be done, or changed: none where the contract will take it. What the contract itself would
 * refuse has the contract's code.
 */
export function check(content: DraftContent, facts: PublishFacts): DraftProblem[] {
	const found: DraftProblem[] = [];
	const say: Say = (path, code) => {
		const { code: stable, message } = typeof code === 'number' ? contractFailures[code]! : code;
		found.push({ path, code: stable, message });
	};
	checkBasics(content, facts, say);
	checkTiers(content, facts, say);
	checkPayees(content, facts, say);
	checkPolicy(content, facts, say);
	return found;
}

function checkBasics({ basics }: DraftContent, { now }: PublishFacts, say: Say): void {
	const bytes = new TextEncoder().encode(basics.name.trim()).length;
	if (bytes < 1 || bytes > nameBytes) say('basics.name', 118);
	const { venue } = basics;
	if (!venue.name.trim()) say('basics.venue.name', said('VENUE_MISSING', 'Where does it take place?'));
	if (!venue.city.trim()) say('basics.venue.city', said('CITY_MISSING', 'In which town or city?'));
	if ((venue.lat === null) !== (venue.lon === null)) {
		say('basics.venue.lat', said('PLACE_INCOMPLETE', 'A place on the map has a latitude and a longitude.'));
	}
	const [starts, ends] = [secondsAt(basics.startsAt), secondsAt(basics.endsAt)];
	if (starts === null) {
		const missing = basics.startsAt === '';
		say('basics.startsAt', missing ? said('START_MISSING', 'When does it begin?') : timeInvalid);
	} else if (starts <= now) say('basics.startsAt', 109);
	if (ends === null) {
		say('basics.endsAt', basics.endsAt === '' ? said('END_MISSING', 'When does it end?') : timeInvalid);
	} else if (starts !== null && ends <= starts) say('basics.endsAt', 110);
}

function checkTiers(content: DraftContent, facts: PublishFacts, say: Say): void {
	if (content.tiers.length === 0) say('tiers', 100);
	for (const [i, tier] of content.tiers.entries()) {
		const at = `tiers.${i}`;
		if (!tier.name.trim()) say(`${at}.name`, said('TIER_NAME_MISSING', 'Give these tickets a name.'));
		checkPrice(tier, facts, at, say);
		if (tier.capacity === null)
			say(`${at}.capacity`, said('CAPACITY_MISSING', 'How many tickets are there?'));
		else if (tier.capacity === 0) say(`${at}.capacity`, 105);
		if (tier.fiatQuota === null) {
			say(`${at}.fiatQuota`, said('QUOTA_MISSING', 'How many of these may M-Pesa and bank buyers get?'));
		} else if (tier.capacity !== null && tier.fiatQuota > tier.capacity) say(`${at}.fiatQuota`, 106);
		const { perOrder } = tier;
		if (perOrder === null || perOrder < 1 || perOrder > mostPerOrder) say(`${at}.perOrder`, 107);
		checkWindow(content, i, facts.now, say);
	}
}

type Tier = DraftContent['tiers'][number];

const offRate = said(
	'PRICE_OFF_RATE',
	'More than 3 % off the shillings: M-Pesa would not sell it. Leave it empty, or give M-Pesa none.',
);

function checkPrice(tier: Tier, { rate }: PublishFacts, at: string, say: Say): void {
	const [face, price] = [faceOf(tier), priceOf(tier, rate)];
	if (face === null) say(`${at}.price`, said('PRICE_MISSING', 'What does a ticket cost, in shillings?'));
	else if (face === 0n) say(`${at}.price`, tier.usdcPrice === '' ? 102 : 104);
	if (tier.usdcPrice !== '' && price === 0n) say(`${at}.usdcPrice`, 102);
	if (price === null) return;
	if (price % priceStep !== 0n) say(`${at}.usdcPrice`, 103);
	const byMpesa = (tier.fiatQuota ?? 0) > 0;
	if (price > mostPrice) say(tier.usdcPrice === '' ? `${at}.price` : `${at}.usdcPrice`, 121);
	else if (tier.usdcPrice !== '' && byMpesa && face && price > 0n && !isFair({ price, face }, rate))
		say(`${at}.usdcPrice`, offRate);
}

function checkWindow({ basics, tiers }: DraftContent, i: number, now: bigint, say: Say): void {
	const { opensAt, closesAt } = tiers[i]!;
	const ends = secondsAt(basics.endsAt);
	const opens = opensAt === '' ? 0n : secondsAt(opensAt);
	const closes = closesAt === '' ? ends : secondsAt(closesAt);
	if (opens === null) say(`tiers.${i}.opensAt`, timeInvalid);
	if (closes === null && closesAt !== '') say(`tiers.${i}.closesAt`, timeInvalid);
	if (opens === null || closes === null) return;
	if (closes <= now && closesAt !== '') say(`tiers.${i}.closesAt`, 306);
	else if (opens >= closes || (ends !== null && closes > ends)) say(`tiers.${i}.closesAt`, 108);
}

function checkPayees({ payees }: DraftContent, facts: PublishFacts, say: Say): void {
	if (payees.length === 0) say('payees', 111);
	const taken = new Set([facts.platform]);
	for (const [i, payee] of payees.entries()) {
		const { address } = payee;
		if (!payee.name.trim()) say(`payees.${i}.name`, said('PAYEE_NAME_MISSING', 'Who is this?'));
		if (i === 0 && payee.role !== 'organizer') say('payees.0.role', 115);
		if (payee.bps === 0) say(`payees.${i}.bps`, 113);
		if (i === 0 && !facts.wallets.includes(address)) {
			const words = 'The first payee is you: choose a wallet that is linked to your account.';
			say('payees.0.address', said('ORGANIZER_WALLET_UNKNOWN', words));
		} else if (address === '') {
			say(`payees.${i}.address`, said('PAYEE_ADDRESS_MISSING', 'Where is this payee paid?'));
		} else if (!isAddress(address)) {
			say(`payees.${i}.address`, said('PAYEE_ADDRESS_INVALID', 'That is no Stellar address (G…, M… or C…).'));
		} else if (taken.has(address)) say(`payees.${i}.address`, 114);
		taken.add(address);
	}
	const sum = payees.reduce((n, p) => n + p.bps, facts.platformFeeBps);
	if (payees.length > 0 && sum !== whole) say('payees', 112);
}

const isAddress = (text: string): boolean =>
	StrKey.isValidEd25519PublicKey(text) ||
	StrKey.isValidMed25519PublicKey(text) ||
	StrKey.isValidContract(text);

function checkPolicy({ policy, payees }: DraftContent, facts: PublishFacts, say: Say): void {
	if (policy.reserveBps < facts.minReserveBps) say('policy.reserveBps', 701);
	if (policy.reserveBps > 0 && policy.releaseDays > mostHoldDays) say('policy.releaseDays', 116);
	if (policy.refundUntil !== '' && secondsAt(policy.refundUntil) === null)
		say('policy.refundUntil', timeInvalid);
	if (policy.resaleCapBps > 0 && policy.resaleLimit === 0) say('policy.resaleLimit', 116);
	// Creators are paid out of the organizer's share.
	if (payees[0] && policy.commissionCapBps > payees[0].bps) say('policy.commissionCapBps', 116);
}
