import * as m from '#lib/paraglide/messages.js';
import type { OrderRefunds } from '#relayer/client.ts';
import { entryOf } from '../text/entry-of.ts';
import { failureWords } from '../text/failure.ts';
import { personWords } from './case-words.ts';

type Refund = OrderRefunds['refunds'][number];

const states = {
	proposed: m.sr_state_proposed,
	requested: m.sr_state_requested,
	voided: m.sr_state_voided,
	returned: m.sr_state_returned,
	review: m.sr_state_review,
	withdrawn: m.sr_state_withdrawn,
} satisfies Record<Refund['state'], () => string>;

const ways = {
	reversal: m.sr_way_reversal,
	payout: m.sr_way_payout,
	checking: m.sr_way_checking,
} satisfies Record<NonNullable<Refund['way']>, () => string>;

/** Where a refund of tickets stands, for the people who work on it. */
export function refundStands({ state, kind, way, waitsFor }: Refund): string {
	const words = [states[state]()];
	if (kind === 'sale') words.push(m.sr_kind_sale());
	if (kind === 'reversal') words.push(m.sr_kind_reversal());
	else if (way && (state === 'voided' || state === 'returned')) words.push(ways[way]());
	const why = state === 'requested' && waitsFor ? failureWords(waitsFor, waitsFor) : null;
	return [words.join(' · '), ...(why ? [m.sr_waits({ why })] : [])].join('. ');
}

const others = { holder: m.sr_by_holder, system: m.sr_by_system };

/** Who asked for a refund. */
export function askerWords({ by, reason }: Refund): string {
	if (reason === 'ASKED_BY_ORGANIZER') return m.sr_by_team({ id: by.slice(0, 8) });
	return entryOf(others, by)?.() ?? personWords(by);
}

/** Why tickets are not refunded, for people who refund those of others. */
export const refusalWords = (code: string, message = code): string =>
	code === 'TICKET_GIVEN' ? m.sr_given() : failureWords(code, message);
