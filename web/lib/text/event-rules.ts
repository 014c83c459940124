import type { EventView } from '#indexer/client.ts';
import { supports } from '#shared/contract/supports.ts';
import * as m from '../paraglide/messages.js';
import { dateOf, timeOf } from './time.ts';

type Policy = EventView['policy'];
/** What a buyer agrees to: of a published event, or of one that its organizer looks at before. */
export type EventRules = Pick<EventView, 'refundsUntil'> & {
	/** Of the event's contract; without one it is today's. */
	version?: number;
	policy: Pick<
		Policy,
		'reserveBps' | 'releaseAt' | 'transferable' | 'freezeAt' | 'resaleCapBps' | 'resaleLimit' | 'royaltyBps'
	>;
};

const newest = 2;
const whole = 10_000;
const percentOf = (bps: number): string => String(bps / 100);

/** The rules of an event in plain sentences: refunds, passing tickets on, and when payees are paid. `now` in Unix milliseconds. */
export function ruleLines(
	{ version = newest, refundsUntil, policy }: EventRules,
	locale: string,
	now: number,
): string[] {
	const when = (iso: string): string => moment(iso, locale);
	const returns =
		supports(version, 'refunds') && refundsUntil !== null && now < Date.parse(refundsUntil)
			? m.er_refunds({ when: when(refundsUntil) })
			: m.ta_off_refund();
	return [returns, passing(policy, version, when), paydayLine({ policy }, locale)];
}

function passing(policy: EventRules['policy'], version: number, when: (iso: string) => string): string {
	const { transferable, freezeAt, resaleCapBps, resaleLimit, royaltyBps } = policy;
	if (supports(version, 'resale') && resaleCapBps > 0) {
		const words = { cap: percentOf(resaleCapBps), when: when(freezeAt), count: resaleLimit };
		const share = royaltyBps > 0 ? ` ${m.er_royalty({ percent: percentOf(royaltyBps) })}` : '';
		return m.er_resale(words) + share;
	}
	return transferable ? m.er_send({ when: when(freezeAt) }) : m.ta_off_send();
}

type Payday = { policy: Pick<Policy, 'reserveBps' | 'releaseAt'> };

/** When payees get their money. */
export function paydayLine({ policy: { reserveBps, releaseAt } }: Payday, locale: string): string {
	const when = moment(releaseAt, locale);
	if (reserveBps === 0) return m.er_paid_now();
	return reserveBps === whole
		? m.er_paid_after({ when })
		: m.er_paid_part({ percent: percentOf(reserveBps), when });
}

/** Until when money that nobody is due yet is held; null where none is. `now` in Unix milliseconds. */
export function heldUntil(
	{ policy: { reserveBps, releaseAt }, cancelledAt }: Payday & Pick<EventView, 'cancelledAt'>,
	locale: string,
	now: number,
): string | null {
	const isHeld = reserveBps > 0 && cancelledAt === null && now < Date.parse(releaseAt);
	return isHeld ? moment(releaseAt, locale) : null;
}

const moment = (iso: string, locale: string): string => `${dateOf(iso, locale)}, ${timeOf(iso, locale)}`;
