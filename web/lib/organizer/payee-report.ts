import type { Earning, EventView, PayoutView } from '#indexer/client.ts';
import * as m from '../paraglide/messages.js';
import { paydayLine } from '../text/event-rules.ts';
import { usdcExact } from '../text/money.ts';
import { fullDate, timeOf } from '../text/time.ts';
import type { Section } from './report-sections.ts';

/** A payee's part of an event, and the payouts that its address received, newest first. */
export type PayeeFacts = {
	event: Pick<EventView, 'gross' | 'refunded' | 'net' | 'policy' | 'cancelledAt'>;
	/** All of this event whose money goes to the reader's addresses. */
	shares: readonly Earning[];
	payouts: readonly PayoutView[];
	locale: string;
};

/** What the contract paid for these shares beside these payouts: it went to an earlier address. */
const paidElsewhere = ({ shares, payouts }: Pick<PayeeFacts, 'shares' | 'payouts'>): bigint =>
	sum(shares.map(({ paid }) => paid)) - sum(payouts.map(({ amount }) => amount));

const sum = (list: readonly string[]): bigint => list.reduce((all, each) => all + BigInt(each), 0n);

/** A payee's report in the reader's language. */
export function payeeSections(facts: PayeeFacts): Section[] {
	const { event, shares, payouts, locale } = facts;
	const [entitled, paid, due] = (['entitled', 'paid', 'due'] as const).map((key) =>
		sum(shares.map((share) => share[key])),
	) as [bigint, bigint, bigint];
	const line = (name: string, amount: bigint) => ({ name, cells: [usdcExact(amount)] });
	const percent = shares.reduce((all, { bps }) => all + bps, 0) / 100;
	const elsewhere = paidElsewhere(facts);
	return [
		{
			...{ name: 'went', title: m.rp_yours(), head: [m.rp_what(), 'USDC'] },
			notes: event.cancelledAt ? [] : [paydayLine(event, locale)],
			rows: [
				line(m.rp_gross(), BigInt(event.gross)),
				line(m.rp_less_refunded(), -BigInt(event.refunded)),
				{ ...line(m.rp_net(), BigInt(event.net)), isTotal: true },
				{ ...line(m.rp_your_share({ percent }), entitled), isTotal: true },
				line(m.rp_paid(), paid),
				line(m.rp_due(), due),
				line(m.rp_later(), entitled - paid - due),
			],
		},
		{
			...{ name: 'paid', title: m.rp_payouts(), head: [m.rp_when(), m.rp_transaction(), 'USDC'] },
			notes: [],
			rows: [
				...payouts.map(({ paidAt, txHash, amount }) => ({
					name: `${fullDate(paidAt, locale)}, ${timeOf(paidAt, locale)}`,
					cells: [txHash, usdcExact(BigInt(amount))],
				})),
				...(elsewhere === 0n ? [] : [{ name: m.rp_elsewhere(), cells: ['', usdcExact(elsewhere)] }]),
				{ name: m.rp_paid(), cells: ['', usdcExact(paid)], isTotal: true },
			],
		},
	];
}
