import type { EventView } from '#indexer/client.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { EventStand, GuardianActView, PayoutRequestView } from '#relayer/client.ts';
import { entryOf } from '../text/entry-of.ts';
import { failureWords } from '../text/failure.ts';
import { usdc } from '../text/money.ts';
import { shortAddress } from '../text/short-address.ts';
import { shownPayee } from '../text/shown-payee.ts';
import { dateOf, longDate, timeOf } from '../text/time.ts';
import { personWords } from './case-words.ts';

/** A moment, for people of support. */
export const momentOf = (iso: string): string => `${dateOf(iso, getLocale())}, ${timeOf(iso, getLocale())}`;
const longMoment = (iso: string): string => `${longDate(iso, getLocale())}, ${timeOf(iso, getLocale())}`;

/** How an event stands, in sentences: whether it sells first. `now`: Unix milliseconds. */
export function standWords(stand: EventStand, now: number): string[] {
	const { closed, paused, frozenUntil, cancelledAt, endsAt, releaseAt } = stand;
	const isOver = Date.parse(endsAt) <= now;
	const words = [isOver && closed === null ? m.se_over({ when: longMoment(endsAt) }) : sale(stand)];
	if (closed === 'CANCELLED' && cancelledAt) words.push(m.se_cancelled_at({ when: longMoment(cancelledAt) }));
	if (paused.organizer) words.push(m.se_paused_organizer());
	if (paused.registry) words.push(m.se_paused_passa());
	if (frozenUntil && Date.parse(frozenUntil) > now)
		words.push(m.se_frozen_until({ when: longMoment(frozenUntil) }));
	else if (frozenUntil) words.push(m.se_frozen_before({ when: longMoment(frozenUntil) }));
	if (releaseAt && closed !== 'CANCELLED') words.push(m.se_held({ when: longMoment(releaseAt) }));
	return words;
}

const sales = {
	CANCELLED: m.se_cancelled,
	PAUSED: m.se_paused,
	FROZEN: m.se_frozen,
	CONSENT_MISSING: m.se_consent,
} satisfies Record<NonNullable<EventStand['closed']>, () => string>;
const sale = ({ closed }: EventStand): string => (closed ? sales[closed]() : m.se_selling());

const kinds = { pause: m.se_act_pause, resume: m.se_act_resume } as const;

/** What an act is. */
export const actWords = ({ act, hours }: Pick<GuardianActView, 'act' | 'hours'>): string =>
	act === 'freeze' ? m.se_act_freeze({ hours: hours ?? 0 }) : kinds[act]();

const actStates = {
	proposed: m.se_state_proposed,
	agreed: m.se_state_agreed,
	done: m.se_state_done,
	withdrawn: m.se_state_withdrawn,
	lapsed: m.se_state_lapsed,
} satisfies Record<GuardianActView['state'], () => string>;
export const actStands = ({ state }: GuardianActView): string => actStates[state]();

/** Who did what about an act, in order. */
export function actTrail(act: GuardianActView): string {
	const { by, secondBy, signedBy, withdrawnBy, createdAt, endedAt } = act;
	return [
		m.sr_asked_by({ who: personWords(by), when: momentOf(createdAt) }),
		secondBy && m.sr_agreed_by({ who: personWords(secondBy) }),
		signedBy && m.se_signed_by({ who: personWords(signedBy) }),
		withdrawnBy && m.sr_withdrawn_by({ who: personWords(withdrawnBy) }),
		endedAt && momentOf(endedAt),
	]
		.filter(Boolean)
		.join(' · ');
}

/** Who receives money, by address: as the event's document names payees, else the address in few characters. */
export function receiverNames(
	{ receivers }: EventStand,
	view: EventView | null,
): (address: string) => string {
	const names = new Map(
		receivers.flatMap(({ payee, address }) => {
			const named = payee === null ? undefined : view?.payees[payee];
			return named ? [[address, shownPayee(named)] as const] : [];
		}),
	);
	return (address) => names.get(address) ?? shortAddress(address, 6);
}

/** The same causes have other words where the reader is the wallet's owner. */
const ofReceivers = { NO_TRUSTLINE: 'PAYEE_NO_TRUST_LINE', BALANCE_FROZEN: 'PAYEE_FROZEN' };

/** Why a receiver cannot be paid. */
export function receiverRefusal(code: string): string {
	const named = entryOf(ofReceivers, code) ?? code;
	return failureWords(named, named);
}

/** How a payout that support asked for stands. `nameOf`: of a receiver's address. */
export function payoutWords(
	{ state, paid, leftOut, reason, waitsFor }: PayoutRequestView,
	nameOf: (address: string) => string,
): string[] {
	if (state === 'asked')
		return [waitsFor ? m.se_pay_waits({ why: failureWords(waitsFor, waitsFor) }) : m.se_pay_asked()];
	const left = leftOut.map(({ to, code }) => m.se_left_out({ who: nameOf(to), why: receiverRefusal(code) }));
	if (state === 'failed')
		return left.length > 0 ? left : [failureWords(reason ?? 'UNEXPECTED', reason ?? '')];
	const got = paid.map(({ to, amount }) => m.se_got({ who: nameOf(to), amount: usdc(amount) }));
	return [...got, ...left];
}

/** Why an act or a payout was refused. */
export const eventRefusalWords = (code: string, message: string): string =>
	code === 'PERSON_NEEDED' ? m.se_person_needed() : failureWords(code, message);
