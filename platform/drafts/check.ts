import { eventV2Failures } from '#shared/contract/event-v2/failures.ts';
import { type Failures, registryFailures } from '#shared/contract/failures.ts';
import { mostResaleCapBps, mostResales } from '#shared/draft-fields.ts';
import { isFair } from '#shared/fair-price.ts';
import { priceStep } from '#shared/kes-rate.ts';
import { formatKes } from '#shared/money.ts';
import { mostByMpesa } from '#shared/mpesa-limit.ts';
import type { DraftContent } from '../models/draft-content.ts';
import { checkPayees } from './check-payees.ts';
import { checkTexts } from './check-texts.ts';
import { checkTyped } from './check-typed.ts';
import type { DraftProblem } from './draft-problem.ts';
import { freezeOf } from './event-init.ts';
import { faceOf, priceOf } from './price.ts';
import { type PublishFacts, type Report, type Words, words } from './publish-facts-types.ts';
import { secondsAt } from './seconds-at.ts';

const nameBytes = 64;
const mostPerOrder = 20;
const mostHoldDays = 180;
/** Where the platform asks for a reserve: a reversed payment still finds its money. */
const leastHoldDays = 3;
/** Stroops, or minor units of a face price: contracts/event/src/terms/validate.rs, as all that follows. */
const mostPrice = 1_000_000_000_000_000n;
const leastPrice = 100_000n;
const mostSeconds = 3n * 365n * 86_400n;
const all = 10_000;

/** Problems that the contracts would refuse, by their error numbers. */
export const contractFailures: Failures = { ...eventV2Failures, ...registryFailures };

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
		const {
			code: stable,
			message,
			...rest
		}: Words = typeof code === 'number' ? contractFailures[code]! : code;
		found.push({ path, code: stable, message, ...('name' in rest ? { name: rest.name } : {}) });
	};
	checkBasics(content, facts, report);
	if (content.picture && !facts.picture)
		report('picture', words('PICTURE_GONE', 'Choose the picture again.'));
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
	else if (ends > now + mostSeconds) report('basics.endsAt', 124);
	const doors = basics.doorsAt ? secondsAt(basics.doorsAt) : starts;
	if (basics.doorsAt && doors === null) report('basics.doorsAt', timeInvalid);
	else if (doors !== null && starts !== null && doors > starts) report('basics.doorsAt', doorsLate);
}

const doorsLate = words('DOORS_AFTER_START', 'Gates open before the event begins, or when it does.');

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
	if (price > 0n && price < leastPrice)
		report(tier.usdcPrice === '' ? `${at}.price` : `${at}.usdcPrice`, 123);
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

const commissionOver = 'Creators are paid out of your own share, so they can earn at most as much as it is.';
const refundsHeld = words(
	'REFUNDS_NEED_RESERVE',
	'Buyers can take back only what nobody was paid yet: hold all of it until the event is over.',
);
const refundsLate = words('REFUNDS_TOO_LATE', 'Refunds by choice end before transfers do.');

function checkPolicy(content: DraftContent, facts: PublishFacts, report: Report): void {
	const { policy, payees } = content;
	if (policy.reserveBps < facts.minReserveBps) report('policy.reserveBps', 701);
	if (policy.reserveBps > 0 && policy.releaseDays > mostHoldDays) report('policy.releaseDays', 116);
	if (policy.reserveBps > 0 && facts.minReserveBps > 0 && policy.releaseDays < leastHoldDays)
		report('policy.releaseDays', 116);
	checkRefunds(content, report);
	if (policy.resaleCapBps > mostResaleCapBps) report('policy.resaleCapBps', 116);
	if (policy.resaleLimit > mostResales) report('policy.resaleLimit', 116);
	else if (policy.resaleCapBps > 0 && policy.resaleLimit === 0) report('policy.resaleLimit', 116);
	// Creators are paid out of the organizer's share.
	if (payees[0] && policy.commissionCapBps > payees[0].bps)
		report('policy.commissionCapBps', words('COMMISSION_OVER_SHARE', commissionOver));
}

function checkRefunds(content: DraftContent, report: Report): void {
	const { refundUntil, reserveBps } = content.policy;
	if (refundUntil === '') return;
	const [until, freeze] = [secondsAt(refundUntil), freezeOf(content)];
	if (until === null) report('policy.refundUntil', timeInvalid);
	else if (freeze !== null && until > freeze) report('policy.refundUntil', refundsLate);
	if (reserveBps < all) report('policy.reserveBps', refundsHeld);
}
